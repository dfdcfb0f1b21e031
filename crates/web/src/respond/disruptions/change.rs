//! Declaring and changing a disruption, and what happens when two people do so at once.

use app::actor::{Permission, Scope};
use app::ids::DisruptionId;
use app::people::agencies::{self, Agency};
use app::prepare::inventory::{self, Kind};
use app::respond::disruptions::{self, Disruption, DisruptionDocument, DisruptionKind};
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::{crumbs, disruption_path};
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms::{self, Choice};
use crate::layout::parts::Head;
use crate::people::agencies::choices;
use crate::people::form::{
    Filled, Typed, again, local_minute, moment_typed, text, version, versions,
};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// How many sites a form may name.
const SITES_MAX: usize = 200;

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

/// `GET /disruptions/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed: Typed =
        [("started_at".to_owned(), local_minute(shell.ctx.now, shell.zone()))].into();
    if let [only] = agencies.as_slice() {
        typed.insert("agency".to_owned(), only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /disruptions`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match read(&shell, &sent, None).await? {
        Ok(document) => disruptions::declare(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(to(it.id, "declared")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            Ok(again(new_page(&shell, &Filled::refused(sent, problems), &agencies)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /disruptions/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<DisruptionId>) -> Answer<Markup> {
    let it = disruptions::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, it.agency_id)?;
    let stored = stored(&shell, &it).await?;
    let agencies = writable(&shell.ctx).await?;
    Ok(edit_page(&shell, &it, it.version, (&Filled::of(stored), &agencies)))
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
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            let filled = Filled::refused(sent, problems);
            Ok(again(edit_page(&shell, &it, seen, (&filled, &agencies))))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &theirs, &sent).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: DisruptionId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", disruption_path(id))).into_response()
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

/// The agencies for which the actor may write.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WriteDisruptions) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Disruptions".to_owned(), "/disruptions".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Declare a disruption", ..Head::default() }.shown())
        (forms::form("/disruptions", html! {
            (fields(filled, agencies, true))
            (forms::buttons("Declare it", "/disruptions"))
        }))
    };
    shell.page("Declare a disruption", main)
}

fn edit_page(
    shell: &Shell,
    it: &Disruption,
    seen: i64,
    (filled, agencies): (&Filled, &[Agency]),
) -> Markup {
    let path = disruption_path(it.id);
    let title = format!("Edit {}", it.name);
    let main = html! {
        (Head { crumbs: crumbs(it), title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (fields(filled, agencies, false))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let kinds = DisruptionKind::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let kinds: Vec<Choice<'_>> = kinds.collect();
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let exercise = forms::Field::new("is_exercise", "Only an exercise")
        .hint("It is written down in the same way, and marked everywhere.");
    html! {
        (forms::error_summary(&filled.problems))
        (forms::text(&filled.field("name", "Name").required().hint("Such as: Flood at the main office")))
        @if is_new { (forms::text(&filled.field("code", "Code").hint(hint).required())) }
        (forms::select(&filled.field("agency", "Agency").required(), &agency_choices, "Choose"))
        (forms::select(&filled.field("type", "What it is").required(), &kinds, ""))
        (forms::checkbox(&exercise, filled.value("is_exercise") == "true"))
        (forms::moment(&filled.field("started_at", "When it began").required()))
        (forms::textarea(&filled.field("sites", "Sites that it struck")
            .hint("One on each line, by name or code"), 3))
        (forms::textarea(&filled.field("description", "What happened"), 4))
    }
}

async fn conflict_page(
    shell: &Shell,
    it: &Disruption,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = disruption_path(it.id);
    let conflict = Conflict {
        what: &it.name,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: versions(&FIELDS, theirs, yours),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
