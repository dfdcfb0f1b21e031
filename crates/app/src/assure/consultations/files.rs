//! Consultations into files, and out of them again: also those that are over, since what they recommended
//! still is to be done, or was.

use std::collections::{BTreeMap, BTreeSet};

use chrono::SubsecRound as _;
use db::Tx;

use super::file::{ConsultationFile, analysis_of};
use super::give::lend;
use super::read::{seen, told_in};
use super::store::{self, Which};
use super::write::{event, take_back};
use super::{About, Consultation, State};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{AnalysisId, GrantId, PersonId};
use crate::people::{agencies, persons};
use crate::plans::plan;
use crate::prepare::{impact, risks};
use crate::{Ctx, Error, FieldProblem, Result, Span};

/// Every consultation that the actor may see.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<ConsultationFile>> {
    files_in(tx, ctx, &seen(tx, ctx, &Which::All).await?).await
}

/// The consultations as files, in the same order. What one is about is named as far as the actor may see
/// that.
async fn files_in(tx: &Tx, ctx: &Ctx, all: &[Consultation]) -> Result<Vec<ConsultationFile>> {
    let analyses = all.iter().filter_map(|it| match it.about {
        About::Analysis(id) => Some(id),
        About::Nothing | About::Plan(_) | About::Risk(_) => None,
    });
    let analyses: BTreeSet<AnalysisId> = analyses.collect();
    let names = impact::keys_in(tx, &analyses).await?;
    let told = told_in(tx, ctx, all).await?;
    let file = |(it, told): (&Consultation, super::Told)| {
        let id = told.asked.analysis.as_deref().and_then(|it| it.parse::<AnalysisId>().ok());
        let analysis = id.and_then(|it| names.get(&it));
        ConsultationFile {
            code: it.id.to_string(),
            agency: told.asked.agency,
            area: it.area,
            topic: told.asked.topic,
            question: told.asked.question,
            plan: told.asked.plan,
            risk: told.asked.risk,
            analysis: analysis.map(|(kind, item, number)| format!("{kind}.{item}.{number}")),
            asked_by: told.asked_by,
            asked_at: it.asked_at,
            state: it.state,
            advisers: told.advisers,
            meets_at: it.meets_at,
            spent: Some(it.spent).filter(|it| *it != Span::ZERO),
            outcome: it.outcome.clone(),
            recommendations: it.recommendations.clone(),
            closed_at: it.closed_at,
        }
    };
    Ok(all.iter().zip(told).map(file).collect())
}

/// Makes consultations what files say: on the command line, which restores a programme. Nobody else closes
/// one by a file.
///
/// Others stay, and nobody is told. Whoever advises about a plan may see its draft until it is over, as
/// ever. Says how many are new, and how many other than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    all: &[ConsultationFile],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    if ctx.actor.person_id != PersonId::FIRST {
        return Ok((n_added, n_changed));
    }
    for file in all {
        let within = |it: Error| it.within(&format!("consultation:{}", file.code.trim()));
        let next = said(tx, ctx, file).await.map_err(within)?;
        let before = store::find(tx, next.id).await?;
        let is_new = before.is_none();
        let is_put = put(tx, ctx, (before, next), file).await?;
        n_added += usize::from(is_new);
        n_changed += usize::from(is_put && !is_new);
    }
    Ok((n_added, n_changed))
}

/// Puts one consultation in, and says whether it is other than before.
async fn put(
    tx: &Tx,
    ctx: &Ctx,
    (before, next): (Option<Consultation>, Consultation),
    file: &ConsultationFile,
) -> Result<bool> {
    let Some(before) = before else {
        let next = advised(tx, ctx, next, &BTreeMap::new()).await?;
        store::insert(tx, &next).await?;
        let event = event(Action::ConsultationAsked, &next).to(file);
        events::record(tx, ctx, event).await?;
        return Ok(true);
    };
    let (version, updated_at) = (before.version, before.updated_at);
    let next = Consultation { version, updated_at, ..next };
    let people = |it: &Consultation| -> Vec<PersonId> { it.advisers.keys().copied().collect() };
    let with = Consultation { advisers: before.advisers.clone(), ..next.clone() };
    if with == before && people(&next) == people(&before) {
        return Ok(false);
    }
    let was = files_in(tx, ctx, std::slice::from_ref(&before)).await?;
    // What was lent is taken back where it is over, they advise no longer, or it is about something else.
    let stays = next.state == State::Taken && next.about == before.about;
    let (kept, over): (BTreeMap<PersonId, Option<GrantId>>, BTreeMap<_, _>) = before
        .advisers
        .clone()
        .into_iter()
        .partition(|(person, _)| stays && next.advisers.contains_key(person));
    for (person, grant) in over {
        if let Some(grant) = grant {
            take_back(tx, ctx, &before, (person, grant)).await?;
        }
    }
    let next = advised(tx, ctx, next, &kept).await?;
    let action = match (before.state, next.state) {
        (was, State::Closed) if was != State::Closed => Action::ConsultationClosed,
        (was, State::Withdrawn) if was != State::Withdrawn => Action::ConsultationWithdrawn,
        (was, State::Taken) if was != State::Taken => Action::ConsultationTaken,
        _ => Action::ConsultationRecorded,
    };
    let saved = store::update(tx, Consultation { updated_at: ctx.now, ..next }).await?;
    let event = event(action, &saved).from(&was.first()).to(file);
    events::record(tx, ctx, event).await?;
    Ok(true)
}

