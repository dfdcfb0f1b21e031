//! Readiness, recovery analysis, scope and one's own work, as people see them.

use app::actor::Role;
use app::prepare::inventory::Kind;
use app::prove::readiness::try_crews;
use axum::http::{Request, StatusCode};
use futures_util::StreamExt as _;
use test_support::{
    asset, ctx, ctx_in, fresh, item, need, platform_ctx, portal_of_one_crew, service, state,
};

use crate::site::Site;

#[tokio::test]
async fn the_first_page_says_what_cannot_recover_in_time_and_why() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let (late, part) =
        (service(&platform, "benefits", 4, 1).await, asset(&platform, "mainframe", 6).await);
    service(&platform, "portal", 9, 1).await;
    need(&platform, &late, &part).await;
    let site = Site::of(&ctx(&platform, Role::StateCio));
    let (status, page) = site.get("/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<h1>1 of 2 services cannot recover in time</h1>"), "{page}");
    assert!(page.contains("The benefits") && page.contains("7 h"));
    assert!(page.contains("What holds them back") && page.contains("The mainframe"));
    assert!(page.len() < 60_000);

    let (status, page) = site.get(&format!("/?agency={}", at.revenue)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<h1>No services are recorded yet</h1>"));
}

#[tokio::test]
async fn every_page_of_recovery_analysis_answers_empty_and_full() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let pages = [
        "/",
        "/work",
        "/scope",
        "/recovery",
        "/recovery/services",
        "/recovery/services?figure=not_proven",
        "/recovery/services.csv?figure=missed",
        "/recovery/services.xlsx",
        "/recovery/findings",
        "/recovery/single-points",
        "/recovery/missing",
        "/recovery/times",
        "/recovery/times.csv",
        "/recovery/times.xlsx",
        "/recovery/agencies",
        "/recovery/findings.csv",
        "/recovery/single-points.xlsx",
        "/recovery/agencies.csv",
        "/readiness.csv",
        "/readiness.xlsx",
    ];
    for path in pages {
        let (status, page) = site.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
    }
    let network = asset(&platform, "network", 6).await;
    let (a, b) = (service(&platform, "a", 4, 1).await, service(&platform, "b", 4, 1).await);
    for it in [&a, &b] {
        need(&platform, it, &network).await;
    }
    need(&platform, &a, &b).await;
    need(&platform, &b, &a).await;
    item(&platform, Kind::Site, "commerce", "eastern").await;
    for path in pages {
        let (status, page) = site.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
    }
    let (_, page) = site.get("/recovery/findings").await;
    assert!(page.contains("These 2 need each other"), "{page}");
    let (_, page) = site.get("/recovery/single-points").await;
    assert!(page.contains("The network"), "{page}");
    let (_, file) = site.get("/readiness.csv").await;
    assert!(
        file.contains("required_rto_h,achievable_rto_h,achievable_is,late_by_h")
            && file.lines().count() == 3,
        "{file}"
    );
}

/// Each figure is a link to the rows behind it.
#[tokio::test]
async fn a_figure_leads_to_the_services_that_it_counts() {
    let platform = fresh().await;
    state(&platform).await;
    service(&platform, "benefits", 4, 6).await;
    service(&platform, "portal", 9, 1).await;
    let site = Site::of(&ctx(&platform, Role::StateCio));
    let (_, page) = site.get("/").await;
    for figure in ["not_analyzed", "no_target", "in_time", "not_proven"] {
        let link = format!("href=\"/recovery/services?figure={figure}\"");
        assert!(page.contains(&link), "{figure}: {page}");
    }
    let (_, page) = site.get("/recovery/services?figure=missed").await;
    assert!(page.contains("<h1>1 of 2 services: too late</h1>"), "{page}");
    assert!(page.contains("The benefits") && !page.contains("The portal"));
    let (_, file) = site.get("/recovery/services.csv?figure=not_proven").await;
    assert_eq!(file.lines().count(), 3, "{file}");
}

/// The portal is in time if each part had people of its own: the page says so once it is found out.
#[tokio::test]
async fn who_is_late_only_with_the_crews_there_are_is_counted_listed_and_told_to_programs() {
    let platform = fresh().await;
    let at = state(&platform).await;
    portal_of_one_crew(&platform, 1).await;
    service(&platform, "desk", 9, 1).await;
    let site = Site::of(&ctx(&platform, Role::StateCio));
    let (_, page) = site.get("/").await;
    assert!(page.contains("Crews are being looked at: 0 of 2."), "{page}");
    assert!(page.contains("All services are counted"), "{page}");
    try_crews(&platform_ctx(&platform)).await.unwrap();
    let (_, page) = site.get("/").await;
    let title = "<h1>1 of 2 services cannot recover in time with the crews there are</h1>";
    assert!(page.contains(title) && !page.contains("being looked at"), "{page}");
    assert!(page.contains("1 service is</a> late only with the crews there are: "), "{page}");
    assert!(page.contains("href=\"/recovery/services?figure=with_crews\""), "{page}");
    let (_, page) = site.get("/recovery/agencies").await;
    assert!(page.contains(">Late by crews</th>") && page.contains(">Too late</th>"), "{page}");
    let (_, page) = site.get("/recovery/services?figure=with_crews").await;
    assert!(
        page.contains("<h1>1 of 2 services: late only with the crews there are</h1>"),
        "{page}"
    );
    assert!(page.contains("with crews 6 h") && !page.contains("The desk"), "{page}");
    let (_, file) = site.get("/recovery/services.csv?figure=with_crews").await;
    assert!(file.contains(",with_crews_h,with_crews_is,"), "{file}");
    assert!(file.lines().nth(1).unwrap().contains(",6,known,"), "{file}");
    let (_, file) = site.get("/recovery/agencies.csv").await;
    assert!(file.contains(",missed,late_with_crews,at_least,"), "{file}");
    let (_, one) = site.get("/api/v1/readiness").await;
    assert!(one.contains("\"n_late_with_crews\":1,\"n_not_tried\":0"), "{one}");
    let (_, list) = site.get("/api/v1/readiness/services?figure=with_crews").await;
    assert!(list.contains("\"with_crews\":{\"finish\":\"PT6H\",\"is_complete\":true}"), "{list}");
    assert!(!list.contains("The desk"), "{list}");
    let (status, _) = site.get("/api/v1/readiness/services?figure=nothing").await;
    assert!(status.is_client_error(), "{status}");
    // Whoever may not see the service does not see that one is counted either.
    let other = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert!(!other.get("/").await.1.contains("with the crews there are"));
    let (_, list) = other.get("/api/v1/readiness/services?figure=with_crews").await;
    assert!(list.contains("\"items\":[]"), "{list}");
}

