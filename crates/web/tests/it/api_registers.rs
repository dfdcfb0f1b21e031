//! The API: contacts, personnel changes, consultations, relationship managers, work sites and
//! inspections.

use app::Platform;
use app::actor::{Reach, Role};
use app::ids::{AgencyId, PersonId};
use app::people::persons;
use app::prepare::inspections::Check;
use app::prepare::inventory::Kind;
use axum::Router;
use axum::http::StatusCode;
use serde_json::{Value, json};
use test_support::{ctx_with, fresh, item, person, platform_ctx, state, voice};

use crate::server::{Answer, Call, service_for};

const COORDINATOR: Option<&str> = Some("coordinator");
const EMPLOYEE: Option<&str> = Some("employee");
const TEAM: Option<&str> = Some("team");

/// Commerce as its coordinator Cora, Sam who works there, and Tess of the continuity team know it.
struct Desk {
    platform: Platform,
    service: Router,
    commerce: AgencyId,
    sam: PersonId,
}

async fn desk() -> Desk {
    let platform = fresh().await;
    let at = state(&platform).await;
    let tess = person(&platform, "franklin", "tess").await;
    let cora = person(&platform, "commerce", "cora").await;
    let sam = person(&platform, "commerce", "sam").await;
    let reach = || Reach::Agencies([at.commerce].into());
    let team = ctx_with(&platform, tess, Role::ContinuityTeam, Reach::State);
    let coordinator = ctx_with(&platform, cora, Role::Coordinator, reach());
    let employee = ctx_with(&platform, sam, Role::Employee, reach());
    let people = [("team", &team), ("coordinator", &coordinator), ("employee", &employee)];
    let service = service_for(&platform, &people);
    Desk { platform, service, commerce: at.commerce, sam }
}

impl Desk {
    async fn get(&self, path: &str) -> Value {
        let answer = Call::get(path).by(TEAM).send(&self.service).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.body
    }

    async fn send(&self, call: Call, by: Option<&'static str>) -> Answer {
        call.by(by).send(&self.service).await
    }

    /// What a call answers that works.
    async fn done(&self, call: Call, by: Option<&'static str>) -> Value {
        let answer = self.send(call, by).await;
        assert!(answer.status.is_success(), "{} {}", answer.status, answer.body);
        answer.body
    }

    /// The fields that need correcting.
    async fn wrong(&self, call: Call, by: Option<&'static str>) -> Vec<String> {
        let answer = self.send(call, by).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        let fields = answer.body.get("fields").and_then(Value::as_array).unwrap().iter();
        let name = |it: &Value| it.get("field").and_then(Value::as_str).unwrap().to_owned();
        fields.map(name).collect()
    }

    /// Why a rule says no.
    async fn refused(&self, call: Call, by: Option<&'static str>) -> String {
        let answer = self.send(call, by).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        answer.body.get("code").and_then(Value::as_str).unwrap().to_owned()
    }

    async fn forbidden(&self, call: Call, by: Option<&'static str>) {
        let answer = self.send(call, by).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    }

    async fn stale(&self, call: Call, by: Option<&'static str>) {
        let answer = self.send(call, by).await;
        assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{}", answer.body);
    }
}

/// Something added, where it stands.
fn one(list: &str, added: &Value) -> String {
    format!("{list}/{}", added["id"].as_str().unwrap())
}

fn step(path: &str, word: &str, body: &Value) -> Call {
    Call::post(&format!("{path}/{word}"), body)
}

#[tokio::test]
async fn req_s2_30_contacts_are_listed_named_and_confirmed() {
    let desk = desk().await;
    let path = format!("/api/v1/contacts/{}", desk.commerce);
    let shown = desk.get(&path).await;
    assert_eq!((&shown["version"], &shown["updated_at"]), (&json!(0), &json!(null)));
    assert_eq!(
        shown["contacts"][0],
        json!({
            "which": "primary", "duty": "", "person": null, "name": null, "standing": "missing",
            "confirmed_at": null,
        })
    );
    let list = desk.get("/api/v1/contacts?agency=commerce&standing=incomplete").await;
    assert_eq!(list, json!({ "items": [shown], "next": null }));
    assert_eq!(desk.get("/api/v1/contacts?text=sam").await["items"], json!([]));

    let named = |agency: &str, person: &str| {
        let further = json!([{ "person": person, "duty": "Network" }]);
        Call::put(&path, &json!({ "agency": agency, "further": further })).seen("\"0\"")
    };
    desk.forbidden(named("commerce", "sam"), EMPLOYEE).await;
    assert_eq!(desk.wrong(named("commerce", "nobody"), COORDINATOR).await, ["further"]);
    assert_eq!(desk.wrong(named("revenue", "sam"), COORDINATOR).await, ["agency"]);
    let changed = desk.done(named("commerce", "sam"), COORDINATOR).await;
    assert_eq!(
        (&changed["version"], &changed["contacts"][2]["person"]),
        (&json!(1), &json!("sam"))
    );
    desk.stale(named("commerce", "sam"), COORDINATOR).await;

    let confirm = |body: &Value| step(&path, "confirm", body);
    assert_eq!(desk.wrong(confirm(&json!({ "person": "cora" })), COORDINATOR).await, ["person"]);
    let code = desk.refused(confirm(&json!({})), COORDINATOR).await;
    assert_eq!(code, "contacts.unreachable");
    persons::add_channel(&platform_ctx(&desk.platform), desk.sam, &voice(false)).await.unwrap();
    desk.forbidden(confirm(&json!({ "person": "sam" })), EMPLOYEE).await;
    let confirmed = desk.done(confirm(&json!({ "person": "sam" })), COORDINATOR).await;
    assert_eq!(confirmed["contacts"][2]["standing"], "confirmed", "{confirmed}");
}

