//! A copy at another site that a scenario assumes: what it is worth, and where it is worth nothing.

use app::actor::Role;
use app::prepare::inventory::{Item, ItemDocument, Kind};
use app::prove::investments::Improvement;
use app::prove::recovery::{self, HelpKind};
use app::prove::scenarios::{self, RowQuery, Run, ScenarioDocument, Usable};
use app::{Ctx, Error, Platform, Span};
use serde_json::json;
use test_support::{State, ctx_in, fresh, need, platform_ctx, put, service, state};

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

/// The copy of the disk that its page offers.
fn copy() -> Improvement {
    Improvement::copy("asset:disk", "west", recovery::COPY_WITHIN)
}

/// A portal that must be back within 4 h, on a disk in one of two data centers, which takes 6 h.
async fn portal(platform: &Platform) -> (State, Item) {
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
    need(platform, &portal, &put(platform, &disk).await).await;
    (at, portal)
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
    let (at, portal) = portal(&platform).await;
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
