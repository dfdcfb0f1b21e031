//! Agencies merged into one, and agencies whom nobody could call.

use std::collections::BTreeSet;

use app::actor::{Permission, Reach, Role};
use app::people::access::{self, Draft, Extent};
use app::people::agencies::{self, AgencyDocument, ContactStanding};
use app::people::persons::{self, PersonDocument};
use app::prepare::inventory::{self, ItemDocument, Kind};
use app::prove::{readiness, recovery};
use app::{Error, events};
use sea_orm::{ConnectionTrait as _, Statement};
use test_support::{
    agency, ctx, ctx_in, ctx_with, fresh, item, now, person, platform_ctx, put, state, voice,
};

#[tokio::test]
async fn a_merged_agency_becomes_a_name_of_the_other() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let double = agency(&platform, "dept-of-commerce", Some("franklin")).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let service = item(&platform, Kind::Service, "dept-of-commerce", "licensing").await;
    let jane = person(&platform, "dept-of-commerce", "jane").await;
    let grant = Draft {
        person_id: jane,
        role: Role::Coordinator,
        extent: Extent::Agency(double),
        starts_at: None,
        ends_at: None,
        reason: "Named by the head.".to_owned(),
    };
    access::give(&team, grant).await.unwrap();

    let stale = agencies::merge(&team, double, at.commerce, 2).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    let moved = agencies::merge(&team, double, at.commerce, 1).await.unwrap();
    assert_eq!((moved.n_items, moved.n_people, moved.n_roles), (1, 1, 1));

    let aliases = agencies::aliases(&team, at.commerce).await.unwrap();
    assert_eq!(aliases, ["Agency of dept-of-commerce", "dept-of-commerce"]);
    let service = inventory::show(&team, service.id).await.unwrap();
    assert_eq!((service.agency_id, service.version), (at.commerce, 2));
    assert_eq!(persons::show(&team, jane).await.unwrap().agency_id, at.commerce);
    let grants = access::of_person(&team, jane).await.unwrap();
    assert_eq!(grants[0].extent, Extent::Agency(at.commerce));
    assert!(agencies::show(&team, double).await.unwrap().retired_at.is_some());

    // A file that still says the old code or name means the other agency, and search finds it.
    for name in ["dept-of-commerce", "Agency of Dept. of Commerce", "commerce"] {
        let document = ItemDocument::new(Kind::Asset, name, &db_code(name), "A server");
        assert_eq!(put(&platform, &document).await.agency_id, at.commerce, "{name}");
    }
    let tx = platform.db.read().await.unwrap();
    let among = db::search::Among { kinds: vec!["agency".to_owned()], agencies: None };
    let found = db::search::find(&tx, "dept of commerce", &among, 10, |_| true).await.unwrap();
    assert_eq!(found.iter().map(|it| it.id).collect::<Vec<_>>(), [at.commerce.uuid()]);
    drop(tx);

    for (id, action) in [
        (service.id.uuid(), "item.changed"),
        (jane.uuid(), "person.changed"),
        (grants[0].id.uuid(), "grant.moved"),
    ] {
        let last = &events::history(&team, id, 1).await.unwrap()[0];
        assert_eq!((last.action.as_str(), last.agency_id), (action, Some(at.commerce.uuid())));
    }
    let log = events::history(&team, double.uuid(), 10).await.unwrap();
    assert_eq!(log[0].action, "agency.merged");
    assert_eq!(log[0].after["into"], "commerce");
    assert!(matches!(events::verify(&team).await.unwrap(), events::Verdict::Intact { .. }));
}

fn db_code(name: &str) -> String {
    name.to_lowercase().replace([' ', '.'], "-")
}

