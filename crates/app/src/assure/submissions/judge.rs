//! Reviewing what was handed in, and deciding about it.

use db::Tx;
use serde_json::json;

use super::attest::{unchanged, versions};
use super::document::{changed, event};
use super::read::find_readable;
use super::review::{Outcome, Review, Reviewed};
use super::{Filing, Submission, filing_store, notices, store, timer};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::SubmissionId;
use crate::people::agencies;
use crate::plans::plan::{self, PlanReviews};
use crate::{Ctx, Error, Refusal, Result, settings};

const OWN: Refusal = Refusal::new(
    "submission.own_review",
    "Whoever attested it, made it ready or wrote at one of its plans cannot judge it. Ask somebody \
     else of the team to.",
);

/// Keeps the review as far as it is.
pub async fn save_review(
    ctx: &Ctx,
    id: SubmissionId,
    seen: i64,
    review: Review,
) -> Result<Submission> {
    let tx = ctx.write().await?;
    let (before, filing) = judged(&tx, ctx, (id, seen), &review).await?;
    if filing.review.as_ref().is_some_and(|it| it.review == review) {
        return Ok(before);
    }
    let was = filing.review.as_ref().map(|it| it.review.clone()).unwrap_or_default();
    let after = Submission { updated_at: ctx.now, ..before.clone() };
    let after = store::update(&tx, after).await?;
    let event = event(Action::SubmissionReviewed, &after).from(&was).to(&review);
    filing_store::update(&tx, &Filing { review: Some(reviewed(ctx, review)), ..filing }).await?;
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(after)
}

/// Decides about what was handed in, by its review. A failed mandatory criterion blocks acceptance
/// (S0-13).
pub async fn decide(
    ctx: &Ctx,
    id: SubmissionId,
    seen: i64,
    (review, outcome): (Review, Outcome),
) -> Result<Submission> {
    let tx = ctx.write().await?;
    let (before, filing) = judged(&tx, ctx, (id, seen), &review).await?;
    review.allows(outcome)?;
    let score = review.total().unwrap_or(0);
    let after = before.clone().decided(outcome, score, ctx.now)?;
    let calendars = agencies::calendars_in(&tx, &[after.agency_id].into()).await?;
    let reviews = settings::find::<PlanReviews>(&tx).await?.value;
    let (opening, today) = (calendars.opening(after.agency_id), timer::today(&tx, ctx).await?);
    let after = store::update(&tx, after.fixed_by(&reviews, opening, today)).await?;
    let filing = Filing {
        review: Some(reviewed(ctx, review)),
        outcome: Some(outcome),
        decided_at: Some(ctx.now),
        ..filing
    };
    filing_store::update(&tx, &filing).await?;
    notices::decided(&tx, ctx, (&after, &filing), outcome).await?;
    let action = match outcome {
        Outcome::Returned => Action::SubmissionReturned,
        Outcome::Accepted | Outcome::AcceptedWithFixes => Action::SubmissionAccepted,
    };
    let moved = changed(&tx, action, (&before, &after)).await?;
    let said =
        filing.review.as_ref().map(|it| json!({ "review": it.review, "by_source": it.by_source }));
    let judged = events::Event::new(action, events::Subject::new("filing", filing.id))
        .part_of(after.id)
        .in_agency(after.agency_id)
        .to(&said);
    events::record_all(&tx, ctx, vec![moved, judged]).await?;
    tx.commit().await?;
    Ok(after)
}

/// Notes that what the review of an accepted submission asked for is put right. What was returned is
/// handed in again instead.
pub async fn settle(ctx: &Ctx, id: SubmissionId, seen: i64) -> Result<Submission> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::ReviewSubmissions, before.agency_id)?;
    unchanged(&before, seen)?;
    let filing = filing_store::of(&tx, id).await?.into_iter().next();
    if let Some(filing) = &filing
        && had_a_part(&tx, ctx, (&before, filing)).await?
    {
        return Err(OWN.into());
    }
    let after = store::update(&tx, before.clone().settled(ctx.now)?).await?;
    let event = changed(&tx, Action::SubmissionChanged, (&before, &after)).await?;
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(after)
}

/// Whether the actor had a part in what was handed in, so that they cannot judge it.
pub async fn is_own(ctx: &Ctx, filing: &Filing, it: &Submission) -> Result<bool> {
    had_a_part(&*ctx.read().await?, ctx, (it, filing)).await
}

async fn had_a_part(tx: &Tx, ctx: &Ctx, (it, filing): (&Submission, &Filing)) -> Result<bool> {
    let person = ctx.actor.person_id;
    let by_hand = filing.attested_by == person || it.prepared_by == Some(person);
    Ok(by_hand || plan::has_written(tx, person, &versions(&filing.plans)).await?)
}

/// The submission with what was last handed in, if the actor may judge it and saw its last state.
async fn judged(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (SubmissionId, i64),
    review: &Review,
) -> Result<(Submission, Filing)> {
    let it = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::ReviewSubmissions, it.agency_id)?;
    unchanged(&it, seen)?;
    it.may_review()?;
    let problems = review.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let filing = filing_store::of(tx, id).await?.into_iter().next();
    let filing = filing.ok_or(Error::NotFound("filing"))?;
    if had_a_part(tx, ctx, (&it, &filing)).await? {
        return Err(OWN.into());
    }
    Ok((it, filing))
}

fn reviewed(ctx: &Ctx, review: Review) -> Reviewed {
    let by_source = review.by_source();
    Reviewed { review, by: ctx.actor.person_id, at: ctx.now, by_source }
}
