//! The API: files on their way into the inventory.

use app::actor::Role;
use axum::Router;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{ctx, fresh, state};

use crate::server::{Answer, Call, service_for};

const IMPORTS: &str = "/api/v1/imports";
const FILE: &str = "application/octet-stream";
const ME: Option<&str> = Some("me");

/// The service as somebody who imports uses it, and somebody else who does too.
async fn desk() -> Router {
    let platform = fresh().await;
    state(&platform).await;
    service_for(
        &platform,
        &[
            ("me", &ctx(&platform, Role::ContinuityTeam)),
            ("other", &ctx(&platform, Role::ContinuityTeam)),
            ("auditor", &ctx(&platform, Role::Auditor)),
        ],
    )
}

async fn upload(service: &Router, name: &str, text: &str) -> Answer {
    let path = format!("{IMPORTS}?name={name}");
    let call = Call::new(Method::POST, &path).raw(FILE, text.as_bytes());
    call.by(ME).send(service).await
}

fn mapping() -> Value {
    json!({
        "target": "service",
        "fields": {
            "code": { "column": "id" },
            "name": { "column": "title" },
            "agency": { "column": "agency" },
            "target_rto": { "column": "rto" },
        },
    })
}

/// The import once nothing is under way any more.
async fn settled(service: &Router, path: &str) -> Value {
    // The stream on its page ends with the work.
    let page = path.strip_prefix("/api/v1").unwrap();
    let stream = Call::get(&format!("{page}/live")).by(ME).send(service).await;
    assert_eq!(stream.status, StatusCode::OK);
    Call::get(path).by(ME).send(service).await.body
}

async fn post(service: &Router, path: &str, body: &Value) -> Answer {
    Call::post(path, body).by(ME).send(service).await
}

