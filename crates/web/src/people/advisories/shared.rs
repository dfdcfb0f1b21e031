//! Advisories as partners see them: by their secret link, or signed in as one of their people.

use app::Ctx;
use app::ids::AdvisoryId;
use app::people::advisories::{self, Advisory, Shared};
use app::people::partners::Partner;
use axum::extract::State as InState;
use maud::{Markup, html};

use super::show::said;
use crate::error::Answer;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::request::{Path, State};
use crate::shell::{self, Shell};

const TITLE: &str = "Shared with you";

/// `GET /shared`
pub(super) async fn list(shell: Shell) -> Answer<Markup> {
    let all = advisories::shared_with_me(&shell.ctx).await?;
    let lead = html! { "Advisories for the partners that you work for." };
    let main = html! {
        (Head { title: TITLE, lead: Some(lead), ..Head::default() }.shown())
        @if all.is_empty() {
            (lists::empty("Nothing is shared with you", "You are not one of the people of a partner.", html! {}))
        }
        @for it in &all { (panel(it, "/shared")) }
    };
    Ok(shell.page(TITLE, main))
}

/// The way there, for those who work for a partner: no menu shows it to them.
pub(crate) async fn way_in(ctx: &Ctx) -> Answer<Markup> {
    let is_of_partner = advisories::is_of_partner(ctx).await?;
    Ok(html! {
        @if is_of_partner {
            p { a href="/shared" { (TITLE) } ": advisories for the partners that you work for." }
        }
    })
}

/// `GET /shared/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<AdvisoryId>) -> Answer<Markup> {
    let (partner, it) = advisories::open_shared(&shell.ctx, id).await?;
    Ok(shell.page(&it.name, opened(&partner, &it, "/shared")))
}

/// `GET /partner/{secret}`
pub(super) async fn list_by_link(
    InState(state): InState<State>,
    Path(secret): Path<String>,
) -> Answer<Markup> {
    let now = (state.clock)();
    let it = advisories::shared_by_link(&state.platform, &secret, now).await?;
    let lead = html! { "For " (it.partner.name) ". Each opening is noted." };
    let main = html! {
        (Head { title: TITLE, lead: Some(lead), ..Head::default() }.shown())
        (panel(&it, &format!("/partner/{secret}")))
    };
    Ok(shell::alone(TITLE, main))
}

/// `GET /partner/{secret}/{id}`
pub(super) async fn show_by_link(
    InState(state): InState<State>,
    Path((secret, id)): Path<(String, AdvisoryId)>,
) -> Answer<Markup> {
    let now = (state.clock)();
    let (partner, it) = advisories::open_by_link(&state.platform, &secret, id, now).await?;
    Ok(shell::alone(&it.name, opened(&partner, &it, &format!("/partner/{secret}"))))
}

/// What is shared with one partner. `at`: where its advisories stand.
fn panel(it: &Shared, at: &str) -> Markup {
    html! {
        @if it.advisories.is_empty() {
            (parts::padded_panel(&it.partner.name, html! {}, html! { p.quiet { "Nothing is shared now." } }))
        } @else {
            (parts::panel(&it.partner.name, html! {}, lists::table(&it.partner.name, html! {
                th scope="col" { "Advisory" } th scope="col" { "Marking" } th scope="col" { "Shared" }
            }, html! {
                @for it in &it.advisories {
                    tr {
                        td data-label="Advisory" { a href={ (at) "/" (it.id) } { (it.name) } }
                        td data-label="Marking" { (it.tlp.title()) }
                        td data-label="Shared" {
                            @match it.shared_at {
                                Some(at) => (Shell::date(at.date_naive())),
                                None => "–",
                            }
                        }
                    }
                }
            })))
        }
    }
}

fn opened(partner: &Partner, it: &Advisory, at: &str) -> Markup {
    let crumbs = vec![(TITLE.to_owned(), at.to_owned())];
    let lead = html! { strong { (it.tlp.title()) } ", for " (partner.name) "." };
    html! {
        (Head { crumbs, title: &it.name, lead: Some(lead), ..Head::default() }.shown())
        (said(it))
    }
}
