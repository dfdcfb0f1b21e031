//! Changing the picked rows of a list at once: what would change is shown before it is done.

use std::collections::BTreeSet;

use app::ids::ItemId;
use app::prepare::inventory::{self, Field, Input, Kind, Plan, Typed, fields};
use app::{Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::form::hint;
use super::{item_path, paths};
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::frame::counted;
use crate::layout::lists;
use crate::layout::parts::Head;
use crate::layout::records::{self, Confirm};
use crate::request::Form;
use crate::shell::Shell;

/// What the bar under a list sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Picked {
    id: Vec<ItemId>,
    field: String,
    value: String,
    action: String,
    confirmed: bool,
}

/// The fields that can be changed in many records at once.
pub(crate) fn changeable(kind: Kind) -> Vec<Field> {
    let all = fields(kind).into_iter();
    all.filter(|it| !matches!(it.key, "code" | "name" | "description")).collect()
}

/// What can be done with the picked rows.
pub(super) fn bar(kind: Kind) -> Markup {
    let all = changeable(kind);
    let choices: Vec<Choice<'_>> = all.iter().map(|it| Choice::new(it.key, it.label)).collect();
    lists::bulk_bar(
        paths(kind).bulk,
        html! {
            label for="bulk-field" { "Set" }
            select id="bulk-field" name="field" { (forms::options(&choices, "tier")) }
            label for="bulk-value" { "to" }
            input id="bulk-value" name="value" autocomplete="off";
            button.button name="action" value="set" { "Preview the change" }
            button.button name="action" value="retire" { "Retire" }
        },
    )
}

/// `POST /services/bulk`
pub(super) async fn bulk(kind: Kind, shell: Shell, Form(picked): Form<Picked>) -> Answer<Response> {
    let ids: BTreeSet<ItemId> = picked.id.iter().copied().collect();
    if ids.is_empty() {
        return Err(FieldProblem::new("id", "Pick at least one row first.").into());
    }
    match (picked.action.as_str(), picked.confirmed) {
        ("retire", false) => Ok(ask_to_retire(kind, &shell, &ids).into_response()),
        ("retire", true) => {
            inventory::retire_many(&shell.ctx, kind, &ids).await?;
            Ok(done(kind, "retired"))
        }
        (_, false) => preview(kind, &shell, &ids, &picked).await,
        (_, true) => {
            let typed = typed(kind, &picked)?;
            let n_changed = inventory::change_many(&shell.ctx, kind, &ids, &typed).await?;
            Ok(done(kind, if n_changed == 0 { "unchanged" } else { "saved" }))
        }
    }
}

fn done(kind: Kind, word: &str) -> Response {
    Redirect::to(&format!("{}?done={word}", paths(kind).list)).into_response()
}

fn typed(kind: Kind, picked: &Picked) -> Answer<Typed> {
    if changeable(kind).iter().any(|it| it.key == picked.field) {
        return Ok([(picked.field.clone(), picked.value.clone())].into());
    }
    Err(FieldProblem::new("field", "This field cannot be set for many records.").into())
}

fn ask_to_retire(kind: Kind, shell: &Shell, ids: &BTreeSet<ItemId>) -> Markup {
    let what = if ids.len() == 1 { kind.title() } else { kind.titles() }.to_lowercase();
    let question = format!("Retire {} {what}?", ids.len());
    let mut sent: Vec<(String, String)> =
        ids.iter().map(|it| ("id".to_owned(), it.to_string())).collect();
    sent.push(("action".to_owned(), "retire".to_owned()));
    let ask = Confirm {
        question: &question,
        consequence: "They are left out of lists and of recovery analysis. Each can be brought back.",
        action: paths(kind).bulk,
        button: "Retire them",
        back: paths(kind).list,
        fields: sent,
    };
    shell.page(&question, records::confirm(&ask))
}

