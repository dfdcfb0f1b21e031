//! Readiness and scope: what is counted, and for whom.

use app::actor::Role;
use app::people::agencies;
use app::people::persons;
use app::prepare::inventory::{
    self, ItemDocument, Kind, Missing, Proof, ProofSource, Query, ServiceType, Standing,
};
use app::prove::readiness::{self, Basis, Behind, Figure, Figures, GapKind};
use app::prove::{recovery, scope};
use app::{Paging, Platform, Span};
use serde_json::json;
use test_support::{
    asset, ctx, ctx_in, fresh, item, need, person, platform_ctx, put, state, voice,
};

async fn service_of(platform: &Platform, agency: &str, code: &str, hours: (i64, i64)) {
    let document = ItemDocument {
        target_rto: Some(Span::from_hours(hours.0)),
        restore: Some(Span::from_hours(hours.1)),
        ..ItemDocument::new(Kind::Service, agency, code, &format!("The {code}"))
    };
    put(platform, &document).await;
}

/// The dashboard's totals are the sums over agencies, and what a plain count of the list gives.
#[tokio::test]
async fn req_s1_09_totals_equal_the_sum_of_agencies() {
    let platform = fresh().await;
    let at = state(&platform).await;
    for (n, hours) in [(4, 6), (4, 4), (4, 1), (9, 20), (2, 1)].into_iter().enumerate() {
        service_of(&platform, "commerce", &format!("c{n}"), hours).await;
    }
    service_of(&platform, "revenue", "r0", (1, 2)).await;
    item(&platform, Kind::Service, "franklin", "f0").await;
    let ctx = ctx(&platform, Role::ContinuityTeam);

    let all = readiness::readiness(&ctx, None, 3).await.unwrap();
    let sum = all.agencies.iter().fold(Figures::default(), |sum, it| sum.plus(&it.figures));
    assert_eq!(all.total, sum);
    assert_eq!(all.basis, Basis::All);
    assert_eq!(all.title(), "3 of 7 services cannot recover in time");
    for (standing, counted) in [
        (Standing::Missed, all.total.n_missed),
        (Standing::AtRisk, all.total.n_at_risk),
        (Standing::Met, all.total.n_met),
        (Standing::NoTarget, all.total.n_no_target),
    ] {
        let query = Query { standing: Some(standing), ..Query::all(Kind::Service) };
        assert_eq!(inventory::count(&ctx, &query).await.unwrap(), counted, "{standing:?}");
    }
    // Each agency alone, and the state with all below it.
    let commerce = readiness::readiness(&ctx, Some(at.commerce), 3).await.unwrap();
    assert_eq!((commerce.total.n_services, commerce.total.n_missed), (5, 2));
    let whole = readiness::readiness(&ctx, Some(at.franklin), 3).await.unwrap();
    assert_eq!(whole.total, all.total);
    // The worst come first, and no more of them than asked for.
    let codes: Vec<_> = all.worst.items.iter().map(|it| it.service.code.as_str()).collect();
    assert_eq!((codes, all.worst.n_items), (vec!["c3", "c0", "r0"], 4));
    assert_eq!(all.worst.items[0].over(), Span::from_hours(11));
}

