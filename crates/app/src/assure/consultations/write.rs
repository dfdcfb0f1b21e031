//! Asking for advice, and needing it no more.

use std::collections::BTreeMap;

use chrono::SubsecRound as _;
use db::Tx;

use super::read::{advisers, find_readable};
use super::{About, AskDocument, Consultation, Recommendation, RecordDocument, State, store, tell};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, AnalysisId, ConsultationId, GrantId, PersonId};
use crate::people::{access, agencies, persons};
use crate::plans::plan;
use crate::prepare::{impact, risks};
use crate::{Ctx, Error, FieldProblem, Result, Span, Timestamp};

/// Asks for advice.
pub async fn ask(ctx: &Ctx, document: &AskDocument) -> Result<Consultation> {
    if !ctx.actor.may_somewhere(Permission::AskConsultations) {
        return Err(Error::Forbidden(Permission::AskConsultations));
    }
    let mut problems = document.problems();
    let about = about(ctx, document, &mut problems).await?;
    let tx = ctx.write().await?;
    let name = document.agency.trim();
    let found = agencies::ids_by_name(&tx, &[name].into()).await?.into_values().next();
    let agency_id = found.filter(|it| ctx.actor.may(Permission::ReadAgencies, *it));
    match agency_id {
        Some(id) if ctx.actor.may(Permission::AskConsultations, id) => {
            if about.is_some_and(|it| it.1 != id) {
                problems.push(FieldProblem::new("agency", "What it is about is another agency's."));
            }
        }
        Some(_) => problems.push(FieldProblem::new("agency", "You may not ask for this agency.")),
        None => {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
    }
    let Some(agency_id) = agency_id.filter(|_| problems.is_empty()) else {
        return Err(problems.into());
    };
    let about = about.map_or(About::Nothing, |it| it.0);
    let it = asked(ctx, document, (agency_id, about));
    store::insert(&tx, &it).await?;
    events::record(&tx, ctx, event(Action::ConsultationAsked, &it).to(document)).await?;
    tell::asked(&tx, ctx, &it).await?;
    tx.commit().await?;
    Ok(it)
}

fn asked(ctx: &Ctx, document: &AskDocument, of: (AgencyId, About)) -> Consultation {
    Consultation {
        id: ConsultationId::new(),
        agency_id: of.0,
        about: of.1,
        area: document.area,
        topic: document.topic.trim().to_owned(),
        question: document.question.trim().to_owned(),
        state: State::Asked,
        asked_by: ctx.actor.person_id,
        asked_at: ctx.now,
        advisers: BTreeMap::new(),
        meets_at: None,
        spent: Span::from_hours(0),
        outcome: String::new(),
        recommendations: Vec::new(),
        closed_at: None,
        updated_at: ctx.now,
        version: 1,
    }
}

/// What it is about, and whose that is.
async fn about(
    ctx: &Ctx,
    document: &AskDocument,
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<(About, AgencyId)>> {
    let given = |it: &Option<String>| it.as_deref().map(str::trim).unwrap_or_default().to_owned();
    let named = [given(&document.plan), given(&document.risk), given(&document.analysis)];
    let (field, what, code, found) = match &named {
        [code, ..] if !code.is_empty() => {
            let found = plan::by_code(ctx, code).await;
            ("plan", "plan", code, found.map(|it| (About::Plan(it.id), it.agency_id)))
        }
        [_, code, _] if !code.is_empty() => {
            let found = risks::by_code(ctx, code).await;
            ("risk", "risk", code, found.map(|it| (About::Risk(it.id), it.agency_id)))
        }
        [.., code] if !code.is_empty() => {
            let id: Option<AnalysisId> = code.parse().ok();
            let found = match id {
                Some(id) => impact::show(ctx, id).await,
                None => Err(Error::NotFound("impact analysis")),
            };
            let found = found.map(|(it, item)| (About::Analysis(it.id), item.agency_id));
            ("analysis", "impact analysis", code, found)
        }
        _ => return Ok(None),
    };
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound(_) | Error::Forbidden(_)) => {
            let shown: String = code.chars().take(100).collect();
            let reason = format!("There is no {what} called “{shown}”.");
            problems.push(FieldProblem::new(field, reason));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Withdraws a question that needs no answer any more. Who advised sees the draft no longer.
pub async fn withdraw(ctx: &Ctx, id: ConsultationId, seen: i64) -> Result<Consultation> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::AskConsultations, before.agency_id)?;
    if before.version != seen {
        return Err(Error::Stale("consultation"));
    }
    let after = before.withdrawn(ctx.now)?;
    let it = end(&tx, ctx, (Action::ConsultationWithdrawn, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Saves a consultation that is over, takes back what was lent for it, and tells who advised.
pub(super) async fn end(
    tx: &Tx,
    ctx: &Ctx,
    (action, it): (Action, Consultation),
) -> Result<Consultation> {
    for (person, grant) in &it.advisers {
        if let Some(grant) = grant {
            take_back(tx, ctx, &it, (*person, *grant)).await?;
        }
    }
    // Who advised stays on record; the role that was lent is gone.
    let kept = it.advisers.into_keys().map(|id| (id, None)).collect();
    let saved = store::update(tx, Consultation { advisers: kept, ..it }).await?;
    let event = event(action, &saved).to(&RecordDocument::of(&saved));
    events::record(tx, ctx, event).await?;
    tell::ended(tx, ctx, (&saved, advisers(&saved))).await?;
    Ok(saved)
}

/// Takes back what was lent to somebody for a consultation, unless they advise about the same plan in
/// another one that is not over: then it ends with that one.
pub(super) async fn take_back(
    tx: &Tx,
    ctx: &Ctx,
    it: &Consultation,
    (person_id, grant_id): (PersonId, GrantId),
) -> Result<()> {
    if let About::Plan(plan_id) = it.about {
        let others = store::open_about(tx, plan_id).await?.into_iter();
        let mut others = others.filter(|one| one.id != it.id);
        if let Some(mut other) = others.find(|one| one.advisers.get(&person_id) == Some(&None)) {
            other.advisers.insert(person_id, Some(grant_id));
            store::update(tx, other).await?;
            return Ok(());
        }
    }
    access::take_back(tx, ctx, grant_id).await
}

/// A consultation as it came about, for the platform itself to put in.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    pub(crate) document: AskDocument,
    /// Who asked, by code.
    pub(crate) asked_by: String,
    pub(crate) asked_at: Timestamp,
    /// Who advises, by code, if anybody took it on.
    pub(crate) adviser: Option<String>,
    pub(crate) record: RecordDocument,
    /// When it was closed, if it was.
    pub(crate) closed_at: Option<Timestamp>,
}

/// Puts consultations in as they came about, if there is none yet. Says how many.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, all: &[Past]) -> Result<usize> {
    if store::is_any(tx).await? {
        return Ok(0);
    }
    let mut n_added = 0;
    for past in all {
        let name = past.document.agency.as_str();
        let agency_id = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
        let Some(agency_id) = agency_id else { continue };
        let about = match past.document.plan.as_deref() {
            Some(code) => plan::id_in(tx, code).await?.map_or(About::Nothing, About::Plan),
            None => About::Nothing,
        };
        let codes = [Some(past.asked_by.as_str()), past.adviser.as_deref()];
        let people = persons::ids_by_code(tx, &codes.into_iter().flatten().collect()).await?;
        let Some(asked_by) = people.get(&past.asked_by).copied() else { continue };
        let adviser = past.adviser.as_ref().and_then(|it| people.get(it).copied());
        let state = match (adviser, past.closed_at) {
            (None, _) => State::Asked,
            (Some(_), None) => State::Taken,
            (Some(_), Some(_)) => State::Closed,
        };
        let advice = past.record.recommendations.iter().map(|it| Recommendation {
            text: it.text.clone(),
            due: it.due,
            ..Recommendation::default()
        });
        let it = Consultation {
            state,
            asked_by,
            asked_at: past.asked_at.trunc_subsecs(6),
            advisers: adviser.into_iter().map(|id| (id, None)).collect(),
            meets_at: past.record.meets_at.map(|it| it.trunc_subsecs(6)),
            spent: past.record.spent.unwrap_or(Span::from_hours(0)),
            outcome: past.record.outcome.clone(),
            recommendations: advice.collect(),
            closed_at: past.closed_at.map(|it| it.trunc_subsecs(6)),
            ..asked(ctx, &past.document, (agency_id, about))
        };
        store::insert(tx, &it).await?;
        let event = event(Action::ConsultationAsked, &it).to(&past.document);
        events::record(tx, ctx, event).await?;
        n_added += 1;
    }
    Ok(n_added)
}

pub(super) fn event(action: Action, it: &Consultation) -> Event {
    Event::new(action, Subject::new("consultation", it.id)).in_agency(it.agency_id)
}
