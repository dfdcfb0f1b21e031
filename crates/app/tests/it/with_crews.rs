//! The recovery of one item by the crews there are.

use std::collections::BTreeMap;

use app::actor::{Reach, Role};
use app::prepare::inventory::{self, ItemDocument, Kind, Standing};
use app::programme::transfer::{self, WriteOptions};
use app::prove::readiness::{self, Behind, Figure, Figures};
use app::prove::recovery::{self, ByCrews, CrewHelp, Explanation, HelpKind};
use app::prove::scenarios::{self, RowQuery, RowVerdict, ScenarioDocument};
use app::sample::{Size, franklin};
use app::{Ctx, Paging, Platform, Span};
use serde_json::json;
use test_support::{
    ctx_in, fresh, need, now, platform_ctx, portal_of_one_crew, put, service, state,
};

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

async fn crew(platform: &Platform, people: u32) {
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew");
    crew.details.insert("people".to_owned(), json!(people));
    put(platform, &crew).await;
}

async fn change_mains(ctx: &Ctx, change: impl FnOnce(&mut ItemDocument)) {
    let mains = inventory::by_code(ctx, Kind::Crew, "mains").await.unwrap();
    let documents = inventory::documents(ctx, std::slice::from_ref(&mains)).await.unwrap();
    let mut document = documents.into_iter().next().unwrap();
    change(&mut document);
    inventory::change(ctx, mains.id, mains.version, &document).await.unwrap();
}

#[tokio::test]
async fn what_a_crew_can_do_only_one_after_the_other_takes_longer() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = portal_of_one_crew(&platform, 1).await;
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!((why.outcome.achievable_rto, why.outcome.gap), (Some(hours(4)), None));
    let with = why.with_crews.clone().expect("one of the two waits");
    assert_eq!((with.finish, with.gap), (Some(hours(6)), Some(hours(2))));
    assert_eq!(with.at_least, Some(hours(6)));
    assert!(
        with.sentence.starts_with(
            "With the crews there are, it is back after 6 h, 2 h later than if each part had \
             people of its own."
        ),
        "{}",
        with.sentence
    );
    assert!(with.sentence.contains("for Mains crew, who work on The"), "{}", with.sentence);
    // With people enough 4 h is possible; with one of them it is not, and this is why.
    assert_eq!(why.impossible, None);
    let impossible = with.impossible.as_deref().unwrap();
    let begin =
        "4 h is impossible with the crews there are, in whatever order: work of Mains crew on ";
    assert!(impossible.starts_with(begin), "{impossible}");
    assert!(impossible.ends_with(" 5 h + what can only follow 1 h = 6 h."), "{impossible}");
    // Who waits does so from the moment at which it could begin.
    let waiting: Vec<_> = with.rows.iter().filter(|it| it.ready < it.start).collect();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].ready, Span::ZERO);
    assert!(waiting[0].binds && waiting[0].after.is_some());
    // One more person, and it is in time.
    let best = with.helps[0].clone();
    assert!(matches!(&best.what, HelpKind::MorePeople(crew, 1) if crew.code == "mains"));
    assert_eq!((best.gain, best.finish, best.is_in_time), (hours(2), hours(4), true));
    assert_eq!(
        best.sentence,
        format!(
            "With 1 more person in Mains crew, it is back after 4 h, within the 4 h target. What \
             decides then: The mainframe 3 h, then {} 1 h.",
            portal.name
        )
    );
    // What suffices alone is as slow as may be.
    let faster = with.helps.iter().find(|it| match &it.what {
        HelpKind::Faster(item, _) => item.code == "mainframe",
        _ => false,
    });
    let HelpKind::Faster(_, restore) = &faster.unwrap().what else { panic!("{faster:?}") };
    assert_eq!((*restore, faster.unwrap().is_in_time), (hours(1), true));
    assert_eq!(why.helps, with.helps);
    says_what_is_so(
        &why,
        &times([("service:portal", 1), ("asset:mainframe", 3), ("asset:storage", 2)]),
    );
    // What was found out is kept until somebody joins the crew.
    assert_eq!(recovery::explain(&ctx, portal.id).await.unwrap().with_crews, Some(with));
    change_mains(&ctx, |it| drop(it.details.insert("people".to_owned(), json!(2)))).await;
    assert_eq!(recovery::explain(&ctx, portal.id).await.unwrap().with_crews, None);
}

