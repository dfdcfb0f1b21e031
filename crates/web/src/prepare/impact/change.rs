//! Changing what an analysis says: the form, what comes back if it is refused, and what happens
//! when two people use it at once.

use std::collections::BTreeSet;

use app::ids::AnalysisId;
use app::people::persons;
use app::prepare::impact::{self, Analysis, Content};
use app::prepare::inventory::{Item, Typed};
use app::{Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::form::{Filled, form_fields};
use super::labels::label;
use super::show::{crumbs, title};
use super::{analysis_path, may};
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows, Versions};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// What has numbered rows.
const LISTS: [Rows; 4] = [
    Rows { prefix: "cost-", label: "Cost of downtime" },
    Rows { prefix: "peak-", label: "Peak periods" },
    Rows { prefix: "strategy-", label: "Ways to be back sooner" },
    Rows { prefix: "resource-", label: "Resources needed" },
];

/// `GET /analyses/{id}/edit`. With `?missing=true`, what is missing stands beside its field.
pub(super) async fn edit(
    shell: Shell,
    Path(id): Path<AnalysisId>,
    Address(address): Address,
) -> Answer<Response> {
    let (analysis, item) = impact::show(&shell.ctx, id).await?;
    let permission = app::actor::Permission::WriteAnalyses;
    if !may(&shell.ctx, permission, &item) {
        return Err(Error::Forbidden(permission).into());
    }
    if !analysis.state.is_open() {
        return Ok(Redirect::to(&analysis_path(id)).into_response());
    }
    let problems = match address.contains("missing=true") {
        true => pairs(analysis.content.missing()),
        false => Vec::new(),
    };
    let filled = Filled { typed: analysis.content.to_typed(), problems };
    Ok(page(&shell, &analysis, &item, analysis.version, &filled).into_response())
}

/// `POST /analyses/{id}/edit`
pub(super) async fn save(
    shell: Shell,
    Path(id): Path<AnalysisId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let typed = conflict::chosen(typed);
    let (analysis, item) = impact::show(&shell.ctx, id).await?;
    let seen = typed.get("version").and_then(|it| it.parse().ok()).unwrap_or(0);
    let saved = match Content::typed(&analysis.content, &typed) {
        Ok(content) => impact::save(&shell.ctx, id, seen, content).await,
        Err(problems) if analysis.version == seen => Err(Error::Invalid(problems)),
        Err(_) => Err(Error::Stale("analysis")),
    };
    match saved {
        Ok(saved) => {
            let path = analysis_path(saved.id);
            Ok(Redirect::to(&format!("{path}?done=saved")).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let filled = Filled { typed, problems: pairs(problems) };
            let page = page(&shell, &analysis, &item, seen, &filled);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &analysis, &item, &typed).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) fn pairs(problems: Vec<FieldProblem>) -> Vec<(String, String)> {
    problems.into_iter().map(|it| (it.field.into_owned(), it.reason.into_owned())).collect()
}

fn page(shell: &Shell, analysis: &Analysis, item: &Item, seen: i64, filled: &Filled) -> Markup {
    let title = format!("Edit: {}", title(item));
    let path = analysis_path(analysis.id);
    let mut crumbs = crumbs(item);
    crumbs.push((format!("Version {}", analysis.number), path.clone()));
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (form_fields(&analysis.content, filled))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

/// Shows both versions, and leaves the choice to the person.
async fn conflict_page(
    shell: &Shell,
    analysis: &Analysis,
    item: &Item,
    typed: &Typed,
) -> Answer<Markup> {
    let theirs = analysis.content.to_typed();
    // Compared as they would be stored: `10,000` and `$10,000` are the same amount. What cannot be
    // read is shown as it was typed.
    let yours = match Content::typed(&analysis.content, typed) {
        Ok(content) => content.to_typed(),
        Err(_) => theirs.clone().into_iter().chain(typed.clone()).collect(),
    };
    let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    let before = forms::opened_with(typed);
    let names: BTreeSet<&String> = theirs.keys().chain(yours.keys()).collect();
    let names = names.into_iter().filter(|it| !matches!(it.as_str(), "version" | forms::OPENED));
    let versions = names.map(|name| Versions {
        name: name.clone(),
        label: label(&analysis.content.criteria, name),
        theirs: value(&theirs, name),
        yours: value(&yours, name),
        before: before.as_ref().map(|it| value(it, name)),
        ..Versions::default()
    });
    let fields = versions.filter(|it| !it.theirs.is_empty() || !it.yours.is_empty()).collect();
    let fields = conflict::with_lists(fields, &LISTS);
    let names = persons::labels(&shell.ctx, &[analysis.edited_by].into()).await?;
    let who = names.into_values().next().unwrap_or_else(|| "Somebody".to_owned());
    let path = analysis_path(analysis.id);
    let conflict = Conflict {
        what: &title(item),
        who: &who,
        when: &shell.when(analysis.updated_at),
        action: &format!("{path}/edit"),
        version: analysis.version,
        fields,
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
