//! Tokens with which programs act for the person who issued them.

use app::Error;
use app::actor::Permission;
use app::ids::TokenId;
use app::people::sign_in::{self, Token, TokenDraft};
use axum::response::Response;
use maud::{Markup, html};

use super::super::form::{Filled, Typed, again, end_of_day};
use super::super::sign_in::to;
use super::{first, once, picked};
use crate::Routes;
use crate::error::Answer;
use crate::layout::parts::{self, Head, capital};
use crate::layout::states::{self, Tone};
use crate::layout::{forms, lists};
use crate::request::{Form, Path};
use crate::routes::Access::SignedIn;
use crate::shell::Shell;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/account/tokens/new", SignedIn, new)
        .post("/account/tokens", SignedIn, issue)
        .post("/account/tokens/{id}/revoke", SignedIn, revoke)
}

/// `GET /account/tokens/new`
async fn new(shell: Shell) -> Markup {
    let day = (shell.ctx.now + chrono::TimeDelta::days(90)).format("%Y-%m-%d").to_string();
    let typed = [("expires_at".to_owned(), day)].into();
    page(&shell, &Filled::of(typed), &[])
}

/// `POST /account/tokens`: the one answer to a form that is no redirect, because the secret is
/// shown this once.
async fn issue(shell: Shell, Form(pairs): Form<Vec<(String, String)>>) -> Answer<Response> {
    let wanted = picked(&pairs, "permissions");
    let zone = shell.zone();
    let draft = end_of_day(&first(&pairs, "expires_at"), "expires_at", zone).map(|expires_at| {
        let permissions = wanted.iter().filter_map(|it| it.parse().ok()).collect();
        TokenDraft { name: first(&pairs, "name"), permissions, expires_at }
    });
    let issued = match draft {
        Ok(draft) => sign_in::issue_token(&shell.ctx, draft).await,
        Err(problem) => Err(problem.into()),
    };
    match issued {
        Ok((token, secret)) => Ok(once(issued_page(&shell, &token, secret.expose()))),
        Err(Error::Invalid(problems)) => {
            let typed: Typed = pairs.into_iter().collect();
            Ok(again(page(&shell, &Filled::refused(typed, problems), &wanted)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/tokens/{id}/revoke`
async fn revoke(shell: Shell, Path(id): Path<TokenId>) -> Answer<Response> {
    sign_in::revoke_token(&shell.ctx, id).await?;
    Ok(to("/account?done=ended"))
}

/// The tokens of a person, each with a way to end it.
pub(super) fn panel(shell: &Shell, tokens: &[Token]) -> Markup {
    let another = parts::button("Issue a token", "/account/tokens/new");
    parts::panel(
        "Tokens for programs",
        another,
        html! {
            @if tokens.is_empty() {
                div.body { p.quiet { "A program that acts for you over the API needs one." } }
            } @else {
                (lists::table("Tokens for programs", html! {
                    th scope="col" { "What for" } th scope="col" { "Allows" }
                    th scope="col" { "Last used" } th scope="col" { "Ends" }
                    th scope="col" { span.unseen { "Actions" } }
                }, html! { @for token in tokens { (row(shell, token)) } }))
            }
        },
    )
}

fn row(shell: &Shell, token: &Token) -> Markup {
    let works = token.works(shell.ctx.now);
    let allowed: Vec<&str> = token.permissions.iter().map(|it| it.words()).collect();
    html! {
        tr {
            td data-label="What for" { (token.name) }
            td data-label="Allows" { small { (allowed.join("; ")) } }
            td data-label="Last used" {
                @if let Some(at) = token.used_at { (shell.moment(at)) } @else { "Never" }
            }
            td data-label="Ends" {
                @if token.revoked_at.is_some() { (states::state(Tone::Idle, "Revoked")) }
                @else if !works { (states::state(Tone::Idle, "Ended")) }
                @else { (shell.last_day(token.expires_at)) }
            }
            td {
                @if works {
                    form method="post" action={ "/account/tokens/" (token.id) "/revoke" } {
                        button.button.small data-confirm={ "Revoke the token “" (token.name) "”?" }
                            aria-label={ "Revoke the token " (token.name) } { "Revoke" }
                    }
                }
            }
        }
    }
}

fn page(shell: &Shell, filled: &Filled, wanted: &[String]) -> Markup {
    let may = Permission::ALL.iter().filter(|it| shell.ctx.actor.may_somewhere(**it));
    let crumbs = vec![("Your account".to_owned(), "/account".to_owned())];
    let problem = filled.problems.iter().find(|(it, _)| it == "permissions");
    let main = html! {
        (Head { crumbs, title: "Issue a token", lead: Some(html! {
            "It allows a program what you choose here, as far as you may do it yourself, until it \
             ends or you revoke it."
        }), ..Head::default() }.shown())
        (forms::form("/account/tokens", html! {
            (forms::error_summary(&filled.problems))
            (forms::text(&filled.field("name", "What it is for").hint("For example: nightly import").required()))
            fieldset.field #f-permissions {
                legend { "What it may do" }
                @if let Some((_, reason)) = problem { p.problem { (reason) } }
                @for permission in may {
                    div.check {
                        input id={ "f-permissions-" (permission) } type="checkbox"
                            name="permissions" value=(permission)
                            checked[wanted.iter().any(|it| it == permission.name())];
                        label for={ "f-permissions-" (permission) } {
                            (capital(permission.words())) " " small { code { (permission) } }
                        }
                    }
                }
            }
            (forms::date(&filled.field("expires_at", "Last day").hint("Within a year.").required()))
            (forms::buttons("Issue the token", "/account"))
        }))
    };
    shell.page("Issue a token", main)
}

fn issued_page(shell: &Shell, token: &Token, secret: &str) -> Markup {
    let crumbs = vec![("Your account".to_owned(), "/account".to_owned())];
    let main = html! {
        (Head { crumbs, title: "The token, this once", ..Head::default() }.shown())
        (parts::notice(Tone::Warn, "Copy it now", html! {
            p { "It is not kept here, and cannot be shown again. Whoever has it can do what it allows." }
            p { code { (secret) } }
        }))
        p { "A program sends it with each request: " code { "Authorization: Bearer " (secret) } }
        p.quiet { "“" (token.name) "” works until " (shell.last_day(token.expires_at)) "." }
        div.buttons { (parts::primary("I have copied it", "/account")) }
    };
    shell.page("The token, this once", main)
}
