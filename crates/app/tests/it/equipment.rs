//! Equipment: what restoring takes by number for as long as it goes on, beside its crew.

use app::actor::Role;
use app::prepare::imports::{self, File, Format, Mapping, Source, Target};
use app::prepare::inventory::{self, Details, Item, ItemDocument, Kind};
use app::programme::folder;
use app::programme::transfer::{self, ReadOptions, WriteOptions};
use app::prove::recovery::{self, HelpKind};
use app::prove::scenarios::{
    self, BookingKind, NoteKind, RowQuery, RowVerdict, ScenarioDocument, Simulated, Simulation,
    Usable,
};
use app::{Ctx, Error, Platform, Span};
use serde_json::json;
use std::sync::Arc;
use test_support::{ctx_in, fresh, item, need, platform_ctx, put, service, state};

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

async fn generators(platform: &Platform, units: u32) -> Item {
    let mut document =
        ItemDocument::new(Kind::Equipment, "commerce", "generators", "Mobile generators");
    document.details.insert("units".to_owned(), json!(units));
    document.details.insert("unit".to_owned(), json!("generator"));
    put(platform, &document).await
}

/// An asset of an agency that takes so many hours and so many generators.
fn part(agency: &str, code: &str, restore: i64, size: u32) -> ItemDocument {
    ItemDocument {
        restore: Some(hours(restore)),
        equipment: Some("generators".to_owned()),
        equipment_size: Some(size),
        ..ItemDocument::new(Kind::Asset, agency, code, &format!("The {code}"))
    }
}

/// A portal that must be back within 4 h, on two parts that each take a generator: for 3 h and 2 h.
async fn portal(platform: &Platform) -> Item {
    let portal = service(platform, "portal", 4, 1).await;
    for (code, restore) in [("frame", 3), ("disks", 2)] {
        let asset = put(platform, &part("commerce", code, restore, 1)).await;
        need(platform, &portal, &asset).await;
    }
    portal
}

async fn document(ctx: &Ctx, item: &Item) -> ItemDocument {
    inventory::documents(ctx, std::slice::from_ref(item)).await.unwrap().remove(0)
}

