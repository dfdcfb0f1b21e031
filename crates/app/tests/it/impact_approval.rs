//! Who approves an impact analysis, and what holds since.

use app::actor::{Permission, Reach, Role};
use app::events::{self, Verdict};
use app::prepare::impact::{self, Content, Query, State};
use app::prepare::inventory::{self, Kind};
use app::prove::recovery;
use app::{Error, Paging, Span};
use test_support::{ctx, ctx_in, ctx_with, item, platform_ctx};

use crate::impact_desk::{as_person, desk, refusal, whole};

#[tokio::test]
async fn what_comes_back_into_use_still_has_the_target_of_its_analysis() {
    let desk = desk().await;
    let ctx = platform_ctx(&desk.platform);
    desk.approved().await;
    let asked = async || {
        let why = recovery::explain(&ctx, desk.process.id).await.unwrap();
        why.outcome.required_rto
    };
    assert_eq!(asked().await, Some(Span::from_hours(18)));
    let process = inventory::show(&ctx, desk.process.id).await.unwrap();
    let process = inventory::retire(&ctx, process.id, process.version).await.unwrap();
    // The board forgets it, and reads all targets again, because another analysis changed.
    let other = item(&desk.platform, Kind::Process, "commerce", "other").await;
    impact::start(&desk.author, other.id).await.unwrap();
    recovery::refresh(&ctx).await.unwrap();
    inventory::restore(&ctx, process.id, process.version).await.unwrap();
    assert_eq!(asked().await, Some(Span::from_hours(18)));
}

#[tokio::test]
async fn an_analysis_is_written_handed_in_and_approved_by_somebody_else() {
    let desk = desk().await;
    let complete = desk.complete().await;
    assert_eq!(complete.state, State::Complete);

    let own = ctx_with(&desk.platform, desk.author.actor.person_id, Role::AgencyHead, Reach::State);
    let error = impact::approve(&own, complete.id, complete.version).await.unwrap_err();
    assert_eq!(refusal(error), "analysis.own");
    let waiting = impact::to_approve(&own, Paging::default()).await.unwrap();
    assert_eq!(waiting.n_items, 0);
    let waiting = impact::to_approve(&desk.head, Paging::default()).await.unwrap();
    assert_eq!(
        (waiting.items[0].id, waiting.items[0].item.code.as_str()),
        (complete.id, "pay-claims")
    );

    let approved = impact::approve(&desk.head, complete.id, complete.version).await.unwrap();
    assert_eq!(approved.approved_by, Some(desk.head.actor.person_id));
    let (shown, item) = impact::show(&desk.author, approved.id).await.unwrap();
    assert_eq!((shown, item.id), (approved.clone(), desk.process.id));
    let expected =
        ["analysis.started", "analysis.changed", "analysis.completed", "analysis.approved"];
    assert_eq!(desk.actions(approved.id).await, expected);
    let verdict = events::verify(&platform_ctx(&desk.platform)).await.unwrap();
    assert!(matches!(verdict, Verdict::Intact { .. }));
}

#[tokio::test]
async fn whoever_wrote_at_an_analysis_cannot_approve_it_though_others_changed_it_since() {
    let desk = desk().await;
    let draft = desk.draft().await;
    let helper = as_person(&desk.platform, &desk.at, "hank-helper", Role::Coordinator).await;
    let draft = impact::save(&helper, draft.id, draft.version, whole()).await.unwrap();
    let faster = Content { rto: Some(Span::from_hours(4)), ..whole() };
    let draft = impact::save(&desk.author, draft.id, draft.version, faster).await.unwrap();
    let complete = impact::submit(&desk.author, draft.id, draft.version).await.unwrap();
    let back = impact::send_back(&helper, complete.id, complete.version, "Wait.").await.unwrap();
    // Who only hands it in stands for what it says, too.
    let hugh = as_person(&desk.platform, &desk.at, "hugh-hander", Role::Coordinator).await;
    let complete = impact::submit(&hugh, back.id, back.version).await.unwrap();
    let hugh = ctx_with(&desk.platform, hugh.actor.person_id, Role::AgencyHead, Reach::State);
    let error = impact::approve(&hugh, complete.id, complete.version).await.unwrap_err();
    assert_eq!(refusal(error), "analysis.own");
    assert_eq!(impact::to_approve(&hugh, Paging::default()).await.unwrap().n_items, 0);

    let hank = ctx_with(&desk.platform, helper.actor.person_id, Role::AgencyHead, Reach::State);
    assert!(impact::is_own(&hank, &complete).await.unwrap());
    assert_eq!(impact::to_approve(&hank, Paging::default()).await.unwrap().n_items, 0);
    let error = impact::approve(&hank, complete.id, complete.version).await.unwrap_err();
    assert_eq!(refusal(error), "analysis.own");
    assert!(!impact::is_own(&desk.head, &complete).await.unwrap());
    assert_eq!(impact::to_approve(&desk.head, Paging::default()).await.unwrap().n_items, 1);
    impact::approve(&desk.head, complete.id, complete.version).await.unwrap();
    // Who wrote at one version may approve the next.
    let next = impact::start(&desk.author, desk.process.id).await.unwrap();
    assert!(!impact::is_own(&hank, &next).await.unwrap());
}

