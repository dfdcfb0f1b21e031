//! Publishing templates. They hold for all, so the central team does so.

use db::Tx;

use super::version::subject_id;
use super::{SectionTemplate, TemplateDocument, TemplateVersion, read, store};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::{Ctx, Error, Result};

/// Publishes a new version of the template of a type, unless someone else did so since the asker saw
/// version `seen`. Plans stay as they are: each agency is told what is different (S1-31).
pub async fn publish(
    ctx: &Ctx,
    plan_type: &str,
    seen: u32,
    sections: Vec<SectionTemplate>,
    note: &str,
) -> Result<TemplateVersion> {
    ctx.require(Permission::WriteSettings, Place::State)?;
    let tx = ctx.write().await?;
    let before = read::current_in(&tx, plan_type).await?;
    if before.number != seen {
        return Err(Error::Stale("template"));
    }
    let next = before.followed_by(sections, note, (ctx.actor.person_id, ctx.now))?;
    save(&tx, ctx, (&before, &next)).await?;
    tx.commit().await?;
    Ok(next)
}

pub(super) async fn save(
    tx: &Tx,
    ctx: &Ctx,
    (before, next): (&TemplateVersion, &TemplateVersion),
) -> Result<()> {
    store::insert(tx, next).await?;
    let subject = Subject::new("plan_template", subject_id(&next.template.code));
    let event = Event::new(Action::TemplatePublished, subject)
        .from(&TemplateDocument::of(before))
        .to(&TemplateDocument::of(next));
    events::record(tx, ctx, event).await
}
