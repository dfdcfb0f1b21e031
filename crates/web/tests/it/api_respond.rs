//! The API: disruptions, damage with pictures, costs, access for a time, and roll calls.

use app::actor::{Reach, Role};
use app::prepare::inventory::Kind;
use axum::Router;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{ctx_with, fresh, item, person, state};

use crate::respond::{PNG, base64};
use crate::server::{Answer, Call, service_for};

const DISRUPTIONS: &str = "/api/v1/disruptions";
const EMPLOYEE: Option<&str> = Some("employee");
const DESK: Option<&str> = Some("desk");

/// Commerce with an office, as its coordinator, who writes, its service desk, which reads, and an
/// employee know it.
async fn made() -> Router {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "office").await;
    let cora = person(&platform, "commerce", "cora").await;
    let sam = person(&platform, "commerce", "sam").await;
    let as_role = |id, role| ctx_with(&platform, id, role, Reach::Agencies([at.commerce].into()));
    let coordinator = as_role(cora, Role::Coordinator);
    let (employee, desk) = (as_role(sam, Role::Employee), as_role(sam, Role::ServiceDesk));
    service_for(&platform, &[("all", &coordinator), ("employee", &employee), ("desk", &desk)])
}

async fn done(service: &Router, call: Call) -> Value {
    let answer = call.send(service).await;
    assert!(answer.status.is_success(), "{} {}", answer.status, answer.body);
    answer.body
}

/// Answers the same, and says why not: the fields that need correcting, or the code of the rule.
async fn refused(service: &Router, call: Call) -> Vec<String> {
    let Answer { status, body, .. } = call.send(service).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let text = |it: &Value, key: &str| it.get(key).and_then(Value::as_str).unwrap().to_owned();
    match body.get("fields").and_then(Value::as_array) {
        Some(fields) if !fields.is_empty() => fields.iter().map(|it| text(it, "field")).collect(),
        _ => vec![text(&body, "code")],
    }
}

async fn status(service: &Router, call: Call) -> StatusCode {
    call.send(service).await.status
}

fn flood(started_at: &str) -> Value {
    json!({
        "code": "flood", "agency": "commerce", "name": "Flood", "kind": "weather",
        "sites": ["office"], "started_at": started_at,
    })
}

/// A disruption that was declared, and its address.
async fn declared(service: &Router) -> (Value, String) {
    let it = done(service, Call::post(DISRUPTIONS, &flood("2026-11-20T22:30:00Z"))).await;
    let path = format!("{DISRUPTIONS}/{}", it.get("id").and_then(Value::as_str).unwrap());
    (it, path)
}

#[tokio::test]
async fn a_disruption_is_declared_changed_ended_and_reopened() {
    let service = made().await;
    let declare = |at: &str| Call::post(DISRUPTIONS, &flood(at));
    let began = "2026-11-20T22:30:00Z";
    assert_eq!(status(&service, declare(began).by(DESK)).await, StatusCode::FORBIDDEN);
    for wrong in ["2026-11-22T00:00:00Z", "1492-10-12T00:00:00Z"] {
        assert_eq!(refused(&service, declare(wrong)).await, ["started_at"]);
    }
    let (it, path) = declared(&service).await;
    assert_eq!(done(&service, Call::get(&path).by(DESK)).await, it);
    assert_eq!(status(&service, Call::get(&path).by(EMPLOYEE)).await, StatusCode::FORBIDDEN);
    let going = Call::get("/api/v1/disruptions?open=true&kind=weather&text=flo&agency=commerce");
    assert_eq!(done(&service, going).await, json!({ "items": [it], "next": null }));
    for none in ["exercise=true", "open=false", "kind=attack"] {
        let list = done(&service, Call::get(&format!("{DISRUPTIONS}?{none}"))).await;
        assert_eq!(list["items"], json!([]), "{none}");
    }
    let list = Call::get(DISRUPTIONS).by(EMPLOYEE);
    assert_eq!(status(&service, list).await, StatusCode::FORBIDDEN);

    let mut other = flood(began);
    other["description"] = json!("The river rose.");
    let change = |to: &Value| Call::put(&path, to).seen("\"1\"");
    assert_eq!(status(&service, change(&other).by(DESK)).await, StatusCode::FORBIDDEN);
    let mut renamed = other.clone();
    renamed["code"] = json!("storm");
    assert_eq!(refused(&service, change(&renamed)).await, ["code"]);
    let changed = done(&service, change(&other)).await;
    assert_eq!(changed["document"]["description"], "The river rose.");
    assert_eq!(status(&service, change(&other)).await, StatusCode::PRECONDITION_FAILED);

    let end = |body: &Value| Call::post(&format!("{path}/end"), body).seen("\"2\"");
    assert_eq!(status(&service, end(&json!({})).by(DESK)).await, StatusCode::FORBIDDEN);
    let before = json!({ "ended_at": "2026-11-19T00:00:00Z" });
    assert_eq!(refused(&service, end(&before)).await, ["ended_at"]);
    let ended = done(&service, end(&json!({}))).await;
    assert_eq!(ended["document"]["ended_at"], "2026-11-21T09:00:00Z");
    let reopen = || Call::post(&format!("{path}/reopen"), &json!({}));
    assert_eq!(status(&service, reopen().seen("\"3\"").by(DESK)).await, StatusCode::FORBIDDEN);
    let open = done(&service, reopen().seen("\"3\"")).await;
    assert_eq!(open["document"].get("ended_at"), None);
    assert_eq!(refused(&service, reopen().seen("\"4\"")).await, ["disruption.open"]);
}

