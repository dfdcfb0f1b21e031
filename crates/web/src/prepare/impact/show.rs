//! One analysis: how bad it gets, how soon it must be back, what is missing, and what comes next.

use std::collections::BTreeSet;

use app::actor::Permission;
use app::ids::PersonId;
use app::people::{agencies, persons};
use app::prepare::impact::{self, Analysis, Content, State};
use app::prepare::inventory::{Details, Item};
use app::{Timestamp, events, ids::AnalysisId};
use maud::{Markup, html};

use super::list::span;
use super::steps::shorter_than;
use super::{analysis_path, charts, may};
use crate::assure::consultations;
use crate::error::Answer;
use crate::forbidden::who_may;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::layout::{forms, lists};
use crate::prepare::inventory::item_path;
use crate::request::Path;
use crate::shell::Shell;

/// How many events are shown.
const EVENTS_MAX: u32 = 8;

/// What the pages of an analysis of `item` are called.
pub(super) fn title(item: &Item) -> String {
    format!("Impact analysis of “{}”", item.name)
}

/// The way to the pages of an analysis of `item`.
pub(super) fn crumbs(item: &Item) -> Vec<(String, String)> {
    vec![
        ("Impact analysis".to_owned(), "/analyses".to_owned()),
        (item.name.clone(), item_path(item.kind(), item.id)),
    ]
}

/// `GET /analyses/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<AnalysisId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let (analysis, item) = impact::show(ctx, id).await?;
    let analysis = as_of_now(analysis, &item, ctx.now)?;
    let all = impact::of_item(ctx, item.id).await?;
    let agency = agencies::labels(ctx, &[item.agency_id].into()).await?;
    let agency = agency.into_values().next().unwrap_or_default();
    let content = &analysis.content;
    let path = analysis_path(id);
    let title = title(&item);
    let lead = html! {
        (states::analysis(analysis.state.code())) " "
        (item.kind().title()) " of " a href={ "/agencies/" (item.agency_id) } { (agency) }
        ", version " (analysis.number) ". "
        @if let Some((wanted, rto)) = shorter_than(item.recovery.target_rto, content.rto) {
            "It asks for " (rto) " (RTO); the record wants it back within " (wanted)
            ", and of both, the shorter holds."
        } @else if let Some(rto) = content.rto { "It must be back within " (rto) "." }
    };
    let is_own = impact::is_own(ctx, &analysis).await?;
    let actions = actions(&shell, (&analysis, is_own), &item, &all);
    let head =
        Head { crumbs: crumbs(&item), title: &title, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (notices(&shell, (&analysis, is_own), &item))
        div.two {
            div.stack {
                (charts::impacts(content, &path))
                (charts::costs(content, &path))
                (peaks(content))
                (answers(content))
                (resources(content))
            }
            div.stack {
                (times(content))
                (suggestion(&shell, &analysis, &item))
                (people(&shell, &analysis, &all).await?)
                (history(&shell, id).await?)
            }
        }
    };
    Ok(shell.page(&title, main))
}

/// The analysis as it is by what the page knows: one that has gone out of date is noted a little
/// later, and nobody should read meanwhile that it is not.
fn as_of_now(analysis: Analysis, item: &Item, now: Timestamp) -> app::Result<Analysis> {
    let Some(because) = analysis.stale_because(item.version, now) else { return Ok(analysis) };
    let at = analysis.updated_at;
    Ok(analysis.gone_stale(because, at)?)
}

/// What may be done next, and by whom.
fn actions(
    shell: &Shell,
    (analysis, is_own): (&Analysis, bool),
    item: &Item,
    all: &[Analysis],
) -> Markup {
    let path = analysis_path(analysis.id);
    let may_write = may(&shell.ctx, Permission::WriteAnalyses, item);
    let may_approve = may(&shell.ctx, Permission::ApproveAnalyses, item);
    let is_open = analysis.state.is_open();
    let waits = analysis.state == State::Complete;
    let is_newest = all.first().is_some_and(|it| it.id == analysis.id);
    let has_older = all.iter().any(|it| it.number < analysis.number && it.approved_at.is_some());
    html! {
        (consultations::button(shell, item.agency_id, ("analysis", analysis.id.uuid())))
        @if has_older { (parts::button("What changed", &format!("{path}/compare"))) }
        @if is_open && may_write { (parts::button("Edit", &format!("{path}/edit"))) }
        @if is_open && !waits && may_write { (parts::primary("Hand in", &format!("{path}/submit"))) }
        @if waits && may_approve { (parts::button("Send back", &format!("{path}/return"))) }
        @if waits && may_write && !may_approve { (parts::button("Take back", &format!("{path}/return"))) }
        @if waits && may_approve && !is_own {
            (parts::primary("Approve", &format!("{path}/approve")))
        }
        @if !is_open && is_newest && may_write && item.retired_at.is_none() {
            form method="post" action="/analyses" {
                (forms::hidden("kind", item.kind().code()))
                (forms::hidden("item", &item.code))
                button.button.primary { "Start a new version" }
            }
        }
    }
}

