//! Imports in the database, and their files in pieces.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use serde_json::Value;
use uuid::Uuid;

use super::entity::{import, piece};
use super::import::{Format, Import, State};
use super::mapping::Mapping;
use super::verdict_store;
use crate::ids::{ImportId, PersonId};
use crate::{Error, Page, Paging, Result, Timestamp, row_store};

/// The import called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ImportId) -> Result<Option<Import>> {
    import::Entity::find_by_id(id).one(tx).await?.map(to_import).transpose()
}

/// One page of what a person brought, the newest first.
pub(super) async fn list(tx: &Tx, person_id: PersonId, paging: Paging) -> Result<Page<Import>> {
    let found = import::Entity::find()
        .filter(import::Column::PersonId.eq(Uuid::from(person_id)))
        .filter(import::Column::State.ne(State::Arriving.code()));
    let n_items = found.clone().count(tx).await?;
    let rows = found
        .order_by_desc(import::Column::CreatedAt)
        .order_by_desc(import::Column::Id)
        .offset(paging.offset())
        .limit(paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_import).collect::<Result<Vec<_>>>()?;
    Ok(paging.of(items, n_items))
}

/// In how many of the last imports of a file's name a mapping is looked for.
const MAPPINGS_MAX: u64 = 5;

/// What a person said last that the columns of a file of this name mean, the newest first. Nothing
/// else of those imports is read: what became of their rows may be long.
pub(super) async fn mappings_of(
    tx: &Tx,
    person_id: PersonId,
    file_name: &str,
) -> Result<Vec<Mapping>> {
    let found: Vec<Value> = import::Entity::find()
        .select_only()
        .column(import::Column::Mapping)
        .filter(import::Column::PersonId.eq(Uuid::from(person_id)))
        .filter(import::Column::FileName.eq(file_name))
        .order_by_desc(import::Column::CreatedAt)
        .order_by_desc(import::Column::Id)
        .limit(MAPPINGS_MAX)
        .into_tuple()
        .all(tx)
        .await?;
    let read = |it| serde_json::from_value::<Option<Mapping>>(it).map_err(Error::internal);
    let found = found.into_iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// At most `n_max` of what a person brought, in the order of ids, after `after`.
pub(super) async fn list_after(
    tx: &Tx,
    person_id: PersonId,
    (after, n_max): (Option<ImportId>, u64),
) -> Result<Vec<Import>> {
    let mut found = import::Entity::find()
        .filter(import::Column::PersonId.eq(Uuid::from(person_id)))
        .filter(import::Column::State.ne(State::Arriving.code()));
    if let Some(after) = after {
        found = found.filter(import::Column::Id.gt(Uuid::from(after)));
    }
    let rows = found.order_by_asc(import::Column::Id).limit(n_max).all(tx).await?;
    rows.into_iter().map(to_import).collect()
}

/// The first `n_max` imports in one of `states` whose files began to arrive before `before`.
pub(super) async fn abandoned(
    tx: &Tx,
    states: &[State],
    before: Timestamp,
    n_max: u64,
) -> Result<Vec<Import>> {
    let rows = import::Entity::find()
        .filter(import::Column::State.is_in(states.iter().map(|it| it.code())))
        .filter(import::Column::CreatedAt.lt(before))
        .order_by_asc(import::Column::CreatedAt)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_import).collect()
}

/// Saves a new import.
pub(super) async fn insert(tx: &Tx, it: &Import) -> Result<()> {
    import::Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed import, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Import) -> Result<Import> {
    let next = Import { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, import::Column::Version, "import").await?;
    Ok(next)
}

/// Removes an import with its file.
pub(super) async fn delete(tx: &Tx, id: ImportId) -> Result<()> {
    delete_pieces(tx, id).await?;
    import::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Saves the next piece of a file.
pub(super) async fn insert_piece(tx: &Tx, id: ImportId, n: i32, bytes: Vec<u8>) -> Result<()> {
    let row = piece::ActiveModel { import_id: Set(id.into()), n: Set(n), bytes: Set(bytes) };
    piece::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Piece number `n` of a file, from 0. None: the file is over.
pub(super) async fn find_piece(tx: &Tx, id: ImportId, n: i32) -> Result<Option<Vec<u8>>> {
    let found = piece::Entity::find_by_id((Uuid::from(id), n)).one(tx).await?;
    Ok(found.map(|it| it.bytes))
}

/// Removes the file of an import that is over, and the verdicts on its rows.
pub(super) async fn delete_pieces(tx: &Tx, id: ImportId) -> Result<()> {
    verdict_store::delete(tx, id).await?;
    let all = piece::Entity::delete_many().filter(piece::Column::ImportId.eq(Uuid::from(id)));
    all.exec(tx).await?;
    Ok(())
}

fn to_row(it: &Import) -> Result<import::ActiveModel> {
    Ok(import::ActiveModel {
        id: Set(it.id.into()),
        person_id: Set(it.person_id.into()),
        file_name: Set(it.file_name.clone()),
        size_bytes: Set(i64::try_from(it.size_bytes).unwrap_or(i64::MAX)),
        format: Set(it.format.code().to_owned()),
        state: Set(it.state.code().to_owned()),
        mapping: Set(serde_json::to_value(&it.mapping).map_err(Error::internal)?),
        counts: Set(serde_json::to_value(&it.counts).map_err(Error::internal)?),
        problem: Set(it.problem.clone()),
        created_at: Set(it.created_at),
        finished_at: Set(it.finished_at),
        version: Set(it.version),
    })
}

fn to_import(row: import::Model) -> Result<Import> {
    let unknown = |what: &str| Error::internal(format!("import {}: {what}", row.id));
    let mapping = match row.mapping {
        Value::Null => None,
        value => Some(serde_json::from_value(value).map_err(Error::internal)?),
    };
    Ok(Import {
        id: row.id.into(),
        person_id: row.person_id.into(),
        file_name: row.file_name,
        size_bytes: u64::try_from(row.size_bytes).unwrap_or(0),
        format: Format::from_code(&row.format).ok_or_else(|| unknown("format"))?,
        state: State::from_code(&row.state).ok_or_else(|| unknown("state"))?,
        mapping,
        counts: serde_json::from_value(row.counts).map_err(Error::internal)?,
        problem: row.problem,
        created_at: row.created_at,
        finished_at: row.finished_at,
        version: row.version,
    })
}
