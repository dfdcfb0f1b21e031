//! Obligations: the register, which plans answer which clause, and who may change it.

use app::actor::{Permission, Role};
use app::assure::obligations::{self, Clause, Obligation, ObligationDocument, Query, Sort};
use app::people::agencies::AgencyKind;
use app::plans::plan;
use app::{Ctx, Error, events};
use test_support::{ctx, ctx_in, fresh, platform_ctx, state};

use crate::impact_desk::refusal;
use crate::plan_desk::plan_desk;

const STATUTE: &str = "gs-143b-1331";

async fn statute(ctx: &Ctx) -> Obligation {
    obligations::by_code(ctx, STATUTE).await.unwrap()
}

fn law() -> ObligationDocument {
    ObligationDocument {
        clauses: vec![Clause {
            number: "§ 1".to_owned(),
            text: "Know what must not stop.".to_owned(),
            sections: vec!["drp:scope".to_owned()],
        }],
        ..ObligationDocument::new("law-1", "Law 1", "A law of our own")
    }
}

fn fields(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(problems) => problems.into_iter().map(|it| it.field.into_owned()).collect(),
        other => vec![other.to_string()],
    }
}

/// Whoever picks the statute sees each plan with each clause: satisfied, or missing with the section.
#[tokio::test]
async fn req_s0_11_each_plan_shows_which_clauses_of_an_obligation_it_satisfies_or_misses() {
    let desk = plan_desk().await;
    desk.in_force("done").await;
    desk.started("drp", "new").await;
    desk.started("oep", "other").await;
    let it = statute(&desk.team).await;
    assert_eq!(it.document.citation, "N.C.G.S. 143B-1331");
    let page = obligations::plans_of(&desk.team, it.id, &plan::Query::default()).await.unwrap();
    // Nothing in an occupant emergency plan could answer the statute.
    let codes: Vec<&str> = page.items.iter().map(|it| it.plan.code.as_str()).collect();
    assert_eq!((codes, page.n_items), (vec!["done", "new"], 2));
    assert_eq!(page.items[0].missing().count(), 0);
    assert_eq!(page.items[0].score(), 10_000);
    let missing: Vec<(&str, &str)> =
        page.items[1].missing().map(|it| (it.number.as_str(), it.section.title.as_str())).collect();
    assert_eq!(missing[1], ("143B-1331(2)", "Which disasters it reckons with"));
    assert_eq!((missing.len(), page.items[1].score()), (6, 0));
    // Filtered by agency; and for agencies of other kinds it does not hold.
    let of = |id| plan::Query { agencies: Some([id].into()), ..plan::Query::default() };
    let n_of = async |query: plan::Query| {
        obligations::plans_of(&desk.team, it.id, &query).await.unwrap().n_items
    };
    assert_eq!(n_of(of(desk.at.commerce)).await, 2);
    assert_eq!(n_of(of(desk.at.revenue)).await, 0);
    let kinds = vec![AgencyKind::County];
    let other = ObligationDocument { kinds, ..it.document.clone() };
    obligations::change(&desk.team, it.id, 0, &other).await.unwrap();
    assert_eq!(n_of(of(desk.at.commerce)).await, 0);
}

/// A plan says how much of what is asked it answers, and what is to be added.
#[tokio::test]
async fn req_s4_42_a_plan_has_a_score_and_names_the_section_to_add_for_each_missing_clause() {
    let desk = plan_desk().await;
    let (plan, draft) = desk.drafted("it").await;
    let mut content = draft.content.clone();
    for it in content.sections.iter_mut().filter(|it| it.key == "protection") {
        it.text.clear();
    }
    plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    let all = obligations::of_plan(&desk.author, plan.id).await.unwrap();
    let (_, statute) = all.iter().find(|it| it.0.document.code == STATUTE).unwrap();
    let missing: Vec<_> = statute.missing().collect();
    assert_eq!((missing.len(), statute.score()), (1, 8_333));
    assert_eq!(missing[0].number, "143B-1331(3)");
    assert_eq!(missing[0].section.title, "What is done beforehand");
    assert!(all.iter().any(|it| it.0.document.code == "sp-800-53-cp"));
    // The same is a finding of the rules, by the register.
    let told = async || {
        let found = obligations::findings(&desk.author, plan.id).await.unwrap();
        found.into_iter().filter(|it| it.code == "PLN-006").collect::<Vec<_>>()
    };
    let found = told().await;
    let of_statute = found.iter().find(|it| it.sentence.contains("143B-1331(3)")).unwrap();
    assert!(of_statute.sentence.contains("N.C.G.S. 143B-1331 asks for"), "{of_statute:?}");
    assert_eq!(of_statute.place, "protection");
    let it = obligations::by_code(&desk.team, STATUTE).await.unwrap();
    obligations::retire(&desk.team, it.id, 0).await.unwrap();
    assert!(told().await.iter().all(|it| !it.sentence.contains("143B-1331")));
}

