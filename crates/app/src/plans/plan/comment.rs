//! What reviewers and authors say to each other about a draft. Nothing here does I/O.

use super::content::Content;
use super::version::{PlanVersion, VersionState};
use crate::ids::{CommentId, PersonId, PlanId, PlanVersionId};
use crate::plans::templates::Template;
use crate::{FieldProblem, Refusal, Timestamp};

/// How long a comment may be.
const TEXT_MAX: usize = 2_000;

/// So much of a line is kept beside a comment on it.
const QUOTE_MAX: usize = 200;

/// A comment on a part of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// On which plan.
    pub plan_id: PlanId,
    /// On which version of it.
    pub version_id: PlanVersionId,
    /// The comment that began its thread: itself, unless it is a reply.
    pub thread_id: CommentId,
    /// On which section: its key.
    pub section: String,
    /// On which line of the text of the section, counted from 1. None: on all of it.
    pub line: Option<u32>,
    /// What that line said then.
    pub quote: String,
    /// Who wrote it.
    pub author_id: PersonId,
    /// What they say.
    pub text: String,
    /// Whether it names something that must be put right before the version is handed in again.
    pub is_required: bool,
    /// When it was written.
    pub written_at: Timestamp,
    /// Who resolved the thread, if that is resolved.
    pub resolved_by: Option<PersonId>,
    /// When that was.
    pub resolved_at: Option<Timestamp>,
    /// How often it was saved.
    pub version: i64,
}

/// A comment with what was said to it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The comment that began it.
    pub first: Comment,
    /// What was said since, in that order.
    pub replies: Vec<Comment>,
}

/// What somebody wants to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remark {
    /// On which section.
    pub section: String,
    /// On which line of its text, counted from 1.
    pub line: Option<u32>,
    /// What they say.
    pub text: String,
    /// Whether it must be put right.
    pub is_required: bool,
}

const CLOSED: Refusal = Refusal::new(
    "plan.comments_closed",
    "What is approved is not commented on any more. Begin a new version, or have it sent back.",
);
const RESOLVED: Refusal =
    Refusal::new("plan.comment_resolved", "This comment is resolved. Open it again first.");
const OPEN: Refusal = Refusal::new("plan.comment_open", "This comment is open already.");
const FIXES: Refusal = Refusal::new(
    "plan.fixes_open",
    "Fixes that the review requires are open. Put them right, and resolve each comment.",
);

/// Refuses to comment on a version that does not change any more.
pub(super) fn may_comment(version: &PlanVersion) -> Result<(), Refusal> {
    match version.state {
        VersionState::Draft | VersionState::InReview | VersionState::PendingApproval => Ok(()),
        VersionState::Approved | VersionState::Active | VersionState::Superseded => Err(CLOSED),
    }
}

/// Refuses while a fix that the review requires is not resolved.
pub(super) fn all_fixed(n_open: u64) -> Result<(), Refusal> {
    if n_open == 0 { Ok(()) } else { Err(FIXES) }
}

fn said(text: &str) -> Result<String, FieldProblem> {
    let text = text.trim();
    if (1..=TEXT_MAX).contains(&text.chars().count()) && !text.contains('\0') {
        return Ok(text.to_owned());
    }
    Err(FieldProblem::new("text", "Say something, in at most 2,000 characters."))
}

/// The `n`-th line of a section, counted from 1.
fn line_of(content: &Content, section: &str, n: u32) -> Option<String> {
    let at = usize::try_from(n).ok()?.checked_sub(1)?;
    let line = content.section(section)?.text.lines().nth(at)?;
    Some(line.trim().chars().take(QUOTE_MAX).collect())
}

impl Comment {
    /// A comment on a version, just written.
    pub(super) fn written(
        version: &PlanVersion,
        template: &Template,
        remark: &Remark,
        (by, now): (PersonId, Timestamp),
    ) -> Result<Comment, crate::Error> {
        may_comment(version)?;
        let mut problems = Vec::new();
        let key = remark.section.trim();
        if template.section(key).is_none() && version.content.section(key).is_none() {
            problems.push(FieldProblem::new("section", "There is no such section."));
        }
        let quote = remark.line.map(|it| line_of(&version.content, key, it));
        if quote == Some(None) {
            problems.push(FieldProblem::new("line", "The section has no such line."));
        }
        let text = said(&remark.text).map_err(|it| problems.push(it)).unwrap_or_default();
        if !problems.is_empty() {
            return Err(problems.into());
        }
        let id = CommentId::new();
        Ok(Comment {
            id,
            plan_id: version.plan_id,
            version_id: version.id,
            thread_id: id,
            section: key.to_owned(),
            line: remark.line,
            quote: quote.flatten().unwrap_or_default(),
            author_id: by,
            text,
            is_required: remark.is_required,
            written_at: now,
            resolved_by: None,
            resolved_at: None,
            version: 1,
        })
    }

    /// What somebody says to it.
    pub(super) fn answered(
        &self,
        text: &str,
        (by, now): (PersonId, Timestamp),
    ) -> Result<Comment, crate::Error> {
        if self.resolved_at.is_some() {
            return Err(RESOLVED.into());
        }
        let text = said(text)?;
        let id = CommentId::new();
        let reply = Comment { id, author_id: by, text, written_at: now, ..self.clone() };
        Ok(Comment { is_required: false, version: 1, ..reply })
    }

    /// The comment as resolved.
    pub(super) fn resolved(self, by: PersonId, now: Timestamp) -> Result<Comment, Refusal> {
        if self.resolved_at.is_some() {
            return Err(RESOLVED);
        }
        Ok(Comment { resolved_by: Some(by), resolved_at: Some(now), ..self })
    }

    /// The comment as open again.
    pub(super) fn reopened(self) -> Result<Comment, Refusal> {
        if self.resolved_at.is_none() {
            return Err(OPEN);
        }
        Ok(Comment { resolved_by: None, resolved_at: None, ..self })
    }

    /// Whether it began its thread.
    pub fn is_first(&self) -> bool {
        self.id == self.thread_id
    }
}

/// Comments as threads, in the order in which those began.
pub(super) fn threads(all: Vec<Comment>) -> Vec<Thread> {
    let (first, mut rest): (Vec<_>, Vec<_>) = all.into_iter().partition(Comment::is_first);
    let thread = |first: Comment| {
        let of_it = rest.extract_if(.., |it| it.thread_id == first.id);
        Thread { replies: of_it.collect(), first }
    };
    first.into_iter().map(thread).collect()
}
