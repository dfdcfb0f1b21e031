//! The exception report: agencies whom nobody could call.

use app::Ctx;
use app::actor::{Permission, Scope};
use app::ids::PersonId;
use app::people::agencies::{self, ContactGap, ContactStanding};
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::list::List;
use crate::layout::lists;
use crate::layout::parts::Head;
use crate::layout::states::{self, Tone};
use crate::shell::Shell;

/// `GET /agencies/without-contact`
pub(super) async fn list(shell: Shell) -> Answer<Markup> {
    let gaps = agencies::contact_gaps(&shell.ctx).await?;
    let is_all = shell.ctx.actor.scope(Permission::ReadAgencies) == Scope::Everything;
    let seen = if is_all { "" } else { " that you may see" };
    let title = match gaps.len() {
        0 => format!("Every agency{seen} has two contacts who can be called"),
        1 => format!("1 agency{seen} lacks a contact who can be called"),
        n => format!("{} agencies{seen} lack a contact who can be called", grouped(n as u64)),
    };
    let lead = html! {
        "Each agency names whom to call about continuity, and whom to call if nobody answers. For \
         both, a number or address must be known to work."
    };
    let crumbs = vec![("Agencies".to_owned(), "/agencies".to_owned())];
    let exports = lists::exports(&List::read("", ""), "/agencies/without-contact");
    let head = Head { crumbs, title: &title, lead: Some(lead), actions: Some(exports) };
    let main = html! {
        (head.shown())
        @if !gaps.is_empty() {
            section.panel {
                (lists::table("Agencies without a verified contact", html! {
                    th scope="col" { "Agency" } th scope="col" { "To call" }
                    th scope="col" { "If nobody answers" }
                }, html! { @for gap in &gaps { (row(gap)) } }))
            }
        }
    };
    Ok(shell.page("Agencies without a contact", main))
}

/// `GET /agencies/without-contact.csv`
pub(super) async fn csv(shell: Shell) -> Answer<Response> {
    download(&shell.ctx, Format::Csv).await
}

/// `GET /agencies/without-contact.xlsx`
pub(super) async fn xlsx(shell: Shell) -> Answer<Response> {
    download(&shell.ctx, Format::Xlsx).await
}

async fn download(ctx: &Ctx, format: Format) -> Answer<Response> {
    let gaps = agencies::contact_gaps(ctx).await?;
    let rows: Vec<Vec<String>> = gaps
        .into_iter()
        .map(|it| {
            let (primary, alternate) = (it.primary.title(), it.alternate.title());
            vec![it.agency.code, it.agency.name, primary.to_owned(), alternate.to_owned()]
        })
        .collect();
    let columns = ["code", "name", "primary_contact", "alternate_contact"];
    file(format, "agencies-without-contact", &columns, rows)
}

fn row(gap: &ContactGap) -> Markup {
    let agency = &gap.agency;
    let cell = |standing, person: Option<PersonId>, which: &str| {
        html! {
            (contact(standing))
            @if let Some(id) = person {
                " " a href={ "/people/" (id) } aria-label={ (which) " of " (agency.name) } { "Who it is" }
            }
        }
    };
    html! {
        tr {
            td data-label="Agency" { a href={ "/agencies/" (agency.id) } { (agency.name) } }
            td data-label="To call" { (cell(gap.primary, agency.primary_contact_id, "Contact")) }
            td data-label="If nobody answers" {
                (cell(gap.alternate, agency.alternate_contact_id, "Alternate contact"))
            }
        }
    }
}

/// Whether a contact could be called, as a state.
pub(super) fn contact(standing: ContactStanding) -> Markup {
    let tone = match standing {
        ContactStanding::Verified => Tone::Good,
        ContactStanding::Unverified => Tone::Warn,
        ContactStanding::Left | ContactStanding::Missing => Tone::Bad,
    };
    states::state(tone, standing.title())
}