#[tokio::test]
async fn req_s0_34_a_handover_is_announced_confirmed_and_called_off() {
    let desk = desk().await;
    let contacts = format!("/api/v1/contacts/{}", desk.commerce);
    let further = json!({ "agency": "commerce", "further": [{ "person": "sam" }] });
    desk.done(Call::put(&contacts, &further).seen("\"0\""), COORDINATOR).await;

    let list = "/api/v1/handovers";
    let goes = |person: &str, on: &str| {
        Call::post(
            list,
            &json!({
                "agency": "commerce", "person": person, "successor": "cora", "kind": "leaves", "on": on,
            }),
        )
    };
    desk.forbidden(goes("sam", "2026-12-01"), EMPLOYEE).await;
    assert_eq!(desk.wrong(goes("nobody", "2020-12-01"), COORDINATOR).await, ["on", "person"]);
    let announced = desk.send(goes("sam", "2026-12-01"), COORDINATOR).await;
    assert_eq!(announced.status, StatusCode::CREATED, "{}", announced.body);
    let path = one(list, &announced.body);
    assert_eq!(announced.header("location"), path);
    assert_eq!(announced.body["state"], "asked");
    assert_eq!(announced.body["asked_by"], "Person cora");
    assert_eq!(desk.get(&path).await, announced.body);
    desk.forbidden(Call::get(&path), EMPLOYEE).await;
    desk.forbidden(Call::get(list), EMPLOYEE).await;
    let changes = desk.get(&format!("{path}/changes")).await;
    assert_eq!(
        changes["items"],
        json!([{
            "kind": "contacts", "id": desk.commerce, "name": "Agency of commerce",
            "why": "is a further contact",
        }])
    );
    desk.forbidden(Call::get(&format!("{path}/changes")), EMPLOYEE).await;

    let nothing = json!({});
    desk.forbidden(step(&path, "confirm", &nothing).seen("\"1\""), COORDINATOR).await;
    let confirmed = desk.done(step(&path, "confirm", &nothing).seen("\"1\""), TEAM).await;
    assert_eq!(
        (&confirmed["state"], &confirmed["confirmed_by"]),
        (&json!("confirmed"), &json!("Person tess"))
    );
    desk.stale(step(&path, "confirm", &nothing).seen("\"1\""), TEAM).await;
    // What who may give roles has confirmed, they call off.
    desk.forbidden(step(&path, "cancel", &nothing).seen("\"2\""), COORDINATOR).await;
    let canceled = desk.done(step(&path, "cancel", &nothing).seen("\"2\""), TEAM).await;
    assert_eq!(canceled["state"], "canceled");
    let again = desk.refused(step(&path, "cancel", &nothing).seen("\"3\""), TEAM).await;
    assert_eq!(again, "handover.over");
    let found = desk.get("/api/v1/handovers?state=canceled&text=sam&agency=commerce").await;
    assert_eq!(found, json!({ "items": [canceled], "next": null }));
    assert_eq!(desk.get("/api/v1/handovers?kind=moves").await["items"], json!([]));
}

