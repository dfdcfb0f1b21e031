//! What happens to a plan and its versions, step by step. `If-Match` is the version of the draft,
//! for what happens to that, and else of the plan.

use app::actor::Permission;
use app::ids::PlanId;
use app::plans::live;
use app::plans::plan;
use axum::response::Response;

use super::forms::{BecauseForm, SummaryForm, TestForm};
use super::{operation, versions};
use crate::Routes;
use crate::api::{Caller, Document, Seen};
use crate::error::Answer;
use crate::openapi::Operation;
use crate::request::Path;
use crate::routes::Access::Needs;

fn step(id: &str, summary: &str) -> Operation {
    operation(id, summary).needs_version().may_refuse()
}

pub(super) fn routes() -> Routes {
    let version = |it: Operation, says: &'static str| {
        it.answers(200, says).of("PlanVersionRecord").versioned()
    };
    let submit = step("submit_plan", "Hand the draft of a plan in for review");
    let submit = version(submit.takes("PlanSummary"), "It is being reviewed.");
    let review = step("review_plan", "Let the version pass that is being reviewed");
    let review = version(review, "It waits for the agency head.");
    let back = step("return_plan", "Send back the version that is being judged");
    let back = version(back.takes("PlanReason"), "It is a draft again.");
    let reject = step("reject_plan", "Refuse to approve the version that waits for that");
    let reject = version(reject.takes("PlanReason"), "It is a draft again.");
    let approve = step("approve_plan", "Approve what somebody else wrote, exactly as it is now");
    let approve = version(approve, "It is approved.");
    let (write, judge) = (Needs(Permission::WritePlans), Needs(Permission::ApprovePlans));
    Routes::new()
        .post("/api/v1/plans/{id}/submit", write, submit_one)
        .described(submit)
        .post("/api/v1/plans/{id}/review", Needs(Permission::ReviewPlans), review_one)
        .described(review)
        // Who judges sends back, and who writes takes back: the use case asks.
        .post("/api/v1/plans/{id}/return", Needs(Permission::ReadDrafts), return_one)
        .described(back)
        .post("/api/v1/plans/{id}/reject", judge, reject_one)
        .described(reject)
        .post("/api/v1/plans/{id}/approve", judge, approve_one)
        .described(approve)
        .merge(of_plan())
}

/// What happens to the plan itself.
fn of_plan() -> Routes {
    let plan =
        |it: Operation, says: &'static str| it.answers(200, says).of("PlanRecord").versioned();
    let publish =
        step("publish_plan", "Put the approved version in force: If-Match is its version");
    let publish = plan(publish, "It is in force.");
    let test = step("test_plan", "Record that a plan was tested").takes("PlanTest");
    let waive = step("waive_plan_test", "Say that a plan needs no test, and why");
    let waive = plan(waive.takes("PlanReason"), "The plan as it is now.");
    let reaffirm = step("reaffirm_plan", "State that a plan still holds, though its review is due");
    let flag = step("flag_plan", "Report a change, so that a plan in force is looked at again");
    let flag = flag.takes("PlanReason");
    let (write, judge) = (Needs(Permission::WritePlans), Needs(Permission::ApprovePlans));
    Routes::new()
        .post("/api/v1/plans/{id}/publish", write, publish_one)
        .described(publish)
        .post("/api/v1/plans/{id}/test", write, test_one)
        .described(plan(test, "The plan as it is now."))
        .post("/api/v1/plans/{id}/waiver", judge, waive_one)
        .described(waive)
        .post("/api/v1/plans/{id}/reaffirm", write, reaffirm_one)
        .described(plan(reaffirm, "It is in force."))
        // Who writes says that something has changed, and who reviews: the use case asks.
        .post("/api/v1/plans/{id}/flag", Needs(Permission::ReadDrafts), flag_one)
        .described(plan(flag, "It is to be looked at again."))
}

/// `POST /api/v1/plans/{id}/submit`
async fn submit_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(form): Document<SummaryForm>,
) -> Answer<Response> {
    Ok(versions::answer(plan::submit(&ctx, id, version, &form.summary).await?.into()))
}

/// `POST /api/v1/plans/{id}/review`
async fn review_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
) -> Answer<Response> {
    Ok(versions::answer(plan::review(&ctx, id, version).await?.into()))
}

/// `POST /api/v1/plans/{id}/return`
async fn return_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(form): Document<BecauseForm>,
) -> Answer<Response> {
    Ok(versions::answer(plan::return_(&ctx, id, version, &form.because).await?.into()))
}

/// `POST /api/v1/plans/{id}/reject`
async fn reject_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(form): Document<BecauseForm>,
) -> Answer<Response> {
    Ok(versions::answer(plan::reject(&ctx, id, version, &form.because).await?.into()))
}

/// `POST /api/v1/plans/{id}/approve`
async fn approve_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
) -> Answer<Response> {
    Ok(versions::answer(plan::approve(&ctx, id, version).await?.into()))
}

/// `POST /api/v1/plans/{id}/publish`
async fn publish_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
) -> Answer<Response> {
    super::answer(&ctx, &live::publish(&ctx, id, version).await?).await
}

/// `POST /api/v1/plans/{id}/test`
async fn test_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(form): Document<TestForm>,
) -> Answer<Response> {
    let plan = plan::record_test(&ctx, id, version, form.on, &form.note).await?;
    super::answer(&ctx, &plan).await
}

/// `POST /api/v1/plans/{id}/waiver`
async fn waive_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(form): Document<BecauseForm>,
) -> Answer<Response> {
    super::answer(&ctx, &plan::waive_test(&ctx, id, version, &form.because).await?).await
}

/// `POST /api/v1/plans/{id}/reaffirm`
async fn reaffirm_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
) -> Answer<Response> {
    super::answer(&ctx, &plan::reaffirm(&ctx, id, version).await?).await
}

/// `POST /api/v1/plans/{id}/flag`
async fn flag_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(form): Document<BecauseForm>,
) -> Answer<Response> {
    super::answer(&ctx, &plan::flag(&ctx, id, version, &form.because).await?).await
}
