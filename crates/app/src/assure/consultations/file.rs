//! A consultation as a file: what was asked, who advises, and what came of it.

use chrono::Datelike as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Advice, Area, AskDocument, Recommendation, RecordDocument, State};
use crate::ids::ConsultationId;
use crate::prepare::inventory::Kind;
use crate::{FieldProblem, Span, Timestamp};

/// A consultation as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsultationFile {
    /// Its id, a UUID, by which it is found again.
    pub code: String,
    /// Which agency asks, by code.
    pub agency: String,
    /// In which field.
    pub area: Area,
    /// About what, in one line.
    pub topic: String,
    /// What is asked.
    pub question: String,
    /// The plan that it is about, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The risk that it is about, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// The impact analysis that it is about, by the name of its file, such as `service.portal.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analysis: Option<String>,
    /// Who asks, by code of the person. None: the platform itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<String>,
    /// When.
    pub asked_at: Timestamp,
    /// How far it is.
    pub state: State,
    /// Who advises, by code of the person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advisers: Vec<String>,
    /// When those concerned meet, or met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meets_at: Option<Timestamp>,
    /// How much time it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spent: Option<Span>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub outcome: String,
    /// What was recommended, and what became of that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recommendations: Vec<Recommendation>,
    /// When it was closed or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

impl ConsultationFile {
    /// Its id, if that is one.
    pub(super) fn id(&self) -> Option<ConsultationId> {
        let id: ConsultationId = self.code.trim().parse().ok()?;
        // A UUID may be written in other ways, and a file has one name.
        (id.to_string() == self.code.trim()).then_some(id)
    }

    /// Whom it names, by code of the person.
    pub(crate) fn people(&self) -> impl Iterator<Item = &String> {
        self.advisers.iter().chain(&self.asked_by)
    }

    /// What about it cannot be, whatever the database holds.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let advice = |it: &Recommendation| Advice { text: it.text.clone(), due: it.due };
        let asked = AskDocument {
            agency: self.agency.clone(),
            area: self.area,
            topic: self.topic.clone(),
            question: self.question.clone(),
            plan: self.plan.clone(),
            risk: self.risk.clone(),
            analysis: self.analysis.clone(),
        };
        let record = RecordDocument {
            meets_at: self.meets_at,
            spent: self.spent,
            outcome: self.outcome.clone(),
            recommendations: self.recommendations.iter().map(advice).collect(),
        };
        let mut problems = asked.problems();
        problems.extend(record.problems());
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let reason = "Use a UUID in lower case, such as 01920f4c-0000-7000-8000-000000000001.";
        check(self.id().is_some(), "code", reason);
        let is_year = |it: &Timestamp| (1970..=9999).contains(&it.year());
        check(is_year(&self.asked_at), "asked_at", "Use a moment from 1970 to 9999.");
        let is_over = matches!(self.state, State::Closed | State::Withdrawn);
        let agrees = self.closed_at.is_some() == is_over;
        check(agrees, "closed_at", "What is over says since when, and nothing else does.");
        let is_moment = self.closed_at.as_ref().is_none_or(is_year);
        check(is_moment, "closed_at", "Use a moment from 1970 to 9999.");
        let is_advised = matches!(self.state, State::Taken | State::Closed);
        check(!is_advised || !self.advisers.is_empty(), "advisers", "Say who advises.");
        let waits = self.state == State::Asked;
        check(!waits || self.advisers.is_empty(), "advisers", "Nobody has taken it on yet.");
        let is_said = self.state != State::Closed || !self.outcome.trim().is_empty();
        check(is_said, "outcome", "Write down what came of it.");
        let is_resolved = |it: &Recommendation| {
            let said = it.resolution.trim();
            it.resolved_on.is_some() != said.is_empty()
                && it.resolved_on.is_none_or(|it| (1970..=9999).contains(&it.year()))
                && said.chars().count() <= 1_000
                && !said.contains('\0')
        };
        let reason = "Say on which day and what became of a recommendation, or neither.";
        check(self.recommendations.iter().all(is_resolved), "recommendations", reason);
        let is_named = self.analysis.as_deref().is_none_or(|it| analysis_of(it).is_some());
        check(is_named, "analysis", "Name the file of an impact analysis, without its ending.");
        problems
    }
}

/// The kind and the code of what an impact analysis is about, and the how many-th about that it is.
pub(super) fn analysis_of(name: &str) -> Option<(Kind, &str, u32)> {
    let (kind, rest) = name.trim().split_once('.')?;
    let (item, number) = rest.rsplit_once('.')?;
    Some((kind.parse().ok()?, item, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> ConsultationFile {
        ConsultationFile {
            code: ConsultationId::FIRST.to_string(),
            agency: "commerce".to_owned(),
            area: Area::Dr,
            topic: "Tapes".to_owned(),
            question: "How often?".to_owned(),
            plan: None,
            risk: None,
            analysis: Some("data_set.a.b.12".to_owned()),
            asked_by: None,
            asked_at: "2026-11-21T09:00:00Z".parse().unwrap(),
            state: State::Asked,
            advisers: Vec::new(),
            meets_at: None,
            spent: None,
            outcome: String::new(),
            recommendations: Vec::new(),
            closed_at: None,
        }
    }

    fn fields(it: &ConsultationFile) -> Vec<String> {
        it.problems().into_iter().map(|it| it.field.into_owned()).collect()
    }

    #[test]
    fn what_cannot_be_is_told_by_its_field() {
        assert_eq!(fields(&asked()), [""; 0]);
        let closed = ConsultationFile { state: State::Closed, ..asked() };
        assert_eq!(fields(&closed), ["closed_at", "advisers", "outcome"]);
        let resolution = "Done.".to_owned();
        let advice =
            Recommendation { text: "Test.".to_owned(), resolution, ..Recommendation::default() };
        let wrong = ConsultationFile {
            code: "tapes".to_owned(),
            analysis: Some("portal".to_owned()),
            recommendations: vec![advice],
            ..asked()
        };
        assert_eq!(fields(&wrong), ["code", "recommendations", "analysis"]);
    }

    #[test]
    fn an_analysis_is_named_as_its_file_is() {
        assert_eq!(analysis_of("data_set.a.b.12"), Some((Kind::DataSet, "a.b", 12)));
        assert_eq!(analysis_of("portal.1"), None);
    }
}
