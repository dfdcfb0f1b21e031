//! What every part of the API shares: who is asking, what the address asks for, documents that were
//! sent, versions that were seen, and lists that are read in stretches.

use std::collections::BTreeMap;
use std::str::FromStr;

use app::Ctx;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{ETAG, IF_MATCH, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

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
    pub(crate) fn after<T: From<Uuid>>(&self) -> Option<T> {
        Some(T::from(Cursor::read(self.text("after")?)?.0))
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

/// Where a list goes on: after the record with this id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor(pub(crate) Uuid);

/// The last character of a cursor has bits to spare, and nobody else's program need know.
const CURSOR: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

impl Cursor {
    /// The cursor that `text` writes down.
    pub(crate) fn read(text: &str) -> Option<Cursor> {
        let bytes = CURSOR.decode(text).ok()?;
        Some(Cursor(Uuid::from_bytes(bytes.try_into().ok()?)))
    }

    /// The cursor after record number `n`.
    pub(crate) fn number(n: i64) -> Cursor {
        Cursor(Uuid::from_u128(u128::try_from(n).unwrap_or(0)))
    }

    /// The number of the record, if it is one.
    pub(crate) fn to_number(self) -> i64 {
        i64::try_from(self.0.as_u128()).unwrap_or(i64::MAX)
    }

    fn text(self) -> String {
        CURSOR.encode(self.0.as_bytes())
    }
}

/// One stretch of a list.
#[derive(Debug, Serialize)]
pub(crate) struct List<T> {
    items: Vec<T>,
    next: Option<String>,
}

impl<T> List<T> {
    /// All there is.
    pub(crate) fn whole(items: Vec<T>) -> List<T> {
        List { items, next: None }
    }
}

/// Splits what was found into what is answered and where the list goes on.
pub(crate) fn stretch<T>(
    asked: &Asked,
    mut found: Vec<T>,
    cursor: impl Fn(&T) -> Cursor,
) -> (Vec<T>, Option<String>) {
    let goes_on = asked.limit() < found.len();
    found.truncate(asked.limit());
    let next = found.last().filter(|_| goes_on).map(|it| cursor(it).text());
    (found, next)
}

/// The answer with these items.
pub(crate) fn list<T>(items: Vec<T>, next: Option<String>) -> Json<List<T>> {
    Json(List { items, next })
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
            let reason =
                "Say which version you saw, as the answer said it in ETag: If-Match: \"3\".";
            return Err(Failure::Malformed(StatusCode::PRECONDITION_REQUIRED, reason.to_owned()));
        };
        let digits = value.to_str().ok().and_then(|it| it.strip_prefix('"')?.strip_suffix('"'));
        let is_plain = |it: &&str| it.len() <= 18 && it.bytes().all(|it| it.is_ascii_digit());
        let version = digits.filter(is_plain).and_then(|it| it.parse().ok());
        version.map(Seen).ok_or_else(|| {
            malformed("Write one version in If-Match, as ETag said it: \"3\".".to_owned())
        })
    }
}

/// The answer with a record of this version.
pub(crate) fn record<T: Serialize>(version: i64, record: T) -> Response<Body> {
    let mut response = Json(record).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// The answer with a record that was just added and stands at `path` from now on.
pub(crate) fn added<T: Serialize>(path: &str, version: i64, it: T) -> Response<Body> {
    let mut response = record(version, it);
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, path);
    }
    response
}

fn malformed(reason: String) -> Failure {
    Failure::Malformed(StatusCode::BAD_REQUEST, reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::Shape;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor(Uuid::now_v7());
        assert_eq!(Cursor::read(&cursor.text()), Some(cursor));
        assert_eq!(Cursor::number(42).to_number(), 42);
        assert_eq!(Cursor::read("nowhere"), None);
    }

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
    fn the_null_character_is_found_wherever_it_hides() {
        for text in [r#"{"a":["\u0000"]}"#, r#"{"\u0000":1}"#] {
            assert!(has_null_character(&serde_json::from_str(text).unwrap()), "{text}");
        }
        assert!(!has_null_character(&serde_json::from_str(r#"{"a":"\\u0000"}"#).unwrap()));
    }
}
