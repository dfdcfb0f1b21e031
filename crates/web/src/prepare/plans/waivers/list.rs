//! The list of waivers, of an agency or of all, with those that end soon.

use app::assure::obligations;
use app::ids::PlanId;
use app::plans::checks::RULES;
use app::plans::waivers::{self, Named, Query, Sort, Standing, Waiver};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::{standing, today, waiver_path};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::counted;
use crate::layout::list::{Known, List, anything, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{Offered, agencies_below, agency_filter, offered_agencies};
use crate::people::file::{Format, file};
use crate::prepare::plans::plan_path;
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("plan", parsed::<PlanId>),
    ("rule", |it| RULES.iter().any(|rule| rule.code == it)),
    ("standing", |it| Standing::from_code(it).is_some()),
    ("ending", yes),
];

/// `GET /plans/waivers`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "until").knowing(KNOWN);
    let ctx = &shell.ctx;
    let query = query(ctx, &list).await?;
    let page = waivers::list(ctx, &query).await?;
    let soon = Query { standing: None, paging: Paging::default(), ..query }.ending_soon(today(ctx));
    let title = match waivers::list(ctx, &soon).await?.n_items {
        0 => "No waiver ends within 30 days".to_owned(),
        n => counted(n, "waiver ends within 30 days", "waivers end within 30 days"),
    };
    let rows = rows(ctx, &page.items).await?;
    let offered = offered_agencies(ctx).await?;
    let lead = html! {
        "What rules find in plans, and somebody answers for until a day. It stays in sight, does not count \
         so long, and counts again by itself the day after."
    };
    let crumbs = vec![("Plans".to_owned(), "/plans".to_owned())];
    let filters = filters(&offered);
    let exports = lists::exports(&list, "/plans/waivers");
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (lists::toolbar(&list, "Search waivers", &filters, exports))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "waivers") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "waivers"))
        } @else if page.items.is_empty() {
            (lists::empty("Nothing is waived", "Whoever writes a plan asks for a waiver beside a finding.",
                parts::button("Plans", "/plans")))
        } @else {
            section.panel {
                (lists::table("Waivers", html! {
                    th scope="col" { "Finding" }
                    (lists::heading(&list, "rule", "Rule"))
                    th scope="col" { "Plan" } th scope="col" { "Agency" }
                    (lists::heading(&list, "state", "State"))
                    (lists::heading(&list, "until", "Last day"))
                    (lists::heading(&list, "asked", "Asked"))
                    th scope="col" { "By" }
                }, html! { @for (it, is_gone) in &rows { (row(&shell, it, *is_gone)) } }))
            }
            (lists::pages(&list, page.n_items, "waiver", "waivers"))
        }
    };
    Ok(shell.page("Waivers", main))
}

/// The waivers of a page, each with whether there is nothing to waive any more.
async fn rows(ctx: &Ctx, all: &[Waiver]) -> Answer<Vec<(Named, bool)>> {
    let on = today(ctx);
    let open: Vec<Waiver> = all.iter().filter(|it| !it.is_over(on)).cloned().collect();
    let is_found = obligations::found_now(ctx, &open).await?;
    let gone = open.iter().zip(is_found).filter(|it| it.1 == Some(false));
    let gone: Vec<_> = gone.map(|it| it.0.id).collect();
    let named = waivers::named(ctx, all).await?.into_iter();
    Ok(named
        .map(|it| {
            let is_gone = gone.contains(&it.waiver.id);
            (it, is_gone)
        })
        .collect())
}

fn row(shell: &Shell, named: &Named, is_gone: bool) -> Markup {
    let it = &named.waiver;
    html! {
        tr {
            td data-label="Finding" {
                a href=(waiver_path(it.id)) { (it.sentence) }
                br; small.quiet { (it.reason) }
            }
            td data-label="Rule" { code { (it.rule) } }
            td data-label="Plan" { a href=(plan_path(it.plan_id)) { (named.plan) } }
            td data-label="Agency" { (named.agency) }
            td data-label="State" {
                (standing(it, today(&shell.ctx)))
                @if is_gone { br; small.quiet { "Not found any more" } }
            }
            td data-label="Last day" { (Shell::date(it.until)) }
            td data-label="Asked" { (shell.day(it.asked_at)) br; small.quiet { (named.asked_by) } }
            td data-label="By" { (named.decided_by.as_deref().unwrap_or("–")) }
        }
    }
}

fn filters(offered: &Offered) -> Vec<Filter<'_>> {
    let filter = |name, label, choices| Filter { name, label, choices, ..Filter::default() };
    let rules = RULES.iter().map(|it| Choice::new(it.code, format!("{} {}", it.code, it.title)));
    let standings = Standing::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let mut filters: Vec<Filter<'_>> = agency_filter(offered).into_iter().collect();
    filters.push(filter("standing", "State", standings.collect()));
    filters.push(filter("rule", "Rule", rules.collect()));
    filters.push(filter("ending", "Last day", vec![Choice::new("true", "Within 30 days")]));
    filters
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = match list.filter("agency") {
        Some(named) => Some(agencies_below(ctx, named).await?),
        None => None,
    };
    let query = Query {
        text: list.text.clone(),
        agencies,
        plan: list.filter("plan").and_then(|it| it.parse().ok()),
        rule: list.filter("rule").map(str::to_owned),
        standing: list.filter("standing").and_then(Standing::from_code),
        ending_by: None,
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    };
    Ok(match list.filter("ending") {
        Some("true") => query.ending_soon(today(ctx)),
        _ => query,
    })
}

/// `GET /plans/waivers.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /plans/waivers.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

const COLUMNS: [&str; 14] = [
    "plan",
    "title",
    "agency",
    "rule",
    "about",
    "finding",
    "reason",
    "state",
    "last_day",
    "asked_by",
    "asked_at",
    "decided_by",
    "decided_at",
    "note",
];

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let mut query = query(ctx, &List::read(address, "until").knowing(KNOWN)).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = waivers::list(ctx, &query).await?;
        rows.extend(waivers::named(ctx, &page.items).await?.into_iter().map(|named| {
            let it = named.waiver;
            let standing = it.standing(today(ctx)).code().to_owned();
            vec![
                named.plan_code,
                named.plan,
                named.agency,
                it.rule,
                it.about,
                it.sentence,
                it.reason,
                standing,
                it.until.to_string(),
                named.asked_by,
                it.asked_at.to_rfc3339(),
                named.decided_by.unwrap_or_default(),
                it.decided_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
                it.note,
            ]
        }));
        if page.is_last() {
            break;
        }
    }
    file(format, "waivers", &COLUMNS, rows)
}
