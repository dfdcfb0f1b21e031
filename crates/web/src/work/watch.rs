//! What whoever answers for agencies finds due there (S2-01), late milestones of special projects
//! (S0-21), and activities of the programme that are due.

use std::collections::{BTreeMap, BTreeSet};

use app::Page;
use app::assure::projects::{self, Project};
use app::assure::stages::{self, Record};
use app::assure::watch::{Watch, watch};
use app::ids::AgencyId;
use app::people::agencies;
use app::plans::plan::Plan;
use maud::{Markup, html};

use crate::assure::projects::project_path;
use crate::assure::stages::part_path;
use crate::assure::submissions::due_day;
use crate::error::Answer;
use crate::layout::frame::{counted, grouped};
use crate::layout::lists;
use crate::layout::parts;
use crate::layout::states::{self, Tone, state};
use crate::people::agencies::UNCALLABLE;
use crate::prepare::inventory::item_path;
use crate::prepare::plans::{plan_path, review_due};
use crate::respond::disruptions::disruption_path;
use crate::shell::Shell;

/// What is due beside what somebody owns themselves.
pub(super) struct Due {
    /// How much it is.
    pub(super) n: u64,
    /// Whether the person answers for agencies.
    pub(super) answers: bool,
    /// What cannot wait.
    pub(super) alerts: Markup,
    /// The rest of it.
    pub(super) panels: Markup,
}

/// What is due in the agencies that the person who looks answers for, and in projects and programmes
/// that they see to.
pub(super) async fn due(shell: &Shell) -> Answer<Due> {
    let ctx = &shell.ctx;
    let found = watch(ctx).await?;
    let (late, activities) = tokio::try_join!(projects::late(ctx), stages::past(ctx))?;
    let mut ids: BTreeSet<AgencyId> = late.iter().map(|it| it.agency_id).collect();
    ids.extend(activities.iter().map(|it| it.agency_id));
    if let Some(it) = &found {
        ids.extend(it.submissions.items.iter().map(|it| it.agency_id));
    }
    let names = agencies::labels(ctx, &ids).await?;
    let own = late.len() + activities.len();
    Ok(Due {
        n: found.as_ref().map_or(0, Watch::n_due) + own as u64,
        answers: found.is_some(),
        alerts: html! { @if let Some(it) = &found { (alerts(it)) } },
        panels: html! {
            (late_projects(shell, &late, &names))
            (due_activities(shell, &activities, &names))
            @if let Some(it) = &found { (in_agencies(shell, it, &names)) }
        },
    })
}

fn name(names: &BTreeMap<AgencyId, String>, id: AgencyId) -> &str {
    names.get(&id).map_or("", String::as_str)
}

/// So many late projects are shown; the rest is in the list.
const PROJECTS_MAX: usize = 50;

fn late_projects(shell: &Shell, lines: &[Project], names: &BTreeMap<AgencyId, String>) -> Markup {
    let title = "Late milestones of projects";
    let all = html! { a href="/projects?late=true" { "All late projects" } };
    html! {
        @if !lines.is_empty() {
            (parts::panel(title, all, lists::table(title, html! {
                th scope="col" { "Milestone" } th scope="col" { "Project" }
                th scope="col" { "Agency" } th scope="col" { "By when" }
            }, html! {
                @for it in lines.iter().take(PROJECTS_MAX) {
                    @for milestone in it.late(shell.today()) {
                        tr {
                            td data-label="Milestone" { (milestone.name) }
                            td data-label="Project" { a href=(project_path(it.id)) { (it.document.name) } }
                            td data-label="Agency" { (name(names, it.agency_id)) }
                            td data-label="By when" { (state(Tone::Bad, Shell::date_words(milestone.due))) }
                        }
                    }
                }
            })))
        }
    }
}

fn due_activities(shell: &Shell, lines: &[Record], names: &BTreeMap<AgencyId, String>) -> Markup {
    let title = "Activities of the programme that are due";
    let count = html! { small { (grouped(lines.len() as u64)) } };
    html! {
        @if !lines.is_empty() {
            (parts::panel(title, count, lists::table(title, html! {
                th scope="col" { "Activity" } th scope="col" { "Agency" } th scope="col" { "Date" }
            }, html! {
                @for it in lines {
                    tr {
                        td data-label="Activity" {
                            a href=(part_path((it.agency_id, it.part))) { (it.part.title()) }
                        }
                        td data-label="Agency" { (name(names, it.agency_id)) }
                        td data-label="Date" {
                            @match it.next() {
                                Some(day) if day < shell.today() => (state(Tone::Bad, Shell::date_words(day))),
                                Some(day) => (Shell::date(day)),
                                None => "–",
                            }
                        }
                    }
                }
            })))
        }
    }
}

