//! What only one kind of entry has. Nothing here does I/O.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::prepare::impact::Money;
use crate::{FieldProblem, Span, Timestamp};

/// How long access for a time lasts at most. What lasts longer is no exception any more.
pub const TEMPORARY_DAYS_MAX: i64 = 90;

macro_rules! words {
    ($(#[$about:meta])* $type:ident { $($(#[$is:meta])* $name:ident = $code:literal $title:literal,)* }) => {
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        $(#[$about])*
        pub enum $type {
            $($(#[$is])* #[doc = $title] #[serde(rename = $code)] $name,)*
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
        }

        impl FromStr for $type {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                $type::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
            }
        }
    };
}

words! {
    /// What an entry is.
    EntryKind {
        #[default]
        Damage = "damage" "Damage",
        Cost = "cost" "Cost",
        Access = "access" "Temporary access",
    }
}

words! {
    /// How badly something is damaged.
    #[schemars(rename = "DamageSeverity")]
    Severity {
        None = "none" "Not damaged",
        Minor = "minor" "Minor: works, needs repair",
        #[default]
        Major = "major" "Major: does not work, can be repaired",
        Destroyed = "destroyed" "Destroyed",
    }
}

words! {
    /// What is to be done about damage.
    #[schemars(rename = "DamageDecision")]
    Decision {
        #[default]
        Open = "open" "Not decided yet",
        Use = "use" "Go on using it",
        Repair = "repair" "Repair it in place",
        Relocate = "relocate" "Recover elsewhere",
        Salvage = "salvage" "Salvage it",
        Replace = "replace" "Replace it",
        GiveUp = "give_up" "Give it up",
    }
}

words! {
    /// For what money was spent.
    #[schemars(rename = "CostCategory")]
    Category {
        Labor = "labor" "Overtime and temporary staff",
        Equipment = "equipment" "Equipment",
        Supplies = "supplies" "Supplies",
        Services = "services" "Contractors and services",
        Facilities = "facilities" "Rent and facilities",
        Travel = "travel" "Travel, meals and lodging",
        Communications = "communications" "Telecommunications",
        #[default]
        Other = "other" "Something else",
    }
}

impl EntryKind {
    /// Its part of an address.
    pub const fn plural(self) -> &'static str {
        match self {
            EntryKind::Damage => "damage",
            EntryKind::Cost => "costs",
            EntryKind::Access => "temporary-access",
        }
    }

    /// Several of them, for people.
    pub const fn titles(self) -> &'static str {
        match self {
            EntryKind::Damage => "Damage",
            EntryKind::Cost => "Costs",
            EntryKind::Access => "Temporary access",
        }
    }
}

/// What somebody found to be damaged (NIST SP 800-34 4.2.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Damage {
    /// How badly.
    pub severity: Severity,
    /// Whether people may go in. None: nobody knows yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_safe: Option<bool>,
    /// What it takes to put right, as estimated, in US dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Money>,
    /// How long that takes, as estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Span>,
    /// What is to be done.
    #[serde(default)]
    pub decision: Decision,
}

/// What was spent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// For what.
    pub category: Category,
    /// How much, in US dollars.
    pub amount: Money,
    /// Whether it was bought under the rules for emergencies.
    #[serde(default)]
    pub is_emergency: bool,
    /// Who allowed that. An emergency purchase takes somebody.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub approved_by: String,
    /// What it is called elsewhere: the number of an order, an invoice, a grant.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
}

/// Who may enter something for a time (NIST SP 800-53 CP-13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Who.
    pub who: String,
    /// Until when. From that moment on it is over, whether anybody does anything or not.
    pub until: Timestamp,
    /// Who allowed it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub approved_by: String,
}

/// What only one kind of entry has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schemars(rename = "EntryDetails")]
pub enum Details {
    /// Of damage.
    Damage(Damage),
    /// Of a cost.
    Cost(Cost),
    /// Of access for a time.
    Access(Access),
}

