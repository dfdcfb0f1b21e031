//! Who looks after an agency, and when. Nothing here does I/O.

use chrono::NaiveDate;

use crate::Timestamp;
use crate::ids::{AgencyId, ManagerId, PersonId};

/// That somebody is the relationship manager of an agency for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manager {
    /// Its id.
    pub id: ManagerId,
    /// Of which agency.
    pub agency_id: AgencyId,
    /// Who.
    pub person_id: PersonId,
    /// From which day on.
    pub from: NaiveDate,
    /// The last day. None: until somebody says otherwise.
    pub until: Option<NaiveDate>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

impl Manager {
    /// Whether they are it on a day.
    pub fn is_current(&self, today: NaiveDate) -> bool {
        self.from <= today && self.until.is_none_or(|it| today <= it)
    }

    /// Whether both are about the same person and agency, and some day is in both.
    pub(super) fn overlaps(&self, other: &Manager) -> bool {
        let before = |a: &Manager, b: &Manager| a.until.is_some_and(|it| it < b.from);
        let same = self.agency_id == other.agency_id && self.person_id == other.person_id;
        same && !before(self, other) && !before(other, self)
    }
}

/// Whether an agency has the one relationship manager that it is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nobody is it.
    Nobody,
    /// More than one are.
    Several,
    /// One is, as it should be.
    One,
}

impl Standing {
    /// Every standing, in the order in which they are offered.
    pub const ALL: &[Standing] = &[Standing::Nobody, Standing::Several, Standing::One];

    /// How it stands with so many at once.
    pub const fn of(n: usize) -> Standing {
        match n {
            0 => Standing::Nobody,
            1 => Standing::One,
            _ => Standing::Several,
        }
    }

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Nobody => "nobody",
            Standing::Several => "several",
            Standing::One => "one",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Standing::Nobody => "Nobody assigned",
            Standing::Several => "More than one",
            Standing::One => "Assigned",
        }
    }

    /// The standing called `code`.
    pub fn from_code(code: &str) -> Option<Standing> {
        Standing::ALL.iter().copied().find(|it| it.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manager(from: &str, until: Option<&str>) -> Manager {
        Manager {
            id: ManagerId::FIRST,
            agency_id: AgencyId::FIRST,
            person_id: PersonId::FIRST,
            from: from.parse().unwrap(),
            until: until.map(|it| it.parse().unwrap()),
            updated_at: "2026-11-21T09:00:00Z".parse().unwrap(),
            version: 1,
        }
    }

    #[test]
    fn the_last_day_counts() {
        let it = manager("2026-11-01", Some("2026-11-21"));
        let on = |day: &str| it.is_current(day.parse().unwrap());
        assert!(!on("2026-10-31") && on("2026-11-01") && on("2026-11-21") && !on("2026-11-22"));
    }

    #[test]
    fn nobody_is_it_twice_at_once() {
        let old = manager("2026-01-01", Some("2026-06-30"));
        assert!(old.overlaps(&manager("2026-06-30", None)));
        assert!(!old.overlaps(&manager("2026-07-01", None)));
        let other = Manager { person_id: PersonId::new(), ..manager("2026-06-30", None) };
        assert!(!old.overlaps(&other), "two people may hand over");
    }
}
