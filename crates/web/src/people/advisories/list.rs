//! The list of advisories.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::AgencyId;
use app::people::advisories::{self, Advisory, Query, Sort, State};
use app::people::agencies;
use app::people::partners::Tlp;
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use super::super::partners::markings;
use super::advisory_path;
use super::show::state;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{Offered, agencies_asked, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("tlp", |it| Tlp::from_code(it).is_some()),
    ("state", |it| State::from_code(it).is_some()),
];

/// In which order they stand unless another is asked for.
const ORDER: &str = "name";

/// `GET /advisories`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, ORDER).knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = advisories::list(ctx, &query(ctx, &list).await?).await?;
    let names = agencies::labels(ctx, &page.items.iter().map(|it| it.agency_id).collect()).await?;
    let offered = offered_agencies(ctx).await?;
    let filters = filters(&offered);
    let may_write = ctx.actor.may_somewhere(Permission::WritePartners);
    let add = html! { @if may_write { (parts::primary("Write an advisory", "/advisories/new")) } };
    let lead = html! {
        "What " a href="/partners" { "partners" } " should know, and how far they may pass it on. Who may \
         not receive what is marked so cannot open it."
    };
    let head = Head {
        title: "Advisories",
        lead: Some(lead),
        actions: Some(add.clone()),
        ..Head::default()
    };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search advisories", &filters, lists::exports(&list, "/advisories")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "advisories") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "advisories"))
        } @else if page.items.is_empty() {
            (lists::empty("No advisories yet", "What partners should know stands here: a threat, a flaw, \
                a change that concerns them.", add))
        } @else {
            section.panel {
                (lists::table("Advisories", html! {
                    (lists::heading(&list, "name", "Advisory")) (lists::heading(&list, "tlp", "Marking"))
                    th scope="col" { "State" } (lists::heading(&list, "shared", "Shared"))
                    th scope="col" { "Agency" } (lists::heading(&list, "updated", "Changed"))
                }, html! { @for it in &page.items { (row(&shell, it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "advisory", "advisories"))
        }
    };
    Ok(shell.page("Advisories", main))
}

fn row(shell: &Shell, it: &Advisory, names: &BTreeMap<AgencyId, String>) -> Markup {
    html! {
        tr {
            td data-label="Advisory" { a href=(advisory_path(it.id)) { (it.name) } }
            td data-label="Marking" { (it.tlp.title()) }
            td data-label="State" { (state(it.state)) }
            td data-label="Shared" { @match it.shared_at { Some(at) => (shell.day(at)), None => "–" } }
            td data-label="Agency" { (names.get(&it.agency_id).map_or("", String::as_str)) }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

fn filters(offered: &Offered) -> Vec<Filter<'_>> {
    let mut filters = Vec::from_iter(agency_filter(offered));
    filters.push(Filter {
        name: "tlp",
        label: "Marking",
        choices: markings(),
        ..Filter::default()
    });
    filters.push(Filter {
        name: "state",
        label: "State",
        choices: State::CHOICES.iter().map(|it| Choice::new(it.0, it.1)).collect(),
        ..Filter::default()
    });
    filters
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        tlp: list.filter("tlp").and_then(Tlp::from_code),
        state: list.filter("state").and_then(State::from_code),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /advisories.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /advisories.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let columns = ["code", "name", "agency", "tlp", "source", "state", "shared_at", "partners"];
    let mut query = query(ctx, &List::read(address, ORDER).knowing(KNOWN)).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = advisories::list(ctx, &query).await?;
        let is_last = page.is_last();
        let documents = advisories::documents(ctx, &page.items).await?;
        rows.extend(page.items.iter().zip(documents).map(|(it, document)| {
            vec![
                document.code,
                document.name,
                document.agency,
                document.tlp.title().to_owned(),
                document.source,
                it.state.code().to_owned(),
                it.shared_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
                document.partners.join("; "),
            ]
        }));
        if is_last {
            break;
        }
    }
    file(format, "advisories", &columns, rows)
}
