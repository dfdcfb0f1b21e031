//! How old an inspection may be until its site counts as not ready.

use app::Error;
use app::prepare::inspections::InspectionLimit;
use app::prepare::inventory::Typed;
use app::settings;
use axum::response::Response;
use maud::Markup;

use super::{Sheet, must_write, pairs, saved, seen};
use crate::error::Answer;
use crate::layout::forms::{self, Field};
use crate::request::Form;
use crate::shell::Shell;

const LABEL: &str = "Days until the next inspection";

fn sheet(seen: i64, problems: Vec<(String, String)>) -> Sheet<'static> {
    Sheet { path: "/settings/inspections", title: "Inspections of work sites", seen, problems }
}

/// `GET /settings/inspections`
pub(super) async fn edit(shell: Shell) -> Answer<Markup> {
    must_write(&shell)?;
    let setting = settings::show::<InspectionLimit>(&shell.ctx).await?;
    let sheet = sheet(setting.version, Vec::new());
    let typed = typed(&setting.value);
    Ok(sheet.page(&shell, &typed, &fields(&typed, &sheet.problems)))
}

/// `POST /settings/inspections`
pub(super) async fn save(shell: Shell, Form(form): Form<Typed>) -> Answer<Response> {
    let days = form.get("days_max").map(|it| it.trim().parse());
    let changed = match days {
        Some(Ok(days_max)) => {
            settings::change(&shell.ctx, seen(&form), InspectionLimit { days_max }).await
        }
        _ => Err(app::FieldProblem::new("days_max", "Use a whole number of days.").into()),
    };
    match changed {
        Ok(_) => Ok(saved()),
        Err(Error::Invalid(problems)) => {
            let sheet = sheet(seen(&form), pairs(problems));
            Ok(sheet.refused(&shell, &form, &fields(&form, &sheet.problems)))
        }
        Err(Error::Stale(_)) => {
            let now = settings::show::<InspectionLimit>(&shell.ctx).await?;
            let when = now.updated_at.map_or_else(String::new, |it| shell.when(it));
            let versions = (&typed(&now.value), &form);
            let sheet = sheet(now.version, Vec::new());
            Ok(sheet.conflict(&shell, versions, (now.version, when), |_| LABEL.to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

fn typed(value: &InspectionLimit) -> Typed {
    [("days_max".to_owned(), value.days_max.to_string())].into()
}

fn fields(typed: &Typed, problems: &[(String, String)]) -> Markup {
    let value = typed.get("days_max").map_or("", String::as_str);
    let field = Field::new("days_max", LABEL).value(value.to_owned()).required();
    let hint = "A work site whose last inspection is older counts as not ready.";
    forms::number(&field.hint(hint).problem_in(problems))
}
