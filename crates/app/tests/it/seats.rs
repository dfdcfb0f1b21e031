//! Work sites: who counts on which seats, which sites are ready, and where people are missing.

use app::actor::{Reach, Role};
use app::events;
use app::prepare::inspections::{
    self, Check, InspectionDocument, InspectionLimit, SiteReadiness, Verdict,
};
use app::prepare::inventory;
use app::prepare::inventory::{
    Details, Item, ItemDocument, Kind, ProcessDetails, SiteDetails, SiteRole,
};
use app::prove::scenarios::{self, ScenarioDocument};
use app::prove::seats::{
    Function, FunctionQuery, SeatStanding, SiteQuery, WorkSite, functions, work_sites,
};
use app::{Ctx, Error, Platform, Span, settings};
use test_support::{State, ctx_in, ctx_with, fresh, item, person, platform_ctx, put, state};

async fn site(platform: &Platform, agency: &str, code: &str, seats: u32) -> Item {
    let details = SiteDetails {
        site_role: Some(SiteRole::AlternateOffice),
        seats: Some(seats),
        ..SiteDetails::default()
    };
    let document = ItemDocument::new(Kind::Site, agency, code, &format!("Site {code}"));
    put(platform, &ItemDocument { details: Details::Site(details).to_map(), ..document }).await
}

fn process(agency: &str, code: &str, tier: u8, details: ProcessDetails) -> ItemDocument {
    let document = ItemDocument::new(Kind::Process, agency, code, &format!("Process {code}"));
    ItemDocument {
        tier: Some(tier),
        site: Some(format!("{agency}-office")),
        details: Details::Process(details).to_map(),
        ..document
    }
}

fn seats(needed: u32, at: &[&str]) -> ProcessDetails {
    let seats_at = at.iter().map(|it| (*it).to_owned()).collect();
    ProcessDetails { seats: Some(needed), seats_at, ..ProcessDetails::default() }
}

/// Two agencies with an office each, and one alternate site with ten seats.
async fn made() -> (Platform, State) {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "commerce-office").await;
    item(&platform, Kind::Site, "revenue", "revenue-office").await;
    site(&platform, "commerce", "west", 10).await;
    (platform, at)
}

fn found_on(on: &str, missing: &[Check]) -> InspectionDocument {
    let verdict = |it: &Check| match missing.contains(it) {
        true => Verdict::Missing,
        false => Verdict::Fine,
    };
    InspectionDocument {
        site: "west".to_owned(),
        inspected_on: on.parse().unwrap(),
        inspector: None,
        found: Check::ALL.iter().map(|it| (*it, verdict(it))).collect(),
        note: String::new(),
    }
}

async fn west(ctx: &Ctx, query: &SiteQuery) -> WorkSite {
    let found = work_sites(ctx, query).await.unwrap();
    found.page.items.into_iter().find(|it| it.site.code == "west").unwrap()
}

async fn all(ctx: &Ctx) -> Vec<Function> {
    functions(ctx, &FunctionQuery::default()).await.unwrap().page.items
}

async fn inspect(ctx: &Ctx, document: &InspectionDocument) -> inspections::Inspection {
    let west = inventory::by_code(ctx, Kind::Site, "west").await.unwrap();
    inspections::add(ctx, west.id, document).await.unwrap()
}

