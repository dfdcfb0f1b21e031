//! What time and change make of plans in force.

use std::collections::BTreeSet;

use chrono::Duration;
use db::Tx;

use super::head::Standing;
use super::read::heads_in;
use super::reviews::LookAgain;
use super::write::plan_event;
use super::{Plan, PlanReviews, store};
use crate::events::{self, Action, Event};
use crate::ids::AgencyId;
use crate::people::agencies::{self, AgencyCalendars};
use crate::prepare::inventory;
use crate::{Ctx, Result, Timestamp, settings};

/// How soon the plans of some agencies are looked at again after a change.
pub(super) struct Pace {
    reviews: PlanReviews,
    calendars: AgencyCalendars,
}

impl Pace {
    pub(super) async fn of(tx: &Tx, ids: &BTreeSet<AgencyId>) -> Result<Pace> {
        let reviews = settings::find::<PlanReviews>(tx).await?.value;
        Ok(Pace { reviews, calendars: agencies::calendars_in(tx, ids).await? })
    }

    /// By when a plan is looked at again that something changed under just now.
    pub(super) fn of_plan(&self, it: &Plan, now: Timestamp) -> LookAgain {
        self.reviews.look_again(self.calendars.opening(it.agency_id), now)
    }
}

/// Marks the plans whose review is due, or was not done in time. Says how many. The server does
/// this from time to time.
pub async fn due(ctx: &Ctx) -> Result<u64> {
    let soon = ctx.now + Duration::days(30);
    let mut n_due = 0;
    // Nearly always there is nothing: then nobody waits for a writer.
    let found = store::by_time(&*ctx.read().await?, ctx.now, soon).await?;
    if found.iter().all(|it| it.as_of(ctx.now).is_none()) {
        return Ok(0);
    }
    loop {
        let tx = ctx.write().await?;
        let found = store::by_time(&tx, ctx.now, soon).await?;
        let mut events = Vec::new();
        for plan in found {
            let Some(becomes) = plan.as_of(ctx.now) else { continue };
            let due = plan.clone().due(becomes, ctx.now)?;
            events.push(mark(&tx, (plan, due)).await?);
        }
        if events.is_empty() {
            return Ok(n_due);
        }
        n_due += events.len() as u64;
        events::record_all(&tx, ctx, events).await?;
        tx.commit().await?;
    }
}

/// Says of every plan in force that it must be looked at again, if what it is about has changed.
///
/// That is: something was changed or retired since somebody last looked (S0-27). It is looked at
/// again within the days that the state allows (S4-40). Says of how many plans. The server does this
/// within a minute.
pub async fn changed_since(ctx: &Ctx) -> Result<u64> {
    // Nearly always there is nothing: then nobody waits for a writer.
    if store::changed(&*ctx.read().await?).await?.is_empty() {
        return Ok(0);
    }
    let mut n_changed = 0;
    loop {
        let tx = ctx.write().await?;
        let found = store::changed(&tx).await?;
        if found.is_empty() {
            return Ok(n_changed);
        }
        let pace = Pace::of(&tx, &found.iter().map(|it| it.0.agency_id).collect()).await?;
        let mut events = Vec::new();
        for (plan, item) in found {
            let labels = inventory::labels_in(&tx, &[item]).await?;
            let name =
                labels.get(&item).map_or("Something that it is about", |it| it.name.as_str());
            let because = format!("{name} has changed since.");
            let again = pace.of_plan(&plan, ctx.now);
            let changed = plan.clone().changed(&because, again, ctx.now)?;
            events.push(mark(&tx, (plan, changed)).await?);
        }
        n_changed += events.len() as u64;
        events::record_all(&tx, ctx, events).await?;
        tx.commit().await?;
    }
}

pub(super) async fn mark(tx: &Tx, (before, after): (Plan, Plan)) -> Result<Event> {
    let plan = store::update(tx, after).await?;
    let action = match plan.standing {
        Standing::Overdue => Action::PlanOverdue,
        _ => Action::PlanReviewDue,
    };
    let documents = heads_in(tx, &[before, plan.clone()]).await?;
    Ok(match documents.as_slice() {
        [before, after] => plan_event(action, &plan).from(before).to(after),
        _ => plan_event(action, &plan),
    })
}
