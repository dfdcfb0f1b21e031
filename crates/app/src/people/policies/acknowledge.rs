//! Who must acknowledge a policy, who has, and who has not.

use std::collections::BTreeMap;

use db::Tx;
use serde_json::json;

use super::comments::in_person;
use super::read::find_readable;
use super::write::{version_event, version_of};
use super::{Policy, store, version_store};
use crate::events::{self, Action};
use crate::ids::{PersonId, PolicyId};
use crate::people::agencies;
use crate::people::persons::{self, Person, PersonKind};
use crate::{Ctx, Error, Refusal, Result, Timestamp};

/// The kinds of people who can be asked to acknowledge a policy, as policies call them.
pub const AUDIENCES: [(PersonKind, &str); 4] = [
    (PersonKind::Employee, "Employees"),
    (PersonKind::Contractor, "Contractors"),
    (PersonKind::Vendor, "Third-party vendors"),
    (PersonKind::Partner, "Partners"),
];

const NOT_ASKED: Refusal =
    Refusal::new("policy.not_asked", "This policy does not ask you to acknowledge it.");
const OTHER_VERSION: Refusal = Refusal::new(
    "policy.other_version",
    "Another version is in force by now. Read that, and acknowledge it.",
);

/// Somebody who must acknowledge a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub person: Person,
    /// When they did.
    pub acknowledged_at: Option<Timestamp>,
}

/// How many people of one kind were asked, and how many acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Their kind.
    pub kind: PersonKind,
    /// How many were asked.
    pub n_asked: usize,
    /// How many acknowledged.
    pub n_acknowledged: usize,
}

impl Rate {
    /// Of 100, how many acknowledged, to the nearest: never 100 unless all, never 0 unless nobody. None
    /// if nobody was asked.
    pub fn percent(&self) -> Option<usize> {
        let nearest = (self.n_acknowledged * 100 + self.n_asked / 2).checked_div(self.n_asked)?;
        let is_part = 0 < self.n_acknowledged && self.n_acknowledged < self.n_asked;
        Some(if is_part { nearest.clamp(1, 99) } else { nearest })
    }
}

/// Acknowledges version `number` of a policy, which must be the one in force. Doing so again changes
/// nothing.
pub async fn acknowledge(ctx: &Ctx, id: PolicyId, number: u32) -> Result<()> {
    in_person(ctx)?;
    let tx = ctx.write().await?;
    let policy = find_readable(&tx, ctx, id).await?;
    if !asks_actor(&tx, ctx, &policy).await? {
        return Err(NOT_ASKED.into());
    }
    if policy.in_force != Some(number) {
        return Err(OTHER_VERSION.into());
    }
    let who = ctx.actor.person_id;
    if version_store::acknowledge(&tx, (id, number), who, ctx.now).await? {
        let version = version_of(&tx, &policy, Some(number)).await?;
        let event = version_event(Action::PolicyAcknowledged, &policy, &version);
        events::record(&tx, ctx, event.to(&json!({ "person": who, "number": number }))).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The policies in force that the actor must acknowledge and has not, by name.
pub async fn to_acknowledge(ctx: &Ctx) -> Result<Vec<Policy>> {
    if ctx.actor.limited_to.is_some() {
        return Ok(Vec::new());
    }
    let tx = ctx.read().await?;
    let Some(kind) = kind_of_actor(&tx, ctx).await? else { return Ok(Vec::new()) };
    let done = version_store::acknowledged_by(&tx, ctx.actor.person_id).await?;
    let own = agencies::with_above(&tx, ctx.actor.agency_id).await?;
    let mut found = store::in_force(&tx, &own).await?;
    found.retain(|it| {
        let is_done = it.in_force.is_some_and(|number| done.contains(&(it.id, number)));
        it.asks(kind) && !is_done
    });
    Ok(found)
}

/// Whether the actor is asked to acknowledge a policy that they may see, and when they did.
pub async fn acknowledged_at(ctx: &Ctx, it: &Policy) -> Result<Option<Option<Timestamp>>> {
    let tx = ctx.read().await?;
    if !asks_actor(&tx, ctx, it).await? {
        return Ok(None);
    }
    let Some(number) = it.in_force else { return Ok(None) };
    let done = version_store::acknowledged(&tx, it.id, number).await?;
    Ok(Some(done.get(&ctx.actor.person_id).copied()))
}

/// Everybody who must acknowledge the version of a policy that is in force, by name. Only whoever
/// writes or approves the policy may know.
pub async fn asked(ctx: &Ctx, id: PolicyId) -> Result<Vec<Asked>> {
    let tx = ctx.read().await?;
    let policy = find_readable(&tx, ctx, id).await?;
    if !super::may_write_at(ctx, &policy) {
        return Err(Error::Forbidden(crate::actor::Permission::WritePolicies));
    }
    asked_in(&tx, &policy).await
}

/// How many of each kind were asked, and how many acknowledged.
pub fn rates(asked: &[Asked]) -> Vec<Rate> {
    let mut found: BTreeMap<PersonKind, Rate> = BTreeMap::new();
    for it in asked {
        let kind = it.person.kind;
        let rate = found.entry(kind).or_insert(Rate { kind, n_asked: 0, n_acknowledged: 0 });
        rate.n_asked += 1;
        rate.n_acknowledged += usize::from(it.acknowledged_at.is_some());
    }
    found.into_values().collect()
}

/// Everybody who must acknowledge a policy, whoever may know.
pub(super) async fn asked_in(tx: &Tx, policy: &Policy) -> Result<Vec<Asked>> {
    let Some(number) = policy.in_force.filter(|_| policy.retired_at.is_none()) else {
        return Ok(Vec::new());
    };
    let done: BTreeMap<PersonId, Timestamp> =
        version_store::acknowledged(tx, policy.id, number).await?;
    let below = agencies::subtree_ids(tx, policy.agency_id).await?;
    let found = persons::of_kinds(tx, &below, &policy.audience).await?;
    let asked = |person: Person| Asked { acknowledged_at: done.get(&person.id).copied(), person };
    Ok(found.into_iter().map(asked).collect())
}

async fn asks_actor(tx: &Tx, ctx: &Ctx, policy: &Policy) -> Result<bool> {
    let own = agencies::with_above(tx, ctx.actor.agency_id).await?;
    let kind = kind_of_actor(tx, ctx).await?;
    Ok(own.contains(&policy.agency_id) && kind.is_some_and(|it| policy.asks(it)))
}

/// What the actor is to their agency. The platform itself is nothing.
async fn kind_of_actor(tx: &Tx, ctx: &Ctx) -> Result<Option<PersonKind>> {
    match persons::find_readable(tx, ctx, ctx.actor.person_id).await {
        Ok(person) => Ok(Some(person.kind)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
