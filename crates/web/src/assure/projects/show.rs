//! One special project: its scope, who leads it, and its milestones.

use app::actor::Permission;
use app::assure::projects::{self, Project};
use app::ids::ProjectId;
use app::people::{agencies, persons};
use axum::response::Redirect;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::project_path;
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone, state};
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Reached {
    version: i64,
    number: usize,
}

/// `GET /projects/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<ProjectId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = projects::show(ctx, id).await?;
    let names = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = names.into_values().next().unwrap_or_default();
    let crumbs = vec![
        ("Projects".to_owned(), "/projects".to_owned()),
        (agency.clone(), format!("/agencies/{}", it.agency_id)),
    ];
    let may_write = ctx.actor.may(Permission::WriteAssurance, it.agency_id);
    let edit = html! {
        @if may_write { (parts::button("Edit", &format!("{}/edit", project_path(id)))) }
    };
    let lead = html! { (states::project(it.document.status)) " " (it.document.scope) };
    let title = it.document.name.as_str();
    let head = Head { crumbs, title, lead: Some(lead), actions: Some(edit) };
    let mut facts =
        vec![("Agency", html! { (agency) }), ("Code", html! { code { (it.document.code) } })];
    if let Some(owner) = it.owner_id {
        let names = persons::labels(ctx, &[owner].into()).await?;
        facts.push(("Led by", html! { (names.get(&owner).map_or("Somebody", String::as_str)) }));
    }
    let n_late = it.late(shell.today()).len();
    let may_reach = may_write || it.owner_id.is_some_and(|it| ctx.actor.is(it));
    let main = html! {
        (head.shown())
        @if 0 < n_late {
            (parts::notice(Tone::Bad, "Milestones are late", html! {
                p { (n_late) " were to be reached by now. Note those that are, or plan them anew." }
            }))
        }
        div.two {
            (milestones(&shell, &it, may_reach))
            div.stack {
                (parts::padded_panel("Facts", html! {}, parts::facts(&facts)))
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(title, main))
}

fn milestones(shell: &Shell, it: &Project, may_reach: bool) -> Markup {
    let all = &it.document.milestones;
    let count = html! { small { (it.n_reached()) " of " (all.len()) } };
    let is_late = |due: NaiveDate| it.document.status.goes_on() && due < shell.today();
    parts::panel(
        "Milestones",
        count,
        html! {
            @if all.is_empty() {
                div.body { p.quiet { "None is named yet." } }
            } @else {
                (lists::table("Milestones", html! {
                    th scope="col" { "What" } th scope="col" { "By when" } th scope="col" { "Reached" }
                }, html! {
                    @for (n, milestone) in all.iter().enumerate() {
                        tr {
                            td data-label="What" { (milestone.name) }
                            td data-label="By when" { (Shell::date(milestone.due)) }
                            td data-label="Reached" {
                                @match milestone.done_on {
                                    Some(day) => (state(Tone::Good, Shell::date_words(day))),
                                    None if is_late(milestone.due) => (state(Tone::Bad, "Late")),
                                    None => (state(Tone::Idle, "Not yet")),
                                }
                                @if milestone.done_on.is_none() && may_reach && it.document.status.goes_on() {
                                    form method="post" action={ (project_path(it.id)) "/reached" } {
                                        (forms::hidden("version", &it.version.to_string()))
                                        (forms::hidden("number", &n.to_string()))
                                        button.button.small aria-label={ "Reached: " (milestone.name) } { "Reached" }
                                    }
                                }
                            }
                        }
                    }
                }))
            }
        },
    )
}

/// `POST /projects/{id}/reached`
pub(super) async fn reached(
    shell: Shell,
    Path(id): Path<ProjectId>,
    Form(sent): Form<Reached>,
) -> Answer<Redirect> {
    projects::reach(&shell.ctx, id, sent.version, sent.number).await?;
    Ok(Redirect::to(&format!("{}?done=done", project_path(id))))
}
