//! One risk: how bad it is, what is done about it, and what comes next.

use std::collections::BTreeSet;

use app::actor::Permission;
use app::ids::{ItemId, PersonId, RiskId};
use app::people::{agencies, persons};
use app::prepare::inventory;
use app::prepare::risks::{
    self, Deciding, IMPACTS, Level, Rating, Risk, RiskDocument, SCALE, State,
};
use maud::{Markup, html};

use super::risk_path;
use crate::assure::consultations;
use crate::error::Answer;
use crate::forbidden::who_may;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::prepare::inventory::item_path;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /risks/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<RiskId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = risks::show(ctx, id).await?;
    let documents = risks::documents(ctx, std::slice::from_ref(&it)).await?;
    let document = documents.into_iter().next().ok_or(app::Error::NotFound("risk"))?;
    let (tolerance, deciding) = (risks::tolerance(ctx).await?, risks::deciding(ctx, &it).await?);
    let agencies = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = agencies.into_values().next().unwrap_or_default();
    let crumbs = vec![
        ("Risks".to_owned(), "/risks".to_owned()),
        (agency.clone(), format!("/agencies/{}", it.agency_id)),
    ];
    let lead = html! {
        (states::risk(it.state)) " "
        @if !it.content.hazard.is_empty() { (it.content.hazard) ". " }
        (it.content.description)
    };
    let actions = actions(&shell, &it, deciding);
    let head = Head { crumbs, title: &it.name, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (notices(&shell, &it, deciding))
        div.two {
            div.stack {
                (ratings(&it, tolerance.level))
                (tasks(&shell, &document))
                (affected(&shell, &it).await?)
            }
            div.stack {
                (parts::padded_panel("Facts", html! {}, facts(&shell, &it, &agency).await?))
                (parts::padded_panel("Attitude to risk", html! {}, html! {
                    p { (tolerance.statement) }
                    p.quiet {
                        "An agency accepts up to " (tolerance.level.title().to_lowercase())
                        " by itself. What is above that takes somebody who accepts risks for the \
                         agency above, or for the state."
                    }
                }))
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&it.name, main))
}

/// What may be done next, and by whom.
fn actions(shell: &Shell, it: &Risk, deciding: Deciding) -> Markup {
    let path = risk_path(it.id);
    let may_write = shell.ctx.actor.may(Permission::WriteRisks, it.agency_id);
    let may_accept = shell.ctx.actor.may(Permission::AcceptRisks, it.agency_id);
    let waits = matches!(it.state, State::Assessed | State::Treating);
    let decides = may_accept && !deciding.is_own;
    html! {
        (consultations::button(shell, it.agency_id, ("risk", it.id.uuid())))
        @if may_write && it.state != State::Closed { (parts::button("Close", &format!("{path}/close"))) }
        @if waits && may_accept { (parts::button("Send back", &format!("{path}/return"))) }
        @if waits && may_write && !may_accept { (parts::button("Take back", &format!("{path}/return"))) }
        @if it.state.is_open() && may_write { (parts::button("Edit", &format!("{path}/edit"))) }
        @if it.state == State::Draft && may_write {
            (parts::primary("Hand in", &format!("{path}/assess")))
        }
        @if it.state == State::Assessed && decides {
            (parts::button("Treat", &format!("{path}/treat")))
        }
        @if waits && decides && deciding.has_participant && !is_above(it, deciding) {
            (parts::primary("Accept", &format!("{path}/accept")))
        }
        @if !it.state.is_open() && may_write {
            form method="post" action={ (path) "/reopen" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button.primary { "Look at it again" }
            }
        }
    }
}

/// Whether what is left of a risk is more than whoever looks may accept.
fn is_above(it: &Risk, deciding: Deciding) -> bool {
    deciding.level_max.zip(it.content.level_left()).is_some_and(|(most, left)| most < left)
}

