//! The API: who holds which role, tokens, saved views, and settings.

use app::actor::{Permission, Reach, Role};
use app::prepare::inventory::Kind;
use axum::Router;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{ctx_in, ctx_with, fresh, item, person, state};

use crate::server::{Call, service, service_for};
use crate::site::Site;

const ADMIN: Option<&str> = Some("admin");
const HEAD: Option<&str> = Some("head");
const JANE: Option<&str> = Some("jane");
const OUTSIDER: Option<&str> = Some("outsider");
const GRANTS: &str = "/api/v1/grants";

/// The service as an administrator, the head of commerce, somebody there and an outsider use it.
async fn office() -> Router {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Service, "commerce", "benefits").await;
    let jane = person(&platform, "commerce", "jane-doe").await;
    let hal = person(&platform, "commerce", "hal-head").await;
    let ada = person(&platform, "franklin", "ada-admin").await;
    let reach = Reach::Agencies([at.commerce].into());
    let jane = ctx_with(&platform, jane, Role::Coordinator, reach.clone());
    let mut program = jane.clone();
    program.actor.limited_to = Some(Permission::ALL.iter().copied().collect());
    service_for(
        &platform,
        &[
            ("admin", &ctx_with(&platform, ada, Role::Administrator, Reach::State)),
            ("head", &ctx_with(&platform, hal, Role::AgencyHead, reach)),
            ("jane", &jane),
            ("program", &program),
            ("outsider", &ctx_in(&platform, Role::AgencyHead, at.revenue)),
        ],
    )
}

fn grant(person: &str, role: &str, agency: &str) -> Value {
    json!({
        "person": person, "role": role, "reach": "agency", "agency": agency, "reason": "Named.",
    })
}

#[tokio::test]
async fn a_role_is_given_shown_and_ended() {
    let service = office().await;
    let given = Call::post(GRANTS, &grant("jane-doe", "plan_owner", "commerce"));
    let given = given.by(ADMIN).send(&service).await;
    assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
    let path = given.header("location").to_owned();
    let shown = Call::get(&path).by(HEAD).send(&service).await;
    assert_eq!(shown.body, given.body);
    assert_eq!(shown.body["granted_by"], "ada-admin");
    assert_eq!(shown.body["document"]["agency"], "commerce");
    assert_eq!(shown.body["in_force"], true);

    let same = Call::post(GRANTS, &grant("jane-doe", "plan_owner", "commerce"));
    let same = same.by(ADMIN).send(&service).await;
    assert_eq!(same.body["code"], "grant.same");
    let of_record = json!({
        "person": "jane-doe", "role": "vendor", "reach": "record", "record": "service:benefits",
        "starts_at": "2026-11-22T09:00:00Z", "reason": "Shared.",
    });
    let of_record = Call::post(GRANTS, &of_record).by(HEAD).send(&service).await;
    assert_eq!(of_record.body["document"]["record"], "service:benefits", "{}", of_record.body);
    assert_eq!(of_record.body["in_force"], false);

    let now = Call::get("/api/v1/grants?agency=commerce").by(HEAD).send(&service).await;
    assert_eq!(now.body["items"], json!([given.body]));
    let ever = Call::get("/api/v1/grants?ever=true&limit=1").by(HEAD).send(&service).await;
    assert_eq!(ever.body["items"].as_array().unwrap().len(), 1);
    let next = ever.body["next"].as_str().unwrap();
    let rest = format!("/api/v1/grants?ever=true&limit=1&after={next}");
    let rest = Call::get(&rest).by(HEAD).send(&service).await;
    assert_eq!((&rest.body["items"], &rest.body["next"]), (&json!([of_record.body]), &json!(null)));

    let end = || Call::new(Method::POST, &format!("{path}/end"));
    let ended = end().by(HEAD).send(&service).await;
    assert_eq!((&ended.body["ended"], &ended.body["in_force"]), (&json!(true), &json!(false)));
    let again = end().by(HEAD).send(&service).await;
    assert_eq!((again.status, again.body), (StatusCode::OK, ended.body));
}

