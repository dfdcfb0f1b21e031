//! The account of a person. Nothing here does I/O.

use crate::ids::PersonId;
use crate::{FieldProblem, Timestamp};

/// How a person signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose it is.
    pub person_id: PersonId,
    /// What they sign in with.
    pub email: String,
    /// What is kept of the password. None until they have chosen one.
    pub(super) password_hash: Option<String>,
    /// When it was closed, if it was.
    pub closed_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Account {
    /// Whether the person has chosen a password.
    pub fn has_password(&self) -> bool {
        self.password_hash.is_some()
    }
}

/// Never shows what is kept of the password.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("person_id", &self.person_id)
            .field("has_password", &self.has_password())
            .field("closed_at", &self.closed_at)
            .finish_non_exhaustive()
    }
}

/// What is wrong with an e-mail address to sign in with.
pub(super) fn email_problem(email: &str) -> Option<FieldProblem> {
    let email = email.trim();
    let is_address = email.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && !host.is_empty() && !host.contains('@') && email.len() <= 254
    });
    let is_plain = !email.contains(|c: char| c.is_whitespace() || c.is_control());
    let problem = || FieldProblem::new("email", "Write an e-mail address: name@agency.gov.");
    (!is_address || !is_plain).then(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_will_do() {
        for email in ["jane@franklin.gov", "administrator@localhost", " a@b "] {
            assert_eq!(email_problem(email), None, "{email}");
        }
        for email in ["", "jane", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\0"] {
            assert!(email_problem(email).is_some(), "{email}");
        }
    }
}
