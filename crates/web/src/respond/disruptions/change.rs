//! Declaring and changing a disruption, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::DisruptionId;
use app::people::agencies::Agency;
use app::prepare::inventory::{self, Kind};
use app::respond::disruptions::{self, Disruption, DisruptionDocument, DisruptionKind};
use app::{Error, FieldProblem};
use axum::response::Response;
use maud::{Markup, html};

use super::disruption_path;
use crate::error::Answer;
use crate::layout::conflict;
use crate::layout::forms::{self, Choice};
use crate::people::agencies::choices;
use crate::people::edited::{Edited, ListAt, RecordForm};
use crate::people::form::{
    Filled, Typed, code, done, local_minute, moment_typed, text, version, versions,
};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// How many sites a form may name.
const SITES_MAX: usize = 200;

/// What it takes to write them.
const WRITE: Permission = Permission::WriteDisruptions;

/// Where they are listed.
const LIST: ListAt = ("Disruptions", "/disruptions");

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 7] = [
    ("name", "Name"),
    ("agency", "Agency"),
    ("type", "What it is"),
    ("is_exercise", "Only an exercise"),
    ("started_at", "When it began"),
    ("sites", "Sites that it struck"),
    ("description", "What happened"),
];

const FORM: RecordForm = RecordForm {
    list: LIST,
    new: ("Declare a disruption", "Declare it"),
    write: WRITE,
    fields,
    versions: |theirs, yours| versions(&FIELDS, theirs, yours),
};

/// `GET /disruptions/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    let typed: Typed =
        [("started_at".to_owned(), local_minute(shell.ctx.now, shell.zone()))].into();
    FORM.new_page(&shell, typed).await
}

/// `POST /disruptions`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match read(&shell, &sent, None).await? {
        Ok(document) => disruptions::declare(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let added = added.map(|it| done(&disruption_path(it.id), "declared"));
    FORM.added(&shell, sent, added).await
}

/// `GET /disruptions/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<DisruptionId>) -> Answer<Markup> {
    let it = disruptions::show(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    let stored = stored(&shell, &it).await?;
    FORM.edit_page(&shell, &edited(&it), stored).await
}

/// `POST /disruptions/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<DisruptionId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let it = disruptions::show(&shell.ctx, id).await?;
    let theirs = stored(&shell, &it).await?;
    let mut sent = conflict::chosen(sent);
    sent.insert("code".to_owned(), it.code.clone());
    let seen = version(&sent);
    let changed = match read(&shell, &sent, Some(&it)).await? {
        Ok(document) => disruptions::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let changed = changed.map(|it| it.version);
    FORM.changed(&shell, &edited(&it), (seen, &theirs, sent), changed).await
}

fn edited(it: &Disruption) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.name,
        path: disruption_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
}

/// The document that a form says, or what is wrong with it. Whoever types a name means the one site
/// that is called so.
async fn read(
    shell: &Shell,
    sent: &Typed,
    before: Option<&Disruption>,
) -> Answer<Result<DisruptionDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let at = ("started_at", shell.zone());
    let started_at = moment_typed(text(sent, "started_at"), at, before.map(|it| it.started_at));
    let mut sites = Vec::new();
    let lines = || text(sent, "sites").lines().filter(|it| !it.trim().is_empty());
    if SITES_MAX < lines().count() {
        problems.push(FieldProblem::new("sites", "Name at most 200 sites."));
    }
    for line in lines().take(SITES_MAX) {
        match inventory::code_meant(&shell.ctx, Kind::Site, line.trim()).await? {
            Ok(code) => sites.push(code),
            Err(reason) => problems.push(FieldProblem::new("sites", reason)),
        }
    }
    let started_at = match started_at {
        Ok(at) => at,
        Err(problem) => {
            problems.push(problem);
            shell.ctx.now
        }
    };
    let kind = text(sent, "type").parse::<DisruptionKind>();
    if kind.is_err() {
        problems.push(FieldProblem::new("type", "Say what it is."));
    }
    let document = DisruptionDocument {
        kind: kind.unwrap_or_default(),
        is_exercise: text(sent, "is_exercise") == "true",
        sites,
        description: text(sent, "description").replace("\r\n", "\n"),
        ..DisruptionDocument::new(
            text(sent, "agency"),
            text(sent, "code"),
            text(sent, "name"),
            started_at,
        )
    };
    if problems.is_empty() {
        return Ok(Ok(document));
    }
    problems.extend(document.problems(shell.ctx.now));
    Ok(Err(problems))
}

/// What a form shows of a disruption.
async fn stored(shell: &Shell, it: &Disruption) -> Answer<Typed> {
    let documents = disruptions::documents(&shell.ctx, std::slice::from_ref(it)).await?;
    let agency = documents.into_iter().next().map(|it| it.agency).unwrap_or_default();
    let typed = [
        ("agency", agency),
        ("name", it.name.clone()),
        ("type", it.kind.code().to_owned()),
        ("is_exercise", if it.is_exercise { "true" } else { "" }.to_owned()),
        ("started_at", local_minute(it.started_at, shell.zone())),
        ("sites", it.sites.join("\n")),
        ("description", it.description.clone()),
    ];
    Ok(typed.map(|(name, it)| (name.to_owned(), it)).into())
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let kinds = DisruptionKind::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let kinds: Vec<Choice<'_>> = kinds.collect();
    let exercise = forms::Field::new("is_exercise", "Only an exercise")
        .hint("It is written down in the same way, and marked everywhere.");
    html! {
        (forms::error_summary(&filled.problems))
        (forms::text(&filled.field("name", "Name").required().hint("Such as: Flood at the main office")))
        @if is_new { (code(filled, true)) } @else { (forms::opened(&filled.typed)) }
        (forms::select(&filled.field("agency", "Agency").required(), &agency_choices, "Choose"))
        (forms::select(&filled.field("type", "What it is").required(), &kinds, ""))
        (forms::checkbox(&exercise, filled.value("is_exercise") == "true"))
        (forms::moment(&filled.field("started_at", "When it began").required()))
        (forms::textarea(&filled.field("sites", "Sites that it struck")
            .hint("One on each line, by name or code"), 3))
        (forms::textarea(&filled.field("description", "What happened"), 4))
    }
}
