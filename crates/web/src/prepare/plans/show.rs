//! One plan at one of its versions: how it stands, what may be done next, and what it says.

use std::collections::BTreeSet;

use app::actor::Permission;
use app::ids::{PersonId, PlanId};
use app::people::{agencies, persons};
use app::plans::live;
use app::plans::live::Opened;
use app::plans::plan::{Plan, PlanVersion, Standing, VersionState};
use app::prove::recovery;
use maud::{Markup, html};

use super::comments::Talk;
use super::readers;
use super::sections::sections;
use super::side::{Names, about, facts, family, review, versions, why_due};
use super::steps::{Step, offered};
use super::{checks, learned, nightly, obliged, updates, waivers};
use super::{may, plan_path, type_name};
use crate::assure::consultations;
use crate::assure::submissions::receipt;
use crate::error::Answer;
use crate::forbidden::who_may;
use crate::layout::parts::{self, Head};
use crate::layout::states::Tone;
use crate::layout::{forms, states};
use crate::people::history::history_panel;
use crate::request::Path;
use crate::respond::activations;
use crate::shell::Shell;

/// `GET /plans/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<PlanId>) -> Answer<Markup> {
    page(&shell, id, None).await
}

/// `GET /plans/{id}/versions/{number}`
pub(super) async fn version(
    shell: Shell,
    Path((id, number)): Path<(PlanId, u32)>,
) -> Answer<Markup> {
    page(&shell, id, Some(number)).await
}

async fn page(shell: &Shell, id: PlanId, number: Option<u32>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    // What analysis found out stands in the blocks.
    recovery::refresh(ctx).await?;
    let it = live::open(ctx, id, number).await?;
    let targets = live::targets(ctx, &it.blocks).await?;
    let names = names(shell, &it).await?;
    let steps = match is_newest(&it) {
        true => {
            offered(ctx, &it.plan, Some(&it.version).filter(|it| it.state.is_open()), it.is_own)
        }
        false => Vec::new(),
    };
    // Rules look at what holds now: at what is written, or else at what is in force.
    let found = match is_newest(&it) && it.version.state != VersionState::Superseded {
        true => Some(app::assure::obligations::findings(ctx, id).await?),
        false => None,
    };
    let is_altered = it.version.is_not_as_approved()?;
    let talk = Talk::of(shell, &it.plan, &it.version).await?;
    let crumbs = [("Plans".to_owned(), "/plans".to_owned())];
    let parent = it.parent.iter().map(|it| (it.title.clone(), plan_path(it.id)));
    let crumbs = crumbs.into_iter().chain(parent).collect();
    let actions = actions(shell, &it, &steps, it.version.is_stuck()?);
    let lead = lead(shell, &it, &names);
    let head = Head { crumbs, title: &it.plan.title, lead: Some(lead), actions: Some(actions) };
    let draft = format!("{}/draft", plan_path(id));
    let edit = may_edit(shell, &it).then_some(draft.as_str());
    let may_waive = it.plan.retired_at.is_none() && may(ctx, Permission::WritePlans, &it.plan);
    let ways = checks::Ways { edit, waive: may_waive.then_some(id) };
    let main = html! {
        (head.shown())
        @if is_altered { (altered(&it)) }
        (notices(shell, &it, edit))
        (put_in_force_by(shell, &it, &names))
        (updates::notice(shell, &it.plan).await?)
        (talk.notice(&it.template))
        div.two {
            (sections(&it.template, &it.version.content, (&it.blocks, &targets), edit, |key| {
                talk.beside(shell, key, &it.version.content)
            }))
            div.stack {
                (review(shell, &it, &names))
                @if let Some(found) = &found {
                    (checks::panel(found, &it.template, ways))
                    (waivers::panel(shell, &it.plan, found).await?)
                }
                @if is_newest(&it) {
                    (nightly::panel(ctx, &it.plan).await?)
                    (obliged::panel(shell, id).await?)
                    (learned::panel(shell, &it.plan).await?)
                }
                (facts(shell, &it, &names))
                (receipt::panel(shell, &it.plan, it.version.number).await?)
                (why_due(shell, &it.plan).await?)
                (about(ctx, &it))
                (consultations::panel(shell, &it.plan).await?)
                (activations::panel(shell, &it.plan).await?)
                (readers::panel(shell, &it.plan).await?)
                (family(shell, &it).await?)
                (versions(shell, &it))
                // What happened to drafts is nothing for who may not see them.
                @if may(ctx, Permission::ReadDrafts, &it.plan) {
                    (history_panel(shell, id.uuid()).await?)
                }
            }
        }
    };
    Ok(shell.page(&it.plan.title, main))
}

