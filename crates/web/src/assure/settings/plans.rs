//! How soon plans are looked at again after a change.

use app::plans::plan::PlanReviews;
use app::prepare::inventory::Typed;
use app::settings;
use app::{Error, FieldProblem};
use axum::response::Response;
use maud::{Markup, html};

use super::{Sheet, must_write, pairs, saved, seen};
use crate::error::Answer;
use crate::layout::forms::{self, Field};
use crate::request::Form;
use crate::shell::Shell;

const LABEL: &str = "Days until a plan is looked at again after a significant change";

const BUSINESS: &str = "business_days";

const BUSINESS_LABEL: &str = "Business days, by the calendar of the agency whose plan it is";

const FIXES: &str = "fix_days";

const FIXES_LABEL: &str = "Days until what a review of a submission asks for is put right";

fn sheet(seen: i64, problems: Vec<(String, String)>) -> Sheet<'static> {
    Sheet { path: "/settings/plans", title: "How soon plans are looked at again", seen, problems }
}

/// `GET /settings/plans`
pub(super) async fn edit(shell: Shell) -> Answer<Markup> {
    must_write(&shell)?;
    let setting = settings::show::<PlanReviews>(&shell.ctx).await?;
    let sheet = sheet(setting.version, Vec::new());
    let typed = typed(&setting.value);
    Ok(sheet.page(&shell, &typed, &fields(&typed, &sheet.problems)))
}

/// `POST /settings/plans`
pub(super) async fn save(shell: Shell, Form(form): Form<Typed>) -> Answer<Response> {
    let changed = match read(&form) {
        Ok(reviews) => settings::change(&shell.ctx, seen(&form), reviews).await,
        Err(problem) => Err(problem.into()),
    };
    match changed {
        Ok(_) => Ok(saved()),
        Err(Error::Invalid(problems)) => {
            let sheet = sheet(seen(&form), pairs(problems));
            Ok(sheet.refused(&shell, &form, &fields(&form, &sheet.problems)))
        }
        Err(Error::Stale(_)) => {
            let now = settings::show::<PlanReviews>(&shell.ctx).await?;
            let when = now.updated_at.map_or_else(String::new, |it| shell.when(it));
            let versions = (&typed(&now.value), &form);
            let sheet = sheet(now.version, Vec::new());
            let label = |name: &str| match name {
                BUSINESS => BUSINESS_LABEL,
                FIXES => FIXES_LABEL,
                _ => LABEL,
            };
            Ok(sheet.conflict(&shell, versions, (now.version, when), |it| label(it).to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed. Without days for fixes, no day is set.
fn read(form: &Typed) -> Result<PlanReviews, FieldProblem> {
    let days = |name: &str| form.get(name).map_or("", |it| it.trim());
    let change_days = days("change_days").parse();
    let change_days =
        change_days.or(Err(FieldProblem::new("change_days", "Use 1 to 365 days.")))?;
    let fix_days = match days(FIXES) {
        "" => 0,
        days => days.parse().or(Err(FieldProblem::new(FIXES, "Use a whole number of days.")))?,
    };
    let business_days = form.get(BUSINESS).is_some_and(|it| it == "true");
    Ok(PlanReviews { change_days, fix_days, business_days })
}

fn typed(value: &PlanReviews) -> Typed {
    let business = if value.business_days { "true" } else { "" };
    [
        ("change_days".to_owned(), value.change_days.to_string()),
        (FIXES.to_owned(), value.fix_days.to_string()),
        (BUSINESS.to_owned(), business.to_owned()),
    ]
    .into()
}

fn fields(typed: &Typed, problems: &[(String, String)]) -> Markup {
    let value = typed.get("change_days").map_or("", String::as_str);
    let field = Field::new("change_days", LABEL).value(value.to_owned()).required();
    let field = field.hint("If its yearly review is due sooner, that day stays.");
    let is_business = typed.get(BUSINESS).is_some_and(|it| it == "true");
    let business = Field::new(BUSINESS, BUSINESS_LABEL);
    let value = typed.get(FIXES).map_or("", String::as_str);
    let fixes = Field::new(FIXES, FIXES_LABEL).value(value.to_owned());
    let fixes = fixes.hint("From the day of the decision on. 0: no day is set.");
    html! {
        (forms::number(&field.problem_in(problems)))
        (forms::number(&fixes.problem_in(problems)))
        (forms::checkbox(&business, is_business))
    }
}
