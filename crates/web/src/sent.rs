//! A form as it arrives: with a file, or without.

use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;

use crate::error::{Answer, Failure};
use crate::people::form::Typed;
use crate::request::Form;

/// How much of a form is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The field that carries the file.
    pub(crate) file: &'static str,
    /// How large the file may be.
    pub(crate) file_bytes_max: usize,
    /// How large the whole form may be.
    pub(crate) form_bytes_max: usize,
    /// How many fields it has at most.
    pub(crate) fields_max: usize,
}

/// What was typed, and the file that came with it.
pub(crate) struct Sent {
    pub(crate) typed: Typed,
    /// Cut off after as much as is too much.
    pub(crate) file: Option<Vec<u8>>,
}

impl Sent {
    /// Reads the form, whether it could carry a file or not.
    pub(crate) async fn read(mut request: Request, limits: &Limits) -> Answer<Sent> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if !kind.is_some_and(|it| it.starts_with("multipart/form-data")) {
            let Form(typed) = Form::<Typed>::from_request(request, &()).await?;
            return Ok(Sent { typed, file: None });
        }
        DefaultBodyLimit::max(limits.form_bytes_max).apply(&mut request);
        let mut form = match Multipart::from_request(request, &()).await {
            Ok(form) => form,
            Err(error) => return Err(Failure::Malformed(error.status(), error.body_text())),
        };
        let mut sent = Sent { typed: Typed::new(), file: None };
        while let Some(field) = form.next_field().await.map_err(|it| malformed(&it))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == limits.file {
                let bytes = bytes(field, limits.file_bytes_max).await?;
                sent.file = Some(bytes).filter(|it| !it.is_empty());
                continue;
            }
            let text = field.text().await.map_err(|it| malformed(&it))?;
            sent.typed.insert(name, text);
            if limits.fields_max < sent.typed.len() {
                let reason = format!("The form has more than {} fields.", limits.fields_max);
                return Err(Failure::Malformed(StatusCode::PAYLOAD_TOO_LARGE, reason));
            }
        }
        Ok(sent)
    }
}

/// The file, or a little more of it than is allowed.
async fn bytes(mut part: Part<'_>, bytes_max: usize) -> Answer<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|it| malformed(&it))? {
        if bytes.len() <= bytes_max {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}

fn malformed(error: &MultipartError) -> Failure {
    Failure::Malformed(error.status(), error.body_text())
}
