//! A file on its way in. Nothing here does I/O.

use std::collections::BTreeSet;

use super::mapping::Mapping;
use super::verdict::Counts;
use crate::ids::{ImportId, PersonId};
use crate::{Refusal, Timestamp};

/// A file on its way in. Only who brought it sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// Who brought it.
    pub person_id: PersonId,
    /// What it was called.
    pub file_name: String,
    /// How large it is.
    pub size_bytes: u64,
    /// What it is.
    pub format: Format,
    /// How far it is.
    pub state: State,
    /// What its columns mean, once somebody has said.
    pub mapping: Option<Mapping>,
    /// What the dry run or the commit found.
    pub counts: Counts,
    /// Why it failed, if it did.
    pub problem: String,
    /// When it was brought.
    pub created_at: Timestamp,
    /// When it was put in or given up.
    pub finished_at: Option<Timestamp>,
    /// How often it was saved.
    pub version: i64,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table.
    Csv,
    /// A Backstage catalog.
    Backstage,
}

impl Format {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Backstage => "backstage",
        }
    }

    /// The format called `code`.
    pub fn from_code(code: &str) -> Option<Format> {
        [Format::Csv, Format::Backstage].into_iter().find(|it| it.code() == code)
    }

    /// The format of a file with this name.
    pub fn of_name(name: &str) -> Format {
        let name = name.to_lowercase();
        match name.ends_with(".yaml") || name.ends_with(".yml") {
            true => Format::Backstage,
            false => Format::Csv,
        }
    }
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The file is still arriving.
    Arriving,
    /// The file is there, and nobody has said what its columns mean.
    Arrived,
    /// Its columns are mapped.
    Mapped,
    /// A dry run has given a verdict on every row.
    Checked,
    /// All of it is in the inventory.
    Committed,
    /// It was given up, and nothing of it is in the inventory.
    Canceled,
}

impl State {
    /// Every state, in the order in which they follow.
    pub const ALL: [State; 6] = [
        State::Arriving,
        State::Arrived,
        State::Mapped,
        State::Checked,
        State::Committed,
        State::Canceled,
    ];

    /// Those in which something can still be done with it.
    pub(super) const OPEN: [State; 3] = [State::Arrived, State::Mapped, State::Checked];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            State::Arriving => "arriving",
            State::Arrived => "arrived",
            State::Mapped => "mapped",
            State::Checked => "checked",
            State::Committed => "committed",
            State::Canceled => "canceled",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            State::Arriving => "Arriving",
            State::Arrived => "To be mapped",
            State::Mapped => "To be checked",
            State::Checked => "To be committed",
            State::Committed => "Committed",
            State::Canceled => "Canceled",
        }
    }

    /// The state called `code`.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether anything can still be done with it.
    pub fn is_open(self) -> bool {
        State::OPEN.contains(&self)
    }
}

const OVER: Refusal = Refusal::new("import.over", "This import is over. Upload the file again.");
pub(super) const UNCHECKED: Refusal = Refusal::new("import.unchecked", "Check the file first.");
const UNMAPPED: Refusal = Refusal::new("import.unmapped", "Say what the columns mean first.");
pub(super) const REFUSED_ROWS: Refusal = Refusal::new(
    "import.refused_rows",
    "Some rows cannot be put in. Correct them, or choose to leave them out.",
);
pub(super) const UNDER_WAY: Refusal =
    Refusal::new("import.under_way", "This import is under way already.");

impl Import {
    /// Refuses if nothing can be done with it any more.
    pub(super) fn open(&self) -> Result<(), Refusal> {
        if self.state.is_open() { Ok(()) } else { Err(OVER) }
    }

    /// The mapping by which its rows are read.
    pub(super) fn mapped(&self) -> Result<&Mapping, Refusal> {
        self.open()?;
        self.mapping.as_ref().ok_or(UNMAPPED)
    }

    /// Refuses unless it may be put in: with or without the rows that cannot.
    pub(super) fn committable(&self, leave_out: bool) -> Result<(), Refusal> {
        self.open()?;
        if self.state != State::Checked {
            return Err(UNCHECKED);
        }
        if 0 < self.counts.n_refused && !leave_out { Err(REFUSED_ROWS) } else { Ok(()) }
    }

    /// Names of agencies in the file that nobody is known by, as far as they were noted.
    pub fn unknown_agencies(&self) -> BTreeSet<String> {
        let about = self.counts.problems.iter().filter(|it| it.field == "agency");
        let quoted = about.filter_map(|it| it.reason.split_once('“')?.1.rsplit_once('”'));
        quoted.map(|(name, _)| name.to_owned()).collect()
    }

    /// The import with another mapping: what was found with the last one holds no longer.
    pub(super) fn with_mapping(self, mapping: Mapping) -> Import {
        let (counts, state) = (Counts::default(), State::Mapped);
        Import { mapping: Some(mapping), counts, state, problem: String::new(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_found_by_its_code() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
    }
}
