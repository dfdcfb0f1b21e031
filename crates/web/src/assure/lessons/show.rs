//! One lesson: what was learned, and what became of it.

use app::actor::Permission;
use app::assure::lessons::{self, Lesson, State};
use app::ids::LessonId;
use app::people::{agencies, persons};
use app::plans::plan;
use maud::{Markup, html};

use super::lesson_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::people::history::history_panel;
use crate::prepare::plans::plan_path;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /lessons/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<LessonId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = lessons::show(ctx, id).await?;
    let document = &it.document;
    let names = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = names.into_values().next().unwrap_or_default();
    let crumbs = vec![
        ("Lessons".to_owned(), "/lessons".to_owned()),
        (agency.clone(), format!("/agencies/{}", it.agency_id)),
    ];
    let lead = html! { (states::lesson(it.state())) " " (document.about) };
    let actions = actions(&shell, &it);
    let head = Head { crumbs, title: &document.title, lead: Some(lead), actions: Some(actions) };
    let mut facts = vec![
        ("Agency", html! { (agency) }),
        ("Code", html! { code { (document.code) } }),
        ("Learned", html! { (document.source) ", " (Shell::date(document.on)) }),
        ("Plan to change", plan_link(&shell, &it).await?),
    ];
    if let Some(owner) = it.owner_id {
        let names = persons::labels(ctx, &[owner].into()).await?;
        facts
            .push(("Sees to it", html! { (names.get(&owner).map_or("Somebody", String::as_str)) }));
    }
    if let Some(due) = document.due {
        facts.push(("Due", Shell::date(due)));
    }
    if let Some(at) = document.closed_at {
        facts.push(("Closed", shell.moment(at)));
    }
    let main = html! {
        (head.shown())
        (notices(&shell, &it))
        div.two {
            (parts::padded_panel("Facts", html! {}, parts::facts(&facts)))
            (history_panel(&shell, id.uuid()).await?)
        }
    };
    Ok(shell.page(&document.title, main))
}

async fn plan_link(shell: &Shell, it: &Lesson) -> Answer<Markup> {
    let Some(id) = it.plan_id else { return Ok(html! { "None is linked yet" }) };
    Ok(match plan::show(&shell.ctx, id).await {
        Ok(plan) => html! { a href=(plan_path(id)) { (plan.title) } },
        Err(app::Error::NotFound(_)) => html! { "A plan that you may not see" },
        Err(error) => return Err(error.into()),
    })
}

fn notices(shell: &Shell, it: &Lesson) -> Markup {
    let outcome = it.document.outcome.clone();
    html! {
        @if it.is_overdue(shell.today()) {
            (parts::notice(Tone::Bad, "Past its day", html! { p { "It was to be seen to by now." } }))
        }
        @if let Some(outcome) = outcome {
            @match (outcome.version, outcome.rejected) {
                (Some(number), _) => (parts::notice(Tone::Good, "In the plan", html! {
                    p {
                        @match it.plan_id {
                            Some(id) => a href={ (plan_path(id)) "/versions/" (number) } { "Version " (number) },
                            None => { "Version " (number) },
                        }
                        " of the plan heeds it."
                    }
                })),
                (None, because) => (parts::notice(Tone::Idle, "Rejected", html! {
                    p { (because.unwrap_or_default()) }
                })),
            }
        }
    }
}

fn actions(shell: &Shell, it: &Lesson) -> Markup {
    let path = lesson_path(it.id);
    let may_write = shell.ctx.actor.may(Permission::WriteAssurance, it.agency_id);
    let is_open = it.state() == State::Open;
    html! {
        @if may_write && is_open {
            (parts::button("Edit", &format!("{path}/edit")))
            (parts::primary("Close", &format!("{path}/close")))
        }
        @if may_write && !is_open {
            form method="post" action={ (path) "/reopen" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button { "Open it again" }
            }
        }
    }
}
