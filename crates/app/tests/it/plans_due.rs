//! What time and change make of plans in force.

use std::collections::BTreeMap;

use app::actor::Role;
use app::plans::plan::{self, PlanDocument, PlanReviews, Standing};
use app::{Error, Paging, settings};
use test_support::{ctx_in, platform_ctx};

use crate::impact_desk::{at, refusal};
use crate::plan_desk::plan_desk;

#[tokio::test]
async fn req_s0_12_a_plan_is_overdue_on_day_366_without_anybody_doing_anything() {
    let desk = plan_desk().await;
    let plan = desk.in_force("it").await;
    let server = platform_ctx(&desk.platform);
    let standing = async || plan::show(&desk.team, plan.id).await.unwrap().standing;
    assert_eq!(plan::due(&at(&server, "2027-10-21T09:00:00Z")).await.unwrap(), 0);
    assert_eq!(plan::due(&at(&server, "2027-10-22T09:00:00Z")).await.unwrap(), 1);
    assert_eq!(standing().await, Standing::ReviewDue);
    assert_eq!(plan::due(&at(&server, "2027-11-21T08:59:59Z")).await.unwrap(), 0);
    assert_eq!(plan::due(&at(&server, "2027-11-22T09:00:00Z")).await.unwrap(), 1);
    assert_eq!(standing().await, Standing::Overdue);
    assert_eq!(plan::due(&at(&server, "2027-11-22T09:00:00Z")).await.unwrap(), 0);
    let plan = plan::show(&desk.author, plan.id).await.unwrap();
    let later = at(&desk.author, "2027-11-23T09:00:00Z");
    let plan = plan::reaffirm(&later, plan.id, plan.version).await.unwrap();
    assert_eq!(plan.standing, Standing::Active);
    assert_eq!(plan.review_due, Some("2028-11-23T09:00:00Z".parse().unwrap()));
    let actions = desk.actions(&plan).await;
    let expected = ["plan.review_due", "plan.overdue", "plan.reaffirmed"];
    assert_eq!(actions[actions.len() - 3..], expected);
}

#[tokio::test]
async fn req_s0_27_a_plan_must_be_looked_at_when_what_it_is_about_is_retired() {
    let desk = plan_desk().await;
    let plan = desk.in_force("it").await;
    let server = platform_ctx(&desk.platform);
    assert_eq!(plan::changed_since(&server).await.unwrap(), 0);
    let later = at(&server, "2026-11-21T10:00:00Z");
    let item = app::prepare::inventory::show(&later, desk.service.id).await.unwrap();
    app::prepare::inventory::retire(&later, item.id, item.version).await.unwrap();
    assert_eq!(plan::changed_since(&later).await.unwrap(), 1);
    assert_eq!(plan::changed_since(&later).await.unwrap(), 0);
    let plan = plan::show(&desk.team, plan.id).await.unwrap();
    assert_eq!(plan.standing, Standing::ReviewDue);
    assert!(plan.because.contains("The benefits has changed"), "{}", plan.because);
    // It is closed by a new version, or by stating that the plan still holds.
    let author = at(&desk.author, "2026-11-21T11:00:00Z");
    let plan = plan::reaffirm(&author, plan.id, plan.version).await.unwrap();
    assert_eq!((plan.standing, plan.because.as_str()), (Standing::Active, ""));
    assert_eq!(plan::changed_since(&at(&server, "2026-11-21T12:00:00Z")).await.unwrap(), 0);
}

