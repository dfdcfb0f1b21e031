//! What the rules found in the plans in the last night, and what is different from the night before.

use std::collections::BTreeSet;

use app::ids::AgencyId;
use app::people::agencies;
use app::plans::checks::{RULES, Severity};
use app::plans::plan::Plan;
use app::programme::nightly::{self, Noted, PlanNight, Query, Since, Sort};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::plan_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::{counted, grouped};
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::people::agencies::{Offered, agencies_below, agency_filter, offered_agencies};
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("rule", |it| RULES.iter().any(|rule| rule.code == it)),
    ("changed", yes),
];

/// `GET /plans/nightly`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "title").knowing(KNOWN);
    let ctx = &shell.ctx;
    let found = nightly::list(ctx, &query(ctx, &list).await?).await?;
    let since = nightly::since(ctx).await?;
    let ids: BTreeSet<AgencyId> = found.items.iter().map(|it| it.agency_id).collect();
    let names = agencies::labels(ctx, &ids).await?;
    let offered = offered_agencies(ctx).await?;
    let title = since.as_ref().map_or_else(|| "No night yet".to_owned(), heading_of);
    let lead = html! {
        "Every night all rules look at every plan: at what is being written, or else at what is in force."
        @if let Some(since) = &since { " Last on " (shell.day(since.checked_for)) "." }
    };
    let crumbs = vec![("Plans".to_owned(), "/plans".to_owned())];
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (lists::toolbar(&list, "Search plans", &filters(&offered), lists::exports(&list, "/plans/nightly")))
        @if let Some(beyond) = lists::beyond(&list, found.n_items, "plans") {
            (beyond)
        } @else if found.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "plans"))
        } @else if found.items.is_empty() {
            (lists::empty("Nothing was checked yet", "Plans are checked at half past three in the morning.",
                parts::button("Plans", "/plans")))
        } @else {
            section.panel {
                (lists::table("Plans by night", html! {
                    (lists::heading(&list, "title", "Plan"))
                    th scope="col" { "Agency" }
                    (lists::number_heading(&list, "errors", "Errors"))
                    th.num scope="col" { "Warnings" } th.num scope="col" { "Notes" }
                    (lists::number_heading(&list, "new", "New"))
                    (lists::number_heading(&list, "gone", "Gone"))
                }, html! {
                    @for it in &found.items { (row(it, names.get(&it.agency_id))) }
                }))
            }
            (lists::pages(&list, found.n_items, "plan", "plans"))
        }
    };
    Ok(shell.page("Plans by night", main))
}

/// The last night in a sentence.
fn heading_of(it: &Since) -> String {
    match (it.n_new, it.n_gone) {
        (0, 0) => "Nothing is new since the night before".to_owned(),
        (0, gone) => format!("{} gone since the night before", findings_are(gone)),
        (new, 0) => format!("{} new since the night before", findings_are(new)),
        (new, gone) => {
            format!("{} new since the night before, {} gone", findings_are(new), grouped(gone))
        }
    }
}

fn findings_are(n: u64) -> String {
    counted(n, "finding is", "findings are")
}

fn filters(offered: &Offered) -> Vec<Filter<'_>> {
    let filter = |name, label, choices| Filter { name, label, choices, ..Filter::default() };
    let rules = RULES.iter().map(|it| Choice::new(it.code, format!("{} {}", it.code, it.title)));
    let mut filters: Vec<Filter<'_>> = agency_filter(offered).into_iter().collect();
    filters.push(filter("rule", "Found by", rules.collect()));
    filters.push(filter("changed", "Since the night before", vec![Choice::new("true", "Changed")]));
    filters
}

