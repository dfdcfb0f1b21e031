//! What is said in a roll call: who is safe, who else was there, and that it is over.

use app::actor::Permission;
use app::ids::{CalledId, RollCallId};
use app::people::persons;
use app::respond::roll_calls::{self, Status};
use app::{Error, FieldProblem};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::call_path;
use super::show::{KNOWN, page};
use crate::error::Answer;
use crate::layout::list::List;
use crate::people::form::{Seen, Typed, again, maybe, text};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// Who was picked, and what is said of them; or one of them with what is said.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Marks {
    #[serde(default)]
    id: Vec<CalledId>,
    status: Option<String>,
    one: Option<String>,
    #[serde(default)]
    note: String,
    /// The list from which it was sent.
    #[serde(default)]
    query: String,
}

/// `POST /roll-calls/{id}/mark`
pub(super) async fn mark(
    shell: Shell,
    Path(id): Path<RollCallId>,
    Form(sent): Form<Marks>,
) -> Answer<Response> {
    let (disruption, ..) = roll_calls::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    // The list itself again: nobody can make a link that leads elsewhere.
    let list = List::read(&sent.query, "name").knowing(KNOWN);
    let marked = match said(&sent) {
        Some((ids, status)) => roll_calls::mark(&shell.ctx, id, &ids, (status, &sent.note)).await,
        None => Err(FieldProblem::new("status", "Say what is known of them.").into()),
    };
    match marked {
        Ok(_) => {
            let query = list.query();
            let and = if query.is_empty() { "" } else { "&" };
            let to = format!("{}?{query}{and}done=marked", call_path(id));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Invalid(problems)) => Ok(again(page(&shell, id, &sent.query, &problems).await?)),
        Err(error) => Err(error.into()),
    }
}

/// Of whom what is said.
fn said(sent: &Marks) -> Option<(Vec<CalledId>, Status)> {
    match &sent.one {
        Some(one) => {
            let (id, status) = one.split_once(' ')?;
            Some((vec![id.parse().ok()?], status.parse().ok()?))
        }
        None => Some((sent.id.clone(), sent.status.as_deref()?.parse().ok()?)),
    }
}

/// `POST /roll-calls/{id}/people`
pub(super) async fn join(
    shell: Shell,
    Path(id): Path<RollCallId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (disruption, ..) = roll_calls::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    let visitors: Vec<String> = text(&sent, "visitors").lines().map(str::to_owned).collect();
    let mut codes = Vec::new();
    let mut problems = Vec::new();
    if let Some(named) = maybe(&sent, "person") {
        match persons::code_meant(&shell.ctx, &named).await? {
            Ok(code) => codes.push(code),
            Err(reason) => problems.push(FieldProblem::new("person", reason)),
        }
    }
    let joined = match problems.is_empty() {
        true => roll_calls::join(&shell.ctx, id, &visitors, &codes).await,
        false => Err(Error::Invalid(problems)),
    };
    match joined {
        Ok(0) => Ok(to(id, "unchanged").into_response()),
        Ok(_) => Ok(to(id, "added").into_response()),
        Err(Error::Invalid(problems)) => Ok(again(page(&shell, id, "", &problems).await?)),
        Err(error) => Err(error.into()),
    }
}

/// `POST /roll-calls/{id}/close`
pub(super) async fn close(
    shell: Shell,
    Path(id): Path<RollCallId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    roll_calls::close(&shell.ctx, id, seen.version).await?;
    Ok(to(id, "closed-call"))
}

/// `POST /roll-calls/{id}/reopen`
pub(super) async fn reopen(
    shell: Shell,
    Path(id): Path<RollCallId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    roll_calls::reopen(&shell.ctx, id, seen.version).await?;
    Ok(to(id, "reopened"))
}

fn to(id: RollCallId, done: &str) -> Redirect {
    Redirect::to(&format!("{}?done={done}", call_path(id)))
}
