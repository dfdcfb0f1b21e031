//! What may happen to the State of Franklin: a few risks for each agency, most of them decided about.

use super::Size;
use super::draft::Draft;
use super::random::Random;
use super::units::Unit;
use crate::Timestamp;
use crate::prepare::inventory::{Kind, reference};
use crate::prepare::risks::{Content, HazardKind, Rating, RiskDocument, State, Task, Treatment};

/// What may happen, of what kind, how likely, how bad for citizens, institutions, businesses and the
/// economy, how likely once something was done, and what that is.
struct Threat(&'static str, HazardKind, &'static str, u8, [u8; 4], u8, &'static str);

const THREATS: [Threat; 6] = [
    Threat(
        "Flood at the main office",
        HazardKind::Natural,
        "Heavy rain in hurricane season, and the ground floor stands under water for days.",
        3,
        [4, 3, 2, 2],
        2,
        "Move the equipment room to the second floor",
    ),
    Threat(
        "Ransomware",
        HazardKind::Adversarial,
        "Somebody opens a file, and by the next morning nothing can be read any more.",
        4,
        [5, 4, 3, 3],
        2,
        "Keep backups where nobody can change them, and restore one each quarter",
    ),
    Threat(
        "Power cut of more than a day",
        HazardKind::Technological,
        "An ice storm, and the generator has fuel for eight hours.",
        3,
        [3, 3, 2, 1],
        1,
        "Contract for fuel within six hours",
    ),
    Threat(
        "Many people ill at once",
        HazardKind::Pandemic,
        "Two in five are absent for three weeks.",
        2,
        [3, 4, 2, 3],
        2,
        "Train a second person for each post that cannot wait",
    ),
    Threat(
        "The most important vendor fails",
        HazardKind::SupplyChain,
        "It goes out of business, or its own systems are down for a week.",
        2,
        [4, 3, 4, 3],
        2,
        "Agree with a second vendor, and keep a copy of the data",
    ),
    Threat(
        "A change that cannot be undone",
        HazardKind::Human,
        "A release deletes what it should have moved.",
        3,
        [3, 2, 2, 1],
        2,
        "Try each way back before the change",
    ),
];

/// Puts in what may happen to the agencies of the state itself.
pub(super) fn write(draft: &mut Draft) {
    let mut random = draft.random("risks");
    let units: Vec<Unit> = draft.units.clone();
    let own = units.iter().filter(|it| !it.services.is_empty() && !it.kind.is_partner());
    let n_max = if draft.size == Size::Statewide { 2 } else { 3 };
    for (n, unit) in own.enumerate() {
        let hit = hit(draft, unit);
        // The first of each covers what the agency has strategies for.
        for (place, step) in [0, 1, 3].into_iter().take(n_max).enumerate() {
            let threats = THREATS.iter().cycle().skip((n + step) % THREATS.len());
            let Some(threat) = threats.clone().next() else { continue };
            if let Some(risk) = risk(draft, &mut random, (unit, n, place), (threat, &hit)) {
                draft.risks.push(risk);
            }
        }
    }
}

/// What a risk of an agency would hit: its main office, and the services that it has first.
fn hit(draft: &Draft, unit: &Unit) -> Vec<String> {
    let office = draft.offices.get(&unit.code).map(|it| reference(Kind::Site, it));
    let services = draft
        .items
        .iter()
        .filter(|it| it.document.kind == Kind::Service && it.document.agency == unit.code);
    office.into_iter().chain(services.take(3).map(|it| it.reference())).collect()
}

/// How far the risk at the `place`-th of the `n`-th agency is.
fn stage(n: usize, place: usize) -> State {
    match (place, n % 5) {
        (0, 4) => State::Treating,
        (0, _) => State::Accepted,
        (1, 0) => State::Assessed,
        (1, 1 | 3) => State::Treating,
        (1, _) => State::Accepted,
        (_, 0 | 2) => State::Draft,
        (_, 1) => State::Closed,
        _ => State::Assessed,
    }
}

fn risk(
    draft: &Draft,
    random: &mut Random,
    (unit, n, place): (&Unit, usize, usize),
    (threat, hit): (&Threat, &[String]),
) -> Option<RiskDocument> {
    let Threat(name, kind, description, likelihood, impacts, less_likely, task) = threat;
    let person = |n| draft.person(&unit.code, n);
    let state = stage(n, place);
    let rating = |likelihood: u8, impacts: [u8; 4]| {
        let [citizens, institutions, businesses, economy] = impacts.map(Some);
        Rating { likelihood: Some(likelihood), citizens, institutions, businesses, economy }
    };
    let is_decided = state.is_decided() || state == State::Closed;
    let decided = is_decided.then(|| draft.moment(random.between(20, 300), random));
    // Of one agency in seven, nobody has looked at the first again in time.
    let review = match (place, n % 7) {
        (0, 3) => draft.days_ago(random.between(10, 60)),
        _ => draft.in_days(random.between(30, 330)),
    };
    let before = |it: Timestamp| it.checked_sub_days(chrono::Days::new(9)).unwrap_or(it);
    let task = Task {
        what: (*task).to_owned(),
        owner: person(3),
        due: Some(draft.in_days(random.between(20, 200))),
        done_on: (state == State::Closed).then(|| draft.days_ago(15)),
    };
    let content = Content {
        hazard: (*name).to_owned(),
        kind: Some(*kind),
        description: (*description).to_owned(),
        affects: hit.to_vec(),
        inherent: rating(*likelihood, *impacts),
        residual: rating(*less_likely, impacts.map(|it| it.min(3))),
        treatment: Some(Treatment::Mitigate),
        tasks: vec![task],
        owner: person(0),
        workshop_on: decided.map(|it| before(it).date_naive()),
        participants: [2, 4, 5].into_iter().filter_map(person).collect(),
        review_due: Some(review),
    };
    let content = match state {
        State::Draft => Content { residual: Rating::default(), review_due: None, ..content },
        _ => content,
    };
    let handed_in = match state {
        State::Draft => None,
        State::Assessed => Some(draft.moment(random.between(2, 15), random)),
        _ => decided.map(before),
    };
    let code = super::draft::slug(&format!("{} {name}", unit.code));
    Some(RiskDocument {
        state,
        author: Some(person(1)?),
        assessed_at: handed_in,
        decided_by: decided.and_then(|_| person(0)),
        decided_at: decided,
        because: match state {
            State::Closed => "What was to be done is done.".to_owned(),
            _ => String::new(),
        },
        content,
        ..RiskDocument::new(&unit.code, &code, &format!("{name}: {}", unit.short))
    })
}
