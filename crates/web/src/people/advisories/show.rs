//! One advisory, as those see it who write it: what it says, and who can open it.

use app::ids::AdvisoryId;
use app::people::advisories::{self, Advisory, State};
use app::people::agencies;
use app::people::partners::{Partner, Tlp};
use maud::{Markup, html};

use super::super::partners::partner_path;
use super::advisory_path;
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::people::policies::prose;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /advisories/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<AdvisoryId>) -> Answer<Markup> {
    page(&shell, id, &[]).await
}

/// The page. `problems` says why it could not be shared.
pub(super) async fn page(
    shell: &Shell,
    id: AdvisoryId,
    problems: &[(String, String)],
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = advisories::show(ctx, id).await?;
    let agency = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = agency.into_values().next().unwrap_or_default();
    let recipients = advisories::recipients(ctx, &it).await?;
    let may_write = advisories::may_write_at(ctx, &it);
    let crumbs = vec![("Advisories".to_owned(), "/advisories".to_owned())];
    let lead = html! {
        (state(it.state)) " " strong { (it.tlp.title()) } ", of " (agency) "."
        @if let (State::Shared, Some(at)) = (it.state, it.shared_at) { " Shared on " (shell.day(at)) "." }
    };
    let actions = html! { @if may_write { (actions(&it)) } };
    let head = Head { crumbs, title: &it.name, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (forms::error_summary(problems))
        div.two {
            div.stack { (said(&it)) }
            div.stack {
                (recipients_panel(&it, &recipients))
                (history_panel(shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&it.name, main))
}

fn actions(it: &Advisory) -> Markup {
    let path = advisory_path(it.id);
    html! {
        @if it.state != State::Withdrawn { (parts::button("Withdraw", &format!("{path}/withdraw"))) }
        @if it.state != State::Shared {
            (parts::button("Edit", &format!("{path}/edit")))
            form method="post" action={ (path) "/share" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button.primary { "Share it" }
            }
        }
    }
}

/// What it says, between its markings.
pub(super) fn said(it: &Advisory) -> Markup {
    parts::padded_panel(
        it.tlp.title(),
        html! {},
        html! {
            p.quiet { (it.tlp.words()) }
            @if it.body.trim().is_empty() { p.quiet { "Nothing was written down yet." } }
            @else { (prose(&it.body)) }
            @if !it.source.is_empty() { p.quiet { "Source: " (it.source) } }
            p { strong { (it.tlp.title()) } }
        },
    )
}

fn recipients_panel(it: &Advisory, all: &[Partner]) -> Markup {
    let title = if it.state == State::Shared { "Who can open it" } else { "Who could open it" };
    html! {
        @if all.is_empty() {
            (parts::padded_panel(title, html! {}, html! {
                p.quiet {
                    @if it.tlp == Tlp::Red && it.partners.is_empty() {
                        "Nobody: what is marked TLP:RED is only for those who are named."
                    } @else {
                        "No partner whose sharing level reaches " (it.tlp.title()) "."
                    }
                }
            }))
        } @else {
            (parts::panel(title, html! {}, lists::table(title, html! {
                th scope="col" { "Partner" } th scope="col" { "Shared up to" }
            }, html! {
                @for it in all {
                    tr {
                        td data-label="Partner" { a href=(partner_path(it.id)) { (it.name) } }
                        td data-label="Shared up to" { (it.level.title()) }
                    }
                }
            })))
        }
    }
}

/// How far an advisory is.
pub(super) fn state(it: State) -> Markup {
    let tone = match it {
        State::Draft => Tone::Warn,
        State::Shared => Tone::Good,
        State::Withdrawn => Tone::Idle,
    };
    states::state(tone, it.title())
}