async fn preview(
    kind: Kind,
    shell: &Shell,
    ids: &BTreeSet<ItemId>,
    picked: &Picked,
) -> Answer<Response> {
    let typed = typed(kind, picked)?;
    let Some(field) = changeable(kind).into_iter().find(|it| it.key == picked.field) else {
        return Err(Error::NotFound("field").into());
    };
    let problem = match inventory::plan_many(&shell.ctx, kind, ids, &typed).await {
        Ok(plans) => match refused(&plans) {
            None => {
                return Ok(preview_page(kind, shell, &plans, picked, field).await?.into_response());
            }
            Some(problem) => problem,
        },
        Err(Error::Invalid(problems)) => {
            problems.into_iter().next().map(|it| it.reason.into_owned()).unwrap_or_default()
        }
        Err(error) => return Err(error.into()),
    };
    let hint = match field.input {
        Input::Choice(choices) => {
            choices.iter().map(|(_, title)| *title).collect::<Vec<_>>().join(", ")
        }
        _ => hint(&field).to_owned(),
    };
    let title = format!("{} cannot be set to that", field.label);
    let problems = [("value".to_owned(), problem)];
    let again = forms::Field::new("value", field.label).value(picked.value.as_str()).hint(hint);
    let page = html! {
        (Head { title: &title, ..Head::default() }.shown())
        (forms::error_summary(&problems))
        (forms::form(paths(kind).bulk, html! {
            @for id in ids { (forms::hidden("id", &id.to_string())) }
            (forms::hidden("field", &picked.field))
            (forms::hidden("action", "set"))
            (forms::text(&again.problem_in(&problems)))
            (forms::buttons("Preview the change", paths(kind).list))
        }))
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shell.page(&title, page)).into_response())
}

fn refused(plans: &[Plan]) -> Option<String> {
    plans.iter().find_map(|it| match it {
        Plan::Refuse(problems) => problems.first().map(|it| it.reason.to_string()),
        _ => None,
    })
}

async fn preview_page(
    kind: Kind,
    shell: &Shell,
    plans: &[Plan],
    picked: &Picked,
    field: Field,
) -> Answer<Markup> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for plan in plans {
        if let Plan::Change { before: was, after: is } = plan {
            before.push(was.clone());
            after.push(is.clone());
        }
    }
    let was = inventory::documents(&shell.ctx, &before).await?;
    let is = inventory::documents(&shell.ctx, &after).await?;
    let value = |document: &inventory::ItemDocument| {
        let value = document.to_typed().remove(field.key).unwrap_or_default();
        if value.is_empty() { "(empty)".to_owned() } else { value }
    };
    let n_same = plans.len() - before.len();
    let n_records = counted(before.len() as u64, "record", "records");
    let title = format!("Set {} for {n_records}?", field.label.to_lowercase());
    Ok(shell.page(&title, html! {
        (Head {
            title: &title,
            lead: (0 < n_same).then(|| html! {
                (n_same) " of the picked rows already " @if n_same == 1 { "says" } @else { "say" } " so."
            }),
            ..Head::default()
        }.shown())
        section.panel {
            (lists::table("What would change", html! {
                th scope="col" { "Name" } th scope="col" { "Now" } th scope="col" { "Then" }
            }, html! {
                @for (item, (was, is)) in before.iter().zip(was.iter().zip(&is)) {
                    tr {
                        td data-label="Name" { a href=(item_path(kind, item.id)) { (item.name) } }
                        td data-label="Now" { (value(was)) }
                        td data-label="Then" { (value(is)) }
                    }
                }
            }))
        }
        form.form method="post" action=(paths(kind).bulk) {
            @for id in &picked.id { (forms::hidden("id", &id.to_string())) }
            (forms::hidden("field", &picked.field))
            (forms::hidden("value", &picked.value))
            (forms::hidden("action", "set"))
            (forms::hidden("confirmed", "true"))
            (forms::buttons("Save all of them", paths(kind).list))
        }
    }))
}
