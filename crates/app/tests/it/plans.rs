//! Plans, from the first draft to being in force, and what is refused on the way.

use app::Error;
use app::actor::{Permission, Reach, Role};
use app::events::{self, Verdict};
use app::plans::live;
use app::plans::plan::{self, PlanDocument, Query, Standing, VersionState};
use app::plans::templates::{self, BlockKind};
use app::prove::recovery;
use test_support::{asset, ctx, ctx_in, ctx_with, need, platform_ctx, service};

use crate::impact_desk::{as_person, refusal};
use crate::plan_desk::{plan_desk, written};

#[tokio::test]
async fn a_plan_goes_from_draft_to_in_force() {
    let desk = plan_desk().await;
    let plan = desk.in_force("benefits-drp").await;
    assert_eq!((plan.standing, plan.in_force), (Standing::Active, Some(1)));
    assert_eq!(plan.draft_state, None);
    assert_eq!(plan.review_due, Some("2027-11-21T09:00:00Z".parse().unwrap()));
    let expected = [
        "plan.started",
        "plan.version_begun",
        "plan.drafted",
        "plan.submitted",
        "plan.reviewed",
        "plan.approved",
        "plan.tested",
        "plan.published",
    ];
    assert_eq!(desk.actions(&plan).await, expected);
    let opened = live::open(&desk.author, plan.id, None).await.unwrap();
    assert_eq!(opened.version.state, VersionState::Active);
    let reach = |of: &[app::plans::blocks::Block]| -> Vec<String> {
        let contacts = of.iter().filter(|it| it.kind == BlockKind::Contacts);
        contacts.flat_map(|it| &it.rows).map(|it| it.cells[3].clone()).collect()
    };
    // Kept is all but how people are reached, which only those see who may.
    let kept = opened.version.frozen.clone().unwrap();
    assert!(!reach(&kept).is_empty() && reach(&kept).iter().all(String::is_empty));
    assert!(
        reach(&opened.blocks).iter().any(|it| it.starts_with("Telephone")),
        "{:?}",
        opened.blocks
    );
    let without = |of: Vec<app::plans::blocks::Block>| -> Vec<app::plans::blocks::Block> {
        of.into_iter().filter(|it| it.kind != BlockKind::Contacts).collect()
    };
    assert_eq!(without(kept), without(opened.blocks));
    assert_eq!(opened.version.sha256, Some(opened.version.content.sha256().unwrap()));
    let verdict = events::verify(&platform_ctx(&desk.platform)).await.unwrap();
    assert!(matches!(verdict, Verdict::Intact { .. }));
}

#[tokio::test]
async fn req_s4_04_without_the_approval_of_an_executive_a_plan_is_not_in_force() {
    let desk = plan_desk().await;
    let (plan, version) = desk.submitted("it").await;
    let error = live::publish(&desk.author, plan.id, version.version).await.unwrap_err();
    assert_eq!(refusal(error), "plan.not_approved");
    let error = plan::approve(&desk.head, plan.id, version.version).await.unwrap_err();
    assert_eq!(refusal(error), "plan.not_pending");
    let reviewed = plan::review(&desk.team, plan.id, version.version).await.unwrap();
    for ctx in [&desk.author, &desk.team] {
        let error = plan::approve(ctx, plan.id, reviewed.version).await.unwrap_err();
        assert!(matches!(error, Error::Forbidden(Permission::ApprovePlans)), "{error:?}");
    }
    let approved = plan::approve(&desk.head, plan.id, reviewed.version).await.unwrap();
    assert_eq!(approved.approved_by, Some(desk.head.actor.person_id));
    assert_eq!(approved.approved_at, Some(desk.head.now));
}

