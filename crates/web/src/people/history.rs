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

/// What programs call otherwise than the buttons that do it: people read the word of the button.
const BUTTONS: [(&str, &str); 5] = [
    ("plan.submitted", "plan handed in"),
    ("plan.reviewed", "plan let pass"),
    ("plan.returned", "plan sent back"),
    ("plan.rejected", "plan sent back, not approved"),
    ("plan.published", "plan put in force"),
];

/// An action as words: `account.signed_in` is `account signed in`.
pub(crate) fn in_words(action: &str) -> String {
    match BUTTONS.iter().find(|it| it.0 == action) {
        Some((_, words)) => (*words).to_owned(),
        None => action.replace(['.', '_'], " "),
    }
}

#[cfg(test)]
mod tests {
    use app::events::Action;

    use super::*;

    #[test]
    fn what_was_done_to_a_plan_is_called_as_its_button_is() {
        assert_eq!(in_words(Action::PlanPublished.name()), "plan put in force");
        assert_eq!(in_words("account.signed_in"), "account signed in");
        for (action, _) in BUTTONS {
            assert!(Action::ALL.iter().any(|it| it.name() == action), "{action}");
        }
    }
}
