//! Meetings in the database, and what is to be done after them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actions::Action;
use super::document::Attendance;
use super::entity::action;
use super::entity::meeting::{ActiveModel, Column, Entity, Model};
use super::{Meeting, State};
use crate::ids::{MeetingId, PersonId, SeriesId};
use crate::{Error, Result, Timestamp, row_store};

/// What is kept of a meeting beside its columns.
#[derive(Serialize, Deserialize)]
struct Inside {
    agenda: Vec<String>,
    invited: Vec<String>,
    attendance: Vec<Attendance>,
    minutes: String,
}

/// The meeting called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: MeetingId) -> Result<Option<Meeting>> {
    Entity::find_by_id(id).one(tx).await?.map(to_meeting).transpose()
}

/// The meeting of a series at a moment, if somebody prepared or recorded it.
pub(super) async fn at(tx: &Tx, id: SeriesId, moment: Timestamp) -> Result<Option<Meeting>> {
    let found = Entity::find()
        .filter(Column::SeriesId.eq(Uuid::from(id)))
        .filter(Column::StartsAt.eq(moment));
    found.one(tx).await?.map(to_meeting).transpose()
}

/// Every meeting of a series that was prepared or recorded, the newest first.
pub(super) async fn of_series(tx: &Tx, id: SeriesId) -> Result<Vec<Meeting>> {
    let found = Entity::find().filter(Column::SeriesId.eq(Uuid::from(id)));
    let rows = found.order_by_desc(Column::StartsAt).order_by_desc(Column::Id).all(tx).await?;
    rows.into_iter().map(to_meeting).collect()
}

/// Saves a new meeting.
pub(super) async fn insert(tx: &Tx, it: &Meeting) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed meeting, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Meeting) -> Result<Meeting> {
    let next = Meeting { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "meeting").await?;
    Ok(next)
}

/// What is to be done after a meeting, in the order in which it was written down.
pub(super) async fn actions(tx: &Tx, id: MeetingId) -> Result<Vec<Action>> {
    let found = action::Entity::find().filter(action::Column::MeetingId.eq(Uuid::from(id)));
    let rows = found.order_by_asc(action::Column::Number).all(tx).await?;
    Ok(rows.into_iter().map(to_action).collect())
}

/// Saves what is to be done after a meeting, in the place of what was.
pub(super) async fn put_actions(tx: &Tx, id: MeetingId, actions: &[Action]) -> Result<()> {
    action::Entity::delete_many()
        .filter(action::Column::MeetingId.eq(Uuid::from(id)))
        .exec(tx)
        .await?;
    if actions.is_empty() {
        return Ok(());
    }
    let row = |(number, it): (i32, &Action)| action::ActiveModel {
        meeting_id: Set(id.into()),
        number: Set(number),
        what: Set(it.what.clone()),
        owner_id: Set(it.owner_id.map(Into::into)),
        due: Set(it.due),
        done_on: Set(it.done_on),
    };
    let rows: Vec<_> = (0..).zip(actions).map(row).collect();
    action::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// What a person is to do and has not, with the meetings that it comes from, by when it is due.
pub(super) async fn to_do(tx: &Tx, person_id: PersonId) -> Result<Vec<(Meeting, usize, Action)>> {
    let rows = action::Entity::find()
        .filter(action::Column::OwnerId.eq(Uuid::from(person_id)))
        .filter(action::Column::DoneOn.is_null())
        .all(tx)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|it| it.meeting_id).collect();
    let mut meetings = BTreeMap::new();
    for row in Entity::find().filter(Condition::all().add(Column::Id.is_in(ids))).all(tx).await? {
        let it = to_meeting(row)?;
        meetings.insert(it.id, it);
    }
    let mut found: Vec<(Meeting, usize, Action)> = rows
        .into_iter()
        .filter_map(|row| {
            let meeting = meetings.get(&MeetingId::from(row.meeting_id))?.clone();
            Some((meeting, usize::try_from(row.number).ok()?, to_action(row)))
        })
        .filter(|it| it.0.state != State::Canceled)
        .collect();
    found.sort_by_key(|it| (it.2.due.unwrap_or(NaiveDate::MAX), it.0.id, it.1));
    Ok(found)
}

fn to_action(row: action::Model) -> Action {
    Action {
        what: row.what,
        owner_id: row.owner_id.map(Into::into),
        due: row.due,
        done_on: row.done_on,
    }
}

fn to_row(it: &Meeting) -> Result<ActiveModel> {
    let inside = Inside {
        agenda: it.agenda.clone(),
        invited: it.invited.iter().cloned().collect(),
        attendance: it.attendance.clone(),
        minutes: it.minutes.clone(),
    };
    Ok(ActiveModel {
        id: Set(it.id.into()),
        series_id: Set(it.series_id.into()),
        starts_at: Set(it.starts_at),
        state: Set(it.state.code().to_owned()),
        document: Set(serde_json::to_value(inside).map_err(Error::internal)?),
        closed_at: Set(it.closed_at),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

fn to_meeting(row: Model) -> Result<Meeting> {
    let inside: Inside = serde_json::from_value(row.document).map_err(Error::internal)?;
    let state = State::from_code(&row.state);
    Ok(Meeting {
        id: row.id.into(),
        series_id: row.series_id.into(),
        starts_at: row.starts_at,
        state: state.ok_or_else(|| Error::internal(format!("meeting state {}", row.state)))?,
        agenda: inside.agenda,
        invited: inside.invited.into_iter().collect(),
        attendance: inside.attendance,
        minutes: inside.minutes,
        closed_at: row.closed_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}
