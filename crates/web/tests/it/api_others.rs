//! The API: agencies and people, recovery and readiness, the audit log, and search.

use app::prepare::inventory::Kind;
use axum::http::StatusCode;
use serde_json::json;
use test_support::{asset, fresh, item, need, state};

use crate::server::{Call, service};
use crate::site::Site;

#[tokio::test]
async fn an_agency_and_its_people_are_kept_with_how_to_reach_them() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);
    let parks = json!({
        "code": "parks", "parent": "franklin", "name": "Parks", "aliases": ["Parks and Recreation"],
    });
    let added = Call::post("/api/v1/agencies", &parks).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let path = added.header("location").to_owned();
    let list = Call::get("/api/v1/agencies?text=recreation").send(&service).await;
    assert_eq!(list.body["items"][0], added.body);

    let jane = json!({ "code": "jane-doe", "agency": "parks", "name": "Jane Doe" });
    let person = Call::post("/api/v1/people", &jane).send(&service).await;
    assert_eq!(person.status, StatusCode::CREATED, "{}", person.body);
    let people = person.header("location").to_owned();
    let email = json!({ "kind": "email", "value": "jane.doe@franklin.gov" });
    let channels = format!("{people}/channels");
    let channel = Call::post(&channels, &email).send(&service).await;
    assert_eq!(channel.status, StatusCode::CREATED, "{}", channel.body);

    // Whoever may not know how to reach people changes everything else, and nothing is lost.
    let renamed = json!({ "code": "jane-doe", "agency": "parks", "name": "Jane Roe" });
    let administrator = Some("administrator");
    let changed = Call::put(&people, &renamed).by(administrator).seen("\"1\"").send(&service).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(changed.body["document"].get("channels"), None);
    let hidden = Call::get(&channels).by(administrator).send(&service).await;
    assert_eq!(hidden.status, StatusCode::FORBIDDEN);
    let known = Call::get(&channels).send(&service).await;
    assert_eq!(known.body["items"][0]["document"]["value"], "jane.doe@franklin.gov");

    let channel = format!("{channels}/{}", known.body["items"][0]["id"].as_str().unwrap());
    let verified = Call::post(&format!("{channel}/verify"), &json!({})).send(&service).await;
    assert_eq!(verified.body["document"]["verified_at"], "2026-11-21T09:00:00Z");
    let stale = Call::delete(&channel).seen("\"1\"").send(&service).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let removed = Call::delete(&channel).seen("\"2\"").send(&service).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    let retired = Call::delete(&path).seen("\"1\"").send(&service).await;
    assert!(retired.body["retired_at"].is_string(), "{}", retired.body);
}

#[tokio::test]
async fn a_service_says_why_it_is_late_and_what_would_help() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = test_support::service(&platform, "portal", 4, 1).await;
    let database = asset(&platform, "database", 5).await;
    need(&platform, &portal, &database).await;
    let service = service(&platform);

    let path = format!("/api/v1/services/{}", portal.id);
    let why = Call::get(&format!("{path}/explanation")).send(&service).await;
    assert_eq!(why.status, StatusCode::OK, "{}", why.body);
    assert_eq!(why.body["outcome"]["gap"], "PT2H");
    assert_eq!(why.body["chain"][0]["part"]["item"]["code"], "database");

    let edits = json!({ "edits": [{ "edit": "restore", "item": database.id, "time": "PT1H" }] });
    let what_if = Call::post(&format!("{path}/what-if"), &edits).send(&service).await;
    assert_eq!(what_if.body["before"]["outcome"]["standing"], "missed");
    assert_eq!(what_if.body["after"]["outcome"]["standing"], "met");

    let readiness = Call::get("/api/v1/readiness?agency=commerce").send(&service).await;
    assert_eq!(readiness.body["total"]["n_missed"], 1, "{}", readiness.body);
    assert_eq!(readiness.body["reasons"][0]["item"]["code"], "database");
    let late = Call::get("/api/v1/readiness/late").send(&service).await;
    assert_eq!(late.body["items"][0]["over"], "PT2H");
    let elsewhere = Call::get("/api/v1/readiness/late?agency=revenue").send(&service).await;
    assert_eq!(elsewhere.body, json!({ "items": [], "next": null }));
}

#[tokio::test]
async fn findings_are_read_in_stretches() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);
    for n in 0..3 {
        let group = item(&platform, Kind::Group, "commerce", &format!("group-{n}")).await;
        let document = json!({
            "kind": "group", "code": group.code, "agency": "commerce", "name": "Two of none",
            "details": { "suffice": 2 },
        });
        let path = format!("/api/v1/groups/{}", group.id);
        let changed = Call::put(&path, &document).seen("\"1\"").send(&service).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    }
    let first = Call::get("/api/v1/findings?kind=group&limit=2").send(&service).await;
    assert_eq!(first.body["items"].as_array().unwrap().len(), 2, "{}", first.body);
    let next = first.body["next"].as_str().unwrap();
    let path = format!("/api/v1/findings?kind=group&limit=2&after={next}");
    let second = Call::get(&path).send(&service).await;
    assert_eq!(second.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(second.body["next"], json!(null));
}

#[tokio::test]
async fn the_audit_log_is_read_backward_and_checked() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Service, "commerce", "benefits").await;
    let service = service(&platform);
    let (mut path, mut seqs) = ("/api/v1/events?limit=3".to_owned(), Vec::new());
    loop {
        let list = Call::get(&path).send(&service).await;
        let items = list.body["items"].as_array().unwrap().clone();
        seqs.extend(items.iter().map(|it| it["seq"].as_i64().unwrap()));
        let Some(next) = list.body["next"].as_str() else { break };
        path = format!("/api/v1/events?limit=3&after={next}");
    }
    assert_eq!(seqs, [4, 3, 2, 1]);
    let added = Call::get("/api/v1/events?action=item.added").send(&service).await;
    assert_eq!(added.body["items"][0]["after"]["code"], "benefits");
    let verdict = Call::get("/api/v1/audit/verification").send(&service).await;
    assert_eq!((&verdict.body["intact"], &verdict.body["n_events"]), (&json!(true), &json!(4)));
    let refused = Call::get("/api/v1/events").by(Some("coordinator")).send(&service).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn anything_is_found_by_what_it_is_called() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Service, "commerce", "benefits").await;
    let service = service(&platform);
    let found = Call::get("/api/v1/search?q=bene&kind=service").send(&service).await;
    assert_eq!(found.body["items"][0]["code"], "benefits");
}

#[tokio::test]
async fn people_read_what_the_api_can_do_on_a_page_that_is_quick_to_load() {
    let platform = fresh().await;
    let (status, page) = Site::anonymous(&platform).get("/api").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("POST /analyses/{id}/approve"), "{page}");
    assert!(page.len() < 90_000, "{}", page.len());
}
