//! The secret link of a partner: whoever has it opens what is shared with the partner, without signing
//! in. Only its hash is kept, it ends by itself, and it can be withdrawn.

use chrono::TimeDelta;
use db::Tx;
use serde_json::json;

use super::read::find_readable;
use super::write::partner_event;
use super::{Partner, store};
use crate::actor::{Actor, Permission};
use crate::events::{self, Action};
use crate::ids::PartnerId;
use crate::people::sign_in::{self, Secret};
use crate::{Ctx, FieldProblem, Refusal, Result, Timestamp};

/// For how many days a link works, unless somebody says otherwise.
pub const DAYS: u32 = 90;

/// For how many days it works at most.
pub const DAYS_MAX: u32 = 366;

const BY_TOKEN: Refusal = Refusal::new(
    "partner.by_token",
    "A program cannot do this. Sign in with a browser, and do it yourself.",
);

/// When a link was made, and when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// When it was made.
    pub made_at: Timestamp,
    /// From when on it does not work any more.
    pub ends_at: Timestamp,
}

/// Makes the secret link of a partner, which works for so many days. One from before stops to work. It
/// is shown this once.
pub async fn make_link(ctx: &Ctx, id: PartnerId, days: u32) -> Result<Secret> {
    let tx = ctx.write().await?;
    let it = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WritePartners, it.agency_id)?;
    if ctx.actor.limited_to.is_some() {
        return Err(BY_TOKEN.into());
    }
    it.in_use()?;
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(FieldProblem::new("days", "Use from 1 to 366 days.").into());
    }
    let secret = Secret::fresh();
    let made = Link { made_at: ctx.now, ends_at: ctx.now + TimeDelta::days(days.into()) };
    store::put_link(&tx, id, secret.hash(), made).await?;
    let event = partner_event(Action::PartnerLinkMade, &it);
    events::record(&tx, ctx, event.to(&json!({ "ends_at": made.ends_at }))).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Withdraws the secret link of a partner, if it has one.
pub async fn drop_link(ctx: &Ctx, id: PartnerId) -> Result<()> {
    let tx = ctx.write().await?;
    let it = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WritePartners, it.agency_id)?;
    if store::drop_link(&tx, id).await? {
        events::record(&tx, ctx, partner_event(Action::PartnerLinkWithdrawn, &it)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The secret link of a partner, if it has one that works: never the secret itself.
pub async fn link(ctx: &Ctx, id: PartnerId) -> Result<Option<Link>> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    store::link(&tx, id, ctx.now).await
}

/// The partner in use whose secret link this is, if it has not ended.
pub(crate) async fn find_by_secret(
    tx: &Tx,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Partner>> {
    let found = store::by_link(tx, sign_in::secret_hash(secret), now).await?;
    Ok(found.filter(|it| it.retired_at.is_none()))
}

/// Whoever holds the link of a partner: nobody who has signed in, and with no right to anything.
pub(crate) fn actor_of(it: &Partner) -> Actor {
    let via = format!("{} by its link", it.name);
    Actor { via: Some(via), held: Vec::new(), ..Actor::platform() }
}
