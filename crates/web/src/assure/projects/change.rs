//! Asking for a special project and changing it, and what happens when two people do so at once.

use app::actor::Permission;
use app::assure::projects::{self, Project, ProjectDocument, Status};
use app::ids::ProjectId;
use app::people::agencies::Agency;
use app::{Ctx, Error, FieldProblem};
use axum::response::Response;
use maud::{Markup, html};

use super::project_path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::list::List;
use crate::people::agencies::choices;
use crate::people::edited::{Edited, ListAt, RecordForm};
use crate::people::form::{Filled, Typed, code, done, over, person_meant, text, versions};
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// What it takes to write them.
const WRITE: Permission = Permission::WriteAssurance;

/// Where they are listed.
const LIST: ListAt = ("Projects", "/projects");

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 6] = [
    ("name", "What it is called"),
    ("agency", "Agency"),
    ("scope", "What it is to bring"),
    ("owner", "Who leads it"),
    ("status", "How far it is"),
    ("milestones", "Milestones"),
];

const FORM: RecordForm = RecordForm {
    list: LIST,
    new: ("Ask for a project", "Ask for it"),
    write: WRITE,
    fields,
    versions: |theirs, yours| versions(&FIELDS, theirs, yours),
};

/// `GET /projects/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let typed: Typed = List::read(&address, "").extra.into_iter().collect();
    FORM.new_page(&shell, typed).await
}

/// `POST /projects`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match document(&shell.ctx, &sent).await? {
        Ok(document) => projects::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let added = added.map(|it| done(&project_path(it.id), "added"));
    FORM.added(&shell, sent, added).await
}

/// `GET /projects/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<ProjectId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    FORM.edit_page(&shell, &edited(&it), stored).await
}

/// `POST /projects/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<ProjectId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let (seen, whole) = over(&stored, sent);
    let changed = match document(&shell.ctx, &whole).await? {
        Ok(document) => projects::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let changed = changed.map(|it| it.version);
    FORM.changed(&shell, &edited(&it), (seen, &stored, whole), changed).await
}

/// The document that a form says, or what is wrong with it.
async fn document(ctx: &Ctx, sent: &Typed) -> Answer<Result<ProjectDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let milestones = projects::typed_milestones(text(sent, "milestones"));
    let milestones = milestones.unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    let owner = person_meant(ctx, (sent, "owner"), &mut problems).await?;
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

fn edited(it: &Project) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.document.name,
        path: project_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
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

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let statuses: Vec<Choice<'_>> =
        Status::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
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
        (code(filled, is_new))
        (forms::select(&field("agency").required(), &agency_choices, "Choose"))
        (forms::text(&field("name").hint("In one line").required()))
        (forms::textarea(&field("scope").hint("And what it leaves out").required(), 5))
        (forms::lookup(&owner, "/search.json?kind=person"))
        (forms::select(&field("status").required(), &statuses, ""))
        (forms::textarea(&milestones, 6))
    }
}
