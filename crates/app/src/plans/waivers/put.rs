//! Waivers out to files, and in from them.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::document::{GrantedDocument, Logged, PlanWaivers};
use super::read::place;
use super::write::event;
use super::{State, Waiver, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{PersonId, PlanId, WaiverId};
use crate::people::persons;
use crate::plans::plan::{self, Plan};
use crate::{Ctx, Error, FieldProblem, Result};

/// The waivers that were granted, plan by plan, of the plans whose drafts the actor may see.
pub(crate) async fn all_granted(tx: &Tx, ctx: &Ctx) -> Result<Vec<PlanWaivers>> {
    let all = store::all_granted(tx).await?;
    let ids: BTreeSet<PlanId> = all.iter().map(|it| it.plan_id).collect();
    let plans = plan::by_ids_in(tx, &ids).await?.into_iter();
    let plans = plans.filter(|it| ctx.actor.may(Permission::ReadDrafts, place(it)));
    let plans: BTreeMap<PlanId, String> = plans.map(|it| (it.id, it.code)).collect();
    let ids: BTreeSet<PersonId> =
        all.iter().flat_map(|it| [Some(it.asked_by), it.decided_by]).flatten().collect();
    let people = persons::codes(tx, &ids).await?;
    let code = |id: PersonId| people.get(&id).cloned().unwrap_or_default();
    let mut by_plan: BTreeMap<&str, Vec<GrantedDocument>> = BTreeMap::new();
    for it in all {
        let Some(plan) = plans.get(&it.plan_id) else { continue };
        by_plan.entry(plan).or_default().push(GrantedDocument {
            rule: it.rule,
            about: it.about,
            finding: it.sentence,
            reason: it.reason,
            until: it.until,
            asked_by: code(it.asked_by),
            granted_by: it.decided_by.map(code).unwrap_or_default(),
            note: it.note,
        });
    }
    let documents = by_plan.into_iter().map(|(code, mut waivers)| {
        waivers.sort();
        PlanWaivers { code: code.to_owned(), waivers }
    });
    Ok(documents.collect())
}

/// Puts waivers in as files say that they were granted: on the command line, which restores a programme.
/// Nobody else grants anything by a file.
///
/// Says how many plans have some that they had not.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[PlanWaivers]) -> Result<usize> {
    if ctx.actor.person_id != PersonId::FIRST {
        return Ok(0);
    }
    let mut n_changed = 0;
    for document in documents {
        let added = put(tx, ctx, document).await;
        let added = added.map_err(|it| it.within(&format!("waivers:{}", document.code.trim())))?;
        n_changed += usize::from(0 < added);
    }
    Ok(n_changed)
}

/// Adds what of it is not there, and says how many that were.
async fn put(tx: &Tx, ctx: &Ctx, document: &PlanWaivers) -> Result<usize> {
    let code = document.code.trim();
    let plan = match plan::id_in(tx, code).await? {
        Some(id) => plan::find_in(tx, id).await?,
        None => None,
    };
    let problem = || FieldProblem::new("code", format!("There is no plan called “{code}”."));
    let plan = plan.ok_or_else(problem)?;
    let there = store::of_plan(tx, plan.id).await?;
    let codes = document.waivers.iter().flat_map(|it| [it.asked_by.trim(), it.granted_by.trim()]);
    let people = persons::ids_by_code(tx, &codes.collect()).await?;
    let mut n_added = 0;
    for it in &document.waivers {
        let is_same = |other: &Waiver| {
            (other.rule.as_str(), other.about.as_str(), other.until)
                == (it.rule.as_str(), it.about.as_str(), it.until)
        };
        if there.iter().any(|other| other.state != State::Asked && is_same(other)) {
            continue;
        }
        let waiver = granted(ctx, &plan, it, &people)?;
        store::insert(tx, &waiver).await?;
        let event = event(Action::WaiverGranted, &plan, &waiver).to(&Logged::of(&waiver));
        events::record(tx, ctx, event).await?;
        n_added += 1;
    }
    Ok(n_added)
}

fn granted(
    ctx: &Ctx,
    plan: &Plan,
    it: &GrantedDocument,
    people: &BTreeMap<String, PersonId>,
) -> Result<Waiver> {
    let problems = it.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let person = |field: &'static str, code: &str| {
        let reason = format!("There is no person called “{}”.", code.trim());
        // The command line is nobody.
        let itself = Some(PersonId::FIRST).filter(|_| code.trim().is_empty());
        let found = people.get(code.trim()).copied().or(itself);
        found.ok_or_else(|| Error::from(FieldProblem::new(field, reason)))
    };
    Ok(Waiver {
        id: WaiverId::new(),
        plan_id: plan.id,
        rule: it.rule.clone(),
        about: it.about.clone(),
        sentence: it.finding.clone(),
        reason: it.reason.trim().to_owned(),
        until: it.until,
        state: State::Granted,
        asked_by: person("asked_by", &it.asked_by)?,
        asked_at: ctx.now,
        decided_by: Some(person("granted_by", &it.granted_by)?),
        decided_at: Some(ctx.now),
        note: it.note.clone(),
        updated_at: ctx.now,
        version: 1,
    })
}
