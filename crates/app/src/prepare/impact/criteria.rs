//! By what an impact is judged: kinds of impact, points in time, levels, and questions to answer.
//! The state sets them; an analysis keeps those that it was made by.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::settings::Kept;
use crate::{FieldProblem, Span};

/// By what an impact is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImpactCriteria {
    /// The kinds of impact that are looked at.
    pub types: Vec<ImpactType>,
    /// After which times without it, the earliest first.
    pub time_points: Vec<Span>,
    /// What the levels 1 to 5 are called.
    pub levels: Vec<String>,
    /// The level from which an impact cannot be borne.
    pub unacceptable_level: u8,
    /// What must or may be answered about everything that is analyzed.
    pub questions: Vec<Question>,
    /// After how many months an approved analysis is out of date.
    pub review_months: u32,
}

/// A kind of impact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImpactType {
    /// Its short name, which never changes.
    pub code: String,
    /// What it is called.
    pub name: String,
}

/// A question about everything that is analyzed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its short name, which never changes.
    pub code: String,
    /// The question.
    pub text: String,
    /// Whether an analysis is incomplete without an answer.
    #[serde(default)]
    pub mandatory: bool,
}

/// The highest level.
pub const LEVEL_MAX: u8 = 5;

const TYPES: [(&str, &str); 7] = [
    ("life", "Life and safety"),
    ("citizens", "Service to citizens"),
    ("legal", "Legal and regulatory"),
    ("financial", "Financial"),
    ("reputation", "Reputation"),
    ("institutional", "Institutional"),
    ("economic", "Economic"),
];

const QUESTIONS: [(&str, &str, bool); 4] = [
    ("users", "Who depends on it, and how many are they?", true),
    ("law", "Which law, rule or agreement says how soon it must be back?", true),
    ("records", "Which of its records could not be replaced if they were lost?", true),
    ("knowledge", "Who can do the work without its systems, and how do they know how?", false),
];

impl Default for ImpactCriteria {
    fn default() -> Self {
        let named =
            |(code, name): (&str, &str)| ImpactType { code: code.into(), name: name.into() };
        let asked = |(code, text, mandatory): (&str, &str, bool)| Question {
            code: code.into(),
            text: text.into(),
            mandatory,
        };
        let levels = ["Negligible", "Minor", "Serious", "Severe", "Disastrous"];
        ImpactCriteria {
            types: TYPES.map(named).into(),
            time_points: [1, 4, 8, 24, 72, 7 * 24, 30 * 24].map(Span::from_hours).into(),
            levels: levels.map(str::to_owned).into(),
            unacceptable_level: 4,
            questions: QUESTIONS.map(asked).into(),
            review_months: 12,
        }
    }
}

impl ImpactCriteria {
    /// What the kind of impact called `code` is called.
    pub fn type_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.types.iter().find(|it| it.code == code).map_or(code, |it| &it.name)
    }

    /// What `level` is called.
    pub fn level_name(&self, level: u8) -> &str {
        let index = usize::from(level).checked_sub(1);
        index.and_then(|it| self.levels.get(it)).map_or("", String::as_str)
    }

    /// The question called `code`.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|it| it.code == code)
    }
}

impl Kept for ImpactCriteria {
    const KEY: &'static str = "impact";

    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let codes: BTreeSet<&str> = self.types.iter().map(|it| it.code.as_str()).collect();
        check((1..=20).contains(&self.types.len()), "types", "Use 1 to 20 kinds of impact.");
        check(codes.len() == self.types.len(), "types", "Each code may stand there only once.");
        check(codes.iter().all(|it| is_code(it)), "types", WRONG_CODE);
        check(self.types.iter().all(|it| is_line(&it.name)), "types", WRONG_TEXT);
        let points = &self.time_points;
        check((1..=12).contains(&points.len()), "time_points", "Use 1 to 12 points in time.");
        check(
            points.is_sorted_by(|a, b| a < b) && points.first() != Some(&Span::ZERO),
            "time_points",
            "Each point in time must be later than the one before.",
        );
        let n_levels = self.levels.len() == usize::from(LEVEL_MAX);
        check(n_levels && self.levels.iter().all(|it| is_line(it)), "levels", "Name five levels.");
        check(
            (2..=LEVEL_MAX).contains(&self.unacceptable_level),
            "unacceptable_level",
            "Use a level from 2 to 5.",
        );
        let codes: BTreeSet<&str> = self.questions.iter().map(|it| it.code.as_str()).collect();
        check(self.questions.len() <= 30, "questions", "Use at most 30 questions.");
        check(codes.len() == self.questions.len(), "questions", "Use each code only once.");
        check(codes.iter().all(|it| is_code(it)), "questions", WRONG_CODE);
        check(self.questions.iter().all(|it| is_line(&it.text)), "questions", WRONG_TEXT);
        check((1..=60).contains(&self.review_months), "review_months", "Use 1 to 60 months.");
        problems
    }
}

const WRONG_CODE: &str = "A code has lower-case letters, digits and underscores.";
const WRONG_TEXT: &str = "Use one line of 1 to 200 characters.";

fn is_code(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=40).contains(&text.len()) && text.chars().all(fits)
}

fn is_line(text: &str) -> bool {
    let n = text.trim().chars().count();
    (1..=200).contains(&n) && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(change: impl FnOnce(&mut ImpactCriteria)) -> Vec<String> {
        let mut criteria = ImpactCriteria::default();
        change(&mut criteria);
        criteria.problems().into_iter().map(|it| it.field.into_owned()).collect()
    }

    #[test]
    fn what_holds_at_first_is_in_order() {
        let criteria = ImpactCriteria::default();
        assert_eq!(criteria.problems(), []);
        assert_eq!(criteria.type_name("legal"), "Legal and regulatory");
        assert_eq!((criteria.level_name(1), criteria.level_name(6)), ("Negligible", ""));
    }

    #[test]
    fn each_part_is_checked() {
        assert_eq!(fields(|it| it.types.clear()), ["types"]);
        assert_eq!(fields(|it| it.types.push(it.types[0].clone())), ["types"]);
        assert_eq!(fields(|it| it.types[0].code = "Life!".to_owned()), ["types"]);
        assert_eq!(fields(|it| it.time_points.reverse()), ["time_points"]);
        assert_eq!(fields(|it| it.time_points[0] = Span::ZERO), ["time_points"]);
        assert_eq!(fields(|it| it.levels.truncate(4)), ["levels"]);
        assert_eq!(fields(|it| it.unacceptable_level = 1), ["unacceptable_level"]);
        assert_eq!(fields(|it| it.questions[0].text.clear()), ["questions"]);
        assert_eq!(fields(|it| it.review_months = 0), ["review_months"]);
    }

    #[test]
    fn a_document_may_say_only_what_differs() {
        let criteria: ImpactCriteria =
            serde_json::from_str(r#"{"unacceptable_level": 3}"#).unwrap();
        assert_eq!(criteria.unacceptable_level, 3);
        assert_eq!(criteria.types, ImpactCriteria::default().types);
    }
}
