//! When people have caught up with what is back, on the page of a service and in runs.

use app::actor::Role;
use app::ids::ScenarioId;
use app::prepare::impact::{self, AnalysisDocument, Content, ImpactCriteria, State};
use app::prepare::inventory::Kind;
use app::prove::scenarios::{self, ScenarioDocument};
use app::{Platform, Span};
use axum::http::StatusCode;
use serde_json::{Value, json};
use test_support::{ctx, fresh, platform_ctx, portal_of_one_crew, state};

use crate::site::Site;

/// The portal can be gone for 7 h, and catching up takes 2 h.
async fn analyzed(platform: &Platform) {
    let hours = |it| Some(Span::from_hours(it));
    let content = Content {
        mtd: hours(7),
        rto: hours(4),
        wrt: hours(2),
        ..Content::blank(ImpactCriteria::default())
    };
    let document = AnalysisDocument {
        state: State::Approved,
        ..AnalysisDocument::new(Kind::Service, "portal", content)
    };
    let tx = platform.db.write().await.unwrap();
    impact::put_all(&tx, &platform_ctx(platform), &[document]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn scenario(platform: &Platform) -> ScenarioId {
    let document = ScenarioDocument {
        lost: vec!["asset:mainframe".to_owned(), "asset:storage".to_owned()],
        ..ScenarioDocument::new("franklin", "both", "Both are lost")
    };
    scenarios::add(&platform_ctx(platform), &document).await.unwrap().id
}

async fn ran(platform: &Platform, id: ScenarioId) -> String {
    scenarios::run(&platform_ctx(platform), id).await.unwrap().id.to_string()
}

#[tokio::test]
async fn the_page_of_a_service_says_when_people_have_caught_up_and_that_this_is_too_late() {
    let limit = "It can be gone for 7 h at most (MTD).";
    let late = "Caught up after 8 h: back after 6 h, then 2 h of catching up (WRT).";
    let in_time = "Caught up after 6 h: back after 4 h, then 2 h of catching up (WRT).";
    for (people, said) in [(1, late), (2, in_time)] {
        let platform = fresh().await;
        state(&platform).await;
        let path = format!("/services/{}", portal_of_one_crew(&platform, people).await.id);
        let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
        let (_, page) = team.get(&path).await;
        assert!(!page.contains("Caught up after"), "nobody has said how long: {page}");
        analyzed(&platform).await;
        let (status, page) = team.get(&path).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(page.matches(&format!("{said} {limit}")).count(), 1, "{page}");
        assert_eq!(page.contains("Past its MTD by 1 h"), people == 1, "{page}");
        // What an analysis says is for those who read it.
        let desk = Site::of(&ctx(&platform, Role::ServiceDesk));
        let (status, page) = desk.get(&path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains("Caught up after") && !page.contains(limit), "{page}");
    }
}

#[tokio::test]
async fn a_run_says_who_is_past_their_mtd_lists_them_and_has_them_in_files() {
    let platform = fresh().await;
    state(&platform).await;
    portal_of_one_crew(&platform, 1).await;
    let scenario = scenario(&platform).await;
    let first = ran(&platform, scenario).await;
    analyzed(&platform).await;
    let run = ran(&platform, scenario).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let get = async |path: String| {
        let (status, page) = site.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        page
    };
    let page = get(format!("/scenarios/runs/{run}")).await;
    let title = "1 of 1 services and processes is back too late; 1 of them is past its MTD";
    assert!(page.contains(title) && page.contains("Past its MTD by 1 h"), "{page}");
    assert!(page.contains("Caught up after 8 h"), "{page}");
    let page = get(format!("/scenarios/runs/{run}/services?mtd=past")).await;
    assert!(page.contains("The portal") && page.contains("Past MTD"), "{page}");
    let page = get(format!("/scenarios/runs/{run}/services?mtd=past&verdict=in_time")).await;
    assert!(page.contains("There are none like that."), "{page}");
    let csv = get(format!("/scenarios/runs/{run}/services.csv?mtd=past")).await;
    assert!(csv.contains(",peak_begins_after_h,caught_up_after_h,mtd_h,past_mtd_by_h"), "{csv}");
    assert!(csv.contains(",8,7,1"), "{csv}");
    let page = get(format!("/scenarios/runs/{first}/compare/{run}")).await;
    assert!(page.contains("Past their MTD: 0 in the first, 1 in the second."), "{page}");
    let csv = get(format!("/scenarios/runs/{first}/compare/{run}/changes.csv")).await;
    assert!(csv.contains(",for,past_mtd_by_h"), "{csv}");
    // What was computed before the analysis was approved says nothing of it.
    let page = get(format!("/scenarios/runs/{first}/services")).await;
    assert!(page.contains("The portal") && !page.contains("MTD"), "{page}");

    let json = get(format!("/api/v1/runs/{run}/services?past_mtd=true")).await;
    let found: Value = serde_json::from_str(&json).unwrap();
    let row = &found["items"][0];
    let hours = |it| json!(Span::from_hours(it));
    assert_eq!([&row["mtd"], &row["caught_up"]], [&hours(7), &hours(8)], "{row}");
    assert_eq!((&row["past_mtd_by"], &row["is_past_mtd"]), (&hours(1), &json!(true)), "{row}");
    let json = get(format!("/api/v1/runs/{first}/services?past_mtd=true")).await;
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found["items"], json!([]), "{found}");
    let found: Value = serde_json::from_str(&get(format!("/api/v1/runs/{run}")).await).unwrap();
    assert_eq!(found["found"]["n_past_mtd"], 1, "{found}");
    let json = get(format!("/api/v1/runs/compare?a={first}&b={run}")).await;
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!([&found["n_past_mtd_before"], &found["n_past_mtd_after"]], [&json!(0), &json!(1)]);
}
