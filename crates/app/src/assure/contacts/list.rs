//! The contacts of an agency, and how they stand. Nothing here does I/O.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{ContactsDocument, FurtherDocument};
use crate::Timestamp;
use crate::ids::{AgencyId, PersonId};
use crate::people::agencies::Agency;

/// Whom else of an agency to call in a major incident, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactList {
    /// Of which agency.
    pub agency_id: AgencyId,
    /// Whom else, in the order in which they are called.
    pub further: Vec<Further>,
    /// When its relationship manager was last told that it is not confirmed.
    pub told_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved. 0: never.
    pub version: i64,
}

/// Somebody else who is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Further {
    /// Who.
    pub person_id: PersonId,
    /// For what.
    pub duty: String,
}

/// Which of the contacts of an agency somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The first to be called.
    Primary,
    /// Called if the first does not answer.
    Alternate,
    /// Called beside these.
    Further,
}

impl Which {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Which::Primary => "primary",
            Which::Alternate => "alternate",
            Which::Further => "further",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Which::Primary => "Primary",
            Which::Alternate => "Alternate",
            Which::Further => "Further",
        }
    }
}

/// How one contact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nobody is named.
    Missing,
    /// They have left.
    Left,
    /// How to reach them was never confirmed.
    Never,
    /// It was, and too long ago.
    Lapsed,
    /// It was, and not too long ago.
    Confirmed,
}

impl Standing {
    /// How somebody stands who was last confirmed then.
    pub fn of(
        confirmed_at: Option<Timestamp>,
        has_left: bool,
        days: u32,
        now: Timestamp,
    ) -> Standing {
        match confirmed_at {
            _ if has_left => Standing::Left,
            None => Standing::Never,
            Some(at) if at < now - TimeDelta::days(days.into()) => Standing::Lapsed,
            Some(_) => Standing::Confirmed,
        }
    }

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Missing => "missing",
            Standing::Left => "left",
            Standing::Never => "never",
            Standing::Lapsed => "lapsed",
            Standing::Confirmed => "confirmed",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Standing::Missing => "Nobody named",
            Standing::Left => "Has left",
            Standing::Never => "Never confirmed",
            Standing::Lapsed => "Not confirmed in time",
            Standing::Confirmed => "Confirmed",
        }
    }
}

/// How all contacts of an agency stand together: as the one that stands worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListStanding {
    /// Somebody is not named, or has left.
    Incomplete,
    /// Somebody was not confirmed in time.
    Unconfirmed,
    /// All were.
    Confirmed,
}

impl ListStanding {
    /// Every standing, in the order in which they are offered.
    pub const ALL: &[ListStanding] =
        &[ListStanding::Incomplete, ListStanding::Unconfirmed, ListStanding::Confirmed];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            ListStanding::Incomplete => "incomplete",
            ListStanding::Unconfirmed => "unconfirmed",
            ListStanding::Confirmed => "confirmed",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            ListStanding::Incomplete => "Incomplete",
            ListStanding::Unconfirmed => "Not confirmed",
            ListStanding::Confirmed => "Confirmed",
        }
    }

    /// The standing called `code`.
    pub fn from_code(code: &str) -> Option<ListStanding> {
        ListStanding::ALL.iter().copied().find(|it| it.code() == code)
    }
}

/// One contact of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Which they are.
    pub which: Which,
    /// For what, if that is said.
    pub duty: String,
    /// Who, with their code and name. None: nobody is named.
    pub who: Option<(PersonId, String, String)>,
    /// When a way to reach them was last seen to work.
    pub confirmed_at: Option<Timestamp>,
    /// How they stand.
    pub standing: Standing,
}

/// An agency with its contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The agency.
    pub agency: Agency,
    /// Its contacts, in the order in which they are called.
    pub contacts: Vec<Contact>,
    /// What is kept of that.
    pub list: ContactList,
    /// Who its relationship managers are, by name.
    pub managers: Vec<String>,
}

impl Line {
    /// How all of them stand together.
    pub fn standing(&self) -> ListStanding {
        match self.contacts.iter().map(|it| it.standing).min() {
            Some(Standing::Missing | Standing::Left) => ListStanding::Incomplete,
            Some(Standing::Never | Standing::Lapsed) => ListStanding::Unconfirmed,
            Some(Standing::Confirmed) | None => ListStanding::Confirmed,
        }
    }

    /// Whom else it names, as a document.
    pub fn document(&self) -> ContactsDocument {
        let further = self.contacts.iter().filter(|it| it.which == Which::Further);
        let further = further.filter_map(|it| {
            let person = it.who.as_ref()?.1.clone();
            Some(FurtherDocument { person, duty: it.duty.clone() })
        });
        ContactsDocument { agency: self.agency.code.clone(), further: further.collect() }
    }

    /// Since when all of them are confirmed, if they are: since the first of them was.
    pub fn confirmed_at(&self) -> Option<Timestamp> {
        let all = self.contacts.iter().map(|it| it.confirmed_at);
        all.collect::<Option<Vec<_>>>()?.into_iter().min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_lapses_after_so_many_days_and_no_sooner() {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let of = |days: i64| Standing::of(Some(now - TimeDelta::days(days)), false, 90, now);
        assert_eq!(of(90), Standing::Confirmed);
        assert_eq!(of(91), Standing::Lapsed);
        assert_eq!(Standing::of(None, false, 90, now), Standing::Never);
        assert_eq!(Standing::of(Some(now), true, 90, now), Standing::Left);
    }
}
