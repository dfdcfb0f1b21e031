//! What a review of a submission asks for: late after its day, until it is put right.

use app::actor::{Permission, Role};
use app::assure::submissions::{self, Outcome, Query, State};
use app::people::access::Extent;
use app::plans::plan::PlanReviews;
use app::{Error, events, settings};
use test_support::{MailServer, platform_ctx};

use crate::impact_desk::{at, refusal};
use crate::plan_desk::plan_desk;
use crate::submissions::{campaign, day, handed_in, holds, of, review, work_at};

/// What a review asked for is due on a day as plans are: then it is late, and the same are told.
#[tokio::test]
async fn what_a_review_asked_for_is_late_after_its_day_until_it_is_put_right() {
    let server = MailServer::start();
    let desk = plan_desk().await;
    let platform = server.serve(&desk.platform);
    holds(&platform, ("commerce", "cleo"), Role::AgencyHead, Extent::Agency(desk.at.commerce))
        .await;
    holds(&platform, ("franklin", "cio"), Role::StateCio, Extent::State).await;
    let within = PlanReviews { fix_days: 6, ..PlanReviews::default() };
    settings::change(&platform_ctx(&desk.platform), 0, within).await.unwrap();
    desk.in_force("it").await;
    let campaign = campaign(&desk).await;
    let it = handed_in(&desk).await;
    let mut judged = review(2, &[]);
    judged.scores[0].fix = "Say who decides at night.".to_owned();
    let judged = (judged, Outcome::AcceptedWithFixes);
    let it = submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap();
    assert_eq!(it.fixes_due_on, Some(day("2026-11-27")));

    let last_day = at(&desk.team, "2026-11-27T17:00:00Z");
    submissions::due(&last_day).await.unwrap();
    assert!(!of(&desk.team, desk.at.commerce).await.is_late());
    let after = at(&desk.team, "2026-11-28T17:00:00Z");
    assert_eq!(submissions::due(&after).await.unwrap(), 1);
    assert_eq!(submissions::due(&after).await.unwrap(), 0, "it is noted once");
    let it = of(&desk.team, desk.at.commerce).await;
    assert_eq!((it.state, it.is_late()), (State::AcceptedWithFixes, true));
    let fixes = Query { fixes_late: true, ..Query::default() };
    assert_eq!(submissions::list(&desk.team, &fixes).await.unwrap().n_items, 1);
    assert_eq!(submissions::remind(&after, campaign.id).await.unwrap(), 1);
    work_at(&platform, &after).await;
    let to = |who: &str, subject: &str| {
        let is = |it: &test_support::Received| {
            it.header("To").contains(who) && it.header("Subject").contains(subject)
        };
        server.mails().iter().filter(|it| is(it)).count()
    };
    // When it became late, and the reminder.
    assert_eq!(to("cleo@commerce.example", "late with what the review asked for"), 2);
    assert_eq!(to("cio@franklin.example", "did not put right in time"), 1);

    // Who reviews notes that it is put right: not the agency itself.
    let refused = submissions::settle(&desk.head, it.id, it.version).await;
    assert!(matches!(refused, Err(Error::Forbidden(Permission::ReviewSubmissions))));
    let stale = submissions::settle(&desk.team, it.id, it.version - 1).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    let it = submissions::settle(&desk.team, it.id, it.version).await.unwrap();
    assert_eq!((it.is_late(), it.fixes_due_on), (false, None));
    let again = submissions::settle(&desk.team, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(again), "submission.nothing_to_fix");
    let log = events::history(&desk.team, it.id.into(), 2).await.unwrap();
    let actions: Vec<String> = log.into_iter().map(|it| it.action).collect();
    assert_eq!(actions, ["submission.changed", "submission.late"]);
}

/// What was returned and is handed in again is not late with it any more.
#[tokio::test]
async fn what_is_handed_in_again_is_not_late_with_what_was_asked_for() {
    let desk = plan_desk().await;
    let within = PlanReviews { fix_days: 6, ..PlanReviews::default() };
    settings::change(&platform_ctx(&desk.platform), 0, within).await.unwrap();
    desk.in_force("it").await;
    campaign(&desk).await;
    let it = handed_in(&desk).await;
    let judged = (review(2, &[("statute.cyber", 0)]), Outcome::Returned);
    submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap();
    let after = at(&desk.team, "2026-11-28T17:00:00Z");
    submissions::due(&after).await.unwrap();
    let it = of(&desk.team, desk.at.commerce).await;
    assert_eq!((it.state, it.is_late()), (State::Returned, true));
    let refused = submissions::settle(&desk.team, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "submission.nothing_to_fix");
    let it = handed_in(&desk).await;
    assert!(!it.is_late() && it.late_at.is_none());
}
