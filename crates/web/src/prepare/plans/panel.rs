//! What the page of a record says of plans: those that are about it, and that there should be one.

use app::actor::Permission;
use app::plans::plan;
use app::prepare::inventory::{Item, Label};
use maud::{Markup, html};

use super::uncovered::start_path;
use super::{plan_path, type_name};
use crate::error::Answer;
use crate::layout::parts;
use crate::layout::states::{self, Tone, state};
use crate::shell::Shell;

/// The plans about an item. Nothing for whoever may not read plans, or where there is nothing to
/// say.
pub(crate) async fn panel(shell: &Shell, item: &Item) -> Answer<Markup> {
    let ctx = &shell.ctx;
    if !ctx.actor.may_somewhere(Permission::ReadPlans) || item.retired_at.is_some() {
        return Ok(html! {});
    }
    let plans = plan::of_item(ctx, item.id).await?;
    let is_uncovered = plan::is_uncovered(ctx, item.id).await?;
    if plans.is_empty() && !is_uncovered {
        return Ok(html! {});
    }
    let label = Label {
        kind: item.kind(),
        code: item.code.clone(),
        name: item.name.clone(),
        agency_id: item.agency_id,
    };
    let may_write = ctx.actor.may(Permission::WritePlans, item.agency_id);
    Ok(parts::padded_panel(
        "Plans",
        html! {},
        html! {
            @if is_uncovered {
                p { (state(Tone::Warn, "No plan in force")) }
                p { "It is essential, and no plan that people would follow today is about it." }
                @if may_write { p { (parts::button("Start a plan", &start_path(&label))) } }
            }
            ul.plain {
                @for it in &plans {
                    li {
                        a href=(plan_path(it.id)) { (it.title) }
                        br; small { (type_name(&it.plan_type)) }
                        " "
                        @match it.draft_state.filter(|_| !it.standing.is_in_force()) {
                            Some(draft) => (states::plan_version(draft.code())),
                            None => (states::plan(it.standing.code())),
                        }
                    }
                }
            }
        },
    ))
}
