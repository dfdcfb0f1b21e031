//! The table of services that would be back too late: on pages, and as a file.

use app::Timestamp;
use app::prepare::inventory::Standing;
use app::prove::readiness::Late;
use app::prove::recovery::ByCrews;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use crate::download::{bound, hours};

use super::link;
use crate::layout::lists;
use crate::layout::states::{Tone, state};

/// The table on a page.
pub(super) fn table(caption: &str, lines: &[Late], now: Timestamp) -> Markup {
    let heading = html! {
        th scope="col" { "Service" } th scope="col" { "Agency" }
        th.num scope="col" { "Target" } th.num scope="col" { "Achievable" }
        th scope="col" { "Held back by" } th scope="col" { "Last proof" }
    };
    lists::table(caption, heading, html! { @for it in lines { (row(it, now)) } })
}

fn row(it: &Late, now: Timestamp) -> Markup {
    let tone = if it.standing == Standing::Missed { Tone::Bad } else { Tone::Warn };
    html! {
        tr {
            td data-label="Service" { (link(&it.service)) }
            td data-label="Agency" { (it.agency) }
            td.num data-label="Target" { (it.required) }
            td.num data-label="Achievable" {
                @if !it.is_complete { small { "at least" } }
                (state(tone, it.achievable))
                (with_crews(it.with_crews))
            }
            td data-label="Held back by" {
                @match &it.held_by { Some(it) => (link(it)), None => "Its own restoration" }
            }
            td data-label="Last proof" {
                span.same { (it.last_proof(now)) }
                @if let Some(overrun) = &it.overrun {
                    small { (state(Tone::Bad, format!("took {}", overrun.measured))) }
                }
            }
        }
    }
}

/// When something is back with the crews there are, if that is known and later.
pub(super) fn with_crews(known: Option<ByCrews>) -> Markup {
    html! {
        @match known.map(|it| (it.finish, it.is_complete)) {
            Some((Some(finish), true)) => small { "with crews " (finish) },
            Some((Some(finish), false)) => small { "with crews at least " (finish) },
            Some((None, _)) => small { "with crews never" },
            None => {}
        }
    }
}

/// The table as a file.
pub(super) fn file(lines: &[Late]) -> Table {
    let columns = vec![
        Column::text("service_code"),
        Column::text("service"),
        Column::text("agency"),
        Column::number("tier"),
        Column::text("standing"),
        Column::hours("required_rto"),
        Column::hours("achievable_rto"),
        Column::text("achievable_is"),
        Column::hours("late_by"),
        Column::text("held_back_by"),
        Column::text("proof"),
        Column::text("proof_on"),
    ];
    let mut table = Table::new("Late services", columns);
    let text = |it: &str| Cell::Text(it.to_owned());
    table.rows.extend(lines.iter().map(|it| {
        let proof = it.proof;
        vec![
            text(&it.service.code),
            text(&it.service.name),
            text(&it.agency),
            it.tier.map(u32::from).into(),
            text(it.standing.code()),
            hours(Some(it.required)),
            hours(Some(it.achievable)),
            bound(Some(it.achievable), it.is_complete),
            hours(Some(it.over())),
            it.held_by.as_ref().map_or(Cell::Empty, |it| text(&it.name)),
            proof.map_or(Cell::Empty, |it| text(it.source.code())),
            proof.and_then(|it| it.on).map_or(Cell::Empty, |it| text(&it.to_string())),
        ]
    }));
    table
}
