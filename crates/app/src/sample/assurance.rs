//! How the agencies of the State of Franklin meet their obligations, what they want to reach, and what
//! they have learned: most upon their plans, some not yet, and a few too late.

use super::draft::Draft;
use super::random::Random;
use super::units::Unit;
use crate::Span;
use crate::assure::compliance::{ComplianceDocument, Evidence, EvidenceKind};
use crate::assure::lessons::{LessonDocument, Outcome};
use crate::assure::objectives::{Content, Measurement, Measuring, ObjectiveDocument, Serves};
use crate::people::agencies::AgencyKind;
use crate::plans::plan::PlanDocument;
use crate::prepare::inventory::Kind;
use crate::programme::ItemFile;

/// Which plans agencies show for which obligation, by the end of the plan's code.
const SHOWN: [(&str, &str); 3] =
    [("gs-143b-1331", "drp"), ("eo-298", "coop"), ("sp-800-53-cp", "drp")];

/// How every agency of the state meets what it must.
pub(super) fn of(draft: &Draft, plans: &[PlanDocument]) -> Vec<ComplianceDocument> {
    let mut random = draft.random("assurance");
    let own = draft.units.iter().filter(|it| it.kind == AgencyKind::StateAgency);
    let mut all = Vec::new();
    for (n, unit) in own.enumerate() {
        for (place, shown) in SHOWN.into_iter().enumerate() {
            all.push(one(draft, &mut random, (unit, plans), (n + place, shown)));
        }
    }
    all
}

fn one(
    draft: &Draft,
    random: &mut Random,
    (unit, plans): (&Unit, &[PlanDocument]),
    (n, (obligation, plan_type)): (usize, (&str, &str)),
) -> ComplianceDocument {
    let code = format!("{}-{plan_type}", unit.code);
    let plan = plans.iter().find(|it| it.code == code);
    let in_force = plan.and_then(PlanDocument::in_force);
    let published = in_force.and_then(|it| Some((it.number, it.published_at?)));
    let evidence = published.map(|(number, at)| Evidence {
        kind: EvidenceKind::Plan,
        on: at.date_naive(),
        clause: String::new(),
        plan: Some(code),
        version: Some(number),
        text: String::new(),
    });
    // One in four has what it takes, and its head has not signed yet.
    let attested = evidence.is_some() && n % 4 != 3;
    let days = if n % 9 == 4 { random.between(370, 400) } else { random.between(10, 300) };
    let due = match n % 5 {
        0 => draft.days_ago(random.between(5, 40)),
        _ => draft.in_days(random.between(20, 120)),
    };
    ComplianceDocument {
        agency: unit.code.clone(),
        obligation: obligation.to_owned(),
        owner: draft.person(&unit.code, 1),
        due: Some(due),
        evidence: evidence.into_iter().collect(),
        attested_by: draft.person(&unit.code, 0).filter(|_| attested),
        attested_at: attested.then(|| draft.moment(days, random)),
    }
}

/// What the agencies of the state want to reach, and what was measured.
pub(super) fn objectives(draft: &Draft, items: &[ItemFile]) -> Vec<ObjectiveDocument> {
    let mut random = draft.random("objectives");
    let mut all = Vec::new();
    for (n, unit) in draft.units.iter().enumerate() {
        match unit.kind {
            AgencyKind::State => all.push(government(draft, unit)),
            AgencyKind::StateAgency => {
                all.push(exercised(draft, &mut random, (unit, n)));
                all.extend(computed(unit, items));
            }
            _ => {}
        }
    }
    all
}

fn objective(unit: &Unit, code: &str, name: &str, content: Content) -> ObjectiveDocument {
    ObjectiveDocument {
        code: format!("{}-{code}", unit.code),
        agency: unit.code.clone(),
        name: format!("{name}: {}", unit.short),
        content,
        retired_at: None,
    }
}

fn government(draft: &Draft, unit: &Unit) -> ObjectiveDocument {
    let measurement = Measurement {
        on: draft.days_ago(41),
        took: Some(Span::from_minutes(150)),
        share: None,
        source: "Exercise of the cabinet at the second meeting place".to_owned(),
    };
    let content = Content {
        serves: Serves::Cog,
        about: "Count from the first call until a lawful decision is on record.".to_owned(),
        measurements: vec![measurement],
        ..Content::within(Span::from_hours(4))
    };
    objective(unit, "lawful-decision", "A lawful decision within 4 h", content)
}

