//! Why a use case did not do what was asked.

use std::borrow::Cow;

use crate::actor::Permission;

/// Why a use case failed, by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or the actor may not know that it is: look elsewhere.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The actor lacks a permission: ask someone who has it.
    #[error("this needs the permission `{0}`")]
    Forbidden(Permission),
    /// What was typed makes no sense: correct the fields that are named.
    #[error("some fields need correcting: {}", spell_out(.0))]
    Invalid(Vec<FieldProblem>),
    /// A rule of the business says no: read the reason.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Someone else changed it first: look again, then retry.
    #[error("this {0} was changed by someone else")]
    Stale(&'static str),
    /// It is our fault: nothing the caller can do but try later.
    #[error(transparent)]
    Internal(#[from] db::Error),
}

fn spell_out(problems: &[FieldProblem]) -> String {
    let parts: Vec<String> =
        problems.iter().map(|it| format!("{}: {}", it.field, it.reason)).collect();
    parts.join("; ")
}

/// So that a rule on one field can be asked with `?`.
impl From<FieldProblem> for Error {
    fn from(problem: FieldProblem) -> Self {
        Error::Invalid(vec![problem])
    }
}

/// So that rules on many fields can be asked with `?`.
impl From<Vec<FieldProblem>> for Error {
    fn from(problems: Vec<FieldProblem>) -> Self {
        Error::Invalid(problems)
    }
}

impl Error {
    /// The same, said of one document among many: its fields are named after it.
    #[must_use]
    pub(crate) fn within(self, document: &str) -> Error {
        match self {
            Error::Invalid(problems) => {
                let named = problems
                    .into_iter()
                    .map(|it| FieldProblem::new(format!("{document} {}", it.field), it.reason));
                Error::Invalid(named.collect())
            }
            other => other,
        }
    }

    /// A fault of ours that is not the database's.
    pub fn internal(what: impl std::fmt::Display) -> Error {
        Error::Internal(db::Error::Custom(what.to_string()))
    }
}

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The name of the field.
    pub field: Cow<'static, str>,
    /// One sentence for people.
    pub reason: Cow<'static, str>,
}

impl FieldProblem {
    /// `reason` is what is wrong with `field`.
    pub fn new(
        field: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) -> FieldProblem {
        FieldProblem { field: field.into(), reason: reason.into() }
    }

    /// Something else is called by this code already, whether or not the actor may see it.
    pub(crate) fn code_taken() -> FieldProblem {
        FieldProblem::new("code", "This code is taken.")
    }
}

/// A rule of the business that says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// A stable name for programs and tests, such as `analysis.own`.
    pub code: &'static str,
    /// One sentence for people.
    pub reason: Cow<'static, str>,
}

impl Refusal {
    /// A rule whose reason is always the same.
    pub const fn new(code: &'static str, reason: &'static str) -> Refusal {
        Refusal { code, reason: Cow::Borrowed(reason) }
    }
}
