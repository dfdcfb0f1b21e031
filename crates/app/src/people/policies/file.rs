//! A policy as a file: with all its versions, and how far each is.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PolicyDocument, State};
use crate::people::persons::PersonKind;
use crate::{FieldProblem, Timestamp};

/// A policy as a file has it, with all its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency. It binds that agency and all below it.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// Who answers for it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The kinds of people who must acknowledge it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<PersonKind>,
    /// How many months after its publication it is reviewed.
    #[schemars(range(min = 1, max = 60))]
    pub review_months: u32,
    /// By when it must have been reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_due: Option<Timestamp>,
    /// Why it must be reviewed, or was retired.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// Since when it is retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
    /// Its versions, the first one first.
    pub versions: Vec<PolicyVersionFile>,
}

/// One version of a policy as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyVersionFile {
    /// Its number. The first is 1.
    pub number: u32,
    /// How far it is.
    pub state: State,
    /// What is different from the version before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// What it says, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// Who began it, by code of the person. None: the platform itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Who changed it last, by code of the person. None: the platform itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_by: Option<String>,
    /// The last day on which it can be commented on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment_until: Option<NaiveDate>,
    /// Who approved it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<Timestamp>,
    /// When it came into force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// Why it was sent back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
}

impl PolicyFile {
    /// The version in force, or the last that was before the policy was retired.
    pub(super) fn in_force(&self) -> Option<&PolicyVersionFile> {
        self.versions.iter().find(|it| it.state.is_in_force() || it.state == State::Retired)
    }

    /// The version that is being written.
    pub(super) fn open(&self) -> Option<&PolicyVersionFile> {
        self.versions.iter().find(|it| it.state.is_open())
    }

    /// How far it is: the version in force, or else the one that is being written.
    pub(super) fn state(&self) -> State {
        match self.retired_at {
            Some(_) => State::Retired,
            None => self.in_force().or(self.open()).map_or(State::Draft, |it| it.state),
        }
    }

    /// Whom it names, by code of the person.
    pub(crate) fn people(&self) -> impl Iterator<Item = &String> {
        let of_versions = self.versions.iter();
        let of_versions = of_versions.flat_map(|it| [&it.author, &it.edited_by, &it.approved_by]);
        of_versions.chain([&self.owner]).flatten()
    }

    /// What about it cannot be, whatever the database holds.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let head = PolicyDocument {
            review_months: self.review_months,
            ..PolicyDocument::new(&self.agency, &self.code, &self.name)
        };
        let mut problems = head.problems();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let is_reason = self.because.chars().count() <= 1_000 && !self.because.contains('\0');
        check(is_reason, "because", "Use at most 1,000 characters.");
        check(!self.versions.is_empty(), "versions", "Name at least one version.");
        let numbers = || self.versions.iter().map(|it| it.number);
        let ascend = numbers().zip(numbers().skip(1)).all(|(it, next)| it < next);
        let reason = "Number the versions from 1 on, the first one first.";
        check(ascend && numbers().all(|it| 0 < it), "versions", reason);
        let n_open = self.versions.iter().filter(|it| it.state.is_open()).count();
        let open_is_last = self.versions.iter().rev().skip(1).all(|it| !it.state.is_open());
        let reason = "Only the last version may be one that is being written.";
        check(n_open <= 1 && open_is_last, "versions", reason);
        let stands = |it: &&PolicyVersionFile| it.state.is_in_force() || it.state == State::Retired;
        let n_standing = self.versions.iter().filter(stands).count();
        check(n_standing <= 1, "versions", "Only one version may be in force.");
        let is_over = self.versions.iter().any(|it| it.state == State::Retired);
        let is_followed = self.versions.iter().any(|it| it.state.is_in_force());
        let agrees = if self.retired_at.is_some() { !is_followed } else { !is_over };
        check(agrees, "retired_at", "A policy is retired with its version in force.");
        for (n, it) in self.versions.iter().enumerate() {
            let of_version = it.problems().into_iter();
            let named = |it: FieldProblem| {
                FieldProblem::new(format!("versions[{n}].{}", it.field), it.reason)
            };
            problems.extend(of_version.map(named));
        }
        problems
    }
}

