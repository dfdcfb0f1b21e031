//! Policies in the database.

use std::collections::BTreeSet;

use db::{Counts, Tx};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use super::entity::policy::{ActiveModel, Column, Entity, Model};
use super::read::{Query, Sight, Sort};
use super::{Policy, State};
use crate::ids::{AgencyId, PolicyId};
use crate::{Error, Page, Result, Timestamp, events, row_store, scope_store, text_store};

/// The policy called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: PolicyId) -> Result<Option<Policy>> {
    Entity::find_by_id(id).one(tx).await?.map(to_policy).transpose()
}

/// The policies with these codes.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Policy>> {
    let found = Entity::find().filter(Column::Code.is_in(codes.iter().copied()));
    found.all(tx).await?.into_iter().map(to_policy).collect()
}

/// The policies in force of these agencies, by name.
pub(super) async fn in_force(tx: &Tx, agencies: &BTreeSet<AgencyId>) -> Result<Vec<Policy>> {
    let found = Entity::find()
        .filter(Column::AgencyId.is_in(agencies.iter().map(|it| Uuid::from(*it))))
        .filter(Column::InForce.is_not_null())
        .filter(Column::RetiredAt.is_null());
    let rows = found.order_by_asc(Column::NameFolded).order_by_asc(Column::Id).all(tx).await?;
    rows.into_iter().map(to_policy).collect()
}

/// At most 100 policies in force whose review is due by a moment, and that do not say so yet.
pub(super) async fn by_time(tx: &Tx, moment: Timestamp) -> Result<Vec<Policy>> {
    let found = Entity::find()
        .filter(Column::State.eq(State::Published.code()))
        .filter(Column::ReviewDue.lte(moment))
        .filter(Column::RetiredAt.is_null());
    let rows = found.order_by_asc(Column::Id).limit(100).all(tx).await?;
    rows.into_iter().map(to_policy).collect()
}

/// One page of the policies that are asked for, as far as `sight` lets see them.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    sight: &Sight,
    query: &Query,
) -> Result<Page<Policy>> {
    let found = Entity::find().filter(condition(sight, query));
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let found = match query.sort {
        Sort::Name => found.order_by(Column::NameFolded, order.clone()),
        Sort::State => found.order_by(Column::State, order.clone()),
        Sort::Updated => found.order_by(Column::UpdatedAt, order.clone()),
        Sort::Review => {
            found.order_by_with_nulls(Column::ReviewDue, order.clone(), NullOrdering::Last)
        }
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_policy).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    sight: &Sight,
    query: &Query,
    (after, n_max): (Option<PolicyId>, u64),
) -> Result<Vec<Policy>> {
    let rows = Entity::find()
        .filter(condition(sight, query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_policy).collect()
}

/// How many there are.
pub(super) async fn count(tx: &Tx, counts: &Counts, sight: &Sight, query: &Query) -> Result<u64> {
    let found = Entity::find().filter(condition(sight, query));
    Ok(counts.of(tx, events::moment(tx).await?, &found).await?)
}

fn condition(sight: &Sight, query: &Query) -> Condition {
    let mut found = Condition::all().add(seen(sight));
    found = match query.retired {
        true => found.add(Column::RetiredAt.is_not_null()),
        false => found.add(Column::RetiredAt.is_null()),
    };
    found
        .add_option(scope_store::within(Column::AgencyId, &query.agencies))
        .add_option(text_store::called((Column::NameFolded, Column::Code), &query.text))
        .add_option(query.state.map(|it| Column::State.eq(it.code())))
        .add_option(query.due_by.map(|it| Column::ReviewDue.lte(it)))
}

/// What may be seen: what one writes or approves, and else what is in force or open for comments.
fn seen(sight: &Sight) -> Condition {
    let own = Column::AgencyId.is_in(sight.own.iter().map(|it| Uuid::from(*it)));
    let near = Condition::any().add(sight.reads.rows(Column::AgencyId, Column::Id)).add(own);
    let shown = Condition::any()
        .add(Column::InForce.is_not_null())
        .add(Column::State.eq(State::Comment.code()));
    let others = Condition::all().add(near).add(shown);
    Condition::any().add(sight.writes.rows(Column::AgencyId, Column::Id)).add(others)
}

/// Saves a new policy.
pub(super) async fn insert(tx: &Tx, it: &Policy) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed policy, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Policy) -> Result<Policy> {
    let next = Policy { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "policy").await?;
    Ok(next)
}

fn to_row(it: &Policy) -> Result<ActiveModel> {
    let number = |it: Option<u32>| it.map(|it| i32::try_from(it).unwrap_or(i32::MAX));
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        owner_id: Set(it.owner_id.map(Into::into)),
        audience: Set(serde_json::to_value(&it.audience).map_err(Error::internal)?),
        review_months: Set(i32::try_from(it.review_months).map_err(Error::internal)?),
        state: Set(it.state.code().to_owned()),
        in_force: Set(number(it.in_force)),
        open: Set(number(it.open)),
        review_due: Set(it.review_due),
        because: Set(it.because.clone()),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    })
}

fn to_policy(row: Model) -> Result<Policy> {
    let number = |it: Option<i32>| it.map(|it| u32::try_from(it).unwrap_or_default());
    let state = State::from_code(&row.state);
    Ok(Policy {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        name: row.name,
        owner_id: row.owner_id.map(Into::into),
        audience: serde_json::from_value(row.audience).map_err(Error::internal)?,
        review_months: u32::try_from(row.review_months).map_err(Error::internal)?,
        state: state.ok_or_else(|| Error::internal(format!("policy state {}", row.state)))?,
        in_force: number(row.in_force),
        open: number(row.open),
        review_due: row.review_due,
        because: row.because,
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    })
}
