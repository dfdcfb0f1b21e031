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
        if duration == 0 || people == 0 {
            return from;
        }
        let mut start = from;
        let mut step = self.steps.partition_point(|it| it.0 <= from).saturating_sub(1);
        while let Some(&(_, free)) = self.steps.get(step) {
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

/// When `work` can be done at the earliest from `from` on if nobody idles: people, or teams of
/// `size`, times seconds.
pub(super) fn done_by(supply: &CrewSupply, from: u32, work: u64, size: u32) -> u32 {
    if work == 0 {
        return from;
    }
    let mut left = work;
    let mut steps = supply.steps().peekable();
    while let Some((at, people)) = steps.next() {
        let until = steps.peek().map(|it| it.0);
        let start = at.max(from);
        if until.is_some_and(|it| it <= start) {
            continue;
        }
        let rate = u64::from(people / size.max(1));
        let most = until.map_or(u64::MAX, |it| u64::from(it - start) * rate);
        if rate > 0 && left <= most {
            let end = u64::from(start) + left.div_ceil(rate);
            return u32::try_from(end).unwrap_or(u32::MAX);
        }
        left -= most.min(left);
    }
    u32::MAX
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
        assert_eq!(done_by(&shifts(), 0, 2, 1), 4);
        assert_eq!(done_by(&shifts(), 0, 5, 1), 8);
        assert_eq!(done_by(&shifts(), 3, 5, 1), 8);
        assert_eq!(done_by(&shifts(), 0, 5, 2), 11);
        assert_eq!(done_by(&shifts(), 7, 4, 1), 9);
        assert_eq!(done_by(&CrewSupply::of(0), 7, 4, 1), u32::MAX);
    }
}
