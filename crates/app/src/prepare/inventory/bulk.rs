//! Changing many items at once: planned first, so that people see what would change.

use std::collections::BTreeSet;

use super::document::{ItemDocument, Typed};
use super::named::coded;
use super::put::{Plan, event, plan_all, write_all};
use super::read::documents_in;
use super::{Item, Kind, store};
use crate::actor::Place;
use crate::events::{self, Action};
use crate::ids::ItemId;
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

/// How many items may be changed at once.
pub const BULK_MAX: usize = 1_000;

const TOO_MANY: Refusal =
    Refusal::new("bulk.too_many", "At most 1,000 records can be changed at once.");

/// What would become of these items of `kind` if the fields that were typed were changed.
pub async fn plan_many(
    ctx: &Ctx,
    kind: Kind,
    ids: &BTreeSet<ItemId>,
    typed: &Typed,
) -> Result<Vec<Plan>> {
    let tx = ctx.read().await?;
    let items = writable(&tx, ctx, kind, ids).await?;
    let typed = coded_only(ctx, kind, typed).await?;
    let documents = typed_over(&documents_in(&tx, &items).await?, &typed)?;
    plan_all(&tx, ctx, &documents).await
}

/// Changes the fields that were typed in all of these items, or in none. Says how many changed.
pub async fn change_many(
    ctx: &Ctx,
    kind: Kind,
    ids: &BTreeSet<ItemId>,
    typed: &Typed,
) -> Result<usize> {
    let typed = coded_only(ctx, kind, typed).await?;
    let tx = ctx.write().await?;
    let items = writable(&tx, ctx, kind, ids).await?;
    let documents = typed_over(&documents_in(&tx, &items).await?, &typed)?;
    let plans = plan_all(&tx, ctx, &documents).await?;
    let problems: Vec<FieldProblem> = plans
        .iter()
        .flat_map(|it| match it {
            Plan::Refuse(problems) => problems.as_slice(),
            _ => &[],
        })
        .cloned()
        .collect();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let n_changed = plans.iter().filter(|it| matches!(it, Plan::Change { .. })).count();
    write_all(&tx, ctx, plans).await?;
    tx.commit().await?;
    Ok(n_changed)
}

/// Takes all of these items out of use, or none.
pub async fn retire_many(ctx: &Ctx, kind: Kind, ids: &BTreeSet<ItemId>) -> Result<usize> {
    let tx = ctx.write().await?;
    let items = writable(&tx, ctx, kind, ids).await?;
    let n_retired = items.len();
    let mut events = Vec::with_capacity(n_retired);
    for item in items {
        let item = store::update(&tx, item.retired(ctx.now)?).await?;
        db::search::remove(&tx, item.id.into()).await?;
        events.push(event(Action::ItemRetired, &item));
    }
    events::record_all(&tx, ctx, events).await?;
    tx.commit().await?;
    Ok(n_retired)
}

async fn writable(tx: &db::Tx, ctx: &Ctx, kind: Kind, ids: &BTreeSet<ItemId>) -> Result<Vec<Item>> {
    if BULK_MAX < ids.len() {
        return Err(TOO_MANY.into());
    }
    let ids: Vec<ItemId> = ids.iter().copied().collect();
    let items = store::by_ids(tx, &ids).await?;
    let place = |it: &Item| Place::Record(it.agency_id, it.id.into());
    let readable =
        |it: &Item| it.kind() == kind && ctx.actor.may(kind.read_permission(), place(it));
    if items.len() != ids.len() || !items.iter().all(readable) {
        return Err(Error::NotFound("record"));
    }
    for item in &items {
        ctx.require(kind.write_permission(), place(item))?;
        item.in_use()?;
    }
    Ok(items)
}

/// What was typed, with codes in place of names, if each of them is the name of one only.
async fn coded_only(ctx: &Ctx, kind: Kind, typed: &Typed) -> Result<Typed> {
    let (typed, problems) = coded(ctx, kind, typed).await?;
    if problems.is_empty() { Ok(typed) } else { Err(Error::Invalid(problems)) }
}

fn typed_over(documents: &[ItemDocument], typed: &Typed) -> Result<Vec<ItemDocument>> {
    if typed.contains_key("code") {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    documents.iter().map(|it| Ok(ItemDocument::typed(it, typed)?)).collect()
}
