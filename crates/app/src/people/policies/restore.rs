//! Policies as they came to be elsewhere, with all their versions: what the platform itself puts in.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use db::Tx;

use super::document::PolicyDocument;
use super::read::document_in;
use super::write::version_event;
use super::{Policy, PolicyVersion, State, store, version_store};
use crate::events::{self, Action};
use crate::ids::{AgencyId, PersonId, PolicyId, PolicyVersionId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, Result, Timestamp};

/// A policy with all its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Past {
    /// The policy. What it says is in its versions.
    pub(crate) document: PolicyDocument,
    /// Its versions, the first one first. What is published comes before what is being written.
    pub(crate) versions: Vec<PastVersion>,
    /// Who acknowledged the version in force, by code of the person.
    pub(crate) acknowledged: Vec<String>,
}

/// A version as it came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PastVersion {
    /// What it says.
    pub(crate) body: String,
    /// What is different from the version before.
    pub(crate) summary: String,
    /// Who wrote it, by code of the person.
    pub(crate) author: String,
    /// Who approved it, and when it was published.
    pub(crate) published: Option<(String, Timestamp)>,
    /// Until when it can be commented on, if it can.
    pub(crate) comment_until: Option<NaiveDate>,
}

/// Puts in the policies whose codes are new. The others stay as they are. Says how many were new.
pub(crate) async fn restore_all(tx: &Tx, ctx: &Ctx, all: &[Past]) -> Result<usize> {
    let codes: BTreeSet<&str> = all.iter().map(|it| it.document.code.as_str()).collect();
    let there: BTreeSet<String> =
        store::by_codes(tx, &codes).await?.into_iter().map(|it| it.code).collect();
    let names = all.iter().map(|it| it.document.agency.as_str()).collect();
    let agencies = agencies::ids_by_name(tx, &names).await?;
    let people = all.iter().flat_map(|it| {
        let writers = it.versions.iter().map(|it| it.author.as_str());
        let approvers = it.versions.iter().filter_map(|it| Some(it.published.as_ref()?.0.as_str()));
        let others = it.document.owner.iter().chain(&it.acknowledged).map(String::as_str);
        writers.chain(approvers).chain(others)
    });
    let people = persons::ids_by_code(tx, &people.collect()).await?;
    let mut n_added = 0;
    for it in all.iter().filter(|it| !there.contains(&it.document.code)) {
        restore(tx, ctx, it, (&agencies, &people)).await?;
        n_added += 1;
    }
    Ok(n_added)
}

async fn restore(
    tx: &Tx,
    ctx: &Ctx,
    it: &Past,
    (agencies, people): (&BTreeMap<String, AgencyId>, &BTreeMap<String, PersonId>),
) -> Result<()> {
    let problems = it.document.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let agency_id = agencies.get(&it.document.agency).copied();
    let policy_id = PolicyId::new();
    let versions = versions(ctx, it, (policy_id, people));
    let in_force = versions.iter().rfind(|it| it.published_at.is_some());
    let open = versions.iter().find(|it| it.state.is_open());
    let state = in_force.or(open).map_or(State::Draft, |it| it.state);
    let months = Months::new(it.document.review_months);
    let policy = Policy {
        id: policy_id,
        agency_id: agency_id.ok_or(Error::NotFound("agency"))?,
        code: it.document.code.clone(),
        name: it.document.name.clone(),
        owner_id: it.document.owner.as_deref().and_then(|it| people.get(it).copied()),
        audience: it.document.audience.iter().copied().collect(),
        review_months: it.document.review_months,
        state,
        in_force: in_force.map(|it| it.number),
        open: open.map(|it| it.number),
        review_due: in_force.and_then(|it| it.published_at?.checked_add_months(months)),
        because: String::new(),
        updated_at: versions.last().map_or(ctx.now, |it| it.updated_at),
        retired_at: None,
        version: 1,
    };
    store::insert(tx, &policy).await?;
    for version in &versions {
        version_store::insert(tx, version).await?;
    }
    if let Some(number) = policy.in_force {
        for id in it.acknowledged.iter().filter_map(|it| people.get(it)) {
            version_store::acknowledge(tx, (policy_id, number), *id, ctx.now).await?;
        }
    }
    let Some(last) = versions.last() else { return Ok(()) };
    let after = document_in(tx, &policy, Some(last)).await?;
    events::record(tx, ctx, version_event(Action::PolicyAdded, &policy, last).to(&after)).await
}

/// The versions of a policy, each as far as it came.
fn versions(
    ctx: &Ctx,
    it: &Past,
    (policy_id, people): (PolicyId, &BTreeMap<String, PersonId>),
) -> Vec<PolicyVersion> {
    let person = |code: &str| people.get(code).copied().unwrap_or(PersonId::FIRST);
    let n_published = it.versions.iter().filter(|it| it.published.is_some()).count();
    let version = |(n, past): (usize, &PastVersion)| {
        let state = match (&past.published, past.comment_until) {
            (Some(_), _) if n + 1 == n_published => State::Published,
            (Some(_), _) => State::Superseded,
            (None, Some(_)) => State::Comment,
            (None, None) => State::Draft,
        };
        let at = past.published.as_ref().map(|it| it.1);
        let author_id = person(&past.author);
        PolicyVersion {
            id: PolicyVersionId::new(),
            policy_id,
            number: u32::try_from(n + 1).unwrap_or(u32::MAX),
            state,
            body: past.body.clone(),
            summary: past.summary.clone(),
            author_id,
            edited_by: author_id,
            comment_until: past.comment_until,
            approved_by: past.published.as_ref().map(|it| person(&it.0)),
            approved_at: at,
            published_at: at,
            because: String::new(),
            updated_at: at.unwrap_or(ctx.now),
        }
    };
    it.versions.iter().enumerate().map(version).collect()
}
