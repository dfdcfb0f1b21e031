//! Giving a role, and ending one.

use app::actor::{Permission, Role};
use app::ids::GrantId;
use app::people::access::{self, Draft, Extent, Grant};
use app::people::agencies;
use app::people::persons::{self, Person};
use app::prepare::inventory::{self, Kind};
use app::{Ctx, Error, FieldProblem};
use axum::response::Response;
use chrono_tz::Tz;
use maud::{Markup, html};

use super::super::form::{Filled, Typed, again, end_of_day, maybe, start_of_day, text};
use super::super::sign_in::to;
use super::about;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::layout::records::{self, Confirm};
use crate::people::agencies::agencies_with;
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// `GET /access/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let typed: Typed = List::read(&address, "").extra.into_iter().collect();
    page(&shell, &Filled::of(typed)).await
}

/// `POST /access`
pub(super) async fn give(shell: Shell, Form(typed): Form<Typed>) -> Answer<Response> {
    let given = match draft(&shell.ctx, &typed, shell.zone()).await {
        Ok(draft) => access::give(&shell.ctx, draft).await,
        Err(error) => Err(error),
    };
    let problems = match given {
        Ok(grant) => return Ok(to(&format!("/people/{}?done=granted", grant.person_id))),
        Err(Error::Invalid(problems)) => problems,
        Err(Error::Refused(it)) => vec![FieldProblem::new("role", it.reason)],
        Err(Error::Forbidden(_)) => {
            vec![FieldProblem::new("agency", "You may not give roles there.")]
        }
        Err(error) => return Err(error.into()),
    };
    Ok(again(page(&shell, &Filled::refused(typed, problems)).await?))
}

