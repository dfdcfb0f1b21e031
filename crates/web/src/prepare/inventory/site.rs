//! What only a site's page says: what is there, and how far other sites are.

use app::Ctx;
use app::prepare::inventory::{Item, Kind};
use app::prove::scope;
use maud::{Markup, html};

use super::paths;
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::states::{Tone, state};
use crate::layout::{lists, parts};
use crate::prepare::inspections;
use crate::prove::link;

/// What the site hosts, and how far it is from others. Nothing for other kinds.
pub(super) async fn panel(ctx: &Ctx, item: &Item) -> Answer<Markup> {
    if item.kind() != Kind::Site || item.retired_at.is_some() {
        return Ok(html! {});
    }
    let site = scope::site(ctx, item.id).await?;
    let inspections = inspections::panel(ctx, item).await?;
    Ok(html! {
        (inspections)
        (parts::padded_panel("What is there", html! {}, html! {
            @if site.hosted.is_empty() { p.quiet { "Nothing is said to be at this site." } }
            ul.plain {
                @for (kind, n) in &site.hosted {
                    li { a href={ (paths(*kind).list) "?site=" (item.id) } { (grouped(*n)) " " (kind.titles().to_lowercase()) } }
                }
            }
            p { (grouped(site.n_dependents)) " services and processes depend on it or on something there." }
        }))
        @if !site.distances.is_empty() {
            (parts::panel("Distance to other sites", html! {}, lists::table("Distance to other sites", html! {
                th scope="col" { "Site" } th.num scope="col" { "Distance" } th scope="col" { "Shared hazards" }
            }, html! {
                @for it in &site.distances {
                    @let other = if it.from.id == item.id { &it.to } else { &it.from };
                    tr {
                        td data-label="Site" { (link(other)) }
                        td.num data-label="Distance" {
                            @match it.km { Some(km) => { (format!("{km:.1} km")) }, None => "–" }
                        }
                        td data-label="Shared hazards" {
                            @if it.shared_hazards.is_empty() { (state(Tone::Good, "None")) }
                            @else { (state(Tone::Warn, it.shared_hazards.join(", "))) }
                        }
                    }
                }
            })))
        }
    })
}
