//! One strategy: the ways there are, which was chosen, what it rests on, and what comes next.

use std::collections::BTreeSet;

use app::actor::Permission;
use app::ids::{PersonId, StrategyId};
use app::people::{agencies, persons};
use app::prepare::inventory::{self, Item, reference};
use app::prepare::strategies::{self, Grounds, State, Strategy, Way};
use maud::{Markup, html};

use super::list::money;
use super::{may, strategy_path};
use crate::error::Answer;
use crate::forbidden::who_may;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::prepare::inventory::item_path;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /strategies/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<StrategyId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let (it, item) = strategies::show(ctx, id).await?;
    let (grounds, is_own) =
        (strategies::grounds(ctx, &it).await?, strategies::is_own(ctx, &it).await?);
    let crumbs = vec![("Strategies".to_owned(), "/strategies".to_owned())];
    let lead = html! {
        (states::strategy(it.state)) " For "
        @if inventory::reads(ctx, &item) {
            a href=(item_path(item.kind(), item.id)) { (item.name) }
        } @else { (item.name) }
        ". " (it.content.description)
    };
    let actions = actions(&shell, (&it, is_own), (&item, &grounds));
    let head = Head { crumbs, title: &it.name, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (notices(&shell, (&it, is_own), (&item, &grounds)))
        div.two {
            div.stack {
                (ways(&it))
                @if !it.content.rationale.is_empty() {
                    (parts::padded_panel("Why this one", html! {}, html! { p { (it.content.rationale) } }))
                }
                (rests_on(&shell, &item, &grounds))
            }
            div.stack {
                (money_panel(&shell, &it, &item))
                (parts::padded_panel("Facts", html! {}, facts(&shell, &it, &item).await?))
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&it.name, main))
}

/// What may be done next, and by whom.
fn actions(
    shell: &Shell,
    (it, is_own): (&Strategy, bool),
    (item, grounds): (&Item, &Grounds),
) -> Markup {
    let path = strategy_path(it.id);
    let may_write = may(&shell.ctx, Permission::WriteStrategies, item);
    let may_approve = may(&shell.ctx, Permission::ApproveStrategies, item);
    let waits = it.state == State::Proposed;
    let is_firm = grounds.refusals().is_empty();
    html! {
        @if may_write && it.state != State::Retired {
            (parts::button("Retire", &format!("{path}/retire")))
        }
        @if waits && may_approve { (parts::button("Send back", &format!("{path}/return"))) }
        @if waits && may_write && !may_approve { (parts::button("Take back", &format!("{path}/return"))) }
        @if it.state.is_open() && may_write { (parts::button("Edit", &format!("{path}/edit"))) }
        @if it.state == State::Draft && may_write {
            (parts::primary("Propose", &format!("{path}/propose")))
        }
        @if waits && may_approve && !is_own && is_firm {
            (parts::primary("Approve", &format!("{path}/approve")))
        }
    }
}

fn notices(
    shell: &Shell,
    (it, is_own): (&Strategy, bool),
    (item, grounds): (&Item, &Grounds),
) -> Markup {
    let may_approve = may(&shell.ctx, Permission::ApproveStrategies, item);
    let may_write = may(&shell.ctx, Permission::WriteStrategies, item);
    let waits = it.state == State::Proposed;
    let missing = if it.state == State::Draft { it.content.missing() } else { Vec::new() };
    let refusals = if it.state.is_open() { grounds.refusals() } else { Vec::new() };
    let remarks = grounds.remarks();
    let edit = format!("{}/edit", strategy_path(it.id));
    html! {
        @if it.state == State::Retired {
            (parts::notice(Tone::Idle, "Retired", html! { p { "It holds no more." } }))
        } @else if !it.because.is_empty() {
            (parts::notice(Tone::Warn, "Sent back", html! { p { (it.because) } }))
        }
        @if waits && (is_own || !may_approve) {
            @let title = if is_own { "You wrote it or proposed it" } else { "It waits for approval" };
            (parts::notice(Tone::Warn, title, html! {
                p {
                    "Somebody approves it who neither wrote at it nor proposed it. These roles may, \
                     where they are held: " (who_may(Permission::ApproveStrategies)) "."
                }
            }))
        }
        @if !refusals.is_empty() {
            (parts::notice(Tone::Bad, "It cannot be approved yet", html! {
                ul { @for it in &refusals { li { (it.reason) } } }
            }))
        }
        @if !remarks.is_empty() && it.state != State::Retired {
            (parts::notice(Tone::Bad, "It misses what is required", html! {
                ul { @for it in &remarks { li { (it) } } }
            }))
        }
        @if !missing.is_empty() {
            (parts::notice(Tone::Warn, "Needed before it is proposed", html! {
                ul {
                    @for it in &missing {
                        li {
                            @if may_write { a href={ (edit) "#f-" (it.field) } { (it.reason) } }
                            @else { (it.reason) }
                        }
                    }
                }
            }))
        }
    }
}

