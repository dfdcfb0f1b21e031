//! What struck the State of Franklin: water in the data center, which is over, and an exercise that
//! goes on.

use chrono::{Duration, NaiveTime};

use super::draft::Draft;
use super::sites::EAST;
use crate::prepare::impact::Money;
use crate::respond::disruptions::{DisruptionDocument, DisruptionKind};
use crate::respond::entries::{
    Access, Category, Cost, Damage, Decision, Details, EntryDocument, Severity,
};
use crate::respond::roll_calls::Start;
use crate::{Span, Timestamp};

const IT: &str = "information-technology";

/// The agency that practices: its coordinator can sign in.
const PRACTICES: &str = "commerce";

/// A disruption, with what was written down during it, and whom a roll call asks for.
pub(super) struct Struck {
    pub(super) document: DisruptionDocument,
    pub(super) entries: Vec<EntryDocument>,
    pub(super) roll_call: Start,
}

/// All of them.
pub(super) fn of(draft: &Draft) -> Vec<Struck> {
    let mut all = vec![water(draft)];
    all.extend(exercise(draft));
    all
}

/// So many hours before the day on which the sample was made.
fn ago(draft: &Draft, hours: i64) -> Timestamp {
    draft.today.and_time(NaiveTime::MIN).and_utc() - Duration::hours(hours)
}

fn entry(what: &str, (site, at): (&str, Timestamp), details: Details) -> EntryDocument {
    EntryDocument {
        what: what.to_owned(),
        at,
        site: Some(site.to_owned()),
        item: None,
        vendor: None,
        note: String::new(),
        details,
    }
}

fn damage(severity: Severity, dollars: i64, hours: i64, decision: Decision) -> Details {
    Details::Damage(Damage {
        severity,
        is_safe: Some(severity != Severity::Destroyed),
        estimate: (0 < dollars).then(|| Money::from_dollars(dollars)),
        repair: (0 < hours).then(|| Span::from_hours(hours)),
        decision,
    })
}

fn cost(category: Category, dollars: i64, approved_by: &str, reference: &str) -> Details {
    Details::Cost(Cost {
        category,
        amount: Money::from_dollars(dollars),
        is_emergency: !approved_by.is_empty(),
        approved_by: approved_by.to_owned(),
        reference: reference.to_owned(),
    })
}

fn access(who: &str, until: Timestamp) -> Details {
    let approved_by = "Head of facilities".to_owned();
    Details::Access(Access { who: who.to_owned(), until, approved_by })
}

fn water(draft: &Draft) -> Struck {
    let began = ago(draft, 24 * 47);
    let document = DisruptionDocument {
        kind: DisruptionKind::Site,
        sites: vec![EAST.to_owned()],
        description: "A sprinkler pipe broke above the battery room at night.".to_owned(),
        ended_at: Some(began + Duration::hours(63)),
        ..DisruptionDocument::new(IT, "water-in-the-data-center", "Water in the data center", began)
    };
    let after = |hours: i64| (EAST, began + Duration::hours(hours));
    let entries = vec![
        entry(
            "Battery string B",
            after(3),
            damage(Severity::Destroyed, 84_000, 240, Decision::Replace),
        ),
        entry(
            "Raised floor, row 14",
            after(4),
            damage(Severity::Major, 12_500, 48, Decision::Repair),
        ),
        entry("Cold aisle doors", after(4), damage(Severity::Minor, 1_800, 6, Decision::Use)),
        entry(
            "Paper records of the night shift",
            after(5),
            damage(Severity::Major, 0, 72, Decision::Salvage),
        ),
        entry(
            "Rented generator, four days",
            after(6),
            cost(Category::Equipment, 9_600, "Chief of staff", "EP-0117"),
        ),
        entry(
            "Drying contractor",
            after(7),
            cost(Category::Services, 14_250, "Chief of staff", "EP-0118"),
        ),
        entry("Overtime of two crews", after(50), cost(Category::Labor, 6_430, "", "")),
        entry("Meals for the night shift", after(30), cost(Category::Travel, 412, "", "")),
        entry(
            "Battery room",
            after(6),
            access("Crew of the drying contractor", began + Duration::hours(60)),
        ),
    ];
    let roll_call = Start {
        site: EAST.to_owned(),
        agencies: vec![IT.to_owned()],
        visitors: vec!["Night guard of the contractor".to_owned()],
    };
    Struck { document, entries, roll_call }
}

fn exercise(draft: &Draft) -> Option<Struck> {
    let office = draft.offices.get(PRACTICES)?.as_str();
    let began = ago(draft, 5);
    let document = DisruptionDocument {
        kind: DisruptionKind::Weather,
        is_exercise: true,
        sites: vec![office.to_owned()],
        description: "The main office cannot be entered after a storm.".to_owned(),
        ..DisruptionDocument::new(PRACTICES, "autumn-exercise", "Autumn exercise", began)
    };
    let after = |hours: i64| (office, began + Duration::hours(hours));
    let until = ago(draft, -72);
    let entries = vec![
        entry(
            "Roof above the mail room",
            after(2),
            damage(Severity::Major, 38_000, 96, Decision::Open),
        ),
        entry("Server closet", after(3), damage(Severity::None, 0, 0, Decision::Use)),
        entry("Buses to the alternate work site", after(3), cost(Category::Travel, 1_150, "", "")),
        entry("Mail room", after(4), access("Roofers", until)),
    ];
    let roll_call = Start {
        site: office.to_owned(),
        agencies: vec![PRACTICES.to_owned()],
        visitors: vec!["Parcel service".to_owned(), "Window cleaner".to_owned()],
    };
    Some(Struck { document, entries, roll_call })
}
