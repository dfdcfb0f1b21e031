//! Adding and changing an item: the form, what comes back if it is refused, and what happens when
//! two people use it at once.

use app::actor::Permission;
use app::ids::ItemId;
use app::people::agencies::Agency;
use app::prepare::inventory::{self, Item, ItemDocument, Kind, Typed};
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::conflict;
use super::form::{Filled, form_fields};
use super::{item_path, paths};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::agencies::{agencies_with, choose_only};
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// `GET /services/new`
pub(super) async fn new(kind: Kind, shell: Shell, Address(address): Address) -> Answer<Markup> {
    let agencies = writable(&shell.ctx, kind).await?;
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    choose_only(&mut typed, &agencies);
    Ok(new_page(kind, &shell, &Filled { typed, problems: Vec::new() }, &agencies))
}

/// `POST /services`
pub(super) async fn add(kind: Kind, shell: Shell, Form(typed): Form<Typed>) -> Answer<Response> {
    let text = |key: &str| typed.get(key).map_or("", String::as_str);
    let base = ItemDocument::new(kind, text("agency"), text("code"), text("name"));
    let added = match inventory::typed(&shell.ctx, &base, &typed, true).await {
        Ok(document) => inventory::add(&shell.ctx, &document).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(item) => Ok(to_item(&item, "added")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx, kind).await?;
            let filled = Filled { typed, problems: pairs(problems) };
            let page = new_page(kind, &shell, &filled, &agencies);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /services/{id}/edit`
pub(super) async fn edit(kind: Kind, shell: Shell, Path(id): Path<ItemId>) -> Answer<Markup> {
    let (item, document) = find(&shell.ctx, kind, id).await?;
    let filled = Filled { typed: document.to_typed(), problems: Vec::new() };
    let agencies = writable(&shell.ctx, kind).await?;
    Ok(edit_page(&shell, &item, item.version, &filled, &agencies))
}

/// `POST /services/{id}/edit`
pub(super) async fn change(
    kind: Kind,
    shell: Shell,
    Path(id): Path<ItemId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let (item, base) = find(&shell.ctx, kind, id).await?;
    let seen = typed.get("version").and_then(|it| it.parse().ok()).unwrap_or(0);
    let changed = match inventory::typed(&shell.ctx, &base, &typed, false).await {
        Ok(document) => inventory::change(&shell.ctx, id, seen, &document).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(it) if it.version == item.version => Ok(to_item(&it, "unchanged")),
        Ok(it) => Ok(to_item(&it, "saved")),
        Err(Error::Invalid(problems)) => {
            let filled = Filled { typed, problems: pairs(problems) };
            let agencies = writable(&shell.ctx, kind).await?;
            let page = edit_page(&shell, &item, seen, &filled, &agencies);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(Error::Stale(_)) => {
            let page = conflict::page(&shell, &item, &base, &typed).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to_item(item: &Item, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", item_path(item.kind(), item.id))).into_response()
}

async fn find(ctx: &Ctx, kind: Kind, id: ItemId) -> Answer<(Item, ItemDocument)> {
    let item = inventory::show(ctx, id).await?;
    if item.kind() != kind {
        return Err(Error::NotFound("record").into());
    }
    let mut documents = inventory::documents(ctx, std::slice::from_ref(&item)).await?;
    let document = documents.pop().ok_or(Error::NotFound("record"))?;
    Ok((item, document))
}

/// The agencies for which the actor may write items of `kind`.
async fn writable(ctx: &Ctx, kind: Kind) -> Answer<Vec<Agency>> {
    if !ctx.actor.may_somewhere(Permission::ReadAgencies) {
        return Ok(Vec::new());
    }
    agencies_with(ctx, kind.write_permission()).await
}

fn pairs(problems: Vec<FieldProblem>) -> Vec<(String, String)> {
    problems.into_iter().map(|it| (it.field.into_owned(), it.reason.into_owned())).collect()
}

fn new_page(kind: Kind, shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let title = format!("Add {}", kind.one());
    let crumbs = vec![(kind.titles().to_owned(), paths(kind).list.to_owned())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(paths(kind).list, html! {
            (form_fields(kind, filled, agencies, true))
            (forms::buttons(&title, paths(kind).list))
        }))
    };
    shell.page(&title, main)
}

fn edit_page(
    shell: &Shell,
    item: &Item,
    seen: i64,
    filled: &Filled,
    agencies: &[Agency],
) -> Markup {
    let kind = item.kind();
    let path = item_path(kind, item.id);
    let title = format!("Edit {}", item.name);
    let crumbs = vec![
        (kind.titles().to_owned(), paths(kind).list.to_owned()),
        (item.name.clone(), path.clone()),
    ];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (form_fields(kind, filled, agencies, false))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}
