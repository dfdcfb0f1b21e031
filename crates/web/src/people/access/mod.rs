//! Who holds which role: the list, giving one, and ending one.

mod give;
mod list;

use app::actor::{Permission, Role};
use app::people::access::{self, Extent, Grant};
use app::people::persons;
use maud::{Markup, html};

use crate::Routes;
use crate::error::Answer;
use crate::layout::lists;
use crate::layout::states::{self, Tone};
use crate::routes::Access::Needs;
use crate::shell::Shell;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadGrants), Needs(Permission::WriteGrants));
    Routes::new()
        .get("/access", read, list::list)
        .get("/access.csv", read, list::csv)
        .get("/access.xlsx", read, list::xlsx)
        .get("/access/roles", read, list::roles)
        .get("/access/new", write, give::new)
        .post("/access", write, give::give)
        .get("/access/{id}/end", write, give::ask)
        .post("/access/{id}/end", write, give::end)
}

/// Grants as a table, with who holds them where `with_people` says so.
pub(super) async fn grants_table(
    shell: &Shell,
    grants: &[Grant],
    with_people: bool,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let places = access::places(ctx, grants).await?;
    let people = grants.iter().flat_map(|it| [it.person_id, it.granted_by]).collect();
    let people = persons::labels(ctx, &people).await?;
    let name = |id| people.get(&id).map_or("", String::as_str);
    let place = |grant: &Grant| match grant.extent {
        Extent::State => html! { "The whole state" },
        Extent::Agency(id) => html! {
            a href={ "/agencies/" (id) } { (places.get(&id.uuid()).map_or("", String::as_str)) }
        },
        Extent::Record(id) => html! {
            (places.get(&id).map_or("A record that is no longer in use", String::as_str))
        },
    };
    let may_end = |grant: &Grant| {
        !grant.is_over(ctx.now) && ctx.actor.may(Permission::WriteGrants, grant.place())
    };
    Ok(lists::table(
        "Roles",
        html! {
            @if with_people { th scope="col" { "Who" } }
            th scope="col" { "Role" } th scope="col" { "Where" }
            th scope="col" { "From" } th scope="col" { "Until" } th scope="col" { "Why" }
            th scope="col" { span.unseen { "Actions" } }
        },
        html! {
            @for grant in grants {
                tr {
                    @if with_people {
                        td data-label="Who" {
                            a href={ "/people/" (grant.person_id) } { (name(grant.person_id)) }
                        }
                    }
                    td data-label="Role" { (grant.role.title()) }
                    td data-label="Where" { (place(grant)) }
                    td data-label="From" { (shell.day(grant.starts_at)) }
                    td data-label="Until" { (until(shell, grant)) }
                    td data-label="Why" { div { (grant.reason) br; small { "Given by " (name(grant.granted_by)) } } }
                    td {
                        @if may_end(grant) {
                            a.button.small href={ "/access/" (grant.id) "/end" }
                                aria-label={ "End " (grant.role.title()) " of " (name(grant.person_id)) } { "End" }
                        }
                    }
                }
            }
        },
    ))
}

fn until(shell: &Shell, grant: &Grant) -> Markup {
    match grant.ends_at {
        None => html! { "Until ended" },
        Some(at) if grant.is_over(shell.ctx.now) => html! {
            (states::state(Tone::Idle, if grant.ended { "Ended early" } else { "Ended" })) " "
            @if grant.ended { (shell.day(at)) } @else { (shell.last_day(at)) }
        },
        Some(at) => shell.last_day(at),
    }
}

/// What each role is, in one sentence.
fn about(role: Role) -> &'static str {
    match role {
        Role::StateCio => "Receives the programme's results and signs for the state.",
        Role::ContinuityTeam => "Runs the programme for all agencies.",
        Role::AgencyHead => "Answers for an agency, and approves.",
        Role::Coordinator => "Keeps an agency's programme.",
        Role::PlanOwner => "Writes analyses and plans.",
        Role::IncidentCommander => "Leads the response.",
        Role::ServiceDesk => "Takes calls.",
        Role::RelationshipManager => "Looks after agencies as customers.",
        Role::BoardMember => "Votes on changes.",
        Role::Employee => "Works for an agency.",
        Role::Vendor => "Works for a vendor or a partner, and sees only what is shared.",
        Role::Client => "Uses a service, and sees how it is doing, and nothing else.",
        Role::Adviser => "Advises on one plan, as long as a consultation lasts.",
        Role::Auditor => "Examines.",
        Role::Administrator => "Looks after the installation, not the business data.",
    }
}
