//! Agencies in the database. Every name of an agency, its own too, is kept in comparable form.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, Set,
};
use uuid::Uuid;

use super::agency::comparable;
use super::entity::{agency, alias};
use super::read::{Query, Sort};
use super::{Agency, AgencyKind};
use crate::actor::Scope;
use crate::ids::{AgencyId, CalendarId};
use crate::row_store::VALUES_MAX;
use crate::word_store::words;
use crate::{Page, Result, row_store};

/// The agency called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: AgencyId) -> Result<Option<Agency>> {
    Ok(agency::Entity::find_by_id(id).one(tx).await?.map(to_agency))
}

/// The agencies with these ids.
pub(super) async fn by_ids(tx: &Tx, ids: &BTreeSet<AgencyId>) -> Result<Vec<Agency>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows = agency::Entity::find().filter(agency::Column::Id.is_in(ids.iter().copied()));
        found.extend(rows.all(tx).await?.into_iter().map(to_agency));
    }
    Ok(found)
}

/// What the agencies with these ids are called.
pub(super) async fn names(tx: &Tx, ids: &BTreeSet<AgencyId>) -> Result<BTreeMap<AgencyId, String>> {
    words::<agency::Entity, _>(tx, (agency::Column::Id, agency::Column::Name), ids).await
}

/// The codes of the agencies with these ids.
pub(super) async fn codes(tx: &Tx, ids: &BTreeSet<AgencyId>) -> Result<BTreeMap<AgencyId, String>> {
    words::<agency::Entity, _>(tx, (agency::Column::Id, agency::Column::Code), ids).await
}

/// Of these agencies: which one each division is a part of, and the calendar that each chose, if it
/// chose one.
pub(super) async fn calendar_ids(
    tx: &Tx,
    ids: &BTreeSet<AgencyId>,
) -> Result<Vec<(AgencyId, Option<AgencyId>, Option<CalendarId>)>> {
    type Row = (Uuid, Option<Uuid>, String, Option<Uuid>);
    use agency::Column::{CalendarId as Calendar, Id, Kind, ParentId};
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows: Vec<Row> = agency::Entity::find()
            .select_only()
            .columns([Id, ParentId, Kind, Calendar])
            .filter(Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(rows.into_iter().map(|(id, parent, kind, calendar)| {
            let whole = parent.filter(|_| kind == AgencyKind::Division.code());
            (AgencyId::from(id), whole.map(AgencyId::from), calendar.map(CalendarId::from))
        }));
    }
    Ok(found)
}

/// The agencies with these codes.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Agency>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut found = Vec::new();
    for codes in codes.chunks(VALUES_MAX) {
        let rows = agency::Entity::find().filter(agency::Column::Code.is_in(codes.iter().copied()));
        found.extend(rows.all(tx).await?.into_iter().map(to_agency));
    }
    Ok(found)
}

/// Whose names these are, in comparable form.
pub(super) async fn by_names(
    tx: &Tx,
    names: &BTreeSet<String>,
) -> Result<BTreeMap<String, AgencyId>> {
    let names: Vec<&String> = names.iter().collect();
    let mut found = BTreeMap::new();
    for names in names.chunks(VALUES_MAX) {
        let names = names.iter().map(|it| it.as_str());
        let rows = alias::Entity::find().filter(alias::Column::AliasFolded.is_in(names));
        let rows = rows.all(tx).await?;
        found.extend(rows.into_iter().map(|it| (it.alias_folded, it.agency_id.into())));
    }
    Ok(found)
}

/// Every agency at or below `path`, in the order of the tree.
pub(super) async fn below(tx: &Tx, path: &str) -> Result<Vec<Agency>> {
    let rows = agency::Entity::find().filter(at_or_below(path));
    let rows = rows.order_by_asc(agency::Column::Path).all(tx).await?;
    Ok(rows.into_iter().map(to_agency).collect())
}

/// Every agency above the one at `path`, from the top down.
pub(super) async fn above(tx: &Tx, path: &str) -> Result<Vec<Agency>> {
    let own = path.trim_end_matches('/');
    let paths = own.match_indices('/').filter_map(|(at, slash)| own.get(..at + slash.len()));
    let rows = agency::Entity::find().filter(agency::Column::Path.is_in(paths));
    let rows = rows.order_by_asc(agency::Column::Path).all(tx).await?;
    Ok(rows.into_iter().map(to_agency).collect())
}

/// The ids of every agency at or below `path`.
pub(super) async fn ids_below(tx: &Tx, path: &str) -> Result<BTreeSet<AgencyId>> {
    let rows: Vec<Uuid> = agency::Entity::find()
        .select_only()
        .column(agency::Column::Id)
        .filter(at_or_below(path))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(AgencyId::from).collect())
}

/// A range, which both engines find by the index: paths end with `/`, and `0` comes after it.
fn at_or_below(path: &str) -> Condition {
    let end = format!("{}0", path.trim_end_matches('/'));
    Condition::all().add(agency::Column::Path.gte(path)).add(agency::Column::Path.lt(end))
}

/// One page of the agencies that `scope` lets see.
pub(super) async fn list(tx: &Tx, scope: &Scope, query: &Query) -> Result<Page<Agency>> {
    let found = agency::Entity::find().filter(condition(scope, query));
    let n_items = found.clone().count(tx).await?;
    let column = match query.sort {
        Sort::Tree => agency::Column::Path,
        Sort::Name => agency::Column::NameFolded,
        Sort::Updated => agency::Column::UpdatedAt,
    };
    let rows = found
        .order_by(column, if query.descending { Order::Desc } else { Order::Asc })
        .order_by_asc(agency::Column::Id)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    Ok(query.paging.of(rows.into_iter().map(to_agency).collect(), n_items))
}

