//! Tries to restore something that fail: said by who knows it, and counted in chances.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::prepare::imports::{self, File, Format, Mapping, Source, Target};
use app::prepare::inventory::{self, Item, ItemDocument, Kind, Proof, ProofSource, Typed};
use app::programme::folder;
use app::programme::transfer::{self, ReadOptions, WriteOptions};
use app::prove::investments::Improvement;
use app::prove::recovery::{self, Likely, LikelyAnswer, LikelyOdds, LikelyStep};
use app::prove::scenarios::{self, RowQuery, Run, ScenarioDocument, ServiceRow};
use app::{Ctx, Error, Platform, Span};
use test_support::{ctx_with, fresh, item, need, platform_ctx, put, service, state};

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

/// A database of whose tries so many percent fail: a test restored it within 3 h.
fn database(percent: Option<u8>) -> ItemDocument {
    ItemDocument {
        restore: Some(hours(3)),
        fails_percent: percent,
        proof: Some(Proof { source: ProofSource::Test, on: None, measured: Some(hours(3)) }),
        ..ItemDocument::new(Kind::Asset, "commerce", "database", "The database")
    }
}

/// A portal that must be back within 4 h, on that database. One try is in time, a second never is.
async fn portal(platform: &Platform) -> (Item, Item) {
    state(platform).await;
    let portal = service(platform, "portal", 4, 0).await;
    let database = put(platform, &database(None)).await;
    need(platform, &portal, &database).await;
    (portal, database)
}

async fn retried(ctx: &Ctx, of: &Item, percent: u8) {
    inventory::change(ctx, of.id, of.version, &database(Some(percent))).await.unwrap();
}

fn odds(found: Likely) -> LikelyOdds {
    let odds = match found.answer {
        LikelyAnswer::Odds(it) => Some(*it),
        _ => None,
    };
    odds.unwrap()
}

fn only_step(odds: &LikelyOdds) -> &LikelyStep {
    assert_eq!(odds.steps.len(), 1);
    odds.steps.first().unwrap()
}

#[tokio::test]
async fn more_than_95_percent_that_fail_are_refused() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let refused = inventory::add(&ctx, &database(Some(96))).await.unwrap_err();
    let problems = match refused {
        Error::Invalid(problems) => problems,
        _ => Vec::new(),
    };
    let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["fails_percent"]);
    let typed: Typed = [("fails_percent".to_owned(), "96".to_owned())].into();
    let problems = ItemDocument::typed(&database(None), &typed).unwrap_err();
    assert_eq!(problems[0].field, "fails_percent");
    for percent in [0, 95] {
        let typed: Typed = [("fails_percent".to_owned(), percent.to_string())].into();
        let document = ItemDocument::typed(&database(None), &typed).unwrap();
        assert_eq!(document, database(Some(percent)));
    }
    let added = inventory::add(&ctx, &database(Some(95))).await.unwrap();
    assert_eq!(added.recovery.fails_percent, Some(95));
}

#[tokio::test]
async fn how_often_a_try_fails_goes_into_a_folder_and_comes_back() {
    let platform = fresh().await;
    state(&platform).await;
    put(&platform, &database(Some(10))).await;
    let read = transfer::read(&platform_ctx(&platform), ReadOptions::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    folder::write(&read, folder.path()).unwrap();
    let file = std::fs::read_to_string(folder.path().join("assets/database.yaml")).unwrap();
    assert!(file.contains("fails_percent: 10\n"), "{file}");
    let (again, findings) = folder::read(folder.path()).unwrap();
    assert!(findings.is_empty(), "{findings:?}");

    let other = fresh().await;
    let ctx = platform_ctx(&other);
    transfer::write(&ctx, &again.sorted(), WriteOptions::default()).await.unwrap();
    let found = inventory::by_code(&ctx, Kind::Asset, "database").await.unwrap();
    assert_eq!(found.recovery.fails_percent, Some(10));
}

#[tokio::test]
async fn how_often_a_try_fails_is_read_from_a_file() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let headers = ["code", "name", "agency", "Restore failure rate in percent"];
    let proposed = imports::propose(Target::Item(Kind::Asset), &headers.map(str::to_owned));
    assert_eq!(proposed.fields["fails_percent"], Source::column(headers[3]));
    let mapping = Mapping::new(Target::Item(Kind::Asset));
    let mapping = headers[..3].iter().fold(mapping, |all, it| all.with(it, Source::column(it)));
    let mapping = mapping.with("fails_percent", Source::column(headers[3]));
    let csv = format!("{}\ntape,Tape,commerce,15\nworn,Worn,commerce,96\n", headers.join(","));
    let file = File::of(Format::Csv, csv.into_bytes());
    let checked = imports::dry_run(&ctx, &file, &mapping).await.unwrap();
    assert_eq!((checked.n_added, checked.n_refused), (1, 1), "{checked:?}");
    assert_eq!(checked.problems[0].field, "fails_percent");
    imports::put(&ctx, &file, &mapping, true).await.unwrap();
    let tape = inventory::by_code(&ctx, Kind::Asset, "tape").await.unwrap();
    assert_eq!(tape.recovery.fails_percent, Some(15));
}

