//! Between an advisory and the fields of its form. The partners that it names stand one on each line.

use std::collections::BTreeMap;

use super::document::AdvisoryDocument;
use crate::FieldProblem;
use crate::people::partners::{Tlp, lines};

/// What was typed into a form, by field.
type Typed = BTreeMap<String, String>;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// The document that a form says, or what is wrong with it.
pub fn typed(sent: &Typed) -> Result<AdvisoryDocument, Vec<FieldProblem>> {
    let Some(tlp) = Tlp::from_code(text(sent, "tlp")) else {
        return Err(vec![FieldProblem::new("tlp", "Choose how far it may be passed on.")]);
    };
    Ok(AdvisoryDocument {
        code: text(sent, "code").to_owned(),
        agency: text(sent, "agency").to_owned(),
        name: text(sent, "name").to_owned(),
        tlp,
        source: text(sent, "source").to_owned(),
        body: text(sent, "body").to_owned(),
        partners: lines(sent, "partners"),
    })
}

/// What a form shows of a document.
pub fn typed_of(document: &AdvisoryDocument) -> Typed {
    [
        ("code", document.code.clone()),
        ("agency", document.agency.clone()),
        ("name", document.name.clone()),
        ("tlp", document.tlp.code().to_owned()),
        ("source", document.source.clone()),
        ("body", document.body.clone()),
        ("partners", document.partners.join("\n")),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into()
}
