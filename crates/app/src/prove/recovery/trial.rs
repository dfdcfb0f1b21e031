//! Which items of a model are late by the crews and the equipment there are, though in time if each part
//! had its own: for many of them, with a limit to the work. Nothing here does I/O.

use engine::restoration::Restoration;
use engine::sequence::Effort;
use engine::{Analysis, Model};

use super::crewed::{CrewedRow, EFFORT, Excerpt, Whole};

/// For items that rest on so many nodes all in all, orders are looked for as hard as for a page.
const NODES_SEARCHED_MAX: usize = 10_000;

/// The first order that comes to mind: nearly always it is in time.
const AT_ONCE: Effort = Effort { schedules: 1, seed: 1 };

/// A model of which some items are tried.
pub(crate) struct Trial<'a> {
    whole: Whole<'a>,
    /// Of how many more nodes orders are looked for.
    n_left: usize,
}

/// What came of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tried {
    /// It is in time by the crews there are, too.
    InTime,
    /// It is late.
    Late(LateByCrews),
    /// Nobody knows: it rests on too much, or so many were tried before it that there was no more time.
    LeftOut,
}

/// An item that is late by the crews there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LateByCrews {
    /// When it is back, in seconds. None: never, because a crew or some equipment is not there.
    pub(crate) end: Option<u32>,
    /// Whether all times that it waits for are known. If not, that is the least.
    pub(crate) is_complete: bool,
    /// The first thing on the way that waits for people or equipment.
    pub(crate) wait: Option<LateWait>,
}

/// What waits for people or equipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LateWait {
    /// Its node.
    pub(crate) node: u32,
    /// Which crew or equipment it waits for, by node.
    pub(crate) waits_for: Option<u32>,
    /// What that is taken by until then.
    pub(crate) after: u32,
    /// For how long, in seconds.
    pub(crate) wait: u32,
}

impl<'a> Trial<'a> {
    /// `people`: how many a crew has, or how many units of equipment there are, by its node. None: nobody
    /// has said, and it has no limit.
    pub(crate) fn of(
        model: &'a Model,
        analysis: &'a Analysis,
        people: &'a dyn Fn(u32) -> Option<u32>,
    ) -> Trial<'a> {
        Trial { whole: Whole { model, analysis, people }, n_left: NODES_SEARCHED_MAX }
    }

    /// Tries one item, which must be back after `target` seconds, for itself alone, as its page does.
    pub(crate) fn tried(&mut self, node: u32, target: u32) -> Tried {
        let Some(part) = Excerpt::of(&self.whole, &[node]) else { return Tried::LeftOut };
        let Some(own) = part.place(node).filter(|_| part.is_contended()) else {
            return Tried::InTime;
        };
        let is_late = |found: &Restoration| {
            let end = found.node(own).map(|it| it.end);
            end.is_some_and(|it| it.is_none_or(|it| target < it))
        };
        if !is_late(&part.restored(AT_ONCE)) {
            return Tried::InTime;
        }
        let Some(n_left) = self.n_left.checked_sub(part.n_nodes()) else { return Tried::LeftOut };
        self.n_left = n_left;
        let found = part.restored(EFFORT);
        let Some(restored) = found.node(own).filter(|_| is_late(&found)) else {
            return Tried::InTime;
        };
        let rows = part.rows(&found, own);
        let mut waits = rows.iter().filter(|it| it.binds && it.ready < it.start);
        let wait = waits.find_map(|it| {
            let CrewedRow { node, waits_for, .. } = *it;
            Some(LateWait { node, waits_for, after: it.after?, wait: it.start - it.ready })
        });
        Tried::Late(LateByCrews { end: restored.end, is_complete: restored.complete, wait })
    }
}

#[cfg(test)]
mod tests {
    use engine::{Crew, Need, Node};

    use super::*;

    const HOUR: u32 = 3_600;

    /// Two parts of three hours each, by one crew, and a portal that needs both.
    fn portal(size: u32) -> Model {
        let part = Node {
            restore: Some(3 * HOUR),
            crew: Some(Crew { index: 3, size }),
            ..Node::default()
        };
        let portal = Node { restore: Some(0), target_rto: Some(4 * HOUR), ..Node::default() };
        let needs = vec![Need::hard(0, 1), Need::hard(0, 2)];
        Model::new(vec![portal, part, part, Node::default()], needs).unwrap()
    }

    fn tried(size: u32, people: Option<u32>) -> Tried {
        let model = portal(size);
        let analysis = engine::analyze(&model);
        Trial::of(&model, &analysis, &|_| people).tried(0, 4 * HOUR)
    }

    #[test]
    fn one_after_the_other_is_late_where_at_once_is_in_time() {
        let Tried::Late(late) = tried(1, Some(1)) else { panic!("{:?}", tried(1, Some(1))) };
        assert_eq!(late.end, Some(6 * HOUR));
        let wait = late.wait.unwrap();
        assert_eq!((wait.wait, wait.waits_for), (3 * HOUR, Some(3)));
        assert_eq!(tried(1, Some(2)), Tried::InTime);
        assert!(matches!(tried(2, Some(2)), Tried::Late(_)));
        assert_eq!(tried(1, None), Tried::InTime, "nobody has said how many they are");
    }

    #[test]
    fn what_there_is_no_time_for_is_left_out() {
        let model = portal(1);
        let analysis = engine::analyze(&model);
        let people = |_: u32| Some(1);
        let mut trial = Trial::of(&model, &analysis, &people);
        trial.n_left = 5;
        assert!(matches!(trial.tried(0, 4 * HOUR), Tried::Late(_)));
        assert_eq!(trial.tried(0, 4 * HOUR), Tried::LeftOut);
        // In time is what is found so at once.
        assert_eq!(trial.tried(0, 6 * HOUR), Tried::InTime);
    }
}
