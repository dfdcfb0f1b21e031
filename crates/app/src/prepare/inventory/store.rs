//! Items in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::{Counts, Tx};
use sea_orm::sea_query::{Expr, ExprTrait as _, NullOrdering, Query as Sql, UnionType};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::entity::item::{Column, Entity};
use super::entity::need;
use super::query::{Missing, Query, Sort};
use super::read::Label;
use super::row::{LineRow, to_item, to_row};
use super::{Item, Kind, Line, Outcome};
use crate::actor::Scope;
use crate::ids::{AgencyId, ItemId};
use crate::row_store::VALUES_MAX;
use crate::{Error, Page, Result, events, page_store, row_store, scope_store};

/// How many rows are read at once where all are: as they come, they take ten times their size.
const ROWS_READ_MAX: u64 = 1_000;

/// The item called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ItemId) -> Result<Option<Item>> {
    Entity::find_by_id(id).one(tx).await?.map(to_item).transpose()
}

/// The items with these ids.
pub(super) async fn by_ids(tx: &Tx, ids: &[ItemId]) -> Result<Vec<Item>> {
    let mut items = Vec::with_capacity(ids.len());
    for ids in ids.chunks(VALUES_MAX) {
        let ids = ids.iter().map(|it| Uuid::from(*it));
        let rows = Entity::find().filter(Column::Id.is_in(ids)).all(tx).await?;
        for row in rows {
            items.push(to_item(row)?);
        }
    }
    Ok(items)
}

/// The items of `kind` with these codes, by code.
pub(super) async fn by_codes(
    tx: &Tx,
    kind: Kind,
    codes: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Item>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut items = BTreeMap::new();
    for codes in codes.chunks(VALUES_MAX) {
        let rows = Entity::find()
            .filter(Column::Kind.eq(kind.code()))
            .filter(Column::Code.is_in(codes.iter().copied()))
            .all(tx)
            .await?;
        for row in rows {
            items.insert(row.code.clone(), to_item(row)?);
        }
    }
    Ok(items)
}

/// The ids of the items of `kind` with these codes, by code.
pub(super) async fn ids_by_codes(
    tx: &Tx,
    kind: Kind,
    codes: &BTreeSet<&str>,
) -> Result<BTreeMap<String, ItemId>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut ids = BTreeMap::new();
    for codes in codes.chunks(VALUES_MAX) {
        let rows: Vec<(String, Uuid)> = Entity::find()
            .select_only()
            .columns([Column::Code, Column::Id])
            .filter(Column::Kind.eq(kind.code()))
            .filter(Column::Code.is_in(codes.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        ids.extend(rows.into_iter().map(|(code, id)| (code, id.into())));
    }
    Ok(ids)
}

/// The codes of items in use with these names, which are folded, by kind and name.
pub(super) async fn codes_by_name(
    tx: &Tx,
    names: &BTreeSet<String>,
) -> Result<BTreeMap<(Kind, String), Vec<String>>> {
    let names: Vec<&String> = names.iter().collect();
    let mut codes: BTreeMap<(Kind, String), Vec<String>> = BTreeMap::new();
    for names in names.chunks(VALUES_MAX) {
        let rows: Vec<(String, String, String)> = Entity::find()
            .select_only()
            .columns([Column::Kind, Column::NameFolded, Column::Code])
            .filter(Column::Kind.is_in(Kind::ALL.iter().map(|it| it.code())))
            .filter(Column::NameFolded.is_in(names.iter().map(|it| it.as_str())))
            .filter(Column::RetiredAt.is_null())
            .order_by_asc(Column::Code)
            .into_tuple()
            .all(tx)
            .await?;
        for (kind, name, code) in rows {
            let kind = kind.parse().map_err(|()| Error::internal(format!("kind {kind}")))?;
            codes.entry((kind, name)).or_default().push(code);
        }
    }
    Ok(codes)
}

/// Kind, code and name of the items with these ids.
pub(super) async fn labels(tx: &Tx, ids: &[ItemId]) -> Result<BTreeMap<ItemId, Label>> {
    let mut labels = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows: Vec<(Uuid, String, String, String, Uuid)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::Kind, Column::Code, Column::Name, Column::AgencyId])
            .filter(Column::Id.is_in(ids.iter().map(|it| Uuid::from(*it))))
            .into_tuple()
            .all(tx)
            .await?;
        for (id, kind, code, name, agency_id) in rows {
            let kind = kind.parse().map_err(|()| Error::internal(format!("kind {kind}")))?;
            let label = Label { kind, code, name, agency_id: agency_id.into() };
            labels.insert(id.into(), label);
        }
    }
    Ok(labels)
}

/// One page of the items that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Item>> {
    let page = page(tx, counts, scope, query).await?;
    let items = by_ids(tx, &page.items).await?;
    Ok(page.with(items.into_iter().map(|it| (it.id, it)).collect()))
}

