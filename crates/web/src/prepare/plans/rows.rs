//! The numbered rows of a list in a plan: as a form sends them, and as it shows them.

use std::collections::BTreeMap;

use app::people::persons;
use app::plans::plan::{Content, LISTS, ROWS_MAX, Trigger, typed_rows};
use app::plans::templates::BlockKind;
use app::prepare::inventory::{self, Kind};
use app::{Ctx, FieldProblem};
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::people::form::{Filled, Typed};

/// The fields of a row: name, label, and what helps.
type Columns = &'static [(&'static str, &'static str, &'static str)];

fn columns(kind: BlockKind) -> Columns {
    LISTS.iter().find(|it| it.0 == kind).map_or(&[], |it| it.1)
}

/// What one row of a list is called.
pub(super) const fn one(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Activation => "Criterion",
        BlockKind::Duties => "Duty",
        BlockKind::Steps => "Step",
        BlockKind::Successions => "Position",
        BlockKind::Delegations => "Authority",
        BlockKind::Records => "Record",
        BlockKind::Communication => "Message",
        BlockKind::Salvage => "Thing to save",
        _ => "Item",
    }
}

/// What the field called `duties.0.person` is called, for a summary of problems.
pub(super) fn label(name: &str) -> String {
    let mut parts = name.split('.');
    let (list, n, field) = (parts.next(), parts.next(), parts.next());
    let kind = LISTS.iter().find(|it| Some(it.0.code()) == list);
    let n = n.and_then(|it| it.parse::<u32>().ok());
    match (kind, n, field) {
        (Some((kind, columns)), Some(n), Some(field)) => {
            let column = columns.iter().find(|it| it.0 == field).map_or(field, |it| it.1);
            format!("{} {}, {}", one(*kind), n + 1, column.to_lowercase())
        }
        _ => String::new(),
    }
}

/// The rows that a form sent, in their order, with all their cells.
fn sent(typed: &Typed, kind: BlockKind) -> Vec<Vec<String>> {
    let columns = columns(kind);
    let prefix = format!("{}.", kind.code());
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (name, value) in typed {
        let Some((n, field)) = name.strip_prefix(&prefix).and_then(|it| it.split_once('.')) else {
            continue;
        };
        let place = columns.iter().position(|it| it.0 == field);
        if let (Ok(n), Some(place)) = (n.parse::<usize>(), place) {
            let row = rows.entry(n).or_insert_with(|| vec![String::new(); columns.len()]);
            if let Some(cell) = row.get_mut(place) {
                value.clone_into(cell);
            }
        }
    }
    rows.into_values().collect()
}

/// Puts rows into a form in the place of those that are there.
fn put(typed: &mut Typed, kind: BlockKind, rows: Vec<Vec<String>>) {
    let prefix = format!("{}.", kind.code());
    typed.retain(|name, _| !name.starts_with(&prefix));
    for (n, row) in rows.into_iter().enumerate() {
        for ((field, _, _), cell) in columns(kind).iter().zip(row) {
            typed.insert(format!("{prefix}{n}.{field}"), cell);
        }
    }
}

/// Whether a row says nothing. A trigger is always chosen, and alone says nothing.
fn is_blank(kind: BlockKind, row: &[String]) -> bool {
    columns(kind).iter().zip(row).all(|(column, it)| column.0 == "trigger" || it.trim().is_empty())
}

/// Puts the rows that are stored into a form.
pub(super) fn stored(typed: &mut Typed, kind: BlockKind, content: &Content) {
    put(typed, kind, typed_rows(content, kind));
}

/// Numbers the rows of a form anew, without those that say nothing: a problem then stands beside its
/// row.
pub(super) fn tidied(typed: &mut Typed, kind: BlockKind) {
    let mut rows = sent(typed, kind);
    rows.retain(|it| !is_blank(kind, it));
    put(typed, kind, rows);
}

