//! Objectives: what was measured last, and whether that suffices.

use app::actor::{Permission, Role};
use app::assure::objectives::{
    self, Content, Measurement, Measuring, ObjectiveDocument, Query, Serves, Value, Verdict,
};
use app::{Error, Span, events};
use test_support::{ctx, ctx_in, fresh, platform_ctx, service, state};

use crate::impact_desk::{as_person, refusal};

fn document(code: &str) -> ObjectiveDocument {
    ObjectiveDocument {
        code: code.to_owned(),
        agency: "commerce".to_owned(),
        name: "Restore essential functions within 12 h".to_owned(),
        content: Content::within(Span::from_hours(12)),
        retired_at: None,
    }
}

fn exercise(on: &str, hours: i64) -> Measurement {
    Measurement {
        on: on.parse().unwrap(),
        took: Some(Span::from_hours(hours)),
        share: None,
        source: "Statewide exercise".to_owned(),
    }
}

#[tokio::test]
async fn req_s1_32_an_objective_shows_what_the_last_exercise_measured_and_pass_or_fail() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let cora = as_person(&platform, &at, "cora", Role::Coordinator).await;
    let it = objectives::add(&cora, &document("mef")).await.unwrap();
    let line = objectives::show(&cora, it.id).await.unwrap();
    assert_eq!((line.verdict, line.last), (Verdict::Unmeasured, None));
    let it = objectives::measure(&cora, it.id, 1, &exercise("2026-05-07", 14)).await.unwrap();
    assert_eq!(objectives::show(&cora, it.id).await.unwrap().verdict, Verdict::Fail);
    let it = objectives::measure(&cora, it.id, 2, &exercise("2026-11-03", 9)).await.unwrap();
    let line = objectives::show(&cora, it.id).await.unwrap();
    let last = line.last.unwrap();
    assert_eq!(last.value, Value::Took(Span::from_hours(9)));
    assert_eq!(
        (last.on, last.source.as_str()),
        ("2026-11-03".parse().unwrap(), "Statewide exercise")
    );
    assert_eq!(line.verdict, Verdict::Pass);
    let refused = objectives::measure(&cora, it.id, 3, &exercise("2027-01-01", 1)).await;
    assert!(matches!(refused.unwrap_err(), Error::Invalid(_)), "a day that has not come");
    let stale = objectives::measure(&cora, it.id, 1, &exercise("2026-11-04", 1)).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("objective")));
    let passed = Query { verdict: Some(Verdict::Pass), ..Query::default() };
    assert_eq!(objectives::list(&cora, &passed).await.unwrap().n_items, 1);
    let cog = Query { serves: Some(Serves::Cog), ..Query::default() };
    assert_eq!(objectives::list(&cora, &cog).await.unwrap().n_items, 0);
}

/// What follows from recovery analysis is true of now, without anybody writing it down.
#[tokio::test]
async fn req_s1_32_an_objective_may_follow_from_recovery_analysis() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let cora = as_person(&platform, &at, "cora", Role::Coordinator).await;
    service(&platform, "soon", 8, 4).await;
    service(&platform, "late", 8, 20).await;
    let measured = |items: &[&str], within: Option<i64>, at_least: Option<u32>| Content {
        by: Measuring::Recovery,
        items: items.iter().map(|it| (*it).to_owned()).collect(),
        within: within.map(Span::from_hours),
        at_least,
        ..Content::within(Span::ZERO)
    };
    let verdict = async |code: &str, content: Content| {
        let document = ObjectiveDocument { content, ..document(code) };
        let it = objectives::add(&cora, &document).await.unwrap();
        let line = objectives::show(&cora, it.id).await.unwrap();
        (line.verdict, line.last.unwrap().value)
    };
    let both = ["service:soon", "service:late"];
    let told = verdict("a", measured(&both, Some(12), None)).await;
    assert_eq!(told, (Verdict::Fail, Value::Took(Span::from_hours(20))));
    let told = verdict("b", measured(&both[..1], Some(12), None)).await;
    assert_eq!(told, (Verdict::Pass, Value::Took(Span::from_hours(4))));
    let told = verdict("c", measured(&both, None, Some(50))).await;
    assert_eq!(told, (Verdict::Pass, Value::Share(50)));
    let told = verdict("d", measured(&both, None, Some(51))).await;
    assert_eq!(told, (Verdict::Fail, Value::Share(50)));
    let unknown =
        ObjectiveDocument { content: measured(&["service:none"], Some(12), None), ..document("e") };
    let Error::Invalid(problems) = objectives::add(&cora, &unknown).await.unwrap_err() else {
        panic!()
    };
    assert_eq!(problems[0].reason, "There is no service:none.");
}

#[tokio::test]
async fn an_objective_is_kept_by_its_agency_and_seen_by_no_other() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let cora = as_person(&platform, &at, "cora", Role::Coordinator).await;
    let it = objectives::add(&cora, &document("mef")).await.unwrap();
    let Error::Invalid(problems) = objectives::add(&cora, &document("mef")).await.unwrap_err()
    else {
        panic!()
    };
    assert_eq!(problems[0].field, "code");
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    let refused = objectives::show(&other, it.id).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound("objective")));
    assert_eq!(objectives::list(&other, &Query::default()).await.unwrap().n_items, 0);
    let refused = objectives::add(&other, &document("theirs")).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)));
    let owner = ctx_in(&platform, Role::PlanOwner, at.commerce);
    let refused = objectives::retire(&owner, it.id, 1).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(Permission::WriteAssurance)));
    let team = ctx(&platform, Role::ContinuityTeam);
    let renamed = ObjectiveDocument { name: "Another".to_owned(), ..document("mef") };
    let changed = objectives::change(&team, it.id, 1, &renamed).await.unwrap();
    let same = objectives::change(&team, it.id, 2, &renamed).await.unwrap();
    assert_eq!((changed.version, same.version), (2, 2));
    let stale = objectives::change(&team, it.id, 1, &renamed).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("objective")));
    objectives::retire(&team, it.id, 2).await.unwrap();
    let refused = objectives::measure(&team, it.id, 3, &exercise("2026-11-03", 9)).await;
    assert_eq!(refusal(refused.unwrap_err()), "objective.retired");
    objectives::restore(&team, it.id, 3).await.unwrap();
    let log = events::history(&platform_ctx(&platform), it.id.into(), 10).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    let expected = ["added", "changed", "retired", "restored"];
    assert_eq!(actions, expected.map(|it| format!("objective.{it}")));
}
