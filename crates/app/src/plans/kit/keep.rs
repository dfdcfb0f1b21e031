//! Keeping what is taken along in one's own browser.

use serde_json::json;

use super::gather::{Kit, of_person};
use crate::events::{self, Action, Event, Subject};
use crate::{Ctx, Result};

/// What the actor begins to keep in a browser: [`of_person`], and the audit log tells that they did.
pub async fn keep(ctx: &Ctx) -> Result<Kit> {
    let kit = of_person(ctx).await?;
    let tx = ctx.write().await?;
    let after = json!({ "plans": kit.plans.len(), "people": kit.calls.contacts.len() });
    let subject = Subject::new("person", ctx.actor.person_id);
    let event = Event::new(Action::KitKept, subject).in_agency(kit.agency_id).to(&after);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(kit)
}
