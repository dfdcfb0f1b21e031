//! A record that is added or changed by its form: the pages, and what a browser is told once the form
//! was sent, also when somebody else saved first.

use app::Timestamp;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use uuid::Uuid;

use super::form::done;
use super::history::who_changed;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Versions};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::layout::records::{self, Confirm};
use crate::shell::Shell;

/// A list of records: what it is called, and where it is.
pub(crate) type ListAt = (&'static str, &'static str);

/// A record that somebody changes, as it is stored now.
#[derive(Debug, Clone)]
pub(crate) struct Edited<'a> {
    pub(crate) list: ListAt,
    pub(crate) id: Uuid,
    pub(crate) name: &'a str,
    /// Its page. The form is below it.
    pub(crate) path: String,
    pub(crate) version: i64,
    pub(crate) updated_at: Timestamp,
}

impl Edited<'_> {
    /// The page with its form, which was opened at the version `seen`.
    pub(crate) fn page(&self, shell: &Shell, seen: i64, fields: &Markup) -> Markup {
        let title = format!("Edit {}", self.name);
        let (list, list_path) = self.list;
        let crumbs = vec![
            (list.to_owned(), list_path.to_owned()),
            (self.name.to_owned(), self.path.clone()),
        ];
        let main = html! {
            (Head { crumbs, title: &title, ..Head::default() }.shown())
            (forms::form(&format!("{}/edit", self.path), html! {
                (forms::hidden("version", &seen.to_string()))
                (fields)
                (forms::buttons("Save", &self.path))
            }))
        };
        shell.page(&title, main)
    }

    /// Back to the record, which is stored as this version now.
    pub(crate) fn saved(&self, version: i64) -> Response {
        done(&self.path, if version == self.version { "unchanged" } else { "saved" })
    }

    /// Both versions, because somebody else saved first.
    pub(crate) async fn conflict(&self, shell: &Shell, fields: Vec<Versions>) -> Answer<Response> {
        let who = who_changed(&shell.ctx, self.id).await?;
        let conflict = Conflict {
            what: self.name,
            who: &who,
            when: &shell.when(self.updated_at),
            action: &format!("{}/edit", self.path),
            version: self.version,
            fields,
            back: &self.path,
        };
        let page = shell.page("Changed meanwhile", conflict::conflict(&conflict));
        Ok((StatusCode::CONFLICT, page).into_response())
    }
}

/// The page on which a record is added to a list.
pub(crate) fn add_page(
    shell: &Shell,
    (list, path): ListAt,
    (title, button): (&str, &str),
    fields: &Markup,
) -> Markup {
    let crumbs = vec![(list.to_owned(), path.to_owned())];
    let main = html! {
        (Head { crumbs, title, ..Head::default() }.shown())
        (forms::form(path, html! {
            (fields)
            (forms::buttons(button, path))
        }))
    };
    shell.page(title, main)
}

/// The page that asks whether a step of the record at `path` is meant, before it is taken.
pub(crate) fn confirm_step(
    shell: &Shell,
    (path, version): (&str, i64),
    (question, consequence): (&str, &str),
    (step, button): (&str, &str),
) -> Markup {
    let ask = Confirm {
        question,
        consequence,
        action: &format!("{path}/{step}"),
        button,
        back: path,
        fields: vec![("version".to_owned(), version.to_string())],
    };
    shell.page(question, records::confirm(&ask))
}
