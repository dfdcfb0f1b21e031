//! The list of risks.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies;
use app::prepare::risks::{self, HazardKind, Level, Query, Risk, Sort, State};
use app::{Ctx, Paging};
use axum::response::Response;
use futures_util::TryFutureExt as _;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::risk_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states;
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("state", |it| State::from_code(it).is_some()),
    ("kind", parsed::<HazardKind>),
    ("level", |it| Level::from_code(it).is_some()),
    ("item", anything),
    ("due", yes),
];

/// `GET /risks`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = risks::list(ctx, &query(ctx, &list).await?).await?;
    let agency_ids = page.items.iter().map(|it| it.agency_id).collect();
    let (names, offered, tolerance) = tokio::try_join!(
        agencies::labels(ctx, &agency_ids).err_into(),
        offered_agencies(ctx),
        risks::tolerance(ctx).err_into(),
    )?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let may_write = ctx.actor.may_somewhere(Permission::WriteRisks);
    let add = html! { @if may_write { (parts::primary("Add a risk", "/risks/new")) } };
    let lead = html! {
        "What may happen, how bad it would be, and who decided what to do about it. Up to "
        strong { (tolerance.level.title().to_lowercase()) } ", an agency accepts a risk by itself."
    };
    let head =
        Head { title: "Risks", lead: Some(lead), actions: Some(add.clone()), ..Head::default() };
    let exports = lists::exports(&list, "/risks");
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search risks", &filters, exports))
        @if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "risks"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "No risks yet",
                "Write down what may happen to your services and sites, and how bad it would be. A \
                 strategy is approved upon that.",
                add,
            ))
        } @else {
            section.panel {
                (lists::table("Risks", html! {
                    (lists::heading(&list, "name", "Risk"))
                    th scope="col" { "Agency" }
                    (lists::heading(&list, "state", "State"))
                    (lists::heading(&list, "level", "Untreated"))
                    (lists::heading(&list, "left", "What is left"))
                    (lists::heading(&list, "review", "Look again"))
                    (lists::heading(&list, "updated", "Changed"))
                }, html! {
                    @for it in &page.items { (row(&shell, it, (&names, tolerance.level))) }
                }))
            }
            (lists::pages(&list, page.n_items, "risk", "risks"))
        }
    };
    Ok(shell.page("Risks", main))
}

fn own_filters() -> [Filter<'static>; 4] {
    let states = State::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let kinds = HazardKind::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let levels = Level::ALL.iter().rev().map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("state", "State", states.collect()),
        ("kind", "Hazard", kinds.collect()),
        ("level", "Left at least", levels.collect()),
        ("due", "Review", vec![Choice::new("true", "Past its day")]),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

fn row(
    shell: &Shell,
    it: &Risk,
    (names, tolerance): (&BTreeMap<AgencyId, String>, Level),
) -> Markup {
    let is_late = it.content.review_due.is_some_and(|due| due < shell.today());
    html! {
        tr {
            td data-label="Risk" { a href=(risk_path(it.id)) { (it.name) } }
            td data-label="Agency" { (names.get(&it.agency_id).map_or("", String::as_str)) }
            td data-label="State" { (states::risk(it.state)) }
            td data-label="Untreated" { (states::level(it.content.level(), tolerance)) }
            td data-label="What is left" { (states::level(it.content.level_left(), tolerance)) }
            td data-label="Look again" {
                @match it.content.review_due {
                    Some(due) if is_late => (states::state(states::Tone::Bad, Shell::date_words(due))),
                    Some(due) => (Shell::date(due)),
                    None => "–",
                }
            }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        states: list.filter("state").and_then(State::from_code).into_iter().collect(),
        agencies,
        kind: list.filter("kind").and_then(|it| it.parse().ok()),
        level_min: list.filter("level").and_then(Level::from_code),
        item: list.filter("item").map(str::to_owned),
        due_by: (list.filter("due") == Some("true")).then(|| ctx.now.date_naive()),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /risks.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("risks", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /risks.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("risks", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 19] = [
    "code",
    "name",
    "agency",
    "state",
    "hazard",
    "kind",
    "affects",
    "likelihood",
    "citizens",
    "institutions",
    "businesses",
    "economy",
    "level",
    "level_left",
    "treatment",
    "owner",
    "participants",
    "review_due",
    "description",
];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let mut table = Table::new("Risks", COLUMNS.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = risks::list(ctx, &query).await?;
        let is_last = page.is_last();
        let documents = risks::documents(ctx, &page.items).await?;
        table.rows.extend(documents.into_iter().map(|it| {
            let content = it.content;
            let number = |it: Option<u8>| it.map(|it| it.to_string()).unwrap_or_default();
            let level = |it: Option<Level>| it.map_or("", Level::code).to_owned();
            let rating = content.inherent;
            [
                it.code,
                it.name,
                it.agency,
                it.state.code().to_owned(),
                content.hazard.clone(),
                content.kind.map_or("", HazardKind::code).to_owned(),
                content.affects.join("; "),
                number(rating.likelihood),
                number(rating.citizens),
                number(rating.institutions),
                number(rating.businesses),
                number(rating.economy),
                level(content.level()),
                level(content.level_left()),
                content.treatment.map_or("", risks::Treatment::code).to_owned(),
                content.owner.clone().unwrap_or_default(),
                content.participants.join("; "),
                content.review_due.map(|it| it.to_string()).unwrap_or_default(),
                content.description,
            ]
            .map(Cell::from)
            .into()
        }));
        if is_last {
            break;
        }
    }
    Ok(table)
}
