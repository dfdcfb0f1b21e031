//! Waivers of findings as people and programs see them.

use app::actor::{Permission, Role};
use app::plans::plan::{self, Plan};
use app::{Ctx, Platform};
use axum::http::{Method, StatusCode};
use serde_json::json;
use test_support::{State, ctx_in, fresh, state};
use web::Access;

use crate::plans::plan_about;
use crate::server::{Call, service_for};
use crate::site::Site;

/// Where a plan has a section with a word that holds a place: a warning, PLN-004.
async fn spoiled(writer: &Ctx) -> Plan {
    let it = plan_about(writer, ("drp", "it"), (None, &[])).await;
    let mut content = plan::versions(writer, it.id).await.unwrap().remove(0).content;
    content.sections.first_mut().unwrap().text = "Who decides here is still TBD, sadly.".to_owned();
    plan::save(writer, it.id, 1, content).await.unwrap();
    it
}

async fn desk() -> (Platform, State, Ctx, Ctx, Plan) {
    let platform = fresh().await;
    let at = state(&platform).await;
    let writer = ctx_in(&platform, Role::Coordinator, at.commerce);
    let head = ctx_in(&platform, Role::AgencyHead, at.commerce);
    let plan = spoiled(&writer).await;
    (platform, at, writer, head, plan)
}

