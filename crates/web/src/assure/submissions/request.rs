//! Asking one agency for its plans, outside of a campaign.

use app::Error;
use app::actor::{Permission, Place};
use app::assure::submissions::{self, Request};
use app::people::agencies;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::campaign_form::{day, type_boxes, types};
use super::submission_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, text};
use crate::request::Form;
use crate::shell::Shell;

/// `GET /submissions/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    shell.ctx.require(Permission::WriteCampaigns, Place::State)?;
    Ok(page(&shell, &Filled::default()))
}

/// `POST /submissions`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    // An agency is named by its code, or by any of its names.
    let agency = match agencies::meant(&shell.ctx, text(&sent, "agency")).await {
        Ok(it) => it.code,
        Err(Error::NotFound(_)) => text(&sent, "agency").to_owned(),
        Err(error) => return Err(error.into()),
    };
    let asked = match day(&sent, "due_on") {
        Ok(due_on) => {
            let reason = text(&sent, "reason").to_owned();
            let asked = Request { agency, reason, plan_types: types(&sent), due_on };
            submissions::request(&shell.ctx, &asked).await
        }
        Err(problem) => Err(Error::Invalid(vec![problem])),
    };
    match asked {
        Ok(it) => {
            let to = format!("{}?done=asked-for", submission_path(it.id));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Invalid(problems)) => Ok(again(page(&shell, &Filled::refused(sent, problems)))),
        Err(error) => Err(error.into()),
    }
}

fn page(shell: &Shell, filled: &Filled) -> Markup {
    let crumbs = vec![("Submissions".to_owned(), "/submissions".to_owned())];
    let title = "Ask an agency for its plans";
    let lead = html! { "Outside of a campaign, whenever the State CIO wants to see them." };
    let main = html! {
        (Head { crumbs, title, lead: Some(lead), ..Head::default() }.shown())
        (forms::form("/submissions", html! {
            (forms::error_summary(&filled.problems))
            (forms::lookup(&filled.field("agency", "Agency").required(), "/search.json?kind=agency"))
            (forms::textarea(&filled.field("reason", "Why").required().hint("The agency reads this"), 3))
            (forms::date(&filled.field("due_on", "Due by").required()))
            (type_boxes(filled))
            (forms::buttons("Ask for the plans", "/submissions"))
        }))
    };
    shell.page(title, main)
}
