//! A scenario: what would be lost at once, and when. Nothing here does I/O.

use std::collections::BTreeMap;
use std::fmt;

use chrono::Datelike as _;

use super::area::{Area, POINTS_MAX};
use super::assumed::CHANGES_MAX;
use crate::ids::{AgencyId, ScenarioId};
use crate::prepare::inventory::{Kind, reference};
use crate::prove::investments::Improvement;
use crate::{FieldProblem, Refusal, Span, Timestamp};

/// How many things a scenario names at most.
pub(super) const PARTS_MAX: usize = 1_000;

/// How many areas it names at most.
pub(super) const AREAS_MAX: usize = 100;

/// Something that may happen: what would be lost at once, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its id.
    pub id: ScenarioId,
    /// Whose it is: its place in the tree decides who sees and changes it.
    pub agency_id: AgencyId,
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What happens, in a few sentences.
    pub description: String,
    /// What is lost: sites with all that is there, vendors with all that they supply, crews and
    /// teams, and anything else by itself. In order, each once.
    pub lost: Vec<Part>,
    /// The one service that it is about, if it is: that and all that it rests on is lost, nothing else
    /// is down, and nobody else calls for the crews.
    pub alone: Option<Part>,
    /// After how long some of that is usable again. Of the rest, work begins at once.
    pub usable: BTreeMap<Part, Span>,
    /// Every site in one of these areas is lost, too.
    pub areas: Vec<Area>,
    /// What is assumed to be better than it is. In order, each once.
    pub changes: Vec<Improvement>,
    /// When it strikes. None: no particular time, so that everybody can be called at once.
    pub strikes_at: Option<Timestamp>,
    /// After how long people who were lost are there again, or others in their place. None: they do
    /// not come back.
    pub people_back: Option<Span>,
    /// After how long work begins: what it takes to notice, to decide and to call people. None: at
    /// once.
    pub begins_after: Option<Span>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was retired, if it was.
    pub retired_at: Option<Timestamp>,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

/// Something of the inventory that is lost, by kind and code: both never change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// What kind of thing.
    pub kind: Kind,
    /// Its code.
    pub code: String,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&reference(self.kind, &self.code))
    }
}

impl Part {
    /// What `text` names, such as `site:eastern`.
    pub fn read(text: &str) -> Option<Part> {
        let (kind, code) = text.trim().split_once(':')?;
        let (kind, code) = (kind.trim().parse().ok()?, code.trim());
        let is_code = !code.is_empty() && code.len() <= 100;
        is_code.then(|| Part { kind, code: code.to_owned() })
    }
}

const RETIRED: Refusal = Refusal::new(
    "scenario.retired",
    "A retired scenario cannot be changed or run. Bring it back first.",
);
const NOT_RETIRED: Refusal = Refusal::new("scenario.not_retired", "It is not retired.");

impl Scenario {
    /// Refuses if it is retired.
    pub fn in_use(&self) -> Result<(), Refusal> {
        if self.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// The scenario as taken out of use, unless it already is.
    pub fn retired(self, now: Timestamp) -> Result<Scenario, Refusal> {
        self.in_use()?;
        Ok(Scenario { retired_at: Some(now), updated_at: now, ..self })
    }

    /// The scenario as brought back into use, unless it is in use.
    pub fn restored(self, now: Timestamp) -> Result<Scenario, Refusal> {
        match self.retired_at {
            None => Err(NOT_RETIRED),
            Some(_) => Ok(Scenario { retired_at: None, updated_at: now, ..self }),
        }
    }

    /// What cannot be, whatever the inventory holds.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = texts(&self.code, &self.name, &self.description);
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        check(self.lost.len() <= PARTS_MAX, "lost", "Name at most 1,000 things.");
        let n_changes = self.changes.len();
        check(n_changes <= CHANGES_MAX, "changes", "Assume at most 20 changes.");
        check(self.areas.len() <= AREAS_MAX, "areas", "Draw at most 100 areas.");
        let is_more = !self.lost.is_empty() || !self.areas.is_empty();
        let says_something = is_more || self.alone.is_some();
        check(says_something, "lost", "Say what is lost: things of the inventory, or an area.");
        let is_alone = self.alone.is_none() || (!is_more && self.people_back.is_none());
        check(
            is_alone,
            "alone",
            "Of one service alone, say nothing else that is lost, and no people.",
        );
        let n_points: usize = self.areas.iter().map(Area::n_points).sum();
        check(n_points <= POINTS_MAX, "areas", "Use at most 10,000 points in all areas together.");
        let years = 1900..=2999;
        let year = self.strikes_at.map(|it| it.year());
        check(
            year.is_none_or(|it| years.contains(&it)),
            "strikes_at",
            "Use a day of the years 1900 to 2999.",
        );
        for (field, span) in
            [("people_back", self.people_back), ("begins_after", self.begins_after)]
        {
            let secs = span.map_or(0, Span::secs);
            let is_span = (0..=Span::from_hours(24 * 3_660).secs()).contains(&secs);
            check(is_span, field, "Use a time of at most ten years.");
        }
        for (n, area) in self.areas.iter().enumerate() {
            problems.extend(area.problems(n));
        }
        problems
    }
}

