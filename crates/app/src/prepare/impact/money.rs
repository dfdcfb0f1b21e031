//! Amounts of money, in whole cents.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text_value;

/// An amount of US dollars in cents, never negative, below a quadrillion dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write an amount of dollars such as 12,500 or 12500.50.")]
pub struct NotMoney;

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);
    const MAX: i64 = 100_000_000_000_000_000;

    /// `cents`, brought into the range that is allowed.
    pub fn from_cents(cents: i64) -> Money {
        Money(cents.clamp(0, Money::MAX))
    }

    /// `dollars`.
    pub fn from_dollars(dollars: i64) -> Money {
        Money::from_cents(dollars.saturating_mul(100))
    }

    /// In cents.
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Money) -> Money {
        Money::from_cents(self.0.saturating_add(other.0))
    }
}

impl FromStr for Money {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let text = text.trim();
        let text = text.strip_prefix('$').unwrap_or(text).trim();
        let (dollars, cents) = text.split_once('.').unwrap_or((text, "00"));
        let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        let dollars = dollars.replace(',', "");
        if !is_number(&dollars) || !is_number(cents) || 2 < cents.len() {
            return Err(NotMoney);
        }
        let number = |it: &str| it.parse::<i64>().ok();
        let cents = number(cents).map(|it| if cents.len() == 1 { it * 10 } else { it });
        let total = number(&dollars).and_then(|it| it.checked_mul(100)?.checked_add(cents?));
        total.filter(|it| *it <= Money::MAX).map(Money).ok_or(NotMoney)
    }
}

/// For people: `$12,500`, `$0.75`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (self.0 / 100).to_string();
        f.write_str("$")?;
        for (index, digit) in digits.chars().enumerate() {
            if 0 < index && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        match self.0 % 100 {
            0 => Ok(()),
            cents => write!(f, ".{cents:02}"),
        }
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{}.{:02}", self.0 / 100, self.0 % 100))
    }
}

/// What is told to whoever writes something else.
const EXPECTED: &str = "an amount such as 12500.00, in quotation marks";

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_value::read(deserializer, EXPECTED)
    }
}

impl JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "An amount in the currency that stands beside it, such as 12500.00.",
            "pattern": "^\\s*\\$?\\s*[0-9][0-9,]{0,14}(\\.[0-9]{1,2})?\\s*$",
            "examples": ["12500.00"],
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_and_shown() {
        let cases = [
            ("12500", "$12,500"),
            ("$1,234,567.5", "$1,234,567.50"),
            ("0.07", "$0.07"),
            (" $ 999 ", "$999"),
        ];
        for (typed, shown) in cases {
            assert_eq!(typed.parse::<Money>().unwrap().to_string(), shown);
        }
        for text in ["", "$", "-5", "1.234", "1e6", ".5", "12 500", "99999999999999999999"] {
            assert_eq!(text.parse::<Money>(), Err(NotMoney), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(cents in 0..=Money::MAX) {
            let money = Money(cents);
            prop_assert_eq!(money.to_string().parse(), Ok(money));
            let document = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&document).unwrap(), money);
        }
    }
}
