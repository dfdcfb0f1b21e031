//! Comments on the drafts of plans in the database.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, Set,
};
use uuid::Uuid;

use super::comment::Comment;
use super::comment_entity::{ActiveModel, Column, Entity, Model};
use super::row::{number, to_number};
use crate::ids::{CommentId, PlanVersionId};
use crate::{Result, row_store};

/// Every comment on a version, the oldest first.
pub(super) async fn of_version(tx: &Tx, id: PlanVersionId) -> Result<Vec<Comment>> {
    let rows = Entity::find()
        .filter(Column::VersionId.eq(Uuid::from(id)))
        .order_by_asc(Column::WrittenAt)
        .order_by_asc(Column::Id)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(to_comment).collect())
}

/// The comment called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: CommentId) -> Result<Option<Comment>> {
    Ok(Entity::find_by_id(id).one(tx).await?.map(to_comment))
}

/// How many fixes that the review of a version requires are not resolved.
pub(super) async fn n_fixes(tx: &Tx, id: PlanVersionId) -> Result<u64> {
    let open = Entity::find()
        .filter(Column::VersionId.eq(Uuid::from(id)))
        .filter(Column::IsRequired.eq(true))
        .filter(Column::ResolvedAt.is_null());
    Ok(open.count(tx).await?)
}

/// Saves a new comment.
pub(super) async fn insert(tx: &Tx, comment: &Comment) -> Result<()> {
    Entity::insert(to_row(comment)).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed comment, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, comment: Comment) -> Result<Comment> {
    let next = Comment { version: comment.version + 1, ..comment };
    row_store::update(tx, to_row(&next), Column::Version, "comment").await?;
    Ok(next)
}

/// Removes the comments on a draft that is thrown away.
pub(super) async fn remove_of(tx: &Tx, id: PlanVersionId) -> Result<()> {
    Entity::delete_many().filter(Column::VersionId.eq(Uuid::from(id))).exec(tx).await?;
    Ok(())
}

fn to_row(it: &Comment) -> ActiveModel {
    ActiveModel {
        id: Set(it.id.into()),
        plan_id: Set(it.plan_id.into()),
        version_id: Set(it.version_id.into()),
        thread_id: Set(it.thread_id.into()),
        section: Set(it.section.clone()),
        line: Set(it.line.map(number)),
        quote: Set(it.quote.clone()),
        author_id: Set(it.author_id.into()),
        text: Set(it.text.clone()),
        is_required: Set(it.is_required),
        written_at: Set(it.written_at),
        resolved_by: Set(it.resolved_by.map(Into::into)),
        resolved_at: Set(it.resolved_at),
        version: Set(it.version),
    }
}

fn to_comment(row: Model) -> Comment {
    Comment {
        id: row.id.into(),
        plan_id: row.plan_id.into(),
        version_id: row.version_id.into(),
        thread_id: row.thread_id.into(),
        section: row.section,
        line: row.line.map(to_number),
        quote: row.quote,
        author_id: row.author_id.into(),
        text: row.text,
        is_required: row.is_required,
        written_at: row.written_at,
        resolved_by: row.resolved_by.map(Into::into),
        resolved_at: row.resolved_at,
        version: row.version,
    }
}
