//! How a service fares in the newest runs of scenarios.

use app::prepare::inventory::{Item, Kind};
use app::prove::scenarios::{self, InRun};
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::{lists, parts};
use crate::prove::scenarios::{chance_words, run_path, verdict_words};
use crate::shell::Shell;

/// The panel of a service's page. Nothing for other kinds, and where there are no runs to see.
pub(super) async fn panel(shell: &Shell, item: &Item) -> Answer<Markup> {
    if item.kind() != Kind::Service {
        return Ok(html! {});
    }
    let found = scenarios::in_runs(&shell.ctx, item).await?;
    Ok(html! {
        @if !found.is_empty() {
            (parts::panel("In scenarios", html! { small { "The last runs in which it is down" } }, rows(shell, &found)))
        }
    })
}

fn rows(shell: &Shell, found: &[InRun]) -> Markup {
    lists::table(
        "In scenarios",
        html! {
            th scope="col" { "Scenario" } th.num scope="col" { "Back in" }
            th scope="col" { "Against its target" } th.num scope="col" { "Chance to be in time" }
        },
        html! {
            @for it in found {
                tr {
                    td data-label="Scenario" {
                        a href=(run_path(it.id)) { (it.scenario) }
                        small {
                            "Run " (shell.when(it.created_at))
                            @if it.is_without_changes { ", without what is assumed" }
                        }
                    }
                    td.num data-label="Back in" {
                        @match it.back { Some(back) => (back), None => "Never" }
                    }
                    td data-label="Against its target" { (verdict_words(it.verdict, it.late)) }
                    td.num data-label="Chance to be in time" { (chance_words(it.chance, it.chance_between)) }
                }
            }
        },
    )
}
