//! How one service is doing, for its clients.

use app::ids::ItemId;
use app::prepare::inventory::ProofSource;
use app::respond::status::{self, ServiceStatus};
use maud::{Markup, html};

use super::list::now;
use super::{LIST, percent};
use crate::error::Answer;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::request::Path;
use crate::shell::Shell;

/// `GET /service-status/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<ItemId>) -> Answer<Markup> {
    let it = status::show(&shell.ctx, id).await?;
    let crumbs = vec![("Service status".to_owned(), LIST.to_owned())];
    let lead = html! {
        (now(&shell, &it)) ". Available for " (percent(it.availability(shell.ctx.now)))
        " of the last 365 days."
    };
    let head = Head { crumbs, title: &it.name, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        @if !it.description.is_empty() { p { (it.description) } }
        div.two {
            div.stack { (outages(&shell, &it)) }
            div.stack { (parts::padded_panel("Recovery", html! {}, facts(&it))) }
        }
    };
    Ok(shell.page(&it.name, main))
}

fn outages(shell: &Shell, it: &ServiceStatus) -> Markup {
    html! {
        @if it.outages.is_empty() {
            (parts::padded_panel("Outages within a year", html! {}, html! {
                p.quiet { "None is known." }
            }))
        } @else {
            (parts::panel("Outages within a year", html! {}, lists::table("Outages", html! {
                th scope="col" { "From" } th scope="col" { "Until" }
            }, html! {
                @for it in &it.outages {
                    tr {
                        td data-label="From" { (shell.moment(it.started_at)) }
                        td data-label="Until" {
                            @match it.ended_at {
                                Some(at) => (shell.moment(at)),
                                None => (states::state(Tone::Bad, "It goes on")),
                            }
                        }
                    }
                }
            })))
        }
    }
}

fn facts(it: &ServiceStatus) -> Markup {
    let span = |it: Option<app::Span>| match it {
        Some(it) => html! { (it) },
        None => html! { span.quiet { "Not said yet" } },
    };
    let seen = match it.tested_by {
        Some(ProofSource::Event) => "In a real event",
        Some(_) => "In a test",
        None => "Never",
    };
    parts::facts(&[
        ("Agreed", span(it.agreed)),
        ("Promised", html! { (span(it.promised)) ", once all that it needs is back" }),
        (
            "Proved",
            html! {
                (span(it.proved))
                @if it.is_overrun() { " " (states::state(Tone::Bad, "Longer than promised")) }
            },
        ),
        (
            "Last seen to recover",
            html! {
                (seen) @if let Some(on) = it.tested_on { ", " (Shell::date(on)) }
            },
        ),
    ])
}
