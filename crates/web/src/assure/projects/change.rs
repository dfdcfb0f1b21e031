//! Asking for a special project and changing it, and what happens when two people do so at once.

use app::actor::{Permission, Scope};
use app::assure::projects::{self, Project, ProjectDocument, Status};
use app::ids::ProjectId;
use app::people::agencies::{self, Agency};
use app::people::persons;
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::project_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms::{self, Choice};
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::agencies::choices;
use crate::people::form::{Filled, Typed, again, maybe, text, version, versions};
use crate::people::history::who_changed;
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 6] = [
    ("name", "What it is called"),
    ("agency", "Agency"),
    ("scope", "What it is to bring"),
    ("owner", "Who leads it"),
    ("status", "How far it is"),
    ("milestones", "Milestones"),
];

/// `GET /projects/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    if let [only] = agencies.as_slice() {
        typed.entry("agency".to_owned()).or_insert_with(|| only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /projects`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match document(&shell.ctx, &sent).await? {
        Ok(document) => projects::add(&shell.ctx, &document).await,
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

/// `GET /projects/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<ProjectId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteAssurance, it.agency_id)?;
    let agencies = writable(&shell.ctx).await?;
    Ok(edit_page(&shell, &it, it.version, (&Filled::of(stored), &agencies)))
}

/// `POST /projects/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<ProjectId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is.
    let mut whole: Typed = stored.clone();
    whole.extend(sent);
    let changed = match document(&shell.ctx, &whole).await? {
        Ok(document) => projects::change(&shell.ctx, id, seen, &document).await,
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

fn to(id: ProjectId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", project_path(id))).into_response()
}

/// The document that a form says, or what is wrong with it.
async fn document(ctx: &Ctx, sent: &Typed) -> Answer<Result<ProjectDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let milestones = projects::typed_milestones(text(sent, "milestones"));
    let milestones = milestones.unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
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
    let status = match text(sent, "status") {
        "" => Some(Status::default()),
        said => Status::from_code(said),
    };
    let Some(status) = status.filter(|_| problems.is_empty()) else {
        if status.is_none() {
            problems.push(FieldProblem::new("status", "Choose how far it is."));
        }
        return Ok(Err(problems));
    };
    Ok(Ok(ProjectDocument {
        code: text(sent, "code").to_owned(),
        agency: text(sent, "agency").to_owned(),
        name: text(sent, "name").to_owned(),
        scope: text(sent, "scope").replace("\r\n", "\n"),
        owner,
        status,
        milestones,
    }))
}

async fn find(ctx: &Ctx, id: ProjectId) -> Answer<(Project, Typed)> {
    let it = projects::show(ctx, id).await?;
    let documents = projects::documents(ctx, std::slice::from_ref(&it)).await?;
    let typed = documents.into_iter().next().map(typed_of).unwrap_or_default();
    Ok((it, typed))
}

fn typed_of(it: ProjectDocument) -> Typed {
    [
        ("milestones", projects::milestones_typed(&it.milestones)),
        ("code", it.code),
        ("agency", it.agency),
        ("name", it.name),
        ("scope", it.scope),
        ("owner", it.owner.unwrap_or_default()),
        ("status", it.status.code().to_owned()),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into()
}

/// The agencies for which the actor may ask for projects.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WriteAssurance) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let statuses: Vec<Choice<'_>> =
        Status::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let field = |name: &'static str| {
        let label = FIELDS.iter().find(|it| it.0 == name).map_or(name, |it| it.1);
        filled.field(name, label)
    };
    let milestones = field("milestones").hint(
        "One on each line, the day first: 2026-12-01 The contract is signed. One that is reached \
         ends with ; done 2026-11-30",
    );
    let owner = field("owner").hint("Only a request may do without");
    html! {
        (forms::error_summary(&filled.problems))
        @if is_new {
            (forms::text(&filled.field("code", "Code").hint(hint).required()))
        } @else {
            (forms::hidden("code", filled.value("code")))
        }
        (forms::select(&field("agency").required(), &agency_choices, "Choose"))
        (forms::text(&field("name").hint("In one line").required()))
        (forms::textarea(&field("scope").hint("And what it leaves out").required(), 5))
        (forms::lookup(&owner, "/search.json?kind=person"))
        (forms::select(&field("status").required(), &statuses, ""))
        (forms::textarea(&milestones, 6))
    }
}

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Projects".to_owned(), "/projects".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Ask for a project", ..Head::default() }.shown())
        (forms::form("/projects", html! {
            (fields(filled, agencies, true))
            (forms::buttons("Ask for it", "/projects"))
        }))
    };
    shell.page("Ask for a project", main)
}

fn edit_page(
    shell: &Shell,
    it: &Project,
    seen: i64,
    (filled, agencies): (&Filled, &[Agency]),
) -> Markup {
    let path = project_path(it.id);
    let name = it.document.name.clone();
    let title = format!("Edit {name}");
    let crumbs = vec![("Projects".to_owned(), "/projects".to_owned()), (name, path.clone())];
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
    it: &Project,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = project_path(it.id);
    let conflict = Conflict {
        what: &it.document.name,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: versions(&FIELDS, theirs, yours),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
