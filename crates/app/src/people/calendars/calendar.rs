//! A calendar that somebody keeps. Nothing here does I/O.

use super::Opening;
use crate::ids::CalendarId;
use crate::{Refusal, Timestamp};

/// When somebody is there, under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its id.
    pub id: CalendarId,
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// When somebody is there.
    pub opening: Opening,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Since when it is not used any more.
    pub retired_at: Option<Timestamp>,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

const RETIRED: Refusal =
    Refusal::new("calendar.retired", "A retired calendar is not changed. Bring it back first.");
const NOT_RETIRED: Refusal = Refusal::new("calendar.not_retired", "It is not retired.");
const NORMAL: Refusal = Refusal::new(
    "calendar.normal",
    "It is the calendar that holds unless another is named. Make another one that first.",
);

impl Calendar {
    /// Refuses if it is retired.
    pub(super) fn in_use(&self) -> Result<(), Refusal> {
        if self.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// The calendar as retired. `is_normal`: whether it holds unless another is named.
    pub(super) fn retired(self, is_normal: bool, now: Timestamp) -> Result<Calendar, Refusal> {
        self.in_use()?;
        if is_normal {
            return Err(NORMAL);
        }
        Ok(Calendar { retired_at: Some(now), updated_at: now, ..self })
    }

    /// The calendar as brought back.
    pub(super) fn restored(self, now: Timestamp) -> Result<Calendar, Refusal> {
        if self.retired_at.is_none() {
            return Err(NOT_RETIRED);
        }
        Ok(Calendar { retired_at: None, updated_at: now, ..self })
    }
}