#[tokio::test]
async fn a_file_is_uploaded_mapped_checked_and_put_in() {
    let service = desk().await;
    let csv = "id,title,agency,rto\n1,Portal,commerce,4 h\n2,Mail,Trade,2 h\n";
    let arrived = upload(&service, "services.csv", csv).await;
    assert_eq!(arrived.status, StatusCode::CREATED, "{}", arrived.body);
    assert_eq!(
        (&arrived.body["state"], &arrived.body["format"]),
        (&json!("arrived"), &json!("csv"))
    );
    let path = arrived.header("location").to_owned();

    let preview = format!("{path}/preview?target=service");
    let preview = Call::get(&preview).by(ME).send(&service).await;
    assert_eq!(preview.body["headers"], json!(["id", "title", "agency", "rto"]));
    assert_eq!(preview.body["rows"][0][1], "Portal");
    assert_eq!(preview.body["mapping"]["fields"]["target_rto"]["column"], "rto");
    assert_eq!(preview.body["drafts"][1]["says"]["agency"], "Trade", "{}", preview.body);
    let early = post(&service, &format!("{path}/check"), &json!({})).await;
    assert_eq!(early.body["code"], "import.unmapped");

    let map = format!("{path}/mapping");
    let seen = arrived.header("etag").to_owned();
    let mapped = Call::put(&map, &mapping()).by(ME).seen(&seen).send(&service).await;
    assert_eq!((mapped.status, &mapped.body["state"]), (StatusCode::OK, &json!("mapped")));
    let stale = Call::put(&map, &mapping()).by(ME).seen(&seen).send(&service).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let begun = post(&service, &format!("{path}/check"), &json!({})).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.body);
    let checked = settled(&service, &path).await;
    assert_eq!(
        (&checked["counts"]["n_added"], &checked["counts"]["n_refused"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(checked["unknown_agencies"], json!(["Trade"]));
    let problems = Call::get(&format!("{path}/problems?limit=1")).by(ME).send(&service).await;
    assert_eq!(
        (&problems.body["items"][0]["line"], &problems.body["next"]),
        (&json!(3), &json!(null))
    );
    let verdicts = Call::get(&format!("{path}/verdicts")).by(ME).send(&service).await;
    assert_eq!(verdicts.header("content-type"), "text/csv; charset=utf-8");
    let zipped = Call::get(&format!("{path}/verdicts")).by(ME).zipped().send(&service).await;
    assert_eq!((zipped.status, zipped.header("content-encoding")), (StatusCode::OK, "gzip"));

    let refused = post(&service, &format!("{path}/commit"), &json!({})).await;
    assert_eq!(refused.body["code"], "import.refused_rows");
    let begun = post(&service, &format!("{path}/commit"), &json!({ "leave_out": true })).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.body);
    let committed = settled(&service, &path).await;
    assert_eq!(committed["state"], "committed", "{committed}");
    let found = Call::get("/api/v1/services").by(ME).send(&service).await;
    assert_eq!(found.body["items"][0]["document"]["name"], "Portal");
    let list = Call::get(IMPORTS).by(ME).send(&service).await;
    assert_eq!(list.body["items"], json!([committed]));
    let over = post(&service, &format!("{path}/cancel"), &json!({})).await;
    assert_eq!(over.body["code"], "import.over");
}

#[tokio::test]
async fn the_counts_say_how_many_rows_take_needs_away() {
    let service = desk().await;
    let rows = [
        "mail,Mail,commerce,,\nportal,Portal,commerce,,service:mail\n",
        "portal,Portal,commerce,,\n",
    ];
    let mut map = mapping();
    map["fields"]["needs"] = json!({ "column": "needs" });
    let mut n_losing = Vec::new();
    for rows in rows {
        let csv = format!("id,title,agency,rto,needs\n{rows}");
        let arrived = upload(&service, "services.csv", &csv).await;
        let path = arrived.header("location").to_owned();
        let seen = arrived.header("etag").to_owned();
        let mapped = Call::put(&format!("{path}/mapping"), &map).by(ME).seen(&seen);
        assert_eq!(mapped.send(&service).await.status, StatusCode::OK);
        post(&service, &format!("{path}/check"), &json!({})).await;
        n_losing.push(settled(&service, &path).await["counts"]["n_losing_needs"].clone());
        post(&service, &format!("{path}/commit"), &json!({})).await;
        assert_eq!(settled(&service, &path).await["state"], "committed");
    }
    assert_eq!(n_losing, [0, 1]);
}

#[tokio::test]
async fn a_mapping_that_cannot_be_is_refused_field_by_field() {
    let service = desk().await;
    let arrived = upload(&service, "services.csv", "id,title\n1,Portal\n").await;
    let map = format!("{}/mapping", arrived.header("location"));
    let refused = Call::put(&map, &mapping()).by(ME).seen("\"2\"").send(&service).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    let fields: Vec<&Value> =
        refused.body["fields"].as_array().unwrap().iter().map(|it| &it["field"]).collect();
    assert_eq!(fields, ["agency", "target_rto"]);
    let unseen = Call::put(&map, &mapping()).by(ME).send(&service).await;
    assert_eq!(unseen.status, StatusCode::PRECONDITION_REQUIRED);
}

#[tokio::test]
async fn only_who_brought_a_file_sees_it() {
    let service = desk().await;
    let arrived = upload(&service, "services.csv", "id,title\n1,Portal\n").await;
    let path = arrived.header("location");
    let other = Some("other");
    for part in ["", "/preview", "/problems", "/verdicts"] {
        let hidden = Call::get(&format!("{path}{part}")).by(other).send(&service).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{part}");
    }
    for part in ["/check", "/commit", "/cancel"] {
        let call = Call::post(&format!("{path}{part}"), &json!({})).by(other);
        assert_eq!(call.send(&service).await.status, StatusCode::NOT_FOUND, "{part}");
    }
    let list = Call::get(IMPORTS).by(other).send(&service).await;
    assert_eq!(list.body["items"], json!([]));
    let auditor = Call::get(IMPORTS).by(Some("auditor")).send(&service).await;
    assert_eq!(auditor.status, StatusCode::FORBIDDEN);
    let canceled = post(&service, &format!("{path}/cancel"), &json!({})).await;
    assert_eq!(canceled.body["state"], "canceled");
}

#[tokio::test]
async fn a_file_is_sent_byte_by_byte_and_has_a_name() {
    let service = desk().await;
    let empty = upload(&service, "empty.csv", "").await;
    assert_eq!(empty.body["fields"][0]["field"], "file", "{}", empty.body);
    let nameless = Call::new(Method::POST, IMPORTS).raw(FILE, b"id\n1\n").by(ME);
    assert_eq!(nameless.send(&service).await.status, StatusCode::BAD_REQUEST);
    let path = format!("{IMPORTS}?name=a.csv");
    let as_json = Call::post(&path, &json!({})).by(ME).send(&service).await;
    assert_eq!(as_json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    // More than a document may have, and held in pieces.
    let rows = "1,Portal\n".repeat(400_000);
    let large = upload(&service, "large.csv", &format!("id,title\n{rows}")).await;
    assert_eq!(large.status, StatusCode::CREATED, "{}", large.body);
    assert_eq!(large.body["size_bytes"], 9 + 9 * 400_000);
}
