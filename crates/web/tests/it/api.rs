//! The API: records, versions, lists in stretches, and what it answers when something is wrong.

use std::collections::BTreeSet;

use app::prepare::inventory::Kind;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{fresh, item, state};

use crate::server::{Call, service};

fn benefits() -> Value {
    json!({
        "kind": "service",
        "code": "benefits",
        "agency": "commerce",
        "name": "Benefits",
        "target_rto": "4 h",
        "restore": "PT6H",
        "details": { "hosting": "cloud" },
    })
}

#[tokio::test]
async fn a_record_is_added_changed_retired_and_brought_back() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);

    let added = Call::post("/api/v1/services", &benefits()).send(&service).await;
    assert_eq!((added.status, added.header("etag")), (StatusCode::CREATED, "\"1\""));
    let path = added.header("location").to_owned();
    assert_eq!(added.body["document"]["target_rto"], "PT4H");
    assert_eq!(added.body["outcome"]["standing"], "missed");
    assert_eq!(added.body["outcome"]["gap"], "PT2H");

    let shown = Call::get(&path).send(&service).await;
    assert_eq!(shown.body, added.body);
    let mut document = shown.body["document"].clone();
    document["restore"] = json!("PT1H");
    let changed = Call::put(&path, &document).seen("\"1\"").send(&service).await;
    assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"2\""));
    assert_eq!(changed.body["outcome"]["standing"], "met");

    let stale = Call::put(&path, &document).seen("\"1\"").send(&service).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(stale.body["code"], "stale");

    let retired = Call::delete(&path).seen("\"2\"").send(&service).await;
    assert_eq!((retired.status, retired.header("etag")), (StatusCode::OK, "\"3\""));
    assert!(retired.body["retired_at"].is_string());
    let list = Call::get("/api/v1/services").send(&service).await;
    assert_eq!(list.body, json!({ "items": [], "next": null }));
    let restore = format!("{path}/restore");
    let restored = Call::new(Method::POST, &restore).seen("\"3\"").send(&service).await;
    assert_eq!((restored.status, &restored.body["retired_at"]), (StatusCode::OK, &Value::Null));
}

#[tokio::test]
async fn whoever_does_not_say_what_they_saw_changes_nothing() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);
    let added = Call::post("/api/v1/services", &benefits()).send(&service).await;
    let path = added.header("location");
    for call in [Call::put(path, &benefits()), Call::delete(path)] {
        let refused = call.send(&service).await;
        assert_eq!(refused.status, StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(refused.body["code"], "version_needed");
    }
    for tag in ["1", "*", "W/\"1\"", "\"one\"", "\"9999999999999999999\""] {
        let refused = Call::delete(path).seen(tag).send(&service).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{tag}");
    }
}

#[tokio::test]
async fn a_list_is_read_to_its_end_while_others_change_it() {
    let platform = fresh().await;
    state(&platform).await;
    for n in 0..7 {
        item(&platform, Kind::Asset, "commerce", &format!("asset-{n}")).await;
    }
    let service = service(&platform);
    let (mut path, mut codes) = ("/api/v1/assets?limit=3".to_owned(), Vec::new());
    loop {
        let list = Call::get(&path).send(&service).await;
        let items = list.body["items"].as_array().unwrap().clone();
        codes.extend(items.iter().map(|it| it["document"]["code"].as_str().unwrap().to_owned()));
        // One that was read already goes: nothing is skipped for it.
        let gone = format!("/api/v1/assets/{}", items[0]["id"].as_str().unwrap());
        Call::delete(&gone).seen("\"1\"").send(&service).await;
        let Some(next) = list.body["next"].as_str() else { break };
        path = format!("/api/v1/assets?limit=3&after={next}");
    }
    assert_eq!(codes.len(), 7);
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 7);
}

