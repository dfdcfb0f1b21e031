//! Templates of plans as people and programs see them.

use app::actor::Role;
use app::plans::templates;
use app::plans::updates;
use axum::http::StatusCode;
use serde_json::json;
use test_support::{ctx, ctx_in, fresh, state};

use crate::plans::plan_about;
use crate::server::{Call, service_for};
use crate::site::Site;

fn encoded(pairs: &[(String, String)]) -> String {
    serde_urlencoded::to_string(pairs).unwrap()
}

/// The form of the template of disaster recovery plans, with one more section at its beginning.
fn form(version: u32, note: &str) -> String {
    let drp = templates::find("drp").unwrap();
    let mut pairs: Vec<(String, String)> = templates::typed_of(&drp.sections).into_iter().collect();
    let n = drp.sections.len();
    for (field, it) in [
        ("place", "0"),
        ("key", ""),
        ("title", "How we leave the cloud"),
        ("guidance", "Say what is copied where before a contract ends."),
        ("required", "true"),
        ("clauses", "SR-2"),
        ("blocks", ""),
    ] {
        pairs.push((format!("sections.{n}.{field}"), it.to_owned()));
    }
    pairs.push(("version".to_owned(), version.to_string()));
    pairs.push(("note".to_owned(), note.to_owned()));
    encoded(&pairs)
}

#[tokio::test]
async fn req_s1_31_a_template_is_changed_by_a_form_and_agencies_see_update_available() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let writer = ctx_in(&platform, Role::Coordinator, at.commerce);
    let plan = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = team.get("/plans/templates").await;
    assert!(page.contains("Disaster recovery plan (DRP)") && page.contains("With the program"));
    let (_, page) = team.get("/plans/templates/drp/edit").await;
    assert!(page.contains("name=\"sections.0.title\"") && page.contains("A new section"));
    let (status, page) = team.post("/plans/templates/drp/edit", &form(1, " ")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say in a sentence or two what is new"), "{page}");
    let (status, to) = team.post("/plans/templates/drp/edit", &form(1, "For clouds.")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    assert_eq!(to, "/plans/templates/drp?done=template-published");
    let (_, page) = team.get("/plans/templates/drp").await;
    assert!(page.contains("Version 2") && page.contains("For clouds."), "{page}");
    assert!(page.contains("Added: How we leave the cloud"), "{page}");
    assert!(page.contains("The plan it") && page.contains("Update available"), "{page}");
    let (_, csv) = team.get("/plans/templates/drp/plans.csv").await;
    assert!(csv.contains("it,The plan it,Agency of commerce,2,false,added: how_we_leave"), "{csv}");
    let (_, csv) = team.get("/plans/templates.csv?text=drp").await;
    assert!(csv.contains("how_we_leave_the_cloud"), "{csv}");
    // Who comes second sees both.
    let (status, page) = team.post("/plans/templates/drp/edit", &form(1, "Mine.")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("saved by somebody else first"), "{page}");

    let site = Site::of(&writer);
    assert_eq!(site.get("/plans/templates/drp/edit").await.0, StatusCode::FORBIDDEN);
    let path = format!("/plans/{}", plan.id);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Update available") && page.contains("For clouds."), "{page}");
    assert!(!page.contains("id=\"section-how_we_leave_the_cloud\""));
    let (_, page) = site.get(&format!("{path}/template")).await;
    assert!(page.contains("1 section is not as in the template"), "{page}");
    assert!(page.contains("<ins>Say what is copied where before a contract ends.</ins>"), "{page}");
    let body = "version=1&number=2&section=how_we_leave_the_cloud";
    let (status, to) = site.post(&format!("{path}/template/take"), body).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{path}/template?done=saved")));
    let (_, page) = site.get(&path).await;
    assert!(!page.contains("Update available"));
    assert!(page.contains("How we leave the cloud"), "{page}");
    let (status, page) = site.get(&format!("{path}/draft/how_we_leave_the_cloud")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Asked for by SR-2"), "{page}");
}

#[tokio::test]
async fn an_update_that_is_left_is_said_no_more_and_others_see_no_buttons() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let writer = ctx_in(&platform, Role::Coordinator, at.commerce);
    let plan = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    team.post("/plans/templates/drp/edit", &form(1, "For clouds.")).await;
    let path = format!("/plans/{}", plan.id);
    let (_, page) = team.get(&format!("{path}/template")).await;
    assert!(page.contains("How we leave the cloud") && !page.contains("Take this over"), "{page}");
    let (status, _) = team.post(&format!("{path}/template/dismiss"), "number=2").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let site = Site::of(&writer);
    let (_, page) = site.get(&format!("{path}/template")).await;
    assert!(page.contains("Leave the plan as it is") && page.contains("Take this over"), "{page}");
    let (_, to) = site.post(&format!("{path}/template/dismiss"), "number=2").await;
    assert_eq!(to, format!("{path}?done=set-aside"));
    assert!(!site.get(&path).await.1.contains("Update available"));
    let (_, page) = site.get(&format!("{path}/template")).await;
    assert!(page.contains("left the plan as it is") && page.contains("Take this over"), "{page}");
    assert!(team.get("/plans/templates/drp").await.1.contains("Set aside"));
    let elsewhere = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert_eq!(elsewhere.get(&format!("{path}/template")).await.0, StatusCode::NOT_FOUND);
    assert!(!elsewhere.get("/plans/templates/drp").await.1.contains("The plan it"));
}

#[tokio::test]
async fn programs_publish_templates_and_take_them_over() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let writer = ctx_in(&platform, Role::Coordinator, at.commerce);
    let plan = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let service = service_for(&platform, &[("all", &team), ("them", &writer)]);
    let path = "/api/v1/plan-types/drp/templates";
    let versions = Call::get(path).send(&service).await;
    assert_eq!(versions.body["versions"][0]["number"], 1);
    let mut sections = versions.body["versions"][0]["sections"].clone();
    sections[0]["guidance"] = json!("Say who may activate it.");
    let body = json!({ "note": "Shorter.", "sections": sections });
    let published = Call::put(path, &body).seen("\"1\"").send(&service).await;
    assert_eq!((published.status, &published.body["number"]), (StatusCode::OK, &json!(2)));
    let stale = Call::put(path, &body).seen("\"1\"").send(&service).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let theirs = Call::put(path, &body).by(Some("them")).seen("\"2\"").send(&service).await;
    assert_eq!(theirs.status, StatusCode::FORBIDDEN);
    let of_plan = format!("/api/v1/plans/{}/template", plan.id);
    let them = |call: Call| call.by(Some("them"));
    let update = them(Call::get(&of_plan)).send(&service).await.body;
    assert_eq!(update["is_available"], true);
    assert_eq!(update["sections"][0]["kind"], "changed");
    let body = json!({ "template": 2, "section": update["sections"][0]["key"] });
    let take = them(Call::post(&format!("{of_plan}/take"), &body)).seen("\"1\"");
    let taken = take.send(&service).await.body;
    assert_eq!(taken["document"]["outline"][0]["guidance"], "Say who may activate it.");
    let update = them(Call::get(&of_plan)).send(&service).await.body;
    assert_eq!(update["sections"], json!([]));
    let body = json!({ "template": 2 });
    let left = them(Call::post(&format!("{of_plan}/dismiss"), &body)).send(&service).await;
    assert_eq!(left.body["is_dismissed"], true, "{}", left.body);
    assert!(!updates::of(&writer, plan.id).await.unwrap().is_available());
}
