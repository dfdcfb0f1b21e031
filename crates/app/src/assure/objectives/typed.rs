//! Between an objective and the fields of its form. What it is about stands one on each line. What
//! was measured has a form of its own, and stays as it is here.

use super::content::{Content, Measurement, Measuring, Serves};
use super::document::ObjectiveDocument;
use crate::prepare::inventory::{self, Typed};
use crate::{Ctx, FieldProblem, Result, Span};

/// How many lines a form may send.
const LINES_MAX: usize = 400;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// What was typed with records named by their codes, and the document that it says, with what was
/// measured before; or what is wrong with it.
pub async fn typed(
    ctx: &Ctx,
    sent: &Typed,
    measurements: &[Measurement],
) -> Result<(Typed, std::result::Result<ObjectiveDocument, Vec<FieldProblem>>)> {
    let mut sent: Typed = sent.clone();
    let (mut problems, mut items) = (Vec::new(), Vec::new());
    let lines: Vec<String> = text(&sent, "items").lines().map(|it| it.trim().to_owned()).collect();
    for line in lines.into_iter().filter(|it| !it.is_empty()).take(LINES_MAX) {
        match inventory::reference_meant(ctx, &line).await? {
            Ok(code) => items.push(code),
            Err(reason) => problems.push(FieldProblem::new("items", reason)),
        }
    }
    let within = span(&sent, "within", &mut problems);
    let at_least = number(&sent, "at_least", &mut problems);
    if !problems.is_empty() {
        return Ok((sent, Err(problems)));
    }
    sent.insert("items".to_owned(), items.join("\n"));
    let content = Content {
        serves: text(&sent, "serves").parse().unwrap_or_default(),
        about: text(&sent, "about").replace("\r\n", "\n"),
        within,
        at_least,
        by: text(&sent, "by").parse().unwrap_or_default(),
        items,
        measurements: measurements.to_vec(),
    };
    let document = ObjectiveDocument {
        code: text(&sent, "code").to_owned(),
        agency: text(&sent, "agency").to_owned(),
        name: text(&sent, "name").to_owned(),
        content: content.tidied(),
        retired_at: None,
    };
    Ok((sent, Ok(document)))
}

/// The measurement that a form says, or what is wrong with it.
pub fn typed_measurement(sent: &Typed) -> std::result::Result<Measurement, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let on = text(sent, "on").parse().ok();
    if on.is_none() {
        problems.push(FieldProblem::new("on", "Use a day such as 2026-11-21."));
    }
    let took = span(sent, "took", &mut problems);
    let share = number(sent, "share", &mut problems);
    match on.filter(|_| problems.is_empty()) {
        Some(on) => Ok(Measurement { on, took, share, source: text(sent, "source").to_owned() }),
        None => Err(problems),
    }
}

fn span(sent: &Typed, field: &'static str, problems: &mut Vec<FieldProblem>) -> Option<Span> {
    let text = text(sent, field);
    if text.is_empty() {
        return None;
    }
    let read = text.parse::<Span>();
    read.map_err(|error| problems.push(FieldProblem::new(field, error.to_string()))).ok()
}

fn number(sent: &Typed, field: &'static str, problems: &mut Vec<FieldProblem>) -> Option<u32> {
    let text = text(sent, field);
    let number = text.parse().ok();
    if number.is_none() && !text.is_empty() {
        problems.push(FieldProblem::new(field, "Use a whole number from 0 to 100."));
    }
    number
}

/// What a form shows of a document.
pub fn typed_of(document: &ObjectiveDocument) -> Typed {
    let it = &document.content;
    let fields = [
        ("code", document.code.clone()),
        ("agency", document.agency.clone()),
        ("name", document.name.clone()),
        ("serves", Serves::code(it.serves).to_owned()),
        ("about", it.about.clone()),
        ("within", it.within.map(|it| it.to_string()).unwrap_or_default()),
        ("at_least", it.at_least.map(|it| it.to_string()).unwrap_or_default()),
        ("by", Measuring::code(it.by).to_owned()),
        ("items", it.items.join("\n")),
    ];
    fields.map(|(name, it)| (name.to_owned(), it)).into()
}
