//! Series of meetings in the database, and the secret links to what somebody is invited to.

use std::collections::BTreeSet;

use db::{Counts, Tx};
use sea_orm::sea_query::Query as Sql;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use super::entity::series::{ActiveModel, Column, Entity, Model};
use super::entity::{feed, invited};
use super::read::{Query, Sight, Sort};
use super::{Series, SeriesDocument};
use crate::ids::{PersonId, SeriesId};
use crate::people::calendars::Clock;
use crate::{Error, Page, Result, Timestamp, events, row_store, scope_store, text_store};

/// The series called `id`, if `sight` lets see it.
pub(super) async fn find(tx: &Tx, sight: &Sight, id: SeriesId) -> Result<Option<Series>> {
    let found = Entity::find_by_id(id).filter(seen(sight)).one(tx).await?;
    found.map(to_series).transpose()
}

/// The series with this code, whoever may see it.
pub(super) async fn by_code(tx: &Tx, code: &str) -> Result<Option<Series>> {
    Entity::find().filter(Column::Code.eq(code)).one(tx).await?.map(to_series).transpose()
}

/// Whether these codes are taken, whoever may see what has them.
pub(super) async fn codes_taken(tx: &Tx, codes: &BTreeSet<&str>) -> Result<BTreeSet<String>> {
    let rows: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Code)
        .filter(Column::Code.is_in(codes.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().collect())
}

/// One page of the series that are asked for, as far as `sight` lets see them.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    sight: &Sight,
    query: &Query,
) -> Result<Page<Series>> {
    let found = Entity::find().filter(condition(sight, query));
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let found = match query.sort {
        Sort::Name => found.order_by(Column::NameFolded, order.clone()),
        Sort::Updated => found.order_by(Column::UpdatedAt, order.clone()),
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_series).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    sight: &Sight,
    query: &Query,
    (after, n_max): (Option<SeriesId>, u64),
) -> Result<Vec<Series>> {
    let rows = Entity::find()
        .filter(condition(sight, query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_series).collect()
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
}

/// What may be seen: where one may read meetings, and what one is invited to.
fn seen(sight: &Sight) -> Condition {
    let invited = Sql::select()
        .column(invited::Column::SeriesId)
        .from(invited::Entity)
        .and_where(invited::Column::Agency.is_in(sight.own.iter().map(String::as_str)))
        .take();
    Condition::any()
        .add(sight.reads.rows(Column::AgencyId, Column::Id))
        .add(Column::Id.in_subquery(invited))
}

/// Saves a new series.
pub(super) async fn insert(tx: &Tx, it: &Series) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    put_invited(tx, it).await
}

/// Saves a changed series, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Series) -> Result<Series> {
    let next = Series { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "series").await?;
    put_invited(tx, &next).await?;
    Ok(next)
}

async fn put_invited(tx: &Tx, it: &Series) -> Result<()> {
    let row = |agency: &String| invited::ActiveModel {
        series_id: Set(it.id.into()),
        agency: Set(agency.clone()),
    };
    let of_it = invited::Column::SeriesId.eq(Uuid::from(it.id));
    row_store::put_all(tx, of_it, it.invited.iter().map(row).collect()).await
}

/// When a person made their secret link, if they have one.
pub(super) async fn feed_made_at(tx: &Tx, person_id: PersonId) -> Result<Option<Timestamp>> {
    Ok(feed::Entity::find_by_id(person_id).one(tx).await?.map(|it| it.made_at))
}

/// Whose secret link has this hash.
pub(super) async fn feed_of(tx: &Tx, hash: Vec<u8>) -> Result<Option<PersonId>> {
    let found = feed::Entity::find().filter(feed::Column::SecretHash.eq(hash)).one(tx).await?;
    Ok(found.map(|it| it.person_id.into()))
}

/// Keeps the hash of a person's secret link, in the place of one from before.
pub(super) async fn put_feed(
    tx: &Tx,
    person_id: PersonId,
    hash: Vec<u8>,
    now: Timestamp,
) -> Result<()> {
    drop_feed(tx, person_id).await?;
    let row = feed::ActiveModel {
        person_id: Set(person_id.into()),
        secret_hash: Set(hash),
        made_at: Set(now),
    };
    feed::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes a person's secret link back. Says whether there was one.
pub(super) async fn drop_feed(tx: &Tx, person_id: PersonId) -> Result<bool> {
    Ok(feed::Entity::delete_by_id(person_id).exec(tx).await?.rows_affected == 1)
}

/// What is kept of a series beside its columns: the agency stands in one of them.
fn document(it: &Series) -> SeriesDocument {
    SeriesDocument {
        code: it.code.clone(),
        agency: String::new(),
        name: it.name.clone(),
        rule: it.rule.clone(),
        from: it.first.date(),
        at: Clock::of(it.first.time()),
        time_zone: it.zone.name().to_owned(),
        lasts: it.lasts,
        place: it.place.clone(),
        on_holiday: it.on_holiday,
        agenda: it.agenda.clone(),
        invited: it.invited.iter().cloned().collect(),
    }
}

/// The series as a document of the agency called `agency`.
pub(super) fn document_of(it: &Series, agency: &str) -> SeriesDocument {
    SeriesDocument { agency: agency.to_owned(), ..document(it) }
}

fn to_row(it: &Series) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        document: Set(serde_json::to_value(document(it)).map_err(Error::internal)?),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    })
}

fn to_series(row: Model) -> Result<Series> {
    let it: SeriesDocument = serde_json::from_value(row.document).map_err(Error::internal)?;
    let zone = it.time_zone.parse().map_err(Error::internal)?;
    Ok(Series {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        name: row.name,
        first: it.first(),
        zone,
        rule: it.rule,
        lasts: it.lasts,
        place: it.place,
        on_holiday: it.on_holiday,
        agenda: it.agenda,
        invited: it.invited.into_iter().collect(),
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    })
}
