//! Preparing a meeting, recording it, and closing it.

use std::collections::BTreeSet;

use chrono::Datelike as _;
use db::Tx;
use serde_json::json;

use super::actions::Action;
use super::document::MeetingDocument;
use super::read::{document_in, find_meeting, find_readable};
use super::write::meeting_event;
use super::{Meeting, Series, State, meeting_store};
use crate::actor::Permission;
use crate::events::{self, Action as Done};
use crate::ids::{MeetingId, SeriesId};
use crate::people::persons;
use crate::{Ctx, Error, FieldProblem, Result, Timestamp};

/// Opens the meeting of a series at a moment, to prepare or to record it: with the agenda of the
/// series, and the agencies that it invites. One that is open already is answered with.
pub async fn hold(ctx: &Ctx, id: SeriesId, starts_at: Timestamp) -> Result<Meeting> {
    let tx = ctx.write().await?;
    let series = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WriteMeetings, series.agency_id)?;
    series.in_use()?;
    if !(1970..=9999).contains(&starts_at.year()) {
        return Err(FieldProblem::new("starts_at", "Use a moment from 1970 to 9999.").into());
    }
    if let Some(it) = meeting_store::at(&tx, id, starts_at).await? {
        return Ok(it);
    }
    let it = Meeting {
        id: MeetingId::new(),
        series_id: id,
        starts_at,
        state: State::Open,
        agenda: series.agenda.clone(),
        invited: series.invited.clone(),
        attendance: Vec::new(),
        minutes: String::new(),
        closed_at: None,
        updated_at: ctx.now,
        version: 1,
    };
    meeting_store::insert(&tx, &it).await?;
    let after = json!({ "starts_at": starts_at, "agenda": it.agenda, "invited": it.invited });
    events::record(&tx, ctx, meeting_event(Done::MeetingOpened, &series, &it).to(&after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Puts in a meeting that took place, with what was recorded of it.
pub(super) async fn record(
    tx: &Tx,
    ctx: &Ctx,
    series: &Series,
    (starts_at, document): (Timestamp, &MeetingDocument),
) -> Result<Meeting> {
    let mut problems = document.problems();
    let none = MeetingDocument::default();
    let actions = actions(tx, ctx, document, (&none, &mut problems)).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let it = Meeting {
        id: MeetingId::new(),
        series_id: series.id,
        starts_at,
        state: State::Closed,
        agenda: document.agenda.clone(),
        invited: series.invited.clone(),
        attendance: document.attendance.clone(),
        minutes: document.minutes.clone(),
        closed_at: Some(starts_at),
        updated_at: ctx.now,
        version: 1,
    };
    meeting_store::insert(tx, &it).await?;
    meeting_store::put_actions(tx, it.id, &actions).await?;
    events::record(tx, ctx, meeting_event(Done::MeetingClosed, series, &it).to(document)).await?;
    Ok(it)
}

/// Changes what a meeting says, unless someone changed it since the asker saw it at version `seen`.
pub async fn change_meeting(
    ctx: &Ctx,
    id: MeetingId,
    seen: i64,
    document: &MeetingDocument,
) -> Result<Meeting> {
    let tx = ctx.write().await?;
    let (series, before) = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_work()?;
    let mut problems = document.problems();
    for it in &document.attendance {
        if !before.invited.contains(&it.agency) {
            let reason = format!("{} is not invited.", it.agency);
            problems.push(FieldProblem::new("attendance", reason));
        }
    }
    let was = document_in(&tx, &before).await?;
    let actions = actions(&tx, ctx, document, (&was, &mut problems)).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let next = Meeting {
        agenda: document.agenda.iter().map(|it| it.trim().to_owned()).collect(),
        attendance: document.attendance.clone(),
        minutes: document.minutes.replace("\r\n", "\n"),
        updated_at: ctx.now,
        ..before
    };
    if was
        == (MeetingDocument {
            agenda: next.agenda.clone(),
            minutes: next.minutes.clone(),
            ..document.clone()
        })
    {
        return meeting_store::find(&tx, id).await?.ok_or(Error::NotFound("meeting"));
    }
    let saved = meeting_store::update(&tx, next).await?;
    meeting_store::put_actions(&tx, id, &actions).await?;
    let after = document_in(&tx, &saved).await?;
    let event = meeting_event(Done::MeetingChanged, &series, &saved).from(&was).to(&after);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Closes a meeting: who was absent is listed, and its minutes are final.
pub async fn close(ctx: &Ctx, id: MeetingId, seen: i64) -> Result<Meeting> {
    let tx = ctx.write().await?;
    let (series, before) = find_writable(&tx, ctx, (id, seen)).await?;
    let closed = before.closed(ctx.now)?;
    let it = turned(&tx, ctx, Done::MeetingClosed, (&series, closed)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Notes that a meeting does not take place.
pub async fn cancel(ctx: &Ctx, id: MeetingId, seen: i64) -> Result<Meeting> {
    let tx = ctx.write().await?;
    let (series, before) = find_writable(&tx, ctx, (id, seen)).await?;
    let canceled = before.canceled(ctx.now)?;
    let it = turned(&tx, ctx, Done::MeetingCanceled, (&series, canceled)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Opens a meeting again that was closed or canceled.
pub async fn reopen(ctx: &Ctx, id: MeetingId, seen: i64) -> Result<Meeting> {
    let tx = ctx.write().await?;
    let (series, before) = find_writable(&tx, ctx, (id, seen)).await?;
    let reopened = before.reopened(ctx.now)?;
    let it = turned(&tx, ctx, Done::MeetingReopened, (&series, reopened)).await?;
    tx.commit().await?;
    Ok(it)
}

async fn turned(
    tx: &Tx,
    ctx: &Ctx,
    action: Done,
    (series, next): (&Series, Meeting),
) -> Result<Meeting> {
    let saved = meeting_store::update(tx, next).await?;
    let after = json!({ "state": saved.state, "absent": saved.absent() });
    events::record(tx, ctx, meeting_event(action, series, &saved).to(&after)).await?;
    Ok(saved)
}

/// What is to be done, with the people whom a document names. Whoever was named before may be gone.
async fn actions(
    tx: &Tx,
    ctx: &Ctx,
    document: &MeetingDocument,
    (was, problems): (&MeetingDocument, &mut Vec<FieldProblem>),
) -> Result<Vec<Action>> {
    let codes: BTreeSet<&str> =
        document.actions.iter().filter_map(|it| it.owner.as_deref()).map(str::trim).collect();
    let people = persons::by_codes(tx, &codes).await?;
    let known: BTreeSet<&str> = was.actions.iter().filter_map(|it| it.owner.as_deref()).collect();
    let mut found = Vec::new();
    for (n, it) in document.actions.iter().enumerate() {
        let code = it.owner.as_deref().map(str::trim).filter(|it| !it.is_empty());
        let person = people.iter().find(|person| Some(person.code.as_str()) == code);
        let person = person.filter(|person| {
            known.contains(person.code.as_str())
                || ctx.actor.may(Permission::ReadAgencies, person.agency_id)
        });
        if let (Some(code), None) = (code, person) {
            let reason = format!("There is no person called “{code}”.");
            problems.push(FieldProblem::new(format!("actions.{n}.owner"), reason));
        }
        found.push(Action {
            what: it.what.trim().to_owned(),
            owner_id: person.map(|it| it.id),
            due: it.due,
            done_on: it.done_on,
        });
    }
    Ok(found)
}

async fn find_writable(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (MeetingId, i64),
) -> Result<(Series, Meeting)> {
    let (series, it) = find_meeting(tx, ctx, id).await?;
    ctx.require(Permission::WriteMeetings, series.agency_id)?;
    if it.version == seen { Ok((series, it)) } else { Err(Error::Stale("meeting")) }
}