/// Whoever may merge agencies but not give roles must not give one that way.
#[tokio::test]
async fn a_merger_gives_nobody_a_role_that_the_actor_could_not_give() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let double = agency(&platform, "double", Some("franklin")).await;
    let record = item(&platform, Kind::Service, "double", "licensing").await;
    let ends = now() + chrono::TimeDelta::days(1);
    let give = async |person_id, role, extent| {
        let reason = "Named by the head.".to_owned();
        let draft = Draft { person_id, role, extent, starts_at: None, ends_at: Some(ends), reason };
        access::give(&platform_ctx(&platform), draft).await.unwrap().id
    };
    let (jane, john) =
        (person(&platform, "double", "jane").await, person(&platform, "double", "john").await);
    let own = give(jane, Role::ContinuityTeam, Extent::Agency(double)).await;
    let head = give(john, Role::AgencyHead, Extent::Agency(double)).await;
    let vendor = give(john, Role::Vendor, Extent::Record(record.id.uuid())).await;

    // A coordinator of both agencies writes them, and gives no roles.
    let reach = Reach::Agencies([double, at.commerce].into());
    let coordinator = ctx_with(&platform, jane, Role::Coordinator, reach.clone());
    let moved = agencies::merge(&coordinator, double, at.commerce, 1).await.unwrap();
    assert_eq!((moved.n_roles, moved.n_ended), (1, 2));
    let root = platform_ctx(&platform);
    for id in [own, head] {
        let grant = access::show(&root, id).await.unwrap();
        assert_eq!((grant.extent, grant.ended), (Extent::Agency(double), true));
        assert!(!grant.in_force(now()));
        assert_eq!(events::history(&root, id.uuid(), 1).await.unwrap()[0].action, "grant.ended");
    }
    // What is held for one record goes with it.
    let vendor = access::show(&root, vendor).await.unwrap();
    assert!(vendor.in_force(now()) && vendor.agency_id == Some(at.commerce));

    // Who gives roles there moves those of others, and neither their own nor higher ones.
    let again = agency(&platform, "again", Some("franklin")).await;
    let own = give(jane, Role::Coordinator, Extent::Agency(again)).await;
    let other = give(john, Role::Coordinator, Extent::Agency(again)).await;
    let higher = give(john, Role::Administrator, Extent::Agency(again)).await;
    let reach = Reach::Agencies([again, at.commerce].into());
    let head = ctx_with(&platform, jane, Role::AgencyHead, reach);
    agencies::merge(&head, again, at.commerce, 1).await.unwrap();
    for (id, is_held) in [(own, false), (other, true), (higher, false)] {
        assert_eq!(access::show(&root, id).await.unwrap().in_force(now()), is_held);
    }
}

/// The board knows whose each item is: a merger must reach it.
#[tokio::test]
async fn after_a_merger_the_items_count_for_the_other_agency() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let double = agency(&platform, "double", Some("franklin")).await;
    item(&platform, Kind::Service, "double", "licensing").await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let n_services = async |id| {
        let found = readiness::readiness(&team, Some(id), 10).await.unwrap();
        found.total.n_services
    };
    assert_eq!((n_services(double).await, n_services(at.commerce).await), (1, 0));
    agencies::merge(&team, double, at.commerce, 1).await.unwrap();
    recovery::refresh(&team).await.unwrap();
    assert_eq!((n_services(double).await, n_services(at.commerce).await), (0, 1));
}

#[tokio::test]
async fn a_merger_is_refused_where_it_makes_no_sense() {
    let platform = fresh().await;
    let at = state(&platform).await;
    agency(&platform, "labs", Some("commerce")).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let code = async |from, into| match agencies::merge(&team, from, into, 1).await {
        Err(Error::Refused(it)) => it.code,
        _ => "not refused",
    };
    assert_eq!(code(at.commerce, at.commerce).await, "agency.itself");
    assert_eq!(code(at.commerce, at.revenue).await, "agency.has_children");
    agencies::merge(&team, at.revenue, at.commerce, 1).await.unwrap();
    let again = agencies::merge(&team, at.revenue, at.commerce, 2).await;
    assert!(matches!(again, Err(Error::Refused(it)) if it.code == "agency.retired"));
    let head = ctx_in(&platform, Role::AgencyHead, at.commerce);
    let other = agency(&platform, "other", Some("franklin")).await;
    assert!(agencies::merge(&head, at.commerce, other, 3).await.is_err());
}

