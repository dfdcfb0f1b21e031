//! Adding and changing a strategy, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::StrategyId;
use app::prepare::inventory::Item;
use app::prepare::strategies::{self, Strategy, WAY, typed, typed_of};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::form::fields;
use super::{may, strategy_path};
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows, Versions};
use crate::layout::forms;
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, version, versions};
use crate::people::history::who_changed;
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels, beside the rows.
const FIELDS: [(&str, &str); 6] = [
    ("name", "Name"),
    ("target", "What it is for"),
    ("description", "What it is about"),
    ("chosen", "Which way is chosen"),
    ("rationale", "Why this one"),
    ("budget_line", "Where the money is to come from"),
];

/// What has numbered rows.
const WAYS: Rows = Rows { prefix: "options.", label: "The ways" };

/// What the fields of a way are called.
const WAY_LABELS: [&str; 7] = [
    "what it is called",
    "of what kind",
    "back within",
    "work lost at most",
    "cost once",
    "cost each year",
    "notes",
];

/// `GET /strategies/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let typed: Typed = List::read(&address, "").extra.into_iter().collect();
    Ok(new_page(&shell, &Filled::of(typed)))
}

/// `POST /strategies`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let (shown, document) = typed(&shell.ctx, &sent).await?;
    let added = match document {
        Ok(document) => strategies::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(to(it.id, "added")),
        Err(Error::Invalid(problems)) => {
            Ok(again(new_page(&shell, &Filled::refused(shown, problems))))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /strategies/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<StrategyId>) -> Answer<Markup> {
    let (it, item, stored) = find(&shell.ctx, id).await?;
    if !may(&shell.ctx, Permission::WriteStrategies, &item) {
        return Err(Error::Forbidden(Permission::WriteStrategies).into());
    }
    Ok(edit_page(&shell, &it, it.version, &Filled::of(stored)))
}

/// `POST /strategies/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<StrategyId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, _, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is. Rows are all there, or none.
    let has_rows = sent.keys().any(|it| it.starts_with("options."));
    let mut whole: Typed = stored.clone();
    whole.retain(|name, _| !has_rows || !name.starts_with("options."));
    whole.extend(sent);
    let (shown, document) = typed(&shell.ctx, &whole).await?;
    let changed = match document {
        Ok(document) => strategies::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(shown, problems);
            Ok(again(edit_page(&shell, &it, seen, &filled)))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &stored, &shown).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: StrategyId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", strategy_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: StrategyId) -> Answer<(Strategy, Item, Typed)> {
    let (it, item) = strategies::show(ctx, id).await?;
    let documents = strategies::documents(ctx, std::slice::from_ref(&it)).await?;
    let typed = documents.first().map(typed_of).unwrap_or_default();
    Ok((it, item, typed))
}

fn new_page(shell: &Shell, filled: &Filled) -> Markup {
    let crumbs = vec![("Strategies".to_owned(), "/strategies".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Add a strategy", ..Head::default() }.shown())
        (forms::form("/strategies", html! {
            (fields(filled, true))
            (forms::buttons("Add the strategy", "/strategies"))
        }))
    };
    shell.page("Add a strategy", main)
}

fn edit_page(shell: &Shell, it: &Strategy, seen: i64, filled: &Filled) -> Markup {
    let path = strategy_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs =
        vec![("Strategies".to_owned(), "/strategies".to_owned()), (it.name.clone(), path.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (fields(filled, false))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

async fn conflict_page(
    shell: &Shell,
    it: &Strategy,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = strategy_path(it.id);
    let rows = |typed: &Typed| {
        (0_usize..).take_while(|n| typed.contains_key(&format!("options.{n}.name"))).count()
    };
    let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    let mut all = versions(&FIELDS, theirs, yours);
    for n in 0..rows(theirs).max(rows(yours)) {
        all.extend(WAY.iter().zip(WAY_LABELS).map(|(field, label)| {
            let name = format!("options.{n}.{field}");
            Versions {
                label: format!("Way {}: {label}", n + 1),
                theirs: value(theirs, &name),
                yours: value(yours, &name),
                name,
                ..Versions::default()
            }
        }));
    }
    let conflict = Conflict {
        what: &it.name,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: conflict::with_lists(all, &[WAYS]),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
