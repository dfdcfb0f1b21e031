//! The list of agencies with whom to call, and which of them did not confirm that in time.

use app::actor::{Permission, Scope};
use app::assure::contacts::{self, Contact, Line, ListStanding, Query, Sort};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::{contacts_path, list_standing};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::{counted, grouped};
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::Head;
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::people::file::{Format, file};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("standing", |it| ListStanding::from_code(it).is_some()),
    ("mine", yes),
    ("uncallable", yes),
];

/// `GET /contacts`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "agency").knowing(KNOWN);
    let ctx = &shell.ctx;
    let query = query(ctx, &list).await?;
    let page = contacts::list(ctx, &query).await?;
    let title = match query.uncallable {
        true => title_of_uncallable(ctx).await?,
        false => title(ctx, &query).await?,
    };
    let lead = html! {
        "Whom to call in a major incident. Each agency, or its relationship manager, confirms every \
         quarter that they are the right people and can be reached."
        @if query.uncallable {
            " Each names whom to call first, and whom if nobody answers; here are those that lack one \
             of the two whose number or address is known to work."
        }
    };
    let head = Head { title: &title, lead: Some(lead), ..Head::default() };
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let search = "Search agencies and contacts";
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, search, &filters, lists::exports(&list, "/contacts")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "agencies") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "agencies"))
        } @else if page.items.is_empty() {
            (lists::empty("No agency yet", "Each agency stands here with whom to call.", html! {}))
        } @else {
            section.panel {
                (lists::table("Major-incident contacts", html! {
                    (lists::heading(&list, "agency", "Agency"))
                    th scope="col" { "Contacts" }
                    (lists::heading(&list, "standing", "Standing"))
                    (lists::heading(&list, "confirmed", "Confirmed"))
                    th scope="col" { "Relationship manager" }
                }, html! { @for it in &page.items { (row(&shell, it)) } }))
            }
            (lists::pages(&list, page.n_items, "agency", "agencies"))
        }
    };
    Ok(shell.page("Major-incident contacts", main))
}

async fn title(ctx: &Ctx, query: &Query) -> Answer<String> {
    let confirmed = Query {
        standing: Some(ListStanding::Confirmed),
        paging: Paging::default(),
        ..query.clone()
    };
    let all = Query { standing: None, paging: Paging::default(), ..query.clone() };
    let n_all = contacts::list(ctx, &all).await?.n_items;
    Ok(match n_all - contacts::list(ctx, &confirmed).await?.n_items {
        0 => "All major-incident contacts are confirmed".to_owned(),
        n => format!("{} not confirmed whom to call", counted(n, "agency has", "agencies have")),
    })
}

/// How many agencies nobody could call, of those that the actor may see.
async fn title_of_uncallable(ctx: &Ctx) -> Answer<String> {
    let all = Query { uncallable: true, ..Query::default() };
    let is_all = ctx.actor.scope(Permission::ReadAgencies) == Scope::Everything;
    let seen = if is_all { "" } else { " that you may see" };
    Ok(match contacts::list(ctx, &all).await?.n_items {
        0 => format!("Every agency{seen} has two contacts who can be called"),
        1 => format!("1 agency{seen} lacks a contact who can be called"),
        n => format!("{} agencies{seen} lack a contact who can be called", grouped(n)),
    })
}

fn row(shell: &Shell, it: &Line) -> Markup {
    html! {
        tr {
            td data-label="Agency" { a href=(contacts_path(it.agency.id)) { (it.agency.name) } }
            td data-label="Contacts" { (names(it).join(", ")) }
            td data-label="Standing" { (list_standing(it.standing())) }
            td data-label="Confirmed" {
                @match it.confirmed_at() { Some(at) => (shell.day(at)), None => "–" }
            }
            td data-label="Relationship manager" {
                @if it.managers.is_empty() { "–" } @else { (it.managers.join(", ")) }
            }
        }
    }
}

fn names(it: &Line) -> Vec<&str> {
    it.contacts.iter().filter_map(|it| it.who.as_ref().map(|it| it.2.as_str())).collect()
}

fn own_filters() -> [Filter<'static>; 3] {
    let standings = ListStanding::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("standing", "Standing", standings.collect()),
        ("mine", "Manager", vec![Choice::new("true", "You")]),
        ("uncallable", "Can be called", vec![Choice::new("true", "Lacks one of two")]),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        standing: list.filter("standing").and_then(ListStanding::from_code),
        mine: list.filter("mine") == Some("true"),
        uncallable: list.filter("uncallable") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /contacts.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /contacts.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

/// One row for each contact.
async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let mut query = query(ctx, &List::read(address, "agency").knowing(KNOWN)).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = contacts::list(ctx, &query).await?;
        for line in &page.items {
            rows.extend(line.contacts.iter().map(|it| contact(line, it)));
        }
        if page.is_last() {
            break;
        }
    }
    let columns =
        ["agency", "contact", "person", "name", "duty", "standing", "confirmed_at", "managers"];
    file(format, "major-incident-contacts", &columns, rows)
}

fn contact(line: &Line, it: &Contact) -> Vec<String> {
    let (code, name) = it.who.as_ref().map(|it| (it.1.clone(), it.2.clone())).unwrap_or_default();
    vec![
        line.agency.code.clone(),
        it.which.code().to_owned(),
        code,
        name,
        it.duty.clone(),
        it.standing.code().to_owned(),
        it.confirmed_at.map(|it| it.to_rfc3339()).unwrap_or_default(),
        line.managers.join("; "),
    ]
}
