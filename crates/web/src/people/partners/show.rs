//! One partner: what it is for, its people, what may be shared with it, and its secret link.

use app::ids::PartnerId;
use app::people::partners::{self, DAYS, Link, Partner};
use app::people::{agencies, persons};
use maud::{Markup, html};

use super::partner_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::{self, Head};
use crate::layout::states::Tone;
use crate::people::form::Filled;
use crate::people::history::history_panel;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /partners/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<PartnerId>) -> Answer<Markup> {
    page(&shell, id, (&Filled::default(), None)).await
}

/// The page. `filled`: for how many days a link was to work, and what is wrong with that; `made`: the
/// secret link that was just made.
pub(super) async fn page(
    shell: &Shell,
    id: PartnerId,
    (filled, made): (&Filled, Option<&str>),
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = partners::show(ctx, id).await?;
    let agency = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = agency.into_values().next().unwrap_or_default();
    let may_write = partners::may_write_at(ctx, &it);
    let crumbs = vec![("Partners".to_owned(), "/partners".to_owned())];
    let lead = html! { (it.kind.title()) ", kept by " (agency) "." };
    let head = Head {
        crumbs,
        title: &it.name,
        lead: Some(lead),
        actions: Some(html! { @if may_write { (actions(&it)) } }),
    };
    let link = partners::link(ctx, id).await?;
    let main = html! {
        (head.shown())
        (forms::error_summary(&filled.problems))
        @if it.retired_at.is_some() {
            (parts::notice(Tone::Idle, "Retired", html! { p { "Nothing is shared with it any more." } }))
        }
        @if let Some(made) = made {
            (parts::notice(Tone::Good, "The secret link", html! {
                p { "Hand it over yourself, and to nobody else. It is shown this once." }
                p { code { (made) } }
            }))
        }
        div.two {
            div.stack {
                (people(shell, &it).await?)
                @if it.retired_at.is_none() { (link_panel(shell, &it, (link, may_write), filled)) }
            }
            div.stack {
                (parts::padded_panel("Facts", html! {}, facts(&it, &agency)))
                (history_panel(shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&it.name, main))
}

fn actions(it: &Partner) -> Markup {
    let path = partner_path(it.id);
    html! {
        @if it.retired_at.is_none() {
            (parts::button("Retire", &format!("{path}/retire")))
            (parts::primary("Edit", &format!("{path}/edit")))
        } @else {
            form method="post" action={ (path) "/restore" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button { "Bring back" }
            }
        }
    }
}

fn facts(it: &Partner, agency: &str) -> Markup {
    let mut facts = vec![
        ("What it is", html! { (it.kind.title()) }),
        ("Shared up to", html! { strong { (it.level.title()) } ". " (it.level.words()) }),
        ("Kept by", html! { (agency) }),
    ];
    if !it.purpose.is_empty() {
        facts.insert(1, ("Partner for", html! { (it.purpose) }));
    }
    parts::facts(&facts)
}

async fn people(shell: &Shell, it: &Partner) -> Answer<Markup> {
    let names = persons::labels(&shell.ctx, &it.people).await?;
    Ok(html! {
        @if it.people.is_empty() {
            (parts::padded_panel("People", html! {}, html! {
                p.quiet { "Nobody is named yet. Without a secret link, nobody can open what is shared." }
            }))
        } @else {
            (parts::padded_panel("People", html! {}, html! {
                p.quiet { "How to reach them stands on their pages." }
                ul { @for (id, name) in &names { li { a href={ "/people/" (id) } { (name) } } } }
            }))
        }
    })
}

fn link_panel(
    shell: &Shell,
    it: &Partner,
    (link, may_write): (Option<Link>, bool),
    filled: &Filled,
) -> Markup {
    let path = partner_path(it.id);
    let days = filled.value("days").to_owned();
    let days = if days.is_empty() { DAYS.to_string() } else { days };
    let field = filled.field("days", "For how many days it works").value(&days).required();
    parts::padded_panel(
        "Secret link",
        html! {},
        html! {
            p {
                "Whoever has it opens what is shared with this partner, without signing in. Each opening \
                 is in the audit log. "
                @match link {
                    Some(link) => {
                        "There is one, made on " (shell.day(link.made_at)) ", which works until "
                        (shell.moment(link.ends_at)) "."
                    }
                    None => "There is none that works.",
                }
            }
            @if may_write {
                form.form method="post" action={ (path) "/link" } novalidate {
                    (forms::text(&field))
                    div.buttons {
                        button.button { @if link.is_some() { "Make another link" } @else { "Make a secret link" } }
                    }
                }
                @if link.is_some() {
                    form method="post" action={ (path) "/link/withdraw" } {
                        div.buttons { button.button { "Withdraw it" } }
                    }
                }
            }
        },
    )
}
