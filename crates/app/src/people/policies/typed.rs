//! Between a policy and the fields of its form. Each kind of people of the audience is a box to tick:
//! `audience-employee`.

use std::collections::BTreeMap;

use super::acknowledge::AUDIENCES;
use super::document::PolicyDocument;
use crate::people::persons;
use crate::{Ctx, FieldProblem, Result};

/// What was typed into a form, by field.
type Typed = BTreeMap<String, String>;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// The document that a form says, or what is wrong with it. Whoever types a name means the one person
/// who is called so.
pub async fn typed(
    ctx: &Ctx,
    sent: &Typed,
) -> Result<std::result::Result<PolicyDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let owner = match persons::code_meant(ctx, text(sent, "owner")).await? {
        Ok(code) => Some(code).filter(|it| !it.is_empty()),
        Err(reason) => {
            problems.push(FieldProblem::new("owner", reason));
            None
        }
    };
    let Ok(review_months) = text(sent, "review_months").parse() else {
        let reason = "Use a number of months from 1 to 60.";
        problems.push(FieldProblem::new("review_months", reason));
        return Ok(Err(problems));
    };
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let is_ticked = |code: &str| text(sent, &format!("audience-{code}")) == "true";
    let audience = AUDIENCES.iter().map(|it| it.0).filter(|it| is_ticked(it.code()));
    Ok(Ok(PolicyDocument {
        code: text(sent, "code").to_owned(),
        agency: text(sent, "agency").to_owned(),
        name: text(sent, "name").to_owned(),
        owner,
        audience: audience.collect(),
        review_months,
        summary: text(sent, "summary").to_owned(),
        body: sent.get("body").map(|it| it.replace("\r\n", "\n")).unwrap_or_default(),
    }))
}

/// What a form shows of a document.
pub fn typed_of(document: &PolicyDocument) -> Typed {
    let mut typed: Typed = [
        ("code", document.code.clone()),
        ("agency", document.agency.clone()),
        ("name", document.name.clone()),
        ("owner", document.owner.clone().unwrap_or_default()),
        ("review_months", document.review_months.to_string()),
        ("summary", document.summary.clone()),
        ("body", document.body.clone()),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into();
    for (kind, _) in AUDIENCES {
        if document.audience.contains(&kind) {
            typed.insert(format!("audience-{}", kind.code()), "true".to_owned());
        }
    }
    typed
}
