//! Who helps whom, as people see it: relationship managers, contacts, handovers and consultations.

use app::actor::Role;
use app::assure::consultations;
use app::people::agencies;
use app::people::managers::{self, ManagerDocument};
use app::people::persons::{self, PersonDocument, PersonKind};
use app::plans::plan::{self, PlanDocument};
use app::{Ctx, Platform};
use axum::http::StatusCode;
use test_support::{ctx, ctx_in, fresh, person, platform_ctx, state, voice};

use crate::site::Site;

/// One of the continuity team, who is there as a person.
async fn team(platform: &Platform) -> Ctx {
    let id = person(platform, "franklin", "tess").await;
    let mut ctx = ctx(platform, Role::ContinuityTeam);
    ctx.actor.person_id = id;
    ctx
}

#[tokio::test]
async fn req_s2_20_the_list_of_managers_is_published_and_flags_who_has_none() {
    let platform = fresh().await;
    let at = state(&platform).await;
    person(&platform, "franklin", "bea").await;
    let team = Site::of(&team(&platform).await);
    let (_, page) = team.get("/managers").await;
    assert!(page.contains("2 agencies have not exactly one relationship manager"), "{page}");
    let form = "agency=commerce&person=Person+bea&from=2026-01-01&until=";
    let (status, page) = team.post("/managers", &form.replace("Person+bea", "nobody")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no person called “nobody”."), "{page}");
    let (status, to) = team.post("/managers", form).await;
    assert_eq!(
        (status, to),
        (StatusCode::SEE_OTHER, format!("/agencies/{}?done=added", at.commerce))
    );
    let (_, page) = team.get("/managers?standing=nobody").await;
    assert!(page.contains("Agency of revenue") && !page.contains("Person bea"), "{page}");
    let reader = Site::of(&ctx_in(&platform, Role::Employee, at.commerce));
    let (_, page) = reader.get("/managers").await;
    assert!(page.contains("Person bea") && !page.contains("Assign a manager"), "{page}");
    assert!(page.contains("Each agency has one relationship manager"), "{page}");
    let (_, csv) = reader.get("/managers.csv").await;
    assert!(csv.contains("commerce,Agency of commerce,bea,Person bea,one,2026-01-01"), "{csv}");
    assert_eq!(reader.get("/managers.xlsx").await.0, StatusCode::OK);
    assert_eq!(reader.get("/managers/new").await.0, StatusCode::FORBIDDEN);
    let (_, page) = team.get(&format!("/agencies/{}", at.commerce)).await;
    let edit = page.split("href=\"").find(|it| it.starts_with("/managers/0")).unwrap();
    let edit = edit.split('"').next().unwrap();
    let (_, to) = team.post(edit, "version=1&from=2026-01-01&until=2026-11-30").await;
    assert!(to.ends_with("?done=saved"), "{to}");
    let (status, _) = team.post(edit, "version=1&from=2026-01-02&until=").await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, page) = team.post(edit, "version=2&from=2026-01-02&until=2025-01-01").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
}

async fn named(platform: &Platform, code: &str, verified: bool) {
    let document = PersonDocument {
        code: code.to_owned(),
        agency: "commerce".to_owned(),
        name: format!("Person {code}"),
        title: String::new(),
        kind: PersonKind::Employee,
        channels: vec![voice(verified)],
    };
    persons::add(&platform_ctx(platform), &document).await.unwrap();
}

