//! A board that is edited again and again says after each edit what a fresh analysis does.

use engine::{Board, Model, Need, Node, Strength, analyze};

use crate::numbers::Numbers;

/// After so many edits there is another board.
const EDITS_EACH: u32 = 500;

/// After how many of some random edits the board is not what it should be.
pub(crate) fn unequal(edits: u32) -> u32 {
    let mut numbers = Numbers(5);
    let mut n_unequal = 0;
    for _ in 0..edits.div_ceil(EDITS_EACH) {
        let mut board = begin(&mut numbers);
        for _ in 0..EDITS_EACH {
            edit(&mut board, &mut numbers);
            let model = board.model();
            let fresh = Model::new(model.nodes().to_vec(), model.needs().to_vec()).unwrap();
            let is_equal = model == &fresh && board.analysis() == &analyze(&fresh);
            n_unequal += u32::from(!is_equal);
        }
    }
    n_unequal
}

/// From few nodes, of which most are in circles, to more, of which few are.
fn begin(numbers: &mut Numbers) -> Board {
    let n_nodes = 8 << numbers.below(5);
    let nodes = (0..n_nodes).map(|_| node(numbers)).collect();
    let mut needs = Vec::new();
    for _ in 0..n_nodes * (1 + numbers.below(2)) {
        let (from, to) = pair(n_nodes, numbers);
        let strength = strength(numbers);
        needs.push(Need { from, to, strength });
    }
    Board::new(Model::new(nodes, needs).unwrap())
}

fn edit(board: &mut Board, numbers: &mut Numbers) {
    let count = board.model().len();
    match numbers.below(20) {
        0 => drop(board.add_node(node(numbers)).unwrap()),
        1..5 => board.set_node(numbers.below(count), node(numbers)).unwrap(),
        5..7 => {
            let which = numbers.below(count);
            let restore = Some(numbers.below(9));
            let with = Node { restore, ..*board.model().node(which) };
            board.set_node(which, with).unwrap();
        }
        7..12 => {
            let n_needs = u32::try_from(board.model().needs().len()).unwrap();
            if 0 < n_needs {
                let Need { from, to, .. } = board.model().needs()[numbers.below(n_needs) as usize];
                let with = (numbers.below(4) == 0).then(|| strength(numbers));
                board.set_need(from, to, with).unwrap();
            }
        }
        _ => {
            let (from, to) = pair(count, numbers);
            board.set_need(from, to, Some(strength(numbers))).unwrap();
        }
    }
}

fn node(numbers: &mut Numbers) -> Node {
    let mut maybe =
        |parts: u32, limit: u32| (numbers.below(10) < parts).then(|| numbers.below(limit));
    Node {
        restore: maybe(9, 7),
        point: maybe(5, 6),
        target_rto: maybe(3, 15),
        target_rpo: maybe(3, 6),
        quorum: maybe(2, 3).map(|it| it + 1),
        crew: None,
        equipment: None,
    }
}

fn strength(numbers: &mut Numbers) -> Strength {
    match numbers.below(4) {
        0 => Strength::Soft { max_gap: numbers.below(6) },
        _ => Strength::Hard,
    }
}

fn pair(count: u32, numbers: &mut Numbers) -> (u32, u32) {
    let from = numbers.below(count);
    (from, (from + 1 + numbers.below(count - 1)) % count)
}
