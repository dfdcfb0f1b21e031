//! Consultations on other pages: on that of the plan that they are about, and on My work.

use app::actor::Permission;
use app::assure::consultations::{self, Consultation, Open};
use app::ids::AgencyId;
use app::plans::plan::Plan;
use maud::{Markup, html};
use uuid::Uuid;

use super::show::due;
use super::{consultation_path, state};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::{lists, parts};
use crate::shell::Shell;
use crate::work::Waits;

/// The consultations about a plan, and the way to ask for one.
pub(crate) async fn panel(shell: &Shell, plan: &Plan) -> Answer<Markup> {
    let all = consultations::of_plan(&shell.ctx, plan.id).await?;
    let about = ("plan", plan.id.uuid());
    let may_ask = shell.ctx.actor.may(Permission::AskConsultations, plan.agency_id);
    if all.is_empty() && !may_ask {
        return Ok(html! {});
    }
    let count = html! { @if !all.is_empty() { small { (all.len()) } } };
    Ok(parts::padded_panel(
        "Consultations",
        count,
        html! {
            @if !all.is_empty() {
                ul.plain {
                    @for it in &all {
                        li { (state(it.state)) " " a href=(consultation_path(it.id)) { (it.topic) } }
                    }
                }
            }
            @if may_ask { p { (button(shell, plan.agency_id, about)) } }
        },
    ))
}

/// The way to ask for advice about a record, for whoever may ask for its agency.
pub(crate) fn button(shell: &Shell, agency_id: AgencyId, about: (&str, Uuid)) -> Markup {
    let may_ask = shell.ctx.actor.may(Permission::AskConsultations, agency_id);
    let (what, id) = about;
    html! {
        @if may_ask {
            (parts::button("Ask the continuity team", &format!("/consultations/new?{what}={id}")))
        }
    }
}

/// What waits for the reader: questions to take on, advice to give, recommendations to resolve.
pub(crate) async fn waiting(shell: &Shell) -> Answer<Waits> {
    let waiting = consultations::waiting(&shell.ctx).await?;
    let panel = html! {
        (questions(shell, "Questions that wait for advice", &waiting.to_take))
        (questions(shell, "Consultations in which you advise", &waiting.to_give))
        (recommended(shell, &waiting.to_resolve))
    };
    Ok(Waits { n: waiting.n(), is_shown: 0 < waiting.n(), panel })
}

fn questions(shell: &Shell, title: &str, all: &[Consultation]) -> Markup {
    let count = html! { small { (grouped(all.len() as u64)) } };
    html! {
        @if !all.is_empty() {
            (parts::panel(title, count, lists::table(title, html! {
                th scope="col" { "About" } th scope="col" { "Area" } th scope="col" { "Asked" }
            }, html! {
                @for it in all {
                    tr {
                        td data-label="About" { a href=(consultation_path(it.id)) { (it.topic) } }
                        td data-label="Area" { (it.area.title()) }
                        td data-label="Asked" { (shell.day(it.asked_at)) }
                    }
                }
            })))
        }
    }
}

fn recommended(shell: &Shell, all: &[Open]) -> Markup {
    let title = "Recommended to your agency";
    let count = html! { small { (grouped(all.len() as u64)) } };
    let rows =
        all.iter().filter_map(|it| Some((it, it.consultation.recommendations.get(it.number)?)));
    html! {
        @if !all.is_empty() {
            (parts::panel(title, count, lists::table(title, html! {
                th scope="col" { "What" } th scope="col" { "By when" } th scope="col" { "Resolved?" }
            }, html! {
                @for (it, one) in rows {
                    tr {
                        td data-label="What" {
                            a href=(consultation_path(it.consultation.id)) { (one.text) }
                            br; small.quiet { (it.consultation.topic) }
                        }
                        td data-label="By when" { (due(shell, one)) }
                        td data-label="Resolved?" {
                            a.button.small href={ (consultation_path(it.consultation.id)) "/recommendations/" (it.number) }
                                aria-label={ "Resolve: " (one.text) } { "Resolve" }
                        }
                    }
                }
            })))
        }
    }
}
