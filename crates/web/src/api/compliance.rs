//! How agencies meet their obligations, for programs: the checklist, its evidence, and attesting it.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::compliance::{self, ComplianceDocument, Line, Query, State};
use app::ids::{AgencyId, ObligationId};
use app::{Ctx, Error, Timestamp};
use axum::response::Response;
use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

/// One agency and one obligation.
type Key = (AgencyId, ObligationId);

/// Where one of them is, and its steps.
const ONE: &str = "/api/v1/compliance/{agency}/{obligation}";
const ATTEST: &str = "/api/v1/compliance/{agency}/{obligation}/attest";
const WITHDRAW: &str = "/api/v1/compliance/{agency}/{obligation}/withdraw";

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAssurance), Needs(Permission::WriteAssurance));
    let attest = Needs(Permission::AttestAssurance);
    let operation = |id: &str, summary: &str| Operation::new(id, "Compliance", summary);
    let step = |id: &str, summary: &str, answer: &'static str| {
        let step = operation(id, summary).needs_version().may_refuse().answers(200, answer);
        step.of("ComplianceRecord").versioned()
    };
    let list = operation("list_compliance", "List how agencies meet their obligations");
    let list = list.asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, by agency and obligation.");
    let show = operation("show_compliance", "Show how an agency meets an obligation");
    let show = show.answers(200, "How it does.").of("ComplianceRecord").versioned();
    let put = step(
        "change_compliance",
        "Say who answers for it, by when, and what proves it",
        "How the agency meets it now.",
    );
    let sign = step("attest_compliance", "Attest that the agency meets it", "It is attested.");
    let withdraw =
        step("withdraw_compliance", "Take back what was attested", "It is not attested.");
    Routes::new()
        .get("/api/v1/compliance", read, list_all)
        .described(list.of("ComplianceList"))
        .get(ONE, read, show_one)
        .described(show)
        .put(ONE, write, put_one)
        .described(put.takes("ComplianceDocument"))
        .post(ATTEST, attest, attest_one)
        .described(sign)
        .post(WITHDRAW, attest, withdraw_one)
        .described(withdraw)
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    let own = vec![
        Parameter::new("obligation", Shape::Id, "Only those of the obligation with this id."),
        Parameter::new("state", Shape::OneOf(states), "Only those that are this far."),
        Parameter::new("unmet", Shape::Flag, "Only those that do not count as met."),
        Parameter::new("overdue", Shape::Flag, "Only those of them whose day is past."),
    ];
    api::filters("Only those that have this in their words.", own)
}

/// How an agency meets an obligation.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ComplianceForm {
    /// The id of the agency.
    agency_id: Uuid,
    /// The id of the obligation.
    obligation_id: Uuid,
    /// How often it was saved: what `If-Match` is compared with. 0: nothing is written down yet.
    version: i64,
    /// When it last changed.
    updated_at: Option<Timestamp>,
    /// How far it is.
    state: State,
    /// By when it is to be attested.
    due: Option<NaiveDate>,
    /// Whether that day is past, and it does not count as met.
    is_overdue: bool,
    /// Who answers for it: who is named, or else the agency's contact for continuity.
    owner_id: Option<Uuid>,
    /// What is written down: the only part that can be sent back.
    document: ComplianceDocument,
}

/// `GET /api/v1/compliance`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ComplianceForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        obligation: asked.value("obligation"),
        state: asked.value("state"),
        unmet: asked.flag("unmet"),
        overdue: asked.flag("overdue"),
        paging: asked.paging(),
        ..Query::default()
    };
    let page = compliance::list(&ctx, &query).await?;
    let documents = compliance::documents(&ctx, &page.items).await?;
    let n_items = page.n_items;
    let paging = query.paging;
    let forms = page.items.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::page(paging.of(forms.collect(), n_items), |it| it))
}

/// `GET /api/v1/compliance/{agency}/{obligation}`
async fn show_one(Caller(ctx): Caller, Path(key): Path<Key>) -> Answer<Response> {
    answer(&ctx, key).await
}

/// `PUT /api/v1/compliance/{agency}/{obligation}`
async fn put_one(
    Caller(ctx): Caller,
    Path(key): Path<Key>,
    Seen(version): Seen,
    Document(document): Document<ComplianceDocument>,
) -> Answer<Response> {
    compliance::put(&ctx, key, version, &document).await?;
    answer(&ctx, key).await
}

/// `POST /api/v1/compliance/{agency}/{obligation}/attest`
async fn attest_one(
    Caller(ctx): Caller,
    Path(key): Path<Key>,
    Seen(version): Seen,
) -> Answer<Response> {
    compliance::attest(&ctx, key, version).await?;
    answer(&ctx, key).await
}

/// `POST /api/v1/compliance/{agency}/{obligation}/withdraw`
async fn withdraw_one(
    Caller(ctx): Caller,
    Path(key): Path<Key>,
    Seen(version): Seen,
) -> Answer<Response> {
    compliance::withdraw(&ctx, key, version).await?;
    answer(&ctx, key).await
}

async fn answer(ctx: &Ctx, key: Key) -> Answer<Response> {
    let line = compliance::show(ctx, key.0, key.1).await?.line;
    let documents = compliance::documents(ctx, std::slice::from_ref(&line)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("compliance"))?;
    Ok(api::record(line.compliance.version, form(&line, document)))
}

fn form(it: &Line, document: ComplianceDocument) -> ComplianceForm {
    ComplianceForm {
        agency_id: it.agency.id.into(),
        obligation_id: it.obligation.id.into(),
        version: it.compliance.version,
        updated_at: it.compliance.updated_at,
        state: it.state,
        due: it.due,
        is_overdue: it.is_overdue,
        owner_id: it.owner_id.map(Into::into),
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ComplianceRecord", ComplianceForm::json_schema(to).to_value());
    list_of(all, "ComplianceList", "ComplianceRecord");
}
