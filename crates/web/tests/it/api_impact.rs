//! The API: impact analyses, from the first draft to approval, and who may do what.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::prepare::inventory::{Item, ItemDocument, Kind, Typed};
use axum::Router;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{ctx_in, ctx_with, fresh, item, person, put, state};

use crate::server::{Answer, Call, service_for};

/// A process, and the service as its author, its head and an outsider use it.
struct Desk {
    process: Item,
    portal: Item,
    service: Router,
}

const LIST: &str = "/api/v1/analyses";
const AUTHOR: Option<&str> = Some("author");
const HEAD: Option<&str> = Some("head");
const OUTSIDER: Option<&str> = Some("outsider");

async fn desk() -> Desk {
    let platform = fresh().await;
    let at = state(&platform).await;
    let process = item(&platform, Kind::Process, "commerce", "pay-claims").await;
    let base = ItemDocument::new(Kind::Service, "commerce", "portal", "Claims portal");
    let form: Typed = [("availability".to_owned(), "high".to_owned())].into();
    let portal = put(&platform, &ItemDocument::typed(&base, &form).unwrap()).await;
    let reach = Reach::Agencies([at.commerce].into());
    let ann = person(&platform, "commerce", "ann-author").await;
    let hal = person(&platform, "commerce", "hal-head").await;
    let with = |who: PersonId, role| ctx_with(&platform, who, role, reach.clone());
    let outsider = ctx_in(&platform, Role::AgencyHead, at.revenue);
    let service = service_for(
        &platform,
        &[
            ("author", &with(ann, Role::Coordinator)),
            ("own", &with(ann, Role::AgencyHead)),
            ("head", &with(hal, Role::AgencyHead)),
            ("outsider", &outsider),
        ],
    );
    Desk { process, portal, service }
}

impl Desk {
    async fn draft(&self) -> String {
        let about = json!({ "kind": "process", "item": "pay-claims" });
        let started = Call::post(LIST, &about).by(AUTHOR).send(&self.service).await;
        assert_eq!(started.status, StatusCode::CREATED, "{}", started.body);
        assert_eq!(started.header("etag"), "\"1\"");
        started.header("location").to_owned()
    }

    /// A draft that says all that must be said, in version 2.
    async fn written(&self) -> String {
        let path = self.draft().await;
        let saved = Call::put(&path, &whole()).by(AUTHOR).seen("\"1\"").send(&self.service).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        path
    }

    async fn step(&self, by: Option<&'static str>, path: &str, version: u32) -> Answer {
        let seen = format!("\"{version}\"");
        Call::new(Method::POST, path).by(by).seen(&seen).send(&self.service).await
    }
}

const TYPES: [&str; 7] =
    ["life", "citizens", "legal", "financial", "reputation", "institutional", "economic"];

/// All that must be said.
fn whole() -> Value {
    let impacts: Vec<Value> =
        TYPES.iter().map(|it| json!({ "type": it, "after": "PT24H", "level": 4 })).collect();
    json!({
        "impacts": impacts,
        "rto": "18 h",
        "wrt": "PT6H",
        "rpo": "PT1H",
        "minimum": { "amount": 1200, "unit": "payments", "percent": 60 },
        "answers": { "users": "All", "law": "None", "records": "None" },
    })
}

