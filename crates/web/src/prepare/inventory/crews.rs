//! How an item is back with the crews there are: the waits for people, and what would help.

use app::Span;
use app::prove::recovery::{CrewHelp, CrewRow, Explanation, HelpKind, WithCrews};
use maud::{Markup, html};

use super::fixes;
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
        (Some(finish), None) => state(Tone::Idle, format!("Back in {finish}")),
    };
    // Where nobody's waiting delays the item, the drawing above is the same.
    let is_delayed = it.finish != why.outcome.achievable_rto;
    parts::padded_panel(
        "With the crews there are",
        aside,
        html! {
            @if is_delayed { (drawing(it, why.outcome.required_rto)) }
            p { (it.sentence) }
            p.quiet {
                "As if its crews worked for it alone. What others ask of them at once, a scenario tells."
            }
            @if is_delayed { (helps(&it.helps, tried_at)) }
        },
    )
}

fn drawing(it: &WithCrews, required: Option<Span>) -> Markup {
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
    let caption = Caption { finding: &it.sentence, csv: None };
    html! {
        @if !shown.is_empty() {
            (timeline(&Timeline { caption, bars: shown, target_s: required.map(Span::secs) }))
            @if 0 < n_more { p.quiet { (n_more) " more that do not decide are left out." } }
        }
    }
}

fn bar(row: &CrewRow) -> Bar {
    let crew = row.part.crew.as_ref();
    Bar {
        name: row.part.item.name.clone(),
        href: path(&row.part.item),
        ready_s: row.ready.secs(),
        start_s: row.start.secs(),
        finish_s: row.finish.secs(),
        wait: crew.map_or("waits".to_owned(), |it| format!("waits for {}", it.0.name)),
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
                        td.num data-label="Sooner by" { (it.gain) }
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
        HelpKind::MorePeople(crew, more) => format!("{more} more in {}", crew.name),
        HelpKind::Faster(item, restore) => format!("{} restored in {restore}", item.name),
        HelpKind::WithoutNeed(from, to) => format!("{} without {}", from.name, to.name),
    }
}

fn change(what: &HelpKind) -> Markup {
    html! {
        @match what {
            HelpKind::MorePeople(crew, more) => {
                (more) @if *more == 1 { " more person in " } @else { " more people in " } (link(crew))
            }
            HelpKind::Faster(item, restore) => { (link(item)) " restored in " (restore) }
            HelpKind::WithoutNeed(from, to) => { (link(from)) " without " (link(to)) }
        }
    }
}