#[tokio::test]
async fn req_s3_12_a_plan_is_active_only_after_the_initial_test_is_recorded_or_waived() {
    let desk = plan_desk().await;
    let (plan, version) = desk.approved("it").await;
    let error = live::publish(&desk.author, plan.id, version.version).await.unwrap_err();
    assert_eq!(refusal(error), "plan.untested");
    let error = plan::waive_test(&desk.author, plan.id, plan.version, "New.").await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::ApprovePlans)), "{error:?}");
    let tomorrow = "2026-11-22".parse().unwrap();
    let error = plan::record_test(&desk.author, plan.id, plan.version, tomorrow, "It worked.");
    assert!(matches!(error.await.unwrap_err(), Error::Invalid(_)));
    plan::waive_test(&desk.head, plan.id, plan.version, "The building is new.").await.unwrap();
    let plan = live::publish(&desk.author, plan.id, version.version).await.unwrap();
    assert_eq!(plan.standing, Standing::Active);
}

#[tokio::test]
async fn nobody_judges_what_they_wrote() {
    let desk = plan_desk().await;
    let (plan, version) = desk.submitted("it").await;
    let id = desk.author.actor.person_id;
    let team = ctx_with(&desk.platform, id, Role::ContinuityTeam, Reach::State);
    let error = plan::review(&team, plan.id, version.version).await.unwrap_err();
    assert_eq!(refusal(error), "plan.own");
    let version = plan::review(&desk.team, plan.id, version.version).await.unwrap();
    let head = ctx_with(&desk.platform, id, Role::AgencyHead, Reach::State);
    assert!(live::open(&head, plan.id, None).await.unwrap().is_own);
    let error = plan::approve(&head, plan.id, version.version).await.unwrap_err();
    assert_eq!(refusal(error), "plan.own");
    // Who wrote at one version may approve the next.
    plan::approve(&desk.head, plan.id, version.version).await.unwrap();
    let plan = plan::show(&desk.head, plan.id).await.unwrap();
    plan::waive_test(&desk.head, plan.id, plan.version, "New.").await.unwrap();
    let version = desk.newest(&plan).await;
    let plan = live::publish(&desk.author, plan.id, version.version).await.unwrap();
    let other = as_person(&desk.platform, &desk.at, "other", Role::PlanOwner).await;
    plan::begin(&other, plan.id, plan.version).await.unwrap();
    assert!(!live::open(&head, plan.id, None).await.unwrap().is_own);
}

#[tokio::test]
async fn a_plan_is_handed_in_whole_and_by_an_agency_that_can_be_reached() {
    let desk = plan_desk().await;
    let plan = desk.started("drp", "it").await;
    let draft = desk.newest(&plan).await;
    let error = plan::submit(&desk.author, plan.id, draft.version, "New.").await.unwrap_err();
    assert_eq!(refusal(error), "plan.incomplete");
    let content = written(&draft.content);
    let draft = plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    let error = plan::submit(&desk.author, plan.id, draft.version, " ").await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)));
    plan::submit(&desk.author, plan.id, draft.version, "New.").await.unwrap();

    let mut document = PlanDocument::new("revenue", "drp", "theirs", "Theirs");
    document.versions.push(plan::VersionDocument::draft(draft.content.clone()));
    let theirs = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    let plan = plan::start(&theirs, &document).await.unwrap();
    let draft = plan::versions(&theirs, plan.id).await.unwrap().remove(0);
    let error = plan::submit(&theirs, plan.id, draft.version, "New.").await.unwrap_err();
    assert_eq!(refusal(error), "plan.contacts_unverified");
}

#[tokio::test]
async fn what_is_sent_back_is_a_draft_again_with_the_reason() {
    let desk = plan_desk().await;
    let (plan, version) = desk.submitted("it").await;
    let error = plan::save(&desk.author, plan.id, version.version, version.content.clone());
    assert!(error.await.is_ok(), "saving what is there already changes nothing");
    let mut other = version.content.clone();
    other.duties.clear();
    let error = plan::save(&desk.author, plan.id, version.version, other).await.unwrap_err();
    assert_eq!(refusal(error), "plan.frozen");
    let error = plan::return_(&desk.team, plan.id, version.version, "").await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)));
    let back = plan::return_(&desk.team, plan.id, version.version, "Who orders fuel?").await;
    let back = back.unwrap();
    assert_eq!((back.state, back.because.as_str()), (VersionState::Draft, "Who orders fuel?"));
    let again = plan::submit(&desk.author, plan.id, back.version, "With fuel.").await.unwrap();
    assert_eq!((again.state, again.because.as_str()), (VersionState::InReview, ""));
    let reviewed = plan::review(&desk.team, plan.id, again.version).await.unwrap();
    let error = plan::reject(&desk.team, plan.id, reviewed.version, "No.").await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::ApprovePlans)));
    let back = plan::reject(&desk.head, plan.id, reviewed.version, "Too dear.").await.unwrap();
    assert_eq!(back.state, VersionState::Draft);
}

