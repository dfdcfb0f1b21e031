//! A plan that an agency has in Word: the file, then which of its headings belong to which section,
//! then the draft.
//!
//! Between the pages the text is in the form, not in the database: nobody has anything to clean up who
//! leaves.

mod sort;

pub(super) use sort::draft;

use app::plans::templates::{self, Template};
use app::plans::word::{FILE_BYTES_MAX, Piece, read};
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::fields::writable;
use crate::error::{Answer, Failure};
use crate::layout::forms::{self, Choice, Field};
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed};
use crate::request::Address;
use crate::shell::Shell;

/// What a form carries beside the file.
const ROOM_BYTES: usize = 1 << 20;

/// The way to these pages.
fn crumbs() -> Vec<(String, String)> {
    vec![("Plans".to_owned(), "/plans".to_owned())]
}

/// `GET /plans/import`
pub(super) async fn ask(shell: Shell, Address(address): Address) -> Markup {
    let list = List::read(&address, "");
    page(&shell, list.filter("type").unwrap_or_default(), &[])
}

fn page(shell: &Shell, kind: &str, problems: &[(String, String)]) -> Markup {
    let all = templates::all().iter();
    let choices: Vec<Choice<'_>> =
        all.map(|it| Choice::new(it.code.as_str(), it.name.as_str())).collect();
    let kind = Field::new("type", "What kind of plan it is").value(kind).problem_in(problems);
    let file = Field::new("file", "Word file")
        .hint("A .docx file of up to 32 MB. Headings, lists and tables are read, pictures are not.")
        .problem_in(problems)
        .required();
    let title = "Bring a plan from Word";
    let lead = html! { "Nothing is saved until you have seen where each part of it goes." };
    let head = Head { crumbs: crumbs(), title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (forms::error_summary(problems))
        (forms::upload("/plans/import", html! {
            (forms::select(&kind.required(), &choices, "Choose"))
            (forms::file(&file, ".docx", false))
            (forms::buttons("Read it", "/plans"))
        }))
    };
    shell.page(title, main)
}

/// `POST /plans/import`: what is in the file, with where each piece seems to belong.
pub(super) async fn upload(shell: Shell, mut request: Request) -> Answer<Response> {
    DefaultBodyLimit::max(FILE_BYTES_MAX + ROOM_BYTES).apply(&mut request);
    let mut form = match Multipart::from_request(request, &()).await {
        Ok(form) => form,
        Err(error) => return Err(Failure::Malformed(error.status(), error.body_text())),
    };
    let (mut kind, mut file, mut name) = (String::new(), Vec::new(), String::new());
    while let Some(part) = form.next_field().await.map_err(|it| malformed(&it))? {
        match part.name() {
            Some("type") => kind = part.text().await.map_err(|it| malformed(&it))?,
            Some("file") => {
                part.file_name().unwrap_or_default().clone_into(&mut name);
                file = part.bytes().await.map_err(|it| malformed(&it))?.to_vec();
            }
            _ => {}
        }
    }
    let refused = |field: &str, reason: &str| {
        let problems = [(field.to_owned(), reason.to_owned())];
        (StatusCode::UNPROCESSABLE_ENTITY, page(&shell, &kind, &problems)).into_response()
    };
    let template = match templates::current(&shell.ctx, &kind).await {
        Ok(it) => it.template,
        Err(app::Error::NotFound(_)) => return Ok(refused("type", "Choose a type of plan.")),
        Err(error) => return Err(error.into()),
    };
    if file.is_empty() {
        return Ok(refused("file", "Choose a file."));
    }
    let of = template.clone();
    let read = tokio::task::spawn_blocking(move || read(&file, &of)).await;
    match read.map_err(app::Error::internal)? {
        Ok(pieces) => {
            let filled = Filled::of(filled(&shell, &template, &name, &pieces).await?);
            Ok(sort::page(&shell, &template, &filled).await?.into_response())
        }
        Err(app::Error::Invalid(problems)) => {
            let reason = problems.first().map_or("", |it| it.reason.as_ref());
            Ok(refused("file", reason))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the next form is filled in with.
async fn filled(shell: &Shell, template: &Template, name: &str, pieces: &[Piece]) -> Answer<Typed> {
    let mut typed = Typed::new();
    let mut put = |name: String, value: &str| drop(typed.insert(name, value.to_owned()));
    put("type".to_owned(), &template.code);
    let title = name.strip_suffix(".docx").unwrap_or(name).trim();
    put("title".to_owned(), if title.is_empty() { &template.name } else { title });
    if let [only] = writable(&shell.ctx).await?.as_slice() {
        put("agency".to_owned(), &only.code);
    }
    for (n, it) in pieces.iter().enumerate() {
        put(format!("heading.{n}"), &it.heading);
        put(format!("level.{n}"), &it.level.to_string());
        put(format!("lines.{n}"), &it.n_lines.to_string());
        put(format!("score.{n}"), &it.score.to_string());
        put(format!("text.{n}"), &it.text);
        put(format!("to.{n}"), it.section.as_deref().unwrap_or_default());
    }
    Ok(typed)
}

fn malformed(error: &MultipartError) -> Failure {
    Failure::Malformed(error.status(), error.body_text())
}
