//! The form of an item: one field for each that its kind has.

use app::people::agencies::Agency;
use app::prepare::inventory::{Field, Input, Kind, Part, Typed, fields};
use maud::{Markup, html};

use crate::layout::forms::{self, Choice};

/// What a form shows again: what was typed, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) typed: Typed,
    pub(super) problems: Vec<(String, String)>,
}

/// The fields of `kind`, part by part. `is_new` says whether the code may still be chosen.
pub(super) fn form_fields(
    kind: Kind,
    filled: &Filled,
    agencies: &[Agency],
    is_new: bool,
) -> Markup {
    let all = fields(kind);
    html! {
        (forms::error_summary_by(&filled.problems, |name| label(&all, name)))
        @for part in Part::ALL {
            @let of_part: Vec<&Field> = all.iter().filter(|it| it.part == *part).collect();
            @if !of_part.is_empty() {
                (forms::group(part.title(), *part != Part::Identity, html! {
                    @for field in of_part {
                        @if field.key == "code" && !is_new {
                            (forms::hidden("code", filled.typed.get("code").map_or("", String::as_str)))
                        } @else {
                            (input(field, filled, agencies))
                        }
                    }
                }))
            }
        }
    }
}

/// What the field called `name` is called.
fn label(fields: &[Field], name: &str) -> String {
    let found = fields.iter().find(|it| it.key == name);
    found.map_or_else(String::new, |it| it.label.to_owned())
}

/// What to write into a field.
pub(super) fn hint(field: &Field) -> &'static str {
    match field.input {
        Input::Person | Input::Item(_) if field.hint.is_empty() => {
            "By name or code. Type part of it, and choose."
        }
        _ => field.hint,
    }
}

fn input(field: &Field, filled: &Filled, agencies: &[Agency]) -> Markup {
    let value = filled.typed.get(field.key).map_or("", String::as_str);
    let mut shown =
        forms::Field::new(field.key, field.label).value(value).problem_in(&filled.problems);
    if !hint(field).is_empty() {
        shown = shown.hint(hint(field));
    }
    if matches!(field.key, "name" | "code" | "agency") {
        shown = shown.required();
    }
    match field.input {
        Input::Code | Input::Line | Input::Degrees => forms::text(&shown),
        Input::Text => forms::textarea(&shown, 3),
        Input::List | Input::People => forms::textarea(&shown, 4),
        Input::Span => forms::duration(&shown),
        Input::Number(..) => forms::number(&shown),
        Input::Date => forms::date(&shown),
        Input::Flag => {
            // Nobody has said yes until they choose it.
            let choices = [Choice::new("no", "No"), Choice::new("yes", "Yes")];
            forms::select(&shown, &choices, "")
        }
        Input::Choice(choices) => {
            let choices: Vec<Choice<'_>> =
                choices.iter().map(|(code, title)| Choice::new(*code, *title)).collect();
            forms::select(&shown, &choices, "Not said")
        }
        Input::Agency => {
            let choices: Vec<Choice<'_>> =
                agencies.iter().map(|it| Choice::new(it.code.as_str(), it.name.as_str())).collect();
            forms::select(&shown, &choices, if value.is_empty() { "Choose an agency" } else { "" })
        }
        Input::Person => forms::lookup(&shown, "/search.json?kind=person"),
        Input::Item(kind) => forms::lookup(&shown, &format!("/search.json?kind={kind}")),
    }
}
