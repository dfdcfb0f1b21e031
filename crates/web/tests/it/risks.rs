//! Risks, as people and programs see them.

use app::Platform;
use app::actor::{Reach, Role};
use axum::http::StatusCode;
use serde_json::{Value, json};
use test_support::{State, ctx, ctx_with, fresh, item, person, state};

use crate::server::{Call, service_for};
use crate::site::Site;

/// The form of a risk to a site and a service, with a task in its second row.
const FORM: &str = "code=flood&agency=commerce&name=Flood&hazard=A+flood&kind=natural&description=\
    &affects=site:east%0AThe+portal&inherent.likelihood=4&inherent.citizens=2\
    &inherent.institutions=3&inherent.businesses=1&inherent.economy=5&residual.likelihood=2\
    &residual.citizens=2&residual.institutions=2&residual.businesses=1&residual.economy=2\
    &treatment=mitigate&tasks.0.what=&tasks.0.owner=&tasks.0.due=&tasks.0.done_on=\
    &tasks.1.what=Raise+the+racks&tasks.1.owner=Person+paula&tasks.1.due=2027-01-31\
    &tasks.1.done_on=&owner=paula&workshop_on=2026-11-01&participants=paula\
    &review_due=2027-11-21";

async fn made() -> (Platform, State) {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, app::prepare::inventory::Kind::Site, "commerce", "east").await;
    item(&platform, app::prepare::inventory::Kind::Service, "commerce", "portal").await;
    person(&platform, "commerce", "paula").await;
    (platform, at)
}

