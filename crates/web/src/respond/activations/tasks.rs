//! One task: what is to be done, and saying how far it is. It is for whoever has it, on a phone.

use app::Error;
use app::ids::TaskId;
use app::respond::activations::{self, MyTask, TaskState};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::activation_path;
use super::board::task_state;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::parts::{self, Head};
use crate::people::form::{Filled, Typed, again, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;
use crate::work::Waits;

/// What waits for the person who looks.
pub(crate) async fn waiting(shell: &Shell) -> Answer<Waits> {
    let all = activations::my_tasks(&shell.ctx).await?;
    let n = html! { small { (all.len()) } };
    Ok(Waits::of("Your tasks in plans that are followed now", n, &all, |it| {
        html! {
            span { a href=(path(it.task.id)) { (it.task.text) } br; small { (it.title) } }
            (task_state(it.task.state))
        }
    }))
}

fn path(id: TaskId) -> String {
    format!("/tasks/{id}")
}

/// `GET /tasks/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<TaskId>) -> Answer<Markup> {
    let it = activations::show_task(&shell.ctx, id).await?;
    let typed = Typed::from([
        ("version".to_owned(), it.task.version.to_string()),
        ("note".to_owned(), it.task.note.clone()),
    ]);
    Ok(page(&shell, &it, &Filled::of(typed)))
}

/// `POST /tasks/{id}`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<TaskId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let it = activations::show_task(&shell.ctx, id).await?;
    let Some(state) = TaskState::from_code(text(&typed, "state")) else {
        let problems = vec![("state".to_owned(), "Choose how far it is.".to_owned())];
        return Ok(again(page(&shell, &it, &Filled { typed, problems })));
    };
    let said = (state, text(&typed, "note"));
    match activations::change_task(&shell.ctx, id, version(&typed), said).await {
        Ok(_) => {
            let to = match text(&typed, "back") == "activation" && it.may_open {
                true => activation_path(it.activation.id),
                false => path(id),
            };
            Ok(Redirect::to(&format!("{to}?done=saved")).into_response())
        }
        Err(Error::Invalid(problems)) => {
            Ok(again(page(&shell, &it, &Filled::refused(typed, problems))))
        }
        Err(Error::Refused(refusal)) => {
            let problems = vec![("state".to_owned(), refusal.reason.into_owned())];
            Ok(again(page(&shell, &it, &Filled { typed, problems })))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(shell: &Shell, it: &MyTask, filled: &Filled) -> Markup {
    let task = &it.task;
    let crumbs = match it.may_open {
        true => vec![(it.title.clone(), activation_path(it.activation.id))],
        false => vec![("My work".to_owned(), "/work".to_owned())],
    };
    let lead = html! { (task_state(task.state)) " Task " (task.number) " of “" (it.title) "”." };
    let others = TaskState::SAID.into_iter().filter(|it| *it != task.state);
    let choices: Vec<Choice<'_>> = others.map(|it| Choice::new(it.code(), it.title())).collect();
    let mut facts = vec![("What has happened", html! { (it.activation.because) })];
    if !task.by_whom.is_empty() {
        facts.push(("By", html! { (task.by_whom) }));
    }
    if let Some(takes) = task.takes {
        facts.push(("Takes", html! { (takes) }));
    }
    if !task.check.is_empty() {
        facts.push(("Done when", html! { (task.check) }));
    }
    if let Some(at) = task.changed_at {
        facts.push((
            "Last said",
            html! { (shell.moment(at)) @if !task.note.is_empty() { ": " (task.note) } },
        ));
    }
    let head = Head { crumbs, title: &task.text, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (parts::padded_panel("What to know", html! {}, parts::facts(&facts)))
        @if it.activation.state.is_acting() {
            (forms::form(&path(task.id), html! {
                (forms::error_summary(&filled.problems))
                (forms::hidden("version", filled.value("version")))
                (forms::select(&filled.field("state", "How far it is").required(), &choices, ""))
                (forms::textarea(&filled.field("note", "What there is to say").hint("Of what is blocked: what keeps it from being done."), 3))
                (forms::buttons("Save", "/work"))
            }))
        } @else { p.quiet { "Nobody acts on this plan now." } }
    };
    shell.page(&task.text, main)
}
