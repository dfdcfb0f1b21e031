//! A time of day, to the minute.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text_value;

/// A time of day in whole minutes, up to 24:00, which is when the next day begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(u16);

/// A text that is no time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write a time of day such as 08:00 or 17:30.")]
pub struct NotAClock;

const DAY: u16 = 24 * 60;

impl Clock {
    /// When a day begins.
    pub const START: Clock = Clock(0);
    /// When it ends.
    pub const END: Clock = Clock(DAY);

    /// The minute of a time of day.
    pub fn of(time: NaiveTime) -> Clock {
        Clock(u16::try_from(time.num_seconds_from_midnight() / 60).unwrap_or(0))
    }

    /// Whether it is the moment at which the next day begins.
    pub const fn is_end(self) -> bool {
        self.0 == DAY
    }

    /// What clocks show then, on `day`.
    pub(crate) fn on_day(self, day: NaiveDate) -> NaiveDateTime {
        day.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(self.0))
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for Clock {
    type Err = NotAClock;

    fn from_str(text: &str) -> Result<Self, NotAClock> {
        let (hours, minutes) = text.trim().split_once(':').ok_or(NotAClock)?;
        let number = |text: &str| -> Option<u16> {
            let is_short =
                (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
            text.parse().ok().filter(|_| is_short)
        };
        let hours = number(hours).ok_or(NotAClock)?;
        let minutes = number(minutes).filter(|it| *it < 60).ok_or(NotAClock)?;
        match hours * 60 + minutes {
            it if it <= DAY => Ok(Clock(it)),
            _ => Err(NotAClock),
        }
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_value::read(deserializer, "a time of day such as 08:00")
    }
}

impl JsonSchema for Clock {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Clock".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A time of day. 24:00 is when the next day begins.",
            "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
            "examples": ["08:00", "17:30"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_it_is_written() {
        for text in ["00:00", "08:05", "17:30", "24:00"] {
            assert_eq!(text.parse::<Clock>().unwrap().to_string(), text);
        }
        assert_eq!("8:05".parse::<Clock>().unwrap().to_string(), "08:05");
        for text in ["", "8", "24:01", "12:60", "-1:00", "+8:00", "008:00", "eight"] {
            assert_eq!(text.parse::<Clock>(), Err(NotAClock), "{text}");
        }
    }
}
