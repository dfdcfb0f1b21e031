//! Writing down how an agency meets an obligation, and attesting it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, SubsecRound as _};
use db::Tx;

use super::read::{document_in, pair};
use super::{Compliance, ComplianceDocument, Evidence, EvidenceKind, store};
use crate::actor::Permission;
use crate::assure::obligations::{self, Obligation, ObligationDocument};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, ObligationId, PersonId};
use crate::people::agencies::{self, Agency};
use crate::people::persons;
use crate::plans::plan::{self, PlanVersion};
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

/// One agency and one obligation.
type Key = (AgencyId, ObligationId);

/// Says who answers for it and by when, unless someone changed it since the asker saw version `seen`.
pub async fn assign(
    ctx: &Ctx,
    key: Key,
    seen: i64,
    (owner, due): (Option<&str>, Option<NaiveDate>),
) -> Result<Compliance> {
    change(ctx, (key, seen), |before| Ok((owner.map(str::to_owned), due, before.evidence))).await
}

/// Adds a piece of evidence. What was attested before must be attested again.
pub async fn add_evidence(ctx: &Ctx, key: Key, seen: i64, it: &Evidence) -> Result<Compliance> {
    change(ctx, (key, seen), |before| {
        let mut evidence = before.evidence;
        evidence.push(it.clone());
        Ok((before.owner, before.due, evidence))
    })
    .await
}

/// Takes away the `n`-th piece of evidence, counted from 0.
pub async fn remove_evidence(ctx: &Ctx, key: Key, seen: i64, n: usize) -> Result<Compliance> {
    change(ctx, (key, seen), |before| {
        let mut evidence = before.evidence;
        if evidence.len() <= n {
            return Err(Error::NotFound("evidence"));
        }
        evidence.remove(n);
        Ok((before.owner, before.due, evidence))
    })
    .await
}

