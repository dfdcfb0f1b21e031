//! Ways to reach people, in the database: sealed.

use std::collections::BTreeSet;

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::channel::{Channel, ChannelKind, Reached};
use super::entity::channel::{ActiveModel, Column, Entity, Model};
use crate::ids::{ChannelId, PersonId};
use crate::row_store::VALUES_MAX;
use crate::{Error, Result, row_store};

/// The channel called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ChannelId) -> Result<Option<Channel>> {
    Entity::find_by_id(id).one(tx).await?.map(to_channel).transpose()
}

/// How to reach these people, the first choice first.
pub(super) async fn by_persons(tx: &Tx, persons: &BTreeSet<PersonId>) -> Result<Vec<Channel>> {
    let persons: Vec<Uuid> = persons.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = Vec::new();
    for persons in persons.chunks(VALUES_MAX) {
        let rows = Entity::find().filter(Column::PersonId.is_in(persons.iter().copied()));
        let rows = rows.order_by_asc(Column::Priority).order_by_asc(Column::Id).all(tx).await?;
        for row in rows {
            found.push(to_channel(row)?);
        }
    }
    Ok(found)
}

/// The last `n_max` channels that there are.
pub(super) async fn newest(tx: &Tx, n_max: u64) -> Result<Vec<Channel>> {
    let rows = Entity::find().order_by_desc(Column::Id).limit(n_max).all(tx).await?;
    rows.into_iter().map(to_channel).collect()
}

/// Which of these people have a channel that is known to work.
pub(super) async fn verified(tx: &Tx, persons: &BTreeSet<PersonId>) -> Result<BTreeSet<PersonId>> {
    let persons: Vec<Uuid> = persons.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = BTreeSet::new();
    for persons in persons.chunks(VALUES_MAX) {
        let ids: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::PersonId)
            .filter(Column::PersonId.is_in(persons.iter().copied()))
            .filter(Column::VerifiedAt.is_not_null())
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(ids.into_iter().map(PersonId::from));
    }
    Ok(found)
}

/// Saves new channels.
pub(super) async fn insert_all(tx: &Tx, channels: &[Channel]) -> Result<()> {
    for channels in channels.chunks(VALUES_MAX) {
        Entity::insert_many(channels.iter().map(to_row)).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed channel, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, channel: Channel) -> Result<Channel> {
    let next = Channel { version: channel.version + 1, ..channel };
    row_store::update(tx, to_row(&next), Column::Version, "contact").await?;
    Ok(next)
}

/// Removes channels.
pub(super) async fn delete(tx: &Tx, ids: &[ChannelId]) -> Result<()> {
    let ids = ids.iter().map(|it| Uuid::from(*it));
    Entity::delete_many().filter(Column::Id.is_in(ids)).exec(tx).await?;
    Ok(())
}

fn to_row(it: &Channel) -> ActiveModel {
    ActiveModel {
        id: Set(it.id.into()),
        person_id: Set(it.person_id.into()),
        kind: Set(it.kind.code().to_owned()),
        sealed: Set(it.sealed.clone()),
        hint: Set(it.hint.clone()),
        priority: Set(i32::from(it.priority)),
        hours: Set(it.reached.code().to_owned()),
        verified_at: Set(it.verified_at),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    }
}

fn to_channel(row: Model) -> Result<Channel> {
    let kind = ChannelKind::from_code(&row.kind);
    Ok(Channel {
        id: row.id.into(),
        person_id: row.person_id.into(),
        kind: kind.ok_or_else(|| Error::internal(format!("channel kind {}", row.kind)))?,
        sealed: row.sealed,
        hint: row.hint,
        priority: u8::try_from(row.priority).unwrap_or(u8::MAX),
        reached: Reached::from_code(&row.hours).unwrap_or_default(),
        verified_at: row.verified_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}
