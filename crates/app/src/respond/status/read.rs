//! Looking at how services are doing, as their clients.

use std::collections::BTreeMap;

use db::Tx;

use super::service_status::{Outage, ServiceStatus, first_moment};
use crate::actor::{Permission, Place};
use crate::ids::{DisruptionId, ItemId};
use crate::prepare::inventory::{self, Item, Kind};
use crate::respond::disruptions::{self, Disruption};
use crate::respond::entries;
use crate::{Ctx, Error, Page, Paging, Result};

/// Which services to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that this finds.
    pub text: String,
    /// Only those of this tier.
    pub tier: Option<u8>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// How soon they come back.
    Tier,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "name" => Some(Sort::Name),
            "tier" => Some(Sort::Tier),
            _ => None,
        }
    }
}

/// One page of the services of which the actor is a client.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<ServiceStatus>> {
    let scope = ctx.require_scope(Permission::ReadStatus)?;
    let tx = ctx.read().await?;
    let asked = inventory::Query {
        text: query.text.clone(),
        tier: query.tier,
        sort: match query.sort {
            Sort::Name => inventory::Sort::Name,
            Sort::Tier => inventory::Sort::Tier,
        },
        descending: query.descending,
        paging: query.paging,
        ..inventory::Query::all(Kind::Service)
    };
    let page = inventory::list_in(&tx, &ctx.platform.counts, &scope, &asked).await?;
    let mut outages = outages(&tx, ctx, &page.items).await?;
    Ok(page.map(|it| {
        let outages = outages.remove(&it.id).unwrap_or_default();
        ServiceStatus::of(it, outages)
    }))
}

/// How one service is doing. One of which the actor is no client is, to them, not there.
pub async fn show(ctx: &Ctx, id: ItemId) -> Result<ServiceStatus> {
    ctx.require_scope(Permission::ReadStatus)?;
    let tx = ctx.read().await?;
    let found = inventory::by_ids(&tx, &[id]).await?.pop();
    let is_theirs = |it: &Item| {
        let place = Place::Record(it.agency_id, it.id.into());
        it.kind() == Kind::Service
            && it.retired_at.is_none()
            && ctx.actor.may(Permission::ReadStatus, place)
    };
    let it = found.filter(is_theirs).ok_or(Error::NotFound("service"))?;
    let outages = outages(&tx, ctx, std::slice::from_ref(&it)).await?.remove(&id);
    Ok(ServiceStatus::of(it, outages.unwrap_or_default()))
}

/// When these services did not work within the last year: from when it was seen that they are damaged
/// so that they do not work, until the disruption was over. Exercises do not count.
async fn outages(tx: &Tx, ctx: &Ctx, all: &[Item]) -> Result<BTreeMap<ItemId, Vec<Outage>>> {
    let struck = disruptions::real_since(tx, first_moment(ctx.now)).await?;
    let struck: BTreeMap<DisruptionId, Disruption> =
        struck.into_iter().map(|it| (it.id, it)).collect();
    let ids: BTreeMap<String, ItemId> =
        all.iter().map(|it| (inventory::reference(Kind::Service, &it.code), it.id)).collect();
    let mut found: BTreeMap<ItemId, Vec<Outage>> = BTreeMap::new();
    let items: Vec<&str> = ids.keys().map(String::as_str).collect();
    for entry in entries::stopped(tx, &struck.keys().copied().collect(), &items).await? {
        let id = entry.document.item.as_ref().and_then(|it| ids.get(it));
        let (Some(id), Some(disruption)) = (id, struck.get(&entry.disruption_id)) else { continue };
        let started_at = entry.document.at;
        // What was seen after the end did not go on.
        let ended_at = disruption.ended_at.map(|it| it.max(started_at));
        found.entry(*id).or_default().push(Outage { started_at, ended_at });
    }
    Ok(found)
}