impl PolicyVersionFile {
    fn problems(&self) -> Vec<FieldProblem> {
        let said = PolicyDocument {
            summary: self.summary.clone(),
            body: self.body.clone(),
            ..PolicyDocument::new("", "x", "x")
        };
        let mut problems = said.problems();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let was_published = !self.state.is_open();
        let reason = "What is or was in force says since when, and nothing else does.";
        check(self.published_at.is_some() == was_published, "published_at", reason);
        let is_approved = self.approved_at.is_some() || !was_published;
        check(is_approved, "approved_at", "Say when it was approved.");
        let is_approved = self.approved_by.is_none() || self.approved_at.is_some();
        check(is_approved, "approved_at", "Say when it was approved.");
        let has_end = self.state != State::Comment || self.comment_until.is_some();
        check(has_end, "comment_until", "Say until when it can be commented on.");
        let is_reason = self.because.chars().count() <= 1_000 && !self.because.contains('\0');
        check(is_reason, "because", "Use at most 1,000 characters.");
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: u32, state: State) -> PolicyVersionFile {
        let at = (!state.is_open()).then(|| "2026-11-21T09:00:00Z".parse().unwrap());
        PolicyVersionFile {
            number,
            state,
            summary: String::new(),
            body: "Keep going.".to_owned(),
            author: None,
            edited_by: None,
            comment_until: None,
            approved_by: None,
            approved_at: at,
            published_at: at,
            because: String::new(),
        }
    }

    fn policy(versions: Vec<PolicyVersionFile>) -> PolicyFile {
        PolicyFile {
            code: "continuity".to_owned(),
            agency: "franklin".to_owned(),
            name: "Continuity".to_owned(),
            owner: None,
            audience: Vec::new(),
            review_months: 12,
            review_due: None,
            because: String::new(),
            retired_at: None,
            versions,
        }
    }

    fn fields(it: &PolicyFile) -> Vec<String> {
        it.problems().into_iter().map(|it| it.field.into_owned()).collect()
    }

    #[test]
    fn its_versions_say_how_far_it_is() {
        let old = || version(1, State::Superseded);
        let it = policy(vec![old(), version(2, State::ReviewDue), version(3, State::Draft)]);
        assert_eq!(fields(&it), [""; 0]);
        let numbers = (it.in_force().map(|it| it.number), it.open().map(|it| it.number));
        assert_eq!((it.state(), numbers), (State::ReviewDue, (Some(2), Some(3))));
        let draft = policy(vec![version(1, State::Approval)]);
        assert_eq!((draft.state(), fields(&draft)), (State::Approval, Vec::new()));
        let over = PolicyFile {
            retired_at: version(1, State::Retired).published_at,
            ..policy(vec![version(1, State::Retired)])
        };
        assert_eq!((over.state(), fields(&over)), (State::Retired, Vec::new()));
    }

    #[test]
    fn versions_that_cannot_be_beside_each_other_are_told_by_their_field() {
        let published = || version(1, State::Published);
        for (versions, wanted) in [
            (vec![], "versions"),
            (vec![version(2, State::Superseded), published()], "versions"),
            (vec![published(), version(2, State::ReviewDue)], "versions"),
            (vec![version(1, State::Draft), version(2, State::Published)], "versions"),
            (vec![version(1, State::Retired)], "retired_at"),
            (
                vec![PolicyVersionFile { published_at: None, ..published() }],
                "versions[0].published_at",
            ),
            (vec![published(), version(2, State::Comment)], "versions[1].comment_until"),
        ] {
            assert_eq!(fields(&policy(versions)), [wanted]);
        }
    }
}
