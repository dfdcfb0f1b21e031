//! What items and needs look like outside.

use std::collections::BTreeMap;

use app::prepare::inventory::{
    Details, Item, ItemDocument, Kind, Label, Need, NeedDocument, Outcome, Standing, reference,
};
use app::prove::recovery::Named;
use app::{Span, Timestamp};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::name;
use crate::openapi::{list_of, named, refine, replace};

/// An item of the inventory.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::api) struct ItemForm {
    /// Its id.
    pub(super) id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    pub(in crate::api) version: i64,
    /// When it last changed.
    pub(super) updated_at: Timestamp,
    /// When it was retired, if it was.
    pub(super) retired_at: Option<Timestamp>,
    /// What it says: the only part that can be sent back.
    pub(super) document: ItemDocument,
    /// What recovery analysis found out. It may change without a new version.
    pub(super) outcome: OutcomeForm,
}

/// What recovery analysis found out about an item.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Outcome")]
pub(in crate::api) struct OutcomeForm {
    /// Whether it can be back in time.
    standing: Standing,
    /// How soon it must be back: the least of its own target and of what needs it.
    required_rto: Option<Span>,
    /// How much work may be lost at most, likewise.
    required_rpo: Option<Span>,
    /// How soon it can be back, with all that it needs.
    achievable_rto: Option<Span>,
    /// Whether all times behind that are known. If not, it is the least that it can be.
    is_complete: bool,
    /// How much work may really be lost.
    achievable_rpo: Option<Span>,
    /// How much later that is than required.
    gap: Option<Span>,
    /// What holds it back most.
    held_by: Option<NamedForm>,
    /// For how many items with a target it is a single point of failure.
    single_point_for: Option<u32>,
}

/// Another record, by name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Named")]
pub(in crate::api) struct NamedForm {
    /// Its id.
    id: Uuid,
    /// What it is. Null: something that you may not see.
    kind: Option<Kind>,
    /// Its short name. Empty as above.
    code: String,
    /// What it is called.
    name: String,
}

/// A need: a dependency, seen from the needer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct NeedForm {
    /// Its id.
    pub(super) id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    pub(super) version: i64,
    /// Who needs.
    pub(super) from: NamedForm,
    /// What is needed.
    pub(super) to: NamedForm,
    /// What it says: the only part that can be sent back.
    pub(super) document: NeedDocument,
}

impl OutcomeForm {
    /// `outcome`, with the names of what it mentions.
    pub(in crate::api) fn of(outcome: &Outcome, held_by: Option<NamedForm>) -> OutcomeForm {
        OutcomeForm {
            standing: outcome.standing,
            required_rto: outcome.required_rto,
            required_rpo: outcome.required_rpo,
            achievable_rto: outcome.achievable_rto,
            is_complete: outcome.is_complete,
            achievable_rpo: outcome.achievable_rpo,
            gap: outcome.gap,
            held_by,
            single_point_for: outcome.single_point_for,
        }
    }
}

impl NamedForm {
    /// The item with this label.
    pub(in crate::api) fn labeled(id: Uuid, label: &Label) -> NamedForm {
        let (code, name) = (label.code.clone(), label.name.clone());
        NamedForm { id, kind: Some(label.kind), code, name }
    }

    /// The item itself.
    pub(in crate::api) fn item(item: &Item) -> NamedForm {
        let (code, name) = (item.code.clone(), item.name.clone());
        NamedForm { id: item.id.into(), kind: Some(item.kind()), code, name }
    }
}

impl From<&Named> for NamedForm {
    fn from(it: &Named) -> Self {
        let (code, name) = (it.code.clone(), it.name.clone());
        // What may not be known has no code.
        let kind = Some(it.kind).filter(|_| !code.is_empty());
        NamedForm { id: it.id.into(), kind, code, name }
    }
}

impl NeedForm {
    /// The need of `from` for `to`.
    pub(super) fn of(need: &Need, from: &Item, to: &Item) -> NeedForm {
        NeedForm {
            id: need.id.into(),
            version: need.version,
            from: NamedForm::item(from),
            to: NamedForm::item(to),
            document: NeedDocument {
                on: reference(to.kind(), &to.code),
                kind: need.kind,
                max_gap: need.strength.max_gap(),
                note: need.note.clone(),
            },
        }
    }
}

/// The schemas of all of them. Each kind of item has a document of its own, because its details
/// are.
pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    for &kind in Kind::ALL {
        let details = Details::schema(kind, to).to_value();
        let mut document = ItemDocument::json_schema(to).to_value();
        replace(&mut document, "kind", json!({ "const": kind.code() }));
        replace(&mut document, "details", details);
        refine(&mut document, "code", json!({ "pattern": "^\\s*[a-z0-9._-]{1,100}\\s*$" }));
        refine(&mut document, "agency", json!({ "examples": ["franklin"] }));
        refine(&mut document, "name", json!({ "minLength": 1 }));
        refine(&mut document, "tier", json!({ "minimum": 1, "maximum": 4 }));
        for size in ["crew_size", "equipment_size"] {
            refine(&mut document, size, json!({ "minimum": 1, "maximum": 10_000 }));
        }
        refine(&mut document, "fails_percent", json!({ "maximum": 95 }));
        let document = named(all, format!("{}Document", name(kind)), document);
        let mut record = ItemForm::json_schema(to).to_value();
        replace(&mut record, "document", document);
        let record_name = format!("{}Record", name(kind));
        named(all, &record_name, record);
        list_of(all, &format!("{}List", name(kind)), &record_name);
    }
    let need = NeedForm::json_schema(to).to_value();
    named(all, "NeedRecord", need);
    list_of(all, "NeedList", "NeedRecord");
}
