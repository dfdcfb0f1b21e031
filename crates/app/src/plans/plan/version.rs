//! One version of a plan: how far it is, and what may happen to it next. Nothing here does I/O.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Content;
use crate::ids::{PersonId, PlanId, PlanVersionId};
use crate::plans::blocks::Block;
use crate::plans::templates::Template;
use crate::{FieldProblem, Refusal, Timestamp};

/// One version of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanVersion {
    /// Its id.
    pub id: PlanVersionId,
    /// Of which plan.
    pub plan_id: PlanId,
    /// The how many-th: the first is 1.
    pub number: u32,
    /// How far it is.
    pub state: VersionState,
    /// What it says.
    pub content: Content,
    /// What its blocks showed when it came into force.
    pub frozen: Option<Vec<Block>>,
    /// What is new in it.
    pub summary: String,
    /// Who began it.
    pub author_id: PersonId,
    /// Who changed it last.
    pub edited_by: PersonId,
    /// When it was handed in.
    pub submitted_at: Option<Timestamp>,
    /// Who let it pass.
    pub reviewed_by: Option<PersonId>,
    /// When that was.
    pub reviewed_at: Option<Timestamp>,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// When that was.
    pub approved_at: Option<Timestamp>,
    /// When it came into force.
    pub published_at: Option<Timestamp>,
    /// What was approved: SHA-256 of what it says.
    pub sha256: Option<String>,
    /// Why it was sent back.
    pub because: String,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// How far a version of a plan is (domain model §5.1).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum VersionState {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl VersionState {
            /// Every state, in the order in which they follow.
            pub const ALL: &[VersionState] = &[$(VersionState::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(VersionState::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(VersionState::$name => $title,)* }
            }

            /// The state called `code`.
            pub fn from_code(code: &str) -> Option<VersionState> {
                match code { $($code => Some(VersionState::$name),)* _ => None }
            }
        }
    };
}

states! {
    /// Somebody is writing it.
    Draft = "draft" "Draft",
    /// The state's continuity team looks at it.
    InReview = "in_review" "In review",
    /// It waits for the agency head.
    PendingApproval = "pending_approval" "Waiting for approval",
    /// It is approved, and not yet in force.
    Approved = "approved" "Approved",
    /// It is in force.
    Active = "active" "In force",
    /// A newer one is.
    Superseded = "superseded" "Replaced",
}

impl VersionState {
    /// Whether somebody still works on it.
    pub const fn is_open(self) -> bool {
        !matches!(self, VersionState::Active | VersionState::Superseded)
    }

    /// Whether a version is only for those who see drafts: one that somebody works on, or one that was
    /// replaced without ever having been in force.
    pub(super) fn is_for_writers(self, published_at: Option<Timestamp>) -> bool {
        self.is_open() || (self == VersionState::Superseded && published_at.is_none())
    }
}

const OWN: Refusal = Refusal::new(
    "plan.own",
    "Whoever wrote a plan or handed it in cannot approve it. Ask somebody else to.",
);
const FROZEN: Refusal = Refusal::new(
    "plan.frozen",
    "What is being reviewed or approved does not change. Have it sent back first.",
);
const INCOMPLETE: Refusal = Refusal::new(
    "plan.incomplete",
    "Required sections are missing. Complete them, or say why they do not apply.",
);
const NOT_DRAFT: Refusal = Refusal::new("plan.not_draft", "Only a draft can be handed in.");
const NOT_IN_REVIEW: Refusal =
    Refusal::new("plan.not_in_review", "This version is not being reviewed.");
const NOT_PENDING: Refusal =
    Refusal::new("plan.not_pending", "Only a version that waits for approval can be approved.");
const NOT_APPROVED: Refusal =
    Refusal::new("plan.not_approved", "Only an approved version can be put in force.");
const CHANGED: Refusal = Refusal::new(
    "plan.changed_since_approval",
    "What this version says is not what was approved. Begin a new version with its words, and have \
     that approved.",
);

impl PlanVersion {
    /// The `number`-th version of a plan, just begun.
    pub fn begun(
        (plan_id, number): (PlanId, u32),
        content: Content,
        by: PersonId,
        now: Timestamp,
    ) -> PlanVersion {
        PlanVersion {
            id: PlanVersionId::new(),
            plan_id,
            number,
            state: VersionState::Draft,
            content,
            frozen: None,
            summary: String::new(),
            author_id: by,
            edited_by: by,
            submitted_at: None,
            reviewed_by: None,
            reviewed_at: None,
            approved_by: None,
            approved_at: None,
            published_at: None,
            sha256: None,
            because: String::new(),
            updated_at: now,
            version: 1,
        }
    }

    /// Refuses if it is being judged, or was: then it does not change.
    pub(super) fn may_change(&self) -> Result<(), Refusal> {
        if self.state == VersionState::Draft { Ok(()) } else { Err(FROZEN) }
    }

    /// The version with other content.
    pub fn saved(
        self,
        content: Content,
        by: PersonId,
        now: Timestamp,
    ) -> Result<PlanVersion, Refusal> {
        self.may_change()?;
        Ok(PlanVersion { content, edited_by: by, updated_at: now, ..self })
    }

