//! Plans that are followed, as people see them.

use app::actor::{Reach, Role};
use app::plans::plan::{self, Content, PlanDocument, Step, VersionDocument};
use app::plans::{live, templates};
use app::respond::activations;
use app::{Platform, Span};
use axum::http::StatusCode;
use test_support::{ctx, ctx_with, fresh, person, state};

use crate::plans::{reachable, seen};
use crate::server::{Call, service_for};
use crate::site::Site;

/// A crisis plan in force with one step, which whoever owns the plan does.
async fn crisis(platform: &Platform) -> plan::Plan {
    let template = templates::find("crisis_pr").unwrap();
    let mut content = Content::blank(template);
    for it in &mut content.sections {
        it.text = format!("What {} says.", it.key);
    }
    content.duties = vec![plan::Duty {
        duty: "Spokesperson".to_owned(),
        person: "jane".to_owned(),
        alternates: vec!["joe".to_owned()],
    }];
    content.steps = vec![Step {
        text: "Call the press.".to_owned(),
        by: "Spokesperson".to_owned(),
        takes: Some(Span::from_minutes(20)),
        ..Step::default()
    }];
    let document = PlanDocument {
        versions: vec![VersionDocument::draft(content)],
        ..PlanDocument::new("commerce", "crisis_pr", "crisis", "The crisis plan")
    };
    let writer = ctx(platform, Role::Coordinator);
    let it = plan::start(&writer, &document).await.unwrap();
    let handed = plan::submit(&writer, it.id, 1, "First.").await.unwrap();
    let passed = plan::review(&ctx(platform, Role::ContinuityTeam), it.id, handed.version).await;
    let head = ctx(platform, Role::AgencyHead);
    let approved = plan::approve(&head, it.id, passed.unwrap().version).await.unwrap();
    let version = plan::show(&head, it.id).await.unwrap().version;
    plan::waive_test(&head, it.id, version, "New.").await.unwrap();
    live::publish(&writer, it.id, approved.version).await.unwrap()
}

