//! Who else has a section of the same draft open. Without script it stands there as it was when the
//! page was opened; with it, the page asks again while it is open.

use app::Ctx;
use app::ids::PlanId;
use app::plans::presence;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::editor::{Draft, find};
use crate::error::Answer;
use crate::layout::states::{Tone, state};
use crate::request::Path;
use crate::shell::Shell;

/// `POST /plans/{id}/draft/{section}/here`: what stands in the part of the page that asks.
pub(super) async fn say(shell: Shell, Path((id, key)): Path<(PlanId, String)>) -> Answer<Response> {
    let Some(draft) = find(&shell.ctx, id, &key).await? else {
        return Ok(StatusCode::CONFLICT.into_response());
    };
    Ok(others(&shell.ctx, &draft).await?.into_response())
}

/// The part of the page that says who else is there.
pub(super) async fn part(ctx: &Ctx, draft: &Draft) -> Answer<Markup> {
    let others = others(ctx, draft).await?;
    Ok(html! { div role="status" data-here={ (draft.path()) "/here" } { (others) } })
}

/// Notes that this section is open, and says who else has one of the draft open.
async fn others(ctx: &Ctx, draft: &Draft) -> Answer<Markup> {
    let all = presence::opened(ctx, draft.plan.id, &draft.section.key).await?;
    let title = |key: &str| draft.template.section(key).map_or("", |it| it.title.as_str());
    Ok(html! {
        @for it in &all {
            p {
                @if it.section == draft.section.key {
                    (state(Tone::Warn, "Also editing")) " " (it.name)
                    " has this section open, too. If both of you save it, the second sees both texts."
                } @else {
                    (state(Tone::Idle, "Also editing")) " " (it.name)
                    " has “" (title(&it.section)) "” open."
                }
            }
        }
    })
}
