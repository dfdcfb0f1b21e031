//! What work takes for as long as it goes on: people of a crew, units of equipment, or both at once.

use std::ops::Deref;

use crate::model::{Crew, Node};

use super::disruption::CrewSupply;

/// What a job takes of a crew whose size is known. Equipment is a crew, too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Takes {
    pub(super) crew: u32,
    pub(super) people: u32,
}

/// All that a job takes, of at most two crews, no crew twice. There are very many jobs, so it needs no
/// memory of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Demand {
    takes: [Takes; 2],
    n: u8,
}

impl Demand {
    #[cfg(test)]
    pub(super) fn one(crew: u32, people: u32) -> Demand {
        Demand { takes: [Takes { crew, people }, Takes::default()], n: 1 }
    }

    fn push(&mut self, takes: Takes) {
        self.takes[usize::from(self.n)] = takes;
        self.n += 1;
    }

    /// How many people of a crew it takes.
    pub(super) fn of_crew(&self, crew: u32) -> u32 {
        self.iter().find(|it| it.crew == crew).map_or(0, |it| it.people)
    }

    /// The same with no more than so many people of each crew.
    #[must_use]
    pub(super) fn with_at_most(mut self, most: impl Fn(u32) -> Option<u32>) -> Demand {
        for it in &mut self.takes[..usize::from(self.n)] {
            it.people = most(it.crew).map_or(it.people, |most| it.people.min(most));
        }
        self
    }

    /// How much work so many seconds of it are: seconds of people, added up.
    pub(super) fn work(&self, seconds: u32) -> u64 {
        self.iter().map(|it| u64::from(it.people) * u64::from(seconds)).sum()
    }

    /// The first time from `from` on at which all of it is free at once. `earliest` says from a time
    /// on when one part is.
    #[inline]
    pub(super) fn earliest(&self, from: u32, mut earliest: impl FnMut(Takes, u32) -> u32) -> u32 {
        match **self {
            [] => from,
            [it] => earliest(it, from),
            [one, other, ..] => {
                // At each time that is tried, the one that was asked last is free.
                let (mut at, mut last, mut next) = (earliest(one, from), one, other);
                loop {
                    let later = earliest(next, at);
                    if later <= at {
                        return at;
                    }
                    (at, last, next) = (later, next, last);
                }
            }
        }
    }
}

impl Deref for Demand {
    type Target = [Takes];

    #[inline]
    fn deref(&self) -> &[Takes] {
        &self.takes[..usize::from(self.n)]
    }
}

/// What the work on a node asks for. What takes no time asks nobody, and a group is only a name unless
/// somebody said how long it takes.
pub(super) fn asked(node: &Node) -> impl Iterator<Item = Crew> + use<> {
    let is_work = node.restore.map_or(node.quorum.is_none(), |it| 0 < it);
    node.demands().filter(move |_| is_work)
}

/// What work asks for, beside what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Staffing {
    /// What it takes of the crews whose sizes are known: as many as they have for so long, if it asks
    /// for more.
    pub(super) takes: Demand,
    /// The first crew that has nobody for it.
    pub(super) gone: Option<u32>,
    /// Whether the sizes of all crews are known that it asks.
    pub(super) is_known: bool,
}

impl Staffing {
    pub(super) fn of(node: &Node, crews: &[CrewSupply]) -> Staffing {
        let mut staffing = Staffing { takes: Demand::default(), gone: None, is_known: true };
        let duration = node.restore.unwrap_or(0);
        for Crew { index: crew, size } in asked(node) {
            let supply = crews.get(crew as usize);
            staffing.is_known &= supply.is_some_and(CrewSupply::is_counted);
            match supply.map(|it| size.min(it.for_work(duration))) {
                None => {}
                Some(0) => staffing.gone = staffing.gone.or(Some(crew)),
                Some(people) => staffing.takes.push(Takes { crew, people }),
            }
        }
        staffing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(restore: Option<u32>) -> Node {
        let of = |index, size| Some(Crew { index, size });
        Node { restore, crew: of(0, 3), equipment: of(1, 2), ..Node::default() }
    }

    #[test]
    fn what_takes_no_time_asks_nobody() {
        let crews = [CrewSupply::of(2), CrewSupply::of(0)];
        let staffing = |it: &Node| Staffing::of(it, &crews);
        let work = staffing(&node(None));
        assert_eq!((&*work.takes, work.gone), (&*Demand::one(0, 2), Some(1)));
        let nobody = Staffing { takes: Demand::default(), gone: None, is_known: true };
        assert_eq!(staffing(&node(Some(0))), nobody);
        assert_eq!(staffing(&Node { quorum: Some(1), ..node(None) }), nobody);
        assert!(!Staffing::of(&node(None), &crews[..1]).is_known);
    }

    #[test]
    fn two_are_free_at_once_where_both_are() {
        let crews = [CrewSupply::of(9), CrewSupply::of(9)];
        let Staffing { takes, .. } = Staffing::of(&node(None), &crews);
        // Free from zero on in every seventh, and in every fifth.
        let every = |it: Takes| [7, 5][it.crew as usize];
        let earliest = |it: Takes, from: u32| from.next_multiple_of(every(it));
        assert_eq!(takes.earliest(1, earliest), 35);
        assert_eq!(takes.earliest(0, earliest), 0);
    }
}
