//! Who may touch the database, and in which order its schema grows.

use crate::source::Source;
use crate::{files, read};

/// The files of a feature that know its tables: queries, columns, and records to rows and back.
/// A second one says what it is about: `need_store.rs`.
const STORE: [&str; 3] = ["store", "entity", "row"];

#[test]
fn only_stores_touch_the_database() {
    const SQL: [&str; 4] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];
    for (path, text) in files("rs") {
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".rs");
        let is_store = STORE.iter().any(|it| name == *it || name.ends_with(&format!("_{it}")));
        let is_below = path.starts_with("crates/db/") || path.starts_with("xtask/");
        if is_store || is_below || path.contains("/tests/") {
            continue;
        }
        let source = Source::of(&text);
        assert!(!source.code.contains("sea_orm::"), "{path} uses SeaORM");
        assert!(!SQL.iter().any(|it| source.strings.contains(it)), "{path} contains SQL");
    }
}

#[test]
fn stores_and_entities_are_private() {
    for (path, text) in files("rs") {
        let code = Source::of(&text).code;
        let is_shown = |it: &&&str| {
            code.contains(&format!("pub mod {it};")) || code.contains(&format!("pub use {it}::"))
        };
        assert_eq!(STORE.iter().find(is_shown), None, "{path}");
    }
}

/// Steps that two people write at the same time get different names, and run in one order.
#[test]
fn migrations_are_named_by_their_time_and_listed_in_order() {
    let list = read("crates/db/src/migrations/mod.rs");
    let mut last = 0;
    for (path, _) in files("rs") {
        let Some(name) = path.strip_prefix("crates/db/src/migrations/m2") else {
            continue;
        };
        let name = format!("m2{}", name.strip_suffix(".rs").unwrap());
        let mut words = name.splitn(3, '_');
        let (date, time) = (words.next().unwrap(), words.next().unwrap());
        assert!(date.len() == 9 && time.len() == 4 && words.next().is_some(), "{name}");
        let listed = list.find(&format!("Box::new({name}::Step)"));
        assert!(listed.is_some_and(|it| last < it), "{name} is not listed, or too early");
        last = listed.unwrap();
    }
}
