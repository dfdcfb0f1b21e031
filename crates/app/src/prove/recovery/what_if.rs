//! What would change if something were different. Nothing is saved.

use std::collections::BTreeSet;

use engine::{ModelError, Node};

use super::board::{Board, standing_in, to_seconds, to_span, to_strength};
use super::current::current;
use super::explain::Explanation;
use super::names::{Named, Names};
use super::trace::Trace;
use crate::actor::Place;
use crate::ids::ItemId;
use crate::prepare::inventory::{self, Kind, Standing, Strength};
use crate::{Ctx, Error, FieldProblem, Result, Span};

/// So many of the items that would fare otherwise are named.
const EFFECTS_MAX: usize = 20;

/// What might be different.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// How long an item takes to restore.
    Restore(ItemId, Option<Span>),
    /// How soon an item must be back.
    Target(ItemId, Option<Span>),
    /// How many members of a redundancy group suffice.
    Suffice(ItemId, u32),
    /// How badly one item needs another. None: not at all.
    Need(ItemId, ItemId, Option<Strength>),
}

/// What would change.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    /// As it is.
    pub before: Explanation,
    /// As it would be.
    pub after: Explanation,
    /// Other services and processes that would fare otherwise: some of them, if they are many.
    pub effects: Vec<Effect>,
    /// How many of those would be back sooner.
    pub n_sooner: usize,
    /// How many of those would be back later.
    pub n_later: usize,
}

/// How another item would fare.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Which.
    pub item: Named,
    /// How it stands, and how it would.
    pub standing: (Standing, Standing),
    /// When it can be back, and when it could.
    pub achievable: (Span, Span),
}

/// What would change for the item called `id`, and for others, with `edits`.
pub async fn what_if(ctx: &Ctx, id: ItemId, edits: &[Edit]) -> Result<WhatIf> {
    inventory::show(ctx, id).await?.in_use()?;
    let board = current(ctx).await?;
    let node = board.node(id).ok_or(Error::NotFound("record"))?;
    let before = Trace::of(&board.engine, node);
    let needed: BTreeSet<ItemId> = edits.iter().filter_map(Edit::needs).collect();
    let mut knows = Knows::of(ctx, &board, &before);
    knows.offered = inventory::offered(&*ctx.read().await?, ctx, &needed).await?;
    let unknown: Vec<FieldProblem> =
        edits.iter().enumerate().flat_map(|(n, it)| it.unknown(&knows, n)).collect();
    if !unknown.is_empty() {
        return Err(Error::Invalid(unknown));
    }
    let mut other = board.engine.clone();
    for (n, edit) in edits.iter().enumerate() {
        edit.apply(&board, &mut other, n)?;
    }
    let mut effects = effects(ctx, &board, &other, node);
    let n_sooner = effects.iter().filter(|it| it.2 < it.1).count();
    let n_later = effects.len() - n_sooner;
    // What changes its standing first, then what changes most.
    effects.sort_by_key(|(node, before, after)| {
        let same = board.standing(*node) == standing_in(&other, *node);
        (same, std::cmp::Reverse(before.abs_diff(*after)), *node)
    });
    effects.truncate(EFFECTS_MAX);
    let after = Trace::of(&other, node);
    let mut ids = before.ids(&board);
    ids.extend(after.ids(&board));
    ids.extend(board.ids(&effects.iter().map(|it| it.0).collect::<Vec<_>>()));
    let names = Names::of(ctx, ids).await?;
    let effects = effects.into_iter().filter_map(|(node, was, would)| {
        Some(Effect {
            item: names.named(board.entry(node)?.id),
            standing: (board.standing(node), standing_in(&other, node)),
            achievable: (to_span(was), to_span(would)),
        })
    });
    Ok(WhatIf {
        before: Explanation::of(&board, &before, board.outcome(node), (&names, &ctx.actor)),
        after: Explanation::of(
            &board,
            &after,
            board.outcome_in(&other, node),
            (&names, &ctx.actor),
        ),
        effects: effects.collect(),
        n_sooner,
        n_later,
    })
}

