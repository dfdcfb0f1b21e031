//! The four stages of a programme, what each asks for, and what is missing.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::stages::{self, Gate, Part, Programme, Stage, StageState, Standing};
use app::ids::PersonId;
use app::people::agencies::Agency;
use app::people::persons;
use maud::{Markup, html};

use super::{asked, nobody, part_path};
use crate::error::Answer;
use crate::layout::list::List;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::people::agencies::{Offered, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

/// `GET /programme`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let (list, id) = asked(ctx, &address).await?;
    let Some(id) = id else { return Ok(nobody(&shell, "Programme")) };
    let it = stages::programme(ctx, id).await?;
    let owners = it.records.values().filter_map(|it| it.owner_id).collect();
    let names = persons::labels(ctx, &owners).await?;
    let offered = offered_agencies(ctx).await?;
    let title = title(&it);
    let lead = html! {
        "The four stages of IT service continuity management. Each one opens when all that those \
         before it ask for is there; most of it follows from what is kept here."
    };
    let case = format!("/programme/benefits?agency={}", it.agency.code);
    let actions = html! { (parts::button("Business case", &case)) };
    let head = Head { title: &title, lead: Some(lead), actions: Some(actions), ..Head::default() };
    let main = html! {
        (head.shown())
        (toolbar(&list, &offered, "/programme"))
        div.stack {
            @for (n, stage) in it.stages.iter().enumerate() {
                (panel(&shell, &it, (n + 1, stage), &names))
            }
        }
    };
    Ok(shell.page("Programme", main))
}

/// Whose programme is shown, and what else can be done with it.
pub(super) fn toolbar(list: &List, offered: &Offered, path: &str) -> Markup {
    let filter = agency_filter(offered);
    html! {
        div.toolbar {
            @if let Some(filter) = &filter {
                form method="get" action=(path) data-filters {
                    (lists::select(list, filter))
                    button.button { "Show" }
                }
            }
            (lists::exports(list, path))
        }
        (lists::misread(list))
    }
}

fn title(it: &Programme) -> String {
    let name = &it.agency.name;
    let stage = it.current().map_or(Stage::Initiation, |it| it.stage);
    let number = Stage::ALL.iter().take_while(|it| **it != stage).count() + 1;
    format!("{name} is at stage {number} of 4: {}", stage.title().to_lowercase())
}

fn panel(
    shell: &Shell,
    of: &Programme,
    (number, it): (usize, &StageState),
    names: &BTreeMap<PersonId, String>,
) -> Markup {
    let title = format!("{number}. {}", it.stage.title());
    let is_last = it.stage == Stage::Operation;
    let may_write = shell.ctx.actor.may(Permission::WriteAssurance, of.agency.id);
    parts::panel(
        &title,
        stage_state(number, it),
        lists::table(
            &title,
            html! {
                th scope="col" { "What it takes" } th scope="col" { "State" }
                th scope="col" { "Why" } th scope="col" { "Answers for it" }
                @if is_last { th scope="col" { "Next date" } }
                th scope="col" { span.unseen { "Where" } }
            },
            html! {
                @for gate in &it.gates { (row(of, (gate, is_last), names, may_write)) }
            },
        ),
    )
}

/// How a programme stands at a stage, in words.
fn stage_state(number: usize, it: &StageState) -> Markup {
    let counted = format!("{} of {}", it.n_met(), it.gates.len());
    match it {
        it if it.is_red() => state(Tone::Bad, format!("{counted} have a date ahead")),
        it if it.stage == Stage::Operation => state(Tone::Good, format!("{counted} are planned")),
        it if !it.is_open => state(Tone::Idle, format!("Opens after stage {}", number - 1)),
        it if it.is_met() => state(Tone::Good, "Passed"),
        _ => state(Tone::Warn, format!("{counted} are there")),
    }
}

fn row(
    of: &Programme,
    (it, is_last): (&Standing, bool),
    names: &BTreeMap<PersonId, String>,
    may_write: bool,
) -> Markup {
    let part = match it.gate {
        Gate::Part(part) => Some(part),
        _ => None,
    };
    let owner = part.and_then(|it| of.records.get(&it)).and_then(|it| it.owner_id);
    let owner = owner.map(|id| names.get(&id).map_or("Somebody", String::as_str));
    let (there, missing) =
        if is_last { ("Planned", "No date ahead") } else { ("There", "Missing") };
    let title = it.gate.title();
    html! {
        tr {
            td data-label="What it takes" {
                @match part {
                    Some(part) => a href=(part_path((of.agency.id, part))) { (title) },
                    None => (title),
                }
            }
            td data-label="State" {
                (if it.is_met { state(Tone::Good, there) } else { state(Tone::Bad, missing) })
            }
            td data-label="Why" { (it.because) }
            td data-label="Answers for it" { (owner.unwrap_or("–")) }
            @if is_last {
                td data-label="Next date" {
                    @match it.next { Some(day) => (Shell::date(day)), None => "–" }
                }
            }
            td.actions {
                @for (label, href) in ways(&of.agency, it, may_write) {
                    a href=(href) { (label) span.unseen { " (" (title) ")" } } " "
                }
            }
        }
    }
}

/// Where a gate is seen to.
fn ways(agency: &Agency, it: &Standing, may_write: bool) -> Vec<(&'static str, String)> {
    let code = &agency.code;
    let mut ways = match it.gate {
        Gate::Part(Part::Policy) => vec![("Policies", "/policies".to_owned())],
        Gate::Part(Part::Roles) => vec![("Contacts", format!("/agencies/{}", agency.id))],
        Gate::Part(Part::Plans) => vec![("Projects", format!("/projects?agency={code}"))],
        Gate::Part(_) => Vec::new(),
        Gate::Analyses => vec![("Impact analyses", format!("/analyses?agency={code}"))],
        Gate::Risks => vec![("Risks", format!("/risks?agency={code}"))],
        Gate::Strategies => vec![("Strategies", format!("/strategies?agency={code}"))],
        Gate::Published => vec![("Without a plan", format!("/plans/uncovered?agency={code}"))],
        Gate::Tested => vec![("Plans", format!("/plans?agency={code}"))],
    };
    if let (Gate::Part(part), true) = (it.gate, may_write && !it.is_met) {
        ways.push(("Write it down", format!("{}/edit", part_path((agency.id, part)))));
    }
    ways
}