#[tokio::test]
async fn a_new_version_replaces_the_one_in_force_only_when_it_is_published() {
    let desk = plan_desk().await;
    let plan = desk.in_force("it").await;
    let draft = plan::begin(&desk.author, plan.id, plan.version).await.unwrap();
    assert_eq!(draft.number, 2);
    let plan = plan::show(&desk.author, plan.id).await.unwrap();
    let error = plan::begin(&desk.author, plan.id, plan.version).await.unwrap_err();
    assert_eq!(refusal(error), "plan.open");
    assert_eq!((plan.standing, plan.in_force), (Standing::Active, Some(1)));
    let plan = plan::discard(&desk.author, plan.id, draft.version).await.unwrap();
    assert_eq!(plan.draft_state, None);
    let draft = plan::begin(&desk.author, plan.id, plan.version).await.unwrap();
    let said = "Fuel is ordered by the duty officer.";
    let version = plan::submit(&desk.author, plan.id, draft.version, said).await.unwrap();
    let version = plan::review(&desk.team, plan.id, version.version).await.unwrap();
    let version = plan::approve(&desk.head, plan.id, version.version).await.unwrap();
    let plan = live::publish(&desk.author, plan.id, version.version).await.unwrap();
    assert_eq!(plan.in_force, Some(2));
    let versions = plan::versions(&desk.author, plan.id).await.unwrap();
    let states: Vec<_> = versions.iter().map(|it| (it.number, it.state)).collect();
    assert_eq!(states, [(2, VersionState::Active), (1, VersionState::Superseded)]);
}

#[tokio::test]
async fn drafts_are_for_those_who_may_see_them_and_plans_in_force_for_more() {
    let desk = plan_desk().await;
    let (draft, _) = desk.drafted("draft").await;
    let plan = desk.in_force("done").await;
    plan::begin(&desk.author, plan.id, plan.version).await.unwrap();
    let commander = ctx(&desk.platform, Role::IncidentCommander);
    let elsewhere = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    let employee = ctx(&desk.platform, Role::Employee);
    for ctx in [&commander, &elsewhere, &employee] {
        let error = plan::show(ctx, draft.id).await.unwrap_err();
        assert!(matches!(error, Error::NotFound("plan")), "{error:?}");
    }
    let seen = plan::list(&commander, &Query::default()).await.unwrap();
    assert_eq!(seen.items.iter().map(|it| it.id).collect::<Vec<_>>(), [plan.id]);
    assert_eq!(seen.n_items, 1);
    assert_eq!(plan::versions(&commander, plan.id).await.unwrap().len(), 1);
    let error = plan::version(&commander, plan.id, 2).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("version")));
    assert_eq!(plan::list(&desk.team, &Query::default()).await.unwrap().n_items, 2);
    assert_eq!(plan::list(&elsewhere, &Query::default()).await.unwrap().n_items, 0);
    let error = plan::list(&employee, &Query::default()).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::ReadPlans)));
    let documents = plan::documents(&commander, &seen.items).await.unwrap();
    assert_eq!(documents[0].versions.len(), 1);
}

#[tokio::test]
async fn two_people_do_not_overwrite_each_other() {
    let desk = plan_desk().await;
    let (plan, draft) = desk.drafted("it").await;
    let other = as_person(&desk.platform, &desk.at, "other", Role::PlanOwner).await;
    let mut content = draft.content.clone();
    content.sections[0].text = "Mine.".to_owned();
    plan::save(&other, plan.id, draft.version, content.clone()).await.unwrap();
    content.sections[0].text = "Yours.".to_owned();
    let error = plan::save(&desk.author, plan.id, draft.version, content).await.unwrap_err();
    assert!(matches!(error, Error::Stale("plan")));
    assert_eq!(desk.newest(&plan).await.content.sections[0].text, "Mine.");
}

