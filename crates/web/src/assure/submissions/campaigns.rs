//! The list of campaigns: one for each year.

use std::collections::BTreeMap;

use app::actor::{Permission, Place};
use app::assure::submissions::{self, Campaign, CampaignQuery, CampaignSort, State};
use app::{Ctx, Paging};
use axum::response::Response;
use chrono::NaiveDate;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::campaign_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| CampaignSort::from_word(it).is_some()),
    ("when", |it| WHEN.iter().any(|(word, _)| *word == it)),
];

/// When a campaign is, with its name for people.
const WHEN: [(&str, &str); 3] =
    [("coming", "Not open yet"), ("open", "Open"), ("past", "Past its last day")];

/// How many agencies of a campaign are how far.
type Counts = BTreeMap<State, u64>;

/// `GET /campaigns`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "recent").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = submissions::list_campaigns(ctx, &query(&list, shell.today())).await?;
    let counts = submissions::counts(ctx, &page.items.iter().map(|it| it.id).collect()).await?;
    let choices = WHEN.map(|(word, title)| Choice::new(word, title));
    let when = Filter { name: "when", label: "When", choices: choices.into(), ..Filter::default() };
    let may_add = ctx.actor.may(Permission::WriteCampaigns, Place::State);
    let add = html! { @if may_add { (parts::primary("Open a campaign", "/campaigns/new")) } };
    let lead = html! {
        "Once a year, agencies hand in their continuity and disaster recovery plans. A campaign says \
         which and by when, and its board who has."
    };
    let head = Head {
        title: "Campaigns",
        lead: Some(lead),
        actions: Some(add.clone()),
        ..Head::default()
    };
    let none = Counts::new();
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search campaigns", &[when], lists::exports(&list, "/campaigns")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "campaigns") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "campaigns"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "No campaigns yet",
                "Open the campaign of a year: each agency is asked for its plans, told when they are \
                 due, and found here if they are late.",
                add,
            ))
        } @else {
            section.panel {
                (lists::table("Campaigns", html! {
                    (lists::heading(&list, "name", "Campaign"))
                    (lists::number_heading(&list, "year", "Year"))
                    th scope="col" { "When" }
                    (lists::heading(&list, "due", "Due"))
                    th.num scope="col" { "Agencies" }
                    th.num scope="col" { "Late" }
                    th.num scope="col" { "In review" }
                    th.num scope="col" { "Accepted" }
                }, html! {
                    @for it in &page.items {
                        (row(&shell, it, counts.get(&it.id).unwrap_or(&none)))
                    }
                }))
            }
            (lists::pages(&list, page.n_items, "campaign", "campaigns"))
        }
    };
    Ok(shell.page("Campaigns", main))
}

fn row(shell: &Shell, it: &Campaign, counts: &Counts) -> Markup {
    html! {
        tr {
            td data-label="Campaign" { a href=(campaign_path(it.id)) { (it.name) } }
            td.num data-label="Year" { (it.year) }
            td data-label="When" { (when(it, shell.today())) }
            td data-label="Due" { (Shell::date(it.due_on)) }
            td.num data-label="Agencies" { (grouped(counts.values().sum())) }
            td.num data-label="Late" { (grouped(n_in(counts, &[State::Late]))) }
            td.num data-label="In review" {
                (grouped(n_in(counts, &[State::Submitted, State::UnderReview])))
            }
            td.num data-label="Accepted" {
                (grouped(n_in(counts, &[State::Accepted, State::AcceptedWithFixes])))
            }
        }
    }
}

/// How many are in one of these states.
pub(super) fn n_in(counts: &Counts, states: &[State]) -> u64 {
    states.iter().filter_map(|it| counts.get(it)).sum()
}

/// When a campaign is.
pub(super) fn when(it: &Campaign, today: NaiveDate) -> Markup {
    if today < it.opens_on {
        return state(Tone::Idle, "Not open yet");
    }
    if it.due_on < today {
        return state(Tone::Idle, "Past its last day");
    }
    state(Tone::Good, "Open")
}

fn query(list: &List, today: NaiveDate) -> CampaignQuery {
    let when = list.filter("when");
    let tomorrow = today.succ_opt().unwrap_or(today);
    let opened_by = when.filter(|it| *it == "open").map(|_| today);
    CampaignQuery {
        text: list.text.clone(),
        opened_by,
        due_from: when.filter(|it| *it != "past").map(|_| today),
        due_before: when.filter(|it| *it == "past").map(|_| today),
        opens_from: when.filter(|it| *it == "coming").map(|_| tomorrow),
        sort: CampaignSort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    }
}

/// `GET /campaigns.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("campaigns", &table(&shell, &address).await?, Form::Csv)
}

/// `GET /campaigns.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("campaigns", &table(&shell, &address).await?, Form::Xlsx)
}

/// The columns of the file, before those for each state.
const COLUMNS: [&str; 6] = ["year", "name", "plan_types", "opens_on", "due_on", "statute"];

async fn table(shell: &Shell, address: &str) -> Answer<Table> {
    let ctx: &Ctx = &shell.ctx;
    let mut query = query(&List::read(address, "recent").knowing(KNOWN), shell.today());
    let states = State::ALL.iter().map(|it| it.code());
    let columns = COLUMNS.into_iter().chain(states).map(Column::text).collect();
    let mut table = Table::new("Campaigns", columns);
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = submissions::list_campaigns(ctx, &query).await?;
        let is_last = page.is_last();
        let ids = page.items.iter().map(|it| it.id).collect();
        let counts = submissions::counts(ctx, &ids).await?;
        for it in page.items {
            let types: Vec<String> = it.plan_types.into_iter().collect();
            let said = [
                it.year.to_string(),
                it.name,
                types.join("; "),
                it.opens_on.to_string(),
                it.due_on.to_string(),
                it.statute,
            ];
            let of = counts.get(&it.id);
            let n = |state: &State| of.and_then(|it| it.get(state)).copied().unwrap_or(0);
            let n = State::ALL.iter().map(|it| n(it).to_string());
            table.rows.push(said.into_iter().chain(n).map(Cell::from).collect());
        }
        if is_last {
            break;
        }
    }
    Ok(table)
}
