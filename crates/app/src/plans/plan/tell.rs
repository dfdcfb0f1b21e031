//! Telling whom a version of a plan waits for: those who review it, those who approve it, and those who
//! wrote it when it comes back. Once each, in the transaction of the step.

use std::collections::BTreeSet;

use db::Tx;

use super::Plan;
use super::version::PlanVersion;
use super::write::WRITING;
use crate::actor::{Permission, Role};
use crate::events::{self, Action};
use crate::ids::PersonId;
use crate::mail::Letter;
use crate::people::access::{self, Extent};
use crate::people::agencies;
use crate::people::notices::{self, NoticeKind};
use crate::{Ctx, Result};

/// Tells of a step that a version went. Other steps ask nobody for anything.
pub(super) async fn moved(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (plan, version): (&Plan, &PlanVersion),
) -> Result<()> {
    let writers = events::who_did(tx, &WRITING, version.id.into()).await?;
    let me = ctx.actor.person_id;
    // Nobody judges what they wrote.
    let without: BTreeSet<PersonId> = writers.iter().copied().chain([me]).collect();
    let mut people = match action {
        Action::PlanSubmitted => judges(tx, ctx, Permission::ReviewPlans, (plan, &without)).await?,
        Action::PlanReviewed => judges(tx, ctx, Permission::ApprovePlans, (plan, &without)).await?,
        Action::PlanReturned | Action::PlanRejected => {
            writers.iter().copied().chain([version.author_id]).collect()
        }
        _ => return Ok(()),
    };
    // Nobody is told of what they did.
    people.remove(&me);
    let letter = letter(ctx, action, (plan, version));
    for person in people {
        notices::notify(tx, ctx, person, NoticeKind::PlanSteps, letter.clone()).await?;
    }
    Ok(())
}

/// Everybody who may judge a plan, but for some. Where the agency has somebody else of its own, those who
/// might do so for the whole state are left alone.
async fn judges(
    tx: &Tx,
    ctx: &Ctx,
    permission: Permission,
    (plan, without): (&Plan, &BTreeSet<PersonId>),
) -> Result<BTreeSet<PersonId>> {
    let above = agencies::with_above(tx, plan.agency_id).await?;
    let top = agencies::top(tx).await?.map(|it| it.id);
    let (mut near, mut far) = (BTreeSet::new(), BTreeSet::new());
    for role in Role::ALL.iter().filter(|it| it.allows(permission)) {
        for (person, extent) in access::holders(tx, *role, ctx.now).await? {
            match extent {
                Extent::State => drop(far.insert(person)),
                Extent::Agency(id) if Some(id) == top => drop(far.insert(person)),
                Extent::Agency(id) if above.contains(&id) => drop(near.insert(person)),
                Extent::Record(id) if id == plan.id.uuid() => drop(near.insert(person)),
                Extent::Agency(_) | Extent::Record(_) => {}
            }
        }
    }
    near.retain(|it| !without.contains(it));
    far.retain(|it| !without.contains(it));
    Ok(if near.is_empty() { far } else { near })
}

fn letter(ctx: &Ctx, action: Action, (plan, version): (&Plan, &PlanVersion)) -> Letter {
    let (title, who, number) = (&plan.title, &ctx.actor.name, version.number);
    let path = format!("/plans/{}", plan.id);
    match action {
        Action::PlanSubmitted => {
            let letter = Letter::about(format!("A plan waits for its review: {title}"));
            let letter = letter.text(format!("{who} handed in version {number} of “{title}”."));
            let summary = version.summary.trim();
            let letter = match summary.is_empty() {
                true => letter,
                false => letter.text(format!("What is new in it: {summary}")),
            };
            letter.link("Review it", path)
        }
        Action::PlanReviewed => Letter::about(format!("A plan waits for your approval: {title}"))
            .text(format!("{who} reviewed version {number} of “{title}” and let it pass."))
            .link("Read it, and approve it or send it back", path),
        _ => Letter::about(format!("A plan was sent back: {title}"))
            .text(format!("{who} sent version {number} of “{title}” back. It is a draft again."))
            .text(format!("Because: {}", version.because.trim()))
            .link("Go on writing", path),
    }
}
