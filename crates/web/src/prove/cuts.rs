//! What takes a service down: the smallest combinations whose loss stops it.

use app::ids::ItemId;
use app::prepare::inventory::Kind;
use app::prove::cuts::{Asked, Cut, CutQuery, Cuts, Member, ORDER_MAX, Sort, cuts};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::files::{Form, download};
use super::link;
use crate::Routes;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::{counted, grouped};
use crate::layout::list::{Known, List, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::prepare::inventory::item_path;
use crate::request::{Address, Path};
use crate::routes::Access::Needs;
use crate::shell::Shell;

/// How many members are weighed on the page. The files have all combinations.
const MEMBERS_MAX: usize = 20;

/// How many combinations a page has.
const PER: u32 = 25;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("kind", |it| it.parse::<Kind>().is_ok()),
    ("order", |it| it.parse().is_ok_and(|it: u32| (1..=ORDER_MAX).contains(&it))),
    ("crews", yes),
];

pub(super) fn routes() -> Routes {
    let read = Needs(Kind::Service.read_permission());
    Routes::new()
        .get("/services/{id}/cuts", read, show)
        .get("/services/{id}/cuts.csv", read, csv)
        .get("/services/{id}/cuts.xlsx", read, xlsx)
}

fn read(address: &str) -> List {
    let list = List::read(address, "size").knowing(KNOWN);
    // A combination takes more room than a row of other lists.
    List { per: list.per.min(PER), ..list }
}

/// What the address asks for.
fn asked(list: &List, paging: Paging) -> CutQuery {
    let order = list.filter("order").and_then(|it| it.parse().ok());
    CutQuery {
        asked: Asked {
            order: order.unwrap_or(Asked::default().order),
            crews: list.filter("crews") == Some("true"),
        },
        kind: list.filter("kind").and_then(|it| it.parse().ok()),
        text: list.text.clone(),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging,
    }
}

/// `GET /services/{id}/cuts`
async fn show(shell: Shell, Path(id): Path<ItemId>, Address(address): Address) -> Answer<Markup> {
    let list = read(&address);
    let paging = Paging { number: list.page, size: list.per };
    let found = cuts(&shell.ctx, id, &asked(&list, paging)).await?;
    let service = &found.service;
    let at = format!("{}/cuts", item_path(Kind::Service, id));
    let crumbs = vec![
        (Kind::Service.titles().to_owned(), "/services".to_owned()),
        (service.name.clone(), item_path(Kind::Service, id)),
    ];
    let title = title(&found);
    let lead = html! {
        (found.bound())
        " A site counts with all that is there, a vendor with all that it supplies, and a redundancy \
         group stands as long as enough of it does. What it can do without for a while is left out."
    };
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (lists::toolbar(&list, "Search members", &filters(), lists::exports(&list, &at)))
        @if found.page.n_items == 0 && list.is_filtered() && 0 < found.n_listed {
            (lists::nothing_found(&list, "combinations"))
        } @else if found.page.n_items == 0 {
            (empty(&found))
        } @else {
            @for size in found.page.items.chunk_by(|a, b| a.members.len() == b.members.len()) {
                (panel(&list, size))
            }
            (lists::pages(&list, found.page.n_items, "combination", "combinations"))
            @if found.n_listed < found.n_all() {
                p.quiet { "Of " (grouped(found.n_all())) " in all, " (grouped(found.n_listed)) " are listed." }
            }
            (importance(&found))
        }
    };
    Ok(shell.page(&format!("What takes {} down", service.name), main))
}

fn title(found: &Cuts) -> String {
    let name = &found.service.name;
    let n = |size: usize| found.counts.get(size).copied().unwrap_or(0);
    match (n(0), n(1), found.n_all()) {
        (1, ..) => format!("One thing alone stops {name}"),
        (n @ 2.., ..) => format!("{} things each stop {name} alone", grouped(n)),
        (0, 1, _) => format!("Nothing alone stops {name}, but one pair does"),
        (0, n @ 2.., _) => format!("Nothing alone stops {name}, but {} pairs do", grouped(n)),
        (0, 0, 0) => format!("Nothing that is known stops {name}"),
        (0, 0, _) => format!("It takes three losses at once to stop {name}"),
    }
}

fn filters<'a>() -> [Filter<'a>; 3] {
    let kinds = Kind::ALL.iter().filter(|it| **it != Kind::Group);
    let kinds = kinds.map(|it| Choice::new(it.code(), it.title()));
    let orders = [("1", "Single points only"), ("2", "Up to 2"), ("4", "Up to 4")];
    [
        Filter {
            name: "kind",
            label: "With a member that is a",
            choices: kinds.collect(),
            ..Filter::default()
        },
        Filter {
            name: "order",
            label: "Members",
            any: "Up to 3",
            choices: orders.map(|(value, label)| Choice::new(value, label)).into(),
            ..Filter::default()
        },
        Filter {
            name: "crews",
            label: "Who restores",
            any: "Does not count",
            choices: vec![Choice::new("true", "Counts as well")],
            ..Filter::default()
        },
    ]
}

