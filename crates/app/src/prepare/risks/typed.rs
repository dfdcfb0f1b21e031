//! Between a risk and the fields of its form. What it would hit and who took part stand one on each
//! line; tasks stand in numbered rows, `tasks.0.what`, of which empty ones are left out.

use chrono::NaiveDate;

use super::content::{Content, NAMED_MAX, Task};
use super::document::RiskDocument;
use super::rating::Rating;
use crate::people::persons;
use crate::prepare::inventory::{self, Typed};
use crate::{Ctx, FieldProblem, Result};

/// The fields of a task.
pub const TASK: [&str; 4] = ["what", "owner", "due", "done_on"];

/// How many lines and rows a form may send, whatever is in them.
const ROWS_MAX: usize = 2 * NAMED_MAX;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// What was typed, with the rows in which nothing stands left out and the rest numbered anew.
fn compact(typed: &Typed) -> Typed {
    let mut kept: Typed = typed
        .iter()
        .filter(|it| !it.0.starts_with("tasks."))
        .map(|(name, it)| (name.clone(), it.clone()))
        .collect();
    let mut n = 0;
    for row in 0..ROWS_MAX {
        let cells = TASK.map(|it| (it, text(typed, &format!("tasks.{row}.{it}")).to_owned()));
        if cells.iter().all(|(_, it)| it.is_empty()) {
            continue;
        }
        for (name, cell) in cells {
            kept.insert(format!("tasks.{n}.{name}"), cell);
        }
        n += 1;
    }
    kept
}

/// The document that a form says, and what was typed with its rows numbered as in that; or what is
/// wrong with it. Whoever types a name means the one record or person that is called so.
pub async fn typed(
    ctx: &Ctx,
    sent: &Typed,
) -> Result<(Typed, std::result::Result<RiskDocument, Vec<FieldProblem>>)> {
    let mut sent = compact(sent);
    let mut problems = Vec::new();
    let mut meant = |field: String, found: Vec<std::result::Result<String, String>>| {
        let mut lines = Vec::new();
        for it in found {
            match it {
                Ok(code) => lines.push(code),
                Err(reason) => problems.push(FieldProblem::new(field.clone(), reason)),
            }
        }
        (field, lines.join("\n"))
    };
    let mut coded = Vec::new();
    let lines = |field: &str| -> Vec<String> {
        let lines = text(&sent, field).lines().map(|it| it.trim().to_owned());
        lines.filter(|it| !it.is_empty()).take(ROWS_MAX).collect()
    };
    let mut found = Vec::new();
    for line in lines("affects") {
        found.push(inventory::reference_meant(ctx, &line).await?);
    }
    coded.push(meant("affects".to_owned(), found));
    let owners = (0..ROWS_MAX).map(|n| format!("tasks.{n}.owner"));
    let owners = owners.take_while(|it| sent.contains_key(it));
    let people = ["owner", "participants"].map(str::to_owned).into_iter().chain(owners);
    for field in people.collect::<Vec<String>>() {
        let mut found = Vec::new();
        for line in lines(&field) {
            found.push(persons::code_meant(ctx, &line).await?);
        }
        coded.push(meant(field, found));
    }
    if !problems.is_empty() {
        return Ok((sent, Err(problems)));
    }
    sent.extend(coded);
    let document = read(&sent);
    Ok((sent, document))
}

/// The document that fields say in which every name is a code.
fn read(sent: &Typed) -> std::result::Result<RiskDocument, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut day = |field: &str| -> Option<NaiveDate> {
        let text = text(sent, field);
        let day = text.parse().ok();
        if day.is_none() && !text.is_empty() {
            problems.push(FieldProblem::new(field.to_owned(), "Use a day such as 2026-11-21."));
        }
        day
    };
    let (workshop_on, review_due) = (day("workshop_on"), day("review_due"));
    let code = |field: &str| Some(text(sent, field).to_owned()).filter(|it| !it.is_empty());
    let mut tasks = Vec::new();
    for n in 0..ROWS_MAX {
        let field = |name: &str| format!("tasks.{n}.{name}");
        if !sent.contains_key(&field("what")) {
            break;
        }
        tasks.push(Task {
            what: text(sent, &field("what")).to_owned(),
            owner: code(&field("owner")),
            due: day(&field("due")),
            done_on: day(&field("done_on")),
        });
    }
    let rating = |part: &str, problems: &mut Vec<FieldProblem>| {
        let mut number = |name: &str| -> Option<u8> {
            let field = format!("{part}.{name}");
            let text = text(sent, &field);
            let number = text.parse().ok();
            if number.is_none() && !text.is_empty() {
                problems.push(FieldProblem::new(field, "Use a number from 1 to 5."));
            }
            number
        };
        Rating {
            likelihood: number("likelihood"),
            citizens: number("citizens"),
            institutions: number("institutions"),
            businesses: number("businesses"),
            economy: number("economy"),
        }
    };
    let inherent = rating("inherent", &mut problems);
    let residual = rating("residual", &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let lines = |field: &str| text(sent, field).lines().map(str::to_owned).collect();
    let content = Content {
        hazard: text(sent, "hazard").to_owned(),
        kind: text(sent, "kind").parse().ok(),
        description: text(sent, "description").replace("\r\n", "\n"),
        affects: lines("affects"),
        inherent,
        residual,
        treatment: text(sent, "treatment").parse().ok(),
        tasks,
        owner: code("owner"),
        workshop_on,
        participants: lines("participants"),
        review_due,
    };
    let document = RiskDocument::new(text(sent, "agency"), text(sent, "code"), text(sent, "name"));
    Ok(RiskDocument { content: content.tidied(), ..document })
}

