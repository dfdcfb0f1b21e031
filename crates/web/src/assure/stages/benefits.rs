//! The business case of a programme: each kind of benefit, with what it is worth or a note.

use app::Ctx;
use app::actor::Permission;
use app::assure::stages::{self, Group, Part, Programme};
use app::prepare::impact::Money;
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::show::toolbar;
use super::{asked, nobody, part_path};
use crate::error::Answer;
use crate::layout::lists;
use crate::layout::parts::Head;
use crate::layout::states::{Tone, state};
use crate::people::agencies::offered_agencies;
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// `GET /programme/benefits`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let (list, id) = asked(ctx, &address).await?;
    let Some(id) = id else { return Ok(nobody(&shell, "Business case")) };
    let it = stages::programme(ctx, id).await?;
    let offered = offered_agencies(ctx).await?;
    let (n_unsaid, n_all) = (it.unsaid().len(), Part::of(Group::Benefit).count());
    let total = total(&it);
    let title = match n_unsaid {
        0 => format!("All {n_all} kinds of benefits are named, worth {total} a year"),
        n => format!("{n} of {n_all} kinds of benefits have neither a value nor a note"),
    };
    let lead = html! {
        "The business case of the programme of " (it.agency.name) ": what it brings beside being \
         ready. What has a value adds up to " (total) " a year."
    };
    let programme = format!("/programme?agency={}", it.agency.code);
    let crumbs = vec![("Programme".to_owned(), programme)];
    let may_write = ctx.actor.may(Permission::WriteAssurance, it.agency.id);
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (toolbar(&list, &offered, "/programme/benefits"))
        section.panel {
            (lists::table("Kinds of benefits", html! {
                th scope="col" { "Benefit" } th scope="col" { "State" }
                th.num scope="col" { "Value a year" } th scope="col" { "Note" }
                th scope="col" { "Evidence" }
                @if may_write { th scope="col" { span.unseen { "Actions" } } }
            }, html! { @for part in Part::of(Group::Benefit) { (row(&it, part, may_write)) } }))
        }
    };
    Ok(shell.page("Business case", main))
}

fn total(it: &Programme) -> Money {
    let values = it.records.values().filter_map(|it| it.document.value);
    values.fold(Money::ZERO, Money::plus)
}

fn row(of: &Programme, part: Part, may_write: bool) -> Markup {
    let path = part_path((of.agency.id, part));
    let document = of.records.get(&part).map(|it| it.document.clone()).unwrap_or_default();
    let is_said = !of.unsaid().contains(&part);
    html! {
        tr {
            td data-label="Benefit" {
                a href=(path) { (part.title()) }
                br; small.quiet { (part.about()) }
            }
            td data-label="State" {
                (if is_said { state(Tone::Good, "Said") } else { state(Tone::Bad, "Nothing said") })
            }
            td.num data-label="Value a year" {
                @match document.value { Some(value) => (value.to_string()), None => "–" }
            }
            td data-label="Note" { (or_dash(&document.note)) }
            td data-label="Evidence" { (or_dash(&document.evidence)) }
            @if may_write {
                td.actions {
                    a href={ (path) "/edit" } { "Edit" span.unseen { " " (part.title()) } }
                }
            }
        }
    }
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

/// `GET /programme/benefits.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("business-case", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /programme/benefits.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("business-case", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 6] = ["agency", "benefit", "is_said", "value", "note", "evidence"];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut table = Table::new("Business case", COLUMNS.map(Column::text).into());
    let Some(id) = asked(ctx, address).await?.1 else { return Ok(table) };
    let it = stages::programme(ctx, id).await?;
    let unsaid = it.unsaid();
    table.rows.extend(Part::of(Group::Benefit).map(|part| {
        let document = it.records.get(&part).map(|it| it.document.clone()).unwrap_or_default();
        let cells: [String; 6] = [
            it.agency.code.clone(),
            part.code().to_owned(),
            (!unsaid.contains(&part)).to_string(),
            document.value.map(|it| it.to_string()).unwrap_or_default(),
            document.note,
            document.evidence,
        ];
        cells.map(Cell::from).into()
    }));
    Ok(table)
}
