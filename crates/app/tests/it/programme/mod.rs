//! The programme as files, in the database, and out of it again.

mod choices;
mod people_side;
mod plans;
mod registers;

use std::fs;

use app::Platform;
use app::people::agencies::{AgencyDocument, AgencyKind};
use app::people::calendars::{CalendarDocument, Opening, ServiceHours};
use app::people::persons::{PersonDocument, PersonKind};
use app::prepare::impact::{AnalysisDocument, Content, State};
use app::prepare::inventory::{ItemDocument, Kind, NeedDocument, NeedKind};
use app::programme::transfer::{ReadOptions, WriteOptions};
use app::programme::{ItemFile, Programme, Settings, folder, transfer};
use app::prove::investments::{Improvement, ImprovementKind};
use app::prove::scenarios::{Area, Circle, Part, ScenarioDocument, Usable};
use app::settings::General;
use app::{Error, Span};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use test_support::{fresh, platform_ctx};

pub(crate) use self::choices::Choices;
use crate::programme_prepared::{investments, risks, strategies};

#[expect(clippy::too_many_lines, reason = "one of everything, one after the other")]
fn programme(choices: Vec<u16>) -> Programme {
    let mut it = Choices(choices.into_iter());
    let agency_codes: Vec<String> = (0..=it.below(4)).map(|n| format!("agency-{n}")).collect();
    let person_codes: Vec<String> = (0..it.below(5)).map(|n| format!("p.erson-{n}")).collect();
    let calendars: Vec<_> = (0..it.below(3)).map(|n| calendar(&mut it, n)).collect();
    let calendar_codes: Vec<String> = calendars.iter().map(|it| it.code.clone()).collect();
    let agencies = agency_codes.iter().enumerate().map(|(n, code)| {
        let parent = (n > 0).then(|| agency_codes[it.below(n)].clone());
        let kind = if n == 0 { AgencyKind::State } else { AgencyKind::Division };
        AgencyDocument {
            code: code.clone(),
            parent,
            name: format!("{} {n}", it.line()),
            aliases: (0..it.below(3)).map(|m| format!("alias {n}{m}")).collect(),
            kind,
            county_fips: it.often().then(|| "37183".to_owned()),
            mission: it.text(),
            headcount: it.often().then_some(12),
            primary_contact: it.one(&person_codes).cloned(),
            alternate_contact: it.one(&person_codes).cloned(),
            calendar: it.one(&calendar_codes).cloned(),
        }
    });
    let agencies: Vec<_> = agencies.collect();
    let persons = person_codes.iter().map(|code| PersonDocument {
        code: code.clone(),
        agency: agency_codes[it.below(agency_codes.len())].clone(),
        name: it.line(),
        title: it.line(),
        kind: PersonKind::Contractor,
        channels: Vec::new(),
    });
    let persons: Vec<_> = persons.collect();
    let mut codes: Vec<(Kind, String)> = Vec::new();
    for &kind in Kind::ALL {
        codes.extend((0..it.below(4)).map(|n| (kind, format!("{}_{n}.x", kind.plural()))));
    }
    let items = codes.iter().map(|(kind, code)| {
        let of = |wanted: Kind| -> Vec<String> {
            codes.iter().filter(|(kind, _)| *kind == wanted).map(|(_, it)| it.clone()).collect()
        };
        let agency = &agency_codes[it.below(agency_codes.len())];
        let document = ItemDocument {
            description: it.text(),
            owner: it.one(&person_codes).cloned(),
            custodian: it.one(&person_codes).cloned(),
            site: it.one(&of(Kind::Site)).cloned(),
            vendor: it.one(&of(Kind::Vendor)).cloned(),
            crew: it.one(&of(Kind::Crew)).cloned(),
            crew_size: it.often().then_some(2),
            equipment: it.one(&of(Kind::Equipment)).cloned(),
            equipment_size: it.often().then_some(3),
            tier: it.often().then_some(3),
            target_rto: it.span(),
            target_rpo: it.span(),
            restore: it.span(),
            fails_percent: it.often().then_some(15),
            point: it.span(),
            details: details(&mut it, *kind, &person_codes),
            ..ItemDocument::new(*kind, agency, code, &it.line())
        };
        let mut needs: Vec<NeedDocument> = Vec::new();
        for _ in 0..it.below(4) {
            let (to, to_code) = &codes[it.below(codes.len())];
            let need = NeedDocument {
                kind: if it.often() { NeedKind::Requires } else { NeedKind::FedBy },
                max_gap: it.span(),
                note: it.text(),
                ..NeedDocument::hard(*to, to_code)
            };
            let is_new = needs.iter().all(|it| it.on != need.on);
            if is_new && (to, to_code) != (kind, code) {
                needs.push(need);
            }
        }
        ItemFile::new(document, needs)
    });
    let items: Vec<ItemFile> = items.collect();
    let analyses = analyses(&mut it, &items, &person_codes);
    let general = General { state_name: it.line(), ..General::default() };
    let general = it.often().then_some(general);
    let service_hours = it.one(&calendar_codes).cloned().map(|calendar| ServiceHours { calendar });
    let settings = Settings { general, service_hours, ..Settings::default() };
    let risks = risks(&mut it, &agency_codes, &items, &person_codes);
    let strategies = strategies(&mut it, &items, &person_codes);
    let investments = investments(&mut it, &agencies, &items);
    let scenarios = scenarios(&mut it, &agency_codes, &items);
    let plans = plans::plans(&mut it, &agency_codes, (&items, &person_codes));
    let programme = Programme { agencies, persons, items, analyses, ..Programme::default() };
    let programme = Programme { calendars, ..programme };
    let programme = Programme { risks, strategies, investments, scenarios, ..programme };
    let registers = registers::registers(&mut it, &programme.agencies, (&person_codes, &plans));
    Programme { plans, registers, settings, ..programme }.sorted()
}

