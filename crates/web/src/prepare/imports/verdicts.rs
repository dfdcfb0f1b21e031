//! The verdict on each row of a file, page by page: all of them, or those of one sort.

use app::Paging;
use app::prepare::imports::{self, Import, Target, Verdict, What};
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::list::{Known, List};
use crate::layout::lists;
use crate::layout::parts::{self, Tab};
use crate::layout::states::{Tone, state};
use crate::shell::Shell;

/// What stands in the address for the verdicts on all rows.
const ALL: &str = "all";

/// What the address may ask for.
pub(super) const KNOWN: &[Known] = &[("verdict", |it| it == ALL || What::from_code(it).is_some())];

/// The rows that the address asks for. If it asks for none: those that are refused, if any.
pub(super) async fn panel(shell: &Shell, import: &Import, list: &List) -> Answer<Markup> {
    let what = match list.filter("verdict") {
        Some(code) => What::from_code(code),
        None => Some(What::Refuse).filter(|_| 0 < import.counts.n_refused),
    };
    let paging = Paging { number: list.page, size: list.per };
    let page = imports::list_verdicts(&shell.ctx, import.id, what, paging).await?;
    let heading = html! {
        th.num scope="col" { "Line" }
        th scope="col" { "Record" }
        th scope="col" { "Verdict" }
        th scope="col" { "Why" }
    };
    let target = import.mapping.as_ref().map(|it| it.target);
    let rows = html! { @for it in &page.items { (row(it, target)) } };
    Ok(parts::panel(
        "Row by row",
        html! {},
        html! {
            (parts::tabs("Verdicts", &tabs(import, list, what)))
            (lists::misread(list))
            @if page.items.is_empty() {
                div.body { p.quiet { "There are no such rows." } }
            } @else {
                (lists::table("Row by row", heading, rows))
                (lists::pages(list, page.n_items, "row", "rows"))
            }
        },
    ))
}

fn tabs<'a>(import: &Import, list: &List, current: Option<What>) -> Vec<Tab<'a>> {
    let tab = |label, code, count, current| Tab {
        label,
        href: list.with("verdict", code).link(),
        count: Some(count),
        current,
    };
    let mut tabs = vec![tab("All", ALL, import.counts.n_rows, current.is_none())];
    tabs.extend(
        What::ALL
            .into_iter()
            .map(|it| tab(word(it), it.code(), import.counts.of(it), current == Some(it))),
    );
    tabs
}

/// What the field called `key` is called in an import. What is said of a whole row has no field.
pub(super) fn label(import: &Import, key: &str) -> String {
    let target = import.mapping.as_ref().map(|it| it.target);
    let fields = target.map(Target::fields).unwrap_or_default();
    match fields.iter().find(|it| it.key == key) {
        Some(field) => field.label.to_owned(),
        None if key == "row" => "The whole row".to_owned(),
        None => key.replace('_', " "),
    }
}

fn row(it: &Verdict, target: Option<Target>) -> Markup {
    let (tone, words) = words(it.what);
    let fields = target.map(Target::fields).unwrap_or_default();
    let label = |key: &str| fields.iter().find(|it| it.key == key).map(|it| it.label);
    html! {
        tr {
            td.num data-label="Line" { (it.line) }
            td data-label="Record" { (it.code) }
            td data-label="Verdict" { (state(tone, words)) }
            td data-label="Why" {
                @for (n, (field, reason)) in it.reasons.iter().enumerate() {
                    @if 0 < n { br; }
                    @if let Some(label) = label(field) { (label) ": " }
                    (reason)
                }
            }
        }
    }
}

/// A verdict, for people.
pub(super) fn word(what: What) -> &'static str {
    words(what).1
}

fn words(what: What) -> (Tone, &'static str) {
    match what {
        What::Add => (Tone::Good, "New"),
        What::Change => (Tone::Good, "Changed"),
        What::Same => (Tone::Idle, "Unchanged"),
        What::Refuse => (Tone::Bad, "Refused"),
    }
}
