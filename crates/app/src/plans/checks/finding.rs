//! What somebody should look at in a plan, and what that means for whoever follows it.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::plans::waivers::Waived;

/// Something that is looked for in plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which never changes.
    pub code: &'static str,
    /// How bad it is if it is found.
    pub severity: Severity,
    /// What it is about.
    pub area: Area,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Which public requirement asks for it.
    pub clause: Option<&'static str>,
}

/// Something that somebody should look at in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "PlanFinding")]
pub struct Finding {
    /// Which rule found it, such as `PLN-014`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub area: Area,
    /// Where: the key of a section, a field of a row such as `steps.3.by` (rows are counted from 0,
    /// as in forms), or a field of the plan itself, such as `owner`.
    pub place: String,
    /// Of what: the place without the number of its row, with what that row is called and what it
    /// names. It stays the same when rows move, and is what a waiver is for.
    pub about: String,
    /// On which line of the text of that section, counted from 1, if it is on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is the matter, in a sentence or two.
    pub sentence: String,
    /// Which public requirement asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<Cow<'static, str>>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// Who waived it, until when and why: until then it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waived>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Whoever follows the plan gets stuck.
    Error,
    /// Something that a plan should have is not there.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Each of them, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Note => "Note",
        }
    }
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "PlanFindingArea")]
pub enum Area {
    /// What people wrote.
    Text,
    /// When the plan is activated.
    Activation,
    /// Who acts, who follows whom, and who may decide.
    People,
    /// What is done.
    Steps,
    /// Sites, vendors, circuits and whatever else it takes.
    Resources,
    /// What must not be lost, and what is taken along.
    Records,
    /// The plan itself: whose it is, its reviews and tests, and its place among others.
    Standing,
}

impl Rule {
    /// That the rule found something at `place`.
    pub(super) fn at(&self, place: impl Into<String>, sentence: impl Into<String>) -> Finding {
        Finding {
            code: self.code,
            severity: self.severity,
            area: self.area,
            place: place.into(),
            about: String::new(),
            line: None,
            sentence: sentence.into(),
            clause: self.clause.map(Cow::Borrowed),
            fix: None,
            waived: None,
        }
    }
}

impl Finding {
    /// … which can be put right like this.
    #[must_use]
    pub(super) fn fixed_by(self, fix: impl Into<String>) -> Finding {
        Finding { fix: Some(fix.into()), ..self }
    }

    /// … of this, where one place may have several.
    #[must_use]
    pub(super) fn of(self, named: &str) -> Finding {
        Finding { about: named.trim().to_owned(), ..self }
    }

    /// … on this line of the text.
    #[must_use]
    pub(super) fn on_line(self, line: Option<u32>) -> Finding {
        Finding { line, ..self }
    }

    /// … but worse or less bad than usual.
    #[must_use]
    pub(super) fn with_severity(self, severity: Severity) -> Finding {
        Finding { severity, ..self }
    }

    /// Whether the plan cannot be carried out because of it: somebody is not there, a step cannot
    /// be done, or something that it takes is gone (S3-14).
    pub fn breaks(&self) -> bool {
        let acts = matches!(self.area, Area::People | Area::Steps | Area::Resources);
        acts && self.is_open_as(Severity::Error)
    }

    /// Whether it counts as this bad: what is waived does not count.
    pub fn is_open_as(&self, severity: Severity) -> bool {
        self.severity == severity && self.waived.is_none()
    }
}

/// Whether a plan with these findings can be carried out tonight: people can be reached, steps have
/// an order and somebody who does them, and what it takes is there (S3-14).
pub fn workable(findings: &[Finding]) -> bool {
    !findings.iter().any(Finding::breaks)
}

/// What is waived last; the worst first, then by rule and place.
pub(super) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |it: &'_ Finding| (it.waived.is_some(), it.severity, it.code);
        key(a).cmp(&key(b)).then_with(|| a.place.cmp(&b.place))
    });
}
