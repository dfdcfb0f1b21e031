//! What each file of a programme folder may say: the same as `mainstay schema` prints.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use app::Error;
use app::programme::schemas as of_folder;
use serde_json::{Value, json};

use super::List;
use crate::Routes;
use crate::error::Answer;
use crate::openapi::{Operation, list_of, named};
use crate::request::{Json, Path};
use crate::routes::Access::Public;

/// Anyone may know them: editors do that send no token.
pub(super) fn routes() -> Routes {
    let operation = |id: &str, summary: &str| Operation::new(id, "Programme folder", summary);
    let list = operation("list_schemas", "List the kinds of files in a programme folder");
    let list = list.answers(200, "All of them.").of("SchemaNameList");
    let show = operation("show_schema", "Show what a kind of file may say, as JSON Schema");
    let show = show.answers(200, "The schema, of draft 2020-12.").of("Anything");
    Routes::new()
        .get("/api/v1/schemas", Public, list_all)
        .described(list)
        .get("/api/v1/schemas/{name}", Public, show_one)
        .described(show)
}

fn all() -> &'static BTreeMap<&'static str, Value> {
    static ALL: OnceLock<BTreeMap<&'static str, Value>> = OnceLock::new();
    ALL.get_or_init(of_folder::schemas)
}

/// `GET /api/v1/schemas`
async fn list_all() -> Json<List<&'static str>> {
    Json(List::whole(all().keys().copied().collect()))
}

/// `GET /api/v1/schemas/{name}`
async fn show_one(Path(name): Path<String>) -> Answer<Json<&'static Value>> {
    Ok(Json(all().get(name.as_str()).ok_or(Error::NotFound("schema"))?))
}

pub(super) fn schemas(all: &mut BTreeMap<String, Value>) {
    named(all, "SchemaName", json!({ "type": "string", "examples": ["service"] }));
    list_of(all, "SchemaNameList", "SchemaName");
}
