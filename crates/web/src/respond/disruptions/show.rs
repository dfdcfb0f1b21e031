//! One disruption: what it comes to, and where to write down more.

use std::collections::BTreeSet;

use app::ids::{DisruptionId, ItemId};
use app::people::agencies;
use app::prepare::inventory::{self, Kind};
use app::respond::disruptions::{self, Disruption};
use app::respond::entries::{self, AccessStanding, Decision, EntryKind, Totals};
use app::respond::roll_calls::{self, Counts, RollCall, Staffing, Status};
use app::{Ctx, Paging};
use maud::{Markup, html};

use super::{disruption_path, standing};
use crate::error::Answer;
use crate::layout::frame::{counted, grouped};
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::prepare::inventory::item_path;
use crate::prove::link;
use crate::request::Path;
use crate::respond::entries::list_path;
use crate::respond::roll_calls::{call_path, marked};
use crate::shell::Shell;

/// How much damage waits for a decision is counted up to here.
const UNDECIDED_MAX: u32 = 500;

/// `GET /disruptions/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<DisruptionId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = disruptions::show(ctx, id).await?;
    let totals = entries::totals(ctx, id).await?;
    let calls = roll_calls::list(ctx, id).await?;
    let staffing = roll_calls::staffing(ctx, id).await?;
    let names = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = names.into_values().next().unwrap_or_default();
    let crumbs = vec![
        ("Disruptions".to_owned(), "/disruptions".to_owned()),
        (agency.clone(), format!("/agencies/{}", it.agency_id)),
    ];
    let lead = html! { (standing(&it)) " " (it.description) };
    let actions = actions(ctx, &it);
    let main = html! {
        (Head { crumbs, title: &it.name, lead: Some(lead), actions: Some(actions) }.shown())
        @if it.is_exercise {
            (parts::notice(Tone::Warn, "Exercise", html! { p { "Nothing of this really happened." } }))
        }
        div.two {
            div.stack {
                (roll_call_panel(&shell, &it, &calls).await?)
                (damage_panel(ctx, &it, &totals).await?)
                (cost_panel(ctx, &it, &totals))
                (staffing_panel(&staffing))
            }
            div.stack {
                (parts::padded_panel("Facts", html! {}, facts(&shell, &it, &agency).await?))
                (access_panel(ctx, &it).await?)
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&it.name, main))
}

fn actions(ctx: &Ctx, it: &Disruption) -> Markup {
    let path = disruption_path(it.id);
    html! {
        @if disruptions::may_write(ctx, it) {
            (parts::button("Edit", &format!("{path}/edit")))
            @if it.is_open() {
                (parts::button("End", &format!("{path}/end")))
            } @else {
                form method="post" action={ (path) "/reopen" } {
                    (forms::hidden("version", &it.version.to_string()))
                    button.button { "It goes on" }
                }
            }
            (parts::primary("Write down damage", &format!("{}/new", list_path(it.id, EntryKind::Damage))))
        }
    }
}

/// A link to a list, and one to write down more.
fn aside(ctx: &Ctx, it: &Disruption, kind: EntryKind, add: &str) -> Markup {
    let path = list_path(it.id, kind);
    html! {
        span {
            a href=(path) { "All" }
            @if disruptions::may_write(ctx, it) { " · " a href={ (path) "/new" } { (add) } }
        }
    }
}

async fn damage_panel(ctx: &Ctx, it: &Disruption, totals: &Totals) -> Answer<Markup> {
    let query = entries::Query {
        kind: Some(EntryKind::Damage),
        paging: Paging { number: 1, size: UNDECIDED_MAX },
        ..entries::Query::default()
    };
    let all = entries::list(ctx, it.id, &query).await?;
    let undecided = all.items.iter().filter(|it| match &it.document.details {
        entries::Details::Damage(it) => it.decision == Decision::Open,
        _ => false,
    });
    let n_undecided = undecided.count() as u64;
    let (n, amount) = totals.all_damage();
    Ok(parts::panel(
        "Damage",
        aside(ctx, it, EntryKind::Damage, "Write down damage"),
        html! {
            @if n == 0 {
                div.body { p.quiet { "Nothing is written down yet." } }
            } @else {
                (lists::table("Damage by severity", html! {
                    th scope="col" { "How bad" } th.num scope="col" { "How much" } th.num scope="col" { "Estimate" }
                }, html! {
                    @for (severity, (n, amount)) in totals.damage.iter().rev() {
                        tr {
                            th scope="row" { (severity.title()) }
                            td.num data-label="How much" { (grouped(*n)) }
                            td.num data-label="Estimate" { (amount) }
                        }
                    }
                    tr {
                        th scope="row" { "All" }
                        td.num data-label="How much" { (grouped(n)) }
                        td.num data-label="Estimate" { strong { (amount) } }
                    }
                }))
                div.body {
                    @if 0 < n_undecided { p { (state(Tone::Warn, counted(n_undecided, "decision is open", "decisions are open"))) } }
                    @if 0 < totals.n_not_estimated {
                        p.quiet { (counted(totals.n_not_estimated, "has no estimate yet.", "have no estimate yet.")) }
                    }
                }
            }
        },
    ))
}

