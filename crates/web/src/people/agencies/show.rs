//! One agency: what it is, whom to call, what it is part of, and what belongs to it.

use std::collections::BTreeSet;

use app::actor::Permission;
use app::ids::{AgencyId, PersonId};
use app::people::agencies::{self, Agency, ContactStanding};
use app::people::persons;
use app::plans::kit;
use app::prepare::inventory;
use app::prove::readiness::readiness;
use app::{Ctx, Page, Paging, counties};
use maud::{Markup, html};

use super::super::calendars::calendar_named;
use super::super::history::history_panel;
use super::super::managers;
use super::contacts::contact;
use crate::assure::contacts::contacts_path;
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::prepare::inventory::paths;
use crate::request::Path;
use crate::shell::Shell;

/// How many of its parts the page of an agency shows.
const PARTS_MAX: u32 = 50;

/// `GET /agencies/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<AgencyId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let agency = agencies::show(ctx, id).await?;
    let above = agencies::above(ctx, &agency).await?;
    let crumbs = std::iter::once(("Agencies".to_owned(), "/agencies".to_owned()))
        .chain(above.into_iter().map(|it| (it.name, format!("/agencies/{}", it.id))))
        .collect();
    let paging = Paging { number: 1, size: PARTS_MAX };
    let parts = agencies::Query { parent_id: Some(id), paging, ..agencies::Query::default() };
    let parts = agencies::list(ctx, &parts).await?;
    let may_write = ctx.actor.may(Permission::WriteAgencies, id) && agency.retired_at.is_none();
    let lead = html! {
        (agency.kind.title()) "."
        @if !agency.mission.is_empty() { " " (agency.mission) }
    };
    let may_take = kit::may_take(ctx, id) && agency.retired_at.is_none();
    let actions = (may_write || may_take).then(|| actions(id, may_write, may_take));
    let main = html! {
        (Head { crumbs, title: &agency.name, lead: Some(lead), actions }.shown())
        @if let Some(at) = agency.retired_at {
            (parts::notice(Tone::Warn, "Retired", html! {
                p { "Since " (shell.day(at)) ". Its records stay readable." }
            }))
        }
        div.two {
            div.stack {
                (contacts_panel(ctx, &agency).await?)
                (managers::panel(&shell, &agency).await?)
                @if agency.retired_at.is_none() { (readiness_panel(ctx, id).await?) }
                (owned_panel(ctx, &agency).await?)
                @if !parts.items.is_empty() { (parts_panel(&agency.code, &parts)) }
            }
            div.stack {
                (facts_panel(&shell, &agency).await?)
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&agency.name, main))
}

fn actions(id: AgencyId, may_write: bool, may_take: bool) -> Markup {
    html! {
        @if may_take { (parts::button("Take along", &format!("/agencies/{id}/kit"))) }
        @if may_write {
            (parts::button("Retire", &format!("/agencies/{id}/retire")))
            (parts::button("Merge into another", &format!("/agencies/{id}/merge")))
            (parts::primary("Edit", &format!("/agencies/{id}/edit")))
        }
    }
}

async fn contacts_panel(ctx: &Ctx, agency: &Agency) -> Answer<Markup> {
    let gap = agencies::contact_gap(ctx, agency).await?;
    let people: BTreeSet<PersonId> =
        [agency.primary_contact_id, agency.alternate_contact_id].into_iter().flatten().collect();
    let names = persons::labels(ctx, &people).await?;
    let who = |id: Option<PersonId>, standing: Option<ContactStanding>| {
        let named = id.and_then(|id| Some((id, names.get(&id)?)));
        let is_due = agency.retired_at.is_none() && !agency.kind.is_partner();
        html! {
            @if let Some((id, name)) = named { a href={ "/people/" (id) } { (name) } " " }
            @if is_due { (contact(standing.unwrap_or(ContactStanding::Verified))) }
            @else if named.is_none() { "Nobody" }
        }
    };
    let (primary, alternate) = (agency.primary_contact_id, agency.alternate_contact_id);
    let facts = [
        ("To call", who(primary, gap.as_ref().map(|it| it.primary))),
        ("If nobody answers", who(alternate, gap.as_ref().map(|it| it.alternate))),
    ];
    let all = html! { a href=(contacts_path(agency.id)) { "All, and when confirmed" } };
    Ok(parts::padded_panel("Contacts for continuity", all, parts::facts(&facts)))
}

