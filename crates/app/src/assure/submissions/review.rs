//! The review of what was handed in: a score for each criterion of the rubrics, what was found, and
//! what follows. Nothing here does I/O.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assure::rubrics::{self, Criterion, Source};
use crate::ids::PersonId;
use crate::{Error, FieldProblem, Refusal, Result, Timestamp};

/// The best score.
pub const SCORE_MAX: u8 = 4;

/// The score from which on a criterion is met.
pub const SCORE_MET: u8 = 2;

/// The scores from 0 on, in words.
pub const SCORES: [&str; 5] = ["Not there", "Not enough", "Enough", "Good", "Exemplary"];

const TEXT_MAX: usize = 2_000;

/// The review of what was handed in once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "SubmissionReview")]
pub struct Review {
    /// What each criterion got.
    pub scores: Vec<Scored>,
    /// What else is to be said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What one criterion got.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SubmissionScore")]
pub struct Scored {
    /// Which criterion, by code.
    pub criterion: String,
    /// From 0 (not there) to 4 (exemplary). None: nobody has looked yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 4))]
    pub score: Option<u8>,
    /// What was found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub finding: String,
    /// What must be put right.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fix: String,
}

/// What a review comes to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "SubmissionOutcome")]
pub enum Outcome {
    /// It is accepted as it is.
    Accepted,
    /// It is accepted, and some things must be put right.
    AcceptedWithFixes,
    /// It is sent back, to be handed in again.
    Returned,
}

impl Outcome {
    /// Every outcome, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str, Outcome)] = &[
        ("accepted", "Accepted", Outcome::Accepted),
        ("accepted_with_fixes", "Accepted with fixes", Outcome::AcceptedWithFixes),
        ("returned", "Returned", Outcome::Returned),
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Accepted => "accepted",
            Outcome::AcceptedWithFixes => "accepted_with_fixes",
            Outcome::Returned => "returned",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Outcome::Accepted => "Accepted",
            Outcome::AcceptedWithFixes => "Accepted with fixes",
            Outcome::Returned => "Returned",
        }
    }

    /// The outcome called `code`.
    pub fn from_code(code: &str) -> Option<Outcome> {
        Outcome::CHOICES.iter().find(|it| it.0 == code).map(|it| it.2)
    }
}

/// A review as it is kept: what was scored, by whom, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// What was scored and found.
    pub review: Review,
    /// Who wrote it last.
    pub by: PersonId,
    /// When that was.
    pub at: Timestamp,
    /// How each source came out then, in percent: rubrics may change, and this does not.
    pub by_source: BTreeMap<Source, u8>,
}

const UNSCORED: Refusal = Refusal::new(
    "submission.unscored",
    "Some criteria have no score yet. Score each of them before you decide.",
);
const MANDATORY: Refusal = Refusal::new(
    "submission.mandatory",
    "A mandatory criterion is not met, so this cannot be accepted. Return it with what must be put \
     right.",
);
const HAS_FIXES: Refusal = Refusal::new(
    "submission.has_fixes",
    "Something must be put right, so it is not accepted as it is. Accept it with fixes, or return it.",
);
const NO_FIXES: Refusal = Refusal::new(
    "submission.no_fixes",
    "Nothing is named that must be put right. Name it, or accept it as it is.",
);

impl Review {
    /// What a criterion got.
    pub fn of(&self, criterion: &str) -> Option<&Scored> {
        self.scores.iter().find(|it| it.criterion == criterion)
    }

    /// What is wrong with it as it was written down.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        for (n, it) in self.scores.iter().enumerate() {
            let mut problem = |field: &str, reason: &'static str| {
                problems.push(FieldProblem::new(format!("{}.{field}", it.criterion), reason));
            };
            if rubrics::find(&it.criterion).is_none() {
                problem("criterion", "There is no such criterion.");
            }
            if self.scores.iter().take(n).any(|other| other.criterion == it.criterion) {
                problem("criterion", "Score each criterion once.");
            }
            if it.score.is_some_and(|it| SCORE_MAX < it) {
                problem("score", "Use a score from 0 to 4.");
            }
            for (text, field) in [(&it.finding, "finding"), (&it.fix, "fix")] {
                if TEXT_MAX < text.chars().count() || text.contains('\0') {
                    problem(field, "Use at most 2,000 characters.");
                }
            }
        }
        if TEXT_MAX < self.note.chars().count() || self.note.contains('\0') {
            problems.push(FieldProblem::new("note", "Use at most 2,000 characters."));
        }
        problems
    }

    /// How well a source came out, in percent: scores by their weights. None if nothing of it has a
    /// score.
    pub fn percent(&self, source: Source) -> Option<u8> {
        percent(rubrics::criteria().filter(|it| it.0 == source).map(|it| self.weighed(it.1)))
    }

    /// How well all of it came out, in percent: each source as its criteria weigh.
    pub fn total(&self) -> Option<u8> {
        percent(rubrics::criteria().map(|it| self.weighed(it.1)))
    }

    fn weighed(&self, it: &Criterion) -> Option<(u32, u32)> {
        let score = self.of(&it.code)?.score?;
        Some((u32::from(it.weight), u32::from(score)))
    }

    /// How each source came out.
    pub fn by_source(&self) -> BTreeMap<Source, u8> {
        Source::ALL.into_iter().filter_map(|it| Some((it, self.percent(it)?))).collect()
    }

    /// The criteria that are not met, those without which nothing is accepted first.
    pub fn unmet(&self) -> Vec<(&'static Criterion, &Scored)> {
        let unmet = |it: &'static Criterion| {
            let scored = self.of(&it.code)?;
            scored.score.is_some_and(|it| it < SCORE_MET).then_some((it, scored))
        };
        let mut found: Vec<_> = rubrics::criteria().filter_map(|it| unmet(it.1)).collect();
        found.sort_by_key(|it| !it.0.mandatory);
        found
    }

    /// What must be put right, with the criterion.
    pub fn fixes(&self) -> Vec<(&'static Criterion, &str)> {
        let fix = |it: &'static Criterion| {
            let fix = self.of(&it.code)?.fix.trim();
            (!fix.is_empty()).then_some((it, fix))
        };
        rubrics::criteria().filter_map(|it| fix(it.1)).collect()
    }

    /// Refuses an outcome that does not follow from it. What is not met takes a finding and a fix;
    /// without a mandatory criterion nothing is accepted (S0-13).
    pub fn allows(&self, outcome: Outcome) -> Result<()> {
        let scored = |it: &Criterion| self.of(&it.code).is_some_and(|it| it.score.is_some());
        if !rubrics::criteria().all(|it| scored(it.1)) {
            return Err(UNSCORED.into());
        }
        let mut problems = Vec::new();
        for (criterion, scored) in self.unmet() {
            for (text, field, reason) in [
                (&scored.finding, "finding", "Say what was found."),
                (&scored.fix, "fix", "Say what must be put right."),
            ] {
                if text.trim().is_empty() {
                    let title = &criterion.title;
                    let field = format!("{}.{field}", criterion.code);
                    problems.push(FieldProblem::new(field, format!("{reason} ({title})")));
                }
            }
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let is_blocked = self.unmet().iter().any(|it| it.0.mandatory);
        let has_fixes = !self.fixes().is_empty();
        match outcome {
            Outcome::Accepted | Outcome::AcceptedWithFixes if is_blocked => Err(MANDATORY.into()),
            Outcome::Accepted if has_fixes => Err(HAS_FIXES.into()),
            Outcome::AcceptedWithFixes | Outcome::Returned if !has_fixes => Err(NO_FIXES.into()),
            _ => Ok(()),
        }
    }
}

