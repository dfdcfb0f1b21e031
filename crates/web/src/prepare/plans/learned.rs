//! What was learned that is to change a plan (S4-37).

use app::actor::Permission;
use app::assure::lessons::{self, State};
use app::plans::plan::Plan;
use maud::{Markup, html};

use crate::assure::lessons::lesson_path;
use crate::error::Answer;
use crate::layout::{parts, states};
use crate::shell::Shell;

/// The open lessons of a plan. Nothing where there is none.
pub(super) async fn panel(shell: &Shell, plan: &Plan) -> Answer<Markup> {
    if !shell.ctx.actor.may(Permission::ReadAssurance, plan.agency_id) {
        return Ok(html! {});
    }
    let mut all = lessons::of_plan(&shell.ctx, plan.id).await?;
    all.retain(|it| it.state() == State::Open);
    Ok(html! {
        @if !all.is_empty() {
            (parts::padded_panel("Lessons to heed", html! { small { (all.len()) } }, html! {
                ul.plain.checks {
                    @for it in &all {
                        li {
                            (states::lesson(it.state())) " "
                            a href=(lesson_path(it.id)) { (it.document.title) }
                            @if let Some(due) = it.document.due { br; small { "By " (Shell::date(due)) } }
                        }
                    }
                }
            }))
        }
    })
}
