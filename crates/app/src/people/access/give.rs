//! Giving a role, and ending it.

use db::Tx;

use super::grant::require_to_change;
use super::read::find_readable;
use super::{Draft, Extent, Grant, store};
use crate::actor::{Permission, Role};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, GrantId, PersonId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

const SAME: Refusal = Refusal::new(
    "grant.same",
    "This person already holds the role there at that time. End that grant first.",
);
const LAST: Refusal = Refusal::new(
    "grant.last_administrator",
    "This is the last administrator. Make somebody else one first.",
);

/// Gives a role.
pub async fn give(ctx: &Ctx, draft: Draft) -> Result<Grant> {
    let tx = ctx.write().await?;
    let person = persons::find_readable(&tx, ctx, draft.person_id).await?;
    if person.retired_at.is_some() {
        return Err(FieldProblem::new("person", "This person has left.").into());
    }
    let agency_id = agency_of(&tx, ctx, draft.extent).await?;
    let grant = draft.given(&ctx.actor, agency_id, ctx.now)?;
    save(&tx, ctx, &grant).await?;
    tx.commit().await?;
    Ok(grant)
}

/// Ends a grant now, or withdraws one that has not begun.
pub async fn end(ctx: &Ctx, id: GrantId) -> Result<Grant> {
    let tx = ctx.write().await?;
    // Two administrators who end each other's role at the same time take turns.
    events::lock_last_seq(&tx).await?;
    let before = find_readable(&tx, ctx, id).await?;
    require_to_change(&ctx.actor, &before)?;
    if before.is_over(ctx.now) {
        return Ok(before);
    }
    if before.role == Role::Administrator {
        let all = store::statewide(&tx, Role::Administrator, ctx.now).await?;
        if matches!(all.as_slice(), [only] if only.id == id) {
            return Err(LAST.into());
        }
    }
    let grant = before.clone().ended(ctx.now);
    store::update(&tx, &grant).await?;
    let event = event(Action::GrantEnded, &grant).from(&before.document()).to(&grant.document());
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(grant)
}

/// Gives the first role of a new installation, in the transaction that makes the person.
pub(crate) async fn give_first(tx: &Tx, ctx: &Ctx, draft: Draft) -> Result<Grant> {
    let grant = draft.given(&ctx.actor, None, ctx.now)?;
    save(tx, ctx, &grant).await?;
    Ok(grant)
}

/// Refuses unless the actor may decide over how `person_id` signs in: whoever can do so can become
/// them, and so must be able to give every role that they hold.
pub(crate) async fn require_over(tx: &Tx, ctx: &Ctx, person_id: PersonId) -> Result<()> {
    let person = persons::find_readable(tx, ctx, person_id).await?;
    ctx.require(Permission::WriteGrants, person.agency_id)?;
    let held = store::by_person(tx, person_id).await?;
    held.iter()
        .filter(|it| !it.is_over(ctx.now))
        .try_for_each(|it| require_to_change(&ctx.actor, it))
}

async fn save(tx: &Tx, ctx: &Ctx, grant: &Grant) -> Result<()> {
    // Nobody gives the same role meanwhile.
    events::lock_last_seq(tx).await?;
    let held = store::by_person(tx, grant.person_id).await?;
    if held.iter().any(|it| it.overlaps(grant)) {
        return Err(SAME.into());
    }
    store::insert(tx, grant).await?;
    events::record(tx, ctx, event(Action::GrantGiven, grant).to(&grant.document())).await
}

/// The agency that a grant would be about. What the actor cannot see is not there.
async fn agency_of(tx: &Tx, ctx: &Ctx, extent: Extent) -> Result<Option<AgencyId>> {
    match extent {
        Extent::State => Ok(None),
        Extent::Agency(id) => {
            let agency = agencies::find_readable(tx, ctx, id).await?;
            if agency.retired_at.is_some() {
                return Err(FieldProblem::new("agency", "This agency is retired.").into());
            }
            Ok(Some(id))
        }
        Extent::Record(id) => {
            let found = db::search::by_ids(tx, &[id]).await?.into_iter().next();
            let agency_id = found.and_then(|it| it.agency_id).map(AgencyId::from);
            Ok(Some(agency_id.ok_or(Error::NotFound("record"))?))
        }
    }
}

pub(super) fn event(action: Action, grant: &Grant) -> Event {
    let event = Event::new(action, Subject::new("grant", grant.id));
    grant.agency_id.into_iter().fold(event, Event::in_agency)
}
