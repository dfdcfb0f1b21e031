//! Investments: who may see and change them, files, and what is worth buying.

use app::actor::{Reach, Role};
use app::events;
use app::ids::PersonId;
use app::people::agencies;
use app::prepare::impact::Money;
use app::prepare::inventory::{self, ItemDocument, Kind};
use app::programme::Programme;
use app::programme::answers::{worth_in, worth_of};
use app::programme::transfer::{self, ReadOptions, WriteOptions};
use app::prove::investments::{
    self, Improvement, ImprovementKind, InvestmentDocument, Query, Sort, Standing, Worth,
    WorthQuery, worth,
};
use app::search::{self, HitKind};
use app::{Ctx, Error, Platform, Span};
use chrono::TimeDelta;
use std::task::Poll;
use test_support::{
    asset, ctx, ctx_in, ctx_with, fresh, item, need, person, platform_ctx, service, state,
};

fn faster(item: &str, hours: i64) -> Improvement {
    let within = Span::from_hours(hours);
    Improvement::faster(item, within)
}

fn wish(code: &str, dollars: i64, improvement: Improvement) -> InvestmentDocument {
    let cost = Money::from_dollars(dollars);
    InvestmentDocument::new("commerce", code, &format!("Buy {code}"), cost).with(improvement)
}

/// Two services that must be back within 4 hours: one on a database that takes 6, one on that and
/// on a disk that takes 9.
async fn late(platform: &Platform) {
    state(platform).await;
    let (a, b) = (service(platform, "a", 4, 0).await, service(platform, "b", 4, 0).await);
    let (database, disk) = (asset(platform, "database", 6).await, asset(platform, "disk", 9).await);
    need(platform, &a, &database).await;
    need(platform, &b, &database).await;
    need(platform, &b, &disk).await;
}

async fn ready(ctx: &Ctx, query: WorthQuery) -> Worth {
    let found = match worth(ctx, query).await.unwrap() {
        Standing::Ready(found) => Some(*found),
        Standing::UnderWay(_) => None,
    };
    found.unwrap()
}

#[tokio::test]
async fn req_issue_3_the_least_cost_for_services_in_time_is_a_curve() {
    let platform = fresh().await;
    late(&platform).await;
    let ctx = platform_ctx(&platform);
    let wishes = [
        wish("replica", 500, faster("asset:database", 2)),
        wish("gold", 900, faster("asset:database", 1)),
        wish("flash", 300, faster("asset:disk", 3)),
    ];
    for it in &wishes {
        investments::add(&ctx, it).await.unwrap();
    }
    let found = ready(&ctx, WorthQuery::default()).await;
    let steps: Vec<_> = found
        .steps
        .iter()
        .map(|it| {
            let codes: Vec<&str> = it.investments.iter().map(|it| it.code.as_str()).collect();
            (it.cost, it.n_in_time, codes.join("+"))
        })
        .collect();
    let dollars = Money::from_dollars;
    assert_eq!(
        steps,
        [
            (Money::ZERO, 0, String::new()),
            (dollars(500), 1, "replica".to_owned()),
            (dollars(800), 2, "replica+flash".to_owned()),
        ]
    );
    assert_eq!(found.steps[1].gained[0].code, "a");
    assert!(found.is_exact && found.n_late == 0);
    // Without the disk's, one stays late whatever is bought, and the disk is why.
    let flash = investments::by_code(&ctx, "flash").await.unwrap();
    investments::retire(&ctx, flash.id, flash.version).await.unwrap();
    let found = ready(&ctx, WorthQuery::default()).await;
    assert_eq!((found.steps.len(), found.n_late), (2, 1));
    assert_eq!(found.late[0].gap, Some(Span::from_hours(5)));
    assert_eq!(found.late[0].held_by.as_ref().unwrap().code, "disk");
}