#[tokio::test]
async fn nobody_gives_or_ends_roles_that_are_not_theirs_to_give() {
    let service = office().await;
    let given = Call::post(GRANTS, &grant("jane-doe", "plan_owner", "commerce"));
    let path = given.by(ADMIN).send(&service).await.header("location").to_owned();
    let hidden = Call::get(&path).by(OUTSIDER).send(&service).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let end = Call::new(Method::POST, &format!("{path}/end"));
    assert_eq!(end.by(OUTSIDER).send(&service).await.status, StatusCode::NOT_FOUND);
    let own = Call::post(GRANTS, &grant("hal-head", "plan_owner", "commerce"));
    assert_eq!(own.by(HEAD).send(&service).await.body["code"], "grant.own");
    let above = Call::post(GRANTS, &grant("jane-doe", "administrator", "commerce"));
    assert_eq!(above.by(HEAD).send(&service).await.body["code"], "grant.role");
    let by_jane = Call::post(GRANTS, &grant("hal-head", "plan_owner", "commerce"));
    assert_eq!(by_jane.by(JANE).send(&service).await.status, StatusCode::FORBIDDEN);
    let everywhere =
        json!({ "person": "jane-doe", "role": "auditor", "reach": "state", "reason": "So." });
    let refused = Call::post(GRANTS, &everywhere).by(HEAD).send(&service).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
}

#[tokio::test]
async fn what_is_wrong_with_a_grant_is_named() {
    let service = office().await;
    let with = |name: &str, it: Value| {
        let mut document = grant("jane-doe", "plan_owner", "commerce");
        document[name] = it;
        Call::post(GRANTS, &document).by(ADMIN)
    };
    for (field, call) in [
        ("person", with("person", json!("nobody"))),
        ("agency", with("agency", json!("nowhere"))),
        ("agency", with("agency", json!(null))),
        ("agency", with("reach", json!("state"))),
        ("record", with("record", json!("service:benefits"))),
        ("record", with("reach", json!("record"))),
        ("reason", with("reason", json!(" "))),
        ("ends_at", with("ends_at", json!("2020-01-01T00:00:00Z"))),
        ("starts_at", with("starts_at", json!("1066-10-14T00:00:00Z"))),
    ] {
        let refused = call.send(&service).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {}", refused.body);
        assert_eq!(refused.body["fields"][0]["field"], field, "{}", refused.body);
    }
}

#[tokio::test]
async fn a_token_is_issued_once_and_revoked_and_makes_no_others() {
    let service = office().await;
    let tokens = "/api/v1/tokens";
    let document = json!({
        "name": "nightly import",
        "permissions": ["inventory.read", "inventory.write"],
        "expires_at": "2027-01-01T00:00:00Z",
    });
    let issued = Call::post(tokens, &document).by(JANE).send(&service).await;
    assert_eq!(issued.status, StatusCode::CREATED);
    assert_eq!(issued.header("cache-control"), "no-store");
    let secret = issued.body["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("mst_"));
    let list = Call::get(tokens).by(JANE).send(&service).await;
    assert_eq!(list.body["items"], json!([issued.body["token"]]));
    assert!(!list.body.to_string().contains(&secret));
    let others = Call::get(tokens).by(HEAD).send(&service).await;
    assert_eq!(others.body["items"], json!([]));

    // A program acts for a person, but is not them.
    for call in [Call::get(tokens), Call::post(tokens, &document)] {
        let refused = call.by(Some("program")).send(&service).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.body["code"], "account.by_token");
    }
    let mut wide = document.clone();
    wide["permissions"] = json!(["audit.read"]);
    let refused = Call::post(tokens, &wide).by(JANE).send(&service).await;
    assert_eq!(refused.body["fields"][0]["field"], "permissions", "{}", refused.body);

    let id = issued.body["token"]["id"].as_str().unwrap();
    let revoke = || Call::new(Method::POST, &format!("{tokens}/{id}/revoke"));
    let theirs = revoke().by(OUTSIDER).send(&service).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    let revoked = revoke().by(JANE).send(&service).await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    let list = Call::get(tokens).by(JANE).send(&service).await;
    assert_eq!(list.body["items"][0]["works"], false);
}

