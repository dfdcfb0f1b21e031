//! The programme, its business case, special projects and what is due, as people and programs see
//! them.

use app::actor::{Reach, Role};
use app::respond::disruptions::{self, DisruptionDocument};
use axum::http::StatusCode;
use serde_json::json;
use test_support::{
    ctx, ctx_in, ctx_with, fresh, now, person, platform_ctx, service as make_service, state,
};

use crate::server::{Call, service};
use crate::site::Site;

const SET_UP: [&str; 5] = ["policy", "scope", "resources", "organization", "plans"];
const ACTIVITIES: [&str; 6] = ["awareness", "training", "review", "testing", "change", "assurance"];

#[tokio::test]
async fn req_s3_10_the_page_of_a_programme_says_what_is_missing_and_opens_stage_2() {
    let platform = fresh().await;
    let at = state(&platform).await;
    person(&platform, "commerce", "olga").await;
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let (_, page) = site.get("/programme").await;
    assert!(page.contains("Agency of commerce is at stage 1 of 4: initiation"), "{page}");
    assert!(page.contains("Opens after stage 1") && page.contains("0 of 5 are there"), "{page}");
    let part = |name: &str| format!("/programme/{}/{name}", at.commerce);
    assert!(page.contains(&format!("href=\"{}/edit\"", part("scope"))), "{page}");
    let (status, page) =
        site.post(&format!("{}/edit", part("scope")), "version=0&owner=&note=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say who answers for it."), "{page}");
    for name in SET_UP {
        let form = "version=0&owner=Person+olga&note=As+agreed.";
        let (_, to) = site.post(&format!("{}/edit", part(name)), form).await;
        assert_eq!(to, format!("{}?done=saved", part(name)));
    }
    let (_, page) = site.get("/programme").await;
    assert!(page.contains("is at stage 2 of 4: requirements and strategy"), "{page}");
    assert!(page.contains("Passed") && page.contains("Opens after stage 2"), "{page}");
    let (_, page) = site.get(&part("scope")).await;
    assert!(page.contains("As agreed.") && page.contains("Person olga"), "{page}");
    // Who comes second sees both.
    let second = "version=0&owner=olga&note=Otherwise.";
    let (status, page) = site.post(&format!("{}/edit", part("scope")), second).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("As agreed.") && page.contains("Otherwise."), "{page}");
    let (_, csv) = site.get("/programme.csv").await;
    assert!(csv.contains("commerce,initiation,true,scope,true,As agreed.,Person olga,"), "{csv}");
    assert_eq!(site.get("/programme.xlsx").await.0, StatusCode::OK);
    let other = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert_eq!(other.get(&part("scope")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(other.get("/programme?agency=commerce").await.0, StatusCode::NOT_FOUND);
    assert_eq!(site.get(&part("nothing")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn req_s3_13_the_page_shows_red_until_all_six_activities_have_a_date() {
    let platform = fresh().await;
    let at = state(&platform).await;
    person(&platform, "commerce", "olga").await;
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let part = |name: &str| format!("/programme/{}/{name}", at.commerce);
    let form = "version=0&owner=olga&rule=FREQ%3DMONTHLY&from=2026-12-01&note=";
    for (n, name) in ACTIVITIES.into_iter().enumerate() {
        let (_, page) = site.get("/programme").await;
        assert!(page.contains(&format!("state bad\">{n} of 6 have a date ahead")), "{page}");
        // The last one was due yesterday.
        let form = if n == 5 { form.replace("2026-12-01", "2026-11-20") } else { form.to_owned() };
        let (status, to) = site.post(&format!("{}/edit", part(name)), &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    }
    let (_, page) = site.get("/programme").await;
    assert!(page.contains("state bad\">5 of 6 have a date ahead"), "{page}");
    assert!(page.contains("Its date is past."), "{page}");
    let done = format!("{}/done", part("assurance"));
    assert!(site.get(&done).await.1.contains("value=\"2026-11-21\""));
    let (status, page) = site.post(&done, "version=1&on=2026-11-21&evidence=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say what proves it"), "{page}");
    let (_, to) = site.post(&done, "version=1&on=2026-11-21&evidence=Statement").await;
    assert_eq!(to, format!("{}?done=done", part("assurance")));
    let (_, page) = site.get(&part("assurance")).await;
    assert!(page.contains("Statement") && page.contains("20 Dec 2026"), "{page}");
    let (_, page) = site.get("/programme").await;
    assert!(page.contains("state good\">6 of 6 are planned"), "{page}");
}

#[tokio::test]
async fn req_s3_03_the_business_case_lists_each_benefit_with_a_value_or_a_note() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let (_, page) = site.get("/programme/benefits").await;
    assert!(page.contains("6 of 6 kinds of benefits have neither a value nor a note"), "{page}");
    for title in [
        "Lower insurance premiums",
        "Regulatory duties met",
        "Better business relationships",
        "Positive marketing",
        "Credibility",
        "Competitive advantage",
    ] {
        assert!(page.contains(title), "{title}: {page}");
    }
    let edit = |name: &str| format!("/programme/{}/{name}/edit", at.commerce);
    let (status, page) = site.post(&edit("insurance"), "version=0&value=much").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Write an amount of dollars"), "{page}");
    site.post(&edit("insurance"), "version=0&value=12%2C500.50&evidence=A+letter").await;
    site.post(&edit("duties"), "version=0&value=&note=143B-1331").await;
    let (_, page) = site.get("/programme/benefits").await;
    assert!(page.contains("4 of 6 kinds of benefits have neither a value nor a note"), "{page}");
    assert!(page.contains("$12,500.50") && page.contains("143B-1331"), "{page}");
    let (_, csv) = site.get("/programme/benefits.csv").await;
    assert!(csv.contains("commerce,insurance,true,\"$12,500.50\",,A letter"), "{csv}");
    assert!(csv.contains("commerce,credibility,false,,,"), "{csv}");
}

const PROJECT: &str = "code=move&agency=commerce&name=Move+west&scope=All+of+it.&owner=olga\
    &status=active&milestones=2026-11-03+Rooms%0D%0A2027-02-01+Lines";

#[tokio::test]
async fn req_s0_21_a_late_milestone_stands_in_the_list_and_on_the_work_of_the_team() {
    let platform = fresh().await;
    let at = state(&platform).await;
    person(&platform, "commerce", "olga").await;
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    assert!(site.get("/projects").await.1.contains("There is no special project yet"));
    let wrong = PROJECT.replace("2027-02-01+Lines", "Lines");
    let (status, page) = site.post("/projects", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("does not begin with a day"), "{page}");
    let unknown = PROJECT.replace("status=active", "status=nonsense");
    let (status, page) = site.post("/projects", &unknown).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choose how far it is."), "{page}");
    let (status, to) = site.post("/projects", PROJECT).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get("/projects?late=true").await;
    assert!(page.contains("1 project has a late milestone") && page.contains("0 of 2"), "{page}");
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = team.get("/work").await;
    assert!(page.contains("Late milestones of projects"), "{page}");
    assert!(page.contains("Rooms") && page.contains("3 Nov 2026"), "{page}");
    let (_, page) = site.get(&format!("{path}/edit")).await;
    assert!(page.contains("2026-11-03 Rooms\n2027-02-01 Lines"), "{page}");
    let (_, to) = site.post(&format!("{path}/reached"), "version=1&number=0").await;
    assert_eq!(to, format!("{path}?done=done"));
    assert!(!team.get("/work").await.1.contains("Late milestones of projects"));
    let (_, csv) = site.get("/projects.csv?status=active").await;
    assert!(
        csv.contains("move,Move west,commerce,All of it.,olga,active,2,1,0,2027-02-01"),
        "{csv}"
    );
    let (status, page) = site.post(&format!("{path}/edit"), &format!("version=1&{PROJECT}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("done 2026-11-21"), "{page}");
    let other = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn req_s2_01_a_new_cio_starts_with_contacts_plans_services_and_alerts() {
    let platform = fresh().await;
    state(&platform).await;
    make_service(&platform, "slow", 4, 8).await;
    let flood = DisruptionDocument::new("commerce", "flood", "Flood", now());
    disruptions::declare(&platform_ctx(&platform), &flood).await.unwrap();
    let asked = json!({
        "agency": "commerce", "reason": "A flood is likely.", "due_on": "2026-11-25",
    });
    let api = service(&platform);
    let asked = Call::post("/api/v1/submissions", &asked).send(&api).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.body);
    let id = person(&platform, "franklin", "cio").await;
    let site = Site::of(&ctx_with(&platform, id, Role::StateCio, Reach::State));
    let (_, page) = site.get("/work").await;
    for panel in [
        "Alerts",
        "Contacts to confirm",
        "Plans due to the state",
        "Services that miss their target",
    ] {
        assert!(page.contains(panel), "{panel}: {page}");
    }
    // One disruption, three agencies that nobody could call, one submission and one service.
    assert!(page.contains("6 things are due from you"), "{page}");
    assert!(page.contains("Flood") && page.contains("25 Nov 2026"), "{page}");
    let reader = Site::of(&ctx(&platform, Role::Employee));
    assert!(!reader.get("/work").await.1.contains("Contacts to confirm"));
}

#[tokio::test]
async fn programs_keep_a_programme_and_its_projects() {
    let platform = fresh().await;
    let at = state(&platform).await;
    person(&platform, "commerce", "olga").await;
    let api = service(&platform);
    let programme = format!("/api/v1/programmes/{}", at.commerce);
    let shown = Call::get(&programme).send(&api).await;
    assert_eq!(shown.body["stages"][0]["gates"][1]["gate"], "scope", "{}", shown.body);
    assert_eq!(shown.body["stages"][3]["is_red"], true);
    let testing = format!("{programme}/parts/testing");
    assert_eq!(Call::get(&testing).send(&api).await.body["version"], 0);
    let document = json!({ "owner": "olga", "rule": "FREQ=YEARLY", "from": "2026-12-01" });
    let put = Call::put(&testing, &document).seen("\"0\"").send(&api).await;
    assert_eq!(put.body["next"], "2026-12-01", "{}", put.body);
    let again = Call::put(&testing, &document).seen("\"0\"").send(&api).await;
    assert_eq!(again.status, StatusCode::PRECONDITION_FAILED);
    let done = json!({ "on": "2026-11-20", "evidence": "Report" });
    let done = Call::post(&format!("{testing}/done"), &done).seen("\"1\"").send(&api).await;
    assert_eq!(done.body["next"], "2027-12-01", "{}", done.body);
    let document = json!({
        "code": "move", "agency": "commerce", "name": "Move", "scope": "All of it.",
        "milestones": [{ "name": "Rooms", "due": "2026-11-03" }],
    });
    let added = Call::post("/api/v1/projects", &document).send(&api).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    assert_eq!(added.body["n_late"], 1);
    let path = added.header("location").to_owned();
    let reach = Call::post(&format!("{path}/reached"), &json!({ "number": 0 }));
    assert_eq!(reach.seen("\"1\"").send(&api).await.body["n_late"], 0);
    let listed = Call::get("/api/v1/projects?status=requested").send(&api).await;
    assert_eq!(listed.body["items"][0]["document"]["code"], "move", "{}", listed.body);
}
