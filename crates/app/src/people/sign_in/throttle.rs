//! How long to wait after failed attempts. Nothing here does I/O.
//!
//! An attempt counts as failed when it begins, and stops counting when it succeeds. Many guesses
//! sent at once are therefore no faster than one after the other.

use chrono::TimeDelta;

use super::secret::hash;
use crate::{Refusal, Timestamp};

/// The first wait. Each further failure doubles it.
const FIRST_WAIT_S: i64 = 15;
/// The longest wait: a guesser has some hundred tries a day.
const LONGEST_WAIT_S: i64 = 15 * 60;
/// When failures are forgotten.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::days(1);

/// How often something failed lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) n_failures: i32,
    pub(super) failed_at: Timestamp,
}

/// What failures are counted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    /// What is kept of it: neither an address nor who tried is written down in the clear.
    pub(super) key: Vec<u8>,
    n_free: i32,
}

impl Counted {
    /// One account, whether there is such an account or not: the answer must not tell.
    pub(super) fn account(email_folded: &str) -> Counted {
        Counted { key: hash(&format!("account {email_folded}")), n_free: 5 }
    }

    /// One address, behind which a whole office may be.
    pub(super) fn source(source: &str) -> Counted {
        Counted { key: hash(&format!("source {source}")), n_free: 30 }
    }

    /// How long to wait yet, if at all.
    pub(super) fn wait(&self, tally: Option<Tally>, now: Timestamp) -> Option<TimeDelta> {
        let tally = tally.filter(|it| !it.is_forgotten(now))?;
        let n_waits = u32::try_from(tally.n_failures.checked_sub(self.n_free)?).ok()?;
        let factor = 1_i64.checked_shl(n_waits.min(20)).unwrap_or(1);
        let wait = TimeDelta::seconds((FIRST_WAIT_S * factor).min(LONGEST_WAIT_S));
        Some(tally.failed_at + wait - now).filter(|it| TimeDelta::zero() < *it)
    }
}

impl Tally {
    /// One failure more.
    pub(super) fn counted(before: Option<Tally>, now: Timestamp) -> Tally {
        let before = before.filter(|it| !it.is_forgotten(now));
        let n_failures = before.map_or(0, |it| it.n_failures).saturating_add(1);
        Tally { n_failures, failed_at: now }
    }

    fn is_forgotten(&self, now: Timestamp) -> bool {
        self.failed_at + FORGOTTEN_AFTER <= now
    }
}

/// When what was counted before `now` is forgotten.
pub(super) fn forgotten_before(now: Timestamp) -> Timestamp {
    now - FORGOTTEN_AFTER
}

/// Says that it is too early.
pub(super) fn refusal(wait: TimeDelta) -> Refusal {
    let seconds = wait.num_seconds() + i64::from(wait.subsec_nanos() != 0);
    let wait = match seconds {
        0..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_euclid(60) + i64::from(seconds % 60 != 0)),
    };
    let reason = format!("There were too many attempts. Wait {wait}, then try again.");
    Refusal { code: "sign_in.wait", reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_from_the_fifth_failure_on_and_is_bounded() {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let counted = Counted::account("jane@franklin.gov");
        let mut tally = None;
        let mut waits = Vec::new();
        for _ in 0..13 {
            tally = Some(Tally::counted(tally, now));
            waits.push(counted.wait(tally, now).map_or(0, |it| it.num_seconds()));
        }
        assert_eq!(waits, [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(counted.wait(tally, now + TimeDelta::seconds(900)), None);
        let n_failures = 2_000_000_000;
        let many = Some(Tally { n_failures, failed_at: now });
        assert_eq!(counted.wait(many, now), Some(TimeDelta::seconds(900)));
        assert_eq!(counted.wait(many, now + TimeDelta::days(1)), None);
        assert_eq!(Tally::counted(many, now + TimeDelta::days(1)).n_failures, 1);
    }

    #[test]
    fn the_wait_is_said_in_words() {
        let reason = |milliseconds| refusal(TimeDelta::milliseconds(milliseconds)).reason;
        assert!(reason(29_100).contains("30 seconds"));
        assert!(reason(890_000).contains("15 minutes"));
    }
}
