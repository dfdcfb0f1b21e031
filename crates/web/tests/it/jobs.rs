//! The queue and mails, as people and programs see them.

use app::actor::Role;
use app::people::{persons, sign_in};
use app::{Platform, runner};
use axum::http::StatusCode;
use serde_json::Value;
use test_support::{MailServer, ctx, ctx_with, fresh, now, person, platform_ctx, state};

use crate::site::Site;

/// An installation with one mail that was refused for good.
async fn with_a_failure() -> (MailServer, Platform) {
    let strict = MailServer::start_with(&["--refuses", "jane@commerce.example"]);
    let platform = strict.serve(&fresh().await);
    state(&platform).await;
    let jane = person(&platform, "commerce", "jane").await;
    sign_in::invite(&platform_ctx(&platform), jane, "jane@commerce.example").await.unwrap();
    while runner::step(&platform, &now).await.unwrap() {}
    (strict, platform)
}

#[tokio::test]
async fn the_page_says_what_failed_and_why_and_tries_it_again() {
    let (_strict, platform) = with_a_failure().await;
    let site = Site::of(&ctx(&platform, Role::Administrator));
    let (status, page) = site.get("/jobs").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<h1>Jobs: one failed</h1>"), "{page}");
    assert!(page.contains("The mail was refused: ") && page.contains("“Choose your password”"));
    assert!(!page.contains("jane@commerce.example"), "an address is no business of this page");
    let (_, none) = site.get("/jobs?state=done").await;
    assert!(none.contains("No jobs match"));
    let id = page.split("/jobs/").nth(1).unwrap().split('/').next().unwrap();
    let (status, to) = site.post(&format!("/jobs/{id}/retry"), "").await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/jobs?done=retried"));
    let (_, page) = site.get("/jobs").await;
    assert!(page.contains("<h1>Jobs: one waits, none failed</h1>"), "{page}");
    let (status, _) = site.post(&format!("/jobs/{id}/cancel"), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, audit) = site.get("/audit?action=job.").await;
    assert!(audit.contains("3 events"), "{audit}");

    let auditor = Site::of(&ctx(&platform, Role::Auditor));
    let (status, page) = auditor.get("/jobs").await;
    assert_eq!(status, StatusCode::OK);
    assert!(!page.contains("Try again"));
}

#[tokio::test]
async fn without_a_mail_server_the_page_says_that_mails_wait() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = site.get("/jobs").await;
    assert!(page.contains("There is no mail server") && page.contains("smtp_host"), "{page}");
    assert!(page.contains("Nothing to do"));
}

#[tokio::test]
async fn a_program_lists_retries_and_cancels_jobs() {
    let (_strict, platform) = with_a_failure().await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (status, list) = site.get("/api/v1/jobs?state=failed&kind=send_mail").await;
    assert_eq!(status, StatusCode::OK, "{list}");
    let list: Value = serde_json::from_str(&list).unwrap();
    let job = &list["items"][0];
    assert_eq!((job["state"].as_str(), job["attempts"].as_i64()), (Some("failed"), Some(1)));
    let path = format!("/api/v1/jobs/{}", job["id"].as_str().unwrap());
    let (status, _) = site.post(&format!("{path}/cancel"), "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, again) = site.post(&format!("{path}/retry"), "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(again.contains(r#""state":"waiting""#), "{again}");
    let (_, one) = site.get(&path).await;
    assert!(one.contains(r#""state":"waiting""#), "{one}");
}

#[tokio::test]
async fn a_person_chooses_which_mails_they_get() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let jane = person(&platform, "commerce", "jane").await;
    sign_in::enroll(&platform_ctx(&platform), jane, "jane@x.example", "a window made of tin")
        .await
        .unwrap();
    let reach = app::actor::Reach::Agencies([at.commerce].into());
    let site = Site::of(&ctx_with(&platform, jane, Role::Employee, reach));
    let (_, page) = site.get("/account").await;
    assert!(page.contains("Mails to you") && page.contains(r#"name="reminders""#), "{page}");
    let form = "version=0&quiet_from=22&quiet_to=6";
    let (status, to) = site.post("/account/notices", form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/account?done=saved"));
    let (_, page) = site.get("/account").await;
    assert!(page.contains(r#"<option value="22" selected>"#), "{page}");
    assert!(!page.contains(r#"value="true" checked"#));
    let (status, _) = site.post("/account/notices", form).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let wrong = "version=1&reminders=true&quiet_from=22&quiet_to=";
    let (status, page) = site.post("/account/notices", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use an hour from 0 to 23."), "{page}");
}

#[tokio::test]
async fn a_link_in_a_mail_confirms_the_address_by_a_button() {
    let server = MailServer::start();
    let platform = server.serve(&fresh().await);
    state(&platform).await;
    let jane = person(&platform, "commerce", "jane").await;
    let all = platform_ctx(&platform);
    let document = persons::ChannelDocument {
        kind: persons::ChannelKind::Email,
        value: "jane@home.example".to_owned(),
        ..test_support::voice(false)
    };
    persons::add_channel(&all, jane, &document).await.unwrap();
    let site = Site::of(&all);
    let (_, page) = site.get(&format!("/people/{jane}")).await;
    let ask = page.split("action=\"").find(|it| it.contains("/ask\"")).unwrap();
    let (_, to) = site.post(ask.split('"').next().unwrap(), "").await;
    assert_eq!(to, format!("/people/{jane}?done=asked"));
    while runner::step(&platform, &now).await.unwrap() {}
    let link = server.mails().remove(0).link("/confirm-contact?");

    let outside = Site::anonymous(&platform);
    let (status, page) = outside.get(&link).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("j…@home.example") && !page.contains("jane@home.example"), "{page}");
    // To look is not to confirm: programs that check mails look, too.
    let found = persons::channels(&all, jane).await.unwrap();
    assert_eq!(found[0].0.verified_at, None);
    let form = link.split_once('?').unwrap().1;
    let (status, page) = outside.post("/confirm-contact", form).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(persons::channels(&all, jane).await.unwrap()[0].0.verified_at.is_some());
    let (status, page) = outside.post("/confirm-contact", "contact=x&proof=y").await;
    assert_eq!(status, StatusCode::GONE, "{page}");
}
