//! A way to reach a person. Nothing here does I/O.

use chrono::Datelike as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{ChannelId, PersonId};
use crate::{FieldProblem, Timestamp};

/// A way to reach a person, still sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// Whom it reaches.
    pub person_id: PersonId,
    /// What it is.
    pub kind: ChannelKind,
    /// The number or address, sealed.
    pub(crate) sealed: Vec<u8>,
    /// Enough of it to recognize: `…0142`.
    pub hint: String,
    /// Which to try first: 1.
    pub priority: u8,
    /// When it reaches them.
    pub reached: Reached,
    /// When it was last known to work.
    pub verified_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

/// What a channel is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// E-mail.
    Email,
    /// Text messages.
    Sms,
    /// Telephone.
    Voice,
    /// A pager.
    Pager,
    /// A radio call sign.
    Radio,
    /// A street address.
    Address,
}

impl ChannelKind {
    /// Every kind, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str)] = &[
        ("email", "E-mail"),
        ("sms", "Text message"),
        ("voice", "Telephone"),
        ("pager", "Pager"),
        ("radio", "Radio"),
        ("address", "Address"),
    ];

    const ALL: [ChannelKind; 6] = [
        ChannelKind::Email,
        ChannelKind::Sms,
        ChannelKind::Voice,
        ChannelKind::Pager,
        ChannelKind::Radio,
        ChannelKind::Address,
    ];

    fn names(self) -> (&'static str, &'static str) {
        let names = ChannelKind::ALL.iter().zip(ChannelKind::CHOICES);
        names.into_iter().find(|(it, _)| **it == self).map_or(("", ""), |(_, names)| *names)
    }

    /// Its name for programs.
    pub fn code(self) -> &'static str {
        self.names().0
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        self.names().1
    }

    /// When it is tried in an emergency, where nothing else says so: a text gets through where a call does
    /// not, and mail is read last.
    pub(crate) const fn turn(self) -> u8 {
        match self {
            ChannelKind::Sms => 0,
            ChannelKind::Voice => 1,
            ChannelKind::Email => 2,
            ChannelKind::Pager => 3,
            ChannelKind::Radio => 4,
            ChannelKind::Address => 5,
        }
    }

    /// The kind called `code`.
    pub fn from_code(code: &str) -> Option<ChannelKind> {
        ChannelKind::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// When a channel reaches its person.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// At any time.
    #[default]
    Always,
    /// In business hours.
    Business,
    /// After business hours.
    AfterHours,
}

impl Reached {
    /// Every choice, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str)] = &[
        ("always", "At any time"),
        ("business", "In business hours"),
        ("after_hours", "After hours"),
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Reached::Always => "always",
            Reached::Business => "business",
            Reached::AfterHours => "after_hours",
        }
    }

    /// The choice called `code`.
    pub fn from_code(code: &str) -> Option<Reached> {
        use Reached::{AfterHours, Always, Business};
        [Always, Business, AfterHours].into_iter().find(|it| it.code() == code)
    }
}

/// A way to reach a person as it is written down, open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelDocument {
    /// What it is.
    pub kind: ChannelKind,
    /// The number or address.
    pub value: String,
    /// Which to try first: 1.
    #[serde(default = "first")]
    pub priority: u8,
    /// When it reaches them.
    #[serde(default)]
    pub reached: Reached,
    /// When it was last known to work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Timestamp>,
}

fn first() -> u8 {
    1
}

impl ChannelDocument {
    /// What is wrong with it, if anything.
    pub fn problem(&self) -> Option<FieldProblem> {
        let value = self.value.trim();
        let n_digits = value.chars().filter(char::is_ascii_digit).count();
        let (holds, reason) = match self.kind {
            ChannelKind::Email => {
                let parts = value.rsplit_once('@');
                let is_address = parts.is_some_and(|(user, host)| {
                    !user.is_empty() && host.contains('.') && !value.contains(char::is_whitespace)
                });
                (is_address, "Write an e-mail address such as name@agency.gov.")
            }
            ChannelKind::Sms | ChannelKind::Voice | ChannelKind::Pager => {
                let in_number = |c: char| c.is_ascii_digit() || "+-(). x".contains(c);
                let is_number = (7..=20).contains(&n_digits) && value.chars().all(in_number);
                (is_number, "Write a number such as +1 919 555 0142.")
            }
            ChannelKind::Radio | ChannelKind::Address => (!value.is_empty(), "Say what it is."),
        };
        let years = 1900..=2999;
        if !self.verified_at.is_none_or(|it| years.contains(&it.year())) {
            let reason = "Use a moment of the years 1900 to 2999.";
            return Some(FieldProblem::new("verified_at", reason));
        }
        let is_line = value.chars().count() <= 300 && !value.contains(char::is_control);
        if holds && is_line { None } else { Some(FieldProblem::new("value", reason)) }
    }

    /// Enough of the value to recognize it, and no more.
    pub fn hint(&self) -> String {
        let value = self.value.trim();
        match (self.kind, value.rsplit_once('@')) {
            (ChannelKind::Email, Some((user, host))) => {
                format!("{}…@{host}", user.chars().take(1).collect::<String>())
            }
            (ChannelKind::Address, _) => "…".to_owned(),
            _ => {
                let last: Vec<char> = value.chars().rev().take(4).collect();
                format!("…{}", last.into_iter().rev().collect::<String>())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(kind: ChannelKind, value: &str) -> ChannelDocument {
        ChannelDocument {
            kind,
            value: value.to_owned(),
            priority: 1,
            reached: Reached::Always,
            verified_at: None,
        }
    }

    #[test]
    fn a_hint_does_not_give_the_value_away() {
        assert_eq!(channel(ChannelKind::Email, "jane.doe@franklin.gov").hint(), "j…@franklin.gov");
        assert_eq!(channel(ChannelKind::Voice, "+1 919 555 0142").hint(), "…0142");
    }

    #[test]
    fn what_reaches_nobody_is_refused() {
        assert_eq!(channel(ChannelKind::Email, "jane@franklin.gov").problem(), None);
        for (kind, value) in [
            (ChannelKind::Email, "jane"),
            (ChannelKind::Sms, "12"),
            (ChannelKind::Voice, "call me at noon"),
        ] {
            assert!(channel(kind, value).problem().is_some(), "{value}");
        }
    }
}