/// At most `n_max` of the agencies that `scope` lets see, in the order of their ids: those after
/// the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<AgencyId>, u64),
) -> Result<Vec<Agency>> {
    let mut found = agency::Entity::find().filter(condition(scope, query));
    if let Some(after) = after {
        found = found.filter(agency::Column::Id.gt(Uuid::from(after)));
    }
    let rows = found.order_by_asc(agency::Column::Id).limit(n_max).all(tx).await?;
    Ok(rows.into_iter().map(to_agency).collect())
}

fn condition(scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all();
    if let Scope::Only { agencies, .. } = scope {
        let ids = agencies.iter().map(|it| Uuid::from(*it));
        found = found.add(agency::Column::Id.is_in(ids));
    }
    if !query.retired {
        found = found.add(agency::Column::RetiredAt.is_null());
    }
    if let Some(kind) = query.kind {
        found = found.add(agency::Column::Kind.eq(kind.code()));
    }
    if let Some(id) = query.parent_id {
        found = found.add(agency::Column::ParentId.eq(Uuid::from(id)));
    }
    if query.without_contact {
        found = found.add(agency::Column::PrimaryContactId.is_null());
    }
    if !query.text.trim().is_empty() {
        let named = alias::Entity::find()
            .select_only()
            .column(alias::Column::AgencyId)
            .filter(db::contains(alias::Column::AliasFolded, &comparable(&query.text)))
            .into_query();
        found = found.add(
            Condition::any()
                .add(db::contains(agency::Column::NameFolded, query.text.trim()))
                .add(agency::Column::Id.in_subquery(named)),
        );
    }
    found
}

/// Saves a new agency.
pub(super) async fn insert(tx: &Tx, it: &Agency) -> Result<()> {
    agency::Entity::insert(to_row(it)).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed agency, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Agency) -> Result<Agency> {
    let next = Agency { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next), agency::Column::Version, "agency").await?;
    Ok(next)
}

/// The names of these agencies beside their own.
pub(super) async fn aliases(
    tx: &Tx,
    ids: &BTreeSet<AgencyId>,
) -> Result<BTreeMap<AgencyId, Vec<String>>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut found: BTreeMap<AgencyId, Vec<String>> = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows = alias::Entity::find()
            .filter(alias::Column::AgencyId.is_in(ids.iter().copied()))
            .order_by_asc(alias::Column::AliasFolded)
            .all(tx)
            .await?;
        for row in rows {
            found.entry(row.agency_id.into()).or_default().push(row.alias);
        }
    }
    Ok(found)
}

/// Makes these all the names of an agency.
pub(super) async fn set_aliases(tx: &Tx, id: AgencyId, names: &BTreeSet<&str>) -> Result<()> {
    let all = alias::Entity::delete_many().filter(alias::Column::AgencyId.eq(Uuid::from(id)));
    all.exec(tx).await?;
    let mut rows: BTreeMap<String, alias::ActiveModel> = BTreeMap::new();
    for name in names {
        let folded = comparable(name);
        rows.entry(folded.clone()).or_insert(alias::ActiveModel {
            alias_folded: Set(folded),
            alias: Set((*name).to_owned()),
            agency_id: Set(id.into()),
        });
    }
    if !rows.is_empty() {
        alias::Entity::insert_many(rows.into_values()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Makes all names of the agency `from` names of the agency `to`, and `code` one more of them
/// unless it already means an agency.
pub(super) async fn hand_over_names(
    tx: &Tx,
    (from, to): (AgencyId, AgencyId),
    code: &str,
) -> Result<()> {
    alias::Entity::update_many()
        .set(alias::ActiveModel { agency_id: Set(to.into()), ..Default::default() })
        .filter(alias::Column::AgencyId.eq(Uuid::from(from)))
        .exec(tx)
        .await?;
    let folded = comparable(code);
    if alias::Entity::find_by_id(folded.clone()).one(tx).await?.is_none() {
        let row = alias::ActiveModel {
            alias_folded: Set(folded),
            alias: Set(code.to_owned()),
            agency_id: Set(to.into()),
        };
        alias::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn to_row(it: &Agency) -> agency::ActiveModel {
    agency::ActiveModel {
        id: Set(it.id.into()),
        parent_id: Set(it.parent_id.map(Into::into)),
        code: Set(it.code.clone()),
        path: Set(it.path.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        kind: Set(it.kind.code().to_owned()),
        county_fips: Set(it.county_fips.clone()),
        mission: Set(it.mission.clone()),
        headcount: Set(it.headcount.and_then(|it| i32::try_from(it).ok())),
        primary_contact_id: Set(it.primary_contact_id.map(Into::into)),
        alternate_contact_id: Set(it.alternate_contact_id.map(Into::into)),
        calendar_id: Set(it.calendar_id.map(Into::into)),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    }
}

fn to_agency(row: agency::Model) -> Agency {
    Agency {
        id: row.id.into(),
        parent_id: row.parent_id.map(Into::into),
        code: row.code,
        path: row.path,
        name: row.name,
        kind: AgencyKind::from_code(&row.kind).unwrap_or_default(),
        county_fips: row.county_fips,
        mission: row.mission,
        headcount: row.headcount.and_then(|it| u32::try_from(it).ok()),
        primary_contact_id: row.primary_contact_id.map(Into::into),
        alternate_contact_id: row.alternate_contact_id.map(Into::into),
        calendar_id: row.calendar_id.map(Into::into),
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    }
}