/// One that an exercise showed to be reached, or not; or that nobody has measured yet.
fn exercised(draft: &Draft, random: &mut Random, (unit, n): (&Unit, usize)) -> ObjectiveDocument {
    let hours = if n % 4 == 1 { random.between(13, 20) } else { random.between(5, 12) };
    let measurement = Measurement {
        on: draft.days_ago(random.between(20, 300)),
        took: Some(Span::from_hours(hours)),
        share: None,
        source: "Yearly continuity exercise".to_owned(),
    };
    let content = Content {
        about: "Count from the activation until each essential function runs again.".to_owned(),
        measurements: if n % 6 == 5 { Vec::new() } else { vec![measurement] },
        ..Content::within(Span::from_hours(12))
    };
    objective(unit, "functions-12h", "Essential functions within 12 h", content)
}

/// One that follows from recovery analysis: the services that matter most are back in time.
fn computed(unit: &Unit, items: &[ItemFile]) -> Option<ObjectiveDocument> {
    let own = items.iter().filter(|it| {
        let document = &it.document;
        document.kind == Kind::Service
            && document.agency == unit.code
            && document.tier.is_some_and(|it| it <= 2)
    });
    let items: Vec<String> = own.take(20).map(ItemFile::reference).collect();
    if items.is_empty() {
        return None;
    }
    let content = Content {
        about: "Services of the first two tiers that can be back within their targets.".to_owned(),
        within: None,
        at_least: Some(95),
        by: Measuring::Recovery,
        items,
        ..Content::within(Span::ZERO)
    };
    Some(objective(unit, "services-in-time", "Services back in time", content))
}

/// What was learned, what is to be changed, and in which plan.
const LEARNED: [(&str, &str, &str); 4] = [
    (
        "Nobody knew who orders fuel",
        "Name who orders fuel for the generator, from whom, and who stands in.",
        "drp",
    ),
    (
        "The list of contacts lay on the server that was down",
        "Keep the list on paper at both sites, and say who prints it.",
        "coop",
    ),
    (
        "Two teams restored the same database",
        "Give each step of the recovery one team, by name.",
        "drp",
    ),
    (
        "The alternate site had fewer seats than people",
        "Say who works from home, and count the seats again.",
        "coop",
    ),
];

/// What agencies have learned: some of it stands in their plans since, some is open, some was
/// rejected.
pub(super) fn lessons(draft: &Draft, plans: &[PlanDocument]) -> Vec<LessonDocument> {
    let mut random = draft.random("lessons");
    let own = draft.units.iter().filter(|it| it.kind == AgencyKind::StateAgency);
    let mut all = Vec::new();
    for (n, unit) in own.enumerate() {
        let learned = LEARNED.iter().cycle().skip(n % LEARNED.len()).take(2);
        for (place, (title, about, plan_type)) in learned.enumerate() {
            let plan = format!("{}-{plan_type}", unit.code);
            let found = plans.iter().find(|it| it.code == plan);
            let published = found.and_then(PlanDocument::in_force).and_then(|it| it.published_at);
            let due = match n % 4 {
                1 => draft.days_ago(random.between(3, 20)),
                _ => draft.in_days(random.between(10, 90)),
            };
            let document = LessonDocument {
                code: format!("{}-lesson-{}", unit.code, place + 1),
                agency: unit.code.clone(),
                title: (*title).to_owned(),
                about: (*about).to_owned(),
                source: "Yearly continuity exercise".to_owned(),
                on: draft.days_ago(random.between(20, 200)),
                plan: found.map(|it| it.code.clone()),
                owner: draft.person(&unit.code, 5),
                due: Some(due),
                outcome: None,
                closed_at: None,
            };
            all.push(match (place, n % 5, published) {
                (0, _, Some(at)) => LessonDocument {
                    on: at.date_naive() - chrono::Days::new(15),
                    outcome: Some(Outcome { version: Some(1), rejected: None }),
                    closed_at: Some(at),
                    ..document
                },
                (1, 2, _) => LessonDocument {
                    outcome: Some(Outcome {
                        version: None,
                        rejected: Some("The site is given up next year.".to_owned()),
                    }),
                    closed_at: Some(draft.moment(random.between(2, 15), &mut random)),
                    ..document
                },
                _ => document,
            });
        }
    }
    all
}