/// Whether it is the newest version that the reader may see.
fn is_newest(it: &Opened) -> bool {
    let newest = it.versions.iter().find(|it| !it.is_put_aside());
    newest.is_some_and(|newest| newest.number == it.version.number)
}

/// Whether the reader may write at the version that is shown.
fn may_edit(shell: &Shell, it: &Opened) -> bool {
    it.version.state == VersionState::Draft
        && it.plan.retired_at.is_none()
        && may(&shell.ctx, Permission::WritePlans, &it.plan)
}

async fn names(shell: &Shell, it: &Opened) -> Answer<Names> {
    let version = &it.version;
    let ids = [it.plan.owner_id, Some(version.author_id), version.reviewed_by, version.approved_by];
    let ids: BTreeSet<PersonId> = ids.into_iter().flatten().collect();
    let agency = agencies::labels(&shell.ctx, &[it.plan.agency_id].into()).await?;
    Ok(Names {
        agency: agency.into_values().next().unwrap_or_default(),
        persons: persons::labels(&shell.ctx, &ids).await?,
    })
}

/// How it stands, in a sentence: `Version 7, in review. Version 6 is in force.`
fn lead(shell: &Shell, it: &Opened, names: &Names) -> Markup {
    let version = &it.version;
    html! {
        (states::plan(it.plan.standing.code())) " "
        (type_name(&it.plan.plan_type)) " of "
        a href={ "/agencies/" (it.plan.agency_id) } { (names.agency) } ". "
        "Version " (version.number) ", " (in_words(version.state))
        @if let Some(at) = version.published_at.filter(|_| version.state == VersionState::Active) {
            " since " (shell.day(at))
        }
        "."
        @if let Some(other) = in_force_beside(it) {
            " "
            @if version.state == VersionState::Superseded { "Replaced by" } @else { "It is to replace" }
            " " a href={ (plan_path(it.plan.id)) "/versions/" (other.number) } { "version " (other.number) }
            @if let Some(at) = other.approved_at { ", approved " (shell.day(at)) }
            "."
        }
    }
}

/// The version in force, if that is another one.
fn in_force_beside(it: &Opened) -> Option<&PlanVersion> {
    let of_number = |number| it.versions.iter().find(|it| it.number == number);
    it.plan.in_force.filter(|number| *number != it.version.number).and_then(of_number)
}

const fn in_words(state: VersionState) -> &'static str {
    match state {
        VersionState::Draft => "a draft",
        VersionState::InReview => "in review",
        VersionState::PendingApproval => "waiting for approval",
        VersionState::Approved => "approved and not in force yet",
        VersionState::Active => "in force",
        VersionState::Superseded => "no longer in force",
    }
}

