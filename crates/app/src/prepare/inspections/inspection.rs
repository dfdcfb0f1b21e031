//! The inspection itself, and what follows from the last one of a site. Nothing here does I/O.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::InspectionLimit;
use crate::Timestamp;
use crate::ids::{InspectionId, ItemId, PersonId};

/// What somebody found at a site on a day. It never changes: who looks again writes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Its id.
    pub id: InspectionId,
    /// Of which site.
    pub site_id: ItemId,
    /// On which day.
    pub inspected_on: NaiveDate,
    /// Who looked.
    pub inspector_id: PersonId,
    /// What they found.
    pub found: BTreeMap<Check, Verdict>,
    /// What else is to be said.
    pub note: String,
    /// When it was written down.
    pub recorded_at: Timestamp,
}

macro_rules! words {
    ($(#[$about:meta])* $type:ident, $schema:literal { $($name:ident = $code:literal $title:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = $schema)]
        pub enum $type {
            $(#[doc = $title] #[serde(rename = $code)] $name,)*
        }

        impl $type {
            /// Every one of them, in the order in which they are offered.
            pub const ALL: &[$type] = &[$($type::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $($type::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $($type::$name => $title,)* }
            }

            /// The one called `code`.
            pub fn from_code(code: &str) -> Option<$type> {
                match code { $($code => Some($type::$name),)* _ => None }
            }
        }
    };
}

words! {
    /// What is looked at: what a work site takes before people can work there (NIST SP 800-53
    /// CP-7(4), PE-17).
    Check, "InspectionCheck" {
        Power = "power" "Power, also without the grid",
        Network = "network" "Network and access to the systems needed",
        Telephones = "telephones" "Telephones or radios",
        Workplaces = "workplaces" "Desks, chairs and computers for every seat",
        Entry = "entry" "Keys, badges and a list of who may enter",
        Documents = "documents" "Plans, forms and vital records at hand",
        Supplies = "supplies" "Supplies for three days: water, food, paper, fuel",
        Security = "security" "Locks, alarms and guards",
        Safety = "safety" "Fire safety, ways out and first aid",
        Access = "access" "Access for people with disabilities",
    }
}

words! {
    /// What was found of it.
    Verdict, "InspectionVerdict" {
        Fine = "fine" "As it should be",
        Missing = "missing" "Missing or broken",
        NotNeeded = "not_needed" "Not needed here",
    }
}

/// Whether people could work at a site today, as far as inspections tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SiteReadiness {
    /// The last inspection found everything, and holds until this day.
    Ready(NaiveDate),
    /// Nobody ever looked.
    NeverInspected,
    /// The last inspection was on this day, which is too long ago.
    InspectedLongAgo(NaiveDate),
    /// The last inspection found that these are missing.
    Lacks(Vec<Check>),
}

impl Inspection {
    /// What was missing.
    pub fn missing(&self) -> Vec<Check> {
        let missing = self.found.iter().filter(|it| *it.1 == Verdict::Missing);
        missing.map(|it| *it.0).collect()
    }
}

impl SiteReadiness {
    /// What follows on the day `today` from the last inspection of a site.
    pub fn of(last: Option<&Inspection>, today: NaiveDate, limit: &InspectionLimit) -> Self {
        let Some(last) = last else { return SiteReadiness::NeverInspected };
        let until = last.inspected_on + chrono::Days::new(limit.days_max.into());
        if until < today {
            return SiteReadiness::InspectedLongAgo(last.inspected_on);
        }
        match last.missing() {
            missing if missing.is_empty() => SiteReadiness::Ready(until),
            missing => SiteReadiness::Lacks(missing),
        }
    }

    /// Whether it is.
    pub const fn is_ready(&self) -> bool {
        matches!(self, SiteReadiness::Ready(_))
    }

    /// Its name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            SiteReadiness::Ready(_) => "ready",
            SiteReadiness::NeverInspected => "never_inspected",
            SiteReadiness::InspectedLongAgo(_) => "inspected_long_ago",
            SiteReadiness::Lacks(_) => "lacks",
        }
    }

    /// What it is called and why, for people.
    pub fn words(&self) -> String {
        match self {
            SiteReadiness::Ready(_) => "Ready".to_owned(),
            SiteReadiness::NeverInspected => "Not ready: never inspected".to_owned(),
            SiteReadiness::InspectedLongAgo(on) => {
                format!("Not ready: last inspected on {}", on.format("%-d %b %Y"))
            }
            SiteReadiness::Lacks(missing) => match missing.as_slice() {
                [only] => format!("Not ready: {} is missing", only.code().replace('_', " ")),
                all => format!("Not ready: {} things are missing", all.len()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspection(on: &str, missing: &[Check]) -> Inspection {
        let verdict = |it: &Check| match missing.contains(it) {
            true => Verdict::Missing,
            false => Verdict::Fine,
        };
        Inspection {
            id: InspectionId::FIRST,
            site_id: ItemId::FIRST,
            inspected_on: on.parse().unwrap(),
            inspector_id: PersonId::FIRST,
            found: Check::ALL.iter().map(|it| (*it, verdict(it))).collect(),
            note: String::new(),
            recorded_at: "2026-11-21T09:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_site_is_ready_through_the_last_day_of_the_limit_and_no_longer() {
        let limit = InspectionLimit { days_max: 30 };
        let on = |today: &str, it: &Inspection| {
            SiteReadiness::of(Some(it), today.parse().unwrap(), &limit)
        };
        let it = inspection("2026-10-01", &[]);
        assert!(on("2026-10-31", &it).is_ready());
        assert_eq!(on("2026-11-01", &it), SiteReadiness::InspectedLongAgo(it.inspected_on));
        let it = inspection("2026-10-01", &[Check::Power]);
        assert_eq!(on("2026-10-02", &it), SiteReadiness::Lacks(vec![Check::Power]));
        let never = SiteReadiness::of(None, it.inspected_on, &limit);
        assert_eq!(never.words(), "Not ready: never inspected");
    }
}