fn row(it: &PlanNight, agency: Option<&String>) -> Markup {
    let n_errors = it.n_of(Severity::Error);
    html! {
        tr {
            td data-label="Plan" { a href=(plan_path(it.plan_id)) { (it.title) } br; small.quiet { (it.code) } }
            td data-label="Agency" { (agency.map_or("", String::as_str)) }
            td.num data-label="Errors" {
                @if n_errors == 0 { "0" } @else { (state(Tone::Bad, n_errors)) }
            }
            td.num data-label="Warnings" { (it.n_of(Severity::Warning)) }
            td.num data-label="Notes" { (it.n_of(Severity::Note)) }
            td.num data-label="New" { (it.new.len()) }
            td.num data-label="Gone" { (it.gone.len()) }
        }
    }
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = match list.filter("agency") {
        Some(named) => Some(agencies_below(ctx, named).await?),
        None => None,
    };
    Ok(Query {
        text: list.text.clone(),
        agencies,
        rule: list.filter("rule").map(str::to_owned),
        changed: list.filter("changed") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// On the board of plans: what is new since the night before.
pub(super) async fn notice(ctx: &Ctx) -> Answer<Markup> {
    let since = nightly::since(ctx).await?;
    let since = since.filter(|it| 0 < it.n_new + it.n_gone);
    Ok(html! {
        @if let Some(it) = since {
            p {
                @if 0 < it.n_new { (state(Tone::Warn, format!("Since last night: {} new", grouped(it.n_new)))) }
                @else { (state(Tone::Good, "Since last night: nothing new")) }
                @if 0 < it.n_new { " in " (counted(it.n_plans_new, "plan", "plans")) }
                @if 0 < it.n_gone { ", " (grouped(it.n_gone)) " gone" }
                ". "
                a href="/plans/nightly?changed=true" { "See which" }
            }
        }
    })
}

/// Beside a plan: what is new since the night before.
pub(super) async fn panel(ctx: &Ctx, plan: &Plan) -> Answer<Markup> {
    let night = nightly::of_plan(ctx, plan.id).await?;
    let night = night.filter(|it| !(it.new.is_empty() && it.gone.is_empty()));
    let Some(it) = night else { return Ok(html! {}) };
    let says = format!("Since last night: {} new", it.new.len());
    let tone = if it.new.is_empty() { Tone::Good } else { Tone::Warn };
    Ok(parts::padded_panel(
        "Last night",
        state(tone, says),
        html! {
            ul.plain.checks {
                @for it in &it.new { (line("New", it)) }
                @for it in &it.gone { (line("Gone", it)) }
            }
        },
    ))
}

fn line(what: &str, it: &Noted) -> Markup {
    html! { li { strong { (what) } " " (it.sentence) br; span.quiet { code { (it.code) } ", " (it.severity) } } }
}

/// `GET /plans/nightly.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("plans-by-night", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /plans/nightly.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("plans-by-night", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// Since when a finding is there; what is waived does not count.
fn since(of: &PlanNight, it: &Noted) -> String {
    match it.waived_until {
        Some(until) => format!("waived until {until}"),
        None if of.new.contains(it) => "new".to_owned(),
        None => "as before".to_owned(),
    }
}

/// The columns of the file: a row for each finding.
const COLUMNS: [&str; 9] =
    ["plan", "title", "agency", "night", "rule", "severity", "place", "since", "says"];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let list = List::read(address, "title").knowing(KNOWN);
    let mut query = query(ctx, &list).await?;
    let mut table = Table::new("Plans by night", COLUMNS.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = nightly::list(ctx, &query).await?;
        let ids: BTreeSet<AgencyId> = page.items.iter().map(|it| it.agency_id).collect();
        let names = agencies::labels(ctx, &ids).await?;
        for of in &page.items {
            let agency = names.get(&of.agency_id).cloned().unwrap_or_default();
            let found = of.found.iter().map(|it| (it, since(of, it)));
            let all = found.chain(of.gone.iter().map(|it| (it, "gone".to_owned())));
            let all = all.filter(|it| query.rule.as_ref().is_none_or(|rule| *rule == it.0.code));
            table.rows.extend(all.map(|(it, since)| -> Vec<Cell> {
                let cells: [String; 9] = [
                    of.code.clone(),
                    of.title.clone(),
                    agency.clone(),
                    of.checked_for.date_naive().to_string(),
                    it.code.clone(),
                    it.severity.clone(),
                    it.place.clone(),
                    since,
                    it.sentence.clone(),
                ];
                cells.map(Cell::from).into()
            }));
        }
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