/// What may be done next: one thing first, the rest in a menu.
fn actions(shell: &Shell, it: &Opened, steps: &[Step], is_stuck: bool) -> Markup {
    let (plan, path) = (&it.plan, plan_path(it.plan.id));
    let may_write = may(&shell.ctx, Permission::WritePlans, plan) && plan.retired_at.is_none();
    let is_complete = it.version.content.missing(&it.template).is_empty();
    let edits = may_edit(shell, it);
    let before = it.versions.iter().find(|older| older.number < it.version.number);
    let begins = may_write && (plan.draft_state.is_none() || is_stuck) && is_newest(it);
    let first = [Step::Pass, Step::Approve, Step::Publish, Step::Reaffirm];
    let first = steps.iter().copied().find(|it| first.contains(it));
    let hands_in = steps.contains(&Step::Submit);
    let (shown, menu): (Vec<Step>, Vec<Step>) =
        steps.iter().copied().partition(|it| *it == Step::SendBack);
    let menu = menu.into_iter().filter(|it| Some(*it) != first && *it != Step::Submit);
    let menu: Vec<Step> = menu.collect();
    html! {
        @if let Some(before) = before {
            (parts::button("What changed", &format!("{path}/compare?from={}&to={}", before.number, it.version.number)))
        }
        details.menu data-menu {
            summary.button { "Download" }
            div.items {
                a href={ (path) "/versions/" (it.version.number) "/pdf" } { "PDF" }
                a href={ (path) "/versions/" (it.version.number) "/docx" } { "Word" }
                @if it.version.published_at.is_some() {
                    a href={ (path) "/versions/" (it.version.number) "/public" } { "PDF for the public" }
                }
            }
        }
        @if may_write || !menu.is_empty() {
            details.menu data-menu {
                summary.button { "More" }
                div.items {
                    @if may_write { a href={ (path) "/edit" } { "Change what it is about" } }
                    @for step in &menu { a href=(step.address(plan.id)) { (step.button()) } }
                }
            }
        }
        @for step in shown { (parts::button(send_back(shell, plan), &step.address(plan.id))) }
        @if edits && is_complete { (parts::button("Edit", &format!("{path}/draft"))) }
        @if edits && !is_complete { (parts::primary("Edit", &format!("{path}/draft"))) }
        @if hands_in && is_complete { (parts::primary(Step::Submit.button(), &Step::Submit.address(plan.id))) }
        @if begins {
            form method="post" action={ (path) "/begin" } {
                (forms::hidden("version", &plan.version.to_string()))
                button.button { "Begin a new version" }
            }
        }
        @if let Some(step) = first { (parts::primary(step.button(), &step.address(plan.id))) }
    }
}

/// Who only writes takes back what others send back.
fn send_back(shell: &Shell, plan: &Plan) -> &'static str {
    let judges = [Permission::ReviewPlans, Permission::ApprovePlans];
    match judges.iter().any(|it| may(&shell.ctx, *it, plan)) {
        true => Step::SendBack.button(),
        false => "Take back",
    }
}

/// That a version says something else than what was approved, and the way on from there.
fn altered(it: &Opened) -> Markup {
    let way_on = match it.version.state {
        VersionState::Superseded => "It was replaced: nobody need do anything about it.",
        VersionState::Active => {
            "People follow it all the same. Begin a new version, put its words right, and have that \
             approved."
        }
        _ => {
            "It cannot be put in force. Whoever writes the plan begins a new version with its words, \
             and has that approved."
        }
    };
    parts::notice(
        Tone::Bad,
        "It does not say what was approved",
        html! {
            p {
                "Its words are not those that were signed: their hash is another. A file or the \
                 database was changed in between. " (way_on)
            }
        },
    )
}