/// A calendar: office hours with some holidays, or day and night.
fn calendar(it: &mut Choices, n: usize) -> CalendarDocument {
    let always = it.often();
    let office = Opening::weekdays("America/New_York".parse().unwrap());
    let holiday = |n: usize| (format!("2026-12-2{n}").parse().unwrap(), format!("Holiday {n}"));
    CalendarDocument {
        code: format!("calendar-{n}"),
        name: format!("{} {n}", it.line()),
        time_zone: office.zone.name().to_owned(),
        always,
        hours: if always { Vec::new() } else { office.hours },
        holidays: (0..it.below(4)).map(holiday).collect(),
    }
}

/// Analyses of some processes and services: one in force, and one being written.
fn analyses(it: &mut Choices, items: &[ItemFile], people: &[String]) -> Vec<AnalysisDocument> {
    let mut analyses = Vec::new();
    for item in items {
        let ItemDocument { kind, code, .. } = &item.document;
        if !matches!(kind, Kind::Process | Kind::Service) || !it.often() {
            continue;
        }
        let content = Content {
            mtd: Some(Span::from_hours(24)),
            rto: Some(Span::from_hours(4)),
            wrt: it.often().then(|| Span::from_hours(2)),
            workaround: it.text(),
            peaks: it.text(),
            ..Content::default()
        };
        let at = |text: &str| Some(text.parse().unwrap());
        let author = it.one(people).cloned();
        analyses.push(AnalysisDocument {
            state: State::Approved,
            approved_by: it.one(people).cloned(),
            author: author.clone(),
            completed_at: at("2026-01-31T09:00:00Z"),
            approved_at: at("2026-02-28T10:30:00.000001Z"),
            review_due: at("2027-02-28T10:30:00Z"),
            ..AnalysisDocument::new(*kind, code, content.clone())
        });
        if it.often() {
            let draft = AnalysisDocument::new(*kind, code, content);
            analyses.push(AnalysisDocument { number: 2, author, ..draft });
        }
    }
    analyses
}

