//! What nobody has said yet.

use app::prove::readiness::{Coverage, Gap, completeness};
use maud::{Markup, html};

use super::{OF_AGENCY, agency, top};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::list::List;
use crate::layout::states::{Tone, state};
use crate::layout::{lists, parts};
use crate::prepare::inventory::paths;
use crate::prove::percent;
use crate::request::Address;
use crate::shell::Shell;

/// `GET /recovery/missing`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "kind").knowing(&[OF_AGENCY]);
    let ctx = &shell.ctx;
    let (gaps, coverage) = completeness(ctx, agency(&list)).await?;
    let missing = gaps.iter().filter(|it| 0 < it.n_missing).count();
    let title = match missing {
        0 => "Everything that is checked has been said".to_owned(),
        n => format!("{n} of {} checks find something missing", gaps.len()),
    };
    let times = list.filter("agency").map(|it| format!("?agency={it}")).unwrap_or_default();
    let times = format!("/recovery/times{times}");
    let lead = html! {
        "What has not been said cannot be counted on. Of what stands on a "
        a href=(times) { "missing recovery time" }
        " it is only known how long it takes at least."
    };
    let main = html! {
        (top(ctx, &list, "/recovery/missing", (&title, lead)).await?)
        div.stack {
            (parts::panel("What is missing", html! {}, lists::table("What is missing", html! {
                th scope="col" { "Check" } th.num scope="col" { "Missing" } th.num scope="col" { "Of" }
                th.num scope="col" { "Complete" }
            }, html! { @for it in &gaps { (gap_row(it, &list)) } })))
            (parts::panel("Coverage by type of service", html! {}, lists::table("Coverage by type of service", html! {
                th scope="col" { "Type" } th.num scope="col" { "Services" }
                th.num scope="col" { "With target" } th.num scope="col" { "In time" }
            }, html! { @for it in &coverage { (coverage_row(it)) } })))
        }
    };
    Ok(shell.page("Not said yet", main))
}

fn gap_row(it: &Gap, list: &List) -> Markup {
    let agency = list.filter("agency").map(|it| format!("&agency={it}")).unwrap_or_default();
    let path = paths(it.kind.of()).list;
    html! {
        tr {
            td data-label="Check" {
                @match it.n_missing {
                    0 => (it.kind.title()),
                    _ => a href={ (path) "?" (it.kind.filter()) (agency) } { (it.kind.title()) },
                }
            }
            td.num data-label="Missing" {
                @match it.n_missing { 0 => (state(Tone::Good, "0")), n => (state(Tone::Warn, grouped(n))) }
            }
            td.num data-label="Of" { (grouped(it.n_all)) }
            td.num data-label="Complete" { (percent(it.n_all - it.n_missing, it.n_all)) }
        }
    }
}

fn coverage_row(it: &Coverage) -> Markup {
    html! {
        tr {
            td data-label="Type" { (it.facility.map_or("Nobody has said", |it| it.title())) }
            td.num data-label="Services" { (grouped(it.n_services)) }
            td.num data-label="With target" { (grouped(it.n_with_target)) }
            td.num data-label="In time" { (grouped(it.n_in_time)) }
        }
    }
}