/// The portal is in time if each part has people of its own, and so is the desk. Late is the archive.
#[tokio::test]
async fn readiness_counts_who_is_late_only_with_the_crews_there_are() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = portal_of_one_crew(&platform, 1).await;
    service(&platform, "desk", 9, 1).await;
    service(&platform, "archive", 2, 5).await;
    let total = async || readiness::readiness(&ctx, None, 5).await.unwrap().total;
    let known = |it: Figures| (it.n_late_with_crews, it.n_not_tried, it.n_too_large);
    // Nobody has looked yet, and that is said.
    assert_eq!(known(total().await), (0, 2, 0));
    assert_eq!(total().await.trying().unwrap(), "crews are being looked at: 0 of 2");
    readiness::try_crews(&ctx).await.unwrap();
    let found = readiness::readiness(&ctx, None, 5).await.unwrap();
    assert_eq!(known(found.total), (1, 0, 0));
    assert_eq!(found.total.trying(), None);
    assert_eq!(
        found.title(),
        "1 of 3 services cannot recover in time; 1 more cannot with the crews there are"
    );
    let sum = found.agencies.iter().fold(Figures::default(), |sum, it| sum.plus(&it.figures));
    assert_eq!(found.total, sum);
    // Whoever reads the figure finds the service that it counts.
    let asked = Behind { figure: Figure::WithCrews, ..Behind::default() };
    let listed = readiness::all_behind(&ctx, asked).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|it| (it.service.id, it.with_crews)).collect();
    assert_eq!(listed, [(portal.id, Some(ByCrews { finish: Some(hours(6)), is_complete: true }))]);
    // Whoever may not see it counts none.
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert_eq!(readiness::readiness(&other, None, 5).await.unwrap().total.n_late_with_crews, 0);
    assert_eq!(readiness::all_behind(&other, asked).await.unwrap(), []);
    // A name changes nothing that it rests on; one more person does.
    change_mains(&ctx, |it| it.name = "Night crew".to_owned()).await;
    assert_eq!(known(total().await), (1, 0, 0));
    change_mains(&ctx, |it| drop(it.details.insert("people".to_owned(), json!(2)))).await;
    assert_eq!(known(total().await), (0, 2, 0));
    readiness::try_crews(&ctx).await.unwrap();
    let found = readiness::readiness(&ctx, None, 5).await.unwrap();
    assert_eq!(known(found.total), (0, 0, 0));
    assert_eq!(found.title(), "1 of 3 services cannot recover in time");
}

#[tokio::test]
async fn where_nobody_has_said_how_many_a_crew_has_nothing_is_looked_at() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    portal_of_one_crew(&platform, 1).await;
    change_mains(&ctx, |it| drop(it.details.remove("people"))).await;
    let total = readiness::readiness(&ctx, None, 5).await.unwrap().total;
    assert_eq!((total.n_not_tried, total.trying()), (0, None));
    readiness::try_crews(&ctx).await.unwrap();
    let found = readiness::readiness(&ctx, None, 5).await.unwrap();
    assert_eq!(
        (found.total, found.title()),
        (total, "The only service on record can recover in time")
    );
}

/// Nobody asks for it: a server begins by itself, tells when it is done, and stops when it is told to.
#[tokio::test]
async fn a_server_finds_out_by_itself_who_is_late_with_the_crews_there_are() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    portal_of_one_crew(&platform, 1).await;
    let mut told = readiness::watch_crews(&ctx);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(readiness::keep_trying(platform.clone(), now, stopped));
    told.changed().await.unwrap();
    let found = readiness::readiness(&ctx, None, 5).await.unwrap();
    assert_eq!((found.total.n_late_with_crews, found.total.n_not_tried), (1, 0));
    stop.send(()).unwrap();
    server.await.unwrap();
}

/// What a page computes for itself is told, too, where nobody has tried all services yet.
#[tokio::test]
async fn readiness_tells_by_crews_what_pages_have_found_out() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = portal_of_one_crew(&platform, 1).await;
    let with_crews = async || {
        let found = readiness::readiness(&ctx, None, 5).await.unwrap();
        let line = found.worst.items.into_iter().find(|it| it.service.id == portal.id).unwrap();
        assert_eq!(line.achievable, hours(4));
        line.with_crews
    };
    assert_eq!(with_crews().await, None);
    recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!(with_crews().await, Some(ByCrews { finish: Some(hours(6)), is_complete: true }));
}

