//! One obligation: what it asks for, and which plans answer it (S0-11).

use app::actor::{Permission, Place};
use app::assure::obligations::{self, Clause, Obligation};
use app::ids::ObligationId;
use maud::{Markup, html};

use super::list::holds_for;
use super::{obligation_path, plans};
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::states::Tone;
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::request::{Address, Path};
use crate::shell::Shell;

/// So many sections that answer a clause are named; the rest unfolds.
const SECTIONS_OPEN: usize = 2;

/// `GET /obligations/{id}`
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<ObligationId>,
    Address(address): Address,
) -> Answer<Markup> {
    let it = obligations::show(&shell.ctx, id).await?;
    let document = &it.document;
    let crumbs = vec![("Obligations".to_owned(), "/obligations".to_owned())];
    let lead = html! { (document.title) ". " (document.about) };
    let actions = actions(&shell, &it);
    let head = Head { crumbs, title: &document.citation, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        @if document.retired_at.is_some() {
            (parts::notice(Tone::Idle, "Retired", html! {
                p { "No plan is asked anything by it. It can be brought back." }
            }))
        }
        (plans::panel(&shell, &it, &address).await?)
        div.two {
            (clauses(&document.clauses))
            div.stack {
                (parts::padded_panel("Facts", html! {}, facts(&it)))
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&document.citation, main))
}

fn actions(shell: &Shell, it: &Obligation) -> Markup {
    let path = obligation_path(it.id);
    let may_write = shell.ctx.actor.may(Permission::WriteObligations, Place::State);
    let is_retired = it.document.retired_at.is_some();
    html! {
        @if !is_retired {
            (parts::button("Compliance of agencies", &format!("/compliance?obligation={}", it.id)))
        }
        @if may_write && is_retired {
            form method="post" action={ (path) "/restore" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button.primary { "Bring it back" }
            }
        }
        @if may_write && !is_retired {
            (parts::button("Retire", &format!("{path}/retire")))
            (parts::button("Edit", &format!("{path}/edit")))
        }
    }
}

fn facts(it: &Obligation) -> Markup {
    let document = &it.document;
    let again = match document.renew_months {
        0 => "Never".to_owned(),
        12 => "Every year".to_owned(),
        1 => "Every month".to_owned(),
        n => format!("Every {n} months"),
    };
    let mut facts = vec![
        ("Code", html! { code { (document.code) } }),
        ("Holds for", html! { (holds_for(document)) }),
        ("Attested again", html! { (again) }),
    ];
    if !document.agencies.is_empty() {
        facts.push(("By name", html! { (document.agencies.join(", ")) }));
    }
    if let Some(due) = document.due {
        facts.push(("First attested by", Shell::date(due)));
    }
    if it.updated_at.is_none() {
        facts.push(("Source", html! { "It came with the program, and nobody changed it since." }));
    }
    parts::facts(&facts)
}

fn clauses(all: &[Clause]) -> Markup {
    parts::panel(
        "What it asks for",
        html! { small { (all.len()) } },
        lists::table(
            "What it asks for",
            html! {
                th scope="col" { "Clause" } th scope="col" { "Asks for" }
                th scope="col" { "Sections that answer it" }
            },
            html! {
                @for it in all {
                    tr {
                        td data-label="Clause" { (it.number) }
                        td data-label="Asks for" { (it.text) }
                        td data-label="Sections that answer it" { (answered_in(it)) }
                    }
                }
            },
        ),
    )
}

fn answered_in(clause: &Clause) -> Markup {
    let all = clause.answered_in();
    let (open, more) = all.split_at(all.len().min(SECTIONS_OPEN));
    let line =
        |all: &[(&app::plans::templates::Template, &app::plans::templates::SectionTemplate)]| {
            html! { ul.plain { @for (of, it) in all { li { (of.name) ": " (it.title) } } } }
        };
    html! {
        @if all.is_empty() { "None: only evidence can show that it is met" }
        (line(open))
        @if !more.is_empty() { details { summary { (more.len()) " more" } (line(more)) } }
    }
}
