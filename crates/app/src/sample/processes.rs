//! How agencies work, whatever they work with.

use super::Size;
use super::draft::{Draft, item, needs};
use super::random::Random;
use super::special::NO_TARGET;
use super::units::{Unit, lower};
use crate::Span;
use crate::prepare::inventory::{Details, ItemDocument, Kind, NeedKind, ProcessDetails};

/// What every agency does besides, each with the level of service that it must keep.
const COMMON: [(&str, &str); 3] = [
    ("Answer public records requests for {}", "urgent requests within 1 day"),
    ("Call in and schedule staff of {}", "critical posts filled within 4 hours"),
    ("Handle procurement requests of {}", "emergency orders within 4 hours"),
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
    let services = services(draft, random, (unit, n), name);
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
        ..manning(draft, (unit, n), target)
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

/// Who does it, and where they sit when their office is lost. What is first to be back takes the most
/// people; of one in four nobody has found a seat yet.
fn manning(draft: &Draft, (unit, n): (&Unit, usize), target: Span) -> ProcessDetails {
    let number = |it: usize| u32::try_from(it).unwrap_or(1);
    let (seats, people_min) = match target.secs() / 3_600 {
        0..8 => (Some(4 + number(n % 3)), Some(2 + number(n % 3))),
        8..24 => (Some(3 + number(n % 2)), Some(2)),
        24..72 if n.is_multiple_of(2) => (Some(2), None),
        _ => (None, None),
    };
    let own = draft.alternates.get(&unit.code);
    let shared = || draft.alternates.values().nth(unit.code.len() % draft.alternates.len().max(1));
    let site = own.or_else(shared).filter(|_| n % 4 != 3);
    let seats_at = seats.zip(site).map(|(seats, site)| format!("{site} {seats}"));
    // Mostly one more can do it than it takes; of one in five, one fewer.
    let n_people = match people_min.map(|it| usize::try_from(it).unwrap_or(1)) {
        Some(least) if n % 5 == 4 => least.saturating_sub(1),
        Some(least) => least + 1,
        None => 0,
    };
    let mut people: Vec<String> =
        (n..n + n_people).filter_map(|it| draft.person(&unit.code, it)).collect();
    people.sort();
    people.dedup();
    ProcessDetails {
        people_min,
        people,
        seats,
        seats_at: seats_at.into_iter().collect(),
        ..ProcessDetails::default()
    }
}

/// The services that a process needs: those that share a word with it, or else one of its rank.
fn services(
    draft: &Draft,
    random: &mut Random,
    (unit, n): (&Unit, usize),
    name: &str,
) -> Vec<String> {
    let wanted = stems(name, &unit.short);
    let there = unit.services.iter().map(|(_, name)| name);
    let there = there.filter(|it| !NO_TARGET.contains(&it.as_str()));
    let there: Vec<(&String, String)> = there
        .map(|it| (it, super::draft::slug(it)))
        .filter(|(_, code)| draft.has(Kind::Service, code))
        .collect();
    let n_shared =
        |it: &str| stems(it, &unit.short).iter().filter(|it| wanted.contains(it)).count();
    let mut near: Vec<(usize, &String)> =
        there.iter().map(|(name, code)| (n_shared(name), code)).filter(|it| 0 < it.0).collect();
    near.sort_by_key(|it| std::cmp::Reverse(it.0));
    let n_max = if draft.size == Size::Statewide { 1 } else { 1 + random.below(3) };
    let mut found: Vec<String> = near.into_iter().take(n_max).map(|it| it.1.clone()).collect();
    if found.is_empty() {
        found.extend(there.get(n % there.len().max(1)).map(|it| it.1.clone()));
    }
    found
}

/// The words that say what a text is about, without their endings.
fn stems(text: &str, agency: &str) -> Vec<String> {
    let text = text.replace(agency, "").to_lowercase();
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|it| 4 < it.len());
    let words = words.filter(|it| !["state", "after", "every", "about", "other"].contains(it));
    words.map(|it| it.chars().take(5).collect()).collect()
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
