//! Strategies: what an approval takes, who may approve, and which of them wait for money.

use app::actor::{Reach, Role};
use app::events;
use app::ids::StrategyId;
use app::prepare::impact::{self, Money};
use app::prepare::inventory::{self, ItemDocument, Kind, NeedDocument};
use app::prepare::risks::{self, RiskDocument};
use app::prepare::strategies::{
    self, Content, Funding, Query, Sort, State, Strategy, StrategyDocument, Way, WayKind,
};
use app::{Ctx, Error, Span};
use test_support::{ctx_in, ctx_with, item, person, platform_ctx, put};

use crate::impact_desk::{Desk, as_person, desk, refusal};

fn hot(target: &str, code: &str, hours: i64) -> StrategyDocument {
    let way = Way {
        rto: Some(Span::from_hours(hours)),
        capital: Money::from_dollars(1_000),
        yearly: Money::from_dollars(200),
        ..Way::new(WayKind::Fast, "Hot site")
    };
    let content = Content {
        options: vec![Way::new(WayKind::DoNothing, "Nothing"), way],
        chosen: Some("Hot site".to_owned()),
        rationale: "Nothing else is in time.".to_owned(),
        budget_line: "1410-22".to_owned(),
        ..Content::default()
    };
    StrategyDocument { content, ..StrategyDocument::new(target, code, &format!("For {target}")) }
}

async fn proposed(desk: &Desk, document: &StrategyDocument) -> Strategy {
    let added = strategies::add(&desk.author, document).await.unwrap();
    strategies::propose(&desk.author, added.id, added.version).await.unwrap()
}

