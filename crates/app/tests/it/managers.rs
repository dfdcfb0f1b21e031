//! Relationship managers: each agency has one, or is flagged.

use app::actor::Role;
use app::people::managers::{self, ManagerDocument, Query, Standing};
use app::{Error, events};
use test_support::{ctx, ctx_in, fresh, person, platform_ctx, state};

fn of(agency: &str, person: &str, from: &str, until: Option<&str>) -> ManagerDocument {
    ManagerDocument {
        agency: agency.to_owned(),
        person: person.to_owned(),
        from: from.parse().unwrap(),
        until: until.map(|it| it.parse().unwrap()),
    }
}

/// How every agency stands, by code.
async fn standings(ctx: &app::Ctx, query: &Query) -> Vec<(String, Standing)> {
    let page = managers::list(ctx, query).await.unwrap();
    page.items.into_iter().map(|it| (it.agency.code, it.standing)).collect()
}

#[tokio::test]
async fn req_s2_20_each_agency_has_exactly_one_current_manager_or_is_flagged() {
    let platform = fresh().await;
    let at = state(&platform).await;
    for code in ["bea", "bob"] {
        person(&platform, "franklin", code).await;
    }
    let team = ctx(&platform, Role::ContinuityTeam);
    let everything = Query::default();
    let expected = |commerce| {
        vec![("commerce".to_owned(), commerce), ("revenue".to_owned(), Standing::Nobody)]
    };
    assert_eq!(standings(&team, &everything).await, expected(Standing::Nobody));
    let bea = of("commerce", "bea", "2026-01-01", None);
    let bea = managers::assign(&team, &bea).await.unwrap();
    assert_eq!(standings(&team, &everything).await, expected(Standing::One));
    // Bob takes over in December: until then there is one, and from then on two are flagged.
    managers::assign(&team, &of("commerce", "bob", "2026-12-01", None)).await.unwrap();
    assert_eq!(standings(&team, &everything).await, expected(Standing::One));
    let later = crate::impact_desk::at(&team, "2026-12-02T12:00:00Z");
    assert_eq!(standings(&later, &everything).await, expected(Standing::Several));
    let ended = of("commerce", "bea", "2026-01-01", Some("2026-11-30"));
    managers::change(&team, bea.id, 1, &ended).await.unwrap();
    assert_eq!(standings(&later, &everything).await, expected(Standing::One));
    let stale = managers::change(&team, bea.id, 1, &ended).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    // Whom the list flags is found by a filter, and everybody who sees agencies reads it.
    let nobody = Query { standing: Some(Standing::Nobody), ..Query::default() };
    let reader = ctx_in(&platform, Role::Employee, at.revenue);
    assert_eq!(standings(&reader, &nobody).await, [("revenue".to_owned(), Standing::Nobody)]);
    assert_eq!(managers::list(&reader, &everything).await.unwrap().n_items, 1, "theirs alone");
    let log = events::history(&platform_ctx(&platform), bea.id.into(), 10).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    assert_eq!(actions, ["relationship_manager.assigned", "relationship_manager.changed"]);
}

#[tokio::test]
async fn a_manager_is_assigned_by_the_team_once_and_in_a_right_order() {
    let platform = fresh().await;
    let at = state(&platform).await;
    person(&platform, "franklin", "bea").await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let fields = async |document: &ManagerDocument| {
        let Err(Error::Invalid(problems)) = managers::assign(&team, document).await else {
            return Vec::new();
        };
        problems.into_iter().map(|it| it.field.into_owned()).collect::<Vec<_>>()
    };
    let nowhere = of("nowhere", "nobody", "2026-01-01", Some("2025-01-01"));
    assert_eq!(fields(&nowhere).await, ["until", "agency", "person"]);
    let bea = of("commerce", "bea", "2026-01-01", None);
    assert!(fields(&bea).await.is_empty());
    assert_eq!(fields(&of("commerce", "bea", "2026-06-01", None)).await, ["from"]);
    let coordinator = ctx_in(&platform, Role::Coordinator, at.commerce);
    let refused = managers::assign(&coordinator, &of("commerce", "bea", "2020-01-01", None)).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    let page = managers::list(&team, &Query::default()).await.unwrap();
    let id = page.items[0].current[0].0.id;
    assert!(matches!(managers::show(&other, id).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn who_left_is_the_manager_of_nothing() {
    let platform = fresh().await;
    state(&platform).await;
    let bea = person(&platform, "franklin", "bea").await;
    let team = ctx(&platform, Role::ContinuityTeam);
    managers::assign(&team, &of("commerce", "bea", "2026-01-01", None)).await.unwrap();
    app::people::persons::retire(&platform_ctx(&platform), bea, 1).await.unwrap();
    let nobody = Query { standing: Some(Standing::Nobody), ..Query::default() };
    let expected = ["commerce", "revenue"].map(|it| (it.to_owned(), Standing::Nobody));
    assert_eq!(standings(&team, &nobody).await, expected);
}
