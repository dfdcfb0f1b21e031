//! Saved views of a list.

use app::Ctx;
use app::ids::SavedViewId;
use app::people::views;
use app::prepare::inventory::Kind;
use axum::response::Redirect;
use serde::Deserialize;

use super::paths;
use crate::error::Answer;
use crate::layout::lists::SavedView;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What the form of a view sends.
#[derive(Debug, Deserialize)]
pub(super) struct ViewForm {
    name: String,
    #[serde(default)]
    query: String,
}

/// The actor's views of the list of `kind`.
pub(super) async fn of_list(ctx: &Ctx, kind: Kind) -> Answer<Vec<SavedView>> {
    let found = views::of_page(ctx, kind.plural()).await?;
    let views = found.into_iter().map(|it| SavedView {
        id: it.id.to_string(),
        name: it.name,
        query: it.query,
    });
    Ok(views.collect())
}

/// `POST /services/views`
pub(super) async fn keep(kind: Kind, shell: Shell, Form(form): Form<ViewForm>) -> Answer<Redirect> {
    let view = views::keep(&shell.ctx, kind.plural(), &form.name, &form.query).await?;
    Ok(Redirect::to(&format!("{}?{}", paths(kind).list, view.query)))
}

/// `POST /services/views/{id}/remove`
pub(super) async fn remove(
    kind: Kind,
    shell: Shell,
    Path(id): Path<SavedViewId>,
) -> Answer<Redirect> {
    views::remove(&shell.ctx, id).await?;
    Ok(Redirect::to(&format!("{}?done=removed", paths(kind).list)))
}