#[tokio::test]
async fn the_central_team_keeps_the_register_and_nobody_else() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let coordinator = ctx_in(&platform, Role::Coordinator, at.commerce);
    let added = obligations::add(&team, &law()).await.unwrap();
    assert_eq!(added.version, 1);
    let refused = obligations::add(&coordinator, &law()).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(Permission::WriteObligations)));
    let refused = obligations::change(&coordinator, added.id, 1, &law()).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(Permission::WriteObligations)));
    let desk_agent = ctx_in(&platform, Role::ServiceDesk, at.commerce);
    let refused = obligations::show(&desk_agent, added.id).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(Permission::ReadAssurance)));
    assert_eq!(obligations::show(&coordinator, added.id).await.unwrap(), added);

    assert_eq!(fields(obligations::add(&team, &law()).await.unwrap_err()), ["code"]);
    let nowhere = ObligationDocument { agencies: vec!["nowhere".to_owned()], ..law() };
    let refused = obligations::change(&team, added.id, 1, &nowhere).await.unwrap_err();
    assert_eq!(fields(refused), ["agencies"]);
    let renamed = ObligationDocument { title: "Another title".to_owned(), ..law() };
    let changed = obligations::change(&team, added.id, 1, &renamed).await.unwrap();
    assert_eq!(changed.version, 2);
    let same = obligations::change(&team, added.id, 2, &renamed).await.unwrap();
    assert_eq!(same.version, 2);
    let stale = obligations::change(&team, added.id, 1, &law()).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("obligation")));
    let retired = obligations::retire(&team, added.id, 2).await.unwrap();
    let refused = obligations::change(&team, added.id, 3, &law()).await.unwrap_err();
    assert_eq!(refusal(refused), "obligation.retired");
    let restored = obligations::restore(&team, added.id, retired.version).await.unwrap();
    let refused = obligations::restore(&team, added.id, restored.version).await.unwrap_err();
    assert_eq!(refusal(refused), "obligation.not_retired");
    let log = events::history(&platform_ctx(&platform), added.id.into(), 10).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    let expected = ["added", "changed", "retired", "restored"];
    assert_eq!(actions, expected.map(|it| format!("obligation.{it}")));
}

/// What came with the program stays as it is until somebody changes it, and keeps its id then.
#[tokio::test]
async fn what_came_with_the_program_can_be_changed_and_is_found_again() {
    let platform = fresh().await;
    state(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let before = statute(&team).await;
    assert_eq!((before.version, before.updated_at), (0, None));
    let mut document = before.document.clone();
    document.due = "2027-01-31".parse().ok();
    let after = obligations::change(&team, before.id, 0, &document).await.unwrap();
    assert_eq!((after.id, after.version), (before.id, 1));
    let stale = obligations::change(&team, before.id, 0, &document).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("obligation")));
    assert_eq!(statute(&team).await, after);
    let codes = async |query: Query| -> Vec<String> {
        let page = obligations::list(&team, &query).await.unwrap();
        page.items.into_iter().map(|it| it.document.code).collect()
    };
    let by_clauses = Query { sort: Sort::Clauses, descending: true, ..Query::default() };
    assert_eq!(codes(by_clauses).await[0], "sp-800-53-cp");
    let about = Query { text: "state cio".to_owned(), ..Query::default() };
    assert_eq!(codes(about).await, [STATUTE]);
    assert_eq!(codes(Query { retired: true, ..Query::default() }).await.len(), 0);
    assert_eq!(codes(Query::default()).await.len(), 5);
}