fn damage(what: &str) -> Value {
    json!({
        "what": what, "at": "2026-11-21T08:00:00Z", "site": "office",
        "details": { "kind": "damage", "severity": "major", "estimate": "1200.00" },
    })
}

fn access(until: &str) -> Value {
    json!({
        "what": "Vault", "at": "2026-11-21T08:00:00Z",
        "details": { "kind": "access", "who": "Vic", "approved_by": "Hal", "until": until },
    })
}

#[tokio::test]
async fn req_s3_17_damage_and_costs_are_written_down_and_added_up() {
    let service = made().await;
    let (_, path) = declared(&service).await;
    let list = format!("{path}/entries");
    let add = |it: &Value| Call::post(&list, it);
    assert_eq!(status(&service, add(&damage("Racks")).by(DESK)).await, StatusCode::FORBIDDEN);
    let cost = |amount: &str| {
        json!({
            "what": "Pumps", "at": "2026-11-21T08:00:00Z",
            "details": { "kind": "cost", "category": "equipment", "amount": amount },
        })
    };
    assert_eq!(refused(&service, add(&cost("0.00"))).await, ["amount"]);
    let mut nowhere = damage("Racks");
    nowhere["site"] = json!("nowhere");
    assert_eq!(refused(&service, add(&nowhere)).await, ["site"]);
    let racks = done(&service, add(&damage("Racks"))).await;
    done(&service, add(&cost("99.50"))).await;
    let found = done(&service, Call::get(&format!("{list}?severity=major")).by(DESK)).await;
    assert_eq!(found, json!({ "items": [racks], "next": null }));
    let costs = done(&service, Call::get(&format!("{list}?kind=cost&text=pump"))).await;
    assert_eq!(costs["items"][0]["document"], cost_as_kept());
    let list = Call::get(&list).by(EMPLOYEE);
    assert_eq!(status(&service, list).await, StatusCode::FORBIDDEN);
    let totals = format!("{path}/totals");
    assert_eq!(
        done(&service, Call::get(&totals)).await,
        json!({
            "damage": [{ "word": "major", "n": 1, "amount": "1200.00" }], "n_not_estimated": 0,
            "damage_amount": "1200.00", "n_access": 0, "cost_amount": "99.50",
            "costs": [{ "word": "equipment", "n": 1, "amount": "99.50" }],
        })
    );
    assert_eq!(status(&service, Call::get(&totals).by(EMPLOYEE)).await, StatusCode::FORBIDDEN);

    let entry = format!("/api/v1/entries/{}", racks["id"].as_str().unwrap());
    assert_eq!(done(&service, Call::get(&entry)).await, racks);
    assert_eq!(status(&service, Call::get(&entry).by(EMPLOYEE)).await, StatusCode::FORBIDDEN);
    let change = |to: &Value| Call::put(&entry, to).seen("\"1\"");
    assert_eq!(refused(&service, change(&damage(" "))).await, ["what"]);
    assert_eq!(status(&service, change(&damage("Disks")).by(DESK)).await, StatusCode::FORBIDDEN);
    let changed = done(&service, change(&damage("Disks"))).await;
    assert_eq!((&changed["version"], &changed["access"]), (&json!(2), &json!(null)));
    assert_eq!(status(&service, change(&damage("Disks"))).await, StatusCode::PRECONDITION_FAILED);
    let revoke = Call::post(&format!("{entry}/revoke"), &json!({})).seen("\"2\"");
    assert_eq!(refused(&service, revoke).await, ["entry.no_access"]);
    let remove = || Call::delete(&entry).seen("\"2\"");
    assert_eq!(status(&service, remove().by(DESK)).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&service, remove()).await, StatusCode::NO_CONTENT);
    assert_eq!(status(&service, Call::get(&entry)).await, StatusCode::NOT_FOUND);
}

