//! Looking at how agencies meet their obligations: every agency beside every obligation that holds
//! for it, whether or not anything was written down yet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use db::Tx;

use super::{Compliance, ComplianceDocument, Query, Sort, State, store};
use crate::actor::Permission;
use crate::assure::obligations::{self, Clause, Obligation, PlanAnswers};
use crate::ids::{AgencyId, ObligationId, PersonId, PlanId};
use crate::people::agencies::{self, Agency};
use crate::people::persons;
use crate::plans::plan;
use crate::plans::templates::{SectionTemplate, Template};
use crate::{Ctx, Error, Page, Paging, Result};

/// One line of the checklist: how one agency stands with one obligation.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The agency.
    pub agency: Arc<Agency>,
    /// The obligation.
    pub obligation: Arc<Obligation>,
    /// What was written down about it.
    pub compliance: Compliance,
    /// How far it is.
    pub state: State,
    /// By when it is to be attested.
    pub due: Option<NaiveDate>,
    /// Whether that day is past, and it does not count as met.
    pub is_overdue: bool,
    /// Who answers for it: who is named, or else the agency's contact for continuity.
    pub owner_id: Option<PersonId>,
}

impl Line {
    fn of(
        (agency, obligation): (Arc<Agency>, Arc<Obligation>),
        compliance: Option<Compliance>,
        today: NaiveDate,
    ) -> Line {
        let compliance =
            compliance.unwrap_or_else(|| Compliance::unwritten(agency.id, obligation.id));
        let state = compliance.state(&obligation.document, today);
        let due = compliance.due(&obligation.document);
        Line {
            owner_id: compliance.owner_id.or(agency.primary_contact_id),
            is_overdue: !state.is_met() && due.is_some_and(|it| it < today),
            state,
            due,
            agency,
            obligation,
            compliance,
        }
    }
}

/// A line of the checklist with what stands behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The line.
    pub line: Line,
    /// Each clause of the obligation.
    pub clauses: Vec<ClauseStanding>,
}

/// What an agency has for one clause.
#[derive(Debug, Clone, PartialEq)]
pub struct ClauseStanding {
    /// The clause.
    pub clause: Clause,
    /// How the plans of the agency answer it.
    pub plans: Vec<PlanStanding>,
    /// Where no plan of the agency could: the type of plan to start, and the section to write.
    pub to_start: Option<(&'static Template, &'static str)>,
    /// How many pieces of evidence are for it.
    pub n_evidence: usize,
}

/// How a plan answers a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanStanding {
    /// The plan.
    pub id: PlanId,
    /// What it is called.
    pub title: String,
    /// The section that answers it, or would: the one to add.
    pub section: SectionTemplate,
    /// Whether that section is complete.
    pub is_complete: bool,
    /// Whether people follow the plan: before that it satisfies nothing.
    pub is_in_force: bool,
}

impl ClauseStanding {
    /// Whether a plan in force satisfies it.
    pub fn is_satisfied(&self) -> bool {
        self.plans.iter().any(|it| it.is_complete && it.is_in_force)
    }
}

/// One page of the checklist, as far as the actor may see it (S0-24, S1-10).
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Line>> {
    ctx.require_scope(Permission::ReadAssurance)?;
    let mut all = agencies::all(ctx).await?;
    all.retain(|it| {
        ctx.actor.may(Permission::ReadAssurance, it.id)
            && query.agencies.as_ref().is_none_or(|of| of.contains(&it.id))
    });
    let tx = ctx.read().await?;
    let mut obligations = obligations::all_in(&tx).await?;
    obligations.retain(|it| query.obligation.is_none_or(|id| it.id == id));
    let ids: BTreeSet<AgencyId> = all.iter().map(|it| it.id).collect();
    let mut written: BTreeMap<(AgencyId, ObligationId), Compliance> = BTreeMap::new();
    for it in store::of_agencies(&tx, &ids).await? {
        written.insert((it.agency_id, it.obligation_id), it);
    }
    let obligations: Vec<Arc<Obligation>> = obligations.into_iter().map(Arc::new).collect();
    let today = ctx.now.date_naive();
    let mut lines = Vec::new();
    for agency in all.into_iter().map(Arc::new) {
        for it in &obligations {
            if it.document.applies_to(agency.kind, &agency.code) {
                let compliance = written.remove(&(agency.id, it.id));
                lines.push(Line::of((agency.clone(), it.clone()), compliance, today));
            }
        }
    }
    narrow(&mut lines, query);
    sort(&mut lines, query);
    let n_items = lines.len() as u64;
    Ok(query.paging.of(query.paging.part(lines), n_items))
}

fn narrow(lines: &mut Vec<Line>, query: &Query) {
    let text = db::fold(query.text.trim());
    lines.retain(|it| {
        let document = &it.obligation.document;
        let said = [&it.agency.name, &it.agency.code, &document.citation, &document.title];
        (text.is_empty() || said.iter().any(|it| db::fold(it).contains(&text)))
            && query.state.is_none_or(|state| it.state == state)
            && (!query.unmet || !it.state.is_met())
            && (!query.overdue || it.is_overdue)
    });
}

