//! The form of an analysis: impacts as a table, times, costs, resources and questions.

use app::prepare::impact::{Content, ResourceKind};
use app::prepare::inventory::Typed;
use maud::{Markup, html};

use super::charts::as_matrix;
use super::labels::label;
use crate::layout::forms::{self, Choice, Field};
use crate::layout::records;

/// What a form shows again: what was typed, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) typed: Typed,
    pub(super) problems: Vec<(String, String)>,
}

impl Filled {
    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    fn field<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(name, label).value(self.value(name)).problem_in(&self.problems)
    }

    /// How many rows of `list` to show: those with something in them and some empty ones.
    fn n_rows(&self, list: &str, least: u32) -> u32 {
        let prefix = format!("{list}-");
        let filled = self.typed.iter().filter(|(_, it)| !it.trim().is_empty());
        let numbers = filled
            .filter_map(|(name, _)| name.strip_prefix(&prefix)?.split('-').next()?.parse().ok());
        numbers.max().map_or(least, |it: u32| least.max(it.saturating_add(2))).min(60)
    }
}

/// What stands behind the label of a field that a draft may leave empty.
const HANDING_IN: &str = "needed to hand it in";

/// All fields. `content` is what is stored; `filled` is what the fields hold.
pub(super) fn form_fields(content: &Content, filled: &Filled) -> Markup {
    html! {
        (forms::error_summary_by(&filled.problems, |name| label(&content.criteria, name)))
        (impacts(content, filled))
        (times(content, filled))
        (minimum(filled))
        (questions(content, filled))
        (peaks(filled))
        (forms::group("Workaround", false, html! {
            (forms::textarea(&filled.field("workaround", "Workaround")
                .hint("How do people manage without it?"), 3))
            (forms::duration(&filled.field("workaround_holds", "Workaround holds for")))
        }))
        (costs(filled))
        (resources(filled))
        (forms::group("Note", false, forms::textarea(&filled.field("note", "What else there is to say"), 3)))
    }
}

fn impacts(content: &Content, filled: &Filled) -> Markup {
    let mut matrix = as_matrix(content, true);
    for (code, _, levels) in &mut matrix.rows {
        for ((point, _), level) in matrix.points.iter().zip(levels) {
            if let Some(text) = filled.typed.get(&format!("impact-{code}-{point}")) {
                *level = text.parse().ok();
            }
        }
    }
    let levels: Vec<String> =
        (1..).zip(&matrix.levels).map(|(n, it): (u8, _)| format!("{n} {it}")).collect();
    let stored = &content.impacts;
    forms::group(
        "How bad it gets",
        false,
        html! {
            p.hint {
                "When it has been gone that long: " (levels.join(", ")) ". From "
                (matrix.unacceptable) " on, it cannot be borne, and the first such time is proposed as the maximum tolerable downtime."
            }
            @for (name, problem) in filled.problems.iter().filter(|(name, _)| name.starts_with("impact-")) {
                p.problem { (label(&content.criteria, name)) ": " (problem) }
            }
            (records::matrix(&matrix))
            @if !stored.is_empty() {
                details {
                    summary { "Why, cell by cell" }
                    @for it in stored {
                        @let name = format!("impact_note-{}-{}", it.on, it.after.secs());
                        @let label = format!("{}, {}: {}", content.criteria.type_name(&it.on), it.after, it.level);
                        (forms::text(&filled.field(&name, &label)))
                    }
                }
            }
        },
    )
}

fn times(content: &Content, filled: &Filled) -> Markup {
    let proposed = match content.mtd_proposed() {
        Some(at) => format!("Leave it empty for {at}, which follows from the impacts as saved."),
        None => "Leave it empty to let it follow from the impacts.".to_owned(),
    };
    forms::group(
        "How soon it must be back",
        true,
        html! {
            (forms::duration(&filled.field("mtd", "Maximum tolerable downtime (MTD)").hint(proposed)))
            (forms::duration(&filled.field("rto", "Recovery time objective (RTO)").needed_for(HANDING_IN)
                .hint("How soon it must be back. With the WRT, at most the MTD.")))
            (forms::duration(&filled.field("wrt", "Work recovery time (WRT)")
                .hint("For people to catch up.")))
            (forms::duration(&filled.field("rpo", "Recovery point objective (RPO)").needed_for(HANDING_IN)
                .hint("0 m if none may be lost.")))
        },
    )
}

