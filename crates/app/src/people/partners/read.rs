//! Looking at partners: whoever may read those that an agency keeps.

use std::collections::BTreeSet;

use db::Tx;

use super::document::PartnerDocument;
use super::{Partner, PartnerKind, Tlp, store};
use crate::actor::Permission;
use crate::ids::{AgencyId, PartnerId, PersonId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, Page, Paging, Result};

/// How many are read at a time.
const BATCH: u64 = 500;

/// Which partners to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those whose name or code contains this.
    pub text: String,
    /// Only those that these agencies keep. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those of this kind.
    pub kind: Option<PartnerKind>,
    /// Only those with whom something marked so may be shared.
    pub reached_by: Option<Tlp>,
    /// Whether to list the retired ones instead.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of partners.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// What they are.
    Kind,
    /// How confidential what is shared with them may be.
    Level,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "name" => Some(Sort::Name),
            "kind" => Some(Sort::Kind),
            "level" => Some(Sort::Level),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// One partner.
pub async fn show(ctx: &Ctx, id: PartnerId) -> Result<Partner> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One page of the partners that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Partner>> {
    let scope = ctx.require_scope(Permission::ReadPartners)?;
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<PartnerId>,
    n_max: u64,
) -> Result<Vec<Partner>> {
    let scope = ctx.require_scope(Permission::ReadPartners)?;
    store::list_after(&*ctx.read().await?, &scope, query, (after, n_max)).await
}

/// The partners as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Partner]) -> Result<Vec<PartnerDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

/// Whether the actor keeps a partner that they may see.
pub fn may_write_at(ctx: &Ctx, it: &Partner) -> bool {
    ctx.actor.may(Permission::WritePartners, it.agency_id)
}

pub(super) async fn documents_in(tx: &Tx, all: &[Partner]) -> Result<Vec<PartnerDocument>> {
    let codes = agencies::codes(tx, &all.iter().map(|it| it.agency_id).collect()).await?;
    let people = all.iter().flat_map(|it| it.people.iter().copied()).collect();
    let people = persons::codes(tx, &people).await?;
    let document = |it: &Partner| PartnerDocument {
        code: it.code.clone(),
        agency: codes.get(&it.agency_id).cloned().unwrap_or_default(),
        name: it.name.clone(),
        kind: it.kind,
        purpose: it.purpose.clone(),
        level: it.level,
        people: it.people.iter().filter_map(|id| people.get(id).cloned()).collect(),
    };
    Ok(all.iter().map(document).collect())
}

/// The partner called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: PartnerId) -> Result<Partner> {
    let reads = |it: &Partner| ctx.actor.may(Permission::ReadPartners, it.agency_id);
    store::find(tx, id).await?.filter(reads).ok_or(Error::NotFound("partner"))
}

/// The partners with these codes, whoever may see them.
pub(crate) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Partner>> {
    store::by_codes(tx, codes).await
}

/// The partners with these ids, whoever may see them.
pub(crate) async fn by_ids(tx: &Tx, ids: &BTreeSet<PartnerId>) -> Result<Vec<Partner>> {
    store::by_ids(tx, ids).await
}

/// The partners in use that these agencies keep, by name.
pub(crate) async fn of_agencies(tx: &Tx, ids: &BTreeSet<AgencyId>) -> Result<Vec<Partner>> {
    store::of_agencies(tx, ids).await
}

/// The partners of which somebody is one of the people.
pub(crate) async fn of_person(tx: &Tx, person_id: PersonId) -> Result<Vec<Partner>> {
    store::of_person(tx, person_id).await
}

/// Every partner in use that the actor may see, as documents. How they open what is shared with them
/// stays here.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<PartnerDocument>> {
    let scope = ctx.actor.scope(Permission::ReadPartners);
    let (mut documents, mut after) = (Vec::new(), None);
    loop {
        let some = store::list_after(tx, &scope, &Query::default(), (after, BATCH)).await?;
        let Some(last) = some.last() else { return Ok(documents) };
        after = Some(last.id);
        documents.extend(documents_in(tx, &some).await?);
    }
}
