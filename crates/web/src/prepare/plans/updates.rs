//! What the template of a plan has that the plan does not have yet, and what is done about it.

use app::actor::Permission;
use app::ids::PlanId;
use app::people::persons;
use app::plans::plan::{self, Plan, PlanVersion, VersionState};
use app::plans::templates::SectionUpdate;
use app::plans::updates::{self, Update};
use axum::response::Redirect;
use maud::{Markup, html};
use serde::Deserialize;

use super::templates::template_path;
use super::{crumbs, may, plan_path};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::frame::counted;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// Where a plan stands beside its template, in a word.
pub(super) fn standing(it: &Update) -> Markup {
    match (it.sections.len(), it.is_dismissed()) {
        (0, _) => state(Tone::Good, "As the template"),
        (_, true) => state(Tone::Idle, "Set aside"),
        (_, false) => state(Tone::Warn, "Update available"),
    }
}

/// That there is something new in the template, for whoever writes the plan.
pub(super) async fn notice(shell: &Shell, plan: &Plan) -> Answer<Markup> {
    if !may(&shell.ctx, Permission::WritePlans, plan) || plan.retired_at.is_some() {
        return Ok(html! {});
    }
    let it = updates::of(&shell.ctx, plan.id).await?;
    if !it.is_available() {
        return Ok(html! {});
    }
    let n = counted(it.sections.len() as u64, "section", "sections");
    Ok(parts::notice(
        Tone::Warn,
        "Update available",
        html! {
            p {
                "The template has changed: " (n) ". " (it.current.note) " The plan stays as it is until \
                 you take something over. "
                a href={ (plan_path(plan.id)) "/template" } { "See what is different" }
            }
        },
    ))
}

/// `GET /plans/{id}/template`
pub(super) async fn show(shell: Shell, Path(id): Path<PlanId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let plan = plan::show(ctx, id).await?;
    let it = updates::of(ctx, id).await?;
    let newest = plan::versions(ctx, id).await?.into_iter().next();
    let writes = may(ctx, Permission::WritePlans, &plan) && plan.retired_at.is_none();
    let draft = newest.filter(|it| writes && it.state == VersionState::Draft);
    let title = match it.sections.len() {
        0 => "The plan is as its template has it".to_owned(),
        n => format!("{} not as in the template", counted(n as u64, "section is", "sections are")),
    };
    let lead = html! {
        "The template is at " a href=(template_path(&plan.plan_type)) { "version " (it.current.number) }
        @if let Some(at) = it.current.published_at { ", published " (shell.day(at)) }
        ": " (it.current.note) " What you wrote stays, whatever you take over."
    };
    let actions = html! {
        @if writes && it.is_available() {
            form method="post" action={ (plan_path(id)) "/template/dismiss" } {
                (forms::hidden("number", &it.current.number.to_string()))
                button.button { "Leave the plan as it is" }
            }
        }
    };
    let head =
        Head { crumbs: crumbs(&plan), title: &title, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (set_aside(&shell, &it).await?)
        @if writes && draft.is_none() && !it.sections.is_empty() { (no_draft(&plan)) }
        @if it.sections.is_empty() {
            (lists::empty("Nothing to take over", "Once the central team changes the template, it shows here.",
                parts::button("Read the plan", &plan_path(id))))
        }
        @for section in &it.sections { (section_panel(&plan, section, (&it, draft.as_ref()))) }
    };
    Ok(shell.page(&title, main))
}

async fn set_aside(shell: &Shell, it: &Update) -> Answer<Markup> {
    let Some(done) = it.dismissed.filter(|_| it.is_dismissed() && !it.sections.is_empty()) else {
        return Ok(html! {});
    };
    let names = persons::labels(&shell.ctx, &[done.by].into()).await?;
    let who = names.into_values().next().unwrap_or_else(|| "Somebody".to_owned());
    Ok(parts::notice(
        Tone::Idle,
        "Set aside",
        html! {
            p {
                (who) " left the plan as it is on " (shell.day(done.at)) ". You hear of it again when the \
                 template changes; sections can still be taken over."
            }
        },
    ))
}

/// Sections are taken over into a draft: how one comes to one.
fn no_draft(plan: &Plan) -> Markup {
    let says = match plan.draft_state {
        Some(_) => {
            "A version is being reviewed or approved. Have it sent back to change it, or wait \
                    until it is in force."
        }
        None => "Sections are taken over into a draft: begin a new version first.",
    };
    parts::notice(
        Tone::Idle,
        "There is no draft",
        html! {
            p { (says) }
            @if plan.draft_state.is_none() {
                form method="post" action={ (plan_path(plan.id)) "/begin" } {
                    (forms::hidden("version", &plan.version.to_string()))
                    button.button { "Begin a new version" }
                }
            }
        },
    )
}

fn section_panel(
    plan: &Plan,
    it: &SectionUpdate,
    (update, draft): (&Update, Option<&PlanVersion>),
) -> Markup {
    let aside = html! { (state(Tone::Warn, it.kind().title())) };
    parts::panel(
        it.title(),
        aside,
        html! {
            div.scroll role="region" aria-label=(it.title()) tabindex="0" {
                table.lines {
                    thead { tr { th scope="col" { "" } th scope="col" { "In the plan" } th scope="col" { "In the template" } } }
                    tbody {
                        @for (name, before, after) in it.differences() {
                            tr.differs {
                                th scope="row" { (name) }
                                td { @if !before.is_empty() { del { (before) } } }
                                td { @if !after.is_empty() { ins { (after) } } }
                            }
                        }
                    }
                }
            }
            @if let Some(draft) = draft {
                div.body {
                    form method="post" action={ (plan_path(plan.id)) "/template/take" } {
                        (forms::hidden("version", &draft.version.to_string()))
                        (forms::hidden("number", &update.current.number.to_string()))
                        (forms::hidden("section", it.key()))
                        button.button.primary aria-label={ "Take over: " (it.title()) } { "Take this over" }
                    }
                }
            }
        },
    )
}

#[derive(Debug, Deserialize)]
pub(super) struct Take {
    version: i64,
    #[serde(default)]
    number: u32,
    #[serde(default)]
    section: String,
}

/// `POST /plans/{id}/template/take`
pub(super) async fn take(
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(it): Form<Take>,
) -> Answer<Redirect> {
    updates::take(&shell.ctx, id, (it.version, it.number), &it.section).await?;
    Ok(Redirect::to(&format!("{}/template?done=saved", plan_path(id))))
}

#[derive(Debug, Deserialize)]
pub(super) struct Dismiss {
    #[serde(default)]
    number: u32,
}

/// `POST /plans/{id}/template/dismiss`
pub(super) async fn dismiss(
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(it): Form<Dismiss>,
) -> Answer<Redirect> {
    updates::dismiss(&shell.ctx, id, it.number).await?;
    Ok(Redirect::to(&format!("{}?done=set-aside", plan_path(id))))
}
