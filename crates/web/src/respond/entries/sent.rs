//! The form of an entry as it arrives: with a picture, or without.

use app::respond::entries::PHOTO_BYTES_MAX;
use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;

use crate::error::{Answer, Failure};
use crate::people::form::Typed;
use crate::request::Form;

/// How large the whole form may be: a picture, and a little for the fields.
const FORM_BYTES_MAX: usize = PHOTO_BYTES_MAX + (1 << 20);

/// How many fields it has at most.
const FIELDS_MAX: usize = 100;

/// What was typed, and the picture that came with it.
pub(super) struct Sent {
    pub(super) typed: Typed,
    /// Cut off after as much as is too much.
    pub(super) photo: Option<Vec<u8>>,
}

impl Sent {
    /// Reads the form, whether it could carry a picture or not.
    pub(super) async fn read(mut request: Request) -> Answer<Sent> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if !kind.is_some_and(|it| it.starts_with("multipart/form-data")) {
            let Form(typed) = Form::<Typed>::from_request(request, &()).await?;
            return Ok(Sent { typed, photo: None });
        }
        DefaultBodyLimit::max(FORM_BYTES_MAX).apply(&mut request);
        let mut form = match Multipart::from_request(request, &()).await {
            Ok(form) => form,
            Err(error) => return Err(Failure::Malformed(error.status(), error.body_text())),
        };
        let mut sent = Sent { typed: Typed::new(), photo: None };
        while let Some(field) = form.next_field().await.map_err(|it| malformed(&it))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "photo" {
                let bytes = bytes(field).await?;
                sent.photo = Some(bytes).filter(|it| !it.is_empty());
                continue;
            }
            let text = field.text().await.map_err(|it| malformed(&it))?;
            sent.typed.insert(name, text);
            if FIELDS_MAX < sent.typed.len() {
                let reason = format!("The form has more than {FIELDS_MAX} fields.");
                return Err(Failure::Malformed(StatusCode::PAYLOAD_TOO_LARGE, reason));
            }
        }
        Ok(sent)
    }
}

/// The picture, or a little more of it than is allowed.
async fn bytes(mut part: Part<'_>) -> Answer<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|it| malformed(&it))? {
        if bytes.len() <= PHOTO_BYTES_MAX {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}

fn malformed(error: &MultipartError) -> Failure {
    Failure::Malformed(error.status(), error.body_text())
}
