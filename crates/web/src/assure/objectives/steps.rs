//! Writing down what was measured, and taking an objective out of use.

use app::actor::Permission;
use app::assure::objectives::{self, Line, typed_measurement};
use app::ids::ObjectiveId;
use app::{Ctx, Error, FieldProblem};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::objective_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::edited::confirm_step;
use crate::people::form::{Filled, Seen, Typed, again, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /objectives/{id}/measure`
pub(super) async fn ask_measure(shell: Shell, Path(id): Path<ObjectiveId>) -> Answer<Markup> {
    let it = find_writable(&shell.ctx, id).await?;
    let typed = [("on".to_owned(), shell.today().to_string())].into();
    Ok(page(&shell, &it, (it.objective.version, &Filled::of(typed))))
}

/// `POST /objectives/{id}/measure`
pub(super) async fn measure(
    shell: Shell,
    Path(id): Path<ObjectiveId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&sent);
    let measured = match typed_measurement(&sent) {
        Ok(it) => objectives::measure(&shell.ctx, id, seen, &it).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match measured {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=measured", objective_path(id))).into_response()),
        Err(Error::Invalid(problems)) => {
            let it = find_writable(&shell.ctx, id).await?;
            // The form has the fields of one measurement; it may be the how many-th there is.
            let short = |it: FieldProblem| {
                let field = it.field.rsplit('.').next().unwrap_or_default().to_owned();
                FieldProblem::new(field, it.reason)
            };
            let filled = Filled::refused(sent, problems.into_iter().map(short).collect());
            Ok(again(page(&shell, &it, (seen, &filled))))
        }
        Err(error) => Err(error.into()),
    }
}

async fn find_writable(ctx: &Ctx, id: ObjectiveId) -> Answer<Line> {
    let it = objectives::show(ctx, id).await?;
    ctx.require(Permission::WriteAssurance, it.objective.agency_id)?;
    Ok(it)
}

fn page(shell: &Shell, it: &Line, (seen, filled): (i64, &Filled)) -> Markup {
    let path = objective_path(it.objective.id);
    let crumbs = vec![
        ("Objectives".to_owned(), "/objectives".to_owned()),
        (it.objective.name.clone(), path.clone()),
    ];
    let title = "Write down a measurement";
    let source = filled.field("source", "Where that is known from").required();
    let main = html! {
        (Head { crumbs, title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/measure"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            @if it.objective.content.within.is_some() {
                (forms::duration(&filled.field("took", "How long it took").required()))
            } @else {
                (forms::number(&filled.field("share", "How many in a hundred it was").required()))
            }
            (forms::date(&filled.field("on", "On which day").required()))
            (forms::text(&source.hint("Such as: statewide exercise of May 2026")))
            (forms::buttons("Write it down", &path))
        }))
    };
    shell.page(title, main)
}

/// `GET /objectives/{id}/retire`
pub(super) async fn ask_retire(shell: Shell, Path(id): Path<ObjectiveId>) -> Answer<Markup> {
    let it = find_writable(&shell.ctx, id).await?.objective;
    let path = objective_path(id);
    let question = format!("Retire “{}”?", it.name);
    let consequence = "It is not counted any more. What was measured stays on record, and it can \
                       be brought back.";
    let said = (question.as_str(), consequence);
    Ok(confirm_step(&shell, (&path, it.version), said, ("retire", "Retire it")))
}

/// `POST /objectives/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<ObjectiveId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    objectives::retire(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=retired", objective_path(id))))
}

/// `POST /objectives/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<ObjectiveId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    objectives::restore(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=restored", objective_path(id))))
}
