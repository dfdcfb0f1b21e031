//! What an impact analysis says. The rules that it obeys are in `rules`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DowntimeCost, ImpactCriteria, Peak};
use crate::Span;

/// What an impact analysis says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Content {
    /// By what the impacts were judged.
    #[serde(skip_serializing_if = "is_default")]
    pub criteria: ImpactCriteria,
    /// How bad it gets, by kind of impact and time without it.
    #[serde(skip_serializing_if = "is_default")]
    pub impacts: Vec<Impact>,
    /// Maximum tolerable downtime (MTD), if it is not the one that follows from the impacts.
    #[serde(skip_serializing_if = "is_default")]
    pub mtd: Option<Span>,
    /// Recovery time objective (RTO): how soon it must be back.
    #[serde(skip_serializing_if = "is_default")]
    pub rto: Option<Span>,
    /// Work recovery time (WRT): how long people then need to catch up.
    #[serde(skip_serializing_if = "is_default")]
    pub wrt: Option<Span>,
    /// Recovery point objective (RPO): how much work may be lost.
    #[serde(skip_serializing_if = "is_default")]
    pub rpo: Option<Span>,
    /// The least that must be delivered while it is disrupted.
    #[serde(skip_serializing_if = "is_default")]
    pub minimum: Option<MinimumLevel>,
    /// When a loss hurts more than at other times, and what is tighter then.
    #[serde(skip_serializing_if = "is_default")]
    pub peak_periods: Vec<Peak>,
    /// When it is busiest, in words.
    #[serde(skip_serializing_if = "is_default")]
    pub peaks: String,
    /// How people manage without it.
    #[serde(skip_serializing_if = "is_default")]
    pub workaround: String,
    /// For how long they can.
    #[serde(skip_serializing_if = "is_default")]
    pub workaround_holds: Option<Span>,
    /// What it costs to be without it.
    #[serde(skip_serializing_if = "is_default")]
    pub cost: DowntimeCost,
    /// What it takes to work, normally and while it is disrupted.
    #[serde(skip_serializing_if = "is_default")]
    pub resources: Vec<ResourceNeed>,
    /// The answers, by code of the question.
    #[serde(skip_serializing_if = "is_default")]
    pub answers: BTreeMap<String, String>,
    /// What else there is to say.
    #[serde(skip_serializing_if = "is_default")]
    pub note: String,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How bad one kind of impact is when it has been gone for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// The kind of impact, by its code.
    #[serde(rename = "type")]
    pub on: String,
    /// After which time without it.
    pub after: Span,
    /// From 1, hardly any, to 5, the worst.
    pub level: u8,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The least that must be delivered, as a quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MinimumLevel {
    /// How much.
    pub amount: u64,
    /// Of what: `payments a day`.
    pub unit: String,
    /// How much that is of what is normal, in percent.
    pub percent: u32,
}

/// Something that it takes to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceNeed {
    /// What kind of thing.
    pub kind: ResourceKind,
    /// What.
    pub what: String,
    /// How many there are normally.
    pub normal: u32,
    /// How many it takes while it is disrupted, by time since the loss.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed: Vec<Quantity>,
}

/// How many it takes some time after the loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// After which time.
    pub after: Span,
    /// How many.
    pub quantity: u32,
}

macro_rules! resource_kinds {
    ($($kind:ident = $code:literal $title:literal,)*) => {
        /// What kind of thing it takes to work.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum ResourceKind {
            $(#[doc = $title] #[serde(rename = $code)] $kind,)*
        }

        impl ResourceKind {
            /// Every kind, with its name for programs and for people.
            pub const CHOICES: &[(&str, &str)] = &[$(($code, $title),)*];

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(ResourceKind::$kind => $title,)* }
            }

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(ResourceKind::$kind => $code,)* }
            }

            /// The kind called `code`.
            pub fn from_code(code: &str) -> Option<ResourceKind> {
                match code { $($code => Some(ResourceKind::$kind),)* _ => None }
            }
        }
    };
}

resource_kinds! {
    People = "people" "People",
    Workspace = "workspace" "Work places",
    Equipment = "equipment" "Equipment",
    System = "system" "Systems",
    Data = "data" "Data",
    VitalRecord = "vital_record" "Vital records",
    Vendor = "vendor" "Vendors",
    Telecommunications = "telecommunications" "Telecommunications",
}
