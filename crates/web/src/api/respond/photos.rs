//! Pictures of damage, for programs.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::{EntryId, PhotoId};
use app::respond::disruptions;
use app::respond::entries::{self, PHOTO_BYTES_MAX, Photo};
use app::{Ctx, Error, Timestamp};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::TAG;
use crate::Routes;
use crate::api::imports::is_file;
use crate::api::{Caller, List};
use crate::error::{Answer, Failure};
use crate::openapi::{Operation, list_of, named};
use crate::request::{Json, Path};
use crate::routes::Access::Needs;

/// As what a picture is kept, whatever was sent.
const JPEG: &str = "image/jpeg";

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadDisruptions);
    let write = Needs(Permission::WriteDisruptions);
    let operation = |id: &str, summary: &str| Operation::new(id, TAG, summary);
    let list = operation("list_photos", "List the pictures of damage");
    let list = list.answers(200, "All of them, the first first.").of("PhotoList");
    let add = operation("add_photo", "Add a picture to damage: JPEG, PNG or WebP up to 12 MB");
    let add = add.takes_file().answers(201, "It was added, without where it was taken.");
    let show = operation("show_photo", "Show a picture of damage");
    let show = show.answers(200, "The picture.").of_file(JPEG);
    let remove = operation("remove_photo", "Remove a picture of damage");
    let remove = remove.answers(204, "It is gone.");
    Routes::new()
        .get("/api/v1/entries/{id}/photos", read, list_all)
        .described(list)
        .post("/api/v1/entries/{id}/photos", write, add_one)
        .described(add.of("Photo"))
        .get("/api/v1/photos/{id}", read, show_one)
        .described(show)
        .post("/api/v1/photos/{id}/remove", write, remove_one)
        .described(remove)
}

/// A picture of damage.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PhotoForm {
    /// Its id.
    id: Uuid,
    /// How wide it is, in pixels.
    width: u32,
    /// How high it is.
    height: u32,
    /// How many bytes it takes.
    n_bytes: u32,
    /// When it was added.
    added_at: Timestamp,
}

impl From<Photo> for PhotoForm {
    fn from(it: Photo) -> Self {
        PhotoForm {
            id: it.id.into(),
            width: it.width,
            height: it.height,
            n_bytes: it.n_bytes,
            added_at: it.added_at,
        }
    }
}

/// `GET /api/v1/entries/{id}/photos`
async fn list_all(Caller(ctx): Caller, Path(id): Path<EntryId>) -> Answer<Json<List<PhotoForm>>> {
    let photos = entries::photos(&ctx, id).await?;
    Ok(Json(List::whole(photos.into_iter().map(Into::into).collect())))
}

/// `POST /api/v1/entries/{id}/photos`
async fn add_one(
    Caller(ctx): Caller,
    Path(id): Path<EntryId>,
    mut request: Request,
) -> Answer<(StatusCode, Json<PhotoForm>)> {
    may_write(&ctx, id).await?;
    is_file(request.headers())?;
    // One byte more than is allowed is told as too much.
    DefaultBodyLimit::max(PHOTO_BYTES_MAX + 1).apply(&mut request);
    let sent = match Bytes::from_request(request, &()).await {
        Ok(sent) => sent,
        Err(error) => return Err(Failure::Malformed(error.status(), error.body_text())),
    };
    let photo = entries::add_photo(&ctx, id, sent.to_vec()).await?;
    Ok((StatusCode::CREATED, Json(photo.into())))
}

/// Refuses whoever may not add a picture, before they send it.
async fn may_write(ctx: &Ctx, id: EntryId) -> Answer<()> {
    let (disruption, _) = entries::show(ctx, id).await?;
    match disruptions::may_write(ctx, &disruption) {
        true => Ok(()),
        false => Err(Error::Forbidden(Permission::WriteDisruptions).into()),
    }
}

/// `GET /api/v1/photos/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<PhotoId>) -> Answer<Response> {
    let bytes = entries::photo(&ctx, id).await?;
    Ok(([(CONTENT_TYPE, JPEG)], bytes).into_response())
}

/// `POST /api/v1/photos/{id}/remove`
async fn remove_one(Caller(ctx): Caller, Path(id): Path<PhotoId>) -> Answer<StatusCode> {
    entries::remove_photo(&ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "Photo", PhotoForm::json_schema(to).to_value());
    list_of(all, "PhotoList", "Photo");
}
