//! What plans look like outside.

use std::collections::{BTreeMap, BTreeSet};

use app::Timestamp;
use app::plans::blocks::Block;
use app::plans::plan::{
    Content, Plan, PlanDocument, PlanVersion, Standing, Test, VersionDocument, VersionState,
};
use app::plans::templates::Template;
use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::inventory::NamedForm;
use crate::api::people::WhyDueForm;
use crate::openapi::{list_of, named, refine};

/// A plan.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct PlanForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// When it was retired, if it was.
    retired_at: Option<Timestamp>,
    /// Whether it is in force.
    standing: Standing,
    /// Why it must be looked at again, or why it was retired.
    because: String,
    /// Which version is in force.
    in_force: Option<u32>,
    /// How far the version is that somebody works on.
    draft_state: Option<VersionState>,
    /// By when it must have been looked at again.
    review_due: Option<Timestamp>,
    /// Why then, interval by interval, if business days were counted until then. Lists leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_due: Option<WhyDueForm>,
    /// How it was tested.
    test: Option<Test>,
    /// Its versions, the oldest first, without what they say.
    versions: Vec<VersionDocument>,
    /// What it is called and about: the only part that can be sent back.
    document: HeadForm,
}

impl PlanForm {
    pub(super) fn of(it: &Plan, document: PlanDocument) -> PlanForm {
        let without = |it: &VersionDocument| VersionDocument {
            content: Content::default(),
            frozen: None,
            ..it.clone()
        };
        PlanForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            retired_at: it.retired_at,
            standing: it.standing,
            because: it.because.clone(),
            in_force: it.in_force,
            draft_state: it.draft_state,
            review_due: it.review_due,
            why_due: None,
            test: it.test.clone(),
            versions: document.versions.iter().map(without).collect(),
            document: HeadForm {
                code: document.code,
                agency: document.agency,
                plan_type: document.plan_type,
                title: document.title,
                owner: document.owner,
                parent: document.parent,
                items: document.items,
            },
        }
    }
}

impl PlanForm {
    /// The same with why its review is due on its day.
    pub(super) fn explained(self, why_due: Option<WhyDueForm>) -> PlanForm {
        PlanForm { why_due, ..self }
    }
}

/// What a plan is called and about.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadForm {
    /// Its short name: unique, and never changed.
    code: String,
    /// Whose it is: the code of the agency.
    agency: String,
    /// Which type of plan it is, by code. It never changes.
    #[serde(rename = "type")]
    plan_type: String,
    /// What it is called.
    title: String,
    /// Who answers for it, by code of person.
    #[serde(default)]
    owner: Option<String>,
    /// The plan that it belongs to, by code.
    #[serde(default)]
    parent: Option<String>,
    /// What it is about, each as `service:portal`.
    #[serde(default)]
    items: BTreeSet<String>,
}

impl From<HeadForm> for PlanDocument {
    fn from(it: HeadForm) -> Self {
        let document = PlanDocument::new(&it.agency, &it.plan_type, &it.code, &it.title);
        PlanDocument { owner: it.owner, parent: it.parent, items: it.items, ..document }
    }
}

/// One version of a plan with what it says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct VersionForm {
    /// The how many-th: the first is 1.
    number: u32,
    /// How often it was saved: what `If-Match` is compared with.
    pub(super) version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// How far it is.
    state: VersionState,
    /// What is new in it.
    summary: String,
    /// Why it was sent back.
    because: String,
    /// What was approved: SHA-256 of what it says.
    sha256: Option<String>,
    /// What it says: the only part that can be sent back.
    document: Content,
}

impl From<PlanVersion> for VersionForm {
    fn from(it: PlanVersion) -> Self {
        VersionForm {
            number: it.number,
            version: it.version,
            updated_at: it.updated_at,
            state: it.state,
            summary: it.summary,
            because: it.because,
            sha256: it.sha256,
            document: it.content,
        }
    }
}

/// What the blocks of a version show.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct BlocksForm {
    /// Whether they are kept from when it came into force, and not of today.
    pub(super) frozen: bool,
    /// The blocks.
    pub(super) blocks: Vec<Block>,
}

/// The types of plans.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TypeForm {
    /// Every type, with what belongs in such a plan.
    pub(super) types: Vec<Template>,
}

/// Essential services without a plan in force.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct UncoveredForm {
    /// The services, by name.
    pub(super) services: Vec<NamedForm>,
}

/// Why something is done.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BecauseForm {
    /// The reason, for those who read the history.
    #[serde(default)]
    pub(super) because: String,
}

/// What is new in a version.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SummaryForm {
    /// In a sentence or two.
    pub(super) summary: String,
}

/// How a plan was tested.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TestForm {
    /// When.
    pub(super) on: NaiveDate,
    /// What was tested, and what was found.
    pub(super) note: String,
}

/// The schemas of all of them.
pub(in crate::api) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "PlanRecord", PlanForm::json_schema(to).to_value());
    list_of(all, "PlanList", "PlanRecord");
    let mut head = HeadForm::json_schema(to).to_value();
    refine(&mut head, "code", json!({ "minLength": 1, "maxLength": 100 }));
    refine(&mut head, "title", json!({ "minLength": 1, "maxLength": 300 }));
    named(all, "PlanHead", head);
    named(all, "PlanVersionRecord", VersionForm::json_schema(to).to_value());
    named(all, "PlanContent", Content::json_schema(to).to_value());
    named(all, "PlanBlocks", BlocksForm::json_schema(to).to_value());
    named(all, "PlanTypes", TypeForm::json_schema(to).to_value());
    named(all, "UncoveredServices", UncoveredForm::json_schema(to).to_value());
    let mut because = BecauseForm::json_schema(to).to_value();
    refine(&mut because, "because", json!({ "maxLength": 1_000 }));
    named(all, "PlanReason", because);
    let mut summary = SummaryForm::json_schema(to).to_value();
    refine(&mut summary, "summary", json!({ "minLength": 1, "maxLength": 1_000 }));
    named(all, "PlanSummary", summary);
    let mut test = TestForm::json_schema(to).to_value();
    refine(&mut test, "note", json!({ "minLength": 1, "maxLength": 1_000 }));
    named(all, "PlanTest", test);
}
