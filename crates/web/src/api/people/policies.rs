//! Policies, for programs: writing them, what happens to them, and how well they are known.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::PolicyId;
use app::people::persons;
use app::people::policies::{self, Asked as Audience, Policy, PolicyDocument, Query, State};
use app::{Ctx, Error, Timestamp};
use axum::response::Response;
use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Cursor, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named, refine};
use crate::request::{Address, Json, Path};
use crate::routes::Access::{Needs, SignedIn};

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Policies", summary)
}

pub(super) fn routes() -> Routes {
    let write = Needs(Permission::WritePolicies);
    let list = operation("list_policies", "List policies").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.").of("PolicyList");
    let add = operation("add_policy", "Add a policy").takes("PolicyDocument");
    let add = add.answers(201, "It was added, as a draft.").of("PolicyRecord").versioned();
    let show = operation("show_policy", "Show a policy");
    let show = show.answers(200, "The policy.").of("PolicyRecord").versioned();
    let change = operation("change_policy", "Change what a policy says").takes("PolicyDocument");
    let change = change.answers(200, "The policy as it is now.").of("PolicyRecord");
    let change = change.needs_version().may_refuse().versioned();
    let versions = operation("list_policy_versions", "List the versions of a policy");
    let versions = versions.answers(200, "Every version that one may see, the newest first.");
    let asked = operation("list_policy_audience", "List who must acknowledge a policy");
    let asked = asked.answers(200, "Everybody who must, with who has.").of("PolicyAudienceList");
    Routes::new()
        .get("/api/v1/policies", SignedIn, list_all)
        .described(list)
        .post("/api/v1/policies", write, add_one)
        .described(add.located("/api/v1/policies/{id}"))
        .get("/api/v1/policies/{id}", SignedIn, show_one)
        .described(show)
        .put("/api/v1/policies/{id}", write, change_one)
        .described(change)
        .get("/api/v1/policies/{id}/versions", SignedIn, versions_of)
        .described(versions.of("PolicyVersionList"))
        .get("/api/v1/policies/{id}/audience", SignedIn, audience_of)
        .described(asked)
        .merge(steps())
}

/// What happens to a policy, step by step.
fn steps() -> Routes {
    let step = |id: &str, summary: &str, answer: &'static str| {
        let step = operation(id, summary).needs_version().may_refuse().answers(200, answer);
        step.of("PolicyRecord").versioned()
    };
    let invite = step("open_policy", "Open a draft for comments", "Others may comment on it.");
    let submit = step("submit_policy", "Hand a policy in", "It waits for approval.");
    let back = step("return_policy", "Send a policy back that waits", "It is a draft again.");
    let approve = step("approve_policy", "Approve a policy", "It can be published.");
    let publish = step("publish_policy", "Put a policy in force", "It binds.");
    let begin = step("begin_policy_version", "Begin a new version", "There is a new draft.");
    let reaffirm = step("reaffirm_policy", "State that a policy is still right", "It is settled.");
    let unsettle = step("unsettle_policy", "Note a significant change", "Its review is due.");
    let retire = step("retire_policy", "Retire a policy", "Nobody follows it any more.");
    let write = Needs(Permission::WritePolicies);
    let approves = Needs(Permission::ApprovePolicies);
    Routes::new()
        .post("/api/v1/policies/{id}/invite", write, invite_one)
        .described(invite.takes("PolicyInvitation"))
        .post("/api/v1/policies/{id}/submit", write, submit_one)
        .described(submit)
        // Who approves sends back, and who writes takes back: the use case asks.
        .post("/api/v1/policies/{id}/return", SignedIn, return_one)
        .described(back.takes("PolicyReason"))
        .post("/api/v1/policies/{id}/approve", approves, approve_one)
        .described(approve)
        .post("/api/v1/policies/{id}/publish", write, publish_one)
        .described(publish)
        .post("/api/v1/policies/{id}/begin", write, begin_one)
        .described(begin)
        .post("/api/v1/policies/{id}/reaffirm", write, reaffirm_one)
        .described(reaffirm)
        .post("/api/v1/policies/{id}/unsettle", write, unsettle_one)
        .described(unsettle.takes("PolicyReason"))
        .post("/api/v1/policies/{id}/retire", write, retire_one)
        .described(retire.takes("PolicyReason"))
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those whose name or code contains this."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("state", Shape::OneOf(states), "Only those that are this far."),
        Parameter::new("overdue", Shape::Flag, "Only those that were not reviewed in time."),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// A policy.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PolicyForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// When it was retired, if it was.
    retired_at: Option<Timestamp>,
    /// How far it is.
    state: State,
    /// Which version is in force.
    in_force: Option<u32>,
    /// Which version is being written.
    open: Option<u32>,
    /// By when it must have been reviewed.
    review_due: Option<Timestamp>,
    /// Whether it was not reviewed in time.
    overdue: bool,
    /// Why it must be reviewed, or was retired.
    because: String,
    /// What it says: the only part that can be sent back.
    document: PolicyDocument,
}

