//! Plans in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::{Counts, Tx};
use sea_orm::sea_query::{Expr, ExprTrait as _, NullOrdering, SelectStatement};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, JoinType, Order, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, RelationDef, Set,
};
use uuid::Uuid;

use super::entity::plan::{Column, Entity, Model};
use super::entity::{item, record};
use super::head::{Plan, Standing};
use super::read::{Query, Sort};
use super::row::{to_plan, to_row};
use crate::actor::Scope;
use crate::ids::{AgencyId, ItemId, PlanId};
use crate::row_store::VALUES_MAX;
use crate::{Page, Result, Timestamp, events, row_store, scope_store, text_store};

const IN_FORCE: [&str; 3] = ["active", "review_due", "overdue"];

/// The plan called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: PlanId) -> Result<Option<Plan>> {
    let rows = Entity::find_by_id(id).all(tx).await?;
    Ok(with_items(tx, rows).await?.pop())
}

/// The plans with these codes.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Plan>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut rows = Vec::new();
    for codes in codes.chunks(VALUES_MAX) {
        let found = Entity::find().filter(Column::Code.is_in(codes.iter().copied()));
        rows.extend(found.all(tx).await?);
    }
    with_items(tx, rows).await
}

/// The plans with these ids.
pub(super) async fn by_ids(tx: &Tx, ids: &BTreeSet<PlanId>) -> Result<Vec<Plan>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut rows = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        rows.extend(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(tx).await?);
    }
    with_items(tx, rows).await
}

/// The ids of the plans that `scope` lets see, of these agencies if any are named: for queries of what
/// belongs to plans.
pub(crate) fn ids_within(scope: &Scope, agencies: Option<&BTreeSet<AgencyId>>) -> SelectStatement {
    let mut seen = Condition::all().add(scope.rows(Column::AgencyId, Column::Id));
    if let Some(agencies) = agencies {
        let ids = agencies.iter().map(|it| Uuid::from(*it));
        seen = seen.add(Column::AgencyId.is_in(ids));
    }
    Entity::find().select_only().column(Column::Id).filter(seen).into_query()
}

/// The plans that belong to a plan, by title.
pub(super) async fn children(tx: &Tx, id: PlanId) -> Result<Vec<Plan>> {
    let rows = Entity::find()
        .filter(Column::ParentId.eq(Uuid::from(id)))
        .filter(Column::RetiredAt.is_null())
        .order_by_asc(Column::TitleFolded)
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    with_items(tx, rows).await
}

/// The plans of an agency that are in force, by title.
pub(super) async fn in_force_of(tx: &Tx, id: AgencyId) -> Result<Vec<Plan>> {
    let rows = Entity::find()
        .filter(Column::AgencyId.eq(Uuid::from(id)))
        .filter(Column::RetiredAt.is_null())
        .filter(Column::Standing.is_in(IN_FORCE))
        .order_by_asc(Column::TitleFolded)
        .order_by_asc(Column::Id)
        .all(tx)
        .await?;
    with_items(tx, rows).await
}

/// The plans that are about an item, in use.
pub(super) async fn of_item(tx: &Tx, id: ItemId) -> Result<Vec<Plan>> {
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(about(&[id])))
        .filter(Column::RetiredAt.is_null())
        .order_by_asc(Column::TitleFolded)
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    with_items(tx, rows).await
}

/// Of these items, the ones that a plan in force is about, other than the plan called `but`.
pub(super) async fn covered(
    tx: &Tx,
    ids: &[ItemId],
    but: Option<PlanId>,
) -> Result<BTreeSet<ItemId>> {
    let mut found = BTreeSet::new();
    let in_force = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Standing.is_in(IN_FORCE))
        .filter(Condition::all().add_option(but.map(|it| Column::Id.ne(Uuid::from(it)))))
        .into_query();
    for ids in ids.chunks(VALUES_MAX) {
        let rows: Vec<Uuid> = item::Entity::find()
            .select_only()
            .column(item::Column::ItemId)
            .filter(item::Column::ItemId.is_in(ids.iter().map(|it| Uuid::from(*it))))
            .filter(item::Column::PlanId.in_subquery(in_force.clone()))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(rows.into_iter().map(ItemId::from));
    }
    Ok(found)
}

