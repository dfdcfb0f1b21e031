//! Handing plans in: the agency head attests what is in force, and that is kept as it is.

use std::collections::BTreeSet;

use db::Tx;

use super::document::changed;
use super::filing::{Filed, receipt, statement};
use super::make::MakeDossier;
use super::notices::{self, Holders};
use super::read::find_readable;
use super::{Filing, Submission, filing_store, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{FilingId, PlanId, SubmissionId};
use crate::people::agencies;
use crate::plans::plan;
use crate::{Ctx, Error, Refusal, Result, jobs};

const OWN: Refusal = Refusal::new(
    "submission.own",
    "Whoever wrote at one of the plans, or made the submission ready, cannot attest it. Ask another \
     head of the agency to.",
);
const INCOMPLETE: Refusal = Refusal::new(
    "submission.incomplete",
    "Not every type of plan that is asked for is in force. Put the missing ones in force first.",
);
const EMPTY: Refusal =
    Refusal::new("submission.empty", "No plan is in force, so there is nothing to hand in.");

/// What would be handed in now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// The plans in force, each at its version.
    pub plans: Vec<Filed>,
    /// The types of plans that are asked for, and of which none is in force.
    pub missing: BTreeSet<String>,
    /// Whether the actor had a part in it, so that they cannot attest it.
    pub is_own: bool,
}

/// What would be handed in now.
pub async fn ready(ctx: &Ctx, it: &Submission) -> Result<Ready> {
    let tx = ctx.read().await?;
    ctx.require(Permission::ReadSubmissions, it.agency_id)?;
    ready_in(&tx, ctx, it).await
}

async fn ready_in(tx: &Tx, ctx: &Ctx, it: &Submission) -> Result<Ready> {
    let mut plans = Vec::new();
    for (plan, version) in plan::in_force_of(tx, it.agency_id).await? {
        if it.plan_types.is_empty() || it.plan_types.contains(&plan.plan_type) {
            plans.push(Filed::of(&plan, &version)?);
        }
    }
    let there: BTreeSet<&str> = plans.iter().map(|it| it.plan_type.as_str()).collect();
    let missing = it.plan_types.iter().filter(|it| !there.contains(it.as_str())).cloned().collect();
    let person = ctx.actor.person_id;
    let is_own =
        it.prepared_by == Some(person) || plan::has_written(tx, person, &versions(&plans)).await?;
    Ok(Ready { plans, missing, is_own })
}

/// Plans with the numbers of their versions.
pub(super) fn versions(plans: &[Filed]) -> Vec<(PlanId, u32)> {
    plans.iter().map(|it| (it.plan_id, it.version)).collect()
}

impl Ready {
    /// Refuses unless it can be handed in.
    fn whole(&self) -> std::result::Result<(), Refusal> {
        if !self.missing.is_empty() {
            return Err(INCOMPLETE);
        }
        if self.plans.is_empty() { Err(EMPTY) } else { Ok(()) }
    }
}

/// Makes a submission ready: the agency head is asked to attest it.
pub async fn prepare(ctx: &Ctx, id: SubmissionId, seen: i64) -> Result<Submission> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::PrepareSubmissions, before.agency_id)?;
    unchanged(&before, seen)?;
    let after = before.clone().prepared(ctx.actor.person_id, ctx.now)?;
    ready_in(&tx, ctx, &before).await?.whole()?;
    let after = store::update(&tx, after).await?;
    let holders = Holders::of(&tx, ctx.now).await?;
    notices::ready(&tx, ctx, &holders, &after).await?;
    let event = changed(&tx, Action::SubmissionPrepared, (&before, &after)).await?;
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(after)
}

/// Attests the plans of an agency that are in force, and hands them in. From then on it is known
/// which versions these were, by their hashes; a dossier of them is made at once.
pub async fn attest(ctx: &Ctx, id: SubmissionId, seen: i64, words: &str) -> Result<Submission> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::AttestSubmissions, before.agency_id)?;
    unchanged(&before, seen)?;
    before.may_hand_in()?;
    let words = statement(words)?;
    let after = attest_in(&tx, ctx, before, words).await?;
    tx.commit().await?;
    Ok(after)
}

async fn attest_in(
    tx: &Tx,
    ctx: &Ctx,
    before: Submission,
    statement: String,
) -> Result<Submission> {
    let ready = ready_in(tx, ctx, &before).await?;
    ready.whole()?;
    if ready.is_own {
        return Err(OWN.into());
    }
    let codes = agencies::codes(tx, &[before.agency_id].into()).await?;
    let agency = codes.get(&before.agency_id).ok_or(Error::NotFound("agency"))?;
    let n_before = filing_store::count_of(tx, before.agency_id, before.year).await?;
    let receipt = receipt(before.year, agency, n_before + 1);
    let after = before.clone().handed_in(receipt.clone(), ctx.now)?;
    let after = store::update(tx, after).await?;
    let filing = Filing {
        id: FilingId::new(),
        submission_id: after.id,
        agency_id: after.agency_id,
        year: after.year,
        number: after.n_filings,
        receipt: receipt.clone(),
        attested_by: ctx.actor.person_id,
        attested_at: ctx.now,
        statement,
        plans: ready.plans,
        sha256: None,
        made_at: None,
        findings: [].into(),
        review: None,
        outcome: None,
        decided_at: None,
    };
    filing_store::insert(tx, &filing).await?;
    let task = MakeDossier::of(after.id, receipt);
    jobs::enqueue(tx, ctx, &task, ctx.now).await?;
    let event = changed(tx, Action::SubmissionAttested, (&before, &after)).await?;
    let filed =
        events::Event::new(Action::SubmissionAttested, events::Subject::new("filing", filing.id))
            .part_of(after.id)
            .in_agency(after.agency_id)
            .to(&serde_json::json!({ "statement": filing.statement, "plans": filing.plans }));
    events::record_all(tx, ctx, vec![event, filed]).await?;
    Ok(after)
}

/// Refuses if someone changed it since it was seen.
pub(super) fn unchanged(it: &Submission, seen: i64) -> Result<()> {
    if it.version == seen { Ok(()) } else { Err(Error::Stale("submission")) }
}
