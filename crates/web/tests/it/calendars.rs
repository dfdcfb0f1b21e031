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

/// An agency chooses its calendar by the form, and its page and its due days follow.
#[tokio::test]
async fn an_agency_chooses_its_calendar_and_its_due_days_say_why() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let holiday = "&holidays=2026-11-30+Founders+Day";
    let form = FORM.replace("&holidays=2026-12-25+Christmas+Day", holiday);
    let (_, to) = site.post("/calendars", &form).await;
    let calendar = to.strip_suffix("?done=added").unwrap().to_owned();

    let agency = format!("/agencies/{}", at.commerce);
    let (_, page) = site.get(&agency).await;
    assert!(page.contains("Monday to Friday 08:00 to 17:30"), "{page}");
    assert!(page.contains("That of the state."), "{page}");
    let edit = format!("{agency}/edit");
    let (_, page) = site.get(&edit).await;
    assert!(page.contains("<option value=\"office\">Office hours</option>"), "{page}");
    let (status, page) = site.post(&edit, "version=1&calendar=none").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no calendar in use called “none”."), "{page}");
    let (_, to) = site.post(&edit, "version=1&calendar=office").await;
    assert_eq!(to, format!("{agency}?done=saved"));
    let (_, page) = site.get(&agency).await;
    assert!(page.contains(&format!("<a href=\"{calendar}\">Office hours</a>")), "{page}");
    assert!(!page.contains("That of the state."), "{page}");

    // A Saturday, a Sunday and a holiday.
    let sent = "agency=commerce&reason=A+flood.&due_on=2026-11-28";
    let (status, to) = site.post("/submissions", sent).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let submission = to.split('?').next().unwrap();
    let (_, page) = site.get(submission).await;
    assert!(page.contains("<summary>Why this day</summary>"), "{page}");
    for said in [
        "Due by <time datetime=\"2026-12-01\">",
        "Sat 28 Nov 2026",
        "Holiday: Founders Day",
        "08:00 to 17:30",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let (_, page) = site.get("/submissions").await;
    assert!(page.contains(&format!("href=\"{submission}#why\"")), "{page}");
    let (_, csv) = site.get("/submissions.csv").await;
    assert!(csv.contains("2026-11-28,2026-12-01"), "{csv}");

    // Programs see the same.
    let service = service(&platform);
    let shown = Call::get(&format!("/api/v1{submission}")).send(&service).await;
    let document = &shown.body["document"];
    assert_eq!(document["asked_due_on"], "2026-11-28", "{}", shown.body);
    assert_eq!(document["due_on"], "2026-12-01");
    let why = &shown.body["why_due"];
    assert_eq!(why["calendar"], "office");
    assert_eq!(why["time_zone"], "America/New_York");
    let days = why["days"].as_array().unwrap();
    let why: Vec<_> = days.iter().map(|it| it["why"].as_str().unwrap_or("")).collect();
    assert_eq!(why, ["closed", "closed", "holiday", ""]);
    assert_eq!(days[2]["holiday"], "Founders Day");
    assert_eq!(days[3]["open"][0]["from"], "2026-12-01T13:00:00Z");
    let shown = Call::get(&format!("/api/v1{agency}")).send(&service).await;
    assert_eq!(shown.body["document"]["calendar"], "office", "{}", shown.body);
    let mut wrong = shown.body["document"].clone();
    wrong["calendar"] = "none".into();
    let seen = shown.header("etag").to_owned();
    let refused = Call::put(&format!("/api/v1{agency}"), &wrong).seen(&seen).send(&service).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
}
