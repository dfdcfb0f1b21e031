//! Putting scenarios in: one from a form, or many from a folder.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::assumed::{self, CHANGES_MAX};
use super::document::{ONE_SERVICE, ScenarioDocument};
use super::parts::Parts;
use super::reach::Reach;
use super::read::{WRITE, reads, whole_documents};
use super::scenario::{PARTS_MAX, Part, Scenario};
use super::{store, usable};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, ItemId, PersonId, ScenarioId};
use crate::people::agencies;
use crate::prepare::inventory::Item;
use crate::prove::investments::Improvement;
use crate::{Ctx, Error, FieldProblem, Result};

/// What the database has of what documents name.
pub(super) struct Found {
    agencies: BTreeMap<String, AgencyId>,
    scenarios: BTreeMap<String, Scenario>,
    parts: Parts,
    /// Who needs what, of those who are to do without something.
    needs: BTreeSet<(ItemId, Part)>,
}

impl Found {
    /// `reach`: what the actor may name besides what is theirs.
    pub(super) async fn of(
        tx: &Tx,
        documents: &[ScenarioDocument],
        reach: &Reach,
    ) -> Result<Found> {
        let names: BTreeSet<&str> = documents.iter().map(|it| it.agency.trim()).collect();
        let codes: BTreeSet<&str> = documents.iter().map(|it| it.code.trim()).collect();
        let scenarios = store::by_codes(tx, &codes).await?;
        let named = documents.iter().flat_map(|it| it.lost.iter().chain(&it.gone).chain(&it.alone));
        let mut named: BTreeSet<Part> = named.filter_map(|it| Part::read(it)).collect();
        let changes: Vec<Improvement> =
            documents.iter().flat_map(|it| &it.changes).cloned().collect();
        named.extend(assumed::parts_of(&changes));
        named.extend(assumed::parts_of(scenarios.values().flat_map(|it| &it.changes)));
        for it in scenarios.values() {
            named.extend(it.lost.iter().chain(&it.alone).cloned());
        }
        let parts = Parts::of(tx, &named).await?.within(reach);
        let needs = assumed::needs_of(tx, &changes, &parts).await?;
        let agencies = agencies::ids_by_name(tx, &names).await?;
        Ok(Found { agencies, parts, needs, scenarios })
    }

    /// The scenario that is called so already.
    pub(super) fn existing(&self, document: &ScenarioDocument) -> Option<&Scenario> {
        self.scenarios.get(document.code.trim())
    }

    /// The item behind a part that a document names.
    pub(super) fn item(&self, part: &Part) -> Option<&Item> {
        self.parts.item(part)
    }

    /// What is wrong with what a document assumes, by the fields of one fix.
    pub(super) fn fix_problems(&self, ctx: &Ctx, document: &ScenarioDocument) -> Vec<FieldProblem> {
        let problems = self.changes(ctx, document, None).1;
        let of_fix = |it: FieldProblem| {
            let field = it.field.trim_start_matches("changes.0.").to_owned();
            FieldProblem::new(field, it.reason)
        };
        problems.into_iter().map(of_fix).collect()
    }

    /// What a document assumes that is not there, whoever says so.
    pub(super) fn unknown_changes(
        &self,
        ctx: &Ctx,
        document: &ScenarioDocument,
    ) -> Vec<FieldProblem> {
        let changes = document.changes.iter().map(Improvement::trimmed).enumerate();
        let unknown = |(n, it): (usize, Improvement)| {
            assumed::unknown(ctx, (n, &it), (&self.parts, &self.needs))
        };
        changes.filter_map(unknown).collect()
    }

    /// The scenario that a document describes.
    pub(super) fn scenario(&self, ctx: &Ctx, document: &ScenarioDocument) -> Result<Scenario> {
        let existing = self.existing(document);
        if existing.is_some_and(|it| !reads(ctx, it)) {
            return Err(FieldProblem::code_taken().into());
        }
        if let Some(existing) = existing {
            ctx.require(WRITE, existing.place())?;
        }
        let (scenario, problems) = self.judged(ctx, document, existing);
        if problems.is_empty() { Ok(scenario) } else { Err(problems.into()) }
    }

