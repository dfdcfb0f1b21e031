//! Which times nobody has given, so that what is achievable is only the least it can be; and who is
//! to give them.

use std::collections::BTreeSet;

use super::board::Board;
use super::names::{Named, Names};
use crate::actor::Place;
use crate::ids::{AgencyId, ItemId, PersonId};
use crate::people::{agencies, persons};
use crate::prepare::inventory::{self, Item};
use crate::{Ctx, Result};

/// A restore time that nobody has given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeToGive {
    /// Of what.
    pub item: Named,
    /// Whose it is: name of the agency.
    pub agency: String,
    /// Who is to give it: its technical owner, or else its owner. None: nobody is named, or the actor
    /// may not see.
    pub ask: Option<(PersonId, String)>,
    /// Whether the actor may give it.
    pub may_give: bool,
}

/// The nodes behind `node`, or itself, that nobody has said how long they take, and because of which
/// nobody knows how long `node` takes. None of those that a redundancy group does without.
pub(crate) fn without_time(engine: &engine::Board, node: u32) -> BTreeSet<u32> {
    let (model, analysis) = (engine.model(), engine.analysis());
    let is_open = |it: &u32| !analysis.recovery(*it).complete;
    let mut seen: BTreeSet<u32> = [node].into_iter().filter(is_open).collect();
    let mut left: Vec<u32> = seen.iter().copied().collect();
    let mut found = BTreeSet::new();
    while let Some(it) = left.pop() {
        let of_it = model.node(it);
        if of_it.restore.is_none() && of_it.quorum.is_none() {
            found.insert(it);
        }
        let soft = model.soft_needs(it).map(|it| it.0);
        let needs = model.hard_needs(it).iter().copied().chain(soft);
        left.extend(needs.filter(is_open).filter(|it| seen.insert(*it)));
    }
    found
}

/// Who is to give the times of these nodes, in the same order.
pub(crate) async fn times_to_give(
    ctx: &Ctx,
    board: &Board,
    nodes: &[u32],
) -> Result<Vec<TimeToGive>> {
    if nodes.is_empty() {
        return Ok(Vec::new());
    }
    let ids = board.ids(nodes);
    let names = Names::of(ctx, ids.iter().copied()).await?;
    let items = inventory::by_ids(&*ctx.read().await?, &ids).await?;
    let whom = |it: &Item| {
        let whom = it.custodian_id.or(it.owner_id);
        whom.filter(|_| inventory::reads(ctx, it))
    };
    let people = persons::labels(ctx, &items.iter().filter_map(whom).collect()).await?;
    let owners: BTreeSet<AgencyId> = items.iter().map(|it| it.agency_id).collect();
    let owners = agencies::labels(ctx, &owners).await?;
    let told = |id: &ItemId| {
        let item = items.iter().find(|it| it.id == *id)?;
        let ask = whom(item);
        let place = Place::Record(item.agency_id, item.id.into());
        let named = names.named(*id);
        Some(TimeToGive {
            // Whose something is that the actor may not know of is not told either.
            agency: match named.code.is_empty() {
                true => String::new(),
                false => owners.get(&item.agency_id).cloned().unwrap_or_default(),
            },
            ask: ask.and_then(|it| Some((it, people.get(&it)?.clone()))),
            may_give: ctx.actor.may(item.kind().write_permission(), place),
            item: named,
        })
    };
    Ok(ids.iter().filter_map(told).collect())
}
