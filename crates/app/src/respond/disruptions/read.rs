//! Looking at disruptions.

use std::collections::BTreeSet;

use db::Tx;

use super::document::DisruptionDocument;
use super::{Disruption, DisruptionKind, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, DisruptionId};
use crate::people::agencies;
use crate::{Ctx, Error, Page, Paging, Result, Timestamp};

/// Which disruptions to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those whose name or code holds this.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those of this kind.
    pub kind: Option<DisruptionKind>,
    /// Only those that go on, or only those that ended.
    pub is_open: Option<bool>,
    /// Only exercises, or only what really struck.
    pub is_exercise: Option<bool>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of disruptions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// When they began.
    #[default]
    Started,
    /// What they are called.
    Name,
    /// When they ended: what goes on comes first.
    Ended,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        Some(match word {
            "started" => Sort::Started,
            "name" => Sort::Name,
            "ended" => Sort::Ended,
            "updated" => Sort::Updated,
            _ => return None,
        })
    }
}

/// Whose disruptions the actor may see: of whole agencies, never one by one.
fn scope(ctx: &Ctx) -> Result<Scope> {
    Ok(match ctx.require_scope(Permission::ReadDisruptions)? {
        Scope::Everything => Scope::Everything,
        Scope::Only { agencies, .. } => Scope::Only { agencies, records: BTreeSet::new() },
    })
}

/// One disruption.
pub async fn show(ctx: &Ctx, id: DisruptionId) -> Result<Disruption> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One page of the disruptions that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Disruption>> {
    let scope = scope(ctx)?;
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// The disruptions as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Disruption]) -> Result<Vec<DisruptionDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

/// Whether the actor may write at a disruption.
pub fn may_write(ctx: &Ctx, it: &Disruption) -> bool {
    ctx.actor.may(Permission::WriteDisruptions, it.agency_id)
}

pub(super) async fn documents_in(tx: &Tx, all: &[Disruption]) -> Result<Vec<DisruptionDocument>> {
    let codes = agencies::codes(tx, &all.iter().map(|it| it.agency_id).collect()).await?;
    let agency = |it: &Disruption| codes.get(&it.agency_id).map_or("", String::as_str);
    Ok(all.iter().map(|it| it.document(agency(it))).collect())
}

/// What really struck and went on after `since`.
pub(crate) async fn real_since(tx: &Tx, since: Timestamp) -> Result<Vec<Disruption>> {
    store::real_since(tx, since).await
}

/// The disruption called `id`. One that the actor may not see is, to them, not there.
pub(crate) async fn find_readable(tx: &Tx, ctx: &Ctx, id: DisruptionId) -> Result<Disruption> {
    let reads = |it: &Disruption| ctx.actor.may(Permission::ReadDisruptions, it.agency_id);
    store::find(tx, id).await?.filter(reads).ok_or(Error::NotFound("disruption"))
}