fn notices(shell: &Shell, (analysis, is_own): (&Analysis, bool), item: &Item) -> Markup {
    let missing = if analysis.state.is_open() { analysis.content.missing() } else { Vec::new() };
    let remarks = analysis.content.remarks();
    let edit = format!("{}/edit", analysis_path(analysis.id));
    let may_write = may(&shell.ctx, Permission::WriteAnalyses, item);
    let waits = analysis.state == State::Complete;
    let may_approve = may(&shell.ctx, Permission::ApproveAnalyses, item);
    html! {
        @if analysis.state == State::Stale {
            (parts::notice(Tone::Bad, "Out of date", html! {
                p { (analysis.because) " It holds until a new version is approved." }
            }))
        }
        @if analysis.state == State::Replaced {
            (parts::notice(Tone::Idle, "Replaced", html! { p { "A newer version holds." } }))
        }
        @if analysis.state.is_open() && !analysis.because.is_empty() {
            (parts::notice(Tone::Warn, "Sent back", html! { p { (analysis.because) } }))
        }
        @if waits && (is_own || !may_approve) {
            @let title = if is_own { "You wrote it or handed it in" } else { "It waits for approval" };
            (parts::notice(Tone::Warn, title, html! {
                p {
                    @if is_own { "So somebody else must approve it, who did neither." }
                    @else { "Somebody approves it who neither wrote at it nor handed it in." }
                    " These roles may, where they are held: " (who_may(Permission::ApproveAnalyses)) "."
                }
            }))
        }
        @if !missing.is_empty() {
            (parts::notice(Tone::Warn, "Data needed", html! {
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
        @if !remarks.is_empty() {
            (parts::notice(Tone::Warn, "To be looked at", html! {
                ul { @for it in &remarks { li { (it.text) } } }
            }))
        }
    }
}

fn times(content: &Content) -> Markup {
    let proposed = content.mtd_proposed();
    let mut facts: Vec<(&str, Markup)> = vec![
        (
            "Maximum tolerable downtime (MTD)",
            html! {
                strong { (span(content.mtd())) }
                br; small.quiet {
                    @match (content.mtd, proposed) {
                        (None, Some(_)) => "As it follows from the impacts",
                        (Some(_), Some(proposed)) => { "Set. From the impacts: " (proposed) }
                        (Some(_), None) => "Set. No impact reaches the level that cannot be borne",
                        (None, None) => "No impact reaches the level that cannot be borne",
                    }
                }
            },
        ),
        ("Recovery time objective (RTO)", html! { strong { (span(content.rto)) } }),
        ("Work recovery time (WRT)", html! { (span(content.wrt)) }),
        ("Recovery point objective (RPO)", html! { (span(content.rpo)) }),
    ];
    let minimum = content.minimum.as_ref().map(|it| {
        html! { (it.amount) " " (it.unit) br; small.quiet { (it.percent) "% of normal" } }
    });
    facts.push(("Minimum level", minimum.unwrap_or_else(|| html! { "–" })));
    facts.push(("Score", html! { (content.score()) " of 100" }));
    if !content.peaks.is_empty() {
        facts.push(("Peaks in words", html! { (content.peaks) }));
    }
    if !content.workaround.is_empty() {
        facts.push(("Workaround", html! { (content.workaround) }));
    }
    if content.workaround_holds.is_some() {
        facts.push(("Workaround holds for", html! { (span(content.workaround_holds)) }));
    }
    if !content.note.is_empty() {
        facts.push(("Note", html! { (content.note) }));
    }
    parts::padded_panel("What it asks for", html! {}, parts::facts(&facts))
}

/// When a loss hurts more than at other times, and what is asked for then.
fn peaks(content: &Content) -> Markup {
    html! {
        @if !content.peak_periods.is_empty() {
            (parts::panel("Peak periods", html! {}, lists::table("Peak periods", html! {
                th scope="col" { "Peak" } th scope="col" { "When" }
                th.num scope="col" { "MTD" } th.num scope="col" { "RTO" } th.num scope="col" { "RPO" }
            }, html! {
                @for it in &content.peak_periods {
                    tr {
                        td data-label="Peak" { (it.name) }
                        td data-label="When" { (it.when()) }
                        td.num data-label="MTD" { (span(it.mtd.or(content.mtd()))) }
                        td.num data-label="RTO" { (it.rto) }
                        td.num data-label="RPO" { (span(it.rpo.or(content.rpo))) }
                    }
                }
            })))
        }
    }
}

fn answers(content: &Content) -> Markup {
    html! {
        @if !content.criteria.questions.is_empty() {
            (parts::padded_panel("Questions", html! {}, html! {
                @for question in &content.criteria.questions {
                    h3 { (question.text) @if question.mandatory { " " small.quiet { "(must be answered)" } } }
                    @match content.answers.get(&question.code) {
                        Some(answer) => p { (answer) },
                        None => p.quiet { "Not answered" },
                    }
                }
            }))
        }
    }
}

fn resources(content: &Content) -> Markup {
    html! {
        @if !content.resources.is_empty() {
            (parts::panel("What it takes", html! {}, lists::table("What it takes", html! {
                th scope="col" { "What" } th scope="col" { "Kind" }
                th.num scope="col" { "Normally" } th scope="col" { "While disrupted" }
            }, html! {
                @for it in &content.resources {
                    tr {
                        td data-label="What" { (it.what) }
                        td data-label="Kind" { (it.kind.title()) }
                        td.num data-label="Normally" { (it.normal) }
                        td data-label="While disrupted" {
                            @if it.needed.is_empty() { "–" }
                            @for (index, at) in it.needed.iter().enumerate() {
                                @if 0 < index { ", " }
                                (at.quantity) " after " (at.after)
                            }
                        }
                    }
                }
            })))
        }
    }
}

/// What the availability of a service suggests for its recovery (FIPS 199).
fn suggestion(shell: &Shell, analysis: &Analysis, item: &Item) -> Markup {
    let Details::Service(details) = &item.details else { return html! {} };
    let Some(availability) = details.protection.availability else { return html! {} };
    let suggestion = impact::suggest(availability);
    let tier = suggestion.tier(item.tier);
    let differs = tier != item.tier;
    let may_write = may(&shell.ctx, Permission::WriteInventory, item);
    parts::padded_panel(
        "Suggested strategy",
        html! {},
        html! {
            p { (suggestion.sentence) }
            p {
                @match item.tier {
                    Some(tier) => { "Its tier is " (tier) "." }
                    None => "It has no tier yet.",
                }
            }
            @if let (Some(tier), true, true) = (tier, differs, may_write) {
                form method="post" action={ (analysis_path(analysis.id)) "/tier" } {
                    (forms::hidden("version", &item.version.to_string()))
                    button.button { "Set tier " (tier) }
                }
            }
        },
    )
}

async fn people(shell: &Shell, analysis: &Analysis, all: &[Analysis]) -> Answer<Markup> {
    let ids = [Some(analysis.author_id), Some(analysis.edited_by), analysis.approved_by];
    let ids: BTreeSet<PersonId> = ids.into_iter().flatten().collect();
    let names = persons::labels(&shell.ctx, &ids).await?;
    let name = |id: PersonId| names.get(&id).map_or("Somebody", String::as_str).to_owned();
    let mut facts: Vec<(&str, Markup)> = vec![("Started by", html! { (name(analysis.author_id)) })];
    if analysis.edited_by != analysis.author_id {
        facts.push(("Changed last by", html! { (name(analysis.edited_by)) }));
    }
    facts.push(("Changed", shell.moment(analysis.updated_at)));
    if let Some(at) = analysis.completed_at {
        facts.push(("Handed in", shell.moment(at)));
    }
    if let Some((id, at)) = analysis.approved_by.zip(analysis.approved_at) {
        facts.push(("Approved", html! { (name(id)) ", " (shell.day(at)) }));
    }
    if let Some(due) = analysis.review_due {
        facts.push(("Review due", shell.day(due)));
    }
    let others = html! {
        @if 1 < all.len() {
            h3 { "Versions" }
            ul.plain {
                @for it in all {
                    li {
                        @if it.id == analysis.id { "Version " (it.number) }
                        @else { a href=(analysis_path(it.id)) { "Version " (it.number) } }
                        " " (states::analysis(it.state.code()))
                    }
                }
            }
        }
    };
    Ok(parts::padded_panel("Who and when", html! {}, html! { (parts::facts(&facts)) (others) }))
}

async fn history(shell: &Shell, id: AnalysisId) -> Answer<Markup> {
    let events = events::history(&shell.ctx, id.into(), EVENTS_MAX).await?;
    let people = events.iter().map(|it| it.who.into()).collect();
    let people = persons::labels(&shell.ctx, &people).await?;
    let entries: Vec<(Markup, Markup)> = events
        .iter()
        .map(|it| {
            let who = people.get(&it.who.into()).map_or("Somebody", String::as_str);
            let what = match it.action.as_str() {
                "analysis.started" => "started it",
                "analysis.changed" => "changed it",
                "analysis.completed" => "handed it in",
                "analysis.returned" => "sent it back",
                "analysis.approved" => "approved it",
                "analysis.stale" => "found it out of date",
                _ => "did something to it",
            };
            (shell.day(it.at), html! { (it.done_by(who)) " " (what) })
        })
        .collect();
    Ok(html! {
        @if !entries.is_empty() {
            (parts::padded_panel("History", html! {}, parts::log(&entries)))
        }
    })
}
