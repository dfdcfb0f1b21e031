//! What happens to an advisory: it is shared, and withdrawn.

use app::Error;
use app::actor::Permission;
use app::ids::AdvisoryId;
use app::people::advisories;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::Markup;

use super::{advisory_path, show};
use crate::error::Answer;
use crate::people::edited::confirm_step;
use crate::people::form::Seen;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `POST /advisories/{id}/share`
pub(super) async fn share(
    shell: Shell,
    Path(id): Path<AdvisoryId>,
    Form(seen): Form<Seen>,
) -> Answer<Response> {
    match advisories::share(&shell.ctx, id, seen.version).await {
        Ok(_) => Ok(done(id, "shared").into_response()),
        Err(Error::Invalid(problems)) => {
            let problems = problems.into_iter();
            let problems = problems.map(|it| (String::new(), it.reason.into_owned()));
            let problems: Vec<(String, String)> = problems.collect();
            let page = show::page(&shell, id, &problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /advisories/{id}/withdraw`
pub(super) async fn ask_withdraw(shell: Shell, Path(id): Path<AdvisoryId>) -> Answer<Markup> {
    let it = advisories::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePartners, it.agency_id)?;
    let question = format!("Withdraw “{}”?", it.name);
    let path = advisory_path(id);
    let consequence = "Nobody can open it any more. Who has read it has read it. It can be \
                       changed, and shared again.";
    let said = (question.as_str(), consequence);
    Ok(confirm_step(&shell, (&path, it.version), said, ("withdraw", "Withdraw it")))
}

/// `POST /advisories/{id}/withdraw`
pub(super) async fn withdraw(
    shell: Shell,
    Path(id): Path<AdvisoryId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    advisories::withdraw(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "taken-back"))
}

fn done(id: AdvisoryId, word: &str) -> Redirect {
    Redirect::to(&format!("{}?done={word}", advisory_path(id)))
}