fn sort(lines: &mut [Line], query: &Query) {
    lines.sort_by_cached_key(|it| {
        (db::fold(&it.agency.name), it.agency.id, it.obligation.document.code.clone())
    });
    match query.sort {
        Sort::Agency => {}
        Sort::Obligation => {
            lines.sort_by_cached_key(|it| db::fold(&it.obligation.document.citation));
        }
        Sort::State => lines.sort_by_key(|it| it.state),
        Sort::Due => lines.sort_by_key(|it| (it.due.is_none(), it.due)),
    }
    if query.descending {
        lines.reverse();
    }
}

/// One line of the checklist with what stands behind it.
pub async fn show(ctx: &Ctx, agency: AgencyId, obligation: ObligationId) -> Result<Shown> {
    let (agency, obligation) = pair(ctx, (agency, obligation)).await?;
    let key = (agency.id, obligation.id);
    let compliance = store::find(&*ctx.read().await?, key).await?;
    let query = plan::Query {
        agencies: Some([agency.id].into()),
        paging: Paging { number: 1, size: Paging::SIZE_MAX },
        ..plan::Query::default()
    };
    let plans = obligations::plans_of(ctx, obligation.id, &query).await?.items;
    let (agency, obligation) = (Arc::new(agency), Arc::new(obligation));
    let line = Line::of((agency, obligation), compliance, ctx.now.date_naive());
    let clauses = &line.obligation.document.clauses;
    let clauses = clauses.iter().map(|it| standing(it, &line.compliance, &plans)).collect();
    Ok(Shown { clauses, line })
}

fn standing(clause: &Clause, of: &Compliance, plans: &[PlanAnswers]) -> ClauseStanding {
    let answer = |it: &PlanAnswers| {
        let answer = it.answers.iter().find(|it| it.number == clause.number)?;
        Some(PlanStanding {
            id: it.plan.id,
            title: it.plan.title.clone(),
            section: answer.section.clone(),
            is_complete: answer.is_satisfied,
            is_in_force: it.plan.standing.is_in_force(),
        })
    };
    let plans: Vec<PlanStanding> = plans.iter().filter_map(answer).collect();
    let to_start = if plans.is_empty() { clause.asked_first() } else { None };
    let n_evidence =
        of.evidence.iter().filter(|it| it.clause.is_empty() || it.clause == clause.number).count();
    ClauseStanding { clause: clause.clone(), plans, to_start, n_evidence }
}

/// Lines of the checklist as documents, in the same order.
pub async fn documents(ctx: &Ctx, lines: &[Line]) -> Result<Vec<ComplianceDocument>> {
    let named = lines.iter().flat_map(|it| [it.compliance.owner_id, it.compliance.attested_by]);
    let people = persons::codes(&*ctx.read().await?, &named.flatten().collect()).await?;
    let document = |it: &Line| {
        let codes = (it.agency.code.as_str(), it.obligation.document.code.as_str());
        told(codes, &it.compliance, &people)
    };
    Ok(lines.iter().map(document).collect())
}

pub(super) async fn document_in(
    tx: &Tx,
    (agency, obligation): (&str, &str),
    it: &Compliance,
) -> Result<ComplianceDocument> {
    let ids = [it.owner_id, it.attested_by].into_iter().flatten().collect();
    let people = persons::codes(tx, &ids).await?;
    Ok(told((agency, obligation), it, &people))
}

fn told(
    (agency, obligation): (&str, &str),
    it: &Compliance,
    people: &BTreeMap<PersonId, String>,
) -> ComplianceDocument {
    let code = |id: Option<PersonId>| id.and_then(|id| people.get(&id).cloned());
    ComplianceDocument {
        agency: agency.to_owned(),
        obligation: obligation.to_owned(),
        owner: code(it.owner_id),
        due: it.due,
        evidence: it.evidence.clone(),
        attested_by: code(it.attested_by),
        attested_at: it.attested_at,
    }
}

/// An agency and an obligation that holds for it, if the actor may look at that.
pub(super) async fn pair(
    ctx: &Ctx,
    (agency, obligation): (AgencyId, ObligationId),
) -> Result<(Agency, Obligation)> {
    const NOT_THERE: Error = Error::NotFound("compliance");
    ctx.require_scope(Permission::ReadAssurance)?;
    if !ctx.actor.may(Permission::ReadAssurance, agency) {
        return Err(NOT_THERE);
    }
    let tx = ctx.read().await?;
    let found = agencies::all_in(&tx).await?;
    let agency = found.into_iter().find(|it| it.id == agency && it.retired_at.is_none());
    let obligation = obligations::all_in(&tx).await?.into_iter().find(|it| it.id == obligation);
    let (Some(agency), Some(obligation)) = (agency, obligation) else { return Err(NOT_THERE) };
    if !obligation.document.applies_to(agency.kind, &agency.code) {
        return Err(NOT_THERE);
    }
    Ok((agency, obligation))
}
