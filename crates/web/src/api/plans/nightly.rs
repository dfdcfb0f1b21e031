//! What the rules found in plans in the last night, for programs.

use std::collections::BTreeMap;

use app::Timestamp;
use app::actor::Permission;
use app::plans::checks::RULES;
use app::programme::nightly::{self, Noted, PlanNight, Query};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::operation;
use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, List};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape, list_of, named};
use crate::request::{Address, Json};
use crate::routes::Access::Needs;

/// What was found in a plan in the last night.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct NightForm {
    /// The id of the plan.
    id: Uuid,
    /// Its code.
    code: String,
    /// What it was called.
    title: String,
    /// When the check was due.
    checked_for: Timestamp,
    /// How many findings there are of each rule.
    counts: BTreeMap<String, usize>,
    /// All that was found, the worst first.
    found: Vec<Noted>,
    /// What of it was not found the night before.
    new: Vec<Noted>,
    /// What was found the night before, and is not any more.
    gone: Vec<Noted>,
}

impl From<PlanNight> for NightForm {
    fn from(it: PlanNight) -> Self {
        let counts = it.by_rule().into_iter().map(|(code, n)| (code.to_owned(), n)).collect();
        NightForm {
            id: it.plan_id.into(),
            code: it.code,
            title: it.title,
            checked_for: it.checked_for,
            counts,
            found: it.found,
            new: it.new,
            gone: it.gone,
        }
    }
}

/// The schemas of all of them.
pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "PlanNight", NightForm::json_schema(to).to_value());
    list_of(all, "PlanNightList", "PlanNight");
}

pub(super) fn routes() -> Routes {
    let list =
        operation("list_plan_nights", "List what the rules found in plans in the last night");
    let list = list.asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, by title.").of("PlanNightList");
    Routes::new()
        .get("/api/v1/plan-nights", Needs(Permission::ReadDrafts), list_all)
        .described(list)
}

fn parameters() -> Vec<Parameter> {
    let rules = RULES.iter().map(|it| it.code).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that have this in their title or code."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new(
            "rule",
            Shape::OneOf(rules),
            "Only those in which this rule found something.",
        ),
        Parameter::new("changed", Shape::Flag, "Only those in which something is new or gone."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// `GET /api/v1/plan-nights`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<NightForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        rule: asked.text("rule").map(str::to_owned),
        changed: asked.flag("changed"),
        paging: asked.paging(),
        ..Query::default()
    };
    Ok(api::page(nightly::list(&ctx, &query).await?, NightForm::from))
}
