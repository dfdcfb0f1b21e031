//! Campaigns in the database.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::Campaign;
use super::campaigns::{Query, Sort};
use super::entity::campaign::{Column, Entity};
use super::row::{to_campaign, to_campaign_row};
use crate::ids::CampaignId;
use crate::{Error, Page, Result};

/// The campaign called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: CampaignId) -> Result<Option<Campaign>> {
    Entity::find_by_id(id).one(tx).await?.map(to_campaign).transpose()
}

/// The campaign of a year, if there is one.
pub(super) async fn by_year(tx: &Tx, year: i32) -> Result<Option<Campaign>> {
    let row = Entity::find().filter(Column::Year.eq(year)).one(tx).await?;
    row.map(to_campaign).transpose()
}

/// Every campaign, the newest first: one for each year.
pub(super) async fn all(tx: &Tx) -> Result<Vec<Campaign>> {
    let rows = Entity::find().order_by_desc(Column::Year).all(tx).await?;
    rows.into_iter().map(to_campaign).collect()
}

/// One page of the campaigns.
pub(super) async fn list(tx: &Tx, query: &Query) -> Result<Page<Campaign>> {
    let mut condition = Condition::all();
    if !query.text.trim().is_empty() {
        condition = condition.add(db::contains(Column::NameFolded, query.text.trim()));
    }
    condition = condition
        .add_option(query.opened_by.map(|it| Column::OpensOn.lte(it)))
        .add_option(query.opens_from.map(|it| Column::OpensOn.gte(it)))
        .add_option(query.due_from.map(|it| Column::DueOn.gte(it)))
        .add_option(query.due_before.map(|it| Column::DueOn.lt(it)));
    let found = Entity::find().filter(condition);
    let n_items = found.clone().count(tx).await?;
    let is_last_first = query.descending || query.sort == Sort::Recent;
    let order = if is_last_first { Order::Desc } else { Order::Asc };
    let column = match query.sort {
        Sort::Recent | Sort::Year => Column::Year,
        Sort::Name => Column::NameFolded,
        Sort::Due => Column::DueOn,
        Sort::Updated => Column::UpdatedAt,
    };
    let rows = found
        .order_by(column, order.clone())
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_campaign).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// Saves a new campaign.
pub(super) async fn insert(tx: &Tx, it: &Campaign) -> Result<()> {
    Entity::insert(to_campaign_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed campaign, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Campaign) -> Result<Campaign> {
    let next = Campaign { version: it.version + 1, ..it };
    let done = Entity::update_many()
        .set(to_campaign_row(&next)?)
        .filter(Column::Id.eq(Uuid::from(next.id)))
        .filter(Column::Version.eq(next.version - 1))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 { Err(Error::Stale("campaign")) } else { Ok(next) }
}
