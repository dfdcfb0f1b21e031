//! The four stages of a programme, and what each asks for before the next one opens. Nothing here does
//! I/O.
//!
//! The stages are those of IT service continuity management (ITIL): initiation; requirements and
//! strategy; implementation; ongoing operation.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Facts, Group, Part, Record};

/// One of the four stages of a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ProgrammeStage")]
pub enum Stage {
    /// It is set up.
    Initiation,
    /// What is needed is known, and how it is kept going.
    Requirements,
    /// Plans are in force, and tested.
    Implementation,
    /// It goes on.
    Operation,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: &[Stage] =
        &[Stage::Initiation, Stage::Requirements, Stage::Implementation, Stage::Operation];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Stage::Initiation => "initiation",
            Stage::Requirements => "requirements",
            Stage::Implementation => "implementation",
            Stage::Operation => "operation",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Stage::Initiation => "Initiation",
            Stage::Requirements => "Requirements and strategy",
            Stage::Implementation => "Implementation",
            Stage::Operation => "Ongoing operation",
        }
    }
}

/// Something that a stage asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// A part of the programme, which data proves or somebody writes down.
    Part(Part),
    /// An approved impact analysis of each essential service.
    Analyses,
    /// Risks that somebody assessed.
    Risks,
    /// An approved strategy for each essential service.
    Strategies,
    /// A plan in force for each essential service.
    Published,
    /// A test of each plan in force.
    Tested,
}

impl Gate {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Gate::Part(part) => part.code(),
            Gate::Analyses => "impact_analyses",
            Gate::Risks => "risks",
            Gate::Strategies => "strategies",
            Gate::Published => "plans_in_force",
            Gate::Tested => "plans_tested",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Gate::Part(part) => part.title(),
            Gate::Analyses => "Impact analyses approved",
            Gate::Risks => "Risks assessed",
            Gate::Strategies => "Strategies chosen",
            Gate::Published => "Plans in force",
            Gate::Tested => "Plans tested",
        }
    }
}

/// How a programme stands at a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which gate.
    pub gate: Gate,
    /// Whether it is passed.
    pub is_met: bool,
    /// What shows it, or what is missing.
    pub because: String,
    /// When an activity is due next.
    pub next: Option<NaiveDate>,
}

/// How a programme stands at a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageState {
    /// Which stage.
    pub stage: Stage,
    /// Whether all stages before it are passed.
    pub is_open: bool,
    /// What it asks for.
    pub gates: Vec<Standing>,
}

impl StageState {
    /// Whether all that it asks for is there.
    pub fn is_met(&self) -> bool {
        self.gates.iter().all(|it| it.is_met)
    }

    /// How many of its gates are passed.
    pub fn n_met(&self) -> usize {
        self.gates.iter().filter(|it| it.is_met).count()
    }

    /// Whether it is red: an activity has no next day, or that is past (S3-13).
    pub fn is_red(&self) -> bool {
        self.stage == Stage::Operation && !self.is_met()
    }
}

/// How a programme stands at each stage.
pub(super) fn stages(
    facts: &Facts,
    records: &BTreeMap<Part, Record>,
    today: NaiveDate,
) -> Vec<StageState> {
    let set_up = Part::of(Group::SetUp).map(|it| set_up(it, facts, records.get(&it)));
    let activity = Part::of(Group::Activity).map(|it| activity(it, records.get(&it), today));
    let gates = [
        (Stage::Initiation, set_up.collect()),
        (Stage::Requirements, requirements(facts)),
        (Stage::Implementation, implementation(facts)),
        (Stage::Operation, activity.collect()),
    ];
    let mut is_open = true;
    let mut all = Vec::new();
    for (stage, gates) in gates {
        let state = StageState { stage, is_open, gates };
        is_open &= state.is_met();
        all.push(state);
    }
    all
}

fn set_up(part: Part, facts: &Facts, record: Option<&Record>) -> Standing {
    let proof = match part {
        Part::Policy => facts.policy.as_ref().map(|it| format!("“{it}” is in force.")),
        Part::Roles if facts.has_contacts => {
            Some("Who is called, and who stands in, are named and can be reached.".to_owned())
        }
        Part::Plans => {
            facts.project.as_ref().map(|it| format!("“{it}” is under way, with milestones."))
        }
        _ => None,
    };
    let written = record.filter(|it| it.is_said()).map(|it| it.document.note.clone());
    let because = written.or(proof);
    let is_met = because.is_some();
    let missing = match part {
        Part::Policy => "No policy is in force here, and nothing is written down instead.",
        Part::Roles => {
            "No contact and alternate who can be reached are named, and nothing is written down \
             instead."
        }
        Part::Plans => {
            "No project with milestones is under way, and nothing is written down instead."
        }
        _ => "Nothing is written down: it takes an owner and a note.",
    };
    let because = because.unwrap_or_else(|| missing.to_owned());
    Standing { gate: Gate::Part(part), is_met, because, next: None }
}

fn activity(part: Part, record: Option<&Record>, today: NaiveDate) -> Standing {
    let owned = record.filter(|it| it.owner_id.is_some());
    let next = owned.and_then(Record::next);
    let (is_met, because) = match (owned, next) {
        (None, _) => (false, "Nobody answers for it, and it has no next date."),
        (_, None) => (false, "It has no next date."),
        (_, Some(day)) if day < today => (false, "Its date is past."),
        _ => (true, "It is planned."),
    };
    Standing { gate: Gate::Part(part), is_met, because: because.to_owned(), next }
}