fn notices(shell: &Shell, it: &Risk, deciding: Deciding) -> Markup {
    let waits = matches!(it.state, State::Assessed | State::Treating);
    let may_accept = shell.ctx.actor.may(Permission::AcceptRisks, it.agency_id);
    let may_write = shell.ctx.actor.may(Permission::WriteRisks, it.agency_id);
    let missing = if it.state == State::Draft { it.content.missing() } else { Vec::new() };
    let edit = format!("{}/edit", risk_path(it.id));
    let is_late = it.content.review_due.is_some_and(|due| due < shell.today());
    html! {
        @if it.state == State::Closed {
            (parts::notice(Tone::Idle, "Closed", html! { p { (it.because) } }))
        } @else if !it.because.is_empty() {
            (parts::notice(Tone::Warn, "Sent back", html! { p { (it.because) } }))
        }
        @if is_late && it.state != State::Closed {
            (parts::notice(Tone::Bad, "Past its review", html! {
                p { "It was to be looked at again by now." }
            }))
        }
        @if waits && (deciding.is_own || !may_accept) {
            @let title = if deciding.is_own { "You wrote it or handed it in" } else { "It waits for a decision" };
            (parts::notice(Tone::Warn, title, html! {
                p {
                    "Somebody decides about it who neither wrote at it nor handed it in. These roles \
                     may, where they are held: " (who_may(Permission::AcceptRisks)) "."
                }
            }))
        }
        @if waits && !deciding.has_participant {
            (parts::notice(Tone::Warn, "Nobody of the agency took part", html! {
                p { "Before it is accepted, somebody of the agency must have taken part in looking at it." }
            }))
        }
        @if waits && may_accept && is_above(it, deciding) {
            (parts::notice(Tone::Warn, "Above what an agency accepts", html! {
                p { "What is left of it is more than an agency accepts by itself. Somebody must accept \
                     it who accepts risks for the agency above, or for the state." }
            }))
        }
        @if !missing.is_empty() {
            (parts::notice(Tone::Warn, "Needed before it is handed in", html! {
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

fn ratings(it: &Risk, tolerance: Level) -> Markup {
    let left =
        if it.content.residual.is_blank() { it.content.inherent } else { it.content.residual };
    let both = [it.content.inherent, left];
    let words = |it: Option<u8>| match it {
        Some(n) => {
            let words = usize::from(n).checked_sub(1).and_then(|it| SCALE.get(it));
            format!("{n} {}", words.map_or("", |it| *it))
        }
        None => "–".to_owned(),
    };
    let line = |label: &str, of: &dyn Fn(&Rating) -> Option<u8>| {
        html! {
            tr {
                th scope="row" { (label) }
                @for (rating, column) in both.iter().zip(["Untreated", "What is left"]) {
                    td data-label=(column) { (words(of(rating))) }
                }
            }
        }
    };
    parts::panel(
        "How bad it is",
        html! {},
        lists::table(
            "How bad it is",
            html! {
                th scope="col" { "" } th scope="col" { "Untreated" } th scope="col" { "What is left" }
            },
            html! {
                (line("Likelihood", &|it| it.likelihood))
                @for (n, (_, label)) in IMPACTS.iter().enumerate() {
                    (line(&format!("Impact: {label}"), &|it| it.impacts().get(n).copied().flatten()))
                }
                (line("Worst impact", &Rating::worst))
                tr {
                    th scope="row" { "Level" }
                    td data-label="Untreated" { (states::level(it.content.level(), tolerance)) }
                    td data-label="What is left" { (states::level(it.content.level_left(), tolerance)) }
                }
            },
        ),
    )
}

fn tasks(shell: &Shell, document: &RiskDocument) -> Markup {
    let content = &document.content;
    let treatment = content.treatment.map(|it| html! { span.quiet { (it.title()) } });
    parts::panel(
        "What is done about it",
        treatment.unwrap_or_default(),
        html! {
            @if content.tasks.is_empty() {
                div.body { p.quiet { "No task is written down." } }
            } @else {
                (lists::table("What is done about it", html! {
                    th scope="col" { "Task" } th scope="col" { "By whom" }
                    th scope="col" { "By when" } th scope="col" { "Done on" }
                }, html! {
                    @for it in &content.tasks {
                        @let is_late = it.done_on.is_none() && it.due.is_some_and(|due| due < shell.today());
                        tr {
                            td data-label="Task" { (it.what) }
                            td data-label="By whom" { (it.owner.as_deref().unwrap_or("–")) }
                            td data-label="By when" {
                                @match it.due {
                                    Some(due) if is_late => (states::state(Tone::Bad, Shell::date_words(due))),
                                    Some(due) => (Shell::date(due)),
                                    None => "–",
                                }
                            }
                            td data-label="Done on" {
                                @match it.done_on { Some(on) => (Shell::date(on)), None => "–" }
                            }
                        }
                    }
                }))
            }
        },
    )
}

async fn affected(shell: &Shell, it: &Risk) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let items = risks::items_of(ctx, it).await?;
    let ids: Vec<ItemId> = items.values().copied().collect();
    let labels = inventory::labels(ctx, &ids).await?;
    let found = |reference: &str| {
        let id = items.get(reference).copied()?;
        Some((id, labels.get(&id)?))
    };
    Ok(parts::padded_panel(
        "What it would hit",
        html! {},
        html! {
            @if it.content.affects.is_empty() { p.quiet { "Nobody has said what it would hit." } }
            ul.plain {
                @for reference in &it.content.affects {
                    li {
                        @match found(reference) {
                            Some((id, it)) if it.may_open(ctx, id) => {
                                a href=(item_path(it.kind, id)) { (it.name) } " " small { (it.kind.title()) }
                            },
                            Some((_, it)) => { (it.name) " " small { (it.kind.title()) } },
                            None => span.quiet { "Something that is not there, or that you may not see" },
                        }
                    }
                }
            }
        },
    ))
}

async fn facts(shell: &Shell, it: &Risk, agency: &str) -> Answer<Markup> {
    let ids = [Some(it.author_id), Some(it.edited_by), it.decided_by];
    let ids: BTreeSet<PersonId> = ids.into_iter().flatten().collect();
    let names = persons::labels(&shell.ctx, &ids).await?;
    let name = |id: PersonId| names.get(&id).map_or("Somebody", String::as_str).to_owned();
    let content = &it.content;
    let mut facts: Vec<(&str, Markup)> = vec![
        ("Agency", html! { (agency) }),
        ("Code", html! { code { (it.code) } }),
        ("Kind of hazard", html! { (content.kind.map_or("Not said", |it| it.title())) }),
        ("Answers for it", html! { (content.owner.as_deref().unwrap_or("Nobody yet")) }),
        (
            "Took part",
            html! {
                @if content.participants.is_empty() { "Nobody yet" } @else { (content.participants.join(", ")) }
            },
        ),
    ];
    if let Some(on) = content.workshop_on {
        facts.push(("Talked over on", Shell::date(on)));
    }
    if let Some(due) = content.review_due {
        facts.push(("Look again by", Shell::date(due)));
    }
    facts.push(("Written by", html! { (name(it.author_id)) }));
    if it.edited_by != it.author_id {
        facts.push(("Changed last by", html! { (name(it.edited_by)) }));
    }
    if let Some(at) = it.assessed_at {
        facts.push(("Handed in", shell.moment(at)));
    }
    if let Some((id, at)) = it.decided_by.zip(it.decided_at) {
        facts.push(("Decided", html! { (name(id)) ", " (shell.day(at)) }));
    }
    Ok(parts::facts(&facts))
}
