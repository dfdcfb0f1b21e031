//! What an address may ask for. One value both describes a parameter and checks it, so that the
//! description cannot promise what the server refuses.

use serde_json::{Value, json};

/// One parameter of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub description: &'static str,
    /// What it may be.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
}

/// What a parameter may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Any text.
    Text,
    /// One of these words.
    OneOf(Vec<&'static str>),
    /// A whole number within these bounds.
    Whole(u32, u32),
    /// `true` or `false`.
    Flag,
    /// The id of a record.
    Id,
    /// A moment, as RFC 3339.
    Moment,
    /// Where a list goes on: what an earlier answer said.
    Cursor,
}

/// How long a text in an address may be, in characters.
const TEXT_MAX: usize = 500;

impl Parameter {
    /// A parameter that may be left out.
    pub const fn new(name: &'static str, shape: Shape, description: &'static str) -> Parameter {
        Parameter { name, description, shape, required: false }
    }

    /// A parameter that must be there.
    #[must_use]
    pub fn required(self) -> Parameter {
        Parameter { required: true, ..self }
    }

    /// The two parameters of every list that is read in stretches.
    pub fn stretch() -> Vec<Parameter> {
        vec![
            Parameter::new(
                "after",
                Shape::Cursor,
                "Where to go on: what the answer before said as `next`.",
            ),
            Parameter::new(
                "limit",
                Shape::Whole(1, 500),
                "How many to answer with. 50 if not said.",
            ),
        ]
    }
}

impl Shape {
    /// The JSON Schema of it.
    pub fn schema(&self) -> Value {
        match self {
            Shape::Text => {
                json!({ "type": "string", "maxLength": TEXT_MAX, "pattern": "^[^\\u0000]*$" })
            }
            Shape::OneOf(words) => json!({ "type": "string", "enum": words }),
            Shape::Whole(min, max) => {
                json!({ "type": "integer", "minimum": min, "maximum": max })
            }
            Shape::Flag => json!({ "type": "boolean" }),
            Shape::Id => json!({ "type": "string", "format": "uuid" }),
            Shape::Moment => json!({ "type": "string", "format": "date-time" }),
            Shape::Cursor => json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{22}$" }),
        }
    }

    /// Whether `text` is one.
    pub fn accepts(&self, text: &str) -> bool {
        match self {
            Shape::Text => !text.contains('\0') && text.chars().count() <= TEXT_MAX,
            Shape::OneOf(words) => words.contains(&text),
            Shape::Whole(min, max) => {
                let is_plain = text.bytes().all(|it| it.is_ascii_digit());
                is_plain && text.parse::<u32>().is_ok_and(|it| (*min..=*max).contains(&it))
            }
            Shape::Flag => matches!(text, "true" | "false"),
            Shape::Id => text.len() == 36 && text.parse::<uuid::Uuid>().is_ok(),
            Shape::Moment => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
            Shape::Cursor => crate::api::Cursor::read(text).is_some(),
        }
    }

    /// What would be accepted, in words.
    pub fn advice(&self) -> String {
        match self {
            Shape::Text => format!("use at most {TEXT_MAX} characters of plain text"),
            Shape::OneOf(words) => format!("use one of: {}", words.join(", ")),
            Shape::Whole(min, max) => format!("use a whole number from {min} to {max}"),
            Shape::Flag => "use true or false".to_owned(),
            Shape::Id => "use the id of a record".to_owned(),
            Shape::Moment => "use a moment such as 2026-11-21T09:00:00Z".to_owned(),
            Shape::Cursor => "use what the answer before said as `next`".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_taken_only_if_it_has_its_shape() {
        let tier = Shape::Whole(1, 4);
        assert!(tier.accepts("4"));
        for text in ["", "0", "5", "+1", "1.0", "99999999999999999999", " 1"] {
            assert!(!tier.accepts(text), "{text}");
        }
        assert!(!Shape::Text.accepts("a\0b"));
        assert!(Shape::Moment.accepts("2026-11-21T09:00:00Z") && !Shape::Moment.accepts("today"));
        assert!(!Shape::Id.accepts("{00000000-0000-0000-0000-000000000001}"));
    }
}
