//! Relationship managers, for programs: who looks after which agency, and when.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::{AgencyId, ManagerId};
use app::people::agencies;
use app::people::managers::{self, Manager, ManagerDocument, Query, Standing};
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

const MANAGER: Noun = Noun { tag: "Agencies", name: "Manager" };

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAgencies), Needs(Permission::AssignManagers));
    let list = MANAGER.lists(
        ("list_managers", "List who is the relationship manager of each agency today"),
        "A stretch of the list, by what agencies are called.",
        parameters(),
    );
    let add = MANAGER.adds(
        ("assign_manager", "Make somebody the relationship manager of an agency"),
        "They are.",
        "/api/v1/managers/{id}",
    );
    let show = MANAGER.shows(("show_manager", "Show an assignment"), "The assignment.");
    let change = MANAGER.changes(
        ("change_manager", "Change from when to when somebody looks after an agency"),
        "The assignment as it is now.",
    );
    let of_agency = MANAGER.operation(
        "list_managers_of_agency",
        "List who is, was or will be the manager of an agency",
    );
    let of_agency = of_agency.answers(200, "All of them, the last first.").of("ManagerList");
    Routes::new()
        .get("/api/v1/managers", read, list_all)
        .described(list.of("ManagedAgencyList"))
        .post("/api/v1/managers", write, assign_one)
        .described(add)
        .get("/api/v1/managers/{id}", read, show_one)
        .described(show)
        .put("/api/v1/managers/{id}", write, change_one)
        .described(change)
        .get("/api/v1/agencies/{id}/managers", read, list_of_agency)
        .described(of_agency)
}

fn parameters() -> Vec<Parameter> {
    let standings = Standing::ALL.iter().map(|it| it.code()).collect();
    api::filters(
        "Only those that have this in the name of the agency, or of a manager.",
        vec![Parameter::new("standing", Shape::OneOf(standings), "Only those with so many.")],
    )
}

/// That somebody is the relationship manager of an agency for some time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::api) struct ManagerForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// What it says: the only part that can be sent back.
    document: ManagerDocument,
}

/// An agency, with who looks after it today.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ManagedForm {
    /// The id of the agency.
    id: Uuid,
    /// Its code.
    agency: String,
    /// What it is called.
    name: String,
    /// Whether that is one, as it should be: `nobody`, `several` or `one`.
    standing: &'static str,
    /// Who does.
    managers: Vec<ManagerForm>,
}

impl Record for Manager {
    type Form = ManagerForm;

    const PATH: &'static str = "/api/v1/managers";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Manager]) -> Answer<Vec<ManagerForm>> {
        let documents = managers::documents(ctx, all).await?;
        let form = |(it, document): (&Manager, ManagerDocument)| ManagerForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            document,
        };
        Ok(all.iter().zip(documents).map(form).collect())
    }
}

/// `GET /api/v1/managers`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ManagedForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        standing: asked.text("standing").and_then(Standing::from_code),
        paging: asked.paging(),
        ..Query::default()
    };
    let page = managers::list(&ctx, &query).await?;
    let current = page.items.iter().flat_map(|it| it.current.iter().map(|it| it.0.clone()));
    let current: Vec<Manager> = current.collect();
    let mut forms = Manager::forms(&ctx, &current).await?.into_iter();
    Ok(api::page(page, |it| ManagedForm {
        id: it.agency.id.into(),
        agency: it.agency.code,
        name: it.agency.name,
        standing: it.standing.code(),
        managers: forms.by_ref().take(it.current.len()).collect(),
    }))
}

/// `POST /api/v1/managers`
async fn assign_one(
    Caller(ctx): Caller,
    Document(document): Document<ManagerDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &managers::assign(&ctx, &document).await?).await
}

/// `GET /api/v1/managers/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ManagerId>) -> Answer<Response> {
    api::answer_with(&ctx, &managers::show(&ctx, id).await?).await
}

/// `PUT /api/v1/managers/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<ManagerId>,
    Seen(version): Seen,
    Document(document): Document<ManagerDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &managers::change(&ctx, id, version, &document).await?).await
}

/// `GET /api/v1/agencies/{id}/managers`
async fn list_of_agency(
    Caller(ctx): Caller,
    Path(id): Path<AgencyId>,
) -> Answer<Json<List<ManagerForm>>> {
    agencies::show(&ctx, id).await?;
    let all = managers::of_agency(&ctx, id).await?.into_iter().map(|it| it.0);
    let all: Vec<Manager> = all.collect();
    Ok(Json(List::whole(Manager::forms(&ctx, &all).await?)))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    MANAGER.schemas::<ManagerForm>(to, all);
    named(all, "ManagedAgency", ManagedForm::json_schema(to).to_value());
    list_of(all, "ManagedAgencyList", "ManagedAgency");
}
