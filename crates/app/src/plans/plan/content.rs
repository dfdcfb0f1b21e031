//! What a plan says. What follows from that is in `rules`.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Span;
use crate::plans::templates::SectionTemplate;

/// What one version of a plan says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Content {
    /// The sections that it is written to. None: those that come with the program for its type. Only
    /// taking over a change of the template changes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outline: Vec<SectionTemplate>,
    /// What people wrote, by section.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// When the plan is activated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub activation: Vec<Criterion>,
    /// Who has which duty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
    /// What is done, in this order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Who follows whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successions: Vec<Succession>,
    /// Who may decide what for whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delegations: Vec<Delegation>,
    /// What must not be lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<VitalRecord>,
    /// What is taken along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kit: Vec<KitItem>,
    /// Who tells what to whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub communication: Vec<Message>,
    /// What is saved first when it is damaged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub salvage: Vec<SalvageItem>,
}

/// What people wrote in one section.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Which: the key of the section in the type of plan.
    pub key: String,
    /// What they wrote, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Why it does not apply here, instead of a text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub not_applicable: String,
}

/// When a plan is activated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What has happened then, in words.
    pub text: String,
    /// What the platform could see of it.
    #[serde(default)]
    pub trigger: Trigger,
    /// What is watched, as `site:eastern` or `service:portal`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// For how long it must be gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Span>,
}

/// What sets a plan off.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Somebody decides.
    #[default]
    Decision,
    /// A service is down.
    ServiceDown,
    /// A site is lost.
    SiteLost,
    /// An authority warns.
    Warning,
    /// Another plan calls for it.
    Plan,
}

impl Trigger {
    /// Every trigger, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str)] = &[
        ("decision", "Somebody decides"),
        ("service_down", "A service is down"),
        ("site_lost", "A site is lost"),
        ("warning", "An authority warns"),
        ("plan", "Another plan calls for it"),
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Trigger::Decision => "decision",
            Trigger::ServiceDown => "service_down",
            Trigger::SiteLost => "site_lost",
            Trigger::Warning => "warning",
            Trigger::Plan => "plan",
        }
    }

    /// The trigger called `code`.
    pub fn from_code(code: &str) -> Option<Trigger> {
        let all = [
            Trigger::Decision,
            Trigger::ServiceDown,
            Trigger::SiteLost,
            Trigger::Warning,
            Trigger::Plan,
        ];
        all.into_iter().find(|it| it.code() == code)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        let found = Trigger::CHOICES.iter().find(|it| it.0 == self.code());
        found.map_or("", |it| it.1)
    }
}

/// Who has a duty under the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// What they have to do, as it is called: `Recovery director`.
    pub duty: String,
    /// Who does it, by code of person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub person: String,
    /// Who stands in, one after the other, by code of person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternates: Vec<String>,
}

/// One thing that is done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is done.
    pub text: String,
    /// Who does it: a duty of this plan, or a crew or team as `crew:network`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// How long it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<Span>,
    /// What it brings back, as `asset:storage`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub restores: String,
    /// How to see that it is done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub check: String,
}

/// Who follows whom in a position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Succession {
    /// Which position.
    pub position: String,
    /// Who holds it, by code of person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub holder: String,
    /// Who follows, one after the other, by code of person (FCD-1 C: at least three).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<String>,
    /// Which of them works far away from the others, by code of person (FCD-1 C).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
    /// When they follow, and within what limits.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conditions: String,
}

/// Who may decide what for whom (FCD-1 D).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// What may be decided.
    pub authority: String,
    /// Whose authority it is: a position.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// Who receives it: a position.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// What makes it begin.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub begins: String,
    /// What makes it end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ends: String,
    /// How far it goes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub limits: String,
}

/// Something that must not be lost (FCD-1 F).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VitalRecord {
    /// What it is.
    pub name: String,
    /// Who keeps it, by code of person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub keeper: String,
    /// Where it is: every copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<RecordCopy>,
}

/// One copy of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordCopy {
    /// On what: paper, tape, disk, cloud.
    pub medium: String,
    /// Where, by code of site.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// How long it takes to have it at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
}

/// Something that is taken along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KitItem {
    /// What.
    pub what: String,
    /// How many.
    #[serde(default = "one")]
    pub count: u32,
    /// Where it lies.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// When it must have been replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<NaiveDate>,
}

const fn one() -> u32 {
    1
}

/// Something that is told, with who has which part in it (RACI: responsible, accountable, consulted,
/// informed; NIST SP 800-53 IR-2).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// What is told.
    pub what: String,
    /// Who tells it, by code of person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub responsible: String,
    /// Who answers for it, by code of person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accountable: String,
    /// Who is asked before, by code of person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consulted: Vec<String>,
    /// Who is told, by code of person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub informed: Vec<String>,
}

impl Message {
    /// Everybody who has a part in it, by code, each with the field and what the part is.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, &'static str, &str)> {
        let one = [
            ("responsible", "Tells", &self.responsible),
            ("accountable", "Answers for", &self.accountable),
        ];
        let consulted = self.consulted.iter().map(|it| ("consulted", "Is asked about", it));
        let informed = self.informed.iter().map(|it| ("informed", "Is told of", it));
        let all = one.into_iter().chain(consulted).chain(informed);
        let all = all.map(|(field, part, it)| (field, part, it.trim()));
        all.filter(|it| !it.2.is_empty())
    }
}

/// Something that is saved when it is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SalvageItem {
    /// What.
    pub what: String,
    /// How soon, from 1 (first) to 5.
    #[serde(default = "middle")]
    pub priority: u8,
    /// What the inventory calls it, as `asset:storage`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// Where it stands, by code of site.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// Who saves it, by code of vendor.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vendor: String,
    /// Where it is brought.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub storage: String,
    /// How it is treated.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
}

/// The last priority there is.
pub const PRIORITY_MAX: u8 = 5;

const fn middle() -> u8 {
    3
}