/// Puts in a risk to `affects`, as far as `state` says.
async fn risk(desk: &Desk, affects: &str, state: risks::State) {
    let content = risks::Content { affects: vec![affects.to_owned()], ..Default::default() };
    let code = affects.replace(':', "-");
    let document = RiskDocument { state, content, ..RiskDocument::new("commerce", &code, "Fire") };
    let tx = desk.platform.db.write().await.unwrap();
    risks::put_all(&tx, &platform_ctx(&desk.platform), &[document]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn approve(ctx: &Ctx, it: &Strategy) -> Result<Strategy, Error> {
    strategies::approve(ctx, it.id, it.version).await
}

async fn actions(desk: &Desk, id: StrategyId) -> Vec<String> {
    let query = events::Query { subject_id: Some(id.into()), ..events::Query::default() };
    let log = events::list(&platform_ctx(&desk.platform), &query).await.unwrap();
    log.items.into_iter().rev().map(|it| it.action).collect()
}

/// First the impact is approved, then somebody decides about the risks, and only then the strategy.
#[tokio::test]
async fn req_s3_11_a_strategy_is_approved_only_after_its_analysis_and_risk_assessment() {
    let desk = desk().await;
    let it = proposed(&desk, &hot("process:pay-claims", "pay", 4)).await;
    assert_eq!(refusal(approve(&desk.head, &it).await.unwrap_err()), "strategy.no_analysis");
    risk(&desk, "process:pay-claims", risks::State::Assessed).await;
    desk.complete().await;
    assert_eq!(refusal(approve(&desk.head, &it).await.unwrap_err()), "strategy.no_analysis");
    let analysis = impact::of_item(&desk.head, desk.process.id).await.unwrap().remove(0);
    impact::approve(&desk.head, analysis.id, analysis.version).await.unwrap();
    assert_eq!(refusal(approve(&desk.head, &it).await.unwrap_err()), "strategy.no_risk");
    risk(&desk, "process:pay-claims", risks::State::Treating).await;
    let approved = approve(&desk.head, &it).await.unwrap();
    assert_eq!(
        (approved.state, approved.approved_by),
        (State::Approved, Some(desk.head.actor.person_id),)
    );
    let actions = actions(&desk, it.id).await;
    assert_eq!(actions, ["strategy.added", "strategy.proposed", "strategy.approved"]);
}

/// A service rests on the analyses of all business processes that cannot do without it.
#[tokio::test]
async fn req_s3_11_a_service_rests_on_the_processes_that_need_it_and_on_its_site() {
    let desk = desk().await;
    item(&desk.platform, Kind::Site, "commerce", "east").await;
    let mut portal = ItemDocument::new(Kind::Service, "commerce", "portal", "The portal");
    portal.site = Some("east".to_owned());
    put(&desk.platform, &portal).await;
    let root = platform_ctx(&desk.platform);
    let need = NeedDocument::hard(Kind::Service, "portal");
    inventory::add_need(&root, desk.process.id, &need).await.unwrap();
    risk(&desk, "site:east", risks::State::Accepted).await;
    let it = proposed(&desk, &hot("service:portal", "portal", 20)).await;
    let grounds = strategies::grounds(&desk.head, &it).await.unwrap();
    assert_eq!((grounds.is_covered, grounds.not_analyzed), (true, vec!["The pay-claims".into()]));
    desk.approved().await;
    let other = item(&desk.platform, Kind::Process, "commerce", "hire").await;
    let soft = NeedDocument { max_gap: Some(Span::from_hours(8)), ..need.clone() };
    inventory::add_need(&root, other.id, &soft).await.unwrap();
    // Who can do without it for a while does not hold it up, and who cannot does.
    assert!(strategies::grounds(&desk.head, &it).await.unwrap().is_analyzed);
    let third = item(&desk.platform, Kind::Process, "commerce", "count").await;
    inventory::add_need(&root, third.id, &need).await.unwrap();
    assert_eq!(refusal(approve(&desk.head, &it).await.unwrap_err()), "strategy.no_analysis");
    inventory::retire(&root, third.id, third.version).await.unwrap();
    // It is late, and whoever approves is told.
    let told = strategies::grounds(&desk.head, &it).await.unwrap().remarks();
    assert_eq!(told, ["It brings it back within 20 h, and it must be back within 18 h (RTO)."]);
    assert!(approve(&desk.head, &it).await.is_ok());
}

#[tokio::test]
async fn whoever_wrote_a_strategy_does_not_approve_it() {
    let desk = desk().await;
    desk.approved().await;
    risk(&desk, "process:pay-claims", risks::State::Accepted).await;
    let id = desk.head.actor.person_id;
    let both =
        ctx_with(&desk.platform, id, Role::Coordinator, Reach::Agencies([desk.at.commerce].into()));
    let added = strategies::add(&both, &hot("process:pay-claims", "pay", 4)).await.unwrap();
    let other = hot("process:pay-claims", "pay", 3);
    let it = strategies::change(&desk.author, added.id, added.version, &other).await.unwrap();
    let it = strategies::propose(&desk.author, it.id, it.version).await.unwrap();
    assert!(strategies::is_own(&desk.head, &it).await.unwrap());
    assert_eq!(refusal(approve(&desk.head, &it).await.unwrap_err()), "strategy.own");
    let deputy = as_person(&desk.platform, &desk.at, "dora-deputy", Role::AgencyHead).await;
    let it = strategies::send_back(&deputy, it.id, it.version, "Too dear.").await.unwrap();
    assert_eq!((it.state, it.because.as_str()), (State::Draft, "Too dear."));
    let it = strategies::propose(&desk.author, it.id, it.version).await.unwrap();
    let it = approve(&deputy, &it).await.unwrap();
    let frozen = strategies::change(&desk.author, it.id, it.version, &other).await;
    assert!(frozen.is_ok(), "what says the same changes nothing");
    let other = hot("process:pay-claims", "pay", 2);
    let frozen = strategies::change(&desk.author, it.id, it.version, &other).await.unwrap_err();
    assert_eq!(refusal(frozen), "strategy.frozen");
    let it = strategies::retire(&desk.author, it.id, it.version).await.unwrap();
    assert_eq!(it.state, State::Retired);
    assert_eq!(strategies::count(&desk.author, &Query::default()).await.unwrap(), 0);
}

/// What costs something and has no money is counted until somebody grants it.
#[tokio::test]
async fn req_s4_03_unfunded_strategies_are_counted_until_somebody_grants_the_money() {
    let desk = desk().await;
    let it = proposed(&desk, &hot("process:pay-claims", "pay", 4)).await;
    let mut free = hot("process:pay-claims", "free", 4);
    free.content.chosen = Some("Nothing".to_owned());
    free.content.options[0].rto = Some(Span::from_hours(100));
    proposed(&desk, &free).await;
    strategies::add(&desk.author, &hot("process:pay-claims", "draft", 4)).await.unwrap();
    let total = strategies::unfunded(&desk.head, None).await.unwrap();
    let dollars = Money::from_dollars;
    assert_eq!((total.n, total.capital, total.yearly), (1, dollars(1_000), dollars(200)));
    let refused = strategies::fund(&desk.author, it.id, it.version, true).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let funded = strategies::fund(&desk.head, it.id, it.version, true).await.unwrap();
    assert_eq!(strategies::unfunded(&desk.head, None).await.unwrap().n, 0);
    let query = Query { funding: Some(Funding::Funded), ..Query::default() };
    assert_eq!(strategies::count(&desk.head, &query).await.unwrap(), 1);
    let other = ctx_in(&desk.platform, Role::AgencyHead, desk.at.revenue);
    strategies::fund(&desk.head, it.id, funded.version, false).await.unwrap();
    assert_eq!(strategies::unfunded(&other, None).await.unwrap().n, 0);
    let elsewhere = Some([desk.at.revenue].into());
    assert_eq!(strategies::unfunded(&desk.head, elsewhere).await.unwrap().n, 0);
}

#[tokio::test]
async fn what_is_elsewhere_is_not_there_and_what_is_no_process_has_no_strategy() {
    let desk = desk().await;
    let it = proposed(&desk, &hot("process:pay-claims", "pay", 4)).await;
    let other = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    assert!(matches!(strategies::show(&other, it.id).await, Err(Error::NotFound(_))));
    for (target, field) in [("process:pay-claims", "target"), ("site:x", "target"), ("x", "target")]
    {
        let refused = strategies::add(&other, &hot(target, "new", 4)).await.unwrap_err();
        let Error::Invalid(problems) = refused else { panic!("{target}") };
        assert_eq!(problems[0].field, field, "{target}");
    }
    let taken = strategies::add(&other, &hot("process:pay-claims", "pay", 4)).await.unwrap_err();
    let Error::Invalid(problems) = taken else { panic!() };
    assert_eq!(problems[0].reason, "This code is taken.");
    let stale = strategies::propose(&desk.author, it.id, 1).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("strategy")));
    let auditor = ctx_in(&desk.platform, Role::Auditor, desk.at.commerce);
    assert!(strategies::show(&auditor, it.id).await.is_ok());
    let refused = strategies::add(&auditor, &hot("process:pay-claims", "new", 4)).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}