/// What strikes the one strikes the other: a copy there is worth nothing. Over files as by the database.
#[tokio::test]
async fn a_copy_at_the_same_site_gains_nothing() {
    let platform = fresh().await;
    late(&platform).await;
    let ctx = platform_ctx(&platform);
    for code in ["east", "west"] {
        item(&platform, Kind::Site, "commerce", code).await;
    }
    let database = inventory::by_code(&ctx, Kind::Asset, "database").await.unwrap();
    let documents = inventory::documents(&ctx, std::slice::from_ref(&database)).await.unwrap();
    let document =
        ItemDocument { site: Some("east".to_owned()), ..documents.into_iter().next().unwrap() };
    inventory::change(&ctx, database.id, database.version, &document).await.unwrap();
    let copy = |site: &str| Improvement {
        kind: ImprovementKind::Copy,
        site: Some(site.to_owned()),
        ..faster("asset:database", 1)
    };
    investments::add(&ctx, &wish("beside", 100, copy("east"))).await.unwrap();
    assert_eq!(ready(&ctx, WorthQuery::default()).await.steps.len(), 1, "buying nothing");
    let programme = transfer::read(&ctx, ReadOptions::default()).await.unwrap();
    assert_eq!(worth_in(&programme, None, WorthQuery::default()).unwrap().steps.len(), 1);
    investments::add(&ctx, &wish("away", 700, copy("west"))).await.unwrap();
    let found = ready(&ctx, WorthQuery::default()).await;
    assert_eq!((found.steps.len(), found.steps[1].cost), (2, Money::from_dollars(700)));
}

#[tokio::test]
async fn the_answer_is_kept_until_the_inventory_or_the_investments_change() {
    let platform = fresh().await;
    late(&platform).await;
    let early = platform_ctx(&platform);
    investments::add(&early, &wish("replica", 500, faster("asset:database", 2))).await.unwrap();
    let first = ready(&early, WorthQuery::default()).await;
    let later = |minutes| {
        let now = early.now + TimeDelta::minutes(minutes);
        Ctx::new(platform.clone(), early.actor.clone(), now)
    };
    person(&platform, "commerce", "jane").await;
    let setting = ctx(&platform, Role::Administrator);
    app::settings::change(&setting, 0, app::settings::General::default()).await.unwrap();
    let again = ready(&later(5), WorthQuery::default()).await;
    assert_eq!(again.steps, first.steps);
    investments::add(&early, &wish("flash", 300, faster("asset:disk", 3))).await.unwrap();
    let more = ready(&later(10), WorthQuery::default()).await;
    assert_eq!((first.steps.len(), more.steps.len()), (2, 3));
    let disk = inventory::by_code(&early, Kind::Asset, "disk").await.unwrap();
    inventory::retire(&early, disk.id, disk.version).await.unwrap();
    let fewer = ready(&later(15), WorthQuery::default()).await;
    assert_eq!((fewer.n_idle, fewer.steps.last().unwrap().n_in_time), (1, 2));
}

/// Over very many services it goes on in the background, and the answer is there when it is over.
#[tokio::test]
async fn very_many_services_are_weighed_in_the_background() {
    let platform = fresh().await;
    late(&platform).await;
    let ctx = platform_ctx(&platform);
    let item = |n: i32| {
        let document = ItemDocument {
            target_rto: Some(Span::from_hours(4)),
            restore: Some(Span::from_hours(1)),
            ..ItemDocument::new(Kind::Service, "commerce", &format!("s-{n}"), "A service")
        };
        document.into()
    };
    let programme = Programme { items: (0..2_000).map(item).collect(), ..Programme::default() };
    transfer::write(&ctx, &programme, WriteOptions::default()).await.unwrap();
    investments::add(&ctx, &wish("replica", 500, faster("asset:database", 2))).await.unwrap();
    let query = WorthQuery::default();
    assert!(matches!(worth(&ctx, query).await.unwrap(), Standing::UnderWay(_)));
    // Somebody else who asks for the same begins work of their own.
    let other = ctx_with(&platform, PersonId::new(), Role::StateCio, Reach::State);
    assert!(!investments::cancel_worth(&other, query));
    if let Some(mut progress) = investments::watch_worth(&ctx, query) {
        while progress.changed().await.is_ok() {}
    }
    let found = ready(&ctx, query).await;
    assert_eq!((found.n_services, found.steps.len()), (2_002, 2));
    assert!(!investments::cancel_worth(&ctx, query), "nothing is under way any more");
}

