//! The disruption itself. Nothing here does I/O.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DisruptionDocument;
use crate::actor::Place;
use crate::ids::{AgencyId, DisruptionId};
use crate::{Error, FieldProblem, Refusal, Timestamp};

/// Something that struck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disruption {
    /// Its id.
    pub id: DisruptionId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Of what kind it is.
    pub kind: DisruptionKind,
    /// Whether it is only practiced.
    pub is_exercise: bool,
    /// Which sites it struck, by code, each once.
    pub sites: Vec<String>,
    /// What happened, in a few sentences.
    pub description: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

macro_rules! kinds {
    ($($(#[$is:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// Of what kind a disruption is.
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        pub enum DisruptionKind {
            $($(#[$is])* #[doc = $title] #[serde(rename = $code)] $name,)*
        }

        impl DisruptionKind {
            /// Every kind, in the order in which they are offered.
            pub const ALL: &[DisruptionKind] = &[$(DisruptionKind::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(DisruptionKind::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(DisruptionKind::$name => $title,)* }
            }
        }
    };
}

kinds! {
    Site = "site" "A site cannot be used",
    Systems = "systems" "Systems or data are gone",
    Attack = "attack" "Attack",
    Weather = "weather" "Weather, flood or fire",
    Utilities = "utilities" "Power, water or telecommunications",
    People = "people" "Many people are missing",
    Vendor = "vendor" "A vendor does not deliver",
    #[default]
    Other = "other" "Something else",
}

impl FromStr for DisruptionKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        DisruptionKind::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
    }
}

const ENDED: Refusal = Refusal::new("disruption.ended", "It has ended already.");
const OPEN: Refusal = Refusal::new("disruption.open", "It still goes on.");

impl Disruption {
    /// Where it is, as permissions see it.
    pub fn place(&self) -> Place {
        Place::Record(self.agency_id, self.id.into())
    }

    /// Whether it still goes on.
    pub const fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// The disruption as over since `at`.
    pub(super) fn ended(self, at: Timestamp, now: Timestamp) -> Result<Disruption, Error> {
        if !self.is_open() {
            return Err(ENDED.into());
        }
        if at < self.started_at || now < at {
            let reason = "It ends after it began, and not in the future.";
            return Err(FieldProblem::new("ended_at", reason).into());
        }
        Ok(Disruption { ended_at: Some(at), updated_at: now, ..self })
    }

    /// The disruption as going on after all.
    pub(super) fn reopened(self, now: Timestamp) -> Result<Disruption, Refusal> {
        if self.is_open() {
            return Err(OPEN);
        }
        Ok(Disruption { ended_at: None, updated_at: now, ..self })
    }

    /// The disruption as a document of the agency called `agency`.
    pub(super) fn document(&self, agency: &str) -> DisruptionDocument {
        DisruptionDocument {
            code: self.code.clone(),
            agency: agency.to_owned(),
            name: self.name.clone(),
            kind: self.kind,
            is_exercise: self.is_exercise,
            sites: self.sites.clone(),
            description: self.description.clone(),
            started_at: self.started_at,
            ended_at: self.ended_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn flood() -> Disruption {
        Disruption {
            id: DisruptionId::FIRST,
            agency_id: AgencyId::FIRST,
            code: "flood".to_owned(),
            name: "Flood".to_owned(),
            kind: DisruptionKind::Weather,
            is_exercise: false,
            sites: Vec::new(),
            description: String::new(),
            started_at: at("2026-11-20T10:00:00Z"),
            ended_at: None,
            updated_at: at("2026-11-20T10:00:00Z"),
            version: 1,
        }
    }

    #[test]
    fn it_ends_once_and_not_before_it_began() {
        let now = at("2026-11-21T09:00:00Z");
        assert!(flood().ended(at("2026-11-20T09:00:00Z"), now).is_err());
        assert!(flood().ended(at("2026-11-21T09:00:01Z"), now).is_err());
        let ended = flood().ended(now, now).unwrap();
        assert!(ended.clone().ended(now, now).is_err());
        assert_eq!(ended.reopened(now).unwrap().ended_at, None);
        assert_eq!(flood().reopened(now), Err(OPEN));
    }
}
