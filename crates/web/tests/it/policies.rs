//! Policies, as people and programs see them.

use app::actor::{Reach, Role};
use app::people::persons::PersonKind;
use app::people::policies::{self, PolicyDocument};
use app::{Ctx, Platform};
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use serde_json::json;
use test_support::{State, ctx_with, fresh, now, person, state};

use crate::server::{Call, service_for};
use crate::site::Site;

const FORM: &str = "code=continuity&agency=franklin&name=Continuity+policy&owner=\
    &audience-employee=true&review_months=12&summary=&body=%23%23+Keep+going%0AEverybody+**knows**.";

async fn people(platform: &Platform) -> (State, Ctx, Ctx, Ctx) {
    let at = state(platform).await;
    let ann = person(platform, "franklin", "ann").await;
    let cleo = person(platform, "franklin", "cleo").await;
    let eve = person(platform, "commerce", "eve").await;
    let author = ctx_with(platform, ann, Role::ContinuityTeam, Reach::State);
    let cio = ctx_with(platform, cleo, Role::StateCio, Reach::State);
    let mut employee =
        ctx_with(platform, eve, Role::Employee, Reach::Agencies([at.commerce].into()));
    employee.actor.agency_id = at.commerce;
    (at, author, cio, employee)
}

/// Time stands still in the tests of pages, so the time for comments must have been over before.
async fn commented(author: &Ctx) -> policies::Policy {
    let before =
        Ctx::new(author.platform.clone(), author.actor.clone(), now() - TimeDelta::days(9));
    let document = PolicyDocument {
        audience: vec![PersonKind::Employee],
        body: "Everybody **knows**.".to_owned(),
        ..PolicyDocument::new("franklin", "continuity", "Continuity policy")
    };
    let it = policies::add(&before, &document).await.unwrap();
    let until = (now() - TimeDelta::days(2)).date_naive();
    policies::invite_comments(&before, it.id, it.version, until).await.unwrap()
}

