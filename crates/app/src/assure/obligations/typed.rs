//! Between an obligation and the fields of its form. Kinds of agencies are boxes, `kind.county`;
//! clauses stand in numbered rows, `clauses.0.number`, of which empty ones are left out.

use super::document::{CLAUSES_MAX, Clause, ObligationDocument};
use crate::FieldProblem;
use crate::people::agencies::AgencyKind;
use crate::prepare::inventory::Typed;

/// The fields of a clause.
pub const CLAUSE: [&str; 3] = ["number", "text", "sections"];

/// How many rows a form may send, whatever is in them.
const ROWS_MAX: usize = 2 * CLAUSES_MAX;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// What was typed, with the rows in which nothing stands left out and the rest numbered anew.
fn compact(typed: &Typed) -> Typed {
    let mut kept: Typed = typed
        .iter()
        .filter(|it| !it.0.starts_with("clauses."))
        .map(|(name, it)| (name.clone(), it.clone()))
        .collect();
    let mut n = 0;
    for row in 0..ROWS_MAX {
        let cells = CLAUSE.map(|it| (it, text(typed, &format!("clauses.{row}.{it}")).to_owned()));
        if cells.iter().all(|(_, it)| it.is_empty()) {
            continue;
        }
        for (name, cell) in cells {
            kept.insert(format!("clauses.{n}.{name}"), cell);
        }
        n += 1;
    }
    kept
}

/// The document that a form says, and what was typed with its rows numbered as in that; or what is
/// wrong with it.
pub fn typed(sent: &Typed) -> (Typed, Result<ObligationDocument, Vec<FieldProblem>>) {
    let sent = compact(sent);
    let mut problems = Vec::new();
    let due = match text(&sent, "due") {
        "" => None,
        it => {
            let day = it.parse().ok();
            if day.is_none() {
                problems.push(FieldProblem::new("due", "Use a day such as 2026-11-21."));
            }
            day
        }
    };
    let renew_months = match text(&sent, "renew_months") {
        "" => Some(0),
        it => it.parse().ok(),
    };
    if renew_months.is_none() {
        problems.push(FieldProblem::new("renew_months", "Use a whole number of months."));
    }
    if !problems.is_empty() {
        return (sent, Err(problems));
    }
    let lines = |field: &str| -> Vec<String> {
        let lines = text(&sent, field).lines().map(|it| it.trim().to_owned());
        lines.filter(|it| !it.is_empty()).collect()
    };
    let kinds = AgencyKind::CHOICES.iter().filter(|it| is_ticked(&sent, it.0));
    let numbered = (0..ROWS_MAX).take_while(|n| sent.contains_key(&format!("clauses.{n}.number")));
    let clauses = numbered.map(|n| Clause {
        number: text(&sent, &format!("clauses.{n}.number")).to_owned(),
        text: text(&sent, &format!("clauses.{n}.text")).replace("\r\n", "\n"),
        sections: lines(&format!("clauses.{n}.sections")),
    });
    let document =
        ObligationDocument::new(text(&sent, "code"), text(&sent, "citation"), text(&sent, "title"));
    let document = ObligationDocument {
        about: text(&sent, "about").replace("\r\n", "\n"),
        kinds: kinds.filter_map(|it| AgencyKind::from_code(it.0)).collect(),
        agencies: lines("agencies"),
        due,
        renew_months: renew_months.unwrap_or_default(),
        clauses: clauses.collect(),
        ..document
    };
    (sent, Ok(document))
}

fn is_ticked(typed: &Typed, kind: &str) -> bool {
    text(typed, &format!("kind.{kind}")) == "true"
}

/// What a form shows of a document.
pub fn typed_of(document: &ObligationDocument) -> Typed {
    let mut typed: Typed = [
        ("code", document.code.clone()),
        ("citation", document.citation.clone()),
        ("title", document.title.clone()),
        ("about", document.about.clone()),
        ("agencies", document.agencies.join("\n")),
        ("due", document.due.map(|it| it.to_string()).unwrap_or_default()),
        ("renew_months", document.renew_months.to_string()),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into();
    let ticked = document.kinds.iter().map(|it| (format!("kind.{}", it.code()), "true".to_owned()));
    typed.extend(ticked);
    for (n, it) in document.clauses.iter().enumerate() {
        let cells = [it.number.clone(), it.text.clone(), it.sections.join("\n")];
        let named = CLAUSE.iter().zip(cells);
        typed.extend(named.map(|(name, cell)| (format!("clauses.{n}.{name}"), cell)));
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> ObligationDocument {
        let clause = |number: &str, sections: &[&str]| Clause {
            number: number.to_owned(),
            text: "Plan.\nThen test.".to_owned(),
            sections: sections.iter().map(|it| (*it).to_owned()).collect(),
        };
        ObligationDocument {
            about: "What it is about.".to_owned(),
            kinds: vec![AgencyKind::StateAgency, AgencyKind::County],
            agencies: vec!["wake".to_owned()],
            due: Some("2027-01-31".parse().unwrap()),
            clauses: vec![clause("1", &["drp:scope", "drp:disasters"]), clause("2", &[])],
            ..ObligationDocument::new("law", "Law 1", "A law")
        }
    }

    #[test]
    fn a_form_says_what_it_was_filled_in_with() {
        let mut sent = typed_of(&document());
        assert_eq!(typed(&sent).1.unwrap(), document());
        // An empty row before it is left out.
        for name in CLAUSE {
            let cell = sent.remove(&format!("clauses.0.{name}")).unwrap();
            sent.insert(format!("clauses.7.{name}"), cell);
        }
        let (shown, said) = typed(&sent);
        assert_eq!((shown["clauses.1.number"].as_str(), said.unwrap().clauses.len()), ("1", 2));
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let sent = [("due", "soon"), ("renew_months", "often")];
        let sent: Typed = sent.map(|(name, it)| (name.to_owned(), it.to_owned())).into();
        let problems = typed(&sent).1.unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["due", "renew_months"]);
    }
}
