//! Choosing a password by a one-time link. Its secret stands in the query, which no log shows.

use app::Error;
pub use app::people::sign_in::link_path;
use app::people::sign_in::{self, LENGTH_MIN, Link};
use axum::extract::State as InState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::to;
use super::visitor::Visitor;
use crate::error::Answer;
use crate::layout::error::ErrorPage;
use crate::layout::forms::{self, Field};
use crate::request::{Form, Query, State};
use crate::shell;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    link: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    link: String,
    password: String,
    again: String,
}

/// `GET /choose-password`
pub(super) async fn ask(
    InState(state): InState<State>,
    Visitor(visit): Visitor,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    match sign_in::link(&state.platform, &asked.link, visit.now).await {
        Ok(link) => Ok(page(&link, &asked.link, &[]).into_response()),
        Err(error) => gone(error),
    }
}

/// `POST /choose-password`
pub(super) async fn choose(
    InState(state): InState<State>,
    Visitor(visit): Visitor,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let link = match sign_in::link(&state.platform, &typed.link, visit.now).await {
        Ok(link) => link,
        Err(error) => return gone(error),
    };
    let refused = |field: &str, reason: String| {
        let page = page(&link, &typed.link, &[(field.to_owned(), reason)]);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if typed.password != typed.again {
        return refused("again", "This is not what you typed above.".to_owned());
    }
    match sign_in::use_link(&state.platform, &visit, &typed.link, &typed.password).await {
        Ok(()) => Ok(to("/sign-in?done=password")),
        Err(Error::Invalid(problems)) => {
            let reason = problems.into_iter().next().map(|it| it.reason.into_owned());
            refused("password", reason.unwrap_or_default())
        }
        Err(error) => gone(error),
    }
}

fn page(link: &Link, secret: &str, problems: &[(String, String)]) -> Markup {
    let hint = format!("At least {LENGTH_MIN} characters. Some words in a row are easiest.");
    let main = html! {
        div.head {
            div {
                h1 { "Choose a password" }
                p { (link.name) ", you will sign in with " strong { (link.email) } "." }
            }
        }
        form.form method="post" action="/choose-password" novalidate {
            (forms::error_summary(problems))
            (forms::hidden("link", secret))
            // Password managers keep the two together.
            input type="hidden" name="username" value=(link.email) autocomplete="username";
            (forms::password(&Field::new("password", "New password")
                .hint(hint).problem_in(problems).required(), "new-password"))
            (forms::password(&Field::new("again", "The same again")
                .problem_in(problems).required(), "new-password"))
            div.buttons { button.button.primary { "Set the password" } }
        }
    };
    shell::alone("Choose a password", main)
}

/// A link that works no more is gone, and says what to do.
fn gone(error: Error) -> Answer<Response> {
    let Error::Refused(refusal) = error else { return Err(error.into()) };
    let page = ErrorPage {
        title: "This link no longer works",
        advice: &refusal.reason,
        request_id: None,
        links: vec![("Sign in", "/sign-in")],
    };
    Ok((StatusCode::GONE, shell::alone(page.title, page.shown())).into_response())
}
