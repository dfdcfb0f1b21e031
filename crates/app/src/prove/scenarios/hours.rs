//! Who of crews is there in and outside business hours: by the business calendar that holds in the
//! state unless another is named, with its open hours, its holidays and its time zone.

use crate::people::calendars::{self, Line, Opening};
use crate::{Ctx, Result, Span, Timestamp};

/// What the hours are called that hold until somebody chooses a calendar.
const NO_CALENDAR: &str = "Monday to Friday, 08:00 to 17:30, without holidays";

/// How many days shifts go on after something strikes.
const DAYS: u32 = 60;

/// For how many seconds. From then on all people of a crew in shifts are there at any hour: what a crew
/// has in the end is what work counts on.
pub(super) const SHIFTS_END: u32 = DAYS * 86_400;

/// When people are there after something strikes: those who can be called in business hours, and those
/// who are there in business hours only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Presence {
    /// After how many seconds those can be called who can be called in business hours. Once they are
    /// called they stay until the work is done. None: never.
    called: Option<u32>,
    /// From which second until which the office is open, in order, with time between each two, until
    /// shifts end. None: it strikes at no particular time, and everybody is there.
    open: Option<Vec<(u32, u32)>>,
}

/// When somebody is there in the office.
pub(super) struct Office {
    /// What its calendar is called.
    pub(super) calendar: String,
    opening: Opening,
}

/// The office as it is now.
pub(super) async fn office(ctx: &Ctx) -> Result<Office> {
    let tx = ctx.read().await?;
    Ok(match calendars::normal_calendar_in(&tx).await? {
        Some(it) => Office { calendar: it.name, opening: it.opening },
        None => {
            let opening = calendars::normal_in(&tx).await?;
            Office { calendar: NO_CALENDAR.to_owned(), opening }
        }
    })
}

impl Presence {
    /// Everybody is there from the start and at any hour.
    pub(super) const ALWAYS: Presence = Presence { called: Some(0), open: None };

    /// From when on how many of `people` are there who can be called in business hours.
    pub(super) fn once_called(&self, people: u32) -> Vec<(u32, u32)> {
        match self.called {
            None => vec![(0, 0)],
            Some(0) => vec![(0, people)],
            Some(at) => vec![(0, 0), (at, people)],
        }
    }

    /// From when on how many are there of a crew of `people`, of whom `off_hours` are there outside
    /// business hours, too. Where the office never opens, it stays with these.
    pub(super) fn in_shifts(&self, people: u32, off_hours: u32) -> Vec<(u32, u32)> {
        let Some(open) = &self.open else { return vec![(0, people)] };
        let mut steps = vec![(0, off_hours)];
        for (from, to) in open {
            steps.extend([(*from, people), (*to, off_hours)]);
        }
        if !open.is_empty() {
            steps.push((SHIFTS_END, people));
        }
        // Of what is said of one moment, the last holds.
        steps.reverse();
        steps.dedup_by_key(|it| it.0);
        steps.reverse();
        steps.dedup_by_key(|it| it.1);
        steps
    }
}

impl Office {
    /// When people are there after `moment`.
    pub(super) fn presence(&self, moment: Timestamp) -> Presence {
        Presence { called: self.until_called(moment), open: Some(self.open_after(moment)) }
    }

    /// From which second after `moment` until which it is open, until shifts end.
    fn open_after(&self, moment: Timestamp) -> Vec<(u32, u32)> {
        let second = |it: Timestamp| {
            let second = u32::try_from((it - moment).num_seconds().max(0));
            second.map_or(SHIFTS_END, |it| it.min(SHIFTS_END))
        };
        let first = moment.with_timezone(&self.opening.zone).date_naive();
        let days = first.iter_days().take(DAYS as usize + 2);
        let mut open: Vec<(u32, u32)> = Vec::new();
        for (from, to) in days.flat_map(|it| self.opening.of_day(it)) {
            let (from, to) = (second(from), second(to));
            match open.last_mut() {
                _ if to <= from => {}
                // Who is there until midnight, and from then on, does not go in between.
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => open.push((from, to)),
            }
        }
        open
    }

