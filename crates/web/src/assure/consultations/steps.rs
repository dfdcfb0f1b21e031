//! Closing a consultation, withdrawing it, and saying what became of what was recommended.

use app::Error;
use app::assure::consultations::{self, Consultation};
use app::ids::ConsultationId;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::consultation_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Seen, Typed, again, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `POST /consultations/{id}/close`
pub(super) async fn close(
    shell: Shell,
    Path(id): Path<ConsultationId>,
    Form(seen): Form<Seen>,
) -> Answer<Response> {
    match consultations::close(&shell.ctx, id, seen.version).await {
        Ok(_) => Ok(to(id, "consultation-closed").into_response()),
        // What came of it is missing: it is written down on the page for that.
        Err(Error::Invalid(_)) => {
            Ok(Redirect::to(&format!("{}/record", consultation_path(id))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /consultations/{id}/withdraw`
pub(super) async fn ask_withdraw(shell: Shell, Path(id): Path<ConsultationId>) -> Answer<Markup> {
    let it = consultations::show(&shell.ctx, id).await?;
    let path = consultation_path(id);
    let title = "Withdraw the question?";
    let main = html! {
        (Head { crumbs: crumbs(&it), title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/withdraw"), html! {
            (forms::hidden("version", &it.version.to_string()))
            p { "Nobody advises any more, and who did sees the draft no longer. It stays on record." }
            (forms::buttons("Withdraw it", &path))
        }))
    };
    Ok(shell.page(title, main))
}

/// `POST /consultations/{id}/withdraw`
pub(super) async fn withdraw(
    shell: Shell,
    Path(id): Path<ConsultationId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    consultations::withdraw(&shell.ctx, id, seen.version).await?;
    Ok(to(id, "consultation-withdrawn"))
}

fn to(id: ConsultationId, done: &str) -> Redirect {
    Redirect::to(&format!("{}?done={done}", consultation_path(id)))
}

fn crumbs(it: &Consultation) -> Vec<(String, String)> {
    vec![
        ("Consultations".to_owned(), "/consultations".to_owned()),
        (it.topic.clone(), consultation_path(it.id)),
    ]
}

/// `GET /consultations/{id}/recommendations/{number}`
pub(super) async fn ask_resolve(
    shell: Shell,
    Path((id, number)): Path<(ConsultationId, usize)>,
) -> Answer<Markup> {
    let it = consultations::show(&shell.ctx, id).await?;
    page(&shell, (&it, number), (it.version, &Filled::default()))
}

/// `POST /consultations/{id}/recommendations/{number}`
pub(super) async fn resolve(
    shell: Shell,
    Path((id, number)): Path<(ConsultationId, usize)>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&sent);
    let said = (number, text(&sent, "resolution"));
    match consultations::resolve(&shell.ctx, id, seen, said).await {
        Ok(_) => Ok(to(id, "recommendation-resolved").into_response()),
        Err(Error::Invalid(problems)) => {
            let it = consultations::show(&shell.ctx, id).await?;
            let filled = Filled::refused(sent, problems);
            Ok(again(page(&shell, (&it, number), (seen, &filled))?))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(
    shell: &Shell,
    (it, number): (&Consultation, usize),
    (seen, filled): (i64, &Filled),
) -> Answer<Markup> {
    let found = it.recommendations.get(number).ok_or(Error::NotFound("recommendation"))?;
    let path = consultation_path(it.id);
    let title = "What became of it?";
    let field = filled.field("resolution", "What was done, or why nothing is").required();
    let main = html! {
        (Head { crumbs: crumbs(it), title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/recommendations/{number}"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            p { (found.text) }
            (forms::textarea(&field, 3))
            (forms::buttons("Resolve it", &path))
        }))
    };
    Ok(shell.page(title, main))
}