#[tokio::test]
async fn nothing_is_proved_if_not_all_investments_were_weighed() {
    let platform = fresh().await;
    late(&platform).await;
    let ctx = platform_ctx(&platform);
    for n in 0..=100 {
        // All of them make something better that holds nothing back, but for the cheapest.
        let what = if n == 0 { "asset:database" } else { "asset:disk" };
        let document = wish(&format!("it-{n}"), 100 + n, faster(what, 2));
        investments::add(&ctx, &document).await.unwrap();
    }
    let found = ready(&ctx, WorthQuery::default()).await;
    assert_eq!((found.n_offers, found.steps.len(), found.n_late), (100, 1, 2));
    assert!(found.is_cut && !found.is_exact);
    let told = worth_of(&ctx, WorthQuery::default()).await.unwrap();
    let programme = transfer::read(&ctx, ReadOptions::default()).await.unwrap();
    let by_folder = worth_in(&programme, None, WorthQuery::default()).unwrap();
    assert_eq!((told.n_offers, told.is_cut, told.is_exact), (100, true, false));
    assert_eq!(by_folder.steps, told.steps);
    assert_eq!((by_folder.n_offers, by_folder.is_cut), (told.n_offers, told.is_cut));
    let cheapest = investments::by_code(&ctx, "it-100").await.unwrap();
    investments::retire(&ctx, cheapest.id, cheapest.version).await.unwrap();
    let found = ready(&ctx, WorthQuery::default()).await;
    assert!(!found.is_cut && found.steps.len() == 3);
}

#[tokio::test]
async fn each_person_has_one_thing_weighed_at_a_time() {
    let platform = fresh().await;
    late(&platform).await;
    let root = platform_ctx(&platform);
    let (one, other) = (ctx(&platform, Role::StateCio), ctx(&platform, Role::ContinuityTeam));
    let (all, first_tier) =
        (WorthQuery::default(), WorthQuery { tier: Some(1), ..WorthQuery::default() });
    // It gets so far as to be computed, and no further. It may be done before anybody looks: then
    // there is more to weigh.
    let mut n_offers = 0;
    let begun = loop {
        for _ in 0..10 {
            n_offers += 1;
            let faster = faster("asset:disk", n_offers);
            let document = wish(&format!("it-{n_offers}"), 100 + n_offers, faster);
            investments::add(&root, &document).await.unwrap();
        }
        let mut begun = Box::pin(worth(&one, all));
        let mut is_done = false;
        while !is_done && investments::watch_worth(&one, all).is_none() {
            let step = std::future::poll_fn(|cx| Poll::Ready(begun.as_mut().poll(cx))).await;
            is_done = step.is_ready();
            tokio::task::yield_now().await;
        }
        if !is_done {
            break begun;
        }
    };
    let refused = worth(&one, first_tier).await;
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "worth.one_at_a_time"));
    assert!(matches!(worth(&one, all).await, Ok(Standing::UnderWay(_))), "the same, once more");
    assert_eq!(i64::try_from(ready(&other, all).await.n_offers), Ok(n_offers));
    // Who goes away lets others begin.
    drop(begun);
    assert!(worth(&one, first_tier).await.is_ok());
}

