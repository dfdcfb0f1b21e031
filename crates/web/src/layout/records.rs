//! Pages and parts about one record: a question before it is changed, what changed in it, the tree
//! it stands in.

use maud::{Markup, html};

use super::forms::hidden;

/// A question asked once, before something that cannot be taken back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Confirm<'a> {
    /// The question, with what it acts on: `Retire “Payroll”?`
    pub(crate) question: &'a str,
    pub(crate) consequence: &'a str,
    pub(crate) action: &'a str,
    /// What the button says: the act, never `OK`.
    pub(crate) button: &'a str,
    pub(crate) back: &'a str,
    /// What is sent along.
    pub(crate) fields: Vec<(String, String)>,
}

/// The page that asks. With script, `data-confirm` asks in a dialog instead.
pub(crate) fn confirm(ask: &Confirm<'_>) -> Markup {
    html! {
        div.head { div { h1 { (ask.question) } p { (ask.consequence) } } }
        form.form method="post" action=(ask.action) {
            (hidden("confirmed", "true"))
            @for (name, value) in &ask.fields { (hidden(name, value)) }
            div.buttons {
                button.button.danger { (ask.button) }
                a.button href=(ask.back) { "Go back" }
            }
        }
    }
}

/// A value, or that there is none.
pub(super) fn shown(value: &str) -> &str {
    if value.is_empty() { "(empty)" } else { value }
}

/// What changed between two versions, for an audit entry or a comparison: label, before, after.
pub(crate) fn changes(changes: &[(String, String, String)]) -> Markup {
    html! {
        div.scroll role="region" aria-label="What changed" tabindex="0" {
            table.versions {
                thead { tr { th scope="col" { "Field" } th scope="col" { "Before" } th scope="col" { "After" } } }
                tbody {
                    @for (label, before, after) in changes {
                        tr.differs[before != after] {
                            th scope="row" { (label) }
                            @if before == after { td { (shown(before)) } td { (shown(after)) } }
                            @else { td { del { (shown(before)) } } td { ins { (shown(after)) } } }
                        }
                    }
                }
            }
        }
    }
}

/// One agency, or anything else that has parts of its own kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Branch {
    pub(crate) label: String,
    pub(crate) href: String,
    /// At the right: a number, a word.
    pub(crate) detail: String,
    /// Whether its parts are shown at first.
    pub(crate) open: bool,
    pub(crate) branches: Vec<Branch>,
}

/// A tree that opens and closes without script.
pub(crate) fn tree(branches: &[Branch]) -> Markup {
    html! { div.tree { (twigs(branches)) } }
}

fn twigs(branches: &[Branch]) -> Markup {
    html! {
        ul {
            @for branch in branches {
                li {
                    div.row { a href=(branch.href) { (branch.label) } " " small { (branch.detail) } }
                    @if !branch.branches.is_empty() {
                        details open[branch.open] {
                            summary aria-label={ "Parts of " (branch.label) } {}
                            (twigs(&branch.branches))
                        }
                    }
                }
            }
        }
    }
}

/// Impact types down, time points across, a level in each cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matrix {
    /// Code and words of each time point: `14400`, `4 h`.
    pub(crate) points: Vec<(String, String)>,
    /// Code and words of each impact type, with a level (1 to 5) per time point, or none.
    pub(crate) rows: Vec<(String, String, Vec<Option<u8>>)>,
    /// Words of each level, from 1 on.
    pub(crate) levels: Vec<String>,
    /// The level from which an impact cannot be borne.
    pub(crate) unacceptable: u8,
    /// Whether the cells can be changed: named `impact-TYPE-POINT`.
    pub(crate) editable: bool,
}

/// The matrix of an impact analysis, to be filled in or only read.
pub(crate) fn matrix(matrix: &Matrix) -> Markup {
    html! {
        div.scroll role="region" aria-label="Impact over time" tabindex="0" {
            p.more aria-hidden="true" { "Later times to the right →" }
            table.matrix {
                thead {
                    tr {
                        th scope="col" { "Impact on" }
                        @for (_, words) in &matrix.points { th scope="col" { (words) } }
                    }
                }
                tbody {
                    @for (code, words, levels) in &matrix.rows {
                        @let first = levels.iter().position(|it| it.is_some_and(|it| matrix.unacceptable <= it));
                        tr {
                            th scope="row" { (words) }
                            @for (index, (point, at)) in matrix.points.iter().enumerate() {
                                @let level = levels.get(index).copied().flatten();
                                td class=[classes(level, first == Some(index))] {
                                    @if matrix.editable { (cell(matrix, (code.as_str(), words.as_str()), (point.as_str(), at.as_str()), level)) }
                                    @else { (level.map_or("–".to_owned(), |it| it.to_string())) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The class of a cell: how bad it is, and whether it is the first that cannot be borne.
fn classes(level: Option<u8>, is_first: bool) -> Option<String> {
    level.map(|it| format!("{}level-{it}", if is_first { "first " } else { "" }))
}

fn cell(
    matrix: &Matrix,
    (code, words): (&str, &str),
    (point, at): (&str, &str),
    level: Option<u8>,
) -> Markup {
    html! {
        select id={ "f-impact-" (code) "-" (point) } name={ "impact-" (code) "-" (point) } aria-label={ (words) " after " (at) } {
            option value="" { "–" }
            @for (number, words) in (1_u8..).zip(&matrix.levels) {
                option value=(number) selected[level == Some(number)] title=(words) { (number) }
            }
        }
    }
}
