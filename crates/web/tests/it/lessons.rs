//! Lessons, as people and programs see them.

use app::actor::Role;
use app::plans::plan::{self, PlanDocument};
use axum::http::StatusCode;
use serde_json::json;
use test_support::{ctx_in, fresh, person, platform_ctx, state};

use crate::server::{Call, service};
use crate::site::Site;

const FORM: &str = "code=fuel&agency=commerce&title=Nobody+ordered+fuel&about=Name+who+does.\
    &source=Exercise&on=2026-11-03&plan=it&owner=Person+olga&due=2026-11-20";

#[tokio::test]
async fn req_s4_37_a_lesson_is_closed_by_forms_with_a_version_or_a_reason() {
    let platform = fresh().await;
    let at = state(&platform).await;
    person(&platform, "commerce", "olga").await;
    let document = PlanDocument::new("commerce", "drp", "it", "Recovery of commerce");
    let plan = plan::start(&platform_ctx(&platform), &document).await.unwrap();
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    assert!(site.get("/lessons").await.1.contains("Nothing was learned yet"));
    let (status, page) = site.post("/lessons", &FORM.replace("plan=it", "plan=none")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no plan called “none”."), "{page}");
    let (status, to) = site.post("/lessons", FORM).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Recovery of commerce") && page.contains("Person olga"), "{page}");
    assert!(page.contains("Past its day"), "{page}");
    let (_, page) = site.get(&format!("/plans/{}", plan.id)).await;
    assert!(page.contains("Lessons to heed") && page.contains("Nobody ordered fuel"), "{page}");
    let (_, page) = site.get("/lessons?overdue=true").await;
    assert!(page.contains("1 lesson is open") && page.contains("20 Nov 2026"), "{page}");

    let close = format!("{path}/close");
    assert!(site.get(&close).await.1.contains("No version of its plan came into force since"));
    for (form, reason) in [
        ("version=1&number=&rejected=", "Name one of them."),
        ("version=1&number=1&rejected=", "did not come into force since"),
    ] {
        let (status, page) = site.post(&close, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(reason), "{page}");
    }
    let edit = format!("{path}/edit");
    let renamed = FORM.replace("Nobody+ordered+fuel", "Fuel+ran+out");
    let (_, to) = site.post(&edit, &format!("version=1&{renamed}")).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, page) = site.post(&edit, &format!("version=1&{FORM}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("Fuel ran out") && page.contains("Nobody ordered fuel"), "{page}");
    let (_, to) = site.post(&close, "version=2&number=&rejected=Too+dear.").await;
    assert_eq!(to, format!("{path}?done=lesson-closed"));
    assert!(site.get(&path).await.1.contains("Too dear."));
    let (_, csv) = site.get("/lessons.csv?state=rejected").await;
    assert!(
        csv.contains("fuel,Fuel ran out,commerce,Exercise,2026-11-03,it,olga,2026-11-20,rejected")
    );
    assert_eq!(site.get("/lessons.xlsx").await.0, StatusCode::OK);
    let (_, to) = site.post(&format!("{path}/reopen"), "version=3").await;
    assert_eq!(to, format!("{path}?done=reopened"));
    let other = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn programs_keep_lessons() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);
    let all = "/api/v1/lessons";
    let document = json!({
        "code": "fuel", "agency": "commerce", "title": "Nobody ordered fuel",
        "source": "Exercise", "on": "2026-11-03",
    });
    let added = Call::post(all, &document).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let path = added.header("location").to_owned();
    let same = Call::put(&path, &document).seen("\"1\"").send(&service).await;
    assert_eq!(same.body["version"], 1, "{}", same.body);
    let close = Call::post(&format!("{path}/close"), &json!({})).seen("\"1\"");
    let refused = close.send(&service).await;
    assert_eq!(refused.body["code"], "lesson.no_outcome", "{}", refused.body);
    let rejected = json!({ "rejected": "Too dear." });
    let close = Call::post(&format!("{path}/close"), &rejected).seen("\"1\"");
    assert_eq!(close.send(&service).await.body["state"], "rejected");
    let reopen = Call::new(axum::http::Method::POST, &format!("{path}/reopen"));
    assert_eq!(reopen.seen("\"2\"").send(&service).await.body["state"], "open");
    let listed = Call::get(&format!("{all}?state=open")).send(&service).await;
    assert_eq!(listed.body["items"][0]["document"]["code"], "fuel", "{}", listed.body);
}
