//! Calendars in the database.

use std::collections::BTreeSet;

use db::{Counts, Tx};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use super::read::{Query, Sort};
use super::{Calendar, CalendarDocument};
use crate::ids::CalendarId;
use crate::{Error, Page, Result, events};

/// The calendar called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: CalendarId) -> Result<Option<Calendar>> {
    Entity::find_by_id(id).one(tx).await?.map(to_calendar).transpose()
}

/// The calendars with these codes.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Calendar>> {
    let found = Entity::find().filter(Column::Code.is_in(codes.iter().copied()));
    found.all(tx).await?.into_iter().map(to_calendar).collect()
}

/// The calendars with these ids.
pub(super) async fn by_ids(tx: &Tx, ids: &BTreeSet<CalendarId>) -> Result<Vec<Calendar>> {
    // Nearly no agency chooses one: then nothing is asked.
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = Entity::find().filter(Column::Id.is_in(ids.iter().map(|it| Uuid::from(*it))));
    found.all(tx).await?.into_iter().map(to_calendar).collect()
}

/// Every calendar in use, in the order of their codes.
pub(super) async fn in_use(tx: &Tx) -> Result<Vec<Calendar>> {
    let found = Entity::find().filter(Column::RetiredAt.is_null()).order_by_asc(Column::Code);
    found.all(tx).await?.into_iter().map(to_calendar).collect()
}

/// One page of the calendars that are asked for. The id settles the order of equals.
pub(super) async fn list(tx: &Tx, counts: &Counts, query: &Query) -> Result<Page<Calendar>> {
    let found = Entity::find().filter(condition(query));
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
    let items = rows.into_iter().map(to_calendar).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    query: &Query,
    (after, n_max): (Option<CalendarId>, u64),
) -> Result<Vec<Calendar>> {
    let rows = Entity::find()
        .filter(condition(query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_calendar).collect()
}

fn condition(query: &Query) -> Condition {
    let found = match query.retired {
        true => Condition::all().add(Column::RetiredAt.is_not_null()),
        false => Condition::all().add(Column::RetiredAt.is_null()),
    };
    let text = query.text.trim();
    if text.is_empty() {
        return found;
    }
    let named = Condition::any().add(db::contains(Column::NameFolded, text));
    found.add(named.add(db::contains(Column::Code, text)))
}

/// Saves a new calendar.
pub(super) async fn insert(tx: &Tx, it: &Calendar) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed calendar, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Calendar) -> Result<Calendar> {
    let next = Calendar { version: it.version + 1, ..it };
    let done = Entity::update_many()
        .set(to_row(&next)?)
        .filter(Column::Id.eq(Uuid::from(next.id)))
        .filter(Column::Version.eq(next.version - 1))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 { Err(Error::Stale("calendar")) } else { Ok(next) }
}

fn to_row(it: &Calendar) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        document: Set(serde_json::to_value(CalendarDocument::of(it)).map_err(Error::internal)?),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    })
}

fn to_calendar(row: Model) -> Result<Calendar> {
    let document: CalendarDocument =
        serde_json::from_value(row.document).map_err(Error::internal)?;
    let opening = document.opening();
    Ok(Calendar {
        id: row.id.into(),
        code: row.code,
        name: row.name,
        opening: opening.map_err(|it| Error::internal(Error::from(it)))?,
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    })
}
