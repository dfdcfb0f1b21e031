//! Where a crew has room for more work, remembered from one piece of work to the next.
//!
//! A busy crew is asked thousands of times for its first opening, and most of what it has to do lies
//! before that. Where so many people for so long could not start before a time, no more of them, or
//! for longer, can either, until somebody gives people back. Where they could, but before much else is
//! ready, it is remembered from when until when they could not.

use super::demand::{Demand, Takes};
use super::disruption::{CrewSupply, NEVER};
use super::roster::Roster;

/// A crew's roster, and what is known of its openings.
#[derive(Debug, Clone)]
pub(super) struct Openings {
    roster: Roster,
    /// Nobody asks for anything before.
    begin: u32,
    /// By people, from one on.
    known: Vec<Known>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    /// Durations, and before when nothing that takes as long can start; both ascending.
    none_before: Vec<(u32, u32)>,
    /// By duration, ascending, the longest time known in which nothing that takes as long can start.
    none_in: Vec<(u32, Stretch)>,
}

/// A time without its end.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: u32,
    until: u32,
}

impl Openings {
    pub(super) fn of(supply: &CrewSupply, begin: u32) -> Openings {
        Openings { roster: Roster::of(supply), begin, known: Vec::new() }
    }

    /// As [`Roster::earliest`].
    pub(super) fn earliest(&mut self, from: u32, duration: u32, people: u32) -> u32 {
        self.earliest_by(from, duration, people, NEVER)
    }

    /// As [`Roster::earliest_by`].
    fn earliest_by(&mut self, from: u32, duration: u32, people: u32, last: u32) -> u32 {
        if duration == 0 || people == 0 {
            return from;
        }
        let n = people as usize;
        if self.known.len() < n {
            self.known.resize(n, Known::default());
        }
        let known = &mut self.known[n - 1];
        let none_before = known.none_before(duration).unwrap_or(self.begin);
        let first = from.max(none_before).max(known.none_from(from, duration));
        let start = self.roster.earliest_by(first, duration, people, last);
        if none_before < from {
            known.note_none_in(duration, Stretch { from, until: start });
        } else if none_before < start {
            known.note_none_before(duration, start);
        }
        start
    }

    /// As [`Roster::take`].
    pub(super) fn take(&mut self, from: u32, to: u32, people: u32) {
        self.roster.take(from, to, people);
    }

    /// Before when, from `from` on, work cannot be done that is done at `start` now.
    fn not_before(&mut self, from: u32, start: u32, duration: u32, people: u32) -> u32 {
        if let Some(last) = start.checked_sub(duration) {
            let apart = self.earliest_by(from, duration, people, last);
            if apart <= last {
                return apart;
            }
        }
        // Nothing is free before; so it is, if at all, where it overlaps with where it is now.
        from.max(start.saturating_add(1).saturating_sub(duration))
    }

    /// People are free again from then on for some time: what overlaps with that may start.
    fn forget(&mut self, from: u32) {
        for known in &mut self.known {
            let may_start = |duration: u32| from.saturating_add(1).saturating_sub(duration);
            let mut most = self.begin;
            known.none_before.retain_mut(|(duration, none_before)| {
                *none_before = (*none_before).min(may_start(*duration));
                let says_more = most < *none_before;
                most = most.max(*none_before);
                says_more
            });
            known.none_in.retain_mut(|(duration, none)| {
                none.until = none.until.min(may_start(*duration));
                none.from < none.until
            });
        }
    }
}

impl Known {
    /// Before when nothing can start that takes so long, if that is known.
    fn none_before(&self, duration: u32) -> Option<u32> {
        let place = self.none_before.partition_point(|it| it.0 <= duration);
        Some(self.none_before.get(place.checked_sub(1)?)?.1)
    }

    fn note_none_before(&mut self, duration: u32, start: u32) {
        let all = &mut self.none_before;
        // It says more than all that say no more of what takes no less.
        let first = all.partition_point(|it| it.0 < duration);
        let says_less = |it: &(u32, u32)| it.1 <= start;
        let last = first + all[first..].partition_point(says_less);
        all.splice(first..last, [(duration, start)]);
    }

