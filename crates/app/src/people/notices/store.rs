//! Preferences in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set, TryInsertResult};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use super::preferences::Preferences;
use super::put::Kept;
use crate::ids::PersonId;
use crate::row_store::VALUES_MAX;
use crate::{Error, Result, Timestamp};

/// What a person wants, if they said so.
pub(super) async fn find(tx: &Tx, person_id: PersonId) -> Result<Option<Kept>> {
    let Some(row) = Entity::find_by_id(person_id).one(tx).await? else { return Ok(None) };
    let preferences = serde_json::from_value(row.document).map_err(Error::internal)?;
    Ok(Some(Kept { preferences, version: row.version }))
}

/// What each of these people wants, of those who said so.
pub(super) async fn of_all(
    tx: &Tx,
    people: &BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, Preferences>> {
    let ids: Vec<Uuid> = people.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let of_ids = Entity::find().filter(Column::PersonId.is_in(ids.iter().copied()));
        for row in of_ids.all(tx).await? {
            let preferences = serde_json::from_value(row.document).map_err(Error::internal)?;
            found.insert(PersonId::from(row.person_id), preferences);
        }
    }
    Ok(found)
}

/// Keeps what a person wants, unless it was changed since version `seen`.
pub(super) async fn put(
    tx: &Tx,
    person_id: PersonId,
    (preferences, seen): (&Preferences, i64),
    now: Timestamp,
) -> Result<()> {
    let row = ActiveModel {
        person_id: Set(person_id.into()),
        document: Set(serde_json::to_value(preferences).map_err(Error::internal)?),
        updated_at: Set(now),
        version: Set(seen + 1),
    };
    let is_saved = match seen {
        0 => {
            let is_there = OnConflict::column(Column::PersonId).do_nothing().to_owned();
            let new = Entity::insert(row).on_conflict(is_there).try_insert();
            matches!(new.exec_without_returning(tx).await?, TryInsertResult::Inserted(1..))
        }
        _ => {
            let of_seen = Entity::update_many()
                .set(row)
                .filter(Column::PersonId.eq(Uuid::from(person_id)))
                .filter(Column::Version.eq(seen));
            of_seen.exec(tx).await?.rows_affected == 1
        }
    };
    if is_saved { Ok(()) } else { Err(Error::Stale("preferences")) }
}
