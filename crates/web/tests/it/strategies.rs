//! Strategies, as people and programs see them.

use app::actor::{Reach, Role};
use app::ids::ItemId;
use app::prepare::impact::{AnalysisDocument, Content, State as AnalysisState};
use app::prepare::inventory::Kind;
use app::prepare::risks::{self, RiskDocument};
use app::programme::Programme;
use app::programme::transfer::{self, WriteOptions};
use app::{Ctx, Platform, Span};
use axum::http::{Method, StatusCode};
use serde_json::json;
use test_support::{ctx, ctx_with, fresh, item, person, platform_ctx, state};

use crate::server::{Call, service_for};
use crate::site::Site;

const FORM: &str = "code=hot&name=Hot+site+for+pay&target=process:pay&description=\
    &options.0.name=&options.0.kind=&options.0.rto=&options.0.rpo=&options.0.capital=\
    &options.0.yearly=&options.0.notes=&options.1.name=Hot+site&options.1.kind=fast\
    &options.1.rto=8+h&options.1.rpo=15+m&options.1.capital=12,500&options.1.yearly=800\
    &options.1.notes=&chosen=Hot+site&rationale=In+time.&budget_line=1410-22";

/// Somebody who writes, and the head of their agency.
async fn desk() -> (Platform, Ctx, Ctx, ItemId) {
    let platform = fresh().await;
    let at = state(&platform).await;
    let process = item(&platform, Kind::Process, "commerce", "pay").await;
    let ann = person(&platform, "commerce", "ann").await;
    let hal = person(&platform, "commerce", "hal").await;
    let reach = Reach::Agencies([at.commerce].into());
    let author = ctx_with(&platform, ann, Role::Coordinator, reach.clone());
    let head = ctx_with(&platform, hal, Role::AgencyHead, reach);
    (platform, author, head, process.id)
}

/// Puts in what an approval rests on: the process must be back within four hours.
async fn grounds(platform: &Platform) {
    let content = Content { rto: Some(Span::from_hours(4)), ..Content::default() };
    let analysis = AnalysisDocument::new(Kind::Process, "pay", content);
    let affects = vec!["process:pay".to_owned()];
    let risk = RiskDocument {
        state: risks::State::Accepted,
        content: risks::Content { affects, ..risks::Content::default() },
        ..RiskDocument::new("commerce", "fire", "Fire")
    };
    let programme = Programme {
        analyses: vec![AnalysisDocument { state: AnalysisState::Approved, ..analysis }],
        risks: vec![risk],
        ..Programme::default()
    };
    let options = WriteOptions::default();
    transfer::write(&platform_ctx(platform), &programme, options).await.unwrap();
}