/// What a scenario assumes to be better, sometimes of what is gone.
fn changes(it: &mut Choices, items: &[ItemFile]) -> Vec<Improvement> {
    let restored = |it: &&ItemFile| {
        let kind = it.document.kind;
        kind.is_restored() && kind != Kind::Group
    };
    let some = items.iter().filter(restored).take(3);
    let mut changes: Vec<Improvement> =
        some.map(|of| Improvement::faster(&of.reference(), Span::from_minutes(90))).collect();
    if it.often() {
        let people = Improvement::new(ImprovementKind::People, "crew:gone-for-good");
        changes.push(Improvement { people: Some(2), ..people });
        let without = Improvement::new(ImprovementKind::Without, "service:gone-for-good");
        let need = Some("asset:gone-for-good".to_owned());
        changes.push(Improvement { need, ..without });
    }
    changes.sort();
    changes
}

/// Scenarios of what is there and of what is gone, in use and retired.
fn scenarios(it: &mut Choices, agencies: &[String], items: &[ItemFile]) -> Vec<ScenarioDocument> {
    let references: Vec<String> = items.iter().map(ItemFile::reference).collect();
    let scenarios = (0..it.below(4)).map(|n| {
        let mut lost: Vec<String> = references.iter().filter(|_| it.often()).cloned().collect();
        lost.sort_by_key(|it| Part::read(it));
        let mut usable: Vec<Usable> = Vec::new();
        for item in lost.iter().filter(|it| !it.starts_with("group:")) {
            usable.extend(
                it.often().then(|| Usable { item: item.clone(), after: Span::from_hours(30) }),
            );
        }
        let ring = vec![[-78.5, 35.25], [-77.0, 35.25], [-77.0, 36.123456], [-78.5, 35.25]];
        let area = Area {
            name: it.line(),
            polygons: vec![vec![ring]],
            circles: vec![Circle { latitude: 35.1, longitude: -77.0, km: 40.5 }],
            usable_after: it.often().then(|| Span::from_hours(36)),
        };
        let code = format!("scenario-{n}");
        if it.below(4) == 0 {
            return ScenarioDocument {
                alone: Some("service:gone-for-good".to_owned()),
                changes: changes(it, items),
                ..ScenarioDocument::new(&agencies[it.below(agencies.len())], &code, &it.line())
            };
        }
        ScenarioDocument {
            description: it.text(),
            lost,
            gone: it.often().then(|| "site:gone-for-good".to_owned()).into_iter().collect(),
            usable,
            areas: vec![area],
            strikes_at: it.often().then(|| "2026-09-14T10:30:00Z".parse().unwrap()),
            people_back: it.span(),
            begins_after: it.often().then(|| Span::from_hours(2)),
            changes: changes(it, items),
            retired_at: it.often().then(|| "2026-10-01T08:00:00.000001Z".parse().unwrap()),
            ..ScenarioDocument::new(&agencies[it.below(agencies.len())], &code, &it.line())
        }
    });
    scenarios.collect()
}

fn details(it: &mut Choices, kind: Kind, people: &[String]) -> Map<String, Value> {
    let value = match kind {
        Kind::Service => json!({"users": it.line(), "importance": "essential"}),
        Kind::Process => json!({"required_level": it.line(), "workaround_holds": "PT4H"}),
        Kind::Asset => json!({"asset_type": "database", "support_ends": "2027-01-31"}),
        Kind::DataSet => json!({"encrypted_at_rest": true, "protection": {"integrity": "high"}}),
        Kind::Site => json!({"latitude": 35.7796, "longitude": -78.6382, "hazards": [it.line()]}),
        Kind::Vendor => json!({"contact": it.line()}),
        Kind::Team => json!({"members": people, "skills": [it.line(), it.line()]}),
        Kind::Crew => json!({"people": 3, "people_off_hours": 1, "hours": "always"}),
        Kind::Equipment => json!({"units": 2, "unit": "generator"}),
        Kind::Group => json!({"suffice": 1}),
    };
    let Value::Object(mut map) = value else { return Map::new() };
    map.retain(|_, it| *it != json!([]));
    if it.often() { map } else { Map::new() }
}

