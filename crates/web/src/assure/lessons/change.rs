//! Writing a lesson down and changing it, and what happens when two people do so at once.

use app::actor::Permission;
use app::assure::lessons::{self, Lesson, LessonDocument};
use app::ids::LessonId;
use app::people::agencies::Agency;
use app::{Ctx, Error, FieldProblem};
use axum::response::Response;
use maud::{Markup, html};

use super::lesson_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::list::List;
use crate::people::agencies::choices;
use crate::people::edited::{Edited, ListAt, RecordForm};
use crate::people::form::{Filled, Typed, code, done, maybe, over, person_meant, text, versions};
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// What it takes to write them.
const WRITE: Permission = Permission::WriteAssurance;

/// Where they are listed.
const LIST: ListAt = ("Lessons", "/lessons");

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 8] = [
    ("title", "What was learned"),
    ("agency", "Agency"),
    ("about", "What is to be changed"),
    ("source", "Where it was learned"),
    ("on", "On which day"),
    ("plan", "Which plan is to be changed"),
    ("owner", "Who sees to it"),
    ("due", "By when"),
];

const FORM: RecordForm = RecordForm {
    list: LIST,
    new: ("Write a lesson down", "Write it down"),
    write: WRITE,
    fields,
    versions: |theirs, yours| versions(&FIELDS, theirs, yours),
};

/// `GET /lessons/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    typed.entry("on".to_owned()).or_insert_with(|| shell.today().to_string());
    FORM.new_page(&shell, typed).await
}

/// `POST /lessons`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match document(&shell.ctx, &sent).await? {
        Ok(document) => lessons::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let added = added.map(|it| done(&lesson_path(it.id), "added"));
    FORM.added(&shell, sent, added).await
}

/// `GET /lessons/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<LessonId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    FORM.edit_page(&shell, &edited(&it), stored).await
}

/// `POST /lessons/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<LessonId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let (seen, whole) = over(&stored, sent);
    let changed = match document(&shell.ctx, &whole).await? {
        Ok(document) => lessons::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let changed = changed.map(|it| it.version);
    FORM.changed(&shell, &edited(&it), (seen, &stored, whole), changed).await
}

/// The document that a form says, or what is wrong with it.
async fn document(ctx: &Ctx, sent: &Typed) -> Answer<Result<LessonDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let mut day = |field: &'static str| {
        let day = text(sent, field).parse().ok();
        if day.is_none() && !text(sent, field).is_empty() {
            problems.push(FieldProblem::new(field, "Use a day such as 2026-11-21."));
        }
        day
    };
    let (on, due) = (day("on"), day("due"));
    if on.is_none() && problems.is_empty() {
        problems.push(FieldProblem::new("on", "Say on which day it was learned."));
    }
    let owner = person_meant(ctx, (sent, "owner"), &mut problems).await?;
    let Some(on) = on.filter(|_| problems.is_empty()) else { return Ok(Err(problems)) };
    Ok(Ok(LessonDocument {
        code: text(sent, "code").to_owned(),
        agency: text(sent, "agency").to_owned(),
        title: text(sent, "title").to_owned(),
        about: text(sent, "about").replace("\r\n", "\n"),
        source: text(sent, "source").to_owned(),
        on,
        plan: maybe(sent, "plan"),
        owner,
        due,
        outcome: None,
        closed_at: None,
    }))
}

fn edited(it: &Lesson) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.document.title,
        path: lesson_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
}

async fn find(ctx: &Ctx, id: LessonId) -> Answer<(Lesson, Typed)> {
    let it = lessons::show(ctx, id).await?;
    let documents = lessons::documents(ctx, std::slice::from_ref(&it)).await?;
    let typed = documents.into_iter().next().map(typed_of).unwrap_or_default();
    Ok((it, typed))
}

fn typed_of(it: LessonDocument) -> Typed {
    [
        ("code", it.code),
        ("agency", it.agency),
        ("title", it.title),
        ("about", it.about),
        ("source", it.source),
        ("on", it.on.to_string()),
        ("plan", it.plan.unwrap_or_default()),
        ("owner", it.owner.unwrap_or_default()),
        ("due", it.due.map(|it| it.to_string()).unwrap_or_default()),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into()
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let field = |name: &'static str, label: &'static str| filled.field(name, label);
    let source = field("source", "Where it was learned").hint("An exercise, a test or an event");
    let plan = field("plan", "Which plan is to be changed");
    html! {
        (forms::error_summary(&filled.problems))
        (code(filled, is_new))
        (forms::select(&field("agency", "Agency").required(), &agency_choices, "Choose"))
        (forms::text(&field("title", "What was learned").hint("In one line").required()))
        (forms::textarea(&field("about", "What is to be changed"), 4))
        (forms::text(&source.required()))
        (forms::date(&field("on", "On which day").required()))
        (forms::lookup(&plan.hint("By its code: needed before a version of it closes the lesson"), "/search.json?kind=plan"))
        (forms::lookup(&field("owner", "Who sees to it"), "/search.json?kind=person"))
        (forms::date(&field("due", "By when")))
    }
}
