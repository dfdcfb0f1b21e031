//! Policies into files, and out of them again, with all their versions.
//!
//! What people said about a version and who acknowledged it stays in the database: each of these is
//! somebody's own act, and nobody does it for them by a file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::SubsecRound as _;
use db::Tx;

use super::file::{PolicyFile, PolicyVersionFile};
use super::read::{Query, Sight};
use super::write::policy_event;
use super::{Policy, PolicyVersion, store, version_store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{AgencyId, PersonId, PolicyId, PolicyVersionId};
use crate::people::{agencies, persons};
use crate::{Ctx, FieldProblem, Result, Timestamp};

/// How many are read at a time.
const BATCH: u64 = 500;

/// Every policy that the actor may see, also the retired: what was in force stays on record.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<PolicyFile>> {
    let sight = Sight::of(tx, ctx).await?;
    let mut files = Vec::new();
    for retired in [false, true] {
        let query = Query { retired, ..Query::default() };
        let mut after = None;
        loop {
            let found = store::list_after(tx, &sight, &query, (after, BATCH)).await?;
            let Some(last) = found.last() else { break };
            after = Some(last.id);
            for it in &found {
                let mut versions = version_store::all(tx, it.id).await?;
                versions.retain(|version| sight.sees_version(it, version));
                if !versions.is_empty() {
                    files.push(file_in(tx, it, versions).await?);
                }
            }
        }
    }
    Ok(files)
}

/// A policy as a file. The versions come the newest first.
async fn file_in(tx: &Tx, it: &Policy, versions: Vec<PolicyVersion>) -> Result<PolicyFile> {
    let agency = agencies::codes(tx, &[it.agency_id].into()).await?.into_values().next();
    let people = versions.iter();
    let people = people.flat_map(|it| [Some(it.author_id), Some(it.edited_by), it.approved_by]);
    let people: BTreeSet<PersonId> = people.chain([it.owner_id]).flatten().collect();
    let people = persons::codes(tx, &people).await?;
    let code = |id: PersonId| people.get(&id).cloned();
    let version = |it: PolicyVersion| PolicyVersionFile {
        number: it.number,
        state: it.state,
        author: code(it.author_id),
        edited_by: code(it.edited_by),
        comment_until: it.comment_until,
        approved_by: it.approved_by.and_then(code),
        approved_at: it.approved_at,
        published_at: it.published_at,
        summary: it.summary,
        body: it.body,
        because: it.because,
    };
    Ok(PolicyFile {
        code: it.code.clone(),
        agency: agency.unwrap_or_default(),
        name: it.name.clone(),
        owner: it.owner_id.and_then(code),
        audience: it.audience.iter().copied().collect(),
        review_months: it.review_months,
        review_due: it.review_due,
        because: it.because.clone(),
        retired_at: it.retired_at,
        versions: versions.into_iter().rev().map(version).collect(),
    })
}

/// Makes policies what files say, approvals included: on the command line, which restores a programme.
/// Nobody else approves anything by a file. Others stay, and nobody is told.
///
/// Says how many are new, and how many other than before.
pub(crate) async fn restore_files(
    tx: &Tx,
    ctx: &Ctx,
    all: &[PolicyFile],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    if ctx.actor.person_id != PersonId::FIRST {
        return Ok((n_added, n_changed));
    }
    for file in all {
        let code = file.code.trim();
        let before = store::by_codes(tx, &[code].into()).await?.pop();
        let is_new = before.is_none();
        let put = put(tx, ctx, (before, file)).await;
        let is_put = put.map_err(|it| it.within(&format!("policy:{code}")))?;
        n_added += usize::from(is_new);
        n_changed += usize::from(is_put && !is_new);
    }
    Ok((n_added, n_changed))
}

