//! What is done while plans are followed, and drafts of what is said, in the database.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::entity::{statement, task};
use super::row::{to_statement, to_statement_row, to_task, to_task_row};
use super::statements::Statement;
use super::task::{Task, TaskState};
use crate::ids::{ActivationId, PersonId, TaskId};
use crate::{Result, row_store};

/// How many tasks of a person are shown at most.
const MINE_MAX: u64 = 200;

/// What is done under an activation, in its order.
pub(super) async fn of(tx: &Tx, id: ActivationId) -> Result<Vec<Task>> {
    let rows = task::Entity::find()
        .filter(task::Column::ActivationId.eq(Uuid::from(id)))
        .order_by_asc(task::Column::Number)
        .all(tx)
        .await?;
    rows.into_iter().map(to_task).collect()
}

/// The task called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: TaskId) -> Result<Option<Task>> {
    task::Entity::find_by_id(id).one(tx).await?.map(to_task).transpose()
}

/// What a person is still to do, whatever became of the activation.
pub(super) async fn of_person(tx: &Tx, id: PersonId) -> Result<Vec<Task>> {
    let rows = task::Entity::find()
        .filter(task::Column::OwnerId.eq(Uuid::from(id)))
        .filter(task::Column::State.ne(TaskState::Done.code()))
        .order_by_desc(task::Column::ActivationId)
        .order_by_asc(task::Column::Number)
        .limit(MINE_MAX)
        .all(tx)
        .await?;
    rows.into_iter().map(to_task).collect()
}

/// Saves new tasks.
pub(super) async fn insert_all(tx: &Tx, tasks: &[Task]) -> Result<()> {
    for tasks in tasks.chunks(500) {
        task::Entity::insert_many(tasks.iter().map(to_task_row)).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed task, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Task) -> Result<Task> {
    let next = Task { version: it.version + 1, ..it };
    row_store::update(tx, to_task_row(&next), task::Column::Version, "task").await?;
    Ok(next)
}

/// Drafts of what is said under an activation, in their order.
pub(super) async fn statements(tx: &Tx, id: ActivationId) -> Result<Vec<Statement>> {
    let rows = statement::Entity::find()
        .filter(statement::Column::ActivationId.eq(Uuid::from(id)))
        .order_by_asc(statement::Column::Number)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(to_statement).collect())
}

/// Saves new drafts.
pub(super) async fn insert_statements(tx: &Tx, all: &[Statement]) -> Result<()> {
    for all in all.chunks(500) {
        let rows = all.iter().map(to_statement_row);
        statement::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed draft, unless someone else saved it since it was read.
pub(super) async fn update_statement(tx: &Tx, it: Statement) -> Result<Statement> {
    let next = Statement { version: it.version + 1, ..it };
    row_store::update(tx, to_statement_row(&next), statement::Column::Version, "statement").await?;
    Ok(next)
}
