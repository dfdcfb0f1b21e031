//! The agencies, and the people who work there.

use super::draft::Draft;
use super::names::{FIRST, LAST, TITLES, head};
use super::random::Random;
use super::units::Unit;
use crate::people::agencies::{AgencyDocument, AgencyKind, comparable};
use crate::people::persons::{ChannelDocument, ChannelKind, PersonDocument, PersonKind, Reached};

/// Agencies whose contacts were never seen to answer.
const UNVERIFIED: [&str; 2] = ["labor", "food-bank"];

/// An agency that has named nobody to stand in for its contact.
const NO_ALTERNATE: &str = "veterans";

/// Whose people the contacts of vendors are: nobody's, so they have a list of their own.
pub(super) const VENDORS: &str = "(vendors)";

/// The first digits of telephone numbers.
const AREAS: [&str; 8] = ["919", "984", "828", "704", "336", "910", "252", "980"];

pub(super) fn write(draft: &mut Draft) {
    let mut random = draft.random("people");
    for unit in draft.units.clone() {
        let staff: Vec<String> =
            (0..n_people(&unit)).map(|n| person(draft, &mut random, &unit, n)).collect();
        let contact = |n: usize| staff.get(n).cloned();
        let is_partner = unit.kind.is_partner();
        let mut aliases = unit.aliases.clone();
        if unit.name.starts_with("Department of ") {
            aliases.push(format!("{}, Department of", unit.name.replace("Department of ", "")));
        }
        // Spellings that count as one name are one.
        aliases.sort_by_cached_key(|it| comparable(it));
        aliases.dedup_by_key(|it| comparable(it));
        draft.agencies.push(AgencyDocument {
            code: unit.code.clone(),
            parent: unit.parent.clone(),
            name: unit.name.clone(),
            aliases,
            kind: unit.kind,
            county_fips: unit.county_fips.map(str::to_owned),
            mission: unit.mission.clone(),
            headcount: Some(unit.headcount),
            primary_contact: contact(1),
            alternate_contact: contact(2)
                .filter(|_| unit.code != NO_ALTERNATE && !(is_partner && random.chance(10))),
            calendar: None,
        });
        draft.staff.insert(unit.code.clone(), staff);
    }
    let contact = vendor(draft, &mut random);
    draft.staff.insert(VENDORS.to_owned(), vec![contact]);
}

/// A vendor's contact, who is kept with the agency that looks after vendors.
fn vendor(draft: &mut Draft, random: &mut Random) -> String {
    let (first, last) = (*random.pick(FIRST), *random.pick(LAST));
    let code = draft.code("person", &format!("{first} {last}"));
    draft.persons.push(PersonDocument {
        code: code.clone(),
        agency: super::services::IT.to_owned(),
        name: format!("{first} {last}"),
        title: "Halyard Print, account manager".to_owned(),
        kind: PersonKind::Vendor,
        channels: Vec::new(),
    });
    code
}

fn n_people(unit: &Unit) -> usize {
    match unit.kind {
        AgencyKind::State => 6,
        _ if unit.services.is_empty() => 9,
        _ if unit.kind.is_partner() => 10,
        _ => 15,
    }
}

fn person(draft: &mut Draft, random: &mut Random, unit: &Unit, n: usize) -> String {
    let (first, last) = (*random.pick(FIRST), *random.pick(LAST));
    let code = draft.code("person", &format!("{first} {last}"));
    let n_alike = code.rsplit_once('-').and_then(|(_, it)| it.parse::<u8>().ok());
    let name = match n_alike {
        // Two people of one name go by their middle initial as well.
        Some(it) => format!("{first} {}. {last}", char::from(b'A' + it % 26)),
        None => format!("{first} {last}"),
    };
    let title = match n.checked_sub(1) {
        None => head(&unit.code, &unit.name),
        Some(n) => TITLES.get(n).map_or("Analyst", |it| *it).to_owned(),
    };
    let kind = match n {
        0..6 => PersonKind::Employee,
        _ if random.chance(12) => PersonKind::Contractor,
        _ => PersonKind::Employee,
    };
    let channels = channels(draft, random, (&code, unit, n));
    let agency = unit.code.clone();
    draft.persons.push(PersonDocument { code: code.clone(), agency, name, title, kind, channels });
    code
}

fn channels(
    draft: &Draft,
    random: &mut Random,
    (code, unit, n): (&str, &Unit, usize),
) -> Vec<ChannelDocument> {
    let number =
        |random: &mut Random| format!("+1 {} 555 01{:02}", random.pick(&AREAS), random.below(100));
    let email = (ChannelKind::Email, format!("{}@franklin.example", code.replace('-', ".")));
    let mut found = vec![email, (ChannelKind::Voice, number(random))];
    if n < 8 {
        found.push((ChannelKind::Sms, number(random)));
    }
    if unit.code == "highway-patrol" && n < 3 {
        found.push((ChannelKind::Radio, format!("Franklin {}", 100 + n)));
    }
    let answers = !UNVERIFIED.contains(&unit.code.as_str());
    let channel = |((kind, value), priority)| {
        let days = random.between(3, 400);
        let seen = answers && (n < 3 || random.chance(76));
        let is_own = matches!(kind, ChannelKind::Sms | ChannelKind::Radio);
        let verified_at = draft.moment(days, random);
        ChannelDocument {
            kind,
            value,
            priority,
            reached: if is_own { Reached::Always } else { Reached::Business },
            verified_at: seen.then_some(verified_at),
        }
    };
    found.into_iter().zip(1..).map(channel).collect()
}
