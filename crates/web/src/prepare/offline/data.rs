//! What a browser keeps: the plans, contacts and the order of recovery, as parts of a page.

use app::Timestamp;
use app::ids::PersonId;
use app::plans::kit::{self, Kit, Taken};
use serde::Serialize;

use crate::error::Answer;
use crate::prepare::kit::parts;
use crate::request::Json;
use crate::shell::Shell;

/// What is kept.
#[derive(Debug, Serialize)]
pub(super) struct Kept {
    /// Whose it is.
    person: PersonId,
    /// What they are called.
    name: String,
    /// When it was read.
    made_at: Timestamp,
    plans: Vec<Plan>,
    /// Whom to call, as HTML.
    contacts: String,
    /// What is brought back in what order, as HTML.
    order: String,
}

#[derive(Debug, Serialize)]
struct Plan {
    code: String,
    title: String,
    agency: String,
    /// What it says, as HTML.
    html: String,
}

/// `POST /offline`: what is kept from now on. The audit log tells that somebody keeps it.
pub(super) async fn keep(shell: Shell) -> Answer<Json<Kept>> {
    Ok(Json(kept(&shell, &kit::keep(&shell.ctx).await?)))
}

/// `GET /offline.json`: the same as it is now.
pub(super) async fn renew(shell: Shell) -> Answer<Json<Kept>> {
    Ok(Json(kept(&shell, &kit::of_person(&shell.ctx).await?)))
}

fn kept(shell: &Shell, it: &Kit) -> Kept {
    let plan = |taken: &Taken| Plan {
        code: taken.opened.plan.code.clone(),
        title: taken.opened.plan.title.clone(),
        agency: taken.agency.clone(),
        html: parts::plan(taken, it.zone).into_string(),
    };
    Kept {
        person: shell.ctx.actor.person_id,
        name: it.title.clone(),
        made_at: it.made_at,
        plans: it.plans.iter().map(plan).collect(),
        contacts: parts::calls(&it.calls, it.zone).into_string(),
        order: parts::order(&it.order).into_string(),
    }
}
