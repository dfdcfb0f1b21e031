//! Every night all rules look at all plans, and whoever answers for one is told of new errors.

use app::actor::Role;
use app::people::notices::{self, NoticeKind, Preferences};
use app::people::{persons, sign_in};
use app::plans::plan::{self, Plan};
use app::programme::nightly::{self, PlanNight, Query};
use app::{Ctx, Error, Platform, Timestamp, jobs, runner};
use chrono::TimeDelta;
use test_support::{ctx_in, platform_ctx};

use crate::plan_desk::{PlanDesk, plan_desk};

/// The night after the moment of the tests: half past three where the programme is.
fn night() -> Timestamp {
    "2026-11-22T08:30:00Z".parse().unwrap()
}

fn at(ctx: &Ctx, now: Timestamp) -> Ctx {
    Ctx::new(ctx.platform.clone(), ctx.actor.clone(), now)
}

/// Does what is due in a night.
async fn pass(platform: &Platform, night: Timestamp) {
    let ctx = platform_ctx(platform);
    runner::enqueue_due(&at(&ctx, night - TimeDelta::hours(2))).await.unwrap();
    runner::enqueue_due(&at(&ctx, night)).await.unwrap();
    while runner::step(platform, &|| night).await.unwrap() {}
}

/// The mails that wait, by what they are about.
async fn mails(platform: &Platform) -> Vec<String> {
    let query = jobs::Query { kind: Some("send_mail".to_owned()), ..jobs::Query::default() };
    let all = jobs::list(&platform_ctx(platform), &query).await.unwrap().items;
    // Reminders of other things are none of this.
    all.into_iter().map(|it| it.about).filter(|it| it.contains("new error")).collect()
}

async fn of(ctx: &Ctx, plan: &Plan) -> PlanNight {
    nightly::of_plan(ctx, plan.id).await.unwrap().unwrap()
}

/// A plan that the author answers for, who can sign in.
async fn owned(desk: &PlanDesk) -> Plan {
    let (plan, _) = desk.drafted("it").await;
    let documents = plan::documents(&desk.author, std::slice::from_ref(&plan)).await.unwrap();
    let mut document = documents[0].clone();
    document.owner = Some("ann-author".to_owned());
    let plan = plan::change(&desk.author, plan.id, plan.version, &document).await.unwrap();
    let ctx = platform_ctx(&desk.platform);
    let ann = persons::by_code(&ctx, "ann-author").await.unwrap();
    let password = "a window made of tin";
    sign_in::enroll(&ctx, ann.id, "ann@commerce.example", password).await.unwrap();
    plan
}

/// Writes a step that nobody does: an error.
async fn spoil(desk: &PlanDesk, plan: &Plan) {
    let draft = desk.newest(plan).await;
    let mut content = draft.content.clone();
    content.steps[0].by = "Nobody at all".to_owned();
    plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
}

#[tokio::test]
async fn each_night_says_what_is_new_in_a_plan_and_what_is_gone() {
    let desk = plan_desk().await;
    let plan = owned(&desk).await;
    assert_eq!(nightly::of_plan(&desk.author, plan.id).await.unwrap(), None);
    pass(&desk.platform, night()).await;
    let first = of(&desk.author, &plan).await;
    assert_eq!((first.checked_for, first.new.len(), first.gone.len()), (night(), 0, 0));
    assert!(!first.by_rule().contains_key("PLN-038"), "{first:?}");
    assert_eq!(mails(&desk.platform).await, Vec::<String>::new());

    spoil(&desk, &plan).await;
    let second_night = night() + TimeDelta::days(1);
    pass(&desk.platform, second_night).await;
    let second = of(&desk.author, &plan).await;
    let new: Vec<&str> = second.new.iter().map(|it| it.code.as_str()).collect();
    assert!(new.contains(&"PLN-038"), "{second:?}");
    assert_eq!(second.by_rule().get("PLN-038"), Some(&1));
    let since = nightly::since(&desk.author).await.unwrap().unwrap();
    assert_eq!((since.n_new, since.n_plans_new), (second.new.len() as u64, 1));
    let mails_now = mails(&desk.platform).await;
    assert_eq!(mails_now.len(), 1, "{mails_now:?}");

    // Nothing changed: nothing is new, and nobody hears of it again.
    pass(&desk.platform, night() + TimeDelta::days(2)).await;
    let third = of(&desk.author, &plan).await;
    assert_eq!((third.new.len(), third.gone.len()), (0, 0));
    assert_eq!(mails(&desk.platform).await.len(), 1);

    let draft = desk.newest(&plan).await;
    let mut content = draft.content.clone();
    content.steps[0].by = "Recovery director".to_owned();
    plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    pass(&desk.platform, night() + TimeDelta::days(3)).await;
    let fourth = of(&desk.author, &plan).await;
    assert!(fourth.gone.iter().any(|it| it.code == "PLN-038"), "{fourth:?}");
}

