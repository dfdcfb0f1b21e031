//! What only a redundancy group's page says: its members, and where each is.

use app::Ctx;
use app::prepare::inventory::{Item, Kind, Spread};
use app::prove::recovery::{self, Members, Named};
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::states::{Tone, state};
use crate::layout::{lists, parts};
use crate::prove::link;

/// The members, and whether what strikes one site spares some of them. Nothing for other kinds.
pub(super) async fn panel(ctx: &Ctx, item: &Item) -> Answer<Markup> {
    if item.kind() != Kind::Group {
        return Ok(html! {});
    }
    let Some(found) = recovery::members(ctx, item.id).await? else { return Ok(html! {}) };
    Ok(html! {
        (warning(&found.spread))
        @if !found.members.is_empty() { (table(&found)) }
    })
}

fn warning(spread: &Spread<Named>) -> Markup {
    match spread {
        Spread::Apart | Spread::Alone => html! {},
        Spread::OneSite(site) => parts::notice(
            Tone::Bad,
            "All members are at one site",
            html! {
                p { "What strikes " (link(site)) " takes all of them, and with them what the group stands for. Keep at least one of them at another site." }
            },
        ),
        Spread::Unknown { site, .. } => parts::notice(
            Tone::Warn,
            "Not all members have a site",
            html! {
                p {
                    @match site {
                        Some(site) => { "Those that have one are all at " (link(site)) ". " }
                        None => "Nobody has said where any of them is. ",
                    }
                    "Say at which site each is, to know whether one loss takes all of them."
                }
            },
        ),
    }
}

fn table(found: &Members) -> Markup {
    parts::panel(
        "Where its members are",
        html! {},
        lists::table(
            "Where its members are",
            html! { th scope="col" { "Member" } th scope="col" { "Site" } },
            html! {
                @for (member, sites) in &found.members {
                    tr {
                        td data-label="Member" { (link(member)) }
                        td data-label="Site" {
                            @if sites.is_empty() { (state(Tone::Warn, "Not known")) }
                            @for (n, site) in sites.iter().enumerate() {
                                @if 0 < n { ", " }
                                (link(site))
                            }
                        }
                    }
                }
            },
        ),
    )
}
