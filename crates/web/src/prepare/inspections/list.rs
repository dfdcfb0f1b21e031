//! The inspections of a site, the last first.

use std::collections::BTreeMap;

use app::Ctx;
use app::actor::{Permission, Place};
use app::ids::{ItemId, PersonId};
use app::people::persons;
use app::prepare::inspections::{self, Check, Inspection, Sheet, Verdict};
use app::prepare::inventory::Kind;
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{inspections_path, readiness};
use crate::error::Answer;
use crate::layout::list::{Known, List};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::prepare::inventory::item_path;
use crate::prove::files::{Form, download};
use crate::request::{Address, Path};
use crate::shell::Shell;

/// What the address may ask for: only the page, and a part of the name of who looked.
const KNOWN: &[Known] = &[];

/// `GET /sites/{id}/inspections`
pub(super) async fn list(
    shell: Shell,
    Path(id): Path<ItemId>,
    Address(address): Address,
) -> Answer<Markup> {
    let list = List::read(&address, "inspected_on").knowing(KNOWN);
    let ctx = &shell.ctx;
    let sheet = inspections::sheet(ctx, id).await?;
    let people = sheet.inspections.iter().map(|it| it.inspector_id).collect();
    let people = persons::labels(ctx, &people).await?;
    let found = found(&list, &sheet, &people);
    let may_write = may_write(ctx, &sheet);
    let path = inspections_path(id);
    let title = format!("Inspections of {}", sheet.site.name);
    let crumbs = vec![
        ("Sites".to_owned(), "/sites".to_owned()),
        (sheet.site.name.clone(), item_path(Kind::Site, id)),
    ];
    let add = || html! { @if may_write { (parts::primary("Write down an inspection", &format!("{path}/new"))) } };
    let lead = html! {
        (readiness(&sheet.readiness)) " A site counts as ready for " (sheet.limit.days_max)
        " days after an inspection that found everything."
    };
    let n_found = found.len() as u64;
    let (skipped, shown) = (list.offset().try_into().unwrap_or(usize::MAX), list.per as usize);
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), actions: Some(add()) }.shown())
        (lists::toolbar(&list, "Search by who looked", &[], lists::exports(&list, &path)))
        @if found.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "inspections"))
        } @else if found.is_empty() {
            (lists::empty("Nobody has looked yet", "Go there with the list of what the site must \
                have, and write down what you found.", add()))
        } @else {
            section.panel {
                (lists::table("Inspections", html! {
                    th scope="col" { "Day" } th scope="col" { "Who looked" }
                    th scope="col" { "What was missing" } th scope="col" { "Note" }
                    @if may_write { th scope="col" { span.unseen { "Actions" } } }
                }, html! {
                    @for it in found.iter().skip(skipped).take(shown) { (row(it, &people, may_write)) }
                }))
            }
            (lists::pages(&list, n_found, "inspection", "inspections"))
        }
    };
    Ok(shell.page(&title, main))
}

fn row(it: &Inspection, people: &BTreeMap<PersonId, String>, may_write: bool) -> Markup {
    let missing: Vec<&str> = it.missing().into_iter().map(Check::title).collect();
    html! {
        tr {
            td data-label="Day" { (Shell::date(it.inspected_on)) }
            td data-label="Who looked" { (people.get(&it.inspector_id).map_or("Somebody", String::as_str)) }
            td data-label="What was missing" {
                @if missing.is_empty() { (state(Tone::Good, "Nothing")) }
                @else { (state(Tone::Bad, missing.join("; "))) }
            }
            td data-label="Note" { (it.note) }
            @if may_write {
                td.actions {
                    a href={ "/inspections/" (it.id) "/withdraw" }
                        aria-label={ "Take back the inspection of " (Shell::date_words(it.inspected_on)) } { "Take back" }
                }
            }
        }
    }
}

pub(super) fn may_write(ctx: &Ctx, it: &Sheet) -> bool {
    let place = Place::Record(it.site.agency_id, it.site.id.into());
    ctx.actor.may(Permission::WriteInventory, place) && it.site.retired_at.is_none()
}

fn found<'a>(
    list: &List,
    sheet: &'a Sheet,
    people: &BTreeMap<PersonId, String>,
) -> Vec<&'a Inspection> {
    let text = list.text.to_lowercase();
    let name = |it: &Inspection| people.get(&it.inspector_id).map(|it| it.to_lowercase());
    let fits = |it: &&Inspection| name(it).unwrap_or_default().contains(&text);
    sheet.inspections.iter().filter(fits).collect()
}

/// `GET /sites/{id}/inspections.csv`
pub(super) async fn csv(
    shell: Shell,
    Path(id): Path<ItemId>,
    Address(address): Address,
) -> Answer<Response> {
    download("inspections", &table(&shell.ctx, id, &address).await?, Form::Csv)
}

/// `GET /sites/{id}/inspections.xlsx`
pub(super) async fn xlsx(
    shell: Shell,
    Path(id): Path<ItemId>,
    Address(address): Address,
) -> Answer<Response> {
    download("inspections", &table(&shell.ctx, id, &address).await?, Form::Xlsx)
}

async fn table(ctx: &Ctx, id: ItemId, address: &str) -> Answer<Table> {
    let list = List::read(address, "inspected_on").knowing(KNOWN);
    let sheet = inspections::sheet(ctx, id).await?;
    let people = sheet.inspections.iter().map(|it| it.inspector_id).collect();
    let people = persons::labels(ctx, &people).await?;
    let mut columns = ["site", "inspected_on", "inspector"].map(Column::text).to_vec();
    columns.extend(Check::ALL.iter().map(|it| Column::text(it.code())));
    columns.push(Column::text("note"));
    let mut table = Table::new("Inspections", columns);
    table.rows.extend(found(&list, &sheet, &people).into_iter().map(|it| {
        let who = people.get(&it.inspector_id).cloned().unwrap_or_default();
        let mut cells = vec![sheet.site.code.clone(), it.inspected_on.to_string(), who];
        let verdict = |check: &Check| it.found.get(check).map_or("", |it: &Verdict| it.code());
        cells.extend(Check::ALL.iter().map(|check| verdict(check).to_owned()));
        cells.push(it.note.clone());
        cells.into_iter().map(Cell::from).collect()
    }));
    Ok(table)
}
