//! Finding anything: for the palette of every page, for fields that name a record, and as a page.

use app::prepare::inventory::reference;
use app::search::{self, Hit, HitKind};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use crate::Routes;
use crate::error::Answer;
use crate::layout::forms::{Field, text};
use crate::layout::lists;
use crate::layout::parts::{Head, panel};
use crate::request::{Json, Query};
use crate::routes::Access::SignedIn;
use crate::shell::Shell;

/// How many are offered while somebody types.
const OFFERED_MAX: usize = 12;

/// How many the page shows.
pub(crate) const SHOWN_MAX: usize = 100;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/search", SignedIn, page).get("/search.json", SignedIn, offers)
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) q: String,
    pub(crate) kind: String,
    /// Whether codes are wanted with their kind: `asset:benefit-database`.
    pub(crate) refs: bool,
}

/// One thing offered.
#[derive(Debug, Serialize)]
pub(crate) struct Offer {
    pub(crate) code: String,
    pub(crate) label: String,
    pub(crate) detail: String,
    pub(crate) href: String,
}

/// `GET /search.json`
async fn offers(shell: Shell, Query(asked): Query<Asked>) -> Answer<Json<Vec<Offer>>> {
    Ok(Json(offered(&shell, &asked).await?))
}

/// What is offered while somebody types.
pub(crate) async fn offered(shell: &Shell, asked: &Asked) -> Answer<Vec<Offer>> {
    let kind = HitKind::from_code(&asked.kind);
    let hits = search::find(&shell.ctx, &asked.q, kind, OFFERED_MAX).await?;
    let code = |hit: &Hit| match hit.kind {
        HitKind::Item(kind) if asked.refs => reference(kind, &hit.code),
        _ => hit.code.clone(),
    };
    let is_wanted = |hit: &&Hit| !asked.refs || matches!(hit.kind, HitKind::Item(_));
    let offers = hits.iter().filter(is_wanted).map(|hit| Offer {
        code: code(hit),
        label: hit.title.clone(),
        detail: detail(hit),
        href: href(hit),
    });
    Ok(offers.collect())
}

/// `GET /search`
async fn page(shell: Shell, Query(asked): Query<Asked>) -> Answer<Markup> {
    let kind = HitKind::from_code(&asked.kind);
    let hits = search::find(&shell.ctx, &asked.q, kind, SHOWN_MAX).await?;
    let main = html! {
        (Head { title: "Search", ..Head::default() }.shown())
        form.form method="get" action="/search" role="search" {
            (text(&Field::new("q", "What it is called").value(asked.q.as_str()).required()))
            div.buttons { button.button.primary { "Find" } }
        }
        @if !hits.is_empty() {
            (panel("Found", html! { small { (hits.len()) } }, lists::table("Found", html! {
                th scope="col" { "Name" } th scope="col" { "Kind" } th scope="col" { "Agency" }
            }, html! {
                @for hit in &hits {
                    tr {
                        td data-label="Name" { a href=(href(hit)) { (hit.title) } }
                        td data-label="Kind" { (hit.kind.title()) }
                        td data-label="Agency" { (hit.agency) }
                    }
                }
            })))
        } @else if !asked.q.trim().is_empty() {
            (lists::empty("Nothing found", "Each word you type must begin a word of the name.", html! {}))
        }
    };
    Ok(shell.page("Search", main))
}

fn detail(hit: &Hit) -> String {
    match hit.kind {
        HitKind::Agency => hit.kind.title().to_owned(),
        _ => format!("{} · {}", hit.kind.title(), hit.agency),
    }
}

fn href(hit: &Hit) -> String {
    match hit.kind {
        HitKind::Item(kind) => format!("/{}/{}", kind.plural(), hit.id),
        HitKind::Agency => format!("/agencies/{}", hit.id),
        HitKind::Person => format!("/people/{}", hit.id),
        HitKind::Risk => format!("/risks/{}", hit.id),
        HitKind::Investment => format!("/investments/{}", hit.id),
        HitKind::Scenario => format!("/scenarios/{}", hit.id),
        HitKind::Plan => format!("/plans/{}", hit.id),
    }
}
