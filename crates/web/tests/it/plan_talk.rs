//! What is found and said beside the sections of a plan, and who is told of it.

use app::actor::{Reach, Role};
use app::plans::plan;
use axum::http::StatusCode;
use test_support::{ctx, ctx_with, fresh, person, state};

use crate::plans::{handed_in, in_force, plan_about, reachable, seen};
use crate::site::Site;

#[tokio::test]
async fn what_is_typed_is_checked_with_its_line_and_put_right_by_a_button() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "jane").await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let site = Site::of(&writer);
    let path = format!("/plans/{}/draft/security", it.id);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("data-findings") && page.contains("id=\"findings\""), "{page}");
    let form = "version=1&text=Call+the+team.%0AWho+decides+is+TBD.&not_applicable=";
    let (status, found) = site.post(&format!("{path}/findings"), form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(found.starts_with("<section class=\"panel\" id=\"findings\""), "{found}");
    assert!(found.contains("PLN-004") && found.contains("line 2"), "{found}");
    assert!(found.contains("href=\"#f-text\""), "{found}");
    let version = plan::versions(&writer, it.id).await.unwrap().remove(0).version;
    assert_eq!(version, 1, "looking saves nothing");

    // A row that says nothing is not stored: a finding leads to the row of the form all the same.
    let who = format!("/plans/{}/draft/who", it.id);
    let rows = "version=1&text=Some+of+us+act.&duties.0.duty=&duties.2.duty=Director\
                &duties.2.person=jane&duties.2.alternates=jane";
    let (_, found) = site.post(&format!("{who}/findings"), rows).await;
    assert!(found.contains("PLN-022") && found.contains("#f-duties.2.alternates"), "{found}");
    assert!(found.contains("value=\"fix.PLN-022.duties.0.alternates\""), "{found}");
    let (status, fixed) =
        site.post(&who, &format!("{rows}&do=fix.PLN-022.duties.0.alternates")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!fixed.contains("<code>PLN-022") && fixed.contains("value=\"jane\""), "{fixed}");
    let (status, _) = Site::of(&ctx(&platform, Role::ContinuityTeam))
        .post(&format!("{path}/findings"), form)
        .await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn req_s0_10_a_thread_is_led_beside_the_section_without_script() {
    let (platform, writer, it, _) = handed_in().await;
    let path = format!("/plans/{}", it.id);
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = team.get(&path).await;
    assert!(page.contains("Comment on this section") && page.contains("It must be put right"));
    let form =
        "number=1&section=security&back=&line.security=1&text.security=&required.security=true";
    let (status, page) = team.post(&format!("{path}/comments"), form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say something") && page.contains("#f-text.security"), "{page}");
    let form = form.replace("text.security=", "text.security=Who+guards+it%3F");
    let (status, to) = team.post(&format!("{path}/comments"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    assert_eq!(to, format!("{path}/versions/1?done=commented#section-security"));
    let site = Site::of(&writer);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("One required fix is open"), "{page}");
    assert!(page.contains("Who guards it?") && page.contains("What security says."), "{page}");
    assert!(!page.contains("It must be put right before"), "a writer does not require");
    let start = page.split("/comments/").nth(1).unwrap();
    let id = start.split('/').next().unwrap().to_owned();
    let reply = format!("number=1&section=security&back=&text.{id}=The+night+watch.");
    let (status, _) = site.post(&format!("{path}/comments/{id}/reply"), &reply).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let act = "version=1&number=1&section=security&back=";
    let (status, _) = site.post(&format!("{path}/comments/{id}/resolve"), act).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("The night watch.") && page.contains("Resolved by"), "{page}");
    assert!(!page.contains("required fix is open"), "{page}");
    let (status, _) = site.post(&format!("{path}/comments/{id}/resolve"), act).await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn req_s4_41_the_list_of_a_plan_says_who_has_not_read_it() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let rea = person(&platform, "commerce", "rea").await;
    let it = in_force(&platform, ("drp", "it"), (None, &[])).await;
    let path = format!("/plans/{}/readers", it.id);
    let site = Site::of(&ctx(&platform, Role::Coordinator));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Nobody was asked yet") && page.contains("Change the list"), "{page}");
    let (_, page) = site.get(&format!("{path}/edit")).await;
    let form = |lines: &str| format!("{}&readers={lines}", seen(&page));
    let (status, bad) = site.post(&format!("{path}/edit"), &form("person:nobody")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.contains("There is no person:nobody") && bad.contains("#f-readers"), "{bad}");
    let (_, bad) = site.post(&format!("{path}/edit"), &form("Nobody+at+all")).await;
    assert!(bad.contains("neither a person nor a team called “Nobody at all”"), "{bad}");
    let (status, to) = site.post(&format!("{path}/edit"), &form("Person+rea")).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{path}?done=saved")));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("person:rea") && page.contains("1 of 1 have not"), "{page}");

    let writer = ctx(&platform, Role::Coordinator);
    let plan = plan::show(&writer, it.id).await.unwrap();
    let draft = plan::begin(&writer, it.id, plan.version).await.unwrap();
    let handed = plan::submit(&writer, it.id, draft.version, "With fuel.").await.unwrap();
    let team = ctx(&platform, Role::ContinuityTeam);
    let passed = plan::review(&team, it.id, handed.version).await.unwrap();
    let head = ctx(&platform, Role::AgencyHead);
    let approved = plan::approve(&head, it.id, passed.version).await.unwrap();
    app::plans::live::publish(&writer, it.id, approved.version).await.unwrap();
    let (_, page) = site.get(&path).await;
    assert!(
        page.contains("1 of 1 have not acknowledged") && page.contains("Remind them"),
        "{page}"
    );
    let (_, csv) = site.get(&format!("{path}.csv?acked=no")).await;
    assert!(csv.contains("Person rea,version,2,With fuel.,2026-11-21T09:00:00Z,,"), "{csv}");

    let reader = ctx_with(&platform, rea, Role::Employee, Reach::State);
    let theirs = Site::of(&reader);
    let (_, work) = theirs.get("/work").await;
    assert!(work.contains("Plans to acknowledge") && work.contains("The plan it"), "{work}");
    let (_, page) = theirs.get("/acknowledgements").await;
    assert!(page.contains("What is new: With fuel.") && page.contains("I have read it"), "{page}");
    let id = page.split("action=\"/acknowledgements/").nth(1).unwrap().split('"').next().unwrap();
    let (status, _) = site.post(&format!("/acknowledgements/{id}"), "").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "nobody says so for somebody else");
    let (status, to) = theirs.post(&format!("/acknowledgements/{id}"), "").await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/acknowledgements?done=acknowledged")
    );
    let (_, page) = site.get(&path).await;
    assert!(page.contains("All 1 have acknowledged") && !page.contains("Remind them"), "{page}");
    let (_, page) = site.get(&format!("{path}?acked=no")).await;
    assert!(page.contains("No people"), "{page}");
}