/// Demand of several agencies is added up against what there is, and double booking shows.
#[tokio::test]
async fn req_s3_25_seat_demand_is_compared_with_capacity_of_alternate_sites() {
    let (platform, at) = made().await;
    let ctx = platform_ctx(&platform);
    put(&platform, &process("commerce", "licenses", 1, seats(6, &["west 6"]))).await;
    let it = west(&ctx, &SiteQuery::default()).await;
    assert_eq!((it.seats, it.asked, it.left(), it.is_overbooked()), (Some(10), 6, 4, false));
    put(&platform, &process("revenue", "refunds", 1, seats(7, &["west 7"]))).await;
    let it = west(&ctx, &SiteQuery::default()).await;
    assert_eq!((it.asked, it.left(), it.n_functions), (13, -3, 2));
    assert!(it.is_double_booked());
    let names: Vec<(&str, u32)> = it.agencies.iter().map(|it| (it.1.as_str(), it.2)).collect();
    assert_eq!(names, [("Agency of revenue", 7), ("Agency of commerce", 6)]);
    // Only those move whose own site a scenario takes.
    let lost = ScenarioDocument {
        lost: vec!["site:revenue-office".to_owned()],
        ..ScenarioDocument::new("franklin", "fire", "Fire")
    };
    scenarios::add(&ctx, &lost).await.unwrap();
    let fire = SiteQuery { scenario: Some("fire".to_owned()), ..SiteQuery::default() };
    let it = west(&ctx, &fire).await;
    assert_eq!((it.asked, it.left(), it.is_overbooked()), (7, 3, false));
    let moved = FunctionQuery { scenario: fire.scenario.clone(), ..FunctionQuery::default() };
    let moved = functions(&ctx, &moved).await.unwrap();
    assert_eq!(moved.page.n_items, 1);
    // Who sees only one of the two agencies learns that others count on its seats, and not who.
    let own = ctx_in(&platform, Role::Coordinator, at.revenue);
    let it = west(&own, &SiteQuery::default()).await;
    assert_eq!((it.asked, it.agencies.len(), it.has_others), (13, 1, true));
    assert!(it.is_double_booked());
    assert_eq!(all(&own).await.len(), 1);
}

/// A critical function without an alternate seat is listed, for whichever reason it has none.
#[tokio::test]
async fn req_s4_22_a_critical_function_without_an_alternate_seat_is_listed() {
    let (platform, _) = made().await;
    let ctx = platform_ctx(&platform);
    for (code, tier, details) in [
        ("none", 1, seats(3, &[])),
        ("home", 1, seats(3, &["commerce-office 3"])),
        ("few", 1, seats(5, &["west 2"])),
        ("unsaid", 1, ProcessDetails::default()),
        ("seated", 1, seats(2, &["west 2"])),
        ("later", 3, seats(3, &[])),
    ] {
        put(&platform, &process("commerce", code, tier, details)).await;
    }
    inspect(&ctx, &found_on("2026-11-01", &[])).await;
    let without = FunctionQuery { is_critical: true, is_without: true, ..FunctionQuery::default() };
    let found = functions(&ctx, &without).await.unwrap();
    let listed: Vec<(&str, SeatStanding)> =
        found.page.items.iter().map(|it| (it.process.code.as_str(), it.standing)).collect();
    let expected = [
        ("few", SeatStanding::TooFew),
        ("home", SeatStanding::AtHome),
        ("none", SeatStanding::NoSeat),
        ("unsaid", SeatStanding::NotSaid),
    ];
    assert_eq!(listed, expected);
    assert_eq!((found.n_critical, found.n_without), (5, 4));
    let seated = all(&ctx).await.into_iter().find(|it| it.process.code == "seated").unwrap();
    assert_eq!(seated.standing, SeatStanding::Seated);
    // What must go on within 12 hours is critical, whatever its tier.
    let soon = ItemDocument {
        target_rto: Some(Span::from_hours(12)),
        ..process("commerce", "soon", 4, seats(1, &[]))
    };
    put(&platform, &soon).await;
    assert_eq!(functions(&ctx, &without).await.unwrap().n_without, 5);
}

