//! From when on something in a plan is worth a finding.

use app::plans::checks::Limits;
use app::prepare::inventory::Typed;
use app::settings;
use app::{Error, FieldProblem, Span};
use axum::response::Response;
use maud::{Markup, html};

use super::{Sheet, must_write, pairs, saved, seen};
use crate::error::Answer;
use crate::layout::forms::{self, Field};
use crate::request::Form;
use crate::shell::Shell;

/// Each field: its name, its label, and what helps.
pub(super) const FIELDS: [(&str, &str, &str); 7] = [
    ("text_min", "Shortest text of a section", "In characters"),
    ("contact_days", "A way to reach somebody is tried again after", "In days"),
    ("agreement_days", "An agreement is renewed before it ends", "In days"),
    ("evidence_days", "A vendor shows again that its plan works after", "In days"),
    ("test_days", "A plan is tested again after", "In days"),
    ("near_km", "An alternate site is away at least", "In kilometers"),
    ("cold_takes", "Making a cold site work takes", "Such as 3 d"),
];

fn sheet(seen: i64, problems: Vec<(String, String)>) -> Sheet<'static> {
    Sheet {
        path: "/settings/plan-checks",
        title: "When something is found in a plan",
        seen,
        problems,
    }
}

/// `GET /settings/plan-checks`
pub(super) async fn edit(shell: Shell) -> Answer<Markup> {
    must_write(&shell)?;
    let setting = settings::show::<Limits>(&shell.ctx).await?;
    let sheet = sheet(setting.version, Vec::new());
    let typed = typed(&setting.value);
    Ok(sheet.page(&shell, &typed, &fields(&typed, &sheet.problems)))
}

/// `POST /settings/plan-checks`
pub(super) async fn save(shell: Shell, Form(form): Form<Typed>) -> Answer<Response> {
    let changed = match read(&form) {
        Ok(limits) => settings::change(&shell.ctx, seen(&form), limits).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(_) => Ok(saved()),
        Err(Error::Invalid(problems)) => {
            let sheet = sheet(seen(&form), pairs(problems));
            Ok(sheet.refused(&shell, &form, &fields(&form, &sheet.problems)))
        }
        Err(Error::Stale(_)) => {
            let now = settings::show::<Limits>(&shell.ctx).await?;
            let when = now.updated_at.map_or_else(String::new, |it| shell.when(it));
            let versions = (&typed(&now.value), &form);
            let sheet = sheet(now.version, Vec::new());
            Ok(sheet.conflict(&shell, versions, (now.version, when), |name| label(name).to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

fn label(name: &str) -> &'static str {
    FIELDS.iter().find(|it| it.0 == name).map_or("", |it| it.1)
}

/// What was typed, or what cannot be read of it.
fn read(form: &Typed) -> Result<Limits, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let text = |name: &str| form.get(name).map_or("", |it| it.trim());
    let mut number = |name: &'static str| match text(name).parse::<u32>() {
        Ok(it) => it,
        Err(_) => {
            problems.push(FieldProblem::new(name, "Give a whole number."));
            0
        }
    };
    let mut limits = Limits {
        text_min: number("text_min"),
        contact_days: number("contact_days"),
        agreement_days: number("agreement_days"),
        evidence_days: number("evidence_days"),
        test_days: number("test_days"),
        near_km: number("near_km"),
        ..Limits::default()
    };
    match text("cold_takes").parse::<Span>() {
        Ok(it) => limits.cold_takes = it,
        Err(error) => problems.push(FieldProblem::new("cold_takes", error.to_string())),
    }
    if problems.is_empty() { Ok(limits) } else { Err(problems) }
}

/// What a form shows of it, and the page of all settings.
pub(super) fn typed(it: &Limits) -> Typed {
    let numbers = [
        ("text_min", it.text_min),
        ("contact_days", it.contact_days),
        ("agreement_days", it.agreement_days),
        ("evidence_days", it.evidence_days),
        ("test_days", it.test_days),
        ("near_km", it.near_km),
    ];
    let mut typed: Typed =
        numbers.into_iter().map(|(name, it)| (name.to_owned(), it.to_string())).collect();
    typed.insert("cold_takes".to_owned(), it.cold_takes.to_string());
    typed
}

fn fields(typed: &Typed, problems: &[(String, String)]) -> Markup {
    html! {
        @for (name, label, hint) in FIELDS {
            @let value = typed.get(name).map_or("", String::as_str);
            @let field = Field::new(name, label).value(value.to_owned()).hint(hint).required();
            @if name == "cold_takes" { (forms::duration(&field.problem_in(problems))) }
            @else { (forms::number(&field.problem_in(problems))) }
        }
    }
}