/// The numbers in the form of the rows that say something: the `n`-th of them is the `n`-th row that
/// is stored.
pub(super) fn numbers(typed: &Typed, kind: BlockKind) -> Vec<usize> {
    let prefix = format!("{}.", kind.code());
    let mut rows: BTreeMap<usize, bool> = BTreeMap::new();
    for (name, value) in typed {
        let Some((n, field)) = name.strip_prefix(&prefix).and_then(|it| it.split_once('.')) else {
            continue;
        };
        let says = field != "trigger" && !value.trim().is_empty();
        if let Ok(n) = n.parse::<usize>() {
            *rows.entry(n).or_default() |= says;
        }
    }
    rows.into_iter().filter(|it| it.1).map(|it| it.0).collect()
}

/// What a button of a form does to its rows: `add.duties`, `remove.duties.2`, `up.steps.1`. False if
/// it does nothing of that.
pub(super) fn turned(typed: &mut Typed, act: &str) -> bool {
    let mut parts = act.split('.');
    let (verb, list, n) = (parts.next(), parts.next(), parts.next());
    let Some((kind, columns)) = LISTS.iter().find(|it| Some(it.0.code()) == list) else {
        return false;
    };
    let mut rows = sent(typed, *kind);
    let n = n.and_then(|it| it.parse::<usize>().ok());
    match (verb, n) {
        (Some("add"), _) if rows.len() < ROWS_MAX => {
            // The form showed an empty row where there was none.
            if rows.is_empty() {
                rows.push(vec![String::new(); columns.len()]);
            }
            rows.push(vec![String::new(); columns.len()]);
        }
        (Some("remove"), Some(n)) if n < rows.len() => drop(rows.remove(n)),
        (Some("up"), Some(n)) if 0 < n && n < rows.len() => rows.swap(n - 1, n),
        _ => return false,
    }
    put(typed, *kind, rows);
    true
}

/// Codes in the place of the names of people and things that were typed; and of which names nobody
/// can tell whose they are.
pub(super) async fn coded(
    ctx: &Ctx,
    kind: BlockKind,
    typed: &mut Typed,
) -> Answer<Vec<FieldProblem>> {
    let prefix = format!("{}.", kind.code());
    let mut problems = Vec::new();
    let rows = typed.iter_mut().filter(|it| it.0.starts_with(&prefix) && !it.1.trim().is_empty());
    for (name, value) in rows {
        let meant = match name.rsplit('.').next().unwrap_or_default() {
            "person" | "holder" | "keeper" | "responsible" | "accountable" => {
                persons::code_meant(ctx, value).await?
            }
            "alternates" | "successors" | "elsewhere" | "consulted" | "informed" => {
                people(ctx, value).await?
            }
            "item" | "restores" => inventory::reference_meant(ctx, value).await?,
            "site" => inventory::code_meant(ctx, Kind::Site, value).await?,
            "vendor" => inventory::code_meant(ctx, Kind::Vendor, value).await?,
            _ => continue,
        };
        match meant {
            Ok(code) => *value = code,
            Err(reason) => problems.push(FieldProblem::new(name.clone(), reason)),
        }
    }
    Ok(problems)
}

/// Several people, separated by commas.
async fn people(ctx: &Ctx, text: &str) -> Answer<Result<String, String>> {
    let mut codes = Vec::new();
    for it in text.split([',', ';']).map(str::trim).filter(|it| !it.is_empty()).take(50) {
        match persons::code_meant(ctx, it).await? {
            Ok(code) => codes.push(code),
            Err(reason) => return Ok(Err(reason)),
        }
    }
    Ok(Ok(codes.join(", ")))
}

