//! The events themselves.

use std::borrow::Cow;

use serde_json::Value;
use uuid::Uuid;

use super::action::Action;
use crate::ids::AgencyId;

/// What something happened to: the kind of record, and which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What kind of record, in one word: `service`, `agency`, `grant`.
    pub kind: Cow<'static, str>,
    /// Which.
    pub id: Uuid,
}

impl Subject {
    /// The record of `kind` called `id`.
    pub fn new(kind: impl Into<Cow<'static, str>>, id: impl Into<Uuid>) -> Subject {
        Subject { kind: kind.into(), id: id.into() }
    }
}

/// Something that happened, and what changed by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What was done.
    pub action: Action,
    /// To what.
    pub subject: Subject,
    /// Of which record that is a part, as a need is of what needs it: told with that record too.
    pub part_of_id: Option<Uuid>,
    /// In which agency, if in one. It decides who may read of it.
    pub agency_id: Option<AgencyId>,
    /// The record as it was. Null if it was not there.
    pub before: Value,
    /// The record as it is since. Null if it is gone.
    pub after: Value,
}

impl Event {
    /// `action` was done to `subject`.
    pub fn new(action: Action, subject: Subject) -> Event {
        let (before, after) = (Value::Null, Value::Null);
        Event { action, subject, part_of_id: None, agency_id: None, before, after }
    }

    /// … which is a part of the record called `id`.
    #[must_use]
    pub fn part_of(self, id: impl Into<Uuid>) -> Event {
        Event { part_of_id: Some(id.into()), ..self }
    }

    /// … in `agency_id`.
    #[must_use]
    pub fn in_agency(self, agency_id: AgencyId) -> Event {
        Event { agency_id: Some(agency_id), ..self }
    }

    /// … which was this before.
    #[must_use]
    pub fn from<T: serde::Serialize>(self, before: &T) -> Event {
        Event { before: document(before), ..self }
    }

    /// … which is this since.
    #[must_use]
    pub fn to<T: serde::Serialize>(self, after: &T) -> Event {
        Event { after: document(after), ..self }
    }
}

/// `value` as it is stored: fractions become text, because a database may give back `35.780` for
/// `35.78`, and then the hash would be wrong.
fn document<T: serde::Serialize>(value: &T) -> Value {
    match serde_json::to_value(value) {
        Ok(value) => without_fractions(value),
        Err(error) => Value::String(format!("(cannot be written down: {error})")),
    }
}

fn without_fractions(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => Value::String(number.to_string()),
        // PostgreSQL cannot keep this character.
        Value::String(text) if text.contains('\0') => Value::String(text.replace('\0', "\u{FFFD}")),
        Value::Array(items) => Value::Array(items.into_iter().map(without_fractions).collect()),
        Value::Object(object) => {
            let object = object.into_iter().filter(|(_, it)| !it.is_null());
            Value::Object(object.map(|(key, it)| (key, without_fractions(it))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fractions_are_kept_as_text() {
        assert_eq!(
            document(&json!({"lat": 35.78, "n": [1, 0.5]})),
            json!({"lat": "35.78", "n": [1, "0.5"]})
        );
    }

    #[test]
    fn every_action_has_a_name_of_its_own() {
        for action in Action::ALL {
            assert_eq!(action.name().parse(), Ok(*action));
        }
    }
}