#[tokio::test]
async fn req_s0_20_a_consultation_is_asked_taken_recorded_closed_and_resolved() {
    let desk = desk().await;
    let list = "/api/v1/consultations";
    let ask = |topic: &str, plan: Value| {
        Call::post(
            list,
            &json!({
                "agency": "commerce", "area": "dr", "topic": topic, "question": "How often?",
                "plan": plan,
            }),
        )
    };
    desk.forbidden(ask("Tapes", json!(null)), EMPLOYEE).await;
    assert_eq!(desk.wrong(ask(" ", json!("nowhere")), COORDINATOR).await, ["topic", "plan"]);
    let asked = desk.done(ask("Tapes", json!(null)), COORDINATOR).await;
    let path = one(list, &asked);
    assert_eq!((&asked["state"], &asked["asked_by"]), (&json!("asked"), &json!("cora")));
    assert_eq!(asked["document"]["topic"], "Tapes");
    let hidden = desk.send(Call::get(&path), EMPLOYEE).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);

    let take =
        |advisers: Value| step(&path, "take", &json!({ "advisers": advisers })).seen("\"1\"");
    desk.forbidden(take(json!([])), COORDINATOR).await;
    assert_eq!(desk.wrong(take(json!(["nobody"])), TEAM).await, ["advisers"]);
    let taken = desk.done(take(json!([])), TEAM).await;
    assert_eq!((&taken["state"], &taken["advisers"]), (&json!("taken"), &json!(["tess"])));
    desk.stale(take(json!([])), TEAM).await;

    let close = || step(&path, "close", &json!({}));
    assert_eq!(desk.wrong(close().seen("\"2\""), TEAM).await, ["outcome"]);
    let record = |advice: &str| {
        let recommendations = json!([{ "text": advice, "due": "2026-12-31" }]);
        Call::put(
            &format!("{path}/outcome"),
            &json!({
                "spent": "PT2H", "outcome": "Weekly.", "recommendations": recommendations,
            }),
        )
        .seen("\"2\"")
    };
    desk.forbidden(record("Test them."), COORDINATOR).await;
    assert_eq!(desk.wrong(record(""), TEAM).await, ["recommendations"]);
    let recorded = desk.done(record("Test them."), TEAM).await;
    assert_eq!((&recorded["outcome"], &recorded["spent"]), (&json!("Weekly."), &json!("PT2H")));
    desk.forbidden(close().seen("\"3\""), COORDINATOR).await;
    assert_eq!(desk.done(close().seen("\"3\""), TEAM).await["state"], "closed");

    let resolve = |number: u16, said: &str| {
        step(&path, "resolve", &json!({ "number": number, "resolution": said })).seen("\"4\"")
    };
    desk.forbidden(resolve(0, "Tested."), EMPLOYEE).await;
    assert_eq!(desk.wrong(resolve(0, " "), COORDINATOR).await, ["resolution"]);
    assert_eq!(desk.send(resolve(7, "It."), COORDINATOR).await.status, StatusCode::NOT_FOUND);
    let resolved = desk.done(resolve(0, "Tested."), COORDINATOR).await;
    assert_eq!(resolved["recommendations"][0]["resolution"], "Tested.");
    let withdraw = || step(&path, "withdraw", &json!({})).seen("\"5\"");
    desk.forbidden(withdraw(), EMPLOYEE).await;
    assert_eq!(desk.refused(withdraw(), COORDINATOR).await, "consultation.over");
    let found = desk.get("/api/v1/consultations?state=closed&area=dr&text=tapes").await;
    assert_eq!(found, json!({ "items": [resolved], "next": null }));
    let found = desk.done(Call::get(list), EMPLOYEE).await;
    assert_eq!(found["items"], json!([]));
    let other = desk.done(ask("Disks", json!(null)), COORDINATOR).await;
    let withdraw = step(&one(list, &other), "withdraw", &json!({})).seen("\"1\"");
    assert_eq!(desk.done(withdraw, COORDINATOR).await["state"], "withdrawn");
}

#[tokio::test]
async fn req_s2_20_a_manager_is_assigned_and_stands_in_the_list() {
    let desk = desk().await;
    let list = "/api/v1/managers";
    let document = |person: &str, until: Value| json!({ "agency": "commerce", "person": person, "from": "2026-01-01", "until": until });
    let open = document("tess", json!(null));
    desk.forbidden(Call::post(list, &open), COORDINATOR).await;
    let past = document("tess", json!("2025-12-31"));
    assert_eq!(desk.wrong(Call::post(list, &past), TEAM).await, ["until"]);
    let assigned = desk.done(Call::post(list, &open), TEAM).await;
    let path = one(list, &assigned);
    assert_eq!(desk.get(&path).await, assigned);
    let found = desk.get("/api/v1/managers?standing=one").await;
    assert_eq!(found["items"][0]["agency"], "commerce");
    assert_eq!(found["items"][0]["managers"], json!([assigned]));
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(desk.get("/api/v1/managers?standing=nobody").await["items"][0]["agency"], "revenue");

    let change = |to: &Value| Call::put(&path, to).seen("\"1\"");
    let ends = document("tess", json!("2026-12-31"));
    desk.forbidden(change(&ends), COORDINATOR).await;
    let other = document("sam", json!(null));
    assert_eq!(desk.wrong(change(&other), TEAM).await, ["person"]);
    let changed = desk.done(change(&ends), TEAM).await;
    assert_eq!((&changed["version"], &changed["document"]), (&json!(2), &ends));
    desk.stale(change(&ends), TEAM).await;
    let of_agency = desk.get(&format!("/api/v1/agencies/{}/managers", desk.commerce)).await;
    assert_eq!(of_agency["items"], json!([changed]));
}

