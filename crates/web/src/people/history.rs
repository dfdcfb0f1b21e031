//! What happened to a record, and who did it last.

use app::people::persons;
use app::{Ctx, events};
use maud::{Markup, html};
use uuid::Uuid;

use crate::error::Answer;
use crate::layout::parts;
use crate::shell::Shell;

/// How many events are shown on the page of a record.
const EVENTS_MAX: u32 = 8;

/// The last events of a record that the actor may see.
pub(crate) async fn history_panel(shell: &Shell, id: Uuid) -> Answer<Markup> {
    let events = events::history(&shell.ctx, id, EVENTS_MAX).await?;
    let people = events.iter().map(|it| it.who.into()).collect();
    let people = persons::labels(&shell.ctx, &people).await?;
    let entries: Vec<(Markup, Markup)> = events
        .iter()
        .map(|it| {
            let who = people.get(&it.who.into()).map_or("Somebody", String::as_str);
            (shell.day(it.at), html! { (it.done_by(who)) ": " (in_words(&it.action)) })
        })
        .collect();
    Ok(html! {
        @if !entries.is_empty() { (parts::padded_panel("History", html! {}, parts::log(&entries))) }
    })
}

/// Who changed a record last.
pub(crate) async fn who_changed(ctx: &Ctx, id: Uuid) -> Answer<String> {
    let last = events::last(ctx, id).await?;
    let Some(last) = last else { return Ok("Somebody".to_owned()) };
    let names = persons::labels(ctx, &[last.who.into()].into()).await?;
    let name = names.into_values().next().unwrap_or_else(|| "Somebody".to_owned());
    Ok(last.done_by(&name).to_owned())
}

/// An action as words: `account.signed_in` is `account signed in`.
pub(crate) fn in_words(action: &str) -> String {
    action.replace(['.', '_'], " ")
}
