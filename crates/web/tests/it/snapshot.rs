//! Pages on a database that many look at: what serves one request sees one moment, and no more than
//! that one request.

use axum::http::StatusCode;
use serde_json::json;
use test_support::{asset, fresh_in, service as add_service, state};

use crate::server::{Call, service};

#[tokio::test]
async fn each_request_sees_what_was_changed_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let platform = fresh_in(folder.path()).await;
    state(&platform).await;
    let portal = add_service(&platform, "portal", 4, 1).await;
    asset(&platform, "database", 6).await;
    let service = service(&platform);
    let path = format!("/api/v1/services/{}", portal.id);

    // The answer to a change shows it, and the next who ask are told as much.
    let need = json!({ "on": "asset:database", "kind": "requires" });
    let added = Call::post(&format!("{path}/needs"), &need).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let (one, list) =
        tokio::join!(Call::get(&path).send(&service), Call::get("/api/v1/services").send(&service));
    assert_eq!(one.body["outcome"]["standing"], "missed");
    assert_eq!(list.body["items"][0]["outcome"]["standing"], "missed");

    // A page that is refused is a page of the programme all the same.
    let refused = Call::get("/services/none").send(&service).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert!(refused.header("content-security-policy").contains("default-src 'none'"));
}

/// More files at once than there are connections, none of them read to its end: the rest goes on.
#[tokio::test]
async fn a_file_that_is_sent_in_parts_holds_nobody_up() {
    use axum::body::Body;
    use axum::http::{Request, header::AUTHORIZATION};
    use tower::ServiceExt as _;

    let folder = tempfile::tempdir().unwrap();
    let platform = fresh_in(folder.path()).await;
    state(&platform).await;
    add_service(&platform, "portal", 4, 1).await;
    let service = service(&platform);
    let mut files = Vec::new();
    for _ in 0..20 {
        let request = Request::get("/services.csv").header(AUTHORIZATION, "Bearer all");
        let answer = service.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        files.push(answer.into_body());
    }
    assert_eq!(Call::get("/api/v1/services").send(&service).await.status, StatusCode::OK);
}