/// Every item that a plan in force is about.
pub(super) async fn all_covered(tx: &Tx) -> Result<BTreeSet<ItemId>> {
    let in_force = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Standing.is_in(IN_FORCE))
        .into_query();
    let rows: Vec<Uuid> = item::Entity::find()
        .select_only()
        .column(item::Column::ItemId)
        .filter(item::Column::PlanId.in_subquery(in_force))
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(ItemId::from).collect())
}

/// At most 500 plans that are in force and need no review yet, each with one of the things that it
/// is about which changed since somebody last looked.
pub(super) async fn changed(tx: &Tx) -> Result<Vec<(Plan, ItemId)>> {
    let later = Expr::col((record::Entity, record::Column::UpdatedAt))
        .gt(Expr::col((Entity, Column::LookedAt)));
    let pairs: Vec<(Uuid, Uuid)> = item::Entity::find()
        .select_only()
        .column(item::Column::PlanId)
        .column(item::Column::ItemId)
        .join(JoinType::InnerJoin, plan_of())
        .join(JoinType::InnerJoin, record_of())
        .filter(Column::Standing.eq(Standing::Active.code()))
        .filter(later)
        .order_by_asc(item::Column::PlanId)
        .limit(500)
        .into_tuple()
        .all(tx)
        .await?;
    let changed: BTreeMap<PlanId, ItemId> =
        pairs.into_iter().map(|(plan, item)| (plan.into(), item.into())).collect();
    let plans = by_ids(tx, &changed.keys().copied().collect()).await?;
    let with = |plan: Plan| changed.get(&plan.id).map(|it| (plan.clone(), *it));
    Ok(plans.into_iter().filter_map(with).collect())
}

fn plan_of() -> RelationDef {
    item::Entity::belongs_to(Entity).from(item::Column::PlanId).to(Column::Id).into()
}

fn record_of() -> RelationDef {
    item::Entity::belongs_to(record::Entity)
        .from(item::Column::ItemId)
        .to(record::Column::Id)
        .into()
}

/// At most 500 plans in force of which time makes something else than they are.
pub(super) async fn by_time(tx: &Tx, now: Timestamp, soon: Timestamp) -> Result<Vec<Plan>> {
    let overdue = Condition::all()
        .add(Column::Standing.is_in([Standing::Active.code(), Standing::ReviewDue.code()]))
        .add(Column::ReviewDue.lte(now));
    let due = Condition::all()
        .add(Column::Standing.eq(Standing::Active.code()))
        .add(Column::ReviewDue.lte(soon));
    let rows = Entity::find()
        .filter(Condition::any().add(overdue).add(due))
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    with_items(tx, rows).await
}

/// Every plan, retired or not, after the one called `after`, 500 at a time.
pub(super) async fn all_after(tx: &Tx, after: Option<PlanId>) -> Result<Vec<Plan>> {
    let rows = Entity::find()
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    with_items(tx, rows).await
}

