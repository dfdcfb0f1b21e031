//! Adding evidence, and taking it away.

use app::actor::Permission;
use app::assure::compliance::{self, Evidence, EvidenceKind, Line};
use app::ids::{AgencyId, ObligationId};
use app::plans::plan;
use app::{Error, FieldProblem, Paging};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::compliance_path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, maybe, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// One agency and one obligation.
type Key = (AgencyId, ObligationId);

#[derive(Debug, Deserialize)]
pub(super) struct Which {
    version: i64,
    n: usize,
}

/// `GET /compliance/{agency}/{obligation}/evidence`
pub(super) async fn new(shell: Shell, Path(key): Path<Key>) -> Answer<Markup> {
    let line = compliance::show(&shell.ctx, key.0, key.1).await?.line;
    shell.ctx.require(Permission::WriteAssurance, key.0)?;
    let typed = [("on".to_owned(), shell.today().to_string())].into();
    page(&shell, &line, (line.compliance.version, &Filled::of(typed))).await
}

/// `POST /compliance/{agency}/{obligation}/evidence`
pub(super) async fn add(
    shell: Shell,
    Path(key): Path<Key>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&sent);
    let added = match evidence(&sent) {
        Ok(it) => compliance::add_evidence(&shell.ctx, key, seen, &it).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=added", compliance_path(key))).into_response()),
        Err(Error::Invalid(problems)) => {
            let line = compliance::show(&shell.ctx, key.0, key.1).await?.line;
            // The form has the fields of one piece; it may be the how many-th there is.
            let short = |it: FieldProblem| {
                let field = it.field.rsplit('.').next().unwrap_or_default().to_owned();
                FieldProblem::new(field, it.reason)
            };
            let problems = problems.into_iter().map(short).collect();
            let filled = Filled::refused(sent, problems);
            Ok(again(page(&shell, &line, (seen, &filled)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /compliance/{agency}/{obligation}/evidence/remove`
pub(super) async fn remove(
    shell: Shell,
    Path(key): Path<Key>,
    Form(which): Form<Which>,
) -> Answer<Redirect> {
    compliance::remove_evidence(&shell.ctx, key, which.version, which.n).await?;
    Ok(Redirect::to(&format!("{}?done=removed", compliance_path(key))))
}

/// The piece of evidence that a form says, or what is wrong with it.
fn evidence(sent: &Typed) -> Result<Evidence, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let kind = text(sent, "kind").parse::<EvidenceKind>().ok();
    if kind.is_none() {
        problems.push(FieldProblem::new("kind", "Choose what it is."));
    }
    let on = text(sent, "on").parse().ok();
    if on.is_none() {
        problems.push(FieldProblem::new("on", "Use a day such as 2026-11-21."));
    }
    let (Some(kind), Some(on)) = (kind, on) else { return Err(problems) };
    let plan = maybe(sent, "plan").filter(|_| kind == EvidenceKind::Plan);
    let clause = text(sent, "clause").to_owned();
    let text = text(sent, "text").replace("\r\n", "\n");
    Ok(Evidence { kind, on, clause, plan, version: None, text })
}

async fn page(shell: &Shell, line: &Line, (seen, filled): (i64, &Filled)) -> Answer<Markup> {
    let path = compliance_path((line.agency.id, line.obligation.id));
    let document = &line.obligation.document;
    let query = plan::Query {
        agencies: Some([line.agency.id].into()),
        paging: Paging { number: 1, size: Paging::SIZE_MAX },
        ..plan::Query::default()
    };
    let plans = plan::list(&shell.ctx, &query).await?.items;
    let in_force = plans.iter().filter(|it| it.standing.is_in_force());
    let plans: Vec<Choice<'_>> =
        in_force.map(|it| Choice::new(it.code.as_str(), it.title.as_str())).collect();
    let kinds: Vec<Choice<'_>> =
        EvidenceKind::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let shown = |it: &app::assure::obligations::Clause| {
        let words: String = it.text.chars().take(60).collect();
        format!("{}: {words}", it.number)
    };
    let clauses: Vec<Choice<'_>> =
        document.clauses.iter().map(|it| Choice::new(it.number.as_str(), shown(it))).collect();
    let title = "Add evidence";
    let name = format!("{}: {}", line.agency.name, document.citation);
    let crumbs = vec![("Compliance".to_owned(), "/compliance".to_owned()), (name, path.clone())];
    let plan = filled.field("plan", "Which plan").told();
    let said = filled.field("text", "What it is").told();
    let main = html! {
        (Head { crumbs, title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/evidence"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::select(&filled.field("kind", "What it is").required(), &kinds, "Choose"))
            (forms::select(&plan.hint("Only for a plan: the version that is in force today is named"), &plans, "None"))
            (forms::textarea(&said.hint("Where the file is kept, or what is to be said"), 3))
            (forms::select(&filled.field("clause", "For which clause"), &clauses, "For all of them"))
            (forms::date(&filled.field("on", "Of which day").required()))
            (forms::buttons("Add the evidence", &path))
        }))
    };
    Ok(shell.page(title, main))
}
