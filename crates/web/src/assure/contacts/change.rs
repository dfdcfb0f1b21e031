//! Saying whom else to call, and confirming who is named.

use app::assure::contacts::{self, ContactsDocument, FurtherDocument, Line};
use app::ids::{AgencyId, PersonId};
use app::people::persons;
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::contacts_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, text, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The field of the form, with its label.
const FIELDS: [(&str, &str); 1] = [("further", "Further contacts")];

/// `GET /contacts/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<AgencyId>) -> Answer<Markup> {
    let (line, stored) = find(&shell.ctx, id).await?;
    require(&shell.ctx, id).await?;
    Ok(page(&shell, &line, (line.list.version, &Filled::of(stored))))
}

/// `POST /contacts/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<AgencyId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let ctx = &shell.ctx;
    let (line, stored) = find(ctx, id).await?;
    require(ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let changed = match document(ctx, &line, &sent).await? {
        Ok(document) => contacts::change(ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let to = |done: &str| Redirect::to(&format!("{}?done={done}", contacts_path(id)));
    match changed {
        Ok(next) if next.version == line.list.version => Ok(to("unchanged").into_response()),
        Ok(_) => Ok(to("saved").into_response()),
        Err(Error::Invalid(problems)) => {
            Ok(again(page(&shell, &line, (seen, &Filled::refused(sent, problems)))))
        }
        Err(Error::Stale(_)) => {
            let who = who_changed(ctx, id.uuid()).await?;
            let path = contacts_path(id);
            let conflict = Conflict {
                what: &line.agency.name,
                who: &who,
                when: &shell.when(line.list.updated_at),
                action: &format!("{path}/edit"),
                version: line.list.version,
                fields: versions(&FIELDS, &stored, &sent),
                back: &path,
            };
            let page = shell.page("Changed meanwhile", conflict::conflict(&conflict));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /contacts/{id}/confirm`
pub(super) async fn confirm(
    shell: Shell,
    Path(id): Path<AgencyId>,
    Form(sent): Form<Typed>,
) -> Answer<Redirect> {
    let only: Option<PersonId> = match text(&sent, "person") {
        "" => None,
        it => Some(it.parse().ok().ok_or(Error::NotFound("person"))?),
    };
    contacts::confirm(&shell.ctx, id, only).await?;
    Ok(Redirect::to(&format!("{}?done=confirmed", contacts_path(id))))
}

async fn require(ctx: &Ctx, id: AgencyId) -> Answer<()> {
    match contacts::may_confirm(ctx, id).await? {
        true => Ok(()),
        false => Err(Error::Forbidden(app::actor::Permission::WriteAgencies).into()),
    }
}

/// Each line of the field is a person, by code or name, and after a colon what for.
async fn document(
    ctx: &Ctx,
    line: &Line,
    sent: &Typed,
) -> Answer<Result<ContactsDocument, Vec<FieldProblem>>> {
    let (mut further, mut problems) = (Vec::new(), Vec::new());
    for row in text(sent, "further").lines().map(str::trim).filter(|it| !it.is_empty()) {
        let (who, duty) = row.split_once(':').unwrap_or((row, ""));
        match persons::code_meant(ctx, who).await? {
            Ok(person) => further.push(FurtherDocument { person, duty: duty.trim().to_owned() }),
            Err(reason) => problems.push(FieldProblem::new("further", reason)),
        }
    }
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    Ok(Ok(ContactsDocument { agency: line.agency.code.clone(), further }))
}

async fn find(ctx: &Ctx, id: AgencyId) -> Answer<(Line, Typed)> {
    let line = contacts::show(ctx, id).await?;
    let document = line.document();
    let row = |it: FurtherDocument| match it.duty.as_str() {
        "" => it.person,
        duty => format!("{}: {duty}", it.person),
    };
    let rows: Vec<String> = document.further.into_iter().map(row).collect();
    Ok((line, [("further".to_owned(), rows.join("\n"))].into()))
}

fn page(shell: &Shell, line: &Line, (seen, filled): (i64, &Filled)) -> Markup {
    let path = contacts_path(line.agency.id);
    let title = format!("Further contacts of {}", line.agency.name);
    let crumbs = vec![
        ("Major-incident contacts".to_owned(), "/contacts".to_owned()),
        (line.agency.name.clone(), path.clone()),
    ];
    let further = filled.field("further", "Further contacts");
    let hint = "One on each line, in the order in which they are called: a person by code or name, \
                and after a colon what for, such as “ann-author: network”";
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::textarea(&further.hint(hint), 8))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}
