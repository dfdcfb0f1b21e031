//! How much risk the state is ready to bear.

use app::Error;
use app::prepare::inventory::Typed;
use app::prepare::risks::{Level, RiskTolerance};
use app::settings;
use axum::response::Response;
use maud::{Markup, html};

use super::{Sheet, must_write, pairs, saved, seen};
use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::request::Form;
use crate::shell::Shell;

fn sheet(seen: i64, problems: Vec<(String, String)>) -> Sheet<'static> {
    Sheet { path: "/settings/risk", title: "How much risk is borne", seen, problems }
}

/// `GET /settings/risk`
pub(super) async fn edit(shell: Shell) -> Answer<Markup> {
    must_write(&shell)?;
    let setting = settings::show::<RiskTolerance>(&shell.ctx).await?;
    let sheet = sheet(setting.version, Vec::new());
    let typed = typed(&setting.value);
    Ok(sheet.page(&shell, &typed, &fields(&typed, &sheet.problems)))
}

/// `POST /settings/risk`
pub(super) async fn save(shell: Shell, Form(form): Form<Typed>) -> Answer<Response> {
    let text = |name: &str| form.get(name).map(|it| it.trim().to_owned()).unwrap_or_default();
    let changed = match Level::from_code(&text("level")) {
        Some(level) => {
            let statement = text("statement").replace("\r\n", "\n");
            let value = RiskTolerance { statement, level };
            settings::change(&shell.ctx, seen(&form), value).await
        }
        None => Err(app::FieldProblem::new("level", "Choose a level.").into()),
    };
    match changed {
        Ok(_) => Ok(saved()),
        Err(Error::Invalid(problems)) => {
            let sheet = sheet(seen(&form), pairs(problems));
            Ok(sheet.refused(&shell, &form, &fields(&form, &sheet.problems)))
        }
        Err(Error::Stale(_)) => {
            let now = settings::show::<RiskTolerance>(&shell.ctx).await?;
            let when = now.updated_at.map_or_else(String::new, |it| shell.when(it));
            let versions = (&typed(&now.value), &form);
            let sheet = sheet(now.version, Vec::new());
            Ok(sheet.conflict(&shell, versions, (now.version, when), |name| label(name).to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

fn label(name: &str) -> &'static str {
    match name {
        "statement" => "Attitude to risk",
        _ => "An agency accepts up to",
    }
}

fn typed(value: &RiskTolerance) -> Typed {
    [("statement", value.statement.clone()), ("level", value.level.code().to_owned())]
        .map(|(name, text)| (name.to_owned(), text))
        .into()
}

fn fields(typed: &Typed, problems: &[(String, String)]) -> Markup {
    let field = |name: &'static str| {
        let value = typed.get(name).map_or("", String::as_str);
        Field::new(name, label(name)).value(value.to_owned()).required()
    };
    let levels = Level::ALL.map(|it| Choice::new(it.code(), it.title()));
    let statement = field("statement").hint("It stands beside every risk.");
    let level = field("level")
        .hint("What is above takes somebody who accepts risks for the agency above, or the state.");
    html! {
        (forms::textarea(&statement.problem_in(problems), 5))
        (forms::select(&level.problem_in(problems), &levels, ""))
    }
}
