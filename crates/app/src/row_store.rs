//! What saving and reading rows has in common, whatever they are rows of.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait as _, Condition, EntityTrait, Iterable as _,
    PrimaryKeyToColumn as _, QueryFilter as _, QuerySelect as _, Value,
};
use uuid::Uuid;

use crate::{Error, Result};

/// How many values one statement may hold, safely below what either engine takes.
pub(crate) const VALUES_MAX: usize = 500;

/// Saves a changed row, unless someone else saved it since it was read. What it says in `version` is the
/// version that it has from now on.
pub(crate) async fn update<A: ActiveModelTrait>(
    tx: &Tx,
    row: A,
    version: <A::Entity as EntityTrait>::Column,
    what: &'static str,
) -> Result<()> {
    let missing = || Error::internal(format!("a {what} without its id or its version"));
    let mut as_read = Condition::all();
    for key in <A::Entity as EntityTrait>::PrimaryKey::iter() {
        let column = key.into_column();
        as_read = as_read.add(column.eq(row.get(column).into_value().ok_or_else(missing)?));
    }
    let Some(Value::BigInt(Some(next))) = row.get(version).into_value() else {
        return Err(missing());
    };
    as_read = as_read.add(version.eq(next - 1));
    let done = <A::Entity as EntityTrait>::update_many().set(row).filter(as_read).exec(tx).await?;
    if done.rows_affected == 0 { Err(Error::Stale(what)) } else { Ok(()) }
}

/// Saves the rows that belong to a record, in the place of those that `of_it` finds.
pub(crate) async fn put_all<A: ActiveModelTrait>(
    tx: &Tx,
    of_it: impl IntoCondition,
    rows: Vec<A>,
) -> Result<()> {
    let of_it = of_it.into_condition();
    <A::Entity as EntityTrait>::delete_many().filter(of_it).exec(tx).await?;
    <A::Entity as EntityTrait>::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// What belongs to each of these records, in a table of pairs.
pub(crate) async fn sets<E, I>(
    tx: &Tx,
    (record, part): (E::Column, E::Column),
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, BTreeSet<I>>>
where
    E: EntityTrait,
    I: From<Uuid> + Ord,
{
    let mut found: BTreeMap<Uuid, BTreeSet<I>> = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let of_these = record.is_in(ids.iter().copied());
        let pairs = E::find().select_only().column(record).column(part).filter(of_these);
        for (id, it) in pairs.into_tuple::<(Uuid, Uuid)>().all(tx).await? {
            found.entry(id).or_default().insert(it.into());
        }
    }
    Ok(found)
}