#[tokio::test]
async fn a_list_is_narrowed_by_agency_tier_and_what_is_missing() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Service, "commerce", "benefits").await;
    item(&platform, Kind::Service, "revenue", "taxes").await;
    let service = service(&platform);
    for (query, n) in [
        ("agency=franklin", 2),
        ("agency=revenue", 1),
        ("text=bene", 1),
        ("missing=owner", 2),
        ("tier=1", 0),
        ("standing=no_target", 2),
        ("retired=true", 0),
    ] {
        let list = Call::get(&format!("/api/v1/services?{query}")).send(&service).await;
        assert_eq!(list.status, StatusCode::OK, "{query}");
        assert_eq!(list.body["items"].as_array().unwrap().len(), n, "{query}");
    }
    let nowhere = Call::get("/api/v1/services?agency=nowhere").send(&service).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_need_is_added_changed_and_removed() {
    let platform = fresh().await;
    state(&platform).await;
    let benefits = item(&platform, Kind::Service, "commerce", "benefits").await;
    let database = item(&platform, Kind::Asset, "commerce", "database").await;
    let service = service(&platform);
    let needs = format!("/api/v1/services/{}/needs", benefits.id);
    let document = json!({ "on": "asset:database", "kind": "hosted_on" });

    let added = Call::post(&needs, &document).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    let path = added.header("location").to_owned();
    let needed_by = format!("/api/v1/assets/{}/needed-by", database.id);
    let needed_by = Call::get(&needed_by).send(&service).await;
    assert_eq!(needed_by.body["items"][0]["from"]["code"], "benefits");

    let soft = json!({ "on": "asset:database", "max_gap": "30 m" });
    let changed = Call::put(&path, &soft).seen("\"1\"").send(&service).await;
    assert_eq!(changed.body["document"]["max_gap"], "PT30M");
    let stale = Call::delete(&path).seen("\"1\"").send(&service).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let removed = Call::delete(&path).seen("\"2\"").send(&service).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(Call::get(&path).send(&service).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whatever_is_sent_is_answered_with_a_problem() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);
    let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let large = vec![b' '; 3 << 20];
    let list = "/api/v1/services";
    let post = || Call::post(list, &benefits());
    let with = |name: &str, it: Value| {
        let mut document = benefits();
        document[name] = it;
        Call::post(list, &document)
    };
    let json = "application/json";
    let calls = [
        (401, Call::get(list).by(None)),
        (401, Call::get(list).by(Some("nobody"))),
        (403, Call::get(list).by(Some("employee"))),
        (403, post().by(Some("auditor"))),
        (404, Call::get("/api/v1/nothing")),
        (404, Call::get("/api/v1/services/1")),
        (404, Call::get("/api/v1/services/%FF%00")),
        (404, Call::get("/api/v1/services/00000000-0000-0000-0000-000000000009")),
        (405, Call::new(Method::PATCH, list)),
        (400, Call::get("/api/v1/services?colour=red")),
        (400, Call::get("/api/v1/services?text=%00")),
        (400, Call::get("/api/v1/services?tier=99999999999999999999")),
        (400, Call::get("/api/v1/services?limit=0")),
        (400, Call::get("/api/v1/services?after=nowhere")),
        (400, Call::get("/api/v1/search")),
        (400, post().raw(json, b"{")),
        (400, post().raw(json, b"\xff\xfe")),
        (400, post().raw(json, br#"{"code":"\ud800"}"#)),
        (400, post().raw(json, deep.as_bytes())),
        (400, post().raw(json, br#"{"crew_size":1e999}"#)),
        (413, post().raw(json, &large)),
        (415, post().raw("text/plain", b"{}")),
        (415, post().raw("", b"{}")),
        (422, post().raw(json, b"null")),
        (422, with("kind", json!("asset"))),
        (422, with("name", json!("a\0b"))),
        (422, with("colour", json!("red"))),
        (422, with("details", json!({ "colour": "red" }))),
        (422, with("crew_size", json!(4_294_967_296_u64))),
        (422, with("tier", json!(-1))),
        (422, with("target_rto", json!("4"))),
        (422, with("agency", json!("nowhere"))),
        (422, with("proof", json!({ "source": "test", "on": "+12345-01-01" }))),
    ];
    for (status, call) in calls {
        let what = format!("{call:?}");
        let what: String = what.chars().take(300).collect();
        let answer = call.send(&service).await;
        assert_eq!(answer.status.as_u16(), status, "{what} {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
        assert_eq!(answer.body["status"], status, "{what}");
        assert!(answer.body["detail"].as_str().unwrap().ends_with('.'), "{what}");
    }
    let allowed = Call::new(Method::PATCH, list).send(&service).await;
    assert_eq!(allowed.header("allow"), "GET,HEAD,POST");
    let list = Call::get(list).by(None).send(&service).await;
    assert_eq!(list.header("www-authenticate"), "Bearer");
}
