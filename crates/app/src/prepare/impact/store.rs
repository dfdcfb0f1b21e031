//! Analyses in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::{Counts, Tx};
use sea_orm::sea_query::{Expr, ExprTrait as _, NullOrdering};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, JoinType, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, RelationDef, Select, prelude::Json,
};
use uuid::Uuid;

use super::analysis::WRITING;
use super::entity::analysis::{Column, Entity};
use super::entity::item;
use super::read::{Query, Sort, Summary};
use super::row::{SummaryRow, to_analysis, to_peaks, to_row, to_summary};
use super::{Analysis, Peak, State, Tolerance};
use crate::actor::Scope;
use crate::ids::{AnalysisId, ItemId};
use crate::row_store::VALUES_MAX;
use crate::{Page, Result, Span, Timestamp, events, page_store, row_store, scope_store};

const IN_FORCE: [&str; 2] = ["approved", "stale"];

/// The analysis called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: AnalysisId) -> Result<Option<Analysis>> {
    Entity::find_by_id(id).one(tx).await?.map(to_analysis).transpose()
}

/// Every analysis of an item, the newest first.
pub(super) async fn by_item(tx: &Tx, item_id: ItemId) -> Result<Vec<Analysis>> {
    let rows = Entity::find()
        .filter(Column::ItemId.eq(Uuid::from(item_id)))
        .order_by_desc(Column::Number)
        .all(tx)
        .await?;
    rows.into_iter().map(to_analysis).collect()
}

/// Every analysis of these items.
pub(super) async fn by_items(tx: &Tx, ids: &[ItemId]) -> Result<Vec<Analysis>> {
    let mut found = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        let ids = ids.iter().map(|it| Uuid::from(*it));
        let rows = Entity::find().filter(Column::ItemId.is_in(ids)).all(tx).await?;
        for row in rows {
            found.push(to_analysis(row)?);
        }
    }
    Ok(found)
}

/// The analyses after the one called `after`, 500 at a time in the order of their ids.
pub(super) async fn all_after(tx: &Tx, after: Option<AnalysisId>) -> Result<Vec<Analysis>> {
    let mut found = Entity::find();
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(Uuid::from(after)));
    }
    let rows = found.order_by_asc(Column::Id).limit(500).all(tx).await?;
    rows.into_iter().map(to_analysis).collect()
}

/// At most 500 approved analyses that are out of date, each with the version of its item now.
pub(super) async fn due(tx: &Tx, now: Timestamp) -> Result<Vec<(Analysis, i64)>> {
    let changed = Expr::col((item::Entity, item::Column::Version))
        .gt(Expr::col((Entity, Column::ItemVersion)));
    let rows = Entity::find()
        .join(JoinType::InnerJoin, about())
        .filter(Column::State.eq(State::Approved.code()))
        .filter(Condition::any().add(Column::ReviewDue.lte(now)).add(changed))
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    let mut due = Vec::with_capacity(rows.len());
    let ids = rows.iter().map(|it| it.item_id);
    let versions: Vec<(Uuid, i64)> = item::Entity::find()
        .select_only()
        .columns([item::Column::Id, item::Column::Version])
        .filter(item::Column::Id.is_in(ids))
        .into_tuple()
        .all(tx)
        .await?;
    for row in rows {
        let version = versions.iter().find(|(id, _)| *id == row.item_id).map(|(_, it)| *it);
        due.push((to_analysis(row)?, version.unwrap_or_default()));
    }
    Ok(due)
}

