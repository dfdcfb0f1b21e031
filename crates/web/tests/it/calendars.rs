//! Business calendars, as people and programs see them.

use app::actor::Role;
use axum::http::{Request, StatusCode};
use test_support::{ctx, fresh, state};

use crate::server::{Call, service};
use crate::site::{Site, read};

const FORM: &str = "code=office&name=Office+hours&time_zone=America/New_York&mon=08:00-17:30\
    &tue=08:00-17:30&wed=08:00-17:30&thu=08:00-17:30&fri=08:00-17:30&sat=&sun=\
    &holidays=2026-12-25+Christmas+Day";

#[tokio::test]
async fn req_s0_22_a_calendar_explains_on_its_page_when_something_is_due() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    assert!(site.get("/calendars").await.1.contains("No calendars yet"));
    assert!(site.get("/calendars/new").await.1.contains("America/New_York"));
    let (status, page) = site.post("/calendars", &FORM.replace("08:00-17:30", "morning")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Write hours such as 08:00-12:00"), "{page}");
    let (_, to) = site.post("/calendars", FORM).await;
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&format!("{path}?start=2026-11-20+17:25&target=1+h")).await;
    assert!(page.contains("Mon 23 Nov 2026, 08:55 EST"), "{page}");
    assert!(page.contains("17:25 to 17:30") && page.contains("08:00 to 08:55"), "{page}");
    assert!(page.contains("25 Christmas Day"), "{page}");
    let (_, page) = site.get(&format!("{path}?start=soon&target=1+h")).await;
    assert!(page.contains("such as 2026-11-20 17:25"), "{page}");

    let boundary = "----mainstay";
    let part = |name: &str, content: &str| {
        format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n"
        )
    };
    let file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n\
        DTSTART;VALUE=DATE:20261123\r\nSUMMARY:Founders' Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let send = async |file: &str| {
        let body = format!("{}{}--{boundary}--\r\n", part("version", "1"), part("file", file));
        let request = Request::post(format!("{path}/holidays"))
            .header("content-type", format!("multipart/form-data; boundary={boundary}"));
        read(site.send(request, &body).await).await
    };
    let (status, page) = send("nothing").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("This is no iCalendar file"), "{page}");
    assert_eq!(send(file).await.0, StatusCode::SEE_OTHER);
    let (_, page) = site.get(&format!("{path}?start=2026-11-20+17:25&target=1+h")).await;
    assert!(page.contains("Tue 24 Nov 2026, 08:55 EST"), "{page}");
    assert!(page.contains("Holiday: Founders"), "{page}");
}

#[tokio::test]
async fn a_calendar_is_changed_made_the_normal_one_and_retired_by_forms() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, to) = site.post("/calendars", FORM).await;
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let changed = format!("version=1&{}", FORM.replace("Office", "Longer"));
    let (_, to) = site.post(&format!("{path}/edit"), &changed).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, page) = site.post(&format!("{path}/edit"), &format!("version=1&{FORM}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("Longer hours") && page.contains("Office hours"), "{page}");
    let (_, to) = site.post(&format!("{path}/normal"), "version=2").await;
    assert_eq!(to, format!("{path}?done=saved"));
    assert!(site.get("/calendars").await.1.contains("The normal one"));
    let (status, _) = site.post(&format!("{path}/retire"), "version=2").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, csv) = site.get("/calendars.csv").await;
    assert!(
        csv.contains("office,Longer hours,America/New_York,Monday to Friday 08:00 to 17:30"),
        "{csv}"
    );
    assert_eq!(site.get("/calendars.xlsx").await.0, StatusCode::OK);
    let employee = Site::of(&ctx(&platform, Role::Employee));
    assert_eq!(employee.get(&path).await.0, StatusCode::OK);
    assert_eq!(employee.get(&format!("{path}/edit")).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn programs_keep_calendars_and_ask_when_something_is_due() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);
    let hours = |day: &str| serde_json::json!({ "day": day, "from": "08:00", "to": "17:30" });
    let document = serde_json::json!({
        "code": "office", "name": "Office", "time_zone": "America/New_York",
        "hours": [hours("Mon"), hours("Fri")], "holidays": { "2026-11-23": "Founders' Day" },
    });
    let added = Call::post("/api/v1/calendars", &document).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let path = added.header("location").to_owned();
    let asked = format!("{path}/due?start=2026-11-20T22:25:00Z&target=PT1H");
    let due = Call::get(&asked).send(&service).await;
    assert_eq!(due.body["due"], "2026-11-27T13:55:00Z", "{}", due.body);
    let why: Vec<_> = due.body["lines"].as_array().unwrap().iter().map(|it| &it["why"]).collect();
    assert_eq!(why[3], "holiday", "{}", due.body);
    assert_eq!(due.body["lines"][0]["counted"], "PT5M");
    let wrong = Call::get(&format!("{path}/due?start=2026-11-20T22:25:00Z&target=soon"));
    assert_eq!(wrong.send(&service).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
