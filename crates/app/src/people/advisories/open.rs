//! Opening advisories as a partner: by its secret link, or as one of its people. Each opening is in the
//! audit log. What is not open to a partner is, to them, not there.

use db::Tx;
use serde_json::json;

use super::write::advisory_event;
use super::{Advisory, Query, store};
use crate::events::{self, Action, Event, Subject};
use crate::ids::AdvisoryId;
use crate::people::agencies;
use crate::people::partners::{self, Partner};
use crate::{Ctx, Error, Page, Platform, Result, Timestamp};

/// One page of what is shared with the partner whose secret link this is, and which partner that is. Of
/// the query, agencies and state do not count.
pub async fn shared_by_link(
    platform: &Platform,
    secret: &str,
    query: &Query,
    now: Timestamp,
) -> Result<(Partner, Page<Advisory>)> {
    require_link(platform, secret, now).await?;
    let tx = platform.db.write().await?;
    let partner = by_secret(&tx, secret, now).await?;
    let ctx = Ctx::new(platform.clone(), partners::actor_of(&partner), now);
    let event = Event::new(Action::PartnerLinkOpened, Subject::new("partner", partner.id));
    events::record(&tx, &ctx, event.in_agency(partner.agency_id)).await?;
    tx.commit().await?;
    // What is counted is remembered with the moment, which is another one now.
    let tx = ctx.read().await?;
    let above = agencies::with_above(&tx, partner.agency_id).await?;
    let own = [(partner, above)];
    let page = store::shared_page(&tx, &platform.counts, &own, query).await?;
    let [(partner, _)] = own;
    Ok((partner, page))
}

/// Opens an advisory by the secret link of a partner.
pub async fn open_by_link(
    platform: &Platform,
    secret: &str,
    id: AdvisoryId,
    now: Timestamp,
) -> Result<(Partner, Advisory)> {
    require_link(platform, secret, now).await?;
    let tx = platform.db.write().await?;
    let partner = by_secret(&tx, secret, now).await?;
    let ctx = Ctx::new(platform.clone(), partners::actor_of(&partner), now);
    let it = open(&tx, &ctx, &partner, id).await?.ok_or(Error::NotFound("advisory"))?;
    tx.commit().await?;
    Ok((partner, it))
}

/// An advisory, with those of whose people the actor is one and who may open it.
pub type SharedWith = (Advisory, Vec<Partner>);

/// One page of what is shared with the partners of which the actor is one of the people. Of the query,
/// agencies and state do not count.
pub async fn shared_with_me(ctx: &Ctx, query: &Query) -> Result<Page<SharedWith>> {
    let tx = ctx.read().await?;
    let mut partners = Vec::new();
    for partner in own(&tx, ctx).await? {
        let above = agencies::with_above(&tx, partner.agency_id).await?;
        partners.push((partner, above));
    }
    if partners.is_empty() {
        return Ok(query.paging.of(Vec::new(), 0));
    }
    let page = store::shared_page(&tx, &ctx.platform.counts, &partners, query).await?;
    let with = |it: Advisory| {
        let open = partners.iter().filter(|(partner, above)| it.is_open_to(partner, above));
        let open = open.map(|it| it.0.clone()).collect();
        (it, open)
    };
    Ok(page.map(with))
}

/// Whether the actor is one of the people of a partner, with whom something may be shared.
pub async fn is_of_partner(ctx: &Ctx) -> Result<bool> {
    Ok(!own(&*ctx.read().await?, ctx).await?.is_empty())
}

/// Opens an advisory as one of the people of a partner.
pub async fn open_shared(ctx: &Ctx, id: AdvisoryId) -> Result<(Partner, Advisory)> {
    let tx = ctx.write().await?;
    for partner in own(&tx, ctx).await? {
        if let Some(it) = open(&tx, ctx, &partner, id).await? {
            tx.commit().await?;
            return Ok((partner, it));
        }
    }
    Err(Error::NotFound("advisory"))
}

/// Refuses what is no link before anything waits to write: anyone can guess, and others write
/// meanwhile. Who writes looks again.
async fn require_link(platform: &Platform, secret: &str, now: Timestamp) -> Result<()> {
    let tx = platform.db.read().await?;
    by_secret(&tx, secret, now).await?;
    Ok(())
}

async fn by_secret(tx: &Tx, secret: &str, now: Timestamp) -> Result<Partner> {
    let found = partners::find_by_secret(tx, secret, now).await?;
    found.ok_or(Error::NotFound("link"))
}

/// The partners in use of which the actor is one of the people. A program with a token is nobody.
async fn own(tx: &Tx, ctx: &Ctx) -> Result<Vec<Partner>> {
    if ctx.actor.limited_to.is_some() {
        return Ok(Vec::new());
    }
    let mut found = partners::of_person(tx, ctx.actor.person_id).await?;
    found.retain(|it| it.retired_at.is_none());
    Ok(found)
}

/// The advisory called `id`, if a partner may open it; then it is noted that it did.
async fn open(tx: &Tx, ctx: &Ctx, partner: &Partner, id: AdvisoryId) -> Result<Option<Advisory>> {
    let above = agencies::with_above(tx, partner.agency_id).await?;
    let found = store::find(tx, id).await?;
    let Some(it) = found.filter(|it| it.is_open_to(partner, &above)) else { return Ok(None) };
    let event = advisory_event(Action::AdvisoryOpened, &it);
    events::record(tx, ctx, event.to(&json!({ "partner": partner.code }))).await?;
    Ok(Some(it))
}
