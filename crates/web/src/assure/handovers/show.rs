//! One handover: how far it is, and what still names who goes.

use app::actor::Permission;
use app::assure::handovers::{self, Change, Handover, State, Target};
use app::ids::{HandoverId, PersonId};
use maud::{Markup, html};

use super::list::Names;
use super::{handover_path, state};
use crate::assure::contacts::contacts_path;
use crate::error::Answer;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::Tone;
use crate::people::history::history_panel;
use crate::prepare::inventory::item_path;
use crate::prepare::plans::plan_path;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /handovers/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<HandoverId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = handovers::show(ctx, id).await?;
    let changes = handovers::to_change(ctx, id).await?;
    let names = Names::of(ctx, std::slice::from_ref(&it)).await?;
    let title = title(&it, &names);
    let crumbs = vec![
        ("Personnel changes".to_owned(), "/handovers".to_owned()),
        (names.agency(it.agency_id).to_owned(), format!("/agencies/{}", it.agency_id)),
    ];
    let lead = html! { (state(it.state)) " " (it.note) };
    let actions = actions(&shell, &it).await?;
    let head = Head { crumbs, title: &title, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (notices(&it))
        div.two {
            (to_change(&changes))
            div.stack {
                (parts::padded_panel("Facts", html! {}, facts(&shell, &it, &names)))
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&title, main))
}

/// `Ann Author leaves on 1 Dec 2026`
pub(super) fn title(it: &Handover, names: &Names) -> String {
    let what = it.kind.title();
    let (name, on) = (names.person(it.person_id), Shell::date_words(it.on));
    format!("{name}: {} on {on}", what.to_lowercase())
}

fn facts(shell: &Shell, it: &Handover, names: &Names) -> Markup {
    let person = |id: PersonId| html! { a href={ "/people/" (id) } { (names.person(id)) } };
    let mut facts = vec![
        ("Who", person(it.person_id)),
        ("What", html! { (it.kind.title()) }),
        (
            "Who follows",
            match it.successor_id {
                Some(id) => person(id),
                None => html! { "Nobody yet" },
            },
        ),
        ("Agency", html! { (names.agency(it.agency_id)) }),
        ("Takes effect", Shell::date(it.on)),
        ("Announced by", html! { (names.person(it.asked_by)) }),
    ];
    if let Some(by) = it.confirmed_by {
        facts.push(("Confirmed by", html! { (names.person(by)) }));
    }
    if let Some(at) = it.done_at {
        facts.push(("Took effect", shell.moment(at)));
    }
    parts::facts(&facts)
}

fn notices(it: &Handover) -> Markup {
    html! {
        @match it.state {
            State::Asked => (parts::notice(Tone::Warn, "Not confirmed yet", html! {
                p { "Somebody who may give these roles, and does not follow, confirms it: the agency \
                     head or the continuity team. Until then nothing changes." }
            })),
            State::Confirmed => (parts::notice(Tone::Idle, "It takes effect by itself", html! {
                p { "On its day, also if nobody is signed in." }
            })),
            State::Done | State::Canceled => {}
        }
    }
}

async fn actions(shell: &Shell, it: &Handover) -> Answer<Markup> {
    let path = handover_path(it.id);
    let may_confirm = handovers::may_confirm(&shell.ctx, it).await?;
    let permission = match it.state {
        State::Asked => Permission::WriteAgencies,
        _ => Permission::WriteGrants,
    };
    let may_cancel = it.is_open() && shell.ctx.actor.may(permission, it.agency_id);
    Ok(html! {
        @if may_cancel { (parts::button("Cancel it", &format!("{path}/cancel"))) }
        @if may_confirm { (parts::primary("Confirm", &format!("{path}/confirm"))) }
    })
}

fn to_change(changes: &[Change]) -> Markup {
    let count = html! { small { (changes.len()) } };
    parts::panel(
        "To be changed",
        count,
        html! {
            @if changes.is_empty() {
                (lists::empty(
                    "Nothing names them any more",
                    "Plans, teams, contacts and approvals that name who goes stand here.",
                    html! {},
                ))
            } @else {
                (lists::table("To be changed", html! {
                    th scope="col" { "What" } th scope="col" { "Name" } th scope="col" { "Who goes …" }
                }, html! {
                    @for it in changes {
                        tr {
                            td data-label="What" { (it.target.title()) }
                            td data-label="Name" { a href=(link(it.target)) { (it.name) } }
                            td data-label="Who goes …" { "… " (it.why) }
                        }
                    }
                }))
            }
        },
    )
}

fn link(target: Target) -> String {
    match target {
        Target::Plan(id) => plan_path(id),
        Target::Item(kind, id) => item_path(kind, id),
        Target::Contacts(id) => contacts_path(id),
        Target::Manager(id) => format!("/agencies/{id}"),
        Target::Analysis(id) => format!("/analyses/{id}"),
    }
}