#[tokio::test]
async fn strategies_are_found_by_what_they_are_for_and_sorted_by_cost() {
    let desk = desk().await;
    for (code, dollars) in [("a", 10), ("b", 30), ("c", 20)] {
        let mut document = hot("process:pay-claims", code, 4);
        document.content.options[1].capital = Money::from_dollars(dollars);
        strategies::add(&desk.author, &document).await.unwrap();
    }
    let dear = Query { sort: Sort::Capital, descending: true, ..Query::default() };
    let codes = async |query: Query| -> String {
        let page = strategies::list(&desk.author, &query).await.unwrap();
        page.items.iter().map(|it| it.code.as_str()).collect()
    };
    assert_eq!(codes(dear.clone()).await, "bca");
    let of = |text: &str| Query { text: text.to_owned(), ..dear.clone() };
    assert_eq!(codes(of("claims")).await, "bca");
    assert_eq!(codes(of("nothing")).await, "");
    assert_eq!(codes(Query { kind: Some(Kind::Service), ..dear }).await, "");
}

/// What somebody puts in by files is a draft of theirs, and has no money.
#[tokio::test]
async fn a_file_cannot_approve_a_strategy() {
    let desk = desk().await;
    person(&desk.platform, "commerce", "olga").await;
    let root = platform_ctx(&desk.platform);
    let approved = StrategyDocument {
        state: State::Approved,
        approved_by: Some("olga".to_owned()),
        approved_at: Some("2026-11-01T09:00:00Z".parse().unwrap()),
        funded: true,
        ..hot("process:pay-claims", "pay", 4)
    };
    let put = async |ctx: &Ctx, document: &StrategyDocument| {
        let tx = desk.platform.db.write().await.unwrap();
        let counts = strategies::put_all(&tx, ctx, std::slice::from_ref(document)).await.unwrap();
        tx.commit().await.unwrap();
        counts
    };
    assert_eq!(put(&desk.author, &approved).await, (1, 0));
    let (it, _) = strategies::by_code(&root, "pay").await.unwrap();
    assert_eq!((it.state, it.funded), (State::Draft, false));
    assert_eq!(put(&root, &approved).await, (0, 1));
    assert_eq!(put(&root, &approved).await, (0, 0));
    let (it, _) = strategies::by_code(&root, "pay").await.unwrap();
    assert_eq!((it.state, it.funded), (State::Approved, true));
}