/// What is wrong with how it is called.
fn texts(code: &str, name: &str, description: &str) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut check = |holds: bool, field: &'static str, reason: &'static str| {
        if !holds {
            problems.push(FieldProblem::new(field, reason));
        }
    };
    let in_code =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let is_code = !code.is_empty() && code.chars().all(in_code);
    check(is_code, "code", "Use lower-case letters, digits and hyphens.");
    check(code.len() <= 100, "code", "Use at most 100 characters.");
    check(!name.is_empty(), "name", "Give it a name.");
    check(name.chars().count() <= 300, "name", "Use at most 300 characters.");
    check(!name.contains(char::is_control), "name", "Use one line of plain text.");
    let is_short = description.chars().count() <= 20_000;
    check(is_short, "description", "Use at most 20,000 characters.");
    check(!description.contains('\0'), "description", "Use plain text.");
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let now = "2026-09-14T12:00:00Z".parse().unwrap();
        Scenario {
            id: ScenarioId::FIRST,
            agency_id: AgencyId::FIRST,
            code: "east".to_owned(),
            name: "East".to_owned(),
            description: String::new(),
            lost: vec![Part { kind: Kind::Site, code: "east".to_owned() }],
            alone: None,
            usable: BTreeMap::new(),
            areas: Vec::new(),
            changes: Vec::new(),
            strikes_at: None,
            people_back: None,
            begins_after: None,
            updated_at: now,
            retired_at: None,
            version: 1,
        }
    }

    #[test]
    fn what_is_lost_is_named_by_kind_and_code() {
        let part = Part::read(" site: east ").unwrap();
        assert_eq!(part.to_string(), "site:east");
        for wrong in ["east", "place:east", "site:", ""] {
            assert_eq!(Part::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_scenario_in_which_nothing_is_lost_is_refused() {
        let fields = |it: Scenario| {
            it.problems().into_iter().map(|it| it.field.into_owned()).collect::<Vec<_>>()
        };
        assert!(fields(scenario()).is_empty());
        assert_eq!(fields(Scenario { lost: Vec::new(), ..scenario() }), ["lost"]);
        let alone = Some(Part { kind: Kind::Service, code: "portal".to_owned() });
        let more = Scenario { alone, ..scenario() };
        assert_eq!(fields(more.clone()), ["alone"]);
        assert!(fields(Scenario { lost: Vec::new(), ..more }).is_empty());
        let year = "1800-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(fields(Scenario { strikes_at: Some(year), ..scenario() }), ["strikes_at"]);
        let long = Some(Span::from_hours(24 * 9_999));
        assert_eq!(fields(Scenario { people_back: long, ..scenario() }), ["people_back"]);
        assert_eq!(fields(Scenario { begins_after: long, ..scenario() }), ["begins_after"]);
        let wrong = Scenario { code: "East!".to_owned(), name: String::new(), ..scenario() };
        assert_eq!(fields(wrong), ["code", "name"]);
    }

    #[test]
    fn a_retired_scenario_is_retired_and_brought_back_once() {
        let now = scenario().updated_at;
        let retired = scenario().retired(now).unwrap();
        assert_eq!(retired.in_use(), Err(RETIRED));
        assert_eq!(retired.clone().retired(now), Err(RETIRED));
        assert_eq!(scenario().restored(now), Err(NOT_RETIRED));
        assert_eq!(retired.restored(now), Ok(scenario()));
    }
}
