//! What must not be in the public edition: taken out of a plan, and looked for in what comes out.
//!
//! A value is found however it is written: in other case, order or punctuation, with entities,
//! invisible characters or line breaks in between, across bold words and cells of a table. Taking
//! out and looking use the same eyes, but looking also sees what only stands together in the whole
//! plan, and what is in the finished file: pages, properties, bookmarks, alternatives, addresses of
//! links, attached files.
//!
//! What cannot be found is what is said in other words: "the head of the agency", a picture of a
//! number, a name by its first letter.

mod file;
mod fold;
mod needle;
mod paper;

use std::fmt;
use std::net::IpAddr;

use crate::error::Error;
use needle::{Haystack, Needle};

/// What stands where something was taken out.
const STAND_IN: &str = "[redacted]";

/// A value that must not be public.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secret {
    /// "Dana Whitfield", in any order of words and with or without initials.
    Name(String),
    /// "(919) 555-0134", in any punctuation, with or without the code of the country, in digits or
    /// words. One of fewer than seven digits is found only where it stands alone.
    Phone(String),
    /// "dana.whitfield@commerce.example", also as "dana dot whitfield (at) commerce dot example".
    Email(String),
    /// "12 Elm Street, Raleigh, NC 27601", also its street alone and abbreviated.
    Address(String),
    /// The address of a machine, with zeros before its numbers, or as one number.
    Ip(IpAddr),
    /// Any other words, such as the name of a room.
    Words(String),
}

impl Secret {
    /// The value as it was given.
    fn value(&self) -> String {
        match self {
            Secret::Name(it)
            | Secret::Phone(it)
            | Secret::Email(it)
            | Secret::Address(it)
            | Secret::Words(it) => it.clone(),
            Secret::Ip(it) => it.to_string(),
        }
    }
}

/// The values that must not be public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redactions {
    needles: Vec<(Secret, Needle)>,
}

/// A value that stands where it must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offender {
    /// The value.
    pub secret: Secret,
    /// How it is written there.
    pub found: String,
    /// Where: "section 3.1", "page 4", "properties of the file".
    pub place: String,
}

impl fmt::Display for Offender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” ({}) in {}", self.secret.value(), self.found.trim(), self.place)
    }
}

impl Redactions {
    /// The list of `secrets`. One that is too short to be told from other words is refused: whoever
    /// relied on it would be wrong.
    pub fn new(secrets: Vec<Secret>) -> Result<Redactions, Error> {
        let mut secrets = secrets;
        secrets.sort();
        secrets.dedup();
        let mut needles = Vec::with_capacity(secrets.len());
        for secret in secrets {
            let needle = Needle::new(&secret).ok_or_else(|| Error::Secret(secret.value()))?;
            needles.push((secret, needle));
        }
        Ok(Redactions { needles })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.needles.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// `text` with each value that is found in it taken out.
    pub fn redacted(&self, text: &str) -> String {
        let mut spans: Vec<(usize, usize)> = self.spans(text).into_iter().map(|it| it.1).collect();
        if spans.is_empty() {
            return text.to_owned();
        }
        spans.sort_unstable();
        let mut redacted = String::with_capacity(text.len());
        let mut done = 0;
        for (from, to) in spans {
            if done <= from {
                let kept = text.get(done..from).unwrap_or_default();
                // The parenthesis and the sign of a number belong to it.
                redacted.push_str(kept.trim_end_matches(['(', '+']));
                redacted.push_str(STAND_IN);
            }
            done = done.max(to);
        }
        redacted.push_str(text.get(done..).unwrap_or_default());
        redacted
    }

    /// Each value that is found in `text`, which stands at `place`.
    pub fn in_text(&self, text: &str, place: &str) -> Vec<Offender> {
        let spans = self.spans(text).into_iter();
        let found = spans.map(|(secret, (from, to))| Offender {
            secret: secret.clone(),
            found: text.get(from..to).unwrap_or_default().to_owned(),
            place: place.to_owned(),
        });
        let mut found: Vec<Offender> = found.collect();
        found.dedup();
        found
    }

    /// Where each value is found in `text`.
    fn spans(&self, text: &str) -> Vec<(&Secret, (usize, usize))> {
        if self.is_empty() || text.is_empty() {
            return Vec::new();
        }
        let hay = Haystack::new(text);
        let mut found = Vec::new();
        for (secret, needle) in &self.needles {
            found.extend(needle.found_in(&hay).into_iter().map(|it| (secret, it)));
        }
        found
    }
}
