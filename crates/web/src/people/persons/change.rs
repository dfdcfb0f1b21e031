//! Adding and changing a person, and noting that they left.

use app::actor::Permission;
use app::ids::PersonId;
use app::people::agencies;
use app::people::persons::{self, Person, PersonDocument, PersonKind};
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::agencies::{choices, writable};
use super::super::form::{Filled, Typed, again, text, version, versions};
use super::super::history::who_changed;
use super::super::sign_in::to;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms::{self, Choice};
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::layout::records::{self, Confirm};
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 4] =
    [("name", "Name"), ("title", "Title"), ("agency", "Agency"), ("kind", "Kind")];

/// What the field called `name` is called, for the summary of what is wrong.
fn label(name: &str) -> String {
    if name == "code" { "Code".to_owned() } else { forms::label_in(&FIELDS, name) }
}

/// `GET /people/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let typed: Typed = List::read(&address, "").extra.into_iter().collect();
    new_page(&shell, &Filled::of(typed)).await
}

/// `POST /people`
pub(super) async fn add(shell: Shell, Form(typed): Form<Typed>) -> Answer<Response> {
    let added = match document(&typed) {
        Ok(document) => persons::add(&shell.ctx, &document).await,
        Err(problem) => Err(problem.into()),
    };
    match added {
        Ok(person) => Ok(to(&format!("/people/{}?done=added", person.id))),
        Err(Error::Invalid(problems)) => {
            Ok(again(new_page(&shell, &Filled::refused(typed, problems)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /people/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<PersonId>) -> Answer<Markup> {
    let person = persons::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteAgencies, person.agency_id)?;
    let document = persons::document(&shell.ctx, id).await?;
    edit_page(&shell, &person, person.version, &Filled::of(typed_of(&document))).await
}

/// `POST /people/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<PersonId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let person = persons::show(&shell.ctx, id).await?;
    let stored = typed_of(&persons::document(&shell.ctx, id).await?);
    let seen = version(&typed);
    // What the form does not have stays as it is.
    let mut whole = stored.clone();
    whole.extend(typed);
    let changed = match document(&whole) {
        Ok(document) => persons::change(&shell.ctx, id, seen, &document).await,
        Err(problem) => Err(problem.into()),
    };
    match changed {
        Ok(it) => {
            let done = if it.version == person.version { "unchanged" } else { "saved" };
            Ok(to(&format!("/people/{id}?done={done}")))
        }
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(whole, problems);
            Ok(again(edit_page(&shell, &person, seen, &filled).await?))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &person, &stored, &whole).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /people/{id}/retire`
pub(super) async fn ask_to_retire(shell: Shell, Path(id): Path<PersonId>) -> Answer<Markup> {
    let person = persons::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteAgencies, person.agency_id)?;
    let question = format!("Has {} left?", person.name);
    let ask = Confirm {
        question: &question,
        consequence: "They can no longer sign in. What they own and did stays, and is reported \
                      where somebody must take over.",
        action: &format!("/people/{id}/retire"),
        button: "Yes, they have left",
        back: &format!("/people/{id}"),
        fields: vec![("version".to_owned(), person.version.to_string())],
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// `POST /people/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<PersonId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    persons::retire(&shell.ctx, id, version(&typed)).await?;
    Ok(to(&format!("/people/{id}?done=saved")))
}

fn document(typed: &Typed) -> Result<PersonDocument, FieldProblem> {
    let kind = PersonKind::from_code(text(typed, "kind"));
    Ok(PersonDocument {
        code: text(typed, "code").to_owned(),
        agency: text(typed, "agency").to_owned(),
        name: text(typed, "name").to_owned(),
        title: text(typed, "title").to_owned(),
        kind: kind.ok_or_else(|| FieldProblem::new("kind", "Choose what they are."))?,
        channels: Vec::new(),
    })
}

fn typed_of(document: &PersonDocument) -> Typed {
    let pairs = [
        ("code", document.code.clone()),
        ("agency", document.agency.clone()),
        ("name", document.name.clone()),
        ("title", document.title.clone()),
        ("kind", document.kind.code().to_owned()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

async fn new_page(shell: &Shell, filled: &Filled) -> Answer<Markup> {
    let hint = "Short, unique, and never changed, such as jane-doe.";
    let crumbs = vec![("People".to_owned(), "/people".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Add a person", ..Head::default() }.shown())
        (forms::form("/people", html! {
            (forms::error_summary_by(&filled.problems, label))
            (forms::text(&filled.field("code", "Code").hint(hint).required()))
            (fields(shell, filled).await?)
            (forms::buttons("Add the person", "/people"))
        }))
    };
    Ok(shell.page("Add a person", main))
}

async fn edit_page(shell: &Shell, person: &Person, seen: i64, filled: &Filled) -> Answer<Markup> {
    let path = format!("/people/{}", person.id);
    let title = format!("Edit {}", person.name);
    let crumbs =
        vec![("People".to_owned(), "/people".to_owned()), (person.name.clone(), path.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::error_summary_by(&filled.problems, label))
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (fields(shell, filled).await?)
            (forms::buttons("Save", &path))
        }))
    };
    Ok(shell.page(&title, main))
}

async fn fields(shell: &Shell, filled: &Filled) -> Answer<Markup> {
    let all = writable(&shell.ctx).await?;
    let kinds: Vec<Choice<'_>> =
        PersonKind::CHOICES.iter().map(|(code, title)| Choice::new(*code, *title)).collect();
    Ok(html! {
        (forms::text(&filled.field("name", "Name").required()))
        (forms::text(&filled.field("title", "Title")))
        (forms::select(&filled.field("agency", "Agency").required(), &choices(&all), "Choose an agency"))
        (forms::select(&filled.field("kind", "Kind").required(), &kinds, ""))
    })
}

async fn conflict_page(
    shell: &Shell,
    person: &Person,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, person.id.uuid()).await?;
    let mut fields = versions(&FIELDS, theirs, yours);
    for it in &mut fields {
        it.theirs_shown = named(&shell.ctx, &it.name, &it.theirs).await;
        it.yours_shown = named(&shell.ctx, &it.name, &it.yours).await;
    }
    let path = format!("/people/{}", person.id);
    let conflict = Conflict {
        what: &person.name,
        who: &who,
        when: &shell.when(person.updated_at),
        action: &format!("{path}/edit"),
        version: person.version,
        fields,
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}

/// What `value` of a field is called, where the value is a code. None if that is not known.
async fn named(ctx: &Ctx, field: &str, value: &str) -> Option<String> {
    match field {
        "kind" => PersonKind::from_code(value).map(|it| it.title().to_owned()),
        "agency" => agencies::by_code(ctx, value).await.ok().map(|it| it.name),
        _ => None,
    }
}
