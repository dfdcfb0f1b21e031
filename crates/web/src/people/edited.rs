//! A record that is added or changed by its form: the pages, and what a browser is told once the form
//! was sent, also when somebody else saved first.

use app::actor::Permission;
use app::people::agencies::Agency;
use app::{Error, Timestamp};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use uuid::Uuid;

use super::agencies::{agencies_with, choose_only};
use super::form::{Filled, Typed, again, done};
use super::history::who_changed;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Versions};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::layout::records::{self, Confirm};
use crate::shell::Shell;

/// A list of records: what it is called, and where it is.
pub(crate) type ListAt = (&'static str, &'static str);

/// The form of a kind of record that belongs to an agency: its pages and its answers follow from it.
#[derive(Debug)]
pub(crate) struct RecordForm {
    pub(crate) list: ListAt,
    /// What the page for a new one says, and its button.
    pub(crate) new: (&'static str, &'static str),
    /// What it takes to write one.
    pub(crate) write: Permission,
    /// Its fields, to choose from these agencies. Whether it is new: some never change.
    pub(crate) fields: fn(&Filled, &[Agency], bool) -> Markup,
    /// What two people say, the stored one first, field by field.
    pub(crate) versions: fn(&Typed, &Typed) -> Vec<Versions>,
}

impl RecordForm {
    /// The page for a new one, with what is known of it already.
    pub(crate) async fn new_page(&self, shell: &Shell, mut typed: Typed) -> Answer<Markup> {
        let agencies = agencies_with(&shell.ctx, self.write).await?;
        choose_only(&mut typed, &agencies);
        let fields = (self.fields)(&Filled::of(typed), &agencies, true);
        Ok(add_page(shell, self.list, self.new, &fields))
    }

    /// The answer once it was added, or the form once more.
    pub(crate) async fn added(
        &self,
        shell: &Shell,
        sent: Typed,
        added: app::Result<Response>,
    ) -> Answer<Response> {
        let problems = match added {
            Ok(done) => return Ok(done),
            Err(Error::Invalid(problems)) => problems,
            Err(error) => return Err(error.into()),
        };
        let agencies = agencies_with(&shell.ctx, self.write).await?;
        let fields = (self.fields)(&Filled::refused(sent, problems), &agencies, true);
        Ok(again(add_page(shell, self.list, self.new, &fields)))
    }

    /// The page for one that is stored.
    pub(crate) async fn edit_page(
        &self,
        shell: &Shell,
        record: &Edited<'_>,
        stored: Typed,
    ) -> Answer<Markup> {
        let agencies = agencies_with(&shell.ctx, self.write).await?;
        let fields = (self.fields)(&Filled::of(stored), &agencies, false);
        Ok(record.page(shell, record.version, &fields))
    }

    /// The answer once it was changed: back to it, the form once more, or both versions. `changed` is
    /// the version that is stored now, `seen` the one that the form was opened at.
    pub(crate) async fn changed(
        &self,
        shell: &Shell,
        record: &Edited<'_>,
        (seen, stored, sent): (i64, &Typed, Typed),
        changed: app::Result<i64>,
    ) -> Answer<Response> {
        let problems = match changed {
            Ok(version) => return Ok(record.saved(version)),
            Err(Error::Invalid(problems)) => problems,
            Err(Error::Stale(_)) => {
                return record.conflict(shell, (self.versions)(stored, &sent)).await;
            }
            Err(error) => return Err(error.into()),
        };
        let agencies = agencies_with(&shell.ctx, self.write).await?;
        let fields = (self.fields)(&Filled::refused(sent, problems), &agencies, false);
        Ok(again(record.page(shell, seen, &fields)))
    }
}

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
