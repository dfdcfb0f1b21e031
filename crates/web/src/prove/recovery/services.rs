//! The services behind each figure.

use app::Paging;
use app::ids::{AgencyId, ItemId};
use app::prove::readiness::{Behind, Counted, Figure, all_behind, behind, readiness};
use app::prove::recovery::ByCrews;
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{OF_AGENCY, agency, top};
use crate::download::{bound, hours};
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::{parts, states};
use crate::prove::files::{Form, download};
use crate::prove::{late, link};
use crate::request::Address;
use crate::shell::Shell;

/// Where the services of a figure are listed, of an agency with all below it or of all.
pub(in crate::prove) fn services_path(figure: Figure, agency: Option<AgencyId>) -> String {
    let path = format!("/recovery/services?figure={}", figure.word());
    match agency {
        Some(id) => format!("{path}&agency={id}"),
        None => path,
    }
}

/// What the address may ask for.
const KNOWN: &[Known] = &[
    OF_AGENCY,
    ("figure", |it| Figure::from_word(it).is_some()),
    ("alone", yes),
    ("held_by", parsed::<ItemId>),
];

/// `GET /recovery/services`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "tier").knowing(KNOWN);
    let ctx = &shell.ctx;
    let found = readiness(ctx, agency(&list), 1).await?;
    let asked = asked(&list);
    let page = behind(ctx, asked, Paging { number: list.page, size: list.per }).await?;
    let title = match asked.figure {
        Figure::All => format!("{} {}", grouped(page.n_items), found.basis.title()),
        figure => {
            let own =
                found.agencies.iter().find(|it| asked.is_alone && Some(it.id) == asked.agency);
            let all = own.map_or(found.total.n_services, |it| it.figures.n_services);
            let (n, all) = (grouped(page.n_items), grouped(all));
            format!("{n} of {all} {}: {}", found.basis.title(), lower_first(figure.title()))
        }
    };
    let lead = html! {
        "The services that Readiness counts, the most important first."
        @if asked.figure == Figure::WithCrews {
            " As far as is known, they would be in time if each part had people of its own: crews are counted as if \
             they worked for each alone."
            @if let Some(so_far) = found.total.trying() { " " (parts::capital(&so_far)) "." }
        }
        @if asked.is_alone && asked.agency.is_some() { " Those of agencies below it are not among them." }
        @if asked.held_by.is_some() {
            " Only those that one thing holds back most. "
            a href=(list.without("held_by").link()) { "Show all of them" }
        }
    };
    let choices = Figure::ALL.iter().skip(1).map(|&(word, title, _)| Choice::new(word, title));
    let filters = [
        Filter { name: "figure", label: "Which", choices: choices.collect(), ..Filter::default() },
        Filter {
            name: "alone",
            label: "Of the agency",
            choices: vec![Choice::new("true", "Without those below it")],
            ..Filter::default()
        },
    ];
    let filters = if agency(&list).is_some() { &filters[..] } else { &filters[..1] };
    let main = html! {
        (top(ctx, &list, "/recovery/services", (&title, lead)).await?)
        div.toolbar {
            form method="get" data-filters {
                @for filter in filters { (lists::select(&list, filter)) }
                @for (name, value) in list.extra.iter().filter(|it| it.0 == "agency" || it.0 == "held_by") {
                    (forms::hidden(name, value))
                }
                button.button { "Show" }
            }
            (lists::exports(&list, "/recovery/services"))
        }
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "services") {
            (beyond)
        } @else if page.n_items == 0 {
            (lists::nothing_found(&list, "services"))
        } @else {
            section.panel {
                (lists::table(&title, heading(), html! {
                    @for it in &page.items { (row(&shell, it)) }
                }))
            }
            (lists::pages(&list, page.n_items, "service", "services"))
        }
    };
    Ok(shell.page("Services", main))
}

fn heading() -> Markup {
    html! {
        th scope="col" { "Service" } th scope="col" { "Agency" } th.num scope="col" { "Tier" }
        th scope="col" { "Recovery" } th.num scope="col" { "Target" }
        th.num scope="col" { "Achievable" } th scope="col" { "Last proof" }
    }
}

fn row(shell: &Shell, it: &Counted) -> Markup {
    let outcome = &it.outcome;
    html! {
        tr {
            td data-label="Service" { (link(&it.service)) }
            td data-label="Agency" { (it.agency) }
            td.num data-label="Tier" { @if let Some(tier) = it.tier { (tier) } @else { "–" } }
            td data-label="Recovery" { (states::standing_so_far(outcome.standing, outcome.achievable_rto)) }
            td.num data-label="Target" {
                @if let Some(it) = outcome.required_rto { (it) } @else { "–" }
            }
            td.num data-label="Achievable" {
                @if let Some(at) = outcome.achievable_rto {
                    @if !outcome.is_complete { small { "at least " } }
                    (at)
                } @else { "–" }
                (late::with_crews(it.with_crews))
            }
            td data-label="Last proof" { span.same { (it.last_proof(shell.ctx.now)) } }
        }
    }
}

/// `GET /recovery/services.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("services", &table(&shell, &List::read(&address, "tier")).await?, Form::Csv)
}

/// `GET /recovery/services.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("services", &table(&shell, &List::read(&address, "tier")).await?, Form::Xlsx)
}

async fn table(shell: &Shell, list: &List) -> Answer<Table> {
    let services = all_behind(&shell.ctx, asked(list)).await?;
    let columns = vec![
        Column::text("service_code"),
        Column::text("service"),
        Column::text("agency"),
        Column::number("tier"),
        Column::text("standing"),
        Column::hours("required_rto"),
        Column::hours("achievable_rto"),
        Column::text("achievable_is"),
        Column::hours("with_crews"),
        Column::text("with_crews_is"),
        Column::text("proof"),
        Column::text("proof_on"),
    ];
    let text = |it: &str| Cell::Text(it.to_owned());
    let mut table = Table::new("Services", columns);
    table.rows.extend(services.iter().map(|it| {
        let outcome = &it.outcome;
        vec![
            text(&it.service.code),
            text(&it.service.name),
            text(&it.agency),
            it.tier.map(u32::from).into(),
            text(outcome.standing.code()),
            hours(outcome.required_rto),
            hours(outcome.achievable_rto),
            bound(outcome.achievable_rto, outcome.is_complete),
            hours(it.with_crews.and_then(|it| it.finish)),
            match it.with_crews {
                Some(ByCrews { finish: None, .. }) => text("never"),
                of => bound(of.and_then(|it| it.finish), of.is_some_and(|it| it.is_complete)),
            },
            it.proof.map_or(Cell::Empty, |it| text(it.source.code())),
            it.proof.and_then(|it| it.on).map_or(Cell::Empty, |it| text(&it.to_string())),
        ]
    }));
    Ok(table)
}

/// What the address asks for.
fn asked(list: &List) -> Behind {
    Behind {
        figure: list.filter("figure").and_then(Figure::from_word).unwrap_or_default(),
        agency: agency(list),
        is_alone: list.filter("alone") == Some("true"),
        held_by: list.filter("held_by").and_then(|it| it.parse().ok()),
    }
}

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |it| it.to_lowercase().chain(letters).collect())
}
