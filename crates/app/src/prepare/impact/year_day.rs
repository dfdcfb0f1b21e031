//! A day of each year, whatever the year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text_value;

/// A day of each year: written `04-15`, month first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearDay {
    month: u8,
    day: u8,
}

/// What is written is no day of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such day in a year: write 04-15, month first")]
pub struct NotAYearDay;

/// A leap year: every day that any year has, it has.
const LONGEST: i32 = 2028;

impl YearDay {
    /// That day of that month, if any year has it.
    pub fn new(month: u8, day: u8) -> Option<YearDay> {
        NaiveDate::from_ymd_opt(LONGEST, month.into(), day.into())?;
        Some(YearDay { month, day })
    }

    /// Which day of its year it is.
    pub fn of(date: NaiveDate) -> YearDay {
        let n = |it: u32| u8::try_from(it).unwrap_or_default();
        YearDay { month: n(date.month()), day: n(date.day()) }
    }

    /// Its month: 1 is January.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Its day of the month.
    pub const fn day(self) -> u8 {
        self.day
    }
}

impl FromStr for YearDay {
    type Err = NotAYearDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (month, day) = text.trim().split_once('-').ok_or(NotAYearDay)?;
        let number = |it: &str| match it.len() <= 2 && it.bytes().all(|it| it.is_ascii_digit()) {
            true => it.parse().ok(),
            false => None,
        };
        let found = number(month).zip(number(day));
        found.and_then(|(month, day)| YearDay::new(month, day)).ok_or(NotAYearDay)
    }
}

impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl Serialize for YearDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for YearDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_value::read(deserializer, "a day of a year such as 04-15, in quotation marks")
    }
}

impl JsonSchema for YearDay {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "YearDay".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A day of each year, month first, such as 04-15.",
            "pattern": "^(02-(0[1-9]|1[0-9]|2[0-9])|(04|06|09|11)-(0[1-9]|[12][0-9]|30)|\
                        (01|03|05|07|08|10|12)-(0[1-9]|[12][0-9]|3[01]))$",
            "examples": ["04-15"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_and_written() {
        for text in ["04-15", "02-29", "12-31"] {
            assert_eq!(text.parse::<YearDay>().unwrap().to_string(), text);
        }
        assert_eq!("4-5".parse::<YearDay>().unwrap().to_string(), "04-05");
        for text in ["", "04", "02-30", "13-01", "00-10", "04-00", "2026-04-15", "+4-15"] {
            assert_eq!(text.parse::<YearDay>(), Err(NotAYearDay), "{text}");
        }
    }
}
