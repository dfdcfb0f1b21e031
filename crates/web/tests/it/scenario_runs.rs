//! Runs of scenarios, as people see them.

use app::actor::Role;
use app::ids::ScenarioId;
use app::prepare::inventory::{self, ItemDocument, Kind, NeedDocument, Proof, ProofSource};
use app::prove::scenarios::{self, ScenarioDocument};
use app::{Platform, Span};
use axum::http::StatusCode;
use serde_json::json;
use test_support::{ctx, ctx_in, fresh, item, platform_ctx, put, state};

use crate::site::Site;

/// A data center of commerce with a crew of two, under a service of commerce and one of revenue; and
/// a scenario of the state that loses it.
struct Center {
    platform: Platform,
    scenario_id: ScenarioId,
    /// Who sees the state.
    state: Site,
    /// Who sees commerce alone, and keeps no scenario of the state.
    commerce: Site,
}

async fn center() -> Center {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "east").await;
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "servers", "Server crew");
    crew.details.insert("people".to_owned(), json!(2));
    put(&platform, &crew).await;
    for (agency, target, tier) in [("commerce", 4, 1), ("revenue", 5, 2)] {
        let server = format!("{agency}-server");
        let document = ItemDocument {
            site: Some("east".to_owned()),
            crew: Some("servers".to_owned()),
            crew_size: Some(2),
            restore: Some(Span::from_hours(3)),
            proof: Some(Proof {
                source: ProofSource::Test,
                on: None,
                measured: Some(Span::from_hours(3)),
            }),
            ..ItemDocument::new(Kind::Asset, agency, &server, &server)
        };
        put(&platform, &document).await;
        let service = ItemDocument {
            tier: Some(tier),
            target_rto: Some(Span::from_hours(target)),
            restore: Some(Span::ZERO),
            ..ItemDocument::new(
                Kind::Service,
                agency,
                &format!("{agency}-portal"),
                &format!("Portal of {agency}"),
            )
        };
        let service = put(&platform, &service).await;
        let need = NeedDocument::hard(Kind::Asset, &server);
        inventory::add_need(&platform_ctx(&platform), service.id, &need).await.unwrap();
    }
    let scenario_id = scenario(&platform, "franklin", "storm").await;
    let state = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let commerce = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    Center { platform, scenario_id, state, commerce }
}

async fn scenario(platform: &Platform, agency: &str, code: &str) -> ScenarioId {
    let document = ScenarioDocument {
        lost: vec!["site:east".to_owned()],
        strikes_at: "2026-09-14T11:30:00Z".parse().ok(),
        people_back: Some(Span::ZERO),
        ..ScenarioDocument::new(agency, code, "Storm")
    };
    scenarios::add(&platform_ctx(platform), &document).await.unwrap().id
}

impl Center {
    /// The path of a run that is done.
    async fn ran(&self) -> String {
        let run = scenarios::run(&platform_ctx(&self.platform), self.scenario_id).await.unwrap();
        format!("/scenarios/runs/{}", run.id)
    }
}

