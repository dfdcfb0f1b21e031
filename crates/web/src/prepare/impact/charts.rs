//! The drawings of an analysis: impact over time, and what downtime costs.

use app::Span;
use app::prepare::impact::{Content, Strategy};
use maud::{Markup, html};

use crate::layout::charts::Caption;
use crate::layout::charts::cost::{CostOfDowntime, cost};
use crate::layout::charts::impact::{ImpactOverTime, impact};
use crate::layout::parts;
use crate::layout::records::{Matrix, matrix};

/// Impact over time as a drawing and as a table.
pub(super) fn impacts(content: &Content, path: &str) -> Markup {
    let criteria = &content.criteria;
    let first = content.mtd_proposed();
    let finding = match first {
        Some(at) => format!("Impact over time. It cannot be borne after {at}."),
        None => "Impact over time. No impact reaches the level that cannot be borne.".to_owned(),
    };
    let csv = format!("{path}/impacts.csv");
    let view = ImpactOverTime {
        caption: Caption { finding: &finding, csv: Some(&csv) },
        points: criteria.time_points.iter().map(ToString::to_string).collect(),
        rows: criteria
            .types
            .iter()
            .map(|it| (it.name.clone(), levels(content, &it.code)))
            .collect(),
        unacceptable: criteria.unacceptable_level,
        first: first.and_then(|at| criteria.time_points.iter().position(|it| *it == at)),
    };
    let aside = html! {
        small { "From level " (criteria.unacceptable_level) " (" (criteria.level_name(criteria.unacceptable_level)) ") on, it cannot be borne" }
    };
    parts::padded_panel(
        "Impact over time",
        aside,
        html! {
            @if content.impacts.is_empty() {
                p.quiet { "Nobody has said yet how bad it would get." }
            } @else {
                (impact(&view))
                details {
                    summary { "The same as a table" }
                    (matrix(&as_matrix(content, false)))
                    (notes(content))
                }
            }
        },
    )
}

fn notes(content: &Content) -> Markup {
    let noted: Vec<_> = content.impacts.iter().filter(|it| !it.note.is_empty()).collect();
    html! {
        @if !noted.is_empty() {
            ul.plain {
                @for it in noted {
                    li { strong { (content.criteria.type_name(&it.on)) " after " (it.after) ": " } (it.note) }
                }
            }
        }
    }
}

fn levels(content: &Content, on: &str) -> Vec<Option<u8>> {
    content.criteria.time_points.iter().map(|at| content.level(on, *at)).collect()
}

/// The impacts as a table, to be read or to be filled in.
pub(super) fn as_matrix(content: &Content, editable: bool) -> Matrix {
    let criteria = &content.criteria;
    let points = criteria.time_points.iter().map(|it| (it.secs().to_string(), it.to_string()));
    let row = |it: &app::prepare::impact::ImpactType| {
        (it.code.clone(), it.name.clone(), levels(content, &it.code))
    };
    Matrix {
        points: points.collect(),
        rows: criteria.types.iter().map(row).collect(),
        levels: criteria.levels.clone(),
        unacceptable: criteria.unacceptable_level,
        editable,
    }
}

/// Until when the curve is drawn: twice what can be tolerated, and past every break-even.
pub(super) fn curve_end(content: &Content) -> Span {
    let cost = &content.cost;
    let twice = |it: Span| it.plus(it);
    let tolerable = content.mtd().or(content.rto).map(twice);
    let last_step = cost.steps.last().map(|it| twice(it.from));
    let paid = cost.strategies.iter().filter_map(|it| cost.break_even(it));
    let far = tolerable.into_iter().chain(last_step).chain(paid.map(|it| it.plus(it)));
    far.max()
        .unwrap_or(Span::from_hours(24))
        .max(Span::from_hours(1))
        .min(Span::from_hours(24 * 90))
}

/// What downtime costs, and which remedy has paid for itself when.
pub(super) fn costs(content: &Content, path: &str) -> Markup {
    let known = &content.cost;
    if known.is_unknown() && known.strategies.is_empty() {
        return html! {};
    }
    let end = curve_end(content);
    let curve: Vec<(i64, i64)> = known
        .curve(end)
        .into_iter()
        .map(|(gone, amount)| (gone.secs(), amount.cents() / 100))
        .collect();
    let cheapest = known.strategies.iter().min_by_key(|it| it.a_year());
    let paid = cheapest.and_then(|it| known.break_even(it));
    let finding = match (cheapest, paid) {
        (Some(it), Some(at)) => {
            format!("Cost of downtime. A year of “{}” is paid for by an outage of {at}.", it.name)
        }
        _ => format!("Cost of downtime. After {end} it has cost {}.", known.after(end)),
    };
    let csv = format!("{path}/cost.csv");
    let view = CostOfDowntime {
        caption: Caption { finding: &finding, csv: Some(&csv) },
        curve,
        remedy: cheapest.map(|it| (it.a_year().cents() / 100, it.name.clone())),
        break_even_s: paid.map(Span::secs),
        target_s: content.rto.map(Span::secs),
    };
    parts::padded_panel(
        "Cost of downtime",
        html! {},
        html! {
            @if known.is_unknown() {
                p.quiet { "Nobody has said yet what it costs to be without it." }
            } @else {
                p { (finding) }
                (cost(&view))
            }
            @if !known.strategies.is_empty() { (strategies(content)) }
        },
    )
}

fn strategies(content: &Content) -> Markup {
    let paid = |it: &Strategy| match content.cost.break_even(it) {
        Some(at) => at.to_string(),
        None => "Never".to_owned(),
    };
    crate::layout::lists::table(
        "Ways to be back sooner",
        html! {
            th scope="col" { "Way to be back sooner" } th.num scope="col" { "Back in" }
            th.num scope="col" { "Set-up" } th.num scope="col" { "A year, all in" }
            th.num scope="col" { "Breaks even after" }
        },
        html! {
            @for it in &content.cost.strategies {
                tr {
                    td data-label="Way to be back sooner" { (it.name) }
                    td.num data-label="Back in" { (super::list::span(it.rto)) }
                    td.num data-label="Set-up" { (it.once) }
                    td.num data-label="A year, all in" { (it.a_year()) }
                    td.num data-label="Breaks even after" { (paid(it)) }
                }
            }
        },
    )
}