/// Whoever follows a figure finds as many services as it says, and no other.
#[tokio::test]
async fn behind_each_figure_are_the_services_that_it_counts() {
    let platform = fresh().await;
    let at = state(&platform).await;
    for (n, hours) in [(4, 6), (4, 4), (4, 1), (9, 20), (2, 1)].into_iter().enumerate() {
        service_of(&platform, "commerce", &format!("c{n}"), hours).await;
    }
    item(&platform, Kind::Service, "franklin", "f0").await;
    let mut proven = ItemDocument::new(Kind::Service, "commerce", "proven", "Proven");
    proven.proof =
        Some(Proof { source: ProofSource::Test, on: "2026-01-15".parse().ok(), measured: None });
    put(&platform, &proven).await;
    let mut old = ItemDocument::new(Kind::Service, "revenue", "old", "Proven long ago");
    old.proof =
        Some(Proof { source: ProofSource::Test, on: "2020-01-15".parse().ok(), measured: None });
    put(&platform, &old).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    for (agency, is_alone) in [
        (None, false),
        (Some(at.franklin), false),
        (Some(at.franklin), true),
        (Some(at.commerce), true),
    ] {
        let found = readiness::readiness(&ctx, agency, 3).await.unwrap();
        let own = found.agencies.iter().find(|it| Some(it.id) == agency).map(|it| it.figures);
        let it = own.filter(|_| is_alone).unwrap_or(found.total);
        for (figure, counted) in [
            (Figure::All, it.n_services),
            (Figure::Missed, it.n_missed),
            (Figure::AtRisk, it.n_at_risk),
            (Figure::Met, it.n_met),
            (Figure::InTime, it.n_in_time()),
            (Figure::AtLeast, it.n_at_least),
            (Figure::Unknown, it.n_unknown),
            (Figure::NoTarget, it.n_no_target),
            (Figure::NotSaid, it.n_unknown + it.n_no_target),
            (Figure::Target, it.n_services - it.n_no_target),
            (Figure::Analyzed, it.n_analyzed),
            (Figure::NotAnalyzed, it.n_services - it.n_analyzed),
            (Figure::Proven, it.n_proven),
            (Figure::NotProven, it.n_services - it.n_proven),
        ] {
            let asked = Behind { figure, agency, is_alone, held_by: None };
            let page = readiness::behind(&ctx, asked, Paging::default()).await.unwrap();
            assert_eq!(page.n_items, counted, "{figure:?} {agency:?} {is_alone}");
            assert_eq!(page.items.len() as u64, counted);
        }
    }
    // What holds services back leads to as many as it says.
    let found = readiness::readiness(&ctx, None, 3).await.unwrap();
    for it in &found.reasons {
        let held_by = Some(it.item.id);
        let asked = Behind { figure: Figure::Missed, held_by, ..Behind::default() };
        let page = readiness::behind(&ctx, asked, Paging::default()).await.unwrap();
        assert_eq!(page.n_items, it.n_services);
    }
    let asked = Behind { agency: Some(at.commerce), ..Behind::default() };
    let revenue = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert!(readiness::behind(&revenue, asked, Paging::default()).await.is_err());
    let own = readiness::behind(&revenue, Behind::default(), Paging::default()).await.unwrap();
    assert_eq!(own.n_items, 1);
}

/// A page has at most 500 rows, a file all of them.
#[tokio::test]
async fn a_file_of_the_services_behind_a_figure_has_all_of_them() {
    let platform = fresh().await;
    state(&platform).await;
    for n in 0..=500 {
        item(&platform, Kind::Service, "commerce", &format!("s{n}")).await;
    }
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let all = readiness::all_behind(&ctx, Behind::default()).await.unwrap();
    assert_eq!(all.len(), 501);
    let paging = Paging { number: 1, size: 1_000 };
    let page = readiness::behind(&ctx, Behind::default(), paging).await.unwrap();
    assert_eq!((page.items.len(), page.n_items), (500, 501));
}

#[tokio::test]
async fn what_stops_with_something_is_named_to_those_who_may_read_it() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let network = asset(&platform, "network", 2).await;
    service_of(&platform, "commerce", "c", (4, 1)).await;
    service_of(&platform, "revenue", "r", (4, 1)).await;
    for code in ["c", "r"] {
        let service = inventory::by_code(&platform_ctx(&platform), Kind::Service, code).await;
        need(&platform, &service.unwrap(), &network).await;
    }
    let stopped = async |ctx| {
        let stopped = recovery::stopped_by(&ctx, &[network.id], 3).await.unwrap().remove(0);
        stopped.into_iter().map(|it| it.code).collect::<Vec<_>>()
    };
    assert_eq!(stopped(ctx(&platform, Role::ContinuityTeam)).await, ["c", "r"]);
    assert_eq!(stopped(ctx_in(&platform, Role::Coordinator, at.revenue)).await, ["r"]);
}

