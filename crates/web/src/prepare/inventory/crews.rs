//! How an item is back with the crews and the equipment there are: the waits for these.

use app::Span;
use app::prove::recovery::{CrewRow, Explanation, WithCrews};
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::item_path;
use crate::layout::charts::Caption;
use crate::layout::charts::timeline::{Bar, Timeline, timeline};
use crate::layout::parts;
use crate::layout::states::{Tone, state};
use crate::prove::path;

/// How many bars the timeline shows: more cannot be read.
const BARS_MAX: usize = 24;

/// Whether it is back later, or never, because parts of it wait for people.
pub(super) fn is_delayed(why: &Explanation) -> bool {
    why.with_crews.as_ref().is_some_and(|it| it.finish != why.outcome.achievable_rto)
}

/// When it is back with the crews there are, and how far that is over its target.
pub(super) fn back(it: &WithCrews) -> Markup {
    match (it.finish, it.gap) {
        (None, _) => state(Tone::Bad, "Never back"),
        (Some(finish), Some(gap)) => {
            state(Tone::Bad, format!("Back in {finish}, {gap} over target"))
        }
        (Some(finish), None) if it.is_complete => state(Tone::Idle, format!("Back in {finish}")),
        (Some(finish), None) => state(Tone::Idle, format!("Back in {finish} at least")),
    }
}

/// The panel of an item's page, where any of its parts waits for people; `caught_up`: when people have
/// caught up with it; `helps`: what would help.
pub(super) fn panel(why: &Explanation, caught_up: &Markup, helps: &Markup) -> Markup {
    let Some(it) = &why.with_crews else { return html! {} };
    // Where nobody's waiting delays the item, the drawing above is the same.
    let is_delayed = is_delayed(why);
    let title = match it.gap.and(why.outcome.required_rto) {
        _ if it.finish.is_none() => "Why it does not come back".to_owned(),
        Some(required) if is_delayed => format!("Why {required} is not achievable"),
        _ => "With the crews there are".to_owned(),
    };
    parts::padded_panel(
        &title,
        back(it),
        html! {
            p { (it.sentence) }
            @if let Some(sum) = &it.impossible { p { (sum) } }
            (caught_up)
            @if is_delayed { (drawing(it, why)) }
            p.quiet {
                "As if its crews worked for it alone"
                @if takes_equipment(it) { ", with equipment that nobody else takes" }
                ". What others ask of them at once, a scenario tells."
            }
            (helps)
        },
    )
}

fn takes_equipment(it: &WithCrews) -> bool {
    it.rows.iter().any(|it| it.part.equipment.is_some())
}

fn drawing(it: &WithCrews, why: &Explanation) -> Markup {
    let required = why.outcome.required_rto;
    let csv = format!("{}/timeline.csv?crews=true", item_path(why.item.kind, why.item.id));
    let takes_time = |row: &&CrewRow| row.start < row.finish;
    let n_rest = BARS_MAX.saturating_sub(it.rows.iter().filter(|row| row.binds).count());
    let mut rest = 0;
    let shown: Vec<Bar> = it
        .rows
        .iter()
        .filter(takes_time)
        .filter(|row| {
            rest += usize::from(!row.binds);
            row.binds || rest <= n_rest
        })
        .map(bar)
        .collect();
    let n_more = it.rows.iter().filter(takes_time).count() - shown.len();
    let caption = Caption { finding: &it.sentence, csv: Some(&csv) };
    html! {
        @if !shown.is_empty() {
            (legend(&shown, required, takes_equipment(it)))
            (timeline(&Timeline { caption, bars: shown, target_s: required.map(Span::secs) }))
            @if 0 < n_more { p.quiet { (n_more) " more that do not decide are left out." } }
        }
    }
}

/// What the colors of the bars mean, of those that there are.
fn legend(bars: &[Bar], required: Option<Span>, takes_equipment: bool) -> Markup {
    let waits = if takes_equipment { "Waits for people or equipment" } else { "Waits for people" };
    let target = required.map_or(i64::MAX, Span::secs);
    let any = |is_so: &dyn Fn(&Bar) -> bool| bars.iter().any(is_so);
    let decides = |it: &Bar| it.decides && it.start_s < target;
    let lines = [
        ("wait", waits, any(&|it| it.ready_s < it.start_s)),
        ("ok", "Work that decides when it is back", any(&decides)),
        ("over", "The same, after the target", any(&|it| it.decides && target < it.finish_s)),
        ("aside", "Work that goes on meanwhile, and decides nothing", any(&|it| !it.decides)),
    ];
    html! {
        ul.legend {
            @for (class, label, _) in lines.iter().filter(|it| it.2) {
                li {
                    svg.chart viewBox="0 0 26 10" aria-hidden="true" {
                        rect class=(class) x="1" y="1" width="24" height="8" rx="2" {}
                    }
                    (label)
                }
            }
        }
    }
}

/// The drawing as a table of a file.
pub(super) fn table(it: &WithCrews) -> Table {
    let texts = ["name", "kind", "code", "crew"].map(Column::text);
    let numbers = ["people", "ready_s", "start_s", "finish_s"].map(Column::number);
    let last = ["binds", "waits_for", "equipment"].map(Column::text);
    let columns = texts.into_iter().chain(numbers).chain(last);
    let mut table = Table::new("With crews", columns.chain([Column::number("units")]).collect());
    for row in &it.rows {
        let (item, crew) = (&row.part.item, row.part.crew.as_ref());
        let equipment = row.part.equipment.as_ref();
        table.rows.push(vec![
            Cell::Text(item.name.clone()),
            Cell::Text(item.kind.to_string()),
            Cell::Text(item.code.clone()),
            crew.map_or(Cell::Empty, |it| Cell::Text(it.0.name.clone())),
            crew.map(|it| it.1).into(),
            Cell::from(row.ready.secs()),
            Cell::from(row.start.secs()),
            Cell::from(row.finish.secs()),
            Cell::Text(if row.binds { "yes" } else { "no" }.to_owned()),
            row.after.as_ref().map_or(Cell::Empty, |it| Cell::Text(it.name.clone())),
            equipment.map_or(Cell::Empty, |it| Cell::Text(it.0.name.clone())),
            equipment.map(|it| it.1).into(),
        ]);
    }
    table
}

fn bar(row: &CrewRow) -> Bar {
    let waits_for = row.waits_for.as_ref();
    Bar {
        name: row.part.item.name.clone(),
        href: path(&row.part.item),
        ready_s: row.ready.secs(),
        start_s: row.start.secs(),
        finish_s: row.finish.secs(),
        wait: waits_for.map_or("waits".to_owned(), |it| format!("waits for {}", it.name)),
        unknown: false,
        decides: row.binds,
    }
}
