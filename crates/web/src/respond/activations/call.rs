//! Calling a plan: choosing it, and saying what has happened and how much of it is followed.

use std::collections::BTreeMap;

use app::actor::{Permission, Place};
use app::ids::{ActivationId, PlanId};
use app::plans::plan::Plan;
use app::respond::activations::{self, Call, Called, Extent, State};
use app::{Ctx, Error, Paging};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::{activation_path, shown};
use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::people::form::{Filled, Typed, again, text};
use crate::prepare::plans::{before_call, plan_path};
use crate::request::{Form, Path, Query};
use crate::shell::Shell;

/// What the errors in a plan mean for whoever calls it.
pub(super) const STUCK: &str = "Whoever follows it gets stuck there.";

/// What the page of a plan says of the times that it was called, and a button to call it.
pub(crate) async fn panel(shell: &Shell, plan: &Plan) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let all = activations::of_plan(ctx, plan.id).await?;
    let is_running = all.iter().any(|it| it.state.is_running());
    let at = Place::Record(plan.agency_id, plan.id.into());
    let calls =
        plan.standing.is_in_force() && !is_running && ctx.actor.may(Permission::AskActivations, at);
    if all.is_empty() && !calls {
        return Ok(html! {});
    }
    Ok(parts::padded_panel(
        "When it is followed",
        html! {},
        html! {
            @if all.is_empty() { p.quiet { "It was never called." } }
            ul.plain {
                @for it in &all {
                    li { a href=(activation_path(it.id)) { "Called " (shell.day(it.asked_at)) } " " (shown(it.state)) }
                }
            }
            @if calls { p { (parts::button("Call this plan", &format!("{}/activate", plan_path(plan.id)))) } }
        },
    ))
}

/// What is searched for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    text: String,
}

/// The plans that are followed or on stand-by now, as far as the actor may see it.
async fn running(ctx: &Ctx) -> Answer<BTreeMap<PlanId, (ActivationId, State)>> {
    if !ctx.actor.may_somewhere(Permission::ReadActivations) {
        return Ok(BTreeMap::new());
    }
    let paging = Paging { number: 1, size: Paging::SIZE_MAX };
    let query = activations::Query { is_running: true, paging, ..activations::Query::default() };
    let all = activations::list(ctx, &query).await?.items;
    Ok(all.into_iter().map(|(it, _)| (it.plan_id, (it.id, it.state))).collect())
}

/// `GET /activations/new`
pub(super) async fn choose(shell: Shell, Query(asked): Query<Asked>) -> Answer<Markup> {
    let found = activations::callable(&shell.ctx, &asked.text).await?;
    let running = running(&shell.ctx).await?;
    let crumbs = vec![("Activations".to_owned(), "/activations".to_owned())];
    let lead = html! { "Plans in force that you may put on stand-by. Choose the one for what has happened." };
    let head = Head { crumbs, title: "Call a plan", lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        form.form method="get" role="search" {
            (forms::text(&Field::new("text", "Search plans").value(asked.text.as_str()).told()))
            div.buttons { button.button { "Show" } }
        }
        @if found.is_empty() {
            (lists::empty("No plan was found", "Only plans in force can be called. Search for another word.", html! {}))
        } @else {
            section.panel { (lists::table("Plans in force", html! {
                th scope="col" { "Plan" } th scope="col" { span.unseen { "Actions" } }
            }, html! {
                @for it in &found {
                    tr {
                        td data-label="Plan" { (it.title) br; small.quiet { (it.code) } }
                        td.actions {
                            @match running.get(&it.id) {
                                Some((id, state)) => {
                                    (shown(*state)) " "
                                    a href=(activation_path(*id)) aria-label={ "Go on with " (it.title) } { "Go on there" }
                                },
                                None => a href={ (plan_path(it.id)) "/activate" } aria-label={ "Call " (it.title) } { "Call it" },
                            }
                        }
                    }
                }
            })) }
        }
    };
    Ok(shell.page("Call a plan", main))
}

/// `GET /plans/{id}/activate`. Of a plan that is followed already, what runs is shown instead.
pub(super) async fn ask(shell: Shell, Path(id): Path<PlanId>) -> Answer<Response> {
    let all = activations::of_plan(&shell.ctx, id).await?;
    if let Some(it) = all.iter().find(|it| it.state.is_running()) {
        return Ok(Redirect::to(&activation_path(it.id)).into_response());
    }
    Ok(page(&shell, id, &Filled::default()).await?.into_response())
}

/// `POST /plans/{id}/activate`
pub(super) async fn call(
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let also = typed.keys().filter_map(|it| it.strip_prefix("also.")?.parse().ok()).collect();
    let call = Call {
        because: text(&typed, "because").to_owned(),
        extent: Extent::from_code(text(&typed, "extent")),
        also,
    };
    match activations::call(&shell.ctx, id, &call).await {
        Ok(it) => {
            let done = if call.extent.is_some() { "activated" } else { "stand-by" };
            Ok(Redirect::to(&format!("{}?done={done}", activation_path(it.id))).into_response())
        }
        Err(Error::Invalid(problems)) => {
            Ok(again(page(&shell, id, &Filled::refused(typed, problems)).await?))
        }
        Err(Error::Refused(refusal)) => {
            let problems = vec![(String::new(), refusal.reason.into_owned())];
            Ok(again(page(&shell, id, &Filled { typed, problems }).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// How much of a plan may be followed, as a field offers it.
pub(super) fn extents() -> Vec<Choice<'static>> {
    Extent::ALL
        .iter()
        .map(|it| Choice::new(it.code(), format!("Activate it {}", it.title().to_lowercase())))
        .collect()
}

/// The plans under one that is called: those that it calls, and those that can be called with it.
pub(super) fn below(below: &[Called]) -> Markup {
    html! {
        @if !below.is_empty() {
            (forms::group("Plans under it", false, html! {
                p.hint { "Those that it calls up by rule are activated with it. Others are, if you choose them." }
                @for it in below {
                    @if it.by_rule { p { strong { (it.plan.title) } " is called up by rule." } }
                    @else { (forms::checkbox(&Field::new(format!("also.{}", it.plan.id), format!("Also call {}", it.plan.title)), false)) }
                }
            }))
        }
    }
}

async fn page(shell: &Shell, id: PlanId, filled: &Filled) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let under = activations::below(ctx, id).await?;
    let plan = activations::plan_called(ctx, id).await?;
    let errors = before_call(shell, &plan, STUCK).await?;
    let decides =
        ctx.actor.may(Permission::DecideActivations, Place::Record(plan.agency_id, id.into()));
    let title = format!("Call “{}”?", plan.title);
    let lead = html! {
        "Its steps become tasks, and everybody who has one is told at once by mail: the page then says \
         who was not. On stand-by, nobody is told yet."
    };
    let crumbs = vec![("Activations".to_owned(), "/activations".to_owned())];
    let head = Head { crumbs, title: &title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (errors)
        (forms::form(&format!("{}/activate", plan_path(id)), html! {
            (forms::error_summary(&filled.problems))
            (forms::textarea(&filled.field("because", "What has happened").required(), 3))
            @if decides {
                (forms::select(&filled.field("extent", "What follows").told(), &extents(), "Put it on stand-by: somebody decides later"))
                (below(&under))
            } @else {
                p.hint { "It is put on stand-by. Somebody who may decide activates it: " (crate::forbidden::who_may(Permission::DecideActivations)) "." }
            }
            (forms::buttons("Call it", "/activations"))
        }))
    };
    Ok(shell.page(&title, main))
}
