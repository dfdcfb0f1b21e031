//! The contacts of one agency: who they are, and when each was last confirmed.

use app::actor::Permission;
use app::assure::contacts::{self, Contact, Line, ListStanding};
use app::ids::AgencyId;
use maud::{Markup, html};

use super::{contacts_path, list_standing, standing};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::people::history::history_panel;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /contacts/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<AgencyId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let line = contacts::show(ctx, id).await?;
    let may_confirm = contacts::may_confirm(ctx, id).await? && line.agency.retired_at.is_none();
    let title = format!("Whom to call at {}", line.agency.name);
    let crumbs = vec![
        ("Major-incident contacts".to_owned(), "/contacts".to_owned()),
        (line.agency.name.clone(), format!("/agencies/{id}")),
    ];
    let lead = html! {
        (list_standing(line.standing())) " "
        @if line.managers.is_empty() { "No relationship manager is assigned." }
        @else { "Relationship manager: " (line.managers.join(", ")) "." }
    };
    let actions = html! { @if may_confirm { (actions(&shell, &line)) } };
    let head = Head { crumbs, title: &title, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        div.two {
            section.panel {
                (lists::table("Contacts", html! {
                    th scope="col" { "Contact" } th scope="col" { "Who" }
                    th scope="col" { "Standing" } th scope="col" { "Confirmed" }
                    @if may_confirm { th scope="col" { "Still right?" } }
                }, html! { @for it in &line.contacts { (row(&shell, (id, it), may_confirm)) } }))
            }
            (history_panel(&shell, id.uuid()).await?)
        }
    };
    Ok(shell.page(&title, main))
}

fn actions(shell: &Shell, line: &Line) -> Markup {
    let path = contacts_path(line.agency.id);
    let may_write = shell.ctx.actor.may(Permission::WriteAgencies, line.agency.id);
    html! {
        @if may_write {
            (parts::button("Change the first two", &format!("/agencies/{}/edit", line.agency.id)))
        }
        (parts::button("Change further contacts", &format!("{path}/edit")))
        @if line.standing() != ListStanding::Incomplete {
            form method="post" action={ (path) "/confirm" } {
                button.button.primary { "Confirm all" }
            }
        }
    }
}

fn row(shell: &Shell, (agency, it): (AgencyId, &Contact), may_confirm: bool) -> Markup {
    html! {
        tr {
            td data-label="Contact" {
                (it.which.title())
                @if !it.duty.is_empty() { br; small.quiet { (it.duty) } }
            }
            td data-label="Who" {
                @match &it.who {
                    Some((id, _, name)) => a href={ "/people/" (id) } { (name) },
                    None => "–",
                }
            }
            td data-label="Standing" { (standing(it.standing)) }
            td data-label="Confirmed" {
                @match it.confirmed_at { Some(at) => (shell.day(at)), None => "–" }
            }
            @if may_confirm {
                td data-label="Still right?" {
                    @if let Some((id, _, name)) = &it.who {
                        form method="post" action={ (contacts_path(agency)) "/confirm" } {
                            (forms::hidden("person", &id.to_string()))
                            button.button.small aria-label={ "Confirm " (name) } { "Confirm" }
                        }
                    } @else { "–" }
                }
            }
        }
    }
}
