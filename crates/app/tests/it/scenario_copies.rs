//! A copy at another site that a scenario assumes: what it is worth, and where it is worth nothing.

use app::actor::Role;
use app::prepare::inventory::{Item, ItemDocument, Kind};
use app::prove::investments::Improvement;
use app::prove::recovery::{self, HelpKind};
use app::prove::scenarios::{self, NoteKind, RowQuery, Run, ScenarioDocument, Usable};
use app::{Ctx, Error, Platform, Span};
use serde_json::json;
use test_support::{State, asset, ctx_in, fresh, need, platform_ctx, put, service, state};

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

/// The copy of the disk that its page offers.
fn copy() -> Improvement {
    Improvement::copy("asset:disk", "west", recovery::COPY_WITHIN)
}

/// A portal that must be back within 4 h, on a disk in one of two data centers, which takes 6 h.
async fn portal(platform: &Platform) -> (State, Item, Item) {
    let at = state(platform).await;
    for (code, agency) in [("east", "commerce"), ("west", "revenue")] {
        let mut site = ItemDocument::new(Kind::Site, agency, code, &format!("Site {code}"));
        site.details.insert("site_role".to_owned(), json!("primary_data_center"));
        put(platform, &site).await;
    }
    let portal = service(platform, "portal", 4, 1).await;
    let disk = ItemDocument {
        restore: Some(hours(6)),
        site: Some("east".to_owned()),
        ..ItemDocument::new(Kind::Asset, "commerce", "disk", "The disk")
    };
    let disk = put(platform, &disk).await;
    need(platform, &portal, &disk).await;
    (at, portal, disk)
}

async fn back(ctx: &Ctx, run: &Run) -> Option<Span> {
    let rows = scenarios::services(ctx, run.id, &RowQuery::default()).await.unwrap().items;
    rows.iter().find(|it| it.item.code == "portal").unwrap().back
}

/// A run in which these are lost, with the copy.
async fn lost(platform: &Platform, code: &str, lost: &[&str]) -> Run {
    let document = ScenarioDocument {
        lost: lost.iter().map(|it| (*it).to_owned()).collect(),
        changes: vec![Improvement { site: Some("site:west".to_owned()), ..copy() }],
        ..ScenarioDocument::new("commerce", code, "The disk")
    };
    let ctx = platform_ctx(platform);
    let scenario = scenarios::add(&ctx, &document).await.unwrap();
    assert_eq!(scenario.changes, [copy()], "kept by the code of the site");
    scenarios::run(&ctx, scenario.id).await.unwrap()
}

