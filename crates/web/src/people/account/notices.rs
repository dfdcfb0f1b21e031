//! Which mails one gets, and when not.

use app::Error;
use app::people::notices::{self, Hour, Kept, NoticeKind, Preferences, QuietHours};
use axum::extract::State as InState;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};

use super::super::form::{Filled, Typed, again, maybe, text, version};
use super::super::sign_in::to;
use super::page;
use crate::Routes;
use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::layout::parts;
use crate::request::{Form, State};
use crate::routes::Access::SignedIn;
use crate::shell::Shell;

pub(super) fn routes() -> Routes {
    Routes::new().post("/account/notices", SignedIn, change)
}

/// `POST /account/notices`
async fn change(
    shell: Shell,
    InState(state): InState<State>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let seen = version(&typed);
    match notices::change(&shell.ctx, seen, &preferences(&typed)).await {
        Ok(()) => Ok(to("/account?done=saved")),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(typed, problems);
            Ok(again(page(&shell, &state, &headers, &filled).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the form says. One hour alone is no span of time, and the rules say so.
fn preferences(typed: &Typed) -> Preferences {
    let unwanted = NoticeKind::CHOICES.iter().filter(|it| text(typed, it.0) != "true");
    let hour = |name: &str| Hour(maybe(typed, name).and_then(|it| it.parse().ok()).unwrap_or(24));
    let is_quiet = ["quiet_from", "quiet_to"].iter().any(|it| maybe(typed, it).is_some());
    let quiet = QuietHours { from: hour("quiet_from"), to: hour("quiet_to") };
    Preferences { unwanted: unwanted.map(|it| it.2).collect(), quiet: is_quiet.then_some(quiet) }
}

/// The form, as it stands or as it was typed.
pub(super) fn panel(shell: &Shell, kept: &Kept, filled: &Filled) -> Markup {
    let is_typed = filled.typed.contains_key("quiet_from");
    let wanted = if is_typed { preferences(&filled.typed) } else { kept.preferences.clone() };
    let hours: Vec<Choice<'_>> =
        (0..24).map(|it| Choice::new(it.to_string(), format!("{it}:00"))).collect();
    let stored = kept.preferences.quiet;
    let hour = |name: &'static str, label: &'static str, stored: Option<Hour>| {
        let stored = stored.map(|it| it.0.to_string()).unwrap_or_default();
        let value = if is_typed { filled.value(name).to_owned() } else { stored };
        let field = Field::new(name, label).value(value).problem_in(&filled.problems);
        forms::select(&field, &hours, "No quiet hours")
    };
    let problems: Vec<(String, String)> =
        filled.problems.iter().filter(|it| it.0.starts_with("quiet_")).cloned().collect();
    parts::padded_panel(
        "Mails to you",
        html! {},
        html! {
            @if !shell.ctx.platform.has_mail() {
                p.quiet { "There is no mail server, so no mails are sent now." }
            }
            form.form method="post" action="/account/notices" novalidate {
                (forms::error_summary(&problems))
                (forms::hidden("version", &kept.version.to_string()))
                @for (code, title, kind) in NoticeKind::CHOICES {
                    (forms::checkbox(&Field::new(*code, *title).value("true"), wanted.wants(*kind)))
                }
                (forms::group("No mail from one hour to another", true, html! {
                    (hour("quiet_from", "From", stored.map(|it| it.from)))
                    (hour("quiet_to", "To", stored.map(|it| it.to)))
                }))
                div.buttons { button.button { "Save" } }
                p.quiet {
                    "Links that you ask for, or that somebody makes for you, come in any case. Hours \
                     are those of " (shell.general.time_zone) "."
                }
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_is_not_ticked_means_no_and_one_hour_alone_is_refused() {
        let typed = |pairs: &[(&str, &str)]| -> Typed {
            pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        let none = preferences(&typed(&[("quiet_from", ""), ("quiet_to", "")]));
        assert!(!none.wants(NoticeKind::Reminders) && none.quiet.is_none());
        let all = preferences(&typed(&[("reminders", "true"), ("quiet_from", "22")]));
        assert!(all.wants(NoticeKind::Reminders));
        assert_eq!(all.problems().first().map(|it| it.field.as_ref()), Some("quiet_to"));
    }
}
