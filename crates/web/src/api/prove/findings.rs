//! What is wrong with what has been said about needs and targets, for programs.

use std::collections::BTreeMap;

use app::Span;
use app::actor::Permission;
use app::prepare::inventory::Overrun;
use app::prove::recovery::{self, Finding, FindingKind};
use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use crate::Routes;
use crate::api::inventory::{NamedForm, agency_asked};
use crate::api::{Asked, Caller, List, page};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let list = Operation::new("list_findings", "Readiness", "List what somebody should look at");
    let list = list.asks(parameters()).may_refuse().answers(200, "A stretch of the list.");
    Routes::new()
        .get("/api/v1/findings", Needs(Permission::ReadReports), list_all)
        .described(list.of("FindingList"))
}

fn parameters() -> Vec<Parameter> {
    let kinds = FindingKind::ALL.iter().map(|it| it.0).collect();
    let mut parameters = vec![
        Parameter::new("kind", Shape::OneOf(kinds), "Only findings of this kind."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those about the agency with this code, and about those below it.",
        ),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// Something that somebody should look at.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum FindingForm {
    /// Things that cannot work without each other.
    Circle {
        /// Some of them: each needs the next, and the last one the first.
        example: Vec<NamedForm>,
        /// How many there are in all.
        n_members: usize,
        /// Whether redundancy breaks the circle, so that there is an order after all.
        is_broken: bool,
    },
    /// What is needed may come back later than who needs it.
    Target {
        /// Who needs.
        from: NamedForm,
        /// What is needed.
        to: NamedForm,
        /// The recovery time wanted of it.
        target: Span,
        /// What it would have to be.
        limit: Span,
    },
    /// What is needed may lose more data than who needs it.
    Point {
        /// Who needs.
        from: NamedForm,
        /// What is needed.
        to: NamedForm,
        /// The recovery point wanted of it.
        target: Span,
        /// What it would have to be.
        limit: Span,
    },
    /// A redundancy group asks for more members than it has.
    Group {
        /// The group.
        group: NamedForm,
        /// How many suffice.
        suffice: u32,
        /// How many it has.
        n_members: u32,
    },
    /// All members of a redundancy group are at one site.
    OneSite {
        /// The group.
        group: NamedForm,
        /// The site.
        site: NamedForm,
    },
    /// Of some members of a redundancy group nobody has said where they are, and all others are at
    /// one site.
    Unplaced {
        /// The group.
        group: NamedForm,
        /// The site of the others. Null: there are no others.
        site: Option<NamedForm>,
        /// Of how many members nobody has said.
        n_unknown: u32,
    },
    /// Someone has to do without something for longer than they can.
    Gap {
        /// Who needs.
        from: NamedForm,
        /// What is needed.
        to: NamedForm,
        /// How long they can do without.
        max_gap: Span,
        /// How long they would have to.
        gap: Span,
    },
    /// What is needed was retired.
    Retired {
        /// Who needs.
        from: NamedForm,
        /// What is needed.
        to: NamedForm,
    },
    /// Something was seen to take longer than is promised, or than is wanted of it.
    Proof {
        /// What was restored.
        item: NamedForm,
        /// How long it took.
        measured: Span,
        /// When it was.
        #[serde(skip_serializing_if = "Option::is_none")]
        on: Option<NaiveDate>,
        /// How long it may take.
        limit: Span,
        /// Whether that is promised, and not only wanted.
        is_promised: bool,
    },
}

impl From<Finding> for FindingForm {
    fn from(it: Finding) -> Self {
        match it {
            Finding::Circle { example, n_members, is_broken } => {
                let example = example.iter().map(Into::into).collect();
                FindingForm::Circle { example, n_members, is_broken }
            }
            Finding::TargetTooLate { from, to, target, limit } => {
                FindingForm::Target { from: (&from).into(), to: (&to).into(), target, limit }
            }
            Finding::PointTooOld { from, to, target, limit } => {
                FindingForm::Point { from: (&from).into(), to: (&to).into(), target, limit }
            }
            Finding::GroupTooSmall { group, suffice, n_members } => {
                FindingForm::Group { group: (&group).into(), suffice, n_members }
            }
            Finding::GroupAtOneSite { group, site } => {
                FindingForm::OneSite { group: (&group).into(), site: (&site).into() }
            }
            Finding::GroupUnplaced { group, site, n_unknown } => {
                let site = site.as_ref().map(Into::into);
                FindingForm::Unplaced { group: (&group).into(), site, n_unknown }
            }
            Finding::GapTooLong { from, to, max_gap, gap } => {
                FindingForm::Gap { from: (&from).into(), to: (&to).into(), max_gap, gap }
            }
            Finding::NeedsRetired { from, to } => {
                FindingForm::Retired { from: (&from).into(), to: (&to).into() }
            }
            Finding::ProofTooSlow { item, overrun } => {
                let Overrun { measured, on, limit, is_promised } = overrun;
                FindingForm::Proof { item: (&item).into(), measured, on, limit, is_promised }
            }
        }
    }
}

/// `GET /api/v1/findings`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<FindingForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let kind = asked.text("kind").and_then(FindingKind::from_word);
    let agency = agency_asked(&ctx, &asked).await?;
    let found = recovery::findings(&ctx, agency, kind, asked.paging()).await?;
    Ok(page(found.page, FindingForm::from))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "Finding", FindingForm::json_schema(to).to_value());
    list_of(all, "FindingList", "Finding");
}
