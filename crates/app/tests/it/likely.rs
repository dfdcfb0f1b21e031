//! How likely an item is back in time, and what that hangs on.

use app::Error;
use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::prepare::inventory::{self, Item, ItemDocument, Kind, Proof, ProofSource};
use app::prove::recovery::{
    self, LIKELY_TRIALS_MAX, Likely, LikelyAnswer, LikelyOdds, LikelyStep, cases,
};
use app::{Ctx, Platform, Span};
use serde_json::json;
use test_support::{
    agency, asset, ctx_in, ctx_with, fresh, item, need, platform_ctx, put, service, state,
};

fn odds(found: Likely) -> LikelyOdds {
    let odds = match found.answer {
        LikelyAnswer::Odds(it) => Some(*it),
        _ => None,
    };
    odds.unwrap()
}

fn step<'a>(odds: &'a LikelyOdds, code: &str) -> &'a LikelyStep {
    odds.steps.iter().find(|it| it.item.code == code).unwrap()
}

/// Whether two times differ by at most so many minutes.
fn near(one: Span, other: Span, minutes: i64) -> bool {
    (one.secs() - other.secs()).abs() <= minutes * 60
}

/// Writes down one after the other how long the recovery of an item took.
async fn measure(ctx: &Ctx, item: &Item, hours: [i64; 3]) {
    let found = inventory::show(ctx, item.id).await.unwrap();
    let documents = inventory::documents(ctx, std::slice::from_ref(&found)).await.unwrap();
    let mut document = documents.into_iter().next().unwrap();
    let mut version = found.version;
    for (day, hours) in ["2024-05-01", "2025-05-01", "2026-05-01"].into_iter().zip(hours) {
        let (on, measured) = (day.parse().ok(), Some(Span::from_hours(hours)));
        document.proof = Some(Proof { source: ProofSource::Test, on, measured });
        version = inventory::change(ctx, item.id, version, &document).await.unwrap().version;
    }
}

/// A portal that must be back within 5 h and was measured to take 2, 4 or 6 h itself, on a database
/// that was measured to take 1, 2 or 3 h.
async fn portal(platform: &Platform) -> Item {
    let ctx = platform_ctx(platform);
    let portal = service(platform, "portal", 5, 4).await;
    let database = asset(platform, "database", 2).await;
    need(platform, &portal, &database).await;
    measure(&ctx, &portal, [4, 2, 6]).await;
    measure(&ctx, &database, [1, 3, 2]).await;
    portal
}

/// The nine sums of both are each as likely: four of them are within 5 h.
#[tokio::test]
async fn two_steps_one_after_the_other_are_as_likely_as_pencil_and_paper_say() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = portal(&platform).await;
    let found = recovery::likely(&ctx, portal.id).await.unwrap();
    assert_eq!(found.required, Some(Span::from_hours(5)));
    // Whoever asks again is told the same.
    assert_eq!(recovery::likely(&ctx, portal.id).await.unwrap(), found);
    let odds = odds(found);
    let met = odds.met.unwrap();
    assert!((met.value - 4.0 / 9.0).abs() < 0.015, "{met:?}");
    assert!(odds.is_precise && met.high - met.low < 2.001 * odds.error_wanted, "{met:?}");
    assert!(odds.trials <= LIKELY_TRIALS_MAX);
    let hours = Span::from_hours;
    assert_eq!(odds.planned, hours(6));
    assert!(near(odds.mean, hours(6), 5), "{}", odds.mean);
    let within = |of_100| odds.within(of_100).unwrap();
    assert!(near(within(50), hours(6), 2) && near(within(95), hours(9), 2), "{:?}", odds.times);
    // Both always decide; the one that varies twice as much goes along with the end twice as much.
    let (own, database) = (step(&odds, "portal"), step(&odds, "database"));
    assert_eq!((own.criticality, database.criticality), (1.0, 1.0));
    assert!((own.cruciality - 2.0 / 5.0_f64.sqrt()).abs() < 0.05, "{}", own.cruciality);
    assert!((database.cruciality - 1.0 / 5.0_f64.sqrt()).abs() < 0.05, "{}", database.cruciality);
    let tornado = odds.tornado();
    assert_eq!(
        tornado.iter().map(|it| &it.0.item.code).collect::<Vec<_>>(),
        ["portal", "database"]
    );
    let swing = tornado[0].1;
    assert_eq!((swing.short, swing.long), (hours(2), hours(6)));
    assert!(near(swing.back_if_short, hours(4), 10) && near(swing.back_if_long, hours(8), 10));
    // What was measured before is in the audit log, and counts.
    assert_eq!(own.known_from.unwrap().to_string(), "3 measurements, 2024–2026");
    assert_eq!((own.slack, database.slack), (Some(Span::ZERO), Some(Span::ZERO)));
    let promise = format!("promise {} instead of 5 h.", within(90));
    assert!(odds.sentences[0].ends_with(&promise), "{odds:?}");
    assert!(odds.sentences[1].starts_with("What matters most: The portal."), "{odds:?}");
    // How likely it is stands in the heading, and once is enough.
    assert!(odds.sentences.iter().all(|it| !it.contains(&cases(met.value))), "{odds:?}");
}

