//! Settings, as people see them.

use app::actor::Role;
use app::people::access;
use axum::http::{Request, StatusCode};
use test_support::{ctx, fresh, person, state};

use crate::site::Site;

#[tokio::test]
async fn the_name_of_the_programme_stands_on_every_page() {
    let platform = fresh().await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let form = "version=0&state_name=State+of+Jefferson&time_zone=America/Chicago";
    let (status, to) = site.post("/settings/general", form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/settings?done=saved"));
    let (_, page) = site.get("/services").await;
    assert!(page.contains("State of Jefferson"));
    // So it does where something went wrong.
    let (status, page) = site.get("/no-such-page").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(page.contains("State of Jefferson") && !page.contains("Franklin"));

    let (status, page) = site.post("/settings/general", form).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("was saved by somebody else first"));
    let wrong = "version=1&state_name=&time_zone=Mars";
    let (status, page) = site.post("/settings/general", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(r#"value="Mars""#) && page.contains("2 things to put right"));
}

#[tokio::test]
async fn days_and_crumbs_follow_the_settings() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let jane = person(&platform, "commerce", "jane").await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let site = Site::of(&team);
    let form = "version=0&state_name=State+of+Jefferson&time_zone=Pacific/Honolulu";
    site.post("/settings/general", form).await;

    let (_, page) = site.get(&format!("/?agency={}", at.commerce)).await;
    assert!(page.contains(r#"<a href="/">State of Jefferson</a>"#), "{page}");
    let form = "person=jane&role=coordinator&agency=commerce&reason=Named\
                &starts_at=2027-01-01&ends_at=2027-01-31";
    site.post("/access", form).await;
    let grant = access::of_person(&team, jane).await.unwrap().pop().unwrap();
    let ends_at = grant.ends_at.unwrap().to_rfc3339();
    assert_eq!(grant.starts_at.to_rfc3339(), "2027-01-01T10:00:00+00:00");
    assert_eq!(ends_at, "2027-02-01T10:00:00+00:00");
    // All of this happens at 23:00 of the day before, there.
    let (_, before) = site.get("/audit?since=2026-11-21").await;
    assert!(before.contains("No events match"));
    let (_, there) = site.get("/audit?since=2026-11-20&until=2026-11-20").await;
    assert!(!there.contains("No events match"));
    let report = site.send(Request::get("/readiness.pdf"), "").await;
    let name = report.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.contains("readiness-2026-11-20.pdf"), "{name}");
}

#[tokio::test]
async fn criteria_are_changed_and_new_analyses_are_judged_by_them() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, form) = site.get("/settings/impact").await;
    assert!(form.contains("Life and safety") && form.contains("review_months"));
    let form = "version=0&type-0-code=life&type-0-name=Life&type-1-name=Public+trust\
                &time_points=1+h%0A2+d&level-1=A&level-2=B&level-3=C&level-4=D&level-5=E\
                &unacceptable_level=3&review_months=6&question-0-text=Why%3F\
                &question-0-mandatory=yes";
    let (_, to) = site.post("/settings/impact", form).await;
    assert_eq!(to, "/settings?done=saved");
    let (_, page) = site.get("/settings").await;
    assert!(page.contains("Life, Public trust") && page.contains("1 h, 2 d"));
    let wrong =
        form.replace("version=0", "version=1").replace("review_months=6", "review_months=99");
    let (status, page) = site.post("/settings/impact", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use 1 to 60 months."));
}

#[tokio::test]
async fn who_may_see_settings_may_not_change_them() {
    let platform = fresh().await;
    let site = Site::of(&ctx(&platform, Role::Auditor));
    let (status, page) = site.get("/settings").await;
    assert_eq!(status, StatusCode::OK);
    assert!(!page.contains("/settings/general"));
    let (status, _) = site.get("/settings/impact").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = site.post("/settings/general", "version=0&state_name=Mine").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let desk = Site::of(&ctx(&platform, Role::ServiceDesk));
    assert_eq!(desk.get("/settings").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn from_when_on_something_is_found_in_a_plan_is_set_on_a_page() {
    let platform = fresh().await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = site.get("/settings").await;
    assert!(page.contains("Checks of plans") && page.contains("90 days"), "{page}");
    let form = "version=0&text_min=20&contact_days=30&agreement_days=90&evidence_days=365\
                &test_days=365&near_km=80&cold_takes=2+d";
    let (status, to) = site.post("/settings/plan-checks", form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/settings?done=saved"));
    let (_, page) = site.get("/settings").await;
    assert!(page.contains("30 days") && page.contains("80 kilometers"), "{page}");
    let (status, _) = site.post("/settings/plan-checks", form).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let wrong = form.replace("version=0", "version=1").replace("=30", "=9999").replace("80", "far");
    let (status, page) = site.post("/settings/plan-checks", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("#f-near_km") && page.contains("Give a whole number."), "{page}");
    let auditor = Site::of(&ctx(&platform, Role::Auditor));
    assert_eq!(auditor.post("/settings/plan-checks", form).await.0, StatusCode::FORBIDDEN);
}