fn peaks(filled: &Filled) -> Markup {
    forms::group(
        "Peak periods",
        false,
        html! {
            p.hint {
                "A peak is when all that is said of it holds: June to November, 1 to 5, last 3, Monday to Friday, 8 to 18."
            }
            @for row in 0..filled.n_rows("peak", 1) {
                @let name = |column: &str| format!("peak-{row}-{column}");
                (row_of(&format!("Peak {}", row + 1), html! {
                    (forms::text(&filled.field(&name("name"), "Name")))
                    (forms::text(&filled.field(&name("season"), "Months or dates")))
                    (forms::text(&filled.field(&name("month_days"), "Days of the month")))
                    (forms::text(&filled.field(&name("weekdays"), "Days of the week")))
                    (forms::text(&filled.field(&name("hours"), "Hours")))
                    (forms::duration(&filled.field(&name("mtd"), "Gone at most (MTD)")))
                    (forms::duration(&filled.field(&name("rto"), "Back within (RTO)")))
                    (forms::duration(&filled.field(&name("rpo"), "Work lost (RPO)")))
                }))
            }
            (forms::textarea(&filled.field("peaks", "Peaks in words"), 2))
        },
    )
}

fn minimum(filled: &Filled) -> Markup {
    forms::group(
        "The least that must be delivered",
        true,
        html! {
            (forms::number(&filled.field("minimum-amount", "Amount").needed_for(HANDING_IN)))
            (forms::text(&filled.field("minimum-unit", "Of what").needed_for(HANDING_IN).hint("For example payments a day")))
            (forms::number(&filled.field("minimum-percent", "Percent of normal").needed_for(HANDING_IN).hint("At most 100")))
        },
    )
}

fn questions(content: &Content, filled: &Filled) -> Markup {
    html! {
        @if !content.criteria.questions.is_empty() {
            (forms::group("Questions", false, html! {
                @for question in &content.criteria.questions {
                    @let name = format!("answer-{}", question.code);
                    @let field = filled.field(&name, &question.text);
                    (forms::textarea(&if question.mandatory { field.required() } else { field }, 3))
                }
            }))
        }
    }
}

fn costs(filled: &Filled) -> Markup {
    html! {
        (forms::group("What it costs to be without it", false, html! {
            p.hint { "In US dollars. Each step holds until the next one starts; the first starts at once." }
            @for row in 0..filled.n_rows("cost", 2) {
                (row_of(&format!("Step {}", row + 1), html! {
                    (forms::duration(&filled.field(&format!("cost-{row}-from"), "From when on")))
                    (forms::text(&filled.field(&format!("cost-{row}-per_hour"), "Each hour costs")))
                    (forms::text(&filled.field(&format!("cost-{row}-once"), "Falls due at once")))
                }))
            }
        }))
        (forms::group("Ways to be back sooner, and what they cost", false, html! {
            @for row in 0..filled.n_rows("strategy", 1) {
                (row_of(&format!("Way {}", row + 1), html! {
                    (forms::text(&filled.field(&format!("strategy-{row}-name"), "What it is")))
                    (forms::text(&filled.field(&format!("strategy-{row}-once"), "Set-up costs")))
                    (forms::number(&filled.field(&format!("strategy-{row}-years"), "Lasts years")))
                    (forms::text(&filled.field(&format!("strategy-{row}-yearly"), "Each year costs")))
                    (forms::duration(&filled.field(&format!("strategy-{row}-rto"), "Back in")))
                }))
            }
        }))
    }
}

fn resources(filled: &Filled) -> Markup {
    let kinds: Vec<Choice<'_>> =
        ResourceKind::CHOICES.iter().map(|(code, title)| Choice::new(*code, *title)).collect();
    forms::group(
        "What it takes",
        false,
        html! {
            @for row in 0..filled.n_rows("resource", 2) {
                (row_of(&format!("Resource {}", row + 1), html! {
                    (forms::select(&filled.field(&format!("resource-{row}-kind"), "Kind"), &kinds, "Choose"))
                    (forms::text(&filled.field(&format!("resource-{row}-what"), "What")))
                    (forms::number(&filled.field(&format!("resource-{row}-normal"), "Normally")))
                    (forms::text(&filled.field(&format!("resource-{row}-needed"), "While disrupted")
                        .hint(if row == 0 { "4 h: 2; 24 h: 5" } else { "" })))
                }))
            }
        },
    )
}

/// Fields of one numbered row, side by side.
fn row_of(legend: &str, inside: Markup) -> Markup {
    forms::group(legend, true, inside)
}
