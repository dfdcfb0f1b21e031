//! Changing many items at once, for programs: all of them or none.

use std::collections::{BTreeMap, BTreeSet};

use app::FieldProblem;
use app::ids::ItemId;
use app::prepare::inventory::{self, BULK_MAX, Item, ItemDocument, Kind, Plan, Typed};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::forms::NamedForm;
use super::paths;
use crate::Routes;
use crate::api::{Caller, Document};
use crate::error::Answer;
use crate::openapi::{Operation, named, refine};
use crate::prepare::inventory::changeable;
use crate::request::Json;
use crate::routes::Access::Needs;

/// The operations on many items of `kind`.
pub(super) fn routes(kind: Kind) -> Routes {
    let (at, write) = (paths(kind), Needs(kind.write_permission()));
    let many = kind.titles().to_lowercase();
    let operation = |verb: &str, summary: String| {
        let id = format!("{verb}_many_{}", kind.plural().replace('-', "_"));
        Operation::new(id, kind.titles(), summary)
    };
    let change = operation("change", format!("Say the same of many {many}, or see what that does"));
    let change = change.takes("BulkChange").may_miss().answers(200, "What changed, or would.");
    let retire = operation("retire", format!("Retire many {many}")).takes("BulkRetirement");
    let retire = retire.may_miss().answers(200, "They are retired.").of("BulkRetired");
    Routes::new()
        .post(at.bulk_change, write, move |caller, sent| change_many(kind, caller, sent))
        .described(change.of("BulkChanged"))
        .post(at.bulk_retire, write, move |caller, sent| retire_many(kind, caller, sent))
        .described(retire)
}

/// What to say of many items.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BulkChange {
    /// Which items: at most 1,000.
    items: Vec<ItemId>,
    /// What to say, by field, in the words of a form: `{"tier": "1", "target_rto": "4 h"}`. An empty
    /// text takes back what was said.
    fields: BTreeMap<String, String>,
    /// Whether nothing is to be changed yet: the answer says what would be.
    #[serde(default)]
    preview: bool,
}

/// What became of many items.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct BulkChanged {
    /// How many changed, or would.
    n_changed: usize,
    /// How many said all that already.
    n_same: usize,
    /// In a preview, what would change.
    changes: Vec<ChangeForm>,
}

/// What would change in an item.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "BulkChangeOfOne")]
struct ChangeForm {
    /// Which item.
    item: NamedForm,
    /// What it says now, by field.
    before: BTreeMap<String, String>,
    /// What it would say.
    after: BTreeMap<String, String>,
}

/// Many items to be retired.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BulkRetirement {
    /// Which: at most 1,000.
    items: Vec<ItemId>,
}

/// How many items were retired.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct BulkRetired {
    /// How many.
    n_retired: usize,
}

/// `POST /api/v1/services/bulk/change` and its like.
async fn change_many(
    kind: Kind,
    Caller(ctx): Caller,
    Document(sent): Document<BulkChange>,
) -> Answer<Json<BulkChanged>> {
    let BulkChange { items, fields, preview } = sent;
    let items = some(items)?;
    let known = changeable(kind);
    let unknown = fields.keys().filter(|key| !known.iter().any(|it| it.key == key.as_str()));
    let mut problems: Vec<FieldProblem> = unknown
        .map(|it| FieldProblem::new(it.clone(), "This cannot be said of many records."))
        .collect();
    if fields.is_empty() {
        problems.push(FieldProblem::new("fields", "Say what is to change."));
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    if !preview {
        let n_changed = inventory::change_many(&ctx, kind, &items, &fields).await?;
        let n_same = items.len().saturating_sub(n_changed);
        return Ok(Json(BulkChanged { n_changed, n_same, changes: Vec::new() }));
    }
    let plans = inventory::plan_many(&ctx, kind, &items, &fields).await?;
    let changes = changed(plans)?;
    let (before, after): (Vec<Item>, Vec<Item>) = changes.into_iter().unzip();
    let was = inventory::documents(&ctx, &before).await?;
    let is = inventory::documents(&ctx, &after).await?;
    let said = |document: &ItemDocument| -> Typed {
        let all = document.to_typed().into_iter();
        all.filter(|(key, _)| fields.contains_key(key)).collect()
    };
    let changes = before.iter().zip(was.iter().zip(&is)).map(|(item, (was, is))| ChangeForm {
        item: NamedForm::item(item),
        before: said(was),
        after: said(is),
    });
    let (n_changed, n_same) = (before.len(), items.len().saturating_sub(before.len()));
    Ok(Json(BulkChanged { n_changed, n_same, changes: changes.collect() }))
}

/// `POST /api/v1/services/bulk/retire` and its like.
async fn retire_many(
    kind: Kind,
    Caller(ctx): Caller,
    Document(BulkRetirement { items }): Document<BulkRetirement>,
) -> Answer<Json<BulkRetired>> {
    let items = some(items)?;
    let n_retired = inventory::retire_many(&ctx, kind, &items).await?;
    Ok(Json(BulkRetired { n_retired }))
}

/// Which items are meant, each once.
fn some(items: Vec<ItemId>) -> app::Result<BTreeSet<ItemId>> {
    match items.is_empty() {
        true => Err(FieldProblem::new("items", "Name at least one.").into()),
        false => Ok(items.into_iter().collect()),
    }
}

/// The items that would change, as they are and as they would be.
fn changed(plans: Vec<Plan>) -> app::Result<Vec<(Item, Item)>> {
    let mut changes = Vec::new();
    for plan in plans {
        match plan {
            Plan::Change { before, after } => changes.push((before, after)),
            Plan::Refuse(problems) => return Err(problems.into()),
            _ => {}
        }
    }
    Ok(changes)
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    let few = json!({ "minItems": 1, "maxItems": BULK_MAX });
    let mut change = BulkChange::json_schema(to).to_value();
    refine(&mut change, "items", few.clone());
    refine(&mut change, "fields", json!({ "minProperties": 1, "examples": [{ "tier": "1" }] }));
    named(all, "BulkChange", change);
    named(all, "BulkChanged", BulkChanged::json_schema(to).to_value());
    let mut retirement = BulkRetirement::json_schema(to).to_value();
    refine(&mut retirement, "items", few);
    named(all, "BulkRetirement", retirement);
    named(all, "BulkRetired", BulkRetired::json_schema(to).to_value());
}
