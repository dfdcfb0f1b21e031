//! Documents into the database: all of them, or none.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use serde::Serialize;

use super::{items, registers};
use crate::people::agencies::{self, AgencyDocument};
use crate::people::calendars::{self, CalendarDocument};
use crate::people::persons::{self, PersonDocument};
use crate::plans::plan::{self as plans, PlanDocument};
use crate::plans::templates;
use crate::plans::waivers;
use crate::prepare::impact::{self, AnalysisDocument};
use crate::prepare::risks::{self, RiskDocument};
use crate::prepare::strategies::{self, StrategyDocument};
use crate::programme::{Programme, Settings};
use crate::prove::investments::{self, InvestmentDocument};
use crate::prove::scenarios::{self, ScenarioDocument};
use crate::settings;
use crate::{Ctx, Result};

/// How many people are written at a time.
const BATCH: usize = 500;

/// How to put a programme into the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Whether what the programme does not mention is retired. Otherwise it stays as it is.
    pub prune: bool,
    /// Whether nothing is kept of it: only to see what would become of the documents.
    pub dry_run: bool,
}

/// What became of the documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Of the business calendars. Those that are not mentioned stay: others may count by them.
    pub calendars: Counts,
    /// Of the agencies.
    pub agencies: Counts,
    /// Of the people.
    pub persons: Counts,
    /// Of the items, by kind.
    pub items: BTreeMap<String, Counts>,
    /// Of the impact analyses.
    pub analyses: Counts,
    /// Of the risks. Those that are not mentioned any more are closed.
    pub risks: Counts,
    /// Of the strategies.
    pub strategies: Counts,
    /// Of the investments.
    pub investments: Counts,
    /// Of the scenarios.
    pub scenarios: Counts,
    /// Of the templates of plans. Those that are not mentioned stay.
    pub templates: Counts,
    /// Of the plans.
    pub plans: Counts,
    /// Of the plans that have waivers. Waivers that are not mentioned stay.
    pub waivers: Counts,
    /// Of the registers, by kind. What is not mentioned stays.
    pub registers: BTreeMap<&'static str, Counts>,
    /// How many settings are other than before.
    pub n_settings_changed: usize,
}

/// How many were what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// New.
    pub n_added: usize,
    /// Other than before.
    pub n_changed: usize,
    /// As before.
    pub n_same: usize,
    /// Not mentioned any more, and so taken out of use.
    pub n_retired: usize,
}

impl Summary {
    /// Whether the database was left as it was.
    pub fn is_same(&self) -> bool {
        let people = [&self.calendars, &self.agencies, &self.persons];
        let prepared =
            [&self.analyses, &self.risks, &self.strategies, &self.plans, &self.templates];
        let last = [&self.investments, &self.scenarios, &self.waivers];
        let others = people.into_iter().chain(prepared).chain(last);
        let all = self.items.values().chain(self.registers.values()).chain(others);
        let mut all = all.into_iter();
        all.all(|it| it.n_added + it.n_changed + it.n_retired == 0) && self.n_settings_changed == 0
    }
}

/// Puts a programme into the database: wholly or, if anything in it is refused, not at all.
///
/// Everything is found again by its code, so doing it twice changes nothing the second time. What
/// a person's document does not say of how to reach them stays as it is.
pub async fn write(ctx: &Ctx, programme: &Programme, options: WriteOptions) -> Result<Summary> {
    let tx = ctx.write().await?;
    let summary = write_in(&tx, ctx, programme, options).await?;
    match options.dry_run {
        true => tx.rollback().await?,
        false => tx.commit().await?,
    }
    Ok(summary)
}

