//! What happened to a record, and who did it last.

use std::collections::{BTreeMap, BTreeSet};

use app::events::{Action, Entry};
use app::people::persons;
use app::{Ctx, events};
use maud::{Markup, html};
use serde_json::Value;
use uuid::Uuid;

use crate::error::Answer;
use crate::layout::parts;
use crate::shell::Shell;

/// How many events are shown on the page of a record.
const SHOWN_MAX: usize = 8;

/// How many are read for that: some are the same thing twice.
const READ_MAX: u32 = 16;

/// So many parts of a plan are named in one line.
const PARTS_MAX: usize = 4;

/// The last events of a record that the actor may see: one line for each thing that was done, also
/// where the log has it of the record and of a part of it.
pub(crate) async fn history_panel(shell: &Shell, id: Uuid) -> Answer<Markup> {
    let mut events = events::history(&shell.ctx, id, READ_MAX).await?;
    events.dedup_by(|it, before| {
        (it.at, it.request_id, &it.action) == (before.at, before.request_id, &before.action)
            && what_changed(it) == what_changed(before)
    });
    events.truncate(SHOWN_MAX);
    let people = events.iter().map(|it| it.who.into()).collect();
    let people = persons::labels(&shell.ctx, &people).await?;
    let entries: Vec<(Markup, Markup)> = events
        .iter()
        .map(|it| {
            let who = people.get(&it.who.into()).map_or("Somebody", String::as_str);
            let what = what_changed(it);
            let said = html! {
                (it.done_by(who)) ": " (in_words(&it.action))
                @if !what.is_empty() { " (" (what) ")" }
            };
            (shell.moment(it.at), said)
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

/// Which sections and lists of a plan somebody wrote at: `purpose, steps`. Nothing of what is no draft.
fn what_changed(it: &Entry) -> String {
    if it.action != Action::PlanDrafted.name() {
        return String::new();
    }
    let (before, after) = (parts_of(&it.before), parts_of(&it.after));
    let keys: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let changed = keys.into_iter().filter(|key| before.get(key) != after.get(key));
    let named: Vec<String> = changed.map(|key| key.replace('_', " ")).collect();
    match named.len().saturating_sub(PARTS_MAX) {
        0 => named.join(", "),
        n => {
            let first: Vec<&str> = named.iter().take(PARTS_MAX).map(String::as_str).collect();
            format!("{} and {n} more", first.join(", "))
        }
    }
}

/// The sections of a version by their keys, and its lists by their names.
fn parts_of(version: &Value) -> BTreeMap<&str, &Value> {
    let content = version.get("content").and_then(Value::as_object);
    let mut parts = BTreeMap::new();
    for (name, value) in content.into_iter().flatten() {
        match (name.as_str(), value.as_array()) {
            ("outline", _) => {}
            ("sections", Some(sections)) => {
                let keyed = sections.iter().filter_map(|it| Some((it.get("key")?.as_str()?, it)));
                parts.extend(keyed);
            }
            (name, _) => {
                parts.insert(name, value);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_written_at_is_named_by_section_and_list() {
        let section = |key: &str, text: &str| json!({ "key": key, "text": text });
        let before = json!({ "content": { "sections": [section("purpose", "Old."), section("scope", "All.")] } });
        let after = json!({ "content": {
            "sections": [section("purpose", "New."), section("scope", "All."), section("who_acts", "We.")],
            "steps": [{ "text": "Call." }],
        } });
        let (before, after) = (parts_of(&before), parts_of(&after));
        let keys = before.keys().chain(after.keys()).copied().collect::<BTreeSet<_>>();
        let changed: Vec<&str> =
            keys.into_iter().filter(|key| before.get(key) != after.get(key)).collect();
        assert_eq!(changed, ["purpose", "steps", "who_acts"]);
    }

    #[test]
    fn what_was_done_to_a_plan_is_called_as_its_button_is() {
        assert_eq!(in_words(Action::PlanPublished.name()), "plan put in force");
        assert_eq!(in_words("account.signed_in"), "account signed in");
        for (action, _) in BUTTONS {
            assert!(Action::ALL.iter().any(|it| it.name() == action), "{action}");
        }
    }
}
