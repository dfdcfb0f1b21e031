//! Impact analyses, for programs: writing them, handing them in, and approving them.

mod forms;

pub(super) use forms::schemas;

use std::collections::BTreeSet;

use app::actor::Permission;
use app::ids::{AnalysisId, ItemId};
use app::prepare::impact::{self, Analysis, Content, ImpactCriteria, Query, State};
use app::prepare::inventory::{self, Details, Kind};
use app::{Ctx, Error, FieldProblem};
use axum::response::Response;

use super::inventory::{NamedForm, agencies_asked, as_now};
use super::{Asked, Caller, Cursor, Document, List, Seen};
use crate::Routes;
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;
use forms::{AnalysisForm, ComparisonForm, ReturnForm, StartForm};

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Impact analyses", summary)
}

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAnalyses), Needs(Permission::WriteAnalyses));
    let list = operation("list_analyses", "List impact analyses").asks(parameters());
    let list = list.may_refuse().answers(200, "A stretch of the list, in the order of ids.");
    let start = operation("start_analysis", "Start an impact analysis").takes("AnalysisStart");
    let start = start
        .answers(201, "It was started, with what the last one says, if there is one.")
        .of("AnalysisRecord")
        .versioned()
        .located("/api/v1/analyses/{id}");
    let show = operation("show_analysis", "Show an impact analysis");
    let show = show.answers(200, "The analysis.").of("AnalysisRecord").versioned();
    let change = operation("change_analysis", "Change what an impact analysis says");
    let change = change.takes("AnalysisContent").needs_version();
    let change = change.answers(200, "The analysis as it is now.").of("AnalysisRecord");
    let compare = operation("compare_analysis", "Say what differs from the one approved before");
    let compare = compare.answers(200, "What differs, line by line.").of("AnalysisComparison");
    Routes::new()
        .get("/api/v1/analyses", read, list_all)
        .described(list.of("AnalysisList"))
        .post("/api/v1/analyses", write, start_one)
        .described(start)
        .get("/api/v1/analyses/{id}", read, show_one)
        .described(show)
        .put("/api/v1/analyses/{id}", write, change_one)
        .described(change.versioned())
        .get("/api/v1/analyses/{id}/comparison", read, compare_one)
        .described(compare)
        .merge(steps())
}

/// What happens to an analysis, step by step.
fn steps() -> Routes {
    let step = |it: Operation| it.needs_version().may_refuse();
    let submit = step(operation("submit_analysis", "Hand an impact analysis in for approval"));
    let submit = submit.answers(200, "It waits for approval, or its state is `data_needed`.");
    let back = step(operation("return_analysis", "Send back what waits for approval"));
    let back = back.takes("AnalysisReturn").answers(200, "It was sent back.");
    let approve = step(operation("approve_analysis", "Approve what somebody else wrote"));
    let approve = approve.answers(200, "It holds from now on.").of("AnalysisRecord");
    let tier = operation(
        "set_tier_of_analysis",
        "Set the tier that the availability of its service suggests: If-Match is the service's",
    );
    let tier = step(tier).answers(200, "The service as it is now.").of("ServiceRecord");
    let write = Needs(Permission::WriteAnalyses);
    Routes::new()
        .post("/api/v1/analyses/{id}/submit", write, submit_one)
        .described(submit.of("AnalysisRecord").versioned())
        // Who approves sends back, and who writes takes back: the use case asks.
        .post("/api/v1/analyses/{id}/return", Needs(Permission::ReadAnalyses), return_one)
        .described(back.of("AnalysisRecord").versioned())
        .post("/api/v1/analyses/{id}/approve", Needs(Permission::ApproveAnalyses), approve_one)
        .described(approve.versioned())
        .post("/api/v1/analyses/{id}/tier", Needs(Permission::WriteInventory), set_tier)
        .described(tier.versioned())
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    let kinds = vec![Kind::Process.code(), Kind::Service.code()];
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those about items that this finds."),
        Parameter::new(
            "state",
            Shape::OneOf(states),
            "Only those that are this far. If not said, all but the replaced.",
        ),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("kind", Shape::OneOf(kinds), "Only those about items of this kind."),
        Parameter::new("item", Shape::Id, "Only those about this item."),
        Parameter::new("mine", Shape::Flag, "Only those that you wrote, or whose item you own."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// `GET /api/v1/analyses`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<AnalysisForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        states: asked.text("state").and_then(State::from_code).into_iter().collect(),
        agencies: agencies_asked(&ctx, &asked).await?,
        kind: asked.value("kind"),
        item_id: asked.value("item"),
        mine: asked.flag("mine").then_some(ctx.actor.person_id),
        ..Query::default()
    };
    let found = impact::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = super::stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(super::list(forms_of(&ctx, found).await?, next))
}

