//! What would suffice together for an item that is late, where nothing does alone.

use engine::Node;

use super::board::{Board, to_span};
use super::current::current;
use super::trace::Trace;
use super::what_if::{Edit, Knows, set};
use crate::ids::ItemId;
use crate::prepare::inventory;
use crate::{Ctx, Error, Result};

/// Of how many restorations at most it is tried whether they suffice together.
pub const TOGETHER_MAX: usize = 8;

/// What would suffice together.
#[derive(Debug, Clone, PartialEq)]
pub enum Together {
    /// It is in time, or has no target.
    NotLate,
    /// More than [`TOGETHER_MAX`] restorations would have to be faster.
    TooMany,
    /// Nothing that helps most is what the actor may know of, or nothing helps.
    Nothing,
    /// These.
    Suffice(Vec<Edit>),
}

/// Faster restorations with which the item called `id` would be back in time, each as slow as that
/// allows.
///
/// They are found by taking what helps most, again and again, so that there may be fewer.
pub async fn together(ctx: &Ctx, id: ItemId) -> Result<Together> {
    inventory::show(ctx, id).await?.in_use()?;
    let board = current(ctx).await?;
    let node = board.node(id).ok_or(Error::NotFound("record"))?;
    let trace = Trace::of(&board.engine, node);
    let knows = Knows::of(ctx, &board, &trace);
    let may = |it| board.entry(it).is_some_and(|entry| knows.restores(entry.id));
    let parts = suffice(&board, node, may);
    let edit = |(it, restore): (u32, u32)| {
        board.entry(it).map(|entry| Edit::Restore(entry.id, Some(to_span(restore))))
    };
    Ok(match parts {
        Ok(parts) => Together::Suffice(parts.into_iter().filter_map(edit).collect()),
        Err(why_not) => why_not,
    })
}

/// Which restorations suffice for `node`, and how long each may take then.
fn suffice(
    board: &Board,
    node: u32,
    may: impl Fn(u32) -> bool,
) -> std::result::Result<Vec<(u32, u32)>, Together> {
    let mut engine = board.engine.clone();
    let relief = |it: &engine::Board| engine::relief(it.model(), it.analysis(), node);
    let is_late = |it: &engine::Board| it.analysis().gap_rto(node).is_some();
    if !is_late(&engine) {
        return Err(Together::NotLate);
    }
    let mut parts: Vec<(u32, Node)> = Vec::new();
    while is_late(&engine) {
        if parts.len() == TOGETHER_MAX {
            return Err(Together::TooMany);
        }
        let best = relief(&engine).into_iter().find(|it| may(it.node));
        let best = best.ok_or(Together::Nothing)?.node;
        parts.push((best, *engine.model().node(best)));
        set(&mut engine, best, |it| it.restore = Some(0)).map_err(nothing)?;
    }
    // What helped most keeps its gain longest: the others get back what they need not give.
    let mut sufficient = Vec::new();
    for (part, before) in parts.into_iter().rev() {
        engine.set_node(part, before).map_err(nothing)?;
        if !is_late(&engine) {
            continue;
        }
        let needed = relief(&engine).into_iter().find(|it| it.node == part);
        let restore = needed.and_then(|it| it.restore_needed).unwrap_or(0);
        set(&mut engine, part, |it| it.restore = Some(restore)).map_err(nothing)?;
        sufficient.push((part, restore));
    }
    sufficient.reverse();
    Ok(sufficient)
}

/// What the board refuses to try does not help.
fn nothing<E>(_: E) -> Together {
    Together::Nothing
}
