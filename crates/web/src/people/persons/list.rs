//! The list of people.

use app::actor::Permission;
use app::people::agencies;
use app::people::persons::{self, Query};
use app::{Ctx, Paging};
use axum::response::Response;
use futures_util::TryFutureExt as _;
use maud::{Markup, html};

use super::super::file::{Format, file};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[("agency", anything), ("retired", yes)];

/// `GET /people`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = persons::list(ctx, &query(ctx, &list).await?).await?;
    let agency_ids = page.items.iter().map(|it| it.agency_id).collect();
    let (names, offered) =
        tokio::try_join!(agencies::labels(ctx, &agency_ids).err_into(), offered_agencies(ctx))?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.push(Filter {
        name: "retired",
        label: "Here",
        choices: vec![Choice::new("true", "Those who left too")],
        ..Filter::default()
    });
    let may_write = ctx.actor.may_somewhere(Permission::WriteAgencies);
    let head = Head {
        title: "People",
        lead: Some(html! { "Everybody who has a part in the programme, and where they work." }),
        actions: may_write.then(|| parts::primary("Add a person", "/people/new")),
        ..Head::default()
    };
    let exports = lists::exports(&list, "/people");
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search people", &filters, exports))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "people") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "people"))
        } @else if page.items.is_empty() {
            (lists::empty("No people yet", "Owners, contacts and teams are people: add them first.", html! {}))
        } @else {
            section.panel {
                (lists::table("People", html! {
                    (lists::heading(&list, "name", "Name"))
                    th scope="col" { "Title" } th scope="col" { "Agency" } th scope="col" { "Kind" }
                }, html! {
                    @for it in &page.items {
                        tr {
                            td data-label="Name" {
                                a href={ "/people/" (it.id) } { (it.name) }
                                @if it.retired_at.is_some() { " " small { "(has left)" } }
                            }
                            td data-label="Title" { (it.title) }
                            td data-label="Agency" {
                                a href={ "/agencies/" (it.agency_id) } {
                                    (names.get(&it.agency_id).map_or("", String::as_str))
                                }
                            }
                            td data-label="Kind" { (it.kind.title()) }
                        }
                    }
                }))
            }
            (lists::pages(&list, page.n_items, "person", "people"))
        }
    };
    Ok(shell.page("People", main))
}

/// `GET /people.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /people.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        retired: list.filter("retired") == Some("true"),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let mut query = query(ctx, &List::read(address, "name")).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = persons::list(ctx, &query).await?;
        let is_last = page.is_last();
        let ids = page.items.iter().map(|it| it.agency_id).collect();
        let names = agencies::labels(ctx, &ids).await?;
        rows.extend(page.items.into_iter().map(|it| {
            let agency = names.get(&it.agency_id).cloned().unwrap_or_default();
            vec![it.code, it.name, it.title, agency, it.kind.title().to_owned()]
        }));
        if is_last {
            break;
        }
    }
    file(format, "people", &["code", "name", "title", "agency", "kind"], rows)
}