impl Details {
    /// Of which kind they are.
    pub const fn kind(&self) -> EntryKind {
        match self {
            Details::Damage(_) => EntryKind::Damage,
            Details::Cost(_) => EntryKind::Cost,
            Details::Access(_) => EntryKind::Access,
        }
    }

    /// How much money it is about.
    pub fn amount(&self) -> Option<Money> {
        match self {
            Details::Damage(it) => it.estimate,
            Details::Cost(it) => Some(it.amount),
            Details::Access(_) => None,
        }
    }

    /// By what it is grouped: how bad the damage is, or for what money was spent.
    pub const fn word(&self) -> &'static str {
        match self {
            Details::Damage(it) => it.severity.code(),
            Details::Cost(it) => it.category.code(),
            Details::Access(_) => "",
        }
    }

    /// What about it cannot be. It began, or is to begin, at `from`.
    pub(super) fn problems(&self, from: Timestamp) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let is_line = |it: &str| it.trim().chars().count() <= 300 && !it.contains(char::is_control);
        let line = "Say it in one line of at most 300 characters.";
        match self {
            Details::Damage(_) => {}
            Details::Cost(it) => {
                check(Money::ZERO < it.amount, "amount", "Say how much it cost.");
                let is_told = !it.is_emergency || !it.approved_by.trim().is_empty();
                let reason = "Say who allowed it: an emergency purchase takes somebody.";
                check(is_told, "approved_by", reason);
                check(is_line(&it.approved_by), "approved_by", line);
                check(is_line(&it.reference), "reference", line);
            }
            Details::Access(it) => {
                check(!it.who.trim().is_empty(), "who", "Say who may enter.");
                check(is_line(&it.who), "who", line);
                check(from < it.until, "until", "It ends after it begins.");
                let longest = chrono::Duration::days(TEMPORARY_DAYS_MAX);
                let is_short = it.until.signed_duration_since(from) <= longest;
                check(is_short, "until", "Give it for at most 90 days.");
                check(!it.approved_by.trim().is_empty(), "approved_by", "Say who allowed it.");
                check(is_line(&it.approved_by), "approved_by", line);
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn fields(details: &Details) -> Vec<String> {
        let problems = details.problems(at("2026-11-21T09:00:00Z"));
        problems.into_iter().map(|it| it.field.into_owned()).collect()
    }

    #[test]
    fn access_ends_after_it_begins_and_within_90_days() {
        let access = |until: &str| {
            let (who, approved_by) = ("Ann".to_owned(), "Hal".to_owned());
            Details::Access(Access { who, until: at(until), approved_by })
        };
        assert!(fields(&access("2027-02-19T09:00:00Z")).is_empty());
        assert_eq!(fields(&access("2027-02-19T09:00:01Z")), ["until"]);
        assert_eq!(fields(&access("2026-11-21T09:00:00Z")), ["until"]);
    }

    #[test]
    fn an_emergency_purchase_takes_somebody_who_allows_it() {
        let cost = Cost { is_emergency: true, ..Cost::default() };
        assert_eq!(fields(&Details::Cost(cost.clone())), ["amount", "approved_by"]);
        let amount = Money::from_dollars(3);
        let cost = Cost { approved_by: "Hal".to_owned(), amount, ..cost };
        assert!(fields(&Details::Cost(cost)).is_empty());
    }

    #[test]
    fn details_are_written_with_their_kind() {
        let cost = Details::Cost(Cost { amount: Money::from_dollars(3), ..Cost::default() });
        let value = serde_json::to_value(&cost).unwrap();
        assert_eq!(value["kind"], "cost");
        assert_eq!(serde_json::from_value::<Details>(value.clone()).unwrap(), cost);
        let mut more = value;
        more["severity"] = "minor".into();
        assert!(serde_json::from_value::<Details>(more).is_err());
    }
}
