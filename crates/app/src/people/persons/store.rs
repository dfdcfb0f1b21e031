//! People in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::entity::person::{ActiveModel, Column, Entity, Model};
use super::read::Query;
use super::{Person, PersonKind};
use crate::actor::Scope;
use crate::ids::{AgencyId, PersonId};
use crate::row_store::VALUES_MAX;
use crate::word_store::words;
use crate::{Page, Result, row_store, scope_store};

/// The person called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: PersonId) -> Result<Option<Person>> {
    Ok(Entity::find_by_id(id).one(tx).await?.map(to_person))
}

/// The people with these ids.
pub(super) async fn by_ids(tx: &Tx, ids: &BTreeSet<PersonId>) -> Result<Vec<Person>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(tx).await?;
        found.extend(rows.into_iter().map(to_person));
    }
    Ok(found)
}

/// What the people with these ids are called.
pub(super) async fn names(tx: &Tx, ids: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, String>> {
    words::<Entity, _>(tx, (Column::Id, Column::Name), ids).await
}

/// The codes of the people with these ids.
pub(super) async fn codes(tx: &Tx, ids: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, String>> {
    words::<Entity, _>(tx, (Column::Id, Column::Code), ids).await
}

/// The people with these codes.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Person>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut found = Vec::new();
    for codes in codes.chunks(VALUES_MAX) {
        let rows = Entity::find().filter(Column::Code.is_in(codes.iter().copied())).all(tx).await?;
        found.extend(rows.into_iter().map(to_person));
    }
    Ok(found)
}

/// Those who have not left and whose name is this, whatever its capitals.
pub(super) async fn by_name(tx: &Tx, name: &str) -> Result<Vec<Person>> {
    let named = Entity::find().filter(Column::NameFolded.eq(db::fold(name)));
    let rows = named.filter(Column::RetiredAt.is_null()).order_by_asc(Column::Code).all(tx).await?;
    Ok(rows.into_iter().map(to_person).collect())
}

/// Everybody of these kinds who works in one of these agencies and has not left, by name.
pub(super) async fn of_kinds(
    tx: &Tx,
    agencies: &BTreeSet<AgencyId>,
    kinds: &BTreeSet<PersonKind>,
) -> Result<Vec<Person>> {
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let found = Entity::find()
        .filter(Column::AgencyId.is_in(agencies.iter().map(|it| Uuid::from(*it))))
        .filter(Column::Kind.is_in(kinds.iter().map(|it| it.code())))
        .filter(Column::RetiredAt.is_null());
    let rows = found.order_by_asc(Column::NameFolded).order_by_asc(Column::Id).all(tx).await?;
    Ok(rows.into_iter().map(to_person).collect())
}

/// Everybody after the one called `after`.
pub(super) async fn all_after(tx: &Tx, after: Option<PersonId>) -> Result<Vec<Person>> {
    let mut found = Entity::find();
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(Uuid::from(after)));
    }
    let rows = found.order_by_asc(Column::Id).limit(5_000).all(tx).await?;
    Ok(rows.into_iter().map(to_person).collect())
}

/// One page of the people whose agencies `scope` lets see.
pub(super) async fn list(tx: &Tx, scope: &Scope, query: &Query) -> Result<Page<Person>> {
    let found = Entity::find().filter(condition(scope, query));
    let n_items = found.clone().count(tx).await?;
    let rows = found
        .order_by(Column::NameFolded, if query.descending { Order::Desc } else { Order::Asc })
        .order_by_asc(Column::Id)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    Ok(query.paging.of(rows.into_iter().map(to_person).collect(), n_items))
}

/// At most `n_max` of the people whose agencies `scope` lets see, in the order of their ids: those
/// after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<PersonId>, u64),
) -> Result<Vec<Person>> {
    let mut found = Entity::find().filter(condition(scope, query));
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(Uuid::from(after)));
    }
    let rows = found.order_by_asc(Column::Id).limit(n_max).all(tx).await?;
    Ok(rows.into_iter().map(to_person).collect())
}

fn condition(scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all();
    if let Scope::Only { agencies, .. } = scope {
        found = found.add(Column::AgencyId.is_in(agencies.iter().map(|it| Uuid::from(*it))));
    }
    found = found.add_option(scope_store::within(Column::AgencyId, &query.agencies));
    if !query.retired {
        found = found.add(Column::RetiredAt.is_null());
    }
    if !query.text.trim().is_empty() {
        found = found.add(
            Condition::any()
                .add(db::contains(Column::NameFolded, query.text.trim()))
                .add(db::contains(Column::Code, query.text.trim())),
        );
    }
    found
}

/// Saves new people.
pub(super) async fn insert_all(tx: &Tx, persons: &[Person]) -> Result<()> {
    for persons in persons.chunks(VALUES_MAX) {
        Entity::insert_many(persons.iter().map(to_row)).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed person, unless someone else saved them since they were read.
pub(super) async fn update(tx: &Tx, person: Person) -> Result<Person> {
    let next = Person { version: person.version + 1, ..person };
    row_store::update(tx, to_row(&next), Column::Version, "person").await?;
    Ok(next)
}

fn to_row(it: &Person) -> ActiveModel {
    ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        title: Set(it.title.clone()),
        kind: Set(it.kind.code().to_owned()),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    }
}

fn to_person(row: Model) -> Person {
    Person {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        name: row.name,
        title: row.title,
        kind: PersonKind::from_code(&row.kind).unwrap_or_default(),
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    }
}
