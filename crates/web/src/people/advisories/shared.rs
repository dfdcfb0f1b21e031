//! Advisories as partners see them: by their secret link, or signed in as one of their people.

use app::ids::AdvisoryId;
use app::people::advisories::{self, Advisory, Query, SharedWith, Sort};
use app::people::partners::{Partner, Tlp};
use app::{Ctx, Page, Paging};
use axum::extract::State as InState;
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use super::super::partners::markings;
use super::show::said;
use crate::error::Answer;
use crate::layout::list::{Known, List};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::Head;
use crate::request::{Address, Path, State};
use crate::shell::{self, Shell};

const TITLE: &str = "Shared with you";

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| matches!(it, "name" | "tlp" | "shared")),
    ("tlp", |it| Tlp::from_code(it).is_some()),
];

/// In which order they stand unless another is asked for: the newest first.
const ORDER: &str = "newest";

/// An advisory on a list, and for which partners it is, where these may be several.
type Line = (Advisory, Option<String>);

/// `GET /shared`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, ORDER).knowing(KNOWN);
    let page = advisories::shared_with_me(&shell.ctx, &query(&list)).await?;
    let page = page.map(|(it, with): SharedWith| (it, Some(names(&with))));
    let lead = html! { "Advisories for the partners that you work for." };
    let csv = html! { a.button href=(list.file("/shared", "csv")) download { "Download CSV" } };
    let none = match page.n_items {
        0 => lists::empty("Nothing is shared with you", nothing(&shell.ctx).await?, html! {}),
        _ => html! {},
    };
    let main = html! {
        (Head { title: TITLE, lead: Some(lead), ..Head::default() }.shown())
        (shown(&list, &page, "/shared", (csv, none)))
    };
    Ok(shell.page(TITLE, main))
}

/// One page of advisories, which stand below `at`. Beside the search: `more`. In place of a list with
/// nothing in it: `none`.
fn shown(list: &List, page: &Page<Line>, at: &str, (more, none): (Markup, Markup)) -> Markup {
    let markings =
        [Filter { name: "tlp", label: "Marking", choices: markings(), ..Filter::default() }];
    let is_for = page.items.iter().any(|it| it.1.is_some());
    html! {
        (lists::toolbar(list, "Search advisories", &markings, more))
        @if let Some(beyond) = lists::beyond(list, page.n_items, "advisories") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(list, "advisories"))
        } @else if page.items.is_empty() {
            (none)
        } @else {
            section.panel {
                (lists::table(TITLE, html! {
                    (lists::heading(list, "name", "Advisory")) (lists::heading(list, "tlp", "Marking"))
                    (lists::heading(list, "shared", "Shared"))
                    @if is_for { th scope="col" { "For" } }
                }, html! { @for it in &page.items { (row(it, at)) } }))
            }
            (lists::pages(list, page.n_items, "advisory", "advisories"))
        }
    }
}

/// Why somebody has nothing to read here.
async fn nothing(ctx: &Ctx) -> Answer<&'static str> {
    Ok(match advisories::is_of_partner(ctx).await? {
        true => "What the partners that you work for should know stands here once it is shared.",
        false => "You are not one of the people of a partner.",
    })
}

fn row((it, with): &Line, at: &str) -> Markup {
    html! {
        tr {
            td data-label="Advisory" { a href={ (at) "/" (it.id) } { (it.name) } }
            td data-label="Marking" { (it.tlp.title()) }
            td data-label="Shared" { (day(it)) }
            @if let Some(with) = with { td data-label="For" { (with) } }
        }
    }
}

fn names(partners: &[Partner]) -> String {
    partners.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn query(list: &List) -> Query {
    Query {
        text: list.text.clone(),
        tlp: list.filter("tlp").and_then(Tlp::from_code),
        sort: Sort::from_word(&list.sort).unwrap_or(Sort::Shared),
        descending: list.descending || list.sort == ORDER,
        paging: Paging { number: list.page, size: list.per },
        ..Query::default()
    }
}

/// `GET /shared.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let mut query = query(&List::read(&address, ORDER).knowing(KNOWN));
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = advisories::shared_with_me(&shell.ctx, &query).await?;
        rows.extend(page.items.iter().map(|(it, with)| {
            let at = it.shared_at.map(|at| at.to_rfc3339()).unwrap_or_default();
            vec![it.name.clone(), it.tlp.title().to_owned(), at, names(with)]
        }));
        if page.is_last() {
            break;
        }
    }
    file(Format::Csv, "shared", &["name", "tlp", "shared_at", "for"], rows)
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
    Address(address): Address,
) -> Answer<Markup> {
    let list = List::read(&address, ORDER).knowing(KNOWN);
    let (query, now) = (query(&list), (state.clock)());
    let found = advisories::shared_by_link(&state.platform, &secret, &query, now).await?;
    let (partner, page) = (found.0, found.1.map(|it| (it, None)));
    let lead = html! { "For " (partner.name) ". Each opening is noted." };
    let none = lists::empty(
        "Nothing is shared now",
        "What the partner should know stands here once it is shared.",
        html! {},
    );
    let main = html! {
        (Head { title: TITLE, lead: Some(lead), ..Head::default() }.shown())
        (shown(&list, &page, &format!("/partner/{secret}"), (html! {}, none)))
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

/// The day on which it was shared.
fn day(it: &Advisory) -> Markup {
    html! { @match it.shared_at { Some(at) => (Shell::date(at.date_naive())), None => "–" } }
}

fn opened(partner: &Partner, it: &Advisory, at: &str) -> Markup {
    let crumbs = vec![(TITLE.to_owned(), at.to_owned())];
    let lead = html! { strong { (it.tlp.title()) } ", for " (partner.name) "." };
    html! {
        (Head { crumbs, title: &it.name, lead: Some(lead), ..Head::default() }.shown())
        (said(it))
    }
}
