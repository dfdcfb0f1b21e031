//! Items and what they need.

use app::actor::{Permission, Reach, Role};
use app::events;
use app::ids::PersonId;
use app::prepare::inventory::{
    self, ItemDocument, Kind, Missing, NeedDocument, Query, Standing, Typed,
};
use app::prove::recovery;
use app::seal::SealKey;
use app::{Db, Error, Paging, Platform, Span, search};
use test_support::{
    asset, ctx, ctx_in, ctx_with, fresh, item, need, person, platform_ctx, put, service, state,
};

fn typed(pairs: &[(&str, &str)]) -> Typed {
    pairs.iter().map(|(key, it)| ((*key).to_owned(), (*it).to_owned())).collect()
}

#[tokio::test]
async fn what_is_put_in_comes_out_the_same() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "jane-doe").await;
    item(&platform, Kind::Site, "commerce", "eastern").await;
    let base = ItemDocument::new(Kind::Service, "commerce", "benefits", "Benefit payments");
    let form = [
        ("owner", "jane-doe"),
        ("site", "eastern"),
        ("target_rto", "4 h"),
        ("availability", "high"),
    ];
    let document = ItemDocument::typed(&base, &typed(&form)).unwrap();
    let ctx = ctx(&platform, Role::ContinuityTeam);

    let added = inventory::add(&ctx, &document).await.unwrap();

    let shown = inventory::show(&ctx, added.id).await.unwrap();
    assert_eq!(shown, added);
    assert_eq!(inventory::documents(&ctx, &[shown]).await.unwrap(), [document]);
}

#[tokio::test]
async fn a_wrong_reference_is_named() {
    let platform = fresh().await;
    state(&platform).await;
    let mut document = ItemDocument::new(Kind::Service, "nowhere", "benefits", "Benefits");
    document.site = Some("mars".to_owned());
    let error = inventory::add(&platform_ctx(&platform), &document).await.unwrap_err();
    let Error::Invalid(problems) = error else { panic!("{error}") };
    let fields: Vec<_> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["agency", "site"]);
}

#[tokio::test]
async fn who_saw_an_older_version_cannot_save() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let item = item(&platform, Kind::Asset, "commerce", "server").await;
    let document = inventory::documents(&ctx, std::slice::from_ref(&item)).await.unwrap().remove(0);
    let first = ItemDocument { name: "First".to_owned(), ..document.clone() };
    let second = ItemDocument { name: "Second".to_owned(), ..document };

    let changed = inventory::change(&ctx, item.id, 1, &first).await.unwrap();
    let error = inventory::change(&ctx, item.id, 1, &second).await.unwrap_err();

    assert!(matches!(error, Error::Stale(_)));
    assert_eq!(inventory::show(&ctx, item.id).await.unwrap(), changed);
}

#[tokio::test]
async fn one_agency_neither_reads_nor_guesses_what_another_has() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let theirs = item(&platform, Kind::Service, "commerce", "benefits").await;
    let outsider = ctx_in(&platform, Role::Coordinator, at.revenue);

    assert!(matches!(inventory::show(&outsider, theirs.id).await, Err(Error::NotFound(_))));
    let found = inventory::list(&outsider, &Query::all(Kind::Service)).await.unwrap();
    assert_eq!(found.n_items, 0);
    let document = ItemDocument::new(Kind::Service, "commerce", "benefits", "Mine now");
    assert!(matches!(
        inventory::change(&outsider, theirs.id, 1, &document).await,
        Err(Error::NotFound(_))
    ));
    assert!(matches!(inventory::retire(&outsider, theirs.id, 1).await, Err(Error::NotFound(_))));
    assert!(matches!(inventory::add(&outsider, &document).await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let theirs = item(&platform, Kind::Service, "commerce", "benefits").await;
    let owner = ctx_in(&platform, Role::PlanOwner, at.commerce);
    let error = inventory::retire(&owner, theirs.id, 1).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::WriteInventory)));
}

/// A partner from outside sees the one record that was shared, and nothing else.
#[tokio::test]
async fn req_s0_09_a_partner_sees_only_what_is_shared() {
    let platform = fresh().await;
    state(&platform).await;
    let shared = item(&platform, Kind::Service, "commerce", "shelters").await;
    let other = item(&platform, Kind::Service, "commerce", "benefits").await;
    let reach = Reach::Record(shared.id.into());
    let partner = ctx_with(&platform, PersonId::new(), Role::Vendor, reach);

    assert_eq!(inventory::show(&partner, shared.id).await.unwrap().id, shared.id);
    assert!(matches!(inventory::show(&partner, other.id).await, Err(Error::NotFound(_))));
    let page = inventory::list(&partner, &Query::all(Kind::Service)).await.unwrap();
    assert_eq!(page.items.iter().map(|it| it.id).collect::<Vec<_>>(), [shared.id]);
}

