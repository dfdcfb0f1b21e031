//! A file that a program sends: byte by byte, and never held whole.

use app::prepare::imports::Upload;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures_util::StreamExt as _;

use super::form;
use crate::api::{self, Asked, Caller};
use crate::error::{Answer, Failure};
use crate::openapi::{Parameter, Shape};
use crate::request::Address;

/// What the body of an upload says that it is.
const MEDIA_TYPE: &str = "application/octet-stream";

pub(super) fn parameters() -> Vec<Parameter> {
    let what = "What it is called. A name that ends with .yaml or .yml is a Backstage catalog; any \
                other is a table as CSV.";
    vec![Parameter::new("name", Shape::Text, what).required()]
}

/// `POST /api/v1/imports`
pub(super) async fn upload(
    Caller(ctx): Caller,
    address: Address,
    request: Request,
) -> Answer<Response> {
    let asked = Asked::read(&address, &parameters())?;
    is_file(request.headers())?;
    let mut upload = Upload::begin(&ctx, asked.text("name").unwrap_or_default()).await?;
    let mut body = request.into_body().into_data_stream();
    while let Some(part) = body.next().await {
        let Ok(bytes) = part else {
            upload.give_up().await?;
            let reason = "The file did not arrive whole.".to_owned();
            return Err(Failure::Malformed(StatusCode::BAD_REQUEST, reason));
        };
        if let Err(error) = upload.push(&bytes).await {
            upload.give_up().await?;
            return Err(error.into());
        }
    }
    let import = upload.finish().await?;
    let path = format!("/api/v1/imports/{}", import.id);
    let form = form(&ctx, import);
    Ok(api::added(&path, form.version, form))
}

/// Refuses unless what is sent says that it is a file.
pub(in crate::api) fn is_file(headers: &HeaderMap) -> Answer<()> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let media_type = media_type.and_then(|it| it.split(';').next()).unwrap_or_default();
    if media_type.trim().eq_ignore_ascii_case(MEDIA_TYPE) {
        return Ok(());
    }
    let reason = format!("Send the file as {MEDIA_TYPE}, byte by byte.");
    Err(Failure::Malformed(StatusCode::UNSUPPORTED_MEDIA_TYPE, reason))
}
