//! What reviewers and authors say to each other about a draft.

use app::Error;
use app::actor::Role;
use app::plans::plan::{self, Remark};
use test_support::{ctx, ctx_in};

use crate::impact_desk::refusal;
use crate::plan_desk::plan_desk;

fn remark(section: &str, line: Option<u32>, is_required: bool) -> Remark {
    let text = "Who orders the fuel?".to_owned();
    Remark { section: section.to_owned(), line, text, is_required }
}

#[tokio::test]
async fn req_s0_10_what_a_reviewer_says_is_resolved_inside_the_plan_before_it_is_handed_in_again() {
    let desk = plan_desk().await;
    let (plan, version) = desk.submitted("it").await;
    let required = remark("scope", Some(1), true);
    let said = plan::comment(&desk.team, plan.id, 1, &required).await.unwrap();
    assert_eq!(said.quote, "What is to be said about scope.");
    let error = plan::review(&desk.team, plan.id, version.version).await.unwrap_err();
    assert_eq!(refusal(error), "plan.fixes_open");
    let back = plan::return_(&desk.team, plan.id, version.version, "See the comment.").await;
    let back = back.unwrap();
    let error = plan::submit(&desk.author, plan.id, back.version, "Again.").await.unwrap_err();
    assert_eq!(refusal(error), "plan.fixes_open");

    plan::reply(&desk.author, plan.id, said.id, "The site manager does.").await.unwrap();
    let resolved = plan::resolve(&desk.author, plan.id, said.id, said.version).await.unwrap();
    let error = plan::resolve(&desk.author, plan.id, said.id, said.version).await.unwrap_err();
    assert!(matches!(error, Error::Stale("comment")), "{error:?}");
    let error = plan::reply(&desk.team, plan.id, said.id, "And at night?").await.unwrap_err();
    assert_eq!(refusal(error), "plan.comment_resolved");
    let open = plan::reopen(&desk.team, plan.id, said.id, resolved.version).await.unwrap();
    let error = plan::submit(&desk.author, plan.id, back.version, "Again.").await.unwrap_err();
    assert_eq!(refusal(error), "plan.fixes_open");
    plan::resolve(&desk.author, plan.id, said.id, open.version).await.unwrap();
    let again = plan::submit(&desk.author, plan.id, back.version, "Again.").await.unwrap();
    plan::review(&desk.team, plan.id, again.version).await.unwrap();

    let threads = plan::comments(&desk.author, plan.id, 1).await.unwrap();
    assert_eq!((threads.len(), threads[0].replies.len()), (1, 1));
    assert_eq!(threads[0].replies[0].text, "The site manager does.");
    assert_eq!(threads[0].first.resolved_by, Some(desk.author.actor.person_id));
    let actions = desk.actions(&plan).await;
    let n_of = |action: &str| actions.iter().filter(|it| *it == action).count();
    let n = ["plan.commented", "plan.comment_resolved", "plan.comment_reopened"].map(n_of);
    assert_eq!(n, [2, 2, 1]);
}

#[tokio::test]
async fn what_is_only_said_keeps_nobody_from_handing_in() {
    let desk = plan_desk().await;
    let (plan, draft) = desk.drafted("it").await;
    plan::comment(&desk.author, plan.id, 1, &remark("scope", None, false)).await.unwrap();
    let error = plan::comment(&desk.author, plan.id, 1, &remark("scope", None, true)).await;
    assert!(matches!(error, Err(Error::Forbidden(_))), "only a judge requires");
    let error = plan::comment(&desk.team, plan.id, 1, &remark("poetry", Some(7), false)).await;
    let Err(Error::Invalid(problems)) = error else { panic!("{error:?}") };
    assert_eq!(
        problems.iter().map(|it| it.field.as_ref()).collect::<Vec<_>>(),
        ["section", "line"]
    );
    let empty = Remark { text: " ".to_owned(), ..remark("scope", None, false) };
    assert!(matches!(plan::comment(&desk.team, plan.id, 1, &empty).await, Err(Error::Invalid(_))));
    plan::submit(&desk.author, plan.id, draft.version, "First.").await.unwrap();
}

#[tokio::test]
async fn what_is_said_about_a_draft_stays_among_those_who_see_drafts() {
    let desk = plan_desk().await;
    let (plan, version) = desk.submitted("it").await;
    let said = plan::comment(&desk.team, plan.id, 1, &remark("scope", None, false)).await.unwrap();
    let auditor = ctx(&desk.platform, Role::Auditor);
    assert_eq!(plan::comments(&auditor, plan.id, 1).await.unwrap().len(), 1);
    let error = plan::reply(&auditor, plan.id, said.id, "Indeed.").await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    let elsewhere = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    for error in [
        plan::comments(&elsewhere, plan.id, 1).await.unwrap_err(),
        plan::reply(&elsewhere, plan.id, said.id, "Hm.").await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::NotFound("plan")), "{error:?}");
    }
    let passed = plan::review(&desk.team, plan.id, version.version).await.unwrap();
    plan::approve(&desk.head, plan.id, passed.version).await.unwrap();
    let error = plan::resolve(&desk.team, plan.id, said.id, said.version).await.unwrap_err();
    assert_eq!(refusal(error), "plan.comments_closed");
    let error = plan::comment(&desk.team, plan.id, 1, &remark("scope", None, false)).await;
    assert_eq!(refusal(error.unwrap_err()), "plan.comments_closed");
}
