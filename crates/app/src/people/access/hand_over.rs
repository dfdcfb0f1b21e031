//! What becomes of the roles in an agency that is merged into another.

use db::Tx;

use super::give::event;
use super::store;
use crate::events::{Action, Event};
use crate::ids::AgencyId;
use crate::{Ctx, Result};

/// Moves what is held in the agency `from` to `into`, and ends what the actor could not give
/// there. What is over stays where it was held. Says what happened, for the audit log.
pub(crate) async fn hand_over(
    tx: &Tx,
    ctx: &Ctx,
    (from, into): (AgencyId, AgencyId),
) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for before in store::by_agency(tx, from).await? {
        if before.is_over(ctx.now) {
            continue;
        }
        let (action, after) = match before.handed_over(&ctx.actor, into) {
            Some(moved) => (Action::GrantMoved, moved),
            None => (Action::GrantEnded, before.clone().ended(ctx.now)),
        };
        store::update(tx, &after).await?;
        events.push(event(action, &after).from(&before.document()).to(&after.document()));
    }
    Ok(events)
}
