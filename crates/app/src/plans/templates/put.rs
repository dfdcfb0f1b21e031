//! Putting templates in from files.

use chrono::SubsecRound as _;
use db::Tx;

use super::write::save;
use super::{TemplateDocument, TemplateVersion, read, tidied};
use crate::actor::{Permission, Place};
use crate::{Ctx, Error, Result};

/// Publishes what documents say, found again by the types. Says how many were new. A document that
/// says what holds already changes nothing.
pub async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[TemplateDocument]) -> Result<usize> {
    let mut n_new = 0;
    for document in documents {
        let put = put(tx, ctx, document).await;
        let name = format!("template:{}", document.code.trim());
        n_new += usize::from(put.map_err(|it| it.within(&name))?);
    }
    Ok(n_new)
}

async fn put(tx: &Tx, ctx: &Ctx, document: &TemplateDocument) -> Result<bool> {
    let problems = document.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let before = read::current_in(tx, document.code.trim()).await?;
    let sections = tidied(document.sections.clone());
    if sections == before.template.sections {
        return Ok(false);
    }
    ctx.require(Permission::WriteSettings, Place::State)?;
    let by = (ctx.actor.person_id, ctx.now);
    let next = before.followed_by(sections, &document.note, by)?;
    let published_at = document.published_at.map(|it| it.trunc_subsecs(6));
    let next = TemplateVersion {
        number: next.number.max(document.number),
        published_at: published_at.or(next.published_at),
        ..next
    };
    if next.published_at.is_some_and(|it| ctx.now < it) {
        return Err(Error::Invalid(vec![crate::FieldProblem::new(
            "published_at",
            "Use a moment that has passed.",
        )]));
    }
    save(tx, ctx, (&before, &next)).await?;
    Ok(true)
}
