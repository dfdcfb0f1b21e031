//! What somebody is to do after a meeting, and noting that it is done.

use chrono::NaiveDate;
use serde_json::json;

use super::read::Sight;
use super::write::meeting_event;
use super::{Meeting, meeting_store, store};
use crate::actor::Permission;
use crate::events::{self, Action as Done};
use crate::ids::{MeetingId, PersonId};
use crate::settings::{self, General};
use crate::{Ctx, Error, Result};

/// What somebody is to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Action {
    /// What.
    pub(super) what: String,
    /// By whom.
    pub(super) owner_id: Option<PersonId>,
    /// By when.
    pub(super) due: Option<NaiveDate>,
    /// When it was done.
    pub(super) done_on: Option<NaiveDate>,
}

/// What the actor is to do after a meeting, and has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    /// After which meeting.
    pub meeting: Meeting,
    /// Which of its actions: the first is 0.
    pub number: usize,
    /// What.
    pub what: String,
    /// By when.
    pub due: Option<NaiveDate>,
}

/// What the actor is to do after meetings, and has not, by when it is due.
pub async fn to_do(ctx: &Ctx) -> Result<Vec<Todo>> {
    if ctx.actor.limited_to.is_some() {
        return Ok(Vec::new());
    }
    let found = meeting_store::to_do(&*ctx.read().await?, ctx.actor.person_id).await?;
    let todo = |(meeting, number, it): (Meeting, usize, Action)| Todo {
        meeting,
        number,
        what: it.what,
        due: it.due,
    };
    Ok(found.into_iter().map(todo).collect())
}

/// Notes that what is to be done after a meeting is done: whoever is to do it says so, or whoever
/// writes the minutes. Doing so again changes nothing.
pub async fn finish(ctx: &Ctx, id: MeetingId, number: usize) -> Result<()> {
    let tx = ctx.write().await?;
    let meeting = meeting_store::find(&tx, id).await?.ok_or(Error::NotFound("meeting"))?;
    let mut actions = meeting_store::actions(&tx, id).await?;
    let action = actions.get_mut(number);
    let is_own = action.as_ref().and_then(|it| it.owner_id).is_some_and(|it| ctx.actor.is(it));
    let sight = Sight::everything();
    let series = store::find(&tx, &sight, meeting.series_id).await?;
    let series = series.ok_or(Error::NotFound("meeting"))?;
    if !is_own {
        let seen = Sight::of(&tx, ctx).await?;
        if store::find(&tx, &seen, series.id).await?.is_none() {
            return Err(Error::NotFound("meeting"));
        }
        ctx.require(Permission::WriteMeetings, series.agency_id)?;
    }
    let action = action.ok_or(Error::NotFound("action"))?;
    if action.done_on.is_none() {
        let zone = settings::find::<General>(&tx).await?.value.zone();
        action.done_on = Some(ctx.now.with_timezone(&zone).date_naive());
        let what = json!({ "what": action.what, "done_on": action.done_on });
        meeting_store::put_actions(&tx, id, &actions).await?;
        let meeting =
            meeting_store::update(&tx, Meeting { updated_at: ctx.now, ..meeting }).await?;
        let event = meeting_event(Done::MeetingActionDone, &series, &meeting).to(&what);
        events::record(&tx, ctx, event).await?;
    }
    tx.commit().await?;
    Ok(())
}