    /// How many seconds after `moment` people can be called who can be called in business hours. None:
    /// never, as far as anybody looks ahead.
    fn until_called(&self, moment: Timestamp) -> Option<u32> {
        let due = self.opening.due(moment, Span::from_secs(1))?;
        let opens = due.lines.iter().find_map(|it| match it {
            Line::Counted { from, .. } => Some(*from),
            Line::Skipped { .. } => None,
        });
        u32::try_from((opens? - moment).num_seconds()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(holidays: &[&str]) -> Office {
        let mut opening = Opening::weekdays("America/New_York".parse().unwrap());
        let holiday = |it: &&str| (it.parse().unwrap(), "A holiday".to_owned());
        opening.holidays = holidays.iter().map(holiday).collect();
        Office { calendar: String::new(), opening }
    }

    fn hours_until(moment: &str, office: &Office) -> Option<u32> {
        office.until_called(moment.parse().unwrap()).map(|it| it / 3600)
    }

    #[test]
    fn who_works_in_business_hours_is_called_in_the_morning_of_the_next_workday() {
        let office = office(&[]);
        // In September, New York is four hours behind.
        assert_eq!(hours_until("2026-09-14T13:00:00Z", &office), Some(0));
        assert_eq!(hours_until("2026-09-14T09:00:00Z", &office), Some(3));
        assert_eq!(hours_until("2026-09-14T22:00:00Z", &office), Some(14));
        assert_eq!(hours_until("2026-09-12T12:00:00Z", &office), Some(48));
    }

    #[test]
    fn on_a_holiday_nobody_is_called() {
        // Friday, 25 December, at ten: the office opens on Monday at eight.
        let friday = "2026-12-25T15:00:00Z";
        assert_eq!(hours_until(friday, &office(&[])), Some(0));
        assert_eq!(hours_until(friday, &office(&["2026-12-25"])), Some(70));
        assert_eq!(hours_until(friday, &office(&["2026-12-25", "2026-12-28"])), Some(94));
    }

    #[test]
    fn by_a_calendar_that_never_opens_nobody_is_called() {
        let mut never = office(&[]);
        never.opening.hours.clear();
        assert_eq!(hours_until("2026-12-25T15:00:00Z", &never), None);
        never.opening.always = true;
        assert_eq!(hours_until("2026-12-25T15:00:00Z", &never), Some(0));
    }

    /// Four by day and one at night, from when on, in half hours.
    fn shifts(moment: &str, office: &Office) -> Vec<(u32, u32)> {
        let mut steps = office.presence(moment.parse().unwrap()).in_shifts(4, 1);
        assert!(steps.len() == 1 || steps.last().is_some_and(|it| it.1 == 4), "{steps:?}");
        steps.retain(|it| it.0 < SHIFTS_END);
        assert!(steps.windows(2).all(|it| it[0].0 < it[1].0 && it[0].1 != it[1].1), "{steps:?}");
        steps.into_iter().map(|it| (it.0 / 1_800, it.1)).collect()
    }

    #[test]
    fn shifts_begin_and_end_with_business_hours_and_pause_over_a_weekend() {
        // On Thursday at noon, in New York: until 17:30, on Friday, and on Monday again.
        let found = shifts("2026-09-17T16:00:00Z", &office(&[]));
        let friday = 40;
        let monday = friday + 3 * 48;
        assert_eq!(found[..2], [(0, 4), (11, 1)]);
        assert_eq!(found[2..4], [(friday, 4), (friday + 19, 1)]);
        assert_eq!(found[4..6], [(monday, 4), (monday + 19, 1)]);
        // At night it is one who is there first.
        let found = shifts("2026-09-18T01:00:00Z", &office(&[]));
        assert_eq!(found[..2], [(0, 1), (22, 4)]);
    }

    #[test]
    fn on_a_holiday_those_are_there_who_are_there_at_night() {
        // Friday, 25 December, at ten, with the Monday after it off, too.
        let friday = "2026-12-25T15:00:00Z";
        assert_eq!(shifts(friday, &office(&[]))[..2], [(0, 4), (15, 1)]);
        let off = office(&["2026-12-25", "2026-12-28"]);
        assert_eq!(shifts(friday, &off)[..3], [(0, 1), (188, 4), (207, 1)]);
    }

    #[test]
    fn shifts_are_by_the_clocks_also_when_these_change() {
        // On Sunday, 8 March, an hour is lost, and on 1 November there is one twice.
        let found = |moment| shifts(moment, &office(&[]))[..3].to_vec();
        assert_eq!(found("2026-03-06T22:00:00Z"), [(0, 4), (1, 1), (124, 4)]);
        assert_eq!(found("2026-10-30T21:00:00Z"), [(0, 4), (1, 1), (128, 4)]);
    }

    #[test]
    fn an_office_that_is_always_or_never_open_has_no_shifts() {
        let mut all_day = office(&[]);
        all_day.opening.hours.clear();
        assert_eq!(shifts("2026-09-17T16:00:00Z", &all_day), [(0, 1)]);
        all_day.opening.always = true;
        assert_eq!(shifts("2026-09-17T16:00:00Z", &all_day), [(0, 4)]);
        assert_eq!(Presence::ALWAYS.in_shifts(4, 1), [(0, 4)]);
        assert_eq!(Presence::ALWAYS.once_called(4), [(0, 4)]);
    }

    #[test]
    fn a_night_in_which_clocks_change_is_as_long_as_it_is() {
        // From Saturday 8:00 to Monday 8:00, with the hour that is lost in March.
        let wait = office(&[]).until_called("2026-03-07T13:00:00Z".parse().unwrap());
        assert_eq!(wait, Some(47 * 3600));
    }
}
