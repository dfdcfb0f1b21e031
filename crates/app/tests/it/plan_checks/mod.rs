//! The plan compiler: each rule finds what it should, and leaves alone what is right.

mod sound;
mod uses;

use std::collections::BTreeSet;

use app::plans::checks::RULES;
use app::plans::plan::{Content, PlanDocument, Section, Standing};
use app::plans::templates;
use app::programme::check::check;
use app::programme::{Finding, ItemFile, Programme, Severity};
use chrono::NaiveDate;
use serde_json::json;

use self::sound::{copy, hours, sections, sound, texts};

fn today() -> NaiveDate {
    "2026-11-21".parse().unwrap()
}

/// What the rules about plans find in a programme.
fn found(programme: &Programme) -> Vec<Finding> {
    let mut found = check(programme, today());
    found.retain(|it| it.code.starts_with("PLN"));
    found
}

fn recover(it: &mut Programme) -> &mut PlanDocument {
    it.plans.iter_mut().find(|it| it.code == "recover").unwrap()
}

fn says(it: &mut Programme) -> &mut Content {
    &mut recover(it).versions[0].content
}

fn write(it: &mut Programme, key: &str, text: &str) {
    let section = says(it).sections.iter_mut().find(|it| it.key == key).unwrap();
    section.text = text.to_owned();
}

fn of<'a>(it: &'a mut Programme, code: &str) -> &'a mut ItemFile {
    it.items.iter_mut().find(|it| it.document.code == code).unwrap()
}

fn verified(it: &mut Programme, code: &str, at: Option<&str>) {
    let person = it.persons.iter_mut().find(|it| it.code == code).unwrap();
    person.channels[0].verified_at = at.map(|it| it.parse().unwrap());
}

fn leaves(it: &mut Programme, code: &str) {
    it.persons.retain(|it| it.code != code);
}

#[test]
fn a_sound_plan_has_no_findings() {
    assert_eq!(found(&sound()), []);
}

/// The rule, how its field ends, and what is done to the sound programme.
type Spoiler = (&'static str, &'static str, fn(&mut Programme));

/// Spoils what the plan says in words, and when it is activated.
const WORDS: &[Spoiler] = &[
    ("PLN-001", ".key", |it| write(it, "security", " ")),
    ("PLN-002", ".key", |it| write(it, "security", "As usual.")),
    ("PLN-003", ".key", |it| {
        let guidance = &templates::find("drp").unwrap().section("security").unwrap().guidance;
        write(it, "security", guidance);
    }),
    ("PLN-004", ".key", |it| write(it, "security", "Who does it is TBD by the team.")),
    ("PLN-004", "steps[0].text", |it| says(it).steps[0].text = "Todo: restore".to_owned()),
    ("PLN-005", ".key", |it| {
        write(it, "security", "");
        let section = says(it).sections.iter_mut().find(|it| it.key == "security").unwrap();
        section.not_applicable = "No.".to_owned();
    }),
    ("PLN-006", ".key", |it| write(it, "security", "")),
    ("PLN-007", ".key", |it| {
        let stray =
            Section { key: "poetry".to_owned(), text: "A rose.".to_owned(), ..Section::default() };
        says(it).sections.push(stray);
    }),
    ("PLN-008", ".key", |it| write(it, "reconstitution", "")),
    ("PLN-009", ".key", |it| says(it).activation.clear()),
    ("PLN-010", "activation[0].item", |it| {
        says(it).activation[0].item = "site:archive".to_owned();
    }),
    ("PLN-011", "activation[1].after", |it| says(it).activation[1].after = None),
    ("PLN-012", "activation[0].item", |it| says(it).activation[0].item = String::new()),
    ("PLN-013", "activation[0].item", |it| {
        says(it).activation[0].item = "service:portal".to_owned();
    }),
    ("PLN-014", "activation[1].after", |it| says(it).activation[1].after = hours(8)),
    ("PLN-015", "steps[1].by", |it| says(it).steps[1].by = "crew:gone".to_owned()),
    ("PLN-015", "steps[1].restores", |it| says(it).steps[1].restores = "asset:gone".to_owned()),
    ("PLN-015", "activation[0].item", |it| says(it).activation[0].item = "site:mars".to_owned()),
    ("PLN-015", "records[0].copies", |it| {
        says(it).records[0].copies[0].site = "mars".to_owned();
    }),
];

