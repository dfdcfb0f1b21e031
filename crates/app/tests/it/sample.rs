//! The State of Franklin: what is in it, and that it can be put into a database.

use std::collections::{BTreeMap, BTreeSet};

use app::prepare::inventory::{Details, Kind, ServiceType, Standing};
use app::programme::Programme;
use app::programme::check::check;
use app::programme::transfer::{self, ReadOptions};
use app::sample::{self, Size, franklin};
use chrono::NaiveDate;

fn today() -> NaiveDate {
    test_support::now().date_naive()
}

fn demo() -> Programme {
    franklin(7, Size::Demo, today())
}

fn n_of(programme: &Programme, kind: Kind) -> usize {
    programme.items.iter().filter(|it| it.document.kind == kind).count()
}

#[test]
fn the_same_seed_makes_the_same_state() {
    assert_eq!(demo(), demo());
    assert_ne!(demo(), franklin(8, Size::Demo, today()));
}

#[test]
fn the_demo_has_as_much_of_everything_as_it_says() {
    let programme = demo();
    assert_eq!(programme.agencies.len(), 31);
    assert_eq!(n_of(&programme, Kind::Service), 431);
    let n_needs: usize = programme.items.iter().map(|it| it.needs.len()).sum();
    assert!((1_700..9_000).contains(&n_needs), "{n_needs} needs");
    assert!((400..450).contains(&programme.persons.len()), "{} people", programme.persons.len());
    for (kind, expected) in [
        (Kind::Process, 110..140),
        (Kind::Asset, 1_850..2_250),
        (Kind::DataSet, 130..180),
        (Kind::Site, 48..60),
        (Kind::Vendor, 60..61),
        (Kind::Team, 36..44),
        (Kind::Crew, 24..25),
        (Kind::Group, 40..160),
    ] {
        let n = n_of(&programme, kind);
        assert!(expected.contains(&n), "{n} of {kind}");
    }
}

#[test]
fn nothing_in_the_demo_contradicts_itself_by_accident() {
    let programme = demo();
    let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
    let found = check(&programme, today());
    for it in &found {
        *n_of.entry(it.code).or_default() += 1;
        assert!(!it.code.starts_with("FIL") && it.code != "INV-001", "{it:?}");
        assert!(!["INV-002", "INV-004", "INV-005"].contains(&it.code), "{it:?}");
    }
    println!("{n_of:?}");
    for it in
        found.iter().filter(|it| ["REC-002", "REC-001", "REC-006", "REC-007"].contains(&it.code))
    {
        println!("{} {}", it.code, it.message);
    }
}
