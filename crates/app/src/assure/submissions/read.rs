//! Looking at submissions.

use std::collections::BTreeSet;

use db::Tx;
use tokio::sync::watch;

use super::document::Names;
use super::{Filing, State, Submission, SubmissionDocument, filing_store, store};
use crate::actor::Permission;
use crate::ids::{AgencyId, CampaignId, FilingId, PersonId, SubmissionId};
use crate::people::agencies::{self, WhyDue};
use crate::plans::plan::{Plan, PlanReviews};
use crate::progress::Progress;
use crate::{Ctx, Error, Page, Paging, Result, settings};

/// Which submissions to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those of agencies whose names contain this, and the one with this receipt.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those of this campaign.
    pub campaign: Option<CampaignId>,
    /// Only those that were asked for outside of a campaign.
    pub on_request: bool,
    /// Only those for this year.
    pub year: Option<i32>,
    /// Only those that are so far. None means all.
    pub states: Vec<State>,
    /// Only those that ever were late, or are with what a review asked for.
    pub was_late: bool,
    /// Only those of which what a review asked for was not put right in time.
    pub fixes_late: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of submissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What the agencies are called.
    #[default]
    Agency,
    /// For which year.
    Year,
    /// How far they are.
    State,
    /// When they are due.
    Due,
    /// When they were handed in.
    Submitted,
    /// What the review came to.
    Score,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "agency" => Some(Sort::Agency),
            "year" => Some(Sort::Year),
            "state" => Some(Sort::State),
            "due" => Some(Sort::Due),
            "submitted" => Some(Sort::Submitted),
            "score" => Some(Sort::Score),
            _ => None,
        }
    }
}

/// One submission.
pub async fn show(ctx: &Ctx, id: SubmissionId) -> Result<Submission> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One page of the submissions that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Submission>> {
    let scope = ctx.require_scope(Permission::ReadSubmissions)?;
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<SubmissionId>,
    n_max: u64,
) -> Result<Vec<Submission>> {
    let scope = ctx.require_scope(Permission::ReadSubmissions)?;
    store::list_after(&*ctx.read().await?, &scope, query, (after, n_max)).await
}

/// The submissions as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Submission]) -> Result<Vec<SubmissionDocument>> {
    let names = Names::of(&*ctx.read().await?, all).await?;
    Ok(all.iter().map(|it| names.document(it)).collect())
}

/// Every time that plans were handed in for a submission, the last first. Whoever may not judge it
/// sees a review once it is decided.
pub async fn filings(ctx: &Ctx, it: &Submission) -> Result<Vec<Filing>> {
    ctx.require(Permission::ReadSubmissions, it.agency_id)?;
    let mut all = filing_store::of(&*ctx.read().await?, it.id).await?;
    if !ctx.actor.may(Permission::ReviewSubmissions, it.agency_id) {
        for filing in all.iter_mut().filter(|it| it.outcome.is_none()) {
            filing.review = None;
        }
    }
    Ok(all)
}

/// How many of the last times that an agency handed plans in are looked through for one plan.
const LOOKED_THROUGH: u64 = 20;

/// The last time that this version of a plan was handed in, as far as the actor may see it.
pub async fn last_with(ctx: &Ctx, plan: &Plan, number: u32) -> Result<Option<Filing>> {
    if !ctx.actor.may(Permission::ReadSubmissions, plan.agency_id) {
        return Ok(None);
    }
    let tx = ctx.read().await?;
    let mut all = filing_store::last_of_agency(&tx, plan.agency_id, LOOKED_THROUGH).await?;
    all.retain(|it| it.plans.iter().any(|it| it.plan_id == plan.id && it.version == number));
    Ok(all.into_iter().next().map(|it| Filing { review: None, ..it }))
}

/// The dossier of the `number`-th time that plans were handed in: what to call it, and its bytes.
pub async fn dossier(ctx: &Ctx, id: SubmissionId, number: u32) -> Result<(String, Vec<u8>)> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    let filings = filing_store::of(&tx, id).await?;
    let filing = filings.into_iter().find(|it| it.number == number);
    let filing = filing.ok_or(Error::NotFound("dossier"))?;
    let filing_id: FilingId = filing.id;
    let bytes = filing_store::dossier(&tx, filing_id).await?.ok_or(Error::NotFound("dossier"))?;
    Ok((format!("{}.zip", filing.receipt), bytes))
}

/// How far the dossier is that is being made, as it goes on, if it is made on this server.
pub fn watch(ctx: &Ctx, it: &Submission) -> Option<watch::Receiver<Progress>> {
    let may = ctx.actor.may(Permission::ReadSubmissions, it.agency_id);
    may.then(|| ctx.platform.progress.watch(it.id.into(), PersonId::FIRST)).flatten()
}

/// Why a submission is due on its day.
pub async fn why_due(ctx: &Ctx, it: &Submission) -> Result<WhyDue> {
    ctx.require(Permission::ReadSubmissions, it.agency_id)?;
    let calendars = agencies::calendars(ctx, &[it.agency_id].into()).await?;
    let due = calendars.due_day(it.agency_id, it.asked_due_on);
    Ok(calendars.why(it.agency_id, Some(due), it.due_on))
}

/// Why what its last review asks for is put right by its day, if the state set one.
pub async fn why_fixes(ctx: &Ctx, it: &Submission) -> Result<Option<WhyDue>> {
    ctx.require(Permission::ReadSubmissions, it.agency_id)?;
    let Some((from, due)) = it.fixes_from.zip(it.fixes_due_on) else { return Ok(None) };
    let reviews = settings::find::<PlanReviews>(&*ctx.read().await?).await?.value;
    let calendars = agencies::calendars(ctx, &[it.agency_id].into()).await?;
    let counted = reviews.fix_day(calendars.opening(it.agency_id), from);
    Ok(Some(calendars.why(it.agency_id, counted, due)))
}

/// The submission called `id`. One that the actor may not see is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: SubmissionId) -> Result<Submission> {
    let found = store::find(tx, id).await?;
    let found = found.filter(|it| ctx.actor.may(Permission::ReadSubmissions, it.agency_id));
    found.ok_or(Error::NotFound("submission"))
}
