//! The readiness report: what can recover in time, what cannot, and why.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::drawing::{Drawing, drawing};
use crate::error::Error;
use crate::render::render;
use crate::world::Template;

/// Rows of all tables together that a report may have. Setting a thousand takes about 130 MB.
const ROWS_MAX: usize = 5_000;

/// Everything a readiness report says. Texts are printed as they are; an empty list becomes the
/// sentence that says there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadinessReport {
    /// Size of the sheets.
    #[serde(default)]
    pub paper: Paper,
    /// "Readiness report".
    pub title: String,
    /// "State of Franklin".
    pub state: String,
    /// The agency it is about; none for the whole state.
    pub agency: Option<String>,
    /// Classification marking, printed on every page.
    pub marking: Option<String>,
    /// When the figures were computed, for people: "November 21, 2026, 4:05 pm EST".
    pub generated: String,
    /// The same for machines, in the same time zone; the date of the file.
    pub generated_at: DateTime<FixedOffset>,
    /// The finding: "19 of 431 services cannot recover in time".
    pub headline: String,
    /// Where the finding comes from, in a sentence or two.
    pub summary: String,
    /// The figures under the headline, best at most eight.
    pub figures: Vec<Figure>,
    /// One line per agency; empty when the report is about one agency without others below it.
    #[serde(default)]
    pub agencies: Vec<AgencyLine>,
    /// Services that would miss their target, the worst first.
    pub missed: Vec<MissedTarget>,
    /// A section each for the worst of them.
    pub sections: Vec<ServiceSection>,
    /// Every service with its standing.
    pub services: Vec<ServiceLine>,
    /// What is left out of the services, if any: "The 4,000 most important of 50,000."
    #[serde(default)]
    pub services_note: Option<String>,
    /// Impact analyses that are due or stale.
    pub analyses: Vec<AnalysisLine>,
    /// What many services depend on with nothing to take its place.
    pub single_points: Vec<SinglePoint>,
    /// Things that need each other in a circle.
    pub cycles: Vec<Cycle>,
    /// How the figures are computed, a paragraph each.
    pub method: Vec<String>,
    /// What is not known, and what it keeps from being computed.
    pub missing: Vec<MissingLine>,
}

/// Size of the sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// US Letter.
    #[default]
    UsLetter,
    /// A4.
    A4,
}

/// How a service stands against its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It recovers in time.
    Met,
    /// It recovers in time, with little to spare or without proof.
    AtRisk,
    /// It does not recover in time.
    Missed,
    /// Too little is known to tell.
    Unknown,
    /// Nobody has said how soon it must be back.
    NoTarget,
}

/// One figure under the headline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// "Proven".
    pub label: String,
    /// "88%".
    pub value: String,
    /// "52 claims never tested".
    pub note: Option<String>,
}

/// How the services of one agency stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyLine {
    /// Name of the agency.
    pub name: String,
    /// Its services.
    pub n_services: u64,
    /// Those that recover in time.
    pub n_met: u64,
    /// Those that recover in time with little to spare.
    pub n_at_risk: u64,
    /// Those that do not.
    pub n_missed: u64,
    /// Those of which too little is known, or which have no target.
    pub n_unknown: u64,
}

/// A service that would miss its target, or nearly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedTarget {
    /// Name of the service.
    pub service: String,
    /// Its agency.
    pub agency: String,
    /// How it stands.
    pub standing: Standing,
    /// Time within which it must be back: "4 h".
    pub target: String,
    /// Time within which it can be back: "9 h 20 m".
    pub achievable: String,
    /// The difference: "5 h 20 m".
    pub over_by: String,
    /// What holds it back.
    pub held_back_by: String,
    /// When its recovery was last proven: "11 months ago", "Never".
    pub last_proof: String,
}

/// Why one service would miss its target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceSection {
    /// Name of the service.
    pub service: String,
    /// Its agency.
    pub agency: String,
    /// How it stands.
    pub standing: Standing,
    /// Why, in a sentence or two.
    pub sentence: String,
    /// What else is worth knowing: "Owner", "Tier", "Recovery point".
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// The chain that binds; none when it cannot be drawn.
    pub timeline: Option<Timeline>,
}

/// A word and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// "Owner".
    pub label: String,
    /// "Commerce, Employment security".
    pub value: String,
}

/// The recovery of a service, link by link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// When the service must be back, in seconds from the start.
    pub target_s: Option<i64>,
    /// What is restored, in order.
    pub links: Vec<Link>,
}

/// One thing of the chain being restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Name of the thing.
    pub name: String,
    /// When work on it starts, in seconds.
    pub start_s: i64,
    /// When it is back, in seconds.
    pub finish_s: i64,
    /// Whether it ends after the target.
    pub over: bool,
}

/// A service and its standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLine {
    /// Name of the service.
    pub service: String,
    /// Its agency; the column appears when the report is about the whole state or several agencies.
    pub agency: String,
    /// "1" to "4", or empty.
    pub tier: String,
    /// Time within which it must be back, or empty.
    pub target: String,
    /// Time within which it can be back, or empty.
    pub achievable: String,
    /// How it stands.
    pub standing: Standing,
}

/// An impact analysis that wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisLine {
    /// What it is an analysis of.
    pub subject: String,
    /// Its agency.
    pub agency: String,
    /// "Stale", "Due", "Draft", "Data needed".
    pub state: String,
    /// When it was approved, or empty.
    pub approved: String,
    /// Why it wants attention.
    pub reason: String,
}

/// Something many services depend on, with nothing to take its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SinglePoint {
    /// Name of the thing.
    pub name: String,
    /// "Asset", "Vendor", "Site".
    pub kind: String,
    /// Where it is, or empty.
    pub site: String,
    /// Services that stop without it.
    pub n_services: u64,
    /// The most important of them: "Tax refunds, Trooper dispatch and 11 more".
    pub services: String,
}

/// Things that need each other in a circle, so that nobody can say which comes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cycle {
    /// Names in the order of need; the last needs the first.
    pub members: Vec<String>,
}

/// Something that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingLine {
    /// Name of the record.
    pub subject: String,
    /// "Service", "Asset".
    pub kind: String,
    /// Its agency.
    pub agency: String,
    /// What is missing: "Recovery time promised".
    pub missing: String,
}

/// What the template reads: the report and its pictures.
#[derive(Serialize)]
struct Sheet<'a> {
    #[serde(flatten)]
    report: &'a ReadinessReport,
    drawings: Vec<Option<Drawing>>,
}

/// The report as a PDF that follows PDF/UA-1 and PDF/A-2a. The same report always gives the same
/// bytes.
pub fn readiness_report(report: &ReadinessReport) -> Result<Vec<u8>, Error> {
    let rows = report.n_rows();
    if ROWS_MAX < rows {
        return Err(Error::TooLong { rows, limit: ROWS_MAX });
    }
    let drawings = report.sections.iter().map(|it| it.timeline.as_ref().map(drawing));
    let sheet = Sheet { report, drawings: drawings.collect() };
    render(Template::Readiness, &serde_json::to_value(&sheet)?, report.generated_at)
}

impl ReadinessReport {
    fn n_rows(&self) -> usize {
        let links = self.sections.iter().filter_map(|it| it.timeline.as_ref());
        // A section takes the room of about ten rows.
        self.agencies.len()
            + self.missed.len()
            + 10 * self.sections.len()
            + links.map(|it| it.links.len()).sum::<usize>()
            + self.services.len()
            + self.analyses.len()
            + self.single_points.len()
            + self.cycles.iter().map(|it| it.members.len()).sum::<usize>()
            + self.missing.len()
    }
}
