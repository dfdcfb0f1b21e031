//! Waivers of findings, for programs: listing, asking, deciding and withdrawing.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::obligations;
use app::ids::{PlanId, WaiverId};
use app::plans::checks::RULES;
use app::plans::waivers::{self, AskDocument, Named, Query, Standing, Waiver};
use app::{Ctx, Error, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::operation;
use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named, refine};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

/// A waiver of a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct WaiverForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// The id of the plan.
    plan_id: Uuid,
    /// The code of the plan.
    plan: String,
    /// Whose the plan is.
    agency: String,
    /// What was found, when it was asked for.
    finding: String,
    /// How it stands today.
    standing: Standing,
    /// Whether the rule finds it in the plan now. Lists do not say.
    found_now: Option<bool>,
    /// Who asked.
    asked_by: String,
    /// When.
    asked_at: Timestamp,
    /// Who decided.
    decided_by: Option<String>,
    /// When.
    decided_at: Option<Timestamp>,
    /// What they said.
    note: String,
    /// What was asked for.
    document: AskDocument,
}

/// What somebody decides about a waiver.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DecisionForm {
    /// Whether it is granted. Otherwise it is refused.
    grant: bool,
    /// Why.
    note: String,
}

impl WaiverForm {
    fn of(ctx: &Ctx, named: Named, found_now: Option<bool>) -> WaiverForm {
        let it = named.waiver;
        WaiverForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            plan_id: it.plan_id.into(),
            plan: named.plan_code,
            agency: named.agency,
            standing: it.standing(ctx.now.date_naive()),
            finding: it.sentence,
            found_now,
            asked_by: named.asked_by,
            asked_at: it.asked_at,
            decided_by: named.decided_by,
            decided_at: it.decided_at,
            note: it.note,
            document: AskDocument {
                rule: it.rule,
                about: it.about,
                reason: it.reason,
                until: it.until,
            },
        }
    }
}

/// The schemas of all of them.
pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "WaiverRecord", WaiverForm::json_schema(to).to_value());
    let mut decision = DecisionForm::json_schema(to).to_value();
    refine(&mut decision, "note", json!({ "minLength": 1, "maxLength": 2_000 }));
    named(all, "WaiverDecision", decision);
    list_of(all, "WaiverList", "WaiverRecord");
}

pub(super) fn routes() -> Routes {
    let drafts = Needs(Permission::ReadDrafts);
    let record =
        |it: Operation, says: &'static str| it.answers(200, says).of("WaiverRecord").versioned();
    let list = operation("list_waivers", "List waivers of findings in plans");
    let list = list.asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, by last day.").of("WaiverList");
    let show = operation("show_waiver", "Show a waiver of a finding");
    let ask = operation("ask_waiver", "Ask for a waiver of something that is found in a plan");
    let ask = ask.takes("WaiverDocument").may_refuse();
    let ask = ask.answers(201, "It waits for somebody else's decision.").of("WaiverRecord");
    let decide =
        operation("decide_waiver", "Grant or refuse a waiver that somebody else asked for");
    let decide = decide.takes("WaiverDecision").needs_version().may_refuse();
    let withdraw = operation("withdraw_waiver", "Withdraw a waiver: the finding counts again");
    let withdraw = withdraw.needs_version().may_refuse();
    Routes::new()
        .get("/api/v1/waivers", drafts, list_all)
        .described(list)
        .post("/api/v1/plans/{id}/waivers", Needs(Permission::WritePlans), ask_one)
        .described(ask.versioned().located("/api/v1/waivers/{id}"))
        .get("/api/v1/waivers/{id}", drafts, show_one)
        .described(record(show, "The waiver."))
        .post("/api/v1/waivers/{id}/decide", Needs(Permission::ApprovePlans), decide_one)
        .described(record(decide, "It is granted or refused."))
        // Who writes the plan withdraws, and who approves it: the use case asks.
        .post("/api/v1/waivers/{id}/withdraw", drafts, withdraw_one)
        .described(record(withdraw, "It is withdrawn."))
}

fn parameters() -> Vec<Parameter> {
    let rules = RULES.iter().map(|it| it.code).collect();
    let standings = Standing::ALL.iter().map(|it| it.code()).collect();
    let own = vec![
        Parameter::new("plan", Shape::Id, "Only those of this plan."),
        Parameter::new("rule", Shape::OneOf(rules), "Only those of what this rule finds."),
        Parameter::new("standing", Shape::OneOf(standings), "Only those that stand so today."),
        Parameter::new("ending", Shape::Flag, "Only those that hold and end within 30 days."),
    ];
    api::filters("Only those that have this in their words.", own)
}

/// `GET /api/v1/waivers`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<WaiverForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        plan: asked.value("plan"),
        rule: asked.text("rule").map(str::to_owned),
        standing: asked.text("standing").and_then(Standing::from_code),
        paging: asked.paging(),
        ..Query::default()
    };
    let query = match asked.flag("ending") {
        true => query.ending_soon(ctx.now.date_naive()),
        false => query,
    };
    let page = waivers::list(&ctx, &query).await?;
    let found = waivers::named(&ctx, &page.items).await?;
    let page = query.paging.of(found, page.n_items);
    Ok(api::page(page, |it| WaiverForm::of(&ctx, it, None)))
}

/// `POST /api/v1/plans/{id}/waivers`
async fn ask_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Document(document): Document<AskDocument>,
) -> Answer<Response> {
    let it = obligations::ask_waiver(&ctx, id, &document).await?;
    let path = format!("/api/v1/waivers/{}", it.id);
    Ok(api::added(&path, it.version, form(&ctx, it).await?))
}

/// `GET /api/v1/waivers/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<WaiverId>) -> Answer<Response> {
    answer(&ctx, waivers::show(&ctx, id).await?).await
}

/// `POST /api/v1/waivers/{id}/decide`
async fn decide_one(
    Caller(ctx): Caller,
    Path(id): Path<WaiverId>,
    Seen(version): Seen,
    Document(decision): Document<DecisionForm>,
) -> Answer<Response> {
    let decision = (decision.grant, decision.note.as_str());
    answer(&ctx, waivers::decide(&ctx, id, version, decision).await?).await
}

/// `POST /api/v1/waivers/{id}/withdraw`
async fn withdraw_one(
    Caller(ctx): Caller,
    Path(id): Path<WaiverId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, waivers::withdraw(&ctx, id, version).await?).await
}

async fn answer(ctx: &Ctx, it: Waiver) -> Answer<Response> {
    Ok(api::record(it.version, form(ctx, it).await?))
}

async fn form(ctx: &Ctx, it: Waiver) -> Answer<WaiverForm> {
    let all = [it];
    let found = obligations::found_now(ctx, &all).await?.into_iter().next().flatten();
    let named = waivers::named(ctx, &all).await?.into_iter().next();
    Ok(WaiverForm::of(ctx, named.ok_or(Error::NotFound("waiver"))?, found))
}
