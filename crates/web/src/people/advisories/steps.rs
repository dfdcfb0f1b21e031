//! What happens to an advisory: it is shared, and withdrawn.

use app::Error;
use app::actor::Permission;
use app::ids::AdvisoryId;
use app::people::advisories;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::Markup;
use serde::Deserialize;

use super::{advisory_path, show};
use crate::error::Answer;
use crate::layout::records::{self, Confirm};
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    version: i64,
}

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
    let ask = Confirm {
        question: &question,
        consequence: "Nobody can open it any more. Who has read it has read it. It can be changed, and \
                      shared again.",
        action: &format!("{path}/withdraw"),
        button: "Withdraw it",
        back: &path,
        fields: vec![("version".to_owned(), it.version.to_string())],
    };
    Ok(shell.page(&question, records::confirm(&ask)))
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
