//! Merging two agencies into one, because they always were: the same agency, spelled two ways.

use serde_json::json;

use super::read::{documents_in, find_readable};
use super::{Agency, merge_store, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::AgencyId;
use crate::{Ctx, Error, Refusal, Result};

const ITSELF: Refusal = Refusal::new("agency.itself", "An agency cannot be merged into itself.");
const RETIRED: Refusal = Refusal::new("agency.retired", "One of the two is retired already.");
const HAS_CHILDREN: Refusal = Refusal::new(
    "agency.has_children",
    "Agencies below it are still in use. Merge or retire those first.",
);

/// How many records changed hands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// People who work for the other agency since.
    pub n_people: u64,
    /// Items of the inventory.
    pub n_items: u64,
    /// Roles.
    pub n_others: u64,
}

/// Makes `from` a further name of `into`: its names, people, items, analyses and roles move there,
/// and it is retired. `seen` is the version of `from` that the actor saw.
pub async fn merge(ctx: &Ctx, from: AgencyId, into: AgencyId, seen: i64) -> Result<Moved> {
    let tx = ctx.write().await?;
    let (old, new) = (find_readable(&tx, ctx, from).await?, find_readable(&tx, ctx, into).await?);
    ctx.require(Permission::WriteAgencies, from)?;
    ctx.require(Permission::WriteAgencies, into)?;
    if from == into {
        return Err(ITSELF.into());
    }
    if old.version != seen {
        return Err(Error::Stale("agency"));
    }
    if old.retired_at.is_some() || new.retired_at.is_some() {
        return Err(RETIRED.into());
    }
    let below = store::below(&tx, &old.path).await?;
    if below.iter().any(|it| it.id != from && it.retired_at.is_none()) {
        return Err(HAS_CHILDREN.into());
    }
    let before = documents_in(&tx, std::slice::from_ref(&old)).await?.into_iter().next();
    store::hand_over_names(&tx, (from, into), &old.code).await?;
    let moved = merge_store::hand_over(&tx, (from, into), ctx.now).await?;
    db::search::remove(&tx, from.into()).await?;
    db::search::hand_over(&tx, from.into(), into.into()).await?;
    let into_code = new.code.clone();
    let contacts = (old.primary_contact_id, old.alternate_contact_id);
    store::update(&tx, Agency { retired_at: Some(ctx.now), updated_at: ctx.now, ..old }).await?;
    // A contact who was named is better than none. What was there stays.
    let new = Agency {
        primary_contact_id: new.primary_contact_id.or(contacts.0),
        alternate_contact_id: new.alternate_contact_id.or(contacts.1),
        updated_at: ctx.now,
        ..new
    };
    let new = store::update(&tx, new).await?;
    super::put::index_again(&tx, &new).await?;
    let event = Event::new(Action::AgencyMerged, Subject::new("agency", from)).in_agency(into);
    let after = json!({
        "into": into_code,
        "n_people": moved.n_people,
        "n_items": moved.n_items,
        "n_others": moved.n_others,
    });
    events::record(&tx, ctx, event.from(&before).to(&after)).await?;
    tx.commit().await?;
    Ok(moved)
}