#[tokio::test]
async fn a_list_is_searched_filtered_and_leafed_through() {
    let platform = fresh().await;
    state(&platform).await;
    for n in 1..=12 {
        item(&platform, Kind::Asset, "commerce", &format!("server-{n:02}")).await;
    }
    item(&platform, Kind::Asset, "revenue", "mainframe").await;
    let ctx = platform_ctx(&platform);
    let query = Query { paging: Paging { number: 2, size: 5 }, ..Query::all(Kind::Asset) };
    let page = inventory::list(&ctx, &query).await.unwrap();
    let codes: Vec<_> = page.items.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(
        (page.n_items, codes),
        (13, vec!["server-05", "server-06", "server-07", "server-08", "server-09"])
    );

    let found = |text: &str| {
        let query = Query { text: text.to_owned(), ..Query::all(Kind::Asset) };
        let ctx = ctx.clone();
        async move { inventory::count(&ctx, &query).await.unwrap() }
    };
    assert_eq!(
        [found("SERV").await, found("main").await, found("\"*").await, found("zebra").await],
        [12, 1, 13, 0]
    );
    let query = Query { descending: true, ..Query::all(Kind::Asset) };
    assert_eq!(inventory::list(&ctx, &query).await.unwrap().items[0].code, "server-12");
}

/// An asset that nobody answers for fails the completeness check.
#[tokio::test]
async fn req_s1_02_assets_without_owner_are_listed() {
    let platform = fresh().await;
    state(&platform).await;
    person(&platform, "commerce", "jane-doe").await;
    item(&platform, Kind::Asset, "commerce", "orphan").await;
    let mut owned = ItemDocument::new(Kind::Asset, "commerce", "owned", "Owned");
    owned.owner = Some("jane-doe".to_owned());
    put(&platform, &owned).await;
    let query = Query { missing: Some(Missing::Owner), ..Query::all(Kind::Asset) };
    let page = inventory::list(&platform_ctx(&platform), &query).await.unwrap();
    assert_eq!(page.items.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["orphan"]);
}

#[tokio::test]
async fn needs_are_added_changed_and_removed() {
    let platform = fresh().await;
    state(&platform).await;
    let (portal, database) =
        (service(&platform, "portal", 4, 1).await, asset(&platform, "database", 2).await);
    need(&platform, &portal, &database).await;
    let ctx = platform_ctx(&platform);

    let (needed, to) = inventory::needs_of(&ctx, portal.id).await.unwrap().remove(0);
    assert_eq!(to.id, database.id);
    assert_eq!(
        inventory::needed_by_after(&ctx, database.id, None, 10).await.unwrap()[0].1.id,
        portal.id
    );

    let soft = NeedDocument {
        max_gap: Some(Span::from_hours(2)),
        ..NeedDocument::hard(Kind::Asset, "database")
    };
    let twice = inventory::add_need(&ctx, portal.id, &soft).await.unwrap_err();
    assert!(matches!(twice, Error::Refused(it) if it.code == "need.twice"));
    let changed = inventory::change_need(&ctx, needed.id, 1, &soft).await.unwrap();
    assert_eq!(changed.strength.max_gap(), Some(Span::from_hours(2)));
    let itself =
        inventory::add_need(&ctx, portal.id, &NeedDocument::hard(Kind::Service, "portal")).await;
    assert!(matches!(itself, Err(Error::Refused(it)) if it.code == "need.itself"));

    inventory::remove_need(&ctx, needed.id).await.unwrap();
    assert!(inventory::needs_of(&ctx, portal.id).await.unwrap().is_empty());

    // All of that happened to the portal too, and none of it to the database.
    let history = async |id: app::ids::ItemId| {
        let events = events::history(&ctx, id.into(), 9).await.unwrap();
        events.into_iter().map(|it| it.action).collect::<Vec<_>>()
    };
    let expected = ["need.removed", "need.changed", "need.added", "item.added"];
    assert_eq!(history(portal.id).await, expected);
    assert_eq!(history(database.id).await, ["item.added"]);
    let last = events::last(&ctx, portal.id.into()).await.unwrap().unwrap();
    assert_eq!(last.action, "item.added");
    let intact = events::verify(&ctx).await.unwrap();
    assert!(matches!(intact, events::Verdict::Intact { .. }), "{intact:?}");
}