#[tokio::test]
async fn req_s0_01_an_essential_service_without_a_plan_is_uncovered_until_one_is_in_force() {
    let desk = plan_desk().await;
    recovery::refresh(&platform_ctx(&desk.platform)).await.unwrap();
    let names = async || {
        let found = plan::uncovered(&desk.team, None).await.unwrap();
        found.into_iter().map(|it| it.1.code).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["benefits"]);
    let (plan, version) = desk.approved("it").await;
    assert_eq!(names().await, ["benefits"], "approved is not in force");
    plan::waive_test(&desk.head, plan.id, plan.version, "New.").await.unwrap();
    let plan = live::publish(&desk.author, plan.id, version.version).await.unwrap();
    assert_eq!(names().await, Vec::<String>::new());
    let error = plan::retire(&desk.author, plan.id, plan.version, "").await.unwrap_err();
    assert_eq!(refusal(error), "plan.uncovers");
    let plan = plan::retire(&desk.author, plan.id, plan.version, "It ends.").await.unwrap();
    assert_eq!(plan.standing, Standing::Retired);
    assert_eq!(names().await, ["benefits"]);
    let plan = plan::restore(&desk.author, plan.id, plan.version).await.unwrap();
    assert_eq!(plan.standing, Standing::ReviewDue);
}

#[tokio::test]
async fn req_s3_26_a_plan_for_systems_shows_the_order_of_recovery_by_target_and_need() {
    let desk = plan_desk().await;
    let late = service(&desk.platform, "portal", 8, 1).await;
    let soon = service(&desk.platform, "dispatch", 2, 1).await;
    let network = asset(&desk.platform, "network", 1).await;
    need(&desk.platform, &late, &network).await;
    need(&desk.platform, &soon, &network).await;
    let plan_type = "computer_network";
    let mut document = PlanDocument::new("commerce", plan_type, "net", "Systems and network");
    document.items.extend(["service:portal".to_owned(), "service:dispatch".to_owned()]);
    let plan = plan::start(&desk.author, &document).await.unwrap();
    let opened = live::open(&desk.author, plan.id, None).await.unwrap();
    assert_eq!(opened.template.code, plan_type);
    let order = opened.blocks.iter().find(|it| it.kind == BlockKind::RecoveryOrder).unwrap();
    let rows: Vec<(&str, &str)> =
        order.rows.iter().map(|it| (it.of.as_str(), it.cells[4].as_str())).collect();
    assert_eq!(rows[0], ("asset:network", "1 h"));
    assert_eq!(rows.len(), 3);
    assert!(rows[1..].iter().all(|it| it.1 == "2 h"), "{rows:?}");
}

#[tokio::test]
async fn every_type_of_plan_can_be_started_and_shows_its_blocks() {
    let desk = plan_desk().await;
    for template in templates::all() {
        let code = template.code.replace('_', "-");
        let plan = desk.started(&template.code, &code).await;
        let opened = live::open(&desk.author, plan.id, None).await.unwrap();
        for section in &template.sections {
            assert!(opened.version.content.section(&section.key).is_some(), "{code}");
            for kind in &section.blocks {
                let shown = opened.blocks.iter().any(|it| it.kind == *kind);
                assert!(shown, "{code} does not show {kind:?}");
            }
        }
    }
    let count = plan::count(&desk.team, &Query::default()).await.unwrap();
    assert_eq!(count, templates::all().len() as u64);
}

