//! A programme with two plans that have no fault.

use app::Span;
use app::people::agencies::{AgencyDocument, AgencyKind};
use app::people::persons::{ChannelDocument, ChannelKind, PersonDocument, PersonKind, Reached};
use app::plans::plan::{
    Content, Criterion, Delegation, Duty, KitItem, PlanDocument, RecordCopy, Section, Standing,
    Step, Succession, Test, Trigger, VersionDocument, VersionState, VitalRecord,
};
use app::plans::templates;
use app::prepare::inventory::{ItemDocument, Kind, NeedDocument};
use app::programme::{ItemFile, Programme};
use serde_json::{Value, json};

pub(super) fn hours(n: i64) -> Option<Span> {
    Some(Span::from_hours(n))
}

pub(super) fn agency(code: &str) -> AgencyDocument {
    AgencyDocument {
        code: code.to_owned(),
        parent: None,
        name: format!("Agency {code}"),
        aliases: Vec::new(),
        kind: AgencyKind::StateAgency,
        county_fips: None,
        mission: String::new(),
        headcount: None,
        primary_contact: None,
        alternate_contact: None,
        calendar: None,
    }
}

pub(super) fn person(agency: &str, code: &str) -> PersonDocument {
    PersonDocument {
        code: code.to_owned(),
        agency: agency.to_owned(),
        name: code.to_owned(),
        title: String::new(),
        kind: PersonKind::Employee,
        channels: vec![ChannelDocument {
            kind: ChannelKind::Email,
            value: format!("{code}@franklin.gov"),
            priority: 1,
            reached: Reached::Always,
            verified_at: Some("2026-11-01T09:00:00Z".parse().unwrap()),
        }],
    }
}

pub(super) fn item(kind: Kind, code: &str, mut details: Value) -> ItemDocument {
    let details = std::mem::take(details.as_object_mut().unwrap());
    ItemDocument { details, ..ItemDocument::new(kind, "it", code, &code.to_uppercase()) }
}

pub(super) fn site(code: &str, role: &str, at: (f64, f64), hazard: &str) -> ItemFile {
    let details = json!({
        "site_role": role, "latitude": at.0, "longitude": at.1, "hazards": [hazard],
        "readiness": "hot",
    });
    item(Kind::Site, code, details).into()
}

pub(super) fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|it| (*it).to_owned()).collect()
}

pub(super) fn duty(name: &str, person: &str, alternate: &str) -> Duty {
    Duty { duty: name.to_owned(), person: person.to_owned(), alternates: texts(&[alternate]) }
}

pub(super) fn step(text: &str, by: &str, (takes, restores): (i64, &str)) -> Step {
    Step {
        text: text.to_owned(),
        by: by.to_owned(),
        takes: hours(takes),
        restores: restores.to_owned(),
        check: "Two people have seen that it works.".to_owned(),
    }
}

pub(super) fn copy(site: &str) -> RecordCopy {
    RecordCopy { medium: "tape".to_owned(), site: site.to_owned(), within: hours(1) }
}

/// The sections of a type, each with something in it.
pub(super) fn sections(plan_type: &str) -> Vec<Section> {
    let section = |key: &String| Section {
        key: key.clone(),
        text: "The people on duty do this as they were trained.".to_owned(),
        ..Section::default()
    };
    templates::find(plan_type).unwrap().sections.iter().map(|it| section(&it.key)).collect()
}