/// The consultation with what is lent to those who advise: what they have of it stays.
async fn advised(
    tx: &Tx,
    ctx: &Ctx,
    it: Consultation,
    kept: &BTreeMap<PersonId, Option<GrantId>>,
) -> Result<Consultation> {
    if it.state != State::Taken {
        return Ok(it);
    }
    let mut advisers = BTreeMap::new();
    for person in it.advisers.keys().copied() {
        let grant = match kept.get(&person) {
            Some(grant) => *grant,
            None => lend(tx, ctx, &it, person).await?,
        };
        advisers.insert(person, grant);
    }
    Ok(Consultation { advisers, ..it })
}

/// The consultation that a file describes.
async fn said(tx: &Tx, ctx: &Ctx, file: &ConsultationFile) -> Result<Consultation> {
    let mut problems = file.problems();
    let name = file.agency.trim();
    let agency_id = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
    if agency_id.is_none() {
        let reason = format!("There is no agency called “{name}”.");
        problems.push(FieldProblem::new("agency", reason));
    }
    let codes: BTreeSet<&str> = file.people().map(|it| it.trim()).collect();
    let people = persons::ids_by_code(tx, &codes).await?;
    let mut person = |field: &'static str, code: &str| {
        let found = people.get(code.trim()).copied();
        if found.is_none() {
            let reason = format!("There is no person called “{code}”.");
            problems.push(FieldProblem::new(field, reason));
        }
        found
    };
    // Who is not named is the platform itself.
    let asked_by = match file.asked_by.as_deref() {
        Some(code) => person("asked_by", code),
        None => Some(PersonId::FIRST),
    };
    let advisers = file.advisers.iter().filter_map(|it| Some((person("advisers", it)?, None)));
    let advisers: BTreeMap<PersonId, Option<GrantId>> = advisers.collect();
    let about = about(tx, file, &mut problems).await?;
    let (Some(id), Some(agency_id), Some(asked_by), true) =
        (file.id(), agency_id, asked_by, problems.is_empty())
    else {
        return Err(problems.into());
    };
    ctx.require(Permission::GiveConsultations, agency_id)?;
    Ok(Consultation {
        id,
        agency_id,
        about,
        area: file.area,
        topic: file.topic.trim().to_owned(),
        question: file.question.trim().to_owned(),
        state: file.state,
        asked_by,
        asked_at: file.asked_at.trunc_subsecs(6),
        advisers,
        meets_at: file.meets_at.map(|it| it.trunc_subsecs(6)),
        spent: file.spent.unwrap_or(Span::ZERO),
        outcome: file.outcome.trim().to_owned(),
        recommendations: file.recommendations.clone(),
        closed_at: file.closed_at.map(|it| it.trunc_subsecs(6)),
        updated_at: ctx.now,
        version: 1,
    })
}

/// What it is about.
async fn about(
    tx: &Tx,
    file: &ConsultationFile,
    problems: &mut Vec<FieldProblem>,
) -> Result<About> {
    let (field, what, code, found) = match (&file.plan, &file.risk, &file.analysis) {
        (Some(code), ..) => {
            let found = plan::id_in(tx, code.trim()).await?;
            ("plan", "plan", code, found.map(About::Plan))
        }
        (_, Some(code), _) => {
            let found = risks::id_in(tx, code.trim()).await?;
            ("risk", "risk", code, found.map(About::Risk))
        }
        (.., Some(code)) => {
            let found = match analysis_of(code) {
                Some(key) => impact::id_in(tx, key).await?,
                None => None,
            };
            ("analysis", "impact analysis", code, found.map(About::Analysis))
        }
        (None, None, None) => return Ok(About::Nothing),
    };
    if found.is_none() {
        let reason = format!("There is no {what} called “{code}”.");
        problems.push(FieldProblem::new(field, reason));
    }
    Ok(found.unwrap_or_default())
}