/// Whoever has the task says how far it is, from My work, without any role in plans.
async fn tasks(platform: &Platform, lead: &Site, path: &str) {
    let jane = app::people::persons::by_code(&ctx(platform, Role::Coordinator), "jane").await;
    let jane = ctx_with(platform, jane.unwrap().id, Role::Employee, Reach::State);
    let theirs = Site::of(&jane);
    let (_, work) = theirs.get("/work").await;
    assert!(work.contains("Call the press.") && work.contains("followed now"), "{work}");
    let task = activations::my_tasks(&jane).await.unwrap().remove(0).task;
    let form = format!("/tasks/{}", task.id);
    let (_, page) = theirs.get(&form).await;
    assert!(page.contains("20 min") || page.contains("20 m"), "{page}");
    let (status, page) = theirs.post(&form, "version=1&state=blocked&note=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say what keeps it from being done."), "{page}");
    let (status, _) = theirs.post(&form, "version=1&state=blocked&note=No+line.").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = lead.get(path).await;
    assert!(page.contains("1 blocked") && page.contains("No line."), "{page}");
    let (_, to) = lead.post(&form, "version=2&state=done&back=activation").await;
    assert_eq!(to, format!("{path}?done=saved"));
    assert_eq!(theirs.get(path).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_plan_is_called_followed_and_stood_down_by_forms() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let plan = crisis(&platform).await;
    let lead = Site::of(&ctx(&platform, Role::IncidentCommander));
    let (_, empty) = lead.get("/activations").await;
    assert!(empty.contains("No plan was called yet") && empty.contains("Call a plan"), "{empty}");
    let (_, choose) = lead.get("/activations/new?text=crisis").await;
    let call = format!("/plans/{}/activate", plan.id);
    assert!(choose.contains("The crisis plan") && choose.contains(&call), "{choose}");
    let (_, page) = lead.get(&call).await;
    assert!(page.contains("Activate it in full"), "{page}");
    let (status, page) = lead.post(&call, "because=&extent=full").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say what has happened."), "{page}");
    let (status, to) = lead.post(&call, "because=A+leak+is+in+the+news.&extent=full").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let path = to.strip_suffix("?done=activated").unwrap().to_owned();
    let (_, page) = lead.get(&path).await;
    for said in
        ["A leak is in the news.", "Call the press.", "Spokesperson", "+1 919 555 0142", "Roster"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(
        page.contains("What messages says.") && page.contains("Drafts of statements"),
        "{page}"
    );
    assert!(page.contains(&format!("{path}/live?seen=")), "{page}");
    let (status, page) = lead.post(&call, "because=Again.&extent=full").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("followed already"), "{page}");

    let (status, _) = lead.get(&format!("{path}/recover")).await;
    assert_eq!(status, StatusCode::OK);
    tasks(&platform, &lead, &path).await;
    for (step, more) in [
        ("recover", ""),
        ("reconstitute", ""),
        ("stand-down", "&validation=All+calm.&declaration=Over."),
        ("close", "&on=2026-11-21&report=In+the+archive."),
    ] {
        let (_, page) = lead.get(&format!("{path}/{step}")).await;
        let form = format!("{}{more}", seen(&page));
        let (status, to) = lead.post(&format!("{path}/{step}"), &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{step}: {to}");
    }
    let (_, page) = lead.get(&path).await;
    assert!(page.contains("Closed") && page.contains("Over.") && page.contains("In the archive."));
    let (_, csv) = lead.get("/activations.csv?state=closed").await;
    assert!(csv.contains("The crisis plan,Agency of commerce,1,closed,full"), "{csv}");
    let (_, page) = lead.get("/activations?state=stand_by").await;
    assert!(page.contains("No activations"), "{page}");
}

#[tokio::test]
async fn an_activation_names_who_was_not_told_and_no_task_is_left_undone_without_a_word() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let plan = crisis(&platform).await;
    let leader = ctx(&platform, Role::IncidentCommander);
    let lead = Site::of(&leader);
    let call = format!("/plans/{}/activate", plan.id);
    let (_, to) = lead.post(&call, "because=A+leak+is+in+the+news.&extent=full").await;
    let (_, page) = lead.get(&to).await;
    // Jane has a telephone alone: she gets no mail, and both the flash and the page say so.
    let said = "Person jane, no e-mail that works. Call them: +1 919 555 0142 (Telephone).";
    assert_eq!(page.matches(said).count(), 2, "{page}");
    // That is not all well, so the flash does not look like it.
    assert!(page.contains("<div class=\"notice warn\" role=\"status\">"), "{page}");
    assert!(page.contains("Who was told") && page.contains("Nobody was told by mail."), "{page}");
    let path = to.strip_suffix("?done=activated").unwrap();
    let service = service_for(&platform, &[("all", &leader)]);
    let record = Call::get(&format!("/api/v1{path}")).send(&service).await.body;
    let (name, told) = (&record["notices"][0]["name"], &record["notices"][0]["told"]);
    assert_eq!((name.as_str(), told.as_str()), (Some("Person jane"), Some("no_email")), "{record}");
    let list = Call::get("/api/v1/activations").send(&service).await.body;
    assert_eq!(list["items"][0]["notices"].as_array().map(Vec::len), Some(0), "{list}");
    // What runs is shown instead of the question whether to call it.
    assert_eq!(lead.get_to(&call).await, (StatusCode::SEE_OTHER, path.to_owned()));
    assert!(page.contains("Change how much of it") && !page.contains(">Activate<"), "{page}");
    let (_, choose) = lead.get("/activations/new").await;
    assert!(choose.contains("Go on there") && !choose.contains("Call it"), "{choose}");
    for step in ["recover", "reconstitute"] {
        let (_, page) = lead.get(&format!("{path}/{step}")).await;
        lead.post(&format!("{path}/{step}"), &seen(&page)).await;
    }
    let end = format!("{path}/stand-down");
    let (_, page) = lead.get(&end).await;
    assert!(page.contains("1 task is not done.") && page.contains("Call the press."), "{page}");
    let form = format!("{}&validation=All+calm.&declaration=Over.", seen(&page));
    let (status, page) = lead.post(&end, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say that it is closed as not done."), "{page}");
    let (status, _) = lead.post(&end, &format!("{form}&leaves_tasks=true")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = lead.get(path).await;
    assert!(page.contains("Not done") && page.contains("Stood down"), "{page}");
}

#[tokio::test]
async fn a_draft_of_a_statement_that_two_write_shows_both() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    person(&platform, "commerce", "someone").await;
    let plan = crisis(&platform).await;
    let call = activations::Call {
        because: "A leak.".to_owned(),
        extent: Some(activations::Extent::Full),
        ..activations::Call::default()
    };
    let head = ctx(&platform, Role::AgencyHead);
    let it = activations::call(&head, plan.id, &call).await.unwrap();
    let draft = activations::open(&head, it.id).await.unwrap().statements.remove(0);
    let site = Site::of(&head);
    let path = format!("/activations/{}/statements/{}", it.id, draft.id);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("What messages says."), "{page}");
    let (status, _) = site.post(&path, "version=1&title=First&text=Mine.").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, page) = site.post(&path, "version=1&title=First&text=Yours.").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("Mine.") && page.contains("Yours.") && page.contains("value=\"2\""));
    let (status, page) = site.post(&path.replace(&draft.id.to_string(), "new"), "title=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let (status, _) = Site::of(&ctx(&platform, Role::Auditor)).get(&path).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}