#[tokio::test]
async fn an_approved_analysis_is_frozen_and_a_new_version_is_compared_with_it() {
    let desk = desk().await;
    let first = desk.approved().await;
    let error = impact::save(&desk.author, first.id, first.version, whole()).await.unwrap_err();
    assert_eq!(refusal(error), "analysis.frozen");

    let second = impact::start(&desk.author, desk.process.id).await.unwrap();
    assert_eq!((second.number, &second.content), (2, &first.content));
    let error = impact::start(&desk.author, desk.process.id).await.unwrap_err();
    assert_eq!(refusal(error), "analysis.open");
    let faster = Content { rto: Some(Span::from_hours(4)), ..whole() };
    let second = impact::save(&desk.author, second.id, second.version, faster).await.unwrap();
    let (before, differences) = impact::comparison(&desk.head, second.id).await.unwrap().unwrap();
    assert_eq!((before.id, differences.len()), (first.id, 1));
    assert_eq!((differences[0].before.as_str(), differences[0].after.as_str()), ("18 h", "4 h"));

    let second = impact::submit(&desk.author, second.id, second.version).await.unwrap();
    impact::approve(&desk.head, second.id, second.version).await.unwrap();
    let all = impact::of_item(&desk.author, desk.process.id).await.unwrap();
    let states: Vec<_> = all.iter().map(|it| it.state).collect();
    assert_eq!(states, [State::Approved, State::Replaced]);
    assert!(impact::comparison(&desk.head, first.id).await.unwrap().is_none());
}

#[tokio::test]
async fn it_is_sent_back_with_a_reason_or_taken_back() {
    let desk = desk().await;
    let complete = desk.complete().await;
    let error = impact::send_back(&desk.head, complete.id, complete.version, " ").await;
    assert!(matches!(error, Err(Error::Invalid(_))));
    let returned =
        impact::send_back(&desk.head, complete.id, complete.version, "Ask Legal.").await.unwrap();
    assert_eq!((returned.state, returned.because.as_str()), (State::DataNeeded, "Ask Legal."));
    let again = impact::submit(&desk.author, returned.id, returned.version).await.unwrap();
    let back = impact::send_back(&desk.author, again.id, again.version, "Not yet.").await.unwrap();
    assert_eq!(back.state, State::DataNeeded);
}

#[tokio::test]
async fn who_saw_an_older_version_cannot_save_or_approve() {
    let desk = desk().await;
    let complete = desk.complete().await;
    let seen = complete.version;
    impact::save(&desk.author, complete.id, seen, whole()).await.unwrap();
    let error = impact::approve(&desk.head, complete.id, seen).await.unwrap_err();
    assert!(matches!(error, Error::Stale(_)));
    let error = impact::save(&desk.author, complete.id, seen, whole()).await.unwrap_err();
    assert!(matches!(error, Error::Stale(_)));
}

#[tokio::test]
async fn roles_that_must_not_neither_write_nor_approve_nor_see() {
    let desk = desk().await;
    let complete = desk.complete().await;
    let (id, seen) = (complete.id, complete.version);
    let coordinator = ctx_in(&desk.platform, Role::Coordinator, desk.at.commerce);
    let error = impact::approve(&coordinator, id, seen).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::ApproveAnalyses)));
    let auditor = ctx(&desk.platform, Role::Auditor);
    assert_eq!(impact::show(&auditor, id).await.unwrap().0, complete);
    for error in [
        impact::save(&auditor, id, seen, whole()).await.unwrap_err(),
        impact::submit(&desk.head, id, seen).await.unwrap_err(),
        impact::send_back(&auditor, id, seen, "No.").await.unwrap_err(),
        impact::start(&desk.head, desk.process.id).await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Forbidden(Permission::WriteAnalyses)), "{error}");
    }
    let outsider = ctx_in(&desk.platform, Role::AgencyHead, desk.at.revenue);
    for error in [
        impact::show(&outsider, id).await.unwrap_err(),
        impact::approve(&outsider, id, seen).await.unwrap_err(),
        impact::of_item(&outsider, desk.process.id).await.unwrap_err(),
        impact::comparison(&outsider, id).await.unwrap_err(),
        impact::start(&outsider, desk.process.id).await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::NotFound(_)), "{error}");
    }
    assert_eq!(impact::count(&outsider, &Query::default()).await.unwrap(), 0);
    let desk_agent = ctx(&desk.platform, Role::ServiceDesk);
    let error = impact::list(&desk_agent, &Query::default()).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::ReadAnalyses)));
}