/// The same in the caller's transaction.
pub(crate) async fn write_in(
    tx: &Tx,
    ctx: &Ctx,
    programme: &Programme,
    options: WriteOptions,
) -> Result<Summary> {
    let mut summary = Summary::default();
    put_calendars(tx, ctx, &programme.calendars, &mut summary.calendars).await?;
    let late = first_agencies(tx, ctx, &programme.agencies, &mut summary.agencies).await?;
    put_persons(tx, ctx, &programme.persons, &mut summary.persons).await?;
    // An agency names people, and people name their agency: the names come when both are there.
    let (_, n_changed) = agencies::put_all(tx, ctx, &late.existing).await?;
    agencies::put_all(tx, ctx, &late.added).await?;
    summary.agencies.n_changed += n_changed;
    summary.agencies.n_same += late.existing.len() - n_changed;
    items::put(tx, ctx, &programme.items, &mut summary.items).await?;
    put_settings(tx, ctx, &programme.settings, &mut summary).await?;
    put_analyses(tx, ctx, &programme.analyses, &mut summary.analyses).await?;
    put_risks(tx, ctx, &programme.risks, &mut summary.risks).await?;
    put_strategies(tx, ctx, &programme.strategies, &mut summary.strategies).await?;
    put_investments(tx, ctx, &programme.investments, &mut summary.investments).await?;
    put_scenarios(tx, ctx, &programme.scenarios, &mut summary.scenarios).await?;
    // Before plans: what is started is written to the template of today.
    let n_new = templates::put_all(tx, ctx, &programme.templates).await?;
    summary.templates.n_changed += n_new;
    summary.templates.n_same += programme.templates.len() - n_new;
    put_plans(tx, ctx, &programme.plans, &mut summary.plans).await?;
    let n_changed = waivers::put_all(tx, ctx, &programme.waivers).await?;
    summary.waivers.n_changed += n_changed;
    summary.waivers.n_same += programme.waivers.len() - n_changed;
    // Last: a lesson names a plan.
    registers::put(tx, ctx, &programme.registers, &mut summary.registers).await?;
    if options.prune {
        prune_plans(tx, ctx, &programme.plans, &mut summary.plans).await?;
        let kept = programme.strategies.iter().map(|it| it.code.trim()).collect();
        summary.strategies.n_retired += strategies::prune(tx, ctx, &kept).await?;
        let kept = programme.risks.iter().map(|it| it.code.trim()).collect();
        summary.risks.n_retired += risks::prune(tx, ctx, &kept).await?;
        prune_investments(tx, ctx, &programme.investments, &mut summary.investments).await?;
        let kept = programme.scenarios.iter().map(|it| it.code.as_str()).collect();
        summary.scenarios.n_retired += scenarios::prune(tx, ctx, &kept).await?;
        items::prune(tx, ctx, &programme.items, &mut summary.items).await?;
        prune_persons(tx, ctx, &programme.persons, &mut summary.persons).await?;
        prune_agencies(tx, ctx, &programme.agencies, &mut summary.agencies).await?;
    }
    Ok(summary)
}

async fn put_settings(
    tx: &Tx,
    ctx: &Ctx,
    settings: &Settings,
    summary: &mut Summary,
) -> Result<()> {
    if let Some(it) = settings.general.clone() {
        summary.n_settings_changed += usize::from(settings::put(tx, ctx, it).await?);
    }
    if let Some(it) = settings.impact.clone() {
        summary.n_settings_changed += usize::from(settings::put(tx, ctx, it).await?);
    }
    if let Some(it) = settings.plan_checks.clone() {
        summary.n_settings_changed += usize::from(settings::put(tx, ctx, it).await?);
    }
    if let Some(it) = settings.risk.clone() {
        summary.n_settings_changed += usize::from(settings::put(tx, ctx, it).await?);
    }
    if let Some(it) = settings.service_hours.clone() {
        summary.n_settings_changed += usize::from(settings::put(tx, ctx, it).await?);
    }
    Ok(())
}

async fn put_calendars(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[CalendarDocument],
    counts: &mut Counts,
) -> Result<()> {
    let (n_added, n_changed) = calendars::put_all(tx, ctx, documents).await?;
    counts.n_added += n_added;
    counts.n_changed += n_changed;
    counts.n_same += documents.len() - n_added - n_changed;
    Ok(())
}

