//! The scope statement over HTTP.

use app::actor::Permission;
use app::counties::named;
use app::ids::AgencyId;
use app::prepare::inventory::Kind;
use app::prove::scope::{Distance, ScopeStatement, SiteLine, statement};
use maud::{Markup, html};

use super::{link, path};
use crate::Routes;
use crate::error::Answer;
use crate::layout::charts::Caption;
use crate::layout::charts::counties::{self, Counties};
use crate::layout::frame::{counted, grouped};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::prepare::inventory::paths;
use crate::request::Query;
use crate::routes::Access::Needs;
use crate::shell::Shell;

/// So many sites are shown.
const SITES_MAX: usize = 30;

/// The routes of the page.
pub(super) fn routes() -> Routes {
    Routes::new().get("/scope", Needs(Permission::ReadReports), show)
}

#[derive(Debug, serde::Deserialize)]
struct Asked {
    agency: Option<AgencyId>,
}

/// `GET /scope`
async fn show(shell: Shell, Query(asked): Query<Asked>) -> Answer<Markup> {
    let mut found = statement(&shell.ctx, asked.agency).await?;
    let count = |kind| found.counts.get(&kind).copied().unwrap_or_default();
    let may_read = |kind: &Kind| shell.ctx.actor.may_in_agencies(kind.read_permission());
    // Of what somebody may not see, nobody can say that there is none.
    let works = [
        (Kind::Service, counted(count(Kind::Service), "service", "services")),
        (Kind::Process, counted(count(Kind::Process), "process", "processes")),
    ];
    let works = works.into_iter().filter(|(kind, _)| may_read(kind)).map(|(_, it)| it);
    let works = works.collect::<Vec<_>>().join(" and ");
    found.counts.retain(|kind, _| may_read(kind));
    let title = format!(
        "{works} of {} depend on {}",
        counted(found.n_agencies, "agency", "agencies"),
        counted(found.n_providers, "outside provider", "outside providers"),
    );
    let crumbs = match &found.agency {
        Some((id, name)) => vec![
            ("All agencies".to_owned(), "/scope".to_owned()),
            (name.clone(), format!("/agencies/{id}")),
        ],
        None => Vec::new(),
    };
    let lead = html! {
        "What the continuity programme covers. Every figure is counted from the inventory and its \
         needs."
    };
    let head = Head { crumbs, title: &title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        div.two {
            div.stack {
                (map(&found))
                @if !found.distances.is_empty() { (distances(&found.distances)) }
                (sites(&found))
                @if !found.integration.is_empty() { (integration(&found)) }
            }
            div.stack {
                (inventory(&found))
                (technology(&found))
                (providers(&found))
                (counties_panel(&found))
            }
        }
    };
    Ok(shell.page("Scope", main))
}

fn inventory(found: &ScopeStatement) -> Markup {
    let facts: Vec<(&str, Markup)> = found
        .counts
        .iter()
        .map(|(kind, n)| (kind.titles(), html! { a href=(paths(*kind).list) { (grouped(*n)) } }))
        .collect();
    parts::padded_panel("What is covered", html! {}, parts::facts(&facts))
}

fn technology(found: &ScopeStatement) -> Markup {
    let count = |kind| found.counts.get(&kind).copied().unwrap_or_default();
    let n_all = count(Kind::Service) + count(Kind::Process);
    parts::padded_panel(
        "Dependence on technology",
        html! {},
        html! {
            p {
                (grouped(found.n_on_technology)) " of " (grouped(n_all))
                @if found.counts.contains_key(&Kind::Process) { " services and processes" }
                @else { " services" }
                " need an asset, data or another service."
            }
            (parts::facts(&found.hosting.iter().map(|(at, n)| {
                (at.map_or("Nobody has said", |it| it.title()), html! { (grouped(*n)) })
            }).collect::<Vec<_>>()))
        },
    )
}

fn providers(found: &ScopeStatement) -> Markup {
    let aside = html! { small { (grouped(found.n_providers)) } };
    parts::panel(
        "Outside providers",
        aside,
        html! {
            @if found.providers.is_empty() {
                div.body { p.quiet { "Nothing is said to depend on anybody outside." } }
            } @else {
                (lists::table("Outside providers", html! {
                    th scope="col" { "Provider" } th.num scope="col" { "Depend on it" }
                }, html! {
                    @for it in &found.providers {
                        tr {
                            td data-label="Provider" { (link(&it.vendor)) }
                            td.num data-label="Depend on it" { (grouped(it.n_dependents)) }
                        }
                    }
                }))
            }
        },
    )
}

/// How many sites the map shows: more would cover each other.
const DOTS_MAX: usize = 150;

