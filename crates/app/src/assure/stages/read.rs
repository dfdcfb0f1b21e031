//! Looking at the programme of an agency.

use std::collections::BTreeMap;

use chrono::Days;

use super::facts::facts;
use super::stage::stages;
use super::{Facts, Group, Part, Record, StageState, store};
use crate::actor::{Permission, Scope};
use crate::ids::AgencyId;
use crate::people::agencies::{self, Agency};
use crate::{Ctx, Error, Result};

/// So many days before its date an activity is in the work of whoever answers for it.
const DAYS_AHEAD: u64 = 14;

/// The programme of an agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// Whose it is: of that agency and of all below it.
    pub agency: Agency,
    /// What is there.
    pub facts: Facts,
    /// How it stands at each stage.
    pub stages: Vec<StageState>,
    /// What was written down.
    pub records: BTreeMap<Part, Record>,
}

impl Programme {
    /// Which stage it is at: the last that is open.
    pub fn current(&self) -> Option<&StageState> {
        self.stages.iter().rev().find(|it| it.is_open)
    }

    /// The benefits of which nothing is said: neither a value nor a note (S3-03).
    pub fn unsaid(&self) -> Vec<Part> {
        let is_said = |it: &Part| self.records.get(it).is_some_and(Record::is_said);
        Part::of(Group::Benefit).filter(|it| !is_said(it)).collect()
    }
}

/// The programme of an agency, for whoever may see its assurance.
pub async fn programme(ctx: &Ctx, agency: AgencyId) -> Result<Programme> {
    let agency = find_agency(ctx, agency).await?;
    let facts = facts(ctx, agency.id).await?;
    let records = store::by_agency(&*ctx.read().await?, agency.id).await?;
    let records: BTreeMap<Part, Record> = records.into_iter().map(|it| (it.part, it)).collect();
    let stages = stages(&facts, &records, ctx.now.date_naive());
    Ok(Programme { agency, facts, stages, records })
}

/// Whose programme is shown unless another is asked for: that of the state to whoever sees all of
/// it, and that of their own agency to everybody else. Nothing is found before there is an agency.
pub async fn default_agency(ctx: &Ctx) -> Result<AgencyId> {
    let scope = ctx.require_scope(Permission::ReadAssurance)?;
    let own = ctx.actor.agency_id;
    if scope != Scope::Everything && ctx.actor.may(Permission::ReadAssurance, own) {
        return Ok(own);
    }
    let all = agencies::all(ctx).await?;
    let first = all.into_iter().find(|it| ctx.actor.may(Permission::ReadAssurance, it.id));
    Ok(first.ok_or(Error::NotFound("programme"))?.id)
}

/// One part of a programme, whether or not anything was written down about it.
pub async fn show(ctx: &Ctx, (agency, part): (AgencyId, Part)) -> Result<(Agency, Record)> {
    let agency = find_agency(ctx, agency).await?;
    let found = store::find(&*ctx.read().await?, (agency.id, part)).await?;
    let record = found.unwrap_or_else(|| Record::unwritten(agency.id, part));
    Ok((agency, record))
}

/// The activities that the actor answers for, and that are due soon or past their date.
pub async fn past(ctx: &Ctx) -> Result<Vec<Record>> {
    if ctx.actor.limited_to.is_some() {
        return Ok(Vec::new());
    }
    let mut found = store::by_owner(&*ctx.read().await?, ctx.actor.person_id).await?;
    let soon = ctx.now.date_naive() + Days::new(DAYS_AHEAD);
    found.retain(|it| {
        it.part.group() == Group::Activity
            && it.next().is_some_and(|day| day <= soon)
            && ctx.actor.may(Permission::ReadAssurance, it.agency_id)
    });
    found.sort_by_key(Record::next);
    Ok(found)
}

/// An agency in use whose programme the actor may see. Any other is, to them, not there.
pub(super) async fn find_agency(ctx: &Ctx, id: AgencyId) -> Result<Agency> {
    const NOT_THERE: Error = Error::NotFound("programme");
    ctx.require_scope(Permission::ReadAssurance)?;
    if !ctx.actor.may(Permission::ReadAssurance, id) {
        return Err(NOT_THERE);
    }
    let all = agencies::all_in(&*ctx.read().await?).await?;
    all.into_iter().find(|it| it.id == id && it.retired_at.is_none()).ok_or(NOT_THERE)
}