#[tokio::test]
async fn an_analysis_is_written_handed_in_and_approved_by_somebody_else() {
    let desk = desk().await;
    let path = desk.draft().await;
    let draft = Call::get(&path).by(AUTHOR).send(&desk.service).await;
    assert_eq!(draft.body["item"]["code"], "pay-claims");
    assert_eq!(
        (&draft.body["state"], &draft.body["author"]),
        (&json!("draft"), &json!("ann-author"))
    );
    assert_eq!(draft.body["criteria"]["unacceptable_level"], 4);
    assert_eq!(draft.body["outcome"]["missing"].as_array().unwrap().len(), 14);

    // What is missing is named, and the analysis waits for it.
    let early = desk.step(AUTHOR, &format!("{path}/submit"), 1).await;
    assert_eq!((early.status, &early.body["state"]), (StatusCode::OK, &json!("data_needed")));
    let saved = Call::put(&path, &whole()).by(AUTHOR).seen("\"2\"").send(&desk.service).await;
    assert_eq!(saved.body["document"]["rto"], "PT18H", "{}", saved.body);
    assert_eq!(saved.body["outcome"]["mtd"], "P1D");
    assert_eq!(saved.body["outcome"]["missing"], json!([]));
    let sent = desk.step(AUTHOR, &format!("{path}/submit"), 3).await;
    assert_eq!(sent.body["state"], "complete", "{}", sent.body);

    let own = desk.step(Some("own"), &format!("{path}/approve"), 4).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(own.body["code"], "analysis.own");
    let by_author = desk.step(AUTHOR, &format!("{path}/approve"), 4).await;
    assert_eq!(by_author.status, StatusCode::FORBIDDEN);
    let stale = desk.step(HEAD, &format!("{path}/approve"), 3).await;
    assert_eq!(
        (stale.status, &stale.body["code"]),
        (StatusCode::PRECONDITION_FAILED, &json!("stale"))
    );
    let approved = desk.step(HEAD, &format!("{path}/approve"), 4).await;
    assert_eq!((approved.status, approved.header("etag")), (StatusCode::OK, "\"5\""));
    assert_eq!(approved.body["approved_by"], "hal-head");

    let frozen = Call::put(&path, &whole()).by(AUTHOR).seen("\"5\"").send(&desk.service).await;
    assert_eq!(frozen.body["code"], "analysis.frozen");
    let list = Call::get("/api/v1/analyses?state=approved&agency=commerce&text=pay");
    let list = list.by(HEAD).send(&desk.service).await;
    assert_eq!(list.body["items"], json!([approved.body]));
    let process = format!("/api/v1/processes/{}", desk.process.id);
    let process = Call::get(&process).by(HEAD).send(&desk.service).await;
    assert_eq!(process.body["outcome"]["required_rto"], "PT18H", "{}", process.body);
}

#[tokio::test]
async fn an_analysis_is_sent_back_with_a_reason() {
    let desk = desk().await;
    let path = desk.written().await;
    desk.step(AUTHOR, &format!("{path}/submit"), 2).await;
    let back = format!("{path}/return");
    let without = Call::post(&back, &json!({ "because": " " })).by(HEAD).seen("\"3\"");
    let without = without.send(&desk.service).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(without.body["fields"][0]["field"], "because");
    let because = json!({ "because": "Ask Legal." });
    let sent = Call::post(&back, &because).by(HEAD).seen("\"3\"").send(&desk.service).await;
    assert_eq!(
        (&sent.body["state"], &sent.body["because"]),
        (&json!("data_needed"), &json!("Ask Legal."))
    );
    let again = Call::post(&back, &because).by(HEAD).seen("\"4\"").send(&desk.service).await;
    assert_eq!(again.body["code"], "analysis.not_complete");
}

#[tokio::test]
async fn a_new_analysis_starts_with_the_last_one_and_is_compared_with_it() {
    let desk = desk().await;
    let first = desk.written().await;
    desk.step(AUTHOR, &format!("{first}/submit"), 2).await;
    desk.step(HEAD, &format!("{first}/approve"), 3).await;
    let second = desk.draft().await;
    let mut faster = whole();
    faster["rto"] = json!("PT4H");
    Call::put(&second, &faster).by(AUTHOR).seen("\"1\"").send(&desk.service).await;
    let compared = Call::get(&format!("{second}/comparison")).by(HEAD).send(&desk.service).await;
    assert_eq!(compared.body["before_number"], 1, "{}", compared.body);
    let differences = json!([
        { "label": "Recovery time objective (RTO)", "before": "18 h", "after": "4 h" },
    ]);
    assert_eq!(compared.body["differences"], differences);
    let alone = Call::get(&format!("{first}/comparison")).by(HEAD).send(&desk.service).await;
    let nothing = json!({ "before": null, "before_number": null, "differences": [] });
    assert_eq!(alone.body, nothing);

    let (mut path, mut numbers) = (format!("{LIST}?limit=1"), Vec::new());
    loop {
        let list = Call::get(&path).by(AUTHOR).send(&desk.service).await;
        numbers
            .extend(list.body["items"].as_array().unwrap().iter().map(|it| it["number"].clone()));
        let Some(next) = list.body["next"].as_str() else { break };
        path = format!("{LIST}?limit=1&after={next}");
    }
    assert_eq!(numbers, [1, 2]);
    let mine = Call::get("/api/v1/analyses?mine=true").by(HEAD).send(&desk.service).await;
    assert_eq!(mine.body["items"], json!([]));
}