/// Whoever adds a table that refers to agencies must say what a merger does with it.
#[tokio::test]
async fn a_merger_leaves_no_table_out() {
    let platform = fresh().await;
    let tx = platform.db.read().await.unwrap();
    let backend = tx.get_database_backend();
    let sql = match backend {
        sea_orm::DbBackend::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.columns \
             WHERE column_name = 'agency_id' AND table_schema = current_schema()"
        }
        _ => {
            "SELECT m.name AS name FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name = 'agency_id'"
        }
    };
    let rows = tx.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let found: BTreeSet<String> = rows.iter().map(|it| it.try_get("", "name").unwrap()).collect();
    let found: BTreeSet<&str> =
        found.iter().map(String::as_str).filter(|it| !it.starts_with("search_")).collect();
    // What happened and what was handed in stays where it was; the rest moves.
    let known = [
        "activations",
        "advisories",
        "agency_aliases",
        "disruptions",
        "compliances",
        "consultations",
        "contact_lists",
        "handovers",
        "relationship_managers",
        "events",
        "grants",
        "investments",
        "items",
        "filings",
        "lessons",
        "meeting_series",
        "objectives",
        "partners",
        "persons",
        "plan_nights",
        "plans",
        "policies",
        "programme_parts",
        "projects",
        "submissions",
        "risks",
        "run_services",
        "run_work",
        "scenarios",
        "search",
    ];
    assert_eq!(found, known.into());
}

async fn reachable(ctx: &app::Ctx, agency: &str, code: &str, verified: bool) {
    let document = PersonDocument {
        code: code.to_owned(),
        agency: agency.to_owned(),
        name: format!("Person {code}"),
        title: String::new(),
        kind: persons::PersonKind::Employee,
        channels: vec![voice(verified)],
    };
    persons::add(ctx, &document).await.unwrap();
}

#[tokio::test]
async fn req_s0_28_agencies_without_a_verified_contact_are_listed() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let root = platform_ctx(&platform);
    for (agency, code, verified) in
        [("commerce", "a", true), ("commerce", "b", true), ("revenue", "c", false)]
    {
        reachable(&root, agency, code, verified).await;
    }
    let name = async |id, primary: &str, alternate: &str| {
        let document = agencies::document(&root, id).await.unwrap();
        let document = AgencyDocument {
            primary_contact: Some(primary.to_owned()),
            alternate_contact: Some(alternate.to_owned()),
            ..document
        };
        let seen = agencies::show(&root, id).await.unwrap().version;
        agencies::change(&root, id, seen, &document).await.unwrap();
    };
    name(at.commerce, "a", "b").await;
    name(at.revenue, "c", "c").await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let gaps = async || {
        let gaps = agencies::contact_gaps(&team).await.unwrap();
        gaps.into_iter().map(|it| (it.agency.code, it.primary, it.alternate)).collect::<Vec<_>>()
    };
    let (missing, unverified) = (ContactStanding::Missing, ContactStanding::Unverified);
    assert_eq!(
        gaps().await,
        [("franklin".to_owned(), missing, missing), ("revenue".to_owned(), unverified, missing),]
    );

    // Verified, it leaves the list; when a contact leaves, the agency is back.
    let channels = async |code| {
        let person = persons::by_code(&root, code).await.unwrap();
        (person.id, persons::channels(&root, person.id).await.unwrap()[0].0.id)
    };
    let (_, channel) = channels("c").await;
    persons::verify_channel(&root, channel).await.unwrap();
    name(at.revenue, "c", "a").await;
    assert_eq!(gaps().await.len(), 1);
    persons::retire(&root, channels("b").await.0, 1).await.unwrap();
    let commerce = ("commerce".to_owned(), ContactStanding::Verified, ContactStanding::Left);
    assert!(gaps().await.contains(&commerce));

    let head = ctx_in(&platform, Role::AgencyHead, at.revenue);
    assert!(head.actor.may(Permission::ReadAgencies, at.revenue));
    assert!(agencies::contact_gaps(&head).await.unwrap().is_empty());
}
