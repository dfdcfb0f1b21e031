//! Looking at policies. What is in force is for everybody whom it binds and for whoever may read
//! policies there; what is being written, for those who write or approve it, and while it is open for
//! comments for everybody whom it would bind.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::document::PolicyDocument;
use super::write::WRITING;
use super::{Policy, PolicyVersion, State, store, version_store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, PersonId, PolicyId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, Page, Paging, Result, Timestamp, events};

/// Which policies to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those whose name or code contains this.
    pub text: String,
    /// Only those that are this far.
    pub state: Option<State>,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those whose review was due by this moment.
    pub due_by: Option<Timestamp>,
    /// Whether to list the retired ones instead.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of policies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// How far they are.
    State,
    /// When their review is due.
    Review,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "name" => Some(Sort::Name),
            "state" => Some(Sort::State),
            "review" => Some(Sort::Review),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// Which policies somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sight {
    /// Where they may read policies in force.
    pub(super) reads: Scope,
    /// Where they write or approve policies.
    pub(super) writes: Scope,
    /// The agencies whose policies bind them: their own and all above it.
    pub(super) own: BTreeSet<AgencyId>,
}

impl Sight {
    pub(super) async fn of(tx: &Tx, ctx: &Ctx) -> Result<Sight> {
        let actor = &ctx.actor;
        let (write, approve) =
            (actor.scope(Permission::WritePolicies), actor.scope(Permission::ApprovePolicies));
        let writes = match (write, approve) {
            (
                Scope::Only { agencies, records },
                Scope::Only { agencies: more, records: others },
            ) => Scope::Only {
                agencies: agencies.into_iter().chain(more).collect(),
                records: records.into_iter().chain(others).collect(),
            },
            _ => Scope::Everything,
        };
        // A program with a token has no business of its own.
        let own = match actor.limited_to {
            None => agencies::with_above(tx, actor.agency_id).await?,
            Some(_) => BTreeSet::new(),
        };
        Ok(Sight { reads: actor.scope(Permission::ReadPolicies), writes, own })
    }

    pub(super) fn writes_at(&self, it: &Policy) -> bool {
        self.writes.holds(it.agency_id, it.id.into())
    }

    fn is_near(&self, it: &Policy) -> bool {
        self.reads.holds(it.agency_id, it.id.into()) || self.own.contains(&it.agency_id)
    }

    fn sees(&self, it: &Policy) -> bool {
        let is_shown = it.in_force.is_some() || it.state == State::Comment;
        self.writes_at(it) || (self.is_near(it) && is_shown)
    }

    pub(super) fn sees_version(&self, policy: &Policy, it: &PolicyVersion) -> bool {
        let is_shown = it.published_at.is_some() || it.state == State::Comment;
        self.writes_at(policy) || (self.is_near(policy) && is_shown)
    }
}

/// One policy.
pub async fn show(ctx: &Ctx, id: PolicyId) -> Result<Policy> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// The policy called `code`.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Policy> {
    let tx = ctx.read().await?;
    let found = store::by_codes(&tx, &[code].into()).await?.pop();
    let sight = Sight::of(&tx, ctx).await?;
    found.filter(|it| sight.sees(it)).ok_or(Error::NotFound("policy"))
}

/// One page of the policies that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Policy>> {
    let tx = ctx.read().await?;
    let sight = Sight::of(&tx, ctx).await?;
    store::list(&tx, &ctx.platform.counts, &sight, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<PolicyId>,
    n_max: u64,
) -> Result<Vec<Policy>> {
    let tx = ctx.read().await?;
    let sight = Sight::of(&tx, ctx).await?;
    store::list_after(&tx, &sight, query, (after, n_max)).await
}

/// How many policies are asked for, as far as the actor may see them.
pub async fn count(ctx: &Ctx, query: &Query) -> Result<u64> {
    let tx = ctx.read().await?;
    let sight = Sight::of(&tx, ctx).await?;
    store::count(&tx, &ctx.platform.counts, &sight, query).await
}