/// One page of the plans that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Plan>> {
    let found = Entity::find().filter(condition(tx, scope, query));
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let last = NullOrdering::Last;
    let found = match query.sort {
        Sort::Title => found.order_by(Column::TitleFolded, order.clone()),
        Sort::Type => found.order_by(Column::PlanType, order.clone()),
        Sort::State => found.order_by(Column::Standing, order.clone()),
        Sort::Review => found.order_by_with_nulls(Column::ReviewDue, order.clone(), last),
        Sort::Updated => found.order_by(Column::UpdatedAt, order.clone()),
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    Ok(query.paging.of(with_items(tx, rows).await?, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<PlanId>, u64),
) -> Result<Vec<Plan>> {
    let rows = Entity::find()
        .filter(condition(tx, scope, query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    with_items(tx, rows).await
}

/// How many there are.
pub(super) async fn count(tx: &Tx, counts: &Counts, scope: &Scope, query: &Query) -> Result<u64> {
    let found = Entity::find().filter(condition(tx, scope, query));
    Ok(counts.of(tx, events::moment(tx).await?, &found).await?)
}

fn condition(tx: &Tx, scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all().add(scope.rows(Column::AgencyId, Column::Id));
    found = found.add(match query.retired {
        true => Column::RetiredAt.is_not_null(),
        false => Column::RetiredAt.is_null(),
    });
    // Of a plan that was never in force, only whoever sees drafts may know.
    if let Some(drafts) = &query.drafts {
        let in_force = Condition::any()
            .add(Column::InForce.is_not_null())
            .add(drafts.rows(Column::AgencyId, Column::Id));
        found = found.add(in_force);
        // Nor how far somebody is with the next version.
        if query.draft_state.is_some() {
            found = found.add(drafts.rows(Column::AgencyId, Column::Id));
        }
    }
    found = found.add_option(scope_store::within(Column::AgencyId, &query.agencies));
    if let Some(item) = query.item {
        found = found.add(Column::Id.in_subquery(about(&[item])));
    }
    let of_type = query.plan_type.as_ref().map(|it| Column::PlanType.eq(it.as_str()));
    let of_standing = query.standing.map(|it| Column::Standing.eq(it.code()));
    let of_state = query.draft_state.map(|it| Column::DraftState.eq(it.code()));
    let found = found.add_option(of_type).add_option(of_standing).add_option(of_state);
    let of_types = &query.plan_types;
    let of_types =
        (!of_types.is_empty()).then(|| Column::PlanType.is_in(of_types.iter().map(String::as_str)));
    let of_owner = query.owner.map(|it| Column::OwnerId.eq(Uuid::from(it)));
    let found = found.add_option(of_types).add_option(of_owner);
    let named = (Column::TitleFolded, Column::Code);
    found.add(text_store::about(tx, "plans", named, (&query.text, query.retired)))
}

/// The ids of the plans that are about one of these items.
fn about(ids: &[ItemId]) -> SelectStatement {
    item::Entity::find()
        .select_only()
        .column(item::Column::PlanId)
        .filter(item::Column::ItemId.is_in(ids.iter().map(|it| Uuid::from(*it))))
        .into_query()
}

/// The plans of these rows, in their order, with what each is about.
async fn with_items(tx: &Tx, rows: Vec<Model>) -> Result<Vec<Plan>> {
    let ids: Vec<Uuid> = rows.iter().map(|it| it.id).collect();
    let mut items: BTreeMap<Uuid, BTreeSet<ItemId>> = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let found = item::Entity::find()
            .filter(item::Column::PlanId.is_in(ids.iter().copied()))
            .all(tx)
            .await?;
        for it in found {
            items.entry(it.plan_id).or_default().insert(it.item_id.into());
        }
    }
    let plan = |row: Model| {
        let items = items.remove(&row.id).unwrap_or_default();
        to_plan(row, items)
    };
    rows.into_iter().map(plan).collect()
}

/// Saves new plans.
pub(super) async fn insert_all(tx: &Tx, plans: &[Plan]) -> Result<()> {
    for plans in plans.chunks(VALUES_MAX) {
        Entity::insert_many(plans.iter().map(to_row)).exec_without_returning(tx).await?;
    }
    insert_items(tx, plans).await
}

/// Saves a changed plan, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, plan: Plan) -> Result<Plan> {
    let next = Plan { version: plan.version + 1, ..plan };
    row_store::update(tx, to_row(&next), Column::Version, "plan").await?;
    Ok(next)
}

/// Saves anew what a plan is about.
pub(super) async fn replace_items(tx: &Tx, plan: &Plan) -> Result<()> {
    item::Entity::delete_many()
        .filter(item::Column::PlanId.eq(Uuid::from(plan.id)))
        .exec(tx)
        .await?;
    insert_items(tx, std::slice::from_ref(plan)).await
}

async fn insert_items(tx: &Tx, plans: &[Plan]) -> Result<()> {
    let rows = plans.iter().flat_map(|plan| plan.items.iter().map(|it| (plan.id, *it)));
    let rows = rows.map(|(plan, item)| item::ActiveModel {
        plan_id: Set(plan.into()),
        item_id: Set(item.into()),
    });
    let rows: Vec<item::ActiveModel> = rows.collect();
    for rows in rows.chunks(VALUES_MAX) {
        item::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}