#[tokio::test]
async fn what_no_number_of_people_makes_possible_is_told_as_a_sum() {
    let platform = fresh().await;
    state(&platform).await;
    crew(&platform, 2).await;
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 2, 1).await;
    let mut asset = ItemDocument::new(Kind::Asset, "commerce", "mainframe", "The mainframe");
    asset.restore = Some(hours(3));
    need(&platform, &portal, &put(&platform, &asset).await).await;
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    let name = &why.item.name;
    assert_eq!(
        why.impossible,
        Some(format!("2 h is impossible: The mainframe 3 h + {name} 1 h = 4 h."))
    );
}

#[tokio::test]
async fn with_people_enough_there_is_nothing_to_add() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = portal_of_one_crew(&platform, 2).await;
    let why = recovery::explain(&platform_ctx(&platform), portal.id).await.unwrap();
    assert_eq!(why.with_crews, None);
}

/// A crew of which nobody has said how many it has is planned without limit, and that is said.
#[tokio::test]
async fn who_waits_for_a_crew_that_nobody_counted_is_back_at_least_then() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = portal_of_one_crew(&platform, 1).await;
    change_mains(&ctx, |it| drop(it.details.remove("people"))).await;
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    let with = why.with_crews.expect("nobody has said how many they are");
    assert_eq!((with.finish, with.gap, with.is_complete), (Some(hours(4)), None, false));
    assert_eq!(
        with.sentence,
        "With the crews there are, it is back after at least 4 h, as if each part had people of its \
         own. Nobody has said how many there are of Mains crew."
    );
    // A scenario does not call it in time, either, and gives no chance for it.
    let lost = vec!["asset:mainframe".to_owned(), "asset:storage".to_owned()];
    let document = ScenarioDocument { lost, ..ScenarioDocument::new("commerce", "lost", "Lost") };
    let scenario = scenarios::add(&ctx, &document).await.unwrap();
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let totals = scenarios::findings(&ctx, run.id).await.unwrap().totals;
    assert_eq!((totals.n_down, totals.n_unknown, totals.n_at_least), (1, 1, 1));
    let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
    assert_eq!((rows[0].verdict, rows[0].chance), (RowVerdict::Unknown, None));
}

/// A part that asks for three people of a crew of two is restored by two: nobody counts a third.
#[tokio::test]
async fn a_crew_is_shown_with_the_people_that_it_has() {
    let platform = fresh().await;
    state(&platform).await;
    crew(&platform, 2).await;
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 4, 1).await;
    let mut asset = ItemDocument::new(Kind::Asset, "commerce", "mainframe", "The mainframe");
    asset.restore = Some(hours(3));
    asset.crew = Some("mains".to_owned());
    asset.crew_size = Some(3);
    need(&platform, &portal, &put(&platform, &asset).await).await;
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    let with = why.with_crews.expect("it asks for more people than there are");
    let row = with.rows.iter().find(|it| it.part.item.code == "mainframe").unwrap();
    assert_eq!((row.people, row.is_short), (2, true));
    assert_eq!(
        with.sentence,
        "With the crews there are, it is back after 4 h, as if each part had people of its own. \
         The mainframe asks for 3 people of Mains crew, which has 2: it is planned with these."
    );
    let order = scenarios::order_alone(&ctx, portal.id, &[]).await.unwrap();
    assert_eq!(order[0].people, 2);
    let lost = vec!["asset:mainframe".to_owned()];
    let document = ScenarioDocument { lost, ..ScenarioDocument::new("commerce", "lost", "Lost") };
    let scenario = scenarios::add(&ctx, &document).await.unwrap();
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let paging = Paging { number: 1, size: 9 };
    let work = scenarios::work(&ctx, run.id, None, paging).await.unwrap().items;
    assert_eq!(work[0].people, 2);
}

#[tokio::test]
async fn all_waits_for_people_that_decide_are_told_in_order() {
    let platform = fresh().await;
    state(&platform).await;
    crew(&platform, 1).await;
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 4, 1).await;
    for code in ["a", "b", "c", "d", "e"] {
        let asset = ItemDocument {
            restore: Some(hours(1)),
            crew: Some("mains".to_owned()),
            crew_size: Some(1),
            ..ItemDocument::new(Kind::Asset, "commerce", code, &format!("Part {code}"))
        };
        need(&platform, &portal, &put(&platform, &asset).await).await;
    }
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    let sentence = &why.with_crews.as_ref().unwrap().sentence;
    let places: Vec<usize> = [" waits 1 h ", " waits 2 h ", " waits 3 h ", " One more waits after"]
        .iter()
        .map(|it| sentence.find(it).unwrap_or_else(|| panic!("{it}: {sentence}")))
        .collect();
    assert!(places.is_sorted() && !sentence.contains("waits 4 h"), "{sentence}");
    let each = ["service:portal", "asset:a", "asset:b", "asset:c", "asset:d", "asset:e"];
    says_what_is_so(&why, &times(each.map(|it| (it, 1))));
}

