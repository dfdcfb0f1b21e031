//! Putting investments in: one from a form, or very many from files.

use std::collections::{BTreeMap, BTreeSet};

use chrono::SubsecRound as _;
use db::Tx;

use super::document::InvestmentDocument;
use super::read::documents_in;
use super::{Improvement, Investment, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, InvestmentId, ItemId};
use crate::people::agencies;
use crate::prepare::inventory::{self, Kind};
use crate::{Ctx, Error, FieldProblem, Result};

/// Whether what an investment names must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Whoever types it wants to know of a mistake.
    MustBeThere,
    /// A file may name what went out of use since.
    MayBeGone,
}

/// Adds and changes investments, found again by their codes. Says how many were added and changed.
/// A document that says what is there already changes nothing.
pub async fn put_all(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[InvestmentDocument],
) -> Result<(usize, usize)> {
    let found = Found::of(tx, ctx, documents, Named::MayBeGone).await?;
    let (mut added, mut entries, mut events, mut n_changed) = (vec![], vec![], vec![], 0);
    let mut seen = BTreeSet::new();
    for document in documents {
        let name = format!("investment:{}", document.code.trim());
        if !seen.insert(document.code.trim()) {
            let problem = FieldProblem::new("code", "This code stands here twice.");
            return Err(Error::from(problem).within(&name));
        }
        let next = found.investment(ctx, document).map_err(|it| it.within(&name))?;
        let after = next.document(found.agency_code(next.agency_id));
        match found.there.get(&next.code) {
            None => {
                events.push(event(Action::InvestmentAdded, &next).to(&after));
                entries.extend(entry(&next));
                added.push(next);
            }
            Some(before) => {
                let before_document = before.document(found.agency_code(before.agency_id));
                if before_document == after {
                    continue;
                }
                let next = store::update(tx, next).await?;
                db::search::remove(tx, next.id.into()).await?;
                entries.extend(entry(&next));
                events.push(event(action(before, &next), &next).from(&before_document).to(&after));
                n_changed += 1;
            }
        }
    }
    store::insert_all(tx, &added).await?;
    db::search::add(tx, &entries).await?;
    events::record_all(tx, ctx, events).await?;
    Ok((added.len(), n_changed))
}

/// What the log calls it when one became the other.
fn action(before: &Investment, after: &Investment) -> Action {
    match (before.retired_at.is_some(), after.retired_at.is_some()) {
        (false, true) => Action::InvestmentRetired,
        (true, false) => Action::InvestmentRestored,
        _ => Action::InvestmentChanged,
    }
}

/// Retires an investment, in the caller's transaction.
pub(crate) async fn retire_in(tx: &Tx, ctx: &Ctx, investment: Investment) -> Result<Investment> {
    ctx.require(Permission::WriteInvestments, investment.agency_id)?;
    let retired = investment.clone().retired(ctx.now)?;
    save(tx, ctx, Action::InvestmentRetired, (investment, retired)).await
}

/// Saves an investment that was retired or brought back.
pub(super) async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Investment, Investment),
) -> Result<Investment> {
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
    document: &InvestmentDocument,
    before: Option<Investment>,
) -> Result<Investment> {
    let found = Found::of(tx, ctx, std::slice::from_ref(document), Named::MustBeThere).await?;
    let next = found.investment(ctx, document)?;
    let after = next.document(found.agency_code(next.agency_id));
    let Some(before) = before else {
        store::insert_all(tx, std::slice::from_ref(&next)).await?;
        db::search::add(tx, &Vec::from_iter(entry(&next))).await?;
        events::record(tx, ctx, event(Action::InvestmentAdded, &next).to(&after)).await?;
        return Ok(next);
    };
    let before_document = before.document(found.agency_code(before.agency_id));
    if before_document == after {
        return Ok(before);
    }
    let next = store::update(tx, next).await?;
    db::search::remove(tx, next.id.into()).await?;
    db::search::add(tx, &Vec::from_iter(entry(&next))).await?;
    let event = event(Action::InvestmentChanged, &next);
    events::record(tx, ctx, event.from(&before_document).to(&after)).await?;
    Ok(next)
}

fn event(action: Action, investment: &Investment) -> Event {
    Event::new(action, Subject::new("investment", investment.id)).in_agency(investment.agency_id)
}

/// What the search index keeps of an investment, if it is in use.
fn entry(investment: &Investment) -> Option<db::search::Entry> {
    investment.retired_at.is_none().then(|| db::search::Entry {
        found: db::search::Found {
            id: investment.id.into(),
            kind: "investment".to_owned(),
            agency_id: Some(investment.agency_id.into()),
            title: investment.name.clone(),
        },
        text: format!("{} {}", investment.code, investment.description),
    })
}

/// What the database has of what documents name.
struct Found {
    agencies: BTreeMap<String, AgencyId>,
    codes: BTreeMap<AgencyId, String>,
    there: BTreeMap<String, Investment>,
    /// What may be named, by kind and code.
    items: BTreeSet<(Kind, String)>,
    named: Named,
}

