//! Who of a crew is free at which time, in whole seconds without a grid.

use super::disruption::{CrewSupply, NEVER};

/// How many people of a crew are free, from which time on. A list of changes rather than an array
/// of moments: plans last days, and are exact to the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Roster {
    /// By time; the first one is time zero.
    steps: Vec<(u32, u32)>,
}

impl Roster {
    pub(super) fn of(supply: &CrewSupply) -> Roster {
        Roster { steps: supply.steps().collect() }
    }

    /// The first time from `from` on at which `people` are free for `duration`. [`NEVER`] if there
    /// is none.
    pub(super) fn earliest(&self, from: u32, duration: u32, people: u32) -> u32 {
        self.earliest_by(from, duration, people, NEVER)
    }

    /// The same if that is not after `last`; otherwise a time that is after `last`, and not after that
    /// one.
    pub(super) fn earliest_by(&self, from: u32, duration: u32, people: u32, last: u32) -> u32 {
        if duration == 0 || people == 0 {
            return from;
        }
        let mut start = from;
        let mut step = self.steps.partition_point(|it| it.0 <= from).saturating_sub(1);
        while let Some(&(_, free)) = self.steps.get(step) {
            if last < start {
                return start;
            }
            let next = self.steps.get(step + 1).map(|it| it.0);
            if free < people {
                start = next.unwrap_or(NEVER);
            } else if next.is_none_or(|it| start.saturating_add(duration) <= it) {
                return start;
            }
            step += 1;
        }
        NEVER
    }

    /// `people` are busy from `from` until `to`.
    pub(super) fn take(&mut self, from: u32, to: u32, people: u32) {
        self.change(from, to, |free| free - people.min(free));
    }

    /// `people` are free again from `from` until `to`.
    pub(super) fn give(&mut self, from: u32, to: u32, people: u32) {
        self.change(from, to, |free| free + people);
    }

    fn change(&mut self, from: u32, to: u32, change: impl Fn(u32) -> u32) {
        if to <= from {
            return;
        }
        let (first, last) = (self.split(from), self.split(to));
        for step in &mut self.steps[first..last] {
            step.1 = change(step.1);
        }
    }

    /// The position of the step that begins at `at`, which is made if there is none.
    fn split(&mut self, at: u32) -> usize {
        let place = self.steps.partition_point(|it| it.0 < at);
        if self.steps.get(place).is_none_or(|it| it.0 != at) {
            let free = self.steps[place - 1].1;
            self.steps.insert(place, (at, free));
        }
        place
    }
}

/// How much a crew can do until when, if nobody idles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Capacity {
    /// From when on how many people there are, and how many seconds of people there were before.
    steps: Vec<(u32, u32, u64)>,
}

impl Capacity {
    pub(super) fn of(supply: &CrewSupply) -> Capacity {
        Capacity::in_teams(supply, 1)
    }

    /// The same, counted in teams of `size`.
    pub(super) fn in_teams(supply: &CrewSupply, size: u32) -> Capacity {
        let (mut before, mut last) = (0, (0, 0));
        let steps = supply.steps().map(|(at, people)| {
            before += u64::from(at - last.0) * u64::from(last.1);
            last = (at, people / size.max(1));
            (last.0, last.1, before)
        });
        Capacity { steps: steps.collect() }
    }

    /// How many people, or teams, there are at most.
    pub(super) fn most(&self) -> u32 {
        self.steps.iter().map(|it| it.1).max().unwrap_or(0)
    }

    /// Whether teams of `size` use all people at any time, so that to count teams says no more.
    pub(super) fn divides_by(&self, size: u32) -> bool {
        self.steps.iter().all(|it| it.1 % size.max(1) == 0)
    }

    /// When `work`, in seconds of people, can be done at the earliest if it does not start before
    /// `from`.
    pub(super) fn done_by(&self, from: u32, work: u64) -> u32 {
        if work == 0 {
            return from;
        }
        let step = self.steps.partition_point(|it| it.0 <= from).saturating_sub(1);
        let (at, people, before) = self.steps[step];
        let all = before + u64::from(from - at) * u64::from(people) + work;
        let step = self.steps.partition_point(|it| it.2 < all).saturating_sub(1);
        let (at, people, before) = self.steps[step];
        if people == 0 {
            return u32::MAX;
        }
        let end = u64::from(at) + (all - before).div_ceil(u64::from(people));
        u32::try_from(end).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shifts() -> CrewSupply {
        CrewSupply::changing(0, vec![(2, 1), (4, 0), (6, 2)]).unwrap()
    }

    #[test]
    fn work_starts_where_there_are_people_for_all_of_it() {
        let mut roster = Roster::of(&shifts());
        assert_eq!(roster.earliest(0, 2, 1), 2);
        assert_eq!(roster.earliest(0, 3, 1), 6);
        assert_eq!(roster.earliest(0, 0, 1), 0);
        assert_eq!(roster.earliest(0, 1, 3), NEVER);
        roster.take(6, 9, 1);
        assert_eq!(roster.earliest(3, 2, 2), 9);
        assert_eq!(roster.earliest(3, 2, 1), 6);
        roster.give(6, 9, 1);
        assert_eq!(roster.earliest(3, 2, 2), 6);
    }

    #[test]
    fn what_a_crew_can_do_follows_its_shifts() {
        let people = Capacity::of(&shifts());
        assert_eq!(people.done_by(0, 2), 4);
        assert_eq!(people.done_by(0, 5), 8);
        assert_eq!(people.done_by(3, 5), 8);
        assert_eq!(people.done_by(7, 4), 9);
        let teams = Capacity::in_teams(&shifts(), 2);
        assert_eq!((teams.done_by(0, 5), teams.most()), (11, 1));
        assert_eq!(Capacity::of(&CrewSupply::of(0)).done_by(7, 4), u32::MAX);
        assert!(people.divides_by(1) && !people.divides_by(2));
    }
}
