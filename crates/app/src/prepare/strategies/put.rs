//! Putting strategies in: one from a form, or very many from files.

use std::collections::{BTreeMap, BTreeSet};

use chrono::SubsecRound as _;
use db::Tx;

use super::document::StrategyDocument;
use super::read::{documents_in, may_read, place};
use super::{State, Strategy, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{ItemId, PersonId, StrategyId};
use crate::people::persons;
use crate::prepare::inventory::{self, Item, Kind};
use crate::{Ctx, Error, FieldProblem, Result, Timestamp};

/// Adds and changes strategies, found again by their codes. Says how many were added and changed. A
/// document that says what is there already changes nothing.
///
/// What the platform itself puts in is taken as it stands, with who approved it and when. What
/// anybody else puts in is written, to be proposed and approved like any other.
pub async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[StrategyDocument]) -> Result<(usize, usize)> {
    let found = Found::of(tx, documents).await?;
    let restores = ctx.actor.person_id == PersonId::FIRST;
    let (mut added, mut events, mut n_changed) = (vec![], vec![], 0);
    let mut seen = BTreeSet::new();
    for document in documents {
        let name = format!("strategy:{}", document.code.trim());
        if !seen.insert(document.code.trim()) {
            let problem = FieldProblem::new("code", "This code stands here twice.");
            return Err(Error::from(problem).within(&name));
        }
        let described = found.strategy(ctx, document).map_err(|it| it.within(&name))?;
        let (described, item) = described;
        let before = found.there.get(&described.code);
        let next = match before {
            _ if restores => found.restored(document, described).map_err(|it| it.within(&name))?,
            Some(before) if is_same(before, &described) => before.clone(),
            Some(before) => before.clone().saved(described, ctx.actor.person_id, ctx.now)?,
            None => described,
        };
        match before {
            None => added.push((next, item)),
            Some(before) if is_as_far(before, &next) && is_same(before, &next) => {}
            Some(before) => {
                let next = store::update(tx, next).await?;
                n_changed += 1;
                let pair = [before.clone(), next];
                events.extend(changed(tx, Action::StrategyChanged, &pair, item).await?);
            }
        }
    }
    let strategies: Vec<Strategy> = added.iter().map(|it| it.0.clone()).collect();
    store::insert_all(tx, &strategies).await?;
    let documents = documents_in(tx, &strategies).await?;
    events.extend(
        added
            .iter()
            .zip(&documents)
            .map(|((it, item), document)| event(Action::StrategyAdded, it, item).to(document)),
    );
    events::record_all(tx, ctx, events).await?;
    Ok((added.len(), n_changed))
}

/// Saves a strategy with which something was done.
pub(super) async fn save(
    tx: &Tx,
    ctx: &Ctx,
    (action, item): (Action, &Item),
    (before, after): (Strategy, Strategy),
) -> Result<Strategy> {
    let saved = store::update(tx, after).await?;
    let pair = [before, saved.clone()];
    events::record_all(tx, ctx, changed(tx, action, &pair, item).await?).await?;
    Ok(saved)
}

/// Puts one document in the place of `before`, or adds it.
pub(super) async fn put(
    tx: &Tx,
    ctx: &Ctx,
    document: &StrategyDocument,
    before: Option<Strategy>,
) -> Result<Strategy> {
    let found = Found::of(tx, std::slice::from_ref(document)).await?;
    let (next, item) = found.strategy(ctx, document)?;
    if item.retired_at.is_some() && before.as_ref().is_none_or(|it| it.item_id != item.id) {
        return Err(no_target(document).into());
    }
    let Some(before) = before else {
        store::insert_all(tx, std::slice::from_ref(&next)).await?;
        let documents = documents_in(tx, std::slice::from_ref(&next)).await?;
        let added = documents.iter().map(|it| event(Action::StrategyAdded, &next, item).to(it));
        events::record_all(tx, ctx, added.collect()).await?;
        return Ok(next);
    };
    if is_same(&before, &next) {
        return Ok(before);
    }
    let next = before.clone().saved(next, ctx.actor.person_id, ctx.now)?;
    save(tx, ctx, (Action::StrategyChanged, item), (before, next)).await
}

/// Whether both say the same, however far they are.
fn is_same(before: &Strategy, next: &Strategy) -> bool {
    (before.item_id, &before.name, &before.content) == (next.item_id, &next.name, &next.content)
}

/// Whether both are as far, by the same people at the same times.
fn is_as_far(before: &Strategy, next: &Strategy) -> bool {
    let steps = |it: &Strategy| (it.state, it.proposed_at, it.approved_by, it.approved_at);
    let rest = |it: &Strategy| (it.author_id, it.edited_by, it.because.clone(), it.funded);
    steps(before) == steps(next) && rest(before) == rest(next)
}

/// What the log says when the first of two became the second.
async fn changed(tx: &Tx, action: Action, pair: &[Strategy; 2], item: &Item) -> Result<Vec<Event>> {
    let [_, after] = pair;
    let documents = documents_in(tx, pair).await?;
    Ok(match documents.as_slice() {
        [from, to] => vec![event(action, after, item).from(from).to(to)],
        _ => vec![event(action, after, item)],
    })
}