#[tokio::test]
async fn another_measurement_is_heeded() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = portal(&platform).await;
    let before = odds(recovery::likely(&ctx, portal.id).await.unwrap());
    let found = inventory::show(&ctx, portal.id).await.unwrap();
    let documents = inventory::documents(&ctx, std::slice::from_ref(&found)).await.unwrap();
    let mut document = documents.into_iter().next().unwrap();
    let (on, measured) = ("2026-10-01".parse().ok(), Some(Span::from_hours(2)));
    document.proof = Some(Proof { source: ProofSource::Event, on, measured });
    inventory::change(&ctx, portal.id, found.version, &document).await.unwrap();
    let after = odds(recovery::likely(&ctx, portal.id).await.unwrap());
    assert!(before.met.unwrap().value + 0.05 < after.met.unwrap().value);
    assert_eq!(step(&after, "portal").known_from.unwrap().to_string(), "4 measurements, 2024–2026");
    // Its day was mistyped: that is no fifth one.
    let version = inventory::show(&ctx, portal.id).await.unwrap().version;
    let day = "2026-10-10".parse().ok();
    document.proof = Some(Proof { source: ProofSource::Event, on: day, measured });
    inventory::change(&ctx, portal.id, version, &document).await.unwrap();
    let mended = odds(recovery::likely(&ctx, portal.id).await.unwrap());
    assert_eq!(
        step(&mended, "portal").known_from.unwrap().to_string(),
        "4 measurements, 2024–2026"
    );
    // A vendor's word is no measurement, and what was measured of the old one says nothing of it.
    let version = inventory::show(&ctx, portal.id).await.unwrap().version;
    document.proof = Some(Proof { source: ProofSource::Vendor, on, measured: None });
    inventory::change(&ctx, portal.id, version, &document).await.unwrap();
    let then = odds(recovery::likely(&ctx, portal.id).await.unwrap());
    assert_eq!(step(&then, "portal").known_from.unwrap().to_string(), "Vendor statement");
}

#[tokio::test]
async fn a_wait_for_a_crew_decides_and_what_goes_on_meanwhile_has_slack() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew");
    crew.details.insert("people".to_owned(), json!(1));
    put(&platform, &crew).await;
    let portal = service(&platform, "portal", 8, 1).await;
    for (code, restore, crew) in [("a", 3, Some("mains")), ("b", 2, Some("mains")), ("c", 1, None)]
    {
        let mut asset = ItemDocument::new(Kind::Asset, "commerce", code, &format!("The {code}"));
        asset.restore = Some(Span::from_hours(restore));
        asset.crew = crew.map(str::to_owned);
        asset.crew_size = crew.map(|_| 1);
        need(&platform, &portal, &put(&platform, &asset).await).await;
    }
    let odds = odds(recovery::likely(&ctx, portal.id).await.unwrap());
    assert_eq!(odds.planned, Span::from_hours(6));
    let crews: Vec<_> = odds.crews.iter().map(|it| (it.crew.code.as_str(), it.binds)).collect();
    assert_eq!(crews, [("mains", 1.0)]);
    assert_eq!(step(&odds, "a").slack, Some(Span::ZERO));
    assert_eq!(step(&odds, "b").slack, Some(Span::ZERO));
    assert_eq!(step(&odds, "c").slack, Some(Span::from_hours(4)));
    assert_eq!(step(&odds, "c").criticality, 0.0);
    assert_eq!(step(&odds, "c").known_from.unwrap().to_string(), "No proof");
    let said = "A wait for Mains crew decides in all cases.";
    assert!(odds.sentences.iter().any(|it| it == said), "{:?}", odds.sentences);
}

