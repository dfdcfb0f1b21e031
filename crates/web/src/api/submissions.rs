//! Submissions, for programs: campaigns, what each agency owes and handed in, and how it is judged.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::rubrics::Source;
use app::assure::submissions::{
    self, Campaign, CampaignDocument, Filed, Filing, Outcome, Query, Request, Review, State,
    Submission, SubmissionDocument,
};
use app::ids::{CampaignId, SubmissionId};
use app::{Ctx, Error, Timestamp};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::people::WhyDueForm;
use crate::api::{self, Asked, Caller, Cursor, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named, refine};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Submissions", summary)
}

pub(super) fn routes() -> Routes {
    campaigns().merge(all()).merge(steps())
}

fn campaigns() -> Routes {
    let (read, ask) = (Needs(Permission::ReadSubmissions), Needs(Permission::WriteCampaigns));
    let list = operation("list_campaigns", "List campaigns: one for each year");
    let list = list.answers(200, "All of them, the newest first.").of("CampaignList");
    let add = operation("add_campaign", "Open the campaign of a year").takes("CampaignDocument");
    let add = add.answers(201, "Each agency is asked for its plans.").of("CampaignRecord");
    let add = add.versioned().located("/api/v1/campaigns/{id}");
    let show = operation("show_campaign", "Show a campaign, and how far its agencies are");
    let show = show.answers(200, "The campaign.").of("CampaignRecord").versioned();
    let change = operation("change_campaign", "Change a campaign").takes("CampaignDocument");
    let change = change.answers(200, "The campaign as it is now.").of("CampaignRecord");
    let remind = operation("remind_campaign", "Remind all who are late, once a day").may_refuse();
    let remind = remind.answers(200, "How many agencies that are.").of("Reminded");
    Routes::new()
        .get("/api/v1/campaigns", read, list_campaigns)
        .described(list)
        .post("/api/v1/campaigns", ask, add_campaign)
        .described(add)
        .get("/api/v1/campaigns/{id}", read, show_campaign)
        .described(show)
        .put("/api/v1/campaigns/{id}", ask, change_campaign)
        .described(change.needs_version().may_refuse().versioned())
        .post("/api/v1/campaigns/{id}/remind", ask, remind_campaign)
        .described(remind)
}

fn all() -> Routes {
    let (read, ask) = (Needs(Permission::ReadSubmissions), Needs(Permission::WriteCampaigns));
    let list = operation("list_submissions", "List submissions").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.");
    let add = operation("ask_for_submission", "Ask an agency for its plans, outside of a campaign");
    let add = add.takes("SubmissionRequest").answers(201, "It is due from today on.");
    let add = add.of("SubmissionRecord").versioned().located("/api/v1/submissions/{id}");
    let show = operation("show_submission", "Show a submission, with what was handed in");
    let show = show.answers(200, "The submission.").of("SubmissionRecord").versioned();
    let dossier = operation("download_dossier", "Download what was handed in, signed");
    let dossier = dossier.answers(200, "The dossier.").of_file("application/zip");
    Routes::new()
        .get("/api/v1/submissions", read, list_all)
        .described(list.of("SubmissionList"))
        .post("/api/v1/submissions", ask, add_one)
        .described(add)
        .get("/api/v1/submissions/{id}", read, show_one)
        .described(show)
        .get("/api/v1/submissions/{id}/dossiers/{number}", read, dossier_of)
        .described(dossier)
}

/// What happens to a submission, step by step.
fn steps() -> Routes {
    let step = |id: &str, summary: &str, answer: &'static str| {
        let step = operation(id, summary).needs_version().may_refuse().answers(200, answer);
        step.of("SubmissionRecord").versioned()
    };
    let prepare = step(
        "prepare_submission",
        "Make a submission ready for the agency head",
        "The head is asked to attest it.",
    );
    let attest = step(
        "attest_submission",
        "Attest the plans in force, and hand them in: not for who wrote at them",
        "It is handed in, and its dossier is being made.",
    );
    let review = step(
        "review_submission",
        "Keep a review, or decide by it: without a mandatory criterion nothing is accepted",
        "The review is kept, or the submission decided.",
    );
    let settle = step(
        "settle_submission",
        "Note that what the review of an accepted submission asked for is put right",
        "It is noted, and not late any more.",
    );
    Routes::new()
        .post("/api/v1/submissions/{id}/settle", Needs(Permission::ReviewSubmissions), settle_one)
        .described(settle)
        .post(
            "/api/v1/submissions/{id}/prepare",
            Needs(Permission::PrepareSubmissions),
            prepare_one,
        )
        .described(prepare)
        .post("/api/v1/submissions/{id}/attest", Needs(Permission::AttestSubmissions), attest_one)
        .described(attest.takes("Attestation"))
        .post("/api/v1/submissions/{id}/review", Needs(Permission::ReviewSubmissions), review_one)
        .described(review.takes("SubmissionJudgment"))
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![
        Parameter::new(
            "text",
            Shape::Text,
            "Only those of agencies whose names contain this, and the one with this receipt.",
        ),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("state", Shape::OneOf(states), "Only those that are this far."),
        Parameter::new("year", Shape::Whole(2000, 2200), "Only those for this year."),
        Parameter::new("on_request", Shape::Flag, "Only those asked for outside of a campaign."),
        Parameter::new("late", Shape::Flag, "Only those that are late, or ever were."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// A campaign.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CampaignForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// What it says: the only part that can be sent back.
    document: CampaignDocument,
    /// How many agencies are in each state.
    n_by_state: BTreeMap<String, u64>,
}

/// How many were reminded.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RemindedForm {
    /// How many agencies are late.
    n_agencies: usize,
}

