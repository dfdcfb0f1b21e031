//! The fields of an obligation.

use app::assure::obligations::CLAUSE;
use app::people::agencies::AgencyKind;
use maud::{Markup, html};

use crate::layout::forms::{self, Field};
use crate::people::form::{Filled, code};

/// How many rows for clauses a form offers at least, and beside those that are filled in.
const ROWS_MIN: usize = 3;

/// Every field, `is_new` with those that never change.
pub(super) fn fields(filled: &Filled, is_new: bool) -> Markup {
    let n_filled = (0..).take_while(|n| filled.typed.contains_key(&format!("clauses.{n}.number")));
    let n_rows = (n_filled.count() + 1).max(ROWS_MIN);
    let citation = filled.field("citation", "How it is cited").required();
    let about = filled.field("about", "What it is about").hint("In your own words");
    let agencies = filled.field("agencies", "And for these agencies").hint(
        "One code on each line. If neither a kind nor an agency is named, it holds for every agency",
    );
    let due = filled.field("due", "To be attested first by");
    let renew = filled.field("renew_months", "To be attested again after so many months");
    html! {
        (forms::error_summary(&filled.problems))
        (code(filled, is_new))
        (forms::text(&citation.hint("Such as N.C.G.S. 143B-1331")))
        (forms::text(&filled.field("title", "Title").required()))
        (forms::textarea(&about, 4))
        // Boxes that are not ticked are not sent: this says that they were there.
        (forms::hidden("has_kinds", "true"))
        (forms::group("It holds for agencies of these kinds", true, html! {
            @for (code, title) in AgencyKind::CHOICES {
                @let name = format!("kind.{code}");
                (forms::checkbox(&Field::new(name.clone(), *title), filled.value(&name) == "true"))
            }
        }))
        (forms::textarea(&agencies, 3))
        (forms::date(&due))
        (forms::number(&renew.hint("12 is once a year, 0 is never")))
        @for n in 0..n_rows { (clause(filled, n)) }
    }
}

fn clause(filled: &Filled, n: usize) -> Markup {
    let names = CLAUSE.map(|it| format!("clauses.{n}.{it}"));
    let [number, text, sections] = &names;
    let field = |name: &'_ String, label: &'static str| {
        Field::new(name.clone(), label)
            .value(filled.value(name).to_owned())
            .problem_in(&filled.problems)
            .told()
    };
    let number = field(number, "Number").hint("Sections of plans that name it answer it");
    let text = field(text, "What it asks for").hint("In your own words");
    let sections = field(sections, "Sections that answer it besides")
        .hint("One on each line, as type of plan and section: drp:disasters");
    html! {
        (forms::group(&format!("Clause {}", n + 1), false, html! {
            (forms::text(&number))
            (forms::textarea(&text, 2))
            (forms::textarea(&sections, 2))
        }))
    }
}