async fn put(platform: &Platform, programme: &Programme) -> transfer::Summary {
    let ctx = platform_ctx(platform);
    transfer::write(&ctx, programme, WriteOptions::default()).await.unwrap()
}

async fn get(platform: &Platform) -> Programme {
    transfer::read(&platform_ctx(platform), ReadOptions::default()).await.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn export_then_import_then_export_loses_nothing(
        choices in proptest::collection::vec(any::<u16>(), 400),
    ) {
        let programme = programme(choices);
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (exported, again) = runtime.block_on(async {
            let platform = fresh().await;
            put(&platform, &programme).await;
            let exported = get(&platform).await;
            folder::write(&exported, first.path()).unwrap();
            let (read, findings) = folder::read(first.path()).unwrap();
            assert_eq!(findings, []);
            let other = fresh().await;
            put(&other, &read).await;
            let again = get(&other).await;
            assert!(put(&other, &read).await.is_same());
            folder::write(&again, second.path()).unwrap();
            (exported, again)
        });
        prop_assert_eq!(&exported, &programme);
        prop_assert_eq!(&again, &programme);
        prop_assert_eq!(texts(first.path()), texts(second.path()));
    }
}

/// Every file below `dir` with its bytes.
fn texts(dir: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(texts(&path).into_iter().map(|(it, text)| (format!("{name}/{it}"), text)));
        } else {
            found.push((name, fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

fn agency(code: &str) -> AgencyDocument {
    AgencyDocument {
        code: code.to_owned(),
        parent: None,
        name: format!("Agency {code}"),
        aliases: Vec::new(),
        kind: AgencyKind::State,
        county_fips: None,
        mission: String::new(),
        headcount: None,
        primary_contact: None,
        alternate_contact: None,
        calendar: None,
    }
}

fn person(code: &str, agency: &str) -> PersonDocument {
    PersonDocument {
        code: code.to_owned(),
        agency: agency.to_owned(),
        name: format!("Person {code}"),
        title: String::new(),
        kind: PersonKind::Employee,
        channels: Vec::new(),
    }
}

fn small() -> Programme {
    let portal = ItemDocument::new(Kind::Service, "it", "portal", "Portal");
    let database = ItemDocument::new(Kind::Asset, "it", "db", "Database");
    Programme {
        agencies: vec![AgencyDocument { primary_contact: Some("jane".to_owned()), ..agency("it") }],
        persons: vec![person("jane", "it")],
        items: vec![
            ItemFile::new(portal, vec![NeedDocument::hard(Kind::Asset, "db")]),
            database.into(),
        ],
        ..Programme::default()
    }
}

#[tokio::test]
async fn what_is_not_mentioned_stays_unless_it_is_pruned_and_comes_back() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    put(&platform, &small()).await;
    let mut less = small();
    less.items.truncate(1);
    less.items[0].needs.clear();
    let summary = put(&platform, &less).await;
    assert_eq!(summary.items["service"].n_same, 1);
    assert_eq!(get(&platform).await.items.len(), 2);

    let summary =
        transfer::write(&ctx, &less, WriteOptions { prune: true, dry_run: false }).await.unwrap();
    assert_eq!(summary.items["asset"].n_retired, 1);
    assert_eq!(get(&platform).await, less);

    put(&platform, &small()).await;
    assert_eq!(get(&platform).await, small().sorted());
}

#[tokio::test]
async fn a_programme_with_one_mistake_changes_nothing_and_names_it() {
    let platform = fresh().await;
    let mut wrong = small();
    wrong.items[0].document.site = Some("mars".to_owned());
    wrong.items[1].needs.push(NeedDocument::hard(Kind::Asset, "nothing"));
    let ctx = platform_ctx(&platform);
    let error = transfer::write(&ctx, &wrong, WriteOptions::default()).await.unwrap_err();
    let Error::Invalid(problems) = error else { panic!("{error}") };
    let fields: Vec<_> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["service:portal site", "asset:db needs"]);
    assert_eq!(get(&platform).await, Programme::default());
}

#[tokio::test]
async fn how_to_reach_people_leaves_only_when_asked_for_and_survives_an_import() {
    use app::people::persons::{ChannelDocument, ChannelKind, Reached};
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    let mut with = small();
    with.persons[0].channels.push(ChannelDocument {
        kind: ChannelKind::Email,
        value: "jane@franklin.gov".to_owned(),
        priority: 1,
        reached: Reached::Always,
        verified_at: None,
    });
    put(&platform, &with).await;
    assert_eq!(get(&platform).await.persons[0].channels, []);

    let mut renamed = small();
    renamed.persons[0].name = "Jane Doe".to_owned();
    put(&platform, &renamed).await;
    let all = transfer::read(&ctx, ReadOptions { channels: true }).await.unwrap();
    assert_eq!(all.persons[0].name, "Jane Doe");
    assert_eq!(all.persons[0].channels, with.persons[0].channels);
}

#[test]
fn a_folder_is_rewritten_without_touching_what_is_not_the_programme() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    assert_eq!(folder::write(&small(), dir.path()).unwrap().n_added, 4);
    fs::write(at("README.md"), "Ours.").unwrap();
    fs::write(at("services/notes.txt"), "Mine.").unwrap();
    fs::create_dir(at("old.yaml")).unwrap();

    let mut less = small();
    less.items.truncate(1);
    let written = folder::write(&less, dir.path()).unwrap();
    assert_eq!((written.n_same, written.n_removed, written.n_changed), (3, 1, 0));
    assert!(at("README.md").exists() && at("services/notes.txt").exists());
    assert!(at("old.yaml").exists() && !at("assets/db.yaml").exists());
}