#[tokio::test]
async fn req_s3_15_a_coordination_plan_shows_the_plans_that_belong_to_it() {
    let desk = plan_desk().await;
    let top = desk.started("coordination", "top").await;
    let mut document = PlanDocument::new("commerce", "salvage", "below", "Salvage");
    document.parent = Some("top".to_owned());
    let child = plan::start(&desk.author, &document).await.unwrap();
    let opened = live::open(&desk.author, top.id, None).await.unwrap();
    assert_eq!(opened.children.iter().map(|it| it.id).collect::<Vec<_>>(), [child.id]);
    let block = opened.blocks.iter().find(|it| it.kind == BlockKind::Children).unwrap();
    assert_eq!(block.rows[0].cells[..3], ["Salvage", "Salvage plan", "Draft"]);
    let mut document = PlanDocument::new("commerce", "coordination", "top", "Top");
    document.parent = Some("top".to_owned());
    let error = plan::change(&desk.author, top.id, top.version, &document).await.unwrap_err();
    let Error::Invalid(problems) = error else { panic!("{error:?}") };
    assert_eq!(problems[0].field, "parent");
    let mut document = PlanDocument::new("commerce", "coordination", "top", "Top");
    document.parent = Some("below".to_owned());
    let error = plan::change(&desk.author, top.id, top.version, &document).await.unwrap_err();
    let Error::Invalid(problems) = error else { panic!("{error:?}") };
    assert_eq!(problems[0].field, "parent", "two plans would belong to each other");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_field() {
    let desk = plan_desk().await;
    let mut document = PlanDocument::new("commerce", "nothing", "Bad Code", "");
    document.items.insert("service:gone".to_owned());
    document.owner = Some("nobody".to_owned());
    document.parent = Some("nothing".to_owned());
    let Error::Invalid(problems) = plan::start(&desk.author, &document).await.unwrap_err() else {
        panic!("it was started")
    };
    let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["code", "title", "type", "owner", "parent", "items"]);
    let document = PlanDocument::new("revenue", "drp", "theirs", "Theirs");
    let error = plan::start(&desk.author, &document).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_) | Error::Forbidden(_)), "{error:?}");
    desk.started("drp", "taken").await;
    let document = PlanDocument::new("commerce", "drp", "taken", "Again");
    let Error::Invalid(problems) = plan::start(&desk.author, &document).await.unwrap_err() else {
        panic!("it was started")
    };
    assert_eq!(problems[0].field, "code");
}

#[tokio::test]
async fn a_plan_is_found_by_what_it_is_called_now() {
    let desk = plan_desk().await;
    let plan = desk.started("drp", "it").await;
    let mut document = PlanDocument::new("commerce", "drp", "it", "Recovery of zebras");
    document.items.insert("service:benefits".to_owned());
    plan::change(&desk.author, plan.id, plan.version, &document).await.unwrap();
    let n_found = async |text: &str| {
        let query = Query { text: text.to_owned(), ..Query::default() };
        plan::list(&desk.author, &query).await.unwrap().n_items
    };
    assert_eq!([n_found("zebras").await, n_found("plan").await], [1, 0]);
}

/// A new plan for continuity of government says what it lacks, and is not handed in without it.
#[tokio::test]
async fn req_s0_05_a_plan_for_government_demands_successions_delegations_and_systems() {
    let desk = plan_desk().await;
    let plan = desk.started("cog", "cog").await;
    let opened = live::open(&desk.author, plan.id, None).await.unwrap();
    let missing = opened.version.content.missing(&opened.template);
    let missing: Vec<&str> = missing.into_iter().map(|it| it.key.as_str()).collect();
    for key in ["succession", "delegations", "systems"] {
        assert!(missing.contains(&key), "{key} is not asked for");
    }
    assert!(opened.blocks.iter().any(|it| it.kind == BlockKind::Dependencies));
    let mut content = written(&opened.version.content);
    for it in content.sections.iter_mut().filter(|it| it.key == "systems") {
        it.text.clear();
    }
    let draft = &opened.version;
    let draft = plan::save(&desk.author, plan.id, draft.version, content.clone()).await.unwrap();
    let refused = plan::submit(&desk.author, plan.id, draft.version, "New.").await.unwrap_err();
    assert_eq!(refusal(refused), "plan.incomplete");
    for it in content.sections.iter_mut().filter(|it| it.key == "systems") {
        it.text = "Secure calls, signatures and the official journal.".to_owned();
    }
    let draft = plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    assert!(plan::submit(&desk.author, plan.id, draft.version, "New.").await.is_ok());
}
