//! Adding and changing calendars: what the state decides for all agencies, as settings are.

use db::Tx;

use super::read::find;
use super::{Calendar, CalendarDocument, ServiceHours, feed, store};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::CalendarId;
use crate::settings;
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds a calendar. Its code must be new.
pub async fn add(ctx: &Ctx, document: &CalendarDocument) -> Result<Calendar> {
    ctx.require(Permission::WriteSettings, Place::State)?;
    let tx = ctx.write().await?;
    if !store::by_codes(&tx, &[document.code.trim()].into()).await?.is_empty() {
        return Err(FieldProblem::code_taken().into());
    }
    let it = insert(&tx, ctx, document).await?;
    tx.commit().await?;
    Ok(it)
}

/// Adds the calendars whose codes are new, and changes the others. Says how many of each. Whoever
/// says only what is there already needs no right for it.
pub(crate) async fn put_all(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[CalendarDocument],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    for document in documents {
        let before = store::by_codes(tx, &[document.code.trim()].into()).await?.pop();
        let before = match before {
            Some(it) if CalendarDocument::of(&it) == *document => continue,
            before => before,
        };
        ctx.require(Permission::WriteSettings, Place::State)?;
        let seen = before.as_ref().map(|it| it.version);
        let done = match before {
            None => insert(tx, ctx, document).await,
            Some(before) => put(tx, ctx, before, document).await,
        };
        let it = done.map_err(|it| it.within(&format!("calendar:{}", document.code)))?;
        match seen {
            None => n_added += 1,
            Some(seen) => n_changed += usize::from(it.version != seen),
        }
    }
    Ok((n_added, n_changed))
}

/// Changes a calendar, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(
    ctx: &Ctx,
    id: CalendarId,
    seen: i64,
    document: &CalendarDocument,
) -> Result<Calendar> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    if document.code.trim() != before.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    let it = put(&tx, ctx, before, document).await?;
    tx.commit().await?;
    Ok(it)
}

/// Adds the holidays of an iCalendar file to a calendar, in the place of what was said of the same
/// days. Says how many days of the calendar are new or called otherwise.
pub async fn import_holidays(
    ctx: &Ctx,
    id: CalendarId,
    seen: i64,
    file: &str,
) -> Result<(Calendar, usize)> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    let mut document = CalendarDocument::of(&before);
    let mut n_new = 0;
    for (day, name) in feed::holidays(file, ctx.now.date_naive())? {
        let was = document.holidays.insert(day, name.clone());
        n_new += usize::from(was.as_ref() != Some(&name));
    }
    let it = put(&tx, ctx, before, &document).await?;
    tx.commit().await?;
    Ok((it, n_new))
}

/// Makes a calendar the one that holds unless another is named.
pub async fn make_normal(ctx: &Ctx, id: CalendarId) -> Result<Calendar> {
    let tx = ctx.write().await?;
    let it = find(&tx, id).await?;
    it.in_use()?;
    settings::put(&tx, ctx, ServiceHours { calendar: it.code.clone() }).await?;
    tx.commit().await?;
    Ok(it)
}

/// Retires a calendar. Nothing is deleted.
pub async fn retire(ctx: &Ctx, id: CalendarId, seen: i64) -> Result<Calendar> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let normal = settings::find::<ServiceHours>(&tx).await?.value.calendar;
    let is_normal = normal == before.code;
    let retired = before.clone().retired(is_normal, ctx.now)?;
    let it = save(&tx, ctx, Action::CalendarRetired, (before, retired)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Brings a retired calendar back.
pub async fn restore(ctx: &Ctx, id: CalendarId, seen: i64) -> Result<Calendar> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let restored = before.clone().restored(ctx.now)?;
    let it = save(&tx, ctx, Action::CalendarRestored, (before, restored)).await?;
    tx.commit().await?;
    Ok(it)
}

async fn insert(tx: &Tx, ctx: &Ctx, document: &CalendarDocument) -> Result<Calendar> {
    let it = Calendar {
        id: CalendarId::new(),
        code: document.code.trim().to_owned(),
        name: document.name.trim().to_owned(),
        opening: document.opening()?,
        updated_at: ctx.now,
        retired_at: None,
        version: 1,
    };
    store::insert(tx, &it).await?;
    let event = event(Action::CalendarAdded, &it).to(&CalendarDocument::of(&it));
    events::record(tx, ctx, event).await?;
    Ok(it)
}

async fn put(
    tx: &Tx,
    ctx: &Ctx,
    before: Calendar,
    document: &CalendarDocument,
) -> Result<Calendar> {
    let (name, opening) = (document.name.trim().to_owned(), document.opening()?);
    if (&name, &opening) == (&before.name, &before.opening) {
        return Ok(before);
    }
    let next = Calendar { name, opening, updated_at: ctx.now, ..before.clone() };
    save(tx, ctx, Action::CalendarChanged, (before, next)).await
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Calendar, Calendar),
) -> Result<Calendar> {
    let saved = store::update(tx, after).await?;
    let event = event(action, &saved).from(&CalendarDocument::of(&before));
    events::record(tx, ctx, event.to(&CalendarDocument::of(&saved))).await?;
    Ok(saved)
}

async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (CalendarId, i64)) -> Result<Calendar> {
    let it = find(tx, id).await?;
    ctx.require(Permission::WriteSettings, Place::State)?;
    if it.version == seen { Ok(it) } else { Err(Error::Stale("calendar")) }
}

fn event(action: Action, it: &Calendar) -> Event {
    Event::new(action, Subject::new("calendar", it.id))
}