#[tokio::test]
async fn tiers_and_agencies_narrow_what_is_weighed() {
    let platform = fresh().await;
    late(&platform).await;
    let ctx = platform_ctx(&platform);
    let of = |agency, tier| WorthQuery { agency, tier, together: false };
    let id = |code: &'static str| {
        let ctx = ctx.clone();
        async move { Some(agencies::by_code(&ctx, code).await.unwrap().id) }
    };
    assert_eq!(ready(&ctx, of(id("commerce").await, None)).await.n_services, 2);
    assert_eq!(ready(&ctx, of(id("revenue").await, None)).await.n_services, 0);
    assert_eq!(ready(&ctx, of(None, Some(1))).await.n_services, 0);
}

#[tokio::test]
async fn who_may_see_and_change_investments() {
    let platform = fresh().await;
    late(&platform).await;
    let root = platform_ctx(&platform);
    let document = wish("replica", 500, faster("asset:database", 2));
    let it = investments::add(&root, &document).await.unwrap();
    let commerce = agencies::by_code(&root, "commerce").await.unwrap().id;
    let revenue = agencies::by_code(&root, "revenue").await.unwrap().id;

    // A vendor reads the inventory, and no investments.
    for reach in [Reach::State, Reach::Record(it.id.uuid())] {
        let vendor = ctx_with(&platform, PersonId::new(), Role::Vendor, reach);
        assert!(matches!(investments::show(&vendor, it.id).await, Err(Error::NotFound(_))));
        let listed = investments::list(&vendor, &Query::default()).await;
        assert!(matches!(listed, Err(Error::Forbidden(_))));
        assert!(matches!(worth(&vendor, WorthQuery::default()).await, Err(Error::Forbidden(_))));
        let hits = search::find(&vendor, "replica", None, 9).await.unwrap();
        assert!(hits.is_empty(), "{hits:?}");
    }
    // Another agency's is not there, and its code is taken without saying by what.
    let stranger = ctx_in(&platform, Role::Coordinator, revenue);
    assert!(matches!(investments::show(&stranger, it.id).await, Err(Error::NotFound(_))));
    assert_eq!(investments::count(&stranger, &Query::default()).await.unwrap(), 0);
    let changed = investments::change(&stranger, it.id, 1, &document).await;
    assert!(matches!(changed, Err(Error::NotFound(_))));
    // What that needs and shares with nobody cannot be named.
    let own = InvestmentDocument { agency: "revenue".to_owned(), ..document.clone() };
    let own = InvestmentDocument { code: "own".to_owned(), ..own };
    let error = investments::add(&stranger, &own).await.unwrap_err();
    let nothing = own.clone();
    let nothing = InvestmentDocument { changes: vec![faster("asset:nothing", 2)], ..nothing };
    let none = investments::add(&stranger, &nothing).await.unwrap_err();
    let told = |it: Error, code: &str| it.to_string().replace(code, "CODE");
    assert_eq!(told(error, "database"), told(none, "nothing"));
    // Those of the agency read it; not all of them change it.
    let head = ctx_in(&platform, Role::AgencyHead, commerce);
    assert_eq!(investments::show(&head, it.id).await.unwrap().code, "replica");
    let changed = investments::change(&head, it.id, 1, &document).await;
    assert!(matches!(changed, Err(Error::Forbidden(_))));
    let coordinator = ctx_in(&platform, Role::Coordinator, commerce);
    investments::retire(&coordinator, it.id, it.version).await.unwrap();
}

#[tokio::test]
async fn a_change_is_an_event_with_before_and_after_and_a_second_one_is_stale() {
    let platform = fresh().await;
    late(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let document = wish("replica", 500, faster("asset:database", 2));
    let it = investments::add(&team, &document).await.unwrap();
    let same = investments::change(&team, it.id, it.version, &document).await.unwrap();
    assert_eq!(same.version, it.version);
    let dearer = InvestmentDocument { cost: Money::from_dollars(700), ..document.clone() };
    let next = investments::change(&team, it.id, it.version, &dearer).await.unwrap();
    let stale = investments::change(&team, it.id, it.version, &document).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("investment")));
    let retired = investments::retire(&team, it.id, next.version).await.unwrap();
    let refused = investments::change(&team, it.id, retired.version, &dearer).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(it) if it.code == "investment.retired"));
    investments::restore(&team, it.id, retired.version).await.unwrap();
    let log = events::history(&team, it.id.uuid(), 9).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    let expected = ["added", "changed", "retired", "restored"].map(|it| format!("investment.{it}"));
    assert_eq!(actions, expected);
    assert!(log.iter().all(|it| !it.after.is_null()));
    let changed = &log[2];
    assert_eq!(changed.before["cost"], "500.00");
    assert_eq!(changed.after["cost"], "700.00");
}

