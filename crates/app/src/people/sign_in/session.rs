//! A browser in which someone is signed in. Nothing here does I/O.

use chrono::TimeDelta;

use crate::Timestamp;
use crate::ids::{PersonId, SessionId};

/// How long a session lasts without any request: a working day.
pub(super) const IDLE_MAX: TimeDelta = TimeDelta::hours(12);
/// How long it lasts at most: a week.
pub(super) const LASTS_MAX: TimeDelta = TimeDelta::days(7);
/// How often it is noted that a session is in use.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A browser in which someone is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who is signed in.
    pub person_id: PersonId,
    /// What the browser calls itself.
    pub browser: String,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last in use, to the minute.
    pub seen_at: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
}

impl Session {
    /// Whether it has ended by itself.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at <= now || self.seen_at + IDLE_MAX <= now
    }

    /// Whether it should be noted that it is in use.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.seen_at + NOTED_EVERY <= now
    }

    /// Whether it would soon end unless that is noted.
    pub(super) fn is_idle_long(&self, now: Timestamp) -> bool {
        self.seen_at + IDLE_MAX / 2 <= now
    }
}
