//! A scenario as a document: what the API, the programme folder and the audit log write down. It
//! names its agency and what is lost by their codes.

use std::collections::BTreeSet;

use chrono::SubsecRound as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::area::Area;
use super::assumed;
use super::scenario::{Part, Scenario};
use super::usable::{self, Usable};
use crate::ids::{AgencyId, ScenarioId};
use crate::prepare::inventory::Kind;
use crate::prove::investments::Improvement;
use crate::{FieldProblem, Span, Timestamp};

/// What `alone` must be.
pub(super) const ONE_SERVICE: &str =
    "Write service: and the code of a service, such as service:licensing.";

/// A scenario as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is, by code: its place in the tree decides who sees and changes it.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// What happens, in a few sentences.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What is lost, by kind and code, such as `site:eastern`: a site with all that is there, a vendor
    /// with all that it supplies, a crew, a team, or anything else by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<String>,
    /// The one service that it is about, such as `service:licensing`: that and all that it rests on is
    /// lost, nothing else is down, and nobody else calls for the crews, as the page of the service
    /// counts it. Then nothing else is lost by name, in an area, or out of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<String>,
    /// What it named and is out of use now: it does not count until it is brought back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
    /// After how long some of it is usable again: before that, nothing that stands at such a site or
    /// comes from such a vendor is brought back. Not said: work begins at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usable: Vec<Usable>,
    /// Every site in one of these areas is lost, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
    /// What is assumed to be better than it is: `faster`, `people` or `without`. The inventory stays
    /// as it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Improvement>,
    /// When it strikes. Not said: at no particular time, so that everybody can be called at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strikes_at: Option<Timestamp>,
    /// After how long people who were lost are there again. Not said: they do not come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_back: Option<Span>,
    /// After how long work begins: what it takes to notice what happened, to decide and to call people.
    /// Not said: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_after: Option<Span>,
    /// When it was retired, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
}

impl ScenarioDocument {
    /// A scenario of `agency` in which nothing is lost yet.
    pub fn new(agency: &str, code: &str, name: &str) -> ScenarioDocument {
        ScenarioDocument {
            code: code.to_owned(),
            agency: agency.to_owned(),
            name: name.to_owned(),
            description: String::new(),
            lost: Vec::new(),
            alone: None,
            gone: Vec::new(),
            usable: Vec::new(),
            areas: Vec::new(),
            changes: Vec::new(),
            strikes_at: None,
            people_back: None,
            begins_after: None,
            retired_at: None,
        }
    }

    /// What cannot be, whatever the inventory holds.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        for (field, texts) in [("lost", &self.lost), ("gone", &self.gone)] {
            for (n, _) in texts.iter().enumerate().filter(|it| Part::read(it.1).is_none()) {
                let reason = "Write a kind and a code, such as site:eastern.";
                problems.push(FieldProblem::new(format!("{field}[{n}]"), reason));
            }
        }
        if self.alone.is_some() && self.alone().is_none() {
            problems.push(FieldProblem::new("alone", ONE_SERVICE));
        }
        problems.extend(assumed::problems(&self.changes));
        let lost = self.named();
        problems.extend(usable::problems(&self.usable, &lost));
        let lost = lost.into_iter().collect();
        let scenario = self.scenario((ScenarioId::FIRST, AgencyId::FIRST), (lost, Vec::new()));
        let scenario = Scenario { alone: self.alone(), ..scenario };
        problems.extend(scenario.problems());
        problems
    }

    /// What it names as lost, in use or not.
    pub(super) fn named(&self) -> BTreeSet<Part> {
        self.lost.iter().chain(&self.gone).filter_map(|it| Part::read(it)).collect()
    }

    /// The one service that it is about.
    pub(super) fn alone(&self) -> Option<Part> {
        Part::read(self.alone.as_deref()?).filter(|it| it.kind == Kind::Service)
    }

    /// The scenario that it describes, of no service alone, never saved before, in which this is lost and assumed.
    pub(super) fn scenario(
        &self,
        (id, agency_id): (ScenarioId, AgencyId),
        (lost, changes): (Vec<Part>, Vec<Improvement>),
    ) -> Scenario {
        Scenario {
            id,
            agency_id,
            code: self.code.trim().to_owned(),
            name: self.name.trim().to_owned(),
            description: self.description.trim().to_owned(),
            usable: usable::by_part(&self.usable, &lost.iter().cloned().collect()),
            lost,
            alone: None,
            areas: self.areas.iter().cloned().map(Area::rounded).collect(),
            changes,
            strikes_at: self.strikes_at.map(|it| it.trunc_subsecs(0)),
            people_back: self.people_back,
            begins_after: self.begins_after.filter(|it| *it != Span::ZERO),
            updated_at: Timestamp::UNIX_EPOCH,
            retired_at: self.retired_at.map(|it| it.trunc_subsecs(6)),
            version: 1,
        }
    }
}
