//! The programme of an agency over HTTP: its four stages with what each asks for, its business case,
//! and each part that somebody writes down.

mod benefits;
mod change;
mod file;
mod part;
mod show;

use app::Ctx;
use app::actor::Permission;
use app::assure::stages::{self, Part};
use app::ids::AgencyId;
use app::people::agencies;
use maud::{Markup, html};

use crate::Routes;
use crate::error::Answer;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::routes::Access::Needs;
use crate::shell::Shell;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadAssurance);
    let write = Needs(Permission::WriteAssurance);
    Routes::new()
        .get("/programme", read, show::show)
        .get("/programme.csv", read, file::csv)
        .get("/programme.xlsx", read, file::xlsx)
        .get("/programme/benefits", read, benefits::show)
        .get("/programme/benefits.csv", read, benefits::csv)
        .get("/programme/benefits.xlsx", read, benefits::xlsx)
        .get("/programme/{agency}/{part}", read, part::show)
        .get("/programme/{agency}/{part}/edit", write, change::edit)
        .post("/programme/{agency}/{part}/edit", write, change::change)
        // Whoever answers for an activity says so, too: the use case asks.
        .get("/programme/{agency}/{part}/done", read, part::ask_done)
        .post("/programme/{agency}/{part}/done", read, part::done)
}

/// The page of one part of the programme of an agency.
pub(crate) fn part_path((agency, part): (AgencyId, Part)) -> String {
    format!("/programme/{agency}/{}", part.code())
}

/// What the address may ask for.
const KNOWN: &[Known] = &[("agency", anything)];

/// Whose programme an address asks for. None if there is no agency yet.
async fn asked(ctx: &Ctx, address: &str) -> Answer<(List, Option<AgencyId>)> {
    let list = List::read(address, "").knowing(KNOWN);
    let id = match list.filter("agency") {
        Some(named) => agencies::meant(ctx, named).await?.id,
        None => match stages::default_agency(ctx).await {
            Ok(id) => id,
            Err(app::Error::NotFound(_)) => return Ok((list, None)),
            Err(error) => return Err(error.into()),
        },
    };
    Ok((list, Some(id)))
}

/// The page as long as there is no agency.
fn nobody(shell: &Shell, title: &str) -> Markup {
    let may_add = shell.ctx.actor.may_somewhere(Permission::WriteAgencies);
    let sentence = "A programme is that of an agency, and of all below it.";
    let add = html! { @if may_add { (parts::primary("Add an agency", "/agencies/new")) } };
    let main = html! {
        (Head { title, ..Head::default() }.shown())
        (lists::empty("There is no agency yet", sentence, add))
    };
    shell.page(title, main)
}
