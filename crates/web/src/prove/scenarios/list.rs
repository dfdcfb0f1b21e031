//! The list of scenarios.

use app::actor::Permission;
use app::people::agencies;
use app::prove::scenarios::{self, Query, Scenario, ScenarioDocument, Sort, WRITE};
use app::{Ctx, Paging};
use futures_util::TryFutureExt as _;
use maud::{Markup, html};

use super::scenario_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::counted;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{Offered, agencies_below, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

const LEAD: &str = "What would be lost at once, and what that would mean: what is down, in which \
                    order it comes back, and who is late.";

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("state", |it| it == RETIRED),
];

/// What stands in the address for scenarios that are out of use.
const RETIRED: &str = "retired";

/// `GET /scenarios`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let query = query(ctx, &list).await?;
    let page = scenarios::list(ctx, &query).await?;
    let agency_ids = page.items.iter().map(|it| it.agency_id).collect();
    let (documents, names, agencies) = tokio::try_join!(
        scenarios::documents(ctx, &page.items).err_into(),
        agencies::labels(ctx, &agency_ids).err_into(),
        offered_agencies(ctx),
    )?;
    let may_write = ctx.actor.may_somewhere(WRITE);
    let action = || parts::primary("New scenario", "/scenarios/new");
    let head = Head {
        title: "Scenarios",
        lead: Some(html! { (LEAD) }),
        actions: may_write.then(action),
        ..Head::default()
    };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search scenarios", &filters(&agencies), lists::exports(&list, "/scenarios")))
        @if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "scenarios"))
        } @else if page.items.is_empty() {
            (lists::empty("No scenarios yet", NOTHING, html! {
                @if may_write { (action()) }
                @if ctx.actor.may_somewhere(Permission::ReadInventory) { (parts::button("See the sites", "/sites")) }
            }))
        } @else {
            section.panel {
                (lists::table("Scenarios", heading(&list), html! {
                    @for (it, document) in page.items.iter().zip(&documents) {
                        (row(&shell, it, document, names.get(&it.agency_id).map_or("", String::as_str)))
                    }
                }))
            }
            (lists::pages(&list, page.n_items, "scenario", "scenarios"))
        }
    };
    Ok(shell.page("Scenarios", main))
}

const NOTHING: &str = "A scenario says what would be lost: a site, a vendor, a crew, or all sites in \
                       an area. Running it shows what that would mean. Begin with the site that you \
                       would miss most.";

/// What the address asks for.
pub(super) async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = match list.filter("agency") {
        Some(named) => Some(agencies_below(ctx, named).await?),
        None => None,
    };
    Ok(Query {
        text: list.text.clone(),
        agencies,
        retired: list.filter("state") == Some(RETIRED),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

fn filters(agencies: &Offered) -> Vec<Filter<'_>> {
    let choices = vec![Choice::new(RETIRED, "Retired")];
    let state = Filter { name: "state", label: "State", choices, ..Filter::default() };
    std::iter::once(state).chain(agency_filter(agencies)).collect()
}

fn heading(list: &List) -> Markup {
    html! {
        (lists::heading(list, "name", "Scenario"))
        th scope="col" { "Agency" }
        th scope="col" { "What is lost" }
        th scope="col" { "When it strikes" }
        (lists::heading(list, "updated", "Changed"))
    }
}

fn row(shell: &Shell, it: &Scenario, document: &ScenarioDocument, agency: &str) -> Markup {
    html! {
        tr {
            td data-label="Scenario" {
                a href=(scenario_path(it.id)) { (it.name) }
                br; small.quiet { (it.code) }
            }
            td data-label="Agency" { (agency) }
            td data-label="What is lost" { (what(document)) }
            td data-label="When it strikes" {
                @match it.strikes_at { Some(at) => (super::show::clock(shell, at)), None => "Any time" }
            }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

/// What is lost, counted: of what whoever asks may see.
fn what(document: &ScenarioDocument) -> String {
    let things = document.lost.len() + document.gone.len();
    let parts = [(things, "thing", "things"), (document.areas.len(), "area", "areas")];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|it| 0 < it.0)
        .map(|(n, one, many)| counted(u64::try_from(n).unwrap_or(u64::MAX), one, many))
        .collect();
    if said.is_empty() { "–".to_owned() } else { said.join(", ") }
}
