//! What is lost, who there is to bring it back, and when the work can begin.

use std::cmp::Reverse;

use thiserror::Error;

use crate::model::{Model, Strength};
use crate::sequence::LENGTH_MAX;

/// From here on, in seconds, nothing is planned any more: 68 years are as good as never.
pub(super) const NEVER: u32 = u32::MAX / 2;

/// What happened, and with whom it is put right. Times are seconds after the disruption.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disruption {
    /// The nodes that are lost themselves. What goes down with them follows from the model:
    /// see [`blast()`](crate::blast()).
    pub lost: Vec<u32>,
    /// The crews, and the equipment, by [`Crew::index`](crate::Crew::index): whatever work takes
    /// some of while it goes on. Of what is not in the list nobody knows how much there is: it is
    /// planned without limit, and what rests on it is not known to be in time.
    pub crews: Vec<CrewSupply>,
    /// How long it takes to notice and to decide: before this, no work starts.
    pub begin: u32,
    /// The length, in seconds, of the unit of time in which orders are looked for; raised where the
    /// work is too long for it, as by [`unit_for`]. Answers are exact to the second in any unit:
    /// only the search is coarser.
    pub unit: u32,
    /// What each second counts that a node is back too late, by node. Beyond the end of the list
    /// it counts one. [`weight_of_tier`] has usual values.
    pub weights: Vec<u32>,
    /// The nodes that the restoration curve counts, such as essential services. None: all that are
    /// down.
    pub watched: Vec<u32>,
}

impl Disruption {
    /// What each second counts that `node` is back too late.
    pub fn weight(&self, node: u32) -> u32 {
        self.weights.get(node as usize).copied().unwrap_or(1)
    }
}

/// How many people a crew has, and how that changes: shifts, calendars, help from elsewhere.
///
/// After the last change it stays as it is. So what a crew has in the end is its whole strength: of
/// work that asks for more, the answer says so and plans with all that there are. A calendar that
/// repeats is expanded by the caller, to beyond the end of the work, and ends with a full shift; what
/// is too long for any shift before that is planned with fewer: see [`CrewSupply::in_shifts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrewSupply {
    people: u32,
    changes: Vec<(u32, u32)>,
    is_counted: bool,
    /// Of a crew in shifts.
    stretches: Vec<(u32, u32)>,
}

impl CrewSupply {
    /// A crew that always has as many people.
    pub fn of(people: u32) -> CrewSupply {
        CrewSupply { people, changes: Vec::new(), is_counted: true, stretches: Vec::new() }
    }

    /// A crew that has `people` at first, and from each time in `changes` on as many as it says.
    ///
    /// # Errors
    /// If the changes are not in the order of time.
    pub fn changing(people: u32, changes: Vec<(u32, u32)>) -> Result<CrewSupply, SupplyError> {
        match changes.windows(2).position(|it| it[1].0 <= it[0].0) {
            Some(before) => Err(SupplyError::Unordered { change: before + 1 }),
            None => Ok(CrewSupply { changes, ..CrewSupply::of(people) }),
        }
    }

    /// The same crew, if nobody counted it and that many are only taken to be there: what rests on it is
    /// not known to be in time, as if it were not in the list.
    #[must_use]
    pub fn uncounted(self) -> CrewSupply {
        CrewSupply { is_counted: false, ..self }
    }

    /// The same crew in shifts, as its changes before `until` say; `least` are there in each of them.
    ///
    /// Work is not broken off, so what is longer than a shift cannot count on all who are in it. It is
    /// planned with as many as are there for so long at a stretch, or with `least`, rather than after
    /// the last of the shifts; the answer says so.
    #[must_use]
    pub fn in_shifts(self, least: u32, until: u32) -> CrewSupply {
        let mut numbers = self.steps().map(|it| it.1).filter(|it| least < *it).collect::<Vec<_>>();
        numbers.sort_unstable_by_key(|it| Reverse(*it));
        numbers.dedup();
        let stretch = |people: u32| (people, self.longest(people, until));
        let mut stretches = numbers.into_iter().map(stretch).collect::<Vec<_>>();
        stretches.push((least, u32::MAX));
        CrewSupply { stretches, ..self }
    }

    /// For how long at a stretch so many people are there at most, before `until`.
    fn longest(&self, people: u32, until: u32) -> u32 {
        let (mut longest, mut since) = (0, None);
        let shifts = self.steps().filter(|it| it.0 < until);
        for (at, there) in shifts.chain([(until, 0)]) {
            if people <= there {
                since = since.or(Some(at));
            } else if let Some(since) = since.take() {
                longest = longest.max(at - since);
            }
        }
        longest
    }

    /// Of a crew in shifts: how many people are there for how long at a stretch at most. The most
    /// people first; the last are there for any time. Empty, if it is in no shifts.
    pub fn stretches(&self) -> &[(u32, u32)] {
        &self.stretches
    }

    /// How many people work can count on that takes so long, whenever it starts: all that there are in
    /// the end, and in shifts no more than are there for all of it.
    pub fn for_work(&self, duration: u32) -> u32 {
        let lasting = self.stretches.iter().find(|it| duration <= it.1);
        lasting.map_or(self.strength(), |it| it.0.min(self.strength()))
    }

    /// Whether somebody counted it.
    pub fn is_counted(&self) -> bool {
        self.is_counted
    }

    /// How many people it has in the end: what the largest piece of work can count on.
    pub fn strength(&self) -> u32 {
        self.changes.last().map_or(self.people, |it| it.1)
    }

