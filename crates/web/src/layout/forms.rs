//! Forms: every field has a label, a hint where one helps, and its own problem beside it.
//!
//! Forms post and are answered by a redirect; one that is refused comes back with what was typed,
//! a summary that links to the fields, and 422.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, html};

/// What every kind of field has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Field<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) label: Cow<'a, str>,
    pub(crate) value: Cow<'a, str>,
    pub(crate) hint: Option<Cow<'a, str>>,
    pub(crate) problem: Option<Cow<'a, str>>,
    pub(crate) required: bool,
    /// Whether its label does not say if it may stay empty, because something else does.
    pub(crate) is_told: bool,
    /// What stands behind its label if it may stay empty for now: what it is needed for later.
    pub(crate) needed_for: Option<&'a str>,
}

impl<'a> Field<'a> {
    /// An empty field that may stay empty.
    pub(crate) fn new(name: impl Into<Cow<'a, str>>, label: impl Into<Cow<'a, str>>) -> Field<'a> {
        Field { name: name.into(), label: label.into(), ..Field::default() }
    }

    /// The same with what was typed, or what is stored.
    pub(crate) fn value(self, value: impl Into<Cow<'a, str>>) -> Field<'a> {
        Field { value: value.into(), ..self }
    }

    /// The same with one sentence that helps, unless that is empty.
    pub(crate) fn hint(self, hint: impl Into<Cow<'a, str>>) -> Field<'a> {
        Field { hint: Some(hint.into()).filter(|it: &Cow<_>| !it.is_empty()), ..self }
    }

    /// The same with what is wrong, looked up by the field's name.
    pub(crate) fn problem_in(self, problems: &'a [(String, String)]) -> Field<'a> {
        let problem = problems.iter().find(|(name, _)| *name == self.name);
        Field { problem: problem.map(|(_, it)| it.into()), ..self }
    }

    /// The same, and it must be filled in.
    pub(crate) fn required(self) -> Field<'a> {
        Field { required: true, ..self }
    }

    /// The same, and what stands around it says whether it may stay empty.
    pub(crate) fn told(self) -> Field<'a> {
        Field { is_told: true, ..self }
    }

    /// The same, and it may stay empty for now: `purpose` is what it is needed for later.
    pub(crate) fn needed_for(self, purpose: &'a str) -> Field<'a> {
        Field { needed_for: Some(purpose), ..self }
    }

    /// The id of the input, where the summary of problems links to.
    pub(crate) fn id(&self) -> String {
        field_id(&self.name)
    }

    /// The ids of what describes the input.
    fn described(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id()));
        let problem = self.problem.as_ref().map(|_| format!("{}-problem", self.id()));
        let ids: Vec<_> = hint.into_iter().chain(problem).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.problem.as_ref().map(|_| "true")
    }

    fn notes(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { p.hint id={ (self.id()) "-hint" } { (hint) } }
            @if let Some(problem) = &self.problem {
                p.problem id={ (self.id()) "-problem" } { (problem) }
            }
        }
    }

    fn labeled(&self, input: &Markup) -> Markup {
        html! {
            div.field {
                label for=(self.id()) {
                    (self.label)
                    @if let Some(purpose) = self.needed_for { span.need { " (" (purpose) ")" } }
                    @else if !self.required && !self.is_told { span.need { " (optional)" } }
                }
                (self.notes())
                (input)
            }
        }
    }

    fn input(&self, kind: &str, class: Option<&str>, hints: &Hints) -> Markup {
        self.labeled(&html! {
            input id=(self.id()) name=(self.name) type=(kind) value=(self.value) class=[class]
                required[self.required] autocomplete=[hints.autocomplete]
                inputmode=[hints.inputmode] min=[hints.min] list=[hints.list.as_deref()]
                data-lookup=[hints.lookup] spellcheck=[hints.spellcheck]
                aria-describedby=[self.described()] aria-invalid=[self.invalid()];
        })
    }
}

/// What a browser is told about an input beyond its kind.
#[derive(Default)]
struct Hints<'a> {
    autocomplete: Option<&'a str>,
    inputmode: Option<&'a str>,
    min: Option<&'a str>,
    list: Option<String>,
    lookup: Option<&'a str>,
    spellcheck: Option<&'a str>,
}

