//! The rules of `check`: each finds what it should, and leaves alone what is right.

use app::Span;
use app::people::agencies::{AgencyDocument, AgencyKind};
use app::people::persons::{PersonDocument, PersonKind};
use app::prepare::impact::{AnalysisDocument, Content, State};
use app::prepare::inventory::{ItemDocument, Kind, NeedDocument, Proof, ProofSource};
use app::programme::check::check;
use app::programme::findings::RULES;
use app::programme::transfer::WriteOptions;
use app::programme::{Finding, ItemFile, Programme, Severity, transfer};
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use test_support::{fresh, platform_ctx};

pub(crate) fn today() -> NaiveDate {
    "2026-11-21".parse().unwrap()
}

pub(crate) fn hours(n: i64) -> Option<Span> {
    Some(Span::from_hours(n))
}

pub(crate) fn details(mut value: Value) -> Map<String, Value> {
    std::mem::take(value.as_object_mut().unwrap())
}

pub(crate) fn item(kind: Kind, code: &str) -> ItemDocument {
    ItemDocument::new(kind, "it", code, &code.to_uppercase())
}

pub(crate) fn on(kind: Kind, code: &str) -> NeedDocument {
    NeedDocument::hard(kind, code)
}

fn site(code: &str, role: &str, at: (f64, f64), hazard: &str) -> ItemFile {
    let details = details(json!({
        "site_role": role, "latitude": at.0, "longitude": at.1, "hazards": [hazard],
    }));
    ItemDocument { details, restore: hours(0), ..item(Kind::Site, code) }.into()
}

/// An approved analysis of the process: it can be gone for `mtd` hours, and is wanted in `rto`.
fn approved(mtd: i64, rto: i64) -> AnalysisDocument {
    let content = Content { mtd: hours(mtd), rto: hours(rto), wrt: hours(2), ..Content::default() };
    let document = AnalysisDocument::new(Kind::Process, "pay", content);
    AnalysisDocument { state: State::Approved, ..document }
}

/// A programme in which every rule has something to look at, and nothing to find.
pub(crate) fn sound() -> Programme {
    let agency = AgencyDocument {
        code: "it".to_owned(),
        parent: None,
        name: "Information Technology".to_owned(),
        aliases: vec!["DIT".to_owned()],
        kind: AgencyKind::StateAgency,
        county_fips: None,
        mission: String::new(),
        headcount: None,
        primary_contact: Some("jane".to_owned()),
        alternate_contact: Some("bob".to_owned()),
        calendar: None,
    };
    let person = |code: &str| PersonDocument {
        code: code.to_owned(),
        agency: "it".to_owned(),
        name: code.to_owned(),
        title: String::new(),
        kind: PersonKind::Employee,
        channels: Vec::new(),
    };
    let portal = ItemDocument {
        target_rto: hours(8),
        target_rpo: hours(4),
        restore: hours(2),
        crew: Some("ops".to_owned()),
        crew_size: Some(2),
        proof: Some(Proof {
            source: ProofSource::Test,
            on: Some("2025-11-21".parse().unwrap()),
            measured: hours(2),
        }),
        ..item(Kind::Service, "portal")
    };
    let database = ItemDocument {
        owner: Some("jane".to_owned()),
        target_rto: hours(6),
        target_rpo: hours(1),
        restore: hours(3),
        ..item(Kind::Asset, "db")
    };
    let process = ItemDocument {
        details: details(json!({"required_level": "60% within 2 days"})),
        ..item(Kind::Process, "pay")
    };
    let team = ItemDocument {
        details: details(json!({"members": ["jane"], "alternates": ["bob"]})),
        ..item(Kind::Team, "dr")
    };
    let crew = ItemDocument { details: details(json!({"people": 2})), ..item(Kind::Crew, "ops") };
    let group =
        ItemDocument { details: details(json!({"suffice": 1})), ..item(Kind::Group, "pair") };
    Programme {
        agencies: vec![agency],
        persons: vec![person("jane"), person("bob")],
        items: vec![
            ItemFile::new(portal, vec![on(Kind::Asset, "db")]),
            ItemFile::new(process, vec![on(Kind::Service, "portal")]),
            ItemFile::new(group, vec![on(Kind::Asset, "db")]),
            database.into(),
            team.into(),
            crew.into(),
            site("east", "primary_data_center", (35.7796, -78.6382), "hurricane"),
            site("west", "alternate_data_center", (35.3692, -81.9568), "landslide"),
        ],
        analyses: vec![approved(24, 8)],
        ..Programme::default()
    }
}

