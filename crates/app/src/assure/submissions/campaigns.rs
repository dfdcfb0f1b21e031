//! Campaigns: opening and changing them, and looking at them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use db::Tx;

use super::campaign::{Campaign, CampaignDocument};
use super::document::{Names, event};
use super::{State, Submission, campaign_store, store, timer};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, CampaignId, SubmissionId};
use crate::people::agencies::{self, Agency, AgencyCalendars};
use crate::{Ctx, Error, FieldProblem, Page, Paging, Result};

/// Which campaigns to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those whose names contain this.
    pub text: String,
    /// Only those that open by this day.
    pub opened_by: Option<NaiveDate>,
    /// Only those that open on this day or later.
    pub opens_from: Option<NaiveDate>,
    /// Only those due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Only those due before this day.
    pub due_before: Option<NaiveDate>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of campaigns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// The newest first.
    #[default]
    Recent,
    /// Their years.
    Year,
    /// What they are called.
    Name,
    /// When they are due.
    Due,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "recent" => Some(Sort::Recent),
            "year" => Some(Sort::Year),
            "name" => Some(Sort::Name),
            "due" => Some(Sort::Due),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// One campaign.
pub async fn campaign(ctx: &Ctx, id: CampaignId) -> Result<Campaign> {
    ctx.require_scope(Permission::ReadSubmissions)?;
    campaign_store::find(&*ctx.read().await?, id).await?.ok_or(Error::NotFound("campaign"))
}

/// One page of the campaigns.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Campaign>> {
    ctx.require_scope(Permission::ReadSubmissions)?;
    campaign_store::list(&*ctx.read().await?, query).await
}

/// Every campaign, the newest first: there is one for each year.
pub async fn all(ctx: &Ctx) -> Result<Vec<Campaign>> {
    ctx.require_scope(Permission::ReadSubmissions)?;
    campaign_store::all(&*ctx.read().await?).await
}

/// How many submissions of each campaign are in each state, as far as the actor may see them.
pub async fn counts(
    ctx: &Ctx,
    ids: &BTreeSet<CampaignId>,
) -> Result<BTreeMap<CampaignId, BTreeMap<State, u64>>> {
    let scope = ctx.require_scope(Permission::ReadSubmissions)?;
    store::counts(&*ctx.read().await?, &scope, ids).await
}

/// A campaign as a document, with those who are asked, as far as the actor may see them.
pub async fn campaign_document(ctx: &Ctx, it: &Campaign) -> Result<CampaignDocument> {
    let scope = ctx.require_scope(Permission::ReadSubmissions)?;
    let tx = ctx.read().await?;
    let mut asked = store::asked(&tx, it.id).await?;
    asked.retain(|id| scope.holds(*id, (*id).into()));
    let codes = agencies::codes(&tx, &asked).await?;
    Ok(document(it, codes.into_values().collect()))
}

fn document(it: &Campaign, agencies: BTreeSet<String>) -> CampaignDocument {
    CampaignDocument {
        year: it.year,
        name: it.name.clone(),
        plan_types: it.plan_types.clone(),
        agencies,
        opens_on: it.opens_on,
        due_on: it.due_on,
        statute: it.statute.clone(),
        guidance: it.guidance.clone(),
    }
}

/// Opens the campaign of a year: each agency is asked for its plans.
pub async fn add(ctx: &Ctx, document: &CampaignDocument) -> Result<Campaign> {
    ctx.require(Permission::WriteCampaigns, Place::State)?;
    let tx = ctx.write().await?;
    let it = add_in(&tx, ctx, document).await?;
    tx.commit().await?;
    Ok(it)
}

/// The same in a transaction.
pub(crate) async fn add_in(tx: &Tx, ctx: &Ctx, document: &CampaignDocument) -> Result<Campaign> {
    let problems = document.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    if campaign_store::by_year(tx, document.year).await?.is_some() {
        return Err(FieldProblem::new("year", "There is a campaign of this year already.").into());
    }
    let asked = match document.agencies.is_empty() {
        true => agencies::all_in(tx).await?.into_iter().filter(owes_plans).collect(),
        false => named(tx, &document.agencies).await?,
    };
    let it = campaign_of(document, CampaignId::new(), (ctx.now, 1));
    campaign_store::insert(tx, &it).await?;
    let mut events = vec![campaign_event(Action::CampaignAdded, &it).to(document)];
    events.extend(ask(tx, ctx, &it, &asked).await?);
    events.extend(timer::moved(tx, ctx).await?);
    events::record_all(tx, ctx, events).await?;
    Ok(it)
}

