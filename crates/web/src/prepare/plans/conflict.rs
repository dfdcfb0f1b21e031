//! A section that two people wrote at once: both texts side by side, and nothing lost.

use std::collections::BTreeSet;

use app::people::persons;
use maud::Markup;

use super::editor::{Draft, is_field};
use super::plan_path;
use super::rows::label;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows, Versions};
use crate::layout::forms;
use crate::people::form::Typed;
use crate::shell::Shell;

/// What has numbered rows.
const LISTS: [Rows; 8] = [
    Rows { prefix: "activation.", label: "When it is activated" },
    Rows { prefix: "duties.", label: "Duties" },
    Rows { prefix: "steps.", label: "Steps" },
    Rows { prefix: "successions.", label: "Orders of succession" },
    Rows { prefix: "delegations.", label: "Delegations of authority" },
    Rows { prefix: "records.", label: "Vital records" },
    Rows { prefix: "kit.", label: "Go-kit" },
    Rows { prefix: "communication.", label: "Who tells whom" },
];

/// Shows both versions, and leaves the choice to the person.
pub(super) async fn conflict_page(shell: &Shell, draft: &Draft, yours: &Typed) -> Answer<Markup> {
    let theirs = draft.stored();
    let before = forms::opened_with(yours);
    let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    let names = theirs.keys().chain(yours.keys()).chain(before.iter().flat_map(|it| it.keys()));
    let names: BTreeSet<&String> = names.filter(|it| is_field(it)).collect();
    let fields = names.into_iter().map(|name| Versions {
        name: name.clone(),
        label: field_label(name),
        theirs: value(&theirs, name),
        yours: value(yours, name),
        before: before.as_ref().map(|it| value(it, name)),
        ..Versions::default()
    });
    let names = persons::labels(&shell.ctx, &[draft.version.edited_by].into()).await?;
    let who = names.into_values().next().unwrap_or_else(|| "Somebody".to_owned());
    let path = draft.path();
    let conflict = Conflict {
        what: &format!("“{}”", draft.section.title),
        who: &who,
        when: &shell.when(draft.version.updated_at),
        action: &path,
        version: draft.version.version,
        fields: conflict::with_lists(fields.collect(), &LISTS),
        back: &plan_path(draft.plan.id),
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}

fn field_label(name: &str) -> String {
    match name {
        "text" => "What people should read".to_owned(),
        "not_applicable" => "Why it does not apply here".to_owned(),
        name => label(name),
    }
}

#[cfg(test)]
mod tests {
    use app::plans::plan;

    use super::*;

    #[test]
    fn every_list_that_people_write_is_kept_whole() {
        for ((kind, _), rows) in plan::LISTS.iter().zip(LISTS) {
            assert_eq!(format!("{}.", kind.code()), rows.prefix);
            assert_eq!(kind.title(), rows.label);
        }
    }
}
