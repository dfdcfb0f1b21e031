//! An item as a document: what forms, imports, the API, the programme folder and the audit log all
//! read and write. It names other records by their codes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::fields::{Field, Input, Place, fields};
use super::item::Proof;
use super::{Details, Kind};
use crate::{FieldProblem, Span, counties};

/// An item as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemDocument {
    /// What it is.
    pub kind: Kind,
    /// Its short name: unique among items of its kind, and never changed.
    pub code: String,
    /// Whose it is, by code of the agency.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// What it is, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Who answers for it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who looks after it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custodian: Option<String>,
    /// Where it is, by code of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Who supplies it, by code of the vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// Who restores it, by code of the crew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crew: Option<String>,
    /// How many of the crew that takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crew_size: Option<u32>,
    /// Which equipment that takes for as long as it goes on, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment: Option<String>,
    /// How many units of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment_size: Option<u32>,
    /// How soon it must be back, by importance: 1 is first, 4 last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<u8>,
    /// Recovery time objective (RTO), wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_rto: Option<Span>,
    /// Recovery point objective (RPO), wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_rpo: Option<Span>,
    /// How long its own restoration takes, once all that it needs is back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restore: Option<Span>,
    /// How many of 100 tries to restore it fail, and are followed by another: 95 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fails_percent: Option<u8>,
    /// How old restored data are at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Span>,
    /// What stands behind the promise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// What only its kind has.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub details: Map<String, Value>,
}

/// What somebody typed, by the name of the field.
pub type Typed = BTreeMap<String, String>;

impl ItemDocument {
    /// A document that says only what every item must have.
    pub fn new(kind: Kind, agency: &str, code: &str, name: &str) -> ItemDocument {
        ItemDocument {
            kind,
            code: code.to_owned(),
            agency: agency.to_owned(),
            name: name.to_owned(),
            description: String::new(),
            owner: None,
            custodian: None,
            site: None,
            vendor: None,
            crew: None,
            crew_size: None,
            equipment: None,
            equipment_size: None,
            tier: None,
            target_rto: None,
            target_rpo: None,
            restore: None,
            fails_percent: None,
            point: None,
            proof: None,
            details: Map::new(),
        }
    }

    /// The document that says what was typed. Fields that were not typed stay as in `base`.
    pub fn typed(base: &ItemDocument, typed: &Typed) -> Result<ItemDocument, Vec<FieldProblem>> {
        let (document, problems) = ItemDocument::typed_as_far(base, typed);
        if problems.is_empty() { Ok(document) } else { Err(problems) }
    }

    /// The document that says what was typed as far as that can be read, and what cannot be: those
    /// fields stay as in `base`.
    pub(super) fn typed_as_far(
        base: &ItemDocument,
        typed: &Typed,
    ) -> (ItemDocument, Vec<FieldProblem>) {
        let unreadable = |error: serde_json::Error| {
            (base.clone(), vec![FieldProblem::new("details", error.to_string())])
        };
        let mut value = match serde_json::to_value(base) {
            Ok(value) => value,
            Err(error) => return unreadable(error),
        };
        let mut problems = Vec::new();
        for field in fields(base.kind) {
            let Some(text) = typed.get(field.key) else { continue };
            match read(field, text.trim()) {
                Ok(it) => put(&mut value, field, it),
                Err(problem) => problems.push(problem),
            }
        }
        let is_source_wrong = problems.iter().any(|it| it.field == "proof_source");
        if value.get("proof").is_some_and(|it| it.get("source").is_none())
            && let Some(object) = value.as_object_mut()
        {
            let proof = object.remove("proof");
            let says_more = proof.and_then(|it| it.as_object().map(Map::is_empty)) == Some(false);
            if says_more && !is_source_wrong {
                problems.push(FieldProblem::new("proof_source", "Say where the proof comes from."));
            }
        }
        match serde_json::from_value(value) {
            Ok(document) => (document, problems),
            Err(_) if !problems.is_empty() => (base.clone(), problems),
            Err(error) => unreadable(error),
        }
    }

    /// What a form shows for each field, and what an export writes.
    pub fn to_typed(&self) -> Typed {
        let value = serde_json::to_value(self).unwrap_or_default();
        fields(self.kind)
            .into_iter()
            .map(|field| (field.key.to_owned(), shown(field, get(&value, field))))
            .collect()
    }

    /// The details with the types of the document's kind.
    pub fn parsed_details(&self) -> Result<Details, Vec<FieldProblem>> {
        let details = Details::from_map(self.kind, self.details.clone()).map_err(|it| vec![it])?;
        let problems = details.problems();
        if problems.is_empty() { Ok(details) } else { Err(problems) }
    }
}