#[tokio::test]
async fn a_token_that_was_issued_by_the_api_is_a_key_to_it() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let jane = person(&platform, "commerce", "jane-doe").await;
    let reach = Reach::Agencies([at.commerce].into());
    let asker = ctx_with(&platform, jane, Role::Coordinator, reach.clone());
    let service = service_for(&platform, &[("jane", &asker)]);
    let everywhere = test_support::platform_ctx(&platform);
    app::people::sign_in::enroll(&everywhere, jane, "jane@franklin.gov", "correct horse battery")
        .await
        .unwrap();
    let draft = app::people::access::Draft {
        person_id: jane,
        role: Role::Coordinator,
        extent: app::people::access::Extent::Agency(at.commerce),
        starts_at: None,
        ends_at: None,
        reason: "Named.".to_owned(),
    };
    app::people::access::give(&everywhere, draft).await.unwrap();
    let document = json!({
        "name": "reader", "permissions": ["inventory.read"], "expires_at": "2027-01-01T00:00:00Z",
    });
    let issued = Call::post("/api/v1/tokens", &document).by(JANE).send(&service).await;
    let secret = issued.body["secret"].as_str().unwrap();
    let site = Site::in_service(&platform);
    for (path, status) in [
        ("/api/v1/services", StatusCode::OK),
        ("/services.csv", StatusCode::OK),
        ("/api/v1/analyses", StatusCode::FORBIDDEN),
        ("/api/v1/grants", StatusCode::FORBIDDEN),
        ("/api/v1/tokens", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let request = axum::http::Request::get(path);
        let request = request.header("authorization", format!("Bearer {secret}"));
        assert_eq!(site.send(request, "").await.status(), status, "{path}");
    }
}

#[tokio::test]
async fn views_are_kept_by_whoever_made_them() {
    let service = office().await;
    let views = "/api/v1/views";
    let document = json!({ "list": "services", "name": "Late", "query": "standing=missed" });
    let kept = Call::post(views, &document).by(JANE).send(&service).await;
    assert_eq!((kept.status, &kept.body["document"]), (StatusCode::CREATED, &document));
    let list = format!("{views}?list=services");
    let own = Call::get(&list).by(JANE).send(&service).await;
    assert_eq!(own.body["items"], json!([kept.body]));
    let others = Call::get(&list).by(HEAD).send(&service).await;
    assert_eq!(others.body["items"], json!([]));
    let id = kept.body["id"].as_str().unwrap();
    let remove = || Call::new(Method::POST, &format!("{views}/{id}/remove"));
    assert_eq!(remove().by(HEAD).send(&service).await.status, StatusCode::NOT_FOUND);
    assert_eq!(remove().by(JANE).send(&service).await.status, StatusCode::NO_CONTENT);
    let unknown = json!({ "list": "dreams", "name": "Late" });
    let refused = Call::post(views, &unknown).by(JANE).send(&service).await;
    assert_eq!(refused.body["fields"][0]["field"], "list");
    // An administrator sees no inventory, and so keeps no views of it.
    let hidden = Call::get(&list).by(ADMIN).send(&service).await;
    assert_eq!(hidden.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn settings_are_changed_by_whoever_saw_the_last_version() {
    let platform = fresh().await;
    let service = service(&platform);
    let general = "/api/v1/settings/general";
    let shown = Call::get(general).by(Some("auditor")).send(&service).await;
    assert_eq!((shown.status, shown.header("etag")), (StatusCode::OK, "\"0\""));
    let mut document = shown.body["document"].clone();
    document["state_name"] = json!("State of Jefferson");
    let change = || Call::put(general, &document).by(Some("continuity_team")).seen("\"0\"");
    let changed = change().send(&service).await;
    assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"1\""));
    assert_eq!(changed.body["document"]["state_name"], "State of Jefferson");
    assert_eq!(change().send(&service).await.status, StatusCode::PRECONDITION_FAILED);
    let unseen = Call::put(general, &document).send(&service).await;
    assert_eq!(unseen.status, StatusCode::PRECONDITION_REQUIRED);
    let mars = json!({ "state_name": "Mars", "time_zone": "Mars/Olympus" });
    let wrong = Call::put(general, &mars).seen("\"1\"").send(&service).await;
    assert_eq!(wrong.body["fields"][0]["field"], "time_zone", "{}", wrong.body);
    let forbidden = Call::put(general, &document).by(Some("auditor")).seen("\"1\"");
    assert_eq!(forbidden.send(&service).await.status, StatusCode::FORBIDDEN);

    let impact = "/api/v1/settings/impact";
    let criteria = Call::get(impact).send(&service).await;
    assert_eq!(criteria.body["document"]["review_months"], 12);
    let strict = json!({ "review_months": 6, "unacceptable_level": 3 });
    let changed = Call::put(impact, &strict).seen("\"0\"").send(&service).await;
    assert_eq!(changed.body["document"]["review_months"], 6, "{}", changed.body);
    let wrong = Call::put(impact, &json!({ "review_months": 99 })).seen("\"1\"");
    assert_eq!(wrong.send(&service).await.body["fields"][0]["field"], "review_months");
}
