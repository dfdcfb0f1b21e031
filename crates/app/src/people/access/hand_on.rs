//! Roles that go from one person to another, and roles that are lent for as long as something lasts.
//!
//! Whether that is right is decided by the feature that does it. Here it is only carried out, with the
//! same events as when somebody gives a role and ends it.

use std::collections::BTreeSet;

use db::Tx;

use super::give::event;
use super::grant::require_to_change;
use super::read::{held_by, statewide};
use super::{Draft, Extent, Grant, store};
use crate::actor::{Actor, Permission, Role};
use crate::events::{self, Action};
use crate::ids::{AgencyId, GrantId, PersonId};
use crate::people::persons;
use crate::{Ctx, Result, Timestamp};

/// What a person holds, now or later, that is about one of these agencies.
pub(crate) async fn held_within(
    tx: &Tx,
    person_id: PersonId,
    agencies: &BTreeSet<AgencyId>,
    now: Timestamp,
) -> Result<Vec<Grant>> {
    let mut held = store::by_person(tx, person_id).await?;
    held.retain(|it| !it.is_over(now) && it.agency_id.is_some_and(|id| agencies.contains(&id)));
    Ok(held)
}

/// All that a person holds, now or later, wherever that is.
pub(crate) async fn held_anywhere(
    tx: &Tx,
    person_id: PersonId,
    now: Timestamp,
) -> Result<Vec<Grant>> {
    let mut held = store::by_person(tx, person_id).await?;
    held.retain(|it| !it.is_over(now));
    Ok(held)
}

/// Of these, what somebody could end by the roles that they hold now: who decided earlier did not decide
/// about what came since.
pub(crate) async fn could_end(
    tx: &Tx,
    person_id: PersonId,
    mut grants: Vec<Grant>,
    now: Timestamp,
) -> Result<Vec<Grant>> {
    let held = held_by(tx, person_id, now).await?;
    let actor = Actor { person_id, held, ..Actor::platform() };
    grants.retain(|it| require_to_change(&actor, it).is_ok());
    Ok(grants)
}

/// Whether the state would be without an administrator who is there, once what one person holds ended.
pub(crate) async fn ends_last_administrator(
    tx: &Tx,
    held: &[Grant],
    now: Timestamp,
) -> Result<bool> {
    let is_administrator = |it: &Grant| {
        it.role == Role::Administrator && it.extent == Extent::State && it.in_force(now)
    };
    let Some(theirs) = held.iter().find(|it| is_administrator(it)) else { return Ok(false) };
    let mut others = statewide(tx, Role::Administrator, now).await?;
    others.remove(&theirs.person_id);
    // Whose account is closed administers nothing.
    Ok(persons::left(tx, &others).await?.len() == others.len())
}

/// Whether the actor could end each of these themselves, and give it to `to`: nobody gives a role to
/// themselves.
pub(crate) fn may_hand_on(
    actor: &Actor,
    agency_id: AgencyId,
    (held, to): (&[Grant], Option<PersonId>),
) -> bool {
    actor.may(Permission::WriteGrants, agency_id)
        && to != Some(actor.person_id)
        && held.iter().all(|it| require_to_change(actor, it).is_ok())
}

/// Ends what is `held` now. Those that are among `handed` begin for `to`, as `by` has decided, unless
/// they hold the same already.
///
/// What was lent to somebody for one record goes to nobody else: whoever lent it could not take it back
/// from them.
pub(crate) async fn hand_on(
    tx: &Tx,
    ctx: &Ctx,
    (held, handed): (&[Grant], &BTreeSet<GrantId>),
    (to, by, reason): (Option<PersonId>, PersonId, &str),
) -> Result<()> {
    let mut events = Vec::new();
    for before in held {
        let ended = before.clone().ended(ctx.now);
        store::update(tx, &ended).await?;
        events
            .push(event(Action::GrantEnded, &ended).from(&before.document()).to(&ended.document()));
        let Some(to) = to.filter(|_| handed.contains(&before.id)) else { continue };
        if before.role == Role::Adviser {
            continue;
        }
        let next = Grant {
            id: GrantId::new(),
            person_id: to,
            starts_at: before.starts_at.max(ctx.now),
            granted_by: by,
            reason: reason.to_owned(),
            ended: false,
            ..before.clone()
        };
        let theirs = store::by_person(tx, to).await?;
        if !theirs.iter().any(|it| it.overlaps(&next)) {
            store::insert(tx, &next).await?;
            events.push(event(Action::GrantGiven, &next).to(&next.document()));
        }
    }
    events::record_all(tx, ctx, events).await
}

/// Gives a role for one record of an agency until it is taken back. None if the person holds it there
/// already.
pub(crate) async fn lend(
    tx: &Tx,
    ctx: &Ctx,
    draft: Draft,
    agency_id: AgencyId,
) -> Result<Option<GrantId>> {
    let given = draft.given(&Actor::platform(), Some(agency_id), ctx.now)?;
    let grant = Grant { granted_by: ctx.actor.person_id, ..given };
    let held = store::by_person(tx, grant.person_id).await?;
    if held.iter().any(|it| it.overlaps(&grant)) {
        return Ok(None);
    }
    store::insert(tx, &grant).await?;
    events::record(tx, ctx, event(Action::GrantGiven, &grant).to(&grant.document())).await?;
    Ok(Some(grant.id))
}

/// Ends what was lent. What somebody ended meanwhile stays as it is.
pub(crate) async fn take_back(tx: &Tx, ctx: &Ctx, id: GrantId) -> Result<()> {
    let Some(before) = store::find(tx, id).await? else { return Ok(()) };
    if before.is_over(ctx.now) {
        return Ok(());
    }
    let ended = before.clone().ended(ctx.now);
    store::update(tx, &ended).await?;
    let event = event(Action::GrantEnded, &ended).from(&before.document()).to(&ended.document());
    events::record(tx, ctx, event).await
}
