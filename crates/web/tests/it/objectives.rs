//! Objectives, as people and programs see them.

use app::actor::Role;
use axum::http::StatusCode;
use serde_json::json;
use test_support::{ctx_in, fresh, service as make_service, state};

use crate::server::{Call, service};
use crate::site::Site;

const FORM: &str = "code=mef&agency=commerce&name=Essential+functions+within+12+h&serves=coop\
    &about=&within=12+h&at_least=&by=hand&items=The+portal";

#[tokio::test]
async fn req_s1_32_an_objective_is_measured_by_forms_and_says_pass_or_fail() {
    let platform = fresh().await;
    let at = state(&platform).await;
    make_service(&platform, "portal", 8, 4).await;
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    assert!(site.get("/objectives").await.1.contains("Nothing is to be reached yet"));
    let (status, page) = site.post("/objectives", &FORM.replace("12+h&", "soon&")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let (status, to) = site.post("/objectives", FORM).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Nothing was measured yet") && page.contains("service:portal"), "{page}");
    let measure = format!("{path}/measure");
    assert!(site.get(&measure).await.1.contains("value=\"2026-11-21\""));
    let form = "version=1&took=&on=2026-11-03&source=Exercise";
    let (status, page) = site.post(&measure, form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say how long it took"), "{page}");
    let (_, to) = site.post(&measure, &form.replace("took=", "took=9+h")).await;
    assert_eq!(to, format!("{path}?done=measured"));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("It was 9 h, and is to be within 12 h."), "{page}");
    let (_, page) = site.get("/objectives").await;
    assert!(page.contains("1 of 1 objectives are reached"), "{page}");
    assert!(page.contains("<span class=\"state good\">Pass</span>") && page.contains("3 Nov 2026"));
    let (_, csv) = site.get("/objectives.csv?verdict=pass").await;
    assert!(csv.contains("commerce,coop,within 12 h,hand,2026-11-03,9 h,Exercise,pass"), "{csv}");
    assert_eq!(site.get("/objectives.xlsx").await.0, StatusCode::OK);
    assert!(site.get("/objectives?verdict=fail").await.1.contains("No objectives match"));

    let edit = format!("{path}/edit");
    assert!(site.get(&edit).await.1.contains("value=\"12 h\""));
    let (_, to) = site.post(&edit, &format!("version=2&{}", FORM.replace("12+h&", "8+h&"))).await;
    assert_eq!(to, format!("{path}?done=saved"));
    assert!(site.get(&path).await.1.contains("It was 9 h, but is to be within 8 h."));
    let (status, page) = site.post(&edit, &format!("version=2&{FORM}")).await;
    assert_eq!(status, StatusCode::CONFLICT, "{page}");
    assert!(site.get(&format!("{path}/retire")).await.1.contains("Retire “Essential"));
    let (_, to) = site.post(&format!("{path}/retire"), "version=3").await;
    assert_eq!(to, format!("{path}?done=retired"));
    let (_, to) = site.post(&format!("{path}/restore"), "version=4").await;
    assert_eq!(to, format!("{path}?done=restored"));
    let other = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn programs_keep_objectives() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);
    let all = "/api/v1/objectives";
    let document = json!({
        "code": "mef", "agency": "commerce", "name": "Within 12 h",
        "content": { "serves": "coop", "within": "PT12H" },
    });
    let added = Call::post(all, &document).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    assert_eq!(added.body["verdict"], "unmeasured");
    let path = added.header("location").to_owned();
    let measured = json!({ "on": "2026-11-03", "took": "PT13H", "source": "Exercise" });
    let put = Call::post(&format!("{path}/measurements"), &measured).seen("\"1\"");
    let put = put.send(&service).await;
    assert_eq!((&put.body["verdict"], &put.body["measured"]), (&json!("fail"), &json!("13 h")));
    let mut changed = put.body["document"].clone();
    changed["content"]["within"] = json!("PT14H");
    let put = Call::put(&path, &changed).seen("\"2\"").send(&service).await;
    assert_eq!((&put.body["verdict"], &put.body["version"]), (&json!("pass"), &json!(3)));
    let listed = Call::get(&format!("{all}?verdict=pass&agency=commerce")).send(&service).await;
    assert_eq!(listed.body["items"][0]["document"]["code"], "mef", "{}", listed.body);
    let retired = Call::delete(&path).seen("\"3\"").send(&service).await;
    assert_eq!(retired.status, StatusCode::OK, "{}", retired.body);
    let restore = Call::new(axum::http::Method::POST, &format!("{path}/restore"));
    assert_eq!(restore.seen("\"4\"").send(&service).await.body["version"], 5);
}