/// From the day after the limit on, the site is not ready.
#[tokio::test]
async fn req_s4_23_an_inspection_older_than_the_limit_makes_the_site_not_ready() {
    let (platform, at) = made().await;
    let ctx = platform_ctx(&platform);
    let never = west(&ctx, &SiteQuery::default()).await.readiness;
    assert_eq!(never, SiteReadiness::NeverInspected);
    inspect(&ctx, &found_on("2026-10-01", &[Check::Power])).await;
    let lacks = west(&ctx, &SiteQuery::default()).await.readiness;
    assert_eq!(lacks, SiteReadiness::Lacks(vec![Check::Power]));
    let fine = inspect(&ctx, &found_on("2026-10-22", &[])).await;
    assert!(west(&ctx, &SiteQuery::default()).await.readiness.is_ready());
    // It is 21 November: 30 days are just enough, and 29 are not.
    let limit = |days_max| InspectionLimit { days_max };
    settings::change(&ctx, 0, limit(30)).await.unwrap();
    assert!(west(&ctx, &SiteQuery::default()).await.readiness.is_ready());
    settings::change(&ctx, 1, limit(29)).await.unwrap();
    let old = west(&ctx, &SiteQuery::default()).await.readiness;
    assert_eq!(old, SiteReadiness::InspectedLongAgo(fine.inspected_on));
    assert_eq!(old.words(), "Not ready: last inspected on 22 Oct 2026");
    let not_ready = SiteQuery { is_ready: Some(false), ..SiteQuery::default() };
    assert_eq!(work_sites(&ctx, &not_ready).await.unwrap().page.n_items, 1);
    // What was written down by mistake does not count any more.
    inspections::withdraw(&ctx, fine.id).await.unwrap();
    let left = west(&ctx, &SiteQuery::default()).await.readiness;
    assert_eq!(left.code(), "inspected_long_ago");
    let log = events::Query { subject_id: Some(fine.id.into()), ..events::Query::default() };
    let log = events::list(&ctx, &log).await.unwrap();
    let actions: Vec<&str> = log.items.iter().rev().map(|it| it.action.as_str()).collect();
    assert_eq!(actions, ["site.inspected", "inspection.withdrawn"]);
    // Another agency neither sees it nor writes one.
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    let west = inventory::by_code(&ctx, Kind::Site, "west").await.unwrap();
    let refused = inspections::add(&other, west.id, &found_on("2026-11-01", &[])).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    let auditor = ctx_in(&platform, Role::Auditor, at.commerce);
    let refused = inspections::add(&auditor, west.id, &found_on("2026-11-01", &[])).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let tomorrow = found_on("2026-11-22", &[]);
    let refused = inspections::add(&ctx, west.id, &tomorrow).await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == "inspected_on"));
}

/// Who left does not count, and who is missing shows.
#[tokio::test]
async fn req_s3_29_people_at_least_are_compared_with_those_who_are_there() {
    let (platform, _) = made().await;
    let ctx = platform_ctx(&platform);
    let codes = ["ann", "ben", "cleo"];
    let mut last = None;
    for code in codes {
        last = Some(person(&platform, "commerce", code).await);
    }
    let people: Vec<String> = codes.map(str::to_owned).into();
    let details = ProcessDetails { people_min: Some(3), people, ..ProcessDetails::default() };
    put(&platform, &process("commerce", "licenses", 2, details)).await;
    let it = all(&ctx).await.remove(0);
    assert_eq!((it.people_min, it.n_people, it.short()), (Some(3), 3, 0));
    let cleo = app::people::persons::show(&ctx, last.unwrap()).await.unwrap();
    app::people::persons::retire(&ctx, cleo.id, cleo.version).await.unwrap();
    let it = all(&ctx).await.remove(0);
    assert_eq!((it.n_people, it.short()), (2, 1));
    let short = FunctionQuery { is_short: true, ..FunctionQuery::default() };
    assert_eq!(functions(&ctx, &short).await.unwrap().n_short, 1);
}

#[tokio::test]
async fn what_a_process_says_of_people_and_seats_must_be_there() {
    let (platform, at) = made().await;
    let ctx = ctx_with(&platform, app::ids::PersonId::new(), Role::Coordinator, Reach::State);
    for (details, field) in [
        (seats(3, &["nowhere 3"]), "seats_at"),
        (seats(3, &["west many"]), "seats_at"),
        (seats(3, &["west 1", "west 2"]), "seats_at"),
        (
            ProcessDetails { people: vec!["nobody".to_owned()], ..ProcessDetails::default() },
            "people",
        ),
    ] {
        let refused = inventory::add(&ctx, &process("commerce", "x", 1, details)).await;
        let Err(Error::Invalid(problems)) = refused else { panic!("{field}: {refused:?}") };
        assert_eq!(problems[0].field, field, "{problems:?}");
    }
    let own = ctx_in(&platform, Role::ServiceDesk, at.commerce);
    let refused = functions(&own, &FunctionQuery::default()).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}
