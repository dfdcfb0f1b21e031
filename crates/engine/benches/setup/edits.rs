//! Edits of a made-up inventory, each alone, and how long each takes.

use std::time::Duration;

use engine::{Board, Node, Strength};

use crate::clock::timed;
use crate::numbers::Numbers;

/// How many of each kind there are.
const EDITS: u32 = 1000;

/// Another restore time, of any node.
pub(crate) fn restores(board: &mut Board, numbers: &mut Numbers) -> Vec<Duration> {
    let edits = (0..EDITS).map(|_| {
        let node = numbers.below(board.model().len());
        let restore = Some(numbers.below(8 * 3600));
        let with = Node { restore, ..*board.model().node(node) };
        timed(1, || board.set_node(node, with).unwrap()).0
    });
    edits.collect()
}

/// Another target, of a service that people use.
pub(crate) fn targets(board: &mut Board, numbers: &mut Numbers) -> Vec<Duration> {
    let count = board.model().len();
    let edits = (0..EDITS).map(|it| {
        let node = count - 1 - it * (count / (4 * EDITS));
        let target_rto = Some(numbers.below(8 * 3600));
        let with = Node { target_rto, ..*board.model().node(node) };
        timed(1, || board.set_node(node, with).unwrap()).0
    });
    edits.collect()
}

/// How long edits of needs take, by what they do.
#[derive(Default)]
pub(crate) struct NeedEdits {
    pub(crate) add: Vec<Duration>,
    pub(crate) remove: Vec<Duration>,
    /// Of a need and of its opposite.
    pub(crate) circle: Vec<Duration>,
    /// Of something low on something higher.
    pub(crate) turn: Vec<Duration>,
}

/// Needs that come and go.
pub(crate) fn needs(board: &mut Board, numbers: &mut Numbers) -> NeedEdits {
    let mut found = NeedEdits::default();
    let count = board.model().len();
    for _ in 0..EDITS {
        // Anybody comes to need what stands no higher, and a while later no longer does.
        let from = numbers.below(count - 1) + 1;
        let to = numbers.below(from);
        let before = board.model().strength(from, to);
        found.add.push(set(board, (from, to), Some(Strength::Hard)));
        found.remove.push(set(board, (from, to), before));
        // What is there already is dropped, and comes back.
        if let Some(needed) = board.model().hard_needs(from).first().copied() {
            found.remove.push(set(board, (from, needed), None));
            found.add.push(set(board, (from, needed), Some(Strength::Hard)));
            // A need of who is needed opens a circle, and closes it again.
            found.circle.push(set(board, (needed, from), Some(Strength::Hard)));
            found.circle.push(set(board, (needed, from), None));
        }
        // Something low comes to need what stands higher, mostly without a circle.
        found.turn.push(set(board, (to, from), Some(Strength::Hard)));
        found.turn.push(set(board, (to, from), None));
    }
    found
}

fn set(board: &mut Board, (from, to): (u32, u32), strength: Option<Strength>) -> Duration {
    timed(1, || board.set_need(from, to, strength).unwrap()).0
}
