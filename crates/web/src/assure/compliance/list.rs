//! The checklist: how each agency stands with each obligation that holds for it, with who answers for
//! it and by when (S0-24, S1-10).

use std::collections::{BTreeMap, BTreeSet};

use app::assure::compliance::{self, Line, Query, Sort, State};
use app::assure::obligations;
use app::ids::{ObligationId, PersonId};
use app::people::persons;
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::compliance_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, anything, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("obligation", parsed::<ObligationId>),
    ("state", parsed::<State>),
    ("unmet", yes),
    ("overdue", yes),
];

/// `GET /compliance`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "agency").knowing(KNOWN);
    let ctx = &shell.ctx;
    let asked = query(ctx, &list).await?;
    let page = compliance::list(ctx, &asked).await?;
    let unmet = Query { unmet: true, paging: Paging::default(), ..asked.clone() };
    let n_unmet = compliance::list(ctx, &unmet).await?.n_items;
    let title = match n_unmet {
        0 => "Every obligation that is listed here is met".to_owned(),
        1 => "1 obligation is not met yet".to_owned(),
        n => format!("{} obligations are not met yet", grouped(n)),
    };
    let owners = owners(ctx, &page.items).await?;
    let (offered, all) = (offered_agencies(ctx).await?, all_obligations(ctx).await?);
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters(&all));
    let lead = html! {
        "What agencies must keep to, agency by agency: what proves that they do, who answers for it \
         and by when. It counts once the agency has attested it upon evidence."
    };
    let actions = parts::button("Obligations", "/obligations");
    let head = Head { title: &title, lead: Some(lead), actions: Some(actions), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search the checklist", &filters, lists::exports(&list, "/compliance")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "lines") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "lines"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "Nothing to keep to",
                "No obligation holds for an agency that you may see.",
                parts::button("Obligations", "/obligations"),
            ))
        } @else {
            section.panel {
                (lists::table("Checklist", html! {
                    (lists::heading(&list, "agency", "Agency"))
                    (lists::heading(&list, "obligation", "Obligation"))
                    (lists::heading(&list, "state", "State"))
                    th scope="col" { "Answers for it" }
                    (lists::heading(&list, "due", "Due"))
                    th.num scope="col" { "Evidence" }
                }, html! { @for it in &page.items { (row(it, &owners)) } }))
            }
            (lists::pages(&list, page.n_items, "line", "lines"))
        }
    };
    Ok(shell.page("Compliance", main))
}

fn row(it: &Line, owners: &BTreeMap<PersonId, String>) -> Markup {
    let path = compliance_path((it.agency.id, it.obligation.id));
    let document = &it.obligation.document;
    html! {
        tr {
            td data-label="Agency" { (it.agency.name) }
            td data-label="Obligation" {
                a href=(path) { (document.citation) }
                br; small.quiet { (document.title) }
            }
            td data-label="State" { (states::compliance(it.state)) }
            td data-label="Answers for it" { (owner(it, owners)) }
            td data-label="Due" {
                @match it.due {
                    Some(due) if it.is_overdue => (states::state(Tone::Bad, Shell::date_words(due))),
                    Some(due) => (Shell::date(due)),
                    None => "–",
                }
            }
            td.num data-label="Evidence" { (it.compliance.evidence.len()) }
        }
    }
}

/// Who answers for a line: who is named, or the agency's contact for continuity.
pub(super) fn owner(it: &Line, names: &BTreeMap<PersonId, String>) -> Markup {
    let name = it.owner_id.and_then(|id| names.get(&id));
    html! {
        @match name {
            None => "Nobody yet",
            Some(name) if it.compliance.owner_id.is_some() => { (name) },
            Some(name) => { (name) br; small.quiet { "Contact of the agency" } },
        }
    }
}

/// What those are called who answer for these lines.
pub(super) async fn owners(ctx: &Ctx, lines: &[Line]) -> Answer<BTreeMap<PersonId, String>> {
    let of = lines.iter().flat_map(|it| [it.owner_id, it.compliance.attested_by]);
    let ids: BTreeSet<PersonId> = of.flatten().collect();
    Ok(persons::labels(ctx, &ids).await?)
}

/// Every obligation, to choose from.
async fn all_obligations(ctx: &Ctx) -> Answer<Vec<obligations::Obligation>> {
    let paging = Paging { number: 1, size: Paging::SIZE_MAX };
    let query = obligations::Query { paging, ..obligations::Query::default() };
    Ok(obligations::list(ctx, &query).await?.items)
}

fn own_filters(all: &[obligations::Obligation]) -> [Filter<'_>; 4] {
    let obligations =
        all.iter().map(|it| Choice::new(it.id.to_string(), it.document.citation.as_str()));
    let states = State::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("obligation", "Obligation", obligations.collect()),
        ("state", "State", states.collect()),
        ("unmet", "Counts", vec![Choice::new("true", "Not met")]),
        ("overdue", "Day", vec![Choice::new("true", "Past")]),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        obligation: list.filter("obligation").and_then(|it| it.parse().ok()),
        state: list.filter("state").and_then(|it| it.parse().ok()),
        unmet: list.filter("unmet") == Some("true"),
        overdue: list.filter("overdue") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /compliance.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("compliance", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /compliance.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("compliance", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 10] = [
    "agency",
    "agency_name",
    "obligation",
    "citation",
    "state",
    "owner",
    "due",
    "n_evidence",
    "attested_on",
    "attested_by",
];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "agency").knowing(KNOWN)).await?;
    let mut table = Table::new("Compliance", COLUMNS.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = compliance::list(ctx, &query).await?;
        let names = owners(ctx, &page.items).await?;
        let name =
            |id: Option<PersonId>| id.and_then(|it| names.get(&it)).cloned().unwrap_or_default();
        table.rows.extend(page.items.iter().map(|it| {
            let attested = it.compliance.attested_at;
            let cells: [String; 10] = [
                it.agency.code.clone(),
                it.agency.name.clone(),
                it.obligation.document.code.clone(),
                it.obligation.document.citation.clone(),
                it.state.code().to_owned(),
                name(it.owner_id),
                it.due.map(|it| it.to_string()).unwrap_or_default(),
                it.compliance.evidence.len().to_string(),
                attested.map(|it| it.date_naive().to_string()).unwrap_or_default(),
                name(it.compliance.attested_by),
            ];
            cells.map(Cell::from).into()
        }));
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