#[tokio::test]
async fn a_retired_item_is_left_out_until_it_is_brought_back() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let old = item(&platform, Kind::Asset, "commerce", "old").await;
    let retired = inventory::retire(&ctx, old.id, old.version).await.unwrap();
    assert_eq!(inventory::count(&ctx, &Query::all(Kind::Asset)).await.unwrap(), 0);
    let retired_ones = Query { retired: true, ..Query::all(Kind::Asset) };
    assert_eq!(inventory::count(&ctx, &retired_ones).await.unwrap(), 1);
    inventory::restore(&ctx, old.id, retired.version).await.unwrap();
    assert_eq!(inventory::count(&ctx, &Query::all(Kind::Asset)).await.unwrap(), 1);
}

#[tokio::test]
async fn search_cuts_words_alike_whatever_stands_between_them() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let named = |code: &str, name: &str| ItemDocument::new(Kind::Asset, "commerce", code, name);
    put(&platform, &named("host-1", "DC-2 payroll.db")).await;
    put(&platform, &named("host-2", "Café register")).await;
    for (text, code) in [
        ("dc-2", "host-1"),
        ("db", "host-1"),
        ("2 pay", "host-1"),
        ("cafe", "host-2"),
        ("CAFÉ", "host-2"),
    ] {
        let found = search::find(&ctx, text, None, 10).await.unwrap();
        let codes: Vec<_> = found.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, [code], "{text}");
    }
}

#[tokio::test]
async fn what_is_called_exactly_so_is_found_among_any_number_of_matches() {
    let platform = fresh().await;
    state(&platform).await;
    let tx = platform.db.write().await.unwrap();
    let entries = (0..1_200).map(|n| {
        let title = if n == 777 { "Pay".to_owned() } else { format!("Payments of office {n}") };
        let id = uuid::Uuid::now_v7();
        let kind = "service".to_owned();
        let found = db::search::Found { id, kind, agency_id: None, title };
        db::search::Entry { found, text: String::new() }
    });
    db::search::add(&tx, &entries.collect::<Vec<_>>()).await.unwrap();
    let among = db::search::Among::default();
    let found = db::search::find(&tx, "pay", &among, 3, |_| true).await.unwrap();
    assert_eq!(found.first().map(|it| it.title.as_str()), Some("Pay"));
}

/// Counts are remembered until something happens, and no longer.
#[tokio::test]
async fn a_list_says_how_many_there_are_now() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let late = Query { standing: Some(Standing::Missed), ..Query::all(Kind::Service) };
    let n = async |query: &Query| {
        recovery::refresh(&ctx).await.unwrap();
        inventory::list(&ctx, query).await.unwrap().n_items
    };
    let all = Query::all(Kind::Service);
    assert_eq!((n(&all).await, n(&late).await), (0, 0));
    let portal = service(&platform, "portal", 4, 1).await;
    assert_eq!((n(&all).await, n(&late).await), (1, 0));
    assert_eq!((n(&all).await, n(&late).await), (1, 0));
    let database = asset(&platform, "database", 9).await;
    need(&platform, &portal, &database).await;
    assert_eq!((n(&all).await, n(&late).await), (1, 1));
    inventory::retire(&ctx, portal.id, portal.version).await.unwrap();
    assert_eq!((n(&all).await, n(&late).await), (0, 0));
}

/// An import holds the only turn to write for as long as it takes. If readers waited for it, this
/// test would not end.
#[tokio::test]
async fn whoever_reads_does_not_wait_for_whoever_writes() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("mainstay.db").display());
    let db = Db::connect(&url).await.unwrap();
    db.migrate().await.unwrap();
    let platform = Platform::new(db, SealKey::new(&[7; 32]));
    state(&platform).await;
    let portal = service(&platform, "portal", 4, 9).await;
    let ctx = platform_ctx(&platform);
    let writing = ctx.write().await.unwrap();
    let all = Query::all(Kind::Service);
    assert_eq!(inventory::list(&ctx, &all).await.unwrap().n_items, 1);
    assert_eq!(search::find(&ctx, "portal", None, 10).await.unwrap().len(), 1);
    let explained = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!(explained.outcome.standing, Standing::Missed);
    writing.rollback().await.unwrap();
}
