//! The list of series, and the secret link to what one is invited to.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies;
use app::people::meetings::{self, Query, Series, Sort};
use app::{Ctx, Paging, Timestamp};
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use super::series_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] =
    &[("sort", |it| Sort::from_word(it).is_some()), ("agency", anything), ("retired", yes)];

/// `GET /meetings`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    page(&shell, &address, None).await
}

/// The page. `link`: the secret link that was just made.
pub(super) async fn page(shell: &Shell, address: &str, link: Option<&str>) -> Answer<Markup> {
    let list = List::read(address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = meetings::list(ctx, &query(ctx, &list).await?).await?;
    let names = agencies::labels(ctx, &page.items.iter().map(|it| it.agency_id).collect()).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    let retired = vec![Choice::new("true", "Retired ones")];
    filters.push(Filter {
        name: "retired",
        label: "In use",
        choices: retired,
        ..Filter::default()
    });
    let may_write = ctx.actor.may_somewhere(Permission::WriteMeetings);
    let add = html! { @if may_write { (parts::primary("Add a series", "/meetings/new")) } };
    let lead = html! { "Who meets when, who came, what was said, and who does what by when." };
    let head =
        Head { title: "Meetings", lead: Some(lead), actions: Some(add.clone()), ..Head::default() };
    let mut rows = Vec::new();
    for it in &page.items {
        rows.push(row(shell, it, &names, meetings::to_come(ctx, it).await?.first().copied()));
    }
    let main = html! {
        (head.shown())
        @if let Some(link) = link { (made(link)) }
        (lists::toolbar(&list, "Search meetings", &filters, lists::exports(&list, "/meetings")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "series") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "series"))
        } @else if page.items.is_empty() {
            (lists::empty("No meetings yet", "Meetings to which your agency is invited stand here, and \
                those that it calls.", add))
        } @else {
            section.panel {
                (lists::table("Meetings", html! {
                    (lists::heading(&list, "name", "Meeting")) th scope="col" { "Called by" }
                    th scope="col" { "How often" } th scope="col" { "Next" }
                    th.num scope="col" { "Invited" } (lists::heading(&list, "updated", "Changed"))
                }, html! { @for it in rows { (it) } }))
            }
            (lists::pages(&list, page.n_items, "series", "series"))
        }
        (subscription(shell, meetings::feed_made_at(ctx).await?))
    };
    Ok(shell.page("Meetings", main))
}

fn row(
    shell: &Shell,
    it: &Series,
    names: &BTreeMap<AgencyId, String>,
    next: Option<Timestamp>,
) -> Markup {
    html! {
        tr {
            td data-label="Meeting" { a href=(series_path(it.id)) { (it.name) } }
            td data-label="Called by" { (names.get(&it.agency_id).map_or("", String::as_str)) }
            td data-label="How often" { (it.rule_in_words()) }
            td data-label="Next" { @match next { Some(at) => (shell.moment(at)), None => "–" } }
            td.num data-label="Invited" { (it.invited.len()) }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

fn made(link: &str) -> Markup {
    parts::notice(
        crate::layout::states::Tone::Good,
        "Your secret link",
        html! {
            p { "Give it to your calendar, and to nobody else. It is shown this once." }
            p { code { (link) } }
        },
    )
}

fn subscription(shell: &Shell, made_at: Option<Timestamp>) -> Markup {
    parts::padded_panel(
        "In your own calendar",
        html! {},
        html! {
            p {
                "A secret link lets the calendar on your telephone or computer show what you are \
                 invited to, without signing in. "
                @if let Some(at) = made_at { "Yours was made on " (shell.day(at)) "." }
            }
            div.buttons {
                form method="post" action="/meetings/feed" {
                    button.button { @if made_at.is_some() { "Make another link" } @else { "Make a secret link" } }
                }
                @if made_at.is_some() {
                    form method="post" action="/meetings/feed/drop" { button.button { "Take it back" } }
                }
            }
        },
    )
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        retired: list.filter("retired") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /meetings.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /meetings.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let columns =
        ["code", "name", "agency", "rule", "from", "at", "time_zone", "lasts", "place", "invited"];
    let mut query = query(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = meetings::list(ctx, &query).await?;
        let is_last = page.is_last();
        rows.extend(meetings::documents(ctx, &page.items).await?.into_iter().map(|it| {
            vec![
                it.code,
                it.name,
                it.agency,
                it.rule,
                it.from.to_string(),
                it.at.to_string(),
                it.time_zone,
                it.lasts.to_string(),
                it.place,
                it.invited.join("; "),
            ]
        }));
        if is_last {
            break;
        }
    }
    file(format, "meetings", &columns, rows)
}