/// One version of a policy.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "PolicyVersionRecord")]
struct VersionForm {
    /// Its number.
    number: u32,
    /// How far it is.
    state: State,
    /// What is different from the version before.
    summary: String,
    /// What it says, in Markdown.
    body: String,
    /// The last day on which it can be commented on.
    comment_until: Option<NaiveDate>,
    /// When it was approved.
    approved_at: Option<Timestamp>,
    /// When it came into force.
    published_at: Option<Timestamp>,
    /// What was said about it.
    comments: Vec<CommentForm>,
}

/// What somebody said about a version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "PolicyComment")]
struct CommentForm {
    /// Who.
    person: String,
    /// What.
    said: String,
    /// When.
    said_at: Timestamp,
}

/// Somebody who must acknowledge a policy.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "PolicyAudienceRecord")]
struct AudienceForm {
    /// Who, by code.
    person: String,
    /// What they are to their agency.
    kind: persons::PersonKind,
    /// When they acknowledged it, if they did.
    acknowledged_at: Option<Timestamp>,
}

/// Until when a draft can be commented on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InvitationForm {
    /// The last day.
    until: NaiveDate,
}

/// Why something is done with a policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReasonForm {
    /// In at most 1,000 characters.
    because: String,
}

/// `GET /api/v1/policies`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<PolicyForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        state: asked.text("state").and_then(State::from_code),
        due_by: asked.flag("overdue").then_some(ctx.now),
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = policies::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = policies::documents(&ctx, &found).await?;
    let forms = found.iter().zip(documents).map(|(it, document)| form(&ctx, it, document));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/policies`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<PolicyDocument>,
) -> Answer<Response> {
    let it = policies::add(&ctx, &document).await?;
    let path = format!("/api/v1/policies/{}", it.id);
    Ok(api::added(&path, it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/policies/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<PolicyId>) -> Answer<Response> {
    answer(&ctx, &policies::show(&ctx, id).await?).await
}

/// `PUT /api/v1/policies/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
    Document(document): Document<PolicyDocument>,
) -> Answer<Response> {
    answer(&ctx, &policies::change(&ctx, id, version, &document).await?).await
}

/// `GET /api/v1/policies/{id}/versions`
async fn versions_of(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
) -> Answer<Json<List<VersionForm>>> {
    let mut forms = Vec::new();
    for it in policies::versions(&ctx, id).await? {
        let comments = policies::comments(&ctx, id, it.number).await?;
        let people = comments.iter().map(|it| it.person_id).collect();
        let people = persons::labels(&ctx, &people).await?;
        let comment = |it: policies::Comment| CommentForm {
            person: people.get(&it.person_id).cloned().unwrap_or_default(),
            said: it.said,
            said_at: it.said_at,
        };
        forms.push(VersionForm {
            number: it.number,
            state: it.state,
            summary: it.summary,
            body: it.body,
            comment_until: it.comment_until,
            approved_at: it.approved_at,
            published_at: it.published_at,
            comments: comments.into_iter().map(comment).collect(),
        });
    }
    Ok(Json(List::whole(forms)))
}

