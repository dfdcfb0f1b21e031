//! The programmes of the State of Franklin and of its agencies, what they are worth, and special
//! projects: the state's is far, those of agencies are on their way, and a few things are late.

use super::draft::Draft;
use crate::assure::projects::{Milestone, ProjectDocument, Status};
use crate::assure::stages::{Done, Group, Part, PartDocument};
use crate::people::agencies::AgencyKind;
use crate::prepare::impact::Money;

const STATE: &str = "franklin";
const TEAM: &str = "continuity-team";

/// What was settled when the programme was set up.
const SETTLED: [(Part, &str); 2] = [
    (
        Part::Scope,
        "All services that agencies mark as mission essential, with the sites, systems, people and \
         vendors behind them. Schools and local governments keep programmes of their own.",
    ),
    (
        Part::Resources,
        "Six people in the continuity team, a coordinator and an alternate in each agency, and \
         $1.2 million a year for sites and exercises.",
    ),
];

/// How each activity comes again, how long ago it was due first, and what proved it last.
const ACTIVITIES: [(Part, &str, i64, &str); 6] = [
    (Part::Awareness, "FREQ=MONTHLY;INTERVAL=6", 160, "Mail to everybody, and a quiz."),
    (Part::Training, "FREQ=MONTHLY;INTERVAL=3", 80, "List of who took part."),
    (Part::Review, "FREQ=YEARLY", 300, "Report of the state auditor."),
    (Part::Testing, "FREQ=MONTHLY;INTERVAL=6", 150, "Report of the exercise."),
    (Part::Change, "FREQ=MONTHLY", 25, "Minutes of the change board."),
    (Part::Assurance, "FREQ=YEARLY", 340, "Statement to the governor."),
];

/// What the programme of the state is worth, as far as somebody has said so.
const WORTH: [(Part, Option<i64>, &str, &str); 5] = [
    (
        Part::Insurance,
        Some(418_000),
        "Taken off the premium for business interruption.",
        "Letter of the insurer.",
    ),
    (
        Part::Duties,
        None,
        "N.C.G.S. 143B-1331 asks each agency for its plan, each year.",
        "Register of obligations.",
    ),
    (
        Part::Relationship,
        None,
        "Agencies choose the state's data center rather than their own.",
        "",
    ),
    (Part::Credibility, Some(95_000), "Federal grants that ask for a tested plan.", "Grant files."),
    (Part::Marketing, None, "Named in the yearly report on the state's services.", ""),
];

/// What is written down about programmes, by agency.
pub(super) fn parts(draft: &Draft) -> Vec<(String, Part, PartDocument)> {
    let lead = draft.person(TEAM, 0);
    let mut all = Vec::new();
    let mut put = |agency: &str, part, document| all.push((agency.to_owned(), part, document));
    for (part, note) in SETTLED {
        let note = note.to_owned();
        put(STATE, part, PartDocument { owner: lead.clone(), note, ..PartDocument::default() });
    }
    for (n, (part, rule, days, evidence)) in ACTIVITIES.into_iter().enumerate() {
        let owner = draft.person(TEAM, n);
        put(STATE, part, activity(draft, owner, (rule, days, evidence)));
    }
    for (part, dollars, note, evidence) in WORTH {
        let document = PartDocument {
            value: dollars.map(Money::from_dollars),
            note: note.to_owned(),
            evidence: evidence.to_owned(),
            ..PartDocument::default()
        };
        put(STATE, part, document);
    }
    let own = draft.units.iter().filter(|it| it.kind == AgencyKind::StateAgency);
    for (n, unit) in own.enumerate() {
        let owner = draft.person(&unit.code, 1);
        let said = |note: &str| PartDocument {
            owner: owner.clone(),
            note: note.to_owned(),
            ..PartDocument::default()
        };
        put(&unit.code, Part::Scope, said("Every process that serves the public."));
        if n % 3 != 2 {
            put(&unit.code, Part::Resources, said("The coordinator, for a third of their time."));
            put(&unit.code, Part::Plans, said("As agreed with the continuity team in spring."));
        }
        // One in four has planned all of its activities, and the others some.
        let planned = ACTIVITIES.into_iter().take(if n % 4 == 0 { 6 } else { 3 + n % 3 });
        for (part, rule, days, evidence) in planned {
            let days = if n % 4 == 0 { days } else { days + 20 };
            put(&unit.code, part, activity(draft, owner.clone(), (rule, days, evidence)));
        }
    }
    all.retain(|(.., part, it)| part.group() == Group::Benefit || it.owner.is_some());
    all
}

/// An activity that was done when it was first due.
fn activity(
    draft: &Draft,
    owner: Option<String>,
    (rule, days, evidence): (&str, i64, &str),
) -> PartDocument {
    let from = draft.days_ago(days);
    let done = Done { on: from, was_due: Some(from), evidence: evidence.to_owned() };
    PartDocument {
        owner,
        rule: Some(rule.to_owned()),
        from: Some(from),
        done: vec![done],
        ..PartDocument::default()
    }
}

/// The special projects: one of the state, and what some agencies have asked for.
pub(super) fn projects(draft: &Draft) -> Vec<ProjectDocument> {
    let milestone = |name: &str, days: i64, is_done: bool| {
        let due = if days < 0 { draft.days_ago(-days) } else { draft.in_days(days) };
        Milestone { name: name.to_owned(), due, done_on: is_done.then_some(due) }
    };
    let mut all = vec![ProjectDocument {
        code: "western-site".to_owned(),
        agency: TEAM.to_owned(),
        name: "Second site in the west".to_owned(),
        scope: "Room, power and lines for all essential services at the western data center. What \
                agencies run themselves is not part of it."
            .to_owned(),
        owner: draft.person(TEAM, 1),
        status: Status::Active,
        milestones: vec![
            milestone("The room is rented", -120, true),
            milestone("Both lines are in service", -12, false),
            milestone("The first service was moved and back", 45, false),
        ],
    }];
    let own = draft.units.iter().filter(|it| it.kind == AgencyKind::StateAgency);
    for (n, unit) in own.enumerate().filter(|it| it.0 % 4 == 1) {
        let (is_asked, name) = (n % 8 == 5, "Records from paper to copies");
        all.push(ProjectDocument {
            code: format!("{}-records", unit.code),
            agency: unit.code.clone(),
            name: format!("{name}: {}", unit.short),
            scope: "Vital records that are on paper alone are copied and kept elsewhere."
                .to_owned(),
            owner: draft.person(&unit.code, 5),
            status: if is_asked { Status::Requested } else { Status::Active },
            milestones: vec![
                milestone("All records are counted", -30, !is_asked),
                milestone("The contract is signed", 20, false),
                milestone("All are copied", 200, false),
            ],
        });
    }
    all.retain(|it| it.owner.is_some() || it.status == Status::Requested);
    all
}
