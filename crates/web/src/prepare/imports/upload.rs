//! Bringing a file.

use app::prepare::imports::{SIZE_BYTES_MAX, Target, Upload};
use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::path;
use crate::error::{Answer, Failure};
use crate::layout::forms::{self, Choice, Field};
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::request::Address;
use crate::shell::Shell;

/// What a form carries beside the file.
const ROOM_BYTES: u64 = 1 << 20;

/// How long a text beside the file may be.
const TEXT_BYTES_MAX: usize = 100;

/// `GET /imports/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "");
    Ok(page(&shell, list.filter("kind").unwrap_or("service"), &[]))
}

fn page(shell: &Shell, kind: &str, problems: &[(String, String)]) -> Markup {
    let targets = Target::all();
    let choices: Vec<_> = targets.iter().map(|it| Choice::new(it.code(), it.titles())).collect();
    let file = Field::new("file", "File")
        .hint(
            "A CSV file of up to 512 MiB, in any encoding and with any separator, or a Backstage \
             catalog (.yaml). The first row of a CSV file names the columns.",
        )
        .problem_in(problems)
        .required();
    let kind = Field::new("kind", "What the rows are").value(kind).required();
    let head = Head {
        crumbs: vec![("Import".to_owned(), "/imports".to_owned())],
        title: "Upload a file",
        lead: Some(html! { "Nothing changes until you have seen what would become of each row." }),
        ..Head::default()
    };
    let main = html! {
        (head.shown())
        (forms::error_summary(problems))
        (forms::upload("/imports", html! {
            (forms::select(&kind, &choices, ""))
            (forms::file(&file, ".csv,.tsv,.txt,.yaml,.yml", false))
            (forms::buttons("Upload", "/imports"))
        }))
    };
    shell.page("Upload a file", main)
}

/// `POST /imports`
pub(super) async fn upload(shell: Shell, mut request: Request) -> Answer<Response> {
    let max = usize::try_from(SIZE_BYTES_MAX + ROOM_BYTES).unwrap_or(usize::MAX);
    DefaultBodyLimit::max(max).apply(&mut request);
    let mut form = match Multipart::from_request(request, &()).await {
        Ok(form) => form,
        Err(error) => return Err(Failure::Malformed(error.status(), error.body_text())),
    };
    let mut kind = "service".to_owned();
    while let Some(field) = form.next_field().await.map_err(|it| malformed(&it))? {
        match field.name() {
            Some("kind") => kind = text(field, "kind").await?,
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                return take(&shell, &kind, &name, field).await;
            }
            _ => {}
        }
    }
    Ok(refused(&shell, &kind, "Choose a file."))
}

/// A short text that stands in the form beside the file. The file may be large; this may not.
async fn text(mut part: Part<'_>, name: &str) -> Answer<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|it| malformed(&it))? {
        if TEXT_BYTES_MAX < bytes.len() + chunk.len() {
            let detail = format!("The field `{name}` has more than {TEXT_BYTES_MAX} bytes.");
            return Err(Failure::Malformed(StatusCode::PAYLOAD_TOO_LARGE, detail));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|error| {
        let detail = format!("The field `{name}` is no text in UTF-8: {error}.");
        Failure::Malformed(StatusCode::BAD_REQUEST, detail)
    })
}

async fn take(shell: &Shell, kind: &str, name: &str, mut field: Part<'_>) -> Answer<Response> {
    let mut upload = Upload::begin(&shell.ctx, name).await?;
    loop {
        match field.chunk().await {
            Ok(Some(bytes)) => match upload.push(&bytes).await {
                Ok(()) => {}
                Err(app::Error::Invalid(problems)) => {
                    upload.give_up().await?;
                    let reason = problems.first().map_or("", |it| it.reason.as_ref());
                    return Ok(refused(shell, kind, reason));
                }
                Err(error) => return Err(error.into()),
            },
            Ok(None) => break,
            Err(error) => {
                upload.give_up().await?;
                return Err(malformed(&error));
            }
        }
    }
    match upload.finish().await {
        Ok(import) => {
            let kind = kind.parse::<Target>().map_or("service", Target::code);
            Ok(Redirect::to(&format!("{}/map?kind={kind}", path(import.id))).into_response())
        }
        Err(app::Error::Invalid(problems)) => {
            let reason = problems.first().map_or("", |it| it.reason.as_ref());
            Ok(refused(shell, kind, reason))
        }
        Err(error) => Err(error.into()),
    }
}

fn refused(shell: &Shell, kind: &str, reason: &str) -> Response {
    let problems = [("file".to_owned(), reason.to_owned())];
    (StatusCode::UNPROCESSABLE_ENTITY, page(shell, kind, &problems)).into_response()
}

fn malformed(error: &MultipartError) -> Failure {
    Failure::Malformed(error.status(), error.body_text())
}