#[tokio::test]
async fn a_run_is_started_followed_and_read() {
    let center = center().await;
    let scenario = format!("/scenarios/{}", center.scenario_id);
    let (status, path) = center.state.post(&format!("{scenario}/runs"), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
    // The stream ends with the run.
    let (_, stream) = center.state.get(&format!("{path}/live")).await;
    assert!(stream.ends_with(&format!("event: done\ndata: {path}\n\n")), "{stream}");
    let (status, page) = center.state.get(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("1 of 2 services and processes is back too late"), "{page}");
    assert!(
        page.contains("Mon 14 Sep 2026, 07:30") && page.contains("back after <strong>6 h"),
        "{page}"
    );
    assert!(
        page.contains("Half of the 2 that are down are back after 3 h, all of them after 6 h.")
    );
    assert!(page.contains("<svg") && page.contains("/curve.csv"), "{page}");
    let calendar = "came by the business calendar: Monday to Friday, 08:00 to 17:30";
    assert!(page.contains(calendar), "{page}");
    assert!(page.contains("so the line may leave it"), "{page}");
    assert!(page.contains("Portal of revenue") && page.contains("Server crew"), "{page}");
    assert!(!page.contains("Things changed since"), "{page}");
    let (_, page) = center.state.get(&scenario).await;
    assert!(page.contains(&path) && page.contains("Done"), "{page}");
    let (status, page) = center.state.post(&format!("{path}/cancel"), "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("This run is over already."), "{page}");
}

#[tokio::test]
async fn the_lists_of_a_run_are_filtered_and_downloaded() {
    let center = center().await;
    let path = center.ran().await;
    let get = async |what: &str| {
        let (status, page) = center.state.get(&format!("{path}/{what}")).await;
        assert_eq!(status, StatusCode::OK, "{what}: {page}");
        page
    };
    let page = get("services").await;
    assert!(page.contains("Portal of revenue") && !page.contains("Portal of commerce"), "{page}");
    let page = get("services?verdict=all").await;
    assert!(page.contains("Portal of commerce") && page.contains("In time"), "{page}");
    let page = get("services?verdict=all&tier=1").await;
    assert!(page.contains("Portal of commerce") && !page.contains("Portal of revenue"), "{page}");
    let page = get("services?verdict=all&agency=revenue").await;
    assert!(!page.contains("Portal of commerce"), "{page}");
    let page = get("services?verdict=lost&sort=size").await;
    assert!(page.contains("<code>verdict=lost</code>, <code>sort=size</code>"), "{page}");
    let page = get("services?verdict=all").await;
    assert_eq!(page.matches("In 95 cases of a hundred").count(), 2, "{page}");
    let csv = get("services.csv?verdict=all&sort=position").await;
    assert!(csv.contains("chance_in_time,chance_low,chance_high"), "{csv}");
    assert!(csv.contains("service,commerce-portal,Portal of commerce,"), "{csv}");
    assert!(csv.contains(",late,6,5,1,"), "{csv}");
    let page = get("work").await;
    assert!(page.contains("Server crew") && page.contains("2 people"), "{page}");
    assert!(page.contains("Mon 14 Sep 2026, 10:30"), "{page}");
    let csv = get("work.csv").await;
    assert!(csv.contains("commerce-server") && csv.contains(",Server crew,2,0,3"), "{csv}");
    let page = get("bookings").await;
    assert!(page.contains("Agency of commerce") || page.contains("No double bookings"), "{page}");
    assert!(get("bookings.csv").await.contains("agency_counts_on"));
    assert!(get("curve.csv").await.contains("after_h,down,back,back_low,back_high"));
    for file in ["services.xlsx", "work.xlsx", "bookings.xlsx"] {
        assert!(get(file).await.starts_with("PK"), "{file}");
    }
}

/// A mistyped filter shows all of a list, and would seem to show a part: so the page says so.
#[tokio::test]
async fn what_a_list_of_scenarios_or_of_a_run_does_not_know_is_said() {
    let center = center().await;
    let run = center.ran().await;
    let scenario = format!("/scenarios/{}", center.scenario_id);
    let lists = ["/services", "/work", "/bookings", "/compare"].map(|it| format!("{run}{it}"));
    for list in lists.into_iter().chain(["/scenarios".to_owned(), scenario]) {
        let (status, page) = center.state.get(&format!("{list}?tierr=1")).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        assert!(page.contains("<code>tierr=1</code>"), "{list}: {page}");
    }
}

/// What it takes until work begins is said with the scenario, with its run, and where runs of two are
/// compared.
#[tokio::test]
async fn when_work_begins_is_said_of_a_scenario_of_a_run_and_of_two() {
    let center = center().await;
    let first = center.ran().await;
    let ctx = platform_ctx(&center.platform);
    let scenario = scenarios::show(&ctx, center.scenario_id).await.unwrap();
    let document = scenarios::document(&ctx, &scenario).await.unwrap();
    let later =
        ScenarioDocument { begins_after: Some("45 m".parse().unwrap()), ..document.clone() };
    scenarios::change(&ctx, center.scenario_id, scenario.version, &later).await.unwrap();
    let path = format!("/scenarios/{}", center.scenario_id);
    let (_, page) = center.state.get(&path).await;
    assert!(page.contains("Work begins") && page.contains("After 45 m"), "{page}");
    let (_, page) = center.state.get(&format!("{path}/edit")).await;
    assert!(page.contains(r#"name="begins_after""#) && page.contains("45 m"), "{page}");
    let second = center.ran().await;
    let (_, page) = center.state.get(&second).await;
    assert!(page.contains("Work began after 45 m") && page.contains("6 h 45 m"), "{page}");
    let (_, page) =
        center.state.get(&format!("{first}/compare/{}", second.rsplit('/').next().unwrap())).await;
    let said = "Work begins at once in the first, after 45 m in the second.";
    assert!(page.contains(said) && page.contains("2 back later"), "{page}");
}

#[tokio::test]
async fn a_run_names_only_what_whoever_looks_may_see() {
    let center = center().await;
    let at = scenario(&center.platform, "commerce", "own").await;
    let run = scenarios::run(&platform_ctx(&center.platform), at).await.unwrap();
    let path = format!("/scenarios/runs/{}", run.id);
    for what in [
        "",
        "/services?verdict=all",
        "/services.csv?verdict=all",
        "/work",
        "/work.csv",
        "/curve.csv",
    ] {
        let (status, page) = center.commerce.get(&format!("{path}{what}")).await;
        assert_eq!(status, StatusCode::OK, "{what}: {page}");
        assert!(!page.contains("revenue"), "{what}: {page}");
    }
    let (_, page) = center.commerce.get(&path).await;
    assert!(
        page.contains("The one service or process that you may see that is down is back in time")
    );
    assert!(page.contains("What you may not see is left out."), "{page}");
    // A scenario of the state is not there for them, nor is its run.
    let hidden = center.ran().await;
    for what in ["", "/live", "/services", "/work.csv", "/bookings", "/compare", "/curve.csv"] {
        let (status, _) = center.commerce.get(&format!("{hidden}{what}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{what}");
    }
    let (one, other) = (format!("{path}/compare/{}", hidden.rsplit('/').next().unwrap()), hidden);
    let reverse = format!("{other}/compare/{}", run.id);
    for what in [one, reverse] {
        assert_eq!(center.commerce.get(&what).await.0, StatusCode::NOT_FOUND, "{what}");
    }
}

#[tokio::test]
async fn a_run_stays_as_it_was_and_says_that_things_changed_since() {
    let center = center().await;
    let first = center.ran().await;
    let ctx = platform_ctx(&center.platform);
    let server = inventory::by_code(&ctx, Kind::Asset, "commerce-server").await.unwrap();
    let mut document =
        inventory::documents(&ctx, std::slice::from_ref(&server)).await.unwrap().remove(0);
    document.restore = Some(Span::from_hours(1));
    document.proof = None;
    inventory::change(&ctx, server.id, server.version, &document).await.unwrap();
    let (_, page) = center.state.get(&first).await;
    assert!(page.contains("Things changed since") && page.contains("Run again"), "{page}");
    assert!(page.contains("1 of 2 services and processes is back too late"), "{page}");

    let second = center.ran().await;
    let (_, page) = center.state.get(&format!("{second}/compare")).await;
    let address = format!("{first}/compare/{}", second.rsplit('/').next().unwrap());
    assert!(page.contains("This run"), "{page}");
    let (status, page) = center.state.get(&address).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("2 back earlier") && page.contains("2 h earlier"), "{page}");
    assert!(!page.contains("searched independently"), "{page}");
    let (_, page) = center.state.get(&format!("{address}?change=later")).await;
    assert!(page.contains("There are none like that."), "{page}");
    let (_, csv) = center.state.get(&format!("{address}/changes.csv")).await;
    assert!(csv.contains("earlier,service,commerce-portal,"), "{csv}");
    let (_, page) =
        center.state.get(&format!("{first}/compare/{}", first.rsplit('/').next().unwrap())).await;
    assert!(page.contains("All is back when it was before, and judged alike"), "{page}");
    assert!(page.contains("Both were computed from the same"), "{page}");
    let (_, page) = center.state.get(&format!("{first}/compare?scenario=nowhere")).await;
    assert!(page.contains("There is no scenario with this code."), "{page}");

    let document = ScenarioDocument {
        lost: vec!["asset:revenue-server".to_owned()],
        ..ScenarioDocument::new("franklin", "server", "A server")
    };
    let other = scenarios::add(&ctx, &document).await.unwrap();
    let other = scenarios::run(&ctx, other.id).await.unwrap();
    let (_, page) = center.state.get(&format!("{second}/compare/{}", other.id)).await;
    assert!(page.contains("searched independently"), "{page}");
}

#[tokio::test]
async fn a_run_without_results_says_why_and_offers_another() {
    let center = center().await;
    let begun = scenarios::begin(&ctx(&center.platform, Role::ContinuityTeam), center.scenario_id)
        .await
        .unwrap();
    let path = format!("/scenarios/runs/{}", begun.run.id);
    let (_, page) = center.state.get(&path).await;
    assert!(page.contains("Waiting for a place") && page.contains("data-live"), "{page}");
    assert!(
        page.contains(&format!("{path}/cancel")),
        "who keeps the scenario may give it up: {page}"
    );
    drop(begun);
    let (_, page) = center.state.get(&path).await;
    assert!(!page.contains("data-live"), "nobody computes it: {page}");
    scenarios::break_off(&platform_ctx(&center.platform)).await.unwrap();
    for what in ["", "/services", "/work", "/bookings", "/compare"] {
        let (status, page) = center.state.get(&format!("{path}{what}")).await;
        assert_eq!(status, StatusCode::OK, "{what}: {page}");
        assert!(
            page.contains("This run was broken off") && page.contains("Run it again"),
            "{page}"
        );
    }
    let (status, page) = center.state.get(&format!("{path}/curve.csv")).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("has no results"),
        "{page}"
    );
    let second = scenarios::begin(&ctx(&center.platform, Role::ContinuityTeam), center.scenario_id)
        .await
        .unwrap();
    let path = format!("/scenarios/runs/{}", second.run.id);
    let (_, to) = center.state.post(&format!("{path}/cancel"), "").await;
    assert_eq!(to, path);
    assert!(center.state.get(&path).await.1.contains("This run was canceled"));
}
