//! Finding anything, for programs.

use std::collections::BTreeMap;

use app::prepare::inventory::Kind;
use app::search::{self, HitKind};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::{Asked, Caller, List};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json};
use crate::routes::Access::SignedIn;
use crate::search::SHOWN_MAX;

pub(super) fn routes() -> Routes {
    let find = Operation::new("search", "Search", "Find any record by what it is called");
    let find = find.asks(parameters()).answers(200, "The likeliest first, at most 100.");
    Routes::new().get("/api/v1/search", SignedIn, find_any).described(find.of("HitList"))
}

fn parameters() -> Vec<Parameter> {
    let others = ["agency", "person", "risk", "investment", "scenario", "plan"];
    let kinds = Kind::ALL.iter().map(|it| it.code()).chain(others).collect();
    vec![
        Parameter::new("q", Shape::Text, "Each word begins a word of what is found.").required(),
        Parameter::new("kind", Shape::OneOf(kinds), "Only records of this kind."),
    ]
}

/// A record that was found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct HitForm {
    /// Its id.
    id: Uuid,
    /// What it is.
    kind: String,
    /// Its short name.
    code: String,
    /// What it is called.
    title: String,
    /// What its agency is called.
    agency: String,
}

/// `GET /api/v1/search`
async fn find_any(Caller(ctx): Caller, address: Address) -> Answer<Json<List<HitForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let kind = asked.text("kind").and_then(HitKind::from_code);
    let text = asked.text("q").unwrap_or_default();
    let hits = search::find(&ctx, text, kind, SHOWN_MAX).await?.into_iter();
    let forms = hits.map(|it| HitForm {
        id: it.id,
        kind: it.kind.code().to_owned(),
        code: it.code,
        title: it.title,
        agency: it.agency,
    });
    Ok(Json(List::whole(forms.collect())))
}

/// The schemas of what search answers with.
pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "Hit", HitForm::json_schema(to).to_value());
    list_of(all, "HitList", "Hit");
}
