//! Times that nobody has given: what is known all the same, who is to give them, and how they count.

use app::actor::Role;
use app::prepare::inventory::{ItemDocument, Kind, Standing};
use app::prove::readiness::{self, Behind, Figure};
use app::prove::recovery;
use app::prove::scenarios::{self, RowQuery, RowVerdict, ScenarioDocument};
use app::{Paging, Platform, Span};
use test_support::{
    asset, ctx, ctx_in, fresh, item, need, person, platform_ctx, put, service, state,
};

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

/// An asset of which nobody has said how long it takes, and that Jane owns.
async fn gateway(platform: &Platform) -> app::prepare::inventory::Item {
    person(platform, "commerce", "jane").await;
    let gateway = ItemDocument::new(Kind::Asset, "commerce", "gateway", "The gateway");
    put(platform, &ItemDocument { owner: Some("jane".to_owned()), ..gateway }).await
}

/// What is known suffices to say so: nobody has to wait for the rest.
#[tokio::test]
async fn what_is_too_late_without_a_missing_time_misses_its_target_for_certain() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 4, 1).await;
    need(&platform, &portal, &asset(&platform, "database", 6).await).await;
    need(&platform, &portal, &gateway(&platform).await).await;
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!((why.outcome.standing, why.is_complete), (Standing::Missed, false));
    assert_eq!(
        why.sentence,
        "The database 6 h, then The portal 1 h: back after at least 7 h, 3 h over the 4 h target \
         whatever else it takes; not counting The gateway, for which no time is given. \
         The database adds most. So it misses its target for certain."
    );
    let found = readiness::readiness(&ctx, None, 3).await.unwrap();
    assert_eq!((found.total.n_missed, found.total.n_at_least, found.total.n_unknown), (1, 0, 0));
    // It waits for no time: none could bring it in time.
    let awaited = readiness::awaited_times(&ctx, None, Paging::default()).await.unwrap();
    assert_eq!(awaited.n_items, 0);
}

#[tokio::test]
async fn what_is_not_counted_is_said_before_that_there_is_no_target() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = ItemDocument::new(Kind::Service, "commerce", "portal", "The portal");
    let portal = put(&platform, &ItemDocument { restore: Some(hours(1)), ..portal }).await;
    need(&platform, &portal, &gateway(&platform).await).await;
    let why = recovery::explain(&platform_ctx(&platform), portal.id).await.unwrap();
    assert_eq!(
        why.sentence,
        "Back after at least 1 h; not counting The gateway, for which no time is given. Nobody has \
         said how soon it must be back."
    );
}

#[tokio::test]
async fn what_is_known_as_a_least_counts_apart_from_what_cannot_be_said() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ctx = platform_ctx(&platform);
    let gateway = gateway(&platform).await;
    service(&platform, "fine", 4, 1).await;
    for code in ["portal", "letters"] {
        need(&platform, &service(&platform, code, 8, 1).await, &gateway).await;
    }
    let silent = ItemDocument::new(Kind::Service, "commerce", "silent", "The silent one");
    put(&platform, &ItemDocument { target_rto: Some(hours(4)), ..silent }).await;
    let found = readiness::readiness(&ctx, None, 3).await.unwrap();
    let total = found.total;
    assert_eq!((total.n_met, total.n_at_least, total.n_unknown), (1, 2, 1));
    assert_eq!(
        found.title(),
        "1 of 4 services can recover in time; 2 are in time so far, and of 1 nobody can say"
    );
    for (figure, n) in [(Figure::AtLeast, 2), (Figure::Unknown, 1), (Figure::NotSaid, 1)] {
        let asked = Behind { figure, ..Behind::default() };
        let page = readiness::behind(&ctx, asked, Paging::default()).await.unwrap();
        assert_eq!(page.n_items, n, "{figure:?}");
    }

    // Whom to ask, what hangs on it, and who may give it: what most wait for comes first.
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let times = readiness::awaited_times(&own, None, Paging::default()).await.unwrap();
    let [first, second] = times.items.as_slice() else { panic!("{times:?}") };
    assert_eq!((first.time.item.code.as_str(), first.n_services, first.n_alone), ("gateway", 2, 2));
    assert_eq!(first.time.ask.as_ref().map(|it| it.1.as_str()), Some("Person jane"));
    assert_eq!((first.time.agency.as_str(), first.time.may_give), ("Agency of commerce", true));
    assert_eq!((second.time.item.code.as_str(), second.time.ask.as_ref()), ("silent", None));
    let reader = ctx_in(&platform, Role::AgencyHead, at.commerce);
    let times = readiness::awaited_times(&reader, None, Paging::default()).await.unwrap();
    assert!(!times.items[0].time.may_give);
    // Nobody else's services wait for it.
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    let times = readiness::awaited_times(&other, None, Paging::default()).await.unwrap();
    assert_eq!(times.n_items, 0);
    assert!(readiness::awaited_times(&other, Some(at.commerce), Paging::default()).await.is_err());
}