/// One thing to choose: what is sent, and what is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice<'a> {
    pub(crate) value: Cow<'a, str>,
    pub(crate) label: Cow<'a, str>,
}

impl<'a> Choice<'a> {
    /// A choice that sends `value`.
    pub(crate) fn new(
        value: impl Into<Cow<'a, str>>,
        label: impl Into<Cow<'a, str>>,
    ) -> Choice<'a> {
        Choice { value: value.into(), label: label.into() }
    }
}

/// A form that posts. Leaving it with changes is asked about once.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn form(action: &str, inside: Markup) -> Markup {
    html! {
        form.form method="post" action=(action) data-unsaved novalidate {
            (inside)
        }
    }
}

/// A form that posts files.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn upload(action: &str, inside: Markup) -> Markup {
    html! {
        form.form method="post" action=(action) enctype="multipart/form-data" {
            (inside)
        }
    }
}

/// A value that is sent along.
pub(crate) fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// What a form was opened with, sent along: so that, if somebody else saves first, it is known who
/// changed what. A form that is shown again keeps what it was opened with at first.
pub(crate) fn opened(values: &BTreeMap<String, String>) -> Markup {
    let values = match values.get(OPENED) {
        Some(first) => Some(first.clone()),
        None => serde_json::to_string(values).ok(),
    };
    html! { @if let Some(it) = values { (hidden(OPENED, &it)) } }
}

/// What a form was opened with, if what it sent says so.
pub(crate) fn opened_with(sent: &BTreeMap<String, String>) -> Option<BTreeMap<String, String>> {
    serde_json::from_str(sent.get(OPENED)?).ok()
}

/// The name of what a form was opened with.
pub(crate) const OPENED: &str = "opened";

/// One line of text.
pub(crate) fn text(field: &Field<'_>) -> Markup {
    field.input("text", None, &Hints { autocomplete: Some("off"), ..Hints::default() })
}

/// The address somebody signs in with.
pub(crate) fn email(field: &Field<'_>) -> Markup {
    let hints =
        Hints { autocomplete: Some("username"), spellcheck: Some("false"), ..Hints::default() };
    field.input("email", None, &hints)
}

/// A password: `current-password` or `new-password` tells the browser which to offer.
pub(crate) fn password(field: &Field<'_>, autocomplete: &str) -> Markup {
    let hints = Hints { autocomplete: Some(autocomplete), ..Hints::default() };
    Field { value: Cow::Borrowed(""), ..field.clone() }.input("password", None, &hints)
}

/// A whole number that is not negative.
pub(crate) fn number(field: &Field<'_>) -> Markup {
    let hints = Hints {
        inputmode: Some("numeric"),
        min: Some("0"),
        autocomplete: Some("off"),
        ..Hints::default()
    };
    field.input("number", Some("short"), &hints)
}

/// A length of time as people write it.
pub(crate) fn duration(field: &Field<'_>) -> Markup {
    let hints = Hints { autocomplete: Some("off"), spellcheck: Some("false"), ..Hints::default() };
    let hint = field.hint.clone().unwrap_or_else(|| "For example 4 h, 90 m or 2 d".into());
    Field { hint: Some(hint), ..field.clone() }.input("text", Some("short"), &hints)
}

/// A day.
pub(crate) fn date(field: &Field<'_>) -> Markup {
    field.input("date", Some("short"), &Hints::default())
}

/// A moment, by the clock where its reader is: `2026-11-21T09:00`.
pub(crate) fn moment(field: &Field<'_>) -> Markup {
    field.input("datetime-local", Some("short"), &Hints::default())
}

/// Text of any length.
pub(crate) fn textarea(field: &Field<'_>, rows: u8) -> Markup {
    field.labeled(&html! {
        textarea id=(field.id()) name=(field.name) rows=(rows) required[field.required]
            aria-describedby=[field.described()] aria-invalid=[field.invalid()] {
            // The first line break after the tag is the parser's.
            "\n" (field.value)
        }
    })
}