#[tokio::test]
async fn what_is_wrong_about_equipment_is_named() {
    let platform = fresh().await;
    state(&platform).await;
    generators(&platform, 2).await;
    let ctx = platform_ctx(&platform);
    let fields = async |document: &ItemDocument| match inventory::add(&ctx, document).await {
        Err(Error::Invalid(problems)) => {
            problems.into_iter().map(|it| it.field.into_owned()).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let mut none = ItemDocument::new(Kind::Equipment, "commerce", "none", "None");
    none.details.insert("units".to_owned(), json!(0));
    assert_eq!(fields(&none).await, ["units"]);
    assert_eq!(fields(&part("commerce", "frame", 3, 0)).await, ["equipment_size"]);
    assert_eq!(fields(&part("commerce", "frame", 3, 10_001)).await, ["equipment_size"]);
    let unknown =
        ItemDocument { equipment: Some("cranes".to_owned()), ..part("commerce", "f", 3, 1) };
    assert_eq!(fields(&unknown).await, ["equipment"]);
}

#[tokio::test]
async fn what_takes_equipment_is_listed_by_it() {
    let platform = fresh().await;
    state(&platform).await;
    let generators = generators(&platform, 2).await;
    item(&platform, Kind::Asset, "commerce", "other").await;
    put(&platform, &part("commerce", "frame", 3, 1)).await;
    let ctx = platform_ctx(&platform);
    let query = inventory::Query {
        equipment_id: Some(generators.id),
        ..inventory::Query::all(Kind::Asset)
    };
    let found = inventory::list(&ctx, &query).await.unwrap().items;
    let codes: Vec<&str> = found.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["frame"]);
    assert_eq!((found[0].equipment_id, found[0].equipment_size), (Some(generators.id), Some(1)));
}

#[tokio::test]
async fn equipment_and_what_takes_it_go_into_a_folder_and_come_back() {
    let platform = fresh().await;
    state(&platform).await;
    generators(&platform, 2).await;
    portal(&platform).await;
    let options = ReadOptions::default();
    let read = transfer::read(&platform_ctx(&platform), options).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    folder::write(&read, folder.path()).unwrap();
    assert!(folder.path().join("equipment/generators.yaml").is_file());
    let (again, findings) = folder::read(folder.path()).unwrap();
    let again = again.sorted();
    assert!(findings.is_empty() && again.items == read.items, "{findings:?}");

    let other = fresh().await;
    transfer::write(&platform_ctx(&other), &again, WriteOptions::default()).await.unwrap();
    let options = ReadOptions::default();
    let then = transfer::read(&platform_ctx(&other), options).await.unwrap();
    assert_eq!(then.items, read.items);
    let frame = then.items.iter().find(|it| it.document.code == "frame").unwrap();
    assert_eq!(frame.document.equipment.as_deref(), Some("generators"));
}

#[tokio::test]
async fn equipment_is_read_from_a_file_with_its_number() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let columns = |kind: Kind, columns: &[&str]| {
        let mapping = Mapping::new(Target::Item(kind));
        columns.iter().fold(mapping, |all, it| all.with(it, Source::column(it)))
    };
    let csv = "code,name,agency,units,unit\ngenerators,Mobile generators,commerce,2,generator\n";
    let file = File::of(Format::Csv, csv.as_bytes().to_vec());
    let mapping = columns(Kind::Equipment, &["code", "name", "agency", "units", "unit"]);
    let counts = imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!((counts.n_added, counts.n_refused), (1, 0), "{counts:?}");
    let found = inventory::by_code(&ctx, Kind::Equipment, "generators").await.unwrap();
    let Details::Equipment(details) = &found.details else { panic!("{found:?}") };
    assert_eq!((details.units, details.unit.as_str()), (Some(2), "generator"));

    let csv = "code,name,agency,equipment,equipment_size\nframe,Frame,commerce,generators,2\n";
    let file = File::of(Format::Csv, csv.as_bytes().to_vec());
    let names = ["code", "name", "agency", "equipment", "equipment_size"];
    let mapping = columns(Kind::Asset, &names);
    imports::put(&ctx, &file, &mapping, false).await.unwrap();
    let frame = inventory::by_code(&ctx, Kind::Asset, "frame").await.unwrap();
    assert_eq!((frame.equipment_id, frame.equipment_size), (Some(found.id), Some(2)));
    // By a header that somebody else chose, it is understood, too.
    let headers = ["id", "title", "quantity", "unit of measure"].map(str::to_owned);
    let proposed = imports::propose(Target::Item(Kind::Equipment), &headers);
    assert_eq!(proposed.fields["units"], Source::column("quantity"));
    assert_eq!(proposed.fields["unit"], Source::column("unit of measure"));
}

#[tokio::test]
async fn two_parts_that_share_one_generator_come_back_one_after_the_other() {
    let platform = fresh().await;
    state(&platform).await;
    let generators = generators(&platform, 1).await;
    let portal = portal(&platform).await;
    let ctx = platform_ctx(&platform);
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!((why.outcome.achievable_rto, why.outcome.gap), (Some(hours(4)), None));
    let with = why.with_crews.expect("one of the two waits");
    assert_eq!((with.finish, with.gap), (Some(hours(6)), Some(hours(2))));
    let begin = "With the crews and the equipment there are, it is back after 6 h, 2 h later than if \
                 each part had people and equipment of its own.";
    assert!(with.sentence.starts_with(begin), "{}", with.sentence);
    assert!(with.sentence.contains("for Mobile generators, which The "), "{}", with.sentence);
    let impossible = with.impossible.as_deref().unwrap();
    let begin = "4 h is impossible with the equipment there is, in whatever order: use of Mobile \
                 generators on ";
    assert!(impossible.starts_with(begin), "{impossible}");
    let waiting: Vec<_> = with.rows.iter().filter(|it| it.ready < it.start).collect();
    assert_eq!(waiting.len(), 1);
    let waits_for = waiting[0].waits_for.as_ref().map(|it| it.code.as_str());
    assert_eq!((waits_for, waiting[0].units), (Some("generators"), 1));
    assert_eq!(waiting[0].part.equipment.as_ref().map(|it| it.1), Some(1));
    // One more, and it is in time.
    let is_more =
        |what: &HelpKind| matches!(what, HelpKind::MorePeople(of, 1) if of.code == "generators");
    let more = with.helps.iter().find(|it| is_more(&it.what)).expect("one more helps");
    assert_eq!((more.finish, more.is_in_time), (hours(4), true));

    let mut more = document(&ctx, &generators).await;
    more.details.insert("units".to_owned(), json!(2));
    inventory::change(&ctx, generators.id, generators.version, &more).await.unwrap();
    assert_eq!(recovery::explain(&ctx, portal.id).await.unwrap().with_crews, None);
}

