//! Looking at obligations. Whoever may look at assurance anywhere sees all of them: laws are public.

use db::Tx;

use super::{Obligation, ObligationDocument, store};
use crate::actor::Permission;
use crate::ids::ObligationId;
use crate::people::agencies::Agency;
use crate::{Ctx, Error, Page, Paging, Result};

/// Which obligations to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their code, citation, title, or in what they are about.
    pub text: String,
    /// Only those that hold for this agency.
    pub agency: Option<Agency>,
    /// Whether to list the retired ones instead.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of obligations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// How they are cited.
    #[default]
    Citation,
    /// What they are called.
    Title,
    /// How many clauses they have.
    Clauses,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "citation" => Some(Sort::Citation),
            "title" => Some(Sort::Title),
            "clauses" => Some(Sort::Clauses),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// One obligation.
pub async fn show(ctx: &Ctx, id: ObligationId) -> Result<Obligation> {
    ctx.require_scope(Permission::ReadAssurance)?;
    find(&*ctx.read().await?, id).await
}

/// The obligation called `code`.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Obligation> {
    ctx.require_scope(Permission::ReadAssurance)?;
    let all = store::all(&*ctx.read().await?).await?;
    all.into_iter().find(|it| it.document.code == code).ok_or(Error::NotFound("obligation"))
}

/// One page of the obligations that are asked for.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Obligation>> {
    let mut found = matching(ctx, query).await?;
    let folded = |it: &Obligation| db::fold(&it.document.citation);
    found.sort_by_cached_key(folded);
    match query.sort {
        Sort::Citation => {}
        Sort::Title => found.sort_by_cached_key(|it| db::fold(&it.document.title)),
        Sort::Clauses => found.sort_by_key(|it| it.document.clauses.len()),
        Sort::Updated => found.sort_by_key(|it| it.updated_at),
    }
    if query.descending {
        found.reverse();
    }
    let n_items = found.len() as u64;
    Ok(query.paging.of(query.paging.part(found), n_items))
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<ObligationId>,
    n_max: u64,
) -> Result<Vec<Obligation>> {
    let mut found = matching(ctx, query).await?;
    found.retain(|it| after.is_none_or(|after| after < it.id));
    found.sort_by_key(|it| it.id);
    found.truncate(usize::try_from(n_max).unwrap_or(usize::MAX));
    Ok(found)
}

async fn matching(ctx: &Ctx, query: &Query) -> Result<Vec<Obligation>> {
    ctx.require_scope(Permission::ReadAssurance)?;
    let mut found = store::all(&*ctx.read().await?).await?;
    let text = db::fold(query.text.trim());
    found.retain(|it| {
        let document = &it.document;
        let said = [&document.code, &document.citation, &document.title, &document.about];
        document.retired_at.is_some() == query.retired
            && query.agency.as_ref().is_none_or(|of| document.applies_to(of.kind, &of.code))
            && (text.is_empty() || said.iter().any(|it| db::fold(it).contains(&text)))
    });
    Ok(found)
}

/// Every obligation that holds today, by code.
pub(crate) async fn all_in(tx: &Tx) -> Result<Vec<Obligation>> {
    let mut all = store::all(tx).await?;
    all.retain(|it| it.document.retired_at.is_none());
    Ok(all)
}

/// Those that were added, and those that came with the program and say something else since, as documents:
/// for whoever may look at assurance anywhere.
pub(crate) async fn changed_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<ObligationDocument>> {
    if !ctx.actor.may_somewhere(Permission::ReadAssurance) {
        return Ok(Vec::new());
    }
    let all = store::all(tx).await?.into_iter();
    Ok(all.filter(|it| 0 < it.version).map(|it| it.document).collect())
}

/// The obligation called `id`.
pub(super) async fn find(tx: &Tx, id: ObligationId) -> Result<Obligation> {
    store::find(tx, id).await?.ok_or(Error::NotFound("obligation"))
}
