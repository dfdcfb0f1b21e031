//! The fields of a strategy.

use app::prepare::strategies::{WAY, WayKind};
use maud::{Markup, html};

use crate::layout::forms::{self, Choice, Field};
use crate::people::form::Filled;

/// How many rows for ways a form offers at least, and beside those that are filled in.
const ROWS_MIN: usize = 3;

/// Every field, `is_new` with those that never change.
pub(super) fn fields(filled: &Filled, is_new: bool) -> Markup {
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let n_filled = (0..).take_while(|n| filled.typed.contains_key(&format!("options.{n}.name")));
    let n_rows = (n_filled.count() + 1).max(ROWS_MIN);
    let needed = |name: &'static str, label: &'static str| {
        filled.field(name, label).needed_for("needed before it is proposed")
    };
    let target = filled.field("target", "What it is for").required();
    let target = target.hint("A business process or a service, by name or as service:portal");
    html! {
        (forms::error_summary(&filled.problems))
        @if is_new {
            (forms::text(&filled.field("code", "Code").hint(hint).required()))
        } @else {
            (forms::hidden("code", filled.value("code")))
        }
        (forms::text(&filled.field("name", "Name").required()))
        (forms::lookup(&target, "/search.json?refs=true"))
        (forms::textarea(&filled.field("description", "What it is about"), 3))
        @for n in 0..n_rows { (way(filled, n)) }
        (forms::text(&needed("chosen", "Which way is chosen").hint("By its name, as it stands above")))
        (forms::textarea(&needed("rationale", "Why this one"), 4))
        (forms::text(&filled.field("budget_line", "Where the money is to come from").hint(
            "A budget line or a grant. Whoever approves the strategy grants the money")))
    }
}

fn way(filled: &Filled, n: usize) -> Markup {
    let names = WAY.map(|it| format!("options.{n}.{it}"));
    let [name, kind, rto, rpo, capital, yearly, notes] = &names;
    let kinds = WayKind::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let kinds: Vec<Choice<'_>> = kinds.collect();
    let field = |name: &'_ String, label: &'static str| {
        Field::new(name.clone(), label)
            .value(filled.value(name).to_owned())
            .problem_in(&filled.problems)
            .told()
    };
    html! {
        (forms::group(&format!("Way {}", n + 1), true, html! {
            (forms::text(&field(name, "What it is called")))
            (forms::select(&field(kind, "Of what kind"), &kinds, "Choose"))
            (forms::duration(&field(rto, "Back within (RTO)")))
            (forms::duration(&field(rpo, "Work lost at most (RPO)")))
            (forms::text(&field(capital, "Cost once").hint("In US dollars, such as 12,500")))
            (forms::text(&field(yearly, "Cost each year").hint("In US dollars, such as 12,500")))
            (forms::textarea(&field(notes, "Notes"), 2))
        }))
    }
}
