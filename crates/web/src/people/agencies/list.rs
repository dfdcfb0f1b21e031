//! The agencies: as a tree, or as a list once something narrows it.

use app::actor::Permission;
use app::people::agencies::{self, Agency, AgencyKind, Query, Sort};
use app::{Ctx, Page, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use super::contacts::UNCALLABLE;
use super::filter::agency_or_nobody;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::records::{self, Branch};
use crate::request::Address;
use crate::shell::Shell;

/// Of how many agencies a tree can still be taken in; more are a list.
const TREE_MAX: u64 = 150;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| matches!(it, "tree" | "name" | "updated")),
    ("parent", anything),
    ("kind", |it| AgencyKind::from_code(it).is_some()),
    ("without_contact", yes),
    ("retired", yes),
];

/// `GET /agencies`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "tree").knowing(KNOWN);
    let may_write = shell.ctx.actor.may_somewhere(Permission::WriteAgencies);
    let kinds = AgencyKind::CHOICES.iter().map(|(code, title)| Choice::new(*code, *title));
    let yes = |label| vec![Choice::new("true", label)];
    let filters = [
        Filter { name: "kind", label: "Kind", choices: kinds.collect(), ..Filter::default() },
        Filter {
            name: "without_contact",
            label: "Contact",
            choices: yes("Nobody named"),
            ..Filter::default()
        },
        Filter {
            name: "retired",
            label: "In use",
            choices: yes("Retired ones too"),
            ..Filter::default()
        },
    ];
    let head = Head {
        title: "Agencies",
        lead: Some(html! {
            "Who the programme serves: each part of the state, under every name it is known by."
        }),
        actions: Some(html! {
            (parts::button("Who cannot be called", UNCALLABLE))
            @if may_write { (parts::primary("Add an agency", "/agencies/new")) }
        }),
        ..Head::default()
    };
    let page = agencies::list(&shell.ctx, &query(&shell.ctx, &list).await?).await?;
    let is_plain = !list.is_filtered() && list.sort == "tree" && list.page == 1;
    let content = match is_plain && page.n_items <= TREE_MAX {
        true => tree(&shell.ctx).await?,
        false => rows(&shell, &list, &page),
    };
    let exports = lists::exports(&list, "/agencies");
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search agencies by any name", &filters, exports))
        (content)
    };
    Ok(shell.page("Agencies", main))
}

/// `GET /agencies.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /agencies.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

async fn tree(ctx: &Ctx) -> Answer<Markup> {
    let all = agencies::all(ctx).await?;
    let mut rest = all.as_slice();
    let mut branches = Vec::new();
    // The actor may see a part of the tree only, and so several tops.
    while let Some((top, below)) = rest.split_first() {
        let (branch, after) = branch(top, below, true);
        branches.push(branch);
        rest = after;
    }
    let sentence = "Everything belongs to an agency, so start with the state itself.";
    Ok(html! {
        @if branches.is_empty() {
            (lists::empty("No agencies yet", sentence, html! {}))
        } @else {
            section.panel {
                header { h2 { "The tree" } small { (grouped(all.len() as u64)) " agencies" } }
                div.body { (records::tree(&branches)) }
            }
        }
    })
}

/// The branch of `top`, and what comes after it. Agencies stand in the order of their paths.
fn branch<'a>(top: &Agency, mut rest: &'a [Agency], open: bool) -> (Branch, &'a [Agency]) {
    let mut branches = Vec::new();
    while let Some((first, below)) = rest.split_first() {
        if !first.path.starts_with(&top.path) {
            break;
        }
        let (child, after) = branch(first, below, false);
        branches.push(child);
        rest = after;
    }
    let branch = Branch {
        label: top.name.clone(),
        href: format!("/agencies/{}", top.id),
        detail: top.kind.title().to_owned(),
        open,
        branches,
    };
    (branch, rest)
}

fn rows(shell: &Shell, list: &List, page: &Page<Agency>) -> Markup {
    html! {
        @if let Some(beyond) = lists::beyond(list, page.n_items, "agencies") {
            (beyond)
        } @else if page.items.is_empty() {
            (lists::nothing_found(list, "agencies"))
        } @else {
            section.panel {
                (lists::table("Agencies", html! {
                    (lists::heading(list, "name", "Name"))
                    th scope="col" { "Code" } th scope="col" { "Kind" }
                    th.num scope="col" { "People" }
                    (lists::heading(list, "updated", "Changed"))
                }, html! { @for it in &page.items { (row(shell, it)) } }))
            }
            (lists::pages(list, page.n_items, "agency", "agencies"))
        }
    }
}

fn row(shell: &Shell, it: &Agency) -> Markup {
    html! {
        tr {
            td data-label="Name" {
                a href={ "/agencies/" (it.id) } { (it.name) }
                @if it.retired_at.is_some() { " " small { "(retired)" } }
            }
            td data-label="Code" { code { (it.code) } }
            td data-label="Kind" { (it.kind.title()) }
            td.num data-label="People" {
                @if let Some(n) = it.headcount { (grouped(n.into())) } @else { "–" }
            }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let parent_id = match list.filter("parent") {
        Some(named) => Some(agency_or_nobody(ctx, named).await?),
        None => None,
    };
    Ok(Query {
        text: list.text.clone(),
        kind: list.filter("kind").and_then(AgencyKind::from_code),
        parent_id,
        without_contact: list.filter("without_contact") == Some("true"),
        retired: list.filter("retired") == Some("true"),
        sort: match list.sort.as_str() {
            "name" => Sort::Name,
            "updated" => Sort::Updated,
            _ => Sort::Tree,
        },
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let columns =
        ["code", "name", "kind", "path", "county_fips", "headcount", "calendar", "mission"];
    let mut query = query(ctx, &List::read(address, "tree")).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = agencies::list(ctx, &query).await?;
        let is_last = page.is_last();
        let documents = agencies::documents(ctx, &page.items).await?;
        rows.extend(page.items.into_iter().zip(documents).map(|(it, document)| {
            vec![
                it.code,
                it.name,
                it.kind.title().to_owned(),
                it.path,
                it.county_fips.unwrap_or_default(),
                it.headcount.map(|it| it.to_string()).unwrap_or_default(),
                document.calendar.unwrap_or_default(),
                it.mission,
            ]
        }));
        if is_last {
            break;
        }
    }
    file(format, "agencies", &columns, rows)
}
