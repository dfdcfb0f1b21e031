//! Runs in the database, but for what they found out.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use serde_json::Value;
use uuid::Uuid;

use super::entity::run::{Column, Entity};
use super::entity::{booking, service, work};
use super::row::{RunHead, RunLineRow, read, to_run_line, to_run_row, to_run_without_result};
use super::run::{Run, RunLine, RunResult, RunState};
use crate::ids::{RunId, ScenarioId};
use crate::{Page, Paging, Result};

/// The run called `id`, if there is one, without what it found out.
pub(super) async fn find(tx: &Tx, id: RunId) -> Result<Option<Run>> {
    let row = Entity::find_by_id(id).into_partial_model::<RunHead>().one(tx).await?;
    row.map(to_run_without_result).transpose()
}

/// How far the run called `id` is, if there is one.
pub(super) async fn state(tx: &Tx, id: RunId) -> Result<Option<RunState>> {
    let found = Entity::find_by_id(id).select_only().column(Column::State);
    let code: Option<String> = found.into_tuple().one(tx).await?;
    Ok(code.and_then(|it| RunState::from_code(&it)))
}

/// What the run called `id` found out, if it is done.
pub(super) async fn result(tx: &Tx, id: RunId) -> Result<Option<RunResult>> {
    let found = Entity::find_by_id(id).select_only().column(Column::Result);
    let found: Option<Value> = found.into_tuple().one(tx).await?;
    found.map_or(Ok(None), read)
}

/// Saves a new run.
pub(super) async fn insert(tx: &Tx, run: &Run) -> Result<()> {
    Entity::insert(to_run_row(run)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a run, if it is in one of `states` still. Says whether it was.
pub(super) async fn update(tx: &Tx, run: &Run, states: &[RunState]) -> Result<bool> {
    let done = Entity::update_many()
        .set(to_run_row(run)?)
        .filter(Column::Id.eq(Uuid::from(run.id)))
        .filter(Column::State.is_in(states.iter().map(|it| it.code())))
        .exec(tx)
        .await?;
    Ok(0 < done.rows_affected)
}

/// One page of the runs of a scenario, the newest first.
pub(super) async fn list(tx: &Tx, id: ScenarioId, paging: Paging) -> Result<Page<RunLine>> {
    let found = Entity::find().filter(Column::ScenarioId.eq(Uuid::from(id)));
    let n_items = found.clone().count(tx).await?;
    let rows = found
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(paging.offset())
        .limit(paging.limit())
        .into_partial_model::<RunLineRow>()
        .all(tx)
        .await?;
    let items = rows.iter().map(to_run_line).collect::<Result<Vec<_>>>()?;
    Ok(paging.of(items, n_items))
}

/// At most `n_max` of the runs of a scenario, in the order of ids, after `after`.
pub(super) async fn list_after(
    tx: &Tx,
    id: ScenarioId,
    (after, n_max): (Option<RunId>, u64),
) -> Result<Vec<Run>> {
    let rows = Entity::find()
        .filter(Column::ScenarioId.eq(Uuid::from(id)))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .into_partial_model::<RunHead>()
        .all(tx)
        .await?;
    rows.into_iter().map(to_run_without_result).collect()
}

/// At most `n_max` runs that are not over.
pub(super) async fn open(tx: &Tx, n_max: u64) -> Result<Vec<Run>> {
    let codes = RunState::ALL.into_iter().filter(|it| it.is_open()).map(RunState::code);
    let found = Entity::find().filter(Column::State.is_in(codes)).order_by_asc(Column::Id);
    let rows = found.limit(n_max).into_partial_model::<RunHead>().all(tx).await?;
    rows.into_iter().map(to_run_without_result).collect()
}

/// Removes runs of a scenario that are over, so that `n_max` are left, and returns them: first those
/// without results, so that nobody loses results to runs that were only started and canceled; then
/// the oldest.
pub(super) async fn trim(tx: &Tx, id: ScenarioId, n_max: u64) -> Result<Vec<Run>> {
    let codes = RunState::ALL.into_iter().filter(|it| it.is_open()).map(RunState::code);
    let rows = Entity::find()
        .filter(Column::ScenarioId.eq(Uuid::from(id)))
        .filter(Column::State.is_not_in(codes))
        .order_by_desc(Column::State.eq(RunState::Done.code()))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(n_max)
        // Each start removes what is too many, so that there are never more than a few.
        .limit(100)
        .into_partial_model::<RunHead>()
        .all(tx)
        .await?;
    let gone = rows.into_iter().map(to_run_without_result).collect::<Result<Vec<_>>>()?;
    let old = || gone.iter().map(|it| Uuid::from(it.id));
    let of = service::Column::RunId.is_in(old());
    service::Entity::delete_many().filter(of).exec(tx).await?;
    work::Entity::delete_many().filter(work::Column::RunId.is_in(old())).exec(tx).await?;
    booking::Entity::delete_many().filter(booking::Column::RunId.is_in(old())).exec(tx).await?;
    Entity::delete_many().filter(Column::Id.is_in(old())).exec(tx).await?;
    Ok(gone)
}
