//! The API: plans, from the first draft to being in force, and who may do what.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::people::agencies;
use app::people::persons::{self, PersonDocument, PersonKind};
use app::prepare::inventory::Kind;
use axum::Router;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{ctx, ctx_in, ctx_with, fresh, item, person, platform_ctx, state, voice};

use crate::server::{Answer, Call, service_for};

const LIST: &str = "/api/v1/plans";
const AUTHOR: Option<&str> = Some("author");
const TEAM: Option<&str> = Some("team");
const HEAD: Option<&str> = Some("head");
const COMMANDER: Option<&str> = Some("commander");
const OUTSIDER: Option<&str> = Some("outsider");

/// The service as those use it who write plans, judge them, follow them, or have nothing to do with
/// them.
async fn desk() -> Router {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Service, "commerce", "benefits").await;
    let reach = Reach::Agencies([at.commerce].into());
    let ann = person(&platform, "commerce", "ann-author").await;
    let hal = person(&platform, "commerce", "hal-head").await;
    let server = platform_ctx(&platform);
    for code in ["pat", "al"] {
        let document = PersonDocument {
            code: code.to_owned(),
            agency: "commerce".to_owned(),
            name: code.to_owned(),
            title: String::new(),
            kind: PersonKind::Employee,
            channels: vec![voice(true)],
        };
        persons::add(&server, &document).await.unwrap();
    }
    let commerce = agencies::show(&server, at.commerce).await.unwrap();
    let mut document = agencies::document(&server, at.commerce).await.unwrap();
    document.primary_contact = Some("pat".to_owned());
    document.alternate_contact = Some("al".to_owned());
    agencies::change(&server, at.commerce, commerce.version, &document).await.unwrap();
    let with = |who: PersonId, role| ctx_with(&platform, who, role, reach.clone());
    service_for(
        &platform,
        &[
            ("author", &with(ann, Role::Coordinator)),
            ("team", &ctx(&platform, Role::ContinuityTeam)),
            ("head", &with(hal, Role::AgencyHead)),
            ("commander", &ctx(&platform, Role::IncidentCommander)),
            ("outsider", &ctx_in(&platform, Role::Coordinator, at.revenue)),
        ],
    )
}

fn head(code: &str) -> Value {
    json!({
        "code": code, "agency": "commerce", "type": "drp", "title": "Recovery of commerce",
        "items": ["service:benefits"],
    })
}

async fn call(
    service: &Router,
    by: Option<&'static str>,
    (path, body): (&str, Value),
    version: i64,
) -> Answer {
    let seen = format!("\"{version}\"");
    Call::post(path, &body).by(by).seen(&seen).send(service).await
}

/// A plan that is being reviewed: its address, and the version of what it says.
async fn submitted(service: &Router) -> (String, i64) {
    let started = Call::post(LIST, &head("it")).by(AUTHOR).send(service).await;
    assert_eq!(started.status, StatusCode::CREATED, "{}", started.body);
    let path = started.header("location").to_owned();
    let draft = Call::get(&format!("{path}/draft")).by(AUTHOR).send(service).await;
    let mut content = draft.body.get("document").unwrap().clone();
    for section in content.get_mut("sections").and_then(Value::as_array_mut).unwrap() {
        let section = section.as_object_mut().unwrap();
        section.insert("text".to_owned(), json!("What is to be said."));
    }
    let draft = format!("{path}/draft");
    let saved = Call::put(&draft, &content).by(AUTHOR).seen("\"1\"").send(service).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let step = (&*format!("{path}/submit"), json!({ "summary": "The first." }));
    let handed_in = call(service, AUTHOR, step, 2).await;
    assert_eq!(handed_in.status, StatusCode::OK, "{}", handed_in.body);
    let version = handed_in.body.get("version").and_then(Value::as_i64).unwrap();
    (path, version)
}

#[tokio::test]
async fn a_plan_is_written_judged_and_put_in_force() {
    let service = desk().await;
    let (path, version) = submitted(&service).await;
    let step = async |by, name: &str, body: Value, version: i64| {
        call(&service, by, (&format!("{path}/{name}"), body), version).await
    };
    let reviewed = step(TEAM, "review", json!({}), version).await;
    assert_eq!(reviewed.body["state"], "pending_approval", "{}", reviewed.body);
    let approved = step(HEAD, "approve", json!({}), version + 1).await;
    assert_eq!(approved.body["state"], "approved");
    assert_eq!(approved.body["sha256"].as_str().unwrap().len(), 64);
    let early = step(AUTHOR, "publish", json!({}), version + 2).await;
    assert_eq!(early.body["code"], "plan.untested", "{}", early.body);
    let shown = Call::get(&path).by(AUTHOR).send(&service).await;
    let seen = shown.body["version"].as_i64().unwrap();
    let tested = json!({ "on": "2026-10-01", "note": "Back in 2 h." });
    let tested = step(AUTHOR, "test", tested, seen).await;
    assert_eq!(tested.body["test"]["on"], "2026-10-01", "{}", tested.body);
    let published = step(AUTHOR, "publish", json!({}), version + 2).await;
    assert_eq!(published.body["standing"], "active", "{}", published.body);
    assert_eq!(published.body["versions"][0]["state"], "active");
    let blocks = Call::get(&format!("{path}/versions/1/blocks")).by(COMMANDER).send(&service).await;
    assert_eq!(blocks.body["frozen"], true, "{}", blocks.body);
    let listed = Call::get(&format!("{LIST}?standing=active&type=drp")).by(COMMANDER);
    let listed = listed.send(&service).await;
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 1);
    let not_due = step(AUTHOR, "reaffirm", json!({}), published.body["version"].as_i64().unwrap());
    assert_eq!(not_due.await.body["code"], "plan.not_due");
}

