//! One objective: its target, what was measured, and what it is about.

use app::actor::Permission;
use app::assure::objectives::{self, Line, Measuring, Verdict};
use app::ids::ObjectiveId;
use app::people::agencies;
use maud::{Markup, html};

use super::objective_path;
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /objectives/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<ObjectiveId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = objectives::show(ctx, id).await?;
    let objective = &it.objective;
    let agencies = agencies::labels(ctx, &[objective.agency_id].into()).await?;
    let agency = agencies.into_values().next().unwrap_or_default();
    let crumbs = vec![
        ("Objectives".to_owned(), "/objectives".to_owned()),
        (agency.clone(), format!("/agencies/{}", objective.agency_id)),
    ];
    let lead =
        html! { (states::verdict(it.verdict)) " " (finding(&it)) " " (objective.content.about) };
    let actions = actions(&shell, &it);
    let head = Head { crumbs, title: &objective.name, lead: Some(lead), actions: Some(actions) };
    let content = &objective.content;
    let facts = [
        ("Agency", html! { (agency) }),
        ("Code", html! { code { (objective.code) } }),
        ("Serves", html! { (content.serves.title()) }),
        ("Target", html! { (content.target()) }),
        ("Measured", html! { (content.by.title()) }),
    ];
    let main = html! {
        (head.shown())
        @if objective.retired_at.is_some() {
            (parts::notice(Tone::Idle, "Retired", html! { p { "It can be brought back." } }))
        }
        div.two {
            div.stack { (measurements(&it)) (about(&it)) }
            div.stack {
                (parts::padded_panel("Facts", html! {}, parts::facts(&facts)))
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&objective.name, main))
}

/// How it stands, in a sentence.
fn finding(it: &Line) -> String {
    let target = it.objective.content.target();
    match (&it.last, it.verdict) {
        (Some(last), Verdict::Pass) => format!("It was {}, and is to be {target}.", last.value),
        (Some(last), _) => format!("It was {}, but is to be {target}.", last.value),
        (None, _) => format!("It is to be {target}. Nothing was measured yet."),
    }
}

fn actions(shell: &Shell, it: &Line) -> Markup {
    let objective = &it.objective;
    let path = objective_path(objective.id);
    let may_write = shell.ctx.actor.may(Permission::WriteAssurance, objective.agency_id);
    let is_retired = objective.retired_at.is_some();
    html! {
        @if may_write && is_retired {
            form method="post" action={ (path) "/restore" } {
                (forms::hidden("version", &objective.version.to_string()))
                button.button.primary { "Bring it back" }
            }
        }
        @if may_write && !is_retired {
            (parts::button("Retire", &format!("{path}/retire")))
            (parts::button("Edit", &format!("{path}/edit")))
            @if objective.content.by == Measuring::Hand {
                (parts::primary("Write down a measurement", &format!("{path}/measure")))
            }
        }
    }
}

fn measurements(it: &Line) -> Markup {
    let content = &it.objective.content;
    let mut all: Vec<_> = content.measurements.iter().collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.on));
    parts::panel(
        "What was measured",
        html! {},
        html! {
            @if content.by == Measuring::Recovery {
                div.body {
                    @match &it.last {
                        Some(last) => p { strong { (last.value) } " by recovery analysis, as of " (Shell::date(last.on)) "." },
                        None => p.quiet { "Recovery analysis does not know how long all of it takes." },
                    }
                }
            } @else if all.is_empty() {
                div.body { p.quiet { "Nothing is written down yet." } }
            } @else {
                (lists::table("What was measured", html! {
                    th scope="col" { "On" } th.num scope="col" { "Measured" } th scope="col" { "Source" }
                }, html! {
                    @for it in all {
                        tr {
                            td data-label="On" { (Shell::date(it.on)) }
                            td.num data-label="Measured" {
                                @if let Some(took) = it.took { (took) }
                                @if let Some(share) = it.share { (share) "%" }
                            }
                            td data-label="Source" { (it.source) }
                        }
                    }
                }))
            }
        },
    )
}

fn about(it: &Line) -> Markup {
    let items = &it.objective.content.items;
    html! {
        @if !items.is_empty() {
            (parts::padded_panel("What it is about", html! { small { (items.len()) } }, html! {
                ul.plain { @for it in items { li { code { (it) } } } }
            }))
        }
    }
}
