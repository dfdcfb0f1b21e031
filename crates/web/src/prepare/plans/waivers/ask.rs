//! Asking for a waiver of something that is found in a plan.

use app::Error;
use app::assure::obligations;
use app::ids::PlanId;
use app::plans::checks::Finding;
use app::plans::plan::{self, Plan};
use app::plans::waivers::AskDocument;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::{new_path, waiver_path};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, text};
use crate::prepare::plans::{crumbs, plan_path};
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// Where a waiver of a finding is asked for.
pub(in crate::prepare::plans) fn link(plan: PlanId, it: &Finding) -> String {
    let query = [("rule", it.code), ("about", it.about.as_str())];
    format!("{}?{}", new_path(plan), serde_urlencoded::to_string(query).unwrap_or_default())
}

/// `GET /plans/{id}/waivers/new`
pub(super) async fn new(
    shell: Shell,
    Path(id): Path<PlanId>,
    Address(address): Address,
) -> Answer<Markup> {
    let plan = plan::show(&shell.ctx, id).await?;
    let typed: Typed = List::read(&address, "").extra.into_iter().collect();
    page(&shell, &plan, &Filled::of(typed)).await
}

/// `POST /plans/{id}/waivers`
pub(super) async fn ask(
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let plan = plan::show(&shell.ctx, id).await?;
    let asked = match text(&sent, "until").parse() {
        Ok(until) => {
            let document = AskDocument {
                rule: text(&sent, "rule").to_owned(),
                about: text(&sent, "about").to_owned(),
                reason: text(&sent, "reason").replace("\r\n", "\n"),
                until,
            };
            obligations::ask_waiver(&shell.ctx, id, &document).await
        }
        Err(_) => Err(app::FieldProblem::new("until", "Give the last day.").into()),
    };
    let filled = match asked {
        Ok(it) => {
            let to = format!("{}?done=waiver-asked", waiver_path(it.id));
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Error::Invalid(problems)) => Filled::refused(sent, problems),
        Err(Error::Refused(refusal)) => {
            let problems = vec![(String::new(), refusal.reason.into_owned())];
            Filled { typed: sent, problems }
        }
        Err(error) => return Err(error.into()),
    };
    Ok(again(page(&shell, &plan, &filled).await?))
}

async fn page(shell: &Shell, plan: &Plan, filled: &Filled) -> Answer<Markup> {
    let found = obligations::findings(&shell.ctx, plan.id).await?;
    let (rule, about) = (filled.value("rule"), filled.value("about"));
    let found = found.iter().find(|it| it.code == rule && it.about == about);
    let title = "Ask for a waiver";
    let lead = html! {
        "Until its last day the finding stays in sight and does not count. Somebody else who may approve \
         the plan decides."
    };
    let head = Head { crumbs: crumbs(plan), title, lead: Some(lead), ..Head::default() };
    let reason = filled.field("reason", "Why it may stay so").required();
    let until = filled.field("until", "Last day").required();
    let main = html! {
        (head.shown())
        @match found {
            None => p { "The rule does not find this in the plan now: there is nothing to waive." },
            Some(it) => {
                p { (it.sentence) " " code { (it.code) } }
                (forms::form(&format!("{}/waivers", plan_path(plan.id)), html! {
                    (forms::error_summary(&filled.problems))
                    (forms::hidden("rule", rule))
                    (forms::hidden("about", about))
                    (forms::textarea(&reason, 4))
                    (forms::date(&until.hint("At most 366 days ahead. The day after, it counts again")))
                    (forms::buttons("Ask for it", &plan_path(plan.id)))
                }))
            }
        }
    };
    Ok(shell.page(title, main))
}
