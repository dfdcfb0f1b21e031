//! Lessons: only a version of their plan or a rejection closes them.

use app::actor::{Permission, Role};
use app::assure::lessons::{self, LessonDocument, Outcome, Query, State};
use app::plans::{live, plan};
use app::{Error, events};
use test_support::{ctx_in, platform_ctx};

use crate::impact_desk::{as_person, at, refusal};
use crate::plan_desk::plan_desk;

fn fuel(plan: Option<&str>) -> LessonDocument {
    LessonDocument {
        code: "fuel".to_owned(),
        agency: "commerce".to_owned(),
        title: "Nobody ordered fuel".to_owned(),
        about: "Name who orders fuel, and from whom.".to_owned(),
        source: "Exercise of November".to_owned(),
        on: "2026-11-21".parse().unwrap(),
        plan: plan.map(str::to_owned),
        owner: Some("ann-author".to_owned()),
        due: "2026-12-31".parse().ok(),
        outcome: None,
        closed_at: None,
    }
}

fn heeded(number: u32) -> Outcome {
    Outcome { version: Some(number), rejected: None }
}

#[tokio::test]
async fn req_s4_37_a_lesson_is_closed_only_by_a_version_of_its_plan_or_a_rejection() {
    let desk = plan_desk().await;
    let cora = as_person(&desk.platform, &desk.at, "cora", Role::Coordinator).await;
    let plan = desk.in_force("it").await;
    // It was learned after version 1 came into force, on the next day.
    let next_day = |ctx: &app::Ctx| at(ctx, "2026-11-22T12:00:00Z");
    let learned = LessonDocument { on: "2026-11-22".parse().unwrap(), ..fuel(Some("it")) };
    let cora = next_day(&cora);
    let it = lessons::add(&cora, &learned).await.unwrap();
    let of = lessons::of_plan(&cora, plan.id).await.unwrap();
    assert_eq!(of.iter().map(|it| it.id).collect::<Vec<_>>(), [it.id]);
    let nothing = Outcome { version: None, rejected: None };
    let refused = lessons::close(&cora, it.id, 1, &nothing).await.unwrap_err();
    assert_eq!(refusal(refused), "lesson.no_outcome");
    for number in [1, 2] {
        let refused = lessons::close(&cora, it.id, 1, &heeded(number)).await.unwrap_err();
        assert_eq!(refusal(refused), "lesson.not_since");
    }
    // A new version is written; it closes the lesson once it is in force.
    let draft = plan::begin(&next_day(&desk.author), plan.id, plan.version).await.unwrap();
    let said = "Fuel is ordered by the duty officer.";
    let author = next_day(&desk.author);
    let version = plan::submit(&author, plan.id, draft.version, said).await.unwrap();
    let team = next_day(&desk.team);
    let version = plan::review(&team, plan.id, version.version).await.unwrap();
    let head = next_day(&desk.head);
    let version = plan::approve(&head, plan.id, version.version).await.unwrap();
    let refused = lessons::close(&cora, it.id, 1, &heeded(2)).await.unwrap_err();
    assert_eq!(refusal(refused), "lesson.not_since", "approved is not in force");
    live::publish(&author, plan.id, version.version).await.unwrap();
    let it = lessons::close(&cora, it.id, 1, &heeded(2)).await.unwrap();
    assert_eq!(it.state(), State::Heeded);
    let refused = lessons::change(&cora, it.id, 2, &learned).await.unwrap_err();
    assert_eq!(refusal(refused), "lesson.closed");
    let it = lessons::reopen(&cora, it.id, 2).await.unwrap();
    let dear = Outcome { version: None, rejected: Some("It is too dear.".to_owned()) };
    let it = lessons::close(&cora, it.id, it.version, &dear).await.unwrap();
    assert_eq!(it.state(), State::Rejected);
    let log = events::history(&platform_ctx(&desk.platform), it.id.into(), 10).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    let expected = ["added", "closed", "reopened", "closed"];
    assert_eq!(actions, expected.map(|it| format!("lesson.{it}")));
}

#[tokio::test]
async fn a_lesson_is_kept_by_its_agency_and_names_what_is_there() {
    let desk = plan_desk().await;
    let cora = as_person(&desk.platform, &desk.at, "cora", Role::Coordinator).await;
    let wrong = LessonDocument {
        title: String::new(),
        on: "2026-12-24".parse().unwrap(),
        owner: Some("nobody".to_owned()),
        outcome: Some(heeded(1)),
        ..fuel(Some("nothing"))
    };
    let Error::Invalid(problems) = lessons::add(&cora, &wrong).await.unwrap_err() else { panic!() };
    let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["outcome", "title", "on", "plan", "owner"]);
    let it = lessons::add(&cora, &fuel(None)).await.unwrap();
    let Error::Invalid(problems) = lessons::add(&cora, &fuel(None)).await.unwrap_err() else {
        panic!()
    };
    assert_eq!(problems[0].field, "code");
    let refused = lessons::close(&cora, it.id, 1, &heeded(1)).await.unwrap_err();
    assert_eq!(refusal(refused), "lesson.no_plan");
    let other = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    let refused = lessons::show(&other, it.id).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound("lesson")));
    assert_eq!(lessons::list(&other, &Query::default()).await.unwrap().n_items, 0);
    let refused = lessons::close(&desk.author, it.id, 1, &heeded(1)).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(Permission::WriteAssurance)));
    let renamed = LessonDocument { title: "Fuel ran out".to_owned(), ..fuel(None) };
    let changed = lessons::change(&cora, it.id, 1, &renamed).await.unwrap();
    let same = lessons::change(&cora, it.id, 2, &renamed).await.unwrap();
    assert_eq!((changed.version, same.version), (2, 2));
    let stale = lessons::change(&cora, it.id, 1, &renamed).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("lesson")));
    let overdue = Query { overdue: true, ..Query::default() };
    assert_eq!(lessons::list(&cora, &overdue).await.unwrap().n_items, 0);
    let later = at(&cora, "2027-01-01T09:00:00Z");
    assert_eq!(lessons::list(&later, &overdue).await.unwrap().n_items, 1);
}
