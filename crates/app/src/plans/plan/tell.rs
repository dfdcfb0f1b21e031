//! Telling whom a version of a plan waits for: those who review it, those who approve it, and, when it comes
//! back, those who wrote it and still may. Once each, in the transaction of the step.

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
use crate::people::notices::{self, NoticeKind};
use crate::people::{agencies, sign_in};
use crate::{Ctx, Result};

/// Tells of a step that a version went. Other steps ask nobody for anything.
pub(super) async fn moved(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (plan, version): (&Plan, &PlanVersion),
) -> Result<()> {
    let mut writers = events::who_did(tx, &WRITING, version.id.into()).await?;
    let me = ctx.actor.person_id;
    let mut is_instead = false;
    let mut people = match action {
        Action::PlanSubmitted | Action::PlanReviewed => {
            let permission = match action {
                Action::PlanSubmitted => Permission::ReviewPlans,
                _ => Permission::ApprovePlans,
            };
            // Nobody judges what they wrote.
            writers.insert(me);
            nearest(tx, ctx, plan, (allowing(permission).as_slice(), &writers)).await?
        }
        Action::PlanReturned | Action::PlanRejected => {
            writers.insert(version.author_id);
            let may_write = holders(tx, ctx, plan, &allowing(Permission::WritePlans)).await?;
            writers.retain(|it| may_write.near.contains(it) || may_write.far.contains(it));
            is_instead = writers.is_empty();
            match is_instead {
                true => instead(tx, ctx, plan).await?,
                false => writers,
            }
        }
        _ => return Ok(()),
    };
    // Nobody is told of what they did.
    people.remove(&me);
    let letter = letter(ctx, (action, is_instead), (plan, version));
    for person in people {
        notices::notify(tx, ctx, person, NoticeKind::PlanSteps, letter.clone()).await?;
    }
    Ok(())
}

/// Who sees to a plan that came back when nobody who wrote it may still write it: the coordinators of the
/// agency, or else the team.
async fn instead(tx: &Tx, ctx: &Ctx, plan: &Plan) -> Result<BTreeSet<PersonId>> {
    for role in [Role::Coordinator, Role::ContinuityTeam] {
        let people = nearest(tx, ctx, plan, ([role].as_slice(), &BTreeSet::new())).await?;
        if !people.is_empty() {
            return Ok(people);
        }
    }
    Ok(BTreeSet::new())
}

/// The roles that carry a permission.
fn allowing(permission: Permission) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|it| it.allows(permission)).collect()
}

/// Who holds some roles that extend to a plan, and can sign in.
#[derive(Default)]
struct Holders {
    /// For the agency of the plan or one above it, or for the plan alone.
    near: BTreeSet<PersonId>,
    /// For the whole state.
    far: BTreeSet<PersonId>,
}

async fn holders(tx: &Tx, ctx: &Ctx, plan: &Plan, roles: &[Role]) -> Result<Holders> {
    let above = agencies::with_above(tx, plan.agency_id).await?;
    let top = agencies::top(tx).await?.map(|it| it.id);
    let mut found = Holders::default();
    for role in roles {
        for (person, extent) in access::holders(tx, *role, ctx.now).await? {
            let held = match extent {
                Extent::State => &mut found.far,
                Extent::Agency(id) if Some(id) == top => &mut found.far,
                Extent::Agency(id) if above.contains(&id) => &mut found.near,
                Extent::Record(id) if id == plan.id.uuid() => &mut found.near,
                Extent::Agency(_) | Extent::Record(_) => continue,
            };
            // An account that was closed leaves its roles behind.
            if !held.contains(&person) && sign_in::address_of(tx, person).await?.is_some() {
                held.insert(person);
            }
        }
    }
    Ok(found)
}

/// Who holds some roles that extend to a plan, but for some. Where the agency has somebody else of its own,
/// those who hold them for the whole state are left alone.
async fn nearest(
    tx: &Tx,
    ctx: &Ctx,
    plan: &Plan,
    (roles, without): (&[Role], &BTreeSet<PersonId>),
) -> Result<BTreeSet<PersonId>> {
    let Holders { mut near, mut far } = holders(tx, ctx, plan, roles).await?;
    near.retain(|it| !without.contains(it));
    far.retain(|it| !without.contains(it));
    Ok(if near.is_empty() { far } else { near })
}

fn letter(
    ctx: &Ctx,
    (action, is_instead): (Action, bool),
    (plan, version): (&Plan, &PlanVersion),
) -> Letter {
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
        _ => {
            let letter = Letter::about(format!("A plan was sent back: {title}"))
                .text(format!(
                    "{who} sent version {number} of “{title}” back. It is a draft again."
                ))
                .text(format!("Because: {}", version.because.trim()));
            match is_instead {
                true => letter
                    .text("Nobody who wrote it may write it any more. Somebody else has to go on.")
                    .link("Look at the plan", path),
                false => letter.link("Go on writing", path),
            }
        }
    }
}
