//! Looking at who is the relationship manager of which agency.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use db::Tx;

use super::{AgencyManagers, AssignedDocument, Manager, ManagerDocument, Standing, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, ManagerId, PersonId};
use crate::people::agencies::{self, Agency, AgencyKind};
use crate::people::persons;
use crate::settings::{self, General};
use crate::{Ctx, Error, Page, Paging, Result};

/// Which agencies to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their name, or in that of their manager.
    pub text: String,
    /// Only these. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those with this standing.
    pub standing: Option<Standing>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What the agency is called.
    #[default]
    Agency,
    /// Who the manager is.
    Manager,
    /// Whether there is the one that there should be.
    Standing,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "agency" => Some(Sort::Agency),
            "manager" => Some(Sort::Manager),
            "standing" => Some(Sort::Standing),
            _ => None,
        }
    }
}

/// An agency, with who is its manager today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The agency.
    pub agency: Agency,
    /// Who is it today, each with their name.
    pub current: Vec<(Manager, String)>,
    /// Whether that is one.
    pub standing: Standing,
}

/// One page of the agencies of the state that are to have a manager, or have one, as far as the actor
/// may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Line>> {
    ctx.require_scope(Permission::ReadAgencies)?;
    let all = agencies::all(ctx).await?;
    let tx = ctx.read().await?;
    let mut current = current_in(&tx, ctx).await?;
    let ids: BTreeSet<PersonId> = current.values().flatten().map(|it| it.person_id).collect();
    let names = persons::names_in(&tx, &ids).await?;
    let text = db::fold(query.text.trim());
    let mut found: Vec<Line> = Vec::new();
    for agency in all {
        let managers = current.remove(&agency.id).unwrap_or_default();
        if managers.is_empty() && agency.kind != AgencyKind::StateAgency {
            continue;
        }
        let name = |it: &Manager| names.get(&it.person_id).cloned().unwrap_or_default();
        let current: Vec<(Manager, String)> =
            managers.into_iter().map(|it| (it.clone(), name(&it))).collect();
        let standing = Standing::of(current.len());
        let says = |it: &String| db::fold(it).contains(&text);
        let is_asked = query.standing.is_none_or(|it| it == standing)
            && query.agencies.as_ref().is_none_or(|it| it.contains(&agency.id))
            && (text.is_empty()
                || says(&agency.name)
                || says(&agency.code)
                || current.iter().any(|it| says(&it.1)));
        if is_asked {
            found.push(Line { agency, current, standing });
        }
    }
    found.sort_by_cached_key(|it| (db::fold(&it.agency.name), it.agency.id));
    match query.sort {
        Sort::Agency => {}
        Sort::Manager => {
            found.sort_by_cached_key(|it| it.current.first().map(|it| db::fold(&it.1)));
        }
        Sort::Standing => found.sort_by_key(|it| it.standing),
    }
    if query.descending {
        found.reverse();
    }
    let n_items = found.len() as u64;
    Ok(query.paging.of(query.paging.part(found), n_items))
}

/// Everybody who is, was or will be the manager of an agency, the last first, with their names.
pub async fn of_agency(ctx: &Ctx, id: AgencyId) -> Result<Vec<(Manager, String)>> {
    ctx.require(Permission::ReadAgencies, id)?;
    let tx = ctx.read().await?;
    let all = store::by_agency(&tx, id).await?;
    let names = persons::names_in(&tx, &all.iter().map(|it| it.person_id).collect()).await?;
    let name = |it: &Manager| names.get(&it.person_id).cloned().unwrap_or_default();
    Ok(all.into_iter().rev().map(|it| (it.clone(), name(&it))).collect())
}

/// One of them.
pub async fn show(ctx: &Ctx, id: ManagerId) -> Result<Manager> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// The agencies whose manager the actor is today.
pub async fn mine(ctx: &Ctx) -> Result<BTreeSet<AgencyId>> {
    if ctx.actor.limited_to.is_some() {
        return Ok(BTreeSet::new());
    }
    of_person(&*ctx.read().await?, ctx, ctx.actor.person_id).await
}

