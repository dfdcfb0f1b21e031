//! Removing an entry, and taking access back. Each is asked about once.

use app::actor::Permission;
use app::ids::EntryId;
use app::respond::entries;
use axum::response::Redirect;
use maud::Markup;
use serde::Deserialize;

use super::{entry_path, list_path};
use crate::error::Answer;
use crate::layout::records::{self, Confirm};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What can be done with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Remove,
    Revoke,
}

#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    version: i64,
}

impl Step {
    pub(super) const ALL: [Step; 2] = [Step::Remove, Step::Revoke];

    pub(super) const fn path(self) -> &'static str {
        match self {
            Step::Remove => "/entries/{id}/remove",
            Step::Revoke => "/entries/{id}/revoke",
        }
    }
}

/// The question.
pub(super) async fn ask(step: Step, shell: Shell, Path(id): Path<EntryId>) -> Answer<Markup> {
    let (disruption, it) = entries::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    let what = &it.document.what;
    let (question, consequence, word, button) = match step {
        Step::Remove => (
            format!("Remove “{what}”?"),
            "Its pictures go with it. The audit log keeps what it said.",
            "remove",
            "Remove it",
        ),
        Step::Revoke => (
            format!("Take access to “{what}” back?"),
            "It is over from now on. Keys and badges must still be asked back.",
            "revoke",
            "Take it back",
        ),
    };
    let path = entry_path(id);
    let ask = Confirm {
        question: &question,
        consequence,
        action: &format!("{path}/{word}"),
        button,
        back: &path,
        fields: vec![("version".to_owned(), it.version.to_string())],
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// The step itself.
pub(super) async fn take(
    step: Step,
    shell: Shell,
    Path(id): Path<EntryId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    Ok(match step {
        Step::Remove => {
            let it = entries::remove(&shell.ctx, id, seen.version).await?;
            Redirect::to(&format!("{}?done=removed", list_path(it.disruption_id, it.kind())))
        }
        Step::Revoke => {
            entries::revoke(&shell.ctx, id, seen.version).await?;
            Redirect::to(&format!("{}?done=revoked", entry_path(id)))
        }
    })
}
