//! The register of partners.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies;
use app::people::partners::{self, Partner, PartnerKind, Query, Sort, Tlp};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use super::{markings, partner_path};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{Offered, agencies_asked, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("kind", |it| PartnerKind::from_code(it).is_some()),
    ("reached_by", |it| Tlp::from_code(it).is_some()),
    ("retired", yes),
];

/// `GET /partners`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = partners::list(ctx, &query(ctx, &list).await?).await?;
    let names = agencies::labels(ctx, &page.items.iter().map(|it| it.agency_id).collect()).await?;
    let offered = offered_agencies(ctx).await?;
    let filters = filters(&offered);
    let may_write = ctx.actor.may_somewhere(Permission::WritePartners);
    let add = html! { @if may_write { (parts::primary("Add a partner", "/partners/new")) } };
    let lead = html! {
        "Whom the programme works with outside of its agencies, what for, and what may be shared with \
         them. What is shared are " a href="/advisories" { "advisories" } "."
    };
    let head =
        Head { title: "Partners", lead: Some(lead), actions: Some(add.clone()), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search partners", &filters, lists::exports(&list, "/partners")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "partners") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "partners"))
        } @else if page.items.is_empty() {
            (lists::empty("No partners yet", "Federal, state, local and tribal bodies, businesses and \
                organizations of citizens stand here, with whom to call there.", add))
        } @else {
            section.panel {
                (lists::table("Partners", html! {
                    (lists::heading(&list, "name", "Partner")) (lists::heading(&list, "kind", "What it is"))
                    (lists::heading(&list, "level", "Shared up to")) th.num scope="col" { "People" }
                    th scope="col" { "Kept by" } (lists::heading(&list, "updated", "Changed"))
                }, html! { @for it in &page.items { (row(&shell, it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "partner", "partners"))
        }
    };
    Ok(shell.page("Partners", main))
}

fn row(shell: &Shell, it: &Partner, names: &BTreeMap<AgencyId, String>) -> Markup {
    html! {
        tr {
            td data-label="Partner" { a href=(partner_path(it.id)) { (it.name) } }
            td data-label="What it is" { (it.kind.title()) }
            td data-label="Shared up to" { (it.level.title()) }
            td.num data-label="People" { (it.people.len()) }
            td data-label="Kept by" { (names.get(&it.agency_id).map_or("", String::as_str)) }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

fn filters(offered: &Offered) -> Vec<Filter<'_>> {
    let mut filters = Vec::from_iter(agency_filter(offered));
    let kinds = PartnerKind::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    filters.push(Filter {
        name: "kind",
        label: "What it is",
        choices: kinds.collect(),
        ..Filter::default()
    });
    filters.push(Filter {
        name: "reached_by",
        label: "May receive",
        choices: markings(),
        ..Filter::default()
    });
    filters.push(Filter {
        name: "retired",
        label: "In use",
        choices: vec![Choice::new("true", "Retired ones")],
        ..Filter::default()
    });
    filters
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        kind: list.filter("kind").and_then(PartnerKind::from_code),
        reached_by: list.filter("reached_by").and_then(Tlp::from_code),
        retired: list.filter("retired") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /partners.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /partners.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let columns = ["code", "name", "agency", "kind", "purpose", "level", "people"];
    let mut query = query(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = partners::list(ctx, &query).await?;
        let is_last = page.is_last();
        rows.extend(partners::documents(ctx, &page.items).await?.into_iter().map(|it| {
            vec![
                it.code,
                it.name,
                it.agency,
                it.kind.code().to_owned(),
                it.purpose,
                it.level.title().to_owned(),
                it.people.join("; "),
            ]
        }));
        if is_last {
            break;
        }
    }
    file(format, "partners", &columns, rows)
}