fn event(action: Action, strategy: &Strategy, item: &Item) -> Event {
    Event::new(action, Subject::new("strategy", strategy.id)).in_agency(item.agency_id)
}

fn no_target(document: &StrategyDocument) -> FieldProblem {
    FieldProblem::new("target", format!("There is no {}.", document.target.trim()))
}

/// What the database has of what documents name.
struct Found {
    items: BTreeMap<(Kind, String), Item>,
    there: BTreeMap<String, Strategy>,
    /// Where those are that are there.
    places: BTreeMap<ItemId, Item>,
    persons: BTreeMap<String, PersonId>,
}

impl Found {
    async fn of(tx: &Tx, documents: &[StrategyDocument]) -> Result<Found> {
        let mut ids = Vec::new();
        let targets = || documents.iter().filter_map(StrategyDocument::target);
        for kind in [Kind::Process, Kind::Service] {
            let codes = targets().filter(|it| it.0 == kind).map(|it| it.1).collect();
            ids.extend(inventory::ids_by_codes(tx, kind, &codes).await?.into_values());
        }
        let items = inventory::by_ids(tx, &ids).await?;
        let codes: BTreeSet<&str> = documents.iter().map(|it| it.code.trim()).collect();
        let there = store::by_codes(tx, &codes).await?;
        let places: Vec<ItemId> = there.iter().map(|it| it.item_id).collect();
        let places = inventory::by_ids(tx, &places).await?;
        let people = documents.iter().flat_map(StrategyDocument::people).map(str::trim).collect();
        Ok(Found {
            items: items.into_iter().map(|it| ((it.kind(), it.code.clone()), it)).collect(),
            there: there.into_iter().map(|it| (it.code.clone(), it)).collect(),
            places: places.into_iter().map(|it| (it.id, it)).collect(),
            persons: persons::ids_by_code(tx, &people).await?,
        })
    }

    /// The strategy that a document describes, as a draft of whoever asks, and what it is for. What
    /// the actor may not see is, to them, not there.
    fn strategy(&self, ctx: &Ctx, document: &StrategyDocument) -> Result<(Strategy, &Item)> {
        let mut problems = document.problems();
        let may = |it: &Item| ctx.actor.may(Permission::WriteStrategies, place(it));
        let there = self.there.get(document.code.trim());
        if let Some(at) = there.and_then(|it| self.places.get(&it.item_id)) {
            if !may_read(ctx, at) {
                problems.push(FieldProblem::code_taken());
            } else if !may(at) {
                let reason = "This code is of another agency, for which you may not write.";
                problems.push(FieldProblem::new("code", reason));
            }
        }
        let target = document.target().map(|(kind, code)| (kind, code.to_owned()));
        let item = target.as_ref().and_then(|it| self.items.get(it));
        match item.filter(|it| may_read(ctx, it)) {
            Some(item) if may(item) => {}
            Some(_) => {
                let reason = "You may not write for the agency that has it.";
                problems.push(FieldProblem::new("target", reason));
            }
            None if target.is_some() => problems.push(no_target(document)),
            None => {}
        }
        let Some(item) = item.filter(|_| problems.is_empty()) else {
            return Err(problems.into());
        };
        let strategy = Strategy {
            id: there.map_or_else(StrategyId::new, |it| it.id),
            item_id: item.id,
            code: document.code.trim().to_owned(),
            name: document.name.trim().to_owned(),
            state: State::Draft,
            author_id: ctx.actor.person_id,
            edited_by: ctx.actor.person_id,
            proposed_at: None,
            approved_by: None,
            approved_at: None,
            because: String::new(),
            funded: false,
            content: document.content.clone().tidied(),
            updated_at: ctx.now,
            version: there.map_or(1, |it| it.version),
        };
        Ok((strategy, item))
    }

    /// The same as far as the document says that it is.
    fn restored(&self, document: &StrategyDocument, described: Strategy) -> Result<Strategy> {
        let exact = |it: Option<Timestamp>| it.map(|it| it.trunc_subsecs(6));
        let author_id = self.person("author", document.author.as_deref())?;
        let author_id = author_id.unwrap_or(PersonId::FIRST);
        let edited_by = self.person("edited_by", document.edited_by.as_deref())?;
        Ok(Strategy {
            state: document.state,
            author_id,
            edited_by: edited_by.unwrap_or(author_id),
            proposed_at: exact(document.proposed_at),
            approved_by: self.person("approved_by", document.approved_by.as_deref())?,
            approved_at: exact(document.approved_at),
            because: document.because.trim().to_owned(),
            funded: document.funded,
            ..described
        })
    }

    fn person(&self, field: &'static str, code: Option<&str>) -> Result<Option<PersonId>> {
        let Some(code) = code else { return Ok(None) };
        let found = self.persons.get(code.trim()).copied();
        found.map(Some).ok_or_else(|| {
            FieldProblem::new(field, format!("There is no person called “{code}”.")).into()
        })
    }
}
