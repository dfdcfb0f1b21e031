//! The verdicts of imports in the database, some hundreds to a row.

use db::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult, Iterable as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::entity::verdicts;
use super::verdict::{Verdict, What};
use crate::ids::ImportId;
use crate::{Error, Result};

/// How many rows of a file there are of each verdict in one row of the table.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub(super) struct Block {
    pub(super) n: i32,
    n_added: i32,
    n_changed: i32,
    n_same: i32,
    n_refused: i32,
}

impl Block {
    /// How many rows there are of a verdict, or of all.
    pub(super) fn count(&self, what: Option<What>) -> u64 {
        let n = match what {
            Some(What::Add) => self.n_added,
            Some(What::Change) => self.n_changed,
            Some(What::Same) => self.n_same,
            Some(What::Refuse) => self.n_refused,
            None => self.n_added + self.n_changed + self.n_same + self.n_refused,
        };
        u64::try_from(n).unwrap_or(0)
    }
}

/// Saves verdicts as block number `n` of an import, in place of what a check that broke off may
/// have left there.
pub(super) async fn insert(tx: &Tx, (id, n): (ImportId, i32), all: &[Verdict]) -> Result<()> {
    use verdicts::Column::{self, ImportId, N};
    if !all.is_empty() {
        let rest = Column::iter().filter(|it| !matches!(it, ImportId | N));
        let replace = OnConflict::columns([ImportId, N]).update_columns(rest).to_owned();
        let block = verdicts::Entity::insert(to_row(id, n, all)?).on_conflict(replace);
        block.exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves other verdicts in place of those that were given on the same rows.
pub(super) async fn correct(tx: &Tx, id: ImportId, all: Vec<Verdict>) -> Result<()> {
    let mut left = all;
    while let Some(number) = left.first().map(|it| number(it.number)) {
        let found = verdicts::Entity::find()
            .filter(verdicts::Column::ImportId.eq(Uuid::from(id)))
            .filter(verdicts::Column::FirstRow.lte(number))
            .filter(verdicts::Column::LastRow.gte(number))
            .one(tx)
            .await?;
        let lost = || Error::internal(format!("row {number} of import {id} has no verdict"));
        let row = found.ok_or_else(lost)?;
        let mut block = to_verdicts(&row)?;
        let (here, others) = left
            .into_iter()
            .partition::<Vec<_>, _>(|it| block.iter().any(|old| old.number == it.number));
        if here.is_empty() {
            return Err(lost());
        }
        for verdict in here {
            if let Some(old) = block.iter_mut().find(|it| it.number == verdict.number) {
                *old = verdict;
            }
        }
        verdicts::Entity::update(to_row(id, row.n, &block)?).exec(tx).await?;
        left = others;
    }
    Ok(())
}

/// The blocks of an import, in the order of the file.
pub(super) async fn blocks(tx: &Tx, id: ImportId) -> Result<Vec<Block>> {
    let found = verdicts::Entity::find()
        .select_only()
        .columns([
            verdicts::Column::N,
            verdicts::Column::NAdded,
            verdicts::Column::NChanged,
            verdicts::Column::NSame,
            verdicts::Column::NRefused,
        ])
        .filter(verdicts::Column::ImportId.eq(Uuid::from(id)))
        .order_by_asc(verdicts::Column::N);
    Ok(found.into_model::<Block>().all(tx).await?)
}

/// The verdicts of some blocks of an import, in the order of the file.
pub(super) async fn by_blocks(tx: &Tx, id: ImportId, wanted: &[i32]) -> Result<Vec<Verdict>> {
    let rows = verdicts::Entity::find()
        .filter(verdicts::Column::ImportId.eq(Uuid::from(id)))
        .filter(verdicts::Column::N.is_in(wanted.iter().copied()))
        .order_by_asc(verdicts::Column::N)
        .all(tx)
        .await?;
    let mut found = Vec::new();
    for row in &rows {
        found.extend(to_verdicts(row)?);
    }
    Ok(found)
}

/// Removes the verdicts of an import.
pub(super) async fn delete(tx: &Tx, id: ImportId) -> Result<()> {
    let all = verdicts::Entity::delete_many();
    all.filter(verdicts::Column::ImportId.eq(Uuid::from(id))).exec(tx).await?;
    Ok(())
}

fn to_row(id: ImportId, n: i32, all: &[Verdict]) -> Result<verdicts::ActiveModel> {
    let count = |what: What| {
        let n = all.iter().filter(|it| it.what == what).count();
        i32::try_from(n).unwrap_or(i32::MAX)
    };
    let numbers = || all.iter().map(|it| number(it.number));
    Ok(verdicts::ActiveModel {
        import_id: Set(id.into()),
        n: Set(n),
        first_row: Set(numbers().min().unwrap_or(0)),
        last_row: Set(numbers().max().unwrap_or(0)),
        n_added: Set(count(What::Add)),
        n_changed: Set(count(What::Change)),
        n_same: Set(count(What::Same)),
        n_refused: Set(count(What::Refuse)),
        verdicts: Set(serde_json::to_value(all).map_err(Error::internal)?),
    })
}

fn to_verdicts(row: &verdicts::Model) -> Result<Vec<Verdict>> {
    serde::Deserialize::deserialize(&row.verdicts)
        .map_err(|it: serde_json::Error| Error::internal(it))
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