#[tokio::test]
async fn req_s3_11_a_strategy_is_weighed_proposed_and_approved_by_forms() {
    let (platform, author, head, _) = desk().await;
    let (author, head) = (Site::of(&author), Site::of(&head));
    assert!(author.get("/strategies").await.1.contains("No strategies yet"));
    assert!(author.get("/strategies/new?target=process:pay").await.1.contains("process:pay"));
    let (_, page) = author.get("/strategies/new").await;
    let none = r#"<option value="">Choose</option><option value="do_nothing">"#;
    assert!(page.contains(none), "nothing is chosen: {page}");
    let (status, page) = author.post("/strategies", &FORM.replace("kind=fast", "kind=")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choose of what kind this way is."), "{page}");
    let (status, page) = author.post("/strategies", &FORM.replace("8+h", "soon")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("f-options.0.rto"), "{page}");
    let (status, to) = author.post("/strategies", FORM).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = author.get(&path).await;
    assert!(page.contains("$12,500") && page.contains("Chosen"), "{page}");
    assert!(page.contains("It cannot be approved yet"), "{page}");
    let (_, page) = author.get(&format!("{path}/edit")).await;
    assert!(page.contains("value=\"8 h\"") && page.contains("value=\"1410-22\""), "{page}");
    let changed = FORM.replace("In+time.", "Fast+enough.");
    let (_, to) = author.post(&format!("{path}/edit"), &format!("version=1&{changed}")).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, page) = author.post(&format!("{path}/edit"), &format!("version=1&{FORM}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("Fast enough.") && page.contains("In time."), "{page}");

    assert!(author.get(&format!("{path}/propose")).await.1.contains("Propose “Hot site for pay”?"));
    let (_, to) = author.post(&format!("{path}/propose"), "version=2").await;
    assert_eq!(to, format!("{path}?done=sent"));
    let (status, page) = head.post(&format!("{path}/approve"), "version=3").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no approved impact analysis"), "{page}");
    grounds(&platform).await;
    let (_, page) = head.get(&format!("{path}/approve")).await;
    assert!(page.contains("back within 8 h, and it must be back within 4 h (RTO)"), "{page}");
    let (_, to) = head.post(&format!("{path}/approve"), "version=3").await;
    assert_eq!(to, format!("{path}?done=approved"));
    assert!(head.get(&path).await.1.contains("It misses what is required"));
    assert!(author.get(&format!("{path}/retire")).await.1.contains("Retire “Hot site for pay”?"));
    let (_, to) = author.post(&format!("{path}/retire"), "version=4").await;
    assert_eq!(to, format!("{path}?done=ceased"));
}

/// Whoever decides about money sees on the first page what waits for it, and grants it.
#[tokio::test]
async fn req_s4_03_an_unfunded_strategy_shows_on_the_first_page_until_the_money_is_granted() {
    let (platform, author, head, _) = desk().await;
    let (author, head) = (Site::of(&author), Site::of(&head));
    let (_, to) = author.post("/strategies", FORM).await;
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    assert!(!head.get("/").await.1.contains("Unfunded strategies"));
    author.post(&format!("{path}/propose"), "version=1").await;
    for site in [&head, &Site::of(&ctx(&platform, Role::StateCio))] {
        let (_, page) = site.get("/").await;
        assert!(page.contains("Unfunded strategies") && page.contains(&path), "{page}");
        assert!(page.contains("1 strategy waits for money: $12,500 once and $800 each year"));
    }
    let (_, page) = head.get("/strategies?funding=unfunded").await;
    assert!(
        page.contains("<h1>Unfunded strategies</h1>") && page.contains("Not granted"),
        "{page}"
    );
    assert_eq!(
        author.post(&format!("{path}/fund"), "version=2&funded=true").await.0,
        StatusCode::FORBIDDEN
    );
    let (_, to) = head.post(&format!("{path}/fund"), "version=2&funded=true").await;
    assert_eq!(to, format!("{path}?done=funded"));
    assert!(!head.get("/").await.1.contains("Unfunded strategies"));
    assert!(head.get("/strategies?funding=funded").await.1.contains("Hot site for pay"));
    // Who may not see strategies sees nothing of them on the first page either.
    let desk = Site::of(&ctx(&platform, Role::ServiceDesk));
    head.post(&format!("{path}/fund"), "version=3&funded=false").await;
    assert!(!desk.get("/").await.1.contains("Unfunded strategies"));
    assert_eq!(desk.get("/strategies").await.0, StatusCode::FORBIDDEN);
    let (_, csv) = head.get("/strategies.csv").await;
    assert!(
        csv.contains("hot,Hot site for pay,process:pay,proposed,Hot site,fast,8 h,15 m,12500.00")
    );
    assert_eq!(head.get("/strategies.xlsx").await.0, StatusCode::OK);
}

#[tokio::test]
async fn programs_propose_approve_and_pay_for_strategies() {
    let (platform, author, head, process_id) = desk().await;
    let service = service_for(&platform, &[("author", &author), ("head", &head)]);
    let (author, head) = (Some("author"), Some("head"));
    let all = "/api/v1/strategies";
    let document = |rto: &str| {
        json!({
            "code": "hot", "name": "Hot site", "target": "process:pay",
            "content": {
                "options": [{ "name": "Hot site", "kind": "fast", "rto": rto, "capital": "500.00" }],
                "chosen": "Hot site", "rationale": "In time.",
            },
        })
    };
    let added = Call::post(all, &document("PT8H")).by(author).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    assert_eq!(added.body["missing"], json!([]));
    let path = added.header("location").to_owned();
    let step = |step: &str, seen: &'static str, who: Option<&'static str>| {
        Call::new(Method::POST, &format!("{path}/{step}")).seen(seen).by(who)
    };
    assert_eq!(step("propose", "\"1\"", author).send(&service).await.status, StatusCode::OK);
    let refused = step("approve", "\"2\"", head).send(&service).await;
    assert_eq!(refused.body["code"], "strategy.no_analysis", "{}", refused.body);
    grounds(&platform).await;
    let known = Call::get(&format!("{path}/grounds")).by(head).send(&service).await;
    assert_eq!(known.body["required_rto"], "PT4H", "{}", known.body);
    assert_eq!(known.body["remarks"].as_array().unwrap().len(), 1);
    let back = Call::post(&format!("{path}/return"), &json!({ "because": "Too slow." }));
    assert_eq!(back.seen("\"2\"").by(head).send(&service).await.status, StatusCode::OK);
    let put = Call::put(&path, &document("PT4H")).seen("\"3\"").by(author).send(&service).await;
    assert_eq!(put.body["version"], 4, "{}", put.body);
    assert_eq!(step("propose", "\"4\"", author).send(&service).await.status, StatusCode::OK);
    let approved = step("approve", "\"5\"", head).send(&service).await;
    assert_eq!(approved.body["document"]["state"], "approved", "{}", approved.body);
    let unfunded = Call::get(&format!("{all}?funding=unfunded&item={process_id}")).by(head);
    assert_eq!(unfunded.send(&service).await.body["items"][0]["document"]["code"], "hot");
    let fund = Call::post(&format!("{path}/fund"), &json!({ "funded": true })).seen("\"6\"");
    assert_eq!(fund.by(head).send(&service).await.body["document"]["funded"], true);
    assert_eq!(step("retire", "\"7\"", author).send(&service).await.status, StatusCode::OK);
}