#[tokio::test]
async fn a_risk_is_added_handed_in_decided_about_and_closed_by_forms() {
    let (platform, at) = made().await;
    let ann = person(&platform, "commerce", "ann").await;
    let hal = person(&platform, "commerce", "hal").await;
    let reach = Reach::Agencies([at.commerce].into());
    let author = Site::of(&ctx_with(&platform, ann, Role::Coordinator, reach.clone()));
    let head = Site::of(&ctx_with(&platform, hal, Role::AgencyHead, reach));
    assert!(author.get("/risks").await.1.contains("No risks yet"));
    let (_, page) = author.get("/risks/new?affects=service:portal").await;
    for label in ["citizens", "institutions", "businesses", "the economy"] {
        assert!(page.contains(&format!("Impact: {label}")), "{label}");
    }
    assert!(page.contains("service:portal"), "{page}");
    let (status, page) = author.post("/risks", &FORM.replace("site:east", "site:x")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no site:x.") && page.contains("value=\"Raise the racks\""));
    let unknown = FORM.replace("The+portal", "The+portl").replace("agency=commerce", "agency=");
    let (_, page) = author.post("/risks", &unknown).await;
    assert!(page.contains("Nothing is called “The portl”. Write its name"), "{page}");
    assert!(page.contains("Choose an agency."), "{page}");
    let (_, page) = author.post("/risks", &FORM.replace("owner=paula", "owner=pauls")).await;
    assert!(page.contains("There is no person called “pauls”. Name somebody else"), "{page}");
    let (status, to) = author.post("/risks", FORM).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = author.get(&path).await;
    // Likelihood 4 and the worst of 2, 3, 1 and 5.
    assert!(page.contains("Very high") && page.contains("5 Very high"), "{page}");
    assert!(page.contains("The portal") && page.contains("Raise the racks"), "{page}");

    let (_, page) = author.get(&format!("{path}/edit")).await;
    assert!(page.contains("service:portal") && page.contains("value=\"2027-01-31\""), "{page}");
    let changed = FORM.replace("A+flood", "High+water");
    let (_, to) = author.post(&format!("{path}/edit"), &format!("version=1&{changed}")).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, page) = author.post(&format!("{path}/edit"), &format!("version=1&{FORM}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("High water") && page.contains("A flood"), "{page}");

    assert!(author.get(&format!("{path}/assess")).await.1.contains("Hand in “Flood”?"));
    let (_, to) = author.post(&format!("{path}/assess"), "version=2").await;
    assert_eq!(to, format!("{path}?done=sent"));
    assert!(author.get(&path).await.1.contains("You wrote it or handed it in"));
    assert_eq!(author.get(&format!("{path}/accept")).await.0, StatusCode::FORBIDDEN);
    let (status, page) = head.post(&format!("{path}/return"), "version=3&because=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let (_, to) = head.post(&format!("{path}/treat"), "version=3").await;
    assert_eq!(to, format!("{path}?done=treated"));
    assert!(head.get(&format!("{path}/accept")).await.1.contains("One task is not done."));
    let (_, to) = head.post(&format!("{path}/accept"), "version=4").await;
    assert_eq!(to, format!("{path}?done=accepted"));
    let (_, to) = author.post(&format!("{path}/reopen"), "version=5").await;
    assert_eq!(to, format!("{path}?done=reopened"));
    let (_, to) = author.post(&format!("{path}/close"), "version=6&because=Sold.").await;
    assert_eq!(to, format!("{path}?done=risk-closed"));
    assert!(author.get(&path).await.1.contains("Sold."));
}

#[tokio::test]
async fn the_list_of_risks_is_searched_narrowed_and_taken_along() {
    let (platform, _) = made().await;
    let site = Site::of(&ctx(&platform, Role::Coordinator));
    site.post("/risks", FORM).await;
    let found =
        async |query: &str| site.get(&format!("/risks?{query}")).await.1.contains(">Flood<");
    for query in
        ["text=flo", "kind=natural", "level=low", "item=site:east", "state=draft", "sort=left"]
    {
        assert!(found(query).await, "{query}");
    }
    for query in ["text=fire", "kind=pandemic", "level=high", "item=site:west", "due=true"] {
        assert!(!found(query).await, "{query}");
    }
    let (_, csv) = site.get("/risks.csv").await;
    assert!(csv.contains("flood,Flood,commerce,draft,A flood,natural,site:east; service:portal"));
    assert_eq!(site.get("/risks.xlsx").await.0, StatusCode::OK);
    let desk = Site::of(&ctx(&platform, Role::ServiceDesk));
    for path in ["/risks", "/risks.csv", "/api/v1/risks"] {
        assert_eq!(desk.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
}

/// What the state tolerates is a setting, and stands beside every risk.
#[tokio::test]
async fn req_s3_09_the_tolerance_is_a_setting() {
    let (platform, _) = made().await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let form = "version=0&statement=We+bear+little.&level=low";
    let (_, to) = site.post("/settings/risk", form).await;
    assert_eq!(to, "/settings?done=saved");
    let (_, page) = site.get("/settings").await;
    assert!(page.contains("We bear little."), "{page}");
    let (status, _) = site.post("/settings/risk", form).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, page) = site.post("/settings/risk", "version=1&statement=&level=none").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(site.get("/risks").await.1.contains("<strong>low</strong>"));
}

fn document(left: u8) -> Value {
    let rating = |it: u8| {
        json!({ "likelihood": it, "citizens": it, "institutions": it, "businesses": it,
            "economy": it })
    };
    json!({
        "code": "flood", "agency": "commerce", "name": "Flood",
        "content": {
            "hazard": "A flood", "affects": ["site:east"], "inherent": rating(5),
            "residual": rating(left), "treatment": "accept", "owner": "paula",
            "participants": ["paula"], "review_due": "2027-11-21",
        },
    })
}

#[tokio::test]
async fn programs_write_risks_and_decide_about_them() {
    let (platform, at) = made().await;
    let ann = person(&platform, "commerce", "ann").await;
    let hal = person(&platform, "commerce", "hal").await;
    let reach = Reach::Agencies([at.commerce].into());
    let author = ctx_with(&platform, ann, Role::Coordinator, reach.clone());
    let head = ctx_with(&platform, hal, Role::AgencyHead, reach);
    let service = service_for(&platform, &[("author", &author), ("head", &head)]);
    let (author, head) = (Some("author"), Some("head"));
    let all = "/api/v1/risks";
    let added = Call::post(all, &document(4)).by(author).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    assert_eq!(added.body["outcome"]["level"], "very_high");
    let path = added.header("location").to_owned();
    let step = |step: &str, seen: &'static str, who: Option<&'static str>| {
        Call::post(&format!("{path}/{step}"), &json!({ "because": "So." })).seen(seen).by(who)
    };
    let none = |step: &str, seen: &'static str, who: Option<&'static str>| {
        Call::new(axum::http::Method::POST, &format!("{path}/{step}")).seen(seen).by(who)
    };
    assert_eq!(none("assess", "\"1\"", author).send(&service).await.status, StatusCode::OK);
    let refused = none("accept", "\"2\"", head).send(&service).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert_eq!(refused.body["code"], "risk.above_tolerance", "{}", refused.body);
    assert_eq!(step("return", "\"2\"", head).send(&service).await.status, StatusCode::OK);
    let put = Call::put(&path, &document(3)).seen("\"3\"").by(author).send(&service).await;
    assert_eq!(put.body["version"], 4, "{}", put.body);
    assert_eq!(none("assess", "\"4\"", author).send(&service).await.status, StatusCode::OK);
    let refused = none("treat", "\"5\"", head).send(&service).await;
    assert_eq!(refused.body["code"], "risk.no_task", "{}", refused.body);
    let accepted = none("accept", "\"5\"", head).send(&service).await;
    assert_eq!(accepted.body["document"]["state"], "accepted", "{}", accepted.body);
    assert_eq!(accepted.body["document"]["decided_by"], "hal");
    assert_eq!(none("reopen", "\"6\"", author).send(&service).await.status, StatusCode::OK);
    assert_eq!(step("close", "\"7\"", author).send(&service).await.status, StatusCode::OK);
    let listed = Call::get(&format!("{all}?state=closed&level=moderate")).by(head);
    assert_eq!(listed.send(&service).await.body["items"][0]["document"]["code"], "flood");
}
