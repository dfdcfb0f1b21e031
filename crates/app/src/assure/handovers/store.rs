//! Handovers in the database. All that somebody may see are read at once: an agency has a few a year.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use super::{Handover, Kind, State};
use crate::actor::Scope;
use crate::ids::{HandoverId, PersonId};
use crate::{Error, Result, row_store};

/// How many are read at once at most.
const ALL_MAX: u64 = 50_000;

/// The handover called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: HandoverId) -> Result<Option<Handover>> {
    Entity::find_by_id(id).one(tx).await?.as_ref().map(to_handover).transpose()
}

/// Every handover that `scope` lets see, the last first.
pub(super) async fn all(tx: &Tx, scope: &Scope) -> Result<Vec<Handover>> {
    let rows = Entity::find()
        .filter(scope.rows(Column::AgencyId, Column::Id))
        .order_by_desc(Column::Id)
        .limit(ALL_MAX)
        .all(tx)
        .await?;
    rows.iter().map(to_handover).collect()
}

/// What a person hands over, handed over or was to.
pub(super) async fn of_person(tx: &Tx, id: PersonId) -> Result<Vec<Handover>> {
    let rows = Entity::find().filter(Column::PersonId.eq(Uuid::from(id))).all(tx).await?;
    rows.iter().map(to_handover).collect()
}

/// What a person hands over, and has not yet.
pub(super) async fn open_of(tx: &Tx, id: PersonId) -> Result<Vec<Handover>> {
    let open = [State::Asked.code(), State::Confirmed.code()];
    let rows = Entity::find()
        .filter(Column::PersonId.eq(Uuid::from(id)))
        .filter(Column::State.is_in(open))
        .all(tx)
        .await?;
    rows.iter().map(to_handover).collect()
}

/// Saves a new handover.
pub(super) async fn insert(tx: &Tx, it: &Handover) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed handover, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Handover) -> Result<Handover> {
    let next = Handover { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "handover").await?;
    Ok(next)
}

fn to_row(it: &Handover) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        person_id: Set(it.person_id.into()),
        successor_id: Set(it.successor_id.map(Into::into)),
        kind: Set(it.kind.code().to_owned()),
        state: Set(it.state.code().to_owned()),
        takes_effect_on: Set(it.on),
        note: Set(it.note.clone()),
        asked_by: Set(it.asked_by.into()),
        confirmed_by: Set(it.confirmed_by.map(Into::into)),
        grants: Set(serde_json::to_value(&it.grants).map_err(Error::internal)?),
        done_at: Set(it.done_at),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

fn to_handover(row: &Model) -> Result<Handover> {
    let what = || Error::internal(format!("the handover {} makes no sense", row.id));
    Ok(Handover {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        person_id: row.person_id.into(),
        successor_id: row.successor_id.map(Into::into),
        kind: Kind::from_code(&row.kind).ok_or_else(what)?,
        on: row.takes_effect_on,
        note: row.note.clone(),
        state: State::from_code(&row.state).ok_or_else(what)?,
        asked_by: row.asked_by.into(),
        confirmed_by: row.confirmed_by.map(Into::into),
        grants: serde_json::from_value(row.grants.clone()).map_err(Error::internal)?,
        done_at: row.done_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}
