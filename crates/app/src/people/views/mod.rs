//! Saved views: a list with its search and filters, kept under a name by one person.

mod entity;
mod store;

use serde_json::json;

use crate::events::{self, Action, Event, Subject};
use crate::ids::{PersonId, SavedViewId};
use crate::{Ctx, Error, FieldProblem, Result};

/// A list with its search and filters, under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// Whose it is.
    pub person_id: PersonId,
    /// Which list, such as `services`.
    pub page: String,
    /// What it is called.
    pub name: String,
    /// The query of the address.
    pub query: String,
}

/// How many views one person may keep for one list.
const VIEWS_MAX: usize = 50;

/// The actor's views of one list, by name.
pub async fn of_page(ctx: &Ctx, page: &str) -> Result<Vec<SavedView>> {
    let tx = ctx.read().await?;
    store::by_page(&tx, ctx.actor.person_id, page).await
}

/// Keeps a view. One of the same name is replaced.
pub async fn keep(ctx: &Ctx, page: &str, name: &str, query: &str) -> Result<SavedView> {
    let name = name.trim();
    if name.is_empty() || 80 < name.chars().count() || name.contains(char::is_control) {
        return Err(FieldProblem::new("name", "Give it a name of at most 80 characters.").into());
    }
    if 2_000 < query.len() || query.contains(char::is_control) {
        return Err(FieldProblem::new("query", "The search is too long to keep.").into());
    }
    let view = SavedView {
        id: SavedViewId::new(),
        person_id: ctx.actor.person_id,
        page: page.to_owned(),
        name: name.to_owned(),
        query: query.to_owned(),
    };
    let tx = ctx.write().await?;
    let existing = store::by_page(&tx, view.person_id, page).await?;
    if let Some(same) = existing.iter().find(|it| it.name == view.name) {
        store::delete(&tx, same.id).await?;
    } else if VIEWS_MAX <= existing.len() {
        return Err(FieldProblem::new("name", "Remove a view first: 50 are kept.").into());
    }
    store::insert(&tx, &view).await?;
    let after = json!({ "page": view.page, "name": view.name, "query": view.query });
    let event = Event::new(Action::ViewChanged, Subject::new("view", view.id)).to(&after);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(view)
}

/// Removes one of the actor's views.
pub async fn remove(ctx: &Ctx, id: SavedViewId) -> Result<SavedView> {
    let tx = ctx.write().await?;
    let view = store::find(&tx, id).await?.filter(|it| it.person_id == ctx.actor.person_id);
    let view = view.ok_or(Error::NotFound("view"))?;
    store::delete(&tx, id).await?;
    let before = json!({ "page": view.page, "name": view.name, "query": view.query });
    let event = Event::new(Action::ViewChanged, Subject::new("view", id)).from(&before);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(view)
}
