//! What the database says, as documents.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::named::{self, Named};
use super::registers;
use crate::actor::Permission;
use crate::ids::{ItemId, PersonId};
use crate::people::calendars::{self, CalendarDocument};
use crate::people::{agencies, persons};
use crate::plans::plan::{self as plans, PlanDocument};
use crate::plans::templates;
use crate::plans::waivers::{self, PlanWaivers};
use crate::prepare::impact::{self, AnalysisDocument};
use crate::prepare::inventory::{self, Item, Kind, Need, NeedDocument, reference};
use crate::prepare::risks::{self, RiskDocument};
use crate::prepare::strategies::{self, StrategyDocument};
use crate::programme::folder::name_of;
use crate::programme::{ItemFile, Programme, Settings};
use crate::prove::investments::{self, InvestmentDocument};
use crate::prove::scenarios::{self, ScenarioDocument};
use crate::settings::{self, Kept};
use crate::{Ctx, Result};

/// What to take along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// How to reach people, in plain text, where the actor may know.
    pub channels: bool,
}

/// Everything in use that the actor may see, all as of one moment.
///
/// A reference to a record that is out of use is left out. People who left and agencies that were
/// retired come along if something that comes along still names them, people with their agency.
pub async fn read(ctx: &Ctx, options: ReadOptions) -> Result<Programme> {
    let tx = ctx.read().await?;
    let items = items(&tx, ctx).await?;
    let analyses = analyses(&tx, &items).await?;
    let risks = risks(&tx, ctx).await?;
    let strategies = strategies(&tx, ctx, &items).await?;
    let investments = investments(&tx, ctx).await?;
    let scenarios = scenarios(&tx, ctx).await?;
    let templates = match ctx.actor.may_somewhere(Permission::ReadPlans) {
        true => templates::documents_in(&tx).await?,
        false => Vec::new(),
    };
    let plans = plans(&tx, ctx, options).await?;
    let waivers = waivers::all_granted(&tx, ctx).await?;
    let registers = registers::read(&tx, ctx).await?;
    let mut owners: BTreeSet<&str> = items.iter().map(|it| it.document.agency.as_str()).collect();
    owners.extend(risks.iter().map(|it| it.agency.as_str()));
    owners.extend(investments.iter().map(|it| it.agency.as_str()));
    owners.extend(scenarios.iter().map(|it| it.agency.as_str()));
    owners.extend(plans.iter().map(|it| it.agency.as_str()));
    owners.extend(registers.owners());
    let authors = analyses.iter().flat_map(|it| [&it.author, &it.edited_by, &it.approved_by]);
    let mut people: BTreeSet<&str> = authors.flatten().map(String::as_str).collect();
    people.extend(items.iter().flat_map(|it| people_of(&it.document)));
    people.extend(plans.iter().flat_map(people_of_plan));
    people.extend(waivers.iter().flat_map(PlanWaivers::people));
    people.extend(risks.iter().flat_map(RiskDocument::people));
    people.extend(strategies.iter().flat_map(StrategyDocument::people));
    let followed: BTreeSet<&str> = plans.iter().map(|it| it.code.as_str()).collect();
    let analyzed: BTreeSet<String> = analyses.iter().map(name_of).collect();
    let beside = (&followed, &analyzed);
    let named = named::find(&tx, ctx, (&owners, &people), (&registers, beside)).await?;
    let Named { mut agencies, registers, people } = named;
    let calendars = calendars::in_use(&tx).await?;
    let calendars: Vec<_> = calendars.iter().map(CalendarDocument::of).collect();
    for it in &mut agencies {
        let is_there = |code: &String| calendars.iter().any(|it| it.code == *code);
        it.calendar = it.calendar.take().filter(is_there);
    }
    let persons = all_persons(&tx, ctx, options, &people, &agencies).await?;
    let settings = match ctx.actor.may_somewhere(Permission::ReadSettings) {
        true => Settings {
            general: changed(&tx).await?,
            impact: changed(&tx).await?,
            risk: changed(&tx).await?,
            plan_checks: changed(&tx).await?,
            service_hours: changed(&tx).await?,
        },
        false => Settings::default(),
    };
    let programme = Programme { calendars, agencies, persons, items, ..Programme::default() };
    let programme = Programme { risks, strategies, investments, scenarios, ..programme };
    let programme = Programme { analyses, templates, plans, waivers, ..programme };
    Ok(Programme { registers, settings, ..programme }.sorted())
}