#[tokio::test]
async fn what_asks_for_more_equipment_than_there_is_is_planned_with_all_of_it() {
    let platform = fresh().await;
    state(&platform).await;
    generators(&platform, 2).await;
    let portal = service(&platform, "portal", 4, 1).await;
    let frame = put(&platform, &part("commerce", "frame", 3, 3)).await;
    need(&platform, &portal, &frame).await;
    let why = recovery::explain(&platform_ctx(&platform), portal.id).await.unwrap();
    let with = why.with_crews.expect("it asks for more than there is");
    let row = with.rows.iter().find(|it| it.part.item.code == "frame").unwrap();
    assert_eq!((row.units, row.lacks_units, row.is_short), (2, true, false));
    let said =
        "The frame asks for 3 of Mobile generators, and there are 2: it is planned with these.";
    assert!(with.sentence.ends_with(said), "{}", with.sentence);
}

/// Two agencies, each with a portal on a part that takes both generators for 3 h.
async fn two_agencies(platform: &Platform) {
    state(platform).await;
    generators(platform, 2).await;
    for (agency, tier) in [("commerce", 1), ("revenue", 2)] {
        let asset = put(platform, &part(agency, &format!("{agency}-frame"), 3, 2)).await;
        let portal = ItemDocument {
            tier: Some(tier),
            target_rto: Some(hours(4)),
            restore: Some(hours(0)),
            ..ItemDocument::new(Kind::Service, agency, &format!("{agency}-portal"), agency)
        };
        need(platform, &put(platform, &portal).await, &asset).await;
    }
}

const FRAMES: [&str; 2] = ["asset:commerce-frame", "asset:revenue-frame"];

fn losing(lost: &[&str]) -> ScenarioDocument {
    let lost = lost.iter().map(|it| (*it).to_owned()).collect();
    ScenarioDocument { lost, ..ScenarioDocument::new("franklin", "lost", "Lost") }
}

async fn simulated(ctx: &Ctx, document: &ScenarioDocument) -> Simulated {
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    scenarios::simulate_document(ctx, document, &how).await.unwrap()
}

/// When each of the two portals is back.
fn back(found: &Simulated) -> [Option<Span>; 2] {
    ["commerce-portal", "revenue-portal"]
        .map(|code| found.services.iter().find(|it| it.item.code == code).unwrap().back)
}

#[tokio::test]
async fn a_run_tells_which_agencies_count_on_the_same_equipment() {
    let platform = fresh().await;
    two_agencies(&platform).await;
    let ctx = platform_ctx(&platform);
    let scenario = scenarios::add(&ctx, &losing(&FRAMES)).await.unwrap();
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
    let times: Vec<_> = rows.iter().map(|it| (it.back, it.wait_for_crew, it.verdict)).collect();
    let [first, second] = times.as_slice() else { panic!("{rows:?}") };
    assert_eq!((first.0, first.2), (Some(hours(3)), RowVerdict::InTime));
    assert_eq!((second.0, second.2), (Some(hours(6)), RowVerdict::Late));

    let paging = crate::scenario_runs::MANY;
    let work = scenarios::work(&ctx, run.id, None, paging).await.unwrap().items;
    let taken = work[1].equipment.as_ref().map(|it| it.code.as_str());
    assert_eq!((taken, work[1].units, work[1].from), (Some("generators"), 2, hours(3)));
    let generators = inventory::by_code(&ctx, Kind::Equipment, "generators").await.unwrap();
    let of_it = scenarios::work(&ctx, run.id, Some(generators.id), paging).await.unwrap();
    assert_eq!(of_it.n_items, 2, "what takes it is found by it");

    let bookings = scenarios::bookings(&ctx, run.id).await.unwrap();
    let booking = bookings.iter().find(|it| it.item.code == "generators").unwrap();
    assert_eq!((booking.kind, booking.asked), (BookingKind::Equipment, 4));
    assert_eq!(booking.there, Some(2));
    let agencies: Vec<_> = booking.agencies.iter().map(|it| (it.1.as_str(), it.2)).collect();
    assert_eq!(agencies, [("Agency of commerce", 2), ("Agency of revenue", 2)]);
}

