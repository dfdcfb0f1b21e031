//! How a service is doing, as its clients see it. Nothing here does I/O.

use chrono::{NaiveDate, TimeDelta};

use crate::ids::ItemId;
use crate::prepare::inventory::{Item, ProofSource};
use crate::{Span, Timestamp};

/// Over so many days, it is said how available a service was.
const DAYS: i64 = 365;

/// A time during which a service did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outage {
    /// Since when.
    pub started_at: Timestamp,
    /// Until when. None: it goes on.
    pub ended_at: Option<Timestamp>,
}

/// How a service is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceStatus {
    /// Which service.
    pub id: ItemId,
    /// What it is called.
    pub name: String,
    /// What it is, in a sentence or two.
    pub description: String,
    /// When it did not work within the last year, the newest first, each moment once.
    pub outages: Vec<Outage>,
    /// The recovery time that is agreed on.
    pub agreed: Option<Span>,
    /// In what time its own restoration is promised, once all that it needs is back.
    pub promised: Option<Span>,
    /// In what time it was seen to be back.
    pub proved: Option<Span>,
    /// When its recovery was seen last.
    pub tested_on: Option<NaiveDate>,
    /// How: in a test, or in a real event.
    pub tested_by: Option<ProofSource>,
}

impl Outage {
    /// How long it lasted after `since`, or has lasted.
    fn lasted(&self, since: Timestamp, now: Timestamp) -> TimeDelta {
        let ended_at = self.ended_at.unwrap_or(now).min(now);
        (ended_at - self.started_at.max(since)).max(TimeDelta::zero())
    }
}

impl ServiceStatus {
    /// How a service is doing that was out at these times.
    pub(super) fn of(it: Item, outages: Vec<Outage>) -> ServiceStatus {
        // What somebody says or guesses is no test.
        let seen = it.recovery.proof.filter(|it| it.source.is_measured());
        ServiceStatus {
            id: it.id,
            name: it.name,
            description: it.description,
            outages: merged(outages),
            agreed: it.recovery.target_rto,
            promised: it.recovery.restore,
            proved: seen.and_then(|it| it.measured),
            tested_on: seen.and_then(|it| it.on),
            tested_by: seen.map(|it| it.source),
        }
    }

    /// Since when it is out, if it is.
    pub fn out_since(&self) -> Option<Timestamp> {
        self.outages.iter().find(|it| it.ended_at.is_none()).map(|it| it.started_at)
    }

    /// Whether what was seen took longer than what is promised.
    pub fn is_overrun(&self) -> bool {
        self.proved.zip(self.promised).is_some_and(|(proved, promised)| promised < proved)
    }

    /// How much of the last 365 days it was there, in hundredths of a percent, rounded down: the time
    /// that it was there by all the time, as ITIL counts availability.
    pub fn availability(&self, now: Timestamp) -> u32 {
        let all = TimeDelta::days(DAYS);
        let out =
            self.outages.iter().fold(TimeDelta::zero(), |sum, it| sum + it.lasted(now - all, now));
        let there = (all - out).max(TimeDelta::zero()).num_seconds();
        u32::try_from(there * 10_000 / all.num_seconds()).unwrap_or(0)
    }
}

/// The first moment of which outages count.
pub(super) fn first_moment(now: Timestamp) -> Timestamp {
    now - TimeDelta::days(DAYS)
}

/// The outages, the newest first; those that touch are one.
fn merged(mut all: Vec<Outage>) -> Vec<Outage> {
    all.sort_unstable();
    let mut found: Vec<Outage> = Vec::new();
    for next in all {
        match found.last_mut() {
            Some(last) if last.ended_at.is_none_or(|it| next.started_at <= it) => {
                last.ended_at = match (last.ended_at, next.ended_at) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    _ => None,
                };
            }
            _ => found.push(next),
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn outage(from: &str, until: Option<&str>) -> Outage {
        Outage { started_at: at(from), ended_at: until.map(at) }
    }

    fn status(outages: Vec<Outage>) -> ServiceStatus {
        ServiceStatus {
            id: ItemId::FIRST,
            name: "Portal".to_owned(),
            description: String::new(),
            outages: merged(outages),
            agreed: None,
            promised: Some(Span::from_hours(4)),
            proved: None,
            tested_on: None,
            tested_by: None,
        }
    }

    const NOW: &str = "2026-11-21T12:00:00Z";

    #[test]
    fn outages_that_touch_are_one() {
        let it = status(vec![
            outage("2026-11-20T02:00:00Z", Some("2026-11-20T03:00:00Z")),
            outage("2026-11-10T00:00:00Z", Some("2026-11-10T06:00:00Z")),
            outage("2026-11-20T00:00:00Z", Some("2026-11-20T02:00:00Z")),
            outage("2026-11-10T01:00:00Z", Some("2026-11-10T02:00:00Z")),
        ]);
        assert_eq!(
            it.outages,
            [
                outage("2026-11-20T00:00:00Z", Some("2026-11-20T03:00:00Z")),
                outage("2026-11-10T00:00:00Z", Some("2026-11-10T06:00:00Z")),
            ]
        );
        assert_eq!(it.out_since(), None);
        let open =
            vec![outage("2026-11-20T00:00:00Z", None), outage("2026-11-20T01:00:00Z", Some(NOW))];
        assert_eq!(status(open).out_since(), Some(at("2026-11-20T00:00:00Z")));
    }

    #[test]
    fn req_s4_01_availability_is_the_time_it_was_there_by_all_the_time() {
        assert_eq!(status(Vec::new()).availability(at(NOW)), 10_000);
        // A tenth of 365 days is 36.5 days.
        let long = outage("2026-10-01T00:00:00Z", Some("2026-11-06T12:00:00Z"));
        assert_eq!(status(vec![long]).availability(at(NOW)), 9_000);
        // What was before counts no more, and what goes on counts until now.
        let before = outage("2025-01-01T00:00:00Z", Some("2025-11-21T12:00:00Z"));
        assert_eq!(status(vec![before]).availability(at(NOW)), 10_000);
        let since_then = outage("2025-01-01T00:00:00Z", None);
        assert_eq!(status(vec![since_then]).availability(at(NOW)), 0);
    }

    #[test]
    fn what_took_longer_than_promised_is_said() {
        let proved =
            |hours| ServiceStatus { proved: Some(Span::from_hours(hours)), ..status(Vec::new()) };
        assert!(!status(Vec::new()).is_overrun());
        assert!(!proved(4).is_overrun() && proved(5).is_overrun());
    }
}