#[tokio::test]
async fn what_an_analysis_cannot_say_is_refused_field_by_field() {
    let desk = desk().await;
    let path = desk.draft().await;
    let with = |name: &str, it: Value| {
        let mut content = whole();
        content[name] = it;
        Call::put(&path, &content).by(AUTHOR).seen("\"1\"")
    };
    for (field, call) in [
        ("rto", with("rto", json!("PT19H"))),
        ("criteria", with("criteria", json!({ "review_months": 3 }))),
        ("answer-why", with("answers", json!({ "why": "So." }))),
    ] {
        let refused = call.send(&desk.service).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(refused.body["fields"][0]["field"], field, "{}", refused.body);
    }
    let unknown = with("colour", json!("red")).send(&desk.service).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unseen = Call::put(&path, &whole()).by(AUTHOR).send(&desk.service).await;
    assert_eq!(unseen.status, StatusCode::PRECONDITION_REQUIRED);
    for (field, about) in [
        ("item", json!({ "kind": "process", "item": "nothing" })),
        ("item", json!({ "kind": "service", "item": "pay-claims" })),
    ] {
        let refused = Call::post(LIST, &about).by(AUTHOR).send(&desk.service).await;
        assert_eq!(refused.body["fields"][0]["field"], field, "{}", refused.body);
    }
    let about = json!({ "kind": "process", "item": "pay-claims" });
    let open = Call::post(LIST, &about).by(AUTHOR).send(&desk.service).await;
    assert_eq!(open.body["code"], "analysis.open");
}

#[tokio::test]
async fn another_agency_neither_sees_nor_changes_an_analysis() {
    let desk = desk().await;
    let path = desk.written().await;
    let list = Call::get(LIST).by(OUTSIDER).send(&desk.service).await;
    assert_eq!(list.body, json!({ "items": [], "next": null }));
    for path in [path.clone(), format!("{path}/comparison")] {
        let hidden = Call::get(&path).by(OUTSIDER).send(&desk.service).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{path}");
    }
    let because = json!({ "because": "So." });
    let back = Call::post(&format!("{path}/return"), &because).by(OUTSIDER).seen("\"2\"");
    assert_eq!(back.send(&desk.service).await.status, StatusCode::NOT_FOUND);
    let approve = desk.step(OUTSIDER, &format!("{path}/approve"), 2).await;
    assert_eq!(approve.status, StatusCode::NOT_FOUND);
    // The head of the agency reads and approves, and does not write.
    let write = Call::put(&path, &whole()).by(HEAD).seen("\"2\"").send(&desk.service).await;
    assert_eq!(write.status, StatusCode::FORBIDDEN);
    let submit = desk.step(HEAD, &format!("{path}/submit"), 2).await;
    assert_eq!(submit.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_tier_that_availability_suggests_is_set() {
    let desk = desk().await;
    let about = json!({ "kind": "service", "item": "portal" });
    let started = Call::post(LIST, &about).by(AUTHOR).send(&desk.service).await;
    let tier = format!("{}/tier", started.header("location"));
    let set = desk.step(AUTHOR, &tier, 1).await;
    assert_eq!(
        (set.status, &set.body["document"]["tier"]),
        (StatusCode::OK, &json!(1)),
        "{}",
        set.body
    );
    assert_eq!(set.body["id"], desk.portal.id.to_string());
    let stale = desk.step(AUTHOR, &tier, 1).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let of_process = format!("{}/tier", desk.draft().await);
    let refused = desk.step(AUTHOR, &of_process, 1).await;
    assert_eq!(refused.body["fields"][0]["field"], "availability");
}
