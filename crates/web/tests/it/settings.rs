//! Settings, as people see them.

use app::actor::Role;
use axum::http::StatusCode;
use test_support::{ctx, fresh, state};

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

    let (status, page) = site.post("/settings/general", form).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("was saved by somebody else first"));
    let wrong = "version=1&state_name=&time_zone=Mars";
    let (status, page) = site.post("/settings/general", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(r#"value="Mars""#) && page.contains("2 things to put right"));
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
