//! Which items are late by the crews and the equipment there are, though in time if each part had its
//! own: one after the other, for a check of files and for Readiness. Nothing here does I/O.

use engine::restoration::Restoration;
use engine::sequence::Effort;
use engine::{Analysis, Model};

use super::board::Board;
use super::crewed::{CrewedRow, EFFORT, Excerpt, Whole, people};

/// For items that rest on so many nodes all in all, a check looks for orders as hard as for a page.
pub(crate) const NODES_SEARCHED_MAX: usize = 10_000;

/// The first order that comes to mind: nearly always it is in time.
const AT_ONCE: Effort = Effort { schedules: 1, seed: 1 };

/// A model of which some items are tried, with a limit to the work.
pub(crate) struct Trial<'a> {
    whole: Whole<'a>,
    /// Of how many more nodes orders are looked for.
    n_left: usize,
}

/// One item, with all that it rests on: what it was taken from is needed no more.
pub(crate) struct Case {
    part: Excerpt,
    own: u32,
    /// After how many seconds it is back if each part has people and equipment of its own.
    alone: u32,
    /// After how many seconds it must be back.
    target: u32,
}

/// What came of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tried {
    /// It is in time by the crews there are, too; of those that nobody has counted, if there are enough.
    InTime,
    /// It is late.
    Late(LateByCrews),
    /// Nobody knows, because it rests on too much: only a scenario tells.
    TooLarge,
    /// Nobody knows, because orders were looked for of enough before it.
    BeyondLimit,
}

/// An item that is late by the crews there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LateByCrews {
    /// When it is back, in seconds. None: never, because a crew or some equipment is not there.
    pub(crate) end: Option<u32>,
    /// Whether all that it waits for is known: times, and how many people there are. If not, that is the
    /// least.
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
    /// has said, and it has no limit: who is late even so is late.
    pub(crate) fn of(
        model: &'a Model,
        analysis: &'a Analysis,
        people: &'a dyn Fn(u32) -> Option<u32>,
    ) -> Trial<'a> {
        Trial { whole: Whole { model, analysis, people }, n_left: NODES_SEARCHED_MAX }
    }

    /// Tries one item, which must be back after `target` seconds.
    pub(crate) fn tried(&mut self, node: u32, target: u32) -> Tried {
        match Case::of(&self.whole, node, target) {
            Some(case) => case.tried(&mut self.n_left),
            None => Tried::TooLarge,
        }
    }
}

impl Case {
    /// An item of the board that must be back by some time. None if it rests on too much.
    pub(crate) fn on(board: &Board, node: u32, target: u32) -> Option<Case> {
        let people = |crew: u32| people(board, crew);
        let (model, analysis) = (board.engine.model(), board.engine.analysis());
        Case::of(&Whole { model, analysis, people: &people }, node, target)
    }

    fn of(whole: &Whole<'_>, node: u32, target: u32) -> Option<Case> {
        let part = Excerpt::of(whole, &[node])?;
        let own = part.place(node)?;
        Some(Case { part, own, alone: whole.analysis.achievable_rto(node), target })
    }

    /// A number that is another one for nearly every other case.
    pub(crate) fn digest(&self) -> u64 {
        self.part.digest()
    }

    /// Tries it for itself alone, as its page does. `n_left`: of how many more nodes orders are looked
    /// for.
    pub(crate) fn tried(&self, n_left: &mut usize) -> Tried {
        let Case { part, own, alone, target } = self;
        // Nearly always there is far more time than anything could wait.
        let waits = part.waits_at_most();
        if waits.is_some_and(|it| u64::from(*alone) + it <= u64::from(*target)) {
            return Tried::InTime;
        }
        let is_late = |found: &Restoration| {
            let end = found.node(*own).map(|it| it.end);
            end.is_some_and(|it| it.is_none_or(|it| *target < it))
        };
        if !part.is_contended() || !is_late(&part.restored(AT_ONCE)) {
            return Tried::InTime;
        }
        let Some(left) = n_left.checked_sub(part.n_nodes()) else { return Tried::BeyondLimit };
        *n_left = left;
        let found = part.restored(EFFORT);
        let Some(restored) = found.node(*own).filter(|_| is_late(&found)) else {
            return Tried::InTime;
        };
        let rows = part.rows(&found, *own);
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
    use crate::prove::recovery::NODES_MAX;

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
    fn who_is_late_without_counting_a_crew_that_nobody_counted_is_late_at_least() {
        let on_unknown =
            Node { restore: Some(HOUR), crew: Some(Crew { index: 4, size: 1 }), ..Node::default() };
        let (mut nodes, mut needs) = (portal(1).nodes().to_vec(), portal(1).needs().to_vec());
        nodes.push(on_unknown);
        needs.push(Need::hard(0, 4));
        let model = Model::new(nodes, needs).unwrap();
        let analysis = engine::analyze(&model);
        let people = |crew: u32| (crew == 3).then_some(1);
        let mut trial = Trial::of(&model, &analysis, &people);
        let Tried::Late(late) = trial.tried(0, 4 * HOUR) else { panic!("it is in time") };
        assert_eq!((late.end, late.is_complete), (Some(6 * HOUR), false));
        assert_eq!(trial.tried(0, 6 * HOUR), Tried::InTime);
    }

    #[test]
    fn what_lies_beyond_the_limit_is_left_out() {
        let model = portal(1);
        let analysis = engine::analyze(&model);
        let people = |_: u32| Some(1);
        let mut trial = Trial::of(&model, &analysis, &people);
        trial.n_left = 5;
        assert!(matches!(trial.tried(0, 4 * HOUR), Tried::Late(_)));
        assert_eq!(trial.tried(0, 4 * HOUR), Tried::BeyondLimit);
        // In time is what is found so at once.
        assert_eq!(trial.tried(0, 6 * HOUR), Tried::InTime);
    }

    #[test]
    fn the_same_case_has_the_same_number_and_another_has_another() {
        let digest = |size: u32, people: u32| {
            let model = portal(size);
            let analysis = engine::analyze(&model);
            let people = move |_: u32| Some(people);
            let whole = Whole { model: &model, analysis: &analysis, people: &people };
            Case::of(&whole, 0, 4 * HOUR).unwrap().digest()
        };
        assert_eq!(digest(1, 1), digest(1, 1));
        assert_ne!(digest(1, 1), digest(1, 2));
        assert_ne!(digest(1, 1), digest(2, 1));
    }

    #[test]
    fn what_rests_on_too_much_is_told_apart_from_what_lies_beyond_the_limit() {
        let n_parts = u32::try_from(NODES_MAX).unwrap();
        let needs = (1..=n_parts).map(|it| Need::hard(0, it)).collect();
        let model = Model::new(vec![Node::default(); NODES_MAX + 1], needs).unwrap();
        let analysis = engine::analyze(&model);
        assert_eq!(Trial::of(&model, &analysis, &|_| None).tried(0, HOUR), Tried::TooLarge);
    }
}
