//! Confirming that an address works, by the link that was mailed there. Opening it shows a button:
//! programs that look into mails follow links, too.

use app::Error;
use app::ids::ChannelId;
use app::people::persons::{self, Unconfirmed};
use axum::extract::State as InState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::error::Answer;
use crate::layout::error::ErrorPage;
use crate::layout::states::Tone;
use crate::layout::{forms, parts};
use crate::request::{Form, Query, State};
use crate::shell;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    contact: String,
    proof: String,
}

impl Asked {
    /// The contact that is meant. What is no id is one that nobody has.
    fn id(&self) -> ChannelId {
        self.contact.parse().unwrap_or(ChannelId::FIRST)
    }
}

/// `GET /confirm-contact`
pub(super) async fn ask(
    InState(state): InState<State>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let now = (state.clock)();
    match persons::unconfirmed(&state.platform, asked.id(), &asked.proof, now).await {
        Ok(it) => Ok(page(&it, &asked).into_response()),
        Err(error) => gone(error),
    }
}

/// `POST /confirm-contact`
pub(super) async fn confirm(
    InState(state): InState<State>,
    Form(asked): Form<Asked>,
) -> Answer<Response> {
    let proof = (asked.id(), asked.proof.as_str());
    match persons::confirm(&state.platform, proof, (state.clock)()).await {
        Ok(()) => Ok(done().into_response()),
        Err(error) => gone(error),
    }
}

fn page(it: &Unconfirmed, asked: &Asked) -> Markup {
    let main = html! {
        div.head {
            div {
                h1 { "Does this address reach you?" }
                p { (it.name) ", mails to " strong { (it.hint) } " reach you if you came here from one." }
            }
        }
        form.form method="post" action="/confirm-contact" {
            (forms::hidden("contact", &asked.contact))
            (forms::hidden("proof", &asked.proof))
            div.buttons { button.button.primary { "Yes, it reaches me" } }
        }
    };
    shell::alone("Does this address reach you?", main)
}

fn done() -> Markup {
    let main = html! {
        div.head { div { h1 { "Thank you" } } }
        (parts::notice(Tone::Good, "The address is known to work", html! {}))
    };
    shell::alone("Thank you", main)
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
