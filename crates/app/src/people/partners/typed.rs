//! Between a partner and the fields of its form. Its people stand one on each line.

use std::collections::BTreeMap;

use super::document::{PEOPLE_MAX, PartnerDocument};
use super::{PartnerKind, Tlp};
use crate::FieldProblem;

/// What was typed into a form, by field.
type Typed = BTreeMap<String, String>;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// The lines of a field that say something, and one more than there may be at most.
pub fn lines(typed: &Typed, field: &str) -> Vec<String> {
    let lines = text(typed, field).lines().map(|it| it.trim().to_owned());
    lines.filter(|it| !it.is_empty()).take(PEOPLE_MAX + 1).collect()
}

/// The document that a form says, or what is wrong with it.
pub fn typed(sent: &Typed) -> Result<PartnerDocument, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let kind = PartnerKind::from_code(text(sent, "kind"));
    if kind.is_none() {
        problems.push(FieldProblem::new("kind", "Choose what it is."));
    }
    let level = Tlp::from_code(text(sent, "level"));
    if level.is_none() {
        problems.push(FieldProblem::new("level", "Choose what may be shared with it."));
    }
    let (Some(kind), Some(level)) = (kind, level) else { return Err(problems) };
    Ok(PartnerDocument {
        code: text(sent, "code").to_owned(),
        agency: text(sent, "agency").to_owned(),
        name: text(sent, "name").to_owned(),
        kind,
        purpose: text(sent, "purpose").to_owned(),
        level,
        people: lines(sent, "people"),
    })
}

/// What a form shows of a document.
pub fn typed_of(document: &PartnerDocument) -> Typed {
    [
        ("code", document.code.clone()),
        ("agency", document.agency.clone()),
        ("name", document.name.clone()),
        ("kind", document.kind.code().to_owned()),
        ("purpose", document.purpose.clone()),
        ("level", document.level.code().to_owned()),
        ("people", document.people.join("\n")),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into()
}
