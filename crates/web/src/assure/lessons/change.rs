//! Writing a lesson down and changing it, and what happens when two people do so at once.

use app::actor::{Permission, Scope};
use app::assure::lessons::{self, Lesson, LessonDocument};
use app::ids::LessonId;
use app::people::agencies::{self, Agency};
use app::people::persons;
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::lesson_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms;
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::agencies::choices;
use crate::people::form::{Filled, Typed, again, maybe, text, version, versions};
use crate::people::history::who_changed;
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

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

/// `GET /lessons/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    typed.entry("on".to_owned()).or_insert_with(|| shell.today().to_string());
    if let [only] = agencies.as_slice() {
        typed.entry("agency".to_owned()).or_insert_with(|| only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /lessons`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match document(&shell.ctx, &sent).await? {
        Ok(document) => lessons::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(to(it.id, "added")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            Ok(again(new_page(&shell, &Filled::refused(sent, problems), &agencies)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /lessons/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<LessonId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteAssurance, it.agency_id)?;
    let agencies = writable(&shell.ctx).await?;
    Ok(edit_page(&shell, &it, it.version, (&Filled::of(stored), &agencies)))
}

/// `POST /lessons/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<LessonId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is.
    let mut whole: Typed = stored.clone();
    whole.extend(sent);
    let changed = match document(&shell.ctx, &whole).await? {
        Ok(document) => lessons::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            let filled = Filled::refused(whole, problems);
            Ok(again(edit_page(&shell, &it, seen, (&filled, &agencies))))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &stored, &whole).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: LessonId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", lesson_path(id))).into_response()
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
    let owner = match maybe(sent, "owner") {
        Some(named) => match persons::code_meant(ctx, &named).await? {
            Ok(code) => Some(code),
            Err(reason) => {
                problems.push(FieldProblem::new("owner", reason));
                None
            }
        },
        None => None,
    };
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

/// The agencies for which the actor may write lessons down.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WriteAssurance) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let field = |name: &'static str, label: &'static str| filled.field(name, label);
    let source = field("source", "Where it was learned").hint("An exercise, a test or an event");
    let plan = field("plan", "Which plan is to be changed");
    html! {
        (forms::error_summary(&filled.problems))
        @if is_new {
            (forms::text(&field("code", "Code").hint(hint).required()))
        } @else {
            (forms::hidden("code", filled.value("code")))
        }
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

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Lessons".to_owned(), "/lessons".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Write a lesson down", ..Head::default() }.shown())
        (forms::form("/lessons", html! {
            (fields(filled, agencies, true))
            (forms::buttons("Write it down", "/lessons"))
        }))
    };
    shell.page("Write a lesson down", main)
}

fn edit_page(
    shell: &Shell,
    it: &Lesson,
    seen: i64,
    (filled, agencies): (&Filled, &[Agency]),
) -> Markup {
    let path = lesson_path(it.id);
    let name = it.document.title.clone();
    let title = format!("Edit {name}");
    let crumbs = vec![("Lessons".to_owned(), "/lessons".to_owned()), (name, path.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (fields(filled, agencies, false))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

async fn conflict_page(
    shell: &Shell,
    it: &Lesson,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = lesson_path(it.id);
    let conflict = Conflict {
        what: &it.document.title,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: versions(&FIELDS, theirs, yours),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
