//! Crews of which fewer are there outside business hours, on pages, in files and in the API.

use app::actor::Role;
use axum::http::StatusCode;
use serde_json::json;
use test_support::{ctx, fresh, state};

use crate::server::{Call, service as server};
use crate::site::Site;

#[tokio::test]
async fn who_of_a_crew_is_there_at_night_is_typed_shown_changed_and_found_in_files() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let form = |people: u32, off_hours: &str| {
        format!(
            "agency=commerce&code=servers&name=Server+crew&people={people}\
             &people_off_hours={off_hours}&hours=always"
        )
    };
    let (status, page) = site.post("/crews", &form(2, "3")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("no more than these here"), "{page}");
    let (status, page) = site.post("/crews", &form(2, "0")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a whole number from 1 to 10000."), "{page}");
    let (_, to) = site.post("/crews", &form(4, "1")).await;
    let path = to.split('?').next().unwrap();
    let (_, page) = site.get(path).await;
    assert!(page.contains("<dt>People outside business hours</dt>"), "{page}");
    let (_, csv) = site.get("/crews.csv").await;
    let column = csv.lines().next().unwrap().split(',').position(|it| it == "people_off_hours");
    let line = csv.lines().nth(1).unwrap();
    assert_eq!(column.and_then(|it| line.split(',').nth(it)), Some("1"), "{csv}");
}

#[tokio::test]
async fn programs_say_who_of_a_crew_is_there_at_night() {
    let platform = fresh().await;
    state(&platform).await;
    let server = server(&platform);
    let mut crew = json!({
        "kind": "crew",
        "code": "servers",
        "agency": "commerce",
        "name": "Server crew",
        "details": { "people": 4, "people_off_hours": 1 },
    });
    let added = Call::post("/api/v1/crews", &crew).send(&server).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    let shown = Call::get(added.header("location")).send(&server).await;
    assert_eq!(shown.body["document"], crew);
    crew["code"] = json!("others");
    crew["details"]["hours"] = json!("business");
    let refused = Call::post("/api/v1/crews", &crew).send(&server).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.to_string().contains("people_off_hours"), "{:?}", refused.body);
}
