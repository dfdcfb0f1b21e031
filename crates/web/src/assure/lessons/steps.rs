//! Closing a lesson by what became of it, and opening it again.

use app::actor::Permission;
use app::assure::lessons::{self, Lesson, Outcome};
use app::ids::LessonId;
use app::plans::plan::{self, PlanVersion};
use app::{Ctx, Error, FieldProblem};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::lesson_path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::parts::Head;
use crate::people::form::{Filled, Seen, Typed, again, maybe, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /lessons/{id}/close`
pub(super) async fn ask_close(shell: Shell, Path(id): Path<LessonId>) -> Answer<Markup> {
    let it = find_writable(&shell.ctx, id).await?;
    page(&shell, &it, (it.version, &Filled::default())).await
}

/// `POST /lessons/{id}/close`
pub(super) async fn close(
    shell: Shell,
    Path(id): Path<LessonId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&sent);
    let closed = match outcome(&sent) {
        Ok(outcome) => lessons::close(&shell.ctx, id, seen, &outcome).await,
        Err(problem) => Err(problem.into()),
    };
    let problems = match closed {
        Ok(_) => {
            let to = format!("{}?done=lesson-closed", lesson_path(id));
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Error::Invalid(problems)) => problems,
        // The reason stands beside the field that would help.
        Err(Error::Refused(it)) => vec![FieldProblem::new("number", it.reason)],
        Err(error) => return Err(error.into()),
    };
    let it = find_writable(&shell.ctx, id).await?;
    Ok(again(page(&shell, &it, (seen, &Filled::refused(sent, problems))).await?))
}

/// What a form says that became of a lesson.
fn outcome(sent: &Typed) -> Result<Outcome, FieldProblem> {
    let version = match text(sent, "number") {
        "" => None,
        it => {
            let problem = || FieldProblem::new("number", "Choose a version.");
            Some(it.parse().ok().ok_or_else(problem)?)
        }
    };
    Ok(Outcome { version, rejected: maybe(sent, "rejected") })
}

async fn find_writable(ctx: &Ctx, id: LessonId) -> Answer<Lesson> {
    let it = lessons::show(ctx, id).await?;
    ctx.require(Permission::WriteAssurance, it.agency_id)?;
    Ok(it)
}

async fn page(shell: &Shell, it: &Lesson, (seen, filled): (i64, &Filled)) -> Answer<Markup> {
    let path = lesson_path(it.id);
    let name = it.document.title.clone();
    let crumbs = vec![("Lessons".to_owned(), "/lessons".to_owned()), (name, path.clone())];
    let versions = match it.plan_id {
        Some(id) => match plan::versions(&shell.ctx, id).await {
            Err(Error::NotFound(_)) => Vec::new(),
            found => found?,
        },
        None => Vec::new(),
    };
    let on = |it: &PlanVersion| Some((it.number, it.published_at?.date_naive()));
    let since = versions.iter().filter_map(on).filter(|(_, on)| it.document.on <= *on);
    let choices: Vec<Choice<'_>> = since
        .map(|(number, on)| {
            let words = format!("Version {number}, in force since {}", Shell::date_words(on));
            Choice::new(number.to_string(), words)
        })
        .collect();
    let hint = match choices.is_empty() {
        true => "No version of its plan came into force since the lesson was learned.",
        false => "One that came into force since the lesson was learned",
    };
    let title = "Close the lesson";
    let number = filled.field("number", "The version that heeds it").told();
    let rejected = filled.field("rejected", "Or why nothing is changed").told();
    let main = html! {
        (Head { crumbs, title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/close"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::select(&number.hint(hint), &choices, "None"))
            (forms::textarea(&rejected.hint("This stays on record"), 3))
            (forms::buttons("Close it", &path))
        }))
    };
    Ok(shell.page(title, main))
}

/// `POST /lessons/{id}/reopen`
pub(super) async fn reopen(
    shell: Shell,
    Path(id): Path<LessonId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    lessons::reopen(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=reopened", lesson_path(id))))
}
