//! How each service and process fares in a run: all of them, or those that fare in one way.

use std::collections::BTreeMap;

use app::ids::{AgencyId, RunId};
use app::prepare::inventory::Kind;
use app::prove::scenarios::{
    self, Findings, RowQuery, RowSort, RowVerdict, RunState, ServiceRow, Totals,
};
use app::{Ctx, Paging, Span};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::agency_names;
use super::results::{Part, finding, top};
use super::run::without_results;
use crate::download::{self, Stretch, hours};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, parsed};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Tab};
use crate::layout::states::{Tone, state};
use crate::people::agencies::{Offered, agencies_below, agency_filter, offered_agencies};
use crate::prove::files::{Form, download as whole};
use crate::prove::link;
use crate::request::{Address, Path};
use crate::shell::Shell;

/// What stands in the address for all of them, however they fare.
const ALL: &str = "all";

/// What asks for those alone that are past their MTD.
const MTD: &str = "mtd";

/// What stands behind it in the address.
const PAST: &str = "past";

/// The order if the address does not say: the latest first.
const WORST: &str = "worst";

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| RowSort::from_word(it).is_some()),
    ("verdict", |it| it == ALL || RowVerdict::from_code(it).is_some()),
    ("tier", parsed::<u8>),
    ("kind", |it| matches!(it.parse(), Ok(Kind::Service | Kind::Process))),
    (MTD, |it| it == PAST),
    ("agency", anything),
];

/// `GET /scenarios/runs/{id}/services`
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<RunId>,
    Address(address): Address,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let list = List::read(&address, WORST).knowing(KNOWN);
    let (run, scenario) = scenarios::show_run(ctx, id).await?;
    if run.state != RunState::Done {
        return Ok(without_results(&shell, &run, &scenario));
    }
    let findings = scenarios::findings(ctx, id).await?;
    let query = query(ctx, &list, &findings.totals).await?;
    let page = scenarios::services(ctx, id, &query).await?;
    let names = agency_names(ctx, page.items.iter().map(|it| it.agency_id)).await?;
    let agencies = offered_agencies(ctx).await?;
    let path = format!("{}/services", super::run_path(id));
    let main = html! {
        (top(&shell, (&run, &scenario), Part::Services, &finding(&findings), Some(html! {
            "When each is back, and what it waits for: " (run.scenario.name) "."
        })))
        (lists::toolbar(&list, "Search services and processes", &filters(&agencies, &findings), lists::exports(&list, &path)))
        @if findings.totals.n_down == 0 {
            (lists::empty("Nothing that you may see is down", "No service or process hangs on what was lost.", html! {}))
        } @else {
            section.panel {
                (parts::tabs("How they fare", &tabs(&findings.totals, &list, query.verdict)))
                @if page.items.is_empty() {
                    div.body { p.quiet { "There are none like that." } }
                } @else {
                    (table(&list, &page.items, &names))
                }
            }
            (lists::pages(&list, page.n_items, "service or process", "services and processes"))
        }
    };
    Ok(shell.page(&run.scenario.name, main))
}

