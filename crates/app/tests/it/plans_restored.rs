//! Versions of plans that came back from files: what is not what was approved, and who goes on with it.

use app::actor::{Reach, Role};
use app::people::persons;
use app::plans::live;
use app::plans::plan::{self, PlanDocument, VersionState};
use app::programme::transfer::{self, ReadOptions, WriteOptions};
use app::{Ctx, Platform};
use test_support::{ctx, ctx_in, ctx_with, fresh, platform_ctx};

use crate::impact_desk::{as_person, refusal};
use crate::plan_desk::{PlanDesk, plan_desk, written};

/// Puts a plan in as a restored programme does.
async fn restored(platform: &Platform, document: &PlanDocument) {
    let tx = platform.db.write().await.unwrap();
    let documents = std::slice::from_ref(document);
    plan::put_all(&tx, &platform_ctx(platform), documents).await.unwrap();
    tx.commit().await.unwrap();
}

/// The plan called `it` with an approved version, of which a file says something else than was approved.
async fn altered(desk: &PlanDesk) -> plan::Plan {
    let (plan, _) = desk.approved("it").await;
    let why = "It is new.";
    plan::waive_test(&desk.head, plan.id, plan.version, why).await.unwrap();
    let plan = plan::show(&desk.author, plan.id).await.unwrap();
    let mut document = document_of(&desk.author, &plan).await;
    document.versions[0].content.sections[0].text = "Nobody signed this.".to_owned();
    restored(&desk.platform, &document).await;
    plan::show(&desk.author, plan.id).await.unwrap()
}

