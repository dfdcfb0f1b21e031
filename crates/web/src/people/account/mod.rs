//! One's own account: roles, sessions, password, and tokens for programs.

mod notices;
mod tokens;

use app::ids::SessionId;
use app::people::access::{self, Grant};
use app::people::sign_in::{self, LENGTH_MIN, Session};
use app::{Ctx, Error};
use axum::extract::State as InState;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::access::grants_table;
use super::form::{Filled, Typed, again, text};
use super::sign_in::{left, session_secret, to};
use crate::Routes;
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::{forms, lists};
use crate::request::{Form, Path, State};
use crate::routes::Access::SignedIn;
use crate::shell::Shell;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/account", SignedIn, show)
        .post("/account/password", SignedIn, change_password)
        .post("/account/sessions/{id}/end", SignedIn, end_session)
        .post("/account/sign-out-everywhere", SignedIn, sign_out_everywhere)
        .merge(notices::routes())
        .merge(tokens::routes())
}

/// `GET /account`
async fn show(shell: Shell, InState(state): InState<State>, headers: HeaderMap) -> Answer<Markup> {
    page(&shell, &state, &headers, &Filled::default()).await
}

/// `POST /account/password`
async fn change_password(
    shell: Shell,
    InState(state): InState<State>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let here = here(&shell.ctx, &state, &headers).await?.ok_or(Error::NotFound("session"))?;
    let password = |name: &str| typed.get(name).map_or("", String::as_str);
    let changed = match password("password") == password("again") {
        true => {
            let (old, new) = (password("old_password"), password("password"));
            sign_in::change_password(&shell.ctx, here, old, new).await
        }
        false => Err(app::FieldProblem::new("again", "This is not what you typed above.").into()),
    };
    let problems = match changed {
        Ok(()) => return Ok(to("/account?done=password")),
        Err(Error::Invalid(problems)) => problems,
        Err(Error::Refused(it)) => vec![app::FieldProblem::new("old_password", it.reason)],
        Err(error) => return Err(error.into()),
    };
    let filled = Filled::refused(Typed::new(), problems);
    Ok(again(page(&shell, &state, &headers, &filled).await?))
}

/// `POST /account/sessions/{id}/end`
async fn end_session(shell: Shell, Path(id): Path<SessionId>) -> Answer<Response> {
    sign_in::end_session(&shell.ctx, id).await?;
    Ok(to("/account?done=ended"))
}

/// `POST /account/sign-out-everywhere`
async fn sign_out_everywhere(shell: Shell) -> Answer<Response> {
    sign_in::end_all_sessions(&shell.ctx, shell.ctx.actor.person_id).await?;
    Ok(left())
}

/// The session in which the request was sent.
async fn here(ctx: &Ctx, state: &State, headers: &HeaderMap) -> Answer<Option<SessionId>> {
    let Some(secret) = session_secret(headers, state.secure) else { return Ok(None) };
    let found = sign_in::actor_of_session(&state.platform, &secret, ctx.now).await?;
    Ok(found.map(|(id, _)| id))
}

async fn page(
    shell: &Shell,
    state: &State,
    headers: &HeaderMap,
    filled: &Filled,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let person_id = ctx.actor.person_id;
    let account = sign_in::account(ctx, person_id).await?;
    let here = here(ctx, state, headers).await?;
    let sessions = sign_in::sessions(ctx, person_id).await?;
    let tokens = sign_in::tokens(ctx, person_id).await?;
    let grants = access::of_person(ctx, person_id).await?;
    let grants: Vec<Grant> = grants.into_iter().filter(|it| !it.is_over(ctx.now)).collect();
    let kept = app::people::notices::show(ctx).await?;
    let email = account.map(|it| it.email).unwrap_or_default();
    let person = format!("/people/{person_id}");
    let head = Head {
        title: "Your account",
        lead: Some(html! { (ctx.actor.name) ". You sign in with " strong { (email) } "." }),
        actions: Some(parts::button("Your page, with how to reach you", &person)),
        ..Head::default()
    };
    let main = html! {
        (head.shown())
        div.two {
            div.stack {
                (parts::panel("Your roles", html! {}, html! {
                    @if grants.is_empty() { div.body { p.quiet { "You hold no role now." } } }
                    @else { (grants_table(shell, &grants, false).await?) }
                }))
                (sessions_panel(shell, &sessions, here))
                (tokens::panel(shell, &tokens))
            }
            div.stack {
                (notices::panel(shell, &kept, filled))
                (password_panel(filled))
            }
        }
    };
    Ok(shell.page("Your account", main))
}

fn sessions_panel(shell: &Shell, sessions: &[Session], here: Option<SessionId>) -> Markup {
    let everywhere = html! {
        form method="post" action="/account/sign-out-everywhere" {
            button.button.small { "Sign out everywhere" }
        }
    };
    parts::panel(
        "Where you are signed in",
        everywhere,
        lists::table(
            "Where you are signed in",
            html! {
                th scope="col" { "Browser" } th scope="col" { "Signed in" }
                th scope="col" { "Last used" } th scope="col" { span.unseen { "Actions" } }
            },
            html! {
                @for it in sessions {
                    tr {
                        td data-label="Browser" {
                            (browser(&it.browser))
                            @if Some(it.id) == here { " " small { "(this one)" } }
                        }
                        td data-label="Signed in" { (shell.moment(it.created_at)) }
                        td data-label="Last used" { (shell.moment(it.seen_at)) }
                        td {
                            form method="post" action={ "/account/sessions/" (it.id) "/end" } {
                                button.button.small aria-label={ "End the session in " (browser(&it.browser)) } { "End" }
                            }
                        }
                    }
                }
            },
        ),
    )
}

fn password_panel(filled: &Filled) -> Markup {
    let problems: Vec<(String, String)> =
        filled.problems.iter().filter(|it| !it.0.starts_with("quiet_")).cloned().collect();
    let hint = format!("At least {LENGTH_MIN} characters. Some words in a row are easiest.");
    parts::padded_panel(
        "Change your password",
        html! {},
        html! {
            form.form method="post" action="/account/password" novalidate {
                (forms::error_summary(&problems))
                (forms::password(&filled.field("old_password", "Password until now").required(), "current-password"))
                (forms::password(&filled.field("password", "New password").hint(hint).required(), "new-password"))
                (forms::password(&filled.field("again", "The same again").required(), "new-password"))
                div.buttons { button.button.primary { "Change it" } }
                p.quiet { "This ends all your other sessions." }
            }
        },
    )
}

/// A browser as people call it.
pub(super) fn browser(agent: &str) -> String {
    // Each also names those that it wants to be taken for, so the order matters.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "a Mac"),
        ("Linux", "Linux"),
    ];
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ if agent.is_empty() => "A browser that does not say".to_owned(),
        _ => agent.chars().take(60).collect(),
    }
}

/// The names of the permissions that were picked.
fn picked(typed: &[(String, String)], name: &str) -> Vec<String> {
    let values = typed.iter().filter(|(it, _)| it == name);
    values.map(|(_, value)| value.clone()).collect()
}

/// What was typed into one of several fields.
fn first(typed: &[(String, String)], name: &str) -> String {
    let typed: Typed = typed.iter().cloned().collect();
    text(&typed, name).to_owned()
}

/// A page that shows a secret once, and so is not kept anywhere.
fn once(page: Markup) -> Response {
    page.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_what_people_call_it() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
                    Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0";
        assert_eq!(browser(edge), "Edge on Windows");
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(browser(firefox), "Firefox on Linux");
        assert_eq!(browser(""), "A browser that does not say");
    }
}
