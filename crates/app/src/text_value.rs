//! Values that documents write as text, such as lengths of time and amounts of money.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

/// Reads a value from text. It is parsed while the deserializer still knows where the text stands;
/// who wrote something else is told what is `expected`.
pub(crate) fn read<'de, D: Deserializer<'de>, T: FromStr>(
    deserializer: D,
    expected: &'static str,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Text { expected, value: PhantomData })
}

struct Text<T> {
    expected: &'static str,
    value: PhantomData<T>,
}

impl<T: FromStr> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        // What the value says of itself is what is expected.
        text.parse().ok().ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
