//! Between a meeting and the fields of its form. Who came from an agency stands in a field for each,
//! `came.commerce`; actions stand in numbered rows, `actions.0.what`, of which empty ones are left out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::document::{ActionDocument, Attendance, MeetingDocument, ROWS_MAX};
use super::typed::lines;
use crate::people::persons;
use crate::{Ctx, FieldProblem, Result};

/// What was typed into a form, by field.
type Typed = BTreeMap<String, String>;

/// The fields of an action.
pub const ACTION: [&str; 4] = ["what", "owner", "due", "done_on"];

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// The document that a form says, or what is wrong with it. Whoever types a name means the one person
/// who is called so.
pub async fn typed_meeting(
    ctx: &Ctx,
    sent: &Typed,
) -> Result<std::result::Result<MeetingDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let mut actions = Vec::new();
    for row in 0..ROWS_MAX {
        let field = |name: &str| format!("actions.{row}.{name}");
        let cells = ACTION.map(|name| text(sent, &field(name)).to_owned());
        if cells.iter().all(String::is_empty) {
            if ACTION.iter().all(|name| !sent.contains_key(&field(name))) {
                break;
            }
            continue;
        }
        let [what, owner, due, done_on] = cells;
        let owner = match persons::code_meant(ctx, &owner).await? {
            Ok(code) => Some(code).filter(|it| !it.is_empty()),
            Err(reason) => {
                problems.push(FieldProblem::new(field("owner"), reason));
                None
            }
        };
        let mut day = |name: &str, text: &str| -> Option<NaiveDate> {
            let day = text.parse().ok();
            if day.is_none() && !text.is_empty() {
                problems.push(FieldProblem::new(field(name), "Use a day such as 2026-11-21."));
            }
            day
        };
        let (due, done_on) = (day("due", &due), day("done_on", &done_on));
        actions.push(ActionDocument { what, owner, due, done_on });
    }
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let came = sent.iter().filter_map(|(name, people)| {
        let people = people.trim().to_owned();
        let agency = name.strip_prefix("came.")?.to_owned();
        (!people.is_empty()).then_some(Attendance { agency, people })
    });
    Ok(Ok(MeetingDocument {
        agenda: lines(sent, "agenda"),
        attendance: came.collect(),
        minutes: sent.get("minutes").map(|it| it.replace("\r\n", "\n")).unwrap_or_default(),
        actions,
    }))
}

/// What a form shows of a document.
pub fn typed_of_meeting(document: &MeetingDocument) -> Typed {
    let day = |it: Option<NaiveDate>| it.map(|it| it.to_string()).unwrap_or_default();
    let mut typed: Typed = [
        ("agenda".to_owned(), document.agenda.join("\n")),
        ("minutes".to_owned(), document.minutes.clone()),
    ]
    .into();
    for it in &document.attendance {
        typed.insert(format!("came.{}", it.agency), it.people.clone());
    }
    for (n, it) in document.actions.iter().enumerate() {
        let owner = it.owner.clone().unwrap_or_default();
        let cells = [it.what.clone(), owner, day(it.due), day(it.done_on)];
        let named = ACTION.iter().zip(cells);
        typed.extend(named.map(|(name, cell)| (format!("actions.{n}.{name}"), cell)));
    }
    typed
}
