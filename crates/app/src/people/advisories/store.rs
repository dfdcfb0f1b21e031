//! Advisories in the database.

use std::collections::BTreeSet;

use db::{Counts, Tx};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use super::entity::advisory::{ActiveModel, Column, Entity, Model};
use super::entity::named;
use super::read::{Query, Sight, Sort};
use super::{Advisory, State};
use crate::ids::{AdvisoryId, AgencyId, PartnerId};
use crate::people::partners::{Partner, Tlp};
use crate::{Error, Page, Result, events, row_store, scope_store, text_store};

/// The advisory called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: AdvisoryId) -> Result<Option<Advisory>> {
    let rows = Entity::find_by_id(id).all(tx).await?;
    Ok(to_advisories(tx, rows).await?.pop())
}

/// The advisory with this code, whoever may see it.
pub(super) async fn by_code(tx: &Tx, code: &str) -> Result<Option<Advisory>> {
    let rows = Entity::find().filter(Column::Code.eq(code)).all(tx).await?;
    Ok(to_advisories(tx, rows).await?.pop())
}

/// Which of these codes are taken, whoever may see what has them.
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

/// One page of what is shared with one of these partners, each with the agencies above it: exactly what
/// [`Advisory::is_open_to`] lets them open.
pub(super) async fn shared_page(
    tx: &Tx,
    counts: &Counts,
    partners: &[(Partner, BTreeSet<AgencyId>)],
    query: &Query,
) -> Result<Page<Advisory>> {
    let any = || {
        let mut any = sea_orm::sea_query::Query::select();
        any.column(named::Column::AdvisoryId).from(named::Entity).take()
    };
    let open = partners.iter().fold(Condition::any(), |found, (partner, above)| {
        let names_them =
            any().and_where(named::Column::PartnerId.eq(Uuid::from(partner.id))).take();
        let is_for_all = Condition::all()
            .add(Column::Id.not_in_subquery(any()))
            .add(Column::Tlp.lt(Tlp::Red.rank()))
            .add(Column::AgencyId.is_in(above.iter().map(|it| Uuid::from(*it))));
        let meant = Condition::any().add(Column::Id.in_subquery(names_them)).add(is_for_all);
        found.add(Condition::all().add(meant).add(Column::Tlp.lte(partner.level.rank())))
    });
    let shared = Condition::all().add(open).add(Column::State.eq(State::Shared.code()));
    page(tx, counts, said(shared, query), query).await
}

/// One page of the advisories that `sight` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    sight: &Sight,
    query: &Query,
) -> Result<Page<Advisory>> {
    page(tx, counts, condition(sight, query), query).await
}

async fn page(
    tx: &Tx,
    counts: &Counts,
    condition: Condition,
    query: &Query,
) -> Result<Page<Advisory>> {
    let found = Entity::find().filter(condition);
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let last = NullOrdering::Last;
    let found = match query.sort {
        Sort::Name => found.order_by(Column::NameFolded, order.clone()),
        Sort::Tlp => found.order_by(Column::Tlp, order.clone()),
        Sort::Shared => found.order_by_with_nulls(Column::SharedAt, order.clone(), last),
        Sort::Updated => found.order_by(Column::UpdatedAt, order.clone()),
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    Ok(query.paging.of(to_advisories(tx, rows).await?, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    sight: &Sight,
    query: &Query,
    (after, n_max): (Option<AdvisoryId>, u64),
) -> Result<Vec<Advisory>> {
    let rows = Entity::find()
        .filter(condition(sight, query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    to_advisories(tx, rows).await
}

fn condition(sight: &Sight, query: &Query) -> Condition {
    // What is marked TLP:RED is seen only by those who write advisories there.
    let open = Condition::all()
        .add(Column::Tlp.lt(Tlp::Red.rank()))
        .add(sight.reads.rows(Column::AgencyId, Column::Id));
    let seen = Condition::any().add(open).add(sight.writes.rows(Column::AgencyId, Column::Id));
    let found = Condition::all()
        .add(seen)
        .add_option(scope_store::within(Column::AgencyId, &query.agencies));
    said(found, query).add_option(query.state.map(|it| Column::State.eq(it.code())))
}

/// … of which name, code and marking are as the query asks.
fn said(found: Condition, query: &Query) -> Condition {
    found
        .add_option(text_store::called((Column::NameFolded, Column::Code), &query.text))
        .add_option(query.tlp.map(|it| Column::Tlp.eq(it.rank())))
}

/// Saves a new advisory.
pub(super) async fn insert(tx: &Tx, it: &Advisory) -> Result<()> {
    Entity::insert(to_row(it)).exec_without_returning(tx).await?;
    put_named(tx, it).await
}

/// Saves a changed advisory, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Advisory) -> Result<Advisory> {
    let next = Advisory { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next), Column::Version, "advisory").await?;
    put_named(tx, &next).await?;
    Ok(next)
}

async fn put_named(tx: &Tx, it: &Advisory) -> Result<()> {
    let row = |id: &PartnerId| named::ActiveModel {
        advisory_id: Set(it.id.into()),
        partner_id: Set((*id).into()),
    };
    let of_it = named::Column::AdvisoryId.eq(Uuid::from(it.id));
    row_store::put_all(tx, of_it, it.partners.iter().map(row).collect()).await
}

fn to_row(it: &Advisory) -> ActiveModel {
    ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        tlp: Set(it.tlp.rank()),
        source: Set(it.source.clone()),
        body: Set(it.body.clone()),
        state: Set(it.state.code().to_owned()),
        shared_at: Set(it.shared_at),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    }
}

/// The advisories of these rows, in the same order, with the partners that they name.
async fn to_advisories(tx: &Tx, rows: Vec<Model>) -> Result<Vec<Advisory>> {
    let ids: Vec<Uuid> = rows.iter().map(|it| it.id).collect();
    let pairs = (named::Column::AdvisoryId, named::Column::PartnerId);
    let mut partners = row_store::sets::<named::Entity, PartnerId>(tx, pairs, &ids).await?;
    let to_advisory = |row: Model| {
        let tlp = Tlp::from_rank(row.tlp);
        let state = State::from_code(&row.state);
        Ok(Advisory {
            partners: partners.remove(&row.id).unwrap_or_default(),
            id: row.id.into(),
            agency_id: row.agency_id.into(),
            code: row.code,
            name: row.name,
            tlp: tlp.ok_or_else(|| Error::internal(format!("advisory marking {}", row.tlp)))?,
            source: row.source,
            body: row.body,
            state: state.ok_or_else(|| Error::internal(format!("advisory state {}", row.state)))?,
            shared_at: row.shared_at,
            updated_at: row.updated_at,
            version: row.version,
        })
    };
    rows.into_iter().map(to_advisory).collect()
}