fn alerts(it: &Watch) -> Markup {
    let (disruptions, n_followed) = (&it.disruptions, it.n_followed);
    html! {
        @if 0 < disruptions.n_items + n_followed {
            (parts::notice(Tone::Bad, "Alerts", html! {
                ul.plain {
                    @for it in &disruptions.items {
                        li {
                            a href=(disruption_path(it.id)) { (it.name) }
                            @if it.is_exercise { " (exercise)" }
                        }
                    }
                    @if (disruptions.items.len() as u64) < disruptions.n_items {
                        li { a href="/disruptions" { "All " (grouped(disruptions.n_items)) " disruptions" } }
                    }
                    @if 0 < n_followed {
                        li {
                            a href="/activations" {
                                (counted(n_followed, "plan is", "plans are")) " followed or on stand-by"
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// What is due in the agencies that somebody answers for.
fn in_agencies(shell: &Shell, it: &Watch, names: &BTreeMap<AgencyId, String>) -> Markup {
    html! {
        (plans("Plans that wait for approval", "/plans?draft=pending_approval", &it.to_approve, shell))
        (plans("Plans that must be looked at again", "/plans", &it.to_review, shell))
        (to_hand_in(it, names))
        (contacts(it))
        (late_services(it))
    }
}

fn plans(title: &str, all: &str, found: &Page<Plan>, shell: &Shell) -> Markup {
    html! {
        @if !found.items.is_empty() {
            (parts::panel(title, html! { a href=(all) { "All " (grouped(found.n_items)) } }, lists::table(title, html! {
                th scope="col" { "Plan" } th scope="col" { "Standing" } th scope="col" { "Review due" }
            }, html! {
                @for it in &found.items {
                    tr {
                        td data-label="Plan" { a href=(plan_path(it.id)) { (it.title) } }
                        td data-label="Standing" { (states::plan(it.standing.code())) }
                        td data-label="Review due" {
                            (review_due(shell, it))
                        }
                    }
                }
            })))
        }
    }
}

fn to_hand_in(it: &Watch, names: &BTreeMap<AgencyId, String>) -> Markup {
    let title = "Plans due to the state";
    let found = &it.submissions;
    html! {
        @if !found.items.is_empty() {
            (parts::panel(title, html! { a href="/submissions" { "All " (grouped(found.n_items)) } }, lists::table(title, html! {
                th scope="col" { "Agency" } th scope="col" { "State" } th scope="col" { "Due" }
            }, html! {
                @for it in &found.items {
                    tr {
                        td data-label="Agency" {
                            a href={ "/submissions/" (it.id) } { (name(names, it.agency_id)) ", " (it.year) }
                        }
                        td data-label="State" { (it.state.title()) }
                        td data-label="Due" { (due_day(it)) }
                    }
                }
            })))
        }
    }
}

fn contacts(it: &Watch) -> Markup {
    let title = "Contacts to confirm";
    let found = &it.contacts;
    html! {
        @if !found.items.is_empty() {
            (parts::panel(title, html! { a href=(UNCALLABLE) { "All " (grouped(found.n_items)) } }, lists::table(title, html! {
                th scope="col" { "Agency" } th scope="col" { "Contact" } th scope="col" { "Alternate" }
            }, html! {
                @for it in &found.items {
                    tr {
                        td data-label="Agency" { a href={ "/agencies/" (it.agency.id) } { (it.agency.name) } }
                        td data-label="Contact" { (it.primary.title()) }
                        td data-label="Alternate" { (it.alternate.title()) }
                    }
                }
            })))
        }
    }
}

fn late_services(it: &Watch) -> Markup {
    let title = "Services that miss their target";
    let found = &it.late;
    let all =
        html! { a href="/recovery/services?figure=missed" { "All " (grouped(found.n_items)) } };
    html! {
        @if !found.items.is_empty() {
            (parts::panel(title, all, lists::table(title, html! {
                th scope="col" { "Service" } th scope="col" { "Agency" }
                th.num scope="col" { "Back within" } th.num scope="col" { "Target" }
            }, html! {
                @for it in &found.items {
                    tr {
                        td data-label="Service" {
                            a href=(item_path(it.service.kind, it.service.id)) { (it.service.name) }
                        }
                        td data-label="Agency" { (it.agency) }
                        td.num data-label="Back within" { (or_dash(it.outcome.achievable_rto)) }
                        td.num data-label="Target" { (or_dash(it.outcome.required_rto)) }
                    }
                }
            })))
        }
    }
}

fn or_dash(it: Option<app::Span>) -> String {
    it.map_or_else(|| "–".to_owned(), |it| it.to_string())
}