fn cost_as_kept() -> Value {
    json!({
        "what": "Pumps", "at": "2026-11-21T08:00:00Z",
        "details": {
            "kind": "cost", "category": "equipment", "amount": "99.50", "is_emergency": false,
        },
    })
}

#[tokio::test]
async fn access_is_given_for_a_time_and_taken_back() {
    let service = made().await;
    let (_, path) = declared(&service).await;
    let list = format!("{path}/entries");
    for wrong in ["2027-02-20T00:00:00Z", "2026-11-21T07:00:00Z"] {
        assert_eq!(refused(&service, Call::post(&list, &access(wrong))).await, ["until"]);
    }
    let mut late = access("+262142-12-31T00:00:00Z");
    late["at"] = json!("+262142-12-30T00:00:00Z");
    assert!(status(&service, Call::post(&list, &late)).await.is_client_error());
    let given = done(&service, Call::post(&list, &access("2026-11-25T00:00:00Z"))).await;
    assert_eq!(given["access"], "in_force");
    let entry = format!("/api/v1/entries/{}", given["id"].as_str().unwrap());
    let revoke = || Call::post(&format!("{entry}/revoke"), &json!({}));
    assert_eq!(status(&service, revoke().seen("\"1\"").by(DESK)).await, StatusCode::FORBIDDEN);
    assert_eq!(done(&service, revoke().seen("\"1\"")).await["access"], "over");
    assert_eq!(refused(&service, revoke().seen("\"2\"")).await, ["access.over"]);
    let found = done(&service, Call::get(&format!("{list}?access=in_force"))).await;
    assert_eq!(found["items"], json!([]));
}

