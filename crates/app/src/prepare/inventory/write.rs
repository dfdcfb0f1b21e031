//! Adding, changing and retiring items.

use db::Tx;

use super::document::ItemDocument;
use super::put::{self, Plan, event, plan_all};
use super::read::find_readable;
use super::{Item, store};
use crate::actor::Place;
use crate::events::{self, Action};
use crate::ids::ItemId;
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds an item. Its code must be new.
pub async fn add(ctx: &Ctx, document: &ItemDocument) -> Result<Item> {
    if !ctx.actor.may_somewhere(document.kind.write_permission()) {
        return Err(Error::Forbidden(document.kind.write_permission()));
    }
    let tx = ctx.write().await?;
    let mut plans = plan_all(&tx, ctx, std::slice::from_ref(document)).await?;
    let plan = match plans.pop() {
        Some(Plan::Change { .. } | Plan::Same(_)) => {
            return Err(FieldProblem::code_taken().into());
        }
        Some(plan) => plan,
        None => return Err(Error::internal("no plan")),
    };
    let item = put::put(&tx, ctx, plan).await?;
    tx.commit().await?;
    Ok(item)
}

/// Changes an item, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(ctx: &Ctx, id: ItemId, seen: i64, document: &ItemDocument) -> Result<Item> {
    let tx = ctx.write().await?;
    let item = find_readable(&tx, ctx, id).await?;
    ctx.require(item.kind().write_permission(), Place::Record(item.agency_id, id.into()))?;
    if item.version != seen {
        return Err(Error::Stale("record"));
    }
    if document.kind != item.kind() || document.code.trim() != item.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    let mut plans = plan_all(&tx, ctx, std::slice::from_ref(document)).await?;
    let plan = plans.pop().ok_or_else(|| Error::internal("no plan"))?;
    let item = put::put(&tx, ctx, plan).await?;
    tx.commit().await?;
    Ok(item)
}

/// Takes an item out of use. Nothing is deleted.
pub async fn retire(ctx: &Ctx, id: ItemId, seen: i64) -> Result<Item> {
    end_or_resume(ctx, (id, seen), Action::ItemRetired, |it| it.retired(ctx.now)).await
}

/// Brings a retired item back into use.
pub async fn restore(ctx: &Ctx, id: ItemId, seen: i64) -> Result<Item> {
    end_or_resume(ctx, (id, seen), Action::ItemRestored, |it| it.restored(ctx.now)).await
}

async fn end_or_resume(
    ctx: &Ctx,
    (id, seen): (ItemId, i64),
    action: Action,
    decide: impl FnOnce(Item) -> std::result::Result<Item, crate::Refusal>,
) -> Result<Item> {
    let tx = ctx.write().await?;
    let item = find_readable(&tx, ctx, id).await?;
    ctx.require(item.kind().write_permission(), Place::Record(item.agency_id, id.into()))?;
    if item.version != seen {
        return Err(Error::Stale("record"));
    }
    let item = save(&tx, ctx, action, decide(item)?).await?;
    tx.commit().await?;
    Ok(item)
}

/// Takes items out of use, in the caller's transaction.
pub(crate) async fn retire_in(tx: &Tx, ctx: &Ctx, items: Vec<Item>) -> Result<()> {
    for item in items {
        let place = Place::Record(item.agency_id, item.id.into());
        ctx.require(item.kind().write_permission(), place)?;
        save(tx, ctx, Action::ItemRetired, item.retired(ctx.now)?).await?;
    }
    Ok(())
}

/// Brings items back into use, in the caller's transaction.
pub(crate) async fn restore_in(tx: &Tx, ctx: &Ctx, items: Vec<Item>) -> Result<()> {
    for item in items {
        let place = Place::Record(item.agency_id, item.id.into());
        ctx.require(item.kind().write_permission(), place)?;
        save(tx, ctx, Action::ItemRestored, item.restored(ctx.now)?).await?;
    }
    Ok(())
}

async fn save(tx: &Tx, ctx: &Ctx, action: Action, item: Item) -> Result<Item> {
    let item = store::update(tx, item).await?;
    db::search::remove(tx, item.id.into()).await?;
    if item.retired_at.is_none() {
        db::search::add(tx, &[put::entry(&item)]).await?;
    }
    events::record(tx, ctx, event(action, &item)).await?;
    Ok(item)
}