/// The rows of a list as fields, each with what can be done with it, and a button for one more.
pub(super) fn rows(kind: BlockKind, filled: &Filled) -> Markup {
    let n_rows = sent(&filled.typed, kind).len().max(1);
    let code = kind.code();
    html! {
        section.rows id={ "list-" (code) } {
            h2 { (kind.title()) }
            @for n in 0..n_rows {
                @let what = format!("{} {}", one(kind), n + 1);
                (forms::group(&what, true, html! {
                    @for (field, label, hint) in columns(kind) {
                        (cell(&format!("{code}.{n}.{field}"), (field, label, hint), filled))
                    }
                    div.row-buttons {
                        @if 0 < n {
                            button.button.small name="do" value={ "up." (code) "." (n) } formnovalidate
                                aria-label={ "Move up: " (what) } { "Move up" }
                        }
                        button.button.small name="do" value={ "remove." (code) "." (n) } formnovalidate
                            aria-label={ "Remove: " (what) } { "Remove" }
                    }
                }))
            }
            div { button.button name="do" value={ "add." (code) } formnovalidate { "Add a row: " (one(kind).to_lowercase()) } }
        }
    }
}

fn cell(
    name: &str,
    (field, label, hint): (&str, &'static str, &'static str),
    filled: &Filled,
) -> Markup {
    let it = Field::new(name, label).value(filled.value(name)).problem_in(&filled.problems).told();
    let hinted =
        if hint.is_empty() { it.clone() } else { it.clone().hint(format!("Such as {hint}")) };
    match field {
        "trigger" => {
            let choices: Vec<Choice<'_>> =
                Trigger::CHOICES.iter().map(|(code, title)| Choice::new(*code, *title)).collect();
            forms::select(&it, &choices, "")
        }
        "person" | "holder" | "keeper" | "responsible" | "accountable" => {
            forms::lookup(&it.hint("Type part of a name, and choose."), "/search.json?kind=person")
        }
        "alternates" | "successors" | "elsewhere" | "consulted" | "informed" => {
            forms::text(&it.hint("Names or codes, separated by commas"))
        }
        "item" | "restores" => {
            forms::lookup(&it.hint("Type part of a name, and choose."), "/search.json?refs=true")
        }
        "site" => {
            forms::lookup(&it.hint("Type part of a name, and choose."), "/search.json?kind=site")
        }
        "vendor" => {
            forms::lookup(&it.hint("Type part of a name, and choose."), "/search.json?kind=vendor")
        }
        "after" | "takes" => forms::duration(&it),
        "count" | "priority" => forms::number(&it),
        "expires" => forms::date(&it),
        "text" => forms::textarea(&hinted, 2),
        _ => forms::text(&hinted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned())).collect()
    }

    fn duties(typed: &Typed) -> Vec<String> {
        let first = |it: Vec<String>| it.into_iter().next().unwrap_or_default();
        sent(typed, BlockKind::Duties).into_iter().map(first).collect()
    }

    #[test]
    fn rows_are_added_removed_and_moved_with_all_that_was_typed() {
        let mut form = typed(&[
            ("duties.0.duty", "a"),
            ("duties.0.person", "jane"),
            ("duties.10.duty", "c"),
            ("duties.2.duty", "b"),
        ]);
        assert!(turned(&mut form, "add.duties"));
        assert_eq!(duties(&form), ["a", "b", "c", ""]);
        assert!(turned(&mut form, "up.duties.2"));
        assert!(turned(&mut form, "remove.duties.1"));
        assert_eq!(duties(&form), ["a", "b", ""]);
        assert_eq!(form["duties.0.person"], "jane");
        for act in ["up.duties.0", "remove.duties.9", "add.text", "", "remove.duties.x"] {
            assert!(!turned(&mut form.clone(), act), "{act}");
        }
        tidied(&mut form, BlockKind::Duties);
        assert_eq!(duties(&form), ["a", "b"]);
        assert_eq!(label("duties.1.person"), "Duty 2, who");
    }

    #[test]
    fn a_row_with_only_a_trigger_says_nothing() {
        let mut form = typed(&[("activation.0.trigger", "decision"), ("activation.0.text", " ")]);
        tidied(&mut form, BlockKind::Activation);
        assert!(form.is_empty());
    }
}
