//! The form of a scenario as it arrives: with a file, or without.

use app::prepare::inventory::Typed;
use app::prove::scenarios::AREA_BYTES_MAX;
use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;

use crate::error::{Answer, Failure};
use crate::request::Form;

/// How large the whole form may be: several areas with all their points, and a file.
const FORM_BYTES_MAX: usize = 8 << 20;

/// How many fields it has at most: two for each area, one for each thing, and the rest.
const FIELDS_MAX: usize = 5_000;

/// What was typed, and the file that came with it.
pub(super) struct Sent {
    pub(super) typed: Typed,
    /// Cut off after as much as is too much.
    pub(super) file: Option<Vec<u8>>,
}

impl Sent {
    /// Reads the form, whether it could carry a file or not.
    pub(super) async fn read(mut request: Request) -> Answer<Sent> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if !kind.is_some_and(|it| it.starts_with("multipart/form-data")) {
            let Form(typed) = Form::<Typed>::from_request(request, &()).await?;
            return Ok(Sent { typed, file: None });
        }
        DefaultBodyLimit::max(FORM_BYTES_MAX).apply(&mut request);
        let mut form = match Multipart::from_request(request, &()).await {
            Ok(form) => form,
            Err(error) => return Err(Failure::Malformed(error.status(), error.body_text())),
        };
        let mut sent = Sent { typed: Typed::new(), file: None };
        while let Some(field) = form.next_field().await.map_err(|it| malformed(&it))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "area_file" {
                let bytes = bytes(field).await?;
                sent.file = Some(bytes).filter(|it| !it.is_empty());
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

/// The file, or a little more of it than is allowed.
async fn bytes(mut part: Part<'_>) -> Answer<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|it| malformed(&it))? {
        if bytes.len() <= AREA_BYTES_MAX {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}

fn malformed(error: &MultipartError) -> Failure {
    Failure::Malformed(error.status(), error.body_text())
}
