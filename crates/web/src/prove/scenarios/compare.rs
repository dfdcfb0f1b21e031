//! Two runs side by side: what is back later or earlier, what is newly down, what is down no longer.

use std::collections::BTreeMap;

use app::ids::{AgencyId, RunId};
use app::prepare::inventory::Kind;
use app::prove::scenarios::{
    self, Change, ChangedRow, Comparison, RowVerdict, Run, RunLine, RunState, SEARCHED_APART,
    Scenario,
};
use app::{Ctx, Error, Paging, Span};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column};

use super::results::{Part, top};
use super::run::{state, without_results};
use super::show::clock;
use super::{agency_names, run_path, scenario_path};
use crate::download::{self, Stretch, hours};
use crate::error::Answer;
use crate::layout::forms::{self, Field};
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists;
use crate::layout::parts::{self, Head, Tab};
use crate::layout::states::{self, Tone};
use crate::prove::link;
use crate::request::{Address, Path};
use crate::shell::Shell;

/// What the address of the choice may ask for.
const CHOICE: &[Known] = &[("scenario", anything)];

/// The changes in the order in which they are shown: first what got better.
const SHOWN: [Change; 5] =
    [Change::Earlier, Change::NotDown, Change::Judged, Change::Later, Change::NewlyDown];

/// What the address of a comparison may ask for.
const KNOWN: &[Known] = &[("change", |it| Change::from_code(it).is_some())];

/// `GET /scenarios/runs/{id}/compare`: with which other run.
pub(super) async fn choose(
    shell: Shell,
    Path(id): Path<RunId>,
    Address(address): Address,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let list = List::read(&address, "").knowing(CHOICE);
    let (run, scenario) = scenarios::show_run(ctx, id).await?;
    if run.state != RunState::Done {
        return Ok(without_results(&shell, &run, &scenario));
    }
    let named = list.filter("scenario");
    let of = match named {
        None => Some(scenario.clone()),
        Some(code) => found(scenarios::by_code(ctx, code).await)?,
    };
    let runs = match &of {
        Some(it) => {
            let paging = Paging { number: list.page, size: list.per };
            Some(scenarios::list_runs(ctx, it.id, paging).await?)
        }
        None => None,
    };
    let problem = of.is_none().then(|| "There is no scenario with this code.".to_owned());
    let problems: Vec<(String, String)> =
        problem.into_iter().map(|it| ("scenario".to_owned(), it)).collect();
    let field = Field::new("scenario", "Runs of the scenario")
        .value(named.unwrap_or(&scenario.code))
        .hint("Its code. Type part of its name to find it.")
        .problem_in(&problems)
        .told();
    let main = html! {
        (top(&shell, (&run, &scenario), Part::Compare, "Compare with which run?", Some(html! {
            "Choose another run: of this scenario, to see what changed; of another one, to see which is worse."
        })))
        (lists::misread(&list))
        form.form method="get" {
            (forms::lookup(&field, "/search.json?kind=scenario"))
            div { button.button { "Show its runs" } }
        }
        @if let (Some(of), Some(page)) = (&of, &runs) {
            (choices(&shell, (&run, of), &page.items))
            (lists::pages(&list, page.n_items, "run", "runs"))
        }
    };
    Ok(shell.page("Compare runs", main))
}