/// `GET /access/{id}/end`
pub(super) async fn ask(shell: Shell, Path(id): Path<GrantId>) -> Answer<Markup> {
    let grant = access::show(&shell.ctx, id).await?;
    let person = persons::show(&shell.ctx, grant.person_id).await?;
    let question = format!("End {} for {}?", grant.role.title(), person.name);
    let ask = Confirm {
        question: &question,
        consequence: "They can do what the role allows until you confirm this, and not after.",
        action: &format!("/access/{id}/end"),
        button: "End the role",
        back: "/access",
        fields: Vec::new(),
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// `POST /access/{id}/end`
pub(super) async fn end(shell: Shell, Path(id): Path<GrantId>) -> Answer<Response> {
    let Grant { person_id, .. } = access::end(&shell.ctx, id).await?;
    Ok(to(&format!("/people/{person_id}?done=ended")))
}

async fn draft(ctx: &Ctx, typed: &Typed, zone: Tz) -> app::Result<Draft> {
    let mut problems = Vec::new();
    let person = match person(ctx, text(typed, "person")).await {
        Ok(person) => Some(person),
        Err(Error::Invalid(found)) => {
            problems.extend(found);
            None
        }
        Err(error) => return Err(error),
    };
    let role = text(typed, "role").parse::<Role>().ok();
    if role.is_none() {
        problems.push(FieldProblem::new("role", "Choose a role."));
    }
    let extent = match extent(ctx, typed).await {
        Ok(extent) => Some(extent),
        Err(Error::Invalid(found)) => {
            problems.extend(found);
            None
        }
        Err(error) => return Err(error),
    };
    let mut day = |name: &'static str, read: fn(&str, &'static str, Tz) -> Result<_, _>| {
        let day = maybe(typed, name)?;
        read(&day, name, zone).map_err(|it| problems.push(it)).ok()
    };
    let starts_at = day("starts_at", start_of_day);
    let ends_at = day("ends_at", end_of_day);
    let (Some(person), Some(role), Some(extent), true) =
        (person, role, extent, problems.is_empty())
    else {
        return Err(Error::Invalid(problems));
    };
    let reason = text(typed, "reason").to_owned();
    Ok(Draft { person_id: person.id, role, extent, starts_at, ends_at, reason })
}

/// The person who was typed, by code or by their whole name.
async fn person(ctx: &Ctx, text: &str) -> app::Result<Person> {
    let problem = |reason: String| FieldProblem::new("person", reason);
    let code = persons::code_meant(ctx, text).await?.map_err(problem)?;
    match persons::by_code(ctx, &code).await {
        Err(Error::NotFound(_)) => {
            let how = "Type part of the name, and choose.";
            Err(problem(format!("There is no person called “{text}”. {how}")).into())
        }
        found => found,
    }
}

/// A record counts before an agency, and an agency before the state.
async fn extent(ctx: &Ctx, typed: &Typed) -> app::Result<Extent> {
    if let Some(reference) = maybe(typed, "record") {
        let problem = || FieldProblem::new("record", "There is no such record. Choose one.");
        let meant = inventory::reference_meant(ctx, &reference).await?;
        let reference = meant.map_err(|it| FieldProblem::new("record", it))?;
        let (kind, code) = reference.split_once(':').ok_or_else(problem)?;
        let kind = kind.parse::<Kind>().ok().ok_or_else(problem)?;
        let found = inventory::by_code(ctx, kind, code).await;
        let item = found.map_err(|it| unless_there(it, problem()))?;
        return Ok(Extent::Record(item.id.into()));
    }
    let Some(code) = maybe(typed, "agency") else {
        return Err(FieldProblem::new("agency", "Choose where the role is held.").into());
    };
    if code == WHOLE_STATE {
        return Ok(Extent::State);
    }
    let problem = FieldProblem::new("agency", "There is no such agency.");
    let agency = agencies::meant(ctx, &code).await.map_err(|it| unless_there(it, problem))?;
    Ok(Extent::Agency(agency.id))
}

/// What is not there is a problem of the field that names it. All else stays what it is.
fn unless_there(error: Error, problem: FieldProblem) -> Error {
    match error {
        Error::NotFound(_) => problem.into(),
        error => error,
    }
}

/// What the form sends for the whole state. No code of an agency has a star.
const WHOLE_STATE: &str = "*";

const BY_NAME: &str = "By name or code. Type part of it, and choose.";

/// What the fields are called, for the summary of what is wrong.
const LABELS: [(&str, &str); 7] = [
    ("person", "Who"),
    ("role", "Role"),
    ("agency", "In"),
    ("record", "Or for one record only"),
    ("starts_at", "First day"),
    ("ends_at", "Last day"),
    ("reason", "Why"),
];

async fn page(shell: &Shell, filled: &Filled) -> Answer<Markup> {
    let agencies = agencies_with(&shell.ctx, Permission::WriteGrants).await?;
    let mut places = Vec::new();
    if shell.ctx.actor.may(Permission::WriteGrants, app::actor::Place::State) {
        places.push(Choice::new(WHOLE_STATE, "The whole state"));
    }
    places.extend(agencies.iter().map(|it| {
        let depth = it.path.matches('/').count().saturating_sub(2);
        Choice::new(it.code.as_str(), format!("{}{}", "– ".repeat(depth), it.name))
    }));
    let roles: Vec<Choice<'_>> = Role::ALL
        .iter()
        .map(|it| Choice::new(it.code(), format!("{}: {}", it.title(), about(*it))))
        .collect();
    let crumbs = vec![("Access".to_owned(), "/access".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Give a role", ..Head::default() }.shown())
        (forms::form("/access", html! {
            (forms::error_summary_by(&filled.problems, |name| forms::label_in(&LABELS, name)))
            (forms::lookup(&filled.field("person", "Who").hint(BY_NAME).required(), "/search.json?kind=person"))
            (forms::select(&filled.field("role", "Role").required(), &roles, "Choose a role"))
            (forms::group("Where", false, html! {
                (forms::select(&filled.field("agency", "In").hint("The role is held there and in all agencies below."), &places, "Choose a place"))
                (forms::lookup(&filled.field("record", "Or for one record only").hint("For example a service that is shared with a vendor."), "/search.json?refs=true"))
            }))
            (forms::group("When", true, html! {
                (forms::date(&filled.field("starts_at", "First day").hint("Left empty: from now on.")))
                (forms::date(&filled.field("ends_at", "Last day").hint("Left empty: until someone ends it.")))
            }))
            (forms::textarea(&filled.field("reason", "Why").hint("Kept in the audit log.").required(), 2))
            (forms::buttons("Give the role", "/access"))
        }))
    };
    Ok(shell.page("Give a role", main))
}