/// Of another agency's part its name is told, and not who there answers for it.
#[tokio::test]
async fn of_a_part_of_others_only_the_agency_is_told() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let gateway = gateway(&platform).await;
    let taxes = ItemDocument::new(Kind::Service, "revenue", "taxes", "The taxes");
    let taxes = ItemDocument { target_rto: Some(hours(4)), restore: Some(hours(1)), ..taxes };
    let taxes = put(&platform, &taxes).await;
    need(&platform, &taxes, &gateway).await;
    let own = ctx_in(&platform, Role::Coordinator, at.revenue);
    let why = recovery::explain(&own, taxes.id).await.unwrap();
    let [missing] = why.missing.as_slice() else { panic!("{:?}", why.missing) };
    assert_eq!(
        (missing.item.name.as_str(), missing.agency.as_str()),
        ("The gateway", "Agency of commerce")
    );
    assert_eq!(
        (missing.ask.as_ref(), missing.may_give, missing.item.may_open),
        (None, false, false)
    );
}

#[tokio::test]
async fn a_run_counts_what_it_knows_as_a_least_apart() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let network = asset(&platform, "network", 2).await;
    let portal = service(&platform, "portal", 8, 1).await;
    need(&platform, &portal, &network).await;
    need(&platform, &portal, &gateway(&platform).await).await;
    let silent = ItemDocument::new(Kind::Service, "commerce", "silent", "The silent one");
    put(&platform, &ItemDocument { target_rto: Some(hours(4)), ..silent }).await;
    let lost = ["asset:network", "asset:gateway", "service:silent"].map(str::to_owned).to_vec();
    let document = ScenarioDocument { lost, ..ScenarioDocument::new("commerce", "lost", "Lost") };
    let team = ctx(&platform, Role::ContinuityTeam);
    let scenario = scenarios::add(&team, &document).await.unwrap();
    let run = scenarios::run(&team, scenario.id).await.unwrap();
    // Whether the whole state is seen or a part of it.
    for ctx in [team, ctx_in(&platform, Role::Coordinator, at.commerce)] {
        let totals = scenarios::findings(&ctx, run.id).await.unwrap().totals;
        assert_eq!((totals.n_unknown, totals.n_at_least), (2, 1));
        let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
        let portal = rows.iter().find(|it| it.item.code == "portal").unwrap();
        assert_eq!((portal.verdict, portal.back), (RowVerdict::Unknown, Some(hours(3))));
    }
}

/// What is complete lacks nothing, and what is not names what it lacks.
#[tokio::test]
async fn only_a_time_that_something_waits_for_is_missing() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = service(&platform, "portal", 8, 1).await;
    let printer = item(&platform, Kind::Asset, "commerce", "printer").await;
    let ctx = platform_ctx(&platform);
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert!(why.is_complete && why.missing.is_empty());
    need(&platform, &portal, &printer).await;
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!(why.missing.len(), 1);
}
