//! How a person signs in: inviting them, making another link, ending their sessions, closing.

use app::Error;
use app::actor::Permission;
use app::ids::PersonId;
use app::people::persons::{self, Person};
use app::people::sign_in::{self, Account, Handed, Secret};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::form::{Filled, Typed, again, text};
use super::super::sign_in::{link_path, to};
use super::show::page;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts;
use crate::layout::records::{self, Confirm};
use crate::layout::states::{self, Tone};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `POST /people/{id}/account`
pub(super) async fn invite(
    shell: Shell,
    Path(id): Path<PersonId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    match sign_in::invite(&shell.ctx, id, text(&typed, "email")).await {
        Ok(handed) => told(&shell, id, &handed).await,
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(typed, problems);
            Ok(again(page(&shell, id, &filled, html! {}).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /people/{id}/account/link`
pub(super) async fn make_link(shell: Shell, Path(id): Path<PersonId>) -> Answer<Response> {
    let secret = sign_in::make_link(&shell.ctx, id).await?;
    linked(&shell, id, &secret).await
}

/// `POST /people/{id}/account/mail-link`
pub(super) async fn mail_link(shell: Shell, Path(id): Path<PersonId>) -> Answer<Response> {
    let handed = sign_in::mail_link(&shell.ctx, id).await?;
    told(&shell, id, &handed).await
}

async fn told(shell: &Shell, id: PersonId, handed: &Handed) -> Answer<Response> {
    match handed {
        Handed::Shown(secret) => linked(shell, id, secret).await,
        Handed::Mailed(_) => Ok(to(&format!("/people/{id}?done=mailed-link"))),
    }
}

/// `POST /people/{id}/account/sign-out`
pub(super) async fn sign_out(shell: Shell, Path(id): Path<PersonId>) -> Answer<Response> {
    sign_in::end_all_sessions(&shell.ctx, id).await?;
    Ok(to(&format!("/people/{id}?done=signed-out")))
}

/// `GET /people/{id}/account/close`
pub(super) async fn ask_to_close(shell: Shell, Path(id): Path<PersonId>) -> Answer<Markup> {
    let person = persons::show(&shell.ctx, id).await?;
    let question = format!("Close the account of {}?", person.name);
    let ask = Confirm {
        question: &question,
        consequence: "They are signed out, and their links and tokens stop working. They can be \
                      invited again.",
        action: &format!("/people/{id}/account/close"),
        button: "Close the account",
        back: &format!("/people/{id}"),
        fields: Vec::new(),
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// `POST /people/{id}/account/close`
pub(super) async fn close(shell: Shell, Path(id): Path<PersonId>) -> Answer<Response> {
    sign_in::close_account(&shell.ctx, id).await?;
    Ok(to(&format!("/people/{id}?done=closed")))
}

/// The page with a link, which is shown this once and so cannot be led to by a redirect.
async fn linked(shell: &Shell, id: PersonId, secret: &Secret) -> Answer<Response> {
    let notice = parts::notice(
        Tone::Warn,
        "Give them this link yourself",
        html! {
            p { "With it they choose a password. It works once, within a day, and is not shown again." }
            p { code { (link_path(secret.expose())) } }
            p.quiet { "Put the address of this site before it." }
        },
    );
    Ok(page(shell, id, &Filled::default(), notice).await?.into_response())
}

/// How they sign in, for those who may know.
pub(super) async fn account_panel(
    shell: &Shell,
    person: &Person,
    filled: &Filled,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let is_own = ctx.actor.person_id == person.id;
    if is_own || !ctx.actor.may(Permission::ReadGrants, person.agency_id) {
        return Ok(html! {});
    }
    let account = sign_in::account(ctx, person.id).await?;
    let may_write =
        ctx.actor.may(Permission::WriteGrants, person.agency_id) && person.retired_at.is_none();
    let path = format!("/people/{}/account", person.id);
    let open = account.as_ref().filter(|it| it.closed_at.is_none());
    Ok(parts::padded_panel(
        "Signing in",
        html! {},
        html! {
            (parts::facts(&facts(shell, account.as_ref())))
            @if may_write {
                @if open.is_some() { (actions(&path, ctx.platform.has_mail())) }
                @else { (invitation(&path, account.as_ref(), filled)) }
            }
        },
    ))
}

fn facts(shell: &Shell, account: Option<&Account>) -> Vec<(&'static str, Markup)> {
    let Some(account) = account else {
        return vec![("Account", states::state(Tone::Idle, "None"))];
    };
    let state = match (account.closed_at, account.has_password()) {
        (Some(at), _) => html! { (states::state(Tone::Idle, "Closed")) " " (shell.day(at)) },
        (None, true) => states::state(Tone::Good, "Open"),
        (None, false) => states::state(Tone::Warn, "Invited, no password yet"),
    };
    vec![("Account", state), ("E-mail address", html! { (account.email) })]
}

fn actions(path: &str, has_mail: bool) -> Markup {
    html! {
        div.buttons {
            @if has_mail {
                form method="post" action={ (path) "/mail-link" } { button.button.small { "Mail them a one-time link" } }
            }
            form method="post" action={ (path) "/link" } { button.button.small { "Make a one-time link" } }
            form method="post" action={ (path) "/sign-out" } { button.button.small { "Sign them out everywhere" } }
            a.button.small href={ (path) "/close" } { "Close the account" }
        }
    }
}

fn invitation(path: &str, account: Option<&Account>, filled: &Filled) -> Markup {
    let problems: Vec<(String, String)> =
        filled.problems.iter().filter(|(it, _)| it == "email").cloned().collect();
    let known = account.map_or("", |it| it.email.as_str());
    let value = if filled.value("email").is_empty() { known } else { filled.value("email") };
    let email = forms::Field::new("email", "E-mail address to sign in with")
        .value(value)
        .problem_in(&filled.problems);
    html! {
        form.form method="post" action=(path) novalidate {
            (forms::error_summary(&problems))
            (forms::text(&email.required()))
            div.buttons { button.button { "Invite them" } }
        }
    }
}