#[tokio::test]
async fn only_essential_services_count_once_somebody_has_said_which() {
    let platform = fresh().await;
    state(&platform).await;
    service_of(&platform, "commerce", "other", (4, 6)).await;
    let mut essential = ItemDocument::new(Kind::Service, "commerce", "benefits", "Benefits");
    essential.details.insert("importance".to_owned(), "essential".into());
    essential.target_rto = Some(Span::from_hours(4));
    essential.restore = Some(Span::from_hours(1));
    essential.proof =
        Some(Proof { source: ProofSource::Test, on: "2026-01-15".parse().ok(), measured: None });
    put(&platform, &essential).await;
    let found = readiness::readiness(&platform_ctx(&platform), None, 5).await.unwrap();
    assert_eq!(found.basis, Basis::Essential);
    assert_eq!((found.total.n_services, found.total.n_met, found.total.n_proven), (1, 1, 1));
    assert_eq!(found.title(), "The only essential service on record can recover in time");
}

#[tokio::test]
async fn an_agency_sees_its_own_figures_only() {
    let platform = fresh().await;
    let at = state(&platform).await;
    service_of(&platform, "commerce", "c", (4, 6)).await;
    service_of(&platform, "revenue", "r", (4, 6)).await;
    let revenue = ctx_in(&platform, Role::Coordinator, at.revenue);
    let found = readiness::readiness(&revenue, None, 5).await.unwrap();
    assert_eq!(found.agencies.len(), 1);
    assert_eq!(found.worst.items[0].service.code, "r");
    assert!(readiness::readiness(&revenue, Some(at.commerce), 5).await.is_err());
}

#[tokio::test]
async fn contacts_count_when_they_are_known_to_work() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ctx = platform_ctx(&platform);
    let jane = person(&platform, "commerce", "jane-doe").await;
    let commerce = agencies::show(&ctx, at.commerce).await.unwrap();
    let mut document = agencies::document(&ctx, at.commerce).await.unwrap();
    document.primary_contact = Some("jane-doe".to_owned());
    agencies::change(&ctx, at.commerce, commerce.version, &document).await.unwrap();
    let counted = async || {
        let total = readiness::readiness(&ctx, None, 1).await.unwrap().total;
        (total.n_contacts, total.n_verified)
    };
    assert_eq!(counted().await, (1, 0));
    let channel = persons::add_channel(&ctx, jane, &voice(false)).await.unwrap();
    persons::verify_channel(&ctx, channel.id).await.unwrap();
    assert_eq!(counted().await, (1, 1));
}

/// The coverage report lists the six types, each with a recovery time to meet.
#[tokio::test]
async fn req_s3_02_every_type_of_facility_is_covered() {
    let platform = fresh().await;
    state(&platform).await;
    let types = [
        ServiceType::ComputerSystem,
        ServiceType::Network,
        ServiceType::Application,
        ServiceType::Telecommunications,
        ServiceType::TechnicalSupport,
        ServiceType::ServiceDesk,
    ];
    for it in types {
        let mut service =
            ItemDocument::new(Kind::Service, "commerce", &it.code().replace('_', "-"), it.title());
        service.details.insert("facility".to_owned(), it.code().into());
        service.target_rto = Some(Span::from_hours(8));
        put(&platform, &service).await;
    }
    let (_, coverage) = readiness::completeness(&platform_ctx(&platform), None).await.unwrap();
    for it in types {
        let line = coverage.iter().find(|line| line.facility == Some(it)).unwrap();
        assert_eq!((line.n_services, line.n_with_target), (1, 1), "{it:?}");
    }
}

#[tokio::test]
async fn what_has_not_been_said_is_counted() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Process, "commerce", "payments").await;
    item(&platform, Kind::Asset, "commerce", "server").await;
    item(&platform, Kind::Team, "commerce", "recovery").await;
    let (gaps, _) = readiness::completeness(&platform_ctx(&platform), None).await.unwrap();
    for kind in
        [GapKind::ProcessSystem, GapKind::ProcessLevel, GapKind::AssetOwner, GapKind::TeamAlternate]
    {
        let gap = gaps.iter().find(|it| it.kind == kind).unwrap();
        assert_eq!((gap.n_missing, gap.n_all), (1, 1), "{kind:?}");
    }
}

