//! Pictures in the database.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::Photo;
use super::entity::photo::{ActiveModel, Column, Entity};
use super::photo::Kept;
use crate::Result;
use crate::ids::{EntryId, PhotoId};

/// The columns of a picture without what is in it.
type Row = (Uuid, Uuid, i32, i32, i32, Uuid, chrono::DateTime<chrono::Utc>);

const COLUMNS: [Column; 7] = [
    Column::Id,
    Column::EntryId,
    Column::Width,
    Column::Height,
    Column::NBytes,
    Column::AddedBy,
    Column::AddedAt,
];

fn to_photo((id, entry_id, width, height, n_bytes, added_by, added_at): Row) -> Photo {
    let number = |it: i32| u32::try_from(it).unwrap_or(0);
    Photo {
        id: id.into(),
        entry_id: entry_id.into(),
        width: number(width),
        height: number(height),
        n_bytes: number(n_bytes),
        added_by: added_by.into(),
        added_at,
    }
}

/// The pictures of an entry, the first first.
pub(super) async fn of_entry(tx: &Tx, entry_id: EntryId) -> Result<Vec<Photo>> {
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns(COLUMNS)
        .filter(Column::EntryId.eq(Uuid::from(entry_id)))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(to_photo).collect())
}

/// The picture called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: PhotoId) -> Result<Option<Photo>> {
    let rows = Entity::find().select_only().columns(COLUMNS).filter(Column::Id.eq(Uuid::from(id)));
    let row: Option<Row> = rows.into_tuple().one(tx).await?;
    Ok(row.map(to_photo))
}

/// What is in a picture.
pub(super) async fn bytes(tx: &Tx, id: PhotoId) -> Result<Option<Vec<u8>>> {
    let rows = Entity::find().select_only().column(Column::Bytes);
    Ok(rows.filter(Column::Id.eq(Uuid::from(id))).into_tuple().one(tx).await?)
}

/// Saves a new picture.
pub(super) async fn insert(tx: &Tx, it: &Photo, kept: Kept) -> Result<()> {
    let number = |it: u32| i32::try_from(it).unwrap_or(i32::MAX);
    let row = ActiveModel {
        id: Set(it.id.into()),
        entry_id: Set(it.entry_id.into()),
        width: Set(number(it.width)),
        height: Set(number(it.height)),
        n_bytes: Set(number(it.n_bytes)),
        bytes: Set(kept.bytes),
        added_by: Set(it.added_by.into()),
        added_at: Set(it.added_at),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Removes one. Says whether it was there.
pub(super) async fn delete(tx: &Tx, id: PhotoId) -> Result<bool> {
    Ok(0 < Entity::delete_by_id(id).exec(tx).await?.rows_affected)
}

/// Removes all pictures of an entry.
pub(super) async fn delete_of(tx: &Tx, entry_id: EntryId) -> Result<()> {
    Entity::delete_many().filter(Column::EntryId.eq(Uuid::from(entry_id))).exec(tx).await?;
    Ok(())
}
