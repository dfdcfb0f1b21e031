//! One investment: what it costs, and what it makes better.

use app::actor::Permission;
use app::ids::{InvestmentId, ItemId};
use app::people::agencies;
use app::prepare::inventory::{self, Label};
use app::prove::investments::{self, Improvement, Investment};
use maud::{Markup, html};

use super::investment_path;
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::{forms, lists, states};
use crate::people::history::history_panel;
use crate::prepare::inventory::item_path;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /investments/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<InvestmentId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = investments::show(ctx, id).await?;
    let items = investments::items_of(ctx, &it).await?;
    let ids: Vec<ItemId> = items.values().copied().collect();
    let labels = inventory::labels(ctx, &ids).await?;
    let agencies = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = agencies.into_values().next().unwrap_or_default();
    let may_write = ctx.actor.may(Permission::WriteInvestments, it.agency_id);
    let path = investment_path(id);
    let crumbs = vec![
        ("Investments".to_owned(), "/investments".to_owned()),
        (agency.clone(), format!("/agencies/{}", it.agency_id)),
    ];
    let actions = html! {
        (parts::button("Worth buying", "/worth-buying"))
        @if may_write && it.retired_at.is_none() {
            (parts::button("Retire", &format!("{path}/retire")))
            (parts::primary("Edit", &format!("{path}/edit")))
        }
    };
    let lead = html! { (it.description) };
    let named = |reference: &str| -> Markup {
        let id = items.get(reference).copied();
        link(ctx, id.and_then(|id| Some((id, labels.get(&id)?))))
    };
    let facts = [
        ("Cost", html! { strong { (it.cost) } }),
        ("Agency", html! { (agency) }),
        ("Code", html! { code { (it.code) } }),
        ("Changed", html! { (shell.moment(it.updated_at)) }),
    ];
    let main = html! {
        (Head { crumbs, title: &it.name, lead: Some(lead), actions: Some(actions) }.shown())
        @if it.retired_at.is_some() { (retired(&it, &path, may_write)) }
        div.two {
            div.stack { (improvements(&it, named)) }
            div.stack {
                (parts::padded_panel("Facts", html! {}, parts::facts(&facts)))
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&it.name, main))
}

fn link(ctx: &app::Ctx, found: Option<(ItemId, &Label)>) -> Markup {
    html! {
        @match found {
            Some((id, it)) if it.may_open(ctx, id) => {
                a href=(item_path(it.kind, id)) { (it.name) } " " small { (it.kind.title()) }
            },
            Some((_, it)) => { (it.name) " " small { (it.kind.title()) } },
            None => span.quiet { "Something that is not there, or that you may not see" },
        }
    }
}

fn improvements(it: &Investment, named: impl Fn(&str) -> Markup) -> Markup {
    let site = |it: &Improvement| it.site.as_ref().map(|it| format!("site:{it}"));
    parts::panel(
        "What it makes better",
        html! {},
        html! {
            @if it.changes.is_empty() {
                div.body { p.quiet { "Nobody has said what it makes better, so it is never worth its money." } }
            } @else {
                (lists::table("What it makes better", html! {
                    th scope="col" { "What is done" } th scope="col" { "To what" }
                    th.num scope="col" { "Back within" } th.num scope="col" { "How many more" }
                    th scope="col" { "Where" }
                }, html! {
                    @for it in &it.changes {
                        tr {
                            td data-label="What is done" { (it.kind.title()) }
                            td data-label="To what" { (named(&it.item)) }
                            td.num data-label="Back within" { @match it.within { Some(it) => (it), None => "–" } }
                            td.num data-label="How many more" { @match it.people { Some(it) => (it), None => "–" } }
                            td data-label="Where" { @match site(it) { Some(it) => (named(&it)), None => "–" } }
                        }
                    }
                }))
            }
        },
    )
}

fn retired(it: &Investment, path: &str, may_write: bool) -> Markup {
    parts::notice(
        states::Tone::Warn,
        "Retired",
        html! {
            p { "It is left out of lists and of what is worth buying." }
            @if may_write {
                form method="post" action={ (path) "/restore" } {
                    (forms::hidden("version", &it.version.to_string()))
                    button.button { "Bring it back" }
                }
            }
        },
    )
}