#[tokio::test]
async fn req_issue_3_a_copy_is_a_fix_and_its_scenario_says_what_the_page_says() {
    let platform = fresh().await;
    let (at, portal, _) = portal(&platform).await;
    let ctx = ctx_in(&platform, Role::Coordinator, at.commerce);
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    let fix = why.helps.iter().find(|it| matches!(it.what, HelpKind::Copy(..))).unwrap();
    let HelpKind::Copy(item, site, within) = &fix.what else { panic!("{fix:?}") };
    assert_eq!((item.code.as_str(), site.code.as_str()), ("disk", "west"));
    assert_eq!((*within, fix.finish), (recovery::COPY_WITHIN, Span::from_minutes(75)));
    let scenario = scenarios::try_fix(&ctx, portal.id, &copy()).await.unwrap();
    assert_eq!(scenario.code, "portal-copy-disk");
    assert_eq!(scenario.name, format!("{}: copy of The disk at Site west", portal.name));
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    assert_eq!(back(&ctx, &run).await, Some(fix.finish));
    let order = scenarios::order_alone(&ctx, portal.id, &[copy()]).await.unwrap();
    let until = order.iter().find(|it| it.item.id == portal.id).map(|it| it.until);
    assert_eq!(until, Some(fix.finish));
    let seen = scenarios::losses(&ctx, &scenario).await.unwrap().changes.remove(0);
    assert_eq!(seen.site.map(|it| it.code).as_deref(), Some("west"));
    // Where the original stands, a copy is none.
    let beside = Improvement::copy("asset:disk", "east", hours(1));
    match scenarios::try_fix(&ctx, portal.id, &beside).await {
        Err(Error::Invalid(problems)) => assert_eq!(problems[0].field, "site"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_copy_takes_over_unless_its_site_is_lost_too() {
    let platform = fresh().await;
    portal(&platform).await;
    let ctx = platform_ctx(&platform);
    for (code, sites, expected) in [
        ("one", ["asset:disk"].as_slice(), Span::from_minutes(75)),
        ("both", ["asset:disk", "site:west"].as_slice(), hours(7)),
    ] {
        let run = lost(&platform, code, sites).await;
        assert_eq!(back(&ctx, &run).await, Some(expected), "{code}");
        assert_eq!(run.scenario.loses_copy(&run.scenario.changes[0]), code == "both");
    }
}

#[tokio::test]
async fn a_copy_waits_for_nothing_at_the_site_of_the_original() {
    let platform = fresh().await;
    portal(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut document = ScenarioDocument {
        lost: vec!["site:east".to_owned()],
        usable: vec![Usable { item: "site:east".to_owned(), after: hours(72) }],
        changes: vec![copy()],
        ..ScenarioDocument::new("commerce", "dark", "Without power")
    };
    for (code, expected) in [("dark", Span::from_minutes(75)), ("dark-without", hours(79))] {
        document.code = code.to_owned();
        let scenario = scenarios::add(&ctx, &document).await.unwrap();
        let run = scenarios::run(&ctx, scenario.id).await.unwrap();
        assert_eq!(back(&ctx, &run).await, Some(expected), "{code}");
        document.changes.clear();
    }
}

/// When the portal is back in a run of it, and whether the run says that of a copy.
async fn ran(ctx: &Ctx, document: &ScenarioDocument, kind: NoteKind) -> (Option<Span>, bool) {
    let scenario = scenarios::add(ctx, document).await.unwrap();
    let run = scenarios::run(ctx, scenario.id).await.unwrap();
    let notes = scenarios::findings(ctx, run.id).await.unwrap().notes;
    (back(ctx, &run).await, notes.iter().any(|it| it.kind == kind))
}

#[tokio::test]
async fn whichever_is_sooner_counts_the_original_or_its_copy() {
    let platform = fresh().await;
    let (_, _, disk) = portal(&platform).await;
    let ctx = platform_ctx(&platform);
    need(&platform, &disk, &asset(&platform, "net", 2).await).await;
    // What is lost beside the net, when it is usable again, and when the disk is back without a copy.
    let ways = [("asset:disk", None, 8), ("site:east", Some(10), 16), ("asset:disk", Some(9), 9)];
    for (n, (lost, after, original)) in ways.into_iter().enumerate() {
        for minutes in [15, 180, 480, 1_800] {
            let document = ScenarioDocument {
                lost: vec![lost.to_owned(), "asset:net".to_owned()],
                usable: after
                    .map(|it| Usable { item: lost.to_owned(), after: hours(it) })
                    .into_iter()
                    .collect(),
                changes: vec![Improvement::copy("asset:disk", "west", Span::from_minutes(minutes))],
                ..ScenarioDocument::new("commerce", &format!("s-{n}-{minutes}"), "Lost")
            };
            let copy = 120 + minutes;
            let expected = Span::from_minutes(copy.min(original * 60) + 60);
            let is_slower = original * 60 <= copy;
            let found = ran(&ctx, &document, NoteKind::CopiesSlower).await;
            assert_eq!(found, (Some(expected), is_slower), "{}", document.code);
        }
    }
}

/// When a service is back, and how long it waits for people.
async fn times(
    ctx: &Ctx,
    document: &ScenarioDocument,
    service: &str,
) -> (Option<Span>, Option<Span>) {
    let scenario = scenarios::add(ctx, document).await.unwrap();
    let run = scenarios::run(ctx, scenario.id).await.unwrap();
    let rows = scenarios::services(ctx, run.id, &RowQuery::default()).await.unwrap().items;
    let row = rows.iter().find(|it| it.item.code == service).unwrap();
    (row.back, row.wait_for_crew)
}

#[tokio::test]
async fn a_copy_takes_over_by_itself_and_asks_neither_crew_nor_equipment() {
    let platform = fresh().await;
    portal(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "dba", "Databases");
    crew.details.insert("people".to_owned(), json!(1));
    put(&platform, &crew).await;
    let mut other = ItemDocument::new(Kind::Asset, "commerce", "other", "The other disk");
    other.restore = Some(hours(9));
    (other.crew, other.crew_size) = (Some("dba".to_owned()), Some(1));
    let (other, tape) = (put(&platform, &other).await, "asset:tape");
    let on_tape = ItemDocument {
        restore: Some(hours(1)),
        crew: Some("dba".to_owned()),
        crew_size: Some(1),
        site: Some("east".to_owned()),
        ..ItemDocument::new(Kind::Asset, "commerce", "tape", "The tape")
    };
    let archive = service(&platform, "archive", 4, 1).await;
    need(&platform, &archive, &put(&platform, &on_tape).await).await;
    need(&platform, &archive, &other).await;
    let within = |minutes| Improvement::copy(tape, "west", Span::from_minutes(minutes));
    let document = |code: &str, lost: &[&str], change: Improvement| ScenarioDocument {
        lost: lost.iter().map(|it| (*it).to_owned()).collect(),
        changes: vec![change],
        ..ScenarioDocument::new("commerce", code, "Lost")
    };
    // Nobody restores the tape, whose copy takes longer than they would; the other disk is there.
    let gone = document("gone", &[tape, "crew:dba"], within(120));
    assert_eq!(times(&ctx, &gone, "archive").await, (Some(hours(3)), Some(Span::ZERO)));
    // The crew has the other disk from the start.
    let both = document("both", &[tape, "asset:other"], within(30));
    assert_eq!(times(&ctx, &both, "archive").await, (Some(hours(10)), Some(Span::ZERO)));
    let order = scenarios::order_alone(&ctx, archive.id, &[within(30)]).await.unwrap();
    let copied = order.iter().find(|it| it.item.code == "tape").unwrap();
    assert_eq!((&copied.crew, copied.until), (&None, Span::from_minutes(30)));
}

#[tokio::test]
async fn a_copy_where_the_original_is_does_not_count_and_that_is_said() {
    let platform = fresh().await;
    let (_, portal, _) = portal(&platform).await;
    let ctx = platform_ctx(&platform);
    for code in ["hall", "annex"] {
        let mut site = ItemDocument::new(Kind::Site, "commerce", code, &format!("Site {code}"));
        site.details.insert("latitude".to_owned(), json!(35.0));
        site.details.insert("longitude".to_owned(), json!(-79.0));
        put(&platform, &site).await;
    }
    let tape = ItemDocument {
        restore: Some(hours(6)),
        site: Some("hall".to_owned()),
        ..ItemDocument::new(Kind::Asset, "commerce", "tape", "The tape")
    };
    need(&platform, &portal, &put(&platform, &tape).await).await;
    let document = ScenarioDocument {
        lost: vec!["asset:tape".to_owned()],
        changes: vec![Improvement::copy("asset:tape", "annex", hours(1))],
        ..ScenarioDocument::new("commerce", "beside", "Beside")
    };
    let found = ran(&ctx, &document, NoteKind::CopiesBeside).await;
    assert_eq!(found, (Some(hours(7)), true));
    let scenario = scenarios::by_code(&ctx, "beside").await.unwrap();
    assert!(scenarios::losses(&ctx, &scenario).await.unwrap().changes[0].is_beside);
}
