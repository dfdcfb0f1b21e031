//! The table of services that would be back too late: on pages, and as a file.

use app::Timestamp;
use app::prepare::inventory::Standing;
use app::prove::readiness::Late;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

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

/// The table as a file.
pub(super) fn file(lines: &[Late]) -> Table {
    let columns = [
        "service_code",
        "service",
        "agency",
        "tier",
        "standing",
        "required_rto",
        "achievable_rto",
        "late_by",
        "held_back_by",
        "proof",
        "proof_on",
    ];
    let mut table = Table::new("Late services", columns.map(Column::text).into());
    let text = |it: &str| Cell::Text(it.to_owned());
    table.rows.extend(lines.iter().map(|it| {
        let proof = it.proof;
        vec![
            text(&it.service.code),
            text(&it.service.name),
            text(&it.agency),
            it.tier.map_or(Cell::Empty, |it| text(&it.to_string())),
            text(it.standing.code()),
            text(&it.required.to_string()),
            text(&it.achievable.to_string()),
            text(&it.over().to_string()),
            it.held_by.as_ref().map_or(Cell::Empty, |it| text(&it.name)),
            proof.map_or(Cell::Empty, |it| text(it.source.code())),
            proof.and_then(|it| it.on).map_or(Cell::Empty, |it| text(&it.to_string())),
        ]
    }));
    table
}
