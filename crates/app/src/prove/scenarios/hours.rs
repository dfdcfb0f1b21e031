//! When people can be called who can be called in business hours: by the business calendar that holds
//! in the state unless another is named, with its open hours, its holidays and its time zone.

use crate::people::calendars::{self, Line, Opening};
use crate::{Ctx, Result, Span, Timestamp};

/// What the hours are called that hold until somebody chooses a calendar.
const NO_CALENDAR: &str = "Monday to Friday, 08:00 to 17:30, without holidays";

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

impl Office {
    /// How many seconds after `moment` people can be called who can be called in business hours. Once
    /// they are called they stay until the work is done. None: never, as far as anybody looks ahead.
    pub(super) fn until_called(&self, moment: Timestamp) -> Option<u32> {
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

    #[test]
    fn a_night_in_which_clocks_change_is_as_long_as_it_is() {
        // From Saturday 8:00 to Monday 8:00, with the hour that is lost in March.
        let wait = office(&[]).until_called("2026-03-07T13:00:00Z".parse().unwrap());
        assert_eq!(wait, Some(47 * 3600));
    }
}