#[tokio::test]
async fn a_late_item_that_waits_for_nobody_has_its_fixes_from_analysis_a_copy_among_them() {
    let platform = fresh().await;
    let at = state(&platform).await;
    for (code, agency, role) in [
        ("east", "commerce", "primary_data_center"),
        ("annex", "commerce", "office"),
        ("west", "revenue", "alternate_data_center"),
    ] {
        let mut site = ItemDocument::new(Kind::Site, agency, code, &format!("Site {code}"));
        site.details.insert("site_role".to_owned(), json!(role));
        put(&platform, &site).await;
    }
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 4, 1).await;
    let disk = ItemDocument {
        restore: Some(hours(6)),
        site: Some("east".to_owned()),
        ..ItemDocument::new(Kind::Asset, "commerce", "disk", "The disk")
    };
    need(&platform, &portal, &put(&platform, &disk).await).await;
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!((why.outcome.achievable_rto, why.with_crews.is_none()), (Some(hours(7)), true));
    let told: Vec<(String, Span, bool)> =
        why.helps.iter().map(|it| (it.what.to_string(), it.finish, it.is_in_time)).collect();
    let expected = [
        ("The portal doing without The disk", hours(1), true),
        ("a copy of The disk at Site west that takes over in 15 m", Span::from_minutes(75), true),
        ("The disk restored in 3 h", hours(4), true),
        ("The portal restored in 30 m", Span::from_minutes(390), false),
    ];
    assert_eq!(told, expected.map(|it| (it.0.to_owned(), it.1, it.2)));
    assert_eq!(why.helps[2].takes_now, Some(hours(6)));
    assert_eq!(
        why.helps[1].sentence,
        "With a copy of The disk at Site west that takes over in 15 m, it is back after 1 h 15 m, \
         15 m later than with the first. What decides then: The disk 15 m, then The portal 1 h."
    );
    says_what_is_so(&why, &times([("service:portal", 1), ("asset:disk", 6)]));

    // Nobody offers a copy to those who may not know of what it would be, or of where.
    let reach = Reach::Record(portal.id.into());
    let guest = app::ids::PersonId::new();
    let role = Role::Vendor;
    let guest = test_support::ctx_with(&platform, guest, role, reach);
    let seen = recovery::explain(&guest, portal.id).await.unwrap();
    assert_eq!(seen.helps.len(), 3);
    assert!(seen.helps.iter().all(|it| !it.sentence.contains("disk")), "{:?}", seen.helps);
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let seen = recovery::explain(&own, portal.id).await.unwrap().helps;
    let sentences = |of: &[CrewHelp]| of.iter().map(|it| it.sentence.clone()).collect::<Vec<_>>();
    assert_eq!(sentences(&seen), sentences(&why.helps));
}

/// How long each restoration takes, by kind and code. What is not there takes no time that is known.
type Times = BTreeMap<String, Span>;

fn times<const N: usize>(said: [(&str, i64); N]) -> Times {
    said.map(|(item, takes)| (item.to_owned(), hours(takes))).into()
}

/// Whether a fix is what it says: what decides then follows one upon the other from the loss to when
/// the item is back, takes as long as now but for the change, and is what the sentence tells.
fn decides_what_it_says(why: &Explanation, it: &CrewHelp, times: &Times) {
    let told = format!("{}: {}", why.item.code, it.sentence);
    // It rests on so much that no order was looked for.
    if why.with_crews.is_none() && it.binds.is_empty() {
        return;
    }
    let changed = match &it.what {
        HelpKind::Faster(item, takes) | HelpKind::Copy(item, _, takes) => Some((item.id, *takes)),
        HelpKind::MorePeople(..) | HelpKind::WithoutNeed(..) => None,
    };
    let mut before = Span::ZERO;
    for link in &it.binds {
        let is_next = link.start == before || link.crew.is_none() && link.start < before;
        assert!(is_next, "{told}: {} begins {}", link.item.code, link.start);
        let takes = changed.filter(|it| it.0 == link.item.id).map(|it| it.1);
        let now = times.get(&inventory::reference(link.item.kind, &link.item.code));
        let takes = takes.or(now.copied()).unwrap_or_default();
        assert_eq!(takes, link.takes(), "{told}: {}", link.item.code);
        before = link.finish;
    }
    assert_eq!(before, it.finish, "{told}");
    assert!(
        it.sentence.contains(&format!("back after {}", it.finish)) || !it.is_complete,
        "{told}"
    );
    let steps: Vec<_> = it.binds.iter().filter(|it| Span::ZERO < it.takes()).collect();
    let mut rest = it.sentence.as_str();
    for step in steps.iter().filter(|_| steps.len() <= 6) {
        let part = format!("{} {}", step.item.name, step.takes());
        let at = rest.find(&part);
        assert!(at.is_some(), "{told}: {part}");
        let at = at.unwrap_or_default();
        rest = rest.get(at + part.len()..).unwrap();
        let waits = step.crew.as_ref().map(|it| format!(" when {} is free", it.name));
        assert!(waits.is_none_or(|it| rest.starts_with(&it)), "{told}: {part}");
    }
}