/// Changes a campaign, unless someone changed it since the asker saw it at version `seen`. Whoever
/// has handed nothing in yet follows its days and types; agencies can be added, and none left out.
pub async fn change(
    ctx: &Ctx,
    id: CampaignId,
    seen: i64,
    to: &CampaignDocument,
) -> Result<Campaign> {
    ctx.require(Permission::WriteCampaigns, Place::State)?;
    let problems = to.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let tx = ctx.write().await?;
    let before = campaign_store::find(&tx, id).await?.ok_or(Error::NotFound("campaign"))?;
    if before.version != seen {
        return Err(Error::Stale("campaign"));
    }
    if to.year != before.year {
        return Err(FieldProblem::new("year", "The year never changes.").into());
    }
    let asked = store::asked(&tx, id).await?;
    let mut more = named(&tx, &to.agencies).await?;
    more.retain(|it| !asked.contains(&it.id));
    let next = campaign_of(to, id, (before.updated_at, before.version));
    if next == before && more.is_empty() {
        return Ok(before);
    }
    let next = Campaign { updated_at: ctx.now, ..next };
    let next = campaign_store::update(&tx, next).await?;
    let said = |it: &Campaign| document(it, BTreeSet::new());
    let event = campaign_event(Action::CampaignChanged, &next);
    let mut events = vec![event.from(&said(&before)).to(&said(&next))];
    let today = timer::today(&tx, ctx).await?;
    let calendars = agencies::calendars_in(&tx, &asked).await?;
    for before in store::of_campaign(&tx, id).await? {
        let (days, types) = ((next.opens_on, next.due_on), &next.plan_types);
        let after = before.clone();
        let after = after.asked_otherwise(days, types, &calendars, (today, ctx.now));
        let is_same = Submission { updated_at: before.updated_at, ..after.clone() } == before;
        if !is_same {
            let after = store::update(&tx, after).await?;
            let action = Action::SubmissionChanged;
            events.push(super::document::changed(&tx, action, (&before, &after)).await?);
        }
    }
    events.extend(ask(&tx, ctx, &next, &more).await?);
    events.extend(timer::moved(&tx, ctx).await?);
    events::record_all(&tx, ctx, events).await?;
    tx.commit().await?;
    Ok(next)
}

fn campaign_of(
    it: &CampaignDocument,
    id: CampaignId,
    (updated_at, version): (crate::Timestamp, i64),
) -> Campaign {
    Campaign {
        id,
        year: it.year,
        name: it.name.trim().to_owned(),
        plan_types: it.plan_types.clone(),
        opens_on: it.opens_on,
        due_on: it.due_on,
        statute: it.statute.trim().to_owned(),
        guidance: it.guidance.trim().to_owned(),
        updated_at,
        version,
    }
}

/// Whether an agency is asked where nobody says who: it is part of the state, and no partner.
fn owes_plans(it: &Agency) -> bool {
    it.retired_at.is_none() && it.parent_id.is_some() && !it.kind.is_partner()
}

/// The agencies with these codes.
async fn named(tx: &Tx, codes: &BTreeSet<String>) -> Result<Vec<Agency>> {
    let mut all = agencies::all_in(tx).await?;
    all.retain(|it| it.retired_at.is_none() && codes.contains(&it.code));
    if let Some(code) = codes.iter().find(|code| all.iter().all(|it| it.code != **code)) {
        let reason = format!("There is no agency called {code}.");
        return Err(FieldProblem::new("agencies", reason).into());
    }
    Ok(all)
}

/// Asks agencies for their plans in a campaign.
async fn ask(tx: &Tx, ctx: &Ctx, it: &Campaign, agencies: &[Agency]) -> Result<Vec<Event>> {
    let calendars = calendars_of(tx, agencies).await?;
    let asked: Vec<Submission> = agencies
        .iter()
        .map(|agency| Submission {
            campaign_id: Some(it.id),
            plan_types: it.plan_types.clone(),
            ..blank((agency, &calendars), it.year, (it.opens_on, it.due_on), ctx)
        })
        .collect();
    store::insert_all(tx, &asked).await?;
    let names = Names::of(tx, &asked).await?;
    let asked = asked.iter();
    Ok(asked.map(|it| event(Action::SubmissionAsked, it).to(&names.document(it))).collect())
}

/// By which calendars these agencies count.
pub(super) async fn calendars_of(tx: &Tx, all: &[Agency]) -> Result<AgencyCalendars> {
    agencies::calendars_in(tx, &all.iter().map(|it| it.id).collect()).await
}

/// A submission of an agency that was asked for just now.
pub(super) fn blank(
    (agency, calendars): (&Agency, &AgencyCalendars),
    year: i32,
    (opens_on, asked_due_on): (NaiveDate, NaiveDate),
    ctx: &Ctx,
) -> Submission {
    let agency_id: AgencyId = agency.id;
    let asked = Submission {
        id: SubmissionId::new(),
        campaign_id: None,
        agency_id,
        agency_folded: db::fold(&agency.name),
        year,
        plan_types: BTreeSet::new(),
        reason: String::new(),
        opens_on,
        asked_due_on,
        due_on: asked_due_on,
        fixes_from: None,
        fixes_due_on: None,
        fixes_late_at: None,
        state: State::NotDue,
        late_at: None,
        prepared_by: None,
        prepared_at: None,
        n_filings: 0,
        receipt: None,
        attested_at: None,
        score: None,
        updated_at: ctx.now,
        version: 1,
    };
    asked.counted(calendars)
}

pub(super) fn campaign_event(action: Action, it: &Campaign) -> Event {
    Event::new(action, Subject::new("campaign", it.id))
}