/// What is known stands there, with what is not counted, who gives it, and where.
#[tokio::test]
async fn a_missing_time_leaves_what_is_known_and_says_who_gives_it() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = service(&platform, "portal", 8, 1).await;
    let gateway = item(&platform, Kind::Asset, "commerce", "gateway").await;
    need(&platform, &portal, &gateway).await;
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let give = format!("href=\"/assets/{}/edit\"", gateway.id);
    let (_, page) = site.get(&format!("/services/{}", portal.id)).await;
    assert!(page.contains("At least 1 h: some times are not known"), "{page}");
    assert!(page.contains("In time so far") && page.contains(&give), "{page}");
    assert!(page.contains("not counting The gateway, for which no time is given"), "{page}");
    let (_, page) = site.get("/").await;
    assert!(page.contains("Times that nobody has given") && page.contains(&give), "{page}");
    assert!(page.contains("href=\"/recovery/services?figure=at_least\""), "{page}");
    let (_, page) = site.get("/recovery/times").await;
    assert!(page.contains("<h1>One missing time leaves services open</h1>"), "{page}");
    assert!(page.contains("To be given by Agency of commerce, where nobody is named"), "{page}");
    let (_, file) = site.get("/recovery/times.csv").await;
    assert!(file.contains("asset,gateway,The gateway,Agency of commerce,,1,1"), "{file}");
    // Who may only read is told whom to ask, and is offered no form.
    let head = Site::of(&ctx_in(&platform, Role::AgencyHead, at.commerce));
    assert!(!head.get("/recovery/times").await.1.contains(&give));
}

/// Wherever a time stands that rests on something nobody has said the time of.
#[tokio::test]
async fn a_time_that_may_be_longer_is_at_least_that_in_lists_files_and_the_api() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = service(&platform, "portal", 4, 6).await;
    let unknown = item(&platform, Kind::Asset, "commerce", "unknown").await;
    need(&platform, &portal, &unknown).await;
    let site = Site::of(&ctx(&platform, Role::StateCio));
    for path in ["/recovery/services", "/services"] {
        let (_, page) = site.get(path).await;
        let cell = page.split("data-label=\"Achievable\"").nth(1).unwrap();
        let cell = cell.split("</td>").next().unwrap();
        assert!(cell.contains("at least ") && cell.contains("6 h"), "{path}: {cell}");
    }
    for path in ["/services.csv", "/readiness.csv", "/recovery/services.csv"] {
        let (_, file) = site.get(path).await;
        let mut lines = file.lines();
        let at = lines.next().unwrap().split(',').position(|it| it == "achievable_is").unwrap();
        let cell = lines.next().unwrap().split(',').nth(at);
        assert_eq!(cell, Some("at least"), "{path}: {file}");
    }
    let (_, one) = site.get(&format!("/api/v1/services/{}", portal.id)).await;
    assert!(one.contains("\"is_complete\":false"), "{one}");
    let known = asset(&platform, "known", 1).await;
    let (_, one) = site.get(&format!("/api/v1/assets/{}", known.id)).await;
    assert!(one.contains("\"is_complete\":true"), "{one}");
}

#[tokio::test]
async fn whoever_may_not_read_reports_goes_on_to_their_work() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let site = Site::of(&ctx_in(&platform, Role::Employee, at.commerce));
    let response = site.send(Request::get("/"), "").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()["location"], "/work");
    assert_eq!(site.get("/work").await.0, StatusCode::OK);
    assert_eq!(site.get("/readiness.pdf").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_agency_cannot_ask_about_another() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    for path in
        ["/", "/readiness.pdf", "/readiness.csv", "/recovery", "/recovery/services", "/scope"]
    {
        let (status, _) = site.get(&format!("{path}?agency={}", at.commerce)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_page_is_sent_again_when_something_happens() {
    let platform = fresh().await;
    state(&platform).await;
    service(&platform, "portal", 4, 6).await;
    let site = Site::of(&ctx(&platform, Role::StateCio));
    let response = site.send(Request::get("/events/readiness?seen=1"), "").await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let piece = response.into_body().into_data_stream().next().await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&piece).into_owned();
    assert!(text.contains("The only service on record cannot recover in time"), "{text}");
}
