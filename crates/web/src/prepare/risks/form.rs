//! The fields of a risk.

use app::people::agencies::Agency;
use app::prepare::risks::{HazardKind, IMPACTS, SCALE, TASK, Treatment};
use maud::{Markup, html};

use crate::layout::forms::{self, Choice, Field};
use crate::people::agencies::choices;
use crate::people::form::{Filled, code};

/// How many rows for tasks a form offers at least, and beside those that are filled in.
const ROWS_MIN: usize = 2;

/// Every field, `is_new` with those that never change.
pub(super) fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let kinds: Vec<Choice<'_>> =
        HazardKind::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let needed = |name: &'static str, label: &'static str| {
        filled.field(name, label).needed_for("needed before it is handed in")
    };
    html! {
        (forms::error_summary(&filled.problems))
        (code(filled, is_new))
        (forms::select(&filled.field("agency", "Agency").required(), &agency_choices, "Choose"))
        (forms::text(&filled.field("name", "Name").required()))
        (forms::text(&needed("hazard", "What may happen").hint("The hazard, in a few words")))
        (forms::select(&filled.field("kind", "Kind of hazard"), &kinds, "Not said"))
        (forms::textarea(&filled.field("description", "How it would come about"), 3))
        (forms::textarea(&needed("affects", "What it would hit").hint(
            "One on each line, by name or as service:portal: services, business processes, sites \
             and other records"), 4))
        (rating(filled, "inherent", "How bad it is if nothing is done"))
        (treatment(filled))
        (rating(filled, "residual", "How bad it is with what is done"))
        (looking(filled))
    }
}

fn rating(filled: &Filled, part: &'static str, legend: &str) -> Markup {
    let numbers =
        (1_u8..).zip(SCALE).map(|(n, words)| Choice::new(n.to_string(), format!("{n} {words}")));
    let numbers: Vec<Choice<'_>> = numbers.collect();
    let of = [("likelihood", "Likelihood")].into_iter();
    let of = of.chain(IMPACTS.iter().map(|(name, label)| (*name, *label)));
    html! {
        (forms::group(legend, true, html! {
            @for (name, label) in of {
                @let name = format!("{part}.{name}");
                @let label = if label == "Likelihood" { label.to_owned() } else { format!("Impact: {}", lower(label)) };
                (forms::select(&Field::new(name.clone(), label)
                    .value(filled.value(&name).to_owned())
                    .problem_in(&filled.problems)
                    .told(), &numbers, "Not rated"))
            }
        }))
    }
}

/// The words with a small letter first.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    let first: String = letters.next().map(|it| it.to_lowercase().collect()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

fn treatment(filled: &Filled) -> Markup {
    let treatments: Vec<Choice<'_>> =
        Treatment::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let n_filled = (0..).take_while(|n| filled.typed.contains_key(&format!("tasks.{n}.what")));
    let n_rows = (n_filled.count() + 1).max(ROWS_MIN);
    let field = filled.field("treatment", "What is to be done with it");
    html! {
        (forms::select(&field.needed_for("needed before it is handed in"), &treatments, "Not said"))
        @for n in 0..n_rows { (task(filled, n)) }
    }
}

fn task(filled: &Filled, n: usize) -> Markup {
    let names = TASK.map(|it| format!("tasks.{n}.{it}"));
    let [what, owner, due, done_on] = &names;
    let field = |name: &'_ String, label: &'static str| {
        Field::new(name.clone(), label)
            .value(filled.value(name).to_owned())
            .problem_in(&filled.problems)
            .told()
    };
    html! {
        (forms::group(&format!("Task {}", n + 1), true, html! {
            (forms::text(&field(what, "What is done")))
            (forms::lookup(&field(owner, "By whom"), "/search.json?kind=person"))
            (forms::date(&field(due, "By when")))
            (forms::date(&field(done_on, "Done on")))
        }))
    }
}

fn looking(filled: &Filled) -> Markup {
    let needed = |name: &'static str, label: &'static str| {
        filled.field(name, label).needed_for("needed before it is handed in")
    };
    html! {
        (forms::lookup(&needed("owner", "Who answers for it"), "/search.json?kind=person"))
        (forms::date(&filled.field("workshop_on", "Talked over on")))
        (forms::textarea(&filled.field("participants", "Who took part")
            .needed_for("somebody of the agency is needed before it is accepted")
            .hint("One person on each line, by name or code"), 4))
        (forms::date(&needed("review_due", "Look at it again by")))
    }
}
