//! The fields of an investment.

use app::people::agencies::Agency;
use app::prove::investments::{ImprovementKind, ROWS};
use maud::{Markup, html};

use crate::layout::forms::{self, Choice, Field};
use crate::people::agencies::choices;
use crate::people::form::{Filled, code};

/// How many rows a form offers at least, and beside those that are filled in.
const ROWS_MIN: usize = 3;

/// Every field, `is_new` with those that never change.
pub(super) fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let agency = filled.field("agency", "Agency").required();
    let n_filled = (0..).take_while(|n| filled.typed.contains_key(&format!("changes.{n}.item")));
    let n_rows = (n_filled.count() + 1).max(ROWS_MIN);
    html! {
        (forms::error_summary(&filled.problems))
        (code(filled, is_new))
        (forms::select(&agency, &agency_choices, "Choose"))
        (forms::text(&filled.field("name", "Name").required()))
        (forms::text(&filled.field("cost", "Cost").hint("In US dollars, such as 12,500").required()))
        (forms::textarea(&filled.field("description", "What it is"), 3))
        @for n in 0..n_rows { (row(filled, n)) }
    }
}

fn row(filled: &Filled, n: usize) -> Markup {
    let names = ROWS.map(|it| format!("changes.{n}.{it}"));
    let [kind, item, within, site, people] = &names;
    let kinds = ImprovementKind::WEIGHED.iter().map(|it| Choice::new(it.code(), it.title()));
    let kinds: Vec<Choice<'_>> = kinds.collect();
    let field = |name: &'_ String, label: &'static str| {
        Field::new(name.clone(), label)
            .value(filled.value(name).to_owned())
            .problem_in(&filled.problems)
            .told()
    };
    let item = field(item, "What")
        .hint("By name: a record, for a member its redundancy group, a crew, or equipment");
    let site = field(site, "Site of the copy").hint("Only for a copy");
    let within = field(within, "Back within")
        .hint("Not for a crew or equipment. For example 4 h, 90 m or 2 d");
    let people =
        field(people, "How many more").hint("Only for a crew or equipment: people, or units");
    html! {
        (forms::group(&format!("What it makes better, {}", n + 1), true, html! {
            (forms::select(&field(kind, "What is done"), &kinds, ""))
            (forms::lookup(&item, "/search.json?refs=true"))
            (forms::duration(&within))
            (forms::lookup(&site, "/search.json?kind=site"))
            (forms::number(&people))
        }))
    }
}
