//! Putting many analyses in at once: what the programme folder and the sample state do.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::read::{documents_in, may_read, place};
use super::write::event;
use super::{Analysis, AnalysisDocument, State, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event};
use crate::ids::{ItemId, PersonId};
use crate::people::persons;
use crate::prepare::inventory::{self, Item, Kind};
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds or changes analyses. Says how many were added and changed.
///
/// What the platform itself puts in is taken as it stands, with who approved it and when. What
/// anybody else puts in becomes a draft, to be handed in and approved like any other.
pub async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[AnalysisDocument]) -> Result<(usize, usize)> {
    let found = Found::of(tx, documents).await?;
    let restores = ctx.actor.person_id == PersonId::FIRST;
    let (mut added, mut events, mut n_changed) = (Vec::new(), Vec::new(), 0);
    let mut started: BTreeSet<ItemId> = BTreeSet::new();
    for document in documents {
        let item = found.item(ctx, document)?;
        ctx.require(Permission::WriteAnalyses, place(item))?;
        let there = found.analyses.get(&(item.id, document.number));
        let same = there.is_some_and(|it| {
            it.content == document.content.clone().in_order()
                && (!restores || found.documents.get(&(item.id, document.number)) == Some(document))
        });
        if same {
            continue;
        }
        let described = found.analysis(ctx, document, (item, there))?;
        let next = match (restores, there) {
            (true, _) => described,
            (false, Some(there)) if there.state.is_open() => {
                there.clone().saved(described.content, ctx.actor.person_id, ctx.now)?
            }
            (false, _) if found.is_open(item.id) || !started.insert(item.id) => {
                let reason = format!("An analysis of “{}” is being written already.", item.code);
                return Err(FieldProblem::new("number", reason).into());
            }
            (false, _) => {
                let number = found.newest(item.id) + 1;
                let by = ctx.actor.person_id;
                let draft = described.content.clone();
                let draft = Analysis::started((item.id, number), draft, by, ctx.now);
                draft.saved(described.content, by, ctx.now)?
            }
        };
        match there.filter(|it| it.id == next.id) {
            Some(before) => {
                let before = found.documents.get(&(item.id, before.number));
                let next = store::update(tx, next).await?;
                n_changed += 1;
                let event = event((Action::AnalysisChanged, item), &next).to(document);
                events.push(before.into_iter().fold(event, Event::from));
            }
            None => {
                events.push(event((action(next.state), item), &next).to(document));
                added.push(next);
            }
        }
    }
    store::insert_all(tx, &added).await?;
    events::record_all(tx, ctx, events).await?;
    Ok((added.len(), n_changed))
}

/// What the log calls it when an analysis is put in that is this far already.
const fn action(state: State) -> Action {
    match state {
        State::Draft | State::DataNeeded => Action::AnalysisStarted,
        State::Complete => Action::AnalysisCompleted,
        State::Approved | State::Replaced => Action::AnalysisApproved,
        State::Stale => Action::AnalysisStale,
    }
}

/// What the database has of what documents name.
struct Found {
    items: BTreeMap<(Kind, String), Item>,
    persons: BTreeMap<String, PersonId>,
    analyses: BTreeMap<(ItemId, u32), Analysis>,
    documents: BTreeMap<(ItemId, u32), AnalysisDocument>,
}

impl Found {
    async fn of(tx: &Tx, documents: &[AnalysisDocument]) -> Result<Found> {
        let mut ids = Vec::new();
        for kind in [Kind::Process, Kind::Service] {
            let codes = documents.iter().filter(|it| it.kind == kind).map(|it| it.item.as_str());
            ids.extend(inventory::ids_by_codes(tx, kind, &codes.collect()).await?.into_values());
        }
        let items = inventory::by_ids(tx, &ids).await?;
        let named = |it: &'_ AnalysisDocument| {
            [it.author.clone(), it.edited_by.clone(), it.approved_by.clone()]
        };
        let named: BTreeSet<String> = documents.iter().flat_map(named).flatten().collect();
        let named: BTreeSet<&str> = named.iter().map(String::as_str).collect();
        let analyses = store::by_items(tx, &ids).await?;
        let there = documents_in(tx, &analyses).await?;
        let keyed = |it: &Analysis| (it.item_id, it.number);
        Ok(Found {
            items: items.into_iter().map(|it| ((it.kind(), it.code.clone()), it)).collect(),
            persons: persons::ids_by_code(tx, &named).await?,
            documents: analyses.iter().map(keyed).zip(there).collect(),
            analyses: analyses.into_iter().map(|it| (keyed(&it), it)).collect(),
        })
    }

    /// The item that a document is about. One that the actor may not see is, to them, not there.
    fn item(&self, ctx: &Ctx, document: &AnalysisDocument) -> Result<&Item> {
        let key = (document.kind, document.item.clone());
        self.items.get(&key).filter(|it| may_read(ctx, it)).ok_or_else(|| {
            let kind = document.kind.title().to_lowercase();
            let reason = format!("There is no {kind} called “{}” to analyze.", document.item);
            FieldProblem::new("item", reason).into()
        })
    }

    fn person(&self, field: &'static str, code: Option<&str>) -> Result<Option<PersonId>> {
        let Some(code) = code else { return Ok(None) };
        let found = self.persons.get(code).copied();
        found.map(Some).ok_or_else(|| {
            FieldProblem::new(field, format!("There is no person called “{code}”.")).into()
        })
    }

    fn newest(&self, item_id: ItemId) -> u32 {
        let of_item = self.analyses.range((item_id, 0)..=(item_id, u32::MAX));
        of_item.map(|((_, number), _)| *number).max().unwrap_or(0)
    }

    fn is_open(&self, item_id: ItemId) -> bool {
        let mut of_item = self.analyses.range((item_id, 0)..=(item_id, u32::MAX));
        of_item.any(|(_, it)| it.state.is_open())
    }

    /// The analysis as the document describes it.
    fn analysis(
        &self,
        ctx: &Ctx,
        document: &AnalysisDocument,
        (item, there): (&Item, Option<&Analysis>),
    ) -> Result<Analysis> {
        let problems = document.content.problems();
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let author_id = self.person("author", document.author.as_deref())?;
        let author_id = author_id.unwrap_or(PersonId::FIRST);
        let edited_by = self.person("edited_by", document.edited_by.as_deref())?;
        let content = document.content.clone().in_order();
        let started = Analysis::started((item.id, document.number), content, author_id, ctx.now);
        let is_in_force = document.state.is_in_force();
        Ok(Analysis {
            id: there.map_or(started.id, |it| it.id),
            state: document.state,
            edited_by: edited_by.unwrap_or(author_id),
            completed_at: document.completed_at,
            approved_by: self.person("approved_by", document.approved_by.as_deref())?,
            approved_at: document.approved_at,
            review_due: document.review_due,
            item_version: is_in_force.then_some(item.version),
            because: document.because.clone(),
            version: there.map_or(1, |it| it.version),
            ..started
        })
    }
}
