//! The list of submissions.

use std::collections::BTreeMap;

use app::actor::{Permission, Place};
use app::assure::submissions::{self, Query, Sort, State, Submission};
use app::ids::{AgencyId, CampaignId};
use app::people::agencies::{self, AgencyCalendars};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{asked_for, due_day, late_note, submission_path};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states;
use crate::people::agencies::{agencies_below, agency_filter, offered_agencies};
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
pub(super) const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("state", |it| State::from_code(it).is_some()),
    ("campaign", parsed::<CampaignId>),
    ("asked", |it| it == "on_request"),
    ("late", |it| yes(it) || it == "fixes"),
];

/// `GET /submissions`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "agency").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = submissions::list(ctx, &query(ctx, &list).await?).await?;
    let offered = offered_agencies(ctx).await?;
    let campaigns = submissions::all_campaigns(ctx).await?;
    let campaigns = campaigns.iter().map(|it| Choice::new(it.id.to_string(), it.name.clone()));
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.push(Filter {
        name: "campaign",
        label: "Campaign",
        choices: campaigns.collect(),
        ..Filter::default()
    });
    filters.extend(own_filters());
    let may_ask = ctx.actor.may(Permission::WriteCampaigns, Place::State);
    let ask = html! { @if may_ask { (parts::primary("Ask an agency", "/submissions/new")) } };
    let lead = html! {
        "What each agency was asked for, what it handed in and what was found. The head of the \
         agency attests it; a receipt says which versions these were."
    };
    let head =
        Head { title: "Submissions", lead: Some(lead), actions: Some(ask), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search agencies and receipts", &filters, lists::exports(&list, "/submissions")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "submissions") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "submissions"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "No submissions yet",
                "When the continuity team opens the campaign of a year, each agency has one here.",
                html! { (parts::button("Campaigns", "/campaigns")) },
            ))
        } @else {
            (table_of(&shell, &list, &page.items).await?)
            (lists::pages(&list, page.n_items, "submission", "submissions"))
        }
    };
    Ok(shell.page("Submissions", main))
}

/// The table itself, as on the board of a campaign.
pub(super) async fn table_of(shell: &Shell, list: &List, all: &[Submission]) -> Answer<Markup> {
    let agency_ids = all.iter().map(|it| it.agency_id).collect();
    let names = agencies::labels(&shell.ctx, &agency_ids).await?;
    let calendars = agencies::calendars(&shell.ctx, &agency_ids).await?;
    Ok(html! {
        section.panel {
            (lists::table("Submissions", html! {
                (lists::heading(list, "agency", "Agency"))
                th scope="col" { "What" }
                (lists::heading(list, "state", "State"))
                (lists::heading(list, "due", "Due"))
                (lists::heading(list, "submitted", "Handed in"))
                th scope="col" { "Receipt" }
                (lists::number_heading(list, "score", "Score"))
            }, html! { @for it in all { (row(shell, it, (&names, &calendars))) } }))
        }
    })
}

fn row(
    shell: &Shell,
    it: &Submission,
    (names, calendars): (&BTreeMap<AgencyId, String>, &AgencyCalendars),
) -> Markup {
    html! {
        tr {
            td data-label="Agency" {
                a href=(submission_path(it.id)) { (names.get(&it.agency_id).map_or("", String::as_str)) }
            }
            td data-label="What" { (asked_for(it)) }
            td data-label="State" { (states::submission(it.state)) (late_note(it, calendars, shell.today())) }
            td data-label="Due" { (due_day(it)) }
            td data-label="Handed in" {
                @if let Some(at) = it.attested_at { (shell.day(at)) } @else { "–" }
            }
            td data-label="Receipt" {
                @if let Some(receipt) = &it.receipt { code { (receipt) } } @else { "–" }
            }
            td.num data-label="Score" {
                @if let Some(score) = it.score { (score) " %" } @else { "–" }
            }
        }
    }
}

/// The filters beside those of agencies and campaigns.
pub(super) fn own_filters() -> [Filter<'static>; 3] {
    let states = State::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("state", "State", states.collect()),
        (
            "late",
            "Late",
            vec![Choice::new("true", "Was or is late"), Choice::new("fixes", "Fixes are late")],
        ),
        ("asked", "Asked for", vec![Choice::new("on_request", "On request")]),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

/// What a list asks for.
pub(super) async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = match list.filter("agency") {
        Some(named) => Some(agencies_below(ctx, named).await?),
        None => None,
    };
    Ok(Query {
        text: list.text.clone(),
        agencies,
        campaign: list.filter("campaign").and_then(|it| it.parse().ok()),
        on_request: list.filter("asked").is_some(),
        year: None,
        states: list.filter("state").and_then(State::from_code).into_iter().collect(),
        was_late: list.filter("late") == Some("true"),
        fixes_late: list.filter("late") == Some("fixes"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /submissions.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("submissions", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /submissions.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("submissions", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 16] = [
    "agency",
    "agency_name",
    "year",
    "in_campaign",
    "reason",
    "state",
    "opens_on",
    "asked_due_on",
    "due_on",
    "fixes_due_on",
    "fixes_late_at",
    "late_at",
    "attested_at",
    "receipt",
    "n_filings",
    "score_percent",
];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "agency").knowing(KNOWN)).await?;
    let mut table = Table::new("Submissions", COLUMNS.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = submissions::list(ctx, &query).await?;
        let is_last = page.is_last();
        let documents = submissions::documents(ctx, &page.items).await?;
        let agency_ids = page.items.iter().map(|it| it.agency_id).collect();
        let names = agencies::labels(ctx, &agency_ids).await?;
        table.rows.extend(page.items.iter().zip(documents).map(|(stored, it)| {
            let time = |at: Option<app::Timestamp>| {
                at.map(|it| it.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
            };
            [
                it.agency,
                names.get(&stored.agency_id).cloned().unwrap_or_default(),
                it.year.to_string(),
                it.in_campaign.to_string(),
                it.reason,
                it.state.code().to_owned(),
                it.opens_on.to_string(),
                it.asked_due_on.to_string(),
                it.due_on.to_string(),
                it.fixes_due_on.map(|it| it.to_string()).unwrap_or_default(),
                time(it.fixes_late_at),
                time(it.late_at),
                time(it.attested_at),
                it.receipt.unwrap_or_default(),
                it.n_filings.to_string(),
                it.score.map(|it| it.to_string()).unwrap_or_default(),
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
