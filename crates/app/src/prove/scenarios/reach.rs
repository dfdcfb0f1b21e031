//! What somebody may name in a scenario although it is not theirs: what their own services stand on.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::result_store::Seen;
use crate::Ctx;
use crate::Result;
use crate::actor::Place;
use crate::ids::ItemId;
use crate::prepare::inventory::{Item, Kind};
use crate::prove::recovery::{Board, Entry, Named, Names, current};

/// What the services and processes that somebody may read stand on, directly or not, with where it
/// is, who supplies it and who restores it. Their pages name all of it; nothing else of it is told.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach(Arc<BTreeSet<ItemId>>);

impl Reach {
    /// That of the actor. Nothing for those who read all anyway, or only single records: these are
    /// not told what something stands on.
    pub(super) async fn of(ctx: &Ctx) -> Result<Reach> {
        if Seen::of(ctx).is_all() {
            return Ok(Reach::default());
        }
        let board = current(ctx).await?;
        let answer = board.memo.answer::<Reach>(ctx, None, 0);
        if let Some(known) = answer.known() {
            return Ok(known);
        }
        let reach = Reach(Arc::new(stood_on(ctx, &board)));
        answer.keep(&reach);
        Ok(reach)
    }

    /// Whether something of theirs stands on an item.
    pub(super) fn holds(&self, item: &Item) -> bool {
        self.0.contains(&item.id)
    }

    /// The same by id.
    pub(super) fn holds_id(&self, id: ItemId) -> bool {
        self.0.contains(&id)
    }
}

/// What the actor may name of what is not theirs, by kind and name: at most `n_max` of it, of `kind` and
/// with all of `words` in its name or code. What is left out is found by more words.
pub async fn nameable(
    ctx: &Ctx,
    kind: Option<Kind>,
    words: &[String],
    n_max: usize,
) -> Result<Vec<Named>> {
    let words: Vec<String> = words.iter().map(|it| it.to_lowercase()).collect();
    let is_meant = |it: &Named| {
        let said = format!("{} {}", it.name, it.code).to_lowercase();
        kind.is_none_or(|kind| kind == it.kind) && words.iter().all(|word| said.contains(word))
    };
    let reach = Reach::of(ctx).await?;
    let names = Names::of(ctx, reach.0.iter().copied()).await?;
    let named = reach.0.iter().map(|it| names.named(*it));
    // What they may open they find as everything of theirs.
    let mut others: Vec<Named> =
        named.filter(|it| !it.may_open && !it.code.is_empty() && is_meant(it)).collect();
    others.sort_by(|a, b| (a.kind, &a.name, a.id).cmp(&(b.kind, &b.name, b.id)));
    others.truncate(n_max);
    Ok(others)
}

fn stood_on(ctx: &Ctx, board: &Board) -> BTreeSet<ItemId> {
    let reads = |it: &Entry| {
        let permission = it.kind.read_permission();
        ctx.actor.may_in_agencies(permission)
            && ctx.actor.may(permission, Place::Record(it.agency_id, it.id.into()))
    };
    let is_root = |it: &Entry| matches!(it.kind, Kind::Service | Kind::Process) && reads(it);
    let mut left: Vec<u32> = board.all().filter(|it| is_root(it.1)).map(|it| it.0).collect();
    let mut seen: BTreeSet<u32> = left.iter().copied().collect();
    let model = board.engine.model();
    while let Some(node) = left.pop() {
        let soft = model.soft_needs(node).map(|it| it.0);
        let mut next: Vec<u32> = model.hard_needs(node).iter().copied().chain(soft).collect();
        if let Some(it) = board.entry(node) {
            let around = [it.site_id, it.vendor_id].into_iter().flatten().chain(it.takes());
            next.extend(around.filter_map(|it| board.node(it)));
        }
        left.extend(next.into_iter().filter(|it| seen.insert(*it)));
    }
    let told = seen.into_iter().filter_map(|it| board.entry(it));
    let told = told.filter(|it| ctx.actor.may_in_agencies(it.kind.read_permission()));
    told.map(|it| it.id).collect()
}
