//! Putting risks in: one from a form, or very many from files.

use std::collections::{BTreeMap, BTreeSet};

use chrono::SubsecRound as _;
use db::Tx;

use super::content::target;
use super::document::RiskDocument;
use super::read::{documents_in, may_read};
use super::{Content, Risk, State, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, ItemId, PersonId, RiskId};
use crate::people::{agencies, persons};
use crate::prepare::inventory::{self, Kind, reference};
use crate::{Ctx, Error, FieldProblem, Result, Timestamp};

/// Whether what a risk names must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Whoever types it wants to know of a mistake.
    MustBeThere,
    /// A file may name what went out of use since.
    MayBeGone,
}

/// Adds and changes risks, found again by their codes. Says how many were added and changed. A
/// document that says what is there already changes nothing.
///
/// What the platform itself puts in is taken as it stands, with who decided about it and when. What
/// anybody else puts in is written, to be assessed and decided about like any other.
pub async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[RiskDocument]) -> Result<(usize, usize)> {
    let found = Found::of(tx, ctx, documents, Named::MayBeGone).await?;
    let restores = ctx.actor.person_id == PersonId::FIRST;
    let (mut added, mut entries, mut events, mut n_changed) = (vec![], vec![], vec![], 0);
    let mut seen = BTreeSet::new();
    for document in documents {
        let name = format!("risk:{}", document.code.trim());
        if !seen.insert(document.code.trim()) {
            let problem = FieldProblem::new("code", "This code stands here twice.");
            return Err(Error::from(problem).within(&name));
        }
        let described = found.risk(ctx, document).map_err(|it| it.within(&name))?;
        let before = found.there.get(&described.code);
        let next = match before {
            _ if restores => found.restored(document, described).map_err(|it| it.within(&name))?,
            Some(before) if is_same(before, &described) => before.clone(),
            Some(before) => before.clone().saved(described, ctx.actor.person_id, ctx.now)?,
            None => described,
        };
        let after = found.document(&next);
        match before {
            None => {
                events.push(event(Action::RiskAdded, &next).to(&after));
                entries.extend(entry(&next));
                added.push(next);
            }
            Some(before) => {
                let before_document = found.document(before);
                if before_document == after {
                    continue;
                }
                let next = store::update(tx, next).await?;
                db::search::remove(tx, next.id.into()).await?;
                entries.extend(entry(&next));
                let event = event(Action::RiskChanged, &next);
                events.push(event.from(&before_document).to(&after));
                n_changed += 1;
            }
        }
    }
    store::insert_all(tx, &added).await?;
    db::search::add(tx, &entries).await?;
    events::record_all(tx, ctx, events).await?;
    Ok((added.len(), n_changed))
}

