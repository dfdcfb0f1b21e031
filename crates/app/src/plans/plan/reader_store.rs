//! Who is on the list of a plan, and who was asked what, in the database.

use std::collections::BTreeSet;

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::reader::{About, Ask, Reader};
use super::reader_entity::{ask, reader};
use super::row::{number, to_number};
use crate::ids::{AskId, PersonId, PlanId};
use crate::row_store::VALUES_MAX;
use crate::{Error, Result, Timestamp};

/// How many open questions of a person are shown at most.
const MINE_MAX: u64 = 200;

/// Who is on the list of a plan.
pub(super) async fn readers(tx: &Tx, plan_id: PlanId) -> Result<BTreeSet<Reader>> {
    let rows = reader::Entity::find()
        .filter(reader::Column::PlanId.eq(Uuid::from(plan_id)))
        .all(tx)
        .await?;
    let read = |it: reader::Model| match it.kind.as_str() {
        "team" => Reader::Team(it.reader_id.into()),
        _ => Reader::Person(it.reader_id.into()),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Saves anew who is on the list of a plan.
pub(super) async fn replace_readers(
    tx: &Tx,
    plan_id: PlanId,
    readers: &BTreeSet<Reader>,
) -> Result<()> {
    reader::Entity::delete_many()
        .filter(reader::Column::PlanId.eq(Uuid::from(plan_id)))
        .exec(tx)
        .await?;
    let rows = readers.iter().map(|it| {
        let (kind, id): (&str, Uuid) = match *it {
            Reader::Person(id) => ("person", id.into()),
            Reader::Team(id) => ("team", id.into()),
        };
        reader::ActiveModel {
            plan_id: Set(plan_id.into()),
            reader_id: Set(id),
            kind: Set(kind.to_owned()),
        }
    });
    let rows: Vec<reader::ActiveModel> = rows.collect();
    for rows in rows.chunks(VALUES_MAX) {
        reader::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Everybody who was asked about a plan, whichever version.
pub(super) async fn asks(tx: &Tx, plan_id: PlanId) -> Result<Vec<Ask>> {
    let rows = ask::Entity::find()
        .filter(ask::Column::PlanId.eq(Uuid::from(plan_id)))
        .order_by_asc(ask::Column::Id)
        .all(tx)
        .await?;
    rows.into_iter().map(to_ask).collect()
}

/// What a person was asked, if there is such a question.
pub(super) async fn find_ask(tx: &Tx, id: AskId) -> Result<Option<Ask>> {
    ask::Entity::find_by_id(id).one(tx).await?.map(to_ask).transpose()
}

/// What a person was asked and has not acknowledged, the oldest first.
pub(super) async fn asks_of(tx: &Tx, person_id: PersonId) -> Result<Vec<Ask>> {
    let rows = ask::Entity::find()
        .filter(ask::Column::PersonId.eq(Uuid::from(person_id)))
        .filter(ask::Column::AckedAt.is_null())
        .order_by_asc(ask::Column::AskedAt)
        .order_by_asc(ask::Column::Id)
        .limit(MINE_MAX)
        .all(tx)
        .await?;
    rows.into_iter().map(to_ask).collect()
}

/// Saves new questions.
pub(super) async fn insert_asks(tx: &Tx, asks: &[Ask]) -> Result<()> {
    for asks in asks.chunks(VALUES_MAX) {
        ask::Entity::insert_many(asks.iter().map(to_row)).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Takes questions back that nobody needs to answer any more.
pub(super) async fn remove_asks(tx: &Tx, ids: &[AskId]) -> Result<()> {
    for ids in ids.chunks(VALUES_MAX) {
        let ids = ids.iter().map(|it| Uuid::from(*it));
        ask::Entity::delete_many().filter(ask::Column::Id.is_in(ids)).exec(tx).await?;
    }
    Ok(())
}

/// Notes that a person acknowledged, unless they did so before. Says whether this was the first time.
pub(super) async fn note_acked(tx: &Tx, id: AskId, now: Timestamp) -> Result<bool> {
    let row = ask::ActiveModel { acked_at: Set(Some(now)), ..Default::default() };
    let done = ask::Entity::update_many()
        .set(row)
        .filter(ask::Column::Id.eq(Uuid::from(id)))
        .filter(ask::Column::AckedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected != 0)
}

/// Notes that people were reminded.
pub(super) async fn note_reminded(tx: &Tx, ids: &[AskId], now: Timestamp) -> Result<()> {
    for ids in ids.chunks(VALUES_MAX) {
        let row = ask::ActiveModel { reminded_at: Set(Some(now)), ..Default::default() };
        let ids = ids.iter().map(|it| Uuid::from(*it));
        ask::Entity::update_many().set(row).filter(ask::Column::Id.is_in(ids)).exec(tx).await?;
    }
    Ok(())
}

fn to_row(it: &Ask) -> ask::ActiveModel {
    ask::ActiveModel {
        id: Set(it.id.into()),
        plan_id: Set(it.plan_id.into()),
        number: Set(number(it.number)),
        about: Set(it.about.code().to_owned()),
        person_id: Set(it.person_id.into()),
        said: Set(it.said.clone()),
        asked_at: Set(it.asked_at),
        reminded_at: Set(it.reminded_at),
        acked_at: Set(it.acked_at),
    }
}

fn to_ask(row: ask::Model) -> Result<Ask> {
    let about = About::from_code(&row.about);
    Ok(Ask {
        id: row.id.into(),
        plan_id: row.plan_id.into(),
        number: to_number(row.number),
        about: about.ok_or_else(|| Error::internal(format!("asked about {}", row.about)))?,
        person_id: row.person_id.into(),
        said: row.said,
        asked_at: row.asked_at,
        reminded_at: row.reminded_at,
        acked_at: row.acked_at,
    })
}
