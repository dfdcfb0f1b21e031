//! Plans, for programs: writing them, having them judged, and putting them in force.

mod files;
mod forms;
mod nightly;
mod steps;
mod talk;
mod templates;
mod versions;
mod waivers;

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::PlanId;
use app::plans::plan::{self, Plan, PlanDocument, Query, Standing, VersionState};
use app::plans::templates as types;
use app::{Ctx, Error};
use axum::response::Response;
use schemars::SchemaGenerator;
use serde_json::Value;

use super::inventory::{NamedForm, agencies_asked};
use super::{Asked, Caller, Cursor, Document, List, Seen};
use crate::Routes;
use crate::api::people::WhyDueForm;
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;
use forms::{BecauseForm, HeadForm, PlanForm, TypeForm};

/// The schemas of all of it.
pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    forms::schemas(to, all);
    talk::schemas(to, all);
    templates::schemas(to, all);
    nightly::schemas(to, all);
    files::schemas(to, all);
    waivers::schemas(to, all);
}

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Plans", summary)
}

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPlans), Needs(Permission::WritePlans));
    let list = operation("list_plans", "List plans").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.");
    let start = operation("start_plan", "Start a plan with an empty draft").takes("PlanHead");
    let start = start.answers(201, "It was started.").of("PlanRecord").versioned();
    let show = operation("show_plan", "Show a plan and how far its versions are");
    let show = show.answers(200, "The plan.").of("PlanRecord").versioned();
    let change = operation("change_plan", "Change what a plan is called and about");
    let change = change.takes("PlanHead").needs_version().may_refuse();
    let change = change.answers(200, "The plan as it is now.").of("PlanRecord");
    let retire = operation("retire_plan", "Retire a plan: it can be brought back");
    let retire = retire.takes("PlanReason").needs_version().may_refuse();
    let retire = retire.answers(200, "The plan, retired.").of("PlanRecord");
    let restore = operation("restore_plan", "Bring a retired plan back").needs_version();
    let restore = restore.may_refuse().answers(200, "The plan.").of("PlanRecord");
    let all_types = operation("list_plan_types", "List the types of plans");
    let all_types = all_types.answers(200, "What belongs in each.").of("PlanTypes");
    let uncovered = operation("list_uncovered", "List essential services without a plan in force");
    let uncovered = uncovered.answers(200, "The services, by name.").of("UncoveredServices");
    Routes::new()
        .get("/api/v1/plans", read, list_all)
        .described(list.of("PlanList"))
        .post("/api/v1/plans", write, start_one)
        .described(start.located("/api/v1/plans/{id}"))
        .get("/api/v1/plans/{id}", read, show_one)
        .described(show)
        .put("/api/v1/plans/{id}", write, change_one)
        .described(change.versioned())
        .post("/api/v1/plans/{id}/retire", write, retire_one)
        .described(retire.versioned())
        .post("/api/v1/plans/{id}/restore", write, restore_one)
        .described(restore.versioned())
        .get("/api/v1/plan-types", read, list_types)
        .described(all_types)
        .get("/api/v1/uncovered-services", read, list_uncovered)
        .described(uncovered)
        .merge(versions::routes())
        .merge(steps::routes())
        .merge(talk::routes())
        .merge(templates::routes())
        .merge(nightly::routes())
        .merge(files::routes())
        .merge(waivers::routes())
}

fn parameters() -> Vec<Parameter> {
    let standings = Standing::ALL.iter().map(|it| it.code()).collect();
    let states = VersionState::ALL.iter().filter(|it| it.is_open()).map(|it| it.code()).collect();
    let all_types = types::all().iter().map(|it| it.code.as_str()).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that this finds."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("type", Shape::OneOf(all_types), "Only those of this type."),
        Parameter::new("standing", Shape::OneOf(standings), "Only those that stand so."),
        Parameter::new("draft", Shape::OneOf(states), "Only those with a draft that is so far."),
        Parameter::new("item", Shape::Id, "Only those that are about this item."),
        Parameter::new("owner", Shape::Id, "Only those that this person answers for."),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// `GET /api/v1/plans`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<PlanForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        plan_type: asked.text("type").map(str::to_owned),
        standing: asked.text("standing").and_then(Standing::from_code),
        draft_state: asked.text("draft").and_then(VersionState::from_code),
        item: asked.value("item"),
        owner: asked.value("owner"),
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = plan::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = super::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = plan::documents(&ctx, &found).await?;
    let forms = found.iter().zip(documents).map(|(it, document)| PlanForm::of(it, document));
    Ok(super::list(forms.collect(), next))
}

/// `POST /api/v1/plans`
async fn start_one(Caller(ctx): Caller, Document(head): Document<HeadForm>) -> Answer<Response> {
    let it = plan::start(&ctx, &head.into()).await?;
    let path = format!("/api/v1/plans/{}", it.id);
    let form = form(&ctx, &it).await?;
    Ok(super::added(&path, it.version, form))
}

/// `GET /api/v1/plans/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<PlanId>) -> Answer<Response> {
    answer(&ctx, &plan::show(&ctx, id).await?).await
}

/// `PUT /api/v1/plans/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(head): Document<HeadForm>,
) -> Answer<Response> {
    answer(&ctx, &plan::change(&ctx, id, version, &head.into()).await?).await
}

/// `POST /api/v1/plans/{id}/retire`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(form): Document<BecauseForm>,
) -> Answer<Response> {
    answer(&ctx, &plan::retire(&ctx, id, version, &form.because).await?).await
}

/// `POST /api/v1/plans/{id}/restore`
async fn restore_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &plan::restore(&ctx, id, version).await?).await
}

/// `GET /api/v1/plan-types`
async fn list_types(Caller(ctx): Caller) -> Answer<Json<TypeForm>> {
    let all = types::all_current(&ctx).await?;
    Ok(Json(TypeForm { types: all.into_iter().map(|it| it.template).collect() }))
}

/// `GET /api/v1/uncovered-services`
async fn list_uncovered(Caller(ctx): Caller) -> Answer<Json<forms::UncoveredForm>> {
    let found = plan::uncovered(&ctx, None).await?;
    let services = found.iter().map(|(id, label)| NamedForm::labeled((*id).into(), label));
    Ok(Json(forms::UncoveredForm { services: services.collect() }))
}

pub(super) async fn answer(ctx: &Ctx, it: &Plan) -> Answer<Response> {
    Ok(super::record(it.version, form(ctx, it).await?))
}

async fn form(ctx: &Ctx, it: &Plan) -> Answer<PlanForm> {
    let documents = plan::documents(ctx, std::slice::from_ref(it)).await?;
    let document: PlanDocument = documents.into_iter().next().ok_or(Error::NotFound("plan"))?;
    let why_due = plan::why_due(ctx, it).await?.map(WhyDueForm::of);
    Ok(PlanForm::of(it, document).explained(why_due))
}