/// Other services and processes that the actor may see and that would fare otherwise.
fn effects(ctx: &Ctx, board: &Board, other: &engine::Board, node: u32) -> Vec<(u32, u32, u32)> {
    let shown = board
        .all()
        .filter(|(it, entry)| *it != node && matches!(entry.kind, Kind::Service | Kind::Process));
    let changed = shown.filter_map(|(it, entry)| {
        let finish = |engine: &engine::Board| engine.analysis().recovery(it).finish;
        let (before, after) = (finish(&board.engine), finish(other));
        let place = Place::Record(entry.agency_id, entry.id.into());
        let is_effect = before != after && ctx.actor.may(entry.kind.read_permission(), place);
        is_effect.then_some((it, before, after))
    });
    changed.collect()
}

/// Whether the actor may read an item that is on the board.
pub(super) fn may_read(ctx: &Ctx, board: &Board, id: ItemId) -> bool {
    let entry = board.node(id).and_then(|it| board.entry(it));
    entry.is_some_and(|it| {
        ctx.actor.may(it.kind.read_permission(), Place::Record(it.agency_id, it.id.into()))
    })
}

/// Of what somebody knows who asks about an item: what they may read, and what the answer names.
pub(super) struct Knows<'a> {
    ctx: &'a Ctx,
    board: &'a Board,
    told: BTreeSet<ItemId>,
    /// What its agency shares, so that a need of it may be entered.
    offered: BTreeSet<ItemId>,
}

impl<'a> Knows<'a> {
    pub(super) fn of(ctx: &'a Ctx, board: &'a Board, trace: &Trace) -> Knows<'a> {
        let told = board.ids(&trace.restored()).into_iter().collect();
        Knows { ctx, board, told, offered: BTreeSet::new() }
    }

    /// Whether they may ask what a faster restoration of it would bring.
    pub(super) fn restores(&self, id: ItemId) -> bool {
        self.told.contains(&id) || self.reads(id)
    }

    /// Whether they may ask what a need of it would bring. Of anything else the answer would tell what
    /// it is, and what it stands on.
    fn needs(&self, id: ItemId) -> bool {
        self.offered.contains(&id) || self.restores(id)
    }

    fn reads(&self, id: ItemId) -> bool {
        may_read(self.ctx, self.board, id)
    }
}

impl Edit {
    /// What is needed, if it is a need that changes.
    fn needs(&self) -> Option<ItemId> {
        match *self {
            Edit::Need(_, to, _) => Some(to),
            Edit::Restore(..) | Edit::Target(..) | Edit::Suffice(..) => None,
        }
    }

    /// What the edit, the `n`th, names that is not there: to somebody who may not know of it, it is
    /// not.
    fn unknown(&self, knows: &Knows<'_>, n: usize) -> Vec<FieldProblem> {
        let named = match *self {
            Edit::Restore(id, _) => vec![("item", knows.restores(id))],
            Edit::Target(id, _) | Edit::Suffice(id, _) => vec![("item", knows.reads(id))],
            Edit::Need(from, to, _) => vec![
                ("from", knows.reads(from)),
                ("to", knows.board.node(to).is_some() && knows.needs(to)),
            ],
        };
        let unknown = named.into_iter().filter(|it| !it.1);
        let problem = |(field, _): (&str, bool)| {
            FieldProblem::new(format!("edits.{n}.{field}"), "There is no record with this id.")
        };
        unknown.map(problem).collect()
    }

    fn apply(&self, board: &Board, engine: &mut engine::Board, n: usize) -> Result<()> {
        let node = |id| board.node(id).ok_or(Error::NotFound("record"));
        let done = match *self {
            Edit::Restore(id, restore) => {
                set(engine, node(id)?, |it| it.restore = restore.map(to_seconds))
            }
            Edit::Target(id, target) => {
                set(engine, node(id)?, |it| it.target_rto = target.map(to_seconds))
            }
            Edit::Suffice(id, n) => set(engine, node(id)?, |it| it.quorum = Some(n)),
            Edit::Need(from, to, strength) => {
                engine.set_need(node(from)?, node(to)?, strength.map(to_strength))
            }
        };
        done.map_err(|it| FieldProblem::new(format!("edits.{n}"), it.to_string()).into())
    }
}

/// Changes what is said about a node.
pub(super) fn set(
    engine: &mut engine::Board,
    node: u32,
    change: impl FnOnce(&mut Node),
) -> std::result::Result<(), ModelError> {
    let mut it = *engine.model().node(node);
    change(&mut it);
    engine.set_node(node, it)
}