/// Spoils who acts, who follows whom, and who may decide.
const PEOPLE: &[Spoiler] = &[
    ("PLN-016", "duties[1].person", |it| says(it).duties[1].person = " ".to_owned()),
    ("PLN-017", "duties[1].person", |it| says(it).duties[1].person = "ghost".to_owned()),
    ("PLN-017", "records[0].keeper", |it| leaves(it, "ann")),
    ("PLN-018", "duties[1].person", |it| verified(it, "ann", None)),
    ("PLN-019", "duties[1].person", |it| verified(it, "ann", Some("2026-01-01T09:00:00Z"))),
    ("PLN-020", "duties[1].person", |it| says(it).duties[1].person = "jane".to_owned()),
    ("PLN-021", "duties[1].alternates", |it| says(it).duties[1].alternates.clear()),
    ("PLN-022", "duties[1].alternates", |it| says(it).duties[1].alternates = texts(&["ann"])),
    ("PLN-023", ".key", |it| says(it).duties.clear()),
    ("PLN-024", "duties[1].duty", |it| says(it).duties[1].duty = "recovery director".to_owned()),
    ("PLN-025", "successions[0].holder", |it| says(it).successions[0].holder = String::new()),
    ("PLN-026", "successions[0].successors", |it| {
        says(it).successions[0].successors.push("jane".to_owned());
    }),
    ("PLN-027", "successions[0].successors", |it| {
        says(it).successions[0].successors.truncate(2);
    }),
    ("PLN-028", "successions[0].elsewhere", |it| says(it).successions[0].elsewhere.clear()),
    ("PLN-029", "successions[0].successors", |it| {
        says(it).successions[0].successors = texts(&["bob", "ann", "cal"]);
    }),
    ("PLN-030", "successions[0].elsewhere", |it| {
        says(it).successions[0].elsewhere.push("jane".to_owned());
    }),
    ("PLN-031", "successions[0].successors", |it| {
        says(it).successions[0].successors.push("bob".to_owned());
    }),
    ("PLN-032", "delegations[0].begins", |it| says(it).delegations[0].begins = String::new()),
    ("PLN-033", "delegations[0].ends", |it| says(it).delegations[0].ends = String::new()),
    ("PLN-034", "delegations[0].limits", |it| says(it).delegations[0].limits = String::new()),
    ("PLN-035", "delegations[0].from", |it| says(it).delegations[0].from = String::new()),
    ("PLN-056", ".key", |it| of(it, "dr").document.details["alternates"] = json!([])),
    ("PLN-057", ".key", |it| of(it, "dr").document.details["members_min"] = json!(5)),
];

/// Spoils what is done.
const STEPS: &[Spoiler] = &[
    ("PLN-036", "steps[0].restores", |it| says(it).steps.reverse()),
    ("PLN-037", "steps[0].by", |it| says(it).steps[0].by = String::new()),
    ("PLN-038", "steps[0].by", |it| says(it).steps[0].by = "The wizard".to_owned()),
    ("PLN-039", "steps[0].by", |it| leaves(it, "jane")),
    ("PLN-040", "steps[0].takes", |it| says(it).steps[0].takes = None),
    ("PLN-041", "steps[0].check", |it| says(it).steps[0].check = String::new()),
    ("PLN-042", ".key", |it| says(it).steps[1].takes = hours(9)),
    ("PLN-043", "steps[0].takes", |it| says(it).steps[0].takes = hours(1)),
    ("PLN-044", "items", |it| of(it, "portal").document.target_rto = hours(4)),
    ("PLN-045", ".key", |it| says(it).steps[1].restores = String::new()),
    ("PLN-046", "steps[2].restores", |it| {
        let again = says(it).steps[0].clone();
        says(it).steps.push(again);
    }),
    ("PLN-047", ".key", |it| says(it).steps.clear()),
];