pub(super) fn content(plan_type: &str) -> Content {
    let criterion = |text: &str, trigger: Trigger, item: &str, after: Option<Span>| Criterion {
        text: text.to_owned(),
        trigger,
        item: item.to_owned(),
        after,
    };
    Content {
        outline: Vec::new(),
        sections: sections(plan_type),
        activation: vec![
            criterion("The data center is lost", Trigger::SiteLost, "site:east", None),
            criterion("The portal is down", Trigger::ServiceDown, "service:portal", hours(1)),
        ],
        communication: Vec::new(),
        duties: vec![duty("Recovery director", "jane", "bob"), duty("Speaker", "ann", "cal")],
        steps: vec![
            step("Restore the database", "Recovery director", (3, "asset:db")),
            step("Start the portal", "crew:ops", (2, "service:portal")),
        ],
        successions: vec![Succession {
            position: "Director".to_owned(),
            holder: "jane".to_owned(),
            successors: texts(&["cal", "bob", "ann"]),
            elsewhere: texts(&["cal"]),
            conditions: "When the holder cannot be reached for 1 h".to_owned(),
        }],
        delegations: vec![Delegation {
            authority: "Sign emergency contracts".to_owned(),
            from: "Director".to_owned(),
            to: "Recovery director".to_owned(),
            begins: "When the plan is activated".to_owned(),
            ends: "When it is stood down".to_owned(),
            limits: "Up to $250,000 each".to_owned(),
        }],
        records: vec![VitalRecord {
            name: "Register of deeds".to_owned(),
            keeper: "ann".to_owned(),
            copies: vec![copy("west"), copy("archive")],
        }],
        kit: vec![KitItem {
            what: "Copy of this plan".to_owned(),
            count: 1,
            place: "Room 114".to_owned(),
            expires: Some("2027-06-30".parse().unwrap()),
        }],
        salvage: Vec::new(),
    }
}

pub(super) fn plan(plan_type: &str, code: &str) -> PlanDocument {
    let version = VersionDocument::draft(content(plan_type));
    let version = VersionDocument { state: VersionState::Active, ..version };
    let items = ["service:portal", "asset:db", "site:west"].map(str::to_owned);
    PlanDocument {
        owner: Some("jane".to_owned()),
        items: items.into(),
        standing: Standing::Active,
        review_due: Some("2027-06-01T09:00:00Z".parse().unwrap()),
        test: Some(Test {
            on: Some("2026-10-01".parse().unwrap()),
            note: "All of it was back in 4 h.".to_owned(),
        }),
        versions: vec![version],
        ..PlanDocument::new("it", plan_type, code, "What to do")
    }
}

/// A programme with two plans in which every rule has something to look at, and nothing to find.
pub(super) fn sound() -> Programme {
    let portal = ItemDocument {
        target_rto: hours(8),
        restore: hours(2),
        site: Some("east".to_owned()),
        vendor: Some("acme".to_owned()),
        ..item(Kind::Service, "portal", json!({ "importance": "essential" }))
    };
    let db = ItemDocument { restore: hours(3), ..item(Kind::Asset, "db", json!({})) };
    let line = |code: &str| -> ItemFile {
        let line = item(Kind::Asset, code, json!({ "asset_type": "circuit" }));
        ItemDocument { restore: hours(0), ..line }.into()
    };
    let on = |name: &str| NeedDocument::hard(Kind::Asset, name);
    let vendor = json!({ "agreement_ends": "2028-01-01", "evidence_on": "2026-06-01" });
    let team = json!({ "members": ["jane", "bob"], "alternates": ["ann"], "members_min": 2 });
    let lines = item(Kind::Group, "lines", json!({ "suffice": 1 }));
    Programme {
        agencies: vec![agency("it"), agency("away")],
        persons: vec![
            person("it", "jane"),
            person("it", "bob"),
            person("it", "ann"),
            person("away", "cal"),
        ],
        items: vec![
            ItemFile::new(portal, vec![on("db"), NeedDocument::hard(Kind::Group, "lines")]),
            db.into(),
            ItemFile::new(lines, vec![on("line-a"), on("line-b")]),
            line("line-a"),
            line("line-b"),
            item(Kind::Vendor, "acme", vendor).into(),
            item(Kind::Team, "dr", team).into(),
            item(Kind::Crew, "ops", json!({ "people": 2 })).into(),
            site("east", "primary_data_center", (35.7796, -78.6382), "hurricane"),
            site("west", "alternate_data_center", (35.3692, -81.9568), "landslide"),
            site("archive", "alternate_storage", (36.1, -80.2), "flood"),
        ],
        plans: vec![
            plan("coordination", "top"),
            PlanDocument { parent: Some("top".to_owned()), ..plan("drp", "recover") },
        ],
        ..Programme::default()
    }
}