fn ways(it: &Strategy) -> Markup {
    let is_chosen = |way: &Way| it.content.chosen.as_deref() == Some(way.name.as_str());
    parts::panel(
        "The ways there are",
        html! {},
        html! {
            @if it.content.options.is_empty() {
                div.body { p.quiet { "Nobody has said which ways there are." } }
            } @else {
                (lists::table("The ways there are", html! {
                    th scope="col" { "Way" } th scope="col" { "Kind" }
                    th.num scope="col" { "Back within" } th.num scope="col" { "Work lost" }
                    th.num scope="col" { "Once" } th.num scope="col" { "Each year" }
                }, html! {
                    @for way in &it.content.options {
                        tr {
                            td data-label="Way" {
                                @if is_chosen(way) { strong { (way.name) } " " (states::state(Tone::Good, "Chosen")) }
                                @else { (way.name) }
                                @if !way.notes.is_empty() { " " small { (way.notes) } }
                            }
                            td data-label="Kind" { (way.kind.title()) }
                            td.num data-label="Back within" { @match way.rto { Some(it) => (it), None => "–" } }
                            td.num data-label="Work lost" { @match way.rpo { Some(it) => (it), None => "–" } }
                            td.num data-label="Once" { (way.capital) }
                            td.num data-label="Each year" { (way.yearly) }
                        }
                    }
                }))
            }
        },
    )
}

/// What must be known before a strategy is approved, and how things stand with that.
fn rests_on(shell: &Shell, item: &Item, grounds: &Grounds) -> Markup {
    let target = reference(item.kind(), &item.code);
    let may_risks = shell.ctx.actor.may_somewhere(Permission::ReadRisks);
    let may_analyses = may(&shell.ctx, Permission::ReadAnalyses, item);
    let stands = |is_there: bool| match is_there {
        true => states::state(Tone::Good, "There is one"),
        false => states::state(Tone::Bad, "There is none"),
    };
    let facts = [
        (
            "Approved impact analysis",
            html! {
                (stands(grounds.is_analyzed)) " "
                @if may_analyses { a href={ "/analyses/of/" (item.id) } { "Impact analysis" } }
            },
        ),
        (
            "Decided risk assessment",
            html! {
                (stands(grounds.is_covered)) " "
                @if may_risks { a href={ "/risks?item=" (target) } { "Risks" } }
            },
        ),
        (
            "Must be back within (RTO)",
            html! {
                @match grounds.required_rto { Some(it) => (it), None => "Nobody has said" }
            },
        ),
        (
            "May lose at most (RPO)",
            html! {
                @match grounds.required_rpo { Some(it) => (it), None => "Nobody has said" }
            },
        ),
    ];
    parts::padded_panel("What it rests on", html! {}, parts::facts(&facts))
}

fn money_panel(shell: &Shell, it: &Strategy, item: &Item) -> Markup {
    let (capital, yearly) = it.content.cost();
    let may_grant = may(&shell.ctx, Permission::ApproveStrategies, item);
    let facts = [
        ("Once", html! { strong { (capital) } }),
        ("Each year", html! { strong { (yearly) } }),
        (
            "To come from",
            html! {
                @if it.content.budget_line.is_empty() { "Nobody has said" } @else { (it.content.budget_line) }
            },
        ),
    ];
    let next = if it.funded { "false" } else { "true" };
    parts::padded_panel(
        "Money",
        money(it),
        html! {
            (parts::facts(&facts))
            @if may_grant && it.state.is_wanted() {
                form method="post" action={ (strategy_path(it.id)) "/fund" } {
                    (forms::hidden("version", &it.version.to_string()))
                    (forms::hidden("funded", next))
                    button.button { @if it.funded { "Take the money back" } @else { "Grant the money" } }
                }
            }
        },
    )
}

async fn facts(shell: &Shell, it: &Strategy, item: &Item) -> Answer<Markup> {
    let agencies = agencies::labels(&shell.ctx, &[item.agency_id].into()).await?;
    let agency = agencies.into_values().next().unwrap_or_default();
    let ids = [Some(it.author_id), Some(it.edited_by), it.approved_by];
    let ids: BTreeSet<PersonId> = ids.into_iter().flatten().collect();
    let names = persons::labels(&shell.ctx, &ids).await?;
    let name = |id: PersonId| names.get(&id).map_or("Somebody", String::as_str).to_owned();
    let mut facts: Vec<(&str, Markup)> = vec![
        ("Agency", html! { a href={ "/agencies/" (item.agency_id) } { (agency) } }),
        ("Code", html! { code { (it.code) } }),
        ("Written by", html! { (name(it.author_id)) }),
    ];
    if it.edited_by != it.author_id {
        facts.push(("Changed last by", html! { (name(it.edited_by)) }));
    }
    facts.push(("Changed", shell.moment(it.updated_at)));
    if let Some(at) = it.proposed_at {
        facts.push(("Proposed", shell.moment(at)));
    }
    if let Some((id, at)) = it.approved_by.zip(it.approved_at) {
        facts.push(("Approved", html! { (name(id)) ", " (shell.day(at)) }));
    }
    Ok(parts::facts(&facts))
}
