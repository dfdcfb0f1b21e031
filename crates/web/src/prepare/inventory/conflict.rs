//! What is shown to somebody who saves an item that somebody else has saved since they opened it.

use app::people::{agencies, persons};
use app::prepare::inventory::{self, Field, Input, Item, ItemDocument, Typed, fields};
use app::{Ctx, events};
use maud::Markup;

use super::item_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Versions};
use crate::layout::forms;
use crate::shell::Shell;

/// Shows what differs, and leaves the choice to the person.
pub(super) async fn page(
    shell: &Shell,
    item: &Item,
    stored: &ItemDocument,
    sent: &Typed,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let theirs = stored.to_typed();
    // Compared as they would be stored: `90 m` and `1.5 h` are the same. What cannot be read is
    // shown as it was typed.
    let yours = match ItemDocument::typed(stored, sent) {
        Ok(document) => document.to_typed(),
        Err(_) => theirs.clone().into_iter().chain(sent.clone()).collect(),
    };
    let before = forms::opened_with(sent);
    let value = |typed: &Typed, key: &str| typed.get(key).cloned().unwrap_or_default();
    let mut versions = Vec::new();
    for field in fields(item.kind()) {
        let (theirs, yours) = (value(&theirs, field.key), value(&yours, field.key));
        let is_same = theirs == yours;
        versions.push(Versions {
            name: field.key.to_owned(),
            label: field.label.to_owned(),
            before: before.as_ref().map(|it| value(it, field.key)),
            theirs_shown: if is_same { None } else { named(ctx, field, &theirs).await },
            yours_shown: if is_same { None } else { named(ctx, field, &yours).await },
            theirs,
            yours,
        });
    }
    let who = match events::last(ctx, item.id.into()).await? {
        Some(entry) => {
            let names = persons::labels(ctx, &[entry.who.into()].into()).await?;
            let name = names.into_values().next().unwrap_or_else(|| "Somebody".to_owned());
            entry.done_by(&name).to_owned()
        }
        None => "Somebody".to_owned(),
    };
    let path = item_path(item.kind(), item.id);
    let conflict = Conflict {
        what: &item.name,
        who: &who,
        when: &shell.when(item.updated_at),
        action: &format!("{path}/edit"),
        version: item.version,
        fields: versions,
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}

/// What `value` of a field is called, where the value is a code. None if that is not known.
async fn named(ctx: &Ctx, field: Field, value: &str) -> Option<String> {
    match field.input {
        Input::Choice(choices) => {
            let found = choices.iter().find(|(code, _)| *code == value);
            found.map(|(_, title)| (*title).to_owned())
        }
        Input::Flag => Some(if value == "yes" { "Yes" } else { "No" }.to_owned()),
        Input::Agency => agencies::by_code(ctx, value).await.ok().map(|it| it.name),
        Input::Person => persons::by_code(ctx, value).await.ok().map(|it| it.name),
        Input::Item(kind) => inventory::by_code(ctx, kind, value).await.ok().map(|it| it.name),
        _ => None,
    }
}