#[tokio::test]
async fn who_wants_no_mails_of_checks_gets_none() {
    let desk = plan_desk().await;
    let plan = owned(&desk).await;
    let unwanted = [NoticeKind::PlanChecks].into();
    let preferences = Preferences { unwanted, ..Preferences::default() };
    notices::change(&desk.author, 0, &preferences).await.unwrap();
    pass(&desk.platform, night()).await;
    spoil(&desk, &plan).await;
    pass(&desk.platform, night() + TimeDelta::days(1)).await;
    assert!(of(&desk.author, &plan).await.new_errors().next().is_some());
    assert_eq!(mails(&desk.platform).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_nights_of_plans_are_found_by_rule_and_only_by_those_who_see_drafts() {
    let desk = plan_desk().await;
    let plan = owned(&desk).await;
    spoil(&desk, &plan).await;
    let retired = desk.started("drp", "old").await;
    plan::retire(&desk.author, retired.id, retired.version, "").await.unwrap();
    pass(&desk.platform, night()).await;
    let list = async |ctx: &Ctx, query: Query| nightly::list(ctx, &query).await.unwrap().n_items;
    let by_rule = |rule: &str| Query { rule: Some(rule.to_owned()), ..Query::default() };
    assert_eq!(list(&desk.team, Query::default()).await, 1);
    assert_eq!(list(&desk.team, by_rule("PLN-038")).await, 1);
    assert_eq!(list(&desk.team, by_rule("PLN-060")).await, 0);
    assert_eq!(list(&desk.team, Query { changed: true, ..Query::default() }).await, 0);
    assert_eq!(list(&desk.team, Query { text: "plan it".to_owned(), ..Query::default() }).await, 1);
    let revenue = ctx_in(&desk.platform, Role::PlanOwner, desk.at.revenue);
    assert_eq!(list(&revenue, Query::default()).await, 0);
    assert_eq!(nightly::since(&revenue).await.unwrap(), None);
    let error = nightly::of_plan(&revenue, plan.id).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("plan")), "{error:?}");
    let commander = ctx_in(&desk.platform, Role::IncidentCommander, desk.at.commerce);
    let error = nightly::list(&commander, &Query::default()).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    assert_eq!(nightly::since(&commander).await.unwrap(), None);
}

/// The page of a plan and the night agree, since both look at the same with the same rules.
#[tokio::test]
async fn a_night_finds_what_the_page_of_a_plan_shows() {
    let desk = plan_desk().await;
    let plan = owned(&desk).await;
    spoil(&desk, &plan).await;
    pass(&desk.platform, night()).await;
    let author = at(&desk.author, night());
    app::prove::recovery::refresh(&author).await.unwrap();
    let shown = app::assure::obligations::findings(&author, plan.id).await.unwrap();
    let mut shown: Vec<(String, String)> =
        shown.into_iter().map(|it| (it.code.to_owned(), it.place)).collect();
    let night = of(&desk.author, &plan).await;
    let mut found: Vec<(String, String)> =
        night.found.into_iter().map(|it| (it.code, it.place)).collect();
    shown.sort();
    found.sort();
    assert_eq!(found, shown);
}
