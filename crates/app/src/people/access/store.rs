//! Grants in the database.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::entity::grant::{ActiveModel, Column, Entity, Model};
use super::read::{Among, Query};
use super::{Extent, Grant};
use crate::actor::{Role, Scope};
use crate::ids::{AgencyId, GrantId, PersonId};
use crate::{Error, Page, Result, Timestamp};

/// The grant called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: GrantId) -> Result<Option<Grant>> {
    Entity::find_by_id(id).one(tx).await?.map(to_grant).transpose()
}

/// All grants of a person, the newest first.
pub(super) async fn by_person(tx: &Tx, person_id: PersonId) -> Result<Vec<Grant>> {
    let rows = Entity::find().filter(Column::PersonId.eq(Uuid::from(person_id)));
    let rows = rows.order_by_desc(Column::StartsAt).order_by_desc(Column::Id).all(tx).await?;
    rows.into_iter().map(to_grant).collect()
}

/// All grants that are about an agency itself, not about one below it.
pub(super) async fn by_agency(tx: &Tx, agency_id: AgencyId) -> Result<Vec<Grant>> {
    let rows = Entity::find().filter(Column::AgencyId.eq(Uuid::from(agency_id)));
    rows.order_by_asc(Column::Id).all(tx).await?.into_iter().map(to_grant).collect()
}

/// All grants of a role that nobody has ended.
pub(super) async fn by_role(tx: &Tx, role: Role) -> Result<Vec<Grant>> {
    let rows = Entity::find().filter(Column::Role.eq(role.code())).filter(Column::Ended.eq(false));
    rows.all(tx).await?.into_iter().map(to_grant).collect()
}

/// The grants of a role over the whole state in force at `moment`.
pub(super) async fn statewide(tx: &Tx, role: Role, moment: Timestamp) -> Result<Vec<Grant>> {
    let rows = Entity::find()
        .filter(Column::Role.eq(role.code()))
        .filter(Column::Reach.eq("state"))
        .filter(Column::Ended.eq(false))
        .filter(is_in_force(moment));
    rows.all(tx).await?.into_iter().map(to_grant).collect()
}

/// The grants of a person in force at `moment`.
pub(super) async fn in_force(
    tx: &Tx,
    person_id: PersonId,
    moment: Timestamp,
) -> Result<Vec<Grant>> {
    let rows = Entity::find().filter(Column::PersonId.eq(Uuid::from(person_id)));
    let rows = rows.filter(is_in_force(moment)).order_by_asc(Column::Id).all(tx).await?;
    rows.into_iter().map(to_grant).collect()
}

/// One page of the grants that `scope` lets see.
pub(super) async fn list(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    among: &Among,
) -> Result<Page<Grant>> {
    let found = condition(scope, query, among);
    let found = Entity::find().filter(found);
    let n_items = found.clone().count(tx).await?;
    let rows = found
        .order_by_desc(Column::StartsAt)
        .order_by_desc(Column::Id)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let grants = rows.into_iter().map(to_grant).collect::<Result<Vec<Grant>>>()?;
    Ok(query.paging.of(grants, n_items))
}

/// At most `n_max` of the grants that `scope` lets see, in the order of their ids, after `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    (query, among): (&Query, &Among),
    (after, n_max): (Option<GrantId>, u64),
) -> Result<Vec<Grant>> {
    let after = after.map(|it| Column::Id.gt(Uuid::from(it)));
    let rows = Entity::find()
        .filter(condition(scope, query, among).add_option(after))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_grant).collect()
}

fn condition(scope: &Scope, query: &Query, among: &Among) -> Condition {
    let mut found = Condition::all();
    found = found.add(scope.rows(Column::AgencyId, Column::RecordId));
    if let Some(people) = &among.people {
        found = found.add(Column::PersonId.is_in(people.iter().map(|it| Uuid::from(*it))));
    }
    if let Some(agencies) = &among.agencies {
        found = found.add(Column::AgencyId.is_in(agencies.iter().map(|it| Uuid::from(*it))));
    }
    if let Some(id) = query.person_id {
        found = found.add(Column::PersonId.eq(Uuid::from(id)));
    }
    if let Some(role) = query.role {
        found = found.add(Column::Role.eq(role.code()));
    }
    if let Some(moment) = query.at {
        found = found.add(is_in_force(moment));
    }
    found
}

/// Saves a new grant.
pub(super) async fn insert(tx: &Tx, grant: &Grant) -> Result<()> {
    Entity::insert(to_row(grant)).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed grant.
pub(super) async fn update(tx: &Tx, grant: &Grant) -> Result<()> {
    Entity::update(to_row(grant)).exec(tx).await?;
    Ok(())
}

fn is_in_force(moment: Timestamp) -> Condition {
    let ends = Condition::any().add(Column::EndsAt.is_null()).add(Column::EndsAt.gt(moment));
    Condition::all().add(Column::StartsAt.lte(moment)).add(ends)
}

fn to_row(it: &Grant) -> ActiveModel {
    let (reach, record_id) = match it.extent {
        Extent::State => ("state", None),
        Extent::Agency(_) => ("agency", None),
        Extent::Record(id) => ("record", Some(id)),
    };
    ActiveModel {
        id: Set(it.id.into()),
        person_id: Set(it.person_id.into()),
        role: Set(it.role.code().to_owned()),
        reach: Set(reach.to_owned()),
        agency_id: Set(it.agency_id.map(Into::into)),
        record_id: Set(record_id),
        starts_at: Set(it.starts_at),
        ends_at: Set(it.ends_at),
        granted_by: Set(it.granted_by.into()),
        reason: Set(it.reason.clone()),
        ended: Set(it.ended),
    }
}

/// A row that makes no sense is an error, never a wider role.
fn to_grant(row: Model) -> Result<Grant> {
    let what = || Error::internal(format!("the grant {} makes no sense", row.id));
    let extent = match (row.reach.as_str(), row.agency_id, row.record_id) {
        ("state", None, None) => Extent::State,
        ("agency", Some(id), None) => Extent::Agency(id.into()),
        ("record", Some(_), Some(id)) => Extent::Record(id),
        _ => return Err(what()),
    };
    Ok(Grant {
        id: row.id.into(),
        person_id: row.person_id.into(),
        role: row.role.parse().map_err(|()| what())?,
        extent,
        agency_id: row.agency_id.map(Into::into),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        granted_by: row.granted_by.into(),
        reason: row.reason,
        ended: row.ended,
    })
}
