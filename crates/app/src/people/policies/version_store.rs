//! Versions of policies in the database, comments on them, and who acknowledged them.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
    TryInsertResult,
};
use uuid::Uuid;

use super::comments::Comment;
use super::entity::version::{ActiveModel, Column, Entity, Model};
use super::entity::{acknowledgement, comment};
use super::{PolicyVersion, State};
use crate::ids::{PersonId, PolicyId};
use crate::{Error, Result, Timestamp};

fn stored(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Version `number` of a policy, if there is one.
pub(super) async fn find(tx: &Tx, id: PolicyId, number: u32) -> Result<Option<PolicyVersion>> {
    let found = Entity::find()
        .filter(Column::PolicyId.eq(Uuid::from(id)))
        .filter(Column::Number.eq(stored(number)));
    found.one(tx).await?.map(to_version).transpose()
}

/// Every version of a policy, the newest first.
pub(super) async fn all(tx: &Tx, id: PolicyId) -> Result<Vec<PolicyVersion>> {
    let found = Entity::find().filter(Column::PolicyId.eq(Uuid::from(id)));
    let rows = found.order_by_desc(Column::Number).all(tx).await?;
    rows.into_iter().map(to_version).collect()
}

/// Saves a new version.
pub(super) async fn insert(tx: &Tx, it: &PolicyVersion) -> Result<()> {
    Entity::insert(to_row(it)).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed version. Whoever does so has the policy, whose version they saw.
pub(super) async fn update(tx: &Tx, it: &PolicyVersion) -> Result<()> {
    Entity::update(to_row(it)).exec(tx).await?;
    Ok(())
}

/// Removes a version that was never in force, and what was said about it.
pub(super) async fn delete(tx: &Tx, it: &PolicyVersion) -> Result<()> {
    comment::Entity::delete_many()
        .filter(comment::Column::PolicyId.eq(Uuid::from(it.policy_id)))
        .filter(comment::Column::Number.eq(stored(it.number)))
        .exec(tx)
        .await?;
    Entity::delete_by_id(it.id).exec(tx).await?;
    Ok(())
}

/// What was said about a version, the oldest first.
pub(super) async fn comments(tx: &Tx, id: PolicyId, number: u32) -> Result<Vec<Comment>> {
    let found = comment::Entity::find()
        .filter(comment::Column::PolicyId.eq(Uuid::from(id)))
        .filter(comment::Column::Number.eq(stored(number)));
    let rows = found.order_by_asc(comment::Column::Id).all(tx).await?;
    let to_comment = |it: comment::Model| Comment {
        person_id: it.person_id.into(),
        said: it.said,
        said_at: it.said_at,
    };
    Ok(rows.into_iter().map(to_comment).collect())
}

/// Saves what somebody said about a version.
pub(super) async fn insert_comment(
    tx: &Tx,
    (id, number): (PolicyId, u32),
    it: &Comment,
) -> Result<()> {
    let row = comment::ActiveModel {
        id: Set(Uuid::now_v7()),
        policy_id: Set(id.into()),
        number: Set(stored(number)),
        person_id: Set(it.person_id.into()),
        said: Set(it.said.clone()),
        said_at: Set(it.said_at),
    };
    comment::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Who acknowledged a version, and when.
pub(super) async fn acknowledged(
    tx: &Tx,
    id: PolicyId,
    number: u32,
) -> Result<BTreeMap<PersonId, Timestamp>> {
    let rows = acknowledgement::Entity::find()
        .filter(acknowledgement::Column::PolicyId.eq(Uuid::from(id)))
        .filter(acknowledgement::Column::Number.eq(stored(number)))
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|it| (it.person_id.into(), it.acknowledged_at)).collect())
}

/// Which versions of which policies a person acknowledged.
pub(super) async fn acknowledged_by(
    tx: &Tx,
    person_id: PersonId,
) -> Result<BTreeSet<(PolicyId, u32)>> {
    let rows: Vec<(Uuid, i32)> = acknowledgement::Entity::find()
        .select_only()
        .columns([acknowledgement::Column::PolicyId, acknowledgement::Column::Number])
        .filter(acknowledgement::Column::PersonId.eq(Uuid::from(person_id)))
        .into_tuple()
        .all(tx)
        .await?;
    let number = |it: i32| u32::try_from(it).unwrap_or_default();
    Ok(rows.into_iter().map(|(id, it)| (id.into(), number(it))).collect())
}

/// Notes that a person acknowledged a version. Says whether that is new.
pub(super) async fn acknowledge(
    tx: &Tx,
    (id, number): (PolicyId, u32),
    person_id: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let row = acknowledgement::ActiveModel {
        policy_id: Set(id.into()),
        number: Set(stored(number)),
        person_id: Set(person_id.into()),
        acknowledged_at: Set(now),
    };
    let key = [
        acknowledgement::Column::PolicyId,
        acknowledgement::Column::Number,
        acknowledgement::Column::PersonId,
    ];
    let is_there = OnConflict::columns(key).do_nothing().to_owned();
    let new = acknowledgement::Entity::insert(row).on_conflict(is_there).try_insert();
    Ok(matches!(new.exec_without_returning(tx).await?, TryInsertResult::Inserted(1..)))
}

fn to_row(it: &PolicyVersion) -> ActiveModel {
    ActiveModel {
        id: Set(it.id.into()),
        policy_id: Set(it.policy_id.into()),
        number: Set(stored(it.number)),
        state: Set(it.state.code().to_owned()),
        body: Set(it.body.clone()),
        summary: Set(it.summary.clone()),
        author_id: Set(it.author_id.into()),
        edited_by: Set(it.edited_by.into()),
        comment_until: Set(it.comment_until),
        approved_by: Set(it.approved_by.map(Into::into)),
        approved_at: Set(it.approved_at),
        published_at: Set(it.published_at),
        because: Set(it.because.clone()),
        updated_at: Set(it.updated_at),
    }
}

fn to_version(row: Model) -> Result<PolicyVersion> {
    let state = State::from_code(&row.state);
    Ok(PolicyVersion {
        id: row.id.into(),
        policy_id: row.policy_id.into(),
        number: u32::try_from(row.number).map_err(Error::internal)?,
        state: state.ok_or_else(|| Error::internal(format!("policy state {}", row.state)))?,
        body: row.body,
        summary: row.summary,
        author_id: row.author_id.into(),
        edited_by: row.edited_by.into(),
        comment_until: row.comment_until,
        approved_by: row.approved_by.map(Into::into),
        approved_at: row.approved_at,
        published_at: row.published_at,
        because: row.because,
        updated_at: row.updated_at,
    })
}