impl Found {
    async fn of(
        tx: &Tx,
        ctx: &Ctx,
        documents: &[InvestmentDocument],
        named: Named,
    ) -> Result<Found> {
        let names: BTreeSet<&str> = documents.iter().map(|it| it.agency.trim()).collect();
        let agencies = agencies::ids_by_name(tx, &names).await?;
        let codes: BTreeSet<&str> = documents.iter().map(|it| it.code.trim()).collect();
        let there = store::by_codes(tx, &codes).await?;
        let agency_ids: BTreeSet<AgencyId> =
            agencies.values().copied().chain(there.iter().map(|it| it.agency_id)).collect();
        let items = match named {
            Named::MustBeThere => nameable(tx, ctx, documents).await?,
            Named::MayBeGone => BTreeSet::new(),
        };
        Ok(Found {
            codes: agencies::codes(tx, &agency_ids).await?,
            agencies,
            there: there.into_iter().map(|it| (it.code.clone(), it)).collect(),
            items,
            named,
        })
    }

    fn agency_code(&self, id: AgencyId) -> &str {
        self.codes.get(&id).map_or("", String::as_str)
    }

    /// The investment that a document describes.
    fn investment(&self, ctx: &Ctx, document: &InvestmentDocument) -> Result<Investment> {
        let mut problems = document.problems();
        let there = self.there.get(document.code.trim());
        let name = document.agency.trim();
        let may = |it: &AgencyId| ctx.actor.may(Permission::WriteInvestments, *it);
        let agency_id = self.agencies.get(name).copied();
        let reads = |it: &Investment| ctx.actor.may(Permission::ReadInvestments, it.agency_id);
        let reads_there = there.is_some_and(reads);
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
            // What somebody may not see is not there.
            _ => {
                let reason = format!("There is no agency called “{name}”.");
                problems.push(FieldProblem::new("agency", reason));
            }
        }
        let changes: Vec<Improvement> = document.changes.iter().map(Improvement::trimmed).collect();
        let before = there.map_or(&[][..], |it| it.changes.as_slice());
        for (n, it) in changes.iter().enumerate().filter(|it| !before.contains(it.1)) {
            problems.extend(self.missing(n, it));
        }
        let Some(agency_id) = agency_id.filter(|_| problems.is_empty()) else {
            return Err(problems.into());
        };
        Ok(Investment {
            id: there.map_or_else(InvestmentId::new, |it| it.id),
            agency_id,
            code: document.code.trim().to_owned(),
            name: document.name.trim().to_owned(),
            description: document.description.trim().to_owned(),
            cost: document.cost,
            currency: document.currency.clone(),
            changes,
            updated_at: ctx.now,
            retired_at: document.retired_at.map(|it| it.trunc_subsecs(6)),
            version: there.map_or(1, |it| it.version),
        })
    }

    /// What a new improvement names that is not there.
    fn missing(&self, n: usize, it: &Improvement) -> Vec<FieldProblem> {
        if self.named == Named::MayBeGone {
            return Vec::new();
        }
        let is_there = |kind: Kind, code: &str| self.items.contains(&(kind, code.to_owned()));
        let mut problems = Vec::new();
        if it.target().is_some_and(|(kind, code)| !is_there(kind, code)) {
            let reason = format!("There is no {}.", it.item);
            problems.push(FieldProblem::new(format!("changes.{n}.item"), reason));
        }
        if let Some(site) = it.site.as_deref().filter(|it| !is_there(Kind::Site, it)) {
            let reason = format!("There is no site called “{site}”.");
            problems.push(FieldProblem::new(format!("changes.{n}.site"), reason));
        }
        problems
    }
}

/// Of what documents name, what the actor may name: what a record of theirs might need, and sites.
async fn nameable(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[InvestmentDocument],
) -> Result<BTreeSet<(Kind, String)>> {
    let improvements = || documents.iter().flat_map(|it| &it.changes);
    let mut ids: BTreeMap<(Kind, String), ItemId> = BTreeMap::new();
    for &kind in Kind::ALL {
        let targets = improvements().filter_map(Improvement::target);
        let codes: BTreeSet<&str> = targets.filter(|it| it.0 == kind).map(|it| it.1).collect();
        if !codes.is_empty() {
            let found = inventory::ids_by_codes(tx, kind, &codes).await?;
            ids.extend(found.into_iter().map(|(code, id)| ((kind, code), id)));
        }
    }
    let offered = inventory::offered(tx, ctx, &ids.values().copied().collect()).await?;
    ids.retain(|_, id| offered.contains(id));
    // Sites can be named by everybody.
    let sites: BTreeSet<&str> = improvements().filter_map(Improvement::copied_to).collect();
    let sites = inventory::ids_by_codes(tx, Kind::Site, &sites).await?;
    ids.extend(sites.into_iter().map(|(code, id)| ((Kind::Site, code), id)));
    let all: Vec<ItemId> = ids.values().copied().collect();
    let found = inventory::by_ids(tx, &all).await?.into_iter();
    let in_use: BTreeSet<ItemId> =
        found.filter(|it| it.retired_at.is_none()).map(|it| it.id).collect();
    ids.retain(|_, id| in_use.contains(id));
    Ok(ids.into_keys().collect())
}
