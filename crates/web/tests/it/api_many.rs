//! The API: many items at once, maps, the merger of agencies, and the schemas of files.

use app::actor::Role;
use app::prepare::inventory::Kind;
use axum::http::{Method, StatusCode};
use serde_json::json;
use test_support::{asset, ctx, ctx_in, fresh, item, need, state};

use crate::server::{Call, service, service_for};

#[tokio::test]
async fn many_items_are_changed_at_once_or_none() {
    let platform = fresh().await;
    state(&platform).await;
    let one = item(&platform, Kind::Service, "commerce", "one").await;
    let two = item(&platform, Kind::Service, "revenue", "two").await;
    let service = service(&platform);
    let bulk = "/api/v1/services/bulk/change";
    let ids = json!([one.id, two.id]);

    let preview = json!({ "items": ids, "fields": { "tier": "2" }, "preview": true });
    let preview = Call::post(bulk, &preview).send(&service).await;
    assert_eq!(preview.body["n_changed"], 2, "{}", preview.body);
    let change = &preview.body["changes"][0];
    assert_eq!((&change["before"]["tier"], &change["after"]["tier"]), (&json!(""), &json!("2")));
    let path = format!("/api/v1/services/{}", one.id);
    let unchanged = Call::get(&path).send(&service).await;
    assert_eq!((unchanged.header("etag"), unchanged.body["document"].get("tier")), ("\"1\"", None));

    let change = json!({ "items": ids, "fields": { "tier": "2", "target_rto": "4 h" } });
    let changed = Call::post(bulk, &change).send(&service).await;
    assert_eq!(changed.body, json!({ "n_changed": 2, "n_same": 0, "changes": [] }));
    let again = Call::post(bulk, &change).send(&service).await;
    assert_eq!((&again.body["n_changed"], &again.body["n_same"]), (&json!(0), &json!(2)));
    let shown = Call::get(&path).send(&service).await;
    assert_eq!(shown.body["document"]["target_rto"], "PT4H");

    for (field, fields) in [
        ("tier", json!({ "tier": "9" })),
        ("code", json!({ "code": "other" })),
        ("fields", json!({})),
    ] {
        let refused = Call::post(bulk, &json!({ "items": ids, "fields": fields }));
        let refused = refused.send(&service).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(refused.body["fields"][0]["field"], field, "{}", refused.body);
    }
    let retire = "/api/v1/services/bulk/retire";
    let none = Call::post(retire, &json!({ "items": [] })).send(&service).await;
    assert_eq!(none.body["fields"][0]["field"], "items");
    let retired = Call::post(retire, &json!({ "items": ids })).send(&service).await;
    assert_eq!(retired.body, json!({ "n_retired": 2 }));
    let list = Call::get("/api/v1/services").send(&service).await;
    assert_eq!(list.body["items"], json!([]));
}

#[tokio::test]
async fn many_items_are_changed_only_where_one_may_change_each() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ours = item(&platform, Kind::Service, "commerce", "ours").await;
    let theirs = item(&platform, Kind::Service, "revenue", "theirs").await;
    let service = service_for(
        &platform,
        &[
            ("here", &ctx_in(&platform, Role::Coordinator, at.commerce)),
            ("head", &ctx(&platform, Role::AgencyHead)),
        ],
    );
    let change = json!({ "items": [ours.id, theirs.id], "fields": { "tier": "2" } });
    let retire = json!({ "items": [ours.id, theirs.id] });
    for (path, body) in [("change", change), ("retire", retire)] {
        let path = format!("/api/v1/services/bulk/{path}");
        let hidden = Call::post(&path, &body).by(Some("here")).send(&service).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        let reader = Call::post(&path, &body).by(Some("head")).send(&service).await;
        assert_eq!(reader.status, StatusCode::FORBIDDEN);
    }
    let shown = format!("/api/v1/services/{}", ours.id);
    let shown = Call::get(&shown).by(Some("here")).send(&service).await;
    assert_eq!(shown.header("etag"), "\"1\"");
}

