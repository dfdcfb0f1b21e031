//! Contact lists in the database: at most one for each agency, so that all are read at once.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set};
use uuid::Uuid;

use super::ContactList;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::actor::Scope;
use crate::ids::AgencyId;
use crate::{Error, Result, Timestamp};

/// The list of an agency, if it has one.
pub(super) async fn find(tx: &Tx, id: AgencyId) -> Result<Option<ContactList>> {
    Entity::find_by_id(id).one(tx).await?.map(to_list).transpose()
}

/// Every list of an agency that `scope` lets see.
pub(super) async fn all(tx: &Tx, scope: &Scope) -> Result<BTreeMap<AgencyId, ContactList>> {
    let rows =
        Entity::find().filter(scope.rows(Column::AgencyId, Column::AgencyId)).all(tx).await?;
    let lists = rows.into_iter().map(|it| to_list(it).map(|it| (it.agency_id, it)));
    lists.collect()
}

/// Saves a list, unless someone else saved it since it was read.
pub(super) async fn put(tx: &Tx, it: ContactList) -> Result<ContactList> {
    let next = ContactList { version: it.version + 1, ..it };
    // Of an agency that named nobody yet, it may be kept that somebody was told.
    if next.version == 1 && find(tx, next.agency_id).await?.is_none() {
        Entity::insert(to_row(&next)?).exec_without_returning(tx).await?;
        return Ok(next);
    }
    let done = Entity::update_many()
        .set(to_row(&next)?)
        .filter(Column::AgencyId.eq(Uuid::from(next.agency_id)))
        .filter(Column::Version.eq(next.version - 1))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 { Err(Error::Stale("contact list")) } else { Ok(next) }
}

/// Notes when somebody was told of a list. What it says stays as it is, and so does its version: nobody
/// who is changing it meanwhile has to begin again.
pub(super) async fn set_told(tx: &Tx, it: &ContactList, told_at: Option<Timestamp>) -> Result<()> {
    let done = Entity::update_many()
        .col_expr(Column::ToldAt, Expr::value(told_at))
        .filter(Column::AgencyId.eq(Uuid::from(it.agency_id)))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        let first = ContactList { told_at, ..it.clone() };
        Entity::insert(to_row(&first)?).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn to_row(it: &ContactList) -> Result<ActiveModel> {
    Ok(ActiveModel {
        agency_id: Set(it.agency_id.into()),
        further: Set(serde_json::to_value(&it.further).map_err(Error::internal)?),
        told_at: Set(it.told_at),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

fn to_list(row: Model) -> Result<ContactList> {
    Ok(ContactList {
        agency_id: row.agency_id.into(),
        further: serde_json::from_value(row.further).map_err(Error::internal)?,
        told_at: row.told_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}
