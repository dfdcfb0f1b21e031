//! Taking a consultation on, and writing down what came of it.

use app::assure::consultations::{self, Advice, Consultation, RecordDocument};
use app::ids::ConsultationId;
use app::people::persons;
use app::{Ctx, Error, FieldProblem, Span};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::consultation_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{
    Filled, Typed, again, local_minute, moment_typed, text, version, versions,
};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The fields of what came of it, with their labels.
const FIELDS: [(&str, &str); 4] = [
    ("meets_at", "When you meet, or met"),
    ("spent", "Time spent"),
    ("outcome", "What came of it"),
    ("recommendations", "What is recommended"),
];

/// `GET /consultations/{id}/take`
pub(super) async fn ask_take(shell: Shell, Path(id): Path<ConsultationId>) -> Answer<Markup> {
    let it = consultations::show(&shell.ctx, id).await?;
    let mut typed = Typed::new();
    let names = persons::labels(&shell.ctx, &it.advisers.keys().copied().collect()).await?;
    let names: Vec<&str> = names.values().map(String::as_str).collect();
    typed.insert("advisers".to_owned(), names.join("\n"));
    Ok(take_page(&shell, &it, (it.version, &Filled::of(typed))))
}

/// `POST /consultations/{id}/take`
pub(super) async fn take(
    shell: Shell,
    Path(id): Path<ConsultationId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&sent);
    let (mut names, mut problems) = (Vec::new(), Vec::new());
    for it in text(&sent, "advisers").lines().map(str::trim).filter(|it| !it.is_empty()) {
        match persons::code_meant(&shell.ctx, it).await? {
            Ok(code) => names.push(code),
            Err(reason) => problems.push(FieldProblem::new("advisers", reason)),
        }
    }
    let taken = match problems.is_empty() {
        true => consultations::take(&shell.ctx, id, seen, &names).await,
        false => Err(Error::Invalid(problems)),
    };
    match taken {
        Ok(_) => Ok(to(id, "taken")),
        Err(Error::Invalid(problems)) => {
            let it = consultations::show(&shell.ctx, id).await?;
            let filled = Filled::refused(sent, problems);
            Ok(again(take_page(&shell, &it, (seen, &filled))))
        }
        Err(error) => Err(error.into()),
    }
}

fn take_page(shell: &Shell, it: &Consultation, (seen, filled): (i64, &Filled)) -> Markup {
    let path = consultation_path(it.id);
    let advisers = filled.field("advisers", "Who advises");
    let hint = "One on each line, by name or code. Empty: you";
    let lead =
        html! { "If it is about a plan, they may see its draft until the consultation is over." };
    let title = "Who advises?";
    let main = html! {
        (Head { crumbs: crumbs(it), title, lead: Some(lead), ..Head::default() }.shown())
        (forms::form(&format!("{path}/take"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::textarea(&advisers.hint(hint), 3))
            (forms::buttons("Take it on", &path))
        }))
    };
    shell.page(title, main)
}

fn crumbs(it: &Consultation) -> Vec<(String, String)> {
    vec![
        ("Consultations".to_owned(), "/consultations".to_owned()),
        (it.topic.clone(), consultation_path(it.id)),
    ]
}

/// `GET /consultations/{id}/record`
pub(super) async fn edit(shell: Shell, Path(id): Path<ConsultationId>) -> Answer<Markup> {
    let it = find(&shell.ctx, id).await?;
    let typed = typed_of(&shell, &it);
    Ok(record_page(&shell, &it, (it.version, &Filled::of(typed))))
}

/// `POST /consultations/{id}/record`
pub(super) async fn record(
    shell: Shell,
    Path(id): Path<ConsultationId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let it = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let recorded = match document(&shell, &it, &sent) {
        Ok(document) => consultations::record(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match recorded {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(sent, problems);
            Ok(again(record_page(&shell, &it, (seen, &filled))))
        }
        Err(Error::Stale(_)) => {
            let who = who_changed(&shell.ctx, id.uuid()).await?;
            let path = consultation_path(id);
            let conflict = Conflict {
                what: &it.topic,
                who: &who,
                when: &shell.when(it.updated_at),
                action: &format!("{path}/record"),
                version: it.version,
                fields: versions(&FIELDS, &typed_of(&shell, &it), &sent),
                back: &path,
            };
            let page = shell.page("Changed meanwhile", conflict::conflict(&conflict));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: ConsultationId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", consultation_path(id))).into_response()
}

/// The consultation, if the actor may write down what came of it.
async fn find(ctx: &Ctx, id: ConsultationId) -> Answer<Consultation> {
    let it = consultations::show(ctx, id).await?;
    match consultations::may_advise(ctx, &it) {
        true => Ok(it),
        false => Err(Error::Forbidden(app::actor::Permission::GiveConsultations).into()),
    }
}

fn typed_of(shell: &Shell, it: &Consultation) -> Typed {
    let advice = |it: Advice| match it.due {
        Some(due) => format!("{due} {}", it.text),
        None => it.text,
    };
    let document = RecordDocument::of(it);
    let advice: Vec<String> = document.recommendations.into_iter().map(advice).collect();
    let spent = if it.spent.secs() == 0 { String::new() } else { it.spent.to_string() };
    [
        ("meets_at", it.meets_at.map(|at| local_minute(at, shell.zone())).unwrap_or_default()),
        ("spent", spent),
        ("outcome", document.outcome),
        ("recommendations", advice.join("\n")),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into()
}

/// What the form says. Each line of the recommendations may begin with the day by which it is due.
fn document(
    shell: &Shell,
    it: &Consultation,
    sent: &Typed,
) -> Result<RecordDocument, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let meets_at = match text(sent, "meets_at") {
        "" => None,
        typed => match moment_typed(typed, ("meets_at", shell.zone()), it.meets_at) {
            Ok(at) => Some(at),
            Err(problem) => {
                problems.push(problem);
                None
            }
        },
    };
    let spent = match text(sent, "spent") {
        "" => None,
        typed => match typed.parse::<Span>() {
            Ok(spent) => Some(spent),
            Err(_) => {
                problems.push(FieldProblem::new("spent", "Use a time such as 1 h 30 m."));
                None
            }
        },
    };
    let lines = text(sent, "recommendations").lines().map(str::trim);
    let advice = lines.filter(|it| !it.is_empty()).map(|line| {
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        match first.parse() {
            Ok(due) => Advice { text: rest.trim().to_owned(), due: Some(due) },
            Err(_) => Advice { text: line.to_owned(), due: None },
        }
    });
    let recommendations = advice.collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let outcome = text(sent, "outcome").replace("\r\n", "\n");
    Ok(RecordDocument { meets_at, spent, outcome, recommendations })
}

fn record_page(shell: &Shell, it: &Consultation, (seen, filled): (i64, &Filled)) -> Markup {
    let path = consultation_path(it.id);
    let title = "What came of it";
    let field = |name: &'static str, label: &'static str| filled.field(name, label);
    let advice = field("recommendations", "What is recommended");
    let hint = "One on each line. A day first, such as 2026-12-31, says by when it is due";
    let main = html! {
        (Head { crumbs: crumbs(it), title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/record"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::moment(&field("meets_at", "When you meet, or met")))
            (forms::duration(&field("spent", "Time spent")))
            (forms::textarea(&field("outcome", "What came of it"), 6))
            (forms::textarea(&advice.hint(hint), 5))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(title, main)
}
