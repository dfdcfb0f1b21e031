//! Looking at lessons.

use std::collections::BTreeSet;

use db::Tx;

use super::{Lesson, LessonDocument, State, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, LessonId, PlanId};
use crate::people::agencies;
use crate::{Ctx, Error, Page, Paging, Result};

/// Which lessons to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their words.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those that are this far.
    pub state: Option<State>,
    /// Only those that are open, and whose day is past.
    pub overdue: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of lessons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What was learned.
    #[default]
    Title,
    /// When.
    On,
    /// How far they are.
    State,
    /// By when they are to be seen to.
    Due,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "title" => Some(Sort::Title),
            "on" => Some(Sort::On),
            "state" => Some(Sort::State),
            "due" => Some(Sort::Due),
            _ => None,
        }
    }
}

/// One lesson.
pub async fn show(ctx: &Ctx, id: LessonId) -> Result<Lesson> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One page of the lessons that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Lesson>> {
    let scope = match ctx.require_scope(Permission::ReadAssurance)? {
        Scope::Everything => Scope::Everything,
        Scope::Only { agencies, .. } => Scope::Only { agencies, records: BTreeSet::new() },
    };
    let mut found = store::all(&*ctx.read().await?, &scope).await?;
    let (text, today) = (db::fold(query.text.trim()), ctx.now.date_naive());
    found.retain(|it| {
        let of = &it.document;
        let said = [&of.code, &of.title, &of.about, &of.source];
        query.agencies.as_ref().is_none_or(|of| of.contains(&it.agency_id))
            && query.state.is_none_or(|state| it.state() == state)
            && (!query.overdue || it.is_overdue(today))
            && (text.is_empty() || said.iter().any(|it| db::fold(it).contains(&text)))
    });
    found.sort_by_cached_key(|it| (db::fold(&it.document.title), it.id));
    match query.sort {
        Sort::Title => {}
        Sort::On => found.sort_by_key(|it| it.document.on),
        Sort::State => found.sort_by_key(Lesson::state),
        Sort::Due => found.sort_by_key(|it| (it.document.due.is_none(), it.document.due)),
    }
    if query.descending {
        found.reverse();
    }
    let n_items = found.len() as u64;
    Ok(query.paging.of(query.paging.part(found), n_items))
}

/// The lessons that are to change a plan, or did, as far as the actor may see them.
pub async fn of_plan(ctx: &Ctx, id: PlanId) -> Result<Vec<Lesson>> {
    let mut found = store::of_plan(&*ctx.read().await?, id).await?;
    found.retain(|it| readable(ctx, it));
    Ok(found)
}

/// The lessons as documents, in the same order, with the agency as it is called now.
pub async fn documents(ctx: &Ctx, all: &[Lesson]) -> Result<Vec<LessonDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

/// Every lesson that the actor may see, as documents.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<LessonDocument>> {
    let mut all = store::all(tx, &Scope::Everything).await?;
    all.retain(|it| readable(ctx, it));
    documents_in(tx, &all).await
}

async fn documents_in(tx: &Tx, all: &[Lesson]) -> Result<Vec<LessonDocument>> {
    let ids = all.iter().map(|it| it.agency_id).collect();
    let codes = agencies::codes(tx, &ids).await?;
    let document = |it: &Lesson| {
        let agency = codes.get(&it.agency_id).cloned().unwrap_or_default();
        LessonDocument { agency, ..it.document.clone() }
    };
    Ok(all.iter().map(document).collect())
}

/// The lesson called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: LessonId) -> Result<Lesson> {
    let found = store::find(tx, id).await?;
    found.filter(|it| readable(ctx, it)).ok_or(Error::NotFound("lesson"))
}

fn readable(ctx: &Ctx, it: &Lesson) -> bool {
    ctx.actor.may(Permission::ReadAssurance, it.agency_id)
}
