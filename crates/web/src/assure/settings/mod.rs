//! Settings over HTTP: what the programme has in common, by what impacts are judged, how much risk
//! is borne, how old an inspection may be, and from when on something is found in a plan.

mod checks;
mod general;
mod impact;
mod inspections;
mod plans;
mod risk;
mod show;

use app::Error;
use app::actor::{Permission, Place};
use app::prepare::inventory::Typed;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use crate::Routes;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows, Versions};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::routes::Access::Needs;
use crate::shell::Shell;

pub(crate) fn routes() -> Routes {
    let read = Needs(Permission::ReadSettings);
    let write = Needs(Permission::WriteSettings);
    Routes::new()
        .get("/settings", read, show::show)
        .get("/settings/general", write, general::edit)
        .post("/settings/general", write, general::save)
        .get("/settings/impact", write, impact::edit)
        .post("/settings/impact", write, impact::save)
        .get("/settings/risk", write, risk::edit)
        .post("/settings/risk", write, risk::save)
        .get("/settings/plan-checks", write, checks::edit)
        .post("/settings/plan-checks", write, checks::save)
        .get("/settings/inspections", write, inspections::edit)
        .post("/settings/inspections", write, inspections::save)
        .get("/settings/plans", write, plans::edit)
        .post("/settings/plans", write, plans::save)
}

/// What has numbered rows.
const LISTS: [Rows; 2] = [
    Rows { prefix: "type-", label: "Kinds of impact" },
    Rows { prefix: "question-", label: "Questions" },
];

/// A form of settings: its address, its name, what it holds, and the version that was seen.
struct Sheet<'a> {
    path: &'a str,
    title: &'a str,
    seen: i64,
    problems: Vec<(String, String)>,
}

impl Sheet<'_> {
    /// The form. `typed` is what stands in it: what is stored, or what was sent.
    fn page(&self, shell: &Shell, typed: &Typed, fields: &Markup) -> Markup {
        let crumbs = vec![("Settings".to_owned(), "/settings".to_owned())];
        let main = html! {
            (Head { crumbs, title: self.title, ..Head::default() }.shown())
            (forms::form(self.path, html! {
                (forms::error_summary(&self.problems))
                (forms::hidden("version", &self.seen.to_string()))
                (forms::opened(typed))
                (fields)
                (forms::buttons("Save", "/settings"))
            }))
        };
        shell.page(self.title, main)
    }

    fn refused(&self, shell: &Shell, typed: &Typed, fields: &Markup) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, self.page(shell, typed, fields)).into_response()
    }

    /// Both versions, after somebody else saved first. `label` names a field.
    fn conflict(
        &self,
        shell: &Shell,
        (theirs, yours): (&Typed, &Typed),
        (version, when): (i64, String),
        label: impl Fn(&str) -> String,
    ) -> Response {
        let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
        let names: std::collections::BTreeSet<&String> =
            theirs.keys().chain(yours.keys()).collect();
        let names =
            names.into_iter().filter(|it| !matches!(it.as_str(), "version" | forms::OPENED));
        let before = forms::opened_with(yours);
        let versions = names.map(|name| Versions {
            name: name.clone(),
            label: label(name),
            theirs: value(theirs, name),
            yours: value(yours, name),
            before: before.as_ref().map(|it| value(it, name)),
            ..Versions::default()
        });
        let fields = versions.filter(|it| !it.theirs.is_empty() || !it.yours.is_empty()).collect();
        let conflict = Conflict {
            what: self.title,
            who: "Somebody else",
            when: &when,
            action: self.path,
            version,
            fields: conflict::with_lists(fields, &LISTS),
            back: "/settings",
        };
        let page = shell.page("Changed meanwhile", conflict::conflict(&conflict));
        (StatusCode::CONFLICT, page).into_response()
    }
}

/// The version that was seen when a form was opened.
fn seen(typed: &Typed) -> i64 {
    typed.get("version").and_then(|it| it.parse().ok()).unwrap_or(-1)
}

fn may_write(shell: &Shell) -> bool {
    shell.ctx.actor.may(Permission::WriteSettings, Place::State)
}

/// Refuses to show a form to somebody who could not save it.
fn must_write(shell: &Shell) -> Answer<()> {
    if may_write(shell) {
        return Ok(());
    }
    Err(Error::Forbidden(Permission::WriteSettings).into())
}

fn saved() -> Response {
    Redirect::to("/settings?done=saved").into_response()
}

fn pairs(problems: Vec<app::FieldProblem>) -> Vec<(String, String)> {
    problems.into_iter().map(|it| (it.field.into_owned(), it.reason.into_owned())).collect()
}
