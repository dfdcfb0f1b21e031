//! Meetings as iCalendar (RFC 5545): one series as a file, and all that somebody is invited to by a
//! secret link of theirs, for the calendar on their telephone.

use chrono::Months;
use db::Tx;
use icalendar::{Component as _, Event, EventLike as _, EventStatus};

use super::read::{Query, Sight};
use super::{Meeting, Series, State, meeting_store, store};
use crate::events::{self, Action, Event as Happened, Subject};
use crate::ids::SeriesId;
use crate::people::sign_in::{self, Secret};
use crate::people::{calendars, calendars::Opening};
use crate::{Ctx, Error, Page, Paging, Platform, Refusal, Result, Timestamp};

/// So many months ahead, and so many back, meetings stand in a calendar.
const MONTHS: u32 = 12;

const BY_TOKEN: Refusal = Refusal::new(
    "meeting.by_token",
    "A program cannot do this. Sign in with a browser, and do it yourself.",
);

/// Makes the secret link by which the actor's calendar asks for their meetings. One from before stops
/// to work. It is shown this once.
pub async fn make_feed(ctx: &Ctx) -> Result<Secret> {
    if ctx.actor.limited_to.is_some() {
        return Err(BY_TOKEN.into());
    }
    let tx = ctx.write().await?;
    let secret = Secret::fresh();
    store::put_feed(&tx, ctx.actor.person_id, secret.hash(), ctx.now).await?;
    events::record(&tx, ctx, happened(ctx, Action::FeedMade)).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Takes the actor's secret link back, if they have one.
pub async fn drop_feed(ctx: &Ctx) -> Result<()> {
    let tx = ctx.write().await?;
    if store::drop_feed(&tx, ctx.actor.person_id).await? {
        events::record(&tx, ctx, happened(ctx, Action::FeedDropped)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// When the actor made their secret link, if they have one.
pub async fn feed_made_at(ctx: &Ctx) -> Result<Option<Timestamp>> {
    store::feed_made_at(&*ctx.read().await?, ctx.actor.person_id).await
}

fn happened(ctx: &Ctx, action: Action) -> Happened {
    Happened::new(action, Subject::new("account", ctx.actor.person_id))
}

/// All that the person is invited to whose secret link this is, as an iCalendar file. Who has left or
/// cannot sign in any more has none.
pub async fn feed(platform: &Platform, secret: &str, now: Timestamp) -> Result<String> {
    let tx = platform.db.read().await?;
    let none = || Error::NotFound("calendar");
    let person_id = store::feed_of(&tx, sign_in::secret_hash(secret)).await?.ok_or_else(none)?;
    let actor = sign_in::actor(&tx, person_id, now).await?.ok_or_else(none)?;
    let ctx = Ctx::new(platform.clone(), actor, now);
    let sight = Sight::of(&tx, &ctx).await?;
    let paging = Paging { number: 1, size: Paging::SIZE_MAX };
    let query = Query { paging, ..Query::default() };
    let all: Page<Series> = store::list(&tx, &platform.counts, &sight, &query).await?;
    written(&tx, "Continuity meetings", &all.items, now).await
}

/// One series as an iCalendar file.
pub async fn series_file(ctx: &Ctx, id: SeriesId) -> Result<String> {
    let tx = ctx.read().await?;
    let series = super::read::find_readable(&tx, ctx, id).await?;
    let name = series.name.clone();
    written(&tx, &name, &[series], ctx.now).await
}

async fn written(tx: &Tx, name: &str, all: &[Series], now: Timestamp) -> Result<String> {
    let opening = calendars::normal_in(tx).await?;
    let mut calendar = icalendar::Calendar::new();
    // The library names itself: who reads the file is told what made it (RFC 5545 §3.7.3).
    calendar.properties.retain(|it| it.key() != "PRODID");
    calendar.append_property(icalendar::Property::new("PRODID", PRODUCT));
    calendar.name(name);
    for series in all {
        let recorded = meeting_store::of_series(tx, series.id).await?;
        for event in events_of(series, &recorded, (&opening, now)) {
            calendar.push(event);
        }
    }
    Ok(calendar.done().to_string())
}

/// What made a calendar.
const PRODUCT: &str = "-//Mainstay//Mainstay//EN";

/// The meetings of a series from a year ago until in a year.
fn events_of(
    series: &Series,
    recorded: &[Meeting],
    (opening, now): (&Opening, Timestamp),
) -> Vec<Event> {
    let before = now.checked_sub_months(Months::new(MONTHS)).unwrap_or(now);
    let after = now.checked_add_months(Months::new(MONTHS)).unwrap_or(now);
    let mut times = match series.retired_at {
        None => series.times(opening, before, after.date_naive()),
        Some(_) => Vec::new(),
    };
    times.extend(recorded.iter().map(|it| it.starts_at).filter(|it| before < *it));
    times.sort_unstable();
    times.dedup();
    let event = |at: &Timestamp| {
        let meeting = recorded.iter().find(|it| it.starts_at == *at);
        let length = chrono::TimeDelta::seconds(series.lasts.secs());
        let agenda = meeting.map_or(&series.agenda, |it| &it.agenda);
        let mut event = Event::new();
        event
            .uid(&format!("{}-{}@mainstay", series.id, at.format("%Y%m%dT%H%M%SZ")))
            .timestamp(meeting.map_or(series.updated_at, |it| it.updated_at))
            .summary(&series.name)
            .starts(*at)
            .ends(*at + length);
        if !series.place.is_empty() {
            event.location(&series.place);
        }
        if !agenda.is_empty() {
            event.description(&agenda.join("\n"));
        }
        let is_canceled = meeting.is_some_and(|it| it.state == State::Canceled);
        event.status(if is_canceled { EventStatus::Cancelled } else { EventStatus::Confirmed });
        event.done()
    };
    times.iter().map(event).collect()
}
