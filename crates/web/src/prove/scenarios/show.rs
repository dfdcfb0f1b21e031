//! One scenario: what would be lost today, when it strikes, and its runs.

use std::collections::BTreeSet;

use app::ids::{PersonId, ScenarioId};
use app::people::persons;
use app::prove::recovery::Named;
use app::prove::scenarios::{self, Losses, Part, RUNS_KEPT_MAX, RunLine, RunState, Scenario};
use app::{Paging, Timestamp, events};
use maud::{Markup, html};

use super::changes;
use super::form::said;
use super::results::hidden;
use super::run::{lasted, state};
use super::usable;
use super::{agency_names, comparison_path, may_write, run_path, scenario_path};
use crate::error::Answer;
use crate::layout::frame::counted;
use crate::layout::list::List;
use crate::layout::parts::{self, Head};
use crate::layout::states::Tone;
use crate::layout::{forms, lists};
use crate::prove::link;
use crate::request::{Address, Path};
use crate::shell::Shell;

/// How many events of a scenario are shown on its page.
const EVENTS_MAX: u32 = 8;

/// How many of the things that are lost are named before the rest is folded away.
const NAMED_MAX: usize = 20;

/// `GET /scenarios/{id}`
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<ScenarioId>,
    Address(address): Address,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let list = List::read(&address, "").knowing(&[]);
    let scenario = scenarios::show(ctx, id).await?;
    let losses = scenarios::losses(ctx, &scenario).await?;
    let paging = Paging { number: list.page, size: list.per };
    let runs = scenarios::list_runs(ctx, id, paging).await?;
    let agencies = agency_names(ctx, [scenario.agency_id]).await?;
    let writes = may_write(ctx, &scenario);
    let compare = compare(&shell, &scenario, &losses).await?;
    let history = history(&shell, id).await?;
    let runs_panel = runs_panel(&shell, &runs.items, &list, runs.n_items).await?;
    let main = html! {
        (head(&scenario, agencies.get(&scenario.agency_id), writes).shown())
        (lists::misread(&list))
        @if scenario.retired_at.is_some() { (retired(&scenario, writes)) }
        div.two {
            div.stack {
                (runs_panel)
                @if !losses.changes.is_empty() { (changes::panel(&losses.changes, &compare)) }
                (lost(&scenario, &losses))
                @if !scenario.areas.is_empty() { (areas(&scenario, &losses)) }
            }
            div.stack {
                (when(&shell, &scenario))
                (history)
            }
        }
    };
    Ok(shell.page(&scenario.name, main))
}

/// A moment in the zone of the state, which no script rewrites: what strikes then is not ago.
pub(super) fn clock(shell: &Shell, at: Timestamp) -> String {
    at.with_timezone(&shell.zone()).format("%a %-d %b %Y, %H:%M").to_string()
}

fn head<'a>(scenario: &'a Scenario, agency: Option<&String>, writes: bool) -> Head<'a> {
    let path = scenario_path(scenario.id);
    let mut crumbs = vec![("Scenarios".to_owned(), "/scenarios".to_owned())];
    if let Some(agency) = agency {
        crumbs.push((agency.clone(), format!("/agencies/{}", scenario.agency_id)));
    }
    let actions = html! {
        @if writes {
            (parts::button("Retire", &format!("{path}/retire")))
            (parts::button("Edit", &format!("{path}/edit")))
        }
        (run_button(scenario.id, "Run it"))
    };
    Head {
        crumbs,
        title: &scenario.name,
        lead: Some(html! { (scenario.description) }),
        actions: scenario.retired_at.is_none().then_some(actions),
    }
}

/// Starts a run of a scenario.
pub(super) fn run_button(id: ScenarioId, label: &str) -> Markup {
    html! {
        form method="post" action={ (scenario_path(id)) "/runs" } {
            button.button.primary { (label) }
        }
    }
}

fn retired(scenario: &Scenario, writes: bool) -> Markup {
    parts::notice(
        Tone::Warn,
        "Retired",
        html! {
            p { "It cannot be run or changed. What its runs found out is still here." }
            @if writes {
                form method="post" action={ (scenario_path(scenario.id)) "/restore" } {
                    (forms::hidden("version", &scenario.version.to_string()))
                    button.button { "Bring it back into use" }
                }
            }
        },
    )
}

