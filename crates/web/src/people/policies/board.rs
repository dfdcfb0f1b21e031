//! The governance board: policies past their review first, and how well those in force are known.

use app::people::policies::{self, AUDIENCES, Policy, Rate};
use maud::{Markup, html};

use super::list::{standing, state};
use super::policy_path;
use crate::error::Answer;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::shell::Shell;

/// `GET /policies/board`
pub(super) async fn show(shell: Shell) -> Answer<Markup> {
    let board = policies::board(&shell.ctx).await?;
    let title = match board.overdue.len() {
        0 => "No policy is past its review".to_owned(),
        1 => "One policy is past its review".to_owned(),
        n => format!("{n} policies are past their review"),
    };
    let lead = html! {
        "The governance board: " (board.n_settled) " in force and settled, " (board.due.len())
        " due for review, " (board.open.len()) " being written."
    };
    let crumbs = vec![("Policies".to_owned(), "/policies".to_owned())];
    let head = Head { crumbs, title: &title, lead: Some(lead), ..Head::default() };
    let is_empty = board.overdue.is_empty() && board.due.is_empty();
    let main = html! {
        (head.shown())
        div.stack {
            @if is_empty && board.open.is_empty() && board.known.is_empty() {
                (lists::empty("Nothing to decide", "Policies whose review is due, and how many have \
                    acknowledged those in force, will stand here.", html! {}))
            }
            (reviews(&shell, "Overdue", &board.overdue))
            (reviews(&shell, "Review due", &board.due))
            @if !board.open.is_empty() {
                (parts::panel("Being written", html! {}, lists::table("Being written", html! {
                    th scope="col" { "Policy" } th scope="col" { "State" } th scope="col" { "Changed" }
                }, html! {
                    @for it in &board.open {
                        tr {
                            td data-label="Policy" { a href=(policy_path(it.id)) { (it.name) } }
                            td data-label="State" { (state(it.state)) }
                            td data-label="Changed" { (shell.day(it.updated_at)) }
                        }
                    }
                })))
            }
            @if !board.known.is_empty() { (known(&board.known)) }
        }
    };
    Ok(shell.page("Governance board", main))
}

fn reviews(shell: &Shell, title: &str, policies: &[Policy]) -> Markup {
    html! {
        @if !policies.is_empty() {
            (parts::panel(title, html! {}, lists::table(title, html! {
                th scope="col" { "Policy" } th scope="col" { "State" } th scope="col" { "Review due" }
                th scope="col" { "Why" }
            }, html! {
                @for it in policies {
                    tr {
                        td data-label="Policy" { a href=(policy_path(it.id)) { (it.name) } }
                        td data-label="State" { (standing(it, shell.ctx.now)) }
                        td data-label="Review due" {
                            @match it.review_due { Some(due) => (shell.day(due)), None => "–" }
                        }
                        td data-label="Why" { @if it.because.is_empty() { "–" } @else { (it.because) } }
                    }
                }
            })))
        }
    }
}

fn known(policies: &[(Policy, Vec<Rate>)]) -> Markup {
    parts::panel(
        "Acknowledged by",
        html! {},
        lists::table(
            "Acknowledged by",
            html! {
                th scope="col" { "Policy" }
                @for (_, title) in AUDIENCES { th scope="col" { (title) } }
            },
            html! {
                @for (it, rates) in policies {
                    tr {
                        td data-label="Policy" {
                            a href={ (policy_path(it.id)) "/acknowledgements" } { (it.name) }
                        }
                        @for (kind, title) in AUDIENCES {
                            td data-label=(title) {
                                @match rates.iter().find(|it| it.kind == kind) {
                                    Some(rate) => (share(rate)),
                                    None => "–",
                                }
                            }
                        }
                    }
                }
            },
        ),
    )
}

/// How many of a kind acknowledged.
pub(super) fn share(rate: &Rate) -> Markup {
    let tone = match rate.percent() {
        Some(100) => Tone::Good,
        Some(50..) => Tone::Warn,
        _ => Tone::Bad,
    };
    let percent = rate.percent().unwrap_or(100);
    states::state(tone, format!("{percent} %, {} of {}", rate.n_acknowledged, rate.n_asked))
}
