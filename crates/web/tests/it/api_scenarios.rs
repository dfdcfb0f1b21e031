//! The API: scenarios and their runs, and who may do what.

use app::actor::Role;
use app::prepare::inventory::Kind;
use app::prove::scenarios;
use axum::Router;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{ctx_in, fresh, item, platform_ctx, state};

use crate::server::{Call, service_for};

const LIST: &str = "/api/v1/scenarios";
const KEEPER: Option<&str> = Some("keeper");
const READER: Option<&str> = Some("reader");
const OUTSIDER: Option<&str> = Some("outsider");

/// The service as a keeper of scenarios, a reader and an outsider use it.
async fn desk() -> (app::Platform, Router) {
    let platform = fresh().await;
    let at = state(&platform).await;
    let east = item(&platform, Kind::Site, "commerce", "east").await;
    let portal = test_support::service(&platform, "portal", 4, 6).await;
    test_support::need(&platform, &portal, &east).await;
    let service = service_for(
        &platform,
        &[
            ("keeper", &ctx_in(&platform, Role::Coordinator, at.commerce)),
            ("reader", &ctx_in(&platform, Role::PlanOwner, at.commerce)),
            ("outsider", &ctx_in(&platform, Role::Coordinator, at.revenue)),
        ],
    );
    (platform, service)
}

fn document() -> Value {
    json!({ "code": "east", "agency": "commerce", "name": "East", "lost": ["site:east"] })
}

