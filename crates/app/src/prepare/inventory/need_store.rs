//! Needs in the database.

use std::collections::BTreeSet;

use db::Tx;
use sea_orm::sea_query::{Alias, Expr};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, JoinType, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef, Set,
};
use uuid::Uuid;

use super::entity::item;
use super::entity::need::{ActiveModel, Column, Entity, Model};
use super::need::{Need, NeedKind, Strength};
use crate::ids::{ItemId, NeedId};
use crate::{Result, Span, row_store};

const VALUES_MAX: usize = 1_000;

/// The need called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: NeedId) -> Result<Option<Need>> {
    Ok(Entity::find_by_id(id).one(tx).await?.map(to_need))
}

/// What these items need.
pub(super) async fn by_from(tx: &Tx, from: &[ItemId]) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    for from in from.chunks(VALUES_MAX) {
        let from = from.iter().map(|it| Uuid::from(*it));
        let found = Entity::find().filter(Column::FromId.is_in(from)).order_by_asc(Column::Id);
        needs.extend(found.all(tx).await?.into_iter().map(to_need));
    }
    Ok(needs)
}

/// Who needs these items: the first `n_max` of each hundred.
pub(super) async fn by_to_all(tx: &Tx, to: &[ItemId], n_max: u64) -> Result<Vec<Need>> {
    let mut found = Vec::new();
    for to in to.chunks(100) {
        let to = to.iter().map(|it| Uuid::from(*it));
        let rows = Entity::find().filter(Column::ToId.is_in(to)).limit(n_max);
        found.extend(rows.order_by_asc(Column::Id).all(tx).await?.into_iter().map(to_need));
    }
    Ok(found)
}

/// At most `n_max` who need the item called `to_id`, after the need called `after`.
pub(super) async fn by_to_after(
    tx: &Tx,
    to_id: ItemId,
    after: Option<NeedId>,
    n_max: u64,
) -> Result<Vec<Need>> {
    let mut found = Entity::find().filter(Column::ToId.eq(Uuid::from(to_id)));
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(Uuid::from(after)));
    }
    let rows = found.order_by_asc(Column::Id).limit(n_max).all(tx).await?;
    Ok(rows.into_iter().map(to_need).collect())
}

/// Which of these items something of another agency needs.
pub(super) async fn shared(tx: &Tx, ids: &[ItemId]) -> Result<BTreeSet<ItemId>> {
    let end = |column: Column| -> RelationDef {
        Entity::belongs_to(item::Entity).from(column).to(item::Column::Id).into()
    };
    let (needer, agency) = (Alias::new("needer"), item::Column::AgencyId);
    let mut shared = BTreeSet::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::ToId)
            .distinct()
            .join(JoinType::InnerJoin, end(Column::ToId))
            .join_as(JoinType::InnerJoin, end(Column::FromId), needer.clone())
            .filter(Column::ToId.is_in(ids.iter().map(|it| Uuid::from(*it))))
            .filter(Expr::col((needer.clone(), agency)).ne(Expr::col((item::Entity, agency))))
            .into_tuple()
            .all(tx)
            .await?;
        shared.extend(rows.into_iter().map(ItemId::from));
    }
    Ok(shared)
}

/// How many need the item called `to_id`.
pub(super) async fn count_to(tx: &Tx, to_id: ItemId) -> Result<u64> {
    Ok(Entity::find().filter(Column::ToId.eq(Uuid::from(to_id))).count(tx).await?)
}

/// Every need after the one called `after`.
pub(super) async fn all_after(tx: &Tx, after: Option<NeedId>) -> Result<Vec<Need>> {
    let mut found = Entity::find();
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(Uuid::from(after)));
    }
    let rows = found.order_by_asc(Column::Id).limit(5_000).all(tx).await?;
    Ok(rows.into_iter().map(to_need).collect())
}

/// Saves new needs.
pub(super) async fn insert_all(tx: &Tx, needs: &[Need]) -> Result<()> {
    for needs in needs.chunks(VALUES_MAX) {
        Entity::insert_many(needs.iter().map(to_row)).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed need, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, need: Need) -> Result<Need> {
    let next = Need { version: need.version + 1, ..need };
    row_store::update(tx, to_row(&next), Column::Version, "need").await?;
    Ok(next)
}

/// Removes needs. What they were is in the audit log.
pub(super) async fn delete(tx: &Tx, ids: &[NeedId]) -> Result<()> {
    for ids in ids.chunks(VALUES_MAX) {
        let ids = ids.iter().map(|it| Uuid::from(*it));
        Entity::delete_many().filter(Column::Id.is_in(ids)).exec(tx).await?;
    }
    Ok(())
}

fn to_row(need: &Need) -> ActiveModel {
    let strength = match need.strength {
        Strength::Hard => "hard",
        Strength::Soft { .. } => "soft",
    };
    ActiveModel {
        id: Set(need.id.into()),
        from_id: Set(need.from_id.into()),
        to_id: Set(need.to_id.into()),
        kind: Set(need.kind.code().to_owned()),
        strength: Set(strength.to_owned()),
        max_gap_s: Set(need.strength.max_gap().map(Span::secs)),
        note: Set(need.note.clone()),
        version: Set(need.version),
    }
}

fn to_need(row: Model) -> Need {
    let max_gap = Span::from_secs(row.max_gap_s.unwrap_or(0));
    Need {
        id: row.id.into(),
        from_id: row.from_id.into(),
        to_id: row.to_id.into(),
        kind: NeedKind::from_code(&row.kind).unwrap_or_default(),
        strength: if row.strength == "soft" { Strength::Soft { max_gap } } else { Strength::Hard },
        note: row.note,
        version: row.version,
    }
}