#[tokio::test]
async fn damage_gets_pictures_of_which_only_the_pixels_are_kept() {
    let service = made().await;
    let (_, path) = declared(&service).await;
    let racks = done(&service, Call::post(&format!("{path}/entries"), &damage("Racks"))).await;
    let entry = format!("/api/v1/entries/{}", racks["id"].as_str().unwrap());
    let list = format!("{entry}/photos");
    let add = |bytes: &[u8]| Call::new(Method::POST, &list).raw("application/octet-stream", bytes);
    let picture = base64(PNG);
    assert_eq!(refused(&service, add(b"<svg/>")).await, ["photo"]);
    assert_eq!(status(&service, add(&picture).by(DESK)).await, StatusCode::FORBIDDEN);
    let typed = Call::post(&list, &json!({}));
    assert_eq!(status(&service, typed).await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let photo = add(&picture).send(&service).await;
    assert_eq!(photo.status, StatusCode::CREATED, "{}", photo.body);
    assert_eq!((&photo.body["width"], &photo.body["height"]), (&json!(1), &json!(1)));
    let all = done(&service, Call::get(&list).by(DESK)).await;
    assert_eq!(all, json!({ "items": [photo.body], "next": null }));
    let one = format!("/api/v1/photos/{}", photo.body["id"].as_str().unwrap());
    let shown = Call::get(&one).by(DESK).send(&service).await;
    assert_eq!((shown.status, shown.header("content-type")), (StatusCode::OK, "image/jpeg"));
    for path in [&list, &one] {
        assert_eq!(status(&service, Call::get(path).by(EMPLOYEE)).await, StatusCode::FORBIDDEN);
    }
    let remove = || Call::post(&format!("{one}/remove"), &json!({}));
    assert_eq!(status(&service, remove().by(DESK)).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&service, remove()).await, StatusCode::NO_CONTENT);
    assert_eq!(status(&service, Call::get(&one)).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn req_s3_30_a_roll_call_is_started_marked_joined_and_closed() {
    let service = made().await;
    let (_, path) = declared(&service).await;
    let list = format!("{path}/roll-calls");
    let start = |site: &str| {
        Call::post(&list, &json!({ "site": site, "agencies": ["commerce"], "visitors": ["Vic"] }))
    };
    assert_eq!(status(&service, start("office").by(DESK)).await, StatusCode::FORBIDDEN);
    assert_eq!(refused(&service, start("nowhere")).await, ["site"]);
    let call = done(&service, start("office")).await;
    assert_eq!((&call["site"], &call["n_unknown"]), (&json!("office"), &json!(3)));
    assert_eq!(done(&service, Call::get(&list)).await, json!({ "items": [call], "next": null }));
    let one = format!("/api/v1/roll-calls/{}", call["id"].as_str().unwrap());
    assert_eq!(done(&service, Call::get(&one).by(DESK)).await, call);

    let people = format!("{one}/people");
    let visitors = done(&service, Call::get(&format!("{people}?visitors=true"))).await;
    assert_eq!(visitors["items"][0]["name"], "Vic", "{visitors}");
    let vic = visitors["items"][0]["id"].clone();
    let mark = |ids: Value| {
        let said = json!({ "ids": ids, "status": "safe", "note": "At home." });
        Call::post(&format!("{one}/mark"), &said)
    };
    assert_eq!(status(&service, mark(json!([vic])).by(DESK)).await, StatusCode::FORBIDDEN);
    assert_eq!(refused(&service, mark(json!([]))).await, ["ids"]);
    let marked = done(&service, mark(json!([vic]))).await;
    assert_eq!((&marked["n_safe"], &marked["n_unknown"]), (&json!(1), &json!(2)));
    let safe = done(&service, Call::get(&format!("{people}?status=safe&text=vic"))).await;
    assert_eq!(safe["items"][0]["note"], "At home.");

    let join = |it: Value| Call::post(&people, &it);
    let vera = json!({ "visitors": ["Vera"] });
    assert_eq!(status(&service, join(vera.clone()).by(DESK)).await, StatusCode::FORBIDDEN);
    assert_eq!(refused(&service, join(json!({}))).await, ["visitors"]);
    assert_eq!(refused(&service, join(json!({ "people": ["nobody"] }))).await, ["people"]);
    assert_eq!(done(&service, join(vera)).await["n_unknown"], 3);
    let staffing = done(&service, Call::get(&format!("{path}/staffing"))).await;
    assert_eq!(staffing, json!({ "items": [], "next": null }));
    for path in [&list, &one, &people, &format!("{path}/staffing")] {
        assert_eq!(status(&service, Call::get(path).by(EMPLOYEE)).await, StatusCode::FORBIDDEN);
    }

    let step = |word: &str| Call::post(&format!("{one}/{word}"), &json!({}));
    assert_eq!(status(&service, step("close").seen("\"1\"").by(DESK)).await, StatusCode::FORBIDDEN);
    let closed = done(&service, step("close").seen("\"1\"")).await;
    assert_eq!(closed["closed_at"], "2026-11-21T09:00:00Z");
    assert_eq!(refused(&service, mark(json!([vic]))).await, ["roll_call.closed"]);
    assert_eq!(
        status(&service, step("reopen").seen("\"2\"").by(DESK)).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(done(&service, step("reopen").seen("\"2\"")).await["closed_at"], json!(null));
    assert_eq!(refused(&service, step("reopen").seen("\"3\"")).await, ["roll_call.open"]);
}