#[test]
fn mistakes_in_files_are_told_with_their_line() {
    let dir = tempfile::tempdir().unwrap();
    folder::write(&small(), dir.path()).unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("services/portal.yaml"), "kind: service\ncode: portal\nowner: x\n").unwrap();
    fs::write(at("assets/db.yaml"), "kind: asset\ncode: db\nflavor: red\n").unwrap();
    fs::write(at("assets/other.yaml"), "kind: asset\ncode: x\nagency: it\nname: X\n").unwrap();
    fs::write(at("people/big.yaml"), "#".repeat(1 << 21)).unwrap();
    let (programme, findings) = folder::read(dir.path()).unwrap();
    assert_eq!((programme.items.len(), programme.persons.len()), (1, 1));
    let found: Vec<_> =
        findings.iter().map(|it| (it.code, it.file.as_deref().unwrap(), it.line)).collect();
    assert_eq!(
        found,
        [
            ("FIL-002", "people/big.yaml", None),
            ("FIL-001", "services/portal.yaml", Some(1)),
            ("FIL-001", "assets/db.yaml", Some(3)),
            ("FIL-003", "assets/other.yaml", None),
        ]
    );
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_folder() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    folder::write(&small(), dir.path()).unwrap();
    fs::write(elsewhere.path().join("secret.yaml"), "code: secret\n").unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), dir.path().join("teams")).unwrap();
    let link = dir.path().join("people/secret.yaml");
    std::os::unix::fs::symlink(elsewhere.path().join("secret.yaml"), link).unwrap();

    let (_, findings) = folder::read(dir.path()).unwrap();
    assert_eq!(findings.iter().map(|it| it.code).collect::<Vec<_>>(), ["FIL-002", "FIL-002"]);
    assert!(folder::write(&small(), dir.path()).is_err());
    assert!(elsewhere.path().join("secret.yaml").exists());
}

#[test]
fn a_folder_of_a_later_format_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    folder::write(&small(), dir.path()).unwrap();
    fs::write(dir.path().join("mainstay.yaml"), "format: 2\n").unwrap();
    let (programme, findings) = folder::read(dir.path()).unwrap();
    assert_eq!(programme, Programme::default());
    assert_eq!(findings[0].code, "FIL-004");
}
