//! What would become of each row, and how many of each. Nothing here does I/O.

use serde::{Deserialize, Serialize};

/// How many problems are kept to be shown. All of them are in the download.
pub(super) const PROBLEMS_MAX: usize = 1_000;

/// How many changes are kept to be shown. All of them are in the download.
const CHANGES_MAX: usize = 200;

/// What would become of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A new record.
    Add,
    /// Other values in a record that is there.
    Change,
    /// Nothing: the record says all that already.
    Same,
    /// Nothing: it cannot be put in.
    Refuse,
}

impl What {
    /// Every verdict, what cannot be put in first.
    pub const ALL: [What; 4] = [What::Refuse, What::Add, What::Change, What::Same];

    /// The verdict called `code`.
    pub fn from_code(code: &str) -> Option<What> {
        What::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            What::Add => "add",
            What::Change => "change",
            What::Same => "same",
            What::Refuse => "refuse",
        }
    }
}

/// The verdict on one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which row it is, counted from 1.
    pub number: u64,
    /// The line of the file on which it starts.
    pub line: u64,
    /// Which record it is about.
    pub code: String,
    /// What would become of it.
    pub what: What,
    /// The field and what is wrong with it, or what else there is to say.
    pub reasons: Vec<(String, String)>,
}

/// How many rows there are of each verdict, and the first of the problems.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// How many rows there are.
    pub n_rows: u64,
    /// How many would be new records.
    pub n_added: u64,
    /// How many would change one.
    pub n_changed: u64,
    /// How many say what is there already.
    pub n_same: u64,
    /// How many cannot be put in.
    pub n_refused: u64,
    /// How many take away some of what their record needed until now.
    pub n_losing_needs: u64,
    /// How many give their record to another agency.
    pub n_moved: u64,
    /// What is wrong with the first of those that cannot be put in.
    pub problems: Vec<Problem>,
    /// What the first of those that change a record change in it.
    pub changes: Vec<Problem>,
}

/// What is wrong with a row, or what it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The line of the file on which the row starts.
    pub line: u64,
    /// Which record it is about.
    pub code: String,
    /// Which field.
    pub field: String,
    /// What is wrong with it, or how it changes.
    pub reason: String,
}

impl Counts {
    /// How many rows there are of a verdict.
    pub fn of(&self, what: What) -> u64 {
        match what {
            What::Add => self.n_added,
            What::Change => self.n_changed,
            What::Same => self.n_same,
            What::Refuse => self.n_refused,
        }
    }

    pub(super) fn add(&mut self, verdict: &Verdict) {
        self.n_rows += 1;
        match verdict.what {
            What::Add => self.n_added += 1,
            What::Change => self.n_changed += 1,
            What::Same => self.n_same += 1,
            What::Refuse => self.n_refused += 1,
        }
        match verdict.what {
            What::Refuse => keep(&mut self.problems, PROBLEMS_MAX, verdict),
            What::Change => keep(&mut self.changes, CHANGES_MAX, verdict),
            What::Add | What::Same => {}
        }
    }

    /// Something else becomes of a row than was thought: it needs what is not there, or it needs
    /// something else than before.
    pub(super) fn correct(&mut self, was: What, verdict: &Verdict) {
        let before = match was {
            What::Add => &mut self.n_added,
            What::Change => &mut self.n_changed,
            What::Same => &mut self.n_same,
            What::Refuse => return,
        };
        *before = before.saturating_sub(1);
        self.n_rows = self.n_rows.saturating_sub(1);
        self.changes.retain(|it| it.line != verdict.line);
        self.add(verdict);
    }
}

fn keep(kept: &mut Vec<Problem>, n_max: usize, verdict: &Verdict) {
    for (field, reason) in &verdict.reasons {
        if kept.len() < n_max {
            let (line, code) = (verdict.line, verdict.code.clone());
            let (field, reason) = (field.clone(), reason.clone());
            kept.push(Problem { line, code, field, reason });
        }
    }
}