/// A setting, if anybody ever changed it.
async fn changed<T: Kept>(tx: &Tx) -> Result<Option<T>> {
    let setting = settings::find::<T>(tx).await?;
    Ok(setting.updated_at.map(|_| setting.value))
}

/// The analyses of items that come along.
async fn analyses(tx: &Tx, items: &[ItemFile]) -> Result<Vec<AnalysisDocument>> {
    let there: BTreeSet<_> = items.iter().map(ItemFile::key).collect();
    let mut documents = Vec::new();
    let mut after = None;
    loop {
        let (more, last) = impact::all_after(tx, after).await?;
        if last.is_none() {
            return Ok(documents);
        }
        after = last;
        documents
            .extend(more.into_iter().filter(|it| there.contains(&(it.kind, it.item.as_str()))));
    }
}

/// The risks that the actor may see, also the closed: nothing else says that they were looked at.
async fn risks(tx: &Tx, ctx: &Ctx) -> Result<Vec<RiskDocument>> {
    let mut documents = Vec::new();
    let mut after = None;
    loop {
        let (more, last) = risks::all_after(tx, ctx, after).await?;
        documents.extend(more);
        if last.is_none() {
            return Ok(documents);
        }
        after = last;
    }
}

/// The strategies for items that come along, if the actor may see strategies of those.
async fn strategies(tx: &Tx, ctx: &Ctx, items: &[ItemFile]) -> Result<Vec<StrategyDocument>> {
    let there: BTreeSet<String> = items.iter().map(ItemFile::reference).collect();
    let mut documents = Vec::new();
    let mut after = None;
    loop {
        let (more, last) = strategies::all_after(tx, ctx, after).await?;
        documents.extend(more.into_iter().filter(|it| there.contains(&it.target)));
        if last.is_none() {
            return Ok(documents);
        }
        after = last;
    }
}

/// The investments that the actor may see, also those out of the question: nothing else says that
/// they were weighed.
async fn investments(tx: &Tx, ctx: &Ctx) -> Result<Vec<InvestmentDocument>> {
    let mut documents = Vec::new();
    let mut after = None;
    loop {
        let found = investments::all_after(tx, after).await?;
        let Some((last, _)) = found.last() else { return Ok(documents) };
        after = Some(last.id);
        let may = |agency_id| ctx.actor.may(Permission::ReadInvestments, agency_id);
        documents.extend(found.into_iter().filter(|it| may(it.0.agency_id)).map(|it| it.1));
    }
}

/// Every scenario that the actor may see. Retired ones come along: their runs stay, too.
async fn scenarios(tx: &Tx, ctx: &Ctx) -> Result<Vec<ScenarioDocument>> {
    let mut documents = Vec::new();
    let mut after = None;
    loop {
        let (more, last) = scenarios::all_after(tx, ctx, after).await?;
        documents.extend(more);
        if last.is_none() {
            return Ok(documents);
        }
        after = last;
    }
}

/// Every plan that the actor may see, also those that nobody follows any more: what was in force
/// stays on record.
async fn plans(tx: &Tx, ctx: &Ctx, options: ReadOptions) -> Result<Vec<PlanDocument>> {
    let mut documents = Vec::new();
    let mut after = None;
    loop {
        let found = plans::all_after(tx, after).await?;
        let Some((last, _)) = found.last() else { return Ok(documents) };
        after = Some(last.id);
        let seen = found.into_iter().filter_map(|(plan, it)| plans::seen_by(ctx, &plan, it));
        documents.extend(seen.map(|it| match options.channels {
            true => it,
            false => it.without_contacts(),
        }));
    }
}

