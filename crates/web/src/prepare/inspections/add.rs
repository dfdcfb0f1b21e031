//! Writing down what was found at a site: a list to go through with a phone in the hand.

use std::collections::BTreeMap;

use app::Error;
use app::FieldProblem;
use app::actor::{Permission, Place};
use app::ids::ItemId;
use app::people::persons;
use app::prepare::inspections::{self, Check, InspectionDocument, Sheet, Verdict};
use app::prepare::inventory::Kind;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::NaiveDate;
use maud::{Markup, html};

use super::inspections_path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, maybe, text};
use crate::prepare::inventory::item_path;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /sites/{id}/inspections/new`
pub(super) async fn new(shell: Shell, Path(id): Path<ItemId>) -> Answer<Markup> {
    let sheet = writable(&shell, id).await?;
    let typed = [("inspected_on".to_owned(), shell.today().to_string())].into();
    Ok(page(&shell, &sheet, &Filled::of(typed)))
}

/// `POST /sites/{id}/inspections`
pub(super) async fn add(
    shell: Shell,
    Path(id): Path<ItemId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let sheet = writable(&shell, id).await?;
    let added = match read(&shell, &sheet, &sent).await? {
        Ok(document) => inspections::add(&shell.ctx, id, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(_) => {
            let to = format!("{}?done=saved", inspections_path(id));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Invalid(problems)) => {
            Ok(again(page(&shell, &sheet, &Filled::refused(sent, problems))))
        }
        Err(error) => Err(error.into()),
    }
}

async fn writable(shell: &Shell, id: ItemId) -> Answer<Sheet> {
    let sheet = inspections::sheet(&shell.ctx, id).await?;
    let place = Place::Record(sheet.site.agency_id, id.into());
    shell.ctx.require(Permission::WriteInventory, place)?;
    Ok(sheet)
}

/// The document that a form says, or what is wrong with it.
async fn read(
    shell: &Shell,
    sheet: &Sheet,
    sent: &Typed,
) -> Answer<Result<InspectionDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let day = text(sent, "inspected_on").parse::<NaiveDate>();
    if day.is_err() {
        let reason = "Use a day such as 2026-11-21.";
        problems.push(FieldProblem::new("inspected_on", reason));
    }
    let mut inspector = maybe(sent, "inspector");
    if let Some(named) = &inspector {
        match persons::code_meant(&shell.ctx, named).await? {
            Ok(code) => inspector = Some(code),
            Err(reason) => problems.push(FieldProblem::new("inspector", reason)),
        }
    }
    let found: BTreeMap<Check, Verdict> = Check::ALL
        .iter()
        .filter_map(|it| Some((*it, Verdict::from_code(text(sent, it.code()))?)))
        .collect();
    let document = day.map(|inspected_on| InspectionDocument {
        site: sheet.site.code.clone(),
        inspected_on,
        inspector,
        found,
        note: text(sent, "note").replace("\r\n", "\n"),
    });
    Ok(match document {
        Ok(document) if problems.is_empty() => Ok(document),
        Ok(document) => {
            problems.extend(document.problems(shell.ctx.now.date_naive()));
            Err(problems)
        }
        Err(_) => Err(problems),
    })
}

fn page(shell: &Shell, sheet: &Sheet, filled: &Filled) -> Markup {
    let id = sheet.site.id;
    let path = inspections_path(id);
    let title = format!("Inspect {}", sheet.site.name);
    let crumbs = vec![
        (sheet.site.name.clone(), item_path(Kind::Site, id)),
        ("Inspections".to_owned(), path.clone()),
    ];
    let verdicts = Verdict::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let verdicts: Vec<Choice<'_>> = verdicts.collect();
    let who = filled.field("inspector", "Who looked").hint("You, if nobody is named.");
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&path, html! {
            (forms::error_summary(&filled.problems))
            (forms::date(&filled.field("inspected_on", "On which day").required()))
            (forms::lookup(&who, "/search.json?kind=person"))
            (forms::group("What you found", true, html! {
                @for it in Check::ALL {
                    (forms::select(&filled.field(it.code(), it.title()).required(), &verdicts, "Not looked at yet"))
                }
            }))
            (forms::textarea(&filled.field("note", "Note"), 3))
            (forms::buttons("Write it down", &path))
        }))
    };
    shell.page(&title, main)
}