/// One version of a policy. One that was ever in force stays readable.
pub async fn version(ctx: &Ctx, id: PolicyId, number: u32) -> Result<PolicyVersion> {
    let tx = ctx.read().await?;
    let policy = find_readable(&tx, ctx, id).await?;
    let sight = Sight::of(&tx, ctx).await?;
    let found = version_store::find(&tx, id, number).await?;
    found.filter(|it| sight.sees_version(&policy, it)).ok_or(Error::NotFound("version"))
}

/// Every version of a policy that the actor may see, the newest first.
pub async fn versions(ctx: &Ctx, id: PolicyId) -> Result<Vec<PolicyVersion>> {
    let tx = ctx.read().await?;
    let policy = find_readable(&tx, ctx, id).await?;
    let sight = Sight::of(&tx, ctx).await?;
    let mut versions = version_store::all(&tx, id).await?;
    versions.retain(|it| sight.sees_version(&policy, it));
    Ok(versions)
}

/// Whether the actor writes or approves policies where this one is.
pub fn may_write_at(ctx: &Ctx, it: &Policy) -> bool {
    let may = |permission| ctx.actor.may(permission, it.agency_id);
    may(Permission::WritePolicies) || may(Permission::ApprovePolicies)
}

/// Whether the actor may comment on a version that they may see.
pub async fn may_comment(ctx: &Ctx, policy: &Policy, it: &PolicyVersion) -> Result<bool> {
    let tx = ctx.read().await?;
    let today = super::comments::today(&tx, ctx).await?;
    let sight = Sight::of(&tx, ctx).await?;
    let is_person = ctx.actor.limited_to.is_none();
    Ok(is_person && it.takes_comments(today) && sight.sees_version(policy, it))
}

/// Whether the actor wrote at a version, so that they cannot approve it.
pub async fn is_own(ctx: &Ctx, it: &PolicyVersion) -> Result<bool> {
    let tx = ctx.read().await?;
    let writers = events::who_did(&tx, &WRITING, it.id.into()).await?;
    Ok(it.is_written_by(ctx.actor.person_id, &writers))
}

/// The policies as documents, in the same order, with the text that the actor may see.
pub async fn documents(ctx: &Ctx, all: &[Policy]) -> Result<Vec<PolicyDocument>> {
    let tx = ctx.read().await?;
    let sight = Sight::of(&tx, ctx).await?;
    let mut documents = Vec::with_capacity(all.len());
    for it in all {
        let open = it.open.filter(|_| sight.writes_at(it));
        let version = match open.or(it.in_force).or(it.open) {
            Some(number) => version_store::find(&tx, it.id, number).await?,
            None => None,
        };
        let version = version.filter(|version| sight.sees_version(it, version));
        documents.push(document_in(&tx, it, version.as_ref()).await?);
    }
    Ok(documents)
}

/// A policy as a document that says what a version says.
pub(super) async fn document_in(
    tx: &Tx,
    it: &Policy,
    version: Option<&PolicyVersion>,
) -> Result<PolicyDocument> {
    let codes: BTreeMap<AgencyId, String> = agencies::codes(tx, &[it.agency_id].into()).await?;
    let owner: BTreeSet<PersonId> = it.owner_id.into_iter().collect();
    let owner = persons::codes(tx, &owner).await?.into_values().next();
    Ok(PolicyDocument {
        code: it.code.clone(),
        agency: codes.into_values().next().unwrap_or_default(),
        name: it.name.clone(),
        owner,
        audience: it.audience.iter().copied().collect(),
        review_months: it.review_months,
        summary: version.map_or_else(String::new, |it| it.summary.clone()),
        body: version.map_or_else(String::new, |it| it.body.clone()),
    })
}

/// The policy called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: PolicyId) -> Result<Policy> {
    let found = store::find(tx, id).await?;
    let sight = Sight::of(tx, ctx).await?;
    found.filter(|it| sight.sees(it)).ok_or(Error::NotFound("policy"))
}