fn notices(shell: &Shell, it: &Opened, edit: Option<&str>) -> Markup {
    let (plan, version) = (&it.plan, &it.version);
    let missing = match version.state.is_open() {
        true => version.content.missing(&it.template),
        false => Vec::new(),
    };
    html! {
        @if plan.retired_at.is_some() { (retired(shell, plan)) }
        @if let Some((tone, title)) = due(plan) {
            (parts::notice(tone, title, html! {
                p {
                    (plan.because)
                    @if let Some(at) = plan.review_due { " The next review is due by " (shell.day(at)) "." }
                    " Whoever answers for it states that it still holds, or begins a new version."
                }
            }))
        }
        @if version.state == VersionState::Superseded {
            (parts::notice(Tone::Idle, "Replaced", html! {
                p { "A newer version is in force. " a href=(plan_path(plan.id)) { "Go to the newest" } }
            }))
        }
        @if version.state == VersionState::Draft && !version.because.is_empty() {
            (parts::notice(Tone::Warn, "Sent back", html! { p { (version.because) } }))
        }
        (waiting(shell, it))
        @if version.state == VersionState::Approved && plan.test.is_none() && plan.retired_at.is_none() {
            (parts::notice(Tone::Warn, "Not tested yet", html! {
                p { "Before it is in force for the first time, its test is recorded, or waived by the agency head." }
            }))
        }
        @if !missing.is_empty() && plan.retired_at.is_none() {
            (parts::notice(Tone::Warn, &n_missing(it, missing.len()), html! {
                ul.checks {
                    @for it in &missing {
                        li {
                            @match edit {
                                Some(edit) => a href={ (edit) "/" (it.key) } { (it.title) },
                                None => a href={ "#section-" (it.key) } { (it.title) },
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// `5 of 8 required sections are complete`
fn n_missing(it: &Opened, n_missing: usize) -> String {
    let n_required = it.template.sections.iter().filter(|it| it.required).count();
    format!("{} of {n_required} required sections are complete", n_required - n_missing)
}

/// Whether it must be looked at again.
const fn due(plan: &Plan) -> Option<(Tone, &'static str)> {
    match plan.standing {
        Standing::ReviewDue => Some((Tone::Warn, "Review due")),
        Standing::Overdue => Some((Tone::Bad, "Its review is overdue")),
        _ => None,
    }
}

fn retired(shell: &Shell, plan: &Plan) -> Markup {
    let may_write = may(&shell.ctx, Permission::WritePlans, plan);
    parts::notice(
        Tone::Warn,
        "Retired",
        html! {
            p {
                "Nobody follows it any more"
                @if let Some(at) = plan.retired_at { ", since " (shell.day(at)) }
                "."
                @if !plan.because.is_empty() { " " (plan.because) }
            }
            @if may_write {
                form method="post" action={ (plan_path(plan.id)) "/restore" } {
                    (forms::hidden("version", &plan.version.to_string()))
                    button.button { "Bring it back" }
                }
            }
        },
    )
}

/// Who puts an approved version in force, where that is not the reader: who approved it looks here.
fn put_in_force_by(shell: &Shell, it: &Opened, names: &Names) -> Markup {
    if it.version.state != VersionState::Approved
        || it.plan.retired_at.is_some()
        || may(&shell.ctx, Permission::WritePlans, &it.plan)
    {
        return html! {};
    }
    let owner = it.plan.owner_id.and_then(|id| names.persons.get(&id));
    parts::notice(
        Tone::Idle,
        "Approved, and not in force yet",
        html! {
            p {
                @if let Some(owner) = owner { (owner) ", who answers for it, puts it in force. " }
                "These roles may, where they are held: " (who_may(Permission::WritePlans)) "."
            }
        },
    )
}

/// Whom a version waits for, where that is not the reader.
fn waiting(shell: &Shell, it: &Opened) -> Markup {
    let (permission, what) = match it.version.state {
        VersionState::InReview => (Permission::ReviewPlans, "It waits for its review"),
        VersionState::PendingApproval => (Permission::ApprovePlans, "It waits for approval"),
        _ => return html! {},
    };
    if may(&shell.ctx, permission, &it.plan) && !it.is_own {
        return html! {};
    }
    let title = if it.is_own { "You wrote it or handed it in" } else { what };
    parts::notice(
        Tone::Warn,
        title,
        html! {
            p {
                "Somebody looks at it who neither wrote at it nor handed it in. These roles may, \
                 where they are held: " (who_may(permission)) "."
            }
        },
    )
}