/// Puts one policy in, and says whether it is other than before.
async fn put(tx: &Tx, ctx: &Ctx, (before, file): (Option<Policy>, &PolicyFile)) -> Result<bool> {
    let old = match &before {
        Some(it) => version_store::all(tx, it.id).await?,
        None => Vec::new(),
    };
    let mut problems = file.problems();
    let has = |number: u32| file.versions.iter().any(|it| it.number == number);
    if let Some(newer) = old.iter().find(|it| !has(it.number)) {
        let reason = format!(
            "There is a version {} here that the file does not have. Export first, or restore into an \
             empty database.",
            newer.number
        );
        problems.push(FieldProblem::new("versions", reason));
    }
    let named = Named::of(tx, file, &mut problems).await?;
    let (Some(agency_id), true) = (named.agency_id, problems.is_empty()) else {
        return Err(problems.into());
    };
    ctx.require(Permission::WritePolicies, agency_id)?;
    let next = named.policy(ctx, file, (agency_id, before.as_ref()));
    let versions = file.versions.iter().map(|it| named.version(ctx, it, (next.id, &old)));
    let versions: Vec<PolicyVersion> = versions.collect();
    let changed = |it: &&PolicyVersion| !old.contains(it);
    let Some(before) = before else {
        store::insert(tx, &next).await?;
        for version in &versions {
            version_store::insert(tx, version).await?;
        }
        let event = policy_event(Action::PolicyAdded, &next).to(file);
        events::record(tx, ctx, event).await?;
        return Ok(true);
    };
    if next == before && !versions.iter().any(|it| changed(&it)) {
        return Ok(false);
    }
    ctx.require(Permission::WritePolicies, before.agency_id)?;
    let was = file_in(tx, &before, old.clone()).await?;
    let saved = store::update(tx, Policy { updated_at: ctx.now, ..next }).await?;
    for version in versions.iter().filter(changed) {
        let version = PolicyVersion { updated_at: ctx.now, ..version.clone() };
        match old.iter().any(|it| it.id == version.id) {
            true => version_store::update(tx, &version).await?,
            false => version_store::insert(tx, &version).await?,
        }
    }
    let event = policy_event(Action::PolicyChanged, &saved).from(&was).to(file);
    events::record(tx, ctx, event).await?;
    Ok(true)
}

/// What the database has of what a file names.
struct Named {
    agency_id: Option<AgencyId>,
    people: BTreeMap<String, PersonId>,
}

impl Named {
    async fn of(tx: &Tx, file: &PolicyFile, problems: &mut Vec<FieldProblem>) -> Result<Named> {
        let name = file.agency.trim();
        let agency_id = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
        if agency_id.is_none() {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
        let codes = file.people().map(String::as_str).collect();
        let people = persons::ids_by_code(tx, &codes).await?;
        let mut miss = |field: String, code: Option<&str>| {
            if let Some(code) = code.filter(|it| !people.contains_key(*it)) {
                let reason = format!("There is no person called “{code}”.");
                problems.push(FieldProblem::new(field, reason));
            }
        };
        miss("owner".to_owned(), file.owner.as_deref());
        for (n, it) in file.versions.iter().enumerate() {
            miss(format!("versions[{n}].author"), it.author.as_deref());
            miss(format!("versions[{n}].edited_by"), it.edited_by.as_deref());
            miss(format!("versions[{n}].approved_by"), it.approved_by.as_deref());
        }
        Ok(Named { agency_id, people })
    }

    fn person(&self, code: Option<&str>) -> Option<PersonId> {
        self.people.get(code?).copied()
    }

    fn policy(
        &self,
        ctx: &Ctx,
        file: &PolicyFile,
        (agency_id, before): (AgencyId, Option<&Policy>),
    ) -> Policy {
        Policy {
            id: before.map_or_else(PolicyId::new, |it| it.id),
            agency_id,
            code: file.code.trim().to_owned(),
            name: file.name.trim().to_owned(),
            owner_id: self.person(file.owner.as_deref()),
            audience: file.audience.iter().copied().collect(),
            review_months: file.review_months,
            state: file.state(),
            in_force: file.in_force().map(|it| it.number),
            open: file.open().map(|it| it.number),
            review_due: cut(file.review_due),
            because: file.because.clone(),
            updated_at: before.map_or(ctx.now, |it| it.updated_at),
            retired_at: cut(file.retired_at),
            version: before.map_or(1, |it| it.version),
        }
    }

    fn version(
        &self,
        ctx: &Ctx,
        file: &PolicyVersionFile,
        (policy_id, old): (PolicyId, &[PolicyVersion]),
    ) -> PolicyVersion {
        let before = old.iter().find(|it| it.number == file.number);
        // Who is not named is the platform itself.
        let person = |code: Option<&str>| self.person(code).unwrap_or(PersonId::FIRST);
        PolicyVersion {
            id: before.map_or_else(PolicyVersionId::new, |it| it.id),
            policy_id,
            number: file.number,
            state: file.state,
            body: file.body.clone(),
            summary: file.summary.trim().to_owned(),
            author_id: person(file.author.as_deref()),
            edited_by: person(file.edited_by.as_deref()),
            comment_until: file.comment_until,
            approved_by: file.approved_at.map(|_| person(file.approved_by.as_deref())),
            approved_at: cut(file.approved_at),
            published_at: cut(file.published_at),
            because: file.because.clone(),
            updated_at: before.map_or(ctx.now, |it| it.updated_at),
        }
    }
}

/// A moment as a database keeps it.
fn cut(at: Option<Timestamp>) -> Option<Timestamp> {
    at.map(|it| it.trunc_subsecs(6))
}
