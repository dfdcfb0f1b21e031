//! The list of analyses: how far each is, and what it asks for.

use app::actor::Permission;
use app::ids::{AgencyId, ItemId};
use app::people::agencies;
use app::prepare::impact::{self, Query, Sort, State, Summary};
use app::prepare::inventory::Kind;
use app::{Ctx, Paging, Span};
use futures_util::TryFutureExt as _;
use maud::{Markup, html};

use super::analysis_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states;
use crate::people::agencies::{Offered, agencies_asked, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

const LEAD: &str = "What it would mean to lose a business process or a service, and so how soon \
                    each must be back.";

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("state", |it| State::from_code(it).is_some()),
    ("kind", parsed::<Kind>),
    ("item", parsed::<ItemId>),
    ("mine", yes),
];

/// `GET /analyses`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let query = query(&shell.ctx, &list).await?;
    let page = impact::list(&shell.ctx, &query).await?;
    let agency_ids = page.items.iter().map(|it| it.item.agency_id).collect();
    let (names, agencies) = tokio::try_join!(
        agencies::labels(&shell.ctx, &agency_ids).err_into(),
        offered_agencies(&shell.ctx),
    )?;
    let name = |id: &AgencyId| names.get(id).map_or("", String::as_str);
    let may_write = shell.ctx.actor.may_somewhere(Permission::WriteAnalyses);
    let action = || parts::primary("Start an analysis", "/analyses/new");
    let head = Head {
        title: "Impact analysis",
        lead: Some(html! { (LEAD) }),
        actions: may_write.then(action),
        ..Head::default()
    };
    let filters = filters(&agencies);
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search analyses", &filters, lists::exports(&list, "/analyses")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "analyses") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "analyses"))
        } @else if page.items.is_empty() {
            (lists::empty("No analyses yet", LEAD, if may_write { action() } else { html! {} }))
        } @else {
            section.panel {
                (lists::table("Impact analyses", heading(&list), html! {
                    @for it in &page.items { (row(&shell, it, name(&it.item.agency_id))) }
                }))
            }
            (lists::pages(&list, page.n_items, "analysis", "analyses"))
        }
    };
    Ok(shell.page("Impact analysis", main))
}

/// What the address asks for.
pub(super) async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    let is_mine = list.filter("mine") == Some("true");
    Ok(Query {
        text: list.text.clone(),
        states: list.filter("state").and_then(State::from_code).into_iter().collect(),
        agencies,
        kind: list.filter("kind").and_then(|it| it.parse().ok()),
        item_id: list.filter("item").and_then(|it| it.parse().ok()),
        mine: is_mine.then_some(ctx.actor.person_id),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
        ..Query::default()
    })
}

fn filters(agencies: &Offered) -> Vec<Filter<'_>> {
    let filter = |name, label, choices| Filter { name, label, choices, ..Filter::default() };
    let states = State::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let mut filters = vec![filter("state", "State", states.collect())];
    filters.extend(agency_filter(agencies));
    let kinds = [Kind::Process, Kind::Service].map(|it| Choice::new(it.code(), it.titles()));
    filters.push(filter("kind", "About", kinds.into()));
    filters.push(filter("mine", "Whose", vec![Choice::new("true", "Mine")]));
    filters
}

fn heading(list: &List) -> Markup {
    html! {
        (lists::heading(list, "name", "About"))
        th scope="col" { "Agency" }
        (lists::heading(list, "state", "State"))
        (lists::number_heading(list, "mtd", "Can be gone (MTD)"))
        (lists::number_heading(list, "rto", "Back in (RTO)"))
        th.num scope="col" { "Data loss (RPO)" }
        (lists::number_heading(list, "score", "Score"))
        (lists::heading(list, "review", "Review due"))
    }
}

fn row(shell: &Shell, it: &Summary, agency: &str) -> Markup {
    let (kind, name) = (it.item.kind, &it.item.name);
    html! {
        tr {
            td data-label="About" {
                a href=(analysis_path(it.id)) { (name) }
                br; small.quiet { (kind.title()) @if 1 < it.number { ", version " (it.number) } }
            }
            td data-label="Agency" { (agency) }
            td data-label="State" {
                (states::analysis(it.state.code()))
                @if it.state.is_open() && 0 < it.n_missing {
                    br; small.quiet { (it.n_missing) " missing" }
                }
            }
            td.num data-label="Can be gone (MTD)" { (span(it.mtd)) }
            td.num data-label="Back in (RTO)" { (span(it.rto)) }
            td.num data-label="Data loss (RPO)" { (span(it.rpo)) }
            td.num data-label="Score" { (it.score) }
            td data-label="Review due" {
                @match it.review_due { Some(due) => (shell.day(due)), None => "–" }
            }
        }
    }
}

/// A length of time, or a dash where nothing is known.
pub(super) fn span(span: Option<Span>) -> String {
    span.map_or_else(|| "–".to_owned(), |it| it.to_string())
}
