//! Looking at activations.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::activation::{Activation, State};
use super::statements::Statement;
use super::task::Task;
use super::{store, task_store};
use crate::actor::{Permission, Place, Scope};
use crate::events;
use crate::ids::{ActivationId, AgencyId, PersonId, PlanId};
use crate::people::persons;
use crate::plans::plan::{self, Plan};
use crate::{Ctx, Error, Page, Paging, Result};

/// Which activations to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those of plans whose titles have this in them.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those that are so far.
    pub state: Option<State>,
    /// Only those that are not over.
    pub is_running: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of activations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// When somebody asked for them.
    #[default]
    Asked,
    /// How far they are.
    State,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "asked" => Some(Sort::Asked),
            "state" => Some(Sort::State),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// An activation with all that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The activation.
    pub activation: Activation,
    /// What its plan is called.
    pub title: String,
    /// The activation that called it up, with what its plan is called.
    pub parent: Option<(Activation, String)>,
    /// What it called up, each with what its plan is called.
    pub children: Vec<(Activation, String)>,
    /// What is done.
    pub tasks: Vec<Task>,
    /// Drafts of what is said.
    pub statements: Vec<Statement>,
    /// What everybody in it is called.
    pub names: BTreeMap<PersonId, String>,
    /// The number of the last event that it knows.
    pub seq: i64,
}

/// Where an activation is: what a permission is asked for.
pub(super) fn place(it: &Activation) -> Place {
    Place::Record(it.agency_id, it.plan_id.into())
}

/// Whether the actor may do what takes `permission` with an activation.
pub fn may_act(ctx: &Ctx, permission: Permission, it: &Activation) -> bool {
    ctx.actor.may(permission, place(it))
}

/// The activation called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: ActivationId) -> Result<Activation> {
    let found = store::find(tx, id).await?;
    let found = found.filter(|it| may_act(ctx, Permission::ReadActivations, it));
    found.ok_or(Error::NotFound("activation"))
}

/// One activation.
pub async fn show(ctx: &Ctx, id: ActivationId) -> Result<Activation> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One activation with all that belongs to it.
pub async fn open(ctx: &Ctx, id: ActivationId) -> Result<Opened> {
    let tx = ctx.read().await?;
    let activation = find_readable(&tx, ctx, id).await?;
    let seq = events::last_seq(&tx).await?;
    let parent = match activation.parent_id {
        Some(id) => store::find(&tx, id).await?,
        None => None,
    };
    let may = |it: &Activation| may_act(ctx, Permission::ReadActivations, it);
    let parent = parent.filter(may);
    let mut children = store::children(&tx, id).await?;
    children.retain(may);
    let all = std::iter::once(&activation).chain(&parent).chain(&children);
    let titles = titles(&tx, &all.map(|it| it.plan_id).collect()).await?;
    let title = |it: &Activation| titles.get(&it.plan_id).cloned().unwrap_or_default();
    let tasks = task_store::of(&tx, id).await?;
    let statements = task_store::statements(&tx, id).await?;
    drop(tx);
    let members = activation
        .roster
        .iter()
        .flat_map(|it| it.person_id.into_iter().chain(it.alternates.iter().copied()));
    let in_tasks = tasks.iter().flat_map(|it| [it.owner_id, it.changed_by].into_iter().flatten());
    let told = std::iter::once(&activation).chain(&children).flat_map(|it| &it.notices);
    let told: Vec<PersonId> = told.map(|it| it.person_id).collect();
    let by = [Some(activation.asked_by), activation.decided_by, activation.declared_by];
    let people: BTreeSet<PersonId> = members
        .chain(in_tasks)
        .chain(told)
        .chain(by.into_iter().flatten())
        .chain(statements.iter().map(|it| it.edited_by))
        .collect();
    Ok(Opened {
        title: title(&activation),
        parent: parent.map(|it| (it.clone(), title(&it))),
        children: children.into_iter().map(|it| (it.clone(), title(&it))).collect(),
        names: persons::labels(ctx, &people).await?,
        activation,
        tasks,
        statements,
        seq,
    })
}

/// What plans are called.
pub(super) async fn titles(tx: &Tx, ids: &BTreeSet<PlanId>) -> Result<BTreeMap<PlanId, String>> {
    let plans: Vec<Plan> = plan::by_ids_in(tx, ids).await?;
    Ok(plans.into_iter().map(|it| (it.id, it.title)).collect())
}

/// Every activation of a plan that the actor may see, the last first.
pub async fn of_plan(ctx: &Ctx, id: PlanId) -> Result<Vec<Activation>> {
    let mut found = store::of_plan(&*ctx.read().await?, id).await?;
    found.retain(|it| may_act(ctx, Permission::ReadActivations, it));
    Ok(found)
}

/// One page of the activations that are asked for, each with what its plan is called, as far as the
/// actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<(Activation, String)>> {
    let scope: Scope = ctx.require_scope(Permission::ReadActivations)?;
    let tx = ctx.read().await?;
    let page = store::list(&tx, &ctx.platform.counts, &scope, query).await?;
    let titles = titles(&tx, &page.items.iter().map(|it| it.plan_id).collect()).await?;
    Ok(page.map(|it| (it.clone(), titles.get(&it.plan_id).cloned().unwrap_or_default())))
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<ActivationId>,
    n_max: u64,
) -> Result<Vec<Activation>> {
    let scope = ctx.require_scope(Permission::ReadActivations)?;
    store::list_after(&*ctx.read().await?, &scope, query, (after, n_max)).await
}
