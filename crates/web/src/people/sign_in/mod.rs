//! Signing in and out, and choosing a password by a one-time link.

mod confirm;
mod cookie;
mod link;
mod visitor;

use app::Error;
use app::people::sign_in;
use axum::extract::State as InState;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;

pub use cookie::CookiesAndTokens;
pub use link::link_path;

pub(crate) use cookie::session_secret;

use crate::Routes;
use crate::error::{Answer, Failure};
use crate::layout::forms::{self, Field};
use crate::layout::parts;
use crate::layout::states::Tone;
use crate::request::{Form, MaybeCtx, Query, State};
use crate::routes::Access::Public;
use crate::shell;
use visitor::Visitor;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Public, ask)
        .post("/sign-in", Public, sign_in)
        .post("/sign-out", Public, sign_out)
        .get("/choose-password", Public, link::ask)
        .post("/choose-password", Public, link::choose)
        .get("/confirm-contact", Public, confirm::ask)
        .post("/confirm-contact", Public, confirm::confirm)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    next: String,
    done: String,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Typed {
    email: String,
    password: String,
    next: String,
}

/// `GET /sign-in`
async fn ask(MaybeCtx(ctx): MaybeCtx, Query(asked): Query<Asked>) -> Response {
    if ctx.is_some() {
        return to(safe(&asked.next));
    }
    let notice = match asked.done.as_str() {
        "password" => Some("Your password is set. Sign in with it."),
        "out" => Some("You are signed out."),
        _ => None,
    };
    page(&Typed { next: asked.next, ..Typed::default() }, &[], notice).into_response()
}

/// `POST /sign-in`
async fn sign_in(
    InState(state): InState<State>,
    Visitor(visit): Visitor,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let entered = sign_in::sign_in(&state.platform, &visit, &typed.email, &typed.password).await;
    match entered {
        Ok((secret, _)) => {
            let mut response = to(safe(&typed.next));
            let cookie = cookie::set(secret.expose(), state.secure)?;
            response.headers_mut().insert(SET_COOKIE, cookie);
            Ok(response)
        }
        Err(Error::Refused(refusal)) => {
            let status = match refusal.code {
                "sign_in.wait" => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let problems = [("email".to_owned(), refusal.reason.into_owned())];
            Ok((status, page(&typed, &problems, None)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /sign-out`
async fn sign_out(
    InState(state): InState<State>,
    MaybeCtx(ctx): MaybeCtx,
    headers: HeaderMap,
) -> Answer<Response> {
    if let (Some(ctx), Some(secret)) = (ctx, session_secret(&headers, state.secure)) {
        let found = sign_in::actor_of_session(&state.platform, &secret, ctx.now).await?;
        if let Some((id, _)) = found {
            sign_in::sign_out(&ctx, id).await?;
        }
    }
    let mut response = left();
    response.headers_mut().insert(SET_COOKIE, cookie::clear(state.secure)?);
    Ok(response)
}

/// Where somebody comes to who signed out. What their browser keeps of plans goes, whether or not our
/// scripts got to it before.
pub(crate) fn left() -> Response {
    let mut response = to("/sign-in?done=out");
    let all_kept = HeaderValue::from_static("\"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), all_kept);
    response
}

fn page(typed: &Typed, problems: &[(String, String)], notice: Option<&str>) -> Markup {
    let main = html! {
        div.head { div { h1 { "Sign in" } } }
        @if let Some(notice) = notice { (parts::notice(Tone::Good, notice, html! {})) }
        form.form method="post" action="/sign-in" novalidate {
            (forms::error_summary(problems))
            (forms::email(&Field::new("email", "E-mail address")
                .value(typed.email.as_str()).required()))
            (forms::password(&Field::new("password", "Password").required(), "current-password"))
            @if !typed.next.is_empty() { (forms::hidden("next", &typed.next)) }
            div.buttons { button.button.primary { "Sign in" } }
        }
        p.quiet {
            "No password yet, or forgotten? Ask whoever keeps the continuity programme at your \
             agency for a link."
        }
    };
    shell::alone("Sign in", main)
}

/// Where to go on, if that is a page of ours.
fn safe(next: &str) -> &str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(|c: char| c == '\\' || c.is_control() || !c.is_ascii())
        && !next.starts_with("/sign-");
    if is_ours { next } else { "/" }
}

/// A redirect to a page that is got, whatever was posted.
pub(crate) fn to(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(path) = path.parse() {
        response.headers_mut().insert(LOCATION, path);
    }
    response
}

fn internal(error: impl std::fmt::Display) -> Failure {
    Error::internal(error).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_come_next() {
        for next in ["/", "/services?tier=1&page=2", "/agencies/1%2F2"] {
            assert_eq!(safe(next), next);
        }
        for next in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/sign-in",
            "/sign-out",
            "/é",
        ] {
            assert_eq!(safe(next), "/", "{next}");
        }
    }
}
