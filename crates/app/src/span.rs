//! How long something takes: whole seconds, never negative.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text_value;

/// A length of time in whole seconds, at most 100 years.
///
/// People read `9 h 20 m`; documents carry ISO 8601 (`PT9H20M`). Either is understood, and so are
/// `9h20m`, `90m`, `1.5 h`, `2 d`, `3 w` and `09:20`. A number alone is refused: nobody can tell
/// whether `4` means minutes or hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

/// Why a text is not a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotASpan {
    /// It says no amounts with units.
    #[error("Write a length of time such as 4 h, 9 h 20 m, 15 m or 3 d.")]
    Unreadable,
    /// It says more than there can be.
    #[error("That is too long. Write at most 100 years, which are 36,500 d.")]
    TooLong,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// The longest: 100 years of 365 days.
    pub const MAX: Span = Span(100 * 365 * DAY);

    /// `seconds`, brought into the range from zero to [`Span::MAX`].
    pub const fn from_secs(seconds: i64) -> Span {
        if seconds < 0 {
            return Span::ZERO;
        }
        if Span::MAX.0 < seconds {
            return Span::MAX;
        }
        Span(seconds)
    }

    /// `hours`.
    pub const fn from_hours(hours: i64) -> Span {
        Span::from_secs(hours.saturating_mul(HOUR))
    }

    /// `minutes`.
    pub const fn from_minutes(minutes: i64) -> Span {
        Span::from_secs(minutes.saturating_mul(MINUTE))
    }

    /// In seconds.
    pub const fn secs(self) -> i64 {
        self.0
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Span) -> Span {
        Span::from_secs(self.0.saturating_add(other.0))
    }

    /// What is left when `other` is taken away, at least nothing.
    #[must_use]
    pub const fn minus(self, other: Span) -> Span {
        Span::from_secs(self.0 - other.0)
    }

    /// As finely as a time that was reckoned is worth telling: to the second below ten minutes, and to
    /// the minute from there on.
    #[must_use]
    pub const fn rounded(self) -> Span {
        if self.0 < 10 * MINUTE {
            return self;
        }
        Span::from_secs((self.0 + MINUTE / 2) / MINUTE * MINUTE)
    }

    /// As documents write it: `PT9H20M`, `P3D`.
    pub fn iso(self) -> String {
        let (days, rest) = (self.0 / DAY, self.0 % DAY);
        let (hours, minutes, seconds) = (rest / HOUR, rest % HOUR / MINUTE, rest % MINUTE);
        let mut text = String::from("P");
        if 0 < days {
            text.push_str(&format!("{days}D"));
        }
        if 0 < rest || days == 0 {
            text.push('T');
        }
        for (amount, unit) in [(hours, 'H'), (minutes, 'M'), (seconds, 'S')] {
            if 0 < amount {
                text.push_str(&format!("{amount}{unit}"));
            }
        }
        if self.0 == 0 {
            text.push_str("0S");
        }
        text
    }

    fn from_iso(text: &str) -> Option<Span> {
        let text = text.strip_prefix(['P', 'p'])?;
        let (date, time) = text.split_once(['T', 't']).unwrap_or((text, ""));
        let days = sum(date, |unit| match unit {
            "w" => Some(WEEK),
            "d" => Some(DAY),
            _ => None,
        });
        let rest = sum(time, |unit| match unit {
            "h" => Some(HOUR),
            "m" => Some(MINUTE),
            "s" => Some(1),
            _ => None,
        });
        match (date.is_empty(), time.is_empty()) {
            (true, true) => None,
            (true, false) => rest,
            (false, true) => days,
            (false, false) => days?.checked_add(rest?),
        }
        .map(Span)
    }

    fn from_clock(text: &str) -> Option<Span> {
        let (hours, minutes) = text.split_once(':')?;
        let number = |text: &str| text.parse::<u32>().ok().map(i64::from);
        let minutes = number(minutes).filter(|it| *it < 60)?;
        Some(Span(number(hours)?.checked_mul(HOUR)? + minutes * MINUTE))
    }

    fn from_words(text: &str) -> Option<Span> {
        sum(text, |unit| match unit {
            "w" | "wk" | "week" | "weeks" => Some(WEEK),
            "d" | "day" | "days" => Some(DAY),
            "h" | "hr" | "hrs" | "hour" | "hours" => Some(HOUR),
            "m" | "min" | "mins" | "minute" | "minutes" => Some(MINUTE),
            "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
            _ => None,
        })
        .map(Span)
    }
}

/// The sum of amounts with units, such as `9 h 20 m`. Space around either is ignored.
fn sum(text: &str, seconds_of: impl Fn(&str) -> Option<i64>) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let mut rest = text.as_str();
    let mut total = 0_i64;
    let mut any = false;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (amount, after) = rest.split_at_checked(digits)?;
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(letters)?;
        total = total.checked_add(seconds(amount, seconds_of(unit)?)?)?;
        rest = after.trim_start();
        any = true;
    }
    any.then_some(total)
}

