//! Adding and changing an agency, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies::{self, Agency, AgencyDocument, AgencyKind};
use app::people::{calendars, persons};
use app::{Ctx, Error, FieldProblem, counties};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::form::{Filled, Typed, again, maybe, text, version, versions};
use super::super::history::who_changed;
use super::super::sign_in::to;
use super::filter::agencies_with;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms::{self, Choice};
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 9] = [
    ("name", "Name"),
    ("aliases", "Other names"),
    ("kind", "Kind"),
    ("mission", "What it is for"),
    ("primary_contact", "Whom to call about continuity"),
    ("alternate_contact", "Whom to call if nobody answers"),
    ("headcount", "People who work there"),
    ("county_fips", "County"),
    ("calendar", "Business calendar"),
];

/// What the field called `name` is called, for the summary of what is wrong.
fn label(name: &str) -> String {
    match name {
        "parent" => "Part of".to_owned(),
        "code" => "Code".to_owned(),
        _ => forms::label_in(&FIELDS, name),
    }
}

/// `GET /agencies/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    typed.entry("kind".to_owned()).or_insert_with(|| "state_agency".to_owned());
    new_page(&shell, &Filled::of(typed)).await
}

/// `POST /agencies`
pub(super) async fn add(shell: Shell, Form(typed): Form<Typed>) -> Answer<Response> {
    let added = match document(&shell.ctx, &typed).await {
        Ok(document) => agencies::add(&shell.ctx, &document).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(agency) => Ok(to(&format!("/agencies/{}?done=added", agency.id))),
        Err(Error::Invalid(problems)) => {
            Ok(again(new_page(&shell, &Filled::refused(typed, problems)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /agencies/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<AgencyId>) -> Answer<Markup> {
    let agency = agencies::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteAgencies, id)?;
    let document = agencies::document(&shell.ctx, id).await?;
    edit_page(&shell, &agency, agency.version, &Filled::of(typed_of(&document))).await
}

/// `POST /agencies/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<AgencyId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let agency = agencies::show(&shell.ctx, id).await?;
    let stored = typed_of(&agencies::document(&shell.ctx, id).await?);
    let seen = version(&typed);
    // What the form does not have stays as it is.
    let mut whole = stored.clone();
    whole.extend(typed);
    let changed = match document(&shell.ctx, &whole).await {
        Ok(document) => agencies::change(&shell.ctx, id, seen, &document).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(it) => {
            let done = if it.version == agency.version { "unchanged" } else { "saved" };
            Ok(to(&format!("/agencies/{id}?done={done}")))
        }
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(whole, problems);
            Ok(again(edit_page(&shell, &agency, seen, &filled).await?))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &agency, &stored, &whole).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed, or everything that is wrong with it.
async fn document(ctx: &Ctx, typed: &Typed) -> app::Result<AgencyDocument> {
    let mut problems = Vec::new();
    let kind = AgencyKind::from_code(text(typed, "kind"));
    if kind.is_none() {
        problems.push(FieldProblem::new("kind", "Choose what it is."));
    }
    let headcount = maybe(typed, "headcount").map(|it| it.replace([',', ' '], "").parse());
    let headcount = headcount.transpose().unwrap_or_else(|_why: std::num::ParseIntError| {
        problems.push(FieldProblem::new("headcount", "Write a whole number."));
        None
    });
    let mut contacts = [None, None];
    for (field, contact) in ["primary_contact", "alternate_contact"].into_iter().zip(&mut contacts)
    {
        let Some(text) = maybe(typed, field) else { continue };
        match persons::code_meant(ctx, &text).await? {
            Ok(code) => *contact = Some(code),
            Err(reason) => problems.push(FieldProblem::new(field, reason)),
        }
    }
    let [primary_contact, alternate_contact] = contacts;
    let aliases = text(typed, "aliases").lines().map(|it| it.trim().to_owned());
    let document = AgencyDocument {
        code: text(typed, "code").to_owned(),
        parent: maybe(typed, "parent"),
        name: text(typed, "name").to_owned(),
        aliases: aliases.filter(|it| !it.is_empty()).collect(),
        kind: kind.unwrap_or(AgencyKind::StateAgency),
        county_fips: maybe(typed, "county_fips").map(|it| counties::code(&it).to_owned()),
        mission: text(typed, "mission").to_owned(),
        headcount,
        primary_contact,
        alternate_contact,
        calendar: maybe(typed, "calendar"),
    };
    if problems.is_empty() {
        return Ok(document);
    }
    problems.extend(document.problems());
    Err(Error::Invalid(problems))
}

fn typed_of(document: &AgencyDocument) -> Typed {
    let optional = |it: &Option<String>| it.clone().unwrap_or_default();
    let pairs = [
        ("code", document.code.clone()),
        ("parent", optional(&document.parent)),
        ("name", document.name.clone()),
        ("aliases", document.aliases.join("\n")),
        ("kind", document.kind.code().to_owned()),
        ("county_fips", optional(&document.county_fips)),
        ("mission", document.mission.clone()),
        ("headcount", document.headcount.map(|it| it.to_string()).unwrap_or_default()),
        ("primary_contact", optional(&document.primary_contact)),
        ("alternate_contact", optional(&document.alternate_contact)),
        ("calendar", optional(&document.calendar)),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The agencies below which the actor may add one, or a person.
pub(crate) async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    agencies_with(ctx, Permission::WriteAgencies).await
}

/// Agencies to choose from, each set in as deep as it stands in the tree.
pub(crate) fn choices(agencies: &[Agency]) -> Vec<Choice<'_>> {
    let choice = |it: &'_ Agency| {
        let depth = it.path.matches('/').count().saturating_sub(2);
        (it.code.clone(), format!("{}{}", "– ".repeat(depth), it.name))
    };
    agencies.iter().map(choice).map(|(code, label)| Choice::new(code, label)).collect()
}

async fn new_page(shell: &Shell, filled: &Filled) -> Answer<Markup> {
    let all = writable(&shell.ctx).await?;
    let parent = filled.field("parent", "Part of").hint("It stays where it is in the tree.");
    let parents = choices(&all);
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let crumbs = vec![("Agencies".to_owned(), "/agencies".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Add an agency", ..Head::default() }.shown())
        (forms::form("/agencies", html! {
            (forms::error_summary_by(&filled.problems, label))
            (forms::select(&parent, &parents, "Nothing: it is the state itself"))
            (forms::text(&filled.field("code", "Code").hint(hint).required()))
            (fields(&shell.ctx, filled).await?)
            (forms::buttons("Add the agency", "/agencies"))
        }))
    };
    Ok(shell.page("Add an agency", main))
}

async fn edit_page(shell: &Shell, agency: &Agency, seen: i64, filled: &Filled) -> Answer<Markup> {
    let path = format!("/agencies/{}", agency.id);
    let title = format!("Edit {}", agency.name);
    let crumbs =
        vec![("Agencies".to_owned(), "/agencies".to_owned()), (agency.name.clone(), path.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::error_summary_by(&filled.problems, label))
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (fields(&shell.ctx, filled).await?)
            (forms::buttons("Save", &path))
        }))
    };
    Ok(shell.page(&title, main))
}

async fn fields(ctx: &Ctx, filled: &Filled) -> Answer<Markup> {
    let kinds: Vec<Choice<'_>> =
        AgencyKind::CHOICES.iter().map(|(code, title)| Choice::new(*code, *title)).collect();
    let person = "/search.json?kind=person";
    let by_name = "By name or code. Type part of it, and choose.";
    let aliases = filled
        .field("aliases", "Other names")
        .hint("One on each line, as files and people spell it.");
    let county = filled
        .field("county_fips", "County")
        .hint("Its five-digit FIPS code; in North Carolina also its name with the state: Wake, NC");
    let calendar = filled
        .field("calendar", "Business calendar")
        .hint("What is due on a day on which it is closed is due on the next open one.");
    let calendars = calendars_offered(ctx, filled.value("calendar")).await?;
    Ok(html! {
        (forms::text(&filled.field("name", "Name").required()))
        (forms::textarea(&aliases, 3))
        (forms::select(&filled.field("kind", "Kind").required(), &kinds, ""))
        (forms::textarea(&filled.field("mission", "What it is for"), 3))
        (forms::group("Contacts for continuity", true, html! {
            (forms::lookup(&filled.field("primary_contact", "Whom to call").hint(by_name), person))
            (forms::lookup(&filled.field("alternate_contact", "If nobody answers").hint(by_name), person))
        }))
        (forms::group("Size and place", true, html! {
            (forms::number(&filled.field("headcount", "People who work there")))
            (forms::text(&county.hint("Five digits, if it is of one county.")))
            (forms::select(&calendar, &calendars, "That of its agency or of the state"))
        }))
    })
}

/// The calendars in use, and the one that was chosen even if it was retired since.
async fn calendars_offered(ctx: &Ctx, chosen: &str) -> Answer<Vec<Choice<'static>>> {
    let all = calendars::all(ctx).await?.into_iter();
    let mut choices: Vec<_> = all.map(|it| Choice::new(it.code, it.name)).collect();
    if !chosen.is_empty()
        && choices.iter().all(|it| it.value != chosen)
        && let Ok(it) = calendars::by_code(ctx, chosen).await
    {
        choices.push(Choice::new(it.code, format!("{} (retired)", it.name)));
    }
    Ok(choices)
}

async fn conflict_page(
    shell: &Shell,
    agency: &Agency,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, agency.id.uuid()).await?;
    let mut fields = versions(&FIELDS, theirs, yours);
    for it in &mut fields {
        it.theirs_shown = named(&shell.ctx, &it.name, &it.theirs).await;
        it.yours_shown = named(&shell.ctx, &it.name, &it.yours).await;
    }
    let path = format!("/agencies/{}", agency.id);
    let conflict = Conflict {
        what: &agency.name,
        who: &who,
        when: &shell.when(agency.updated_at),
        action: &format!("{path}/edit"),
        version: agency.version,
        fields,
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}

/// What `value` of a field is called, where the value is a code. None if that is not known.
async fn named(ctx: &Ctx, field: &str, value: &str) -> Option<String> {
    match field {
        "kind" => AgencyKind::from_code(value).map(|it| it.title().to_owned()),
        "calendar" => calendars::by_code(ctx, value).await.ok().map(|it| it.name),
        "county_fips" => Some(counties::named(value).to_owned()).filter(|it| !it.is_empty()),
        "primary_contact" | "alternate_contact" => {
            persons::by_code(ctx, value).await.ok().map(|it| it.name)
        }
        _ => None,
    }
}