async fn runs_panel(shell: &Shell, runs: &[RunLine], list: &List, n_all: u64) -> Answer<Markup> {
    let people: BTreeSet<PersonId> = runs.iter().map(|it| it.person_id).collect();
    let people = persons::labels(&shell.ctx, &people).await?;
    let older = runs.iter().skip(1).map(Some).chain(std::iter::once(None));
    Ok(parts::panel(
        "Runs",
        html! { small { "Kept as they were computed. The newest " (RUNS_KEPT_MAX) " stay; those without results go first." } },
        html! {
            @if runs.is_empty() {
                div.body { p.quiet { "It has never been run. Run it to see what would be down, and when it would be back." } }
            } @else {
                (lists::table("Runs", html! {
                    th scope="col" { "Started" } th scope="col" { "By" } th scope="col" { "State" }
                    th.num scope="col" { "Took" } th scope="col" { span.unseen { "Actions" } }
                }, html! {
                    @for (it, older) in runs.iter().zip(older) {
                        tr {
                            td data-label="Started" { a href=(run_path(it.id)) { (clock(shell, it.created_at)) } }
                            td data-label="By" { (people.get(&it.person_id).map_or("Somebody", String::as_str)) }
                            td data-label="State" {
                                (state(it.state))
                                @if it.is_without_changes { br; small { "Without what is assumed" } }
                            }
                            td.num data-label="Took" { (lasted(it.state, (it.created_at, it.finished_at))) }
                            td.actions {
                                @if let Some(older) = older.filter(|older| [it.state, older.state] == [RunState::Done; 2]) {
                                    a href={ (run_path(older.id)) "/compare/" (it.id) }
                                        aria-label={ "What changed in the run of " (clock(shell, it.created_at)) } { "What changed" }
                                }
                            }
                        }
                    }
                }))
                (lists::pages(list, n_all, "run", "runs"))
            }
        },
    ))
}

/// What compares the runs with and without what is assumed, or starts them.
async fn compare(shell: &Shell, scenario: &Scenario, losses: &Losses) -> Answer<Markup> {
    if losses.changes.is_empty() {
        return Ok(html! {});
    }
    let (without, with) = scenarios::with_and_without(&shell.ctx, scenario).await?;
    let path = scenario_path(scenario.id);
    let is_open = |it: &&RunLine| it.state.is_open();
    let open = [&with, &without].into_iter().flatten().find(is_open).map(|it| match without {
        // The one with what is assumed follows the one without.
        Some(of) if of.id == it.id || of.state == RunState::Done => comparison_path(of.id),
        _ => run_path(it.id),
    });
    let done = |it: Option<RunLine>| it.filter(|it| it.state == RunState::Done);
    Ok(match (done(without), done(with)) {
        _ if open.is_some() => html! {
            @if let Some(at) = &open { p { "A run is under way. " a href=(at) { "See how far it is" } } }
        },
        (Some(without), Some(with)) => html! {
            p { a href={ (run_path(without.id)) "/compare/" (with.id) } { "What it changes: with it against without" } }
        },
        _ if scenario.retired_at.is_some() => html! {},
        _ => html! {
            form method="post" action={ (path) "/comparison" } {
                button.button { "Compare with and without" }
            }
        },
    })
}

fn lost(scenario: &Scenario, losses: &Losses) -> Markup {
    let n = u64::try_from(losses.lost.len()).unwrap_or(u64::MAX);
    let is_alone = scenario.alone.is_some();
    parts::padded_panel(
        "What is lost",
        html! { small { (counted(n, "thing by name", "things by name")) } },
        html! {
            @if losses.lost.is_empty() && losses.gone.is_empty() {
                p.quiet { "Nothing by name that you may see." }
            } @else {
                (named_with(&losses.lost, &|it| usable::from(scenario.usable.get(&part(it)).copied())))
            }
            @if is_alone { p { (ALONE) } }
            @if !losses.gone.is_empty() {
                p.quiet { "Named too, but out of use: these do not count until they are brought back." }
                (out_of_use(&losses.gone))
            }
        },
    )
}

