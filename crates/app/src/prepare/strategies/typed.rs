//! Between a strategy and the fields of its form. The ways stand in numbered rows: `options.0.name`,
//! `options.1.name`. Empty rows are left out. Which was chosen is said by its name.

use super::content::{Content, WAYS_MAX, Way, WayKind};
use super::document::StrategyDocument;
use crate::prepare::impact::Money;
use crate::prepare::inventory::{self, Typed};
use crate::{Ctx, FieldProblem, Result, Span};

/// The fields of a way.
pub const WAY: [&str; 7] = ["name", "kind", "rto", "rpo", "capital", "yearly", "notes"];

/// How many rows a form may send, whatever is in them.
const ROWS_MAX: usize = 2 * WAYS_MAX;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// What was typed, with the rows in which nothing stands left out and the rest numbered anew.
fn compact(typed: &Typed) -> Typed {
    let mut kept: Typed = typed
        .iter()
        .filter(|it| !it.0.starts_with("options."))
        .map(|(name, it)| (name.clone(), it.clone()))
        .collect();
    let mut n = 0;
    for row in 0..ROWS_MAX {
        let cells = WAY.map(|it| (it, text(typed, &format!("options.{row}.{it}")).to_owned()));
        if cells.iter().all(|(_, it)| it.is_empty()) {
            continue;
        }
        for (name, cell) in cells {
            kept.insert(format!("options.{n}.{name}"), cell);
        }
        n += 1;
    }
    kept
}

/// The document that a form says, and what was typed with its rows numbered as in that; or what is
/// wrong with it. Whoever types a name means the one record that is called so.
pub async fn typed(
    ctx: &Ctx,
    sent: &Typed,
) -> Result<(Typed, std::result::Result<StrategyDocument, Vec<FieldProblem>>)> {
    let mut sent = compact(sent);
    let document = match inventory::reference_meant(ctx, text(&sent, "target")).await? {
        Ok(target) => {
            sent.insert("target".to_owned(), target);
            read(&sent)
        }
        Err(reason) => Err(vec![FieldProblem::new("target", reason)]),
    };
    Ok((sent, document))
}