/// Somebody says that something significant has changed, or the platform sees it: the review is due
/// within the days that the state allows, unless it was due sooner.
#[tokio::test]
async fn req_s4_40_after_a_significant_change_the_review_is_due_in_so_many_days() {
    let desk = plan_desk().await;
    let draft = desk.started("drp", "new").await;
    let plan = desk.in_force("it").await;
    let server = platform_ctx(&desk.platform);
    let refused = plan::flag(&desk.author, plan.id, plan.version, " ").await.unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)));
    let because = "The data center moves to Rocky Mount.";
    let flagged = plan::flag(&desk.team, plan.id, plan.version, because).await.unwrap();
    assert_eq!((flagged.standing, flagged.because.as_str()), (Standing::ReviewDue, because));
    assert_eq!(flagged.review_due, Some("2026-12-21T09:00:00Z".parse().unwrap()));
    let stale = plan::flag(&desk.author, plan.id, plan.version, because).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("plan")));
    // Nobody looks, and it is overdue.
    assert_eq!(plan::due(&at(&server, "2026-12-21T09:00:00Z")).await.unwrap(), 1);
    let late = plan::show(&desk.team, plan.id).await.unwrap();
    assert_eq!(late.standing, Standing::Overdue);
    let author = at(&desk.author, "2026-12-22T09:00:00Z");
    let fresh = plan::reaffirm(&author, plan.id, late.version).await.unwrap();
    assert_eq!(fresh.review_due, Some("2027-12-22T09:00:00Z".parse().unwrap()));

    // The state allows ten days. What the plan is about changes a month later.
    settings::change(&server, 0, PlanReviews { change_days: 10, ..PlanReviews::default() })
        .await
        .unwrap();
    let later = at(&server, "2027-01-22T10:00:00Z");
    let item = app::prepare::inventory::show(&later, desk.service.id).await.unwrap();
    app::prepare::inventory::retire(&later, item.id, item.version).await.unwrap();
    assert_eq!(plan::changed_since(&later).await.unwrap(), 1);
    let plan = plan::show(&desk.team, plan.id).await.unwrap();
    assert_eq!(plan.review_due, Some("2027-02-01T10:00:00Z".parse().unwrap()));
    // A review that is due sooner stays due then.
    let later = at(&desk.author, "2027-01-30T10:00:00Z");
    let plan = plan::flag(&later, plan.id, plan.version, because).await.unwrap();
    assert_eq!(plan.review_due, Some("2027-02-01T10:00:00Z".parse().unwrap()));
    let refused = plan::flag(&desk.author, draft.id, draft.version, because).await.unwrap_err();
    assert_eq!(refusal(refused), "plan.not_in_force");
    let none = PlanReviews { change_days: 0, ..PlanReviews::default() };
    assert!(matches!(settings::change(&server, 1, none).await, Err(Error::Invalid(_))));
}

/// Whoever answers for plans sees all of theirs, each with what is to be done next.
#[tokio::test]
async fn req_s4_05_a_manager_sees_all_of_their_plans_with_the_next_action() {
    let desk = plan_desk().await;
    let owned = |code: &str| {
        let mut document = PlanDocument::new("commerce", "drp", code, &format!("Plan {code}"));
        document.owner = Some("ann-author".to_owned());
        document.items.insert("service:benefits".to_owned());
        document
    };
    for code in ["draft", "review", "approval", "approved", "force"] {
        let plan = match code {
            "draft" => desk.drafted(code).await.0,
            "review" | "approval" => desk.submitted(code).await.0,
            "approved" => desk.approved(code).await.0,
            _ => desk.in_force(code).await,
        };
        if code == "approval" {
            let version = desk.newest(&plan).await;
            plan::review(&desk.team, plan.id, version.version).await.unwrap();
        }
        let plan = plan::show(&desk.author, plan.id).await.unwrap();
        let document = owned(code);
        plan::change(&desk.author, plan.id, plan.version, &document).await.unwrap();
    }
    desk.drafted("theirs").await;
    let next = async || {
        let page = plan::mine(&desk.author, Paging::default()).await.unwrap();
        let all = page.items.into_iter().map(|it| (it.code.clone(), it.next_step().code()));
        all.collect::<BTreeMap<String, &str>>()
    };
    let expected = [
        ("draft", "write"),
        ("review", "await_review"),
        ("approval", "await_approval"),
        ("approved", "test"),
        ("force", "nothing"),
    ];
    assert_eq!(next().await, expected.map(|(code, next)| (code.to_owned(), next)).into());
    let plan = plan::by_code(&desk.author, "force").await.unwrap();
    plan::flag(&desk.author, plan.id, plan.version, "It moves.").await.unwrap();
    assert_eq!(next().await["force"], "look_again");
    let plan = plan::by_code(&desk.author, "approved").await.unwrap();
    plan::waive_test(&desk.head, plan.id, plan.version, "New.").await.unwrap();
    assert_eq!(next().await["approved"], "publish");
    // Those of others are not among them, and who may read no plans has none.
    assert_eq!(plan::mine(&desk.head, Paging::default()).await.unwrap().n_items, 0);
    let nobody = ctx_in(&desk.platform, Role::Employee, desk.at.commerce);
    assert_eq!(plan::mine(&nobody, Paging::default()).await.unwrap().n_items, 0);
}
