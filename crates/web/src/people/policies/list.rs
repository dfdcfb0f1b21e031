//! The library of policies.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies;
use app::people::policies::{self, Policy, Query, Sort, State};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use super::policy_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("state", |it| State::from_code(it).is_some()),
    ("due", yes),
    ("retired", yes),
];

/// `GET /policies`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = policies::list(ctx, &query(ctx, &list).await?).await?;
    let overdue = Query { due_by: Some(ctx.now), ..Query::default() };
    let n_overdue = policies::count(ctx, &overdue).await?;
    let agency_ids = page.items.iter().map(|it| it.agency_id).collect();
    let names = agencies::labels(ctx, &agency_ids).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let may_write = ctx.actor.may_somewhere(Permission::WritePolicies);
    let add = html! { @if may_write { (parts::primary("Add a policy", "/policies/new")) } };
    let actions = html! { (parts::button("Governance board", "/policies/board")) (add) };
    let lead = html! { "What binds whom: each policy in force, the one before it, and what is on its way." };
    let head =
        Head { title: "Policies", lead: Some(lead), actions: Some(actions), ..Head::default() };
    let main = html! {
        (head.shown())
        @if 0 < n_overdue && list.filter("due").is_none() {
            (parts::notice(Tone::Bad, "Past their review", html! {
                p { a href="?due=true" { (lists::count(&List::read("", "name"), n_overdue, "policy", "policies")) }
                    " should have been reviewed by now." }
            }))
        }
        (lists::toolbar(&list, "Search policies", &filters, lists::exports(&list, "/policies")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "policies") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "policies"))
        } @else if page.items.is_empty() {
            (lists::empty("No policies yet", "What the state or an agency decides for all who work \
                there stands here, once it is open for comments or in force.", add))
        } @else {
            section.panel {
                (lists::table("Policies", html! {
                    (lists::heading(&list, "name", "Policy")) th scope="col" { "Binds" }
                    (lists::heading(&list, "state", "State")) th.num scope="col" { "Version" }
                    (lists::heading(&list, "review", "Review due"))
                    (lists::heading(&list, "updated", "Changed"))
                }, html! { @for it in &page.items { (row(&shell, it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "policy", "policies"))
        }
    };
    Ok(shell.page("Policies", main))
}

fn own_filters() -> [Filter<'static>; 3] {
    let states = State::ALL.iter().filter(|it| !matches!(it, State::Superseded | State::Retired));
    let states = states.map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("state", "State", states.collect()),
        ("due", "Review", vec![Choice::new("true", "Past its day")]),
        ("retired", "In use", vec![Choice::new("true", "Retired ones")]),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

fn row(shell: &Shell, it: &Policy, names: &BTreeMap<AgencyId, String>) -> Markup {
    html! {
        tr {
            td data-label="Policy" { a href=(policy_path(it.id)) { (it.name) } }
            td data-label="Binds" { (names.get(&it.agency_id).map_or("", String::as_str)) }
            td data-label="State" { (standing(it, shell.ctx.now)) }
            td.num data-label="Version" {
                @match it.in_force { Some(number) => (number), None => "–" }
            }
            td data-label="Review due" {
                @match it.review_due { Some(due) => (shell.day(due)), None => "–" }
            }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

/// How a policy stands. One that was not reviewed in time is never hidden behind another word.
pub(super) fn standing(it: &Policy, now: app::Timestamp) -> Markup {
    if it.is_overdue(now) {
        return states::state(Tone::Bad, "Overdue");
    }
    state(it.state)
}

/// How far a policy or a version is.
pub(super) fn state(it: State) -> Markup {
    let tone = match it {
        State::Published => Tone::Good,
        State::ReviewDue | State::Comment | State::Approval => Tone::Warn,
        State::Draft | State::Superseded | State::Retired => Tone::Idle,
    };
    states::state(tone, it.title())
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        state: list.filter("state").and_then(State::from_code),
        agencies,
        due_by: (list.filter("due") == Some("true")).then_some(ctx.now),
        retired: list.filter("retired") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /policies.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell, &address, Format::Csv).await
}

/// `GET /policies.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell, &address, Format::Xlsx).await
}

/// The columns of the file.
const COLUMNS: [&str; 11] = [
    "code",
    "name",
    "agency",
    "state",
    "overdue",
    "version",
    "owner",
    "audience",
    "review_due",
    "because",
    "changed",
];

async fn download(shell: &Shell, address: &str, format: Format) -> Answer<Response> {
    let ctx = &shell.ctx;
    let mut query = query(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let mut rows = Vec::new();
    let day = |at: app::Timestamp| at.with_timezone(&shell.zone()).format("%Y-%m-%d").to_string();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = policies::list(ctx, &query).await?;
        let is_last = page.is_last();
        let documents = policies::documents(ctx, &page.items).await?;
        rows.extend(page.items.into_iter().zip(documents).map(|(it, document)| {
            let audience: Vec<&str> = document.audience.iter().map(|it| it.code()).collect();
            vec![
                it.code.clone(),
                it.name.clone(),
                document.agency,
                it.state.code().to_owned(),
                if it.is_overdue(ctx.now) { "yes" } else { "no" }.to_owned(),
                it.in_force.map(|it| it.to_string()).unwrap_or_default(),
                document.owner.unwrap_or_default(),
                audience.join("; "),
                it.review_due.map(day).unwrap_or_default(),
                it.because.clone(),
                day(it.updated_at),
            ]
        }));
        if is_last {
            break;
        }
    }
    file(format, "policies", &COLUMNS, rows)
}