fn map(found: &ScopeStatement) -> Markup {
    let dots: Vec<counties::Site> = found.sites.iter().filter_map(dot).take(DOTS_MAX).collect();
    let drawn = match dots.len() < found.sites.len() {
        true => format!("; the {} with most on them and a known place are drawn", dots.len()),
        false => String::new(),
    };
    let finding = format!(
        "{} in {}{drawn}",
        counted(found.sites.len() as u64, "site", "sites"),
        counted(
            found.counties.iter().filter(|it| !it.fips.is_empty()).count() as u64,
            "county",
            "counties"
        ),
    );
    html! {
        @if !dots.is_empty() {
            (parts::padded_panel("Where services are", html! { small { (finding) } }, counties::counties(&Counties {
                caption: Caption { finding: &finding, csv: Some("/sites.csv") },
                sites: dots,
                ..Counties::default()
            })))
        }
    }
}

fn dot(line: &SiteLine) -> Option<counties::Site> {
    let (latitude, longitude) = line.details.latitude.zip(line.details.longitude)?;
    Some(counties::Site {
        name: line.site.name.clone(),
        href: path(&line.site),
        county: named(&line.details.county_fips).to_owned(),
        longitude,
        latitude,
        weight: line.n_services,
        tone: Tone::Good,
    })
}

fn sites(found: &ScopeStatement) -> Markup {
    let aside = html! {
        @if SITES_MAX < found.sites.len() {
            a href="/sites" { "All " (grouped(found.sites.len() as u64)) }
        }
    };
    parts::panel(
        "Sites",
        aside,
        html! {
            @if found.sites.is_empty() {
                div.body { p.quiet { "No sites are recorded." } }
            } @else {
                (lists::table("Sites", html! {
                    th scope="col" { "Site" } th scope="col" { "Role" } th scope="col" { "County" }
                    th.num scope="col" { "Services" } th.num scope="col" { "All things" }
                }, html! {
                    @for it in found.sites.iter().take(SITES_MAX) {
                        tr {
                            td data-label="Site" { (link(&it.site)) }
                            td data-label="Role" { (it.details.site_role.map_or("–", |it| it.title())) }
                            td data-label="County" { (or_dash(named(&it.details.county_fips))) }
                            td.num data-label="Services" { (grouped(it.n_services)) }
                            td.num data-label="All things" { (grouped(it.n_items)) }
                        }
                    }
                }))
            }
        },
    )
}

fn counties_panel(found: &ScopeStatement) -> Markup {
    html! {
        @if !found.counties.is_empty() {
            (parts::panel("By county", html! {}, lists::table("Sites and services by county", html! {
                th scope="col" { "County" } th.num scope="col" { "Sites" } th.num scope="col" { "Services" }
            }, html! {
                @for it in &found.counties {
                    tr {
                        td data-label="County" { (or_dash(named(&it.fips))) }
                        td.num data-label="Sites" { (grouped(it.n_sites)) }
                        td.num data-label="Services" { (grouped(it.n_services)) }
                    }
                }
            })))
        }
    }
}

fn distances(lines: &[Distance]) -> Markup {
    parts::panel(
        "Distance between data centers",
        html! {},
        lists::table(
            "Distance between data centers",
            html! {
                th scope="col" { "From" } th scope="col" { "To" } th.num scope="col" { "Distance" }
                th scope="col" { "Shared hazards" }
            },
            html! {
                @for it in lines {
                    tr {
                        td data-label="From" { (link(&it.from)) }
                        td data-label="To" { (link(&it.to)) }
                        td.num data-label="Distance" { @match it.km { Some(km) => (format!("{km:.1} km")), None => "–" } }
                        td data-label="Shared hazards" { (hazards(it)) }
                    }
                }
            },
        ),
    )
}

fn hazards(it: &Distance) -> Markup {
    match it.shared_hazards.as_slice() {
        [] => state(Tone::Good, "None named for both"),
        shared => state(Tone::Warn, shared.join(", ")),
    }
}

fn integration(found: &ScopeStatement) -> Markup {
    // One decimal, computed in tenths.
    let tenths = (found.degree_sum * 10 + found.n_critical / 2) / found.n_critical.max(1);
    let finding = format!(
        "{} processes must be back within some time; each has {}.{} links on average",
        grouped(found.n_critical),
        tenths / 10,
        tenths % 10
    );
    parts::panel(
        "How integrated critical processes are",
        html! {},
        html! {
            div.body { p { (finding) "." } }
            (lists::table("The most integrated", html! {
                th scope="col" { "Process" } th.num scope="col" { "Links" } th.num scope="col" { "Needed in" }
            }, html! {
                @for it in &found.integration {
                    tr {
                        td data-label="Process" { (link(&it.process)) }
                        td.num data-label="Links" { (it.degree) }
                        td.num data-label="Needed in" { (it.required) }
                    }
                }
            }))
        },
    )
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}
