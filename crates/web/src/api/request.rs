//! What a program asks: who it acts for, what the address asks for, documents that it sends, and
//! versions that it saw.

use std::collections::BTreeMap;
use std::str::FromStr;

use app::{Ctx, Paging};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::IF_MATCH;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::answer::Cursor;
use crate::error::{Answer, Failure};
use crate::openapi::Parameter;
use crate::request::{Address, Json};

/// Who is asking.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) Ctx);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Ctx>().cloned().map(Caller).ok_or(Failure::SignInNeeded)
    }
}

/// What the address asks for, each thing at most once and as described.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked(BTreeMap<String, String>);

impl Asked {
    /// Reads an address that may ask for these things and for nothing else.
    pub(crate) fn read(Address(address): &Address, known: &[Parameter]) -> Answer<Asked> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(address)
            .map_err(|error| malformed(format!("The address makes no sense: {error}.")))?;
        let mut asked = BTreeMap::new();
        for (name, text) in pairs {
            let Some(parameter) = known.iter().find(|it| it.name == name) else {
                let names: Vec<&str> = known.iter().map(|it| it.name).collect();
                let known = names.join(", ");
                return Err(malformed(format!("This address may ask only for: {known}.")));
            };
            if !parameter.shape.accepts(&text) {
                let advice = parameter.shape.advice();
                return Err(malformed(format!("In `{}`, {advice}.", parameter.name)));
            }
            if asked.insert(name, text).is_some() {
                return Err(malformed(format!("Ask for `{}` once.", parameter.name)));
            }
        }
        match known.iter().find(|it| it.required && !asked.contains_key(it.name)) {
            Some(missing) => Err(malformed(format!("Say `{}`.", missing.name))),
            None => Ok(Asked(asked)),
        }
    }

    /// What it says under `name`.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// What it says under `name`, as a value. [`Asked::read`] has seen that it is one.
    pub(crate) fn value<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// Whether it says `true` under `name`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }

    /// Where to go on.
    pub(crate) fn cursor(&self) -> Option<Cursor> {
        Cursor::read(self.text("after")?)
    }

    /// After which record to go on.
    pub(crate) fn after<T: From<Uuid>>(&self) -> Option<T> {
        self.cursor().map(|it| T::from(it.0))
    }

    /// Which page of this size to answer with, of a list that is computed anew each time: its cursor
    /// says how many were answered with before.
    pub(crate) fn paging(&self) -> Paging {
        let size = u32::try_from(self.limit()).unwrap_or(Paging::SIZE);
        let n_before = self.cursor().map_or(0, Cursor::to_number);
        let number = (n_before / i64::from(size.max(1))).saturating_add(1);
        Paging { number: u32::try_from(number).unwrap_or(u32::MAX), size }
    }

    /// How many to answer with.
    pub(crate) fn limit(&self) -> usize {
        self.value("limit").unwrap_or(50)
    }

    /// How many to look for: one more, to know whether the list goes on.
    pub(crate) fn n_max(&self) -> u64 {
        u64::try_from(self.limit()).unwrap_or(50) + 1
    }
}

/// A document that a program sent, without the character that no database keeps.
#[derive(Debug)]
pub(crate) struct Document<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Document<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let Json(value) = Json::<Value>::from_request(request, state).await?;
        if has_null_character(&value) {
            let reason = "The character U+0000 cannot be kept. Use plain text.".to_owned();
            return Err(Failure::Malformed(StatusCode::UNPROCESSABLE_ENTITY, reason));
        }
        serde_json::from_value(value).map(Document).map_err(|error| {
            let reason = format!("The document does not fit: {error}.");
            Failure::Malformed(StatusCode::UNPROCESSABLE_ENTITY, reason)
        })
    }
}

fn has_null_character(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_null_character),
        Value::Object(object) => {
            object.iter().any(|(key, it)| key.contains('\0') || has_null_character(it))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The version that the caller saw, as `If-Match` says it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen(pub(crate) i64);

impl<S: Send + Sync> FromRequestParts<S> for Seen {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get(IF_MATCH) else {
            let reason = "Say in If-Match which version you saw: what stood in ETag when you read \
                          this record.";
            return Err(Failure::Malformed(StatusCode::PRECONDITION_REQUIRED, reason.to_owned()));
        };
        let digits = value.to_str().ok().and_then(|it| it.strip_prefix('"')?.strip_suffix('"'));
        let is_plain = |it: &&str| it.len() <= 18 && it.bytes().all(|it| it.is_ascii_digit());
        let version = digits.filter(is_plain).and_then(|it| it.parse().ok());
        version.map(Seen).ok_or_else(|| {
            malformed(
                "Write one version in If-Match, with its quotation marks: what stood in ETag when \
                 you read this record."
                    .to_owned(),
            )
        })
    }
}

fn malformed(reason: String) -> Failure {
    Failure::Malformed(StatusCode::BAD_REQUEST, reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::Shape;

    #[test]
    fn an_address_that_asks_for_something_else_is_refused() {
        let known = [Parameter::new("tier", Shape::Whole(1, 4), "")];
        let read = |text: &str| Asked::read(&Address(text.to_owned()), &known);
        assert_eq!(read("tier=2").unwrap().value("tier"), Some(2));
        for text in ["tier=9", "tear=2", "tier=1&tier=2", "tier="] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_cursor_that_is_no_number_leads_past_the_end() {
        let address = Address("after=0000000000000000000000&limit=1".to_owned());
        let asked = Asked::read(&address, &Parameter::stretch()).unwrap();
        assert_eq!(asked.paging(), Paging { number: u32::MAX, size: 1 });
    }

    #[test]
    fn the_null_character_is_found_wherever_it_hides() {
        for text in [r#"{"a":["\u0000"]}"#, r#"{"\u0000":1}"#] {
            assert!(has_null_character(&serde_json::from_str(text).unwrap()), "{text}");
        }
        assert!(!has_null_character(&serde_json::from_str(r#"{"a":"\\u0000"}"#).unwrap()));
    }
}
