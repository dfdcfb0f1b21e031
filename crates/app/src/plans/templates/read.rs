//! Looking at templates. Whoever may read plans anywhere sees all of them.

use db::Tx;

use super::{TemplateDocument, TemplateVersion, store};
use crate::actor::Permission;
use crate::{Ctx, Error, Page, Paging, Result};

/// Which templates to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their name, what they are for, or a section.
    pub text: String,
    /// Whether to list only those that were published since the program came.
    pub published: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of templates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What such a plan is called.
    #[default]
    Name,
    /// How many sections it has.
    Sections,
    /// When it was published.
    Published,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "name" => Some(Sort::Name),
            "sections" => Some(Sort::Sections),
            "published" => Some(Sort::Published),
            _ => None,
        }
    }
}

/// The template of a type as it is today.
pub async fn current(ctx: &Ctx, plan_type: &str) -> Result<TemplateVersion> {
    ctx.require_scope(Permission::ReadPlans)?;
    current_in(&*ctx.read().await?, plan_type).await
}

/// The template of every type as it is today, in the order in which people choose.
pub async fn all_current(ctx: &Ctx) -> Result<Vec<TemplateVersion>> {
    ctx.require_scope(Permission::ReadPlans)?;
    all_in(&*ctx.read().await?).await
}

/// Every version of the template of a type, the newest first.
pub async fn versions(ctx: &Ctx, plan_type: &str) -> Result<Vec<TemplateVersion>> {
    ctx.require_scope(Permission::ReadPlans)?;
    let built_in = super::find(plan_type).ok_or(Error::NotFound("type of plan"))?;
    let mut found = store::versions(&*ctx.read().await?, plan_type).await?;
    found.push(TemplateVersion::built_in(built_in));
    Ok(found)
}

/// One version of the template of a type.
pub async fn version(ctx: &Ctx, plan_type: &str, number: u32) -> Result<TemplateVersion> {
    let found = versions(ctx, plan_type).await?.into_iter().find(|it| it.number == number);
    found.ok_or(Error::NotFound("version"))
}

/// One page of the templates that are asked for, as they are today.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<TemplateVersion>> {
    let mut found = all_current(ctx).await?;
    let text = db::fold(query.text.trim());
    found.retain(|it| {
        let of = &it.template;
        let titles = of.sections.iter().map(|it| &it.title);
        (!query.published || it.published_at.is_some())
            && [&of.code, &of.name, &of.purpose]
                .into_iter()
                .chain(titles)
                .any(|it| db::fold(it).contains(&text))
    });
    found.sort_by_cached_key(|it| db::fold(&it.template.name));
    match query.sort {
        Sort::Name => {}
        Sort::Sections => found.sort_by_key(|it| it.template.sections.len()),
        Sort::Published => found.sort_by_key(|it| it.published_at),
    }
    if query.descending {
        found.reverse();
    }
    let n_items = found.len() as u64;
    Ok(query.paging.of(query.paging.part(found), n_items))
}

/// The template of a type as it is today, for use cases that follow it.
pub(crate) async fn current_in(tx: &Tx, plan_type: &str) -> Result<TemplateVersion> {
    let built_in = super::find(plan_type).ok_or(Error::NotFound("type of plan"))?;
    let newest = store::newest(tx, plan_type).await?;
    Ok(newest.unwrap_or_else(|| TemplateVersion::built_in(built_in)))
}

async fn all_in(tx: &Tx) -> Result<Vec<TemplateVersion>> {
    let mut newest = store::all_newest(tx).await?;
    let all = super::all().iter();
    let all =
        all.map(|it| newest.remove(&it.code).unwrap_or_else(|| TemplateVersion::built_in(it)));
    Ok(all.collect())
}

/// What was published, as documents: of each type the newest.
pub(crate) async fn documents_in(tx: &Tx) -> Result<Vec<TemplateDocument>> {
    Ok(store::all_newest(tx).await?.values().map(TemplateDocument::of).collect())
}