async fn put_analyses(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[AnalysisDocument],
    counts: &mut Counts,
) -> Result<()> {
    for documents in documents.chunks(BATCH) {
        let (n_added, n_changed) = impact::put_all(tx, ctx, documents).await?;
        counts.n_added += n_added;
        counts.n_changed += n_changed;
        counts.n_same += documents.len() - n_added - n_changed;
    }
    Ok(())
}

async fn put_risks(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[RiskDocument],
    counts: &mut Counts,
) -> Result<()> {
    for documents in documents.chunks(BATCH) {
        let (n_added, n_changed) = risks::put_all(tx, ctx, documents).await?;
        counts.n_added += n_added;
        counts.n_changed += n_changed;
        counts.n_same += documents.len() - n_added - n_changed;
    }
    Ok(())
}

async fn put_strategies(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[StrategyDocument],
    counts: &mut Counts,
) -> Result<()> {
    for documents in documents.chunks(BATCH) {
        let (n_added, n_changed) = strategies::put_all(tx, ctx, documents).await?;
        counts.n_added += n_added;
        counts.n_changed += n_changed;
        counts.n_same += documents.len() - n_added - n_changed;
    }
    Ok(())
}

async fn put_investments(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[InvestmentDocument],
    counts: &mut Counts,
) -> Result<()> {
    for documents in documents.chunks(BATCH) {
        let (n_added, n_changed) = investments::put_all(tx, ctx, documents).await?;
        counts.n_added += n_added;
        counts.n_changed += n_changed;
        counts.n_same += documents.len() - n_added - n_changed;
    }
    Ok(())
}

async fn put_scenarios(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[ScenarioDocument],
    counts: &mut Counts,
) -> Result<()> {
    for documents in documents.chunks(BATCH) {
        let (n_added, n_changed) = scenarios::put_all(tx, ctx, documents).await?;
        counts.n_added += n_added;
        counts.n_changed += n_changed;
        counts.n_same += documents.len() - n_added - n_changed;
    }
    Ok(())
}

/// All of them at once: a plan may belong to any other.
async fn put_plans(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[PlanDocument],
    counts: &mut Counts,
) -> Result<()> {
    let (n_added, n_changed) = plans::put_all(tx, ctx, documents).await?;
    counts.n_added += n_added;
    counts.n_changed += n_changed;
    counts.n_same += documents.len() - n_added - n_changed;
    Ok(())
}

async fn prune_plans(tx: &Tx, ctx: &Ctx, kept: &[PlanDocument], counts: &mut Counts) -> Result<()> {
    let kept: BTreeSet<&str> = kept.iter().map(|it| it.code.trim()).collect();
    let mut after = None;
    loop {
        let found = plans::all_after(tx, after).await?;
        let Some((last, _)) = found.last() else { return Ok(()) };
        after = Some(last.id);
        for (plan, _) in found {
            if plan.retired_at.is_none() && !kept.contains(plan.code.as_str()) {
                plans::retire_in(tx, ctx, plan).await?;
                counts.n_retired += 1;
            }
        }
    }
}

async fn prune_investments(
    tx: &Tx,
    ctx: &Ctx,
    kept: &[InvestmentDocument],
    counts: &mut Counts,
) -> Result<()> {
    let kept: BTreeSet<&str> = kept.iter().map(|it| it.code.trim()).collect();
    let mut after = None;
    loop {
        let found = investments::all_after(tx, after).await?;
        let Some((last, _)) = found.last() else { return Ok(()) };
        after = Some(last.id);
        for (investment, _) in found {
            if investment.retired_at.is_none() && !kept.contains(investment.code.as_str()) {
                investments::retire_in(tx, ctx, investment).await?;
                counts.n_retired += 1;
            }
        }
    }
}

