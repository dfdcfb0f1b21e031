//! What scenarios look like outside.

use std::collections::BTreeMap;

use app::prove::scenarios::{Area, AssumedChange, Losses, Scenario, ScenarioDocument};
use app::{Span, Timestamp};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::inventory::NamedForm;
use crate::openapi::{list_of, named, refine, replace};

/// A scenario: what would be lost at once, and when.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ScenarioForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    pub(super) version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// When it was retired, if it was.
    retired_at: Option<Timestamp>,
    /// What it says: the only part that can be sent back. What it names and the caller may not see
    /// is left out, and stays when it is changed.
    #[schemars(with = "Value")]
    document: ScenarioDocument,
}

impl ScenarioForm {
    pub(super) fn of(it: &Scenario, document: ScenarioDocument) -> ScenarioForm {
        ScenarioForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            retired_at: it.retired_at,
            document,
        }
    }
}

/// What would be lost in a scenario today, of what the caller may see.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct LossesForm {
    /// What it names and is in use.
    lost: Vec<NamedForm>,
    /// What it names and is out of use: it does not count.
    gone: Vec<String>,
    /// The sites in its areas.
    sites: Vec<NamedForm>,
    /// What it assumes to be better, as its document says it, and of what.
    changes: Vec<AssumedForm>,
    /// How many sites have no position, so that no area can hold them.
    n_without_position: u64,
}

/// Something that a scenario assumes to be better.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ScenarioAssumption")]
struct AssumedForm {
    /// What is done: `faster`, `copy`, `people` or `without`.
    kind: String,
    /// To what. Null: it is out of use, and this does not count.
    item: Option<NamedForm>,
    /// How long its restoration takes then.
    within: Option<Span>,
    /// How many more people there are, or units of equipment.
    people: Option<u32>,
    /// What it does without. Null: nothing, or what is out of use.
    need: Option<NamedForm>,
    /// Where a copy is. Null: it is about no copy, or the site is out of use.
    site: Option<NamedForm>,
}

impl From<AssumedChange> for AssumedForm {
    fn from(it: AssumedChange) -> Self {
        AssumedForm {
            kind: it.change.kind.to_string(),
            item: it.item.as_ref().map(Into::into),
            within: it.change.within,
            people: it.change.people,
            need: it.need.as_ref().map(Into::into),
            site: it.site.as_ref().map(Into::into),
        }
    }
}

impl From<Losses> for LossesForm {
    fn from(it: Losses) -> Self {
        LossesForm {
            lost: it.lost.iter().map(Into::into).collect(),
            gone: it.gone.iter().map(ToString::to_string).collect(),
            sites: it.sites.iter().map(Into::into).collect(),
            changes: it.changes.into_iter().map(Into::into).collect(),
            n_without_position: it.n_without_position,
        }
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    let area = to.subschema_for::<Area>().to_value();
    let mut document = ScenarioDocument::json_schema(to).to_value();
    replace(&mut document, "areas", json!({ "type": "array", "maxItems": 100, "items": area }));
    refine(
        &mut document,
        "code",
        json!({ "minLength": 1, "maxLength": 100, "examples": ["flood"] }),
    );
    refine(&mut document, "changes", json!({ "maxItems": 20 }));
    refine(&mut document, "usable", json!({ "maxItems": 1_000 }));
    refine(&mut document, "name", json!({ "minLength": 1, "maxLength": 300 }));
    refine(&mut document, "lost", json!({ "maxItems": 1_000, "examples": [["site:eastern"]] }));
    let document = named(all, "ScenarioDocument", document);
    let mut record = ScenarioForm::json_schema(to).to_value();
    replace(&mut record, "document", document);
    named(all, "ScenarioRecord", record);
    list_of(all, "ScenarioList", "ScenarioRecord");
    named(all, "ScenarioLosses", LossesForm::json_schema(to).to_value());
}