/// What the address asks for. If it does not say how they fare: the worst there are, or all that are
/// past their MTD.
async fn query(ctx: &Ctx, list: &List, totals: &Totals) -> Answer<RowQuery> {
    let agencies = match list.filter("agency") {
        Some(named) => Some(agencies_below(ctx, named).await?),
        None => None,
    };
    let worst = RowVerdict::ALL.into_iter().find(|it| it.is_late() && 0 < n_of(totals, *it));
    let is_past_mtd = list.filter(MTD) == Some(PAST);
    let verdict = match list.filter("verdict") {
        Some(code) => RowVerdict::from_code(code),
        None if is_past_mtd => None,
        None => worst,
    };
    let (sort, descending) = match RowSort::from_word(&list.sort) {
        Some(sort) => (sort, list.descending),
        None if verdict == Some(RowVerdict::Never) => (RowSort::Tier, false),
        None => (RowSort::Late, true),
    };
    Ok(RowQuery {
        text: list.text.clone(),
        verdict,
        tier: list.filter("tier").and_then(|it| it.parse().ok()),
        kind: list.filter("kind").and_then(|it| it.parse().ok()),
        is_past_mtd,
        agencies,
        sort,
        descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

fn n_of(totals: &Totals, verdict: RowVerdict) -> u64 {
    match verdict {
        RowVerdict::Never => totals.n_never,
        RowVerdict::Late => totals.n_late,
        RowVerdict::Unknown => totals.n_unknown,
        RowVerdict::InTime => totals.n_in_time,
        RowVerdict::NoTarget => totals.n_no_target,
    }
}

fn tabs(totals: &Totals, list: &List, current: Option<RowVerdict>) -> Vec<Tab<'static>> {
    let tab = |label, code, count, current| Tab {
        label,
        href: list.with("verdict", code).link(),
        count: Some(count),
        current,
    };
    let all = tab("All", ALL, totals.n_down, current.is_none());
    let each = RowVerdict::ALL
        .into_iter()
        .map(|it| tab(it.title(), it.code(), n_of(totals, it), current == Some(it)));
    std::iter::once(all).chain(each).collect()
}

fn filters<'a>(agencies: &'a Offered, findings: &Findings) -> Vec<Filter<'a>> {
    let filter = |name, label, choices| Filter { name, label, choices, ..Filter::default() };
    let tiers = findings.totals.tiers.iter().filter_map(|it| it.tier);
    let tiers = tiers.map(|it| Choice::new(it.to_string(), format!("Tier {it}")));
    let mut filters = vec![filter("tier", "Tier", tiers.collect())];
    let kinds = [Kind::Service, Kind::Process].map(|it| Choice::new(it.code(), it.titles()));
    filters.push(filter("kind", "Kind", kinds.into()));
    if 0 < findings.n_past_mtd {
        filters.push(filter(MTD, "MTD", vec![Choice::new(PAST, "Past MTD")]));
    }
    filters.extend(agency_filter(agencies));
    filters
}

/// What a tier is called.
pub(super) fn tier_word(tier: Option<u8>) -> String {
    tier.map_or_else(|| "Without one".to_owned(), |it| it.to_string())
}

fn table(list: &List, rows: &[ServiceRow], names: &BTreeMap<AgencyId, String>) -> Markup {
    let heading = html! {
        (lists::number_heading(list, "position", "Order"))
        (lists::heading(list, "name", "Service or process"))
        th scope="col" { "Agency" }
        (lists::number_heading(list, "tier", "Tier"))
        (lists::number_heading(list, "back", "Back after"))
        th.num scope="col" { "Target" }
        (lists::heading(list, "late", "Late by"))
        (lists::number_heading(list, "chance", "Chance to be in time"))
        th scope="col" { "Down because of" }
    };
    lists::table(
        "Services and processes",
        heading,
        html! {
            @for it in rows {
                tr {
                    td.num data-label="Order" { (position(it)) }
                    td data-label="Service or process" { (name(it)) }
                    (columns(it, names))
                    td.num data-label="Chance to be in time" { (chance_words(it.chance, it.chance_between)) }
                    td data-label="Down because of" { (cause(it)) }
                }
            }
        },
    )
}

/// The same in short, for the page of the run.
pub(super) fn rows(label: &str, rows: &[ServiceRow], names: &BTreeMap<AgencyId, String>) -> Markup {
    let heading = html! {
        th scope="col" { "Service or process" } th scope="col" { "Agency" }
        th.num scope="col" { "Tier" } th.num scope="col" { "Back after" }
        th.num scope="col" { "Target" } th scope="col" { "Late by" }
    };
    lists::table(
        label,
        heading,
        html! {
            @for it in rows {
                tr {
                    td data-label="Service or process" { (name(it)) }
                    (columns(it, names))
                }
            }
        },
    )
}

