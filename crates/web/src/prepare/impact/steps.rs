//! What happens to an analysis: handing it in, sending it back, approving it. Each is asked about
//! once.

use app::actor::Permission;
use app::ids::AnalysisId;
use app::prepare::impact::{self, Analysis, State};
use app::prepare::inventory::Details;
use app::{Error, Span};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::change::pairs;
use super::show::{crumbs, title};
use super::{analysis_path, may};
use crate::error::Answer;
use crate::layout::forms::{self, Field};
use crate::layout::parts::Head;
use crate::people::edited::confirm_step;
use crate::people::form::Seen;
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Returned {
    version: i64,
    #[serde(default)]
    because: String,
}

fn confirmed(shell: &Shell, it: &Analysis, said: (&str, &str), step: (&str, &str)) -> Markup {
    confirm_step(shell, (&analysis_path(it.id), it.version), said, step)
}

/// `GET /analyses/{id}/submit`
pub(super) async fn ask_submit(shell: Shell, Path(id): Path<AnalysisId>) -> Answer<Markup> {
    let (analysis, item) = impact::show(&shell.ctx, id).await?;
    let question = format!("Hand in the impact analysis of “{}”?", item.name);
    let consequence = match analysis.content.missing().len() {
        0 => "Somebody else approves it or sends it back.".to_owned(),
        1 => "One thing is missing. It stays open until that is said.".to_owned(),
        n => format!("{n} things are missing. It stays open until they are said."),
    };
    Ok(confirmed(&shell, &analysis, (&question, &consequence), ("submit", "Hand it in")))
}

/// `POST /analyses/{id}/submit`
pub(super) async fn submit(
    shell: Shell,
    Path(id): Path<AnalysisId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    let analysis = impact::submit(&shell.ctx, id, seen.version).await?;
    let path = analysis_path(id);
    Ok(match analysis.state {
        State::Complete => Redirect::to(&format!("{path}?done=sent")),
        _ => Redirect::to(&format!("{path}/edit?missing=true")),
    })
}

/// `GET /analyses/{id}/approve`
pub(super) async fn ask_approve(shell: Shell, Path(id): Path<AnalysisId>) -> Answer<Response> {
    let (analysis, item) = impact::show(&shell.ctx, id).await?;
    if !may(&shell.ctx, Permission::ApproveAnalyses, &item) {
        return Err(Error::Forbidden(Permission::ApproveAnalyses).into());
    }
    if analysis.state != State::Complete || impact::is_own(&shell.ctx, &analysis).await? {
        // Nobody is asked what would be refused: its page says why, and who may.
        return Ok(Redirect::to(&analysis_path(id)).into_response());
    }
    let question = format!("Approve the impact analysis of “{}”?", item.name);
    let (rto, wanted) = (analysis.content.rto, item.recovery.target_rto);
    let consequence = match shorter_than(wanted, rto) {
        Some((wanted, rto)) => format!(
            "It asks for {rto} (RTO), but the record of it wants it back within {wanted}. Of both, \
             the shorter holds: it must go on being back within {wanted}, and so must everything \
             it needs, until that is changed in the record. What you approve never changes again."
        ),
        None => {
            let within = rto.map_or_else(String::new, |it| format!(" within {it}"));
            format!(
                "From then on, it must be back{within}, and so must everything it needs. What you \
                 approve never changes again."
            )
        }
    };
    let page = confirmed(&shell, &analysis, (&question, &consequence), ("approve", "Approve it"));
    Ok(page.into_response())
}

/// What the record of an item wants, and what its analysis asks for, if the record wants it sooner.
pub(super) fn shorter_than(wanted: Option<Span>, rto: Option<Span>) -> Option<(Span, Span)> {
    wanted.zip(rto).filter(|(wanted, rto)| wanted < rto)
}

/// `POST /analyses/{id}/approve`
pub(super) async fn approve(
    shell: Shell,
    Path(id): Path<AnalysisId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    impact::approve(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=approved", analysis_path(id))))
}

/// `GET /analyses/{id}/return`
pub(super) async fn ask_return(shell: Shell, Path(id): Path<AnalysisId>) -> Answer<Markup> {
    let (analysis, item) = impact::show(&shell.ctx, id).await?;
    if !may(&shell.ctx, Permission::ApproveAnalyses, &item)
        && !may(&shell.ctx, Permission::WriteAnalyses, &item)
    {
        return Err(Error::Forbidden(Permission::ApproveAnalyses).into());
    }
    let form = Returned { version: analysis.version, because: String::new() };
    Ok(return_page(&shell, &analysis, (&title(&item), crumbs(&item)), &form, &[]))
}

/// `POST /analyses/{id}/return`
pub(super) async fn send_back(
    shell: Shell,
    Path(id): Path<AnalysisId>,
    Form(form): Form<Returned>,
) -> Answer<Response> {
    let problems = match impact::send_back(&shell.ctx, id, form.version, &form.because).await {
        Ok(_) => {
            let path = analysis_path(id);
            return Ok(Redirect::to(&format!("{path}?done=returned")).into_response());
        }
        Err(Error::Invalid(problems)) => pairs(problems),
        Err(error) => return Err(error.into()),
    };
    let (analysis, item) = impact::show(&shell.ctx, id).await?;
    let names = (title(&item), crumbs(&item));
    let page = return_page(&shell, &analysis, (&names.0, names.1), &form, &problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn return_page(
    shell: &Shell,
    analysis: &Analysis,
    (title, mut crumbs): (&str, Vec<(String, String)>),
    form: &Returned,
    problems: &[(String, String)],
) -> Markup {
    let path = analysis_path(analysis.id);
    crumbs.push((title.to_owned(), path.clone()));
    let field = Field::new("because", "What is missing or wrong")
        .value(form.because.as_str())
        .hint("Its author reads this.")
        .problem_in(problems)
        .required();
    let main = html! {
        (Head { crumbs, title: "Send it back", ..Head::default() }.shown())
        (forms::form(&format!("{path}/return"), html! {
            (forms::error_summary(problems))
            (forms::hidden("version", &form.version.to_string()))
            (forms::textarea(&field, 4))
            (forms::buttons("Send it back", &path))
        }))
    };
    shell.page("Send it back", main)
}

/// `POST /analyses/{id}/tier`: sets the tier that the availability of the item suggests.
pub(super) async fn set_tier(
    shell: Shell,
    Path(id): Path<AnalysisId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    let (_, item) = impact::show(&shell.ctx, id).await?;
    let Details::Service(details) = &item.details else {
        return Err(Error::NotFound("page").into());
    };
    let Some(availability) = details.protection.availability else {
        return Err(Error::NotFound("page").into());
    };
    impact::set_availability(&shell.ctx, (item.id, seen.version), availability).await?;
    Ok(Redirect::to(&format!("{}?done=saved", analysis_path(id))))
}