#[tokio::test]
async fn a_map_shows_what_stands_around_an_item_and_what_holds_it_back() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = test_support::service(&platform, "portal", 4, 1).await;
    let database = asset(&platform, "database", 5).await;
    let disk = asset(&platform, "disk", 9).await;
    need(&platform, &portal, &database).await;
    need(&platform, &database, &disk).await;
    let outsider = ctx_in(&platform, Role::Coordinator, at.revenue);
    let service =
        service_for(&platform, &[("me", &ctx(&platform, Role::Auditor)), ("outsider", &outsider)]);
    let path = format!("/api/v1/services/{}/map", portal.id);
    let whole = Call::get(&path).by(Some("me")).send(&service).await;
    assert_eq!(whole.body["nodes"].as_array().unwrap().len(), 3, "{}", whole.body);
    assert_eq!(whole.body["nodes"][0]["standing"], "missed");
    let edges = whole.body["edges"].as_array().unwrap();
    let edge = edges.iter().find(|it| it["from"] == portal.id.to_string()).unwrap();
    assert_eq!((&edge["to"], &edge["binds"]), (&json!(database.id), &json!(true)));
    // The disk weighs most, but the way to it leads over the database.
    assert!(edges.iter().all(|it| it["binds"] == json!(true)), "{edges:?}");
    let near = Call::get(&format!("{path}?down=1&up=0")).by(Some("me")).send(&service).await;
    assert_eq!(near.body["nodes"].as_array().unwrap().len(), 2);
    let far = Call::get(&format!("{path}?down=9")).by(Some("me")).send(&service).await;
    assert_eq!(far.status, StatusCode::BAD_REQUEST);
    let hidden = Call::get(&path).by(Some("outsider")).send(&service).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_agencies_that_are_the_same_become_one() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Service, "revenue", "taxes").await;
    let service = service(&platform);
    let merge = format!("/api/v1/agencies/{}/merge", at.revenue);
    let into = |code: &str| Call::post(&merge, &json!({ "into": code }));
    let nowhere = into("nowhere").seen("\"1\"").send(&service).await;
    assert_eq!(nowhere.body["fields"][0]["field"], "into");
    let stale = into("commerce").seen("\"9\"").send(&service).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let merged = into("commerce").seen("\"1\"").send(&service).await;
    assert_eq!(merged.body["document"]["code"], "commerce", "{}", merged.body);
    let taxes = Call::get("/api/v1/services?agency=commerce").send(&service).await;
    assert_eq!(taxes.body["items"][0]["document"]["agency"], "commerce");
}

#[tokio::test]
async fn editors_find_the_schemas_of_files_without_a_token() {
    let platform = fresh().await;
    let service = service(&platform);
    let list = Call::get("/api/v1/schemas").by(None).send(&service).await;
    let names = list.body["items"].as_array().unwrap().clone();
    assert!(names.contains(&json!("service")) && names.contains(&json!("analysis")));
    for name in names {
        let path = format!("/api/v1/schemas/{}", name.as_str().unwrap());
        let schema = Call::get(&path).by(None).send(&service).await;
        assert_eq!(schema.body["additionalProperties"], false, "{name}");
    }
    let unknown = Call::new(Method::GET, "/api/v1/schemas/dream").by(None);
    assert_eq!(unknown.send(&service).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_scope_is_counted_and_what_is_due_is_listed() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Service, "commerce", "benefits").await;
    item(&platform, Kind::Service, "revenue", "taxes").await;
    item(&platform, Kind::Site, "commerce", "east").await;
    let commerce = ctx_in(&platform, Role::Coordinator, at.commerce);
    let service =
        service_for(&platform, &[("me", &ctx(&platform, Role::Auditor)), ("here", &commerce)]);
    let me = Some("me");
    let all = Call::get("/api/v1/scope").by(me).send(&service).await;
    assert_eq!((&all.body["counts"]["service"], &all.body["n_agencies"]), (&json!(2), &json!(2)));
    assert_eq!(all.body["hosting"]["unknown"], 2, "{}", all.body);
    let one = Call::get("/api/v1/scope?agency=revenue").by(me).send(&service).await;
    assert_eq!((&one.body["counts"]["service"], &one.body["sites"]), (&json!(1), &json!([])));
    let own = Call::get("/api/v1/scope").by(Some("here")).send(&service).await;
    assert_eq!(own.body["counts"]["service"], 1);
    let work = Call::get("/api/v1/work").by(me).send(&service).await;
    assert_eq!((&work.body["n_due"], &work.body["to_approve"]), (&json!(0), &json!([])));
}
