//! Single points of failure.

use app::prove::readiness::{SinglePoint, single_points};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{OF_AGENCY, agency, top};
use crate::download::hours;
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::list::List;
use crate::layout::lists;
use crate::prove::files::{Form, download};
use crate::prove::link;
use crate::request::Address;
use crate::shell::Shell;

/// `GET /recovery/single-points`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "down").knowing(&[OF_AGENCY]);
    let ctx = &shell.ctx;
    let paging = Paging { number: list.page, size: list.per };
    let page = single_points(ctx, agency(&list), paging).await?;
    let title = match page.n_items {
        0 => "Nothing takes several others down".to_owned(),
        1 => "One thing takes several others down".to_owned(),
        n => format!("{} things take several others down", grouped(n)),
    };
    let lead = html! {
        "Each of them, lost alone, stops at least two others that must be back within some time, \
         because nothing takes its place. \
         In a redundancy group, something would. \
         Counted is what needs it: with a site or a vendor goes, besides, what stands there or comes \
         from it, as scenarios and what takes a service down count it."
    };
    let main = html! {
        (top(ctx, &list, "/recovery/single-points", (&title, lead)).await?)
        @if page.n_items == 0 {
            (lists::empty(&title, "As far as anybody has said what services depend on.", html! {}))
        } @else {
            div.toolbar { (lists::exports(&list, "/recovery/single-points")) }
            section.panel {
                (lists::table("Single points of failure", html! {
                    th scope="col" { "What" } th scope="col" { "Kind" } th scope="col" { "Agency" }
                    th scope="col" { "Site" } th scope="col" { "Crew" }
                    th.num scope="col" { "Own restoration" } th.num scope="col" { "Stop without it" }
                }, html! { @for it in &page.items { (row(it)) } }))
            }
            (lists::pages(&list, page.n_items, "thing", "things"))
        }
    };
    Ok(shell.page("Single points of failure", main))
}

fn row(it: &SinglePoint) -> Markup {
    html! {
        tr {
            td data-label="What" { (link(&it.part.item)) }
            td data-label="Kind" { (it.part.item.kind.title()) }
            td data-label="Agency" { (it.agency) }
            td data-label="Site" { @match &it.part.site { Some(it) => (link(it)), None => "–" } }
            td data-label="Crew" { @match &it.part.crew { Some((it, _)) => (link(it)), None => "–" } }
            td.num data-label="Own restoration" { @match it.restore { Some(it) => (it), None => "–" } }
            td.num data-label="Stop without it" { (grouped(it.n_down.into())) }
        }
    }
}

/// `GET /recovery/single-points.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let list = List::read(&address, "down");
    download("single-points", &table(&shell.ctx, &list).await?, Form::Csv)
}

/// `GET /recovery/single-points.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    let list = List::read(&address, "down");
    download("single-points", &table(&shell.ctx, &list).await?, Form::Xlsx)
}

async fn table(ctx: &Ctx, list: &List) -> Answer<Table> {
    let texts = ["kind", "code", "name", "agency", "site", "crew"].map(Column::text);
    let numbers = [Column::hours("restore"), Column::number("stop_without_it")];
    let columns = texts.into_iter().chain(numbers);
    let mut table = Table::new("Single points", columns.collect());
    let name = |it: Option<&app::prove::recovery::Named>| it.map(|it| it.name.clone());
    for number in 1.. {
        let paging = Paging { number, size: Paging::SIZE_MAX };
        let page = single_points(ctx, agency(list), paging).await?;
        table.rows.extend(page.items.iter().map(|it| {
            let texts = [
                Some(it.part.item.kind.code().to_owned()),
                Some(it.part.item.code.clone()),
                Some(it.part.item.name.clone()),
                Some(it.agency.clone()),
                name(it.part.site.as_ref()),
                name(it.part.crew.as_ref().map(|it| &it.0)),
            ];
            let texts = texts.map(|it| it.map_or(Cell::Empty, Cell::Text));
            let numbers = [hours(it.restore), Cell::Number(f64::from(it.n_down))];
            texts.into_iter().chain(numbers).collect()
        }));
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