/// What is found in the sound programme once `spoil` has been at it.
pub(crate) fn found(spoil: impl FnOnce(&mut Programme)) -> Vec<Finding> {
    let mut programme = sound();
    spoil(&mut programme);
    check(&programme, today())
}

pub(crate) fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|it| it.code).collect()
}

pub(crate) fn of<'a>(programme: &'a mut Programme, code: &str) -> &'a mut ItemFile {
    programme.items.iter_mut().find(|it| it.document.code == code).unwrap()
}

#[test]
fn a_sound_programme_has_no_findings() {
    assert_eq!(found(|_| ()), []);
}

#[test]
fn what_is_named_must_be_there() {
    let findings = found(|it| {
        it.agencies[0].parent = Some("state".to_owned());
        it.agencies[0].calendar = Some("office".to_owned());
        it.persons[1].agency = "nowhere".to_owned();
        let portal = of(it, "portal");
        portal.document.owner = Some("nobody".to_owned());
        portal.document.site = Some("mars".to_owned());
        portal.needs.push(on(Kind::Vendor, "acme"));
        of(it, "dr").document.details["members"] = json!(["ghost"]);
    });
    assert_eq!(codes(&findings), ["INV-001"; 7]);
    let files: Vec<_> = findings.iter().filter_map(|it| it.file.as_deref()).collect();
    assert!(files.contains(&"agencies/it.yaml") && files.contains(&"teams/dr.yaml"));
    assert!(findings.iter().any(|it| it.message.contains("vendor “acme”")), "{findings:?}");
    assert!(findings.iter().any(|it| it.message.contains("calendar “office”")), "{findings:?}");
}

#[test]
fn a_code_or_a_name_belongs_to_one() {
    let findings = found(|it| {
        let twin = of(it, "db").clone();
        it.items.push(twin);
        let mut other = it.agencies[0].clone();
        other.code = "other".to_owned();
        other.name = "The dit".to_owned();
        other.aliases.clear();
        it.agencies.push(other);
    });
    assert_eq!(codes(&findings), ["INV-002", "INV-002"]);
}

#[test]
fn a_circle_is_told_by_name() {
    let findings = found(|it| {
        of(it, "db").needs.push(on(Kind::Service, "portal"));
        of(it, "db").document.target_rto = None;
        of(it, "portal").document.target_rto = None;
    });
    let circle = findings.iter().find(|it| it.code == "INV-003").unwrap();
    assert!(
        circle.message.contains("“DB” → “PORTAL” → “DB”")
            || circle.message.contains("“PORTAL” → “DB” → “PORTAL”"),
        "{}",
        circle.message
    );
    let soft = found(|it| {
        let need = NeedDocument { max_gap: hours(9), ..on(Kind::Service, "portal") };
        of(it, "db").needs.push(need);
    });
    assert!(!codes(&soft).contains(&"INV-003"), "{soft:?}");
}

#[test]
fn a_field_that_cannot_be_so_is_told() {
    let findings = found(|it| {
        of(it, "portal").document.tier = Some(9);
        of(it, "pair").document.details["suffice"] = json!("many");
        it.agencies[0].county_fips = Some("Wake".to_owned());
        of(it, "db").needs.push(on(Kind::Asset, "db"));
    });
    assert_eq!(codes(&findings), ["INV-004"; 4], "{findings:?}");
}

#[test]
fn a_group_needs_as_many_members_as_it_takes() {
    let findings = found(|it| of(it, "pair").document.details["suffice"] = json!(2));
    assert_eq!(codes(&findings), ["INV-005"]);
}

#[test]
fn req_s1_02_an_asset_without_an_owner_is_told() {
    let findings = found(|it| of(it, "db").document.owner = None);
    assert_eq!(codes(&findings), ["INV-006"]);
}

#[test]
fn req_s0_02_a_process_without_a_system_is_told() {
    let findings = found(|it| of(it, "pay").needs = vec![on(Kind::Team, "dr")]);
    assert_eq!(codes(&findings), ["INV-007"]);
}