fn columns(it: &ServiceRow, names: &BTreeMap<AgencyId, String>) -> Markup {
    html! {
        td data-label="Agency" { (names.get(&it.agency_id).map_or("", String::as_str)) }
        td.num data-label="Tier" { @match it.tier { Some(tier) => (tier), None => "–" } }
        td.num data-label="Back after" {
            @match it.back {
                Some(back) if it.verdict == RowVerdict::Unknown => {
                    @if back == Span::ZERO { "Not known" } @else { small { "at least " } (back) }
                }
                Some(back) => (back),
                None => "Never",
            }
            (caught_up(it))
        }
        td.num data-label="Target" {
            @match it.due { Some(due) => (due), None => "–" }
            (peak(it))
        }
        td.short data-label="Late by" {
            (verdict(it))
            @if let Some(past) = it.past_mtd() { small { (parts::capital(&past)) } }
        }
    }
}

/// When people have caught up, if that is later than when it is back, and anything is known of that.
fn caught_up(it: &ServiceRow) -> Markup {
    let is_open = it.verdict == RowVerdict::Unknown;
    let back = it.back.filter(|back| !is_open || *back != Span::ZERO);
    let both = back.zip(it.caught_up.after).filter(|(back, after)| back < after);
    html! {
        @if let Some((_, after)) = both {
            small { "Caught up after " @if is_open { "at least " } (after) }
        }
    }
}

/// What a peak has to do with its target.
fn peak(it: &ServiceRow) -> Markup {
    html! {
        @if let Some(it) = &it.tightened {
            small {
                "Own target " (it.rto) " in “" (it.peak) "”"
                @match it.usual { Some(usual) => { ", otherwise " (usual) } None => ", otherwise none" }
            }
        }
        @if let Some(it) = &it.peak_ahead {
            small { "“" (it.peak) "” begins after " (it.begins) ", with " (it.rto) }
        }
    }
}

fn name(it: &ServiceRow) -> Markup {
    html! {
        (link(&it.item))
        @if it.item.kind == Kind::Process { small { "Process" } }
    }
}

fn position(it: &ServiceRow) -> String {
    it.position.map_or_else(|| "–".to_owned(), |it| it.to_string())
}

/// How it fares, in words: how late it is, if it is late.
pub(super) fn verdict(it: &ServiceRow) -> Markup {
    verdict_words(it.verdict, it.late)
}

/// The same of what is known of it elsewhere.
pub(crate) fn verdict_words(verdict: RowVerdict, late: Option<Span>) -> Markup {
    match (verdict, late) {
        (RowVerdict::Late, Some(late)) => state(Tone::Bad, late),
        (verdict, _) => {
            let tone = match verdict {
                RowVerdict::Never | RowVerdict::Late => Tone::Bad,
                RowVerdict::Unknown => Tone::Warn,
                RowVerdict::InTime => Tone::Good,
                RowVerdict::NoTarget => Tone::Idle,
            };
            state(tone, verdict.title())
        }
    }
}

/// A chance in whole percent: none and all are said only of what never and always is so.
fn percent_words(chance: f64) -> String {
    match chance {
        chance if chance <= 0.0 => "0%".to_owned(),
        chance if 1.0 <= chance => "100%".to_owned(),
        chance => format!("{:.0}%", (chance * 100.0).clamp(1.0, 99.0)),
    }
}

/// A chance in percent, never 0 or 100 unless it is, and between what it lies.
pub(crate) fn chance_words(chance: Option<f64>, between: Option<(f64, f64)>) -> Markup {
    let said = chance.map_or("–".to_owned(), percent_words);
    html! {
        (said)
        @if let Some(between) = between.and_then(between_words) {
            " " small.quiet title="In 95 cases of a hundred" { (between) }
        }
    }
}

/// Between what a chance lies, in whole percent outwards. None: it is certain.
fn between_words((low, high): (f64, f64)) -> Option<String> {
    (low < high).then(|| format!("{:.0}–{:.0}%", (low * 100.0).floor(), (high * 100.0).ceil()))
}

fn cause(it: &ServiceRow) -> Markup {
    html! { @match &it.cause { Some(cause) => (link(cause)), None => "–" } }
}