/// The share of the best that these weights and scores come to.
fn percent(all: impl Iterator<Item = Option<(u32, u32)>>) -> Option<u8> {
    let (mut reached, mut best) = (0, 0);
    for (weight, score) in all.flatten() {
        reached += weight * score;
        best += weight * u32::from(SCORE_MAX);
    }
    if best == 0 {
        return None;
    }
    let nearest = (reached * 100 + best / 2) / best;
    // Never the best unless it is, and never nothing unless it is.
    let is_part = 0 < reached && reached < best;
    u8::try_from(if is_part { nearest.clamp(1, 99) } else { nearest }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_at(score: u8) -> Review {
        let scored = |code: &str| Scored {
            criterion: code.to_owned(),
            score: Some(score),
            ..Scored::default()
        };
        let scores = rubrics::criteria().map(|it| scored(&it.1.code)).collect();
        Review { scores, note: String::new() }
    }

    fn with(mut review: Review, code: &str, score: u8, fix: &str) -> Review {
        for it in &mut review.scores {
            if it.criterion == code {
                it.score = Some(score);
                it.fix = fix.to_owned();
                it.finding = fix.to_owned();
            }
        }
        review
    }

    fn code(result: Result<()>) -> &'static str {
        match result {
            Ok(()) => "",
            Err(Error::Refused(it)) => it.code,
            Err(Error::Invalid(_)) => "invalid",
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn each_source_is_the_share_of_its_weights() {
        assert_eq!(all_at(4).total(), Some(100));
        assert_eq!(all_at(2).by_source().into_values().collect::<Vec<_>>(), [50, 50, 50]);
        assert_eq!(Review::default().total(), None);
        // The statute has weights 3, 3, 2, 3 and 1: without one of 3, nine of twelve are left.
        let review = with(all_at(4), "statute.disasters", 0, "Name them.");
        assert_eq!(review.percent(Source::Statute), Some(75));
        assert_eq!(review.percent(Source::Manual), Some(100));
    }

    #[test]
    fn a_failed_mandatory_criterion_blocks_accepted() {
        let review = with(all_at(4), "statute.cyber", 1, "Decide it.");
        assert_eq!(code(review.allows(Outcome::Accepted)), "submission.mandatory");
        assert_eq!(code(review.allows(Outcome::AcceptedWithFixes)), "submission.mandatory");
        assert_eq!(code(review.allows(Outcome::Returned)), "");
    }

    #[test]
    fn an_outcome_follows_from_what_was_found() {
        assert_eq!(code(all_at(2).allows(Outcome::Accepted)), "");
        assert_eq!(code(all_at(2).allows(Outcome::AcceptedWithFixes)), "submission.no_fixes");
        assert_eq!(code(all_at(2).allows(Outcome::Returned)), "submission.no_fixes");
        let fixes = with(all_at(3), "practice.readable", 1, "Spell names out.");
        assert_eq!(code(fixes.allows(Outcome::AcceptedWithFixes)), "");
        assert_eq!(code(fixes.allows(Outcome::Accepted)), "submission.has_fixes");
        let silent = with(all_at(3), "practice.readable", 1, "");
        assert_eq!(code(silent.allows(Outcome::Returned)), "invalid");
        let mut open = all_at(3);
        open.scores.pop();
        assert_eq!(code(open.allows(Outcome::Returned)), "submission.unscored");
    }

    #[test]
    fn what_no_rubric_has_is_refused() {
        let mut review = all_at(3);
        review.scores[0].score = Some(5);
        review.scores[1].criterion = "made.up".to_owned();
        review.scores[3].criterion = review.scores[2].criterion.clone();
        let fields: Vec<_> = review.problems().into_iter().map(|it| it.field).collect();
        assert_eq!(
            fields,
            ["statute.environment.score", "made.up.criterion", "statute.protection.criterion"]
        );
    }
}