#[tokio::test]
async fn a_role_that_must_not_cannot() {
    let service = desk().await;
    let (path, version) = submitted(&service).await;
    let reason = json!({ "because": "No." });
    let note = json!({ "on": "2026-10-01", "note": "Fine." });
    let steps = [
        ("submit", json!({ "summary": "It." }), AUTHOR),
        ("review", json!({}), TEAM),
        ("approve", json!({}), HEAD),
        ("reject", reason.clone(), HEAD),
        ("publish", json!({}), AUTHOR),
        ("test", note, AUTHOR),
        ("waiver", reason.clone(), HEAD),
        ("reaffirm", json!({}), AUTHOR),
        ("versions", json!({}), AUTHOR),
        ("retire", reason.clone(), AUTHOR),
        ("restore", json!({}), AUTHOR),
    ];
    for (name, body, may) in steps {
        for by in [AUTHOR, TEAM, HEAD, COMMANDER, OUTSIDER] {
            if by == may {
                continue;
            }
            let address = format!("{path}/{name}");
            let answer = call(&service, by, (&address, body.clone()), version).await;
            let status = answer.status;
            let is_refused = matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            assert!(is_refused, "{by:?} {name}: {status}");
        }
    }
    for by in [COMMANDER, OUTSIDER] {
        for path in [path.clone(), format!("{path}/draft"), format!("{path}/versions/1")] {
            let status = Call::get(&path).by(by).send(&service).await.status;
            let is_refused = matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            assert!(is_refused, "{by:?} {path}: {status}");
        }
        let answer = call(&service, by, (&format!("{path}/return"), reason.clone()), version).await;
        assert!(matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND));
    }
    let theirs = Call::post(LIST, &head("theirs")).by(OUTSIDER).send(&service).await;
    assert_eq!(theirs.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", theirs.body);
    for by in [TEAM, HEAD, COMMANDER] {
        let answer = Call::post(LIST, &head("theirs")).by(by).send(&service).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn what_somebody_else_saved_first_is_not_overwritten() {
    let service = desk().await;
    let started = Call::post(LIST, &head("it")).by(AUTHOR).send(&service).await;
    let path = started.header("location").to_owned();
    let draft = format!("{path}/draft");
    let content = Call::get(&draft).by(AUTHOR).send(&service).await.body["document"].clone();
    let mut mine = content.clone();
    mine["sections"][0]["text"] = json!("Mine.");
    let saved = Call::put(&draft, &mine).by(AUTHOR).seen("\"1\"").send(&service).await;
    assert_eq!(saved.header("etag"), "\"2\"");
    let late = Call::put(&draft, &content).by(AUTHOR).seen("\"1\"").send(&service).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
    mine["steps"] = json!([{ "text": "", "takes": "PT2H" }]);
    let wrong = Call::put(&draft, &mine).by(AUTHOR).seen("\"2\"").send(&service).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.body["fields"][0]["field"], "steps.0.text", "{}", wrong.body);
    let gone = Call::new(Method::DELETE, &draft).by(AUTHOR).seen("\"2\"").send(&service).await;
    assert_eq!(gone.body["code"], "plan.first_version");
    let address = format!("{path}/return");
    let back = call(&service, AUTHOR, (&address, json!({ "because": "" })), 2).await;
    assert_eq!(back.body["code"], "plan.not_in_review");
}

#[tokio::test]
async fn the_types_and_what_is_uncovered_are_listed() {
    let service = desk().await;
    let types = Call::get("/api/v1/plan-types").by(COMMANDER).send(&service).await;
    assert_eq!(types.body["types"].as_array().unwrap().len(), 24);
    let uncovered = Call::get("/api/v1/uncovered-services").by(COMMANDER).send(&service).await;
    assert_eq!(uncovered.body, json!({ "services": [] }));
}

#[tokio::test]
async fn req_s0_14_each_agency_lists_its_own_plans_and_the_central_team_all() {
    let service = desk().await;
    let ours = Call::post(LIST, &head("ours")).by(AUTHOR).send(&service).await;
    assert_eq!(ours.status, StatusCode::CREATED, "{}", ours.body);
    let mut theirs = head("theirs");
    theirs["agency"] = json!("revenue");
    theirs["items"] = json!([]);
    let theirs = Call::post(LIST, &theirs).by(OUTSIDER).send(&service).await;
    assert_eq!(theirs.status, StatusCode::CREATED, "{}", theirs.body);
    let listed = async |by, asked: &str| {
        let answer = Call::get(&format!("{LIST}{asked}")).by(by).send(&service).await;
        let items = answer.body["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|it| it["document"]["code"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(AUTHOR, "").await, ["ours"]);
    assert_eq!(listed(OUTSIDER, "").await, ["theirs"]);
    assert_eq!(listed(TEAM, "").await, ["ours", "theirs"]);
    // Asking for the other agency by name changes nothing.
    let asked = Call::get(&format!("{LIST}?agency=commerce")).by(OUTSIDER).send(&service).await;
    let found = asked.body["items"].as_array().map_or(0, Vec::len);
    assert_eq!(found, 0, "{}", asked.body);
    let path = ours.header("location").to_owned();
    let hidden = Call::get(&path).by(OUTSIDER).send(&service).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert_eq!(Call::get(&path).by(TEAM).send(&service).await.status, StatusCode::OK);
}