    /// The same with all that is wrong with it, over the one that is called so already, if that is
    /// changed.
    pub(super) fn judged(
        &self,
        ctx: &Ctx,
        document: &ScenarioDocument,
        existing: Option<&Scenario>,
    ) -> (Scenario, Vec<FieldProblem>) {
        let (agency_id, unknown) = match self.agency(ctx, document) {
            Ok(id) => (id, None),
            Err(problem) => (AgencyId::FIRST, Some(problem)),
        };
        let id = existing.map_or_else(ScenarioId::new, |it| it.id);
        let (mut lost, found) = self.lost(ctx, document, existing);
        let mut problems: Vec<FieldProblem> = unknown.into_iter().chain(found).collect();
        // Somebody who may not see all of it changes what they see.
        if let Some(existing) = existing {
            let hidden = existing.lost.iter().filter(|it| !self.parts.sees(ctx, existing, it));
            lost.extend(hidden.cloned());
        }
        let (mut changes, found) = self.changes(ctx, document, existing);
        problems.extend(found);
        if let Some(existing) = existing {
            let hides = |it: &&Improvement| !self.parts.sees_change(ctx, existing, it);
            changes.extend(existing.changes.iter().filter(hides).cloned());
        }
        let restores = ctx.actor.person_id == PersonId::FIRST;
        let retired_at = existing.and_then(|it| it.retired_at);
        if !restores && document.retired_at != retired_at {
            let reason = "It is retired and brought back by itself. Leave this as it is.";
            problems.push(FieldProblem::new("retired_at", reason));
        }
        let (alone, unknown) = self.alone(ctx, document, existing);
        problems.extend(unknown);
        let n_lost = lost.len();
        let unknown = usable::problems(&document.usable, &document.named());
        problems.extend(unknown);
        let said = (lost.into_iter().collect(), changes.into_iter().collect());
        let mut scenario = document.scenario((id, agency_id), said);
        if let Some(existing) = existing {
            let hides = |it: &&Part| !self.parts.sees(ctx, existing, it);
            let hidden = existing.usable.iter().filter(|it| hides(&it.0));
            scenario.usable.extend(hidden.map(|(part, after)| (part.clone(), *after)));
        }
        let version = existing.map_or(1, |it| it.version);
        let scenario = Scenario { alone, updated_at: ctx.now, version, ..scenario };
        // Whoever named what is not there has said what is lost.
        let mut named = document.lost.iter().chain(&document.gone).chain(&document.alone);
        let names_something = named.next().is_some();
        let says_nothing = |it: &FieldProblem| names_something && it.field == "lost";
        let more = scenario.problems();
        problems.extend(more.into_iter().filter(|it| !says_nothing(it) || PARTS_MAX < n_lost));
        (scenario, problems)
    }

    fn agency(
        &self,
        ctx: &Ctx,
        document: &ScenarioDocument,
    ) -> std::result::Result<AgencyId, FieldProblem> {
        let name = document.agency.trim();
        let unknown =
            || FieldProblem::new("agency", format!("There is no agency called “{name}”."));
        let agency_id = self.agencies.get(name).copied().ok_or_else(unknown)?;
        if ctx.actor.may(WRITE, Place::Agency(agency_id)) {
            return Ok(agency_id);
        }
        // What somebody may not see is not there.
        match ctx.actor.may(Permission::ReadAgencies, agency_id) {
            true => Err(FieldProblem::new("agency", "You may not write for this agency.")),
            false => Err(unknown()),
        }
    }

    /// What a document assumes to be better, and what is wrong with that. What the scenario assumed
    /// before may stay, whatever went out of use since.
    fn changes(
        &self,
        ctx: &Ctx,
        document: &ScenarioDocument,
        existing: Option<&Scenario>,
    ) -> (BTreeSet<Improvement>, Vec<FieldProblem>) {
        let restores = ctx.actor.person_id == PersonId::FIRST;
        let mut problems = assumed::problems(&document.changes);
        let changes: Vec<Improvement> =
            document.changes.iter().map(Improvement::trimmed).take(CHANGES_MAX).collect();
        for (n, it) in changes.iter().enumerate() {
            let was_said = existing
                .is_some_and(|of| of.changes.contains(it) && self.parts.sees_change(ctx, of, it));
            if !restores && !was_said {
                problems.extend(assumed::unknown(ctx, (n, it), (&self.parts, &self.needs)));
            }
        }
        (changes.into_iter().collect(), problems)
    }

    /// The one service that a document is about, and what is wrong with that. One that the actor may not
    /// see stays, and one that went out of use may.
    fn alone(
        &self,
        ctx: &Ctx,
        document: &ScenarioDocument,
        existing: Option<&Scenario>,
    ) -> (Option<Part>, Option<FieldProblem>) {
        let before = existing.and_then(|of| Some((of, of.alone.clone()?)));
        let (seen, hidden): (Vec<_>, Vec<_>) =
            before.into_iter().partition(|(of, it)| self.parts.sees(ctx, of, it));
        if document.alone.is_none() {
            return (hidden.into_iter().next().map(|it| it.1), None);
        }
        let refused = |reason: String| (None, Some(FieldProblem::new("alone", reason)));
        let Some(part) = document.alone() else { return refused(ONE_SERVICE.to_owned()) };
        let restores = ctx.actor.person_id == PersonId::FIRST;
        let may_stay = restores || seen.iter().any(|it| it.1 == part);
        match self.parts.item(&part).filter(|it| self.parts.may_name(ctx, it)) {
            Some(it) if it.retired_at.is_none() || may_stay => (Some(part), None),
            Some(_) => refused(format!("“{}” is retired, so it cannot be lost.", part.code)),
            None if restores => (Some(part), None),
            None => refused(format!("There is no service called “{}”.", part.code)),
        }
    }

