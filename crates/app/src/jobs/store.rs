//! Jobs in the database.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::sea_query::{LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set, TryInsertResult,
};
use uuid::Uuid;

use super::entity::job::{ActiveModel, Column, Entity, Model};
use super::job::{Job, State};
use super::read::Query;
use crate::ids::JobId;
use crate::{Error, Page, Result, Timestamp};

/// The job called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: JobId) -> Result<Option<Job>> {
    Entity::find_by_id(id).one(tx).await?.map(to_job).transpose()
}

/// The same, and until this transaction is over nobody else changes it.
pub(super) async fn lock(tx: &Tx, id: JobId) -> Result<Option<Job>> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await?.map(to_job).transpose()
}

/// The first job of one of these kinds that is due and that nobody else is looking at: one that
/// waits, or one whose lease ran out. Until this transaction is over nobody else gets it.
pub(super) async fn next_due(tx: &Tx, kinds: &[&str], now: Timestamp) -> Result<Option<Job>> {
    let due = due(kinds, now).order_by_asc(Column::RunAt).order_by_asc(Column::Id);
    let due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    due.one(tx).await?.map(to_job).transpose()
}

/// Whether there is such a job.
pub(super) async fn any_due(tx: &Tx, kinds: &[&str], now: Timestamp) -> Result<bool> {
    let id = due(kinds, now).select_only().column(Column::Id).into_tuple::<Uuid>().one(tx).await?;
    Ok(id.is_some())
}

fn due(kinds: &[&str], now: Timestamp) -> sea_orm::Select<Entity> {
    let waits =
        Condition::all().add(Column::State.eq(State::Waiting.code())).add(Column::RunAt.lte(now));
    let is_lost = Condition::all()
        .add(Column::State.eq(State::Running.code()))
        .add(Column::LeasedUntil.lte(now));
    Entity::find()
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .filter(Condition::any().add(waits).add(is_lost))
}

/// One page of the jobs that are asked for, those that changed last first.
pub(super) async fn list(tx: &Tx, query: &Query) -> Result<Page<Job>> {
    let found = Entity::find().filter(condition(query));
    let n_items = found.clone().count(tx).await?;
    let rows = found
        .order_by_desc(Column::RunAt)
        .order_by_desc(Column::Id)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_job).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    query: &Query,
    (after, n_max): (Option<JobId>, u64),
) -> Result<Vec<Job>> {
    let rows = Entity::find()
        .filter(condition(query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_job).collect()
}

fn condition(query: &Query) -> Condition {
    Condition::all()
        .add_option(query.state.map(|it| Column::State.eq(it.code())))
        .add_option(query.kind.as_deref().map(|it| Column::Kind.eq(it)))
}

/// How many jobs of one kind, or of all, are in each state.
pub(super) async fn counts(tx: &Tx, kind: Option<&str>) -> Result<BTreeMap<String, i64>> {
    let rows: Vec<(String, i64)> = Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "n")
        .filter(Condition::all().add_option(kind.map(|it| Column::Kind.eq(it))))
        .group_by(Column::State)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Saves a new job, unless there is one of its kind with the same key. Says whether it did.
pub(super) async fn insert(tx: &Tx, job: &Job, unique_key: Option<String>) -> Result<bool> {
    let row = ActiveModel { unique_key: Set(unique_key), ..to_row(job) };
    let is_same = OnConflict::columns([Column::Kind, Column::UniqueKey]).do_nothing().to_owned();
    let done =
        Entity::insert(row).on_conflict(is_same).try_insert().exec_without_returning(tx).await?;
    Ok(matches!(done, TryInsertResult::Inserted(1..)))
}

/// Saves a changed job, unless it changed hands since it was read with number `fence`. Says whether
/// it did.
pub(super) async fn update(tx: &Tx, job: &Job, fence: i64) -> Result<bool> {
    let row = ActiveModel {
        state: Set(job.state.code().to_owned()),
        run_at: Set(job.run_at),
        attempts: Set(job.attempts),
        fence: Set(job.fence),
        leased_until: Set(job.leased_until),
        last_error: Set(job.last_error.clone()),
        ended_at: Set(job.ended_at),
        ..ActiveModel::default()
    };
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(Uuid::from(job.id)))
        .filter(Column::Fence.eq(fence))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Removes the jobs that were done or canceled before `moment`. Says how many there were.
pub(crate) async fn delete_ended_before(tx: &Tx, moment: Timestamp) -> Result<u64> {
    let ended = [State::Done, State::Canceled].map(State::code);
    let old =
        Entity::delete_many().filter(Column::EndedAt.lt(moment)).filter(Column::State.is_in(ended));
    Ok(old.exec(tx).await?.rows_affected)
}

fn to_row(it: &Job) -> ActiveModel {
    ActiveModel {
        id: Set(it.id.into()),
        kind: Set(it.kind.clone()),
        about: Set(it.about.clone()),
        payload: Set(it.payload.clone()),
        unique_key: Set(None),
        state: Set(it.state.code().to_owned()),
        run_at: Set(it.run_at),
        attempts: Set(it.attempts),
        fence: Set(it.fence),
        leased_until: Set(it.leased_until),
        last_error: Set(it.last_error.clone()),
        created_at: Set(it.created_at),
        ended_at: Set(it.ended_at),
    }
}

fn to_job(row: Model) -> Result<Job> {
    let state = State::from_code(&row.state);
    Ok(Job {
        id: row.id.into(),
        kind: row.kind,
        about: row.about,
        payload: row.payload,
        state: state.ok_or_else(|| Error::internal(format!("state of a job {}", row.state)))?,
        run_at: row.run_at,
        attempts: row.attempts,
        fence: row.fence,
        leased_until: row.leased_until,
        last_error: row.last_error,
        created_at: row.created_at,
        ended_at: row.ended_at,
    })
}
