//! The rule of `check` about the crews and the equipment there are.

use app::prepare::inventory::{ItemDocument, Kind};
use app::programme::Severity;
use serde_json::json;

use crate::check::{codes, details, found, hours, item, of, on};

/// Three hours and four, at once or one after the other, and then two.
#[test]
fn req_s3_01_a_target_that_one_crew_cannot_meet_is_told() {
    let with_people = |people: u32| {
        found(|it| {
            of(it, "ops").document.details = details(json!({ "people": people }));
            let db = &mut of(it, "db").document;
            (db.crew, db.crew_size) = (Some("ops".to_owned()), Some(1));
            let archive = ItemDocument {
                owner: Some("jane".to_owned()),
                restore: hours(4),
                crew: Some("ops".to_owned()),
                crew_size: Some(1),
                ..item(Kind::Asset, "archive")
            };
            it.items.push(archive.into());
            let portal = of(it, "portal");
            portal.document.crew_size = Some(1);
            portal.needs.push(on(Kind::Asset, "archive"));
        })
    };
    assert_eq!(codes(&with_people(2)), Vec::<&str>::new());
    let findings = with_people(1);
    assert_eq!(codes(&findings), ["REC-011"]);
    assert_eq!(
        (findings[0].subject.as_str(), findings[0].severity),
        ("service:portal", Severity::Gap)
    );
    let said = &findings[0].message;
    let expected = "“PORTAL” must be back after 8 h and can be after 6 h if each part has people of its \
                    own. With the crews there are, it is back after 9 h: ";
    assert!(said.starts_with(expected), "{said}");
    assert!(said.contains(" h for its crew, who work on "), "{said}");
}

/// Two parts that each take the one generator there is.
#[test]
fn req_s3_01_a_target_that_the_equipment_there_is_cannot_meet_is_told() {
    let with_units = |units: u32, size: u32| {
        found(|it| {
            let generator = ItemDocument {
                details: details(json!({ "units": units })),
                ..item(Kind::Equipment, "generator")
            };
            it.items.push(generator.into());
            let db = &mut of(it, "db").document;
            (db.equipment, db.equipment_size) = (Some("generator".to_owned()), Some(size));
            let archive = ItemDocument {
                owner: Some("jane".to_owned()),
                restore: hours(4),
                equipment: Some("generator".to_owned()),
                ..item(Kind::Asset, "archive")
            };
            it.items.push(archive.into());
            of(it, "portal").needs.push(on(Kind::Asset, "archive"));
        })
    };
    assert_eq!(codes(&with_units(2, 1)), Vec::<&str>::new());
    let findings = with_units(1, 1);
    assert_eq!(codes(&findings), ["REC-011"]);
    let said = &findings[0].message;
    assert!(said.contains(" h for “GENERATOR”, which “"), "{said}");
    let too_much = with_units(2, 3);
    assert_eq!(too_much.iter().filter(|it| it.code == "REC-008").count(), 1);
    let unknown = found(|it| of(it, "db").document.equipment = Some("crane".to_owned()));
    assert!(unknown.iter().any(|it| it.subject == "asset:db" && it.message.contains("crane")));
}

#[test]
fn a_service_that_rests_on_too_much_to_be_tried_is_told_with_the_reason() {
    let findings = found(|it| {
        for code in (0..400).map(|n| format!("part-{n}")) {
            it.items.push(ItemDocument { restore: hours(1), ..item(Kind::Asset, &code) }.into());
            of(it, "portal").needs.push(on(Kind::Asset, &code));
        }
    });
    let note = findings.iter().find(|it| it.code == "REC-011").unwrap();
    assert_eq!((note.subject.as_str(), note.severity), ("service:portal", Severity::Note));
    assert_eq!(
        note.message,
        "“PORTAL” was not tried with the crews there are, because what is behind is more than 400 \
         things: a scenario tells."
    );
}
