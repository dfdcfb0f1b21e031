//! Telling those who decide about waivers: in the agency at once, and those who decide for the whole
//! state once a day, so that nobody is told of each finding of 500 agencies by itself. And telling who
//! asked what was decided.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use serde::{Deserialize, Serialize};

use super::{State, Waiver, store};
use crate::actor::{Permission, Role};
use crate::ids::{AgencyId, PersonId, PlanId};
use crate::jobs::Task;
use crate::mail::Letter;
use crate::people::access::{self, Extent};
use crate::people::agencies;
use crate::people::notices::{self, NoticeKind};
use crate::plans::plan::{self, Plan};
use crate::{Ctx, Result, Timestamp};

/// So many waivers are named in one letter.
const NAMED_MAX: usize = 20;

/// Everybody who may decide about waivers, with how far.
async fn deciders(tx: &Tx, ctx: &Ctx) -> Result<Vec<(PersonId, Extent)>> {
    let mut found = Vec::new();
    for role in Role::ALL.iter().filter(|it| it.allows(Permission::ApprovePlans)) {
        found.extend(access::holders(tx, *role, ctx.now).await?);
    }
    Ok(found)
}

/// Whether somebody decides for the whole state: a role that extends to the agency at the `top` extends
/// to all below it.
fn is_statewide(extent: Extent, top: Option<AgencyId>) -> bool {
    match extent {
        Extent::State => true,
        Extent::Agency(id) => Some(id) == top,
        Extent::Record(_) => false,
    }
}

/// That somebody asks for a waiver: to whoever else decides in the agency of the plan, at once.
pub(super) async fn asked(tx: &Tx, ctx: &Ctx, plan: &Plan, it: &Waiver) -> Result<()> {
    let above = agencies::with_above(tx, plan.agency_id).await?;
    let top = agencies::top(tx).await?.map(|it| it.id);
    let is_theirs = |extent: Extent| match extent {
        Extent::State => false,
        Extent::Agency(id) => above.contains(&id),
        Extent::Record(id) => id == plan.id.uuid(),
    };
    let all = deciders(tx, ctx).await?.into_iter();
    let all = all.filter(|it| is_theirs(it.1) && !is_statewide(it.1, top)).map(|it| it.0);
    let people: BTreeSet<PersonId> = all.filter(|id| *id != it.asked_by).collect();
    let letter = Letter::about("A waiver waits for your decision")
        .text(format!(
            "{} asks that this may stay so in “{}” until {}:",
            ctx.actor.name,
            plan.title,
            it.until.format("%B %-d, %Y")
        ))
        .list(vec![it.sentence.clone()])
        .text(format!("Because: {}", it.reason))
        .link("Decide about it", format!("/plans/waivers/{}", it.id));
    for person in people {
        notices::notify(tx, ctx, person, NoticeKind::Waivers, letter.clone()).await?;
    }
    Ok(())
}

/// What was decided: to who asked.
pub(super) async fn decided(tx: &Tx, ctx: &Ctx, plan: &Plan, it: &Waiver) -> Result<()> {
    let (who, title, until) = (&ctx.actor.name, &plan.title, it.until.format("%B %-d, %Y"));
    let letter = match it.state {
        State::Granted => Letter::about("A waiver that you asked for was granted").text(format!(
            "{who} granted that this may stay so in “{title}” through {until}. The day after it \
             counts again:"
        )),
        _ => Letter::about("A waiver that you asked for was refused").text(format!(
            "{who} refused that this may stay so in “{title}” through {until}. It goes on counting:"
        )),
    };
    let letter = letter
        .list(vec![it.sentence.clone()])
        .text(format!("Because: {}", it.note))
        .link("Look at the waiver", format!("/plans/waivers/{}", it.id));
    notices::notify(tx, ctx, it.asked_by, NoticeKind::Waivers, letter).await?;
    Ok(())
}

/// Tells those who decide for the whole state of waivers that were asked for since they were last told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellOfWaivers {
    due_at: Timestamp,
    /// When the task before this one was put in line, which told of all until then.
    #[serde(default)]
    since: Option<Timestamp>,
    /// When this one was, if that is known: what is asked for later is for the next.
    #[serde(default)]
    until: Option<Timestamp>,
}

impl TellOfWaivers {
    /// The task of a day, after the one that was put in line at `since`, if there was one.
    ///
    /// One begins where the other ended. So each waiver is told of once, however long a day is and
    /// however late a task is put in line or carried out.
    pub(crate) fn due(
        due_at: Timestamp,
        (since, until): (Option<Timestamp>, Timestamp),
    ) -> TellOfWaivers {
        TellOfWaivers { due_at, since, until: Some(until) }
    }

    fn tells_of(&self, it: &Waiver) -> bool {
        self.since.is_none_or(|since| since < it.asked_at)
            && self.until.is_none_or(|until| it.asked_at <= until)
    }
}

impl Task for TellOfWaivers {
    const KIND: &'static str = "tell_of_waivers";
    const TITLE: &'static str = "Tell of waivers that wait for a decision";

    type Found = ();

    fn about(&self) -> String {
        format!("Over the whole state, due {}", self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.due_at.to_rfc3339())
    }

    async fn work(&self, _: &Ctx) -> Result<()> {
        Ok(())
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, (): ()) -> Result<()> {
        let mut new = store::all_asked(tx).await?;
        new.retain(|it| self.tells_of(it));
        if new.is_empty() {
            return Ok(());
        }
        let plans = plan::by_ids_in(tx, &new.iter().map(|it| it.plan_id).collect()).await?;
        let titles: BTreeMap<PlanId, String> =
            plans.into_iter().map(|it| (it.id, it.title)).collect();
        let top = agencies::top(tx).await?.map(|it| it.id);
        let all = deciders(tx, ctx).await?.into_iter();
        let all = all.filter(|it| is_statewide(it.1, top)).map(|it| it.0);
        let people: BTreeSet<PersonId> = all.collect();
        for person in people {
            let theirs: Vec<&Waiver> = new.iter().filter(|it| it.asked_by != person).collect();
            if !theirs.is_empty() {
                let letter = digest(&theirs, &titles);
                notices::notify(tx, ctx, person, NoticeKind::Waivers, letter).await?;
            }
        }
        Ok(())
    }
}

fn digest(all: &[&Waiver], titles: &BTreeMap<PlanId, String>) -> Letter {
    let subject = match all.len() {
        1 => "A waiver was asked for".to_owned(),
        n => format!("{n} waivers were asked for"),
    };
    let line = |it: &&Waiver| {
        let title = titles.get(&it.plan_id).map_or("A plan", String::as_str);
        format!("{title}: {}", it.sentence)
    };
    let mut lines: Vec<String> = all.iter().take(NAMED_MAX).map(line).collect();
    let n_more = all.len().saturating_sub(NAMED_MAX);
    if 0 < n_more {
        lines.push(format!("… and {n_more} more."));
    }
    Letter::about(subject)
        .text(
            "Since the last mail of this kind, agencies asked that this may stay so for a time. Who decides in \
             the agency was told at once, where there is somebody else. You may decide, too.",
        )
        .list(lines)
        .link("All that wait", "/plans/waivers?standing=asked")
}