/// The agencies whose manager a person is noted as today, even if they left.
pub(crate) async fn of_person(tx: &Tx, ctx: &Ctx, id: PersonId) -> Result<BTreeSet<AgencyId>> {
    let today = today_in(tx, ctx).await?;
    let all = store::by_person(tx, id).await?;
    Ok(all.into_iter().filter(|it| it.is_current(today)).map(|it| it.agency_id).collect())
}

/// These as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Manager]) -> Result<Vec<ManagerDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

pub(super) async fn documents_in(tx: &Tx, all: &[Manager]) -> Result<Vec<ManagerDocument>> {
    let agencies = agencies::codes(tx, &all.iter().map(|it| it.agency_id).collect()).await?;
    let people = persons::codes(tx, &all.iter().map(|it| it.person_id).collect()).await?;
    let document = |it: &Manager| ManagerDocument {
        agency: agencies.get(&it.agency_id).cloned().unwrap_or_default(),
        person: people.get(&it.person_id).cloned().unwrap_or_default(),
        from: it.from,
        until: it.until,
    };
    Ok(all.iter().map(document).collect())
}

/// Everybody who is, was or will be it, agency by agency, as far as the actor may see that.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<AgencyManagers>> {
    let all = store::all(tx, &ctx.actor.scope(Permission::ReadAgencies)).await?;
    let mut by_agency: BTreeMap<String, Vec<AssignedDocument>> = BTreeMap::new();
    for it in documents_in(tx, &all).await? {
        let assigned = AssignedDocument { from: it.from, person: it.person, until: it.until };
        by_agency.entry(it.agency).or_default().push(assigned);
    }
    let documents = by_agency.into_iter().map(|(agency, mut managers)| {
        managers.sort();
        AgencyManagers { agency, managers }
    });
    Ok(documents.collect())
}

/// Which day it is where the programme is.
pub(crate) async fn today_in(tx: &Tx, ctx: &Ctx) -> Result<NaiveDate> {
    let zone = settings::find::<General>(tx).await?.value.zone();
    Ok(ctx.now.with_timezone(&zone).date_naive())
}

/// Everybody who is a manager today and has not left, by agency, whoever may see that.
pub(crate) async fn all_current(
    tx: &Tx,
    ctx: &Ctx,
) -> Result<BTreeMap<AgencyId, BTreeSet<PersonId>>> {
    let all = current_of(tx, ctx, &Scope::Everything).await?;
    let people = |all: Vec<Manager>| all.into_iter().map(|it| it.person_id).collect();
    Ok(all.into_iter().map(|(id, all)| (id, people(all))).collect())
}

/// Whether the actor, and not a program of theirs, is the manager of an agency today.
pub(crate) async fn is_current_of(tx: &Tx, ctx: &Ctx, id: AgencyId) -> Result<bool> {
    let today = today_in(tx, ctx).await?;
    let all = store::by_agency(tx, id).await?;
    Ok(all.iter().any(|it| it.is_current(today) && ctx.actor.is(it.person_id)))
}

async fn current_in(tx: &Tx, ctx: &Ctx) -> Result<BTreeMap<AgencyId, Vec<Manager>>> {
    current_of(tx, ctx, &ctx.actor.scope(Permission::ReadAgencies)).await
}

async fn current_of(tx: &Tx, ctx: &Ctx, scope: &Scope) -> Result<BTreeMap<AgencyId, Vec<Manager>>> {
    let today = today_in(tx, ctx).await?;
    let mut found: BTreeMap<AgencyId, Vec<Manager>> = BTreeMap::new();
    let mut all = store::all(tx, scope).await?;
    all.retain(|it| it.is_current(today));
    // Who left looks after nobody, whatever is noted.
    let left = persons::left(tx, &all.iter().map(|it| it.person_id).collect()).await?;
    for it in all.into_iter().filter(|it| !left.contains(&it.person_id)) {
        found.entry(it.agency_id).or_default().push(it);
    }
    Ok(found)
}

/// The one called `id`. One of an agency that the actor may not see is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: ManagerId) -> Result<Manager> {
    let found = store::find(tx, id).await?;
    let found = found.filter(|it| ctx.actor.may(Permission::ReadAgencies, it.agency_id));
    found.ok_or(Error::NotFound("relationship manager"))
}
