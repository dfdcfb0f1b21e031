//! The list of grants, and the table of what each role allows.

use app::actor::{Permission, Role};
use app::ids::PersonId;
use app::people::access::{self, Extent, Grant, Query};
use app::people::persons;
use app::{Ctx, Paging, Timestamp};
use axum::response::Response;
use chrono::{Datelike as _, TimeDelta};
use chrono_tz::Tz;
use maud::{Markup, html};
use tables::{Cell, Column, Date};

use super::super::file::{Format, typed_file};
use super::{about, grants_table};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, parsed};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head, capital};
use crate::people::agencies::{agency_filter, agency_or_nobody, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("agency", anything),
    ("person", parsed::<PersonId>),
    ("role", parsed::<Role>),
    ("held", |it| matches!(it, "now" | "ever")),
];

/// `GET /access`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = access::list(ctx, &query(ctx, &list).await?).await?;
    let agencies = offered_agencies(ctx).await?;
    let roles = Role::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let mut filters =
        vec![Filter { name: "role", label: "Role", choices: roles.collect(), ..Filter::default() }];
    filters.extend(agency_filter(&agencies));
    filters.push(Filter {
        name: "held",
        label: "Held",
        choices: vec![Choice::new("now", "Now"), Choice::new("ever", "Now or once")],
        ..Filter::default()
    });
    let may_write = ctx.actor.may_somewhere(Permission::WriteGrants);
    let head = Head {
        title: "Access",
        lead: Some(html! { "Who holds which role, where, and from when to when." }),
        actions: Some(html! {
            (parts::button("What each role allows", "/access/roles"))
            @if may_write { (parts::primary("Give a role", "/access/new")) }
        }),
        ..Head::default()
    };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search people", &filters, lists::exports(&list, "/access")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "roles") {
            (beyond)
        } @else if page.items.is_empty() {
            (lists::nothing_found(&list, "grants"))
        } @else {
            section.panel { (grants_table(&shell, &page.items, true).await?) }
            (lists::pages(&list, page.n_items, "grant", "grants"))
        }
    };
    Ok(shell.page("Access", main))
}

/// `GET /access.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell, &address, Format::Csv).await
}

/// `GET /access.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell, &address, Format::Xlsx).await
}

/// `GET /access/roles`: the matrix.
pub(super) async fn roles(shell: Shell) -> Markup {
    let crumbs = vec![("Access".to_owned(), "/access".to_owned())];
    let lead = html! {
        "A role allows this wherever it is held: in the whole state, in an agency and all below \
         it, or for one record."
    };
    let whose: Vec<(&str, Markup)> =
        Role::ALL.iter().map(|it| (it.title(), html! { (about(*it)) })).collect();
    let main = html! {
        (Head { crumbs, title: "What each role allows", lead: Some(lead), ..Head::default() }.shown())
        section.panel {
            (lists::wide_table("What each role allows", html! {
                th scope="col" { "What" }
                @for role in Role::ALL { th scope="col" { (role.title()) } }
            }, html! {
                @for permission in Permission::ALL {
                    tr {
                        th scope="row" { (capital(permission.words())) br; small { code.same { (permission) } } }
                        @for role in Role::ALL {
                            td { @if role.allows(*permission) { "Yes" } @else { span.quiet { "–" } } }
                        }
                    }
                }
            }))
        }
        (parts::padded_panel("The roles", html! {}, parts::facts(&whose)))
    };
    shell.page("What each role allows", main)
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agency_id = match list.filter("agency") {
        Some(named) => Some(agency_or_nobody(ctx, named).await?),
        None => None,
    };
    Ok(Query {
        text: list.text.clone(),
        person_id: list.filter("person").and_then(|it| it.parse::<PersonId>().ok()),
        agency_id,
        role: list.filter("role").and_then(|it| it.parse().ok()),
        at: (list.filter("held") != Some("ever")).then_some(ctx.now),
        paging: Paging { number: list.page, size: list.per },
    })
}

async fn download(shell: &Shell, address: &str, format: Format) -> Answer<Response> {
    let ctx = &shell.ctx;
    // For programs a moment, for a sheet the day that people gave.
    let zone = (format == Format::Xlsx).then(|| shell.zone());
    let names = ["person", "role", "reach", "where", "from", "until", "given_by", "reason"];
    let columns = names.map(|it| match it {
        "from" | "until" if zone.is_some() => Column::date(it),
        _ => Column::text(it),
    });
    let mut query = query(ctx, &List::read(address, "")).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = access::list(ctx, &query).await?;
        rows.extend(cells(ctx, &page.items, zone).await?);
        if page.is_last() {
            break;
        }
    }
    typed_file(format, "access", columns.into(), rows)
}

async fn cells(ctx: &Ctx, grants: &[Grant], zone: Option<Tz>) -> Answer<Vec<Vec<Cell>>> {
    let places = access::places(ctx, grants).await?;
    let people = grants.iter().flat_map(|it| [it.person_id, it.granted_by]).collect();
    let people = persons::labels(ctx, &people).await?;
    let person = |id| people.get(&id).cloned().unwrap_or_default();
    let rows = grants.iter().map(|it| {
        let (reach, place) = match it.extent {
            Extent::State => ("state", String::new()),
            Extent::Agency(id) => ("agency", places.get(&id.uuid()).cloned().unwrap_or_default()),
            Extent::Record(id) => ("record", places.get(&id).cloned().unwrap_or_default()),
        };
        vec![
            person(it.person_id).into(),
            it.role.title().into(),
            reach.into(),
            place.into(),
            moment(it.starts_at, zone),
            it.ends_at.map_or(Cell::Empty, |at| moment(last(at, it.ended, zone), zone)),
            person(it.granted_by).into(),
            it.reason.clone().into(),
        ]
    });
    Ok(rows.collect())
}

/// What ends at midnight ends with the day before, where days are told.
fn last(at: Timestamp, is_cut_short: bool, zone: Option<Tz>) -> Timestamp {
    if zone.is_none() || is_cut_short { at } else { at - TimeDelta::microseconds(1) }
}

/// A moment as a day in `zone`, or without one as it is.
fn moment(at: Timestamp, zone: Option<Tz>) -> Cell {
    let day = zone.map(|it| at.with_timezone(&it).date_naive());
    let day = day.and_then(|it| Date::new(it.year(), it.month(), it.day()));
    day.map_or_else(|| at.to_rfc3339().into(), Cell::Date)
}
