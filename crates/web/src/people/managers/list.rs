//! The published list: which agency has which relationship manager, and which has none or two.

use app::Ctx;
use app::Paging;
use app::actor::Permission;
use app::people::agencies::Agency;
use app::people::managers::{self, Line, Query, Sort, Standing};
use axum::response::Response;
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::counted;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::people::file::{Format, file};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("standing", |it| Standing::from_code(it).is_some()),
];

/// `GET /managers`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "agency").knowing(KNOWN);
    let ctx = &shell.ctx;
    let query = query(ctx, &list).await?;
    let page = managers::list(ctx, &query).await?;
    let title = match n_wrong(ctx, &query).await? {
        0 => "Each agency has one relationship manager".to_owned(),
        n => format!(
            "{} not exactly one relationship manager",
            counted(n, "agency has", "agencies have")
        ),
    };
    let may_assign = ctx.actor.may_somewhere(Permission::AssignManagers);
    let add = || html! { @if may_assign { (parts::primary("Assign a manager", "/managers/new")) } };
    let lead = html! { "Who looks after which agency, and whom to ask there about its needs." };
    let head = Head { title: &title, lead: Some(lead), actions: Some(add()), ..Head::default() };
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    let choices = Standing::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let standing = Filter {
        name: "standing",
        label: "Manager",
        choices: choices.collect(),
        ..Filter::default()
    };
    filters.push(standing);
    let search = "Search agencies and managers";
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, search, &filters, lists::exports(&list, "/managers")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "agencies") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "agencies"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "No agency yet",
                "Each agency of the state stands here with its relationship manager.",
                html! {},
            ))
        } @else {
            section.panel {
                (lists::table("Relationship managers", html! {
                    (lists::heading(&list, "agency", "Agency"))
                    (lists::heading(&list, "manager", "Relationship manager"))
                    (lists::heading(&list, "standing", "Standing"))
                    th scope="col" { "Since" }
                }, html! { @for it in &page.items { (row(it, may_assign)) } }))
            }
            (lists::pages(&list, page.n_items, "agency", "agencies"))
        }
    };
    Ok(shell.page("Relationship managers", main))
}

/// How many of those that are asked for have nobody, or more than one.
async fn n_wrong(ctx: &Ctx, query: &Query) -> Answer<u64> {
    let mut n_wrong = 0;
    for standing in [Standing::Nobody, Standing::Several] {
        let query = Query { standing: Some(standing), paging: Paging::default(), ..query.clone() };
        n_wrong += managers::list(ctx, &query).await?.n_items;
    }
    Ok(n_wrong)
}

fn row(it: &Line, may_assign: bool) -> Markup {
    html! {
        tr {
            td data-label="Agency" { a href={ "/agencies/" (it.agency.id) } { (it.agency.name) } }
            td data-label="Relationship manager" { (names(it, may_assign)) }
            td data-label="Standing" { (standing(it.standing)) }
            td data-label="Since" {
                @match it.current.first() {
                    Some((first, _)) => (Shell::date(first.from)),
                    None => "–",
                }
            }
        }
    }
}

fn names(it: &Line, may_assign: bool) -> Markup {
    html! {
        @for (n, (manager, name)) in it.current.iter().enumerate() {
            @if 0 < n { ", " }
            a href={ "/people/" (manager.person_id) } { (name) }
            @if may_assign {
                " " a href={ "/managers/" (manager.id) "/edit" }
                    aria-label={ "Change " (name) " at " (it.agency.name) } { "Change" }
            }
        }
        @if it.current.is_empty() {
            @if may_assign {
                a href={ "/managers/new?agency=" (it.agency.code) }
                    aria-label={ "Assign a manager of " (it.agency.name) } { "Assign" }
            } @else { "–" }
        }
    }
}

fn standing(it: Standing) -> Markup {
    let tone = match it {
        Standing::One => Tone::Good,
        Standing::Several => Tone::Warn,
        Standing::Nobody => Tone::Bad,
    };
    states::state(tone, it.title())
}

/// Who looked after an agency, and who does, on its page.
pub(crate) async fn panel(shell: &Shell, agency: &Agency) -> Answer<Markup> {
    let all = managers::of_agency(&shell.ctx, agency.id).await?;
    let may_assign = shell.ctx.actor.may(Permission::AssignManagers, agency.id);
    let today = shell.today();
    let link = html! {
        @if may_assign { a href={ "/managers/new?agency=" (agency.code) } { "Assign" } }
        @else { a href="/managers" { "All agencies" } }
    };
    let inside = html! {
        @if all.is_empty() { p { "Nobody is assigned." } }
        @else {
            ul.plain {
                @for (it, name) in &all {
                    li {
                        a href={ "/people/" (it.person_id) } { (name) } " "
                        small.quiet {
                            @if it.is_current(today) { "since " } @else { "from " }
                            (Shell::date_words(it.from))
                            @if let Some(until) = it.until { " to " (Shell::date_words(until)) }
                        }
                        @if may_assign {
                            " " a href={ "/managers/" (it.id) "/edit" }
                                aria-label={ "Change " (name) } { "Change" }
                        }
                    }
                }
            }
        }
    };
    Ok(parts::padded_panel("Relationship manager", link, inside))
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        standing: list.filter("standing").and_then(Standing::from_code),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /managers.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /managers.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let mut query = query(ctx, &List::read(address, "agency").knowing(KNOWN)).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = managers::list(ctx, &query).await?;
        for it in &page.items {
            let all: Vec<_> = it.current.iter().map(|it| it.0.clone()).collect();
            let documents = managers::documents(ctx, &all).await?;
            let codes: Vec<String> = documents.into_iter().map(|it| it.person).collect();
            let names: Vec<&str> = it.current.iter().map(|it| it.1.as_str()).collect();
            rows.push(vec![
                it.agency.code.clone(),
                it.agency.name.clone(),
                codes.join("; "),
                names.join("; "),
                it.standing.code().to_owned(),
                it.current.first().map(|it| it.0.from.to_string()).unwrap_or_default(),
            ]);
        }
        if page.is_last() {
            break;
        }
    }
    let columns = ["agency", "agency_name", "managers", "manager_names", "standing", "since"];
    file(format, "relationship-managers", &columns, rows)
}