async fn document_of(ctx: &Ctx, plan: &plan::Plan) -> PlanDocument {
    plan::documents(ctx, std::slice::from_ref(plan)).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_version_that_is_not_what_was_approved_is_put_aside_by_a_new_one_with_its_words() {
    let desk = plan_desk().await;
    let plan = altered(&desk).await;
    let stuck = desk.newest(&plan).await;
    assert_eq!(stuck.state, VersionState::Approved);
    assert!(stuck.is_stuck().unwrap());
    let refused = live::publish(&desk.author, plan.id, stuck.version).await.unwrap_err();
    assert_eq!(refusal(refused), "plan.changed_since_approval");
    assert!(plan::begin(&desk.team, plan.id, plan.version).await.is_err(), "they do not write");

    let next = plan::begin(&desk.author, plan.id, plan.version).await.unwrap();
    assert_eq!((next.number, next.state), (2, VersionState::Draft));
    assert_eq!(next.content, stuck.content, "no word is lost");
    let versions = plan::versions(&desk.author, plan.id).await.unwrap();
    let states: Vec<(u32, VersionState)> =
        versions.iter().map(|it| (it.number, it.state)).collect();
    assert_eq!(states, [(2, VersionState::Draft), (1, VersionState::Superseded)]);
    let actions = desk.actions(&plan).await;
    assert_eq!(actions[actions.len() - 2..], ["plan.discarded", "plan.version_begun"]);
    // What was never in force is nothing for those who may only read what is.
    let in_force = desk.publish_draft(&plan).await;
    assert_eq!(in_force.in_force, Some(2));
    let reader = ctx_in(&desk.platform, Role::IncidentCommander, desk.at.commerce);
    let seen = plan::versions(&reader, plan.id).await.unwrap();
    assert_eq!(seen.iter().map(|it| it.number).collect::<Vec<_>>(), [2]);
    assert!(plan::version(&reader, plan.id, 1).await.is_err());
    let document = document_of(&reader, &in_force).await;
    assert_eq!(document.versions.iter().map(|it| it.number).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn an_approved_version_that_is_what_was_approved_is_not_put_aside() {
    let desk = plan_desk().await;
    let (plan, version) = desk.approved("it").await;
    assert!(!version.is_stuck().unwrap() && !version.is_not_as_approved().unwrap());
    let refused = plan::begin(&desk.author, plan.id, plan.version).await.unwrap_err();
    assert_eq!(refusal(refused), "plan.open");
    // What is in force and was altered in a file is followed, and says so.
    let plan = desk.in_force("other").await;
    let mut document = document_of(&desk.author, &plan).await;
    document.versions[0].content = written(&document.versions[0].content);
    document.versions[0].content.steps.clear();
    restored(&desk.platform, &document).await;
    let version = desk.newest(&plan).await;
    assert!(version.is_not_as_approved().unwrap() && !version.is_stuck().unwrap());
}

/// The audit log stays where it was: what a programme folder says alone must keep them apart.
#[tokio::test]
async fn who_wrote_at_a_version_does_not_judge_it_after_a_restore_either() {
    let desk = plan_desk().await;
    let (plan, draft) = desk.drafted("it").await;
    let wes = as_person(&desk.platform, &desk.at, "wes-writer", Role::Coordinator).await;
    let mut content = draft.content.clone();
    content.sections[0].text = "Wes says so.".to_owned();
    let draft = plan::save(&wes, plan.id, draft.version, content).await.unwrap();
    plan::submit(&desk.author, plan.id, draft.version, "New.").await.unwrap();
    let exported = platform_ctx(&desk.platform);
    let exported = transfer::read(&exported, ReadOptions::default()).await.unwrap();

    let platform = fresh().await;
    let root = platform_ctx(&platform);
    transfer::write(&root, &exported, WriteOptions::default()).await.unwrap();
    let again = transfer::read(&root, ReadOptions::default()).await.unwrap();
    assert_eq!(again.plans, exported.plans);
    let plan = plan::by_code(&root, "it").await.unwrap();
    let handed = plan::versions(&root, plan.id).await.unwrap().remove(0);
    let [ann, wes] = ["ann-author", "wes-writer"].map(|it| persons::by_code(&root, it));
    let (ann, wes) = (ann.await.unwrap().id, wes.await.unwrap().id);
    assert_eq!((handed.author_id, handed.edited_by), (ann, wes));
    for writer in [ann, wes] {
        let judge = ctx_with(&platform, writer, Role::ContinuityTeam, Reach::State);
        let refused = plan::review(&judge, plan.id, handed.version).await.unwrap_err();
        assert_eq!(refusal(refused), "plan.own");
    }
    let team = ctx(&platform, Role::ContinuityTeam);
    assert!(plan::review(&team, plan.id, handed.version).await.is_ok());
}

#[tokio::test]
async fn a_draft_whose_writer_is_gone_is_continued_by_whoever_writes_there() {
    let desk = plan_desk().await;
    let (plan, draft) = desk.drafted("it").await;
    let root = platform_ctx(&desk.platform);
    let ann = persons::by_code(&root, "ann-author").await.unwrap();
    persons::retire(&root, ann.id, ann.version).await.unwrap();
    let wes = as_person(&desk.platform, &desk.at, "wes-writer", Role::PlanOwner).await;
    let mut content = draft.content.clone();
    content.sections[0].text = "Wes goes on.".to_owned();
    let saved = plan::save(&wes, plan.id, draft.version, content).await.unwrap();
    // Who wrote before did write: it stays on record, and the log says who went on.
    assert_eq!((saved.author_id, saved.edited_by), (ann.id, wes.actor.person_id));
    let judge = ctx_with(&desk.platform, wes.actor.person_id, Role::ContinuityTeam, Reach::State);
    let handed = plan::submit(&wes, plan.id, saved.version, "New.").await.unwrap();
    let refused = plan::review(&judge, plan.id, handed.version).await.unwrap_err();
    assert_eq!(refusal(refused), "plan.own");
    let log = app::events::history(&root, plan.id.into(), 2).await.unwrap();
    assert!(log.iter().all(|it| it.who == wes.actor.person_id.uuid()), "{log:?}");
    assert_eq!(log[1].action, "plan.drafted");

    // A file may name a writer whom nobody knows any more: the draft is no less there to go on with.
    let (other, _) = desk.drafted("other").await;
    let mut document = document_of(&desk.author, &other).await;
    document.versions[0].author = Some("long-gone".to_owned());
    document.versions[0].content.sections[0].text = "From a file.".to_owned();
    restored(&desk.platform, &document).await;
    let draft = desk.newest(&other).await;
    let content = written(&draft.content);
    assert!(plan::save(&wes, other.id, draft.version, content).await.is_ok());
    let theirs = ctx_in(&desk.platform, Role::PlanOwner, desk.at.revenue);
    assert!(plan::save(&theirs, other.id, draft.version + 1, draft.content).await.is_err());
}
