//! What time makes of submissions: they are due, and then late.

use chrono::NaiveDate;
use db::Tx;
use serde::{Deserialize, Serialize};

use super::document::changed;
use super::notices::{self, Holders};
use super::{State, Submission, store};
use crate::events::{self, Action, Event};
use crate::jobs::Task;
use crate::people::agencies;
use crate::settings::{self, General};
use crate::{Ctx, Result, Timestamp};

/// Which day it is where the programme is.
pub(super) async fn today(tx: &Tx, ctx: &Ctx) -> Result<NaiveDate> {
    let zone = settings::find::<General>(tx).await?.value.zone();
    Ok(ctx.now.with_timezone(&zone).date_naive())
}

/// Lets due days follow the calendars of agencies, as long as nothing was handed in: one that became
/// a holiday since is nobody's last day. What is late stays so.
async fn counted(tx: &Tx, ctx: &Ctx) -> Result<Vec<Event>> {
    let ahead = store::ahead(tx).await?;
    let ids = ahead.iter().map(|it| it.agency_id).collect();
    let calendars = agencies::calendars_in(tx, &ids).await?;
    let mut events = Vec::new();
    for before in ahead {
        let after = before.clone().counted(&calendars);
        if after.due_on != before.due_on {
            let after = Submission { updated_at: ctx.now, ..after };
            let after = store::update(tx, after).await?;
            events.push(changed(tx, Action::SubmissionChanged, (&before, &after)).await?);
        }
    }
    Ok(events)
}

/// Moves every submission on of which time has made something else, and tells those whom it
/// concerns: of what is late, the agency head and the State CIO (domain model §5.1).
pub(super) async fn moved(tx: &Tx, ctx: &Ctx) -> Result<Vec<Event>> {
    let today = today(tx, ctx).await?;
    let mut events = counted(tx, ctx).await?;
    let (mut due, mut late) = (Vec::new(), Vec::new());
    loop {
        let found = store::by_time(tx, today).await?;
        if found.is_empty() {
            break;
        }
        for before in found {
            let Some(state) = before.as_of(today) else { continue };
            let after = store::update(tx, before.clone().moved(state, ctx.now)).await?;
            let action = match state {
                State::Late => Action::SubmissionLate,
                _ => Action::SubmissionDue,
            };
            events.push(changed(tx, action, (&before, &after)).await?);
            match state {
                State::Late => late.push(after),
                _ => due.push(after),
            }
        }
    }
    let missed = missed(tx, ctx, today, &mut events).await?;
    if events.is_empty() {
        return Ok(events);
    }
    // Who is late at once is told that, and not first that it is due.
    due.retain(|it| late.iter().all(|other| other.id != it.id));
    let holders = Holders::of(tx, ctx.now).await?;
    for it in &due {
        notices::due(tx, ctx, &holders, it).await?;
    }
    notices::late(tx, ctx, &holders, &late).await?;
    notices::fixes_late(tx, ctx, &holders, &missed).await?;
    Ok(events)
}

/// Notes of which submissions what a review asked for was not put right by its day.
async fn missed(
    tx: &Tx,
    ctx: &Ctx,
    today: NaiveDate,
    events: &mut Vec<Event>,
) -> Result<Vec<Submission>> {
    let mut missed = Vec::new();
    for before in store::fixes_missed(tx, today).await? {
        let after = store::update(tx, before.clone().fixes_missed(ctx.now)).await?;
        events.push(changed(tx, Action::SubmissionLate, (&before, &after)).await?);
        missed.push(after);
    }
    Ok(missed)
}

/// Moves every submission on of which time has made something else. Says how often that was.
pub async fn due(ctx: &Ctx) -> Result<usize> {
    let tx = ctx.write().await?;
    let events = moved(&tx, ctx).await?;
    let n_moved = events.len();
    if 0 < n_moved {
        events::record_all(&tx, ctx, events).await?;
        tx.commit().await?;
    }
    Ok(n_moved)
}

/// Moves submissions on, once a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveSubmissions {
    due_at: Timestamp,
}

impl MoveSubmissions {
    /// What was to be done at a moment.
    pub(crate) fn due(due_at: Timestamp) -> MoveSubmissions {
        MoveSubmissions { due_at }
    }
}

impl Task for MoveSubmissions {
    const KIND: &'static str = "move_submissions";
    const TITLE: &'static str = "Note which submissions are due or late";

    type Found = ();

    fn about(&self) -> String {
        format!("As of {}", self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.due_at.to_rfc3339())
    }

    async fn work(&self, _: &Ctx) -> Result<()> {
        Ok(())
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, (): ()) -> Result<()> {
        let events = moved(tx, ctx).await?;
        events::record_all(tx, ctx, events).await
    }
}
