//! What happens on the day of a handover: one job, whose effect is there once.

use std::collections::BTreeSet;

use db::Tx;
use serde::{Deserialize, Serialize};

use super::read::{self, ending, in_words};
use super::write::save;
use super::{Handover, Kind, State, store, tell};
use crate::events::{self, Action};
use crate::ids::{AgencyId, GrantId, HandoverId, PersonId, PlanId};
use crate::jobs::Task;
use crate::people::access::{self, Grant};
use crate::people::{agencies, persons, sign_in};
use crate::plans::plan::{self, Plan};
use crate::{Ctx, Result};

/// What must not have changed since plans were looked through, for what was found to hold: plans, what
/// they say, and which agencies are below which.
const READ: &[&str] = &["plan", "plan_version", "agency"];

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

    type Found = Naming;

    fn about(&self) -> String {
        format!("Handover {}", self.handover_id)
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.handover_id.to_string())
    }

    /// Looks through the plans, of which there may be many, while nobody waits.
    async fn work(&self, ctx: &Ctx) -> Result<Naming> {
        let tx = ctx.read().await?;
        let seq = events::last_seq(&tx).await?;
        let plans = match store::find(&tx, self.handover_id).await? {
            Some(it) => naming(&tx, &it).await?.into_iter().map(|it| it.id).collect(),
            None => BTreeSet::new(),
        };
        Ok(Naming { seq, plans })
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, found: Naming) -> Result<()> {
        // Nobody gives or ends a role meanwhile.
        events::lock_last_seq(tx).await?;
        let it = store::find(tx, self.handover_id).await?;
        match it {
            Some(it) if it.state == State::Confirmed => apply(tx, ctx, (it, found)).await,
            // It was called off.
            _ => Ok(()),
        }
    }
}

/// The plans that name who goes, as they were after the event number `seq`.
#[derive(Debug)]
pub struct Naming {
    seq: i64,
    plans: BTreeSet<PlanId>,
}

impl Naming {
    /// The plans as they are now: looked through again only if something happened since that matters.
    async fn now(self, tx: &Tx, it: &Handover) -> Result<Vec<Plan>> {
        match events::any_after(tx, self.seq, READ).await? {
            true => naming(tx, it).await,
            false => plan::by_ids_in(tx, &self.plans).await,
        }
    }
}

async fn naming(tx: &Tx, it: &Handover) -> Result<Vec<Plan>> {
    let codes = persons::codes(tx, &[it.person_id].into()).await?;
    let Some(code) = codes.get(&it.person_id) else { return Ok(Vec::new()) };
    let below = agencies::subtree_ids(tx, it.agency_id).await?;
    let found = plan::naming(tx, &below, (it.person_id, code.as_str())).await?;
    Ok(found.into_iter().map(|it| it.0).collect())
}

async fn apply(tx: &Tx, ctx: &Ctx, (it, found): (Handover, Naming)) -> Result<()> {
    let people = persons::by_ids_in(tx, &[it.person_id].into()).await?;
    let Some(person) = people.into_iter().next() else { return Ok(()) };
    // Who left before they could begin gets no role: it ends, and nobody follows.
    let gone = persons::left(tx, &it.successor_id.into_iter().collect()).await?;
    let successor = it.successor_id.filter(|id| !gone.contains(id));
    let by = it.confirmed_by.unwrap_or(it.asked_by);
    let below = agencies::subtree_ids(tx, it.agency_id).await?;
    let (ending, leaves) = decided(tx, ctx, (&it, by, &below)).await?;
    let stays = !leaves && read::leaves(tx, &it).await?;
    let reason = format!("Handed over by {} on {}.", person.name, in_words(it.on));
    let is_here = |it: &&Grant| it.agency_id.is_some_and(|id| below.contains(&id));
    let handed: BTreeSet<GrantId> = ending.iter().filter(is_here).map(|it| it.id).collect();
    let handed: BTreeSet<GrantId> = handed.intersection(&it.grants).copied().collect();
    access::hand_on(tx, ctx, (&ending, &handed), (successor, by, &reason)).await?;
    if leaves {
        sign_in::cut_off(tx, ctx, person.id).await?;
    }
    let plans = found.now(tx, &it).await?;
    let because = match it.kind {
        _ if leaves => format!("{} has left.", person.name),
        Kind::Moves => format!("{} has moved.", person.name),
        Kind::ChangesRole => format!("{} has another role.", person.name),
        Kind::Leaves => format!("{} has handed over.", person.name),
    };
    plan::person_changed(tx, ctx, plans, &because).await?;
    if leaves && person.retired_at.is_none() {
        persons::retire_in(tx, ctx, person).await?;
    }
    let done = save(tx, ctx, Action::HandoverDone, it.done(ctx.now)).await?;
    tell::done(tx, ctx, (&done, stays)).await
}

/// What ends, and whether the account is closed with it.
///
/// Of roles that came since it was confirmed, that is what who confirmed it could end now. An account
/// with others stays open, and so does that of the last administrator: nobody could let somebody in
/// again.
async fn decided(
    tx: &Tx,
    ctx: &Ctx,
    (it, by, below): (&Handover, PersonId, &BTreeSet<AgencyId>),
) -> Result<(Vec<Grant>, bool)> {
    let ending = ending(tx, ctx, it).await?;
    let is_last = access::ends_last_administrator(tx, &ending, ctx.now).await?;
    let n_ending = ending.len();
    let (mut decided, since): (Vec<Grant>, Vec<Grant>) =
        ending.into_iter().partition(|one| it.grants.contains(&one.id));
    decided.extend(access::could_end(tx, by, since, ctx.now).await?);
    let leaves = read::leaves(tx, it).await? && decided.len() == n_ending && !is_last;
    if !leaves {
        decided.retain(|it| it.agency_id.is_some_and(|id| below.contains(&id)));
    }
    Ok((decided, leaves))
}