/// Whether what the agency and those below it deliver can be back in time. Nothing for callers who
/// may not read that.
async fn readiness_panel(ctx: &Ctx, id: AgencyId) -> Answer<Markup> {
    if !ctx.actor.may(Permission::ReadReports, id) {
        return Ok(html! {});
    }
    let found = readiness(ctx, Some(id), 1).await?;
    let total = &found.total;
    if total.n_services == 0 {
        return Ok(html! {});
    }
    let facts = [
        ("Back in time", state(Tone::Good, grouped(total.n_in_time()))),
        (
            "Too late",
            match total.n_missed {
                0 => html! { "0" },
                n => state(Tone::Bad, grouped(n)),
            },
        ),
        ("In time so far", html! { (grouped(total.n_at_least)) }),
        ("Cannot be said", html! { (grouped(total.n_unknown)) }),
        ("No target", html! { (grouped(total.n_no_target)) }),
    ];
    let links = html! {
        span {
            a href={ "/?agency=" (id) } { "Readiness" } " · "
            a href={ "/readiness.pdf?agency=" (id) } download { "Report" }
        }
    };
    let inside = html! { p { (found.title()) "." } (parts::facts(&facts)) };
    Ok(parts::padded_panel("Recovery", links, inside))
}

/// How much of each kind belongs to the agency and those below it, each a link to the list.
async fn owned_panel(ctx: &Ctx, agency: &Agency) -> Answer<Markup> {
    let (id, code) = (agency.id, &agency.code);
    let below = agencies::subtree(ctx, id).await?;
    let n_items = inventory::count_by_kind(ctx, &below).await?;
    let query = persons::Query { agencies: Some(below), ..persons::Query::default() };
    let n_people = persons::list(ctx, &query).await?.n_items;
    let link = |href: String, n: u64| html! { a href=(href) { (grouped(n)) } };
    let mut facts = vec![("People", link(format!("/people?agency={code}"), n_people))];
    for (kind, n_items) in n_items {
        let href = format!("{}?agency={code}", paths(kind).list);
        facts.push((kind.titles(), link(href, n_items)));
    }
    Ok(parts::padded_panel("In the programme, with all parts", html! {}, parts::facts(&facts)))
}

fn parts_panel(code: &str, parts: &Page<Agency>) -> Markup {
    let head = html! { th scope="col" { "Name" } th scope="col" { "Kind" } };
    let rows = html! {
        @for it in &parts.items {
            tr {
                td data-label="Name" { a href={ "/agencies/" (it.id) } { (it.name) } }
                td data-label="Kind" { (it.kind.title()) }
            }
        }
    };
    let all = html! {
        @if parts.n_items <= u64::from(PARTS_MAX) { small { (parts.n_items) } }
        @else { a href={ "/agencies?parent=" (code) } { "All " (grouped(parts.n_items)) } }
    };
    parts::panel("Its parts", all, lists::table("Its parts", head, rows))
}

/// By which calendar it counts business days.
async fn calendar(ctx: &Ctx, agency: &Agency) -> Answer<Markup> {
    let found = agencies::calendars(ctx, &[agency.id].into()).await?;
    let is_lost = agency.calendar_id.is_some() && found.chosen(agency.id).is_none();
    let from = found.inherited_from(agency.id);
    let names = agencies::labels(ctx, &from.into_iter().collect()).await?;
    let whole = from.map(|id| names.get(&id).map_or("the agency it is part of", String::as_str));
    Ok(html! {
        (calendar_named(found.named(agency.id), found.opening(agency.id)))
        @if let Some(name) = whole { br; small { "That of " (name) "." } }
        @else if found.chosen(agency.id).is_none() { br; small { "That of the state." } }
        @if is_lost { br; small { "The one that was chosen is retired." } }
    })
}

async fn facts_panel(shell: &Shell, agency: &Agency) -> Answer<Markup> {
    let aliases = agencies::aliases(&shell.ctx, agency.id).await?;
    let mut facts = vec![("Code", html! { code { (agency.code) } })];
    if !aliases.is_empty() {
        facts.push(("Also known as", html! { ul.plain { @for it in &aliases { li { (it) } } } }));
    }
    if let Some(fips) = &agency.county_fips {
        facts.push(("County", html! { (counties::named(fips)) }));
    }
    if let Some(n) = agency.headcount {
        facts.push(("People who work there", html! { (grouped(n.into())) }));
    }
    facts.push(("Business calendar", calendar(&shell.ctx, agency).await?));
    facts.push(("Last changed", shell.moment(agency.updated_at)));
    Ok(parts::padded_panel("Particulars", html! {}, parts::facts(&facts)))
}
