//! One person: where they work, how to reach them, what they may do, and how they sign in.

use app::Ctx;
use app::actor::Permission;
use app::ids::PersonId;
use app::people::persons::{self, Channel, ChannelKind, Person, Reached};
use app::people::{access, agencies};
use maud::{Markup, html};

use super::super::access::grants_table;
use super::super::form::Filled;
use super::super::history::history_panel;
use super::account::account_panel;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::request::Path;
use crate::shell::Shell;

/// `GET /people/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<PersonId>) -> Answer<Markup> {
    page(&shell, id, &Filled::default(), html! {}).await
}

/// The page, with its forms as they were typed, and `notice` above all.
pub(super) async fn page(
    shell: &Shell,
    id: PersonId,
    filled: &Filled,
    notice: Markup,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let person = persons::show(ctx, id).await?;
    let may_write =
        ctx.actor.may(Permission::WriteAgencies, person.agency_id) && person.retired_at.is_none();
    let crumbs = vec![("People".to_owned(), "/people".to_owned())];
    let lead =
        html! { @if !person.title.is_empty() { (person.title) ". " } (person.kind.title()) "." };
    let actions = may_write.then(|| {
        html! {
            (parts::button("Has left", &format!("/people/{id}/retire")))
            (parts::primary("Edit", &format!("/people/{id}/edit")))
        }
    });
    let main = html! {
        (notice)
        (Head { crumbs, title: &person.name, lead: Some(lead), actions }.shown())
        @if let Some(at) = person.retired_at {
            (parts::notice(Tone::Warn, "Has left", html! { p { "Since " (shell.day(at)) ". They cannot sign in." } }))
        }
        div.two {
            div.stack {
                (channels_panel(shell, &person, filled).await?)
                (roles_panel(shell, &person).await?)
            }
            div.stack {
                (facts_panel(ctx, &person).await?)
                (account_panel(shell, &person, filled).await?)
                (history_panel(shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&person.name, main))
}

async fn facts_panel(ctx: &Ctx, person: &Person) -> Answer<Markup> {
    let names = agencies::labels(ctx, &[person.agency_id].into()).await?;
    let agency = html! {
        a href={ "/agencies/" (person.agency_id) } {
            (names.get(&person.agency_id).map_or("", String::as_str))
        }
    };
    let owns = html! { a href={ "/services?person=" (person.id) } { "Services they answer for" } };
    let mut facts = vec![("Agency", agency), ("Code", html! { code { (person.code) } })];
    if ctx.actor.may_somewhere(Permission::ReadInventory) {
        facts.push(("Inventory", owns));
    }
    Ok(parts::padded_panel("Particulars", html! {}, parts::facts(&facts)))
}

/// How to reach them, for those who may know.
async fn channels_panel(shell: &Shell, person: &Person, filled: &Filled) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let is_own = ctx.actor.is(person.id);
    if !is_own && !ctx.actor.may(Permission::ReadContacts, person.agency_id) {
        return Ok(html! {});
    }
    let channels = persons::channels(ctx, person.id).await?;
    let may_write = (is_own || ctx.actor.may(Permission::WriteAgencies, person.agency_id))
        && person.retired_at.is_none();
    Ok(parts::panel(
        "How to reach them",
        html! {},
        html! {
            @if channels.is_empty() {
                div.body { p.quiet { "Nobody has said how to reach them." } }
            } @else {
                (lists::table("How to reach them", html! {
                    th.num scope="col" { "Try" } th scope="col" { "Kind" } th scope="col" { "Number or address" }
                    th scope="col" { "When" } th scope="col" { "Known to work" }
                    @if may_write { th scope="col" { span.unseen { "Actions" } } }
                }, html! {
                    @for (channel, value) in &channels { (channel_row(shell, channel, value, may_write)) }
                }))
            }
            @if may_write { div.body { (another_channel(person, filled)) } }
        },
    ))
}

fn channel_row(shell: &Shell, channel: &Channel, value: &str, may_write: bool) -> Markup {
    let reached = Reached::CHOICES.iter().find(|(code, _)| *code == channel.reached.code());
    let path = format!("/people/{}/channels/{}", channel.person_id, channel.id);
    let may_ask = channel.kind == ChannelKind::Email && shell.ctx.platform.has_mail();
    html! {
        tr {
            td.num data-label="Try" { (channel.priority) }
            td data-label="Kind" { (channel.kind.title()) }
            td data-label="Number or address" { (value) }
            td data-label="When" { (reached.map_or("", |(_, title)| title)) }
            td data-label="Known to work" {
                @match channel.verified_at {
                    Some(at) => { (states::state(Tone::Good, "Yes")) " " (shell.day(at)) }
                    None => (states::state(Tone::Warn, "Never tried")),
                }
            }
            @if may_write {
                td {
                    @if may_ask {
                        form method="post" action={ (path) "/ask" } {
                            button.button.small aria-label={ "Ask by mail whether it works: " (value) } { "Ask by mail" }
                        }
                    }
                    form method="post" action={ (path) "/verify" } {
                        button.button.small aria-label={ "It works: " (value) } { "It works" }
                    }
                    form method="post" action={ (path) "/remove" } {
                        button.button.small data-confirm={ "Remove “" (value) "”?" }
                            aria-label={ "Remove " (value) } { "Remove" }
                    }
                }
            }
        }
    }
}

fn another_channel(person: &Person, filled: &Filled) -> Markup {
    let pairs = |all: &'static [(&'static str, &'static str)]| -> Vec<Choice<'static>> {
        all.iter().map(|(code, title)| Choice::new(*code, *title)).collect()
    };
    let problems: Vec<(String, String)> =
        filled.problems.iter().filter(|(it, _)| it != "email").cloned().collect();
    html! {
        form.form method="post" action={ "/people/" (person.id) "/channels" } novalidate {
            (forms::error_summary(&problems))
            (forms::group("Another way to reach them", true, html! {
                (forms::select(&filled.field("kind", "Kind").required(), &pairs(ChannelKind::CHOICES), ""))
                (forms::text(&filled.field("value", "Number or address").required()))
                (forms::select(&filled.field("reached", "When").required(), &pairs(Reached::CHOICES), ""))
                (forms::number(&filled.field("priority", "Try as").hint("1 is tried first.")))
            }))
            div.buttons { button.button { "Add it" } }
        }
    }
}

async fn roles_panel(shell: &Shell, person: &Person) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let grants = access::of_person(ctx, person.id).await?;
    let may_give = ctx.actor.may_somewhere(Permission::WriteGrants)
        && person.id != ctx.actor.person_id
        && person.retired_at.is_none();
    if grants.is_empty() && !may_give {
        return Ok(html! {});
    }
    let give = html! {
        @if may_give { (parts::button("Give a role", &format!("/access/new?person={}", person.code))) }
    };
    Ok(parts::panel(
        "Roles",
        give,
        html! {
            @if grants.is_empty() { div.body { p.quiet { "They hold no role." } } }
            @else { (grants_table(shell, &grants, false).await?) }
        },
    ))
}