/// What is not there is none.
fn found<T>(found: app::Result<T>) -> Answer<Option<T>> {
    match found {
        Ok(it) => Ok(Some(it)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn choices(shell: &Shell, (run, of): (&Run, &Scenario), runs: &[RunLine]) -> Markup {
    // The older one comes first: a comparison says what became of it.
    let address = |it: &RunLine| match it.created_at < run.created_at {
        true => format!("{}/compare/{}", run_path(it.id), run.id),
        false => format!("{}/compare/{}", run_path(run.id), it.id),
    };
    let title = format!("Runs of {}", of.name);
    parts::panel(
        &title,
        html! { a href=(scenario_path(of.id)) { "The scenario" } },
        html! {
            @if runs.is_empty() {
                div.body { p.quiet { "It has never been run." } }
            } @else {
                (lists::table(&title, html! {
                    th scope="col" { "Started" } th scope="col" { "State" } th scope="col" { span.unseen { "Actions" } }
                }, html! {
                    @for it in runs {
                        tr {
                            td data-label="Started" { (clock(shell, it.created_at)) }
                            td data-label="State" { (state(it.state)) }
                            td.actions {
                                @if it.id == run.id { span.quiet { "This run" } }
                                @else if it.state == RunState::Done {
                                    a href=(address(it)) aria-label={ "Compare with the run of " (clock(shell, it.created_at)) } { "Compare" }
                                } @else { span.quiet { "No results" } }
                            }
                        }
                    }
                }))
            }
        },
    )
}

/// `GET /scenarios/runs/{id}/compare/{other}`
pub(super) async fn show(
    shell: Shell,
    Path((before, after)): Path<(RunId, RunId)>,
    Address(address): Address,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let list = List::read(&address, "").knowing(KNOWN);
    let (one, one_of) = scenarios::show_run(ctx, before).await?;
    let (other, other_of) = scenarios::show_run(ctx, after).await?;
    let comparison = scenarios::compare(ctx, before, after).await?;
    let change = asked(&list, &comparison);
    let paging = Paging { number: list.page, size: list.per };
    let page = scenarios::changed(ctx, (before, after), change, paging).await?;
    let names = agency_names(ctx, page.items.iter().map(|it| it.row.agency_id)).await?;
    let n_all: u64 = comparison.counts.iter().map(|it| it.1).sum();
    let title = title(&comparison);
    let path = format!("{}/compare/{after}", run_path(before));
    let crumbs = vec![
        ("Scenarios".to_owned(), "/scenarios".to_owned()),
        (other_of.name.clone(), scenario_path(other_of.id)),
        (format!("Run of {}", clock(&shell, other.created_at)), run_path(after)),
    ];
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead(&shell, (&one, &one_of), (&other, &other_of))), actions: Some(html! {
            (parts::button("The other way round", &format!("{}/compare/{before}", run_path(after))))
            (parts::button("Another run", &format!("{}/compare", run_path(after))))
        }) }.shown())
        (lists::misread(&list))
        @if comparison.same_inputs {
            (parts::notice(Tone::Good, "Both were computed from the same", html! {
                p { "The inventory, the scenario and the method were the same, so both say the same." }
            }))
        }
        @if let Some(said) = past_mtd(&comparison) { p { (said) } }
        @if 0 < n_all {
            @if comparison.searched_apart { p.quiet { (SEARCHED_APART) } }
            div.toolbar { div.actions { a.button href=(list.file(&format!("{path}/changes"), "csv")) download { "Download as CSV" } } }
            section.panel {
                (parts::tabs("What changed", &tabs(&list, &comparison, change)))
                @if page.items.is_empty() {
                    div.body { p.quiet { "There are none like that." } }
                } @else {
                    @if page.items.iter().any(|it| it.overtaken.is_some()) {
                        div.body { p { (WHY_LATER) } }
                    }
                    (table(&page.items, change, &names))
                }
            }
            (lists::pages(&list, page.n_items, "service or process", "services and processes"))
        }
    };
    Ok(shell.page("Compare runs", main))
}

/// Above those who are back later with what is assumed than without it.
const WHY_LATER: &str = "What is assumed changes the order of restoration. All together are less late, or done \
     sooner, than in the order without it; these make room for what counts more.";

/// The change that the address asks for. If it asks for none: the best there is.
fn asked(list: &List, comparison: &Comparison) -> Change {
    let best = SHOWN.into_iter().find(|it| 0 < n_of(comparison, *it));
    list.filter("change").and_then(Change::from_code).or(best).unwrap_or(Change::Earlier)
}

/// How many differ in one way.
fn n_of(comparison: &Comparison, change: Change) -> u64 {
    comparison.counts.iter().find(|it| it.0 == change).map_or(0, |it| it.1)
}