async fn items(tx: &Tx, ctx: &Ctx) -> Result<Vec<ItemFile>> {
    let mut files = Vec::new();
    let mut after: Option<ItemId> = None;
    loop {
        let mut items = inventory::all_after(tx, after).await?;
        let Some(last) = items.last() else { break };
        after = Some(last.id);
        items.retain(|it| inventory::reads(ctx, it));
        let documents = inventory::documents_in(tx, &items).await?;
        let mut needs = needs(tx, &items).await?;
        for (item, document) in items.iter().zip(documents) {
            let needs = needs.remove(&item.id).unwrap_or_default();
            files.push(ItemFile::new(document, needs));
        }
    }
    drop_references_out_of_use(&mut files);
    Ok(files)
}

async fn needs(tx: &Tx, items: &[Item]) -> Result<BTreeMap<ItemId, Vec<NeedDocument>>> {
    let ids: Vec<ItemId> = items.iter().map(|it| it.id).collect();
    let mut found: BTreeMap<ItemId, Vec<NeedDocument>> = BTreeMap::new();
    for (Need { from_id, kind, strength, note, .. }, to) in inventory::needs_in(tx, &ids).await? {
        let on = reference(to.kind, &to.code);
        let need = NeedDocument { on, kind, max_gap: strength.max_gap(), note };
        found.entry(from_id).or_default().push(need);
    }
    Ok(found)
}

fn drop_references_out_of_use(files: &mut [ItemFile]) {
    let in_use: BTreeSet<String> = files.iter().map(ItemFile::reference).collect();
    let keep = |kind: Kind, code: &mut Option<String>| {
        if code.as_ref().is_some_and(|it| !in_use.contains(&reference(kind, it))) {
            *code = None;
        }
    };
    for ItemFile { document, needs } in files {
        needs.retain(|it| in_use.contains(&it.on));
        keep(Kind::Site, &mut document.site);
        keep(Kind::Vendor, &mut document.vendor);
        keep(Kind::Crew, &mut document.crew);
        keep(Kind::Equipment, &mut document.equipment);
    }
}

async fn all_persons(
    tx: &Tx,
    ctx: &Ctx,
    options: ReadOptions,
    named: &BTreeSet<String>,
    agencies: &[agencies::AgencyDocument],
) -> Result<Vec<persons::PersonDocument>> {
    let agencies: BTreeSet<&str> = agencies.iter().map(|it| it.code.as_str()).collect();
    let mut documents = Vec::new();
    let mut after: Option<PersonId> = None;
    loop {
        let mut persons = persons::all_after(tx, after).await?;
        let Some(last) = persons.last() else { break };
        after = Some(last.id);
        persons.retain(|it| {
            (it.retired_at.is_none() || named.contains(it.code.as_str()))
                && ctx.actor.may(Permission::ReadAgencies, it.agency_id)
        });
        documents.extend(persons::documents_in(tx, ctx, &persons).await?);
    }
    documents.retain(|it| agencies.contains(it.agency.as_str()));
    if !options.channels {
        for document in &mut documents {
            document.channels = Vec::new();
        }
    }
    Ok(documents)
}

/// The codes of the people who stand behind a plan and its versions. Whom it names in its lists need
/// not be there any more: that they left is worth a finding.
fn people_of_plan(document: &PlanDocument) -> impl Iterator<Item = &str> {
    let of_versions = document.versions.iter();
    let of_versions =
        of_versions.flat_map(|it| [&it.author, &it.edited_by, &it.reviewed_by, &it.approved_by]);
    of_versions.chain([&document.owner]).flatten().map(String::as_str)
}

/// The codes of the people that an item names.
fn people_of(document: &inventory::ItemDocument) -> Vec<&str> {
    let mut codes: Vec<&str> =
        [&document.owner, &document.custodian].into_iter().flatten().map(String::as_str).collect();
    let lists: &[&str] = match document.kind {
        Kind::Team => &["members", "alternates"],
        Kind::Process => &["people"],
        _ => &[],
    };
    let lists = lists.iter().filter_map(|it| document.details.get(*it));
    codes.extend(lists.filter_map(|it| it.as_array()).flatten().filter_map(|it| it.as_str()));
    codes
}
