//! On My work: who is to hand over, and who has within a month.

use app::assure::handovers;
use maud::html;

use super::list::Names;
use super::{handover_path, state};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::{lists, parts};
use crate::shell::Shell;
use crate::work::Waits;

/// The personnel changes that the reader should know of. Those that they may confirm wait for them.
pub(crate) async fn waiting(shell: &Shell) -> Answer<Waits> {
    let all = handovers::current(&shell.ctx).await?;
    let names = Names::of(&shell.ctx, &all).await?;
    let mut n = 0;
    for it in &all {
        n += u64::from(handovers::may_confirm(&shell.ctx, it).await?);
    }
    let title = "Personnel changes";
    let panel = html! {
        @if !all.is_empty() {
            (parts::panel(title, html! { small { (grouped(all.len() as u64)) } }, lists::table(title, html! {
                th scope="col" { "Who" } th scope="col" { "Agency" }
                th scope="col" { "Takes effect" } th scope="col" { "State" }
            }, html! {
                @for it in &all {
                    tr {
                        td data-label="Who" { a href=(handover_path(it.id)) { (names.person(it.person_id)) } }
                        td data-label="Agency" { (names.agency(it.agency_id)) }
                        td data-label="Takes effect" { (Shell::date(it.on)) }
                        td data-label="State" { (state(it.state)) }
                    }
                }
            })))
        }
    };
    Ok(Waits { n, is_shown: !all.is_empty(), panel })
}
