//! The objective itself, and what may happen to it. Nothing here does I/O.

use super::{Content, Measurement, ObjectiveDocument};
use crate::ids::{AgencyId, ObjectiveId};
use crate::{Refusal, Timestamp};

/// Something that is to be reached, and measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    /// Its id.
    pub id: ObjectiveId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it says.
    pub content: Content,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was retired, if it was.
    pub retired_at: Option<Timestamp>,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

const RETIRED: Refusal = Refusal::new(
    "objective.retired",
    "A retired objective cannot be changed. Bring it back first.",
);
const NOT_RETIRED: Refusal = Refusal::new("objective.not_retired", "It is not retired.");

impl Objective {
    /// Refuses if it is retired.
    pub(super) fn in_use(&self) -> Result<(), Refusal> {
        if self.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// The objective as measured.
    pub(super) fn measured(self, it: Measurement, now: Timestamp) -> Result<Objective, Refusal> {
        self.in_use()?;
        let mut content = self.content;
        content.measurements.push(it);
        Ok(Objective { content: content.tidied(), updated_at: now, ..self })
    }

    /// The objective as one that nobody wants to reach any more.
    pub(super) fn retired(self, now: Timestamp) -> Result<Objective, Refusal> {
        self.in_use()?;
        Ok(Objective { retired_at: Some(now), updated_at: now, ..self })
    }

    /// The objective as brought back.
    pub(super) fn restored(self, now: Timestamp) -> Result<Objective, Refusal> {
        if self.retired_at.is_none() {
            return Err(NOT_RETIRED);
        }
        Ok(Objective { retired_at: None, updated_at: now, ..self })
    }

    /// As a document of the agency called `agency`.
    pub(super) fn document(&self, agency: &str) -> ObjectiveDocument {
        ObjectiveDocument {
            code: self.code.clone(),
            agency: agency.to_owned(),
            name: self.name.clone(),
            content: self.content.clone(),
            retired_at: self.retired_at,
        }
    }
}
