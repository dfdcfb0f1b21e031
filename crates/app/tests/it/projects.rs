//! Special projects: a late milestone is seen by whoever must see to it.

use app::actor::Role;
use app::assure::projects::{self, Milestone, ProjectDocument, Query, Status};
use app::{Ctx, Error, events};
use test_support::{ctx, ctx_in, fresh, platform_ctx, state};

use crate::impact_desk::{as_person, at, refusal};

fn moving() -> ProjectDocument {
    let milestone = |name: &str, due: &str| Milestone {
        name: name.to_owned(),
        due: due.parse().unwrap(),
        done_on: None,
    };
    ProjectDocument {
        code: "move".to_owned(),
        agency: "commerce".to_owned(),
        name: "Move to the west".to_owned(),
        scope: "All essential services.".to_owned(),
        owner: Some("olga".to_owned()),
        status: Status::Active,
        milestones: vec![milestone("Rooms", "2026-11-25"), milestone("Lines", "2027-02-01")],
    }
}

async fn late(ctx: &Ctx) -> Vec<String> {
    let found = projects::late(ctx).await.unwrap();
    found.into_iter().map(|it| it.document.code).collect()
}

#[tokio::test]
async fn req_s0_21_a_late_milestone_is_seen_by_the_team_and_by_whoever_leads_the_project() {
    let platform = fresh().await;
    let agencies = state(&platform).await;
    let cora = as_person(&platform, &agencies, "cora", Role::Coordinator).await;
    let olga = as_person(&platform, &agencies, "olga", Role::PlanOwner).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let it = projects::add(&cora, &moving()).await.unwrap();
    let overdue = Query { late: true, ..Query::default() };
    assert_eq!(projects::list(&team, &overdue).await.unwrap().n_items, 0);
    assert_eq!(late(&team).await, [""; 0]);
    let later = |ctx: &Ctx| at(ctx, "2026-11-26T12:00:00Z");
    let (cora, olga, team) = (later(&cora), later(&olga), later(&team));
    assert_eq!(projects::list(&team, &overdue).await.unwrap().n_items, 1);
    assert_eq!(late(&team).await, ["move"]);
    assert_eq!(late(&olga).await, ["move"]);
    assert_eq!(late(&cora).await, [""; 0], "somebody else leads it");
    // Whoever leads it says that it is reached.
    let it = projects::reach(&olga, it.id, it.version, 0).await.unwrap();
    assert_eq!((it.n_reached(), it.next().map(|it| it.name.as_str())), (1, Some("Lines")));
    assert_eq!(late(&team).await, [""; 0]);
    let again = projects::reach(&olga, it.id, it.version, 0).await.unwrap_err();
    assert_eq!(refusal(again), "project.reached");
    let log = events::history(&platform_ctx(&platform), it.id.into(), 10).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    assert_eq!(actions, ["project.added", "project.milestone_reached"]);
}

/// However many others are late, and come before it by name.
#[tokio::test]
async fn whoever_leads_a_project_sees_that_it_is_late_among_very_many() {
    let platform = fresh().await;
    let agencies = state(&platform).await;
    let cora = as_person(&platform, &agencies, "cora", Role::Coordinator).await;
    let olga = as_person(&platform, &agencies, "olga", Role::PlanOwner).await;
    projects::add(&cora, &moving()).await.unwrap();
    for n in 0..app::Paging::SIZE_MAX {
        let (code, name) = (format!("a-{n}"), format!("Another {n}"));
        let other = ProjectDocument { code, name, owner: Some("cora".to_owned()), ..moving() };
        projects::add(&cora, &other).await.unwrap();
    }
    assert_eq!(late(&at(&olga, "2026-11-26T12:00:00Z")).await, ["move"]);
}

#[tokio::test]
async fn a_project_is_kept_by_its_agency_and_names_what_is_there() {
    let platform = fresh().await;
    let agencies = state(&platform).await;
    let cora = as_person(&platform, &agencies, "cora", Role::Coordinator).await;
    as_person(&platform, &agencies, "olga", Role::PlanOwner).await;
    let wrong = ProjectDocument {
        agency: "nowhere".to_owned(),
        name: String::new(),
        owner: Some("nobody".to_owned()),
        ..moving()
    };
    let Err(Error::Invalid(problems)) = projects::add(&cora, &wrong).await else { panic!() };
    let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["name", "agency", "owner"]);
    let asked = ProjectDocument { owner: None, status: Status::Requested, ..moving() };
    let it = projects::add(&cora, &asked).await.unwrap();
    let taken = projects::add(&cora, &asked).await.unwrap_err();
    assert!(matches!(taken, Error::Invalid(it) if it[0].field == "code"));
    let changed = projects::change(&cora, it.id, 1, &moving()).await.unwrap();
    let same = projects::change(&cora, it.id, 2, &moving()).await.unwrap();
    assert_eq!((changed.version, same.version), (2, 2));
    let stale = projects::change(&cora, it.id, 1, &asked).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("project")));
    let other = ctx_in(&platform, Role::Coordinator, agencies.revenue);
    let hidden = projects::show(&other, it.id).await.unwrap_err();
    assert!(matches!(hidden, Error::NotFound("project")));
    assert_eq!(projects::list(&other, &Query::default()).await.unwrap().n_items, 0);
    let elsewhere = ProjectDocument { code: "other".to_owned(), ..moving() };
    let Err(Error::Invalid(problems)) = projects::add(&other, &elsewhere).await else { panic!() };
    assert_eq!(problems[0].field, "agency");
}