/// `GET /scenarios/runs/{id}/services.csv`
pub(super) async fn csv(
    shell: Shell,
    Path(id): Path<RunId>,
    Address(address): Address,
) -> Answer<Response> {
    let ctx = shell.ctx.clone();
    let query = of_file(&ctx, id, &address).await?;
    download::csv("run-services.csv", columns_of_file(), 1, move |number| {
        let (ctx, query) = (ctx.clone(), query.clone());
        async move { stretch(&ctx, id, query, number).await }
    })
    .await
}

/// `GET /scenarios/runs/{id}/services.xlsx`
pub(super) async fn xlsx(
    shell: Shell,
    Path(id): Path<RunId>,
    Address(address): Address,
) -> Answer<Response> {
    let query = of_file(&shell.ctx, id, &address).await?;
    let mut table = Table::new("Services", columns_of_file());
    let mut next = Some(1);
    while let Some(number) = next {
        let stretch = stretch(&shell.ctx, id, query.clone(), number).await?;
        table.rows.extend(stretch.rows);
        next = stretch.next;
    }
    whole("run-services", &table, Form::Xlsx)
}

async fn of_file(ctx: &Ctx, id: RunId, address: &str) -> Answer<RowQuery> {
    let findings = scenarios::findings(ctx, id).await?;
    query(ctx, &List::read(address, WORST).knowing(KNOWN), &findings.totals).await
}

fn columns_of_file() -> Vec<Column> {
    vec![
        Column::number("position"),
        Column::text("kind"),
        Column::text("code"),
        Column::text("name"),
        Column::text("agency"),
        Column::number("tier"),
        Column::text("verdict"),
        Column::hours("back_after"),
        Column::hours("target"),
        Column::hours("late_by"),
        Column::hours("waits_for_needs"),
        Column::hours("waits_for_crew"),
        Column::number("chance_in_time"),
        Column::number("chance_low"),
        Column::number("chance_high"),
        Column::text("because_of"),
        Column::text("peak"),
        Column::hours("target_in_peak"),
        Column::hours("usual_target"),
        Column::text("peak_ahead"),
        Column::hours("peak_begins_after"),
        Column::hours("caught_up_after"),
        Column::hours("mtd"),
        Column::hours("past_mtd_by"),
    ]
}

async fn stretch(ctx: &Ctx, id: RunId, query: RowQuery, number: u32) -> Answer<Stretch<u32>> {
    let paging = Paging { number, size: Paging::SIZE_MAX };
    let page = scenarios::services(ctx, id, &RowQuery { paging, ..query }).await?;
    let names = agency_names(ctx, page.items.iter().map(|it| it.agency_id)).await?;
    let next = (!page.is_last()).then_some(number + 1);
    Ok(Stretch { rows: page.items.iter().map(|it| cells(it, &names)).collect(), next })
}

/// One of them, as a row of a file.
pub(super) fn cells(it: &ServiceRow, names: &BTreeMap<AgencyId, String>) -> Vec<Cell> {
    let text = |it: &str| Cell::from(it);
    let (tightened, ahead) = (it.tightened.as_ref(), it.peak_ahead.as_ref());
    vec![
        it.position.into(),
        text(it.item.kind.code()),
        text(&it.item.code),
        text(&it.item.name),
        text(names.get(&it.agency_id).map_or("", String::as_str)),
        it.tier.map(u32::from).into(),
        text(it.verdict.code()),
        hours(it.back),
        hours(it.due),
        hours(it.late),
        hours(it.wait_for_needs),
        hours(it.wait_for_crew),
        it.chance.into(),
        it.chance_between.map(|it| it.0).into(),
        it.chance_between.map(|it| it.1).into(),
        it.cause.as_ref().map_or(Cell::Empty, |it| text(&it.name)),
        tightened.map_or(Cell::Empty, |it| text(&it.peak)),
        hours(tightened.map(|it| it.rto)),
        hours(tightened.and_then(|it| it.usual)),
        ahead.map_or(Cell::Empty, |it| text(&it.peak)),
        hours(ahead.map(|it| it.begins)),
        hours(it.caught_up.after),
        hours(it.caught_up.mtd),
        hours(it.caught_up.past_by()),
    ]
}
