//! Saying that one has a section open, and hearing who else has.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;

use super::store;
use crate::actor::{Permission, Place};
use crate::ids::{PersonId, PlanId};
use crate::people::persons;
use crate::plans::plan;
use crate::{Ctx, Result};

/// After so many seconds without a word somebody is gone. Pages say it every 20 seconds, and browsers
/// slow those down to a minute that are not in sight.
const GONE_AFTER_S: i64 = 90;

/// How long to wait for whoever else writes.
const PATIENCE: Duration = Duration::from_millis(250);

/// Somebody else who has a draft open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// What they are called.
    pub name: String,
    /// The section that they have open, by its key.
    pub section: String,
}

/// Notes that the actor has a section of the draft of a plan open, and says who else has one.
pub async fn opened(ctx: &Ctx, id: PlanId, section: &str) -> Result<Vec<Present>> {
    let plan = plan::show(ctx, id).await?;
    ctx.require(Permission::WritePlans, Place::Record(plan.agency_id, plan.id.into()))?;
    let me = ctx.actor.person_id;
    // Whoever opens a page does not wait for whoever else writes, such as an import: they are noted the
    // next time their page asks.
    let mut others = match tokio::time::timeout(PATIENCE, ctx.write()).await {
        Ok(tx) => {
            let tx = tx?;
            store::forget(&tx, id, ctx.now - TimeDelta::seconds(GONE_AFTER_S)).await?;
            // A program with a token of theirs is not there in person.
            if ctx.actor.is(me) {
                store::put(&tx, (id, me), section, ctx.now).await?;
            }
            let others = store::of(&tx, id).await?;
            tx.commit().await?;
            others
        }
        Err(_elapsed) => store::of(&*ctx.read().await?, id).await?,
    };
    others.retain(|it| it.0 != me);
    let people: BTreeSet<PersonId> = others.iter().map(|it| it.0).collect();
    let names = persons::names_in(&*ctx.read().await?, &people).await?;
    let present = |(person, section): (PersonId, String)| {
        let name = names.get(&person).cloned().unwrap_or_else(|| "Somebody".to_owned());
        Present { name, section }
    };
    Ok(others.into_iter().map(present).collect())
}