/// Spoils what it takes, and what must not be lost.
const THINGS: &[Spoiler] = &[
    ("PLN-048", ".key", |it| {
        recover(it).items.remove("site:west");
    }),
    ("PLN-049", ".key", |it| of(it, "east").document.details["hazards"] = json!(["Landslide"])),
    ("PLN-050", ".key", |it| {
        of(it, "west").document.details["latitude"] = json!(35.78);
        of(it, "west").document.details["longitude"] = json!(-78.64);
    }),
    ("PLN-051", ".key", |it| of(it, "west").document.details["readiness"] = json!("cold")),
    ("PLN-052", ".key", |it| {
        of(it, "acme").document.details["agreement_ends"] = json!("2026-01-01");
    }),
    ("PLN-053", ".key", |it| {
        of(it, "acme").document.details["agreement_ends"] = json!("2026-12-31");
    }),
    ("PLN-054", ".key", |it| {
        of(it, "acme").document.details["evidence_on"] = json!("2025-01-01");
    }),
    ("PLN-055", ".key", |it| of(it, "lines").needs.truncate(1)),
    ("PLN-058", "records[0].copies", |it| says(it).records[0].copies.truncate(1)),
    ("PLN-059", "records[0].copies", |it| {
        says(it).records[0].copies = vec![copy("west"), copy("west")];
    }),
    ("PLN-060", "records[0].copies", |it| {
        says(it).records[0].copies = vec![copy("east"), copy("east")];
    }),
    ("PLN-061", "records[0].keeper", |it| says(it).records[0].keeper = String::new()),
    ("PLN-062", "records[0].copies", |it| {
        says(it).records[0].copies[0].site = String::new();
    }),
    ("PLN-063", "records[0].copies", |it| {
        for copy in &mut says(it).records[0].copies {
            copy.within = hours(24);
        }
    }),
    ("PLN-064", "records[0].copies", |it| {
        for copy in &mut says(it).records[0].copies {
            copy.medium = "a file on the Portal".to_owned();
        }
    }),
    ("PLN-065", ".key", |it| {
        recover(it).plan_type = "coop".to_owned();
        says(it).sections = sections("coop");
        says(it).kit[0].what = "Radio".to_owned();
    }),
    ("PLN-066", "kit[0].expires", |it| {
        says(it).kit[0].expires = Some("2026-01-01".parse().unwrap());
    }),
    ("PLN-067", "kit[0].place", |it| says(it).kit[0].place = String::new()),
    ("PLN-068", "kit[0].count", |it| says(it).kit[0].count = 0),
];

/// Spoils the plan itself.
const STANDING: &[Spoiler] = &[
    ("PLN-069", "items", |it| {
        recover(it).items.insert("asset:gone".to_owned());
    }),
    ("PLN-070", "items", |it| recover(it).items.clear()),
    ("PLN-071", "owner", |it| recover(it).owner = None),
    ("PLN-072", "owner", |it| recover(it).owner = Some("ghost".to_owned())),
    ("PLN-073", "review_due", |it| {
        recover(it).review_due = Some("2026-01-01T09:00:00Z".parse().unwrap());
    }),
    ("PLN-074", "test", |it| {
        recover(it).test.as_mut().unwrap().on = Some("2024-01-01".parse().unwrap());
    }),
    ("PLN-074", "test", |it| recover(it).test = None),
    ("PLN-075", "test", |it| recover(it).test.as_mut().unwrap().on = None),
    ("PLN-076", "parent", |it| recover(it).parent = Some("nowhere".to_owned())),
    ("PLN-077", ".key", |it| recover(it).standing = Standing::New),
];

#[test]
fn each_rule_finds_what_it_should_and_where() {
    let mut tried = BTreeSet::new();
    for (code, field, spoil) in [WORDS, PEOPLE, STEPS, THINGS, STANDING].concat() {
        let mut programme = sound();
        spoil(&mut programme);
        let findings = found(&programme);
        let at = |it: &Finding| {
            it.code == code && it.field.as_ref().is_some_and(|it| it.ends_with(field))
        };
        assert!(findings.iter().any(at), "{code} at {field}: {findings:?}");
        tried.insert(code);
    }
    let left = RULES.iter().map(|it| it.code).filter(|it| !tried.contains(it));
    let elsewhere = ["PLN-078", "PLN-090"];
    assert_eq!(left.collect::<Vec<_>>(), elsewhere, "an essential service, below; and who knows");
}

#[test]
fn req_s0_01_an_essential_service_without_a_plan_in_force_is_found() {
    let mut programme = sound();
    for it in &mut programme.plans {
        it.standing = Standing::New;
    }
    let finding = found(&programme).into_iter().find(|it| it.code == "PLN-078").unwrap();
    assert_eq!((finding.subject.as_str(), finding.severity), ("service:portal", Severity::Gap));
    assert_eq!(finding.file.as_deref(), Some("services/portal.yaml"));
    recover(&mut programme).standing = Standing::Active;
    assert!(found(&programme).iter().all(|it| it.code != "PLN-078"));
}
