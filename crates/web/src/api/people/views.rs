//! One's own saved views of lists, for programs.

use std::collections::BTreeMap;

use app::ids::SavedViewId;
use app::people::views::{self, SavedView};
use app::prepare::inventory::Kind;
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::{Asked, Caller, Document, List};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::SignedIn;

/// Views are one's own. Whether one may see the list itself, the handler asks.
pub(super) fn routes() -> Routes {
    let operation = |id: &str, summary: &str| Operation::new(id, "Saved views", summary);
    let list = operation("list_views", "List your saved views of a list").asks(parameters());
    let list = list.answers(200, "All of them, by name: at most 50.").of("ViewList");
    let keep = operation("keep_view", "Keep a view of a list, instead of one of the same name");
    let keep = keep.takes("ViewDocument").answers(201, "It was kept.").of("ViewRecord");
    let remove = operation("remove_view", "Remove one of your saved views");
    let remove = remove.answers(204, "It is gone.");
    Routes::new()
        .get("/api/v1/views", SignedIn, list_own)
        .described(list)
        .post("/api/v1/views", SignedIn, keep_one)
        .described(keep)
        .post("/api/v1/views/{id}/remove", SignedIn, remove_one)
        .described(remove)
}

fn lists() -> Vec<&'static str> {
    Kind::ALL.iter().map(|it| it.plural()).collect()
}

fn parameters() -> Vec<Parameter> {
    vec![Parameter::new("list", Shape::OneOf(lists()), "Of which list.").required()]
}

/// A list with its search and filters, under a name.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ViewDocument {
    /// Of which list, such as `services`.
    #[schemars(extend("enum" = lists()))]
    list: String,
    /// What it is called.
    #[schemars(length(min = 1, max = 80))]
    name: String,
    /// What the address of the page asks for, such as `standing=missed`.
    #[serde(default)]
    #[schemars(length(max = 2_000))]
    query: String,
}

/// A saved view.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ViewForm {
    /// Its id.
    id: Uuid,
    /// What it says.
    document: ViewDocument,
}

impl From<SavedView> for ViewForm {
    fn from(it: SavedView) -> Self {
        let document = ViewDocument { list: it.page, name: it.name, query: it.query };
        ViewForm { id: it.id.into(), document }
    }
}

/// `GET /api/v1/views`
async fn list_own(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ViewForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let list = asked.text("list").unwrap_or_default();
    readable(&ctx, list)?;
    let found = views::of_page(&ctx, list).await?;
    Ok(Json(List::whole(found.into_iter().map(Into::into).collect())))
}

/// `POST /api/v1/views`
async fn keep_one(
    Caller(ctx): Caller,
    Document(document): Document<ViewDocument>,
) -> Answer<(StatusCode, Json<ViewForm>)> {
    let ViewDocument { list, name, query } = document;
    readable(&ctx, &list)?;
    let view = views::keep(&ctx, &list, &name, &query).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// `POST /api/v1/views/{id}/remove`
async fn remove_one(Caller(ctx): Caller, Path(id): Path<SavedViewId>) -> Answer<StatusCode> {
    views::remove(&ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses a list that there is not, and those who may see nothing in it.
fn readable(ctx: &Ctx, list: &str) -> app::Result<()> {
    let Some(kind) = Kind::ALL.iter().find(|it| it.plural() == list) else {
        let reason = format!("Use one of: {}.", lists().join(", "));
        return Err(FieldProblem::new("list", reason).into());
    };
    match ctx.actor.may_somewhere(kind.read_permission()) {
        true => Ok(()),
        false => Err(Error::Forbidden(kind.read_permission())),
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ViewRecord", ViewForm::json_schema(to).to_value());
    list_of(all, "ViewList", "ViewRecord");
}
