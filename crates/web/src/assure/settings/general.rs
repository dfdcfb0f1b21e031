//! What the whole programme has in common.

use app::Error;
use app::prepare::inventory::Typed;
use app::settings::{self, General};
use axum::response::Response;
use maud::{Markup, html};

use super::{Sheet, must_write, pairs, saved, seen};
use crate::error::Answer;
use crate::layout::forms::{self, Field};
use crate::request::Form;
use crate::shell::Shell;

fn sheet(seen: i64, problems: Vec<(String, String)>) -> Sheet<'static> {
    Sheet { path: "/settings/general", title: "General settings", seen, problems }
}

/// `GET /settings/general`
pub(super) async fn edit(shell: Shell) -> Answer<Markup> {
    must_write(&shell)?;
    let setting = settings::show::<General>(&shell.ctx).await?;
    let sheet = sheet(setting.version, Vec::new());
    let typed = typed(&setting.value);
    Ok(sheet.page(&shell, &typed, &fields(&typed, &sheet.problems)))
}

/// `POST /settings/general`
pub(super) async fn save(shell: Shell, Form(form): Form<Typed>) -> Answer<Response> {
    let text = |name: &str| form.get(name).map(|it| it.trim().to_owned()).unwrap_or_default();
    let value = General { state_name: text("state_name"), time_zone: text("time_zone") };
    match settings::change(&shell.ctx, seen(&form), value).await {
        Ok(_) => Ok(saved()),
        Err(Error::Invalid(problems)) => {
            let sheet = sheet(seen(&form), pairs(problems));
            Ok(sheet.refused(&shell, &form, &fields(&form, &sheet.problems)))
        }
        Err(Error::Stale(_)) => {
            let now = settings::show::<General>(&shell.ctx).await?;
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
        "state_name" => "Name of the programme",
        _ => "Time zone",
    }
}

fn typed(value: &General) -> Typed {
    [("state_name", &value.state_name), ("time_zone", &value.time_zone)]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.clone()))
        .collect()
}

fn fields(typed: &Typed, problems: &[(String, String)]) -> Markup {
    let field = |name: &'static str| {
        let value = typed.get(name).map_or("", String::as_str);
        Field::new(name, label(name)).value(value.to_owned()).required()
    };
    html! {
        (forms::text(&field("state_name").hint("It stands at the top of every page.").problem_in(problems)))
        (forms::text(&field("time_zone").hint("Its IANA name, such as America/New_York.").problem_in(problems)))
    }
}
