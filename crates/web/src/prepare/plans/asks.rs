//! What the person who looks is to acknowledge: versions that came into force, and their part in
//! what is told.

use app::actor::Permission;
use app::ids::AskId;
use app::plans::plan::{self, About, AskLine};
use axum::response::Redirect;
use maud::{Markup, html};

use super::plan_path;
use crate::error::Answer;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::request::Path;
use crate::shell::Shell;
use crate::work::Waits;

/// What waits for the person who looks.
pub(crate) async fn waiting(shell: &Shell) -> Answer<Waits> {
    let all = plan::my_asks(&shell.ctx).await?;
    let aside = html! { a href="/acknowledgements" { "All of them" } };
    Ok(Waits::of("Plans to acknowledge", aside, &all, |it| {
        html! {
            span { (it.title) br; small { (what(it)) } }
            a href="/acknowledgements" aria-label={ "Look at " (it.title) } { "Look" }
        }
    }))
}

fn what(it: &AskLine) -> String {
    match it.ask.about {
        About::Version => format!("Version {} is in force", it.ask.number),
        About::Roles => "Your part in what is told".to_owned(),
    }
}

/// `GET /acknowledgements`
pub(super) async fn list(shell: Shell) -> Answer<Markup> {
    let all = plan::my_asks(&shell.ctx).await?;
    let title = match all.len() {
        0 => "Nothing is to be acknowledged".to_owned(),
        1 => "One thing is to be acknowledged by you".to_owned(),
        n => format!("{n} things are to be acknowledged by you"),
    };
    let lead = html! { "That you have read a plan, or know your part in what is told under it. Nobody can say so for you." };
    let crumbs = vec![("My work".to_owned(), "/work".to_owned())];
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        @if all.is_empty() {
            (lists::empty("All done", "Plans that come into force with you on their list will stand here.", html! {}))
        }
        @for it in &all { (one(&shell, it)) }
    };
    Ok(shell.page("To acknowledge", main))
}

fn one(shell: &Shell, it: &AskLine) -> Markup {
    let opens = shell
        .ctx
        .actor
        .may(Permission::ReadPlans, app::actor::Place::Record(it.agency_id, it.ask.plan_id.into()));
    let path = format!("{}/versions/{}", plan_path(it.ask.plan_id), it.ask.number);
    let aside = html! { small { "Asked " (shell.day(it.ask.asked_at)) } };
    parts::padded_panel(
        &it.title,
        aside,
        html! {
            @match it.ask.about {
                About::Version => {
                    p { "Version " (it.ask.number) " is in force. " @if !it.ask.said.is_empty() { "What is new: " (it.ask.said) } }
                    @if opens {
                        p {
                            a href=(path) { "Read it" }
                            @if 1 < it.ask.number {
                                ", or " a href={ (plan_path(it.ask.plan_id)) "/compare?from=" (it.ask.number - 1) "&to=" (it.ask.number) } { "what changed" }
                            }
                            "."
                        }
                    }
                },
                About::Roles => p { (it.ask.said) },
            }
            form method="post" action={ "/acknowledgements/" (it.ask.id) } {
                button.button.primary aria-label={ (says(it)) ": " (it.title) } { (says(it)) }
            }
        },
    )
}

const fn says(it: &AskLine) -> &'static str {
    match it.ask.about {
        About::Version => "I have read it",
        About::Roles => "I know my part",
    }
}

/// `POST /acknowledgements/{id}`
pub(super) async fn acknowledge(shell: Shell, Path(id): Path<AskId>) -> Answer<Redirect> {
    plan::acknowledge(&shell.ctx, id).await?;
    Ok(Redirect::to("/acknowledgements?done=acknowledged"))
}