/// How much differs, in one sentence: of one service alone, when it is back.
fn title(comparison: &Comparison) -> String {
    if let Some(it) = &comparison.alone {
        let back =
            |it: Option<Span>| it.map_or_else(|| "never back".to_owned(), |it| it.to_string());
        let (before, after) = (back(it.before), back(it.after));
        return match before == after {
            true => format!("{}: {before}, as before", it.service.name),
            false => format!("{}: {before}, now {after}", it.service.name),
        };
    }
    let counts = SHOWN.map(|it| (it, n_of(comparison, it)));
    let words = counts.into_iter().filter(|it| 0 < it.1).map(|(change, n)| {
        let n = grouped(n);
        match change {
            Change::NewlyDown => format!("{n} newly down"),
            Change::Later => format!("{n} back later"),
            Change::Earlier => format!("{n} back earlier"),
            Change::NotDown => format!("{n} no longer down"),
            Change::Judged => format!("{n} judged otherwise"),
        }
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        "All is back when it was before, and judged alike".to_owned()
    } else {
        words.join(", ")
    }
}

fn lead(
    shell: &Shell,
    (one, one_of): (&Run, &Scenario),
    (other, other_of): (&Run, &Scenario),
) -> Markup {
    let said = |it: &Run, of: &Scenario| {
        html! { a href=(run_path(it.id)) { (of.name) ", run of " (clock(shell, it.created_at)) }
            @if it.scenario.is_without_changes { " without what is assumed" }
        }
    };
    let begins = [one, other].map(|it| it.scenario.begins_after);
    let begun = |it: Option<Span>| it.map_or("at once".to_owned(), |it| format!("after {it}"));
    html! {
        "From " (said(one, one_of)) " to " (said(other, other_of)) ". Services and processes that you may see."
        @match begins {
            [None, None] => {}
            [before, after] if before == after => { " Work begins " (begun(before)) " in both." }
            [before, after] => { " Work begins " (begun(before)) " in the first, " (begun(after)) " in the second." }
        }
    }
}

fn tabs(list: &List, comparison: &Comparison, current: Change) -> Vec<Tab<'static>> {
    let tab = |change: Change| Tab {
        label: change.title(),
        href: list.with("change", change.code()).link(),
        count: Some(n_of(comparison, change)),
        current: change == current,
    };
    SHOWN.into_iter().map(tab).collect()
}

fn table(rows: &[ChangedRow], change: Change, names: &BTreeMap<AgencyId, String>) -> Markup {
    let back = |it: Option<Span>, is_down: bool| match it {
        Some(it) => it.to_string(),
        None if is_down => "Never".to_owned(),
        None => "Not down".to_owned(),
    };
    let heading = html! {
        th scope="col" { "Service or process" } th scope="col" { "Agency" }
        th.num scope="col" { "Tier" } th.num scope="col" { "Target" }
        th.num scope="col" { "Back before" } th.num scope="col" { "Back now" }
        th scope="col" { "Difference" }
    };
    lists::table(
        "What changed",
        heading,
        html! {
            @for it in rows {
                tr {
                    td data-label="Service or process" { (link(&it.row.item)) }
                    td data-label="Agency" { (names.get(&it.row.agency_id).map_or("", String::as_str)) }
                    td.num data-label="Tier" { @match it.row.tier { Some(tier) => (tier), None => "–" } }
                    td.num data-label="Target" { @match it.row.due { Some(due) => (due), None => "–" } }
                    td.num data-label="Back before" { (back(it.back_before, change != Change::NewlyDown)) }
                    td.num data-label="Back now" { (back(it.back_after, change != Change::NotDown)) }
                    td data-label="Difference" {
                        (difference(it, change))
                        @if let Some(past) = it.row.past_mtd().filter(|_| change != Change::NotDown) {
                            small { (parts::capital(&past)) }
                        }
                        (why(it))
                    }
                }
            }
        },
    )
}

/// How many are past their MTD in each, if any are.
fn past_mtd(comparison: &Comparison) -> Option<String> {
    let (before, after) = (comparison.n_past_mtd_before, comparison.n_past_mtd_after);
    let (first, second) = (grouped(before), grouped(after));
    (0 < before + after)
        .then(|| format!("Past their MTD: {first} in the first, {second} in the second."))
}

/// Why it is back later, where that is known.
fn why(it: &ChangedRow) -> Markup {
    html! {
        @if let Some(of) = &it.overtaken {
            small {
                @match &of.crew {
                    Some(it) if it.kind == Kind::Equipment => { (link(&of.first)) " takes " (link(it)) " first" }
                    Some(crew) => { (link(crew)) " restores " (link(&of.first)) " first" }
                    None => { "Its crew restores " (link(&of.first)) " first" }
                }
                @if let Some(whom) = of.for_whom.as_ref().filter(|it| it.id != of.first.id) { ", for " (link(whom)) }
            }
        }
    }
}

