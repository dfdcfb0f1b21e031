//! How agencies work, whatever they work with.

use super::Size;
use super::draft::{Draft, item, needs};
use super::random::Random;
use super::units::{Unit, lower};
use crate::Span;
use crate::prepare::inventory::{Details, ItemDocument, Kind, NeedKind, ProcessDetails};

/// What every agency does besides, each with the level of service that it must keep.
const COMMON: [(&str, &str); 3] = [
    ("Answer public records requests for {}", "urgent requests within 1 day"),
    ("Hire and place staff for {}", "critical vacancies filled within 10 days"),
    ("Buy supplies for {}", "emergency orders within 4 hours"),
];

const PEAKS: [&str; 7] = [
    "Sunday to Tuesday",
    "The first five days of a month",
    "January to April",
    "June to November, in hurricanes",
    "December to March, in ice and snow",
    "August and September",
    "The last week of a quarter",
];

const WORKAROUNDS: [&str; 6] = [
    "Paper forms, entered later.",
    "Telephone and a shared list, kept by two people.",
    "The neighboring agency helps under an agreement.",
    "Yesterday's printed list.",
    "Staff go to the counter of the nearest office.",
    "Paper checks, by hand, for the most urgent cases.",
];

pub(super) fn write(draft: &mut Draft) {
    let mut random = draft.random("processes");
    let units: Vec<Unit> = draft.units.clone();
    for unit in units.iter().filter(|it| !it.services.is_empty()) {
        let mut all = unit.processes.clone();
        if !unit.kind.is_partner() {
            let n = 1 + usize::from(random.chance(60));
            let common = COMMON.iter().cycle().skip(random.below(3)).take(n);
            all.extend(
                common.map(|(name, level)| (name.replace("{}", &unit.short), (*level).to_owned())),
            );
        }
        for (n, (name, level)) in all.iter().enumerate() {
            process(draft, &mut random, (unit, n), (name, level));
        }
    }
    incomplete(draft);
}

fn process(
    draft: &mut Draft,
    random: &mut Random,
    (unit, n): (&Unit, usize),
    (name, level): (&str, &str),
) {
    let services = services(draft, random, unit, n);
    let targets: Vec<Span> = services
        .iter()
        .filter_map(|code| draft.item(Kind::Service, code)?.document.target_rto)
        .collect();
    // A process goes on when the last of its services is back.
    let target = targets.iter().max().copied().unwrap_or(Span::from_hours(72));
    let has_workaround = random.chance(80);
    let details = ProcessDetails {
        products: format!("What {} expect: {}.", unit.users, lower(name)),
        required_level: level.to_owned(),
        peaks: (*random.pick(&PEAKS)).to_owned(),
        workaround: match has_workaround {
            true => (*random.pick(&WORKAROUNDS)).to_owned(),
            false => String::new(),
        },
        workaround_holds: has_workaround.then(|| target.plus(target)),
    };
    let document = ItemDocument {
        owner: draft.owner(&unit.code, random),
        site: super::sites::office_of(draft, &unit.code),
        tier: Some(match target.secs() / 3_600 {
            0..8 => 1,
            8..24 => 2,
            24..72 => 3,
            _ => 4,
        }),
        target_rto: Some(target),
        ..item(&unit.code, name, name, &Details::Process(details))
    };
    let mut all: Vec<_> = services.iter().map(|it| needs(Kind::Service, it)).collect();
    let team = super::draft::slug(&format!("{} continuity team", unit.short));
    if draft.has(Kind::Team, &team) && random.chance(60) {
        let mut staffed = needs(Kind::Team, &team);
        staffed.kind = NeedKind::StaffedBy;
        all.push(staffed);
    }
    draft.put(document, all);
}

/// The services that a process needs: the one of the same rank, and one or two more.
fn services(draft: &Draft, random: &mut Random, unit: &Unit, n: usize) -> Vec<String> {
    let n_more = if draft.size == Size::Statewide { 0 } else { random.below(3) };
    let others = (0..n_more).map(|_| random.below(unit.services.len()));
    let mut found: Vec<String> = Vec::new();
    for at in std::iter::once(n % unit.services.len()).chain(others) {
        let Some((_, name)) = unit.services.get(at) else { continue };
        let code = super::draft::slug(name);
        if draft.has(Kind::Service, &code) && !found.contains(&code) {
            found.push(code);
        }
    }
    found
}

/// Two processes without a level that they must keep, and one with no system behind it.
fn incomplete(draft: &mut Draft) {
    let processes = draft.items.iter_mut().filter(|it| it.document.kind == Kind::Process);
    for (n, it) in processes.enumerate() {
        if n == 17 || n == 52 {
            it.document.details.remove("required_level");
        }
        if n == 33 {
            it.needs.retain(|it| it.kind == NeedKind::StaffedBy);
        }
    }
}
