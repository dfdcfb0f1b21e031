//! What stands behind a service: itself and all that it needs, directly or not.

use std::collections::BTreeSet;
use std::slice;

use super::document::ScenarioDocument;
use super::put::Found;
use super::reach::Reach;
use super::results::WorkRow;
use super::scenario::{PARTS_MAX, Part};
use super::{assumed, carry_out, copies};
use crate::ids::{ItemId, ScenarioId};
use crate::prepare::inventory;
use crate::prove::investments::Improvement;
use crate::prove::recovery::{self, Board, CrewRow, current};
use crate::{Ctx, Error, Refusal, Result};

const TOO_MUCH: Refusal = Refusal::new(
    "scenario.too_much",
    "More than 1,000 things stand behind it. Say what is lost instead.",
);

const TOO_MUCH_ALONE: Refusal = Refusal::new(
    "recovery.too_much",
    "It rests on more than 400 things: only a scenario tells in which order they come back.",
);

/// The item called `id` and all that it needs, directly or not, by kind and code and by id: whoever
/// may see the item learns in which order all of that comes back.
pub async fn behind(ctx: &Ctx, id: ItemId) -> Result<Vec<(Part, ItemId)>> {
    inventory::show(ctx, id).await?.in_use()?;
    let board = current(ctx).await?;
    let node = board.node(id).ok_or(Error::NotFound("record"))?;
    let nodes = needed(&board, node);
    if PARTS_MAX < nodes.len() {
        return Err(TOO_MUCH.into());
    }
    let part = |node: u32| {
        let entry = board.entry(node)?;
        Some((Part { kind: entry.kind, code: entry.code.clone() }, entry.id))
    };
    Ok(nodes.into_iter().filter_map(part).collect())
}

/// The order of recovery of the item called `id` and of all that it needs, as its page says it.
///
/// All of that is lost, its crews work for it alone, and these changes are assumed. With what takes
/// no time.
pub async fn order_alone(ctx: &Ctx, id: ItemId, changes: &[Improvement]) -> Result<Vec<WorkRow>> {
    let item = inventory::show(ctx, id).await?;
    item.in_use()?;
    let mut problems = assumed::problems(changes);
    let tx = ctx.read().await?;
    let lost = vec![inventory::reference(item.kind(), &item.code)];
    let changes = changes.iter().map(Improvement::trimmed).collect();
    let document = ScenarioDocument { lost, changes, ..ScenarioDocument::new("", "", "") };
    let found = Found::of(&tx, slice::from_ref(&document), &Reach::default()).await?;
    if problems.is_empty() {
        problems = found.unknown_changes(ctx, &document);
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let said = (Vec::new(), document.changes.clone());
    let scenario = document.scenario((ScenarioId::FIRST, item.agency_id), said);
    let ran = carry_out::ran(&tx, &scenario).await?;
    drop(tx);
    let board = current(ctx).await?;
    let with = |taken: &BTreeSet<u32>| {
        assumed::board_of(board.clone(), &ran, taken).map_err(Error::internal)
    };
    let originals = with(&BTreeSet::new())?;
    let board = with(&copies::alone(&originals, &assumed::copies(&originals, &ran)))?;
    let rows = recovery::in_order_on(ctx, &board, &[id]).await?.ok_or(TOO_MUCH_ALONE)?;
    let owner = |id: ItemId| Some(board.entry(board.node(id)?)?.agency_id);
    let row = |(position, it): (u32, CrewRow)| {
        Some(WorkRow {
            position,
            agency_id: owner(it.part.item.id)?,
            item: it.part.item,
            crew: it.part.crew.map(|it| it.0),
            people: it.people,
            equipment: it.part.equipment.map(|it| it.0),
            units: it.units,
            from: it.start,
            until: it.finish,
        })
    };
    Ok((1..).zip(rows).filter_map(row).collect())
}

pub(super) fn needed(board: &Board, node: u32) -> BTreeSet<u32> {
    let model = board.engine.model();
    let (mut found, mut open) = (BTreeSet::from([node]), vec![node]);
    while let Some(node) = open.pop() {
        let soft = model.soft_needs(node).map(|it| it.0);
        let needs: Vec<u32> = model.hard_needs(node).iter().copied().chain(soft).collect();
        open.extend(needs.into_iter().filter(|it| found.insert(*it)));
    }
    found
}
