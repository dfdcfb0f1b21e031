//! Who answers for a line of the checklist and by when; attesting it, and taking that back.

use app::actor::Permission;
use app::assure::compliance::{self, Line};
use app::ids::{AgencyId, ObligationId};
use app::people::persons;
use app::{Ctx, Error, FieldProblem};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::compliance_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::edited::confirm_step;
use crate::people::form::{Filled, Seen, Typed, again, maybe, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// One agency and one obligation.
type Key = (AgencyId, ObligationId);

/// `GET /compliance/{agency}/{obligation}/edit`
pub(super) async fn edit(shell: Shell, Path(key): Path<Key>) -> Answer<Markup> {
    let line = line(&shell.ctx, key).await?;
    shell.ctx.require(Permission::WriteAssurance, key.0)?;
    let documents = compliance::documents(&shell.ctx, std::slice::from_ref(&line)).await?;
    let owner = documents.into_iter().next().and_then(|it| it.owner).unwrap_or_default();
    let due = line.compliance.due.map(|it| it.to_string()).unwrap_or_default();
    let typed = [("owner", owner), ("due", due)];
    let typed = typed.map(|(name, it)| (name.to_owned(), it)).into();
    Ok(page(&shell, &line, (line.compliance.version, &Filled::of(typed))))
}

/// `POST /compliance/{agency}/{obligation}/edit`
pub(super) async fn assign(
    shell: Shell,
    Path(key): Path<Key>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&sent);
    match said(&shell.ctx, key, &sent).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=saved", compliance_path(key))).into_response()),
        Err(Error::Invalid(problems)) => {
            let line = line(&shell.ctx, key).await?;
            let filled = Filled::refused(sent, problems);
            Ok(again(page(&shell, &line, (seen, &filled))))
        }
        Err(error) => Err(error.into()),
    }
}

async fn said(ctx: &Ctx, key: Key, sent: &Typed) -> app::Result<()> {
    let due = match text(sent, "due") {
        "" => None,
        it => {
            let problem = || FieldProblem::new("due", "Use a day such as 2026-11-21.");
            Some(it.parse().ok().ok_or_else(problem)?)
        }
    };
    let owner = match maybe(sent, "owner") {
        Some(named) => {
            let meant = persons::code_meant(ctx, &named).await?;
            Some(meant.map_err(|reason| FieldProblem::new("owner", reason))?)
        }
        None => None,
    };
    compliance::assign(ctx, key, version(sent), (owner.as_deref(), due)).await?;
    Ok(())
}

async fn line(ctx: &Ctx, key: Key) -> app::Result<Line> {
    Ok(compliance::show(ctx, key.0, key.1).await?.line)
}

fn page(shell: &Shell, line: &Line, (seen, filled): (i64, &Filled)) -> Markup {
    let path = compliance_path((line.agency.id, line.obligation.id));
    let name = format!("{}: {}", line.agency.name, line.obligation.document.citation);
    let crumbs = vec![("Compliance".to_owned(), "/compliance".to_owned()), (name, path.clone())];
    let title = "Who answers for it, and by when";
    let owner = filled.field("owner", "Who answers for it");
    let due = filled.field("due", "To be attested first by");
    let main = html! {
        (Head { crumbs, title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::lookup(&owner.hint("If nobody is named, the agency's contact for continuity does"), "/search.json?kind=person"))
            (forms::date(&due.hint("If no day is said, the one that the obligation says holds")))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(title, main)
}

/// `GET /compliance/{agency}/{obligation}/attest`
pub(super) async fn ask_attest(shell: Shell, Path(key): Path<Key>) -> Answer<Markup> {
    let line = line(&shell.ctx, key).await?;
    shell.ctx.require(Permission::AttestAssurance, key.0)?;
    let path = compliance_path(key);
    let citation = &line.obligation.document.citation;
    let question = format!("Attest that {} meets {citation}?", line.agency.name);
    let n_evidence = line.compliance.evidence.len();
    let upon = match n_evidence {
        1 => "1 piece of evidence".to_owned(),
        n => format!("{n} pieces of evidence"),
    };
    let consequence = format!(
        "You state it for the agency, upon {upon}, under your name and today's day. When the \
         evidence changes, it must be attested again."
    );
    let said = (question.as_str(), consequence.as_str());
    Ok(confirm_step(&shell, (&path, line.compliance.version), said, ("attest", "Attest it")))
}

/// `POST /compliance/{agency}/{obligation}/attest`
pub(super) async fn attest(
    shell: Shell,
    Path(key): Path<Key>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    compliance::attest(&shell.ctx, key, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=attested", compliance_path(key))))
}

/// `POST /compliance/{agency}/{obligation}/withdraw`
pub(super) async fn withdraw(
    shell: Shell,
    Path(key): Path<Key>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    compliance::withdraw(&shell.ctx, key, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=withdrawn", compliance_path(key))))
}
