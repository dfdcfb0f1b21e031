//! Who may touch the database, and in which order its schema grows.

use crate::source::Source;
use crate::{files, read};

#[test]
fn only_stores_touch_the_database() {
    const SQL: [&str; 4] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];
    for (path, text) in files("rs") {
        let is_store = path.ends_with("/store.rs") || path.ends_with("/entity.rs");
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
    const SHOWN: [&str; 4] = ["pub mod store", "pub mod entity", "pub use store", "pub use entity"];
    for (path, text) in files("rs") {
        let code = Source::of(&text).code;
        assert_eq!(SHOWN.iter().find(|it| code.contains(*it)), None, "{path}");
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