#[tokio::test]
async fn bad_input_names_its_field() {
    let platform = fresh().await;
    late(&platform).await;
    let ctx = platform_ctx(&platform);
    let fine = wish("replica", 500, faster("asset:database", 2));
    let fields = |document: InvestmentDocument| {
        let ctx = ctx.clone();
        async move {
            match investments::add(&ctx, &document).await {
                Err(Error::Invalid(it)) => it.into_iter().map(|it| it.field.into_owned()).collect(),
                other => vec![format!("{other:?}")],
            }
        }
    };
    let with = |improvement| InvestmentDocument { changes: vec![improvement], ..fine.clone() };
    assert_eq!(fields(with(faster("asset:nothing", 1))).await, ["changes.0.item"]);
    assert_eq!(fields(with(faster("database", 1))).await, ["changes.0.item"]);
    let nowhere = Improvement {
        kind: ImprovementKind::Copy,
        site: Some("nowhere".to_owned()),
        ..faster("asset:database", 1)
    };
    assert_eq!(fields(with(nowhere)).await, ["changes.0.site"]);
    let agency = InvestmentDocument { agency: "nobody".to_owned(), ..fine.clone() };
    assert_eq!(fields(agency).await, ["agency"]);
    let code = InvestmentDocument { code: "Not A Code".to_owned(), ..fine.clone() };
    assert_eq!(fields(code).await, ["code"]);
    let currency = InvestmentDocument { currency: "EUR".to_owned(), ..fine.clone() };
    assert_eq!(fields(currency).await, ["currency"]);
    let many = InvestmentDocument { changes: vec![faster("asset:disk", 1); 21], ..fine.clone() };
    assert_eq!(fields(many).await, ["changes"]);
    investments::add(&ctx, &fine).await.unwrap();
    assert_eq!(fields(fine.clone()).await, ["code"]);
    // What is out of use cannot be made better, nor hold a copy.
    let west = item(&platform, Kind::Site, "commerce", "west").await;
    inventory::retire(&ctx, west.id, west.version).await.unwrap();
    let copy = Improvement {
        kind: ImprovementKind::Copy,
        site: Some("west".to_owned()),
        ..faster("asset:database", 1)
    };
    let next = |it| InvestmentDocument { code: "next".to_owned(), ..with(it) };
    assert_eq!(fields(next(copy)).await, ["changes.0.site"]);
    let disk = inventory::by_code(&ctx, Kind::Asset, "disk").await.unwrap();
    inventory::retire(&ctx, disk.id, disk.version).await.unwrap();
    assert_eq!(fields(next(faster("asset:disk", 1))).await, ["changes.0.item"]);
}