/// Whether what a page says in sentences is true of the times that it shows.
fn says_what_is_so(why: &Explanation, times: &Times) {
    let code = &why.item.code;
    assert!(why.helps.is_sorted_by_key(|it| it.finish), "{code}: the best first");
    why.helps.iter().for_each(|it| decides_what_it_says(why, it, times));
    if let Some(sum) = &why.impossible {
        let (required, back) = why.outcome.required_rto.zip(why.outcome.achievable_rto).unwrap();
        assert!(required < back && sum.contains(&back.to_string()), "{code}: {sum}");
    }
    let Some(with) = &why.with_crews else { return };
    for row in &with.rows {
        // Whose crew is busy begins when these are done.
        let Some(after) = &row.after else { continue };
        let busy = with.rows.iter().find(|it| it.part.item.id == after.id).unwrap();
        assert!(row.binds && busy.finish == row.start, "{code}: {}", row.part.item.code);
    }
    if let Some(sum) = &with.impossible {
        let least = with.at_least.unwrap();
        assert!(sum.ends_with(&format!(" {least}.")), "{code}: {sum}");
        assert!(why.outcome.required_rto < Some(least) && with.finish.is_none_or(|it| least <= it));
    }
}

/// Whoever reads the page of a service, whoever prints its order and whoever reads Readiness is told the
/// same.
#[tokio::test]
async fn the_page_the_order_and_readiness_say_the_same_of_each_service_of_the_sample() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    let sample = franklin(7, Size::Demo, now().date_naive());
    transfer::write(&ctx, &sample, WriteOptions::default()).await.unwrap();
    readiness::try_crews(&ctx).await.unwrap();
    let late = Behind { figure: Figure::WithCrews, ..Behind::default() };
    let late = readiness::all_behind(&ctx, late).await.unwrap();
    let counted = readiness::all_behind(&ctx, Behind::default()).await.unwrap();
    let documents = sample.items.iter().map(|it| &it.document);
    let time = |it: &ItemDocument| Some((inventory::reference(it.kind, &it.code), it.restore?));
    let times: Times = documents.filter_map(time).collect();
    let (mut n_compared, mut n_copies) = (0, 0);
    let services = sample.items.iter().filter(|it| it.document.kind == Kind::Service);
    for code in services.map(|it| it.document.code.as_str()) {
        let service = inventory::by_code(&ctx, Kind::Service, code).await.unwrap();
        let why = recovery::explain(&ctx, service.id).await.unwrap();
        let told = match &why.with_crews {
            Some(with) => with.finish,
            None => why.outcome.achievable_rto,
        };
        says_what_is_so(&why, &times);
        let late_with =
            why.with_crews.as_ref().filter(|it| it.finish.is_none() || it.gap.is_some());
        let only_with = late_with
            .filter(|_| !matches!(why.outcome.standing, Standing::Missed | Standing::NoTarget));
        let is_listed = late.iter().any(|it| it.service.id == service.id);
        let is_counted = counted.iter().any(|it| it.service.id == service.id);
        assert_eq!(is_listed, is_counted && only_with.is_some(), "{code}");
        let order = scenarios::order_alone(&ctx, service.id, &[]).await.unwrap();
        let back = order.iter().find(|it| it.item.id == service.id).map(|it| it.until);
        // Of which nothing is known, nothing is promised either.
        assert_eq!(back.filter(|it| *it != Span::ZERO), told, "{code}");
        n_compared += 1;
        n_copies += why.helps.iter().filter(|it| matches!(it.what, HelpKind::Copy(..))).count();
    }
    assert_eq!(n_compared, 431);
    assert!(0 < n_copies);
}
