//! The obligation itself, and what may happen to it. Nothing here does I/O.

use uuid::Uuid;

use super::ObligationDocument;
use crate::ids::ObligationId;
use crate::{Refusal, Timestamp};

/// Something that agencies must keep to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// Its id.
    pub id: ObligationId,
    /// What it says.
    pub document: ObligationDocument,
    /// When it last changed. None: it is as it came with the program.
    pub updated_at: Option<Timestamp>,
    /// How often it was saved. 0: it is as it came with the program.
    pub version: i64,
}

const RETIRED: Refusal = Refusal::new(
    "obligation.retired",
    "A retired obligation cannot be changed. Bring it back first.",
);
const NOT_RETIRED: Refusal = Refusal::new("obligation.not_retired", "It is not retired.");

impl Obligation {
    /// One that came with the program: its id is the same on every installation.
    pub(super) fn built_in(document: ObligationDocument) -> Obligation {
        let name = format!("obligation:{}", document.code);
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).into();
        Obligation { id, document, updated_at: None, version: 0 }
    }

    /// Refuses if it is retired.
    pub(super) fn in_use(&self) -> Result<(), Refusal> {
        if self.document.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// The obligation with what else it says.
    pub(super) fn saved(
        self,
        document: ObligationDocument,
        now: Timestamp,
    ) -> Result<Obligation, Refusal> {
        self.in_use()?;
        Ok(Obligation { document, updated_at: Some(now), ..self })
    }

    /// The obligation as one that nobody must keep to any more.
    pub(super) fn retired(self, now: Timestamp) -> Result<Obligation, Refusal> {
        self.in_use()?;
        let document = ObligationDocument { retired_at: Some(now), ..self.document };
        Ok(Obligation { document, updated_at: Some(now), ..self })
    }

    /// The obligation as brought back.
    pub(super) fn restored(self, now: Timestamp) -> Result<Obligation, Refusal> {
        if self.document.retired_at.is_none() {
            return Err(NOT_RETIRED);
        }
        let document = ObligationDocument { retired_at: None, ..self.document };
        Ok(Obligation { document, updated_at: Some(now), ..self })
    }
}