#[tokio::test]
async fn with_a_crew_that_nobody_counted_it_is_told_at_least() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    put(&platform, &ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew")).await;
    let portal = service(&platform, "portal", 5, 4).await;
    let mut asset = ItemDocument::new(Kind::Asset, "commerce", "switch", "The switch");
    asset.restore = Some(Span::from_hours(1));
    (asset.crew, asset.crew_size) = (Some("mains".to_owned()), Some(2));
    need(&platform, &portal, &put(&platform, &asset).await).await;
    let odds = odds(recovery::likely(&ctx, portal.id).await.unwrap());
    let crews: Vec<_> = odds.unsized_crews.iter().map(|it| it.code.as_str()).collect();
    assert!(crews == ["mains"] && !odds.is_counted() && odds.crews.is_empty(), "{odds:?}");
    assert_eq!(odds.is_kept(), Some(false));
    let promise = format!("promise at least {} instead of 5 h.", odds.within(90).unwrap());
    assert!(odds.sentences[0].ends_with(&promise), "{odds:?}");
    assert_eq!(
        odds.sentences.last().unwrap(),
        "Nobody has said how much Mains crew can do at once: it is taken to be enough, so it may take \
         longer."
    );
}

#[tokio::test]
async fn without_times_there_is_no_chance_and_without_a_target_only_times() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 5, 1).await;
    let gateway = item(&platform, Kind::Asset, "commerce", "gateway").await;
    need(&platform, &portal, &gateway).await;
    let found = recovery::likely(&ctx, portal.id).await.unwrap();
    let missing = match found.answer {
        LikelyAnswer::Missing(it) => it,
        _ => Vec::new(),
    };
    assert_eq!(missing.iter().map(|it| it.item.code.as_str()).collect::<Vec<_>>(), ["gateway"]);
    let disk = asset(&platform, "disk", 2).await;
    let found = recovery::likely(&ctx, disk.id).await.unwrap();
    assert_eq!(found.required, None);
    let odds = odds(found);
    assert_eq!(odds.met, None);
    assert_eq!(odds.is_kept(), None);
    assert!(odds.sentences[0].ends_with("Nobody has said how soon it must be back."));
    // A team is not restored.
    let team = item(&platform, Kind::Team, "commerce", "desk").await;
    let found = recovery::likely(&ctx, team.id).await;
    assert!(matches!(found, Err(Error::NotFound("record"))));
}

#[tokio::test]
async fn what_one_may_not_see_counts_and_is_not_named() {
    let platform = fresh().await;
    state(&platform).await;
    let elsewhere = agency(&platform, "elsewhere", Some("franklin")).await;
    let portal = portal(&platform).await;
    let stranger = ctx_in(&platform, Role::Coordinator, elsewhere);
    let found = recovery::likely(&stranger, portal.id).await;
    assert!(matches!(found, Err(Error::NotFound("record"))));
    let shown = Reach::Record(portal.id.uuid());
    let vendor = ctx_with(&platform, PersonId::new(), Role::Vendor, shown);
    let seen = odds(recovery::likely(&vendor, portal.id).await.unwrap());
    let all = odds(recovery::likely(&platform_ctx(&platform), portal.id).await.unwrap());
    assert_eq!((seen.met, seen.steps.len()), (all.met, 2));
    let hidden = seen.steps.iter().find(|it| it.item.id != portal.id).unwrap();
    assert_eq!(
        (hidden.item.name.as_str(), hidden.known_from),
        ("Something that you may not see", None)
    );
    assert!(!format!("{seen:?}").contains("database"), "{seen:?}");
}
