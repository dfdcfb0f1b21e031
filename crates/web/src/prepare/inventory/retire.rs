//! Taking an item out of use, and bringing it back.

use app::Error;
use app::ids::ItemId;
use app::prepare::inventory::{self, Kind};
use axum::response::Redirect;
use maud::Markup;
use serde::Deserialize;

use super::item_path;
use crate::error::Answer;
use crate::layout::records::{self, Confirm};
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    version: i64,
}

/// `GET /services/{id}/retire`
pub(super) async fn ask(kind: Kind, shell: Shell, Path(id): Path<ItemId>) -> Answer<Markup> {
    let item = inventory::show(&shell.ctx, id).await?;
    if item.kind() != kind {
        return Err(Error::NotFound("record").into());
    }
    let n_needers = inventory::n_needed_by(&shell.ctx, id).await?;
    let consequence = match n_needers {
        0 => "Nothing needs it. It can be brought back at any time.".to_owned(),
        1 => "One other record needs it, and will be reported. It can be brought back.".to_owned(),
        n => format!("{n} other records need it, and will be reported. It can be brought back."),
    };
    let path = item_path(kind, id);
    let question = format!("Retire “{}”?", item.name);
    let ask = Confirm {
        question: &question,
        consequence: &consequence,
        action: &format!("{path}/retire"),
        button: "Retire it",
        back: &path,
        fields: vec![("version".to_owned(), item.version.to_string())],
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// `POST /services/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<ItemId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    let item = inventory::retire(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=retired", item_path(item.kind(), id))))
}

/// `POST /services/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<ItemId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    let item = inventory::restore(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=restored", item_path(item.kind(), id))))
}