/// `POST /api/v1/analyses`
async fn start_one(Caller(ctx): Caller, Document(about): Document<StartForm>) -> Answer<Response> {
    let item = match inventory::by_code(&ctx, about.kind, about.item.trim()).await {
        Ok(item) => item,
        Err(Error::NotFound(_)) => {
            let kind = about.kind.title().to_lowercase();
            let reason = format!("There is no {kind} called “{}”.", about.item.trim());
            return Err(FieldProblem::new("item", reason).into());
        }
        Err(error) => return Err(error.into()),
    };
    let analysis = impact::start(&ctx, item.id).await?;
    let path = format!("/api/v1/analyses/{}", analysis.id);
    let form = form(&ctx, analysis).await?;
    Ok(super::added(&path, form.version, form))
}

/// `GET /api/v1/analyses/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<AnalysisId>) -> Answer<Response> {
    let (analysis, _) = impact::show(&ctx, id).await?;
    record(&ctx, analysis).await
}

/// `PUT /api/v1/analyses/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<AnalysisId>,
    Seen(version): Seen,
    Document(content): Document<Content>,
) -> Answer<Response> {
    impact::show(&ctx, id).await?;
    if content.criteria != ImpactCriteria::default() {
        let reason = "An analysis keeps the criteria that it was started with. Leave this out.";
        return Err(FieldProblem::new("criteria", reason).into());
    }
    let analysis = impact::save(&ctx, id, version, content).await?;
    record(&ctx, analysis).await
}

/// `GET /api/v1/analyses/{id}/comparison`
async fn compare_one(
    Caller(ctx): Caller,
    Path(id): Path<AnalysisId>,
) -> Answer<Json<ComparisonForm>> {
    Ok(Json(impact::comparison(&ctx, id).await?.into()))
}

/// `POST /api/v1/analyses/{id}/submit`
async fn submit_one(
    Caller(ctx): Caller,
    Path(id): Path<AnalysisId>,
    Seen(version): Seen,
) -> Answer<Response> {
    let analysis = impact::submit(&ctx, id, version).await?;
    record(&ctx, analysis).await
}

/// `POST /api/v1/analyses/{id}/return`
async fn return_one(
    Caller(ctx): Caller,
    Path(id): Path<AnalysisId>,
    Seen(version): Seen,
    Document(form): Document<ReturnForm>,
) -> Answer<Response> {
    let analysis = impact::send_back(&ctx, id, version, &form.because).await?;
    record(&ctx, analysis).await
}

/// `POST /api/v1/analyses/{id}/approve`
async fn approve_one(
    Caller(ctx): Caller,
    Path(id): Path<AnalysisId>,
    Seen(version): Seen,
) -> Answer<Response> {
    let analysis = impact::approve(&ctx, id, version).await?;
    record(&ctx, analysis).await
}

/// `POST /api/v1/analyses/{id}/tier`
async fn set_tier(
    Caller(ctx): Caller,
    Path(id): Path<AnalysisId>,
    Seen(version): Seen,
) -> Answer<Response> {
    let (_, item) = impact::show(&ctx, id).await?;
    let availability = match &item.details {
        Details::Service(it) => it.protection.availability,
        _ => None,
    };
    let Some(availability) = availability else {
        let reason = "It is not about a service whose need for availability is known.";
        return Err(FieldProblem::new("availability", reason).into());
    };
    impact::set_availability(&ctx, (item.id, version), availability).await?;
    let form = as_now(&ctx, item.id).await?;
    Ok(super::record(form.version, form))
}

async fn record(ctx: &Ctx, analysis: Analysis) -> Answer<Response> {
    let form = form(ctx, analysis).await?;
    Ok(super::record(form.version, form))
}

async fn form(ctx: &Ctx, analysis: Analysis) -> Answer<AnalysisForm> {
    let form = forms_of(ctx, vec![analysis]).await?.pop();
    Ok(form.ok_or(Error::NotFound("analysis"))?)
}

/// The analyses with what they are about and who wrote them.
async fn forms_of(ctx: &Ctx, analyses: Vec<Analysis>) -> Answer<Vec<AnalysisForm>> {
    let documents = impact::documents(ctx, &analyses).await?;
    let item_ids: BTreeSet<ItemId> = analyses.iter().map(|it| it.item_id).collect();
    let item_ids: Vec<ItemId> = item_ids.into_iter().collect();
    let labels = inventory::labels(ctx, &item_ids).await?;
    let forms = analyses.into_iter().zip(documents).map(|(analysis, document)| {
        let label = labels.get(&analysis.item_id).ok_or(Error::NotFound("record"))?;
        let item = NamedForm::labeled(analysis.item_id.into(), label);
        Ok(AnalysisForm::of(analysis, item, document))
    });
    forms.collect()
}