/// What a form shows of a document.
pub fn typed_of(document: &RiskDocument) -> Typed {
    let it = &document.content;
    let day = |it: Option<NaiveDate>| it.map(|it| it.to_string()).unwrap_or_default();
    let code = |it: &Option<String>| it.clone().unwrap_or_default();
    let mut typed: Typed = [
        ("code", document.code.clone()),
        ("agency", document.agency.clone()),
        ("name", document.name.clone()),
        ("hazard", it.hazard.clone()),
        ("kind", it.kind.map(|it| it.to_string()).unwrap_or_default()),
        ("description", it.description.clone()),
        ("affects", it.affects.join("\n")),
        ("treatment", it.treatment.map(|it| it.to_string()).unwrap_or_default()),
        ("owner", code(&it.owner)),
        ("workshop_on", day(it.workshop_on)),
        ("participants", it.participants.join("\n")),
        ("review_due", day(it.review_due)),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into();
    for (part, rating) in [("inherent", &it.inherent), ("residual", &it.residual)] {
        let cells = rating.fields();
        typed.extend(cells.map(|(name, number)| {
            (format!("{part}.{name}"), number.map(|it| it.to_string()).unwrap_or_default())
        }));
    }
    for (n, it) in it.tasks.iter().enumerate() {
        let cells = [it.what.clone(), code(&it.owner), day(it.due), day(it.done_on)];
        let named = TASK.iter().zip(cells);
        typed.extend(named.map(|(name, cell)| (format!("tasks.{n}.{name}"), cell)));
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::risks::{HazardKind, Treatment};

    fn document() -> RiskDocument {
        let rating = Rating {
            likelihood: Some(4),
            citizens: Some(1),
            institutions: Some(2),
            businesses: Some(3),
            economy: Some(5),
        };
        let day = Some("2026-12-01".parse().unwrap());
        let task = Task {
            what: "Raise the racks".to_owned(),
            owner: Some("olga".to_owned()),
            due: day,
            done_on: None,
        };
        let content = Content {
            hazard: "Flood of the river".to_owned(),
            kind: Some(HazardKind::Natural),
            description: "Every spring.\nMostly in April.".to_owned(),
            affects: vec!["site:east".to_owned(), "service:portal".to_owned()],
            inherent: rating,
            treatment: Some(Treatment::Mitigate),
            tasks: vec![task.clone(), Task { what: "A wall".to_owned(), ..task }],
            owner: Some("olga".to_owned()),
            workshop_on: day,
            participants: vec!["olga".to_owned(), "paul".to_owned()],
            review_due: day,
            ..Content::default()
        };
        RiskDocument { content, ..RiskDocument::new("commerce", "flood", "Flood") }
    }

    #[test]
    fn a_form_says_what_it_was_filled_in_with() {
        let mut sent = typed_of(&document());
        assert_eq!(read(&compact(&sent)).unwrap(), document());
        // An empty row before it is left out.
        for name in TASK {
            let cell = sent.remove(&format!("tasks.0.{name}")).unwrap();
            sent.insert(format!("tasks.5.{name}"), cell);
        }
        let sent = compact(&sent);
        assert_eq!(sent["tasks.1.what"], "Raise the racks");
        assert_eq!(read(&sent).unwrap().content.tasks.len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let sent = [("review_due", "soon"), ("inherent.likelihood", "often"), ("tasks.0.due", "x")];
        let mut sent: Typed = sent.map(|(name, it)| (name.to_owned(), it.to_owned())).into();
        sent.insert("tasks.0.what".to_owned(), "A wall".to_owned());
        let problems = read(&sent).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["review_due", "tasks.0.due", "inherent.likelihood"]);
    }
}
