//! Adding and changing series of meetings.

use std::collections::BTreeSet;

use db::Tx;

use super::document::{MeetingDocument, SeriesDocument};
use super::hold::record;
use super::read::find_readable;
use super::{Meeting, Series, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, SeriesId};
use crate::people::agencies;
use crate::{Ctx, Error, FieldProblem, Result, Timestamp};

/// Adds a series. Its code must be new.
pub async fn add(ctx: &Ctx, document: &SeriesDocument) -> Result<Series> {
    if !ctx.actor.may_somewhere(Permission::WriteMeetings) {
        return Err(Error::Forbidden(Permission::WriteMeetings));
    }
    let tx = ctx.write().await?;
    let it = insert(&tx, ctx, document).await?;
    tx.commit().await?;
    Ok(it)
}

/// A series with what was recorded of it, from when on.
pub(crate) type Past = (SeriesDocument, Vec<(Timestamp, MeetingDocument)>);

/// Adds the series whose codes are new, with what was recorded of them. The others stay as they are.
/// Says how many were added.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, all: &[Past]) -> Result<usize> {
    let codes: BTreeSet<&str> = all.iter().map(|it| it.0.code.trim()).collect();
    let there = store::codes_taken(tx, &codes).await?;
    let mut n_added = 0;
    for (document, recorded) in all.iter().filter(|it| !there.contains(it.0.code.trim())) {
        let series = insert(tx, ctx, document).await?;
        for (starts_at, document) in recorded {
            record(tx, ctx, &series, (*starts_at, document)).await?;
        }
        n_added += 1;
    }
    Ok(n_added)
}

/// Makes series what files say, and brings back those that take place no more; others stay, and so does
/// what was recorded. Says how many are new, and how many other than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    all: &[SeriesDocument],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    for document in all {
        let code = document.code.trim();
        let within = |it: Error| it.within(&format!("meeting:{code}"));
        let Some(before) = store::by_code(tx, code).await? else {
            insert(tx, ctx, document).await.map_err(within)?;
            n_added += 1;
            continue;
        };
        let next = described(tx, ctx, document, document.problems()).await.map_err(within)?;
        let (id, version, updated_at) = (before.id, before.version, before.updated_at);
        if (Series { id, version, updated_at, ..next.clone() }) == before {
            continue;
        }
        ctx.require(Permission::WriteMeetings, before.agency_id)?;
        let action = match before.retired_at {
            Some(_) => Action::SeriesRestored,
            None => Action::SeriesChanged,
        };
        save(tx, ctx, action, (before, Series { id, version, ..next })).await?;
        n_changed += 1;
    }
    Ok((n_added, n_changed))
}

async fn insert(tx: &Tx, ctx: &Ctx, document: &SeriesDocument) -> Result<Series> {
    let mut problems = document.problems();
    let code = document.code.trim();
    if !store::codes_taken(tx, &[code].into()).await?.is_empty() {
        problems.push(FieldProblem::code_taken());
    }
    let it = described(tx, ctx, document, problems).await?;
    store::insert(tx, &it).await?;
    events::record(tx, ctx, series_event(Action::SeriesAdded, &it).to(document)).await?;
    Ok(it)
}

/// Changes a series, unless someone changed it since the asker saw it at version `seen`. What was
/// prepared or recorded stays as it is.
pub async fn change(
    ctx: &Ctx,
    id: SeriesId,
    seen: i64,
    document: &SeriesDocument,
) -> Result<Series> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    let mut problems = document.problems();
    if document.code.trim() != before.code {
        problems.push(FieldProblem::new("code", "The code never changes."));
    }
    let next = described(&tx, ctx, document, problems).await?;
    let next = Series { id, version: before.version, ..next };
    let same = Series { updated_at: before.updated_at, ..next.clone() };
    if same == before {
        return Ok(before);
    }
    let it = save(&tx, ctx, Action::SeriesChanged, (before, next)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Retires a series: it takes place no more. What was recorded stays.
pub async fn retire(ctx: &Ctx, id: SeriesId, seen: i64) -> Result<Series> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().retired(ctx.now)?;
    let it = save(&tx, ctx, Action::SeriesRetired, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Brings a retired series back.
pub async fn restore(ctx: &Ctx, id: SeriesId, seen: i64) -> Result<Series> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().restored(ctx.now)?;
    let it = save(&tx, ctx, Action::SeriesRestored, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Series, Series),
) -> Result<Series> {
    let codes = agencies::codes(tx, &[before.agency_id, after.agency_id].into()).await?;
    let agency = |it: &Series| codes.get(&it.agency_id).map_or("", String::as_str);
    let was = store::document_of(&before, agency(&before));
    let saved = store::update(tx, after).await?;
    let event = series_event(action, &saved).from(&was);
    let event = event.to(&store::document_of(&saved, agency(&saved)));
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

/// The series that a document describes.
async fn described(
    tx: &Tx,
    ctx: &Ctx,
    document: &SeriesDocument,
    mut problems: Vec<FieldProblem>,
) -> Result<Series> {
    let name = document.agency.trim();
    let mut names: BTreeSet<&str> = document.invited.iter().map(|it| it.trim()).collect();
    names.insert(name);
    let found = agencies::ids_by_name(tx, &names).await?;
    let known = |it: &&AgencyId| ctx.actor.may(Permission::ReadAgencies, **it);
    let agency_id = found.get(name).filter(known).copied();
    match agency_id {
        Some(id) if ctx.actor.may(Permission::WriteMeetings, id) => {}
        Some(_) => {
            problems.push(FieldProblem::new("agency", "You may not call meetings there."));
        }
        None => {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
    }
    for it in document.invited.iter().map(|it| it.trim()) {
        if found.get(it).filter(known).is_none() {
            let reason = format!("There is no agency called “{it}”.");
            problems.push(FieldProblem::new("invited", reason));
        }
    }
    let (Some(agency_id), Ok(zone), true) =
        (agency_id, document.time_zone.trim().parse(), problems.is_empty())
    else {
        return Err(problems.into());
    };
    let codes = agencies::codes(tx, &found.values().copied().collect()).await?;
    let invited = document.invited.iter().filter_map(|it| codes.get(found.get(it.trim())?));
    let points = document.agenda.iter().map(|it| it.trim().to_owned());
    Ok(Series {
        id: SeriesId::new(),
        agency_id,
        code: document.code.trim().to_owned(),
        name: document.name.trim().to_owned(),
        rule: document.rule.trim().to_owned(),
        first: document.first(),
        zone,
        lasts: document.lasts,
        place: document.place.trim().to_owned(),
        on_holiday: document.on_holiday,
        agenda: points.collect(),
        invited: invited.cloned().collect(),
        updated_at: ctx.now,
        retired_at: None,
        version: 1,
    })
}

pub(super) async fn find_writable(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (SeriesId, i64),
) -> Result<Series> {
    let it = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteMeetings, it.agency_id)?;
    if it.version == seen { Ok(it) } else { Err(Error::Stale("series")) }
}

pub(super) fn series_event(action: Action, it: &Series) -> Event {
    Event::new(action, Subject::new("meeting_series", it.id)).in_agency(it.agency_id)
}

pub(super) fn meeting_event(action: Action, series: &Series, it: &Meeting) -> Event {
    let event = Event::new(action, Subject::new("meeting", it.id));
    event.part_of(series.id).in_agency(series.agency_id)
}
