//! Confirming a handover and calling it off, each after a question that says what follows.

use app::assure::handovers::{self, Handover};
use app::ids::HandoverId;
use axum::response::Redirect;
use maud::{Markup, html};

use super::handover_path;
use super::list::Names;
use super::show::title;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::Seen;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /handovers/{id}/confirm`
pub(super) async fn ask_confirm(shell: Shell, Path(id): Path<HandoverId>) -> Answer<Markup> {
    let said = "On that day all their rights in this agency end, and who follows gets the same \
                rights. The account of whoever leaves is closed.";
    ask(&shell, id, ("confirm", "Confirm it", said)).await
}

/// `POST /handovers/{id}/confirm`
pub(super) async fn confirm(
    shell: Shell,
    Path(id): Path<HandoverId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    handovers::confirm(&shell.ctx, id, seen.version).await?;
    Ok(to(id, "handover-confirmed"))
}

/// `GET /handovers/{id}/cancel`
pub(super) async fn ask_cancel(shell: Shell, Path(id): Path<HandoverId>) -> Answer<Markup> {
    let said = "Nobody's rights change. The continuity team is told.";
    ask(&shell, id, ("cancel", "Cancel the handover", said)).await
}

/// `POST /handovers/{id}/cancel`
pub(super) async fn cancel(
    shell: Shell,
    Path(id): Path<HandoverId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    handovers::cancel(&shell.ctx, id, seen.version).await?;
    Ok(to(id, "handover-canceled"))
}

fn to(id: HandoverId, done: &str) -> Redirect {
    Redirect::to(&format!("{}?done={done}", handover_path(id)))
}

async fn ask(
    shell: &Shell,
    id: HandoverId,
    (word, button, said): (&str, &str, &str),
) -> Answer<Markup> {
    let it: Handover = handovers::show(&shell.ctx, id).await?;
    let names = Names::of(&shell.ctx, std::slice::from_ref(&it)).await?;
    let (name, path) = (title(&it, &names), handover_path(id));
    let title = format!("{button}?");
    let crumbs =
        vec![("Personnel changes".to_owned(), "/handovers".to_owned()), (name, path.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/{word}"), html! {
            (forms::hidden("version", &it.version.to_string()))
            p { (said) }
            (forms::buttons(button, &path))
        }))
    };
    Ok(shell.page(&title, main))
}