/// One of a few. A field that may stay empty offers `empty` first.
pub(crate) fn select(field: &Field<'_>, choices: &[Choice<'_>], empty: &str) -> Markup {
    field.labeled(&html! {
        select id=(field.id()) name=(field.name) required[field.required]
            aria-describedby=[field.described()] aria-invalid=[field.invalid()] {
            @if !empty.is_empty() { option value="" { (empty) } }
            (options(choices, &field.value))
        }
    })
}

/// The options of a select.
pub(crate) fn options(choices: &[Choice<'_>], chosen: &str) -> Markup {
    html! {
        @for choice in choices {
            option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
        }
    }
}

/// One of many: its code is typed, or found by its name in the answer of `lookup`
/// (`/search.json?kind=agency`), a list of `{"code", "label", "detail"}`.
pub(crate) fn lookup(field: &Field<'_>, lookup: &str) -> Markup {
    let list = format!("{}-list", field.id());
    let hints = Hints {
        autocomplete: Some("off"),
        spellcheck: Some("false"),
        list: Some(list.clone()),
        lookup: Some(lookup),
        ..Hints::default()
    };
    html! {
        (field.input("text", None, &hints))
        datalist id=(list) {}
    }
}

/// Yes or no. The field's value is what is sent for yes.
pub(crate) fn checkbox(field: &Field<'_>, checked: bool) -> Markup {
    let value = if field.value.is_empty() { "true" } else { &field.value };
    html! {
        div.check {
            input id=(field.id()) name=(field.name) type="checkbox" value=(value) checked[checked]
                aria-describedby=[field.described()] aria-invalid=[field.invalid()];
            div { label for=(field.id()) { (field.label) } (field.notes()) }
        }
    }
}

/// Files to send; with script they can also be dropped. `accept` is as in HTML: `.csv,.xlsx`.
pub(crate) fn file(field: &Field<'_>, accept: &str, many: bool) -> Markup {
    html! {
        div.field {
            label for=(field.id()) { (field.label) }
            (field.notes())
            div.drop data-drop {
                input id=(field.id()) name=(field.name) type="file" accept=(accept)
                    multiple[many] required[field.required]
                    aria-describedby=[field.described()] aria-invalid=[field.invalid()];
                p.quiet data-drop-hint hidden { "or drop it here" }
            }
        }
    }
}

/// Fields that belong together. `across` sets them side by side where there is room.
#[expect(clippy::needless_pass_by_value, reason = "markup is made to be put somewhere")]
pub(crate) fn group(legend: &str, across: bool, inside: Markup) -> Markup {
    html! { fieldset.group.across[across] { legend { (legend) } (inside) } }
}

/// The buttons under a form.
pub(crate) fn buttons(save: &str, cancel: &str) -> Markup {
    html! {
        div.buttons {
            button.button.primary { (save) }
            a.button.link href=(cancel) { "Cancel" }
        }
    }
}

/// What is wrong with a form whose fields nobody confuses, each line a link to its field. Nothing if
/// nothing is.
pub(crate) fn error_summary(problems: &[(String, String)]) -> Markup {
    error_summary_by(problems, |_| String::new())
}

/// The same, each line with what its field is called, as `label` says by the name of the field.
pub(crate) fn error_summary_by(
    problems: &[(String, String)],
    label: impl Fn(&str) -> String,
) -> Markup {
    let named = |name: &str, problem: &str| match label(name) {
        label if label.is_empty() => problem.to_owned(),
        label => format!("{label}: {problem}"),
    };
    html! {
        @if !problems.is_empty() {
            div.summary role="alert" tabindex="-1" data-focus {
                h2 { @if problems.len() == 1 { "One thing to put right" } @else { (problems.len()) " things to put right" } }
                ul {
                    @for (name, problem) in problems {
                        li {
                            @if name.is_empty() { (problem) }
                            @else { a href={ "#" (field_id(name)) } { (named(name, problem)) } }
                        }
                    }
                }
            }
        }
    }
}

/// What the field called `name` is called, by a list of names and labels.
pub(crate) fn label_in(labels: &[(&str, &str)], name: &str) -> String {
    let found = labels.iter().find(|(it, _)| *it == name);
    found.map_or_else(String::new, |(_, label)| (*label).to_owned())
}

fn field_id(name: &str) -> String {
    format!("f-{name}")
}
