//! What items need, for programs.

use app::ids::{ItemId, NeedId};
use app::prepare::inventory::{self, Kind, NeedDocument};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::Response;

use super::forms::NeedForm;
use super::items::find;
use crate::api::{self, Asked, Caller, Cursor, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::Parameter;
use crate::request::{Address, Json, Path};

/// `GET /api/v1/services/{id}/needs` and its like.
pub(super) async fn list(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
) -> Answer<Json<List<NeedForm>>> {
    let from = find(&ctx, kind, id).await?;
    let needs = inventory::needs_of(&ctx, id).await?;
    let forms = needs.iter().map(|(need, to)| NeedForm::of(need, &from, to));
    Ok(Json(List::whole(forms.collect())))
}

/// `POST /api/v1/services/{id}/needs` and its like.
pub(super) async fn add(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
    Document(document): Document<NeedDocument>,
) -> Answer<Response> {
    find(&ctx, kind, id).await?;
    let need = inventory::add_need(&ctx, id, &document).await?;
    let form = form(&ctx, need.id).await?;
    Ok(api::added(&format!("/api/v1/needs/{}", need.id), form.version, form))
}

/// `GET /api/v1/services/{id}/needed-by` and its like.
pub(super) async fn needed_by(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
    address: Address,
) -> Answer<Json<List<NeedForm>>> {
    let asked = Asked::read(&address, &Parameter::stretch())?;
    let to = find(&ctx, kind, id).await?;
    let found = inventory::needed_by_after(&ctx, id, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |(need, _)| Cursor(need.id.into()));
    let forms = found.iter().map(|(need, from)| NeedForm::of(need, from, &to));
    Ok(api::list(forms.collect(), next))
}

/// `GET /api/v1/needs/{id}`
pub(super) async fn show(Caller(ctx): Caller, Path(id): Path<NeedId>) -> Answer<Response> {
    let form = form(&ctx, id).await?;
    Ok(api::record(form.version, form))
}

/// `PUT /api/v1/needs/{id}`
pub(super) async fn change(
    Caller(ctx): Caller,
    Path(id): Path<NeedId>,
    Seen(version): Seen,
    Document(document): Document<NeedDocument>,
) -> Answer<Response> {
    inventory::show_need(&ctx, id).await?;
    inventory::change_need(&ctx, id, version, &document).await?;
    let form = form(&ctx, id).await?;
    Ok(api::record(form.version, form))
}

/// `DELETE /api/v1/needs/{id}`
pub(super) async fn remove(
    Caller(ctx): Caller,
    Path(id): Path<NeedId>,
    Seen(version): Seen,
) -> Answer<StatusCode> {
    inventory::show_need(&ctx, id).await?;
    inventory::remove_need_seen(&ctx, id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn form(ctx: &Ctx, id: NeedId) -> Answer<NeedForm> {
    let need = inventory::show_need(ctx, id).await?;
    let from = inventory::show(ctx, need.from_id).await?;
    let needs = inventory::needs_of(ctx, from.id).await?;
    let to = needs.into_iter().find(|(it, _)| it.id == id).map(|(_, to)| to);
    Ok(NeedForm::of(&need, &from, &to.ok_or(Error::NotFound("need"))?))
}