/// Agencies that name people who are not there yet.
#[derive(Default)]
struct Late {
    /// Of those, the ones that were there before.
    existing: Vec<AgencyDocument>,
    /// And those that were not, and are there now without the names.
    added: Vec<AgencyDocument>,
}

async fn first_agencies(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[AgencyDocument],
    counts: &mut Counts,
) -> Result<Late> {
    let contacts = documents.iter().flat_map(|it| [&it.primary_contact, &it.alternate_contact]);
    let contacts: BTreeSet<&str> = contacts.flatten().map(String::as_str).collect();
    let known = persons::ids_by_code(tx, &contacts).await?;
    let existing = agencies::all_in(tx).await?;
    let existing: BTreeSet<&str> = existing.iter().map(|it| it.code.as_str()).collect();
    let is_known = |code: &Option<String>| code.as_ref().is_none_or(|it| known.contains_key(it));
    let mut late = Late::default();
    let mut now = Vec::with_capacity(documents.len());
    for document in documents {
        if is_known(&document.primary_contact) && is_known(&document.alternate_contact) {
            now.push(document.clone());
        } else if existing.contains(document.code.as_str()) {
            late.existing.push(document.clone());
        } else {
            let nobody = AgencyDocument {
                primary_contact: None,
                alternate_contact: None,
                ..document.clone()
            };
            now.push(nobody);
            late.added.push(document.clone());
        }
    }
    let (n_added, n_changed) = agencies::put_all(tx, ctx, &now).await?;
    counts.n_added += n_added;
    counts.n_changed += n_changed;
    counts.n_same += now.len() - n_added - n_changed;
    Ok(late)
}

async fn put_persons(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[PersonDocument],
    counts: &mut Counts,
) -> Result<()> {
    for documents in documents.chunks(BATCH) {
        let codes: BTreeSet<&str> = documents.iter().map(|it| it.code.as_str()).collect();
        let known = persons::by_codes(tx, &codes).await?;
        let known = persons::documents_in(tx, ctx, &known).await?;
        let mut channels: BTreeMap<String, _> =
            known.into_iter().map(|it| (it.code, it.channels)).collect();
        let mut documents = documents.to_vec();
        for document in &mut documents {
            if document.channels.is_empty() {
                document.channels = channels.remove(&document.code).unwrap_or_default();
            }
        }
        let (n_added, n_changed) = persons::put_all(tx, ctx, &documents).await?;
        counts.n_added += n_added;
        counts.n_changed += n_changed;
        counts.n_same += documents.len() - n_added - n_changed;
    }
    Ok(())
}

async fn prune_persons(
    tx: &Tx,
    ctx: &Ctx,
    kept: &[PersonDocument],
    counts: &mut Counts,
) -> Result<()> {
    let kept: BTreeSet<&str> = kept.iter().map(|it| it.code.as_str()).collect();
    let mut after = None;
    loop {
        let persons = persons::all_after(tx, after).await?;
        let Some(last) = persons.last() else { return Ok(()) };
        after = Some(last.id);
        for person in persons {
            if person.retired_at.is_none() && !kept.contains(person.code.as_str()) {
                persons::retire_in(tx, ctx, person).await?;
                counts.n_retired += 1;
            }
        }
    }
}

async fn prune_agencies(
    tx: &Tx,
    ctx: &Ctx,
    kept: &[AgencyDocument],
    counts: &mut Counts,
) -> Result<()> {
    let kept: BTreeSet<&str> = kept.iter().map(|it| it.code.as_str()).collect();
    // In the order of the tree the parts come after the whole, and have to go first.
    for agency in agencies::all_in(tx).await?.into_iter().rev() {
        if agency.retired_at.is_none() && !kept.contains(agency.code.as_str()) {
            let code = agency.code.clone();
            let retired = agencies::retire_in(tx, ctx, agency).await;
            retired.map_err(|it| it.within(&format!("agency:{code}")))?;
            counts.n_retired += 1;
        }
    }
    Ok(())
}
