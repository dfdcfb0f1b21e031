//! One's own preferences: nobody else sees or changes them.

use super::preferences::Preferences;
use super::store;
use crate::events::{self, Action, Event, Subject};
use crate::{Ctx, Error, Refusal, Result};

const BY_TOKEN: Refusal = Refusal::new(
    "notices.by_token",
    "A program cannot do this. Sign in with a browser, and do it yourself.",
);

/// What a person wants, as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// What they want.
    pub preferences: Preferences,
    /// How often they changed it.
    pub version: i64,
}

/// Which notices the person who asks wants.
pub async fn show(ctx: &Ctx) -> Result<Kept> {
    let found = store::find(&*ctx.read().await?, ctx.actor.person_id).await?;
    Ok(found.unwrap_or_default())
}

/// Changes which notices the person who asks wants, unless they did so since version `seen`.
pub async fn change(ctx: &Ctx, seen: i64, preferences: &Preferences) -> Result<()> {
    if ctx.actor.limited_to.is_some() {
        return Err(BY_TOKEN.into());
    }
    let problems = preferences.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let person_id = ctx.actor.person_id;
    let tx = ctx.write().await?;
    let before = store::find(&tx, person_id).await?.unwrap_or_default();
    if before.version != seen {
        return Err(Error::Stale("preferences"));
    }
    if before.preferences == *preferences {
        return Ok(());
    }
    store::put(&tx, person_id, (preferences, seen), ctx.now).await?;
    let event = Event::new(Action::NoticesChanged, Subject::new("account", person_id))
        .from(&before.preferences)
        .to(preferences);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(())
}
