//! What happened to an item and to what it needs, the newest first.

use app::events::{self, Entry};
use app::people::persons;
use app::prepare::inventory::{self, Item, Need, NeedDocument, reference};
use maud::{Markup, html};

use super::{item_link, item_path};
use crate::error::Answer;
use crate::layout::parts;
use crate::shell::Shell;

/// How many events of an item are shown on its page.
const EVENTS_MAX: u32 = 8;

/// The last events of an item which needs `needs`.
pub(super) async fn panel(shell: &Shell, item: &Item, needs: &[(Need, Item)]) -> Answer<Markup> {
    let events = events::history(&shell.ctx, item.id.into(), EVENTS_MAX).await?;
    let people = events.iter().map(|it| it.who.into()).collect();
    let people = persons::labels(&shell.ctx, &people).await?;
    let mut entries: Vec<(Markup, Markup)> = Vec::new();
    for it in &events {
        let who = people.get(&it.who.into()).map_or("Somebody", String::as_str);
        let what = what(shell, it, needs).await;
        entries.push((shell.day(it.at), html! { (it.done_by(who)) " " (what) }));
    }
    Ok(html! {
        @if !entries.is_empty() {
            (parts::padded_panel("History", html! {}, parts::log(&entries)))
        }
    })
}

/// What somebody did: `changed it`, or `removed the need of The mainframe`.
async fn what(shell: &Shell, event: &Entry, needs: &[(Need, Item)]) -> Markup {
    let (of, action) = event.action.rsplit_once('.').unwrap_or_default();
    let action = action.replace('_', " ");
    if of != "need" {
        return html! { (action) " it" };
    }
    html! { (action) " the need of " (needed(shell, event, needs).await) }
}

/// What the need of an event is of, as far as whoever asks may know.
async fn needed(shell: &Shell, event: &Entry, needs: &[(Need, Item)]) -> Markup {
    let on = |it: &serde_json::Value| Some(it.get("on")?.as_str()?.to_owned());
    let Some(on) = on(&event.after).or_else(|| on(&event.before)) else {
        return html! { "something" };
    };
    if let Some((_, it)) = needs.iter().find(|(_, it)| reference(it.kind(), &it.code) == on) {
        return item_link(&shell.ctx, it);
    }
    let document =
        NeedDocument { on, kind: Default::default(), max_gap: None, note: String::new() };
    let Ok((kind, code)) = document.target() else { return html! { "something" } };
    match inventory::by_code(&shell.ctx, kind, code).await {
        Ok(it) => html! { a href=(item_path(kind, it.id)) { (it.name) } },
        Err(_) => html! { "something" },
    }
}