/// The document that fields say in which what it is for is named by its code.
fn read(sent: &Typed) -> std::result::Result<StrategyDocument, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut options = Vec::new();
    for n in 0..ROWS_MAX {
        let field = |name: &str| format!("options.{n}.{name}");
        if !sent.contains_key(&field("name")) {
            break;
        }
        let kind = text(sent, &field("kind")).parse::<WayKind>();
        if kind.is_err() {
            problems.push(FieldProblem::new(field("kind"), "Choose of what kind this way is."));
        }
        let mut span = |name: &str| match text(sent, &field(name)) {
            "" => None,
            text => match text.parse::<Span>() {
                Ok(it) => Some(it),
                Err(error) => {
                    problems.push(FieldProblem::new(field(name), error.to_string()));
                    None
                }
            },
        };
        let (rto, rpo) = (span("rto"), span("rpo"));
        let mut money = |name: &str| match text(sent, &field(name)) {
            "" => Money::ZERO,
            text => match text.parse::<Money>() {
                Ok(it) => it,
                Err(error) => {
                    problems.push(FieldProblem::new(field(name), error.to_string()));
                    Money::ZERO
                }
            },
        };
        let (capital, yearly) = (money("capital"), money("yearly"));
        let notes = text(sent, &field("notes")).replace("\r\n", "\n");
        if let Ok(kind) = kind {
            let way = Way::new(kind, text(sent, &field("name")));
            options.push(Way { rto, rpo, capital, yearly, notes, ..way });
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let lines = |field: &str| text(sent, field).replace("\r\n", "\n");
    let content = Content {
        description: lines("description"),
        options,
        chosen: Some(text(sent, "chosen").to_owned()).filter(|it| !it.is_empty()),
        rationale: lines("rationale"),
        budget_line: text(sent, "budget_line").to_owned(),
    };
    let (target, code, name) = (text(sent, "target"), text(sent, "code"), text(sent, "name"));
    let document = StrategyDocument::new(target, code, name);
    Ok(StrategyDocument { content: content.tidied(), ..document })
}

/// What a form shows of a document.
pub fn typed_of(document: &StrategyDocument) -> Typed {
    let it = &document.content;
    let mut typed: Typed = [
        ("code", document.code.clone()),
        ("name", document.name.clone()),
        ("target", document.target.clone()),
        ("description", it.description.clone()),
        ("chosen", it.chosen.clone().unwrap_or_default()),
        ("rationale", it.rationale.clone()),
        ("budget_line", it.budget_line.clone()),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into();
    let span = |it: Option<Span>| it.map(|it| it.to_string()).unwrap_or_default();
    let money = |it: Money| if it == Money::ZERO { String::new() } else { it.to_string() };
    for (n, it) in it.options.iter().enumerate() {
        let cells = [
            it.name.clone(),
            it.kind.to_string(),
            span(it.rto),
            span(it.rpo),
            money(it.capital),
            money(it.yearly),
            it.notes.clone(),
        ];
        let named = WAY.iter().zip(cells);
        typed.extend(named.map(|(name, cell)| (format!("options.{n}.{name}"), cell)));
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> StrategyDocument {
        let hot = Way {
            rto: Some(Span::from_hours(4)),
            rpo: Some(Span::from_minutes(15)),
            capital: Money::from_dollars(120_000),
            yearly: Money::from_cents(1_250_050),
            notes: "In the other data center.\nTested each quarter.".to_owned(),
            ..Way::new(WayKind::Fast, "Hot site")
        };
        let content = Content {
            description: "For the portal.".to_owned(),
            options: vec![Way::new(WayKind::DoNothing, "Nothing"), hot],
            chosen: Some("Hot site".to_owned()),
            rationale: "It is the only one in time.".to_owned(),
            budget_line: "1410-22".to_owned(),
        };
        StrategyDocument { content, ..StrategyDocument::new("service:portal", "portal", "Portal") }
    }

    #[test]
    fn a_form_says_what_it_was_filled_in_with() {
        let mut sent = typed_of(&document());
        assert_eq!(read(&compact(&sent)).unwrap(), document());
        // An empty row before it is left out.
        for name in WAY {
            let cell = sent.remove(&format!("options.1.{name}")).unwrap();
            sent.insert(format!("options.4.{name}"), cell);
        }
        sent.insert("options.2.kind".to_owned(), String::new());
        assert_eq!(read(&compact(&sent)).unwrap(), document());
    }

    #[test]
    fn of_what_kind_a_way_is_is_chosen_and_never_taken_for_granted() {
        let sent = |kind: &str| -> Typed {
            let cells = [("options.0.name", "Hot site"), ("options.0.kind", kind)];
            cells.map(|(name, it)| (name.to_owned(), it.to_owned())).into()
        };
        let problems = read(&compact(&sent(""))).unwrap_err();
        assert_eq!(problems[0].field, "options.0.kind");
        assert!(read(&compact(&sent("fast"))).is_ok());
        // Who chose a kind, and forgot its name, is told so.
        let mut alone = sent("fast");
        alone.remove("options.0.name");
        let document = read(&compact(&alone)).unwrap();
        let problems = document.content.problems();
        assert_eq!(problems[0].field, "options.0.name");
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let sent = [
            ("options.0.name", "Hot"),
            ("options.0.kind", "hot"),
            ("options.0.rto", "soon"),
            ("options.0.capital", "much"),
        ];
        let sent: Typed = sent.map(|(name, it)| (name.to_owned(), it.to_owned())).into();
        let problems = read(&sent).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["options.0.kind", "options.0.rto", "options.0.capital"]);
    }
}
