//! The State of Franklin: what is in it, and that it can be put into a database.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use app::actor::Role;
use app::people::sign_in;
use app::prepare::inventory::{self, Details, Kind, ServiceType, Standing};
use app::programme::Programme;
use app::programme::check::check;
use app::programme::transfer::{self, ReadOptions};
use app::sample::{self, Size, franklin};
use chrono::NaiveDate;

const PASSWORD: &str = "seven herons over the sound";

fn today() -> NaiveDate {
    test_support::now().date_naive()
}

fn demo(seed: u64) -> Programme {
    franklin(seed, Size::Demo, today())
}

fn n_of(programme: &Programme, kind: Kind) -> usize {
    programme.items.iter().filter(|it| it.document.kind == kind).count()
}

#[test]
fn the_same_seed_makes_the_same_state() {
    assert_eq!(demo(7), demo(7));
    assert_ne!(demo(7), demo(8));
}

#[test]
fn the_demo_has_as_much_of_everything_as_it_says() {
    for seed in [1, 1785] {
        let programme = demo(seed);
        assert_eq!(programme.agencies.len(), 31);
        assert_eq!(n_of(&programme, Kind::Service), 431);
        let n_needs: usize = programme.items.iter().map(|it| it.needs.len()).sum();
        assert!((1_700..9_000).contains(&n_needs), "{n_needs} needs");
        let n_people = programme.persons.len();
        assert!((410..440).contains(&n_people), "{n_people} people");
        let expected: [(Kind, Range<usize>); 9] = [
            (Kind::Process, 110..140),
            (Kind::Asset, 1_850..2_150),
            (Kind::DataSet, 125..175),
            (Kind::Site, 48..60),
            (Kind::Vendor, 60..61),
            (Kind::Team, 36..44),
            (Kind::Crew, 24..25),
            (Kind::Equipment, 1..2),
            (Kind::Group, 40..140),
        ];
        for (kind, expected) in expected {
            let n = n_of(&programme, kind);
            assert!(expected.contains(&n), "{n} of {kind} by seed {seed}");
        }
    }
}

#[test]
fn a_whole_state_has_fifty_thousand_services_with_two_hundred_thousand_needs() {
    let programme = franklin(7, Size::Statewide, today());
    assert_eq!(programme.agencies.len(), 500);
    assert_eq!(n_of(&programme, Kind::Service), 50_000);
    assert_eq!(programme.items.iter().map(|it| it.needs.len()).sum::<usize>(), 200_000);
}

/// What is wrong in the demo is wrong on purpose, whatever the seed.
#[test]
fn nothing_in_the_demo_is_wrong_by_chance() {
    for seed in [1, 7, 1785] {
        let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
        let mut late: BTreeSet<String> = BTreeSet::new();
        for it in check(&demo(seed), today()) {
            *n_of.entry(it.code).or_default() += 1;
            if it.code == "REC-002" && it.subject.starts_with("service:") {
                late.insert(it.subject);
            }
        }
        let expected = [
            ("INV-003", 1),
            ("INV-006", 5),
            ("INV-007", 1),
            ("INV-008", 2),
            ("PPL-001", 1),
            ("PPL-002", 1),
            ("REC-001", 2),
            ("REC-003", 3),
            ("REC-008", 1),
            ("RSK-002", 4),
        ];
        for (code, n) in expected {
            let found = n_of.remove(code).unwrap_or(0);
            assert!(
                found == n || (code == "INV-006" && (1..=n).contains(&found)),
                "{code}: {found}"
            );
        }
        assert!(n_of["REC-005"] < 400, "too many old proofs: {}", n_of["REC-005"]);
        let rest: Vec<&str> = n_of.into_keys().collect();
        // Plans are written after everything else, so no file has any yet.
        let sites = ["SIT-001", "SIT-002", "SIT-003", "SIT-004"];
        let recovery = ["REC-002", "REC-004", "REC-005", "REC-011"];
        assert_eq!(rest, [&["PLN-078"][..], &recovery, &sites].concat());
        assert_eq!(late.len(), 27, "{late:?}");
        for service in ["unemployment-benefit-payments", "trooper-dispatch", "tax-payments"] {
            assert!(late.contains(&format!("service:{service}")), "{service}");
        }
    }
}

