//! Who must acknowledge a policy, who has, and who has not.

use app::ids::PolicyId;
use app::people::agencies;
use app::people::persons::PersonKind;
use app::people::policies::{self, AUDIENCES, Asked};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use super::board::share;
use super::policy_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::request::{Address, Path};
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| matches!(it, "name" | "at")),
    ("agency", anything),
    ("kind", |it| PersonKind::from_code(it).is_some()),
    ("answer", |it| matches!(it, "yes" | "no")),
];

/// `GET /policies/{id}/acknowledgements`
pub(super) async fn list(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Address(address): Address,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let list = List::read(&address, "name").knowing(KNOWN);
    let policy = policies::show(ctx, id).await?;
    let all = policies::asked(ctx, id).await?;
    let rates = policies::rates(&all);
    let n_all = all.len();
    let n_missing = all.iter().filter(|it| it.acknowledged_at.is_none()).count();
    let found = narrowed(ctx, &list, all).await?;
    let n_items = found.len() as u64;
    let shown = Paging { number: list.page, size: list.per }.part(found);
    let names =
        agencies::labels(ctx, &shown.iter().map(|it| it.person.agency_id).collect()).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let title = match n_missing {
        0 => format!("All {n_all} acknowledged “{}”", policy.name),
        n => format!("{n} of {n_all} have not acknowledged “{}”", policy.name),
    };
    let path = policy_path(id);
    let crumbs =
        vec![("Policies".to_owned(), "/policies".to_owned()), (policy.name.clone(), path.clone())];
    let file = html! {
        (parts::button("CSV, every row", &list.file(&format!("{path}/acknowledgements"), "csv")))
    };
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (parts::padded_panel("By audience", html! {}, parts::facts(&rates.iter().map(|it| {
            let title = AUDIENCES.iter().find(|(kind, _)| *kind == it.kind);
            (title.map_or("", |it| it.1), share(it))
        }).collect::<Vec<_>>())))
        (lists::toolbar(&list, "Search people", &filters, file))
        @if let Some(beyond) = lists::beyond(&list, n_items, "people") {
            (beyond)
        } @else if shown.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "people"))
        } @else if shown.is_empty() {
            (lists::empty("Nobody is asked", "It is not in force, or its audience is empty.", html! {}))
        } @else {
            section.panel {
                (lists::table("People", html! {
                    (lists::heading(&list, "name", "Name")) th scope="col" { "Kind" }
                    th scope="col" { "Agency" } (lists::heading(&list, "at", "Acknowledged"))
                }, html! {
                    @for it in &shown {
                        tr {
                            td data-label="Name" { a href={ "/people/" (it.person.id) } { (it.person.name) } }
                            td data-label="Kind" { (it.person.kind.title()) }
                            td data-label="Agency" { (names.get(&it.person.agency_id).map_or("", String::as_str)) }
                            td data-label="Acknowledged" {
                                @match it.acknowledged_at {
                                    Some(at) => (shell.day(at)),
                                    None => (states::state(Tone::Bad, "Not yet")),
                                }
                            }
                        }
                    }
                }))
            }
            (lists::pages(&list, n_items, "person", "people"))
        }
    };
    Ok(shell.page("Acknowledgements", main))
}

fn own_filters() -> [Filter<'static>; 2] {
    let kinds = AUDIENCES.iter().map(|(kind, title)| Choice::new(kind.code(), *title));
    let answers = vec![Choice::new("no", "Not yet"), Choice::new("yes", "Acknowledged")];
    let choices = [("kind", "Audience", kinds.collect()), ("answer", "Answer", answers)];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

async fn narrowed(ctx: &Ctx, list: &List, all: Vec<Asked>) -> Answer<Vec<Asked>> {
    let agencies = agencies_asked(ctx, list).await?;
    let kind = list.filter("kind").and_then(PersonKind::from_code);
    let answer = list.filter("answer").map(|it| it == "yes");
    let text = list.text.to_lowercase();
    let mut found: Vec<Asked> = all
        .into_iter()
        .filter(|it| agencies.as_ref().is_none_or(|all| all.contains(&it.person.agency_id)))
        .filter(|it| kind.is_none_or(|kind| it.person.kind == kind))
        .filter(|it| answer.is_none_or(|answer| it.acknowledged_at.is_some() == answer))
        .filter(|it| {
            it.person.name.to_lowercase().contains(&text) || it.person.code.contains(&text)
        })
        .collect();
    if list.sort == "at" {
        found.sort_by_key(|it| it.acknowledged_at);
    }
    if list.descending {
        found.reverse();
    }
    Ok(found)
}

/// `GET /policies/{id}/acknowledgements.csv`
pub(super) async fn csv(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Address(address): Address,
) -> Answer<Response> {
    let ctx = &shell.ctx;
    let list = List::read(&address, "name").knowing(KNOWN);
    let found = narrowed(ctx, &list, policies::asked(ctx, id).await?).await?;
    let names =
        agencies::labels(ctx, &found.iter().map(|it| it.person.agency_id).collect()).await?;
    let rows = found.into_iter().map(|it| {
        let agency = names.get(&it.person.agency_id).cloned().unwrap_or_default();
        let at = it.acknowledged_at.map(|it| it.to_rfc3339()).unwrap_or_default();
        vec![it.person.code, it.person.name, it.person.kind.code().to_owned(), agency, at]
    });
    let columns = ["code", "name", "kind", "agency", "acknowledged_at"];
    file(Format::Csv, "acknowledgements", &columns, rows.collect())
}