/// A gate that each of `n_all` things must pass: without any there is nothing to show.
fn each(gate: Gate, (n_met, n_all): (u64, u64), what: &str, none: &str) -> Standing {
    let because = match n_all {
        0 => none.to_owned(),
        _ => format!("{n_met} of {n_all} {what}."),
    };
    Standing { gate, is_met: 0 < n_all && n_met == n_all, because, next: None }
}

fn requirements(facts: &Facts) -> Vec<Standing> {
    let none = "No service is marked as mission essential yet.";
    let n_all = facts.n_essential;
    vec![
        each(
            Gate::Analyses,
            (facts.n_analyzed, n_all),
            "essential services have an approved impact analysis",
            none,
        ),
        each(
            Gate::Risks,
            (facts.n_assessed, facts.n_risks),
            "risks are assessed",
            "No risk is written down yet.",
        ),
        each(
            Gate::Strategies,
            (facts.n_with_strategy, n_all),
            "essential services have an approved strategy",
            none,
        ),
    ]
}

fn implementation(facts: &Facts) -> Vec<Standing> {
    let none = "No service is marked as mission essential yet.";
    let n_all = facts.n_essential;
    let tested = each(
        Gate::Tested,
        (facts.n_tested, facts.n_in_force),
        "plans in force were tested",
        "No plan is in force yet.",
    );
    let waived = facts.n_waived;
    let because = match waived {
        0 => tested.because.clone(),
        n => format!("{} The test of {n} was waived.", tested.because),
    };
    vec![
        each(
            Gate::Published,
            (n_all.saturating_sub(facts.n_uncovered), n_all),
            "essential services have a plan in force",
            none,
        ),
        Standing { because, ..tested },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assure::stages::PartDocument;
    use crate::ids::{AgencyId, PersonId};

    fn today() -> NaiveDate {
        "2026-11-21".parse().unwrap()
    }

    fn record(part: Part, document: PartDocument) -> (Part, Record) {
        let owner_id = Some(PersonId::FIRST);
        (part, Record { owner_id, document, ..Record::unwritten(AgencyId::FIRST, part) })
    }

    fn noted(part: Part) -> (Part, Record) {
        record(part, PartDocument { note: "Settled.".to_owned(), ..PartDocument::default() })
    }

    fn yearly(part: Part, from: &str) -> (Part, Record) {
        let (rule, from) = (Some("FREQ=YEARLY".to_owned()), from.parse().ok());
        record(part, PartDocument { rule, from, ..PartDocument::default() })
    }

    fn of(facts: &Facts, records: impl IntoIterator<Item = (Part, Record)>) -> Vec<StageState> {
        stages(facts, &records.into_iter().collect(), today())
    }

    #[test]
    fn req_s3_10_stage_2_opens_only_with_all_five_items() {
        let five: Vec<Part> = Part::of(Group::SetUp).collect();
        for missing in &five {
            let rest = five.iter().filter(|it| *it != missing).map(|it| noted(*it));
            let states = of(&Facts::default(), rest);
            assert!(states[0].is_open && !states[1].is_open, "{missing:?}");
            assert_eq!(states[0].n_met(), 4);
        }
        let states = of(&Facts::default(), five.iter().map(|it| noted(*it)));
        assert!(states[1].is_open && !states[2].is_open && !states[3].is_open);
        // What is there proves three of them.
        let facts = Facts {
            policy: Some("Continuity".to_owned()),
            has_contacts: true,
            project: Some("Start".to_owned()),
            ..Facts::default()
        };
        assert_eq!(of(&facts, [])[0].n_met(), 3);
        assert!(of(&facts, [noted(Part::Scope), noted(Part::Resources)])[1].is_open);
    }

    #[test]
    fn stages_2_and_3_follow_from_what_is_there() {
        let whole = Facts {
            n_essential: 2,
            n_analyzed: 2,
            n_with_strategy: 2,
            n_risks: 3,
            n_assessed: 3,
            n_in_force: 2,
            n_tested: 2,
            ..Facts::default()
        };
        let met = |facts: &Facts| of(facts, []).iter().map(StageState::is_met).collect::<Vec<_>>();
        assert_eq!(met(&whole), [false, true, true, false]);
        for less in [
            Facts { n_analyzed: 1, ..whole.clone() },
            Facts { n_assessed: 2, ..whole.clone() },
            Facts { n_with_strategy: 1, ..whole.clone() },
        ] {
            assert_eq!(met(&less), [false, false, true, false], "{less:?}");
        }
        let untested = Facts { n_tested: 1, n_waived: 1, ..whole.clone() };
        let uncovered = Facts { n_uncovered: 1, ..whole };
        for less in [untested, uncovered] {
            assert_eq!(met(&less), [false, true, false, false], "{less:?}");
        }
        assert_eq!(met(&Facts::default()), [false; 4]);
    }

    #[test]
    fn req_s3_13_the_last_stage_is_red_unless_all_six_activities_have_a_date_ahead() {
        let six: Vec<Part> = Part::of(Group::Activity).collect();
        let ahead = |it: &Part| yearly(*it, "2026-11-21");
        assert!(!of(&Facts::default(), six.iter().map(ahead))[3].is_red());
        for odd in &six {
            let rest = || six.iter().filter(|it| *it != odd).map(ahead);
            assert!(of(&Facts::default(), rest())[3].is_red(), "{odd:?} is missing");
            let past = rest().chain([yearly(*odd, "2026-11-20")]);
            let states = of(&Facts::default(), past);
            assert!(states[3].is_red() && states[3].n_met() == 5, "{odd:?} is past");
            let (part, it) = ahead(odd);
            let unowned = rest().chain([(part, Record { owner_id: None, ..it })]);
            assert!(of(&Facts::default(), unowned)[3].is_red(), "{odd:?} has no owner");
        }
    }
}
