//! What a file that somebody wrote makes of a plan. Nothing here does I/O.

use super::document::PlanDocument;
use super::write::template;
use super::{Content, Plan, PlanVersion, VersionState};
use crate::plans::templates::TemplateVersion;
use crate::{Ctx, Result};

/// What somebody's file makes of a plan: its newest version as a draft. None: it says nothing new.
pub(super) fn drafted(
    ctx: &Ctx,
    described: Plan,
    document: &PlanDocument,
    (there, old): (Option<&Plan>, &[PlanVersion]),
    current: &TemplateVersion,
) -> Result<Option<(Plan, Vec<PlanVersion>)>> {
    let by = ctx.actor.person_id;
    // A file does not decide what is written to: the plan does, or the template of today.
    let outline = match old.first() {
        Some(it) => it.content.outline.clone(),
        None => current.outline(),
    };
    let content = document.newest().map(|it| it.content.clone());
    let content = content.unwrap_or_default();
    let content = Content { outline, ..content };
    let template = template(&described, &content)?;
    let content = document.newest().map(|_| content.in_order(&template));
    let Some(there) = there else {
        let content = content.unwrap_or_else(|| Content::to_write(current));
        let version = PlanVersion::begun((described.id, 1), content, by, ctx.now);
        let plan = Plan { draft_state: Some(VersionState::Draft), ..described.anew() };
        return Ok(Some((plan, vec![version])));
    };
    there.in_use()?;
    let plan = Plan {
        agency_id: described.agency_id,
        title: described.title,
        owner_id: described.owner_id,
        parent_id: described.parent_id,
        items: described.items,
        ..there.clone()
    };
    let newest = old.first();
    let content = content.filter(|it| newest.is_none_or(|old| old.content != *it));
    let version = match (content, newest) {
        (None, _) => None,
        (Some(content), Some(newest)) if newest.state.is_open() => {
            Some(newest.clone().saved(content, by, ctx.now)?)
        }
        (Some(content), newest) => {
            let number = newest.map_or(0, |it| it.number) + 1;
            Some(PlanVersion::begun((plan.id, number), content, by, ctx.now))
        }
    };
    if plan == *there && version.is_none() {
        return Ok(None);
    }
    let draft_state = version.as_ref().map_or(plan.draft_state, |it| Some(it.state));
    let plan = Plan { draft_state, updated_at: ctx.now, ..plan };
    Ok(Some((plan, version.into_iter().collect())))
}
