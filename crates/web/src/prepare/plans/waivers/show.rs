//! One waiver: of what, until when and why, and what may be done with it.

use app::actor::{Permission, Place};
use app::assure::obligations;
use app::ids::WaiverId;
use app::plans::plan;
use app::plans::waivers::{self, Named, Standing, Waiver};
use app::{Error, FieldProblem};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{standing, today, waiver_path};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::{self, Head, padded_panel};
use crate::layout::states::Tone;
use crate::people::form::{Filled, Typed, again, text, version};
use crate::people::history::history_panel;
use crate::prepare::plans::plan_path;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /plans/waivers/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<WaiverId>) -> Answer<Markup> {
    page(&shell, id, &Filled::default()).await
}

/// `POST /plans/waivers/{id}/decide`
pub(super) async fn decide(
    shell: Shell,
    Path(id): Path<WaiverId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let note = text(&sent, "note").replace("\r\n", "\n");
    let decided = match text(&sent, "do") {
        "grant" => waivers::decide(&shell.ctx, id, version(&sent), (true, &note)).await,
        "refuse" => waivers::decide(&shell.ctx, id, version(&sent), (false, &note)).await,
        _ => Err(FieldProblem::new("note", "Grant it, or refuse it.").into()),
    };
    let filled = match decided {
        Ok(_) => return Ok(to(id, "waiver-decided")),
        Err(Error::Invalid(problems)) => Filled::refused(sent, problems),
        Err(Error::Refused(refusal)) => {
            let problems = vec![(String::new(), refusal.reason.into_owned())];
            Filled { typed: sent, problems }
        }
        Err(error) => return Err(error.into()),
    };
    Ok(again(page(&shell, id, &filled).await?))
}

#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    version: i64,
}

/// `POST /plans/waivers/{id}/withdraw`
pub(super) async fn withdraw(
    shell: Shell,
    Path(id): Path<WaiverId>,
    Form(seen): Form<Seen>,
) -> Answer<Response> {
    waivers::withdraw(&shell.ctx, id, seen.version).await?;
    Ok(to(id, "waiver-withdrawn"))
}

fn to(id: WaiverId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", waiver_path(id))).into_response()
}

async fn page(shell: &Shell, id: WaiverId, filled: &Filled) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = waivers::show(ctx, id).await?;
    let is_found = obligations::found_now(ctx, std::slice::from_ref(&it)).await?;
    let is_found = is_found.into_iter().next().flatten();
    let named = waivers::named(ctx, std::slice::from_ref(&it)).await?.into_iter().next();
    let named = named.ok_or(Error::NotFound("waiver"))?;
    let plan = plan::show(ctx, it.plan_id).await?;
    let at = Place::Record(plan.agency_id, plan.id.into());
    let may_approve = ctx.actor.may(Permission::ApprovePlans, at);
    let may_withdraw = may_approve || ctx.actor.may(Permission::WritePlans, at);
    let is_own = it.asked_by == ctx.actor.person_id;
    let crumbs = vec![
        ("Plans".to_owned(), "/plans".to_owned()),
        (named.plan.clone(), plan_path(plan.id)),
        ("Waivers".to_owned(), super::list_path(plan.id)),
    ];
    let title = format!("Waiver of {}", it.rule);
    let lead = html! { (standing(&it, today(ctx))) " " (it.sentence) };
    let actions = html! {
        @if may_withdraw && !it.is_over(today(ctx)) {
            form method="post" action={ (waiver_path(id)) "/withdraw" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button { "Withdraw" }
            }
        }
    };
    let head = Head { crumbs, title: &title, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (gone(&it, is_found, shell))
        div.two {
            div.stack {
                (padded_panel("Why it may stay so", html! {}, paragraphs(&it.reason)))
                @if it.standing(today(ctx)) == Standing::Asked {
                    (decision(&it, (may_approve, is_own), filled))
                }
            }
            div.stack {
                (padded_panel("Facts", html! {}, facts(shell, &named)))
                (history_panel(shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&title, main))
}

/// That there is nothing to waive any more.
fn gone(it: &Waiver, is_found: Option<bool>, shell: &Shell) -> Markup {
    let is_needless = is_found == Some(false) && !it.is_over(today(&shell.ctx));
    html! {
        @if is_needless {
            (parts::notice(Tone::Idle, "Not found any more", html! {
                p { "The rule does not find this in the plan now: there is nothing to waive." }
            }))
        }
    }
}

fn paragraphs(text: &str) -> Markup {
    html! { @for it in text.lines().filter(|it| !it.trim().is_empty()) { p { (it) } } }
}

fn decision(it: &Waiver, (may_approve, is_own): (bool, bool), filled: &Filled) -> Markup {
    let note = filled.field("note", "Why").required();
    let inside = html! {
        @if may_approve && is_own {
            p { "You asked for it. Somebody else who may approve the plan decides." }
        } @else if may_approve {
            (forms::form(&format!("{}/decide", waiver_path(it.id)), html! {
                (forms::error_summary(&filled.problems))
                (forms::hidden("version", &it.version.to_string()))
                (forms::textarea(&note, 3))
                div.buttons {
                    button.button.primary name="do" value="grant" { "Grant" }
                    button.button name="do" value="refuse" { "Refuse" }
                }
            }))
        } @else {
            p { "It waits for somebody who may approve the plan." }
        }
    };
    padded_panel("Decision", html! {}, inside)
}

fn facts(shell: &Shell, named: &Named) -> Markup {
    let it = &named.waiver;
    let mut facts = vec![
        ("Plan", html! { a href=(plan_path(it.plan_id)) { (named.plan) } }),
        ("Agency", html! { (named.agency) }),
        ("Rule", html! { code { (it.rule) } }),
        ("About", html! { (it.about) }),
        ("Last day", html! { (Shell::date(it.until)) }),
        ("Asked by", html! { (named.asked_by) ", " (shell.moment(it.asked_at)) }),
    ];
    if let (Some(by), Some(at)) = (&named.decided_by, it.decided_at) {
        facts.push(("Decided by", html! { (by) ", " (shell.moment(at)) }));
        facts.push(("They said", html! { (it.note) }));
    }
    parts::facts(&facts)
}