    /// What a document says is lost, and what is wrong with that.
    fn lost(
        &self,
        ctx: &Ctx,
        document: &ScenarioDocument,
        existing: Option<&Scenario>,
    ) -> (BTreeSet<Part>, Vec<FieldProblem>) {
        let restores = ctx.actor.person_id == PersonId::FIRST;
        let (mut lost, mut problems) = (BTreeSet::new(), Vec::new());
        let named = |field: &'static str, texts: &[String]| {
            let parts = texts.iter().enumerate();
            parts.map(move |(n, it)| (format!("{field}.{n}"), it.clone())).collect::<Vec<_>>()
        };
        for (field, text) in named("lost", &document.lost) {
            let Some(part) = Part::read(&text) else {
                let reason = "Write a kind and a code, such as site:eastern.";
                problems.push(FieldProblem::new(field, reason));
                continue;
            };
            match self.parts.item(&part).filter(|it| self.parts.may_name(ctx, it)) {
                Some(it) if it.retired_at.is_none() => drop(lost.insert(part)),
                Some(_) => {
                    let reason = format!("“{}” is retired, so it cannot be lost.", part.code);
                    problems.push(FieldProblem::new(field, reason));
                }
                None => {
                    let kind = part.kind.title().to_lowercase();
                    let reason = format!("There is no {kind} called “{}”.", part.code);
                    problems.push(FieldProblem::new(field, reason));
                }
            }
        }
        for (field, text) in named("gone", &document.gone) {
            let part = Part::read(&text);
            let was_named = |it: &Part| {
                existing.is_some_and(|of| of.lost.contains(it) && self.parts.sees(ctx, of, it))
            };
            match part.filter(|it| restores || was_named(it)) {
                Some(part) => drop(lost.insert(part)),
                None => {
                    let reason = "Only what the scenario named before can be out of use.";
                    problems.push(FieldProblem::new(field, reason));
                }
            }
        }
        (lost, problems)
    }
}

/// Adds or changes scenarios. Says how many were added, changed and retired.
///
/// What the platform itself puts in is taken as it stands, retired ones among them.
pub async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[ScenarioDocument]) -> Result<(usize, usize)> {
    let found = Found::of(tx, documents, &Reach::default()).await?;
    let (mut n_added, mut n_changed, mut seen) = (0, 0, BTreeSet::new());
    for document in documents {
        let within = |it: Error| it.within(&format!("scenario:{}", document.code.trim()));
        if !seen.insert(document.code.trim()) {
            let twice = FieldProblem::new("code", "This code stands here twice.");
            return Err(within(twice.into()));
        }
        let scenario = found.scenario(ctx, document).map_err(within)?;
        match found.existing(document) {
            None => {
                added(tx, ctx, &scenario).await?;
                n_added += 1;
            }
            Some(before) if is_same(before, &scenario) => {}
            Some(before) => {
                changed(tx, ctx, before, scenario).await?;
                n_changed += 1;
            }
        }
    }
    Ok((n_added, n_changed))
}

/// Whether a scenario says what is there already.
pub(super) fn is_same(before: &Scenario, after: &Scenario) -> bool {
    Scenario { updated_at: before.updated_at, ..after.clone() } == *before
}

/// Saves a new scenario.
pub(super) async fn added(tx: &Tx, ctx: &Ctx, scenario: &Scenario) -> Result<()> {
    store::insert(tx, scenario).await?;
    index(tx, scenario).await?;
    let parts = Parts::of_scenarios(tx, std::slice::from_ref(scenario)).await?;
    let documents = whole_documents(tx, std::slice::from_ref(scenario), &parts).await?;
    let event = event(Action::ScenarioAdded, scenario);
    events::record(tx, ctx, documents.iter().fold(event, Event::to)).await
}

/// Saves a changed scenario.
pub(super) async fn changed(
    tx: &Tx,
    ctx: &Ctx,
    before: &Scenario,
    after: Scenario,
) -> Result<Scenario> {
    let after = store::update(tx, after).await?;
    db::search::remove(tx, after.id.into()).await?;
    index(tx, &after).await?;
    let action = match (before.retired_at, after.retired_at) {
        (None, Some(_)) => Action::ScenarioRetired,
        (Some(_), None) => Action::ScenarioRestored,
        _ => Action::ScenarioChanged,
    };
    let both = [before.clone(), after];
    let parts = Parts::of_scenarios(tx, &both).await?;
    let documents = whole_documents(tx, &both, &parts).await?;
    let [_, after] = both;
    let mut event = event(action, &after);
    if let [old, new] = documents.as_slice() {
        event = event.from(old).to(new);
    }
    events::record(tx, ctx, event).await?;
    Ok(after)
}

pub(super) fn event(action: Action, scenario: &Scenario) -> Event {
    Event::new(action, Subject::new("scenario", scenario.id)).in_agency(scenario.agency_id)
}

/// Lets search find a scenario in use.
async fn index(tx: &Tx, scenario: &Scenario) -> Result<()> {
    if scenario.retired_at.is_some() {
        return Ok(());
    }
    let found = db::search::Found {
        id: scenario.id.into(),
        kind: "scenario".to_owned(),
        agency_id: Some(scenario.agency_id.into()),
        title: scenario.name.clone(),
    };
    let text = format!("{} {}", scenario.code, scenario.description);
    Ok(db::search::add(tx, &[db::search::Entry { found, text }]).await?)
}
