//! The plans that an obligation asks something of, each with the clauses that it satisfies or misses.

use std::collections::{BTreeMap, BTreeSet};

use app::actor::{Permission, Place};
use app::assure::obligations::{self, Obligation, PlanAnswers};
use app::ids::{AgencyId, ObligationId};
use app::people::agencies;
use app::plans::plan::{Query, Sort, VersionState};
use app::plans::templates;
use app::{Ctx, Page, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists::{self, Filter};
use crate::layout::parts;
use crate::layout::states::{self, Tone, state};
use crate::people::agencies::{Offered, agencies_asked, agency_filter, offered_agencies};
use crate::prepare::plans::plan_path;
use crate::prove::files::{Form, download};
use crate::request::{Address, Path};
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| matches!(it, "title" | "type" | "updated")),
    ("agency", anything),
    ("type", |it| templates::find(it).is_some()),
];

/// The plans that an obligation asks something of, as the address wants them.
pub(super) async fn panel(shell: &Shell, it: &Obligation, address: &str) -> Answer<Markup> {
    let list = List::read(address, "title").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = obligations::plans_of(ctx, it.id, &query(ctx, &list).await?).await?;
    let names = names(ctx, &page).await?;
    let offered = offered_agencies(ctx).await?;
    let n_missing = page.items.iter().filter(|it| it.missing().next().is_some()).count();
    let aside = match (n_missing, page.items.len()) {
        (_, 0) => html! {},
        (0, _) => state(Tone::Good, "Every clause is satisfied here"),
        (1, _) => state(Tone::Bad, "1 plan here misses a clause"),
        (n, _) => state(Tone::Bad, format!("{n} plans here miss a clause")),
    };
    let path = format!("{}/plans", super::obligation_path(it.id));
    Ok(html! {
        (lists::toolbar(&list, "Search plans", &filters(it, &offered), lists::exports(&list, &path)))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "plans") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "plans"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "No plan is asked for it yet",
                "None of the agencies that it holds for has a plan with a section for one of its \
                 clauses.",
                html! { @if ctx.actor.may_somewhere(Permission::WritePlans) { (parts::primary("Start a plan", "/plans/new")) } },
            ))
        } @else {
            (parts::panel("Plans that it asks something of", aside, lists::table(
                "Plans that it asks something of",
                html! {
                    (lists::heading(&list, "title", "Plan"))
                    th scope="col" { "Agency" }
                    th scope="col" { "Looked at" }
                    th.num scope="col" { "Satisfied" }
                    th scope="col" { "Clauses" }
                },
                html! { @for it in &page.items { (row(ctx, it, &names)) } },
            )))
            (lists::pages(&list, page.n_items, "plan", "plans"))
        }
    })
}

fn filters<'a>(it: &Obligation, offered: &'a Offered) -> Vec<Filter<'a>> {
    let asked = it.document.clauses.iter().flat_map(|it| it.answered_in());
    let asked: BTreeSet<&str> = asked.map(|it| it.0.code.as_str()).collect();
    let types = templates::all().iter().filter(|it| asked.contains(it.code.as_str()));
    let choices = types.map(|it| Choice::new(&*it.code, &*it.name)).collect();
    let mut filters = Vec::from_iter(agency_filter(offered));
    filters.push(Filter { name: "type", label: "Type", choices, ..Filter::default() });
    filters
}

fn row(ctx: &Ctx, it: &PlanAnswers, names: &BTreeMap<AgencyId, String>) -> Markup {
    let of_type = templates::find(&it.plan.plan_type).map_or("", |it| it.name.as_str());
    let n_satisfied = it.answers.len() - it.missing().count();
    html! {
        tr {
            td data-label="Plan" {
                a href=(plan_path(it.plan.id)) { (it.plan.title) }
                br; small.quiet { (of_type) }
            }
            td data-label="Agency" { (names.get(&it.plan.agency_id).map_or("", String::as_str)) }
            td data-label="Looked at" {
                (states::plan_version(it.state.code())) br; small.quiet { "Version " (it.number) }
            }
            td.num data-label="Satisfied" { (n_satisfied) " of " (it.answers.len()) }
            td data-label="Clauses" { (answers(ctx, it)) }
        }
    }
}

/// The clauses that a plan misses, in red with the section to add, and those that it satisfies.
pub(crate) fn answers(ctx: &Ctx, it: &PlanAnswers) -> Markup {
    let place = Place::Record(it.plan.agency_id, it.plan.id.into());
    let may_write = it.state == VersionState::Draft && ctx.actor.may(Permission::WritePlans, place);
    let path = plan_path(it.plan.id);
    let satisfied = it.answers.iter().filter(|it| it.is_satisfied);
    let satisfied: Vec<&str> = satisfied.map(|it| it.number.as_str()).collect();
    html! {
        ul.plain.checks {
            @for answer in it.missing() {
                li {
                    (state(Tone::Bad, format!("{} missing", answer.number))) " add "
                    @if may_write {
                        a href={ (path) "/draft/" (answer.section.key) } { "“" (answer.section.title) "”" }
                    } @else {
                        a href={ (path) "#section-" (answer.section.key) } { "“" (answer.section.title) "”" }
                    }
                }
            }
            @if !satisfied.is_empty() {
                li { (state(Tone::Good, "Satisfied")) " " small { (satisfied.join(", ")) } }
            }
        }
    }
}

async fn names(ctx: &Ctx, page: &Page<PlanAnswers>) -> Answer<BTreeMap<AgencyId, String>> {
    let ids = page.items.iter().map(|it| it.plan.agency_id).collect();
    Ok(agencies::labels(ctx, &ids).await?)
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        plan_type: list.filter("type").map(str::to_owned),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
        ..Query::default()
    })
}

/// `GET /obligations/{id}/plans.csv`
pub(super) async fn csv(
    shell: Shell,
    Path(id): Path<ObligationId>,
    Address(address): Address,
) -> Answer<Response> {
    download("plans-and-clauses", &table(&shell.ctx, id, &address).await?, Form::Csv)
}

/// `GET /obligations/{id}/plans.xlsx`
pub(super) async fn xlsx(
    shell: Shell,
    Path(id): Path<ObligationId>,
    Address(address): Address,
) -> Answer<Response> {
    download("plans-and-clauses", &table(&shell.ctx, id, &address).await?, Form::Xlsx)
}

/// The columns of the file: a row for each clause of each plan.
const COLUMNS: [&str; 9] =
    ["obligation", "plan", "title", "type", "agency", "version", "clause", "answer", "section"];

async fn table(ctx: &Ctx, id: ObligationId, address: &str) -> Answer<Table> {
    let of = obligations::show(ctx, id).await?.document.code;
    let mut query = query(ctx, &List::read(address, "title").knowing(KNOWN)).await?;
    let mut table = Table::new("Plans and clauses", COLUMNS.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = obligations::plans_of(ctx, id, &query).await?;
        let names = names(ctx, &page).await?;
        for it in &page.items {
            let agency = names.get(&it.plan.agency_id).cloned().unwrap_or_default();
            table.rows.extend(it.answers.iter().map(|answer| {
                let cells: [String; 9] = [
                    of.clone(),
                    it.plan.code.clone(),
                    it.plan.title.clone(),
                    it.plan.plan_type.clone(),
                    agency.clone(),
                    format!("{} ({})", it.number, it.state.code()),
                    answer.number.clone(),
                    if answer.is_satisfied { "satisfied" } else { "missing" }.to_owned(),
                    answer.section.title.clone(),
                ];
                cells.map(Cell::from).into()
            }));
        }
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