/// `GET /api/v1/policies/{id}/audience`
async fn audience_of(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
) -> Answer<Json<List<AudienceForm>>> {
    let form = |it: Audience| AudienceForm {
        person: it.person.code,
        kind: it.person.kind,
        acknowledged_at: it.acknowledged_at,
    };
    let asked = policies::asked(&ctx, id).await?;
    Ok(Json(List::whole(asked.into_iter().map(form).collect())))
}

/// `POST /api/v1/policies/{id}/invite`
async fn invite_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
    Document(sent): Document<InvitationForm>,
) -> Answer<Response> {
    answer(&ctx, &policies::invite_comments(&ctx, id, version, sent.until).await?).await
}

/// `POST /api/v1/policies/{id}/submit`
async fn submit_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &policies::submit(&ctx, id, version).await?).await
}

/// `POST /api/v1/policies/{id}/return`
async fn return_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
    Document(sent): Document<ReasonForm>,
) -> Answer<Response> {
    answer(&ctx, &policies::send_back(&ctx, id, version, &sent.because).await?).await
}

/// `POST /api/v1/policies/{id}/approve`
async fn approve_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &policies::approve(&ctx, id, version).await?).await
}

/// `POST /api/v1/policies/{id}/publish`
async fn publish_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &policies::publish(&ctx, id, version).await?).await
}

/// `POST /api/v1/policies/{id}/begin`
async fn begin_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &policies::begin(&ctx, id, version).await?).await
}

/// `POST /api/v1/policies/{id}/reaffirm`
async fn reaffirm_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &policies::reaffirm(&ctx, id, version).await?).await
}

/// `POST /api/v1/policies/{id}/unsettle`
async fn unsettle_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
    Document(sent): Document<ReasonForm>,
) -> Answer<Response> {
    answer(&ctx, &policies::note_change(&ctx, id, version, &sent.because).await?).await
}

/// `POST /api/v1/policies/{id}/retire`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<PolicyId>,
    Seen(version): Seen,
    Document(sent): Document<ReasonForm>,
) -> Answer<Response> {
    answer(&ctx, &policies::retire(&ctx, id, version, &sent.because).await?).await
}

async fn answer(ctx: &Ctx, it: &Policy) -> Answer<Response> {
    Ok(api::record(it.version, with_document(ctx, it).await?))
}

async fn with_document(ctx: &Ctx, it: &Policy) -> Answer<PolicyForm> {
    let documents = policies::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("policy"))?;
    Ok(form(ctx, it, document))
}

fn form(ctx: &Ctx, it: &Policy, document: PolicyDocument) -> PolicyForm {
    PolicyForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        retired_at: it.retired_at,
        state: it.state,
        in_force: it.in_force,
        open: it.open.filter(|_| policies::may_write_at(ctx, it)),
        review_due: it.review_due,
        overdue: it.is_overdue(ctx.now),
        because: it.because.clone(),
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "PolicyRecord", PolicyForm::json_schema(to).to_value());
    list_of(all, "PolicyList", "PolicyRecord");
    named(all, "PolicyVersionRecord", VersionForm::json_schema(to).to_value());
    list_of(all, "PolicyVersionList", "PolicyVersionRecord");
    named(all, "PolicyAudienceRecord", AudienceForm::json_schema(to).to_value());
    list_of(all, "PolicyAudienceList", "PolicyAudienceRecord");
    named(all, "PolicyInvitation", InvitationForm::json_schema(to).to_value());
    let mut reason = ReasonForm::json_schema(to).to_value();
    refine(&mut reason, "because", json!({ "minLength": 1, "maxLength": 1_000 }));
    named(all, "PolicyReason", reason);
}
