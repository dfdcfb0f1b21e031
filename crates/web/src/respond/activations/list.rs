//! The list of plans that were called.

use std::collections::BTreeMap;

use app::Paging;
use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies;
use app::respond::activations::{self, Activation, Query, Sort, State};
use app::{Ctx, Timestamp};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column};

use super::{activation_path, shown};
use crate::download::{self, Stretch};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("state", |it| State::from_code(it).is_some()),
    ("running", yes),
];

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        state: list.filter("state").and_then(State::from_code),
        is_running: list.filter("running") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        // The newest first, unless somebody asks for another order.
        descending: list.descending != (list.sort == "asked"),
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /activations`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "asked").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = activations::list(ctx, &query(ctx, &list).await?).await?;
    let running =
        Query { is_running: true, paging: Paging { number: 1, size: 1 }, ..Query::default() };
    let n_running = activations::list(ctx, &running).await?.n_items;
    let names = names(ctx, &page.items).await?;
    let offered = offered_agencies(ctx).await?;
    let title = match n_running {
        0 => "No plan is being followed".to_owned(),
        1 => "One plan is being followed or on stand-by".to_owned(),
        n => format!("{n} plans are being followed or on stand-by"),
    };
    let lead = html! { "From stand-by to the day on which the end is declared: who called a plan, what is done, and what is left." };
    let asks = ctx.actor.may_somewhere(Permission::AskActivations);
    let action = || html! { @if asks { (parts::primary("Call a plan", "/activations/new")) } };
    let mut filters = Vec::from_iter(agency_filter(&offered));
    let states = State::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    filters.push(Filter { name: "state", label: "State", choices: states, ..Filter::default() });
    let yes = vec![Choice::new("true", "Not over yet")];
    filters.push(Filter {
        name: "running",
        label: "In question",
        choices: yes,
        ..Filter::default()
    });
    let head = Head { title: &title, lead: Some(lead), actions: Some(action()), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search plans", &filters, html! {
            a.button href=(list.file("/activations", "csv")) { "CSV" }
        }))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "activations") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "activations"))
        } @else if page.items.is_empty() {
            (lists::empty("No plan was called yet", "When something happens, call the plan for it: its steps become tasks, and whoever has one is told.", action()))
        } @else {
            section.panel { (lists::table("Activations", html! {
                th scope="col" { "Plan" }
                th scope="col" { "Agency" }
                (lists::heading(&list, "state", "State"))
                th scope="col" { "What has happened" }
                (lists::heading(&list, "asked", "Called"))
                (lists::heading(&list, "updated", "Changed"))
            }, html! {
                @for (it, title) in &page.items {
                    (row(&shell, (it, title), names.get(&it.agency_id).map_or("", String::as_str)))
                }
            })) }
            (lists::pages(&list, page.n_items, "activation", "activations"))
        }
    };
    Ok(shell.page("Activations", main))
}

async fn names(ctx: &Ctx, items: &[(Activation, String)]) -> Answer<BTreeMap<AgencyId, String>> {
    Ok(agencies::labels(ctx, &items.iter().map(|it| it.0.agency_id).collect()).await?)
}

fn row(shell: &Shell, (it, title): (&Activation, &str), agency: &str) -> Markup {
    html! {
        tr {
            td data-label="Plan" { a href=(activation_path(it.id)) { (title) } br; small.quiet { (it.extent.title()) } }
            td data-label="Agency" { (agency) }
            td data-label="State" { (shown(it.state)) }
            td data-label="What has happened" { (it.because) }
            td data-label="Called" { (shell.moment(it.asked_at)) }
            td data-label="Changed" { (shell.moment(it.updated_at)) }
        }
    }
}

/// `GET /activations.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let ctx = shell.ctx.clone();
    let query = query(&ctx, &List::read(&address, "asked").knowing(KNOWN)).await?;
    let columns = [
        "plan",
        "agency",
        "version",
        "state",
        "extent",
        "because",
        "asked_at",
        "activated_at",
        "stood_down_at",
        "ended_at",
    ];
    download::csv("activations.csv", columns.map(Column::text).into(), 1_u32, move |number| {
        let (ctx, query) = (ctx.clone(), query.clone());
        async move {
            let paging = Paging { number, size: Paging::SIZE_MAX };
            let page = activations::list(&ctx, &Query { paging, ..query }).await?;
            let names = names(&ctx, &page.items).await?;
            let next = (!page.is_last()).then_some(number + 1);
            let rows = page.items.iter().map(|(it, title)| {
                cells(it, title, names.get(&it.agency_id).map_or("", String::as_str))
            });
            Ok(Stretch { rows: rows.collect(), next })
        }
    })
    .await
}

fn cells(it: &Activation, title: &str, agency: &str) -> Vec<Cell> {
    let time = |at: Option<Timestamp>| {
        at.map(|it| it.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
    };
    let all = [
        title.to_owned(),
        agency.to_owned(),
        it.number.to_string(),
        it.state.code().to_owned(),
        it.extent.code().to_owned(),
        it.because.clone(),
        time(Some(it.asked_at)),
        time(it.activated_at),
        time(it.stood_down_at),
        time(it.ended_at),
    ];
    all.into_iter().map(|it| if it.is_empty() { Cell::Empty } else { Cell::Text(it) }).collect()
}
