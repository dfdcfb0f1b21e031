//! Tasks of plans that are followed: whoever has one says how far it is, and so does who leads.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use serde_json::{Value, json};

use super::activation::Activation;
use super::read::{place, titles};
use super::task::{Task, TaskState};
use super::{change, store, task_store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{ActivationId, TaskId};
use crate::{Ctx, Error, Result};

/// A task of the person who looks, with what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyTask {
    /// The task.
    pub task: Task,
    /// Under which activation.
    pub activation: Activation,
    /// What its plan is called.
    pub title: String,
    /// Whether the actor may open the activation.
    pub may_open: bool,
}

/// What the person who asks is still to do under plans that are followed now.
pub async fn my_tasks(ctx: &Ctx) -> Result<Vec<MyTask>> {
    let me = ctx.actor.person_id;
    // A program with a token of theirs has no business of its own.
    if !ctx.actor.is(me) {
        return Ok(Vec::new());
    }
    let tx = ctx.read().await?;
    let tasks = task_store::of_person(&tx, me).await?;
    let ids: BTreeSet<ActivationId> = tasks.iter().map(|it| it.activation_id).collect();
    let all = store::by_ids(&tx, &ids).await?;
    let titles = titles(&tx, &all.iter().map(|it| it.plan_id).collect()).await?;
    let all: BTreeMap<ActivationId, Activation> = all.into_iter().map(|it| (it.id, it)).collect();
    let mine = |task: Task| {
        let activation = all.get(&task.activation_id).filter(|it| it.state.is_acting())?.clone();
        let title = titles.get(&activation.plan_id).cloned().unwrap_or_default();
        let may_open = ctx.actor.may(Permission::ReadActivations, place(&activation));
        Some(MyTask { task, activation, title, may_open })
    };
    Ok(tasks.into_iter().filter_map(mine).collect())
}

/// One task, for whoever has it and for those who may see the activation.
pub async fn show_task(ctx: &Ctx, id: TaskId) -> Result<MyTask> {
    let tx = ctx.read().await?;
    let (task, activation) = found(&tx, ctx, id).await?;
    let title = titles(&tx, &[activation.plan_id].into()).await?.into_values().next();
    let may_open = ctx.actor.may(Permission::ReadActivations, place(&activation));
    Ok(MyTask { task, activation, title: title.unwrap_or_default(), may_open })
}

/// Says how far a task is, unless someone changed it since version `seen`.
pub async fn change_task(
    ctx: &Ctx,
    id: TaskId,
    seen: i64,
    (state, note): (TaskState, &str),
) -> Result<Task> {
    let tx = ctx.write().await?;
    let (before, under) = found(&tx, ctx, id).await?;
    if !is_theirs(ctx, &before) {
        ctx.require(Permission::AskActivations, place(&under))?;
    }
    if before.version != seen {
        return Err(Error::Stale("task"));
    }
    let by = (ctx.actor.person_id, ctx.now);
    let after = before.clone().changed(&under, (state, note), by)?;
    let after = task_store::update(&tx, after).await?;
    let event = change::event(Action::ActivationTaskChanged, &under);
    events::record(&tx, ctx, event.from(&told(&before)).to(&told(&after))).await?;
    tx.commit().await?;
    Ok(after)
}

fn is_theirs(ctx: &Ctx, task: &Task) -> bool {
    task.owner_id.is_some_and(|it| ctx.actor.is(it))
}

/// A task with its activation, if the actor has it or may see that.
async fn found(tx: &Tx, ctx: &Ctx, id: TaskId) -> Result<(Task, Activation)> {
    let task = task_store::find(tx, id).await?.ok_or(Error::NotFound("task"))?;
    let under = store::find(tx, task.activation_id).await?.ok_or(Error::NotFound("task"))?;
    let sees = is_theirs(ctx, &task) || ctx.actor.may(Permission::ReadActivations, place(&under));
    if sees { Ok((task, under)) } else { Err(Error::NotFound("task")) }
}

fn told(it: &Task) -> Value {
    json!({
        "number": it.number,
        "text": it.text,
        "owner": it.owner_id,
        "state": it.state.code(),
        "note": it.note,
    })
}
