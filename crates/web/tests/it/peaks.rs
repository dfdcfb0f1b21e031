//! Runs that strike in a peak, and redundancy groups at one site, as people and programs see them.

use app::actor::Role;
use app::prepare::impact::{self, AnalysisDocument, Content, ImpactCriteria, Peak, State};
use app::prepare::inventory::{self, ItemDocument, Kind, NeedDocument};
use app::prove::scenarios::{self, ScenarioDocument};
use app::{Platform, Span};
use axum::http::StatusCode;
use serde_json::{Value, json};
use test_support::{asset, ctx, fresh, item, platform_ctx, put, service, state};

use crate::site::Site;

/// A service with a peak in every April, on a server that is lost in a scenario on the first of it.
async fn run_in_april(platform: &Platform) -> String {
    let ctx = platform_ctx(platform);
    let (portal, server) =
        (service(platform, "portal", 12, 0).await, asset(platform, "db", 6).await);
    let need = NeedDocument::hard(Kind::Asset, &server.code);
    inventory::add_need(&ctx, portal.id, &need).await.unwrap();
    let peak: Peak = serde_json::from_value(json!({
        "name": "Tax season", "months": [4], "rto": "PT4H",
    }))
    .unwrap();
    let school = Peak { name: "School start".into(), days_of_month: [1].into(), ..peak.clone() };
    let school = Peak {
        hours: serde_json::from_value(json!({"from": 10, "until": 12})).unwrap(),
        rto: Span::from_hours(1),
        ..school
    };
    let content = Content {
        mtd: Some(Span::from_hours(24)),
        rto: Some(Span::from_hours(12)),
        peak_periods: vec![peak, school],
        ..Content::blank(ImpactCriteria::default())
    };
    let document = AnalysisDocument {
        state: State::Approved,
        ..AnalysisDocument::new(Kind::Service, "portal", content)
    };
    let tx = platform.db.write().await.unwrap();
    impact::put_all(&tx, &ctx, &[document]).await.unwrap();
    tx.commit().await.unwrap();
    let document = ScenarioDocument {
        lost: vec!["asset:db".to_owned()],
        strikes_at: "2026-04-01T12:00:00Z".parse().ok(),
        ..ScenarioDocument::new("franklin", "april", "In April")
    };
    let scenario = scenarios::add(&ctx, &document).await.unwrap();
    scenarios::run(&ctx, scenario.id).await.unwrap().id.to_string()
}

#[tokio::test]
async fn a_run_says_which_peak_made_a_target_tighter_and_which_begins_before_it_is_back() {
    let platform = fresh().await;
    state(&platform).await;
    let run = run_in_april(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (status, page) = site.get(&format!("/scenarios/runs/{run}/services?verdict=all")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Own target 4 h in “Tax season”, otherwise 12 h"), "{page}");
    assert!(page.contains("“School start” begins after 2 h, with 1 h"), "{page}");
    let (_, page) = site.get(&format!("/scenarios/runs/{run}")).await;
    assert!(page.contains("It strikes in a peak of these"), "{page}");
    let (_, csv) = site.get(&format!("/scenarios/runs/{run}/services.csv?verdict=all")).await;
    assert!(csv.contains("Tax season") && csv.contains("School start"), "{csv}");
    let (_, json) = site.get(&format!("/api/v1/runs/{run}/services")).await;
    let found: Value = serde_json::from_str(&json).unwrap();
    let row = &found["items"][0];
    assert_eq!(row["tightened"]["peak"], "Tax season", "{row}");
    assert_eq!(row["tightened"]["rto"], json!(Span::from_hours(4)));
    assert_eq!(row["peak_ahead"]["begins"], json!(Span::from_hours(2)));
    assert_eq!(row["due"], json!(Span::from_hours(4)));
}

#[tokio::test]
async fn req_s4_17_the_page_of_a_group_at_one_site_says_so() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Site, "commerce", "east").await;
    let mut group = ItemDocument::new(Kind::Group, "commerce", "pair", "Pair");
    group.details.insert("arrangement".to_owned(), json!("active_passive"));
    group.details.insert("failover".to_owned(), json!("manual"));
    let group = put(&platform, &group).await;
    for (code, at) in [("one", Some("east")), ("two", Some("east")), ("three", None)] {
        let server = ItemDocument::new(Kind::Asset, "commerce", code, code);
        put(&platform, &ItemDocument { site: at.map(str::to_owned), ..server }).await;
    }
    let ctx_all = platform_ctx(&platform);
    for code in ["one", "two"] {
        let need = NeedDocument::hard(Kind::Asset, code);
        inventory::add_need(&ctx_all, group.id, &need).await.unwrap();
    }
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let path = format!("/groups/{}", group.id);
    let (status, page) = site.get(&path).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("All members are at one site"), "{page}");
    assert!(page.contains("Active/passive") && page.contains("By hand"), "{page}");
    let (_, page) = site.get("/recovery/findings?kind=one_site").await;
    assert!(page.contains("All of its members are at"), "{page}");
    let (_, json) = site.get("/api/v1/findings?kind=one_site").await;
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found["items"][0]["group"]["code"], "pair", "{found}");

    let need = NeedDocument::hard(Kind::Asset, "three");
    inventory::add_need(&ctx_all, group.id, &need).await.unwrap();
    let (_, page) = site.get(&path).await;
    assert!(!page.contains("All members are at one site"));
    assert!(page.contains("Not all members have a site") && page.contains("Not known"), "{page}");
    let (_, json) = site.get("/api/v1/findings?kind=unplaced").await;
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found["items"][0]["n_unknown"], 1, "{found}");
}