#[tokio::test]
async fn what_may_fail_is_less_likely_in_time_and_planned_as_before() {
    let platform = fresh().await;
    let (portal, database) = portal(&platform).await;
    let ctx = platform_ctx(&platform);
    let before = odds(recovery::likely(&ctx, portal.id).await.unwrap());
    assert_eq!((before.met.unwrap().value, only_step(&before).fails_percent), (1.0, None));
    retried(&ctx, &database, 20).await;
    let after = odds(recovery::likely(&ctx, portal.id).await.unwrap());
    // One try of five fails, and a second one is too late.
    let met = after.met.unwrap().value;
    assert!((met - 0.8).abs() < 0.02, "{met}");
    assert_eq!((before.planned, after.planned), (hours(3), hours(3)));
    // 1.25 tries of 3.05 h, as five repeats are nearly all that there could be.
    assert!((after.mean.secs() - 13_720).abs() < 300, "{}", after.mean);
    assert_eq!(only_step(&after).fails_percent, Some(20));
    // Who may not open it is not told.
    let shown = Reach::Record(portal.id.uuid());
    let vendor = ctx_with(&platform, PersonId::new(), Role::Vendor, shown);
    let seen = odds(recovery::likely(&vendor, portal.id).await.unwrap());
    assert_eq!((seen.met, only_step(&seen).fails_percent), (after.met, None));
}

/// The run of a scenario with these changes, and what it says of the portal.
async fn run(ctx: &Ctx, code: &str, changes: Vec<Improvement>) -> (Run, ServiceRow) {
    let document = ScenarioDocument {
        lost: vec!["asset:database".to_owned()],
        changes,
        ..ScenarioDocument::new("commerce", code, "The database is lost")
    };
    let scenario = scenarios::add(ctx, &document).await.unwrap();
    let run = scenarios::run(ctx, scenario.id).await.unwrap();
    let mut rows = scenarios::services(ctx, run.id, &RowQuery::default()).await.unwrap().items;
    assert_eq!(rows.len(), 1);
    (run, rows.remove(0))
}

#[tokio::test]
async fn a_run_counts_tries_that_fail_in_its_chances_and_not_in_its_order() {
    let platform = fresh().await;
    let (_, database) = portal(&platform).await;
    let ctx = platform_ctx(&platform);
    let (run_before, before) = run(&ctx, "sure", Vec::new()).await;
    assert_eq!((before.chance, before.back), (Some(1.0), Some(hours(3))));
    retried(&ctx, &database, 20).await;
    let (run_after, after) = run(&ctx, "unsure", Vec::new()).await;
    let chance = after.chance.unwrap();
    assert!((chance - 0.8).abs() < 0.05, "{chance}");
    assert_eq!(after.back, before.back);
    assert_ne!(run_before.inputs_hash, run_after.inputs_hash);
}

#[tokio::test]
async fn what_is_assumed_to_be_faster_fails_as_often_and_a_copy_does_not() {
    let platform = fresh().await;
    let (_, database) = portal(&platform).await;
    let ctx = platform_ctx(&platform);
    retried(&ctx, &database, 20).await;
    item(&platform, Kind::Site, "commerce", "west").await;
    let faster = Improvement::faster("asset:database", hours(2));
    let (_, faster) = run(&ctx, "faster", vec![faster]).await;
    assert!(faster.chance.unwrap() < 0.95, "{faster:?}");
    let copy = Improvement::copy("asset:database", "west", hours(1));
    let (_, copy) = run(&ctx, "copy", vec![copy]).await;
    assert_eq!((copy.chance, copy.back), (Some(1.0), Some(hours(1))), "{copy:?}");
}
