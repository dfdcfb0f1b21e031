//! Commenting on a draft (S0-10): reviewers, approvers and authors talk beside the section.
//!
//! Whoever reviews or approves may say that something must be put right. As long as such a comment
//! is open, the version is neither handed in nor let pass.

use db::Tx;
use serde_json::json;

use super::comment::{Comment, Remark, Thread, may_comment, threads};
use super::read::{find_readable, place};
use super::version::PlanVersion;
use super::write::template;
use super::{Plan, comment_store, version_store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{CommentId, PlanId};
use crate::{Ctx, Error, Result};

/// What is said about version `number` of a plan, thread by thread.
pub async fn comments(ctx: &Ctx, id: PlanId, number: u32) -> Result<Vec<Thread>> {
    let tx = ctx.read().await?;
    let (plan, version) = found(&tx, ctx, id, number).await?;
    // What is said about a draft stays among those who may see drafts.
    if !ctx.actor.may(Permission::ReadDrafts, place(&plan)) {
        return Ok(Vec::new());
    }
    Ok(threads(comment_store::of_version(&tx, version.id).await?))
}

/// Whether the actor may comment on the drafts of a plan, and whether they may say that something
/// must be put right.
pub fn may_say(ctx: &Ctx, plan: &Plan) -> (bool, bool) {
    let may = |it| ctx.actor.may(it, place(plan));
    let judges = may(Permission::ReviewPlans) || may(Permission::ApprovePlans);
    (judges || may(Permission::WritePlans), judges)
}

/// Comments on a part of version `number` of a plan.
pub async fn comment(ctx: &Ctx, id: PlanId, number: u32, remark: &Remark) -> Result<Comment> {
    let tx = ctx.write().await?;
    let (plan, version) = found(&tx, ctx, id, number).await?;
    speaks(ctx, &plan)?;
    if remark.is_required && !may_say(ctx, &plan).1 {
        return Err(Error::Forbidden(Permission::ReviewPlans));
    }
    let by = (ctx.actor.person_id, ctx.now);
    let template = template(&plan, &version.content)?;
    let comment = Comment::written(&version, &template, remark, by)?;
    comment_store::insert(&tx, &comment).await?;
    let event = event(Action::PlanCommented, &plan, &comment).to(&said(&comment));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(comment)
}

/// Answers a comment.
pub async fn reply(ctx: &Ctx, id: PlanId, comment: CommentId, text: &str) -> Result<Comment> {
    let tx = ctx.write().await?;
    let (plan, first) = thread(&tx, ctx, id, comment).await?;
    let reply = first.answered(text, (ctx.actor.person_id, ctx.now))?;
    comment_store::insert(&tx, &reply).await?;
    let event = event(Action::PlanCommented, &plan, &reply).to(&said(&reply));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Says that what a comment is about is settled, unless someone changed it since version `seen`.
pub async fn resolve(ctx: &Ctx, id: PlanId, comment: CommentId, seen: i64) -> Result<Comment> {
    let tx = ctx.write().await?;
    let (plan, before) = thread(&tx, ctx, id, comment).await?;
    unchanged(&before, seen)?;
    let resolved = before.clone().resolved(ctx.actor.person_id, ctx.now)?;
    save(&tx, ctx, (&plan, Action::PlanCommentResolved), (&before, resolved.clone())).await?;
    tx.commit().await?;
    Ok(Comment { version: seen + 1, ..resolved })
}

/// Says that it is not, unless someone changed the comment since version `seen`.
pub async fn reopen(ctx: &Ctx, id: PlanId, comment: CommentId, seen: i64) -> Result<Comment> {
    let tx = ctx.write().await?;
    let (plan, before) = thread(&tx, ctx, id, comment).await?;
    unchanged(&before, seen)?;
    let reopened = before.clone().reopened()?;
    save(&tx, ctx, (&plan, Action::PlanCommentReopened), (&before, reopened.clone())).await?;
    tx.commit().await?;
    Ok(Comment { version: seen + 1, ..reopened })
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    (plan, action): (&Plan, Action),
    (before, after): (&Comment, Comment),
) -> Result<()> {
    let after = comment_store::update(tx, after).await?;
    let event = event(action, plan, &after).from(&said(before)).to(&said(&after));
    events::record(tx, ctx, event).await
}

fn unchanged(comment: &Comment, seen: i64) -> Result<()> {
    if comment.version == seen { Ok(()) } else { Err(Error::Stale("comment")) }
}

/// Refuses unless the actor may comment on the drafts of a plan.
fn speaks(ctx: &Ctx, plan: &Plan) -> Result<()> {
    if may_say(ctx, plan).0 {
        return Ok(());
    }
    Err(Error::Forbidden(Permission::WritePlans))
}

/// A plan with one of its versions, as far as the actor may see them.
async fn found(tx: &Tx, ctx: &Ctx, id: PlanId, number: u32) -> Result<(Plan, PlanVersion)> {
    let plan = find_readable(tx, ctx, id).await?;
    let version = version_store::find(tx, id, number).await?;
    let sees = ctx.actor.may(Permission::ReadDrafts, place(&plan));
    let version = version.filter(|it| sees || !it.state.is_for_writers(it.published_at));
    Ok((plan, version.ok_or(Error::NotFound("version"))?))
}

/// A plan with a comment that began a thread, if the actor may speak there and the version is one that
/// is still being talked about.
async fn thread(tx: &Tx, ctx: &Ctx, id: PlanId, comment: CommentId) -> Result<(Plan, Comment)> {
    let plan = find_readable(tx, ctx, id).await?;
    speaks(ctx, &plan)?;
    let comment = comment_store::find(tx, comment).await?;
    let comment = comment.filter(|it| it.plan_id == id && it.is_first());
    let comment = comment.ok_or(Error::NotFound("comment"))?;
    let versions = version_store::all(tx, id).await?;
    let version = versions.into_iter().find(|it| it.id == comment.version_id);
    may_comment(&version.ok_or(Error::NotFound("version"))?)?;
    Ok((plan, comment))
}

fn event(action: Action, plan: &Plan, comment: &Comment) -> Event {
    let event = Event::new(action, Subject::new("plan_comment", comment.id));
    event.part_of(plan.id).in_agency(plan.agency_id)
}

fn said(it: &Comment) -> serde_json::Value {
    json!({
        "thread": it.thread_id,
        "section": it.section,
        "line": it.line,
        "text": it.text,
        "required": it.is_required,
        "resolved_at": it.resolved_at,
    })
}