/// The same page, with what a list shows of each item.
pub(super) async fn lines(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Line>> {
    let page = page(tx, counts, scope, query).await?;
    let mut lines = BTreeMap::new();
    for ids in page.items.chunks(VALUES_MAX) {
        let rows = Entity::find()
            .filter(Column::Id.is_in(ids.iter().map(|it| Uuid::from(*it))))
            .into_partial_model::<LineRow>()
            .all(tx)
            .await?;
        lines.extend(rows.into_iter().map(Line::from).map(|it| (it.id, it)));
    }
    Ok(page.with(lines))
}

/// The ids of one page: they come from an index alone, and only the rows of the page are read.
async fn page(tx: &Tx, counts: &Counts, scope: &Scope, query: &Query) -> Result<Page<ItemId>> {
    let found = Entity::find().filter(condition(tx, scope, query));
    let (sort, nulls) = match query.sort {
        Sort::Name => (Column::NameFolded, None),
        Sort::Tier => (Column::Tier, Some(NullOrdering::Last)),
        Sort::Gap => (Column::GapS, Some(NullOrdering::Last)),
        Sort::Required => (Column::RequiredRtoS, Some(NullOrdering::Last)),
        Sort::Achievable => (Column::AchievableRtoS, Some(NullOrdering::Last)),
        Sort::SinglePoint => (Column::SinglePointFor, Some(NullOrdering::Last)),
        Sort::Updated => (Column::UpdatedAt, None),
    };
    let (found, how) = ((found, Column::Id), (query.descending, query.paging));
    page_store::page((tx, counts), found, how, |found, order| match nulls {
        Some(nulls) => found.order_by_with_nulls(sort, order, nulls),
        None => found.order_by(sort, order),
    })
    .await
}

/// At most `n_max` of the items that `scope` lets see, in the order of their ids: those after the
/// one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<ItemId>, u64),
) -> Result<Vec<Item>> {
    let rows = Entity::find()
        .filter(condition(tx, scope, query))
        .filter(Condition::all().add_option(after.map(|after| Column::Id.gt(Uuid::from(after)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_item).collect()
}

/// How many items `scope` lets see, of those that are asked for.
pub(super) async fn count(tx: &Tx, counts: &Counts, scope: &Scope, query: &Query) -> Result<u64> {
    let found = Entity::find().filter(condition(tx, scope, query));
    Ok(counts.of(tx, events::moment(tx).await?, &found).await?)
}

/// How many items in use belong to these agencies, by kind, as far as the scope of the
/// kinds lets see.
pub(super) async fn count_by_kind(
    tx: &Tx,
    counts: &Counts,
    scopes: &[(Vec<Kind>, Scope)],
    agencies: &BTreeSet<AgencyId>,
) -> Result<BTreeMap<Kind, u64>> {
    let mut seen = Condition::any();
    for (kinds, scope) in scopes {
        let of_kinds = Column::Kind.is_in(kinds.iter().map(|it| it.code()));
        let rows = scope.rows(Column::AgencyId, Column::Id);
        seen = seen.add(Condition::all().add(of_kinds).add(rows));
    }
    let found = Entity::find()
        .filter(Column::RetiredAt.is_null())
        .filter(Column::AgencyId.is_in(agencies.iter().map(|it| Uuid::from(*it))))
        .filter(seen);
    let found = counts.of_each(tx, events::moment(tx).await?, found, Column::Kind).await?;
    let kind = |(code, n): (String, u64)| match code.parse() {
        Ok(kind) => Ok((kind, n)),
        Err(()) => Err(Error::internal(format!("kind {code}"))),
    };
    found.into_iter().map(kind).collect()
}

fn condition(tx: &Tx, scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all().add(Column::Kind.eq(query.kind.code()));
    found = found.add(match query.retired {
        true => Column::RetiredAt.is_not_null(),
        false => Column::RetiredAt.is_null(),
    });
    found = found.add(scope.rows(Column::AgencyId, Column::Id));
    let text = db::search::matches(tx.get_database_backend(), "items", &query.text);
    found = found.add_option(text);
    found = found.add_option(scope_store::within(Column::AgencyId, &query.agencies));
    if let Some(only) = &query.only {
        found = found.add(Column::Id.is_in(only.iter().map(|it| Uuid::from(*it))));
    }
    if let Some(person) = query.person_id {
        // One index each: with `OR`, SQLite reads everything of the kind instead.
        let of = |column: Column| {
            let mut ids = Sql::select();
            ids.column(Column::Id).from(Entity);
            ids.and_where(column.eq(Uuid::from(person)));
            ids
        };
        let mut ids = of(Column::OwnerId);
        ids.union(UnionType::Distinct, of(Column::CustodianId));
        found = found.add(Column::Id.in_subquery(ids));
    }
    found
        .add_option(query.standing.map(|it| Column::Standing.eq(it.code())))
        .add_option(query.tier.map(|it| Column::Tier.eq(i32::from(it))))
        .add_option(query.site_id.map(|it| Column::SiteId.eq(Uuid::from(it))))
        .add_option(query.vendor_id.map(|it| Column::VendorId.eq(Uuid::from(it))))
        .add_option(query.crew_id.map(|it| Column::CrewId.eq(Uuid::from(it))))
        .add_option(query.equipment_id.map(|it| Column::EquipmentId.eq(Uuid::from(it))))
        .add_option(query.missing.map(lacks))
}

fn lacks(missing: Missing) -> Expr {
    match missing {
        Missing::Owner => Column::OwnerId.is_null(),
        Missing::Custodian => Column::CustodianId.is_null(),
        Missing::Target => Column::TargetRtoS.is_null(),
        Missing::Promise => Column::RestoreS.is_null(),
        Missing::Proof => {
            Column::ProofSource.is_null().or(Column::ProofSource.is_not_in(["test", "event"]))
        }
        Missing::Needs => Column::Id
            .not_in_subquery(Sql::select().column(need::Column::FromId).from(need::Entity).take()),
        Missing::Level => is_left_out("required_level"),
        Missing::Workaround => is_left_out("workaround"),
        Missing::Alternate => is_left_out("alternates"),
    }
}

/// Whether the details say nothing of a field: what is empty is not kept.
fn is_left_out(field: &'static str) -> Expr {
    // SQLite understands the operators of PostgreSQL.
    Expr::cust(format!(r#""items"."details" ->> '{field}'"#)).is_null()
}

/// Saves new items.
pub(super) async fn insert_all(tx: &Tx, items: &[Item]) -> Result<()> {
    for items in items.chunks(VALUES_MAX) {
        let rows = items.iter().map(to_row);
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed item, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, item: Item) -> Result<Item> {
    let next = Item { version: item.version + 1, ..item };
    row_store::update(tx, to_row(&next), Column::Version, "record").await?;
    Ok(next)
}

/// Every item in use, for analysis, after the one called `after`.
pub(super) async fn all_after(tx: &Tx, after: Option<ItemId>) -> Result<Vec<Item>> {
    let mut rows = Entity::find().filter(Column::RetiredAt.is_null());
    if let Some(after) = after {
        rows = rows.filter(Column::Id.gt(Uuid::from(after)));
    }
    let rows = rows.order_by_asc(Column::Id).limit(ROWS_READ_MAX).all(tx).await?;
    rows.into_iter().map(to_item).collect()
}

/// Writes down what recovery analysis found out.
pub(super) async fn save_outcomes(tx: &Tx, outcomes: &[(ItemId, Outcome)]) -> Result<()> {
    use sea_orm::{DbBackend, Statement, Value};
    let backend = tx.get_database_backend();
    let postgres = backend == DbBackend::Postgres;
    let types = [
        "uuid", "text", "bigint", "bigint", "bigint", "bigint", "bigint", "uuid", "int", "boolean",
    ];
    for outcomes in outcomes.chunks(VALUES_MAX) {
        let mut values: Vec<Value> = Vec::with_capacity(outcomes.len() * types.len());
        let mut rows = Vec::with_capacity(outcomes.len());
        for (id, it) in outcomes {
            let n = values.len();
            let seconds = |it: Option<crate::Span>| it.map(crate::Span::secs);
            values.extend([
                Value::from(Uuid::from(*id)),
                it.standing.code().into(),
                seconds(it.required_rto).into(),
                seconds(it.required_rpo).into(),
                seconds(it.achievable_rto).into(),
                seconds(it.achievable_rpo).into(),
                seconds(it.gap).into(),
                it.held_by.map(Uuid::from).into(),
                it.single_point_for.and_then(|it| i32::try_from(it).ok()).into(),
                it.is_complete.into(),
            ]);
            let cells: Vec<String> = types
                .iter()
                .zip(n + 1..)
                .map(|(kind, n)| if postgres { format!("${n}::{kind}") } else { "?".to_owned() })
                .collect();
            rows.push(format!("({})", cells.join(", ")));
        }
        let sql = format!(
            "UPDATE items SET standing = v.column2, required_rto_s = v.column3, \
             required_rpo_s = v.column4, achievable_rto_s = v.column5, \
             achievable_rpo_s = v.column6, gap_s = v.column7, held_by = v.column8, \
             single_point_for = v.column9, is_complete = v.column10 FROM (VALUES {}) AS v WHERE items.id = v.column1",
            rows.join(", ")
        );
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    }
    Ok(())
}
