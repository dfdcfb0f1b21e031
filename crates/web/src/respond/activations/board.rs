//! The page of a plan that is followed: who acts, what is done and what is left. It changes by itself.

use std::convert::Infallible;
use std::time::Duration;

use app::actor::Permission;
use app::ids::{ActivationId, PersonId};
use app::people::persons;
use app::respond::activations::{self, Activation, Opened, Task, TaskState};
use app::{Ctx, events};
use axum::extract::State as Held;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use maud::{Markup, html};

use super::steps::offered;
use super::{activation_path, shown, told};
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::prepare::plans::plan_path;
use crate::request::{Path, Query, State};
use crate::shell::Shell;

/// How long one request is answered. The browser then asks again, and shows who it is.
const LASTS: Duration = Duration::from_secs(300);

/// `GET /activations/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<ActivationId>) -> Answer<Markup> {
    let it = activations::open(&shell.ctx, id).await?;
    let shell = match shell.has_done("activated") && it.activation.state.is_acting() {
        true => {
            let (tone, said) = told::said(&shell.ctx, &it).await?;
            shell.having_done(tone, said)
        }
        false => shell,
    };
    let fragment = fragment(&shell.ctx, &shell, &it).await?;
    let main = html! {
        (fragment)
        (history_panel(&shell, id.uuid()).await?)
    };
    Ok(shell.page(&it.title, main))
}

/// From which event on news are wanted.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    seen: i64,
}

/// `GET /activations/{id}/live`
pub(super) async fn live(
    shell: Shell,
    Held(held): Held<State>,
    Path(id): Path<ActivationId>,
    Query(asked): Query<Asked>,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    // Whoever may not see it gets no stream that stays silent.
    activations::show(&shell.ctx, id).await?;
    let start = (events::watch(&shell.ctx), asked.seen);
    let until = tokio::time::Instant::now() + LASTS;
    let news = stream::unfold(start, move |(mut watch, seen)| {
        let (shell, clock) = (shell.clone(), held.clock);
        async move {
            let next = tokio::time::timeout_at(until, watch.other_than(seen)).await;
            let seq = next.ok().flatten()?;
            let ctx = Ctx::new(shell.ctx.platform.clone(), shell.ctx.actor.clone(), clock());
            let it = activations::open(&ctx, id).await.ok()?;
            let fragment = fragment(&ctx, &shell, &it).await.ok()?;
            Some((Ok(Event::default().data(fragment.into_string())), (watch, seq.max(it.seq))))
        }
    });
    Ok(Sse::new(news).keep_alive(KeepAlive::default()))
}

/// All of the page that may change.
async fn fragment(ctx: &Ctx, shell: &Shell, it: &Opened) -> Answer<Markup> {
    let of = &it.activation;
    let live = format!("{}/live?seen={}", activation_path(of.id), it.seq);
    Ok(html! {
        div.stack #activation data-live=(live) {
            (head(ctx, shell, it).shown())
            div.two {
                div.stack {
                    (tasks(ctx, shell, it))
                    (statements(ctx, shell, it))
                }
                div.stack {
                    (facts(shell, it))
                    (told::panel(ctx, it).await?)
                    (roster(ctx, it).await?)
                    (called(it))
                }
            }
        }
    })
}

fn head<'a>(ctx: &Ctx, shell: &Shell, it: &'a Opened) -> Head<'a> {
    let of = &it.activation;
    let mut crumbs = vec![("Activations".to_owned(), "/activations".to_owned())];
    if let Some((parent, title)) = &it.parent {
        crumbs.push((title.clone(), activation_path(parent.id)));
    }
    let lead = html! {
        (shown(of.state)) " "
        @if of.activated_at.is_some() { (of.extent.title()) ", since " (shell.moment(of.activated_at.unwrap_or(of.asked_at))) ". " }
        (of.because)
    };
    let actions = html! {
        @if ctx.actor.may(Permission::ReadPlans, app::actor::Place::Record(of.agency_id, of.plan_id.into())) {
            (parts::button("Read the plan", &format!("{}/versions/{}", plan_path(of.plan_id), of.number)))
        }
        @for (n, step) in offered(ctx, of).into_iter().enumerate() {
            @if n == 0 { (parts::primary(step.button(of.state), &step.address(of.id))) }
            @else { (parts::button(step.button(of.state), &step.address(of.id))) }
        }
    };
    Head { crumbs, title: &it.title, lead: Some(lead), actions: Some(actions) }
}

pub(super) fn name(it: &Opened, id: PersonId) -> &str {
    it.names.get(&id).map_or("Somebody", String::as_str)
}

fn tasks(ctx: &Ctx, shell: &Shell, it: &Opened) -> Markup {
    let n_done = it.tasks.iter().filter(|it| it.state == TaskState::Done).count();
    let n_blocked = it.tasks.iter().filter(|it| it.state == TaskState::Blocked).count();
    let aside = html! {
        @if 0 < n_blocked { (state(Tone::Bad, format!("{n_blocked} blocked"))) }
        small { (n_done) " of " (it.tasks.len()) " done" }
    };
    let leads = activations::may_act(ctx, Permission::AskActivations, &it.activation);
    parts::panel(
        "Tasks",
        aside,
        html! {
            @if it.tasks.is_empty() {
                div.body { p.quiet { "The steps of the plan become tasks when it is activated." } }
            }
            ol.steps {
                @for task in &it.tasks { (line(ctx, shell, (it, task), leads)) }
            }
        },
    )
}

