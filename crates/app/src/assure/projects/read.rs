//! Looking at special projects.

use std::collections::BTreeSet;

use db::Tx;

use super::{Project, ProjectDocument, Status, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, ProjectId};
use crate::people::agencies;
use crate::{Ctx, Error, Page, Paging, Result};

/// Which projects to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their words.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those that are this far.
    pub status: Option<Status>,
    /// Only those with a milestone that is late.
    pub late: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of projects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// How far they are.
    Status,
    /// When their next milestone is due.
    Next,
    /// How many milestones are late.
    Late,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "name" => Some(Sort::Name),
            "status" => Some(Sort::Status),
            "next" => Some(Sort::Next),
            "late" => Some(Sort::Late),
            _ => None,
        }
    }
}

/// One project.
pub async fn show(ctx: &Ctx, id: ProjectId) -> Result<Project> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One page of the projects that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Project>> {
    let found = matching(ctx, query).await?;
    let n_items = found.len() as u64;
    Ok(query.paging.of(query.paging.part(found), n_items))
}

/// All of them in order: the page of `query` does not count.
async fn matching(ctx: &Ctx, query: &Query) -> Result<Vec<Project>> {
    let scope = match ctx.require_scope(Permission::ReadAssurance)? {
        Scope::Everything => Scope::Everything,
        Scope::Only { agencies, .. } => Scope::Only { agencies, records: BTreeSet::new() },
    };
    let mut found = store::all(&*ctx.read().await?, &scope).await?;
    let (text, today) = (db::fold(query.text.trim()), ctx.now.date_naive());
    found.retain(|it| {
        let of = &it.document;
        let said = [&of.code, &of.name, &of.scope];
        query.agencies.as_ref().is_none_or(|of| of.contains(&it.agency_id))
            && query.status.is_none_or(|status| of.status == status)
            && (!query.late || !it.late(today).is_empty())
            && (text.is_empty() || said.iter().any(|it| db::fold(it).contains(&text)))
    });
    found.sort_by_cached_key(|it| (db::fold(&it.document.name), it.id));
    match query.sort {
        Sort::Name => {}
        Sort::Status => found.sort_by_key(|it| it.document.status),
        Sort::Next => {
            found.sort_by_key(|it| it.next().map_or((true, None), |it| (false, Some(it.due))));
        }
        Sort::Late => found.sort_by_key(|it| it.late(today).len()),
    }
    if query.descending {
        found.reverse();
    }
    Ok(found)
}

/// The projects with a late milestone that the actor must see to: those that they lead, and for the
/// continuity team all that they may see. The one that is late for the longest comes first.
pub async fn late(ctx: &Ctx) -> Result<Vec<Project>> {
    let actor = &ctx.actor;
    if actor.limited_to.is_some() || !actor.may_somewhere(Permission::ReadAssurance) {
        return Ok(Vec::new());
    }
    let today = ctx.now.date_naive();
    let mut found = matching(ctx, &Query { late: true, ..Query::default() }).await?;
    // Who runs the programme for all agencies opens its campaigns, too.
    found.retain(|it| {
        it.owner_id.is_some_and(|it| actor.is(it))
            || actor.may(Permission::WriteCampaigns, it.agency_id)
    });
    found.sort_by_key(|it| it.late(today).iter().map(|it| it.due).min());
    Ok(found)
}

/// The name of a project with milestones that is under way in one of these agencies.
pub(crate) async fn under_way(ctx: &Ctx, agencies: &BTreeSet<AgencyId>) -> Result<Option<String>> {
    let query = Query {
        agencies: Some(agencies.clone()),
        status: Some(Status::Active),
        ..Query::default()
    };
    let found = matching(ctx, &query).await?;
    let planned = found.into_iter().find(|it| !it.document.milestones.is_empty());
    Ok(planned.map(|it| it.document.name))
}

/// The projects as documents, in the same order, with the agency as it is called now.
pub async fn documents(ctx: &Ctx, all: &[Project]) -> Result<Vec<ProjectDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

/// Every project that the actor may see, as documents.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<ProjectDocument>> {
    let mut all = store::all(tx, &Scope::Everything).await?;
    all.retain(|it| ctx.actor.may(Permission::ReadAssurance, it.agency_id));
    documents_in(tx, &all).await
}

async fn documents_in(tx: &Tx, all: &[Project]) -> Result<Vec<ProjectDocument>> {
    let ids = all.iter().map(|it| it.agency_id).collect();
    let codes = agencies::codes(tx, &ids).await?;
    let document = |it: &Project| {
        let agency = codes.get(&it.agency_id).cloned().unwrap_or_default();
        ProjectDocument { agency, ..it.document.clone() }
    };
    Ok(all.iter().map(document).collect())
}

/// The project called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: ProjectId) -> Result<Project> {
    let found = store::find(tx, id).await?;
    let readable = |it: &Project| ctx.actor.may(Permission::ReadAssurance, it.agency_id);
    found.filter(readable).ok_or(Error::NotFound("project"))
}