#[tokio::test]
async fn lists_are_searched_sorted_and_paged() {
    let platform = fresh().await;
    late(&platform).await;
    let ctx = platform_ctx(&platform);
    for (code, dollars) in [("replica", 500), ("gold", 900), ("flash", 300)] {
        investments::add(&ctx, &wish(code, dollars, faster("asset:disk", 1))).await.unwrap();
    }
    let codes = |query: Query| {
        let ctx = ctx.clone();
        async move {
            let page = investments::list(&ctx, &query).await.unwrap();
            page.items.into_iter().map(|it| it.code).collect::<Vec<_>>()
        }
    };
    let dearest = Query { sort: Sort::Cost, descending: true, ..Query::default() };
    assert_eq!(codes(dearest).await, ["gold", "replica", "flash"]);
    let found = Query { text: "repl".to_owned(), ..Query::default() };
    assert_eq!(codes(found).await, ["replica"]);
    let cost_max = Some(Money::from_dollars(500));
    assert_eq!(codes(Query { cost_max, ..Query::default() }).await, ["flash", "replica"]);
    let hits = search::find(&ctx, "gold", Some(HitKind::Investment), 9).await.unwrap();
    assert_eq!(hits[0].code, "gold");
    let flash = investments::by_code(&ctx, "flash").await.unwrap();
    investments::retire(&ctx, flash.id, flash.version).await.unwrap();
    for (text, expected) in [("Buy FL", vec!["flash"]), ("flash", vec!["flash"]), ("gold", vec![])]
    {
        let query = Query { text: text.to_owned(), retired: true, ..Query::default() };
        assert_eq!(codes(query).await, expected, "{text}");
    }
}

/// Retired ones come along, also those about what is retired itself; and nothing changes twice.
#[tokio::test]
async fn files_lose_nothing_of_investments() {
    let platform = fresh().await;
    late(&platform).await;
    let ctx = platform_ctx(&platform);
    item(&platform, Kind::Site, "commerce", "west").await;
    let copy = Improvement {
        kind: ImprovementKind::Copy,
        site: Some("west".to_owned()),
        ..faster("asset:database", 1)
    };
    let disk = inventory::by_code(&ctx, Kind::Asset, "disk").await.unwrap();
    investments::add(&ctx, &wish("copy", 700, copy)).await.unwrap();
    let gone = investments::add(&ctx, &wish("gone", 900, faster("asset:disk", 1))).await.unwrap();
    investments::retire(&ctx, gone.id, gone.version).await.unwrap();
    investments::add(&ctx, &wish("idle", 300, faster("asset:disk", 1))).await.unwrap();
    inventory::retire(&ctx, disk.id, disk.version).await.unwrap();

    let exported = transfer::read(&ctx, ReadOptions::default()).await.unwrap();
    assert_eq!(exported.investments.len(), 3);
    assert_eq!(exported.investments[1].retired_at, Some(ctx.now));
    let again = transfer::write(&ctx, &exported, WriteOptions::default()).await.unwrap();
    assert!(again.is_same(), "{again:?}");
    let other = platform_ctx(&fresh().await);
    transfer::write(&other, &exported, WriteOptions::default()).await.unwrap();
    let back = transfer::read(&other, ReadOptions::default()).await.unwrap();
    assert_eq!(back.investments, exported.investments);
    let again = transfer::write(&other, &exported, WriteOptions::default()).await.unwrap();
    assert!(again.is_same(), "{again:?}");
    // What a folder does not mention is retired if that is asked for.
    let mut less = exported.clone();
    less.investments.retain(|it| it.code != "copy");
    let options = WriteOptions { prune: true, ..WriteOptions::default() };
    let pruned = transfer::write(&other, &less, options).await.unwrap();
    assert_eq!(pruned.investments.n_retired, 1);
}

#[tokio::test]
async fn what_is_late_by_a_circle_of_needs_is_brought_in_time_and_not_by_nonsense() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 5, 0).await;
    let (a, b) = (asset(&platform, "a", 4).await, asset(&platform, "b", 4).await);
    need(&platform, &portal, &a).await;
    need(&platform, &a, &b).await;
    need(&platform, &b, &a).await;
    for code in ["a", "b"] {
        let improvement = faster(&format!("asset:{code}"), 2);
        investments::add(&ctx, &wish(code, 100, improvement)).await.unwrap();
    }
    let found = ready(&ctx, WorthQuery::default()).await;
    let steps: Vec<_> = found.steps.iter().map(|it| (it.cost, it.n_in_time)).collect();
    assert_eq!(steps, [(Money::ZERO, 0), (Money::from_dollars(200), 1)]);
}
