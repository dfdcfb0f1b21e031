//! What an investment makes better.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::prepare::inventory::{Kind, reference};
use crate::{FieldProblem, Span};

/// What is made better.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ImprovementKind {
    /// Something is restored faster.
    Faster,
    /// A redundancy group gets one more member.
    Member,
    /// Something gets a copy at another site, which takes over.
    Copy,
    /// A crew has more people, or of equipment there are more units.
    People,
    /// Something does without what it needs.
    Without,
}

impl ImprovementKind {
    /// Every kind.
    pub const ALL: &[ImprovementKind] = &[
        ImprovementKind::Faster,
        ImprovementKind::Member,
        ImprovementKind::Copy,
        ImprovementKind::People,
        ImprovementKind::Without,
    ];

    /// What investments are weighed for: what can be bought.
    pub const WEIGHED: &[ImprovementKind] = &[
        ImprovementKind::Faster,
        ImprovementKind::Member,
        ImprovementKind::Copy,
        ImprovementKind::People,
    ];

    /// What scenarios can assume: of what there is already.
    pub const ASSUMED: &[ImprovementKind] = &[
        ImprovementKind::Faster,
        ImprovementKind::Copy,
        ImprovementKind::People,
        ImprovementKind::Without,
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            ImprovementKind::Faster => "faster",
            ImprovementKind::Member => "member",
            ImprovementKind::Copy => "copy",
            ImprovementKind::People => "people",
            ImprovementKind::Without => "without",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            ImprovementKind::Faster => "Restore it faster",
            ImprovementKind::Member => "Add a member to a redundancy group",
            ImprovementKind::Copy => "Keep a copy at another site",
            ImprovementKind::People => "More people in a crew, or more equipment",
            ImprovementKind::Without => "Do without something it needs",
        }
    }
}

impl fmt::Display for ImprovementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for ImprovementKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        ImprovementKind::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
    }
}

/// How many more people a crew has at most, or how many more units of equipment there are.
const PEOPLE_MAX: u32 = 10_000;

/// One thing that an investment makes better, or that a scenario assumes to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Improvement {
    /// What is done.
    pub kind: ImprovementKind,
    /// To what, by kind and code: `asset:benefit-database`. A group, if it gets a member.
    pub item: String,
    /// How long it takes then, or the new member, or the copy, once all that it needs is back. Only
    /// for these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// The code of the site where the copy is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// How many more people the crew has, or how many more units of the equipment there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// What it does without, by kind and code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<String>,
}

impl Improvement {
    /// Something done to `item` of which nothing more is said yet.
    pub fn new(kind: ImprovementKind, item: &str) -> Improvement {
        let item = item.to_owned();
        Improvement { kind, item, within: None, site: None, people: None, need: None }
    }

    /// `item` is restored within that time.
    pub fn faster(item: &str, within: Span) -> Improvement {
        Improvement { within: Some(within), ..Improvement::new(ImprovementKind::Faster, item) }
    }

    /// The kind and the code of what is made better, if they can be understood.
    pub fn target(&self) -> Option<(Kind, &str)> {
        named(&self.item)
    }

    /// A copy of `item` at the site with that code takes over within that time.
    pub fn copy(item: &str, site: &str, within: Span) -> Improvement {
        let (within, site) = (Some(within), Some(site.to_owned()));
        Improvement { within, site, ..Improvement::new(ImprovementKind::Copy, item) }
    }

    /// The code of the site where the copy is, if it says one: `western`, or `site:western`.
    pub fn copied_to(&self) -> Option<&str> {
        let said = self.site.as_deref()?.trim();
        match named(said) {
            Some((Kind::Site, code)) => Some(code),
            _ => Some(said),
        }
    }

    /// The kind and the code of what it does without, if it says so and they can be understood.
    pub fn without(&self) -> Option<(Kind, &str)> {
        named(self.need.as_deref()?)
    }