/// Who follows a number to the list finds as many there.
#[tokio::test]
async fn what_has_not_been_said_can_be_listed() {
    let platform = fresh().await;
    state(&platform).await;
    for kind in [Kind::Service, Kind::Process, Kind::Asset, Kind::DataSet, Kind::Team] {
        item(&platform, kind, "commerce", "silent").await;
    }
    let said = [("required_level", json!("60% in 2 days")), ("workaround", json!("Paper forms"))];
    let details = said.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
    let document = ItemDocument::new(Kind::Process, "commerce", "payments", "Payments");
    put(&platform, &ItemDocument { details, ..document }).await;
    let ctx = platform_ctx(&platform);
    let (gaps, _) = readiness::completeness(&ctx, None).await.unwrap();
    for gap in gaps {
        let (word, value) = gap.kind.filter().split_once('=').unwrap();
        let mut query = Query::all(gap.kind.of());
        match word {
            "missing" => query.missing = Missing::from_word(value),
            _ => query.standing = Standing::from_code(value),
        }
        assert!(query.missing.is_none_or(|it| it.concerns(query.kind)), "{:?}", gap.kind);
        assert_ne!((query.missing, query.standing), (None, None), "{:?}", gap.kind);
        assert_eq!(inventory::count(&ctx, &query).await.unwrap(), gap.n_missing, "{:?}", gap.kind);
    }
}

/// The number of external providers is what following the needs by hand gives.
#[tokio::test]
async fn req_s3_04_external_providers_equal_the_graph_query() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let cloud = item(&platform, Kind::Vendor, "commerce", "cloud").await;
    let printer = item(&platform, Kind::Vendor, "commerce", "printer").await;
    item(&platform, Kind::Vendor, "commerce", "unused").await;
    let portal = item(&platform, Kind::Service, "commerce", "portal").await;
    let database = asset(&platform, "database", 1).await;
    need(&platform, &portal, &database).await;
    need(&platform, &database, &cloud).await;
    let mut letters = ItemDocument::new(Kind::Service, "commerce", "letters", "Letters");
    letters.vendor = Some("printer".to_owned());
    put(&platform, &letters).await;

    let mut by_hand = std::collections::BTreeSet::new();
    let services = inventory::list(&ctx, &Query::all(Kind::Service)).await.unwrap().items;
    let mut due: Vec<_> = services.into_iter().collect();
    while let Some(item) = due.pop() {
        by_hand.extend(item.vendor_id);
        if item.kind() == Kind::Vendor {
            by_hand.insert(item.id);
        }
        due.extend(inventory::needs_of(&ctx, item.id).await.unwrap().into_iter().map(|it| it.1));
    }
    let scope = scope::statement(&ctx, None).await.unwrap();
    assert_eq!(by_hand, [cloud.id, printer.id].into());
    assert_eq!(scope.n_providers, by_hand.len() as u64);
    assert_eq!(scope.n_on_technology, 1);
}

async fn site(platform: &Platform, code: &str, fips: &str, (lat, lon): (f64, f64)) {
    let mut site = ItemDocument::new(Kind::Site, "commerce", code, &format!("The {code}"));
    let role = if code == "eastern" { "primary_data_center" } else { "alternate_data_center" };
    for (key, value) in [
        ("county_fips", fips.into()),
        ("latitude", lat.into()),
        ("longitude", lon.into()),
        ("site_role", role.into()),
        ("hazards", vec!["Hurricane"].into()),
        ("capacity", vec!["racks: 40 of 60"].into()),
    ] {
        site.details.insert(key.to_owned(), value);
    }
    put(platform, &site).await;
}

