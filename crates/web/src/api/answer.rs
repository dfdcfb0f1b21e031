//! What a program is answered: records with their version, and lists in stretches.

use app::Page;
use axum::body::Body;
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Serialize;
use uuid::Uuid;

use super::request::Asked;
use crate::request::Json;

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

/// The answer with one page of a list that is computed anew each time.
pub(crate) fn page<T, U>(page: Page<T>, form: impl FnMut(T) -> U) -> Json<List<U>> {
    let n_before = i64::from(page.number) * i64::from(page.size);
    let next = (!page.is_last()).then(|| Cursor::number(n_before).text());
    Json(List { items: page.items.into_iter().map(form).collect(), next })
}

/// The answer with these items.
pub(crate) fn list<T>(items: Vec<T>, next: Option<String>) -> Json<List<T>> {
    Json(List { items, next })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor(Uuid::now_v7());
        assert_eq!(Cursor::read(&cursor.text()), Some(cursor));
        assert_eq!(Cursor::number(42).to_number(), 42);
        assert_eq!(Cursor::read("nowhere"), None);
    }
}