/// The six kinds of facility are there, each with a time by which it must be back.
#[test]
fn req_s3_02_all_six_kinds_of_facility_have_a_recovery_time() {
    let mut there = BTreeSet::new();
    for it in demo(7).items.iter().filter(|it| it.document.target_rto.is_some()) {
        if let Ok(Details::Service(details)) = it.document.parsed_details() {
            there.extend(details.facility);
        }
    }
    for facility in [
        ServiceType::ComputerSystem,
        ServiceType::Network,
        ServiceType::Application,
        ServiceType::Telecommunications,
        ServiceType::TechnicalSupport,
        ServiceType::ServiceDesk,
    ] {
        assert!(there.contains(&facility), "{facility:?}");
    }
}

/// The continuity team is part of the security and risk office, which is part of the CIO's.
#[test]
fn req_s0_04_the_continuity_team_is_where_it_belongs() {
    let programme = demo(7);
    let parent = |code: &str| {
        let agency = programme.agencies.iter().find(|it| it.code == code).unwrap();
        agency.parent.clone().unwrap()
    };
    assert_eq!(parent("continuity-team"), "security-and-risk");
    assert_eq!(parent("security-and-risk"), "state-cio");
}

#[tokio::test]
async fn a_small_state_is_loaded_once_and_can_be_signed_in_to() {
    let platform = test_support::fresh().await;
    let ctx = test_support::platform_ctx(&platform);
    let loaded = sample::load(&ctx, 7, Size::Small, PASSWORD).await.unwrap();
    let roles: Vec<Role> = loaded.sign_ins.iter().map(|it| it.role).collect();
    assert_eq!(roles, Role::ALL);

    let written = franklin(7, Size::Small, today());
    let read = transfer::read(&ctx, ReadOptions { channels: true }).await.unwrap();
    assert_eq!(read.agencies, written.agencies);
    for (read, written) in read.persons.iter().zip(&written.persons) {
        assert_eq!(read, written);
    }
    for (read, written) in read.items.iter().zip(&written.items) {
        assert_eq!(read, written);
    }
    assert_eq!(read.items.len(), written.items.len());

    let again = sample::load(&ctx, 7, Size::Small, PASSWORD).await.unwrap();
    assert!(again.summary.is_same());
    assert_eq!((loaded.n_analyses, again.n_analyses), (53, 0));
    assert_eq!((loaded.n_plans, again.n_plans), (20, 0));
    let n_changed = app::plans::plan::changed_since(&ctx).await.unwrap();
    assert_eq!(n_changed, 0, "nothing has changed since all of it was made");
    assert_eq!(again.sign_ins, loaded.sign_ins);

    let visit = sign_in::Visit {
        source: "192.0.2.7".to_owned(),
        browser: String::new(),
        request_id: ctx.request_id,
        now: ctx.now,
    };
    let email = &loaded.sign_ins[0].email;
    let (_, actor) = sign_in::sign_in(&platform, &visit, email, PASSWORD).await.unwrap();
    assert_eq!(actor.name, loaded.sign_ins[0].name);
}

#[tokio::test]
async fn a_small_state_knows_which_services_are_late() {
    let platform = test_support::fresh().await;
    let ctx = test_support::platform_ctx(&platform);
    sample::load(&ctx, 7, Size::Small, PASSWORD).await.unwrap();
    let query = inventory::Query {
        standing: Some(Standing::Missed),
        ..inventory::Query::all(Kind::Service)
    };
    let late = inventory::list(&ctx, &query).await.unwrap();
    let late: BTreeSet<&str> = late.items.iter().map(|it| it.code.as_str()).collect();
    let expected = [
        "adult-protective-services-reports",
        "child-welfare-case-intake",
        "emergency-medical-radio",
        "employer-contributions",
        "evidence-tracking",
        "medicaid-eligibility",
        "unemployment-benefit-payments",
        "unemployment-claim-filing",
    ];
    assert_eq!(late, expected.into());
}
