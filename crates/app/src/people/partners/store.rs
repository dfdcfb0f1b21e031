//! Partners in the database, their people, and their secret links.

use std::collections::BTreeSet;

use db::{Counts, Tx};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select, Set,
};
use uuid::Uuid;

use super::entity::partner::{ActiveModel, Column, Entity, Model};
use super::entity::{link, person};
use super::link::Link;
use super::read::{Query, Sort};
use super::{Partner, PartnerKind, Tlp};
use crate::actor::Scope;
use crate::ids::{AgencyId, PartnerId, PersonId};
use crate::row_store::VALUES_MAX;
use crate::{
    Error, Page, Result, Timestamp, events, page_store, row_store, scope_store, text_store,
};

/// The partner called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: PartnerId) -> Result<Option<Partner>> {
    let rows = Entity::find_by_id(id).all(tx).await?;
    Ok(to_partners(tx, rows).await?.pop())
}

/// The partners with these ids.
pub(super) async fn by_ids(tx: &Tx, ids: &BTreeSet<PartnerId>) -> Result<Vec<Partner>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        found.extend(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(tx).await?);
    }
    to_partners(tx, found).await
}

/// The partners with these codes: a few.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Partner>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut found = Vec::new();
    for codes in codes.chunks(VALUES_MAX) {
        let rows = Entity::find().filter(Column::Code.is_in(codes.iter().copied())).all(tx).await?;
        found.extend(rows);
    }
    to_partners(tx, found).await
}

/// The partners in use that these agencies keep, by name.
pub(super) async fn of_agencies(tx: &Tx, ids: &BTreeSet<AgencyId>) -> Result<Vec<Partner>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        let of_agencies = Column::AgencyId.is_in(ids.iter().copied());
        let in_use = Entity::find().filter(of_agencies).filter(Column::RetiredAt.is_null());
        found.extend(in_use.all(tx).await?);
    }
    found.sort_by(|a, b| (&a.name_folded, a.id).cmp(&(&b.name_folded, b.id)));
    to_partners(tx, found).await
}

/// The partners of which somebody is one of the people.
pub(super) async fn of_person(tx: &Tx, person_id: PersonId) -> Result<Vec<Partner>> {
    let rows = person::Entity::find()
        .filter(person::Column::PersonId.eq(Uuid::from(person_id)))
        .all(tx)
        .await?;
    by_ids(tx, &rows.into_iter().map(|it| it.partner_id.into()).collect()).await
}

/// One page of the partners that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Partner>> {
    let found = Entity::find().filter(condition(scope, query));
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let sorted = |found: Select<Entity>, order| match query.sort {
        Sort::Name => found.order_by(Column::NameFolded, order),
        Sort::Kind => found.order_by(Column::Kind, order),
        Sort::Level => found.order_by(Column::Level, order),
        Sort::Updated => found.order_by(Column::UpdatedAt, order),
    };
    let how = (query.descending, query.paging);
    let rows = page_store::rows(tx, (found, Column::Id), how, sorted).await?;
    Ok(query.paging.of(to_partners(tx, rows).await?, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<PartnerId>, u64),
) -> Result<Vec<Partner>> {
    let rows = Entity::find()
        .filter(condition(scope, query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    to_partners(tx, rows).await
}

fn condition(scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all().add(scope.rows(Column::AgencyId, Column::Id));
    found = match query.retired {
        true => found.add(Column::RetiredAt.is_not_null()),
        false => found.add(Column::RetiredAt.is_null()),
    };
    found
        .add_option(scope_store::within(Column::AgencyId, &query.agencies))
        .add_option(text_store::called((Column::NameFolded, Column::Code), &query.text))
        .add_option(query.kind.map(|it| Column::Kind.eq(it.code())))
        .add_option(query.reached_by.map(|it| Column::Level.gte(it.rank())))
}

/// Saves a new partner.
pub(super) async fn insert(tx: &Tx, it: &Partner) -> Result<()> {
    Entity::insert(to_row(it)).exec_without_returning(tx).await?;
    put_people(tx, it).await
}

/// Saves a changed partner, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Partner) -> Result<Partner> {
    let next = Partner { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next), Column::Version, "partner").await?;
    put_people(tx, &next).await?;
    Ok(next)
}

async fn put_people(tx: &Tx, it: &Partner) -> Result<()> {
    let row = |id: &PersonId| person::ActiveModel {
        partner_id: Set(it.id.into()),
        person_id: Set((*id).into()),
    };
    let of_it = person::Column::PartnerId.eq(Uuid::from(it.id));
    row_store::put_all(tx, of_it, it.people.iter().map(row).collect()).await
}

/// The secret link of a partner, if it has one that has not ended.
pub(super) async fn link(tx: &Tx, id: PartnerId, now: Timestamp) -> Result<Option<Link>> {
    let found = link::Entity::find_by_id(id).filter(link::Column::EndsAt.gt(now)).one(tx).await?;
    Ok(found.map(|it| Link { made_at: it.made_at, ends_at: it.ends_at }))
}

/// Whose secret link has this hash, if it has not ended.
pub(super) async fn by_link(tx: &Tx, hash: Vec<u8>, now: Timestamp) -> Result<Option<Partner>> {
    let found = link::Entity::find()
        .filter(link::Column::SecretHash.eq(hash))
        .filter(link::Column::EndsAt.gt(now))
        .one(tx)
        .await?;
    match found {
        Some(it) => find(tx, it.partner_id.into()).await,
        None => Ok(None),
    }
}

/// Keeps the hash of a partner's secret link, in the place of one from before.
pub(super) async fn put_link(tx: &Tx, id: PartnerId, hash: Vec<u8>, it: Link) -> Result<()> {
    drop_link(tx, id).await?;
    let row = link::ActiveModel {
        partner_id: Set(id.into()),
        secret_hash: Set(hash),
        made_at: Set(it.made_at),
        ends_at: Set(it.ends_at),
    };
    link::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Withdraws the secret link of a partner. Says whether there was one.
pub(super) async fn drop_link(tx: &Tx, id: PartnerId) -> Result<bool> {
    Ok(link::Entity::delete_by_id(id).exec(tx).await?.rows_affected == 1)
}

fn to_row(it: &Partner) -> ActiveModel {
    ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        kind: Set(it.kind.code().to_owned()),
        purpose: Set(it.purpose.clone()),
        level: Set(it.level.rank()),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    }
}

/// The partners of these rows, in the same order, with their people.
async fn to_partners(tx: &Tx, rows: Vec<Model>) -> Result<Vec<Partner>> {
    let ids: Vec<Uuid> = rows.iter().map(|it| it.id).collect();
    let pairs = (person::Column::PartnerId, person::Column::PersonId);
    let mut people = row_store::sets::<person::Entity, PersonId>(tx, pairs, &ids).await?;
    let to_partner = |row: Model| {
        let kind = PartnerKind::from_code(&row.kind);
        let level = Tlp::from_rank(row.level);
        Ok(Partner {
            people: people.remove(&row.id).unwrap_or_default(),
            id: row.id.into(),
            agency_id: row.agency_id.into(),
            code: row.code,
            name: row.name,
            kind: kind.ok_or_else(|| Error::internal(format!("partner kind {}", row.kind)))?,
            purpose: row.purpose,
            level: level.ok_or_else(|| Error::internal(format!("partner level {}", row.level)))?,
            updated_at: row.updated_at,
            retired_at: row.retired_at,
            version: row.version,
        })
    };
    rows.into_iter().map(to_partner).collect()
}
