//! Damage, costs and access for a time, for programs.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::{DisruptionId, EntryId};
use app::respond::entries::{
    self, AccessStanding, Category, Entry, EntryDocument, EntryKind, Query, Severity,
};
use app::{Ctx, Timestamp};
use axum::http::StatusCode;
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::TAG;
use crate::Routes;
use crate::api::{self, Asked, Caller, Document, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

const ENTRY: Noun = Noun { tag: TAG, name: "Entry" };

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadDisruptions);
    let write = Needs(Permission::WriteDisruptions);
    let list = ENTRY.lists(
        ("list_entries", "List damage, costs and temporary access of a disruption"),
        "A stretch of the list, by when it was.",
        parameters(),
    );
    let add = ENTRY.adds(
        ("add_entry", "Write damage, a cost or temporary access down"),
        "It was written down.",
        "/api/v1/entries/{id}",
    );
    let show = ENTRY.shows(("show_entry", "Show an entry"), "The entry.");
    let change = ENTRY.changes(("change_entry", "Put an entry right"), "The entry as it is now.");
    let remove = ENTRY.operation("remove_entry", "Remove what was written down by mistake");
    let remove = remove.needs_version().answers(204, "It is gone.");
    let revoke = ENTRY.step(
        ("revoke_access", "Take temporary access back before its time is over"),
        "The entry, with access that is over.",
    );
    Routes::new()
        .get("/api/v1/disruptions/{id}/entries", read, list_all)
        .described(list)
        .post("/api/v1/disruptions/{id}/entries", write, add_one)
        .described(add)
        .get("/api/v1/entries/{id}", read, show_one)
        .described(show)
        .put("/api/v1/entries/{id}", write, change_one)
        .described(change)
        .delete("/api/v1/entries/{id}", write, remove_one)
        .described(remove)
        .post("/api/v1/entries/{id}/revoke", write, revoke_one)
        .described(revoke)
}

fn parameters() -> Vec<Parameter> {
    let kinds = EntryKind::ALL.iter().map(|it| it.code()).collect();
    let severities = Severity::ALL.iter().map(|it| it.code()).collect();
    let categories = Category::ALL.iter().map(|it| it.code()).collect();
    let standings = AccessStanding::ALL.iter().map(|it| it.code()).collect();
    let mut all = vec![
        Parameter::new("kind", Shape::OneOf(kinds), "Only those of this kind."),
        Parameter::new("text", Shape::Text, "Only those whose first line contains this."),
        Parameter::new("severity", Shape::OneOf(severities), "Only damage that is this bad."),
        Parameter::new("category", Shape::OneOf(categories), "Only costs of this category."),
        Parameter::new("access", Shape::OneOf(standings), "Only access that stands so."),
    ];
    all.extend(Parameter::stretch());
    all
}

/// Something that was written down during a disruption.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::api) struct EntryForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// During which disruption.
    disruption: Uuid,
    /// How access stands now: `ahead`, `in_force` or `over`. Null: it is no access.
    access: Option<&'static str>,
    /// When access was taken back, or noted as over.
    ended_at: Option<Timestamp>,
    /// What it says: the only part that can be sent back.
    document: EntryDocument,
}

impl Record for Entry {
    type Form = EntryForm;

    const PATH: &'static str = "/api/v1/entries";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Entry]) -> Answer<Vec<EntryForm>> {
        let form = |it: &Entry| EntryForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            disruption: it.disruption_id.into(),
            access: it.access(ctx.now).map(AccessStanding::code),
            ended_at: it.ended_at,
            document: it.document.clone(),
        };
        Ok(all.iter().map(form).collect())
    }
}

/// `GET /api/v1/disruptions/{id}/entries`
async fn list_all(
    Caller(ctx): Caller,
    Path(id): Path<DisruptionId>,
    address: Address,
) -> Answer<Json<List<EntryForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    // A severity is one of damage, and a category one of costs.
    let (kind, word) = match (asked.text("severity"), asked.text("category")) {
        (Some(word), _) => (Some(EntryKind::Damage), Some(word)),
        (None, Some(word)) => (Some(EntryKind::Cost), Some(word)),
        (None, None) => (None, None),
    };
    let query = Query {
        kind: asked.value("kind").or(kind),
        text: asked.text("text").unwrap_or_default().to_owned(),
        word: word.map(str::to_owned),
        access: asked.text("access").and_then(AccessStanding::from_code),
        paging: asked.paging(),
        ..Query::default()
    };
    api::answer_page(&ctx, entries::list(&ctx, id, &query).await?).await
}

/// `POST /api/v1/disruptions/{id}/entries`
async fn add_one(
    Caller(ctx): Caller,
    Path(id): Path<DisruptionId>,
    Document(document): Document<EntryDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &entries::add(&ctx, id, &document).await?).await
}

/// `GET /api/v1/entries/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<EntryId>) -> Answer<Response> {
    api::answer_with(&ctx, &entries::show(&ctx, id).await?.1).await
}

/// `PUT /api/v1/entries/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<EntryId>,
    Seen(version): Seen,
    Document(document): Document<EntryDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &entries::change(&ctx, id, version, &document).await?).await
}

/// `DELETE /api/v1/entries/{id}`
async fn remove_one(
    Caller(ctx): Caller,
    Path(id): Path<EntryId>,
    Seen(version): Seen,
) -> Answer<StatusCode> {
    entries::remove(&ctx, id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/entries/{id}/revoke`
async fn revoke_one(
    Caller(ctx): Caller,
    Path(id): Path<EntryId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &entries::revoke(&ctx, id, version).await?).await
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    ENTRY.schemas::<EntryForm>(to, all);
}
