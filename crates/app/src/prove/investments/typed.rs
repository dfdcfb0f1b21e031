//! Between an investment and the fields of its form. What it makes better stands in numbered rows:
//! `changes.0.item`, `changes.1.item`. Empty rows are left out.

use super::change::{Improvement, ImprovementKind};
use super::document::InvestmentDocument;
use super::investment::IMPROVEMENTS_MAX;
use crate::prepare::impact::Money;
use crate::prepare::inventory::Typed;
use crate::{FieldProblem, Span};

/// The fields of a row.
pub const ROWS: [&str; 5] = ["kind", "item", "within", "site", "people"];

/// How many rows a form may send, whatever is in them.
const ROWS_MAX: usize = 2 * IMPROVEMENTS_MAX;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// What was typed, with the rows in which nothing stands left out and the rest numbered anew.
#[must_use]
fn compact(typed: &Typed) -> Typed {
    let mut kept: Typed = typed
        .iter()
        .filter(|it| !it.0.starts_with("changes."))
        .map(|(name, it)| (name.clone(), it.clone()))
        .collect();
    let mut n = 0;
    for row in 0..ROWS_MAX {
        let cells = ROWS.map(|it| (it, text(typed, &format!("changes.{row}.{it}")).to_owned()));
        // A kind is always chosen, and alone says nothing.
        if cells.iter().all(|(name, it)| *name == "kind" || it.is_empty()) {
            continue;
        }
        for (name, cell) in cells {
            kept.insert(format!("changes.{n}.{name}"), cell);
        }
        n += 1;
    }
    kept
}

/// The document that a form says, and what was typed with its rows numbered as in that; or what is
/// wrong with it.
pub fn typed(sent: &Typed) -> (Typed, Result<InvestmentDocument, Vec<FieldProblem>>) {
    let sent = compact(sent);
    let mut problems = Vec::new();
    let cost = text(&sent, "cost").parse::<Money>();
    if let Err(error) = &cost {
        problems.push(FieldProblem::new("cost", error.to_string()));
    }
    let mut changes = Vec::new();
    for n in 0..ROWS_MAX {
        let field = |name: &str| format!("changes.{n}.{name}");
        if !sent.contains_key(&field("item")) {
            break;
        }
        match Improvement::said(|name| text(&sent, &field(name))) {
            Ok(it) => changes.push(it),
            Err(found) => {
                let of_row =
                    found.into_iter().map(|it| FieldProblem::new(field(&it.field), it.reason));
                problems.extend(of_row);
            }
        }
    }
    let document = match cost {
        Ok(cost) if problems.is_empty() => {
            let (agency, code, name) =
                (text(&sent, "agency"), text(&sent, "code"), text(&sent, "name"));
            let document = InvestmentDocument::new(agency, code, name, cost);
            let description = text(&sent, "description").replace("\r\n", "\n");
            Ok(InvestmentDocument { description, changes, ..document })
        }
        _ => Err(problems),
    };
    (sent, document)
}

impl Improvement {
    /// One thing that is made better, by the fields that say it, or what is wrong with these.
    pub fn said<'a>(said: impl Fn(&str) -> &'a str) -> Result<Improvement, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let kind = said("kind").parse::<ImprovementKind>();
        if kind.is_err() {
            problems.push(FieldProblem::new("kind", "Choose what is better."));
        }
        let within = match said("within") {
            "" => None,
            // No time at all has no unit.
            "0" => Some(Span::ZERO),
            it => match it.parse::<Span>() {
                Ok(it) => Some(it),
                Err(error) => {
                    problems.push(FieldProblem::new("within", error.to_string()));
                    None
                }
            },
        };
        let people = match said("people") {
            "" => None,
            it => {
                let n = it.parse::<u32>();
                if n.is_err() {
                    problems.push(FieldProblem::new("people", "Use a whole number."));
                }
                n.ok()
            }
        };
        match kind {
            Ok(kind) if problems.is_empty() => {
                let text = |field| Some(said(field).to_owned()).filter(|it| !it.is_empty());
                let (site, need) = (text("site"), text("need"));
                let change = Improvement::new(kind, said("item"));
                Ok(Improvement { within, site, people, need, ..change })
            }
            _ => Err(problems),
        }
    }
}

/// What a form shows of a document.
pub fn typed_of(document: &InvestmentDocument) -> Typed {
    let mut typed: Typed = [
        ("code", document.code.clone()),
        ("agency", document.agency.clone()),
        ("name", document.name.clone()),
        ("description", document.description.clone()),
        ("cost", document.cost.to_string()),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into();
    for (n, it) in document.changes.iter().enumerate() {
        let cells = [
            ("kind", it.kind.code().to_owned()),
            ("item", it.item.clone()),
            ("within", it.within.map(|it| it.to_string()).unwrap_or_default()),
            ("site", it.site.clone().unwrap_or_default()),
            ("people", it.people.map(|it| it.to_string()).unwrap_or_default()),
        ];
        typed.extend(cells.map(|(name, cell)| (format!("changes.{n}.{name}"), cell)));
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_it_was_filled_in_with() {
        let improvement = Improvement {
            within: Some(Span::from_minutes(90)),
            site: Some("west".to_owned()),
            ..Improvement::new(ImprovementKind::Copy, "asset:disk")
        };
        let cost = Money::from_cents(1_250_050);
        let people = Improvement::new(ImprovementKind::People, "crew:dba");
        let people = Improvement { people: Some(2), ..people };
        let document = InvestmentDocument::new("it", "disk", "Disk", cost).with(improvement);
        let with_people = document.clone().with(people);
        assert_eq!(typed(&typed_of(&with_people)).1.unwrap(), with_people);
        let mut sent = typed_of(&document);
        assert_eq!(typed(&sent).1.unwrap(), document);
        // An empty row before it is left out.
        for name in ROWS {
            let cell = sent.remove(&format!("changes.0.{name}")).unwrap();
            sent.insert(format!("changes.3.{name}"), cell);
        }
        sent.insert("changes.1.kind".to_owned(), "faster".to_owned());
        let (shown, again) = typed(&sent);
        assert_eq!(again.unwrap(), document);
        assert_eq!(shown["changes.0.item"], "asset:disk");
        assert!(!shown.contains_key("changes.1.kind"));
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let kind = ("changes.0.kind", "buy");
        let within = ("changes.0.within", "soon");
        let sent = [("cost", "much"), ("changes.0.item", "asset:x"), kind, within];
        let sent = sent.map(|(name, it)| (name.to_owned(), it.to_owned())).into();
        let problems = typed(&sent).1.unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["cost", "changes.0.kind", "changes.0.within"]);
    }
}