    /// The same without blanks where none belong.
    pub(crate) fn trimmed(&self) -> Improvement {
        let trimmed = |text: &str| match named(text) {
            Some((kind, code)) => reference(kind, code),
            None => text.trim().to_owned(),
        };
        let said = |it: &Option<String>| it.clone().filter(|it| !it.trim().is_empty());
        Improvement {
            item: trimmed(&self.item),
            site: said(&self.site).and(self.copied_to()).map(str::to_owned),
            need: said(&self.need).map(|it| trimmed(&it)),
            ..*self
        }
    }

    /// What about it cannot be, whatever the inventory holds. `n` is its number among all.
    pub(crate) fn problems(&self, n: usize) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut note = |field: &str, reason: &'static str| {
            problems.push(FieldProblem::new(format!("changes.{n}.{field}"), reason));
        };
        let target = self.target();
        match (self.kind, target.map(|it| it.0)) {
            _ if 200 < self.item.len() => note("item", "Use at most 200 characters."),
            (_, None) => note("item", "Write a kind and a code, such as asset:database."),
            (ImprovementKind::Member, Some(Kind::Group))
            | (ImprovementKind::Copy, Some(Kind::Asset | Kind::DataSet | Kind::Service))
            | (ImprovementKind::People, Some(Kind::Crew | Kind::Equipment)) => {}
            (ImprovementKind::Member, _) => note("item", "Choose a redundancy group."),
            (ImprovementKind::Copy, _) => {
                note("item", "Only a service, an asset or a data set can have a copy.");
            }
            (ImprovementKind::People, _) => note("item", "Choose a crew or equipment."),
            (ImprovementKind::Faster, Some(Kind::Group)) => {
                note("item", "A redundancy group is not restored itself: choose a member.");
            }
            (ImprovementKind::Faster, Some(kind)) if !kind.is_restored() => {
                note("item", "This is not restored, so nothing makes that faster.");
            }
            (ImprovementKind::Faster | ImprovementKind::Without, _) => {}
        }
        self.check_rest(&mut note);
        problems
    }

    /// Notes what is said beside the item and does not belong to this kind, or is not said and does.
    fn check_rest(&self, note: &mut impl FnMut(&str, &'static str)) {
        use ImprovementKind::{Copy, Faster, Member, People, Without};
        match (self.kind, self.within) {
            (Faster | Member | Copy, None) => note("within", "Say how long it takes then."),
            (People | Without, Some(_)) => note("within", "Leave this empty: it takes no time."),
            _ => {}
        }
        match (self.kind, &self.site) {
            (Copy, None) => note("site", "Say where the copy is."),
            (Copy, Some(it)) if 100 < it.len() => note("site", "Use at most 100 characters."),
            (Faster | Member | People | Without, Some(_)) => {
                note("site", "Only a copy is at another site.");
            }
            _ => {}
        }
        match (self.kind, self.people) {
            (People, None) => note("people", "Say how many more there are."),
            (People, Some(it)) if !(1..=PEOPLE_MAX).contains(&it) => {
                note("people", "Use a number from 1 to 10,000.");
            }
            (Faster | Member | Copy | Without, Some(_)) => {
                note("people", "Only of a crew or of equipment there are more.");
            }
            _ => {}
        }
        match (self.kind, &self.need) {
            (Without, None) => note("need", "Say what it does without."),
            (Without, Some(it)) if 200 < it.len() => note("need", "Use at most 200 characters."),
            (Without, Some(_)) if self.without().is_none() => {
                note("need", "Write a kind and a code, such as asset:database.");
            }
            (Faster | Member | Copy | People, Some(_)) => {
                note("need", "Only for what does without something.");
            }
            _ => {}
        }
    }
}

/// What there is more of, in the words between how many and of what: `more people in`, `more unit of`.
pub fn more_of(kind: Kind, n: u32) -> &'static str {
    match (kind, n) {
        (Kind::Equipment, 1) => "more unit of",
        (Kind::Equipment, _) => "more units of",
        (_, 1) => "more person in",
        (_, _) => "more people in",
    }
}

/// The kind and the code that a text says, such as `asset:database`.
fn named(text: &str) -> Option<(Kind, &str)> {
    let (kind, code) = text.trim().split_once(':')?;
    Some((kind.trim().parse().ok()?, code.trim()))
}