fn empty(found: &Cuts) -> Markup {
    let needs = format!("{}#main", item_path(Kind::Service, found.service.id));
    let (title, sentence) = match (found.is_complete, found.order_complete) {
        (true, _) => (
            "Nothing that is known stops it",
            "Nobody has said what it cannot work without, where it is or who supplies it.",
        ),
        (false, 0) => ("Too much to look at", "It stands on more than can be looked at here."),
        (false, _) => ("No combination is as small as that", "Look for larger ones."),
    };
    lists::empty(title, sentence, parts::button("Say what it depends on", &needs))
}

fn panel(list: &List, cuts: &[Cut]) -> Markup {
    let n = cuts.first().map_or(0, |it| it.members.len());
    let title = match n {
        1 => "Single points of failure".to_owned(),
        n => format!("Combinations of {n}"),
    };
    let what = if n == 1 { "What" } else { "All of these together" };
    parts::panel(
        &title,
        html! {},
        lists::table(
            &title,
            html! {
                th scope="col" { (what) } th scope="col" { "Why" }
                (lists::number_heading(list, "others", "Others that stop"))
            },
            html! {
                @for cut in cuts {
                    tr {
                        td data-label=(what) {
                            @for member in &cut.members { div { (member_link(member)) } }
                        }
                        td data-label="Why" { (reason(cut)) }
                        td.num data-label="Others that stop" {
                            @match cut.n_others { Some(n) => (grouped(n.into())), None => "–" }
                        }
                    }
                }
            },
        ),
    )
}

fn member_link(member: &Member) -> Markup {
    html! {
        @match &member.item {
            Some(it) => { (link(it)) " " small { (it.kind.title()) } },
            None => (member.name()),
        }
    }
}

fn reason(cut: &Cut) -> Markup {
    html! {
        @match cut.members.as_slice() {
            [only] => (only.why),
            members => { @for it in members { div { strong { (it.name()) } ": " (it.why) } } },
        }
    }
}

fn importance(found: &Cuts) -> Markup {
    let n_left_out = found.members.len().saturating_sub(MEMBERS_MAX) as u64;
    html! {
        @if !found.members.is_empty() {
            (parts::panel("What weighs most", html! {
                small { "of " (counted(found.n_all(), "combination", "combinations")) }
            }, html! {
                (lists::table("What weighs most", html! {
                    th scope="col" { "Member" } th scope="col" { "Kind" }
                    th.num scope="col" { "Combinations that it is part of" }
                }, html! {
                    @for (it, n) in found.members.iter().take(MEMBERS_MAX) {
                        tr {
                            td data-label="Member" { (link(it)) }
                            td data-label="Kind" { (it.kind.title()) }
                            td.num data-label="Combinations" { (grouped(*n)) }
                        }
                    }
                }))
                @if 0 < n_left_out || found.has_hidden {
                    div.body {
                        p.quiet {
                            @if 0 < n_left_out { (counted(n_left_out, "member weighs", "members weigh")) " as much or less. " }
                            @if found.has_hidden { "Something that you may not see is among them." }
                        }
                    }
                }
            }))
        }
    }
}

/// `GET /services/{id}/cuts.csv`
async fn csv(shell: Shell, id: Path<ItemId>, Address(address): Address) -> Answer<Response> {
    download("cuts", &table(&shell.ctx, id.0, &read(&address)).await?, Form::Csv)
}

/// `GET /services/{id}/cuts.xlsx`
async fn xlsx(shell: Shell, id: Path<ItemId>, Address(address): Address) -> Answer<Response> {
    download("cuts", &table(&shell.ctx, id.0, &read(&address)).await?, Form::Xlsx)
}

async fn table(ctx: &Ctx, id: ItemId, list: &List) -> Answer<Table> {
    let texts = ["members", "names", "why"].map(Column::text);
    let columns = [Column::number("size")].into_iter().chain(texts);
    let columns = columns.chain([Column::number("others_that_stop")]);
    let mut table = Table::new("Combinations", columns.collect());
    for number in 1.. {
        let paging = Paging { number, size: Paging::SIZE_MAX };
        let page = cuts(ctx, id, &asked(list, paging)).await?.page;
        table.rows.extend(page.items.iter().map(row));
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}

fn row(cut: &Cut) -> Vec<Cell> {
    let joined = |of: &dyn Fn(&Member) -> String, by: &str| {
        Cell::Text(cut.members.iter().map(of).collect::<Vec<_>>().join(by))
    };
    let reference = |it: &Member| {
        let named = it.item.as_ref();
        named.map_or("?".to_owned(), |it| format!("{}:{}", it.kind, it.code))
    };
    vec![
        Cell::from(u32::try_from(cut.members.len()).unwrap_or(u32::MAX)),
        joined(&reference, " + "),
        joined(&|it| it.name().to_owned(), " + "),
        joined(&|it| it.why.clone(), " "),
        cut.n_others.map_or(Cell::Empty, |it| Cell::Number(f64::from(it))),
    ]
}