    /// The version as handed in for review, with what is new in it.
    pub fn submitted(
        self,
        template: &Template,
        summary: &str,
        now: Timestamp,
    ) -> Result<PlanVersion, crate::Error> {
        if self.state != VersionState::Draft {
            return Err(NOT_DRAFT.into());
        }
        if !self.content.missing(template).is_empty() {
            return Err(INCOMPLETE.into());
        }
        let summary = sentence(summary, "summary", "Say in a sentence or two what is new.")?;
        let state = VersionState::InReview;
        let next = PlanVersion { state, summary, submitted_at: Some(now), ..self };
        Ok(PlanVersion { because: String::new(), updated_at: now, ..next })
    }

    /// The version as sent back to whoever writes it, for a reason.
    pub fn returned(self, because: &str, now: Timestamp) -> Result<PlanVersion, crate::Error> {
        if !matches!(self.state, VersionState::InReview | VersionState::PendingApproval) {
            return Err(NOT_IN_REVIEW.into());
        }
        let because = sentence(because, "because", "Say what is to be done.")?;
        let next = PlanVersion { state: VersionState::Draft, because, updated_at: now, ..self };
        Ok(PlanVersion { submitted_at: None, reviewed_by: None, reviewed_at: None, ..next })
    }

    /// The version as let pass by the reviewer.
    pub fn reviewed(
        self,
        by: PersonId,
        writers: &BTreeSet<PersonId>,
        now: Timestamp,
    ) -> Result<PlanVersion, Refusal> {
        if self.state != VersionState::InReview {
            return Err(NOT_IN_REVIEW);
        }
        if self.is_written_by(by, writers) {
            return Err(OWN);
        }
        let next = PlanVersion { state: VersionState::PendingApproval, updated_at: now, ..self };
        Ok(PlanVersion { reviewed_by: Some(by), reviewed_at: Some(now), ..next })
    }

    /// The version as approved: the approval is of exactly what it says now.
    pub fn approved(
        self,
        by: PersonId,
        writers: &BTreeSet<PersonId>,
        now: Timestamp,
    ) -> Result<PlanVersion, crate::Error> {
        if self.state != VersionState::PendingApproval {
            return Err(NOT_PENDING.into());
        }
        if self.is_written_by(by, writers) {
            return Err(OWN.into());
        }
        let sha256 = Some(self.content.sha256()?);
        let next = PlanVersion { state: VersionState::Approved, sha256, updated_at: now, ..self };
        Ok(PlanVersion { approved_by: Some(by), approved_at: Some(now), ..next })
    }

    /// The version as in force, with what its blocks show today.
    pub fn published(
        self,
        frozen: Vec<Block>,
        now: Timestamp,
    ) -> Result<PlanVersion, crate::Error> {
        if self.state != VersionState::Approved {
            return Err(NOT_APPROVED.into());
        }
        if self.is_not_as_approved()? {
            return Err(CHANGED.into());
        }
        let next = PlanVersion { state: VersionState::Active, frozen: Some(frozen), ..self };
        Ok(PlanVersion { published_at: Some(now), updated_at: now, ..next })
    }

    /// Whether it was put aside without ever having been in force.
    pub fn is_put_aside(&self) -> bool {
        !self.state.is_open() && self.state.is_for_writers(self.published_at)
    }

    /// Whether it says something else than what was approved: somebody changed a file or the database
    /// in between. What is approved and not in force yet must say what was.
    ///
    /// # Errors
    ///
    /// If what it says cannot be written down, which is a fault of ours.
    pub fn is_not_as_approved(&self) -> Result<bool, crate::Error> {
        let now = self.content.sha256()?;
        Ok(match self.state {
            VersionState::Approved => self.sha256.as_ref() != Some(&now),
            VersionState::Active | VersionState::Superseded => {
                self.sha256.as_ref().is_some_and(|it| *it != now)
            }
            VersionState::Draft | VersionState::InReview | VersionState::PendingApproval => false,
        })
    }

    /// Whether nothing can come of it: it is approved, and cannot be put in force, because it says
    /// something else. Only a new version goes on from there.
    ///
    /// # Errors
    ///
    /// As above.
    pub fn is_stuck(&self) -> Result<bool, crate::Error> {
        Ok(self.state == VersionState::Approved && self.is_not_as_approved()?)
    }

    /// The version as replaced by a newer one.
    #[must_use]
    pub fn superseded(self, now: Timestamp) -> PlanVersion {
        PlanVersion { state: VersionState::Superseded, updated_at: now, ..self }
    }

    /// Whether someone wrote it, so that they cannot judge it: who began it, who changed it last,
    /// and everybody between, as the audit log knows.
    pub(super) fn is_written_by(&self, person_id: PersonId, writers: &BTreeSet<PersonId>) -> bool {
        [self.author_id, self.edited_by].contains(&person_id) || writers.contains(&person_id)
    }
}

/// What was typed as a sentence or two.
pub(super) fn sentence(
    text: &str,
    field: &'static str,
    reason: &'static str,
) -> Result<String, FieldProblem> {
    let text = text.trim();
    if (1..=1_000).contains(&text.chars().count()) && !text.contains('\0') {
        return Ok(text.to_owned());
    }
    Err(FieldProblem::new(field, format!("{reason} At most 1,000 characters.")))
}
