//! Making a submission ready, and attesting it.

use app::Error;
use app::actor::Permission;
use app::assure::submissions::{self, Ready, Submission};
use app::ids::SubmissionId;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::show::plans;
use super::{asked_for, submission_path};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::frame::counted;
use crate::layout::parts::{self, Head};
use crate::people::form::{Filled, Typed, again, text, version};
use crate::prepare::plans::before_attest;
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    pub(super) version: i64,
}

/// `POST /submissions/{id}/prepare`
pub(super) async fn prepare(
    shell: Shell,
    Path(id): Path<SubmissionId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    submissions::prepare(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=prepared", submission_path(id))))
}

/// `GET /submissions/{id}/attest`
pub(super) async fn ask(shell: Shell, Path(id): Path<SubmissionId>) -> Answer<Response> {
    let it = submissions::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::AttestSubmissions, it.agency_id)?;
    if it.may_hand_in().is_err() {
        // Its page says how far it is.
        return Ok(Redirect::to(&submission_path(id)).into_response());
    }
    let ready = submissions::ready(&shell.ctx, &it).await?;
    if ready.is_own || !ready.missing.is_empty() || ready.plans.is_empty() {
        // Its page says what is in the way.
        return Ok(Redirect::to(&submission_path(id)).into_response());
    }
    let filled = Filled::default();
    Ok(page(&shell, (&it, &ready), (it.version, &filled)).await?.into_response())
}

/// `POST /submissions/{id}/attest`
pub(super) async fn attest(
    shell: Shell,
    Path(id): Path<SubmissionId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&sent);
    match submissions::attest(&shell.ctx, id, seen, text(&sent, "statement")).await {
        Ok(_) => {
            let to = format!("{}?done=handed-in", submission_path(id));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let it = submissions::show(&shell.ctx, id).await?;
            let ready = submissions::ready(&shell.ctx, &it).await?;
            let filled = Filled::refused(sent, problems);
            Ok(again(page(&shell, (&it, &ready), (seen, &filled)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    shell: &Shell,
    (it, ready): (&Submission, &Ready),
    (seen, filled): (i64, &Filled),
) -> Answer<Markup> {
    let errors = before_attest(shell, &ready.plans).await?;
    let path = submission_path(it.id);
    let n = counted(ready.plans.len() as u64, "plan", "plans");
    let title = format!("Attest {n}?");
    let crumbs =
        vec![("Submissions".to_owned(), "/submissions".to_owned()), (asked_for(it), path.clone())];
    let lead = html! {
        "These versions are kept as they are, by their hashes, and handed in to the State CIO. You \
         stand for them. What is changed afterwards is not part of it."
    };
    let field = filled.field("statement", "What you attest").required().hint(
        "In your own words: for example that these plans are in force, were tested, and can be \
         carried out.",
    );
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (errors)
        (parts::panel("What is handed in", html! {}, plans("What is handed in", &ready.plans)))
        (forms::form(&format!("{path}/attest"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::textarea(&field, 4))
            (forms::buttons("Attest and hand in", &path))
        }))
    };
    Ok(shell.page(&title, main))
}