/// The targets that analyses in force set, by item in use.
pub(super) async fn targets(tx: &Tx) -> Result<Vec<(ItemId, Option<Span>, Option<Span>)>> {
    let rows: Vec<(Uuid, Option<i64>, Option<i64>)> = Entity::find()
        .select_only()
        .columns([Column::ItemId, Column::RtoS, Column::RpoS])
        .join(JoinType::InnerJoin, about())
        .filter(Column::State.is_in(IN_FORCE))
        .filter(item::Column::RetiredAt.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let span = |it: Option<i64>| it.map(Span::from_secs);
    Ok(rows.into_iter().map(|(id, rto, rpo)| (id.into(), span(rto), span(rpo))).collect())
}

/// The peaks that analyses in force name, by item in use.
pub(super) async fn peaks(tx: &Tx) -> Result<BTreeMap<ItemId, Vec<Peak>>> {
    let rows: Vec<(Uuid, Option<Json>)> = Entity::find()
        .select_only()
        .columns([Column::ItemId, Column::Peaks])
        .join(JoinType::InnerJoin, about())
        .filter(Column::State.is_in(IN_FORCE))
        .filter(Column::Peaks.is_not_null())
        .filter(item::Column::RetiredAt.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let peaks = |(id, it): (Uuid, Option<Json>)| Ok((id.into(), to_peaks(it)?));
    rows.into_iter().map(peaks).collect()
}

/// How long things in use can be gone, and how long catching up takes, as analyses in force say.
pub(super) async fn tolerances(tx: &Tx) -> Result<BTreeMap<ItemId, Tolerance>> {
    let said = Condition::any().add(Column::MtdS.is_not_null()).add(Column::WrtS.is_not_null());
    let rows: Vec<(Uuid, Option<i64>, Option<i64>)> = Entity::find()
        .select_only()
        .columns([Column::ItemId, Column::MtdS, Column::WrtS])
        .join(JoinType::InnerJoin, about())
        .filter(Column::State.is_in(IN_FORCE))
        .filter(said)
        .filter(item::Column::RetiredAt.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let span = |it: Option<i64>| it.map(Span::from_secs);
    let tolerance = |(id, mtd, wrt): (Uuid, Option<i64>, Option<i64>)| {
        (id.into(), Tolerance { mtd: span(mtd), wrt: span(wrt) })
    };
    Ok(rows.into_iter().map(tolerance).collect())
}

/// One page of the analyses that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Summary>> {
    let found = (selected(tx, scope, query), Column::Id);
    let last = NullOrdering::Last;
    let sorted = |found: Select<Entity>, order| match query.sort {
        Sort::Name => found.order_by(item::Column::NameFolded, order),
        Sort::Updated => found.order_by(Column::UpdatedAt, order),
        Sort::Score => found.order_by(Column::Score, order),
        Sort::State => found.order_by(Column::State, order),
        Sort::Rto => found.order_by_with_nulls(Column::RtoS, order, last),
        Sort::Mtd => found.order_by_with_nulls(Column::MtdS, order, last),
        Sort::Review => found.order_by_with_nulls(Column::ReviewDue, order, last),
    };
    let how = (query.descending, query.paging);
    let page: Page<AnalysisId> = page_store::page((tx, counts), found, how, sorted).await?;
    let ids: Vec<Uuid> = page.items.iter().map(|it| Uuid::from(*it)).collect();
    let rows = Entity::find()
        .join(JoinType::InnerJoin, about())
        .filter(Column::Id.is_in(ids.iter().copied()))
        .select_only()
        .columns([
            Column::Id,
            Column::ItemId,
            Column::Number,
            Column::State,
            Column::AuthorId,
            Column::ApprovedBy,
            Column::ApprovedAt,
            Column::ReviewDue,
            Column::Because,
            Column::MtdS,
            Column::RtoS,
            Column::RpoS,
            Column::Score,
            Column::NMissing,
            Column::UpdatedAt,
        ])
        .columns([
            item::Column::Kind,
            item::Column::AgencyId,
            item::Column::Code,
            item::Column::Name,
        ])
        .into_model::<SummaryRow>()
        .all(tx)
        .await?;
    let mut by_id = BTreeMap::new();
    for row in rows {
        let summary = to_summary(row)?;
        by_id.insert(summary.id, summary);
    }
    Ok(page.with(by_id))
}

/// At most `n_max` of the analyses that `scope` lets see, in the order of their ids, after `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<AnalysisId>, u64),
) -> Result<Vec<Analysis>> {
    let rows = selected(tx, scope, query)
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_analysis).collect()
}

/// How many analyses `scope` lets see, of those that are asked for.
pub(super) async fn count(tx: &Tx, counts: &Counts, scope: &Scope, query: &Query) -> Result<u64> {
    Ok(counts.of(tx, events::moment(tx).await?, &selected(tx, scope, query)).await?)
}

fn about() -> RelationDef {
    Entity::belongs_to(item::Entity).from(Column::ItemId).to(item::Column::Id).into()
}

fn selected(tx: &Tx, scope: &Scope, query: &Query) -> Select<Entity> {
    Entity::find().join(JoinType::InnerJoin, about()).filter(condition(tx, scope, query))
}

fn condition(tx: &Tx, scope: &Scope, query: &Query) -> Condition {
    use sea_orm::ConnectionTrait as _;
    let mut found = Condition::all().add(item::Column::RetiredAt.is_null());
    found = found.add(scope.rows(item::Column::AgencyId, Column::ItemId));
    let text = db::search::matches(tx.get_database_backend(), "items", &query.text);
    found = found.add_option(text);
    found = found.add_option(scope_store::within(item::Column::AgencyId, &query.agencies));
    if query.states.is_empty() {
        found = found.add(Column::State.ne(State::Replaced.code()));
    } else {
        let states: BTreeSet<&str> = query.states.iter().map(|it| it.code()).collect();
        found = found.add(Column::State.is_in(states));
    }
    if let Some(person) = query.mine.map(Uuid::from) {
        found = found.add(
            Condition::any().add(item::Column::OwnerId.eq(person)).add(Column::AuthorId.eq(person)),
        );
    }
    if let Some(person) = query.not_written_by.map(Uuid::from) {
        let written = events::subjects_done_by(person.into(), &WRITING);
        found = found
            .add(Column::AuthorId.ne(person))
            .add(Column::EditedBy.ne(person))
            .add(Column::Id.not_in_subquery(written));
    }
    found
        .add_option(query.item_id.map(|it| Column::ItemId.eq(Uuid::from(it))))
        .add_option(query.kind.map(|it| item::Column::Kind.eq(it.code())))
}

/// Saves new analyses.
pub(super) async fn insert_all(tx: &Tx, analyses: &[Analysis]) -> Result<()> {
    for analyses in analyses.chunks(VALUES_MAX) {
        let rows = analyses.iter().map(to_row).collect::<Result<Vec<_>>>()?;
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed analysis, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, analysis: Analysis) -> Result<Analysis> {
    let next = Analysis { version: analysis.version + 1, ..analysis };
    row_store::update(tx, to_row(&next)?, Column::Version, "analysis").await?;
    Ok(next)
}