#[tokio::test]
async fn a_policy_is_written_opened_and_commented_on_by_forms() {
    let platform = fresh().await;
    let (_, author, _, employee) = people(&platform).await;
    let (writer, reader) = (Site::of(&author), Site::of(&employee));
    assert!(writer.get("/policies").await.1.contains("No policies yet"));
    assert!(writer.get("/policies/new").await.1.contains("Third-party vendors"));
    let (status, page) = writer.post("/policies", &FORM.replace("=12", "=never")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("months from 1 to 60"), "{page}");
    let (_, to) = writer.post("/policies", FORM).await;
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = writer.get(&path).await;
    assert!(page.contains("<strong>knows</strong>"), "{page}");
    let changed = format!("version=1&{}", FORM.replace("Everybody", "Each"));
    let (_, to) = writer.post(&format!("{path}/edit"), &changed).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, page) = writer.post(&format!("{path}/edit"), &format!("version=1&{FORM}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("Each") && page.contains("Everybody"), "{page}");
    assert_eq!(reader.get(&path).await.0, StatusCode::NOT_FOUND);
    let (status, _) = writer.post(&format!("{path}/invite"), "version=2&until=2026-01-01").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, to) = writer.post(&format!("{path}/invite"), "version=2&until=2026-12-05").await;
    assert_eq!(to, format!("{path}?done=opened"));
    let (_, page) = reader.get(&path).await;
    assert!(page.contains("Comment on it") && page.contains("5 Dec 2026"), "{page}");
    let (status, _) = reader.post(&format!("{path}/comments"), "said=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    reader.post(&format!("{path}/comments"), "said=Who%3F").await;
    assert!(writer.get(&path).await.1.contains("Who?"));
    let (_, to) = writer.post(&format!("{path}/return"), "version=3&because=Say+who.").await;
    assert_eq!(to, format!("{path}?done=returned"));
    assert!(writer.get(&path).await.1.contains("Say who."));
}

#[tokio::test]
async fn req_s4_53_a_policy_is_approved_published_and_acknowledged_by_forms() {
    let platform = fresh().await;
    let (_, author, cio, employee) = people(&platform).await;
    let it = commented(&author).await;
    let path = format!("/policies/{}", it.id);
    let (writer, head, reader) = (Site::of(&author), Site::of(&cio), Site::of(&employee));
    assert!(writer.get(&path).await.1.contains("Hand in for approval"));
    assert!(writer.get(&format!("{path}/submit")).await.1.contains("Hand in “Continuity policy”"));
    writer.post(&format!("{path}/submit"), "version=2").await;
    assert!(writer.get(&path).await.1.contains("It waits for approval"));
    assert_eq!(writer.get(&format!("{path}/approve")).await.0, StatusCode::FORBIDDEN);
    let (_, to) = head.post(&format!("{path}/approve"), "version=3").await;
    assert_eq!(to, format!("{path}?done=approved"));
    let (_, to) = writer.post(&format!("{path}/publish"), "version=4").await;
    assert_eq!(to, format!("{path}?done=published"));
    let (_, page) = reader.get("/work").await;
    assert!(page.contains("Policies that you must acknowledge"), "{page}");
    assert!(reader.get(&path).await.1.contains("Please acknowledge this policy"));
    let (_, page) = writer.get(&format!("{path}/acknowledgements")).await;
    assert!(
        page.contains("3 of 3 have not acknowledged") && page.contains("0 %, 0 of 3"),
        "{page}"
    );
    let (_, to) = reader.post(&format!("{path}/acknowledge"), "number=1").await;
    assert_eq!(to, format!("{path}?done=acknowledged"));
    assert!(reader.get("/work").await.1.contains("Nothing is due from you"));
    let (_, page) = writer.get(&format!("{path}/acknowledgements?answer=no")).await;
    assert!(page.contains("33 %, 1 of 3") && !page.contains(">Person eve<"), "{page}");
    let (_, csv) = writer.get(&format!("{path}/acknowledgements.csv?answer=no")).await;
    assert!(csv.contains("cleo,Person cleo,employee,Agency of franklin,"), "{csv}");
    assert!(writer.get("/policies/board").await.1.contains("33 %, 1 of 3"));
    assert_eq!(reader.get(&format!("{path}/acknowledgements")).await.0, StatusCode::FORBIDDEN);
    let (_, csv) = writer.get("/policies.csv").await;
    assert!(csv.contains("continuity,Continuity policy,franklin,published,no,1,"), "{csv}");
    let (_, to) = writer.post(&format!("{path}/unsettle"), "version=5&because=It+moved.").await;
    assert_eq!(to, format!("{path}?done=unsettled"));
    assert!(writer.get("/policies/board").await.1.contains("It moved."));
    let (_, to) = writer.post(&format!("{path}/begin"), "version=6").await;
    assert_eq!(to, format!("{path}?done=begun"));
    assert!(reader.get(&format!("{path}/versions/1")).await.1.contains("Version 1"));
    assert_eq!(reader.get(&format!("{path}/versions/2")).await.0, StatusCode::NOT_FOUND);
    let (_, to) = writer.post(&format!("{path}/discard"), "version=7").await;
    assert_eq!(to, format!("{path}?done=discarded"));
    let (_, to) = writer.post(&format!("{path}/retire"), "version=8&because=Gone.").await;
    assert_eq!(to, format!("{path}?done=retired"));
}

#[tokio::test]
async fn programs_write_policies_and_read_who_acknowledged_them() {
    let platform = fresh().await;
    let (_, author, cio, _) = people(&platform).await;
    let it = commented(&author).await;
    let service = service_for(&platform, &[("author", &author), ("cio", &cio)]);
    let (author, cio) = (Some("author"), Some("cio"));
    let path = format!("/api/v1/policies/{}", it.id);
    let step = |step: &str, seen: &'static str, who: Option<&'static str>| {
        Call::new(Method::POST, &format!("{path}/{step}")).seen(seen).by(who)
    };
    assert_eq!(step("submit", "\"2\"", author).send(&service).await.status, StatusCode::OK);
    assert_eq!(step("approve", "\"3\"", cio).send(&service).await.status, StatusCode::OK);
    let published = step("publish", "\"4\"", author).send(&service).await;
    assert_eq!(published.body["state"], "published", "{}", published.body);
    let audience = Call::get(&format!("{path}/audience")).by(author).send(&service).await;
    assert_eq!(audience.body["items"].as_array().unwrap().len(), 3, "{}", audience.body);
    let document = json!({
        "code": "continuity", "agency": "franklin", "name": "Continuity", "body": "Other words.",
    });
    let refused = Call::put(&path, &document).seen("\"5\"").by(author).send(&service).await;
    assert_eq!(refused.body["code"], "policy.no_draft", "{}", refused.body);
    assert_eq!(step("begin", "\"5\"", author).send(&service).await.status, StatusCode::OK);
    let changed = Call::put(&path, &document).seen("\"6\"").by(author).send(&service).await;
    assert_eq!(changed.body["document"]["body"], "Other words.", "{}", changed.body);
    let versions = Call::get(&format!("{path}/versions")).by(author).send(&service).await;
    assert_eq!(versions.body["items"][0]["number"], 2, "{}", versions.body);
    let listed = Call::get("/api/v1/policies?state=published").by(cio).send(&service).await;
    assert_eq!(listed.body["items"][0]["in_force"], 1, "{}", listed.body);
}
