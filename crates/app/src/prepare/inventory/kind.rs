//! The kinds of things an inventory holds.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Permission;

/// What an item is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What an agency delivers.
    Service,
    /// How an agency works, whatever it works with.
    Process,
    /// What a service runs on.
    Asset,
    /// Information that a service keeps.
    DataSet,
    /// A place.
    Site,
    /// Somebody outside who supplies something.
    Vendor,
    /// People with a duty in a disruption.
    Team,
    /// People who restore things, by skill and number.
    Crew,
    /// What restoring takes for as long as it goes on, by number: generators, tape drives, a link.
    Equipment,
    /// Several things of which some suffice.
    Group,
}

impl Kind {
    /// Every kind, in the order of the menu.
    pub const ALL: &[Kind] = &[
        Kind::Service,
        Kind::Process,
        Kind::Asset,
        Kind::DataSet,
        Kind::Site,
        Kind::Vendor,
        Kind::Team,
        Kind::Crew,
        Kind::Equipment,
        Kind::Group,
    ];

    /// Its name for programs and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Service => "service",
            Kind::Process => "process",
            Kind::Asset => "asset",
            Kind::DataSet => "data_set",
            Kind::Site => "site",
            Kind::Vendor => "vendor",
            Kind::Team => "team",
            Kind::Crew => "crew",
            Kind::Equipment => "equipment",
            Kind::Group => "group",
        }
    }

    /// Its part of an address and of a path in the programme folder.
    pub const fn plural(self) -> &'static str {
        match self {
            Kind::Service => "services",
            Kind::Process => "processes",
            Kind::Asset => "assets",
            Kind::DataSet => "data-sets",
            Kind::Site => "sites",
            Kind::Vendor => "vendors",
            Kind::Team => "teams",
            Kind::Crew => "crews",
            Kind::Equipment => "equipment",
            Kind::Group => "groups",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Kind::Service => "Service",
            Kind::Process => "Business process",
            Kind::Asset => "Asset",
            Kind::DataSet => "Data set",
            Kind::Site => "Site",
            Kind::Vendor => "Vendor",
            Kind::Team => "Team",
            Kind::Crew => "Crew",
            Kind::Equipment => "Equipment",
            Kind::Group => "Redundancy group",
        }
    }

    /// One of them within a sentence: `an asset`.
    pub fn one(self) -> String {
        if self == Kind::Equipment {
            return "equipment".to_owned(); // It is counted by its unit.
        }
        let title = self.title().to_lowercase();
        let article = if title.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {title}")
    }

    /// Several of them, for people.
    pub const fn titles(self) -> &'static str {
        match self {
            Kind::Service => "Services",
            Kind::Process => "Business processes",
            Kind::Asset => "Assets",
            Kind::DataSet => "Data sets",
            Kind::Site => "Sites",
            Kind::Vendor => "Vendors",
            Kind::Team => "Teams",
            Kind::Crew => "Crews",
            Kind::Equipment => "Equipment",
            Kind::Group => "Redundancy groups",
        }
    }

    /// What it takes to see one.
    pub const fn read_permission(self) -> Permission {
        match self {
            Kind::Process => Permission::ReadAnalyses,
            _ => Permission::ReadInventory,
        }
    }

    /// What it takes to add or change one.
    pub const fn write_permission(self) -> Permission {
        match self {
            Kind::Process => Permission::WriteAnalyses,
            _ => Permission::WriteInventory,
        }
    }

    /// Whether it is restored after a loss, and so has a recovery time.
    pub const fn is_restored(self) -> bool {
        !matches!(self, Kind::Team) && !self.is_supply()
    }

    /// Whether restoring others takes so many of it at once: people or things.
    pub const fn is_supply(self) -> bool {
        matches!(self, Kind::Crew | Kind::Equipment)
    }

    /// The kind whose addresses start with `plural`.
    pub fn from_plural(plural: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|it| it.plural() == plural)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Kind::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_the_article_that_people_say() {
        let ones: Vec<String> = Kind::ALL.iter().map(|it| it.one()).collect();
        for one in ["an asset", "a service", "equipment"] {
            assert!(ones.contains(&one.to_owned()), "{one}");
        }
    }
}
