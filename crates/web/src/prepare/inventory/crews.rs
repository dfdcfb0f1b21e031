//! How an item is back with the crews and the equipment there are: the waits for these, and what would
//! help.

use app::Span;
use app::prepare::inventory::Kind;
use app::prove::investments::more_of;
use app::prove::recovery::{CrewHelp, CrewRow, Explanation, HelpKind, WithCrews};
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{fixes, item_path};
use crate::layout::charts::Caption;
use crate::layout::charts::timeline::{Bar, Timeline, timeline};
use crate::layout::lists;
use crate::layout::parts;
use crate::layout::states::{Tone, state};
use crate::prove::{link, path};

/// How many bars the timeline shows: more cannot be read.
const BARS_MAX: usize = 24;

/// The panel of an item's page, where any of its parts waits for people.
pub(super) fn panel(why: &Explanation, tried_at: Option<&str>) -> Markup {
    let Some(it) = &why.with_crews else { return html! {} };
    let aside = match (it.finish, it.gap) {
        (None, _) => state(Tone::Bad, "Never back"),
        (_, Some(gap)) => state(Tone::Bad, format!("{gap} over target")),
        (Some(finish), None) if it.is_complete => state(Tone::Idle, format!("Back in {finish}")),
        (Some(finish), None) => state(Tone::Idle, format!("Back in {finish} at least")),
    };
    // Where nobody's waiting delays the item, the drawing above is the same.
    let is_delayed = it.finish != why.outcome.achievable_rto;
    parts::padded_panel(
        "With the crews there are",
        aside,
        html! {
            @if is_delayed { (drawing(it, why)) }
            p { (it.sentence) }
            @if let Some(sum) = &it.impossible { p { (sum) } }
            p.quiet {
                "As if its crews worked for it alone"
                @if takes_equipment(it) { ", with equipment that nobody else takes" }
                ". What others ask of them at once, a scenario tells."
            }
            @if is_delayed { (helps(&it.helps, tried_at)) }
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

fn helps(helps: &[CrewHelp], tried_at: Option<&str>) -> Markup {
    html! {
        @if !helps.is_empty() {
            h3 { "What would help, with these crews" }
            (lists::table("What would help, with these crews", html! {
                th scope="col" { "Change" } th.num scope="col" { "Sooner by" }
                th.num scope="col" { "Back in" } th scope="col" { "In time" }
                @if tried_at.is_some() { th scope="col" { span.unseen { "Actions" } } }
            }, html! {
                @for it in helps {
                    tr {
                        td data-label="Change" { (change(&it.what)) }
                        td.num data-label="Sooner by" {
                            @if it.comes_back { "comes back at all" } @else { (it.gain) }
                        }
                        td.num data-label="Back in" { (it.finish) }
                        td data-label="In time" {
                            @if it.is_in_time { (state(Tone::Good, "In time")) }
                            @else { span.quiet { "not alone" } }
                        }
                        @if let Some(at) = tried_at {
                            td.actions {
                                @if let Some(fix) = fixes::of_help(&it.what) {
                                    (fixes::buttons(at, &fix, &said(&it.what)))
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// A change in one line of text.
fn said(what: &HelpKind) -> String {
    match what {
        HelpKind::MorePeople(of, more) if of.kind == Kind::Equipment => {
            format!("{more} more of {}", of.name)
        }
        HelpKind::MorePeople(crew, more) => format!("{more} more in {}", crew.name),
        HelpKind::Faster(item, restore) => format!("{} restored in {restore}", item.name),
        HelpKind::WithoutNeed(from, to) => format!("{} without {}", from.name, to.name),
    }
}

fn change(what: &HelpKind) -> Markup {
    html! {
        @match what {
            HelpKind::MorePeople(crew, more) => {
                (more) " " (more_of(crew.kind, *more)) " " (link(crew))
            }
            HelpKind::Faster(item, restore) => { (link(item)) " restored in " (restore) }
            HelpKind::WithoutNeed(from, to) => { (link(from)) " without " (link(to)) }
        }
    }
}
