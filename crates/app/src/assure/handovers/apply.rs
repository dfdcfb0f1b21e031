//! What happens on the day of a handover: one job, whose effect is there once.

use db::Tx;
use serde::{Deserialize, Serialize};

use super::read::{held, in_words};
use super::write::save;
use super::{Handover, Kind, State, store, tell};
use crate::events::{self, Action};
use crate::ids::HandoverId;
use crate::jobs::Task;
use crate::people::{access, agencies, persons, sign_in};
use crate::plans::plan;
use crate::{Ctx, Result};

/// Lets a handover take effect: the roles of one person in the agency end, those of their successor
/// begin, and plans that name who went must be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplyHandover {
    handover_id: HandoverId,
}

impl ApplyHandover {
    /// The task of a handover.
    pub(super) fn of(it: &Handover) -> ApplyHandover {
        ApplyHandover { handover_id: it.id }
    }
}

impl Task for ApplyHandover {
    const KIND: &'static str = "apply_handover";
    const TITLE: &'static str = "Let a handover take effect";

    type Found = ();

    fn about(&self) -> String {
        format!("Handover {}", self.handover_id)
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.handover_id.to_string())
    }

    async fn work(&self, _: &Ctx) -> Result<()> {
        Ok(())
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, (): ()) -> Result<()> {
        // Nobody gives or ends a role meanwhile.
        events::lock_last_seq(tx).await?;
        let found = store::find(tx, self.handover_id).await?;
        match found {
            Some(it) if it.state == State::Confirmed => apply(tx, ctx, it).await,
            // It was called off.
            _ => Ok(()),
        }
    }
}

async fn apply(tx: &Tx, ctx: &Ctx, it: Handover) -> Result<()> {
    let people = persons::by_ids_in(tx, &[it.person_id].into()).await?;
    let Some(person) = people.into_iter().next() else { return Ok(()) };
    // Who left before they could begin gets no role: it ends, and nobody follows.
    let gone = persons::left(tx, &it.successor_id.into_iter().collect()).await?;
    let successor = it.successor_id.filter(|id| !gone.contains(id));
    let held = held(tx, ctx, &it).await?;
    let by = it.confirmed_by.unwrap_or(it.asked_by);
    let reason = format!("Handed over by {} on {}.", person.name, in_words(it.on));
    access::hand_on(tx, ctx, (&held, &it.grants), (successor, by, &reason)).await?;
    let below = agencies::subtree_ids(tx, it.agency_id).await?;
    let leaves = it.kind == Kind::Leaves && below.contains(&person.agency_id);
    sign_in::cut_off(tx, ctx, person.id, leaves).await?;
    let naming = plan::naming(tx, &below, (person.id, &person.code)).await?;
    let because = match it.kind {
        Kind::Leaves => format!("{} has left.", person.name),
        Kind::Moves => format!("{} has moved.", person.name),
        Kind::ChangesRole => format!("{} has another role.", person.name),
    };
    let plans = naming.into_iter().map(|it| it.0).collect();
    plan::person_changed(tx, ctx, plans, &because).await?;
    if leaves && person.retired_at.is_none() {
        persons::retire_in(tx, ctx, person).await?;
    }
    let done = save(tx, ctx, Action::HandoverDone, it.done(ctx.now)).await?;
    tell::done(tx, ctx, &done).await
}
