//! Looking at advisories, as those who write them do: partners [open](super::open) them.

use std::collections::BTreeSet;

use db::Tx;

use super::document::AdvisoryDocument;
use super::{Advisory, State, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AdvisoryId, AgencyId};
use crate::people::agencies;
use crate::people::partners::{self, Partner, Tlp};
use crate::{Ctx, Error, Page, Paging, Result};

/// Which advisories to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those whose name or code contains this.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those with this marking.
    pub tlp: Option<Tlp>,
    /// Only those that are this far.
    pub state: Option<State>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of advisories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are about.
    Name,
    /// How far they may be passed on.
    Tlp,
    /// When they were shared.
    #[default]
    Shared,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "name" => Some(Sort::Name),
            "tlp" => Some(Sort::Tlp),
            "shared" => Some(Sort::Shared),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// Which advisories somebody may see. What is marked TLP:RED, only those see who write there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sight {
    /// Where they may read advisories.
    pub(super) reads: Scope,
    /// Where they write them.
    pub(super) writes: Scope,
}

impl Sight {
    fn of(ctx: &Ctx) -> Result<Sight> {
        let reads = ctx.require_scope(Permission::ReadPartners)?;
        Ok(Sight { reads, writes: ctx.actor.scope(Permission::WritePartners) })
    }

    fn sees(&self, it: &Advisory) -> bool {
        let (agency, id) = (it.agency_id, it.id.uuid());
        let reads = it.tlp != Tlp::Red && self.reads.holds(agency, id);
        reads || self.writes.holds(agency, id)
    }
}

/// One advisory.
pub async fn show(ctx: &Ctx, id: AdvisoryId) -> Result<Advisory> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One page of the advisories that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Advisory>> {
    let sight = Sight::of(ctx)?;
    store::list(&*ctx.read().await?, &ctx.platform.counts, &sight, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<AdvisoryId>,
    n_max: u64,
) -> Result<Vec<Advisory>> {
    let sight = Sight::of(ctx)?;
    store::list_after(&*ctx.read().await?, &sight, query, (after, n_max)).await
}

/// The advisories as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Advisory]) -> Result<Vec<AdvisoryDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

/// Whether the actor writes an advisory that they may see.
pub fn may_write_at(ctx: &Ctx, it: &Advisory) -> bool {
    ctx.actor.may(Permission::WritePartners, it.agency_id)
}

/// Which partners can open an advisory, or could as soon as it is shared, as far as the actor may see
/// them.
pub async fn recipients(ctx: &Ctx, it: &Advisory) -> Result<Vec<Partner>> {
    let tx = ctx.read().await?;
    let mut all = match it.partners.is_empty() {
        true => {
            let below = agencies::subtree_ids(&tx, it.agency_id).await?;
            partners::of_agencies(&tx, &below).await?
        }
        false => partners::by_ids(&tx, &it.partners).await?,
    };
    // Each of them is kept there or below.
    let above = [it.agency_id].into();
    all.retain(|partner| {
        ctx.actor.may(Permission::ReadPartners, partner.agency_id) && it.is_for(partner, &above)
    });
    Ok(all)
}

pub(super) async fn documents_in(tx: &Tx, all: &[Advisory]) -> Result<Vec<AdvisoryDocument>> {
    let codes = agencies::codes(tx, &all.iter().map(|it| it.agency_id).collect()).await?;
    let named = all.iter().flat_map(|it| it.partners.iter().copied()).collect();
    let named = partners::by_ids(tx, &named).await?;
    let document = |it: &Advisory| AdvisoryDocument {
        code: it.code.clone(),
        agency: codes.get(&it.agency_id).cloned().unwrap_or_default(),
        name: it.name.clone(),
        tlp: it.tlp,
        source: it.source.clone(),
        body: it.body.clone(),
        partners: named
            .iter()
            .filter(|partner| it.partners.contains(&partner.id))
            .map(|partner| partner.code.clone())
            .collect(),
    };
    Ok(all.iter().map(document).collect())
}

/// The advisory called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: AdvisoryId) -> Result<Advisory> {
    let sight = Sight::of(ctx)?;
    let found = store::find(tx, id).await?;
    found.filter(|it| sight.sees(it)).ok_or(Error::NotFound("advisory"))
}
