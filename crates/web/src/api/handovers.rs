//! Handovers, for programs: who leaves, moves or changes role, and what is to be changed then.

use std::collections::{BTreeMap, BTreeSet};

use app::actor::Permission;
use app::assure::handovers::{
    self, Change, Handover, HandoverDocument, Kind, Query, State, Target,
};
use app::ids::{HandoverId, PersonId};
use app::people::persons;
use app::{Ctx, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

const HANDOVER: Noun = Noun { tag: "People", name: "Handover" };

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadGrants), Needs(Permission::WriteAgencies));
    let list = HANDOVER.lists(
        ("list_handovers", "List who hands over"),
        "A stretch of the list, by the day from which it holds.",
        parameters(),
    );
    let add = HANDOVER.adds(
        ("announce_handover", "Announce that somebody leaves, moves or changes role"),
        "It was announced, and is confirmed if you may give the roles.",
        "/api/v1/handovers/{id}",
    );
    let show = HANDOVER.shows(("show_handover", "Show a handover"), "The handover.");
    let changes = HANDOVER.operation("list_handover_changes", "List what still names who goes");
    let changes = changes.answers(200, "All of it, as far as you may see it.");
    let confirm = HANDOVER.step(
        ("confirm_handover", "Confirm that the roles go so, on the day"),
        "The handover, confirmed.",
    );
    let cancel = HANDOVER.step(
        ("cancel_handover", "Call a handover off before it takes effect"),
        "The handover, canceled.",
    );
    Routes::new()
        .get("/api/v1/handovers", read, list_all)
        .described(list)
        .post("/api/v1/handovers", write, announce_one)
        .described(add)
        .get("/api/v1/handovers/{id}", read, show_one)
        .described(show)
        .get("/api/v1/handovers/{id}/changes", read, changes_of)
        .described(changes.of("HandoverChangeList"))
        .post("/api/v1/handovers/{id}/confirm", Needs(Permission::WriteGrants), confirm_one)
        .described(confirm)
        .post("/api/v1/handovers/{id}/cancel", write, cancel_one)
        .described(cancel)
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    let kinds = Kind::ALL.iter().map(|it| it.code()).collect();
    api::filters(
        "Only those of people whose name or code contains this, or that of who follows.",
        vec![
            Parameter::new("state", Shape::OneOf(states), "Only those that are this far."),
            Parameter::new("kind", Shape::OneOf(kinds), "Only those of people who do this."),
        ],
    )
}

/// Notice that somebody leaves, moves or changes role.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct HandoverForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// How far it is: `asked`, `confirmed`, `done` or `canceled`.
    state: &'static str,
    /// Who announced it, by name.
    asked_by: String,
    /// Who confirmed it, by name.
    confirmed_by: Option<String>,
    /// When it took effect.
    done_at: Option<Timestamp>,
    /// What was announced. It never changes: what is wrong is called off, and announced anew.
    document: HandoverDocument,
}

/// Something that still names who goes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ChangeForm {
    /// What it is: `plan`, `contacts`, `manager`, `analysis`, or the kind of a record of the inventory.
    kind: &'static str,
    /// Its id: of contacts and of managers, that of the agency.
    id: Uuid,
    /// What it is called.
    name: String,
    /// What who goes is there.
    why: String,
}

impl From<Change> for ChangeForm {
    fn from(it: Change) -> Self {
        let (kind, id): (_, Uuid) = match it.target {
            Target::Plan(id) => ("plan", id.into()),
            Target::Item(kind, id) => (kind.code(), id.into()),
            Target::Contacts(id) => ("contacts", id.into()),
            Target::Manager(id) => ("manager", id.into()),
            Target::Analysis(id) => ("analysis", id.into()),
        };
        ChangeForm { kind, id, name: it.name, why: it.why }
    }
}

impl Record for Handover {
    type Form = HandoverForm;

    const PATH: &'static str = "/api/v1/handovers";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Handover]) -> Answer<Vec<HandoverForm>> {
        let people: BTreeSet<PersonId> =
            all.iter().flat_map(|it| [Some(it.asked_by), it.confirmed_by]).flatten().collect();
        let names = persons::labels(ctx, &people).await?;
        let name = |id: PersonId| names.get(&id).cloned().unwrap_or_default();
        let documents = handovers::documents(ctx, all).await?;
        let form = |(it, document): (&Handover, HandoverDocument)| HandoverForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            state: it.state.code(),
            asked_by: name(it.asked_by),
            confirmed_by: it.confirmed_by.map(name),
            done_at: it.done_at,
            document,
        };
        Ok(all.iter().zip(documents).map(form).collect())
    }
}

/// `GET /api/v1/handovers`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<HandoverForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        state: asked.text("state").and_then(State::from_code),
        kind: asked.text("kind").and_then(Kind::from_code),
        paging: asked.paging(),
        ..Query::default()
    };
    api::answer_page(&ctx, handovers::list(&ctx, &query).await?).await
}

/// `POST /api/v1/handovers`
async fn announce_one(
    Caller(ctx): Caller,
    Document(document): Document<HandoverDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &handovers::announce(&ctx, &document).await?).await
}

/// `GET /api/v1/handovers/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<HandoverId>) -> Answer<Response> {
    api::answer_with(&ctx, &handovers::show(&ctx, id).await?).await
}

/// `GET /api/v1/handovers/{id}/changes`
async fn changes_of(
    Caller(ctx): Caller,
    Path(id): Path<HandoverId>,
) -> Answer<Json<List<ChangeForm>>> {
    let changes = handovers::to_change(&ctx, id).await?;
    Ok(Json(List::whole(changes.into_iter().map(Into::into).collect())))
}

/// `POST /api/v1/handovers/{id}/confirm`
async fn confirm_one(
    Caller(ctx): Caller,
    Path(id): Path<HandoverId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &handovers::confirm(&ctx, id, version).await?).await
}

/// `POST /api/v1/handovers/{id}/cancel`
async fn cancel_one(
    Caller(ctx): Caller,
    Path(id): Path<HandoverId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &handovers::cancel(&ctx, id, version).await?).await
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    HANDOVER.schemas::<HandoverForm>(to, all);
    named(all, "HandoverChange", ChangeForm::json_schema(to).to_value());
    list_of(all, "HandoverChangeList", "HandoverChange");
}