/// What a scenario of one service alone leaves out.
pub(super) const ALONE: &str = "This service alone, with all that it rests on: nothing else is down, and \
    nobody else calls for the crews. Its page counts in the same way.";

fn part(it: &Named) -> Part {
    Part { kind: it.kind, code: it.code.clone() }
}

/// Things by name, the first of them open to see.
pub(super) fn named(items: &[Named]) -> Markup {
    named_with(items, &|_| html! {})
}

/// The same, each with something more to say of it.
fn named_with(items: &[Named], more: &dyn Fn(&Named) -> Markup) -> Markup {
    let (first, rest) = items.split_at(items.len().min(NAMED_MAX));
    let line = |it: &Named| {
        html! { li { (link(it)) " " small.quiet { (it.kind.title()) (more(it)) } } }
    };
    html! {
        ul.plain { @for it in first { (line(it)) } }
        @if !rest.is_empty() {
            details {
                summary { (rest.len()) " more" }
                ul.plain { @for it in rest { (line(it)) } }
            }
        }
    }
}

fn out_of_use(parts: &[Part]) -> Markup {
    html! { ul.plain { @for it in parts { li { (it.code) " " small.quiet { (it.kind.title()) } } } } }
}

fn areas(scenario: &Scenario, losses: &Losses) -> Markup {
    let without = losses.n_without_position;
    parts::padded_panel(
        "Areas",
        html! { small { (counted(u64::try_from(losses.sites.len()).unwrap_or(u64::MAX), "site", "sites")) " today" } },
        html! {
            ul.plain {
                @for (it, n) in scenario.areas.iter().zip(&losses.n_in_areas) {
                    li { @if !it.name.is_empty() { (it.name) ": " } (said(it, Some(*n))) @if let Some(after) = it.usable_after { " Usable from " (after) " on." } }
                }
            }
            (named(&losses.sites))
            @if 0 < losses.n_hidden {
                p { (hidden(losses.n_hidden, losses.n_by_hidden, "stop with them")) }
            }
            @if 0 < without {
                p.quiet { (counted(without, "site has", "sites have")) " no position on the map, so no area can hold them." }
            }
        },
    )
}

fn when(shell: &Shell, scenario: &Scenario) -> Markup {
    let strikes = match scenario.strikes_at {
        Some(at) => html! { (clock(shell, at)) " " small.quiet { (shell.zone().name()) } },
        None => html! { "At no particular time: everybody can be called at once" },
    };
    let back = match scenario.people_back {
        Some(span) => html! { "After " (span) },
        None => html! { "Nobody takes their place" },
    };
    let begins = match scenario.begins_after {
        Some(span) => html! { "After " (span) },
        None => html! { "At once" },
    };
    let facts = [
        ("Strikes", strikes),
        ("Work begins", begins),
        ("People who were lost", back),
        ("Code", html! { (scenario.code) }),
        ("Changed", shell.moment(scenario.updated_at)),
    ];
    parts::padded_panel("When, and for whom", html! {}, parts::facts(&facts))
}

async fn history(shell: &Shell, id: ScenarioId) -> Answer<Markup> {
    let events = events::history(&shell.ctx, id.into(), EVENTS_MAX).await?;
    let people = events.iter().map(|it| it.who.into()).collect();
    let people = persons::labels(&shell.ctx, &people).await?;
    let entries: Vec<(Markup, Markup)> = events
        .iter()
        .map(|it| {
            let who = people.get(&it.who.into()).map_or("Somebody", String::as_str);
            let what = match it.action.as_str() {
                "scenario.added" => "added it",
                "scenario.changed" => "changed it",
                "scenario.retired" => "retired it",
                "scenario.restored" => "brought it back",
                "run.started" => "started a run",
                "run.finished" => "has the results of a run",
                "run.canceled" => "canceled a run",
                "run.failed" => "had a run that failed",
                "run.broken_off" => "found a run broken off",
                "run.removed" => "made room for a new run by removing one",
                _ => "did something to it",
            };
            (shell.day(it.at), html! { (who) " " (what) })
        })
        .collect();
    Ok(html! {
        @if !entries.is_empty() {
            (parts::padded_panel("History", html! {}, parts::log(&entries)))
        }
    })
}