#[tokio::test]
async fn req_s4_22_work_sites_and_who_counts_on_them_are_read() {
    let desk = desk().await;
    item(&desk.platform, Kind::Site, "commerce", "office").await;
    desk.done(Call::post("/api/v1/sites", &west()), TEAM).await;
    let process = json!({
        "kind": "process", "code": "licenses", "agency": "commerce", "name": "Licenses",
        "site": "office", "tier": 1,
        "details": { "people_min": 3, "seats": 12, "seats_at": ["west 12"] },
    });
    desk.done(Call::post("/api/v1/processes", &process), COORDINATOR).await;
    let sites = desk.get("/api/v1/work-sites?overbooked=true&agency=commerce").await;
    let site = &sites["items"][0];
    assert_eq!(
        (&site["site"]["code"], &site["seats"], &site["asked"]),
        (&json!("west"), &json!(10), &json!(12))
    );
    assert_eq!((&site["left"], &site["readiness"]), (&json!(-2), &json!("never_inspected")));
    assert_eq!(site["agencies"], json!([{ "agency": "Agency of commerce", "seats": 12 }]));
    assert_eq!(desk.get("/api/v1/work-sites?ready=true").await["items"], json!([]));
    let functions = desk.get("/api/v1/staffing?critical=true&standing=overbooked").await;
    let function = &functions["items"][0];
    assert_eq!(
        (&function["process"]["code"], &function["n_short"]),
        (&json!("licenses"), &json!(3))
    );
    assert_eq!(function["seats_at"][0]["seats"], 12);
    for path in ["/api/v1/work-sites", "/api/v1/staffing"] {
        desk.forbidden(Call::get(path), EMPLOYEE).await;
        let nowhere = Call::get(&format!("{path}?scenario=nowhere"));
        assert_eq!(desk.wrong(nowhere, TEAM).await, ["scenario"]);
    }
}

/// An alternate office with ten seats.
fn west() -> Value {
    json!({
        "kind": "site", "code": "west", "agency": "commerce", "name": "West",
        "details": { "site_role": "alternate_office", "seats": 10 },
    })
}

#[tokio::test]
async fn req_s4_23_a_site_is_inspected_and_ready() {
    let desk = desk().await;
    let site = desk.done(Call::post("/api/v1/sites", &west()), TEAM).await;
    let path = one("/api/v1/sites", &site);
    let list = format!("{path}/inspections");
    let found = |n: usize| -> Value {
        let found = Check::ALL.iter().skip(n).map(|it| (it.code().to_owned(), json!("fine")));
        let found: serde_json::Map<String, Value> = found.collect();
        json!({ "site": "west", "inspected_on": "2026-11-20", "found": found })
    };
    desk.forbidden(Call::post(&list, &found(0)), EMPLOYEE).await;
    assert_eq!(desk.wrong(Call::post(&list, &found(1)), TEAM).await, ["power"]);
    assert_eq!(desk.get(&format!("{path}/readiness")).await["readiness"], "never_inspected");
    let seen = desk.done(Call::post(&list, &found(0)), TEAM).await;
    assert_eq!((&seen["missing"], &seen["document"]["inspector"]), (&json!([]), &json!("tess")));
    let ready = desk.get(&format!("{path}/readiness")).await;
    assert_eq!((&ready["is_ready"], &ready["days_max"]), (&json!(true), &json!(180)));
    assert_eq!(desk.get(&list).await, json!({ "items": [seen], "next": null }));
    let inspection = one("/api/v1/inspections", &seen);
    assert_eq!(desk.get(&inspection).await, seen);
    for address in [&list, &inspection, &format!("{path}/readiness")] {
        desk.forbidden(Call::get(address), EMPLOYEE).await;
    }
    let withdraw = || step(&inspection, "withdraw", &json!({}));
    desk.forbidden(withdraw(), EMPLOYEE).await;
    assert_eq!(desk.send(withdraw(), TEAM).await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.send(withdraw(), TEAM).await.status, StatusCode::NOT_FOUND);
}