#[test]
fn req_s3_07_a_process_without_a_level_of_service_is_told() {
    let findings = found(|it| of(it, "pay").document.details.clear());
    assert_eq!(codes(&findings), ["INV-008"]);
}

/// The worked example: only the identity system may be back before the database that it needs.
#[test]
fn of_the_worked_example_exactly_idm_and_db_are_told() {
    let service = |code: &str, target: i64, needs: Vec<NeedDocument>| {
        let document = ItemDocument {
            target_rto: hours(target),
            restore: hours(0),
            ..item(Kind::Service, code)
        };
        ItemFile::new(document, needs)
    };
    let mut programme = Programme { items: Vec::new(), analyses: Vec::new(), ..sound() };
    programme.items = vec![
        service("portal", 8, vec![on(Kind::Service, "web")]),
        service("web", 6, vec![on(Kind::Service, "db")]),
        service("idm", 4, vec![on(Kind::Service, "db")]),
        service("db", 6, vec![]),
    ];
    let findings = check(&programme, today());
    assert_eq!(codes(&findings), ["REC-001"]);
    assert_eq!(findings[0].subject, "service:idm");
    assert_eq!(findings[0].message, "“DB” may be back after 6 h, but “IDM” needs it after 4 h.");
    programme.items[2].needs[0].max_gap = hours(2);
    assert_eq!(check(&programme, today()), []);
}

#[test]
fn req_s3_01_a_target_that_is_missed_is_told_with_the_reason() {
    let findings = found(|it| of(it, "portal").document.target_rto = hours(4));
    let missed = findings.iter().find(|it| it.code == "REC-002").unwrap();
    assert_eq!(
        missed.message,
        "“PORTAL” must be back after 4 h and can be after 5 h: “DB” 3 h, then “PORTAL” 2 h."
    );
}

#[test]
fn a_service_without_a_recovery_time_is_told() {
    let findings = found(|it| of(it, "portal").document.target_rto = None);
    assert_eq!(codes(&findings), ["REC-003"]);
}

#[test]
fn what_cannot_be_computed_is_told_with_what_is_missing() {
    let findings = found(|it| of(it, "db").document.restore = None);
    assert_eq!(codes(&findings), ["REC-004"; 3]);
    assert!(findings[0].message.contains("how long “DB” takes"), "{}", findings[0].message);
}

#[test]
fn a_proof_lasts_two_years() {
    let proven = |on: &str| {
        let on = on.parse().unwrap();
        codes(&found(|it| of(it, "portal").document.proof.as_mut().unwrap().on = Some(on))).len()
    };
    assert_eq!((proven("2024-11-21"), proven("2024-11-20")), (0, 1));
}

#[test]
fn data_must_not_be_older_than_what_needs_them() {
    let findings = found(|it| of(it, "db").document.target_rpo = hours(5));
    assert_eq!(codes(&findings), ["REC-006"]);
}

#[test]
fn what_is_missed_for_too_long_is_told() {
    let findings = found(|it| {
        let need = NeedDocument { max_gap: hours(1), ..on(Kind::Service, "portal") };
        of(it, "db").needs.push(need);
    });
    assert!(codes(&findings).contains(&"REC-007"), "{findings:?}");
}

#[test]
fn a_promise_must_not_be_shorter_than_what_was_measured() {
    let findings = found(|it| {
        let portal = &mut of(it, "portal").document;
        portal.proof = portal.proof.map(|it| Proof { measured: hours(3), ..it });
    });
    assert_eq!(codes(&findings), ["REC-010"]);
    let said = "took longer than it may: measured 3 h on 2025-11-21, promised 2 h.";
    assert!(findings[0].message.ends_with(said), "{}", findings[0].message);
}

#[test]
fn a_crew_must_have_the_people_that_a_restoration_takes() {
    let findings = found(|it| of(it, "portal").document.crew_size = Some(3));
    assert_eq!(codes(&findings), ["REC-008"]);
}

#[test]
fn req_s4_21_an_analysis_must_leave_time_to_catch_up() {
    let findings = found(|it| it.analyses[0] = approved(9, 8));
    assert_eq!(codes(&findings), ["REC-009"]);
    let findings = found(|it| it.analyses[0].item = "nothing".to_owned());
    assert_eq!(codes(&findings), ["INV-001"]);
}

