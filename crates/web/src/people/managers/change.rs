//! Assigning a relationship manager, and changing from when to when somebody is it.

use app::actor::Permission;
use app::ids::ManagerId;
use app::people::managers::{self, Manager, ManagerDocument};
use app::people::{agencies, persons};
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

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

/// The fields that may change, with their labels.
const FIELDS: [(&str, &str); 2] = [("from", "From which day on"), ("until", "The last day")];

/// `GET /managers/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    typed.entry("from".to_owned()).or_insert_with(|| shell.today().to_string());
    new_page(&shell, &Filled::of(typed)).await
}

/// `POST /managers`
pub(super) async fn assign(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let assigned = match document(&shell.ctx, &sent).await? {
        Ok(document) => managers::assign(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match assigned {
        Ok(it) => Ok(to(&it, "added")),
        Err(Error::Invalid(problems)) => {
            Ok(again(new_page(&shell, &Filled::refused(sent, problems)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /managers/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<ManagerId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::AssignManagers, it.agency_id)?;
    edit_page(&shell, &it, (it.version, &Filled::of(stored))).await
}

/// `POST /managers/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<ManagerId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let mut whole = stored.clone();
    whole.extend(sent);
    let changed = match document(&shell.ctx, &whole).await? {
        Ok(document) => managers::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(&it, "unchanged")),
        Ok(next) => Ok(to(&next, "saved")),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(whole, problems);
            Ok(again(edit_page(&shell, &it, (seen, &filled)).await?))
        }
        Err(Error::Stale(_)) => {
            let who = who_changed(&shell.ctx, id.uuid()).await?;
            let conflict = Conflict {
                what: "Relationship manager",
                who: &who,
                when: &shell.when(it.updated_at),
                action: &format!("/managers/{id}/edit"),
                version: it.version,
                fields: versions(&FIELDS, &stored, &whole),
                back: "/managers",
            };
            let page = shell.page("Changed meanwhile", conflict::conflict(&conflict));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(it: &Manager, done: &str) -> Response {
    Redirect::to(&format!("/agencies/{}?done={done}", it.agency_id)).into_response()
}

async fn document(ctx: &Ctx, sent: &Typed) -> Answer<Result<ManagerDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let mut day = |field: &'static str| {
        let day = text(sent, field).parse().ok();
        if day.is_none() && !text(sent, field).is_empty() {
            problems.push(FieldProblem::new(field, "Use a day such as 2026-11-21."));
        }
        day
    };
    let (from, until) = (day("from"), day("until"));
    if from.is_none() && text(sent, "from").is_empty() {
        problems.push(FieldProblem::new("from", "Say from which day on."));
    }
    let person = match maybe(sent, "person") {
        Some(named) => match persons::code_meant(ctx, &named).await? {
            Ok(code) => code,
            Err(reason) => {
                problems.push(FieldProblem::new("person", reason));
                String::new()
            }
        },
        None => {
            problems.push(FieldProblem::new("person", "Say who it is."));
            String::new()
        }
    };
    let Some(from) = from.filter(|_| problems.is_empty()) else { return Ok(Err(problems)) };
    Ok(Ok(ManagerDocument { agency: text(sent, "agency").to_owned(), person, from, until }))
}

async fn find(ctx: &Ctx, id: ManagerId) -> Answer<(Manager, Typed)> {
    let it = managers::show(ctx, id).await?;
    let documents = managers::documents(ctx, std::slice::from_ref(&it)).await?;
    let typed = documents.into_iter().next().map(|it| {
        [
            ("agency", it.agency),
            ("person", it.person),
            ("from", it.from.to_string()),
            ("until", it.until.map(|it| it.to_string()).unwrap_or_default()),
        ]
        .map(|(name, it)| (name.to_owned(), it))
        .into()
    });
    Ok((it, typed.unwrap_or_default()))
}

fn days(filled: &Filled) -> Markup {
    let until = filled.field("until", "The last day");
    html! {
        (forms::date(&filled.field("from", "From which day on").required()))
        (forms::date(&until.hint("Empty: until somebody says otherwise")))
    }
}

async fn new_page(shell: &Shell, filled: &Filled) -> Answer<Markup> {
    let agencies = agencies::all(&shell.ctx).await?;
    let crumbs = vec![("Relationship managers".to_owned(), "/managers".to_owned())];
    let person = filled.field("person", "Who looks after it").required();
    let main = html! {
        (Head { crumbs, title: "Assign a manager", ..Head::default() }.shown())
        (forms::form("/managers", html! {
            (forms::error_summary(&filled.problems))
            (forms::select(&filled.field("agency", "Agency").required(), &choices(&agencies), "Choose"))
            (forms::lookup(&person, "/search.json?kind=person"))
            (days(filled))
            (forms::buttons("Assign", "/managers"))
        }))
    };
    Ok(shell.page("Assign a manager", main))
}

async fn edit_page(shell: &Shell, it: &Manager, (seen, filled): (i64, &Filled)) -> Answer<Markup> {
    let people = persons::labels(&shell.ctx, &[it.person_id].into()).await?;
    let agencies = agencies::labels(&shell.ctx, &[it.agency_id].into()).await?;
    let name = people.into_values().next().unwrap_or_else(|| "Somebody".to_owned());
    let agency = agencies.into_values().next().unwrap_or_default();
    let crumbs = vec![("Relationship managers".to_owned(), "/managers".to_owned())];
    let title = format!("{name} at {agency}");
    let lead = html! { "To let somebody else take over, end this on a day and assign the next." };
    let head = Head { crumbs, title: &title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (forms::form(&format!("/managers/{}/edit", it.id), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (days(filled))
            (forms::buttons("Save", "/managers"))
        }))
    };
    Ok(shell.page(&title, main))
}
