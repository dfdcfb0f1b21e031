//! Which piece of a Word file belongs to which section: as proposed, and as somebody changes it.

use app::Error;
use app::plans::plan::{self, Content, VersionDocument};
use app::plans::templates::{self, Template};
use app::plans::word::{PIECES_MAX, Sorted, content};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::crumbs;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::people::form::{Filled, Typed, again, text};
use crate::prepare::plans::fields::{fields, refused, typed, writable};
use crate::prepare::plans::plan_path;
use crate::request::Form;
use crate::shell::Shell;

/// What the form may carry: all that a file can say, as a browser writes it.
const FORM_BYTES_MAX: usize = 16 << 20;

/// How much of a piece is shown, so that one sees what it is.
const SHOWN_MAX: usize = 160;

/// `POST /plans/import/draft`
pub(in crate::prepare::plans) async fn draft(
    shell: Shell,
    mut request: Request,
) -> Answer<Response> {
    DefaultBodyLimit::max(FORM_BYTES_MAX).apply(&mut request);
    let Form(sent): Form<Typed> = Form::from_request(request, &()).await?;
    let template = templates::current(&shell.ctx, text(&sent, "type")).await?.template;
    // What belongs to the pieces is no field of the plan.
    let (pieces, of_plan): (Typed, Typed) = sent.into_iter().partition(|it| is_of_piece(&it.0));
    let (mut shown, document) = typed(&shell.ctx, &of_plan).await?;
    shown.extend(pieces.clone());
    let mut problems = match &document {
        Ok(document) => document.problems(),
        Err(problems) => problems.clone(),
    };
    let content = match content(&template, &sorted(&pieces), text(&pieces, "rest")) {
        Ok(content) => content,
        Err(Error::Invalid(of_sorting)) => {
            problems.extend(of_sorting);
            Content::default()
        }
        Err(error) => return Err(error.into()),
    };
    let started = match document {
        Ok(mut document) if problems.is_empty() => {
            document.versions = vec![VersionDocument::draft(content)];
            plan::start(&shell.ctx, &document).await
        }
        _ => Err(Error::Invalid(problems)),
    };
    match started {
        Ok(it) => {
            Ok(Redirect::to(&format!("{}/draft?done=added", plan_path(it.id))).into_response())
        }
        Err(Error::Invalid(problems)) => {
            Ok(again(page(&shell, &template, &refused(shown, problems)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

fn is_of_piece(name: &str) -> bool {
    let names = ["heading.", "level.", "lines.", "score.", "text.", "to."];
    name == "rest" || names.iter().any(|it| name.starts_with(it))
}

fn sorted(typed: &Typed) -> Vec<Sorted> {
    let piece = |n: usize| {
        let text = typed.get(&format!("text.{n}"))?.replace("\r\n", "\n");
        Some(Sorted { section: text_of(typed, "to", n).to_owned(), text })
    };
    (0..PIECES_MAX).map_while(piece).collect()
}

fn text_of<'a>(typed: &'a Typed, name: &str, n: usize) -> &'a str {
    text(typed, &format!("{name}.{n}"))
}

/// The form: what the plan is called, and each piece with the section that it goes to.
pub(super) async fn page(shell: &Shell, template: &Template, filled: &Filled) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let pieces = sorted(&filled.typed);
    let n_open = pieces.iter().filter(|it| it.section.is_empty()).count();
    let sections: Vec<Choice<'_>> = template
        .sections
        .iter()
        .map(|it| Choice::new(it.key.as_str(), it.title.as_str()))
        .collect();
    let title = match (pieces.len(), n_open) {
        (_, 0) => "Each part of it has a section".to_owned(),
        (1, _) => "Its only part fits no section".to_owned(),
        (n, open) => format!("{open} of {n} parts fit no section"),
    };
    let crumbs = crumbs().into_iter().chain([("From Word".to_owned(), "/plans/import".to_owned())]);
    let lead = html! {
        "It becomes a draft of a " (template.name.to_lowercase()) ". Headings were compared with the titles of \
         sections: change what is wrong. Every paragraph of the file is in one of these parts."
    };
    let head =
        Head { crumbs: crumbs.collect(), title: &title, lead: Some(lead), ..Head::default() };
    let rest = filled.field("rest", "Where the parts go that fit no section");
    let rest = if n_open == 0 { rest } else { rest.required() };
    let main = html! {
        (head.shown())
        (forms::form("/plans/import/draft", html! {
            (fields(filled, &agencies, true))
            (forms::select(&rest, &sections, "Choose"))
            (parts::panel("Where each part goes", html! { small { (pieces.len()) " parts" } }, lists::table("Where each part goes", html! {
                th scope="col" { "Heading in the file" } th scope="col" { "How it begins" }
                th.num scope="col" { "Lines" } th scope="col" { "Section" }
            }, html! {
                @for (n, piece) in pieces.iter().enumerate() { (row(filled, n, piece, &sections)) }
            })))
            (forms::buttons("Make a draft of it", "/plans"))
        }))
    };
    Ok(shell.page(&title, main))
}

fn row(filled: &Filled, n: usize, piece: &Sorted, sections: &[Choice<'_>]) -> Markup {
    let typed = &filled.typed;
    let heading = text_of(typed, "heading", n);
    let (name, label) = (format!("to.{n}"), format!("Section for “{heading}”"));
    let problem = filled.problems.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
    let score = text_of(typed, "score", n);
    html! {
        tr {
            td data-label="Heading in the file" {
                (heading)
                @for name in ["heading", "level", "lines", "score"] {
                    (forms::hidden(&format!("{name}.{n}"), text_of(typed, name, n)))
                }
                (forms::hidden(&format!("text.{n}"), &piece.text))
            }
            td data-label="How it begins" { small.quiet { (beginning(&piece.text)) } }
            td.num data-label="Lines" { (text_of(typed, "lines", n)) }
            td data-label="Section" {
                select id={ "f-" (name) } name=(name) aria-label=(label) aria-invalid=[problem.map(|_| "true")] {
                    option value="" selected[piece.section.is_empty()] { "With what fits no section" }
                    (forms::options(sections, &piece.section))
                }
                @if let Some(problem) = problem { p.problem { (problem) } }
                @if !piece.section.is_empty() && score != "0" && !score.is_empty() { small { (score) "% alike" } }
            }
        }
    }
}

/// The first words of a piece after its heading, without marks.
fn beginning(text: &str) -> String {
    let words = text.lines().filter(|it| !it.starts_with('#')).collect::<Vec<_>>().join(" ");
    let words: String = words.chars().filter(|it| *it != '\\').take(SHOWN_MAX + 1).collect();
    match words.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{} …", words.get(..end).unwrap_or_default().trim_end()),
        None => words,
    }
}
