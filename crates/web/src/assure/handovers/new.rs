//! Announcing that somebody leaves, moves or changes role.

use app::actor::{Permission, Scope};
use app::assure::handovers::{self, HandoverDocument, Kind};
use app::people::agencies::{self, Agency};
use app::people::persons;
use app::{Ctx, Error, FieldProblem};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::handover_path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::agencies::{choices, choose_only};
use crate::people::form::{Filled, Typed, again, maybe, text};
use crate::request::{Address, Form};
use crate::shell::Shell;

/// `GET /handovers/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    typed.entry("on".to_owned()).or_insert_with(|| shell.today().to_string());
    choose_only(&mut typed, &agencies);
    Ok(page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /handovers`
pub(super) async fn announce(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let announced = match document(&shell.ctx, &sent).await? {
        Ok(document) => handovers::announce(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match announced {
        Ok(it) => {
            let to = format!("{}?done=announced", handover_path(it.id));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            Ok(again(page(&shell, &Filled::refused(sent, problems), &agencies)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The document that a form says, or what is wrong with it.
async fn document(ctx: &Ctx, sent: &Typed) -> Answer<Result<HandoverDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let on = text(sent, "on").parse().ok();
    if on.is_none() {
        problems.push(FieldProblem::new("on", "Use a day such as 2026-11-21."));
    }
    let kind = Kind::from_code(text(sent, "kind"));
    if kind.is_none() {
        problems.push(FieldProblem::new("kind", "Choose what becomes of them."));
    }
    let mut people = Vec::new();
    for field in ["person", "successor"] {
        match maybe(sent, field) {
            Some(named) => match persons::code_meant(ctx, &named).await? {
                Ok(code) => people.push(Some(code)),
                Err(reason) => problems.push(FieldProblem::new(field, reason)),
            },
            None => people.push(None),
        }
    }
    if text(sent, "person").is_empty() {
        problems.push(FieldProblem::new("person", "Say who it is."));
    }
    let (Some(on), Some(kind), [Some(person), successor], true) =
        (on, kind, people.as_slice(), problems.is_empty())
    else {
        return Ok(Err(problems));
    };
    Ok(Ok(HandoverDocument {
        agency: text(sent, "agency").to_owned(),
        person: person.clone(),
        successor: successor.clone(),
        kind,
        on,
        note: text(sent, "note").replace("\r\n", "\n"),
    }))
}

/// The agencies for which the actor may announce one.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    for permission in [Permission::WriteAgencies, Permission::ReadGrants] {
        if let Scope::Only { agencies, .. } = ctx.actor.scope(permission) {
            all.retain(|it| agencies.contains(&it.id));
        }
    }
    Ok(all)
}

fn page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let title = "Announce a personnel change";
    let crumbs = vec![("Personnel changes".to_owned(), "/handovers".to_owned())];
    let kinds: Vec<Choice<'_>> =
        Kind::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let lead = html! {
        "On its day, all rights of the person in this agency end, and who follows gets the same. \
         The account of whoever leaves is closed. The continuity team is told at once."
    };
    let field = |name: &'static str, label: &'static str| filled.field(name, label);
    let follows =
        field("successor", "Who follows").hint("Empty: nobody yet, and the rights end only");
    let kind = field("kind", "What becomes of them").required();
    let on = field("on", "From which day on").hint("A day that is past takes effect at once");
    let main = html! {
        (Head { crumbs, title, lead: Some(lead), ..Head::default() }.shown())
        (forms::form("/handovers", html! {
            (forms::error_summary(&filled.problems))
            (forms::select(&field("agency", "Agency").required(), &choices(agencies), "Choose"))
            (forms::lookup(&field("person", "Who").required(), "/search.json?kind=person"))
            (forms::select(&kind, &kinds, "Choose"))
            (forms::lookup(&follows, "/search.json?kind=person"))
            (forms::date(&on.required()))
            (forms::textarea(&field("note", "What else is to be known"), 3))
            (forms::buttons("Announce it", "/handovers"))
        }))
    };
    shell.page(title, main)
}