/// Saves a risk with which something was done.
pub(super) async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Risk, Risk),
) -> Result<Risk> {
    let saved = store::update(tx, after).await?;
    db::search::remove(tx, saved.id.into()).await?;
    db::search::add(tx, &Vec::from_iter(entry(&saved))).await?;
    let documents = documents_in(tx, &[before, saved.clone()]).await?;
    let event = match documents.as_slice() {
        [before, after] => event(action, &saved).from(before).to(after),
        _ => event(action, &saved),
    };
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

/// Puts one document in the place of `before`, or adds it.
pub(super) async fn put(
    tx: &Tx,
    ctx: &Ctx,
    document: &RiskDocument,
    before: Option<Risk>,
) -> Result<Risk> {
    let found = Found::of(tx, ctx, std::slice::from_ref(document), Named::MustBeThere).await?;
    let next = found.risk(ctx, document)?;
    let Some(before) = before else {
        store::insert_all(tx, std::slice::from_ref(&next)).await?;
        db::search::add(tx, &Vec::from_iter(entry(&next))).await?;
        let after = found.document(&next);
        events::record(tx, ctx, event(Action::RiskAdded, &next).to(&after)).await?;
        return Ok(next);
    };
    if is_same(&before, &next) {
        return Ok(before);
    }
    let next = before.clone().saved(next, ctx.actor.person_id, ctx.now)?;
    save(tx, ctx, Action::RiskChanged, (before, next)).await
}

/// Whether both say the same, however far they are.
fn is_same(before: &Risk, next: &Risk) -> bool {
    (before.agency_id, &before.name, &before.content) == (next.agency_id, &next.name, &next.content)
}

fn event(action: Action, risk: &Risk) -> Event {
    Event::new(action, Subject::new("risk", risk.id)).in_agency(risk.agency_id)
}

/// What the search index keeps of a risk that is not closed.
fn entry(risk: &Risk) -> Option<db::search::Entry> {
    (risk.state != State::Closed).then(|| db::search::Entry {
        found: db::search::Found {
            id: risk.id.into(),
            kind: "risk".to_owned(),
            agency_id: Some(risk.agency_id.into()),
            title: risk.name.clone(),
        },
        text: format!("{} {} {}", risk.code, risk.content.hazard, risk.content.description),
    })
}

/// What the database has of what documents name.
struct Found {
    agencies: BTreeMap<String, AgencyId>,
    agency_codes: BTreeMap<AgencyId, String>,
    there: BTreeMap<String, Risk>,
    persons: BTreeMap<String, PersonId>,
    person_codes: BTreeMap<PersonId, String>,
    /// What may be named, as documents name it.
    items: BTreeSet<String>,
    named: Named,
}

impl Found {
    async fn of(tx: &Tx, ctx: &Ctx, documents: &[RiskDocument], named: Named) -> Result<Found> {
        let names: BTreeSet<&str> = documents.iter().map(|it| it.agency.trim()).collect();
        let agencies = agencies::ids_by_name(tx, &names).await?;
        let codes: BTreeSet<&str> = documents.iter().map(|it| it.code.trim()).collect();
        let there = store::by_codes(tx, &codes).await?;
        let agency_ids: BTreeSet<AgencyId> =
            agencies.values().copied().chain(there.iter().map(|it| it.agency_id)).collect();
        let people = documents.iter().flat_map(RiskDocument::people).map(str::trim).collect();
        let persons = persons::ids_by_code(tx, &people).await?;
        let mut person_codes = persons::codes(tx, &people_of(&there)).await?;
        person_codes.extend(persons.iter().map(|(code, id)| (*id, code.clone())));
        person_codes.extend(persons::codes(tx, &[ctx.actor.person_id].into()).await?);
        let items = match named {
            Named::MustBeThere => nameable(tx, ctx, documents).await?,
            Named::MayBeGone => BTreeSet::new(),
        };
        Ok(Found {
            agency_codes: agencies::codes(tx, &agency_ids).await?,
            agencies,
            there: there.into_iter().map(|it| (it.code.clone(), it)).collect(),
            persons,
            person_codes,
            items,
            named,
        })
    }

    fn document(&self, it: &Risk) -> RiskDocument {
        let agency = self.agency_codes.get(&it.agency_id).map_or("", String::as_str);
        it.document(agency, |id| self.person_codes.get(&id).cloned())
    }

    /// The risk that a document describes, as a draft of whoever asks.
    fn risk(&self, ctx: &Ctx, document: &RiskDocument) -> Result<Risk> {
        let mut problems = document.problems();
        let there = self.there.get(document.code.trim());
        let name = document.agency.trim();
        let may = |it: &AgencyId| ctx.actor.may(Permission::WriteRisks, *it);
        let agency_id = self.agencies.get(name).copied();
        let reads_there = there.is_some_and(|it| may_read(ctx, it));
        if there.is_some() && !reads_there {
            problems.push(FieldProblem::code_taken());
        }
        match agency_id {
            Some(id) if may(&id) && there.is_none_or(|it| may(&it.agency_id)) => {}
            Some(id) if may(&id) => {
                // Of one that they may not even read, its code is taken, and no more is said.
                if reads_there {
                    let reason = "This code is of another agency, for which you may not write.";
                    problems.push(FieldProblem::new("code", reason));
                }
            }
            Some(id) if ctx.actor.may(Permission::ReadAgencies, id) => {
                problems.push(FieldProblem::new("agency", "You may not write for this agency."));
            }
            _ if name.is_empty() => problems.push(FieldProblem::new("agency", "Choose an agency.")),
            // What somebody may not see is not there.
            _ => {
                let reason = format!("There is no agency called “{name}”.");
                problems.push(FieldProblem::new("agency", reason));
            }
        }
        let content = document.content.clone().tidied();
        problems.extend(self.missing(&content, there.map(|it| &it.content)));
        let Some(agency_id) = agency_id.filter(|_| problems.is_empty()) else {
            return Err(problems.into());
        };
        Ok(Risk {
            id: there.map_or_else(RiskId::new, |it| it.id),
            agency_id,
            code: document.code.trim().to_owned(),
            name: document.name.trim().to_owned(),
            state: State::Draft,
            author_id: ctx.actor.person_id,
            edited_by: ctx.actor.person_id,
            assessed_at: None,
            decided_by: None,
            decided_at: None,
            because: String::new(),
            content,
            updated_at: ctx.now,
            version: there.map_or(1, |it| it.version),
        })
    }

    /// The same as far as the document says that it is.
    fn restored(&self, document: &RiskDocument, described: Risk) -> Result<Risk> {
        let exact = |it: Option<Timestamp>| it.map(|it| it.trunc_subsecs(6));
        let author_id = self.person("author", document.author.as_deref())?;
        let author_id = author_id.unwrap_or(PersonId::FIRST);
        let edited_by = self.person("edited_by", document.edited_by.as_deref())?;
        Ok(Risk {
            state: document.state,
            author_id,
            edited_by: edited_by.unwrap_or(author_id),
            assessed_at: exact(document.assessed_at),
            decided_by: self.person("decided_by", document.decided_by.as_deref())?,
            decided_at: exact(document.decided_at),
            because: document.because.trim().to_owned(),
            ..described
        })
    }

    fn person(&self, field: &'static str, code: Option<&str>) -> Result<Option<PersonId>> {
        let Some(code) = code else { return Ok(None) };
        let found = self.persons.get(code.trim()).copied();
        found.map(Some).ok_or_else(|| FieldProblem::new(field, no_person(code)).into())
    }

    /// What a risk names that is not there, beside what it named before.
    fn missing(&self, content: &Content, before: Option<&Content>) -> Vec<FieldProblem> {
        if self.named == Named::MayBeGone {
            return Vec::new();
        }
        let mut problems = Vec::new();
        let was = |it: &String| before.is_some_and(|before| before.affects.contains(it));
        // What names nothing at all is told by the content itself.
        let named = content.affects.iter().filter(|it| target(it).is_some());
        for it in named.filter(|it| !self.items.contains(*it) && !was(it)) {
            let reason =
                format!("There is no {it}. Name something that is in use, or leave it out.");
            problems.push(FieldProblem::new("affects", reason));
        }
        let known: BTreeSet<&str> = before.iter().flat_map(|it| it.people()).collect();
        let is_gone = |it: &str| !self.persons.contains_key(it) && !known.contains(it);
        let mut check = |field: String, code: Option<&String>| {
            if let Some(code) = code.filter(|it| is_gone(it)) {
                problems.push(FieldProblem::new(field, no_person(code)));
            }
        };
        check("owner".to_owned(), content.owner.as_ref());
        for it in &content.participants {
            check("participants".to_owned(), Some(it));
        }
        for (n, it) in content.tasks.iter().enumerate() {
            check(format!("tasks.{n}.owner"), it.owner.as_ref());
        }
        problems
    }
}

fn no_person(code: &str) -> String {
    format!("There is no person called “{code}”. Name somebody else, or leave it out.")
}

/// Who wrote and decided about these risks.
pub(super) fn people_of(risks: &[Risk]) -> BTreeSet<PersonId> {
    let people = |it: &Risk| [Some(it.author_id), Some(it.edited_by), it.decided_by];
    risks.iter().flat_map(people).flatten().collect()
}

/// Of what documents name, what the actor may name: what a record of theirs might need, and sites.
async fn nameable(tx: &Tx, ctx: &Ctx, documents: &[RiskDocument]) -> Result<BTreeSet<String>> {
    let targets =
        || documents.iter().flat_map(|it| &it.content.affects).filter_map(|it| target(it));
    let mut ids: BTreeMap<String, ItemId> = BTreeMap::new();
    let mut sites = BTreeSet::new();
    for &kind in Kind::ALL {
        let codes: BTreeSet<&str> = targets().filter(|it| it.0 == kind).map(|it| it.1).collect();
        if codes.is_empty() {
            continue;
        }
        for (code, id) in inventory::ids_by_codes(tx, kind, &codes).await? {
            ids.insert(reference(kind, &code), id);
            if kind == Kind::Site {
                sites.insert(id);
            }
        }
    }
    let mut offered = inventory::offered(tx, ctx, &ids.values().copied().collect()).await?;
    // Sites can be named by everybody.
    offered.extend(sites);
    let offered: Vec<ItemId> = offered.into_iter().collect();
    let found = inventory::by_ids(tx, &offered).await?;
    let in_use: BTreeSet<ItemId> =
        found.iter().filter(|it| it.retired_at.is_none()).map(|it| it.id).collect();
    ids.retain(|_, id| in_use.contains(id));
    Ok(ids.into_keys().collect())
}