#[tokio::test]
async fn lost_equipment_is_missed_until_it_is_usable_again() {
    let platform = fresh().await;
    two_agencies(&platform).await;
    let ctx = platform_ctx(&platform);
    assert_eq!(back(&simulated(&ctx, &losing(&FRAMES)).await), [Some(hours(3)), Some(hours(6))]);
    let all = [FRAMES[0], FRAMES[1], "equipment:generators"];
    let found = simulated(&ctx, &losing(&all)).await;
    assert_eq!(back(&found), [None, None]);
    let gone = found.result.notes.iter().find(|it| it.kind == NoteKind::EquipmentGone).unwrap();
    assert_eq!(gone.n, 2);
    // That people are back after some time brings no generator.
    let people_back = ScenarioDocument { people_back: Some(hours(8)), ..losing(&all) };
    assert_eq!(back(&simulated(&ctx, &people_back).await), [None, None]);
    let item = "equipment:generators".to_owned();
    let usable = vec![Usable { item, after: hours(10) }];
    let usable = ScenarioDocument { usable, ..losing(&all) };
    assert_eq!(back(&simulated(&ctx, &usable).await), [Some(hours(13)), Some(hours(16))]);
}

#[tokio::test]
async fn equipment_at_a_lost_site_is_lost_with_it() {
    let platform = fresh().await;
    two_agencies(&platform).await;
    item(&platform, Kind::Site, "commerce", "depot").await;
    let ctx = platform_ctx(&platform);
    let generators = inventory::by_code(&ctx, Kind::Equipment, "generators").await.unwrap();
    let stored =
        ItemDocument { site: Some("depot".to_owned()), ..document(&ctx, &generators).await };
    inventory::change(&ctx, generators.id, generators.version, &stored).await.unwrap();
    let lost = losing(&[FRAMES[0], FRAMES[1], "site:depot"]);
    assert_eq!(back(&simulated(&ctx, &lost).await), [None, None]);
    let usable = vec![Usable { item: "site:depot".to_owned(), after: hours(5) }];
    let usable = ScenarioDocument { usable, ..lost };
    assert_eq!(back(&simulated(&ctx, &usable).await), [Some(hours(8)), Some(hours(11))]);
}

#[tokio::test]
async fn more_equipment_can_be_assumed() {
    let platform = fresh().await;
    two_agencies(&platform).await;
    let ctx = platform_ctx(&platform);
    let assumed =
        |text: &str| ScenarioDocument { changes: vec![text.parse().unwrap()], ..losing(&FRAMES) };
    let found = simulated(&ctx, &assumed("equipment:generators +2")).await;
    assert_eq!(back(&found), [Some(hours(3)), Some(hours(3))]);
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    let unknown = scenarios::simulate_document(&ctx, &assumed("equipment:cranes +2"), &how).await;
    assert!(matches!(unknown, Err(Error::Invalid(_))));
}

/// Whoever reads nothing of commerce does not learn what its equipment is called.
#[tokio::test]
async fn equipment_of_another_agency_is_kept_by_those_who_may() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let generators = generators(&platform, 2).await;
    let theirs = ctx_in(&platform, Role::PlanOwner, at.revenue);
    assert!(inventory::show(&theirs, generators.id).await.is_err());
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let version = generators.version;
    let stale = document(&own, &generators).await;
    inventory::change(
        &own,
        generators.id,
        version,
        &ItemDocument { name: "Generators".to_owned(), ..stale.clone() },
    )
    .await
    .unwrap();
    let refused = inventory::change(&own, generators.id, version, &stale).await;
    assert!(matches!(refused, Err(Error::Stale(_))), "{refused:?}");
}