#[tokio::test]
async fn req_s2_30_contacts_are_listed_and_confirmed_by_the_manager() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let all = platform_ctx(&platform);
    let bea = person(&platform, "franklin", "bea").await;
    named(&platform, "pat", true).await;
    named(&platform, "al", false).await;
    let commerce = agencies::by_code(&all, "commerce").await.unwrap();
    let mut document = agencies::document(&all, commerce.id).await.unwrap();
    (document.primary_contact, document.alternate_contact) =
        (Some("pat".to_owned()), Some("al".to_owned()));
    agencies::change(&all, commerce.id, commerce.version, &document).await.unwrap();
    let manager = ManagerDocument {
        agency: "commerce".to_owned(),
        person: "bea".to_owned(),
        from: "2026-01-01".parse().unwrap(),
        until: None,
    };
    managers::assign(&all, &manager).await.unwrap();
    let mut her = ctx_in(&platform, Role::BoardMember, at.commerce);
    her.actor.person_id = bea;
    let site = Site::of(&her);
    let (_, page) = site.get("/work").await;
    assert!(page.contains("Major-incident contacts to confirm"), "{page}");
    let (_, page) = site.get("/contacts?mine=true&standing=unconfirmed").await;
    assert!(page.contains("1 agency has not confirmed whom to call"), "{page}");
    let (_, csv) = site.get("/contacts.csv").await;
    assert!(csv.contains("commerce,alternate,al,Person al,,never,,Person bea"), "{csv}");
    let path = format!("/contacts/{}", at.commerce);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Never confirmed") && page.contains("Confirm all"), "{page}");
    person(&platform, "commerce", "net").await;
    let edit = format!("{path}/edit");
    let (status, page) = site.post(&edit, "version=0&further=somebody%3A+Network").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no person called “somebody”."), "{page}");
    let (_, to) = site.post(&edit, "version=0&further=net%3A+Network").await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, _) = site.post(&edit, "version=0&further=").await;
    assert_eq!(status, StatusCode::CONFLICT);
    site.post(&edit, "version=1&further=").await;
    let (_, to) = site.post(&format!("{path}/confirm"), "").await;
    assert_eq!(to, format!("{path}?done=confirmed"));
    let (_, page) = site.get("/contacts?mine=true").await;
    assert!(page.contains("All major-incident contacts are confirmed"), "{page}");
    assert!(!site.get("/work").await.1.contains("Major-incident contacts to confirm"));
    let employee = Site::of(&ctx_in(&platform, Role::Employee, at.commerce));
    assert!(!employee.get(&path).await.1.contains("Confirm all"));
    let refused = employee.post(&format!("{path}/confirm"), "").await;
    assert_eq!(refused.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn req_s0_34_a_personnel_change_is_announced_confirmed_and_called_off_by_forms() {
    let platform = fresh().await;
    let at = state(&platform).await;
    for code in ["cora", "sam"] {
        person(&platform, "commerce", code).await;
    }
    let document = PlanDocument {
        owner: Some("cora".to_owned()),
        ..PlanDocument::new("commerce", "drp", "it", "Recovery of commerce")
    };
    plan::start(&platform_ctx(&platform), &document).await.unwrap();
    let coordinator = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    assert!(coordinator.get("/handovers").await.1.contains("No handover yet"));
    let form = "agency=commerce&person=Person+cora&kind=leaves&successor=sam&on=2026-12-01&note=";
    let (status, page) = coordinator.post("/handovers", &form.replace("=sam", "=cora")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Nobody follows themselves."), "{page}");
    let (_, to) = coordinator.post("/handovers", form).await;
    let path = to.strip_suffix("?done=announced").unwrap().to_owned();
    let (_, page) = coordinator.get(&path).await;
    assert!(page.contains("Not confirmed yet") && page.contains("Recovery of commerce"), "{page}");
    assert!(page.contains("answers for it") && !page.contains(&format!("{path}/confirm")));
    let team = Site::of(&team(&platform).await);
    let (_, page) = team.get("/work").await;
    assert!(page.contains("Personnel changes") && page.contains("Person cora"), "{page}");
    assert!(team.get(&format!("{path}/confirm")).await.1.contains("who follows gets the same"));
    let (_, to) = team.post(&format!("{path}/confirm"), "version=1").await;
    assert_eq!(to, format!("{path}?done=handover-confirmed"));
    assert!(team.get(&path).await.1.contains("It takes effect by itself"));
    let (_, csv) = team.get("/handovers.csv?state=confirmed").await;
    assert!(csv.contains("commerce,cora,leaves,sam,2026-12-01,confirmed"), "{csv}");
    let (_, to) = team.post(&format!("{path}/cancel"), "version=2").await;
    assert_eq!(to, format!("{path}?done=handover-canceled"));
    let other = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn req_s0_16_the_button_on_a_plan_asks_the_team_and_carries_the_plan() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let document = PlanDocument::new("commerce", "drp", "it", "Recovery of commerce");
    let plan = plan::start(&platform_ctx(&platform), &document).await.unwrap();
    let mut coordinator = ctx_in(&platform, Role::Coordinator, at.commerce);
    coordinator.actor.person_id = person(&platform, "commerce", "cora").await;
    let site = Site::of(&coordinator);
    let button = format!("/consultations/new?plan={}", plan.id);
    let (_, page) = site.get(&format!("/plans/{}", plan.id)).await;
    assert!(page.contains("Ask the continuity team") && page.contains(&button), "{page}");
    let (_, page) = site.get(&button).await;
    assert!(page.contains("Recovery of commerce") && page.contains(r#"value="it""#), "{page}");
    let form = "agency=commerce&area=dr&topic=Order&question=Is+it+sound%3F&plan=it&risk=";
    let (status, page) = site.post("/consultations", &form.replace("Order", "+")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say in one line what it is about."), "{page}");
    let (_, to) = site.post("/consultations", form).await;
    let path = to.strip_suffix("?done=asked-advice").unwrap().to_owned();
    let team = Site::of(&team(&platform).await);
    let (_, page) = team.get("/work").await;
    assert!(page.contains("Questions that wait for advice") && page.contains(&path), "{page}");
    let (_, page) = team.get(&path).await;
    assert!(page.contains(&format!("/plans/{}", plan.id)), "{page}");
    // Help for the page that one is on leads to the same.
    let (_, page) = site.get(&format!("/help?about=%2Fplans%2F{}", plan.id)).await;
    assert!(page.contains("Help: Plans") && page.contains(&button), "{page}");
    let (_, page) = site.get("/plans").await;
    assert!(page.contains("/help?about=%2Fplans"), "{page}");
    assert!(!site.get("/help?about=//evil.example").await.1.contains("evil.example"));
}

#[tokio::test]
async fn req_s0_07_advice_is_given_by_forms_and_resolved_from_my_work() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let mut coordinator = ctx_in(&platform, Role::Coordinator, at.commerce);
    coordinator.actor.person_id = person(&platform, "commerce", "cora").await;
    let site = Site::of(&coordinator);
    assert!(site.get("/consultations").await.1.contains("Nobody has asked for advice yet"));
    let form = "agency=commerce&area=coop&topic=Order&question=Is+it+sound%3F&plan=&risk=";
    let (_, to) = site.post("/consultations", form).await;
    let path = to.split('?').next().unwrap().to_owned();
    let team = team(&platform).await;
    let adviser = Site::of(&team);
    let (_, to) = adviser.post(&format!("{path}/take"), "version=1&advisers=").await;
    assert_eq!(to, format!("{path}?done=taken"));
    let (_, to) = adviser.post(&format!("{path}/close"), "version=2").await;
    assert_eq!(to, format!("{path}/record"), "what came of it is missing");
    let record = format!("{path}/record");
    let (status, page) = adviser.post(&record, "version=2&spent=long&outcome=It.").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a time such as 1 h 30 m."), "{page}");
    let said = "version=2&meets_at=2026-11-20T10%3A00&spent=2+h+30+m&outcome=It+is+sound.\
        &recommendations=2026-11-30+Name+an+alternate.%0D%0ATest+it.";
    let (_, to) = adviser.post(&record, said).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, _) = adviser.post(&record, &said.replace("sound", "wrong")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (_, to) = adviser.post(&format!("{path}/close"), "version=3").await;
    assert_eq!(to, format!("{path}?done=consultation-closed"));
    let (_, page) = site.get("/work").await;
    assert!(page.contains("Recommended to your agency"), "{page}");
    assert!(page.contains("Name an alternate.") && page.contains("Test it."), "{page}");
    let resolve = format!("{path}/recommendations/0");
    assert!(page.contains(&resolve));
    let (_, to) = site.post(&resolve, "version=4&resolution=Sam+stands+in.").await;
    assert_eq!(to, format!("{path}?done=recommendation-resolved"));
    let (_, page) = site.get("/work").await;
    assert!(!page.contains("Name an alternate.") && page.contains("Test it."), "{page}");
    let (_, csv) = site.get("/consultations.csv?area=coop").await;
    assert!(csv.contains("Order,Agency of commerce,coop,closed,"), "{csv}");
    assert!(csv.contains(",150,2,1,It is sound."), "{csv}");
    let (_, page) = site.get("/consultations?area=dr").await;
    assert!(!page.contains(&path), "{page}");
    let other = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND);
    let all = consultations::list(&team, &consultations::Query::default()).await.unwrap();
    assert_eq!(all.n_items, 1);
}
