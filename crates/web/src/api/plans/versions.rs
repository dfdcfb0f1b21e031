//! The versions of plans: what they say, and what their blocks show.

use app::actor::Permission;
use app::ids::PlanId;
use app::plans::live;
use app::plans::plan::{self, Content};
use app::{Ctx, Error};
use axum::response::Response;

use super::forms::{BlocksForm, VersionForm};
use super::operation;
use crate::Routes;
use crate::api::{self, Caller, Document, Seen};
use crate::error::Answer;
use crate::request::{Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPlans), Needs(Permission::WritePlans));
    let drafts = Needs(Permission::ReadDrafts);
    let show = operation("show_plan_version", "Show what a version of a plan says");
    let show = show.answers(200, "The version.").of("PlanVersionRecord").versioned();
    let blocks = operation("show_plan_blocks", "Show what the blocks of a version show");
    let blocks = blocks.answers(200, "The blocks, in the order of kinds.").of("PlanBlocks");
    let draft = operation("show_plan_draft", "Show what the version says that is worked on");
    let draft = draft.may_refuse().answers(200, "The version.").of("PlanVersionRecord").versioned();
    let save = operation("save_plan_draft", "Save what the draft of a plan says");
    let save = save.takes("PlanContent").needs_version().may_refuse();
    let save = save.answers(200, "The draft as it is now.").of("PlanVersionRecord");
    let discard = operation("discard_plan_draft", "Throw the draft of a plan away");
    let discard = discard.needs_version().may_refuse();
    let discard = discard.answers(200, "The plan without it.").of("PlanRecord");
    let begin = operation("begin_plan_version", "Begin a new version with what the last one says");
    let begin = begin.needs_version().may_refuse();
    let begin = begin.answers(200, "The draft.").of("PlanVersionRecord");
    Routes::new()
        .get("/api/v1/plans/{id}/versions/{number}", read, show_one)
        .described(show)
        .get("/api/v1/plans/{id}/versions/{number}/blocks", read, show_blocks)
        .described(blocks)
        .get("/api/v1/plans/{id}/draft", drafts, show_draft)
        .described(draft)
        .put("/api/v1/plans/{id}/draft", write, save_draft)
        .described(save.versioned())
        .delete("/api/v1/plans/{id}/draft", write, discard_draft)
        .described(discard.versioned())
        .post("/api/v1/plans/{id}/versions", write, begin_one)
        .described(begin.versioned())
}

/// `GET /api/v1/plans/{id}/versions/{number}`
async fn show_one(
    Caller(ctx): Caller,
    Path((id, number)): Path<(PlanId, u32)>,
) -> Answer<Response> {
    Ok(answer(plan::version(&ctx, id, number).await?.into()))
}

/// `GET /api/v1/plans/{id}/versions/{number}/blocks`
async fn show_blocks(
    Caller(ctx): Caller,
    Path((id, number)): Path<(PlanId, u32)>,
) -> Answer<Json<BlocksForm>> {
    let opened = live::open(&ctx, id, Some(number)).await?;
    Ok(Json(BlocksForm { frozen: opened.version.frozen.is_some(), blocks: opened.blocks }))
}

/// `GET /api/v1/plans/{id}/draft`
async fn show_draft(Caller(ctx): Caller, Path(id): Path<PlanId>) -> Answer<Response> {
    Ok(answer(draft(&ctx, id).await?))
}

/// `PUT /api/v1/plans/{id}/draft`
async fn save_draft(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(content): Document<Content>,
) -> Answer<Response> {
    Ok(answer(plan::save(&ctx, id, version, content).await?.into()))
}

/// `DELETE /api/v1/plans/{id}/draft`
async fn discard_draft(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
) -> Answer<Response> {
    super::answer(&ctx, &plan::discard(&ctx, id, version).await?).await
}

/// `POST /api/v1/plans/{id}/versions`
async fn begin_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
) -> Answer<Response> {
    Ok(answer(plan::begin(&ctx, id, version).await?.into()))
}

/// The version that is worked on.
async fn draft(ctx: &Ctx, id: PlanId) -> Answer<VersionForm> {
    let newest = plan::versions(ctx, id).await?.into_iter().next();
    let open = newest.filter(|it| it.state.is_open());
    Ok(open.ok_or(Error::NotFound("draft"))?.into())
}

pub(super) fn answer(form: VersionForm) -> Response {
    api::record(form.version, form)
}
