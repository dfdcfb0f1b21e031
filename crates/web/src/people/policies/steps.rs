//! What happens to a policy: each step is asked about once.

use app::actor::Permission;
use app::ids::PolicyId;
use app::people::policies::{self, Policy};
use axum::response::Redirect;
use maud::Markup;
use serde::Deserialize;

use super::policy_path;
use crate::error::Answer;
use crate::people::edited::confirm_step;
use crate::people::form::Seen;
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Number {
    #[serde(default)]
    number: u32,
}

fn confirmed(shell: &Shell, it: &Policy, said: (&str, &str), step: (&str, &str)) -> Markup {
    confirm_step(shell, (&policy_path(it.id), it.version), said, step)
}

fn done(id: PolicyId, word: &str) -> Redirect {
    Redirect::to(&format!("{}?done={word}", policy_path(id)))
}

/// `POST /policies/{id}/acknowledge`
pub(super) async fn acknowledge(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(sent): Form<Number>,
) -> Answer<Redirect> {
    policies::acknowledge(&shell.ctx, id, sent.number).await?;
    Ok(done(id, "acknowledged"))
}

/// `GET /policies/{id}/submit`
pub(super) async fn ask_submit(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    let it = policies::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePolicies, it.agency_id)?;
    let question = format!("Hand in “{}” for approval?", it.name);
    let consequence = "Somebody who did not write at it approves it, or sends it back.";
    Ok(confirmed(&shell, &it, (&question, consequence), ("submit", "Hand it in")))
}

/// `POST /policies/{id}/submit`
pub(super) async fn submit(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    policies::submit(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "sent"))
}

/// `GET /policies/{id}/approve`
pub(super) async fn ask_approve(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    let it = policies::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::ApprovePolicies, it.agency_id)?;
    let question = format!("Approve “{}”?", it.name);
    let consequence = "It is in force once it is published.";
    Ok(confirmed(&shell, &it, (&question, consequence), ("approve", "Approve it")))
}

/// `POST /policies/{id}/approve`
pub(super) async fn approve(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    policies::approve(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "approved"))
}

/// `GET /policies/{id}/publish`
pub(super) async fn ask_publish(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    let it = policies::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePolicies, it.agency_id)?;
    let question = format!("Publish “{}”?", it.name);
    let consequence = "It binds from now on, the version before stays readable, and everybody of its \
                       audience is asked to acknowledge it.";
    Ok(confirmed(&shell, &it, (&question, consequence), ("publish", "Publish it")))
}

/// `POST /policies/{id}/publish`
pub(super) async fn publish(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    policies::publish(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "published"))
}

/// `POST /policies/{id}/begin`
pub(super) async fn begin(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    policies::begin(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "begun"))
}

/// `GET /policies/{id}/discard`
pub(super) async fn ask_discard(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    let it = policies::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePolicies, it.agency_id)?;
    let question = format!("Throw the draft of “{}” away?", it.name);
    let consequence = "What was written and said about it is gone. What is in force stays.";
    Ok(confirmed(&shell, &it, (&question, consequence), ("discard", "Throw it away")))
}

/// `POST /policies/{id}/discard`
pub(super) async fn discard(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    policies::discard(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "discarded"))
}

/// `POST /policies/{id}/reaffirm`
pub(super) async fn reaffirm(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    policies::reaffirm(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "reaffirmed"))
}

/// `POST /policies/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    policies::restore(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "restored"))
}
