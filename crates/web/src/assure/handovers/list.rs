//! The list of handovers: who goes when, and who follows.

use std::collections::{BTreeMap, BTreeSet};

use app::actor::Permission;
use app::assure::handovers::{self, Handover, Kind, Query, Sort, State};
use app::ids::{AgencyId, PersonId};
use app::people::{agencies, persons};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::{handover_path, state};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::counted;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::people::file::{Format, file};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("state", |it| State::from_code(it).is_some()),
    ("kind", |it| Kind::from_code(it).is_some()),
];

/// `GET /handovers`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "on").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = handovers::list(ctx, &query(ctx, &list).await?).await?;
    let n_open = handovers::current(ctx).await?.iter().filter(|it| it.is_open()).count() as u64;
    let title = match n_open {
        0 => "Nobody is about to hand over".to_owned(),
        n => format!("{} about to hand over", counted(n, "person is", "people are")),
    };
    let names = Names::of(ctx, &page.items).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let may_write = ctx.actor.may_somewhere(Permission::WriteAgencies);
    let add =
        || html! { @if may_write { (parts::primary("Announce a change", "/handovers/new")) } };
    let lead = html! {
        "Who leaves, moves or changes role, and who follows. On its day the rights of the one end, \
         and those of the other begin."
    };
    let head = Head { title: &title, lead: Some(lead), actions: Some(add()), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search people", &filters, lists::exports(&list, "/handovers")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "handovers") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "handovers"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "No handover yet",
                "When somebody who keeps the continuity of an agency leaves, moves or changes role, \
                 say so here before: then nobody keeps rights that they should not have.",
                add(),
            ))
        } @else {
            section.panel {
                (lists::table("Handovers", html! {
                    (lists::heading(&list, "person", "Who"))
                    th scope="col" { "Agency" }
                    th scope="col" { "What" }
                    th scope="col" { "Who follows" }
                    (lists::heading(&list, "on", "Takes effect"))
                    (lists::heading(&list, "state", "State"))
                }, html! { @for it in &page.items { (row(it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "handover", "handovers"))
        }
    };
    Ok(shell.page("Personnel changes", main))
}

/// What the people and agencies of handovers are called.
pub(crate) struct Names {
    people: BTreeMap<PersonId, String>,
    agencies: BTreeMap<AgencyId, String>,
}

impl Names {
    pub(crate) async fn of(ctx: &Ctx, all: &[Handover]) -> Answer<Names> {
        let people: BTreeSet<PersonId> = all
            .iter()
            .flat_map(|it| {
                [Some(it.person_id), it.successor_id, Some(it.asked_by), it.confirmed_by]
            })
            .flatten()
            .collect();
        let ids = all.iter().map(|it| it.agency_id).collect();
        let people = persons::labels(ctx, &people).await?;
        Ok(Names { people, agencies: agencies::labels(ctx, &ids).await? })
    }

    pub(crate) fn person(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("Somebody", String::as_str)
    }

    pub(crate) fn agency(&self, id: AgencyId) -> &str {
        self.agencies.get(&id).map_or("", String::as_str)
    }
}

fn row(it: &Handover, names: &Names) -> Markup {
    html! {
        tr {
            td data-label="Who" { a href=(handover_path(it.id)) { (names.person(it.person_id)) } }
            td data-label="Agency" { (names.agency(it.agency_id)) }
            td data-label="What" { (it.kind.title()) }
            td data-label="Who follows" {
                @match it.successor_id { Some(id) => (names.person(id)), None => "Nobody yet" }
            }
            td data-label="Takes effect" { (Shell::date(it.on)) }
            td data-label="State" { (state(it.state)) }
        }
    }
}

fn own_filters() -> [Filter<'static>; 2] {
    let states = State::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let kinds = Kind::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let choices =
        [("state", "State", states.collect()), ("kind", "What", kinds.collect::<Vec<_>>())];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        state: list.filter("state").and_then(State::from_code),
        kind: list.filter("kind").and_then(Kind::from_code),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /handovers.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /handovers.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let mut query = query(ctx, &List::read(address, "on").knowing(KNOWN)).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = handovers::list(ctx, &query).await?;
        let documents = handovers::documents(ctx, &page.items).await?;
        rows.extend(page.items.iter().zip(documents).map(|(it, document)| {
            vec![
                document.agency,
                document.person,
                document.kind.code().to_owned(),
                document.successor.unwrap_or_default(),
                document.on.to_string(),
                it.state.code().to_owned(),
            ]
        }));
        if page.is_last() {
            break;
        }
    }
    let columns = ["agency", "person", "kind", "successor", "on", "state"];
    file(format, "handovers", &columns, rows)
}