fn line(ctx: &Ctx, shell: &Shell, (it, task): (&Opened, &Task), leads: bool) -> Markup {
    let is_theirs = task.owner_id.is_some_and(|id| ctx.actor.is(id));
    let acts = it.activation.state.is_acting() && (leads || is_theirs);
    html! {
        li.done[task.state == TaskState::Done] {
            span.n { (task.number) }
            span {
                (task.text)
                br;
                small {
                    @match task.owner_id { Some(id) => (name(it, id)), None => "Nobody yet" }
                    @if !task.by_whom.is_empty() { " (" (task.by_whom) ")" }
                    @if let Some(takes) = task.takes { ", " (takes) " planned" }
                    @if let (Some(at), Some(by)) = (task.changed_at, task.changed_by) {
                        " · " (task.state.title()) ", said by " (name(it, by)) " " (shell.moment(at))
                    }
                    @if !task.note.is_empty() { ": " (task.note) }
                }
            }
            span {
                (task_state(task.state))
                @if acts {
                    " "
                    @if task.state != TaskState::Done { (quick(task)) }
                    " " a.button.small href={ "/tasks/" (task.id) } aria-label={ "More of: " (task.text) } { "More" }
                }
            }
        }
    }
}

/// One press says that a task is done.
fn quick(task: &Task) -> Markup {
    html! {
        form method="post" action={ "/tasks/" (task.id) } {
            (forms::hidden("version", &task.version.to_string()))
            (forms::hidden("state", TaskState::Done.code()))
            (forms::hidden("back", "activation"))
            button.button.small aria-label={ "Done: " (task.text) } { "Done" }
        }
    }
}

/// How far a task is.
pub(super) fn task_state(it: TaskState) -> Markup {
    let tone = match it {
        TaskState::Open => Tone::Idle,
        TaskState::Done => Tone::Good,
        TaskState::Blocked | TaskState::NotDone => Tone::Bad,
    };
    state(tone, it.title())
}

fn statements(ctx: &Ctx, shell: &Shell, it: &Opened) -> Markup {
    let of = &it.activation;
    let writes = !of.state.is_over()
        && [Permission::AskActivations, Permission::ReadPlans]
            .into_iter()
            .all(|permission| activations::may_act(ctx, permission, of));
    if it.statements.is_empty() && !(writes && of.state.is_acting()) {
        return html! {};
    }
    let path = format!("{}/statements", activation_path(of.id));
    parts::padded_panel(
        "Drafts of statements",
        html! { small { "Not said yet" } },
        html! {
            @for draft in &it.statements {
                h3 { (draft.title) }
                @if draft.text.is_empty() { p.quiet { "Nothing stands here yet." } }
                @for line in draft.text.lines().filter(|it| !it.trim().is_empty()) { p { (line) } }
                p.quiet {
                    "Last written by " (name(it, draft.edited_by)) " " (shell.moment(draft.updated_at)) ". "
                    @if writes { a href={ (path) "/" (draft.id) } aria-label={ "Edit: " (draft.title) } { "Edit" } }
                }
            }
            @if writes { p { (parts::button("Add a draft", &format!("{path}/new"))) } }
        },
    )
}

fn facts(shell: &Shell, it: &Opened) -> Markup {
    let of = &it.activation;
    let mut facts = vec![
        ("Called", html! { (shell.moment(of.asked_at)) " by " (name(it, of.asked_by)) }),
        ("Version", html! { (of.number) }),
    ];
    if let (Some(at), Some(by)) = (of.activated_at, of.decided_by) {
        facts.push(("Activated", html! { (shell.moment(at)) " by " (name(it, by)) }));
    }
    if !of.validation.is_empty() {
        facts.push(("What showed it", html! { (of.validation) }));
    }
    if let (Some(at), Some(by)) = (of.stood_down_at, of.declared_by) {
        facts.push((
            "Declared",
            html! { (shell.moment(at)) " by " (name(it, by)) ": " (of.declaration) },
        ));
    }
    if let Some(on) = of.report_on {
        facts.push(("Report", html! { (Shell::date(on)) ": " (of.report) }));
    }
    parts::padded_panel("Facts", html! {}, parts::facts(&facts))
}

/// Who has which duty, and how each is reached, as far as the reader may know.
async fn roster(ctx: &Ctx, it: &Opened) -> Answer<Markup> {
    let mut rows = Vec::new();
    for member in &it.activation.roster {
        let reach = match member.person_id {
            Some(id) => match persons::channels(ctx, id).await {
                Ok(all) => all
                    .into_iter()
                    .next()
                    .map(|(of, value)| format!("{}: {value}", of.kind.title())),
                Err(app::Error::NotFound(_) | app::Error::Forbidden(_)) => None,
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        rows.push((member, reach.unwrap_or_default()));
    }
    if rows.is_empty() {
        return Ok(html! {});
    }
    Ok(parts::panel(
        "Roster",
        html! { small { (rows.len()) } },
        lists::table(
            "Roster",
            html! {
                th scope="col" { "Duty" } th scope="col" { "Who" }
            },
            html! {
                @for (member, reach) in &rows {
                    tr {
                        td data-label="Duty" { (member.duty) }
                        td data-label="Who" {
                            @match member.person_id { Some(id) => (name(it, id)), None => "Nobody" }
                            @if !reach.is_empty() { br; small { (reach) } }
                            @if !member.alternates.is_empty() {
                                br; small { "or " (member.alternates.iter().map(|id| name(it, *id)).collect::<Vec<_>>().join(", ")) }
                            }
                        }
                    }
                }
            },
        ),
    ))
}

fn called(it: &Opened) -> Markup {
    let line = |(child, title): &(Activation, String)| {
        html! { li { a href=(activation_path(child.id)) { (title) } " " (shown(child.state)) } }
    };
    html! {
        @if !it.children.is_empty() {
            (parts::padded_panel("Plans that it called up", html! { small { (it.children.len()) } }, html! {
                ul.plain { @for child in &it.children { (line(child)) } }
            }))
        }
    }
}