async fn added(service: &Router) -> String {
    let added = Call::post(LIST, &document()).by(KEEPER).send(service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    added.header("location").to_owned()
}

/// The path of a run that is done.
async fn ran(platform: &app::Platform, path: &str) -> String {
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let run = scenarios::run(&platform_ctx(platform), id).await.unwrap();
    format!("/api/v1/runs/{}", run.id)
}

#[tokio::test]
async fn a_scenario_is_added_changed_retired_and_brought_back() {
    let (_, service) = desk().await;
    let path = added(&service).await;
    let shown = Call::get(&path).by(READER).send(&service).await;
    assert_eq!((shown.status, &shown.body["document"]), (StatusCode::OK, &document()));
    let losses = Call::get(&format!("{path}/losses")).by(READER).send(&service).await;
    assert_eq!(losses.body["lost"][0]["code"], "east");
    let mut other = document();
    other["people_back"] = json!("12 h");
    other["begins_after"] = json!("45 m");
    let changed = Call::put(&path, &other).by(KEEPER).seen("\"1\"").send(&service).await;
    assert_eq!(changed.body["document"]["people_back"], "PT12H", "{}", changed.body);
    assert_eq!(changed.body["document"]["begins_after"], "PT45M", "{}", changed.body);
    let stale = Call::put(&path, &other).by(KEEPER).seen("\"1\"").send(&service).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let step = async |name: &str, seen: &str| {
        let call = Call::new(Method::POST, &format!("{path}/{name}")).by(KEEPER).seen(seen);
        call.send(&service).await
    };
    assert_eq!(step("retire", "\"2\"").await.status, StatusCode::OK);
    let refused = Call::put(&path, &other).by(KEEPER).seen("\"3\"").send(&service).await;
    assert_eq!(refused.body["code"], "scenario.retired");
    let list = Call::get(&format!("{LIST}?retired=true")).by(READER).send(&service).await;
    assert_eq!(list.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(step("restore", "\"3\"").await.status, StatusCode::OK);
    assert_eq!(step("restore", "\"4\"").await.body["code"], "scenario.not_retired");
}

#[tokio::test]
async fn what_is_usable_again_is_sent_shown_and_in_a_run() {
    let (platform, service) = desk().await;
    let mut later = document();
    later["usable"] = json!([{ "item": "site:east", "after": "36 h" }]);
    let added = Call::post(LIST, &later).by(KEEPER).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let path = added.header("location").to_owned();
    let shown = Call::get(&path).by(READER).send(&service).await;
    let usable = json!([{ "item": "site:east", "after": "P1DT12H" }]);
    assert_eq!(shown.body["document"]["usable"], usable, "{}", shown.body);
    let run = Call::get(&ran(&platform, &path).await).by(READER).send(&service).await;
    assert_eq!(run.body["scenario"]["lost"][0]["usable_after"], "P1DT12H", "{}", run.body);
}

#[tokio::test]
async fn bad_input_is_answered_with_the_field() {
    let (_, service) = desk().await;
    let field = async |body: Value| {
        let refused = Call::post(LIST, &body).by(KEEPER).send(&service).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        refused.body["fields"][0]["field"].clone()
    };
    let with = |key: &str, value: Value| {
        let mut document = document();
        document[key] = value;
        document
    };
    assert_eq!(field(with("lost", json!(["site:nowhere"]))).await, "lost.0");
    assert_eq!(field(with("agency", json!("nowhere"))).await, "agency");
    assert_eq!(field(with("name", json!(""))).await, "name");
    let elsewhere = json!([{ "item": "site:west", "after": "1 h" }]);
    assert_eq!(field(with("usable", elsewhere)).await, "usable.0.item");
    let far = json!([{ "circles": [{ "latitude": 99, "longitude": 0, "km": 1 }] }]);
    assert_eq!(field(with("areas", far)).await, "areas.0.circles");
    let area = Call::new(Method::POST, "/api/v1/areas")
        .by(READER)
        .raw("application/octet-stream", b"<alert/>");
    let area = area.send(&service).await;
    assert_eq!(area.body["fields"][0]["field"], "area", "{}", area.body);
    let circle = b"<alert><info><area><circle>35,-77 20</circle></area></info></alert>";
    let area = Call::new(Method::POST, "/api/v1/areas?name=Coast")
        .by(READER)
        .raw("application/octet-stream", circle);
    let area = area.send(&service).await;
    let expected = json!({ "name": "Coast", "circles": [{ "latitude": 35.0, "longitude": -77.0, "km": 20.0 }] });
    assert_eq!((area.status, area.body), (StatusCode::OK, expected));
}

#[tokio::test]
async fn a_run_goes_on_by_itself_and_tells_what_it_found_out() {
    let (_, service) = desk().await;
    let path = added(&service).await;
    let started = Call::new(Method::POST, &format!("{path}/runs")).by(READER).send(&service).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.body);
    let run = format!("/api/v1/runs/{}", started.body["id"].as_str().unwrap());
    let done = loop {
        let shown = Call::get(&run).by(READER).send(&service).await;
        if !matches!(shown.body["state"].as_str(), Some("waiting" | "running")) {
            break shown;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(done.body["state"], "done", "{}", done.body);
    assert_eq!(done.body["found"]["n_services"], 1);
    assert_eq!(done.body["things_changed"], false);
    assert_eq!(done.body["scenario"]["lost"][0]["reference"], "site:east");
    let get =
        async |what: &str| Call::get(&format!("{run}/{what}")).by(READER).send(&service).await;
    let services = get("services?verdict=late&sort=late&descending=true").await;
    assert_eq!(services.body["items"][0]["item"]["code"], "portal", "{}", services.body);
    assert_eq!(services.body["items"][0]["late"], "PT2H");
    assert_eq!(get("work").await.body["items"][0]["until"], "PT6H");
    assert_eq!(get("curve").await.body["n_services"], 1);
    assert_eq!(get("bookings").await.body["items"], json!([]));
    let over = Call::new(Method::POST, &format!("{run}/cancel")).by(READER).send(&service).await;
    assert_eq!(over.body["code"], "run.over");
    let list = Call::get(&format!("{path}/runs")).by(READER).send(&service).await;
    assert_eq!(list.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn two_runs_are_compared() {
    let (platform, service) = desk().await;
    let path = added(&service).await;
    let (a, b) = (ran(&platform, &path).await, ran(&platform, &path).await);
    let id = |it: &str| it.rsplit('/').next().unwrap().to_owned();
    let query = format!("a={}&b={}", id(&a), id(&b));
    let found = Call::get(&format!("/api/v1/runs/compare?{query}")).by(READER).send(&service).await;
    assert_eq!(found.body["same_inputs"], true, "{}", found.body);
    assert_eq!(found.body["searched_apart"], false);
    assert_eq!(found.body["counts"]["later"], 0);
    let changes = format!("/api/v1/runs/compare/services?{query}&change=newly_down");
    let changes = Call::get(&changes).by(READER).send(&service).await;
    assert_eq!(changes.body["items"], json!([]));
}

#[tokio::test]
async fn outsiders_find_nothing_and_readers_change_nothing() {
    let (platform, service) = desk().await;
    let path = added(&service).await;
    let run = ran(&platform, &path).await;
    let id = run.rsplit('/').next().unwrap();
    let nothing = "01a20011-a55c-7264-8ce3-7c5cb826332d";
    for what in ["", "/losses", "/runs"] {
        let real = Call::get(&format!("{path}{what}")).by(OUTSIDER).send(&service).await;
        let none = Call::get(&format!("{LIST}/{nothing}{what}")).by(OUTSIDER).send(&service).await;
        assert_eq!((real.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(real.body["detail"], none.body["detail"]);
    }
    for what in ["", "/services", "/work", "/curve", "/bookings"] {
        let real = Call::get(&format!("{run}{what}")).by(OUTSIDER).send(&service).await;
        let none = format!("/api/v1/runs/{nothing}{what}");
        let none = Call::get(&none).by(OUTSIDER).send(&service).await;
        assert_eq!((real.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(real.body["detail"], none.body["detail"]);
    }
    let compare = format!("/api/v1/runs/compare?a={id}&b={id}");
    let compared = Call::get(&compare).by(OUTSIDER).send(&service).await;
    assert_eq!(compared.status, StatusCode::NOT_FOUND);
    for what in ["/runs", "/retire", "/restore"] {
        let post = Call::new(Method::POST, &format!("{path}{what}")).seen("\"1\"");
        assert_eq!(post.by(OUTSIDER).send(&service).await.status, StatusCode::NOT_FOUND, "{what}");
    }
    let canceled = Call::new(Method::POST, &format!("{run}/cancel")).by(OUTSIDER);
    assert_eq!(canceled.send(&service).await.status, StatusCode::NOT_FOUND);
    let changed = Call::put(&path, &document()).by(OUTSIDER).seen("\"1\"").send(&service).await;
    assert_eq!(changed.status, StatusCode::NOT_FOUND);
    let list = Call::get(LIST).by(OUTSIDER).send(&service).await;
    assert_eq!(list.body["items"], json!([]));
    for call in [Call::post(LIST, &document()), Call::put(&path, &document()).seen("\"1\"")] {
        assert_eq!(call.by(READER).send(&service).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn what_a_scenario_assumes_is_kept_and_set_aside_where_that_is_asked() {
    let (platform, service) = desk().await;
    let changes = json!([{ "kind": "faster", "item": "service:portal", "within": "PT1H" }]);
    let mut document = document();
    document["changes"] = changes.clone();
    let added = Call::post(LIST, &document).by(KEEPER).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    assert_eq!(added.body["document"]["changes"], changes);
    let path = added.header("location").to_owned();
    let losses = Call::get(&format!("{path}/losses")).by(READER).send(&service).await;
    assert_eq!(losses.body["changes"][0]["item"]["code"], "portal");
    let run = Call::get(&ran(&platform, &path).await).by(READER).send(&service).await;
    assert_eq!(run.body["scenario"]["changes"], changes);
    assert_eq!(run.body["scenario"]["without_changes"], false);
    let start = format!("{path}/runs?without_changes=true");
    let run = Call::post(&start, &json!({})).by(READER).send(&service).await;
    assert_eq!(run.status, StatusCode::ACCEPTED, "{}", run.body);
    assert_eq!(run.body["scenario"]["without_changes"], true);
    assert_eq!(run.body["scenario"]["changes"], json!([]));
    document["changes"][0]["people"] = json!(2);
    document["code"] = json!("other");
    let refused = Call::post(LIST, &document).by(KEEPER).send(&service).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.to_string().contains("changes.0.people"), "{}", refused.body);
}