/// How it is judged otherwise, from before to now.
fn judged(it: &ChangedRow) -> Markup {
    let now = it.row.verdict;
    let tone = match it.verdict_before {
        Some(before) if now < before => Tone::Bad,
        _ => Tone::Good,
    };
    let before = it.verdict_before.map_or("–", RowVerdict::title);
    states::state(tone, format!("{before}, now {}", now.title().to_lowercase()))
}

/// How much later or earlier it is back, in words.
fn difference(it: &ChangedRow, change: Change) -> Markup {
    let both = it.back_before.zip(it.back_after);
    match (change, both) {
        (Change::NewlyDown, _) => states::state(Tone::Bad, "Newly down"),
        (Change::NotDown, _) => states::state(Tone::Good, "No longer down"),
        (Change::Judged, _) => judged(it),
        (Change::Later, Some((before, after))) => {
            states::state(Tone::Bad, format!("{} later", after.minus(before)))
        }
        (Change::Later, None) => states::state(Tone::Bad, "Does not come back any more"),
        (Change::Earlier, Some((before, after))) => {
            states::state(Tone::Good, format!("{} earlier", before.minus(after)))
        }
        (Change::Earlier, None) => states::state(Tone::Good, "Comes back after all"),
    }
}

/// `GET /scenarios/runs/{id}/compare/{other}/changes.csv`
pub(super) async fn csv(
    shell: Shell,
    Path(runs): Path<(RunId, RunId)>,
    Address(address): Address,
) -> Answer<Response> {
    let ctx = shell.ctx.clone();
    let list = List::read(&address, "").knowing(KNOWN);
    let only = list.filter("change").and_then(Change::from_code);
    let columns = vec![
        Column::text("change"),
        Column::text("kind"),
        Column::text("code"),
        Column::text("name"),
        Column::text("agency"),
        Column::number("tier"),
        Column::hours("target"),
        Column::hours("back_before"),
        Column::hours("back_after"),
        Column::text("crew_restores_first"),
        Column::text("for"),
        Column::hours("past_mtd_by"),
    ];
    let wanted: Vec<Change> =
        SHOWN.into_iter().filter(|it| only.is_none_or(|only| only == *it)).collect();
    download::csv("run-changes.csv", columns, (0, 1), move |at| {
        let (ctx, wanted) = (ctx.clone(), wanted.clone());
        async move { stretch(&ctx, runs, &wanted, at).await }
    })
    .await
}

/// Page `number` of one sort of change, and then those of the next one.
async fn stretch(
    ctx: &Ctx,
    runs: (RunId, RunId),
    wanted: &[Change],
    (index, number): (usize, u32),
) -> Answer<Stretch<(usize, u32)>> {
    let Some(&change) = wanted.get(index) else {
        return Ok(Stretch { rows: Vec::new(), next: None });
    };
    let paging = Paging { number, size: Paging::SIZE_MAX };
    let page = scenarios::changed(ctx, runs, change, paging).await?;
    let names = agency_names(ctx, page.items.iter().map(|it| it.row.agency_id)).await?;
    let next = if page.is_last() { (index + 1, 1) } else { (index, number + 1) };
    let rows = page.items.iter().map(|it| {
        let first = it.overtaken.as_ref();
        let for_whom = first.and_then(|it| it.for_whom.as_ref());
        vec![
            Cell::from(change.code()),
            Cell::from(it.row.item.kind.code()),
            Cell::from(it.row.item.code.as_str()),
            Cell::from(it.row.item.name.as_str()),
            Cell::from(names.get(&it.row.agency_id).map_or("", String::as_str)),
            it.row.tier.map(u32::from).into(),
            hours(it.row.due),
            hours(it.back_before),
            hours(it.back_after),
            first.map_or(Cell::Empty, |it| Cell::from(it.first.name.as_str())),
            for_whom.map_or(Cell::Empty, |it| Cell::from(it.name.as_str())),
            hours(it.row.caught_up.past_by().filter(|_| change != Change::NotDown)),
        ]
    });
    Ok(Stretch { rows: rows.collect(), next: Some(next).filter(|it| it.0 < wanted.len()) })
}