/// Where the page of a plan leads who asks for a waiver of what a rule finds.
fn way(page: &str, rule: &str) -> String {
    let to = format!("/waivers/new?rule={rule}");
    page.split('"').find(|it| it.contains(&to)).unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn a_waiver_is_asked_for_beside_the_finding_and_decided_by_somebody_else() {
    let (_, _, writer, head, plan) = desk().await;
    let (site, judge) = (Site::of(&writer), Site::of(&head));
    let path = format!("/plans/{}", plan.id);
    let (_, page) = site.get(&path).await;
    let new = way(&page, "PLN-004");
    assert!(
        !judge.get(&path).await.1.contains("/waivers/new?"),
        "who may not ask is not offered it"
    );
    let (status, form) = site.get(&new).await;
    assert_eq!(status, StatusCode::OK);
    assert!(form.contains("TBD") && form.contains("Last day"), "{form}");
    let asked = new.split_once('?').unwrap().1;
    let to = format!("{path}/waivers");
    let (status, form) = site.post(&to, &format!("{asked}&until=2026-11-30")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(form.contains("Say why"), "{form}");
    let said = format!("{asked}&reason=A+new+owner+comes.&until=2026-11-30");
    let (status, to) = site.post(&to, &said).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let waiver = to.split('?').next().unwrap().to_owned();
    let (_, page) = site.get(&waiver).await;
    assert!(page.contains("It waits for somebody who may approve the plan."), "{page}");
    assert!(judge.get("/work").await.1.contains("Waivers that wait for you"));

    let decide = format!("{waiver}/decide");
    let (status, page) = judge.post(&decide, "version=1&do=grant").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say why"), "{page}");
    let (status, to) = judge.post(&decide, "version=1&do=grant&note=Until+then.").await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{waiver}?done=waiver-decided")));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("1 finding waived") && page.contains("Waived by"), "{page}");
    assert!(page.contains("30 Nov 2026") && page.contains("A new owner comes."), "{page}");
    assert!(!page.contains("/waivers/new?rule=PLN-004"), "{page}");
    let key =
        plan::versions(&writer, plan.id).await.unwrap().remove(0).content.sections.remove(0).key;
    let (_, editor) = site.get(&format!("{path}/draft/{key}")).await;
    assert!(editor.contains("Waived by") && editor.contains("A new owner comes."), "{editor}");
    assert!(site.get("/work").await.1.contains("Waivers of yours that end soon"));

    let (status, _) = site.post(&format!("{waiver}/withdraw"), "version=2").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!site.get(&path).await.1.contains("1 finding waived"));
    let (status, _) = judge.post(&decide, "version=1&do=refuse&note=No.").await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn waivers_are_listed_filtered_and_exported() {
    let (platform, at, writer, head, plan) = desk().await;
    let site = Site::of(&writer);
    assert!(site.get("/plans/waivers").await.1.contains("Nothing is waived"));
    let (_, page) = site.get(&format!("/plans/{}", plan.id)).await;
    let asked = way(&page, "PLN-004");
    let asked = asked.split_once('?').unwrap().1;
    let said = format!("{asked}&reason=A+new+owner+comes.&until=2026-11-30");
    let (_, to) = site.post(&format!("/plans/{}/waivers", plan.id), &said).await;
    let waiver = to.split('?').next().unwrap().to_owned();
    let (_, page) = site.get("/plans/waivers?standing=asked&sort=rule&text=new+owner").await;
    assert!(page.contains("The plan it") && page.contains("Asked for"), "{page}");
    assert!(page.contains("No waiver ends within 30 days"), "{page}");
    assert!(site.get("/plans/waivers?standing=refused").await.1.contains("No waivers match"));
    let judge = Site::of(&head);
    judge.post(&format!("{waiver}/decide"), "version=1&do=grant&note=Fine.").await;
    let (_, page) = site.get("/plans/waivers?ending=true").await;
    assert!(page.contains("1 waiver ends within 30 days") && page.contains("Granted"), "{page}");
    let (_, csv) = site.get("/plans/waivers.csv?rule=PLN-004").await;
    assert!(csv.contains("PLN-004") && csv.contains("granted,2026-11-30"), "{csv}");
    assert_eq!(site.get("/plans/waivers.xlsx").await.0, StatusCode::OK);

    // What is put right is waived no longer, and the waiver says so.
    let draft = plan::versions(&writer, plan.id).await.unwrap().remove(0);
    let mut content = draft.content.clone();
    content.sections[0].text = "The director decides here, whoever that is.".to_owned();
    plan::save(&writer, plan.id, draft.version, content).await.unwrap();
    for path in ["/plans/waivers".to_owned(), waiver, format!("/plans/{}", plan.id)] {
        let (_, page) = site.get(&path).await;
        assert!(page.contains("Not found any more"), "{path}: {page}");
    }
    let revenue = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert!(revenue.get("/plans/waivers").await.1.contains("Nothing is waived"));
}

#[tokio::test]
async fn programs_ask_decide_list_and_withdraw() {
    let (platform, at, writer, head, plan) = desk().await;
    let elsewhere = ctx_in(&platform, Role::AgencyHead, at.revenue);
    let people = [("writer", &writer), ("head", &head), ("elsewhere", &elsewhere)];
    let service = service_for(&platform, &people);
    let content = plan::versions(&writer, plan.id).await.unwrap().remove(0).content;
    let findings = format!("/api/v1/plans/{}/findings", plan.id);
    let check = async || {
        let body = serde_json::to_value(&content).unwrap();
        let found = Call::post(&findings, &body).by(Some("writer")).send(&service).await.body;
        let all = found["findings"].as_array().unwrap().clone();
        all.into_iter().find(|it| it["code"] == "PLN-004").unwrap()
    };
    let found = check().await;
    let ask = |until: &str| {
        let reason = "A new owner comes.";
        let about = found["about"].clone();
        json!({ "rule": "PLN-004", "about": about, "reason": reason, "until": until })
    };
    let to = format!("/api/v1/plans/{}/waivers", plan.id);
    let post = async |body: &serde_json::Value, who: &'static str| {
        Call::post(&to, body).by(Some(who)).send(&service).await
    };
    assert_eq!(post(&ask("2028-01-01"), "writer").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&ask("2026-12-01"), "head").await.status, StatusCode::FORBIDDEN);
    let asked = post(&ask("2026-12-01"), "writer").await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    let path = asked.header("location").to_owned();
    assert_eq!(
        (&asked.body["standing"], &asked.body["found_now"]),
        (&json!("asked"), &json!(true))
    );
    let again = post(&ask("2026-12-01"), "writer").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", again.body);
    assert!(again.body.to_string().contains("waiver.there"), "{:?}", again.body);

    let decide = format!("{path}/decide");
    let yes = json!({ "grant": true, "note": "Fine." });
    let seen = async |path: &str, who: &'static str, tag: &str| {
        Call::post(path, &yes).by(Some(who)).seen(tag).send(&service).await
    };
    assert_eq!(seen(&decide, "writer", "\"1\"").await.status, StatusCode::FORBIDDEN);
    assert_eq!(seen(&decide, "elsewhere", "\"1\"").await.status, StatusCode::NOT_FOUND);
    let granted = seen(&decide, "head", "\"1\"").await;
    assert_eq!(granted.status, StatusCode::OK, "{:?}", granted.body);
    assert_eq!(granted.body["standing"], "granted");
    assert_eq!(check().await["waived"]["until"], "2026-12-01");
    let list = async |who: &'static str| {
        let call = Call::get("/api/v1/waivers?ending=true&rule=PLN-004").by(Some(who));
        call.send(&service).await.body["items"].as_array().unwrap().len()
    };
    assert_eq!((list("writer").await, list("elsewhere").await), (1, 0));
    let shown = Call::get(&path).by(Some("elsewhere")).send(&service).await;
    assert_eq!(shown.status, StatusCode::NOT_FOUND);
    let withdraw = Call::new(Method::POST, &format!("{path}/withdraw"));
    let withdrawn = withdraw.by(Some("writer")).seen("\"2\"").send(&service).await;
    assert_eq!(withdrawn.body["standing"], "withdrawn", "{:?}", withdrawn.body);
    assert!(check().await.get("waived").is_none());
}

#[test]
fn every_route_of_waivers_needs_a_permission_of_plans() {
    let routes = web::routes();
    let all = routes.entries().iter();
    let all: Vec<_> = all.filter(|it| it.path.contains("/waivers")).collect();
    assert_eq!(all.len(), 13, "{all:?}");
    for it in all {
        let needs = match it.path {
            path if path.ends_with("/decide") => Permission::ApprovePlans,
            path if path.starts_with("/plans/{id}/") || path.starts_with("/api/v1/plans/") => {
                Permission::WritePlans
            }
            _ => Permission::ReadDrafts,
        };
        assert_eq!(it.access, Access::Needs(needs), "{it:?}");
    }
}

#[tokio::test]
async fn who_sees_no_drafts_sees_no_waivers() {
    let (platform, at, ..) = desk().await;
    let commander = Site::of(&ctx_in(&platform, Role::IncidentCommander, at.commerce));
    for path in ["/plans/waivers", "/plans/waivers.csv", "/plans/waivers.xlsx"] {
        assert_eq!(commander.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(!commander.get("/plans").await.1.contains("/plans/waivers"));
    let anonymous = Site::anonymous(&platform);
    assert_ne!(anonymous.get("/plans/waivers").await.0, StatusCode::OK);
}
