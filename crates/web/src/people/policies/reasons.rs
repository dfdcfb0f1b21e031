//! Steps of a policy that take a reason or a day.

use app::actor::Permission;
use app::ids::PolicyId;
use app::people::policies::{self, Policy};
use app::{Error, FieldProblem, Result};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::Days;
use maud::{Markup, html};

use super::policy_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// A step: the end of its address, what it is called, its field, what is asked, and what is said when
/// it is done.
struct Step {
    step: &'static str,
    title: &'static str,
    field: &'static str,
    label: &'static str,
    hint: &'static str,
    done: &'static str,
}

const INVITE: Step = Step {
    step: "invite",
    title: "Open for comments",
    field: "until",
    label: "The last day for comments",
    hint: "Everybody whom it would bind may read the draft and comment on it until then.",
    done: "opened",
};
const RETURN: Step = Step {
    step: "return",
    title: "Send it back",
    field: "because",
    label: "What is missing or wrong",
    hint: "Whoever writes it reads this.",
    done: "returned",
};
const UNSETTLE: Step = Step {
    step: "unsettle",
    title: "Ask for a review",
    field: "because",
    label: "What has changed significantly",
    hint: "In the service or its environment. The policy is to be reviewed within 30 days.",
    done: "unsettled",
};
const RETIRE: Step = Step {
    step: "retire",
    title: "Retire the policy",
    field: "because",
    label: "Why nobody is to follow it any more",
    hint: "It stays readable, and can be brought back.",
    done: "retired",
};

/// `GET /policies/{id}/invite`
pub(super) async fn ask_invite(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    let it = policies::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePolicies, it.agency_id)?;
    let until = shell.today() + Days::new(14);
    let typed: Typed = [("until".to_owned(), until.to_string())].into();
    Ok(page(&shell, &it, &INVITE, (it.version, &Filled::of(typed))))
}

/// `POST /policies/{id}/invite`
pub(super) async fn invite(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let invited = match text(&sent, "until").parse() {
        Ok(until) => policies::invite_comments(&shell.ctx, id, version(&sent), until).await,
        Err(_) => Err(FieldProblem::new("until", "Use a day such as 2026-11-21.").into()),
    };
    answered(&shell, id, (&INVITE, sent), invited).await
}

/// `GET /policies/{id}/return`
pub(super) async fn ask_return(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    let it = policies::show(&shell.ctx, id).await?;
    if !policies::may_write_at(&shell.ctx, &it) {
        return Err(Error::Forbidden(Permission::ApprovePolicies).into());
    }
    Ok(page(&shell, &it, &RETURN, (it.version, &Filled::default())))
}

/// `POST /policies/{id}/return`
pub(super) async fn send_back(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let because = text(&sent, "because").to_owned();
    let returned = policies::send_back(&shell.ctx, id, version(&sent), &because).await;
    answered(&shell, id, (&RETURN, sent), returned).await
}

/// `GET /policies/{id}/unsettle`
pub(super) async fn ask_unsettle(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    asked(&shell, id, &UNSETTLE).await
}

/// `POST /policies/{id}/unsettle`
pub(super) async fn unsettle(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let because = text(&sent, "because").to_owned();
    let noted = policies::note_change(&shell.ctx, id, version(&sent), &because).await;
    answered(&shell, id, (&UNSETTLE, sent), noted).await
}

/// `GET /policies/{id}/retire`
pub(super) async fn ask_retire(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    asked(&shell, id, &RETIRE).await
}

/// `POST /policies/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let because = text(&sent, "because").to_owned();
    let retired = policies::retire(&shell.ctx, id, version(&sent), &because).await;
    answered(&shell, id, (&RETIRE, sent), retired).await
}

async fn asked(shell: &Shell, id: PolicyId, step: &Step) -> Answer<Markup> {
    let it = policies::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePolicies, it.agency_id)?;
    Ok(page(shell, &it, step, (it.version, &Filled::default())))
}

/// On to the policy, or the form once more, if that is what is wrong.
async fn answered(
    shell: &Shell,
    id: PolicyId,
    (step, sent): (&Step, Typed),
    result: Result<Policy>,
) -> Answer<Response> {
    match result {
        Ok(_) => {
            let path = policy_path(id);
            Ok(Redirect::to(&format!("{path}?done={}", step.done)).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let it = policies::show(&shell.ctx, id).await?;
            let seen = version(&sent);
            let page = page(shell, &it, step, (seen, &Filled::refused(sent, problems)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn page(shell: &Shell, it: &Policy, step: &Step, (seen, filled): (i64, &Filled)) -> Markup {
    let path = policy_path(it.id);
    let crumbs =
        vec![("Policies".to_owned(), "/policies".to_owned()), (it.name.clone(), path.clone())];
    let field = filled.field(step.field, step.label).hint(step.hint).required();
    let main = html! {
        (Head { crumbs, title: step.title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/{}", step.step), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            @if step.field == "until" { (forms::date(&field)) } @else { (forms::textarea(&field, 4)) }
            (forms::buttons(step.title, &path))
        }))
    };
    shell.page(step.title, main)
}
