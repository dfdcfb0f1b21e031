//! An advisory. Nothing here does I/O.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{AdvisoryId, AgencyId, PartnerId};
use crate::people::partners::{Partner, Tlp};
use crate::{FieldProblem, Refusal, Timestamp};

/// Something that partners should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advisory {
    /// Its id.
    pub id: AdvisoryId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is about, in one line.
    pub name: String,
    /// How far it may be passed on.
    pub tlp: Tlp,
    /// Where it comes from.
    pub source: String,
    /// What it says, in Markdown.
    pub body: String,
    /// For whom alone it is. Empty: for every partner that the agency or one below it keeps.
    pub partners: BTreeSet<PartnerId>,
    /// How far it is.
    pub state: State,
    /// When it was shared last.
    pub shared_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

/// How far an advisory is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "AdvisoryState")]
pub enum State {
    /// Somebody is writing it.
    #[default]
    Draft,
    /// Partners can open it.
    Shared,
    /// Nobody can open it any more.
    Withdrawn,
}

impl State {
    /// Each, with its name for programs and for people.
    pub const CHOICES: [(&str, &str, State); 3] = [
        ("draft", "Draft", State::Draft),
        ("shared", "Shared", State::Shared),
        ("withdrawn", "Withdrawn", State::Withdrawn),
    ];

    /// Its name for programs.
    pub fn code(self) -> &'static str {
        State::CHOICES.iter().find(|it| it.2 == self).map_or("", |it| it.0)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        State::CHOICES.iter().find(|it| it.2 == self).map_or("", |it| it.1)
    }

    /// The one called `code`.
    pub fn from_code(code: &str) -> Option<State> {
        State::CHOICES.iter().find(|it| it.0 == code).map(|it| it.2)
    }
}

const SHARED: Refusal =
    Refusal::new("advisory.shared", "Partners may have read it. Withdraw it before you change it.");
const ALREADY: Refusal = Refusal::new("advisory.already_shared", "It is shared already.");
const WITHDRAWN: Refusal = Refusal::new("advisory.withdrawn", "It is withdrawn already.");

impl Advisory {
    /// Whether a partner may open it: it is shared, their sharing level reaches its marking, and it is
    /// for them. `above`: the agency that keeps the partner, and all above that.
    pub fn is_open_to(&self, partner: &Partner, above: &BTreeSet<AgencyId>) -> bool {
        self.state == State::Shared && self.is_for(partner, above)
    }

    /// Whether a partner may open it as soon as it is shared.
    pub(super) fn is_for(&self, partner: &Partner, above: &BTreeSet<AgencyId>) -> bool {
        let is_meant = match self.partners.is_empty() {
            true => self.tlp != Tlp::Red && above.contains(&self.agency_id),
            false => self.partners.contains(&partner.id),
        };
        is_meant && partner.retired_at.is_none() && partner.level.reaches(self.tlp)
    }

    /// Refuses if partners can open it.
    pub(super) fn is_changeable(&self) -> Result<(), Refusal> {
        if self.state == State::Shared { Err(SHARED) } else { Ok(()) }
    }

    /// The advisory as shared. What is marked TLP:RED is for those who are named, and for nobody else.
    pub(super) fn shared(self, now: Timestamp) -> Result<Advisory, crate::Error> {
        if self.state == State::Shared {
            return Err(ALREADY.into());
        }
        if self.tlp == Tlp::Red && self.partners.is_empty() {
            let reason = "What is marked TLP:RED is only for those who are named. Name partners.";
            return Err(FieldProblem::new("partners", reason).into());
        }
        if self.body.trim().is_empty() {
            return Err(FieldProblem::new("body", "Say what partners should know.").into());
        }
        Ok(Advisory { state: State::Shared, shared_at: Some(now), updated_at: now, ..self })
    }

    /// The advisory as one that nobody can open any more.
    pub(super) fn withdrawn(self, now: Timestamp) -> Result<Advisory, Refusal> {
        if self.state == State::Withdrawn {
            return Err(WITHDRAWN);
        }
        Ok(Advisory { state: State::Withdrawn, updated_at: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::people::partners::PartnerKind;

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn partner(level: Tlp) -> Partner {
        Partner {
            id: PartnerId::new(),
            agency_id: AgencyId::FIRST,
            code: "x".to_owned(),
            name: "X".to_owned(),
            kind: PartnerKind::Federal,
            purpose: String::new(),
            level,
            people: [].into(),
            updated_at: now(),
            retired_at: None,
            version: 1,
        }
    }

    fn advisory(tlp: Tlp) -> Advisory {
        Advisory {
            id: AdvisoryId::new(),
            agency_id: AgencyId::FIRST,
            code: "x".to_owned(),
            name: "X".to_owned(),
            tlp,
            source: String::new(),
            body: "It.".to_owned(),
            partners: [].into(),
            state: State::Draft,
            shared_at: None,
            updated_at: now(),
            version: 1,
        }
    }

    #[test]
    fn it_is_open_to_those_whose_level_reaches_its_marking() {
        let here = [AgencyId::FIRST].into();
        for &tlp in Tlp::ALL.iter().filter(|it| **it != Tlp::Red) {
            let it = advisory(tlp).shared(now()).unwrap();
            for &level in Tlp::ALL {
                assert_eq!(
                    it.is_open_to(&partner(level), &here),
                    tlp <= level,
                    "{tlp:?} {level:?}"
                );
            }
        }
        let green = advisory(Tlp::Green).shared(now()).unwrap();
        let elsewhere = [AgencyId::new()].into();
        assert!(!green.is_open_to(&partner(Tlp::Red), &elsewhere));
        let retired = Partner { retired_at: Some(now()), ..partner(Tlp::Red) };
        assert!(!green.is_open_to(&retired, &here));
        assert!(!green.withdrawn(now()).unwrap().is_open_to(&partner(Tlp::Red), &here));
        assert!(!advisory(Tlp::Clear).is_open_to(&partner(Tlp::Red), &here), "a draft");
    }

    #[test]
    fn where_partners_are_named_it_is_for_them_alone() {
        let (named, other) = (partner(Tlp::Red), partner(Tlp::Red));
        let it = Advisory { partners: [named.id].into(), ..advisory(Tlp::Red) };
        let it = it.shared(now()).unwrap();
        // Wherever the partner is kept.
        assert!(it.is_open_to(&named, &[].into()));
        assert!(!it.is_open_to(&other, &[AgencyId::FIRST].into()));
        let lowered = Partner { level: Tlp::Amber, ..named };
        assert!(!it.is_open_to(&lowered, &[].into()));
    }

    #[test]
    fn what_is_red_names_its_recipients_and_what_is_shared_is_not_changed() {
        assert!(matches!(advisory(Tlp::Red).shared(now()), Err(Error::Invalid(_))));
        let empty = Advisory { body: " ".to_owned(), ..advisory(Tlp::Clear) };
        assert!(matches!(empty.shared(now()), Err(Error::Invalid(_))));
        let shared = advisory(Tlp::Clear).shared(now()).unwrap();
        assert_eq!(shared.is_changeable(), Err(SHARED));
        assert!(matches!(shared.clone().shared(now()), Err(Error::Refused(it)) if it == ALREADY));
        let withdrawn = shared.withdrawn(now()).unwrap();
        assert_eq!(withdrawn.clone().withdrawn(now()), Err(WITHDRAWN));
        assert!(withdrawn.is_changeable().is_ok() && withdrawn.shared(now()).is_ok());
    }
}
