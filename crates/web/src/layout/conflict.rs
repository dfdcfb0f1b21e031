//! Two versions of one record, side by side, when somebody else saved first.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::forms::{self, hidden};
use super::records::shown;

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

/// Rows of a form are told apart by their numbers alone, and the third row of one version may be
/// the second of the other: a list is kept whole as one of them wrote it, never mixed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows {
    /// What the names of its fields begin with, with the mark behind it: `cost-`.
    pub(crate) prefix: &'static str,
    pub(crate) label: &'static str,
}

/// What the name of a whole list begins with.
const WHOLE: &str = "whole:";

/// The same fields, with each of `lists` as one.
pub(crate) fn with_lists(fields: Vec<Versions>, lists: &[Rows]) -> Vec<Versions> {
    let mut rest = fields;
    let mut wholes = Vec::new();
    for list in lists {
        let rows;
        (rows, rest) = rest.into_iter().partition(|it| it.name.starts_with(list.prefix));
        if !rows.is_empty() {
            wholes.push(whole(list, &rows));
        }
    }
    rest.extend(wholes);
    rest
}

fn whole(list: &Rows, rows: &[Versions]) -> Versions {
    let values = |of: fn(&Versions) -> Option<&str>| {
        let said = rows.iter().filter_map(|it| Some((&it.name, as_typed(of(it)?))));
        let mut said: BTreeMap<_, _> = said.filter(|(_, text)| !text.is_empty()).collect();
        // A form that has no row at all says nothing of the list.
        if let (true, Some(first)) = (said.is_empty(), rows.first()) {
            said.insert(&first.name, String::new());
        }
        serde_json::to_string(&said).unwrap_or_default()
    };
    let words = |of: fn(&Versions) -> (&str, &str)| {
        let said = rows.iter().map(of).filter(|(_, text)| !text.is_empty());
        said.map(|(label, text)| format!("{label}: {text}")).collect::<Vec<_>>().join("\n")
    };
    Versions {
        name: format!("{WHOLE}{}", list.prefix),
        label: list.label.to_owned(),
        theirs: values(|it| Some(&it.theirs)),
        yours: values(|it| Some(&it.yours)),
        before: rows
            .iter()
            .any(|it| it.before.is_some())
            .then(|| values(|it| it.before.as_deref())),
        theirs_shown: Some(words(|it| (&it.label, &it.theirs))),
        yours_shown: Some(words(|it| (&it.label, &it.yours))),
    }
}

/// What was sent, with the rows of each list that was chosen as a whole.
pub(crate) fn chosen(sent: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let (wholes, mut chosen): (BTreeMap<_, _>, BTreeMap<_, _>) =
        sent.into_iter().partition(|(name, _)| name.starts_with(WHOLE));
    for (name, rows) in wholes {
        let prefix = name.strip_prefix(WHOLE).unwrap_or_default();
        let rows: BTreeMap<String, String> = serde_json::from_str(&rows).unwrap_or_default();
        chosen.extend(rows.into_iter().filter(|(name, _)| name.starts_with(prefix)));
    }
    chosen
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
    let n_yours = n_of(Changed::OnlyYou);
    let n_one = n_of(Changed::OnlyThey) + n_yours;
    let opened =
        chosen(conflict.fields.iter().map(|it| (it.name.clone(), it.theirs.clone())).collect());
    html! {
        div.head {
            div {
                h1 { (conflict.what) " was saved by somebody else first" }
                p {
                    (conflict.who) " saved it " (conflict.when) ", after you opened it. "
                    @match (n_both, n_one) {
                        (0, 0) => "Both versions say the same.",
                        (0, _) if n_yours == 0 => "You changed nothing: what they saved stays.",
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
            (forms::opened(&opened))
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
                        (0, _) if n_yours == 0 => "Save it once more",
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

    fn row(number: usize, column: &str, before: &str, theirs: &str, yours: &str) -> Versions {
        field(&format!("strategy-{number}-{column}"), before, theirs, yours)
    }

    const WAYS: Rows = Rows { prefix: "strategy-", label: "Ways" };

    #[test]
    fn a_list_that_both_changed_is_kept_whole_as_one_of_them_wrote_it() {
        let fields = vec![
            row(1, "name", "", "Hot site", "Second site"),
            row(1, "once", "", "5", ""),
            row(1, "yearly", "", "", "7"),
            field("note", "a", "b", "a"),
        ];
        let fields = with_lists(fields, &[WAYS]);
        assert_eq!(
            fields.iter().map(|it| it.changed()).collect::<Vec<_>>(),
            [Changed::OnlyThey, Changed::Both]
        );
        let ways = fields.iter().find(|it| it.label == "Ways").unwrap();
        let sent = |it: &str| BTreeMap::from([(ways.name.clone(), it.to_owned())]);
        let names = |typed: BTreeMap<String, String>| typed.into_values().collect::<Vec<_>>();
        assert_eq!(names(chosen(sent(&ways.yours))), ["Second site", "7"]);
        assert_eq!(names(chosen(sent(&ways.theirs))), ["Hot site", "5"]);
    }

    #[test]
    fn a_list_that_somebody_emptied_is_sent_as_empty() {
        let fields = with_lists(vec![row(0, "name", "A", "A", "")], &[WAYS]);
        let sent = fields.into_iter().map(|it| (it.name, it.yours)).collect();
        assert_eq!(chosen(sent), [("strategy-0-name".to_owned(), String::new())].into());
    }

    #[test]
    fn a_list_that_one_changed_is_kept_without_asking() {
        let fields = vec![row(0, "name", "A", "A", "B"), row(1, "name", "C", "C", "")];
        let fields = with_lists(fields, &[WAYS]);
        let shown = conflict(&Conflict { fields, ..Conflict::default() }).into_string();
        assert!(!shown.contains("radio") && shown.contains("Save both changes"));
    }

    #[test]
    fn a_whole_list_brings_nothing_but_its_own_rows() {
        let sent = [("whole:cost-", r#"{"cost-0-from":"4 h","version":"9"}"#), ("version", "1")];
        let sent = sent.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let chosen = chosen(sent.into());
        assert_eq!(chosen.get("version").map(String::as_str), Some("1"));
        assert_eq!(chosen.get("cost-0-from").map(String::as_str), Some("4 h"));
    }

    #[test]
    fn who_changed_nothing_is_told_so() {
        let fields = vec![field("tier", "1", "2", "1")];
        let shown = conflict(&Conflict { fields, ..Conflict::default() }).into_string();
        assert!(shown.contains("You changed nothing") && !shown.contains("both changes"));
    }
}
