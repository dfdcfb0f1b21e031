//! A partner. Nothing here does I/O.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Tlp;
use crate::ids::{AgencyId, PartnerId, PersonId};
use crate::{Refusal, Timestamp};

/// Whoever the programme works with outside of its agencies, or who has a stake in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Which agency keeps it in the register.
    pub agency_id: AgencyId,
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: PartnerKind,
    /// What it is a partner for.
    pub purpose: String,
    /// How confidential what is shared with it may be at most.
    pub level: Tlp,
    /// Its people: whom to call, and who may open what is shared with it.
    pub people: BTreeSet<PersonId>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Since when it is no partner any more.
    pub retired_at: Option<Timestamp>,
    /// How often it was saved.
    pub version: i64,
}

macro_rules! kinds {
    ($($(#[$is:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// What a partner is.
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        pub enum PartnerKind {
            $($(#[$is])* #[doc = $title] #[serde(rename = $code)] $name,)*
        }

        impl PartnerKind {
            /// Every kind, in the order in which they are offered.
            pub const ALL: &[PartnerKind] = &[$(PartnerKind::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(PartnerKind::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(PartnerKind::$name => $title,)* }
            }

            /// The kind called `code`.
            pub fn from_code(code: &str) -> Option<PartnerKind> {
                PartnerKind::ALL.iter().copied().find(|it| it.code() == code)
            }
        }
    };
}

kinds! {
    Federal = "federal" "Federal body",
    State = "state" "State body",
    Local = "local" "Local government",
    Tribal = "tribal" "Tribal government",
    #[default]
    Private = "private" "Private business",
    Public = "public" "Citizens and their organizations",
}

const RETIRED: Refusal =
    Refusal::new("partner.retired", "It is no partner any more. Bring it back first.");
const NOT_RETIRED: Refusal = Refusal::new("partner.not_retired", "It is not retired.");

impl Partner {
    /// Refuses if it is no partner any more.
    pub(super) fn in_use(&self) -> Result<(), Refusal> {
        if self.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// The partner as one that is none any more.
    pub(super) fn retired(self, now: Timestamp) -> Result<Partner, Refusal> {
        self.in_use()?;
        Ok(Partner { retired_at: Some(now), updated_at: now, ..self })
    }

    /// The partner as brought back.
    pub(super) fn restored(self, now: Timestamp) -> Result<Partner, Refusal> {
        if self.retired_at.is_none() {
            return Err(NOT_RETIRED);
        }
        Ok(Partner { retired_at: None, updated_at: now, ..self })
    }
}
