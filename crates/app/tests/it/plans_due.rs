//! What time and change make of plans in force.

use app::plans::plan::{self, Standing};
use test_support::platform_ctx;

use crate::impact_desk::at;
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
