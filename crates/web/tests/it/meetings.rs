//! Meetings, as people and programs see them.

use app::actor::{Reach, Role};
use axum::http::{Request, StatusCode};
use serde_json::json;
use test_support::{ctx_with, fresh, person, state};

use crate::server::{Call, service};
use crate::site::{Site, read};

const FORM: &str = "code=office&agency=franklin&name=Continuity+meeting&rule=FREQ%3DMONTHLY%3BBYDAY%3D1WE\
    &from=2026-09-02&at=10:00&time_zone=America/New_York&lasts=1+h&place=Room+4&on_holiday=skip\
    &agenda=Plans%0D%0AExercises&invited=commerce%0D%0Arevenue";

#[tokio::test]
async fn req_s0_33_a_meeting_is_called_recorded_and_closed_by_forms() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ann = person(&platform, "franklin", "ann").await;
    let carla = person(&platform, "commerce", "carla").await;
    let site = Site::of(&ctx_with(&platform, ann, Role::ContinuityTeam, Reach::State));
    assert!(site.get("/meetings").await.1.contains("No meetings yet"));
    assert!(site.get("/meetings/new").await.1.contains("FREQ=MONTHLY;BYDAY=1WE"));
    let (status, page) = site.post("/meetings", &FORM.replace("MONTHLY", "SOMETIMES")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a rule of iCalendar"), "{page}");
    let (_, to) = site.post("/meetings", FORM).await;
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&path).await;
    assert!(page.contains("2 Dec 2026, 10:00 EST") && page.contains("Prepare"), "{page}");
    let (status, _) = site.post(&format!("{path}/edit"), &format!("version=0&{FORM}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, page) = site.post(&format!("{path}/hold"), "when=yesterday").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("value=\"yesterday\""), "{page}");
    let (_, meeting) = site.post(&format!("{path}/hold"), "when=2026-11-20+10:00").await;
    assert!(meeting.starts_with("/meeting/"), "{meeting}");
    let (status, page) = site.post(&format!("{meeting}/close"), "version=1").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say who came."), "{page}");
    assert!(site.get(&format!("{meeting}/edit")).await.1.contains("came.commerce"));
    let record = "version=1&agenda=Plans&came.commerce=Carla&came.revenue=&minutes=**Done**.\
        &actions.0.what=Send+it&actions.0.owner=Person+carla&actions.0.due=2026-12-01&actions.0.done_on=";
    let (status, page) =
        site.post(&format!("{meeting}/edit"), &record.replace("2026-12-01", "soon")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a day such as"), "{page}");
    let (_, to) = site.post(&format!("{meeting}/edit"), record).await;
    assert_eq!(to, format!("{meeting}?done=saved"));
    let (status, _) = site.post(&format!("{meeting}/edit"), &record.replace("Done", "Said")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (_, to) = site.post(&format!("{meeting}/close"), "version=2").await;
    assert_eq!(to, format!("{meeting}?done=meeting-closed"));
    let (_, page) = site.get(&meeting).await;
    assert!(page.contains("Absent") && page.contains("Agency of revenue"), "{page}");
    assert!(page.contains("<strong>Done</strong>"), "{page}");
    let (_, csv) = site.get(&format!("{meeting}/attendance.csv")).await;
    assert!(csv.contains("commerce,Agency of commerce,yes,Carla"), "{csv}");
    assert!(csv.contains("revenue,Agency of revenue,no,"), "{csv}");

    let mut carla =
        ctx_with(&platform, carla, Role::Employee, Reach::Agencies([at.commerce].into()));
    carla.actor.agency_id = at.commerce;
    let carla = Site::of(&carla);
    assert!(carla.get("/work").await.1.contains("Send it"));
    let (_, to) = carla.post(&format!("{meeting}/done"), "number=0").await;
    assert_eq!(to, format!("{meeting}?done=done"));
    assert_eq!(carla.get(&format!("{meeting}/edit")).await.0, StatusCode::FORBIDDEN);
    let (_, csv) = carla.get("/meetings.csv").await;
    assert!(csv.contains("office,Continuity meeting,franklin,FREQ=MONTHLY;BYDAY=1WE"), "{csv}");
}

#[tokio::test]
async fn req_s0_33_a_secret_link_shows_a_calendar_without_signing_in() {
    let platform = fresh().await;
    state(&platform).await;
    let ann = person(&platform, "commerce", "ann").await;
    let team = ctx_with(&platform, ann, Role::ContinuityTeam, Reach::State);
    let all = test_support::platform_ctx(&platform);
    app::people::sign_in::enroll(&all, ann, "ann@x.example", "a window made of tin").await.unwrap();
    let site = Site::of(&team);
    let (_, to) = site.post("/meetings", FORM).await;
    let path = to.strip_suffix("?done=added").unwrap();
    let file = site.send(Request::get(format!("{path}/calendar.ics")), "").await;
    assert_eq!(file.headers()["content-type"], "text/calendar; charset=utf-8");
    let (_, page) =
        read(site.send(Request::post("/meetings/feed").header("host", "m.example"), "").await)
            .await;
    let link = page.split("http://m.example").nth(1).unwrap().split('<').next().unwrap();
    let nobody = Site::anonymous(&platform);
    let (status, calendar) = nobody.get(link).await;
    assert_eq!(status, StatusCode::OK);
    assert!(calendar.contains("PRODID:-//Mainstay//Mainstay//EN"), "{calendar}");
    assert_eq!(calendar.matches("PRODID").count(), 1);
    assert!(calendar.contains("SUMMARY:Continuity meeting"), "{calendar}");
    assert_eq!(nobody.get("/calendar-feed/guessed.ics").await.0, StatusCode::NOT_FOUND);
    site.post("/meetings/feed/drop", "").await;
    assert_eq!(nobody.get(link).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn programs_call_and_record_meetings() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);
    let document = json!({
        "code": "office", "agency": "franklin", "name": "Office", "rule": "FREQ=WEEKLY;BYDAY=TU",
        "from": "2026-09-01", "at": "09:00", "time_zone": "America/New_York", "lasts": "PT30M",
        "invited": ["commerce"],
    });
    let added = Call::post("/api/v1/meetings", &document).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let path = added.header("location").to_owned();
    let time = json!({ "starts_at": "2026-11-17T14:00:00Z" });
    let held = Call::post(&format!("{path}/hold"), &time).send(&service).await;
    assert_eq!(held.body["state"], "open", "{}", held.body);
    let meeting = format!("/api/v1/meeting/{}", held.body["id"].as_str().unwrap());
    let said = json!({
        "minutes": "All is well.", "attendance": [{ "agency": "commerce", "people": "Carla" }],
    });
    let changed = Call::put(&meeting, &said).seen("\"1\"").send(&service).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let close = Call::new(axum::http::Method::POST, &format!("{meeting}/close")).seen("\"2\"");
    let closed = close.send(&service).await;
    assert_eq!(closed.body["absent"], json!([]), "{}", closed.body);
    let of_series = Call::get(&format!("{path}/held")).send(&service).await;
    assert_eq!(of_series.body["held"][0]["state"], "closed", "{}", of_series.body);
    assert_eq!(of_series.body["to_come"][0], "2026-11-24T14:00:00Z");
}
