//! Looking at risks. Only whoever reads the risks of whole agencies sees any.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use db::Tx;

use super::content::target;
use super::document::RiskDocument;
use super::put::people_of;
use super::risk::WRITING;
use super::{HazardKind, Level, Risk, RiskTolerance, State, store};
use crate::actor::{Permission, Place, Scope};
use crate::ids::{AgencyId, ItemId, RiskId};
use crate::people::{agencies, persons};
use crate::prepare::inventory::{self, Kind, reference};
use crate::{Ctx, Error, Page, Paging, Result, events, settings};

/// Which risks to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that this finds.
    pub text: String,
    /// Only those that are this far. None of them means all but the closed.
    pub states: Vec<State>,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those of hazards of this kind.
    pub kind: Option<HazardKind>,
    /// Only those of which at least this much is left.
    pub level_min: Option<Level>,
    /// Only those that would hit this record, named as `service:portal`.
    pub item: Option<String>,
    /// Only those whose review was due before this day.
    pub due_by: Option<NaiveDate>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of risks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// How bad they are if nothing is done.
    Level,
    /// How bad they are with what is done.
    Left,
    /// How far they are.
    State,
    /// When they are to be looked at again.
    Review,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        Some(match word {
            "name" => Sort::Name,
            "level" => Sort::Level,
            "left" => Sort::Left,
            "state" => Sort::State,
            "review" => Sort::Review,
            "updated" => Sort::Updated,
            _ => return None,
        })
    }
}

/// What stands between the one who asks and a decision about a risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deciding {
    /// Whether they wrote at it or handed it in, so that somebody else must decide.
    pub is_own: bool,
    /// Whether somebody of its agency took part in looking at it.
    pub has_participant: bool,
    /// The highest level that they may accept of it. None means any.
    pub level_max: Option<Level>,
}

/// Whose risks the actor may read: of whole agencies, never one by one.
pub(super) fn scope(ctx: &Ctx) -> Result<Scope> {
    Ok(match ctx.require_scope(Permission::ReadRisks)? {
        Scope::Everything => Scope::Everything,
        Scope::Only { agencies, .. } => Scope::Only { agencies, records: BTreeSet::new() },
    })
}

/// One risk.
pub async fn show(ctx: &Ctx, id: RiskId) -> Result<Risk> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// The risk called `code`.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Risk> {
    let tx = ctx.read().await?;
    readable(ctx, store::by_codes(&tx, &[code].into()).await?.pop())
}

/// One page of the risks that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Risk>> {
    let scope = scope(ctx)?;
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<RiskId>,
    n_max: u64,
) -> Result<Vec<Risk>> {
    let scope = scope(ctx)?;
    store::list_after(&*ctx.read().await?, &scope, query, (after, n_max)).await
}