/// The name under which a field of the proof is kept.
fn proof_key(key: &'static str) -> &'static str {
    key.strip_prefix("proof_").unwrap_or(key)
}

fn get(value: &Value, field: Field) -> Option<&Value> {
    match field.place {
        Place::Common => value.get(field.key),
        Place::Proof => value.get("proof")?.get(proof_key(field.key)),
        Place::Details => value.get("details")?.get(field.key),
        Place::Protection => value.get("details")?.get("protection")?.get(field.key),
    }
}

fn put(value: &mut Value, field: Field, it: Value) {
    let path: &[&str] = match field.place {
        Place::Common => &[],
        Place::Proof => &["proof"],
        Place::Details => &["details"],
        Place::Protection => &["details", "protection"],
    };
    let mut object = value;
    for step in path {
        let Some(map) = object.as_object_mut() else { return };
        object = map.entry(*step).or_insert_with(|| json!({}));
    }
    let Some(map) = object.as_object_mut() else { return };
    let key = if field.place == Place::Proof { proof_key(field.key) } else { field.key };
    if it.is_null() {
        map.remove(key);
    } else {
        map.insert(key.to_owned(), it);
    }
}

/// What `text` means in `field`. Nothing typed means nothing said.
fn read(field: Field, text: &str) -> Result<Value, FieldProblem> {
    let problem = |reason: String| Err(FieldProblem::new(field.key, reason));
    if text.contains('\0') {
        return problem("Use plain text.".to_owned());
    }
    if text.is_empty() {
        return match field.key {
            "name" | "code" | "agency" => problem(format!("{} is needed.", field.label)),
            "description" => Ok(json!("")),
            _ => Ok(Value::Null),
        };
    }
    match field.input {
        Input::Line if text.contains(['\n', '\r']) => problem("Use one line.".to_owned()),
        Input::Line if field.key == "county_fips" => Ok(json!(counties::code(text))),
        Input::Code
        | Input::Line
        | Input::Text
        | Input::Agency
        | Input::Person
        | Input::Item(_) => Ok(json!(text)),
        Input::Span => match text.parse::<Span>() {
            Ok(span) => Ok(json!(span)),
            Err(error) => problem(error.to_string()),
        },
        Input::Number(min, max) => match text.replace(',', "").parse::<u32>() {
            Ok(number) if (min..=max).contains(&number) => Ok(json!(number)),
            _ => problem(format!("Use a whole number from {min} to {max}.")),
        },
        Input::Degrees => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(json!(number)),
            _ => problem("Use degrees such as 35.78 or -78.64.".to_owned()),
        },
        Input::Date => match text.parse::<chrono::NaiveDate>() {
            Ok(date) => Ok(json!(date)),
            Err(_) => problem("Write a day as 2026-11-21.".to_owned()),
        },
        Input::Flag => match text.to_lowercase().as_str() {
            "yes" | "true" | "1" | "on" | "y" => Ok(json!(true)),
            "no" | "false" | "0" | "off" | "n" => Ok(Value::Null),
            _ => problem("Write yes or no.".to_owned()),
        },
        Input::Choice(choices) => {
            let typed = text.to_lowercase();
            let found = choices
                .iter()
                .find(|(code, title)| *code == typed || title.to_lowercase() == typed);
            match found {
                Some((code, _)) => Ok(json!(code)),
                None => {
                    let titles: Vec<_> = choices.iter().map(|(_, title)| *title).collect();
                    problem(format!("Choose one of: {}.", titles.join(", ")))
                }
            }
        }
        Input::List | Input::People => {
            let lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
            Ok(json!(lines.collect::<Vec<_>>()))
        }
    }
}

/// How a form shows what a document says.
fn shown(field: Field, value: Option<&Value>) -> String {
    match (field.input, value) {
        (Input::Flag, value) => match value {
            Some(Value::Bool(true)) => "yes".to_owned(),
            _ => "no".to_owned(),
        },
        (_, None) => String::new(),
        (Input::Span, Some(Value::String(text))) => {
            text.parse::<Span>().map_or_else(|_| text.clone(), |it| it.to_string())
        }
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(Value::Array(lines))) => {
            let lines: Vec<_> = lines.iter().filter_map(Value::as_str).collect();
            lines.join("\n")
        }
        (_, Some(other)) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().map(|(key, it)| ((*key).to_owned(), (*it).to_owned())).collect()
    }

    #[test]
    fn what_is_typed_becomes_a_document_and_back() {
        let base = ItemDocument::new(Kind::Service, "commerce", "benefits", "Benefits");
        let form = typed(&[
            ("target_rto", "4 h"),
            ("proof_source", "Test"),
            ("proof_on", "2026-01-31"),
            ("availability", "High"),
            ("importance", "essential"),
        ]);
        let document = ItemDocument::typed(&base, &form).unwrap();
        assert_eq!(document.target_rto, Some(Span::from_hours(4)));
        assert_eq!(document.details["protection"]["availability"], "high");
        document.parsed_details().unwrap();
        let again = ItemDocument::typed(&base, &document.to_typed()).unwrap();
        assert_eq!(again, document);
    }

    #[test]
    fn a_county_can_be_typed_by_name() {
        let base = ItemDocument::new(Kind::Site, "commerce", "east", "Eastern");
        for text in ["Wake, NC", "wake county, north carolina", "37183"] {
            let document = ItemDocument::typed(&base, &typed(&[("county_fips", text)])).unwrap();
            assert_eq!(document.details["county_fips"], "37183");
        }
    }

    #[test]
    fn a_wrong_field_is_named_with_the_reason() {
        let base = ItemDocument::new(Kind::Site, "commerce", "east", "Eastern");
        let form = typed(&[("seats", "many"), ("readiness", "boiling"), ("name", " ")]);
        let problems = ItemDocument::typed(&base, &form).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["name", "readiness", "seats"]);
    }

    #[test]
    fn every_choice_of_every_field_is_understood() {
        for &kind in Kind::ALL {
            for field in fields(kind) {
                let Input::Choice(choices) = field.input else { continue };
                for (code, title) in choices {
                    for text in [code, title] {
                        let base = ItemDocument::new(kind, "a", "b", "c");
                        let mut form = typed(&[(field.key, text)]);
                        if field.place == Place::Proof {
                            form.insert("proof_source".to_owned(), (*text).to_owned());
                        }
                        let document = ItemDocument::typed(&base, &form).unwrap();
                        document.parsed_details().unwrap();
                    }
                }
            }
        }
    }
}
