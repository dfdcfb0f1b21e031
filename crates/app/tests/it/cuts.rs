//! What takes a service down: sites and vendors count, what is hidden stays hidden, and nothing is
//! computed again because of what does not matter.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::prepare::inventory::{self, Item, ItemDocument, Kind};
use app::prove::cuts::{Asked, CutQuery, Cuts, cuts};
use app::{Ctx, Error, Platform};
use chrono::TimeDelta;
use test_support::{
    agency, asset, ctx, ctx_in, ctx_with, fresh, item, need, person, platform_ctx, put, service,
    state,
};

/// A portal on a pair of databases, one at each of two sites, both from one vendor.
async fn portal(platform: &Platform) -> Item {
    state(platform).await;
    let portal = service(platform, "portal", 4, 1).await;
    for kind_code in [(Kind::Site, "east"), (Kind::Site, "west"), (Kind::Vendor, "acme")] {
        item(platform, kind_code.0, "commerce", kind_code.1).await;
    }
    let mut pair = ItemDocument::new(Kind::Group, "commerce", "pair", "Pair");
    pair.details.insert("suffice".to_owned(), 1.into());
    let pair = put(platform, &pair).await;
    need(platform, &portal, &pair).await;
    for (code, site) in [("db-1", "east"), ("db-2", "west")] {
        let database = ItemDocument {
            site: Some(site.to_owned()),
            vendor: Some("acme".to_owned()),
            ..ItemDocument::new(Kind::Asset, "commerce", code, &format!("The {code}"))
        };
        let database = put(platform, &database).await;
        need(platform, &pair, &database).await;
    }
    portal
}

async fn found(ctx: &Ctx, service: &Item) -> Cuts {
    cuts(ctx, service.id, &CutQuery::default()).await.unwrap()
}

fn codes(found: &Cuts) -> Vec<String> {
    let code = |it: &app::prove::cuts::Member| {
        it.item.as_ref().map_or("?".to_owned(), |it| it.code.clone())
    };
    let cuts = found.page.items.iter();
    cuts.map(|it| it.members.iter().map(code).collect::<Vec<_>>().join("+")).collect()
}

#[tokio::test]
async fn req_issue_3_what_takes_a_service_down_is_listed_with_sites_and_vendors() {
    let platform = fresh().await;
    let portal = portal(&platform).await;
    let found = found(&platform_ctx(&platform), &portal).await;
    assert_eq!(codes(&found), ["acme", "db-1+db-2", "db-1+west", "db-2+east", "east+west"]);
    assert_eq!((found.counts.clone(), found.is_complete), (vec![1, 4], true));
    assert_eq!(found.bound(), "These are all combinations of up to 2. There are no larger ones.");
    let why = &found.page.items[0].members[0].why;
    assert_eq!(why, "“The db-1” comes from it; “The db-2” comes from it.");
    let weight = |code: &str| found.members.iter().find(|it| it.0.code == code).map(|it| it.1);
    assert_eq!((weight("acme"), weight("east"), weight("portal")), (Some(1), Some(2), None));
}

#[tokio::test]
async fn combinations_are_found_by_kind_and_by_name() {
    let platform = fresh().await;
    let portal = portal(&platform).await;
    let ctx = platform_ctx(&platform);
    let of = |query| cuts(&ctx, portal.id, query);
    let kind = CutQuery { kind: Some(Kind::Site), ..CutQuery::default() };
    assert_eq!(of(&kind).await.unwrap().page.n_items, 3);
    let text = CutQuery { text: "ACME".to_owned(), ..CutQuery::default() };
    assert_eq!(codes(&of(&text).await.unwrap()), ["acme"]);
    let asked = Asked { order: 1, crews: false };
    let singles = of(&CutQuery { asked, ..CutQuery::default() }).await.unwrap();
    assert_eq!((codes(&singles).len(), singles.is_complete), (1, false));
    assert!(singles.bound().ends_with("Larger ones may exist."), "{}", singles.bound());
}

#[tokio::test]
async fn what_changes_nothing_that_stands_on_anything_is_not_computed_again() {
    let platform = fresh().await;
    let portal = portal(&platform).await;
    let early = platform_ctx(&platform);
    let first = found(&early, &portal).await;
    let at = |minutes| {
        let ctx = platform_ctx(&platform);
        Ctx::new(platform.clone(), ctx.actor.clone(), ctx.now + TimeDelta::minutes(minutes))
    };
    // Somebody is added, and the portal is described in more words.
    person(&platform, "commerce", "jane").await;
    let mut document =
        inventory::documents(&early, std::slice::from_ref(&portal)).await.unwrap().remove(0);
    document.description = "For citizens.".to_owned();
    inventory::change(&early, portal.id, portal.version, &document).await.unwrap();
    let again = found(&at(5), &portal).await;
    assert_eq!(again.computed_at, first.computed_at);
    // It stands on something more.
    let printer = asset(&platform, "printer", 1).await;
    need(&platform, &portal, &printer).await;
    let more = found(&at(10), &portal).await;
    assert!(first.computed_at < more.computed_at);
    assert_eq!(codes(&more)[..2], ["acme", "printer"]);
}

#[tokio::test]
async fn a_member_that_one_may_not_know_of_has_no_name_and_no_id() {
    let platform = fresh().await;
    let portal = portal(&platform).await;
    agency(&platform, "other", Some("franklin")).await;
    let secret = item(&platform, Kind::Asset, "other", "secret").await;
    need(&platform, &portal, &secret).await;
    // A vendor was shown this one record.
    let shown = Reach::Record(portal.id.uuid());
    let ctx = ctx_with(&platform, PersonId::new(), Role::Vendor, shown);
    let found = found(&ctx, &portal).await;
    assert!(found.has_hidden && found.members.is_empty(), "{:?}", found.members);
    assert!(found.page.items.iter().flat_map(|it| &it.members).all(|it| it.item.is_none()));
    assert!(found.page.items.iter().all(|it| it.n_others.is_none()));
    let text = format!("{found:?}");
    for word in ["secret", "db-1", "acme", &secret.id.to_string()] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    let query = CutQuery { text: "secret".to_owned(), ..CutQuery::default() };
    assert_eq!(cuts(&ctx, portal.id, &query).await.unwrap().page.n_items, 0);
}

#[tokio::test]
async fn a_service_of_another_agency_is_not_there() {
    let platform = fresh().await;
    let portal = portal(&platform).await;
    let revenue = app::people::agencies::by_code(&platform_ctx(&platform), "revenue").await;
    let stranger = ctx_in(&platform, Role::Coordinator, revenue.unwrap().id);
    let refused = cuts(&stranger, portal.id, &CutQuery::default()).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound("record")), "{refused}");
    // An asset is no service, and an employee reads no inventory.
    let disk = asset(&platform, "disk", 1).await;
    let of_asset = cuts(&platform_ctx(&platform), disk.id, &CutQuery::default()).await;
    assert!(matches!(of_asset.unwrap_err(), Error::NotFound("record")));
    let employee = ctx(&platform, Role::Employee);
    assert!(cuts(&employee, portal.id, &CutQuery::default()).await.is_err());
}