    /// How many people it has at a time.
    pub fn at(&self, at: u32) -> u32 {
        let before = self.changes.partition_point(|it| it.0 <= at);
        before.checked_sub(1).map_or(self.people, |it| self.changes[it].1)
    }

    /// How many people it has, from which time on, beginning with time zero.
    pub fn steps(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let at_zero = self.changes.first().is_some_and(|it| it.0 == 0);
        let first = (!at_zero).then_some((0, self.people));
        first.into_iter().chain(self.changes.iter().copied())
    }

    /// The same crew with `more` people at any time.
    #[must_use]
    pub fn with_more(&self, more: u32) -> CrewSupply {
        let changes = self.changes.iter().map(|it| (it.0, it.1.saturating_add(more)));
        let stretches = self.stretches.iter().map(|it| (it.0.saturating_add(more), it.1));
        CrewSupply {
            people: self.people.saturating_add(more),
            changes: changes.collect(),
            is_counted: self.is_counted,
            stretches: stretches.collect(),
        }
    }
}

/// Why a crew was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SupplyError {
    /// A change is not later than the one before it.
    #[error("`changes`: change {change} is not later than the one before it")]
    Unordered {
        /// Position of the change.
        change: usize,
    },
}

/// Lengths of a unit of time that people know: from a second to a day, in seconds.
const UNITS: [u32; 13] = [1, 5, 10, 15, 30, 60, 300, 900, 1800, 3600, 14_400, 43_200, 86_400];

/// The shortest usual unit of time, in seconds, in which all of a model can be sequenced.
///
/// With everything lost, and done one after the other, it is no longer than
/// [`LENGTH_MAX`] of them.
pub fn unit_for(model: &Model) -> u32 {
    let restores = (0..model.len()).map(|it| model.restore(it));
    let gaps = model.needs().iter().filter_map(|it| match it.strength {
        Strength::Soft { max_gap } => Some(max_gap),
        Strength::Hard => None,
    });
    unit_of(restores.chain(gaps))
}

/// The shortest usual unit in which times, each rounded up, are no longer than can be sequenced.
pub(super) fn unit_of(times: impl Iterator<Item = u32>) -> u32 {
    let (mut sum, mut n) = (0_u64, 0_u64);
    for time in times.filter(|it| *it < NEVER) {
        sum += u64::from(time);
        n += 1;
    }
    let fits = |it: &u32| sum / u64::from(*it) + n <= u64::from(LENGTH_MAX);
    UNITS.into_iter().find(fits).unwrap_or(u32::MAX)
}

/// A usual weight of a tier: what is in tier 1 counts ten times as much as what is in tier 2, and
/// so on; from tier 4 on everything counts one.
pub fn weight_of_tier(tier: u32) -> u32 {
    10_u32.pow(4_u32.saturating_sub(tier.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Need, Node};

    #[test]
    fn a_crew_that_changes_is_what_it_was_last_told_to_be() {
        let crew = CrewSupply::changing(2, vec![(10, 0), (20, 3)]).unwrap();
        assert_eq!([0, 9, 10, 19, 20, 99].map(|it| crew.at(it)), [2, 2, 0, 0, 3, 3]);
        assert_eq!(crew.strength(), 3);
        assert_eq!(crew.with_more(1).steps().collect::<Vec<_>>(), [(0, 3), (10, 1), (20, 4)]);
        let refused = CrewSupply::changing(2, vec![(10, 0), (10, 3)]).unwrap_err();
        assert_eq!(refused, SupplyError::Unordered { change: 1 });
    }

    #[test]
    fn work_counts_on_those_who_are_there_for_all_of_it() {
        // Four by day and one at night, for two days; then four.
        let days = vec![(8, 4), (17, 1), (32, 4), (41, 1), (48, 4)];
        let crew = CrewSupply::changing(1, days).unwrap();
        assert_eq!(crew.for_work(10), 4, "who is in no shifts stays");
        let crew = crew.in_shifts(1, 48);
        assert_eq!(crew.stretches(), [(4, 9), (1, u32::MAX)]);
        assert_eq!([0, 9, 10, 1_000].map(|it| crew.for_work(it)), [4, 4, 1, 1]);
        assert_eq!([9, 10].map(|it| crew.with_more(2).for_work(it)), [6, 3]);
        // Nobody is there at first, then two of them have a seat, and that is all.
        let seats = CrewSupply::changing(0, vec![(8, 2), (17, 1), (32, 2)]).unwrap();
        assert_eq!([3, 10].map(|it| seats.clone().in_shifts(1, 48).for_work(it)), [2, 2]);
        let none = CrewSupply::changing(1, vec![(8, 0)]).unwrap().in_shifts(1, 48);
        assert_eq!(none.for_work(3), 0, "and later there is nobody");
    }

    #[test]
    fn the_unit_is_as_short_as_the_work_allows() {
        let takes = |restore| Node { restore: Some(restore), ..Node::default() };
        let model = |count: usize| Model::new(vec![takes(3600); count], Vec::new()).unwrap();
        assert_eq!([1, 2_000, 50_000].map(|it| unit_for(&model(it))), [1, 5, 60]);
        let soft = Model::new(vec![takes(60); 2], vec![Need::soft(0, 1, 40_000_000)]).unwrap();
        assert_eq!(unit_for(&soft), 10);
    }

    #[test]
    fn a_tier_counts_ten_times_the_next() {
        assert_eq!([0, 1, 2, 3, 4, 9].map(weight_of_tier), [1000, 1000, 100, 10, 1, 1]);
    }
}