/// A submission.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SubmissionForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// What is known of it.
    document: SubmissionDocument,
    /// Why it is due on its day, interval by interval. Lists leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_due: Option<WhyDueForm>,
    /// Why what the last review asks for is put right by its day, if the state set one. Lists leave it
    /// out.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_fixes_due: Option<WhyDueForm>,
    /// Every time that plans were handed in, the last first. Lists leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    filings: Option<Vec<FilingForm>>,
}

/// One time that plans were handed in.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "SubmissionFiling")]
struct FilingForm {
    /// The how many-th of the submission.
    number: u32,
    /// The number of its receipt.
    receipt: String,
    /// When it was attested.
    attested_at: Timestamp,
    /// With which words.
    statement: String,
    /// Which plans, each at the version in force then.
    plans: Vec<Filed>,
    /// SHA-256 of the dossier, once that is made.
    sha256: Option<String>,
    /// How often each rule found something in those plans, by code.
    findings: BTreeMap<String, u32>,
    /// What the review says. Whoever may not judge sees it once it is decided.
    review: Option<Review>,
    /// How each source came out, in percent.
    by_source: BTreeMap<Source, u8>,
    /// What the review came to.
    outcome: Option<Outcome>,
}

/// What somebody attests.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AttestationForm {
    /// In at most 2,000 characters.
    statement: String,
}

/// A review, and what it comes to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JudgmentForm {
    /// What each criterion got.
    review: Review,
    /// What it comes to. None: it is kept, to go on later.
    #[serde(default)]
    outcome: Option<Outcome>,
}

/// `GET /api/v1/campaigns`
async fn list_campaigns(Caller(ctx): Caller) -> Answer<Json<List<CampaignForm>>> {
    let mut forms = Vec::new();
    for it in submissions::all_campaigns(&ctx).await? {
        forms.push(campaign_form(&ctx, &it).await?);
    }
    Ok(Json(List::whole(forms)))
}

/// `POST /api/v1/campaigns`
async fn add_campaign(
    Caller(ctx): Caller,
    Document(document): Document<CampaignDocument>,
) -> Answer<Response> {
    let it = submissions::add_campaign(&ctx, &document).await?;
    let path = format!("/api/v1/campaigns/{}", it.id);
    Ok(api::added(&path, it.version, campaign_form(&ctx, &it).await?))
}

/// `GET /api/v1/campaigns/{id}`
async fn show_campaign(Caller(ctx): Caller, Path(id): Path<CampaignId>) -> Answer<Response> {
    let it = submissions::campaign(&ctx, id).await?;
    Ok(api::record(it.version, campaign_form(&ctx, &it).await?))
}

/// `PUT /api/v1/campaigns/{id}`
async fn change_campaign(
    Caller(ctx): Caller,
    Path(id): Path<CampaignId>,
    Seen(version): Seen,
    Document(document): Document<CampaignDocument>,
) -> Answer<Response> {
    let it = submissions::change_campaign(&ctx, id, version, &document).await?;
    Ok(api::record(it.version, campaign_form(&ctx, &it).await?))
}

/// `POST /api/v1/campaigns/{id}/remind`
async fn remind_campaign(
    Caller(ctx): Caller,
    Path(id): Path<CampaignId>,
) -> Answer<Json<RemindedForm>> {
    Ok(Json(RemindedForm { n_agencies: submissions::remind(&ctx, id).await? }))
}

async fn campaign_form(ctx: &Ctx, it: &Campaign) -> Answer<CampaignForm> {
    let counts = submissions::counts(ctx, &[it.id].into()).await?.remove(&it.id);
    let counts = counts.unwrap_or_default().into_iter();
    Ok(CampaignForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        document: submissions::campaign_document(ctx, it).await?,
        n_by_state: counts.map(|(state, n)| (state.code().to_owned(), n)).collect(),
    })
}