    /// Until when, from `from` on, nothing can start that takes so long.
    fn none_from(&self, from: u32, duration: u32) -> u32 {
        let found = self.none_in.binary_search_by_key(&duration, |it| it.0);
        let none = found.ok().and_then(|it| self.none_in.get(it)).map(|it| it.1);
        none.filter(|it| it.from <= from).map_or(from, |it| it.until)
    }

    fn note_none_in(&mut self, duration: u32, none: Stretch) {
        if none.until <= none.from {
            return;
        }
        match self.none_in.binary_search_by_key(&duration, |it| it.0) {
            Err(place) => self.none_in.insert(place, (duration, none)),
            Ok(place) => {
                let known = &mut self.none_in[place].1;
                if known.from <= none.from && none.from <= known.until {
                    known.until = known.until.max(none.until);
                } else if known.until - known.from <= none.until - none.from {
                    *known = none;
                }
            }
        }
    }
}

/// Moves work from `start` to the first time from `from` on, and not after `start`, at which all that it
/// takes is free. Says when that is.
pub(super) fn sooner(
    openings: &mut [Openings],
    takes: &Demand,
    (from, start): (u32, u32),
    duration: u32,
) -> u32 {
    if duration == 0 || takes.is_empty() {
        return from;
    }
    let not_before =
        |from, it: &Takes| openings[it.crew as usize].not_before(from, start, duration, it.people);
    let from = takes.iter().fold(from, not_before);
    if start <= from {
        return start;
    }
    for it in takes.iter() {
        let end = start.saturating_add(duration);
        openings[it.crew as usize].roster.give(start, end, it.people);
    }
    let at = takes.earliest(from, |it, from| {
        openings[it.crew as usize].roster.earliest(from, duration, it.people)
    });
    for it in takes.iter() {
        let of_crew = &mut openings[it.crew as usize];
        of_crew.take(at, at.saturating_add(duration), it.people);
        if at != start {
            of_crew.forget(start);
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_never_starts_is_taken_back_without_an_overflow() {
        let mut openings = Openings::of(&CrewSupply::of(1), 0);
        openings.take(0, 10, 1);
        assert_eq!(openings.earliest(0, 5, 1), 10);
        openings.forget(u32::MAX);
        assert_eq!(openings.earliest(0, 5, 1), 10);
    }

    proptest! {
        #[test]
        fn what_is_remembered_changes_no_answer(
            works in prop::collection::vec((0..60_u32, 0..9_u32, 0..4_u32), 1..60),
            people in 1..4_u32,
        ) {
            let changes = vec![(10, people - 1), (14, people)];
            let supply = CrewSupply::changing(people, changes).unwrap();
            let (mut openings, mut roster) = (Openings::of(&supply, 0), Roster::of(&supply));
            let mut placed = Vec::new();
            for (from, duration, asked) in works {
                let asked = asked.min(people);
                let at = roster.earliest(from, duration, asked);
                let last = from + 5;
                let by_last = openings.earliest_by(from, duration, asked, last);
                prop_assert!(by_last == at || (last < by_last && by_last <= at));
                prop_assert_eq!(openings.earliest(from, duration, asked), at);
                roster.take(at, at + duration, asked);
                openings.take(at, at + duration, asked);
                placed.push((at, duration, asked));
                // Every now and then, something moves.
                let n = from as usize % placed.len();
                let (start, duration, asked) = placed[n];
                let from = start / 2;
                if from < start {
                    roster.give(start, start + duration, asked);
                    let sooner = roster.earliest(from, duration, asked);
                    roster.take(sooner, sooner + duration, asked);
                    let takes = if asked == 0 { Demand::default() } else { Demand::one(0, asked) };
                    let of_crew = std::slice::from_mut(&mut openings);
                    let moved = super::sooner(of_crew, &takes, (from, start), duration);
                    prop_assert_eq!(moved, sooner);
                    placed[n].0 = sooner;
                }
            }
        }
    }
}
