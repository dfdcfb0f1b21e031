//! Asking the continuity team: by itself, or from the page of a plan, a risk or an impact analysis.

use app::actor::Permission;
use app::assure::consultations::{self, Area, AskDocument};
use app::ids::{AnalysisId, PlanId, RiskId};
use app::people::agencies::{self, Agency};
use app::plans::plan;
use app::prepare::{impact, risks};
use app::{Ctx, Error, FieldProblem};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::consultation_path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::agencies::{agencies_with, choices, choose_only};
use crate::people::form::{Filled, Typed, again, maybe, text};
use crate::request::{Address, Form};
use crate::shell::Shell;

/// `GET /consultations/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let agencies = agencies_with(ctx, Permission::AskConsultations).await?;
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    about(ctx, &mut typed).await?;
    if let Some(page) = maybe(&typed, "from").filter(|it| it.starts_with('/')) {
        let page: String = page.chars().take(300).collect();
        typed.entry("question".to_owned()).or_insert_with(|| format!("On the page {page}: "));
    }
    choose_only(&mut typed, &agencies);
    Ok(page(&shell, &Filled::of(typed), &agencies))
}

/// What a page leads here with becomes what the form says: its agency, its field and its code.
async fn about(ctx: &Ctx, typed: &mut Typed) -> Answer<()> {
    let (mut found, mut known) = (None, Typed::new());
    if let Ok(id) = text(typed, "plan").parse::<PlanId>()
        && let Ok(it) = plan::show(ctx, id).await
    {
        known.insert("plan".to_owned(), it.code);
        found = Some((it.agency_id, Area::of_plan_type(&it.plan_type), it.title));
    } else if let Ok(id) = text(typed, "risk").parse::<RiskId>()
        && let Ok(it) = risks::show(ctx, id).await
    {
        known.insert("risk".to_owned(), it.code);
        found = Some((it.agency_id, Area::BcRisk, it.name));
    } else if let Ok(id) = text(typed, "analysis").parse::<AnalysisId>()
        && let Ok((_, item)) = impact::show(ctx, id).await
    {
        found = Some((item.agency_id, Area::Bc, format!("Impact analysis of {}", item.name)));
    }
    if let Some((agency_id, area, topic)) = found {
        let agency = agencies::show(ctx, agency_id).await?;
        known.insert("agency".to_owned(), agency.code);
        known.insert("area".to_owned(), area.code().to_owned());
        known.insert("topic".to_owned(), topic.chars().take(200).collect());
    }
    typed.extend(known);
    Ok(())
}

/// `POST /consultations`
pub(super) async fn ask(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let asked = match Area::from_code(text(&sent, "area")) {
        Some(area) => consultations::ask(&shell.ctx, &document(&sent, area)).await,
        None => Err(FieldProblem::new("area", "Choose one of them.").into()),
    };
    match asked {
        Ok(it) => {
            let to = format!("{}?done=asked-advice", consultation_path(it.id));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let agencies = agencies_with(&shell.ctx, Permission::AskConsultations).await?;
            Ok(again(page(&shell, &Filled::refused(sent, problems), &agencies)))
        }
        Err(error) => Err(error.into()),
    }
}

fn document(sent: &Typed, area: Area) -> AskDocument {
    AskDocument {
        agency: text(sent, "agency").to_owned(),
        area,
        topic: text(sent, "topic").to_owned(),
        question: text(sent, "question").replace("\r\n", "\n"),
        plan: maybe(sent, "plan"),
        risk: maybe(sent, "risk"),
        analysis: maybe(sent, "analysis"),
    }
}

fn page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let title = "Ask the continuity team";
    let crumbs = vec![("Consultations".to_owned(), "/consultations".to_owned())];
    let areas: Vec<Choice<'_>> =
        Area::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let lead = html! {
        "It arrives in the team's queue at once. If it is about a plan, whoever takes it on may see \
         its draft until the consultation is over."
    };
    let field = |name: &'static str, label: &'static str| filled.field(name, label);
    let plan = field("plan", "Plan that it is about").hint("By its code, if there is one");
    let risk = field("risk", "Risk that it is about").hint("By its code, if there is one");
    let main = html! {
        (Head { crumbs, title, lead: Some(lead), ..Head::default() }.shown())
        (forms::form("/consultations", html! {
            (forms::error_summary(&filled.problems))
            (forms::select(&field("agency", "Agency").required(), &choices(agencies), "Choose"))
            (forms::select(&field("area", "Area").required(), &areas, "Choose"))
            (forms::text(&field("topic", "What it is about").hint("In one line").required()))
            (forms::textarea(&field("question", "What you would like to know").required(), 6))
            @if filled.value("analysis").is_empty() {
                (forms::lookup(&plan, "/search.json?kind=plan"))
                (forms::lookup(&risk, "/search.json?kind=risk"))
            } @else {
                (forms::hidden("analysis", filled.value("analysis")))
            }
            (forms::buttons("Ask", "/consultations"))
        }))
    };
    shell.page(title, main)
}