/// `GET /api/v1/submissions`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<SubmissionForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        states: asked.text("state").and_then(State::from_code).into_iter().collect(),
        year: asked.value("year"),
        on_request: asked.flag("on_request"),
        was_late: asked.flag("late"),
        ..Query::default()
    };
    let found = submissions::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = submissions::documents(&ctx, &found).await?;
    let forms = found.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/submissions`
async fn add_one(Caller(ctx): Caller, Document(asked): Document<Request>) -> Answer<Response> {
    let it = submissions::request(&ctx, &asked).await?;
    let path = format!("/api/v1/submissions/{}", it.id);
    Ok(api::added(&path, it.version, whole(&ctx, &it).await?))
}

/// `GET /api/v1/submissions/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<SubmissionId>) -> Answer<Response> {
    answer(&ctx, &submissions::show(&ctx, id).await?).await
}

/// `GET /api/v1/submissions/{id}/dossiers/{number}`
async fn dossier_of(
    Caller(ctx): Caller,
    Path((id, number)): Path<(SubmissionId, u32)>,
) -> Answer<Response> {
    let (name, bytes) = submissions::dossier(&ctx, id, number).await?;
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers =
        [(CONTENT_TYPE, "application/zip".to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

/// `POST /api/v1/submissions/{id}/prepare`
async fn prepare_one(
    Caller(ctx): Caller,
    Path(id): Path<SubmissionId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &submissions::prepare(&ctx, id, version).await?).await
}

/// `POST /api/v1/submissions/{id}/settle`
async fn settle_one(
    Caller(ctx): Caller,
    Path(id): Path<SubmissionId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &submissions::settle(&ctx, id, version).await?).await
}

/// `POST /api/v1/submissions/{id}/attest`
async fn attest_one(
    Caller(ctx): Caller,
    Path(id): Path<SubmissionId>,
    Seen(version): Seen,
    Document(sent): Document<AttestationForm>,
) -> Answer<Response> {
    answer(&ctx, &submissions::attest(&ctx, id, version, &sent.statement).await?).await
}

/// `POST /api/v1/submissions/{id}/review`
async fn review_one(
    Caller(ctx): Caller,
    Path(id): Path<SubmissionId>,
    Seen(version): Seen,
    Document(sent): Document<JudgmentForm>,
) -> Answer<Response> {
    let it = match sent.outcome {
        Some(outcome) => submissions::decide(&ctx, id, version, (sent.review, outcome)).await?,
        None => submissions::save_review(&ctx, id, version, sent.review).await?,
    };
    answer(&ctx, &it).await
}

async fn answer(ctx: &Ctx, it: &Submission) -> Answer<Response> {
    Ok(api::record(it.version, whole(ctx, it).await?))
}

/// A submission with all that was handed in.
async fn whole(ctx: &Ctx, it: &Submission) -> Answer<SubmissionForm> {
    let documents = submissions::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("submission"))?;
    let filings = submissions::filings(ctx, it).await?;
    let why = submissions::why_due(ctx, it).await?;
    Ok(SubmissionForm {
        why_due: Some(WhyDueForm::of(why)),
        why_fixes_due: submissions::why_fixes(ctx, it).await?.map(WhyDueForm::of),
        filings: Some(filings.into_iter().map(filing).collect()),
        ..form(it, document)
    })
}

fn form(it: &Submission, document: SubmissionDocument) -> SubmissionForm {
    SubmissionForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        document,
        why_due: None,
        why_fixes_due: None,
        filings: None,
    }
}

fn filing(it: Filing) -> FilingForm {
    let (review, by_source) = match it.review {
        Some(it) => (Some(it.review), it.by_source),
        None => (None, BTreeMap::new()),
    };
    FilingForm {
        number: it.number,
        receipt: it.receipt,
        attested_at: it.attested_at,
        statement: it.statement,
        plans: it.plans,
        sha256: it.sha256,
        findings: it.findings,
        review,
        by_source,
        outcome: it.outcome,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "CampaignRecord", CampaignForm::json_schema(to).to_value());
    named(all, "Reminded", RemindedForm::json_schema(to).to_value());
    named(all, "SubmissionRecord", SubmissionForm::json_schema(to).to_value());
    named(all, "SubmissionRequest", Request::json_schema(to).to_value());
    let mut attestation = AttestationForm::json_schema(to).to_value();
    refine(&mut attestation, "statement", json!({ "minLength": 1, "maxLength": 2_000 }));
    named(all, "Attestation", attestation);
    named(all, "SubmissionJudgment", JudgmentForm::json_schema(to).to_value());
    list_of(all, "CampaignList", "CampaignRecord");
    list_of(all, "SubmissionList", "SubmissionRecord");
}