/// How many risks are asked for, as far as the actor may see them.
pub async fn count(ctx: &Ctx, query: &Query) -> Result<u64> {
    let scope = scope(ctx)?;
    store::count(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// The risks as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Risk]) -> Result<Vec<RiskDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

/// How much risk the state is ready to bear.
pub async fn tolerance(ctx: &Ctx) -> Result<RiskTolerance> {
    ctx.require_scope(Permission::ReadRisks)?;
    Ok(settings::find(&*ctx.read().await?).await?.value)
}

/// What stands between the actor and a decision about a risk that they may see.
pub async fn deciding(ctx: &Ctx, risk: &Risk) -> Result<Deciding> {
    let tx = ctx.read().await?;
    let writers = events::who_did(&tx, &WRITING, risk.id.into()).await?;
    Ok(Deciding {
        is_own: risk.is_written_by(ctx.actor.person_id, &writers),
        has_participant: has_participant(&tx, risk).await?,
        level_max: level_max(&tx, ctx, risk).await?,
    })
}

/// The records that a risk would hit, by how it names them, as far as there are any.
pub async fn items_of(ctx: &Ctx, it: &Risk) -> Result<BTreeMap<String, ItemId>> {
    let tx = ctx.read().await?;
    let mut found = BTreeMap::new();
    let targets = || it.content.affects.iter().filter_map(|it| target(it));
    for &kind in Kind::ALL {
        let codes: BTreeSet<&str> = targets().filter(|it| it.0 == kind).map(|it| it.1).collect();
        if !codes.is_empty() {
            let ids = inventory::ids_by_codes(&tx, kind, &codes).await?;
            found.extend(ids.into_iter().map(|(code, id)| (reference(kind, &code), id)));
        }
    }
    Ok(found)
}

/// Whether somebody of the agency, or of one below it, took part in looking at a risk.
pub(super) async fn has_participant(tx: &Tx, risk: &Risk) -> Result<bool> {
    let codes = risk.content.participants.iter().map(String::as_str).collect();
    let people = persons::by_codes(tx, &codes).await?;
    let below = agencies::subtree_ids(tx, risk.agency_id).await?;
    Ok(people.iter().any(|it| below.contains(&it.agency_id)))
}

/// The highest level of a risk that the actor may accept: up to the tolerance, unless they accept
/// risks for the agency above, or for the state.
pub(super) async fn level_max(tx: &Tx, ctx: &Ctx, risk: &Risk) -> Result<Option<Level>> {
    let above = agencies::above_in(tx, risk.agency_id).await?;
    let above = above.map_or(Place::State, Place::Agency);
    if ctx.actor.may(Permission::AcceptRisks, above) {
        return Ok(None);
    }
    Ok(Some(settings::find::<RiskTolerance>(tx).await?.value.level))
}

pub(super) async fn documents_in(tx: &Tx, all: &[Risk]) -> Result<Vec<RiskDocument>> {
    let codes = agencies::codes(tx, &all.iter().map(|it| it.agency_id).collect()).await?;
    let people = persons::codes(tx, &people_of(all)).await?;
    let document = |it: &Risk| {
        let agency = codes.get(&it.agency_id).map_or("", String::as_str);
        it.document(agency, |id| people.get(&id).cloned())
    };
    Ok(all.iter().map(document).collect())
}

/// Of the 500 risks after the one called `after`, closed or not, those that the actor may see as
/// documents, and the id of the last of all.
pub(crate) async fn all_after(
    tx: &Tx,
    ctx: &Ctx,
    after: Option<RiskId>,
) -> Result<(Vec<RiskDocument>, Option<RiskId>)> {
    let mut all = store::all_after(tx, after).await?;
    let last = all.last().map(|it| it.id);
    all.retain(|it| may_read(ctx, it));
    Ok((documents_in(tx, &all).await?, last))
}

/// The id of the risk called `code`, whoever may see it.
pub(crate) async fn id_in(tx: &Tx, code: &str) -> Result<Option<RiskId>> {
    Ok(store::by_codes(tx, &[code].into()).await?.pop().map(|it| it.id))
}

/// The codes of these risks.
pub(crate) async fn codes(tx: &Tx, ids: &BTreeSet<RiskId>) -> Result<BTreeMap<RiskId, String>> {
    store::codes(tx, ids).await
}

/// Which of these records, named as `service:portal`, are covered by a risk assessment that somebody
/// decided about: it is being treated, or it was accepted.
pub(crate) async fn covered(tx: &Tx, items: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    store::hit(tx, items, &[State::Treating, State::Accepted]).await
}

/// The risk called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: RiskId) -> Result<Risk> {
    readable(ctx, store::find(tx, id).await?)
}

fn readable(ctx: &Ctx, found: Option<Risk>) -> Result<Risk> {
    found.filter(|it| may_read(ctx, it)).ok_or(Error::NotFound("risk"))
}

/// Whether the actor may read a risk.
pub(super) fn may_read(ctx: &Ctx, risk: &Risk) -> bool {
    ctx.actor.may(Permission::ReadRisks, risk.agency_id)
}
