//! People who work at one plan: who else is there, what waits before a step, and what is shown again.

use app::actor::{Reach, Role};
use app::plans::plan::{self, Remark};
use axum::http::StatusCode;
use test_support::{ctx, ctx_with, fresh, person, state};

use crate::plans::{approved, handed_in, plan_about};
use crate::site::Site;

#[tokio::test]
async fn two_who_have_a_draft_open_are_told_of_each_other() {
    let platform = fresh().await;
    state(&platform).await;
    let mut people = Vec::new();
    for code in ["ann", "bob"] {
        let id = person(&platform, "commerce", code).await;
        people.push(ctx_with(&platform, id, Role::Coordinator, Reach::State));
    }
    let it = plan_about(&people[0], ("computer_network", "it"), (None, &[])).await;
    let [ann, bob] = [0, 1].map(|n| Site::of(&people[n]));
    let path = |key: &str| format!("/plans/{}/draft/{key}", it.id);
    let (_, page) = ann.get(&path("order")).await;
    assert!(page.contains("data-here") && !page.contains("Also editing"), "{page}");
    let (_, page) = bob.get(&path("order")).await;
    assert!(page.contains("Also editing") && page.contains("Person ann"), "{page}");
    assert!(page.contains("has this section open, too"), "{page}");
    // The page that was open first hears of it without being opened again.
    let here = format!("{}/here", path("order"));
    let (status, part) = ann.post(&here, "").await;
    assert_eq!(status, StatusCode::OK, "{part}");
    assert!(part.contains("Person bob") && !part.contains("Person ann"), "{part}");
    assert!(!part.contains("<html"), "{part}");
    let (_, page) = bob.get(&path("sites")).await;
    assert!(!page.contains("has this section open") && page.contains("Person ann"), "{page}");
    let (_, part) = ann.post(&here, "").await;
    assert!(!part.contains("has this section open") && part.contains("Person bob"), "{part}");
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    assert_eq!(team.post(&here, "").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_preview_and_words_that_are_put_back_are_shown_and_not_saved() {
    let platform = fresh().await;
    state(&platform).await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("computer_network", "it"), (None, &[])).await;
    let site = Site::of(&writer);
    let path = format!("/plans/{}/draft/order", it.id);
    let (_, page) = site.get(&path).await;
    let keep = format!("data-keep=\"{}\"", writer.actor.person_id);
    assert!(page.contains(&keep) && page.contains("data-kept-back"), "{page}");
    let form = "version=1&text=All+is+**lost**.&not_applicable=";
    let (status, page) = site.post(&path, &format!("{form}&do=preview")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("How it will look"), "{page}");
    assert!(page.contains("<strong>lost</strong>") && page.contains("All is **lost**."), "{page}");
    let (status, page) = site.post(&path, &format!("{form}&do=put_back")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("data-dirty") && page.contains("All is **lost**."), "{page}");
    assert!(!page.contains("How it will look"), "{page}");
    let newest = plan::versions(&writer, it.id).await.unwrap().remove(0);
    assert_eq!(newest.version, 1, "nothing is saved");
}

#[tokio::test]
async fn a_plan_is_not_begun_without_an_agency_and_a_subject() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::Coordinator));
    let form = "type=drp&code=dr&agency=&title=Recovery&owner=&parent=&items.0=&items.1=";
    let (status, page) = site.post("/plans", form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choose the agency") && page.contains("#f-agency"), "{page}");
    assert!(page.contains("Name at least one service") && page.contains("#f-items.0"), "{page}");
}

#[tokio::test]
async fn who_lets_a_plan_pass_is_told_of_fixes_that_are_open() {
    let (platform, _, it, _) = handed_in().await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let site = Site::of(&team);
    let path = format!("/plans/{}/review", it.id);
    let (_, page) = site.get(&path).await;
    assert!(!page.contains("required fix"), "{page}");
    let remark = Remark {
        section: "scope".to_owned(),
        line: None,
        text: "Say which systems.".to_owned(),
        is_required: true,
    };
    plan::comment(&team, it.id, 1, &remark).await.unwrap();
    let (_, page) = site.get(&path).await;
    assert!(page.contains("One required fix is open"), "{page}");
    assert!(page.contains("It does not pass while one is open"), "{page}");
}

#[tokio::test]
async fn a_first_version_replaces_none() {
    let (platform, writer, it) = approved().await;
    let head = ctx(&platform, Role::AgencyHead);
    let seen = plan::show(&head, it.id).await.unwrap().version;
    plan::waive_test(&head, it.id, seen, "It is new.").await.unwrap();
    let (status, page) = Site::of(&writer).get(&format!("/plans/{}/publish", it.id)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("People follow this version") && !page.contains("It replaces"), "{page}");
}
