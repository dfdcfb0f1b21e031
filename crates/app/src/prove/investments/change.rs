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
}

impl ImprovementKind {
    /// Every kind.
    pub const ALL: &[ImprovementKind] =
        &[ImprovementKind::Faster, ImprovementKind::Member, ImprovementKind::Copy];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            ImprovementKind::Faster => "faster",
            ImprovementKind::Member => "member",
            ImprovementKind::Copy => "copy",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            ImprovementKind::Faster => "Restore it faster",
            ImprovementKind::Member => "Add a member to a redundancy group",
            ImprovementKind::Copy => "Keep a copy at another site",
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

/// One thing that an investment makes better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Improvement {
    /// What is done.
    pub kind: ImprovementKind,
    /// To what, by kind and code: `asset:benefit-database`. A group, if it gets a member.
    pub item: String,
    /// How long it takes then, or the new member, or the copy, once all that it needs is back.
    pub within: Span,
    /// The code of the site where the copy is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

impl Improvement {
    /// The kind and the code of what is made better, if they can be understood.
    pub fn target(&self) -> Option<(Kind, &str)> {
        let (kind, code) = self.item.trim().split_once(':')?;
        Some((kind.trim().parse().ok()?, code.trim()))
    }

    /// The same without blanks where none belong.
    pub(super) fn trimmed(&self) -> Improvement {
        let item = match self.target() {
            Some((kind, code)) => reference(kind, code),
            None => self.item.trim().to_owned(),
        };
        let site = self.site.as_deref().map(str::trim).filter(|it| !it.is_empty());
        Improvement { item, site: site.map(str::to_owned), ..*self }
    }

    /// What about it cannot be, whatever the inventory holds. `n` is its number among all.
    pub(super) fn problems(&self, n: usize) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut note = |field: &str, reason: &'static str| {
            problems.push(FieldProblem::new(format!("changes.{n}.{field}"), reason));
        };
        let target = self.target();
        match (self.kind, target.map(|it| it.0)) {
            _ if 200 < self.item.len() => note("item", "Use at most 200 characters."),
            (_, None) => note("item", "Write a kind and a code, such as asset:database."),
            (ImprovementKind::Member, Some(Kind::Group))
            | (ImprovementKind::Copy, Some(Kind::Asset | Kind::DataSet | Kind::Service)) => {}
            (ImprovementKind::Member, _) => note("item", "Choose a redundancy group."),
            (ImprovementKind::Copy, _) => {
                note("item", "Only a service, an asset or a data set can have a copy.");
            }
            (ImprovementKind::Faster, Some(Kind::Group)) => {
                note("item", "A redundancy group is not restored itself: choose a member.");
            }
            (ImprovementKind::Faster, Some(kind)) if !kind.is_restored() => {
                note("item", "This is not restored, so nothing makes that faster.");
            }
            (ImprovementKind::Faster, _) => {}
        }
        match (self.kind, &self.site) {
            (ImprovementKind::Copy, None) => note("site", "Say where the copy is."),
            (ImprovementKind::Copy, Some(it)) if 100 < it.len() => {
                note("site", "Use at most 100 characters.");
            }
            (ImprovementKind::Faster | ImprovementKind::Member, Some(_)) => {
                note("site", "Only a copy is at another site.");
            }
            _ => {}
        }
        problems
    }
}