fn cost_panel(ctx: &Ctx, it: &Disruption, totals: &Totals) -> Markup {
    let (n, amount) = totals.all_costs();
    parts::panel(
        "Costs",
        aside(ctx, it, EntryKind::Cost, "Write down a cost"),
        html! {
            @if n == 0 {
                div.body { p.quiet { "Nothing is written down yet." } }
            } @else {
                (lists::table("Costs by category", html! {
                    th scope="col" { "For what" } th.num scope="col" { "How many" } th.num scope="col" { "Amount" }
                }, html! {
                    @for (category, (n, amount)) in &totals.costs {
                        tr {
                            th scope="row" { (category.title()) }
                            td.num data-label="How many" { (grouped(*n)) }
                            td.num data-label="Amount" { (amount) }
                        }
                    }
                    tr {
                        th scope="row" { "All" }
                        td.num data-label="How many" { (grouped(n)) }
                        td.num data-label="Amount" { strong { (amount) } }
                    }
                }))
            }
        },
    )
}

async fn access_panel(ctx: &Ctx, it: &Disruption) -> Answer<Markup> {
    let query = entries::Query {
        kind: Some(EntryKind::Access),
        access: Some(AccessStanding::InForce),
        sort: entries::Sort::Until,
        paging: Paging { number: 1, size: 5 },
        ..entries::Query::default()
    };
    let page = entries::list(ctx, it.id, &query).await?;
    Ok(parts::padded_panel(
        "Temporary access",
        aside(ctx, it, EntryKind::Access, "Give access"),
        html! {
            @if page.items.is_empty() { p.quiet { "None is in force." } }
            @else { p { (counted(page.n_items, "is in force.", "are in force.")) } }
            ul.plain {
                @for entry in &page.items {
                    li { a href={ "/entries/" (entry.id) } { (entry.document.what) } }
                }
            }
        },
    ))
}

async fn roll_call_panel(
    shell: &Shell,
    it: &Disruption,
    calls: &[(RollCall, Counts)],
) -> Answer<Markup> {
    let sites: BTreeSet<ItemId> = calls.iter().map(|it| it.0.site_id).collect();
    let sites: Vec<ItemId> = sites.into_iter().collect();
    let labels = inventory::labels(&shell.ctx, &sites).await?;
    let start = format!("{}/roll-calls/new", disruption_path(it.id));
    let may_start = disruptions::may_write(&shell.ctx, it);
    Ok(parts::panel(
        "Roll calls",
        html! { @if may_start { a href=(start) { "Start a roll call" } } },
        html! {
            @if calls.is_empty() {
                div.body { p.quiet { "Nobody has asked yet who is safe." } }
            } @else {
                (lists::table("Roll calls", html! {
                    th scope="col" { "Site" } th.num scope="col" { "Safe" } th.num scope="col" { "Need help" }
                    th.num scope="col" { "Unknown" } th scope="col" { "Started" }
                }, html! {
                    @for (call, counts) in calls {
                        @let site = labels.get(&call.site_id).map_or("A site", |it| it.name.as_str());
                        tr {
                            td data-label="Site" { a href=(call_path(call.id)) { (site) } }
                            td.num data-label="Safe" { (grouped(counts.of(Status::Safe))) " of " (grouped(counts.all())) }
                            td.num data-label="Need help" { (marked(Status::NeedsHelp, counts)) }
                            td.num data-label="Unknown" { (marked(Status::Unknown, counts)) }
                            td data-label="Started" {
                                (shell.moment(call.started_at))
                                @if call.closed_at.is_some() { " " small.quiet { "Closed" } }
                            }
                        }
                    }
                }))
            }
        },
    ))
}

/// Who is left to do what must go on: only those count who were found safe (S3-29).
fn staffing_panel(all: &[Staffing]) -> Markup {
    let n_short = all.iter().filter(|it| 0 < it.short()).count();
    html! {
        @if !all.is_empty() {
            (parts::panel("People for functions", html! {
                @if 0 < n_short { (state(Tone::Bad, format!("{n_short} short"))) }
            }, lists::table("People for functions", html! {
                th scope="col" { "Function" } th.num scope="col" { "At least" }
                th.num scope="col" { "Safe" } th.num scope="col" { "Unknown" } th.num scope="col" { "Short by" }
            }, html! {
                @for it in all {
                    tr {
                        td data-label="Function" { (link(&it.function.process)) }
                        td.num data-label="At least" { (it.function.people_min.unwrap_or(0)) }
                        td.num data-label="Safe" { (it.n_safe) }
                        td.num data-label="Unknown" { (it.n_unknown) }
                        td.num data-label="Short by" {
                            @if 0 < it.short() { (state(Tone::Bad, it.short())) } @else { (state(Tone::Good, "None")) }
                        }
                    }
                }
            })))
        }
    }
}

async fn facts(shell: &Shell, it: &Disruption, agency: &str) -> Answer<Markup> {
    let mut sites = Vec::new();
    for code in &it.sites {
        let found = inventory::by_code(&shell.ctx, Kind::Site, code).await;
        sites.push((code, found.ok()));
    }
    let mut facts: Vec<(&str, Markup)> = vec![
        ("Agency", html! { (agency) }),
        ("Code", html! { code { (it.code) } }),
        ("What it is", html! { (it.kind.title()) }),
        ("Began", shell.moment(it.started_at)),
    ];
    if let Some(at) = it.ended_at {
        facts.push(("Ended", shell.moment(at)));
    }
    facts.push((
        "Sites",
        html! {
            @if sites.is_empty() { "None named" }
            ul.plain {
                @for (code, found) in &sites {
                    li {
                        @match found {
                            Some(site) => a href=(item_path(Kind::Site, site.id)) { (site.name) },
                            None => (code),
                        }
                    }
                }
            }
        },
    ));
    Ok(parts::facts(&facts))
}
