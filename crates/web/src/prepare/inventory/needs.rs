//! What an item needs: adding, changing and removing.

use app::ids::{ItemId, NeedId};
use app::prepare::inventory::{self, Item, Kind, Need, NeedDocument, NeedKind, reference};
use app::{Ctx, Error, FieldProblem, Span};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{item_path, show};
use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::layout::parts::Head;
use crate::layout::records::{self, Confirm};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What the form of a need sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct NeedForm {
    pub(super) on: String,
    pub(super) kind: String,
    pub(super) max_gap: String,
    pub(super) note: String,
    version: i64,
}

impl NeedForm {
    /// What the form says, or everything that is wrong with it.
    fn document(&self) -> Result<NeedDocument, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let max_gap = match self.max_gap.trim() {
            "" => Ok(None),
            text => text.parse::<Span>().map(Some),
        };
        let kind = match self.kind.as_str() {
            "" => Some(NeedKind::default()),
            code => NeedKind::from_code(code),
        };
        if kind.is_none() {
            problems.push(FieldProblem::new("kind", "Choose one of the list."));
        }
        let max_gap = max_gap.unwrap_or_else(|error| {
            problems.push(FieldProblem::new("max_gap", error.to_string()));
            None
        });
        let (on, note) = (self.on.trim().to_owned(), self.note.trim().to_owned());
        let document = NeedDocument { on, kind: kind.unwrap_or_default(), max_gap, note };
        if problems.is_empty() {
            return Ok(document);
        }
        if let Err(problem) = document.target() {
            problems.insert(0, problem);
        }
        Err(problems)
    }

    /// The same form, with the reference of what was named.
    async fn referring(self, ctx: &Ctx) -> app::Result<NeedForm> {
        let meant = inventory::reference_meant(ctx, &self.on).await?;
        let on = meant.map_err(|it| FieldProblem::new("on", it))?;
        Ok(NeedForm { on, ..self })
    }
}

/// What the field called `name` is called, for the summary of what is wrong.
pub(super) fn label(name: &str) -> String {
    let labels = [
        ("on", "Needs"),
        ("kind", "In which way"),
        ("max_gap", "Can do without it for"),
        ("note", "Note"),
    ];
    forms::label_in(&labels, name)
}

/// The fields of a need.
pub(super) fn need_fields(form: &NeedForm, problems: &[(String, String)], is_new: bool) -> Markup {
    let kinds: Vec<Choice<'_>> =
        NeedKind::CHOICES.iter().map(|(code, title)| Choice::new(*code, *title)).collect();
    let field = |name, label, value| Field::new(name, label).value(value).problem_in(problems);
    html! {
        @if is_new {
            (forms::lookup(
                &field("on", "Needs", form.on.as_str())
                    .hint("By name, or by kind and code, such as asset:benefit-database. Type part of it, and choose.")
                    .required(),
                "/search.json?refs=true",
            ))
        }
        (forms::select(&field("kind", "In which way", form.kind.as_str()), &kinds, ""))
        (forms::duration(
            &field("max_gap", "Can do without it for", form.max_gap.as_str())
                .hint("Leave empty if nothing works without it."),
        ))
        (forms::text(&field("note", "Note", form.note.as_str())))
    }
}

/// `POST /services/{id}/needs`
pub(super) async fn add(
    kind: Kind,
    shell: Shell,
    Path(id): Path<ItemId>,
    Form(form): Form<NeedForm>,
) -> Answer<Response> {
    let added = match form.clone().referring(&shell.ctx).await {
        Ok(named) => match named.document() {
            Ok(document) => inventory::add_need(&shell.ctx, id, &document).await.map(|_| ()),
            Err(problems) => Err(Error::Invalid(problems)),
        },
        Err(error) => Err(error),
    };
    let problems = match added {
        Ok(()) => {
            let path = format!("{}?done=added", item_path(kind, id));
            return Ok(Redirect::to(&path).into_response());
        }
        Err(Error::Invalid(problems)) => problems,
        Err(Error::Refused(refusal)) => vec![FieldProblem::new("on", refusal.reason)],
        Err(error) => return Err(error.into()),
    };
    let problems: Vec<(String, String)> =
        problems.into_iter().map(|it| (it.field.into_owned(), it.reason.into_owned())).collect();
    let page = show::page(kind, &shell, id, &form, &problems).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `GET /needs/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<NeedId>) -> Answer<Markup> {
    let (need, from, to) = find(&shell, id).await?;
    let form = NeedForm {
        on: reference(to.kind(), &to.code),
        kind: need.kind.code().to_owned(),
        max_gap: need.strength.max_gap().map(|it| it.to_string()).unwrap_or_default(),
        note: need.note.clone(),
        version: need.version,
    };
    Ok(edit_page(&shell, (&need, &from, &to), &form, &[]))
}

/// `POST /needs/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<NeedId>,
    Form(form): Form<NeedForm>,
) -> Answer<Response> {
    let (need, from, to) = find(&shell, id).await?;
    let form = NeedForm { on: reference(to.kind(), &to.code), ..form };
    let changed = match form.document() {
        Ok(document) => {
            inventory::change_need(&shell.ctx, id, form.version, &document).await.map(|_| ())
        }
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => {
            let path = format!("{}?done=saved", item_path(from.kind(), from.id));
            Ok(Redirect::to(&path).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let problems: Vec<(String, String)> = problems
                .into_iter()
                .map(|it| (it.field.into_owned(), it.reason.into_owned()))
                .collect();
            let page = edit_page(&shell, (&need, &from, &to), &form, &problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /needs/{id}/remove`
pub(super) async fn ask(shell: Shell, Path(id): Path<NeedId>) -> Answer<Markup> {
    let (_, from, to) = find(&shell, id).await?;
    let question = format!("Does {} no longer need {}?", from.name, to.name);
    let ask = Confirm {
        question: &question,
        consequence: "The recovery of everything above it is computed again without it.",
        action: &format!("/needs/{id}/remove"),
        button: "Remove the need",
        back: &item_path(from.kind(), from.id),
        fields: Vec::new(),
    };
    Ok(shell.page("Remove a need", records::confirm(&ask)))
}

/// `POST /needs/{id}/remove`
pub(super) async fn remove(shell: Shell, Path(id): Path<NeedId>) -> Answer<Redirect> {
    let (_, from, _) = find(&shell, id).await?;
    inventory::remove_need(&shell.ctx, id).await?;
    Ok(Redirect::to(&format!("{}?done=removed", item_path(from.kind(), from.id))))
}

async fn find(shell: &Shell, id: NeedId) -> Answer<(Need, Item, Item)> {
    let need = inventory::show_need(&shell.ctx, id).await?;
    let from = inventory::show(&shell.ctx, need.from_id).await?;
    let needs = inventory::needs_of(&shell.ctx, from.id).await?;
    let to = needs.into_iter().find(|(it, _)| it.id == id).map(|(_, to)| to);
    Ok((need, from, to.ok_or(Error::NotFound("need"))?))
}

fn edit_page(
    shell: &Shell,
    (need, from, to): (&Need, &Item, &Item),
    form: &NeedForm,
    problems: &[(String, String)],
) -> Markup {
    let title = format!("How {} needs {}", from.name, to.name);
    let back = item_path(from.kind(), from.id);
    let crumbs = vec![(from.name.clone(), back.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::error_summary_by(problems, label))
        (forms::form(&format!("/needs/{}/edit", need.id), html! {
            (forms::hidden("version", &form.version.to_string()))
            (need_fields(form, problems, false))
            (forms::buttons("Save", &back))
        }))
    };
    shell.page(&title, main)
}