/// Writes all of it down at once.
pub async fn put(
    ctx: &Ctx,
    key: Key,
    seen: i64,
    document: &ComplianceDocument,
) -> Result<Compliance> {
    let (agency, obligation) = pair(ctx, key).await?;
    let stored = store::find(&*ctx.read().await?, key).await?;
    let mut problems = Vec::new();
    if document.agency.trim() != agency.code {
        problems.push(FieldProblem::new("agency", "The address names another agency."));
    }
    if document.obligation.trim() != obligation.document.code {
        problems.push(FieldProblem::new("obligation", "The address names another obligation."));
    }
    let attested_at = stored.as_ref().and_then(|it| it.attested_at);
    if document.attested_at.is_some() && document.attested_at != attested_at {
        problems.push(FieldProblem::new("attested_at", "A step changes this, and nothing else."));
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let said = || (document.owner.clone(), document.due, document.evidence.clone());
    change(ctx, (key, seen), |_| Ok(said())).await
}

/// Attests for the agency that it meets the obligation. Refused without evidence (S0-24).
pub async fn attest(ctx: &Ctx, key: Key, seen: i64) -> Result<Compliance> {
    let by = ctx.actor.person_id;
    let step = |it: Compliance, of: &ObligationDocument| it.attested(of, by, ctx.now);
    decide(ctx, (key, seen), Action::ComplianceAttested, step).await
}

/// Takes back what was attested.
pub async fn withdraw(ctx: &Ctx, key: Key, seen: i64) -> Result<Compliance> {
    let step = |it: Compliance, _: &ObligationDocument| it.withdrawn();
    decide(ctx, (key, seen), Action::ComplianceWithdrawn, step).await
}

async fn decide(
    ctx: &Ctx,
    (key, seen): (Key, i64),
    action: Action,
    step: impl FnOnce(Compliance, &ObligationDocument) -> std::result::Result<Compliance, Refusal>,
) -> Result<Compliance> {
    let of = pair(ctx, key).await?;
    ctx.require(Permission::AttestAssurance, key.0)?;
    let tx = ctx.write().await?;
    let before = found(&tx, (key, seen)).await?;
    let after = step(before.clone(), &of.1.document)?;
    let saved = save(&tx, ctx, action, (&of, before, after)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// What is said: who answers for it, by when, and what proves it.
type Said = (Option<String>, Option<NaiveDate>, Vec<Evidence>);

async fn change(
    ctx: &Ctx,
    (key, seen): (Key, i64),
    said: impl FnOnce(ComplianceDocument) -> Result<Said>,
) -> Result<Compliance> {
    let of = pair(ctx, key).await?;
    ctx.require(Permission::WriteAssurance, key.0)?;
    let codes = (of.0.code.as_str(), of.1.document.code.as_str());
    let (before, document) = {
        let tx = ctx.read().await?;
        let before = found(&tx, (key, seen)).await?;
        let document = document_in(&tx, codes, &before).await?;
        (before, document)
    };
    let (owner, due, evidence) = said(document)?;
    let evidence = with_plans(ctx, &before, evidence).await?;
    let tx = ctx.write().await?;
    let before = found(&tx, (key, seen)).await?;
    let owner_id = owner_of(&tx, owner.as_deref()).await?;
    let after = before.clone().proven_by(evidence, &of.1.document)?;
    let after = Compliance { owner_id, due, ..after };
    if after == before {
        return Ok(before);
    }
    let saved = save(&tx, ctx, Action::ComplianceChanged, (&of, before, after)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// What was written down, if it still is as the asker saw it.
async fn found(tx: &Tx, (key, seen): (Key, i64)) -> Result<Compliance> {
    let it = store::find(tx, key).await?;
    let it = it.unwrap_or_else(|| Compliance::unwritten(key.0, key.1));
    if it.version == seen { Ok(it) } else { Err(Error::Stale("compliance")) }
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (of, before, after): (&(Agency, Obligation), Compliance, Compliance),
) -> Result<Compliance> {
    let saved = store::save(tx, after, ctx.now).await?;
    let codes = (of.0.code.as_str(), of.1.document.code.as_str());
    let event = Event::new(action, Subject::new("compliance", saved.id)).in_agency(of.0.id);
    let event = event
        .from(&document_in(tx, codes, &before).await?)
        .to(&document_in(tx, codes, &saved).await?);
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

async fn owner_of(tx: &Tx, code: Option<&str>) -> Result<Option<PersonId>> {
    let Some(code) = code.map(str::trim).filter(|it| !it.is_empty()) else { return Ok(None) };
    let found = persons::ids_by_code(tx, &[code].into()).await?;
    let shown: String = code.chars().take(100).collect();
    let problem = || FieldProblem::new("owner", format!("There is no person called “{shown}”."));
    Ok(Some(found.get(code).copied().ok_or_else(problem)?))
}

/// The evidence, each version of a plan that is new in it named by its number. A plan proves
/// something only once people follow it.
async fn with_plans(
    ctx: &Ctx,
    before: &Compliance,
    mut evidence: Vec<Evidence>,
) -> Result<Vec<Evidence>> {
    let mut problems = Vec::new();
    for (n, it) in evidence.iter_mut().enumerate() {
        it.clause = it.clause.trim().to_owned();
        it.text = it.text.trim().to_owned();
        if it.kind != EvidenceKind::Plan || before.evidence.contains(it) {
            continue;
        }
        let Some(code) = it.plan.as_deref().map(str::trim) else { continue };
        let mut problem = |field: &str, reason: String| {
            problems.push(FieldProblem::new(format!("evidence.{n}.{field}"), reason));
        };
        let shown: String = code.chars().take(100).collect();
        let plan = match plan::by_code(ctx, code).await {
            Ok(plan) => plan,
            Err(Error::NotFound(_)) => {
                problem("plan", format!("There is no plan called “{shown}”."));
                continue;
            }
            Err(other) => return Err(other),
        };
        let Some(number) = it.version.or(plan.in_force) else {
            problem("plan", "No version of this plan is in force.".to_owned());
            continue;
        };
        let versions = plan::versions(ctx, plan.id).await?;
        let was_followed =
            |it: &PlanVersion| it.number == number && !it.state.is_open() && !it.is_put_aside();
        if !versions.iter().any(was_followed) {
            problem("version", format!("Version {number} of this plan was never in force."));
        }
        (it.plan, it.version) = (Some(plan.code), Some(number));
    }
    if problems.is_empty() { Ok(evidence) } else { Err(problems.into()) }
}

/// Puts down how agencies meet obligations as it stands in documents, with who attested it, where
/// nothing is written down yet: what the platform itself puts in. What an obligation asks that was
/// retired is left out. Says how many were put down.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[ComplianceDocument]) -> Result<usize> {
    let names: BTreeSet<&str> = documents.iter().map(|it| it.agency.as_str()).collect();
    let ids = agencies::ids_by_name(tx, &names).await?;
    let agencies: BTreeMap<AgencyId, Agency> =
        agencies::all_in(tx).await?.into_iter().map(|it| (it.id, it)).collect();
    let obligations = obligations::all_in(tx).await?;
    let named = |it: &ComplianceDocument| [it.owner.clone(), it.attested_by.clone()];
    let people: BTreeSet<String> = documents.iter().flat_map(named).flatten().collect();
    let people = persons::ids_by_code(tx, &people.iter().map(String::as_str).collect()).await?;
    let person = |code: &Option<String>| code.as_ref().and_then(|it| people.get(it).copied());
    let mut n_added = 0;
    for document in documents {
        let agency = ids.get(&document.agency).and_then(|id| agencies.get(id));
        let obligation = obligations.iter().find(|it| it.document.code == document.obligation);
        let (Some(agency), Some(obligation)) = (agency, obligation) else { continue };
        let key = (agency.id, obligation.id);
        if store::find(tx, key).await?.is_some() {
            continue;
        }
        let before = Compliance::unwritten(key.0, key.1);
        let after = Compliance {
            owner_id: person(&document.owner),
            due: document.due,
            evidence: document.evidence.clone(),
            attested_by: person(&document.attested_by),
            attested_at: document.attested_at.map(|it| it.trunc_subsecs(6)),
            ..before.clone()
        };
        let of = (agency.clone(), obligation.clone());
        save(tx, ctx, Action::ComplianceChanged, (&of, before, after)).await?;
        n_added += 1;
    }
    Ok(n_added)
}
