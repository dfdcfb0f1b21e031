//! Work sites and the functions that count on them, over HTTP.

mod functions;
mod sites;

use app::actor::Permission;
use app::prove::scenarios::Scenario;
use app::prove::seats;
use maud::{Markup, html};

use crate::Routes;
use crate::layout::list::List;
use crate::layout::lists::Filter;
use crate::prove::scenarios::scenario_path;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let sites = Needs(Permission::ReadInventory);
    let functions = Needs(seats::READ);
    Routes::new()
        .get("/work-sites", sites, sites::list)
        .get("/work-sites.csv", sites, sites::csv)
        .get("/work-sites.xlsx", sites, sites::xlsx)
        .get("/staffing", functions, functions::list)
        .get("/staffing.csv", functions, functions::csv)
        .get("/staffing.xlsx", functions, functions::xlsx)
}

/// The filter by scenario.
fn scenario_filter() -> Filter<'static> {
    Filter {
        name: "scenario",
        label: "Scenario",
        lookup: Some("/search.json?kind=scenario"),
        ..Filter::default()
    }
}

/// Who is looked at: everybody at once, or those whose site a scenario takes.
fn who_moves(scenario: Option<&Scenario>) -> Markup {
    html! {
        @match scenario {
            Some(it) => { "Only those move whose site is lost in " a href=(scenario_path(it.id)) { (it.name) } "." },
            None => "As if every agency needed its seats on one day. Name a scenario to see only those whose site it takes.",
        }
    }
}

/// The other list with the same agency and scenario.
fn beside(list: &List, path: &str) -> String {
    let kept = ["agency", "scenario"].into_iter();
    let pairs: Vec<(&str, &str)> = kept.filter_map(|it| Some((it, list.filter(it)?))).collect();
    match pairs.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default()),
    }
}