#[test]
fn what_an_approved_analysis_asks_for_is_a_target() {
    let findings = found(|it| it.analyses[0] = approved(24, 4));
    let missed = findings.iter().find(|it| it.code == "REC-002").unwrap();
    assert_eq!(missed.subject, "process:pay");
    let draft = found(|it| {
        it.analyses[0] = AnalysisDocument { state: State::Draft, ..approved(24, 4) };
    });
    assert_eq!(draft, []);
}

#[test]
fn req_s4_25_a_team_without_an_alternate_is_told() {
    let findings = found(|it| {
        of(it, "dr").document.details.remove("alternates");
    });
    assert_eq!(codes(&findings), ["PPL-001"]);
}

#[test]
fn req_s0_28_an_agency_without_contacts_is_told() {
    let findings = found(|it| it.agencies[0].alternate_contact = None);
    assert_eq!(codes(&findings), ["PPL-002"]);
    let partner = found(|it| {
        it.agencies[0].alternate_contact = None;
        it.agencies[0].kind = AgencyKind::Nonprofit;
    });
    assert_eq!(partner, []);
}

#[test]
fn req_s2_36_an_alternate_site_must_be_far_away_and_differently_threatened() {
    let near = found(|it| {
        of(it, "west").document.details["latitude"] = json!(35.9);
        of(it, "west").document.details["longitude"] = json!(-78.6);
    });
    assert_eq!(codes(&near), ["SIT-001"]);
    assert!(near[0].message.contains("13.8 km"), "{}", near[0].message);
    let same = found(|it| of(it, "west").document.details["hazards"] = json!(["Hurricane "]));
    assert_eq!(codes(&same), ["SIT-002"]);
}

/// Which rule finds something, and in what.
type Spoiler = (&'static str, fn(&mut Programme));

/// What an error means, and what a gap: the one keeps a programme out, the other does not.
#[tokio::test]
async fn an_import_refuses_what_has_errors_and_takes_what_has_gaps() {
    let spoilers: [Spoiler; 14] = [
        ("INV-001", |it| of(it, "portal").document.owner = Some("nobody".to_owned())),
        ("INV-001", |it| of(it, "portal").needs.push(on(Kind::Vendor, "acme"))),
        ("INV-002", |it| {
            let mut other = it.agencies[0].clone();
            other.code = "other".to_owned();
            it.agencies.push(other);
        }),
        ("INV-004", |it| of(it, "portal").document.tier = Some(9)),
        ("REC-009", |it| it.analyses[0] = approved(9, 8)),
        ("INV-003", |it| of(it, "db").needs.push(on(Kind::Service, "portal"))),
        ("INV-005", |it| of(it, "pair").document.details["suffice"] = json!(2)),
        ("REC-001", |it| of(it, "db").document.target_rto = hours(24)),
        ("REC-002", |it| of(it, "portal").document.target_rto = hours(4)),
        ("REC-006", |it| of(it, "db").document.target_rpo = hours(5)),
        ("REC-007", |it| {
            let need = NeedDocument { max_gap: hours(1), ..on(Kind::Service, "portal") };
            of(it, "db").needs.push(need);
        }),
        ("REC-008", |it| of(it, "portal").document.crew_size = Some(3)),
        ("REC-010", |it| {
            let portal = &mut of(it, "portal").document;
            portal.proof = portal.proof.map(|it| Proof { measured: hours(3), ..it });
        }),
        ("INV-006", |it| of(it, "db").document.owner = None),
    ];
    for (code, spoil) in spoilers {
        let mut programme = sound();
        spoil(&mut programme);
        let findings = check(&programme, today());
        let finding = findings.iter().find(|it| it.code == code);
        let severity = finding.unwrap_or_else(|| panic!("{code}: {findings:?}")).severity;
        let ctx = platform_ctx(&fresh().await);
        let done = transfer::write(&ctx, &programme, WriteOptions::default()).await;
        assert_eq!(done.is_err(), severity == Severity::Error, "{code}: {done:?}");
    }
}

#[test]
fn every_rule_is_explained() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules/README.md");
    let explained = std::fs::read_to_string(path).unwrap();
    for rule in RULES.iter() {
        let title = format!("\n## {} {}\n", rule.code, rule.title);
        assert!(explained.contains(&title), "{title}");
    }
    let n_sections = explained.matches("\n## ").count();
    assert_eq!(n_sections, RULES.len());
}
