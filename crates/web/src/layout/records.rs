//! Pages and parts about one record: a question before it is changed, two versions of it side by
//! side, the tree it stands in.

use std::collections::BTreeMap;

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

/// One field of a record that two people saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Versions {
    /// The field's name in the form, to be saved with.
    pub(crate) name: String,
    pub(crate) label: String,
    /// What would be sent, as the form has it: what stands there now, and what comes second.
    pub(crate) theirs: String,
    pub(crate) yours: String,
    /// What stood there when the second one began, if it is known.
    pub(crate) before: Option<String>,
    /// What is read, where it is not what is sent: the name of what has a code.
    pub(crate) theirs_shown: Option<String>,
    pub(crate) yours_shown: Option<String>,
}

/// Who changed a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Changed {
    /// Both say the same.
    Nobody,
    OnlyThey,
    OnlyYou,
    Both,
}

impl Versions {
    fn changed(&self) -> Changed {
        let (theirs, yours) = (as_typed(&self.theirs), as_typed(&self.yours));
        let before = self.before.as_deref().map(as_typed);
        match before {
            _ if theirs == yours => Changed::Nobody,
            Some(it) if it == theirs => Changed::OnlyYou,
            Some(it) if it == yours => Changed::OnlyThey,
            _ => Changed::Both,
        }
    }

    fn shown(&self) -> (&str, &str) {
        let theirs = self.theirs_shown.as_ref().unwrap_or(&self.theirs);
        (shown(theirs), shown(self.yours_shown.as_ref().unwrap_or(&self.yours)))
    }
}

/// Browsers send other line breaks than are stored.
fn as_typed(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

/// A later save of a record that somebody else has saved since.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conflict<'a> {
    /// What the record is called.
    pub(crate) what: &'a str,
    /// Who saved it, and when, in words.
    pub(crate) who: &'a str,
    pub(crate) when: &'a str,
    /// Where the chosen values are posted.
    pub(crate) action: &'a str,
    /// The version that is stored now: saved over only if it is still the newest.
    pub(crate) version: i64,
    pub(crate) fields: Vec<Versions>,
    /// Where the record is, to leave it as it is.
    pub(crate) back: &'a str,
}

/// What both versions say, with a choice where both changed the same. What only one of them changed
/// is kept without asking; until it is chosen otherwise, nobody's text is saved over.
pub(crate) fn conflict(conflict: &Conflict<'_>) -> Markup {
    let n_of = |changed| conflict.fields.iter().filter(|it| it.changed() == changed).count();
    let n_both = n_of(Changed::Both);
    let n_one = n_of(Changed::OnlyThey) + n_of(Changed::OnlyYou);
    let opened: BTreeMap<String, String> =
        conflict.fields.iter().map(|it| (it.name.clone(), it.theirs.clone())).collect();
    html! {
        div.head {
            div {
                h1 { (conflict.what) " was saved by somebody else first" }
                p {
                    (conflict.who) " saved it " (conflict.when) ", after you opened it. "
                    @match (n_both, n_one) {
                        (0, 0) => "Both versions say the same.",
                        (0, _) => "You changed different fields: saving keeps what each of you wrote.",
                        (1, _) => "One field differs: choose which to keep. As long as you do not, theirs stays.",
                        _ => { (n_both) " fields differ: choose which to keep. Where you do not, theirs stays." }
                    }
                    " Nothing of yours is lost yet."
                }
            }
        }
        form.form method="post" action=(conflict.action) {
            (hidden("version", &conflict.version.to_string()))
            (super::forms::opened(&opened))
            @for field in conflict.fields.iter().filter(|it| it.changed() == Changed::Nobody) {
                (hidden(&field.name, &field.theirs))
            }
            @if 0 < n_both + n_one {
                section.panel {
                    div.scroll role="region" aria-label="Both versions" tabindex="0" {
                        p.more aria-hidden="true" { "Your version to the right →" }
                        table.versions {
                            thead { tr { th scope="col" { "Field" } th scope="col" { "Saved by " (conflict.who) } th scope="col" { "Yours" } } }
                            tbody { @for field in &conflict.fields { (versions(field)) } }
                        }
                    }
                }
            }
            div.buttons {
                button.button.primary {
                    @match (n_both, n_one) {
                        (0, 0) => "Save it once more",
                        (0, _) => "Save both changes",
                        _ => "Save what is chosen here",
                    }
                }
                a.button href=(conflict.back) { "Leave it as " (conflict.who) " saved it" }
            }
        }
    }
}

fn versions(field: &Versions) -> Markup {
    let (theirs, yours) = field.shown();
    let label = &field.label;
    html! {
        @match field.changed() {
            Changed::Nobody => {}
            Changed::OnlyThey => tr {
                th scope="row" { (label) (hidden(&field.name, &field.theirs)) }
                td { (theirs) small { "Only they changed it: it stays." } }
                td { (yours) }
            },
            Changed::OnlyYou => tr {
                th scope="row" { (label) (hidden(&field.name, &field.yours)) }
                td { (theirs) }
                td { (yours) small { "Only you changed it: it is saved." } }
            },
            Changed::Both => tr.differs {
                th scope="row" { (label) " " span.unseen { "(differs)" } }
                td { label { input type="radio" name=(field.name) value=(field.theirs) checked aria-label={ (label) ": theirs" }; span { (theirs) } } }
                td { label { input type="radio" name=(field.name) value=(field.yours) aria-label={ (label) ": yours" }; span { (yours) } } }
            },
        }
    }
}

fn shown(value: &str) -> &str {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, before: &str, theirs: &str, yours: &str) -> Versions {
        Versions {
            name: name.to_owned(),
            label: name.to_owned(),
            theirs: theirs.to_owned(),
            yours: yours.to_owned(),
            before: Some(before.to_owned()),
            ..Versions::default()
        }
    }

    #[test]
    fn only_what_both_changed_is_asked_and_theirs_stays_until_chosen_otherwise() {
        let fields = vec![
            field("name", "Pay", "Pay", "Pay"),
            field("tier", "1", "2", "1"),
            field("users", "a\nb", "a\nb", "all"),
            field("text", "a", "theirs", "mine"),
            field("lines", "a\nb", "c", "a\r\nb"),
        ];
        let shown = conflict(&Conflict { who: "Ann", fields, ..Conflict::default() }).into_string();
        assert_eq!(shown.matches("type=\"radio\"").count(), 2);
        assert!(shown.contains("value=\"theirs\" checked") && !shown.contains("\"mine\" checked"));
        assert!(shown.contains("name=\"tier\" value=\"2\""), "only they changed it");
        assert!(shown.contains("name=\"users\" value=\"all\""), "only you changed it");
        assert!(shown.contains("name=\"lines\" value=\"c\""), "line breaks are no change");
        assert!(shown.contains("One field differs") && shown.contains("Save what is chosen here"));
    }

    #[test]
    fn what_two_people_changed_apart_is_kept_without_asking() {
        let fields = vec![field("tier", "1", "2", "1"), field("users", "a", "a", "all")];
        let shown = conflict(&Conflict { fields, ..Conflict::default() }).into_string();
        assert!(!shown.contains("radio") && shown.contains("Save both changes"));
    }
}
