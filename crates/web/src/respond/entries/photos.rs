//! Pictures of damage: added, looked at, and removed.

use app::Error;
use app::actor::Permission;
use app::ids::{EntryId, PhotoId};
use app::respond::entries;
use axum::extract::Request;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::Markup;

use super::{FORM, entry_path};
use crate::error::Answer;
use crate::layout::records::{self, Confirm};
use crate::people::form::again;
use crate::request::Path;
use crate::sent::Sent;
use crate::shell::Shell;

/// `POST /entries/{id}/photos`
pub(super) async fn add(
    shell: Shell,
    Path(id): Path<EntryId>,
    request: Request,
) -> Answer<Response> {
    let (disruption, _) = entries::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    let photo = Sent::read(request, &FORM).await?.file.unwrap_or_default();
    match entries::add_photo(&shell.ctx, id, photo).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=photo", entry_path(id))).into_response()),
        Err(Error::Invalid(problems)) => Ok(again(super::show::page(&shell, id, &problems).await?)),
        Err(error) => Err(error.into()),
    }
}

/// `GET /photos/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<PhotoId>) -> Answer<Response> {
    let bytes = entries::photo(&shell.ctx, id).await?;
    let headers = [
        (CONTENT_TYPE, "image/jpeg".to_owned()),
        (CONTENT_DISPOSITION, format!("inline; filename=\"{id}.jpg\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// `GET /photos/{id}/remove`
pub(super) async fn ask(shell: Shell, Path(id): Path<PhotoId>) -> Answer<Markup> {
    let (disruption, entry, _) = entries::show_photo(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    let question = format!("Remove a picture of “{}”?", entry.document.what);
    let ask = Confirm {
        question: &question,
        consequence: "It cannot be brought back.",
        action: &format!("/photos/{id}/remove"),
        button: "Remove it",
        back: &entry_path(entry.id),
        fields: Vec::new(),
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// `POST /photos/{id}/remove`
pub(super) async fn remove(shell: Shell, Path(id): Path<PhotoId>) -> Answer<Redirect> {
    let photo = entries::remove_photo(&shell.ctx, id).await?;
    Ok(Redirect::to(&format!("{}?done=removed", entry_path(photo.entry_id))))
}
