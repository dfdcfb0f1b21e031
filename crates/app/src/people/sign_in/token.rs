//! A key for a program that acts for a person. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::actor::{Actor, Permission};
use crate::ids::{PersonId, TokenId};
use crate::{FieldProblem, Timestamp};

/// How long a token lasts at most.
const LASTS_MAX: TimeDelta = TimeDelta::days(366);
/// How often it is noted that a token is in use.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A key for a program that acts for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// For whom the program acts.
    pub person_id: PersonId,
    /// What it is for.
    pub name: String,
    /// What it allows at most. It never allows more than the person may do.
    pub permissions: BTreeSet<Permission>,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// A token that someone wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenDraft {
    /// What it is for.
    pub name: String,
    /// What it allows at most.
    pub permissions: BTreeSet<Permission>,
    /// When it ends: within a year.
    pub expires_at: Timestamp,
}

impl Token {
    /// Whether it works at `now`.
    pub fn works(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Whether it should be noted that it is in use.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.used_at.is_none_or(|it| it + NOTED_EVERY <= now)
    }
}

impl TokenDraft {
    /// What is wrong with it, if `actor` wants it at `now`.
    pub(super) fn problems(&self, actor: &Actor, now: Timestamp) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let name = self.name.trim();
        let is_line = name.chars().count() <= 100 && !name.contains(char::is_control);
        check(!name.is_empty() && is_line, "name", "Say what it is for, in one line.");
        check(!self.permissions.is_empty(), "permissions", "Choose what it may do.");
        let held = self.permissions.iter().all(|it| actor.may_somewhere(*it));
        check(held, "permissions", "It cannot do what you may not do yourself.");
        check(now < self.expires_at, "expires_at", "This is in the past.");
        let in_time = self.expires_at <= now + LASTS_MAX;
        check(in_time, "expires_at", "It ends within a year. Issue a new one then.");
        problems
    }
}
