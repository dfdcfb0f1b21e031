//! Taking a consultation on, writing down what came of it, and closing it.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use serde_json::json;

use super::read::{ADVISING, advisers, find_readable, may_advise};
use super::write::{end, event, take_back};
use super::{About, Consultation, Recommendation, RecordDocument, State, store, tell};
use crate::actor::{Permission, Role};
use crate::events::{self, Action};
use crate::ids::{ConsultationId, GrantId, PersonId};
use crate::people::access::{self, Draft, Extent};
use crate::people::persons;
use crate::{Ctx, Error, FieldProblem, Result, Span};

/// Takes a consultation on: the actor advises, or whom they name instead, by code. Whoever advises about
/// a plan may see its draft from now on, until the consultation is over.
pub async fn take(
    ctx: &Ctx,
    id: ConsultationId,
    seen: i64,
    names: &[String],
) -> Result<Consultation> {
    let tx = ctx.write().await?;
    // Nobody gives or ends a role meanwhile.
    events::lock_last_seq(&tx).await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::GiveConsultations, before.agency_id)?;
    unchanged(&before, seen)?;
    before.in_work()?;
    let people = named(&tx, ctx, names).await?;
    let mut next: BTreeMap<PersonId, Option<GrantId>> = BTreeMap::new();
    for person in &people {
        let kept = before.advisers.get(person).copied();
        let grant = match kept {
            Some(grant) => grant,
            None => lend(&tx, ctx, &before, *person).await?,
        };
        next.insert(*person, grant);
    }
    for (person, grant) in &before.advisers {
        if let (false, Some(grant)) = (people.contains(person), grant) {
            take_back(&tx, ctx, &before, (*person, *grant)).await?;
        }
    }
    let (was, is) = (codes(&tx, &before).await?, Consultation { advisers: next, ..before });
    let is = Consultation { state: State::Taken, updated_at: ctx.now, ..is };
    let saved = store::update(&tx, is).await?;
    let now = json!({ "advisers": codes(&tx, &saved).await? });
    let event = event(Action::ConsultationTaken, &saved).from(&json!({ "advisers": was })).to(&now);
    events::record(&tx, ctx, event).await?;
    tell::taken(&tx, ctx, &saved).await?;
    tx.commit().await?;
    Ok(saved)
}

async fn codes(tx: &Tx, it: &Consultation) -> Result<Vec<String>> {
    Ok(persons::codes(tx, &advisers(it)).await?.into_values().collect())
}

/// Who is named: people of the actor's own agency, and those whose role it is to advise.
async fn named(tx: &Tx, ctx: &Ctx, names: &[String]) -> Result<BTreeSet<PersonId>> {
    let names: BTreeSet<&str> =
        names.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    if names.is_empty() {
        return Ok([ctx.actor.person_id].into());
    }
    let found = persons::by_codes(tx, &names).await?;
    let mut advising: BTreeSet<PersonId> = BTreeSet::new();
    for role in ADVISING {
        advising.extend(access::holders(tx, role, ctx.now).await?.into_iter().map(|it| it.0));
    }
    let mut problems = Vec::new();
    let mut people = BTreeSet::new();
    for code in names {
        let who = found.iter().find(|it| it.code == code && it.retired_at.is_none());
        let who = who.filter(|it| ctx.actor.may(Permission::ReadAgencies, it.agency_id));
        match who {
            Some(it) if it.agency_id == ctx.actor.agency_id || advising.contains(&it.id) => {
                people.insert(it.id);
            }
            Some(it) => {
                let reason =
                    format!("{} is neither of your agency nor of those who advise.", it.name);
                problems.push(FieldProblem::new("advisers", reason));
            }
            None => {
                let shown: String = code.chars().take(100).collect();
                let reason = format!("There is no person called “{shown}”.");
                problems.push(FieldProblem::new("advisers", reason));
            }
        }
    }
    if problems.is_empty() { Ok(people) } else { Err(problems.into()) }
}

/// Lets somebody see the plan that a consultation is about, its draft too.
pub(super) async fn lend(
    tx: &Tx,
    ctx: &Ctx,
    it: &Consultation,
    person_id: PersonId,
) -> Result<Option<GrantId>> {
    let About::Plan(plan_id) = it.about else { return Ok(None) };
    let draft = Draft {
        person_id,
        role: Role::Adviser,
        extent: Extent::Record(plan_id.uuid()),
        starts_at: None,
        ends_at: None,
        reason: "Advises about this plan until the consultation is over.".to_owned(),
    };
    access::lend(tx, ctx, draft, it.agency_id).await
}

/// Writes down what came of a consultation so far, unless someone changed that since the asker saw it
/// at version `seen`.
pub async fn record(
    ctx: &Ctx,
    id: ConsultationId,
    seen: i64,
    document: &RecordDocument,
) -> Result<Consultation> {
    let tx = ctx.write().await?;
    let before = found(&tx, ctx, (id, seen)).await?;
    before.advised()?;
    let problems = document.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let advice = document.recommendations.iter().map(|it| Recommendation {
        text: it.text.trim().to_owned(),
        due: it.due,
        ..Recommendation::default()
    });
    let was = RecordDocument::of(&before);
    let after = Consultation {
        meets_at: document.meets_at,
        spent: document.spent.unwrap_or(Span::from_hours(0)),
        outcome: document.outcome.trim().to_owned(),
        recommendations: advice.collect(),
        ..before.clone()
    };
    if after == before {
        return Ok(before);
    }
    let saved = store::update(&tx, Consultation { updated_at: ctx.now, ..after }).await?;
    let event = event(Action::ConsultationRecorded, &saved);
    let event = event.from(&was).to(&RecordDocument::of(&saved));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Closes a consultation: what is recommended is the agency's to do, and who advised sees the draft no
/// longer.
pub async fn close(ctx: &Ctx, id: ConsultationId, seen: i64) -> Result<Consultation> {
    let tx = ctx.write().await?;
    let before = found(&tx, ctx, (id, seen)).await?;
    let after = before.closed(ctx.now)?;
    let it = end(&tx, ctx, (Action::ConsultationClosed, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// The consultation called `id`, if the actor may advise in it and saw its last state.
async fn found(tx: &Tx, ctx: &Ctx, (id, seen): (ConsultationId, i64)) -> Result<Consultation> {
    let it = find_readable(tx, ctx, id).await?;
    if !may_advise(ctx, &it) {
        return Err(Error::Forbidden(Permission::GiveConsultations));
    }
    unchanged(&it, seen)?;
    Ok(it)
}

fn unchanged(it: &Consultation, seen: i64) -> Result<()> {
    if it.version == seen { Ok(()) } else { Err(Error::Stale("consultation")) }
}