/// Counts per county are those of the list of sites, and the distance between the two is shown.
#[tokio::test]
async fn req_s3_05_counts_per_county_match_the_list() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    site(&platform, "eastern", "37183", (35.789_826, -78.651_951)).await;
    site(&platform, "western", "37161", (35.402_782, -81.920_651)).await;
    for (code, at) in [("a", "eastern"), ("b", "eastern"), ("c", "western")] {
        let mut service = ItemDocument::new(Kind::Service, "commerce", code, code);
        service.site = Some(at.to_owned());
        put(&platform, &service).await;
    }
    let scope = scope::statement(&ctx, None).await.unwrap();
    for county in &scope.counties {
        let mut n_services = 0;
        for line in scope.sites.iter().filter(|it| it.details.county_fips == county.fips) {
            let query = Query { site_id: Some(line.site.id), ..Query::all(Kind::Service) };
            n_services += inventory::count(&ctx, &query).await.unwrap();
        }
        assert_eq!(county.n_services, n_services, "{}", county.fips);
    }
    assert_eq!(scope.counties.len(), 2);
    let [between] = &*scope.distances else { panic!("{:?}", scope.distances) };
    assert!((between.km.unwrap() - 298.6).abs() < 0.1);
    assert_eq!(between.shared_hazards, ["Hurricane"]);
}

/// A site's page lists what it hosts and what it can take.
#[tokio::test]
async fn req_s2_35_a_site_lists_what_it_hosts_and_its_capacity() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    site(&platform, "eastern", "37183", (35.79, -78.65)).await;
    site(&platform, "western", "37161", (35.40, -81.92)).await;
    for kind in [Kind::Service, Kind::Asset] {
        let mut hosted = ItemDocument::new(kind, "commerce", "mainframe", "Mainframe");
        hosted.site = Some("eastern".to_owned());
        put(&platform, &hosted).await;
    }
    let eastern = inventory::by_code(&ctx, Kind::Site, "eastern").await.unwrap();
    let facts = scope::site(&ctx, eastern.id).await.unwrap();
    assert_eq!(facts.hosted, [(Kind::Service, 1), (Kind::Asset, 1)].into());
    assert_eq!((facts.n_dependents, facts.distances.len()), (1, 1));
    let inventory::Details::Site(details) = &eastern.details else { panic!("{eastern:?}") };
    assert_eq!(details.capacity, ["racks: 40 of 60"]);
}

#[tokio::test]
async fn single_points_of_failure_are_listed_by_how_much_they_take_down() {
    let platform = fresh().await;
    state(&platform).await;
    let (network, database) =
        (asset(&platform, "network", 1).await, asset(&platform, "database", 1).await);
    // What takes the place of something is none, although all of them cannot work without it.
    let mut group = ItemDocument::new(Kind::Group, "commerce", "pair", "The pair");
    group.details.insert("suffice".to_owned(), 1.into());
    let group = put(&platform, &group).await;
    need(&platform, &group, &asset(&platform, "left", 1).await).await;
    need(&platform, &group, &asset(&platform, "right", 1).await).await;
    for code in ["a", "b", "c"] {
        let service = test_support::service(&platform, code, 4, 1).await;
        need(&platform, &service, &network).await;
        need(&platform, &service, &group).await;
        if code != "c" {
            need(&platform, &service, &database).await;
        }
    }
    let ctx = platform_ctx(&platform);
    let page = readiness::single_points(&ctx, None, Paging::default()).await.unwrap();
    let found: Vec<_> =
        page.items.iter().map(|it| (it.part.item.code.as_str(), it.n_down)).collect();
    assert_eq!(found, [("network", 3), ("database", 2)]);
}

/// Answers are kept while nothing happens, for whoever may see the same.
#[tokio::test]
async fn an_answer_is_kept_for_those_who_may_see_it_and_until_something_happens() {
    let platform = fresh().await;
    let at = state(&platform).await;
    service_of(&platform, "commerce", "portal", (4, 9)).await;
    service_of(&platform, "revenue", "taxes", (4, 1)).await;
    let n = async |agency| {
        let ctx = ctx_in(&platform, Role::Coordinator, agency);
        let total = readiness::readiness(&ctx, None, 3).await.unwrap().total;
        (total.n_services, total.n_missed)
    };
    assert_eq!((n(at.commerce).await, n(at.revenue).await), ((1, 1), (1, 0)));
    assert_eq!((n(at.commerce).await, n(at.revenue).await), ((1, 1), (1, 0)));
    service_of(&platform, "revenue", "refunds", (1, 2)).await;
    assert_eq!((n(at.commerce).await, n(at.revenue).await), ((1, 1), (2, 1)));
}
