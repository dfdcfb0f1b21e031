//! Adding, verifying and removing ways to reach a person.

use app::ids::{ChannelId, PersonId};
use app::people::persons::{self, ChannelDocument, ChannelKind, Reached};
use app::{Error, FieldProblem};
use axum::response::Response;
use maud::html;

use super::super::form::{Filled, Typed, again, maybe, text};
use super::super::sign_in::to;
use super::show::page;
use crate::error::Answer;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `POST /people/{id}/channels`
pub(super) async fn add(
    shell: Shell,
    Path(id): Path<PersonId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let added = match document(&typed) {
        Ok(document) => persons::add_channel(&shell.ctx, id, &document).await,
        Err(problem) => Err(problem.into()),
    };
    match added {
        Ok(_) => Ok(to(&format!("/people/{id}?done=added"))),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(typed, problems);
            Ok(again(page(&shell, id, &filled, html! {}).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /people/{id}/channels/{channel_id}/verify`
pub(super) async fn verify(
    shell: Shell,
    Path((id, channel_id)): Path<(PersonId, ChannelId)>,
) -> Answer<Response> {
    persons::verify_channel(&shell.ctx, channel_id).await?;
    Ok(to(&format!("/people/{id}?done=verified")))
}

/// `POST /people/{id}/channels/{channel_id}/ask`
pub(super) async fn ask(
    shell: Shell,
    Path((id, channel_id)): Path<(PersonId, ChannelId)>,
) -> Answer<Response> {
    persons::ask_to_confirm(&shell.ctx, channel_id).await?;
    Ok(to(&format!("/people/{id}?done=asked")))
}

/// `POST /people/{id}/channels/{channel_id}/remove`
pub(super) async fn remove(
    shell: Shell,
    Path((id, channel_id)): Path<(PersonId, ChannelId)>,
) -> Answer<Response> {
    persons::remove_channel(&shell.ctx, channel_id).await?;
    Ok(to(&format!("/people/{id}?done=removed")))
}

fn document(typed: &Typed) -> Result<ChannelDocument, FieldProblem> {
    let kind = ChannelKind::from_code(text(typed, "kind"));
    let priority = maybe(typed, "priority").map(|it| it.parse::<u8>()).transpose();
    let priority = priority.ok().map(|it| it.unwrap_or(1)).filter(|it| 0 < *it);
    Ok(ChannelDocument {
        kind: kind.ok_or_else(|| FieldProblem::new("kind", "Choose what it is."))?,
        value: text(typed, "value").to_owned(),
        priority: priority
            .ok_or_else(|| FieldProblem::new("priority", "Use a whole number from 1 to 255."))?,
        reached: Reached::from_code(text(typed, "reached")).unwrap_or_default(),
        verified_at: None,
    })
}