/// `amount` (such as `1.5`) times `unit` seconds, if that is a whole number of seconds.
fn seconds(amount: &str, unit: i64) -> Option<i64> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let whole = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()? };
    if 6 < fraction.len() || (amount.contains('.') && fraction.is_empty()) || amount.is_empty() {
        return None;
    }
    let scale = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let part = if fraction.is_empty() { 0 } else { fraction.parse::<i64>().ok()? };
    let part = part.checked_mul(unit)?;
    if part % scale != 0 {
        return None;
    }
    whole.checked_mul(unit)?.checked_add(part / scale)
}

impl FromStr for Span {
    type Err = NotASpan;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let span = Span::from_iso(text)
            .or_else(|| Span::from_clock(text))
            .or_else(|| Span::from_words(text))
            .filter(|it| Span::ZERO <= *it)
            .ok_or(NotASpan::Unreadable)?;
        if span <= Span::MAX { Ok(span) } else { Err(NotASpan::TooLong) }
    }
}

/// For people: `9 h 20 m`, `15 m`, `3 d`. Days appear from two days on, so `24 h` stays `24 h`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = if 2 * DAY <= self.0 { self.0 / DAY } else { 0 };
        let rest = self.0 - days * DAY;
        let (hours, minutes, seconds) = (rest / HOUR, rest % HOUR / MINUTE, rest % MINUTE);
        let parts = [(days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s")];
        let mut first = true;
        for (amount, unit) in parts.into_iter().filter(|(amount, _)| 0 < *amount) {
            write!(f, "{}{amount} {unit}", if first { "" } else { " " })?;
            first = false;
        }
        if first { f.write_str("0 m") } else { Ok(()) }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.iso())
    }
}

/// What is told to whoever writes something else.
const EXPECTED: &str = "a length of time such as 4 h, 9 h 20 m, 15 m, 3 d, 1.5 h, 09:20 or PT9H20M";

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_value::read(deserializer, EXPECTED)
    }
}

impl JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A length of time in whole seconds. Written as ISO 8601 (PT9H20M); `9 h 20 m` is understood too.",
            "pattern": "^\\s*(P([0-9]{1,6}W)?([0-9]{1,6}D)?(T([0-9]{1,6}H)?([0-9]{1,6}M)?([0-9]{1,6}S)?)?|[0-9]{1,5}:[0-5][0-9]|([0-9]{1,6}(\\.[0-9]{1,3})?\\s*[A-Za-z]+\\s*)+)\\s*$",
            "examples": ["PT4H", "PT9H20M", "P3D"],
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_and_documents_write_it_differently() {
        let cases = [(0, "0 m", "PT0S"), (900, "15 m", "PT15M"), (14_400, "4 h", "PT4H")];
        let more =
            [(33_600, "9 h 20 m", "PT9H20M"), (86_400, "24 h", "P1D"), (259_200, "3 d", "P3D")];
        for (seconds, shown, iso) in cases.into_iter().chain(more) {
            let span = Span::from_secs(seconds);
            assert_eq!((span.to_string().as_str(), span.iso().as_str()), (shown, iso));
        }
    }

    #[test]
    fn from_ten_minutes_on_seconds_are_rounded_away() {
        let shown = [0, 59, 599, 600, 629, 630, 2_928, 3_599, 22_790];
        let shown = shown.map(|it| Span::from_secs(it).rounded().to_string());
        let expected =
            ["0 m", "59 s", "9 m 59 s", "10 m", "10 m", "11 m", "49 m", "1 h", "6 h 20 m"];
        assert_eq!(shown, expected);
        assert_eq!(Span::MAX.rounded(), Span::MAX);
    }

    #[test]
    fn many_spellings_mean_the_same() {
        for text in ["9 h 20 m", "9h20m", "560m", "560 minutes", "PT9H20M", "09:20", " 9H 20M "] {
            assert_eq!(text.parse(), Ok(Span::from_minutes(560)), "{text}");
        }
        assert_eq!("1.5 h".parse(), Ok(Span::from_minutes(90)));
        assert_eq!("P1DT12H".parse(), Ok(Span::from_hours(36)));
    }

    #[test]
    fn what_is_not_a_length_of_time_is_refused() {
        let texts = ["", "4", "h", "4 x", "-4 h", "4 h 5", "P", "PT", "9:61", "1e9 h", "1. h"];
        for text in texts {
            assert_eq!(text.parse::<Span>(), Err(NotASpan::Unreadable), "{text}");
        }
        assert_eq!("36500 d".parse(), Ok(Span::MAX));
        assert_eq!("99999 d".parse::<Span>(), Err(NotASpan::TooLong));
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(seconds in 0..=Span::MAX.0) {
            let span = Span(seconds);
            prop_assert_eq!(span.to_string().parse(), Ok(span));
            prop_assert_eq!(span.iso().parse(), Ok(span));
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            prop_assert!(text.parse::<Span>().map_or(true, |it| it <= Span::MAX));
        }
    }
}
