//! Disruptions: what is damaged, what it costs, who may enter, and who is safe.

use app::actor::Role;
use app::events;
use app::ids::{CalledId, DisruptionId, EntryId};
use app::people::agencies;
use app::prepare::impact::Money;
use app::prepare::inventory::{self, Details as ItemDetails, ItemDocument, Kind, ProcessDetails};
use app::respond::disruptions::{self, Disruption, DisruptionDocument, Query};
use app::respond::entries::{
    self, Access, AccessStanding, Category, Cost, Damage, Details, Entry, EntryDocument, EntryKind,
    Severity,
};
use app::respond::roll_calls::{self, PeopleQuery, Start, Status};
use app::{Ctx, Error, Platform, Timestamp};
use test_support::{
    State, agency, ctx, ctx_in, fresh, item, now, person, platform_ctx, put, state,
};

/// Somebody who writes in commerce, and a flood there.
struct Desk {
    platform: Platform,
    at: State,
    ctx: Ctx,
    flood: Disruption,
}

async fn desk() -> Desk {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "office").await;
    let ctx = ctx_in(&platform, Role::Coordinator, at.commerce);
    let document = DisruptionDocument {
        sites: vec!["office".to_owned()],
        ..DisruptionDocument::new("commerce", "flood", "Flood", now())
    };
    let flood = disruptions::declare(&ctx, &document).await.unwrap();
    Desk { platform, at, ctx, flood }
}

fn entry(what: &str, details: Details) -> EntryDocument {
    EntryDocument {
        what: what.to_owned(),
        at: now(),
        site: Some("office".to_owned()),
        item: None,
        vendor: None,
        note: String::new(),
        details,
    }
}

fn damage(severity: Severity, dollars: Option<i64>) -> Details {
    let estimate = dollars.map(Money::from_dollars);
    Details::Damage(Damage { severity, estimate, ..Damage::default() })
}

fn cost(category: Category, cents: i64) -> Details {
    Details::Cost(Cost { category, amount: Money::from_cents(cents), ..Cost::default() })
}

fn badge(until: Timestamp) -> Details {
    let (who, approved_by) = ("Ann Plumber".to_owned(), "Hal".to_owned());
    Details::Access(Access { who, until, approved_by })
}

/// The same person at another time.
fn later(ctx: &Ctx, hours: i64) -> Ctx {
    Ctx::new(ctx.platform.clone(), ctx.actor.clone(), now() + chrono::Duration::hours(hours))
}

impl Desk {
    async fn add(&self, document: &EntryDocument) -> Entry {
        entries::add(&self.ctx, self.flood.id, document).await.unwrap()
    }

    async fn actions(&self, id: uuid::Uuid) -> Vec<String> {
        let query = events::Query { subject_id: Some(id), ..events::Query::default() };
        let log = events::list(&platform_ctx(&self.platform), &query).await.unwrap();
        log.items.into_iter().rev().map(|it| it.action).collect()
    }
}

/// A PNG of one color.
fn picture() -> Vec<u8> {
    const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, PNG).unwrap()
}

#[tokio::test]
async fn a_disruption_is_declared_changed_ended_and_opened_again() {
    let desk = desk().await;
    let (ctx, id) = (&desk.ctx, desk.flood.id);
    let mut document =
        disruptions::documents(ctx, std::slice::from_ref(&desk.flood)).await.unwrap().remove(0);
    document.is_exercise = true;
    let it = disruptions::change(ctx, id, 1, &document).await.unwrap();
    assert_eq!((it.is_exercise, it.version), (true, 2));
    let stale = disruptions::change(ctx, id, 1, &document).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    let it = disruptions::end(ctx, id, 2, None).await.unwrap();
    assert_eq!(it.ended_at, Some(now()));
    let open = Query { is_open: Some(true), ..Query::default() };
    assert_eq!(disruptions::list(ctx, &open).await.unwrap().n_items, 0);
    disruptions::reopen(ctx, id, it.version).await.unwrap();
    assert_eq!(disruptions::list(ctx, &open).await.unwrap().n_items, 1);
    let expected = ["declared", "changed", "ended", "reopened"];
    assert_eq!(desk.actions(id.into()).await, expected.map(|it| format!("disruption.{it}")));
    let taken = disruptions::declare(ctx, &document).await;
    assert!(matches!(taken, Err(Error::Invalid(it)) if it[0].field == "code"));
    let wrong = DisruptionDocument {
        sites: vec!["nowhere".to_owned()],
        ..DisruptionDocument::new("revenue", "x", "X", now())
    };
    let Err(Error::Invalid(problems)) = disruptions::declare(ctx, &wrong).await else { panic!() };
    let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["agency", "sites"]);
}

/// Another agency finds nothing, and who only reads writes nothing.
#[tokio::test]
async fn what_hangs_on_a_disruption_is_seen_and_written_where_it_is() {
    let desk = desk().await;
    let kept = desk.add(&entry("Boiler", damage(Severity::Minor, None))).await;
    let asked =
        Start { site: "office".to_owned(), visitors: vec!["V".to_owned()], ..Start::default() };
    let call = roll_calls::start(&desk.ctx, desk.flood.id, &asked).await.unwrap();
    let other = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    let missing = |it: &Error| matches!(it, Error::NotFound(_));
    assert!(missing(&disruptions::show(&other, desk.flood.id).await.unwrap_err()));
    assert!(missing(&entries::show(&other, kept.id).await.unwrap_err()));
    assert!(missing(&entries::totals(&other, desk.flood.id).await.unwrap_err()));
    assert!(missing(&roll_calls::show(&other, call.id).await.unwrap_err()));
    assert!(missing(
        &roll_calls::mark(&other, call.id, &[], (Status::Safe, "")).await.unwrap_err()
    ));
    assert_eq!(disruptions::list(&other, &Query::default()).await.unwrap().n_items, 0);
    let reader = ctx_in(&desk.platform, Role::Auditor, desk.at.commerce);
    let refused = |it: &Error| matches!(it, Error::Forbidden(_));
    let document = entry("Boiler", damage(Severity::Minor, None));
    assert!(refused(&entries::add(&reader, desk.flood.id, &document).await.unwrap_err()));
    assert!(refused(&entries::remove(&reader, kept.id, 1).await.unwrap_err()));
    assert!(refused(&roll_calls::close(&reader, call.id, 1).await.unwrap_err()));
    assert!(entries::show(&reader, kept.id).await.is_ok());
    let employee = ctx_in(&desk.platform, Role::Employee, desk.at.commerce);
    assert!(refused(&disruptions::list(&employee, &Query::default()).await.unwrap_err()));
}

/// What was seen adds up on the disruption, by severity.
#[tokio::test]
async fn req_s3_17_damage_is_written_down_and_adds_up_on_the_disruption() {
    let desk = desk().await;
    let boiler = desk.add(&entry("Boiler", damage(Severity::Major, Some(12_500)))).await;
    desk.add(&entry("Racks", damage(Severity::Destroyed, Some(80_000)))).await;
    desk.add(&entry("Carpet", damage(Severity::Major, None))).await;
    let totals = entries::totals(&desk.ctx, desk.flood.id).await.unwrap();
    assert_eq!(totals.damage[&Severity::Major], (2, Money::from_dollars(12_500)));
    assert_eq!(totals.all_damage(), (3, Money::from_dollars(92_500)));
    assert_eq!(totals.n_not_estimated, 1);
    let photo = entries::add_photo(&desk.ctx, boiler.id, picture()).await.unwrap();
    let bytes = entries::photo(&desk.ctx, photo.id).await.unwrap();
    assert_eq!(bytes[..2], [0xFF, 0xD8], "what is kept is a JPEG");
    let refused = entries::add_photo(&desk.ctx, boiler.id, b"<svg/>".to_vec()).await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == "photo"));
    let other = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    assert!(matches!(entries::photo(&other, photo.id).await, Err(Error::NotFound(_))));
    // Sorted by how bad it is, the worst last.
    let query = entries::Query {
        kind: Some(EntryKind::Damage),
        sort: entries::Sort::Word,
        descending: true,
        ..entries::Query::default()
    };
    let page = entries::list(&desk.ctx, desk.flood.id, &query).await.unwrap();
    assert_eq!(page.items[0].document.what, "Racks");
    let changed = entry("Boiler", damage(Severity::Minor, Some(500)));
    let it = entries::change(&desk.ctx, boiler.id, 1, &changed).await.unwrap();
    assert_eq!(it.version, 2);
    let stale = entries::change(&desk.ctx, boiler.id, 1, &changed).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    entries::remove(&desk.ctx, boiler.id, 2).await.unwrap();
    assert!(matches!(entries::photo(&desk.ctx, photo.id).await, Err(Error::NotFound(_))));
    let expected = ["entry.added", "entry.changed", "entry.removed"];
    assert_eq!(desk.actions(boiler.id.into()).await, expected);
}

/// Costs total per category, emergency purchases among them.
#[tokio::test]
async fn req_s3_30_costs_total_per_category() {
    let desk = desk().await;
    desk.add(&entry("Pumps", cost(Category::Equipment, 125_050))).await;
    desk.add(&entry("Generator", cost(Category::Equipment, 900_000))).await;
    desk.add(&entry("Overtime", cost(Category::Labor, 33_333))).await;
    let totals = entries::totals(&desk.ctx, desk.flood.id).await.unwrap();
    assert_eq!(totals.costs[&Category::Equipment], (2, Money::from_cents(1_025_050)));
    assert_eq!(totals.costs[&Category::Labor], (1, Money::from_cents(33_333)));
    assert_eq!(totals.all_costs(), (3, Money::from_cents(1_058_383)));
    let emergency = Cost { is_emergency: true, amount: Money::from_dollars(1), ..Cost::default() };
    let refused = entry("Sandbags", Details::Cost(emergency));
    let refused = entries::add(&desk.ctx, desk.flood.id, &refused).await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == "approved_by"));
    // Costs come late: they are written down after the end as well.
    disruptions::end(&desk.ctx, desk.flood.id, 1, None).await.unwrap();
    desk.add(&entry("Cleaning", cost(Category::Services, 10))).await;
    let of = entries::Query {
        kind: Some(EntryKind::Cost),
        word: Some("services".to_owned()),
        ..entries::Query::default()
    };
    assert_eq!(entries::list(&desk.ctx, desk.flood.id, &of).await.unwrap().n_items, 1);
}

/// Access is over at its very moment, before any routine looks, and the routine only notes it.
#[tokio::test]
async fn req_s3_28_temporary_access_expires_by_itself() {
    let desk = desk().await;
    let until = now() + chrono::Duration::hours(8);
    let short = desk.add(&entry("Server room", badge(until))).await;
    let long = desk.add(&entry("Vault", badge(until + chrono::Duration::days(3)))).await;
    let in_force =
        entries::Query { access: Some(AccessStanding::InForce), ..entries::Query::default() };
    let over = entries::Query { access: Some(AccessStanding::Over), ..entries::Query::default() };
    let n = async |ctx: &Ctx, query: &entries::Query| {
        entries::list(ctx, desk.flood.id, query).await.unwrap().n_items
    };
    let second = chrono::Duration::seconds(1);
    let just_before = Ctx::new(desk.platform.clone(), desk.ctx.actor.clone(), until - second);
    assert_eq!((n(&just_before, &in_force).await, n(&just_before, &over).await), (2, 0));
    let then = Ctx::new(desk.platform.clone(), desk.ctx.actor.clone(), until);
    assert_eq!((n(&then, &in_force).await, n(&then, &over).await), (1, 1));
    let document = entry("Server room", badge(until + second));
    assert!(matches!(entries::change(&then, short.id, 1, &document).await, Err(Error::Refused(_))));
    // The routine, an hour later, notes when it was over, once.
    let platform = later(&platform_ctx(&desk.platform), 9);
    for expected in [1, 0] {
        let tx = desk.platform.db.write().await.unwrap();
        assert_eq!(entries::expire_due(&tx, &platform).await.unwrap(), expected);
        tx.commit().await.unwrap();
    }
    let (_, noted) = entries::show(&desk.ctx, short.id).await.unwrap();
    assert_eq!(noted.ended_at, Some(until));
    assert_eq!(desk.actions(short.id.into()).await, ["entry.added", "access.expired"]);
    let it = entries::revoke(&desk.ctx, long.id, 1).await.unwrap();
    assert_eq!(it.access(now()), Some(AccessStanding::Over));
    assert_eq!(n(&desk.ctx, &over).await, 1);
    assert_eq!(n(&then, &in_force).await, 0);
}

/// The routine is in line, and what it puts there is done by the runner.
#[tokio::test]
async fn the_runner_notes_which_access_is_over() {
    let desk = desk().await;
    let until = now() + chrono::Duration::minutes(30);
    let it = desk.add(&entry("Server room", badge(until))).await;
    let ctx = platform_ctx(&desk.platform);
    // The first look only says from when on it is due.
    app::runner::enqueue_due(&ctx).await.unwrap();
    let next = later(&ctx, 1);
    app::runner::enqueue_due(&next).await.unwrap();
    let clock = || now() + chrono::Duration::hours(1);
    while app::runner::step(&desk.platform, &clock).await.unwrap() {}
    let (_, noted) = entries::show(&desk.ctx, it.id).await.unwrap();
    assert_eq!(noted.ended_at, Some(until));
}

async fn marked(ctx: &Ctx, id: app::ids::RollCallId, status: Option<Status>) -> Vec<String> {
    let query = PeopleQuery { status, ..PeopleQuery::default() };
    let page = roll_calls::people(ctx, id, &query).await.unwrap();
    page.items.into_iter().map(|it| it.name).collect()
}

/// Staff and visitors are asked for, marked many at a time, and who is unknown is listed.
#[tokio::test]
async fn req_s3_22_a_roll_call_says_who_is_safe_needs_help_or_is_unknown() {
    let desk = desk().await;
    let team = ctx(&desk.platform, Role::ContinuityTeam);
    agency(&desk.platform, "branch", Some("commerce")).await;
    for code in ["ann", "ben", "cleo"] {
        person(&desk.platform, "commerce", code).await;
    }
    person(&desk.platform, "branch", "dan").await;
    person(&desk.platform, "revenue", "rita").await;
    let asked = Start {
        site: "office".to_owned(),
        agencies: vec!["commerce".to_owned()],
        visitors: vec!["Vic Visitor".to_owned(), " ".to_owned()],
    };
    let call = roll_calls::start(&team, desk.flood.id, &asked).await.unwrap();
    let all = marked(&team, call.id, None).await;
    assert_eq!(all, ["Person ann", "Person ben", "Person cleo", "Person dan", "Vic Visitor"]);
    let page = roll_calls::people(&team, call.id, &PeopleQuery::default()).await.unwrap();
    let ids: Vec<CalledId> = page.items.iter().map(|it| it.id).collect();
    let n = roll_calls::mark(&team, call.id, &ids[..3], (Status::Safe, "At the car park"));
    assert_eq!(n.await.unwrap(), 3);
    roll_calls::mark(&team, call.id, &ids[3..4], (Status::NeedsHelp, "")).await.unwrap();
    assert_eq!(marked(&team, call.id, Some(Status::Unknown)).await, ["Vic Visitor"]);
    let (.., counts) = roll_calls::show(&team, call.id).await.unwrap();
    let of = [Status::Safe, Status::NeedsHelp, Status::Unknown].map(|it| counts.of(it));
    assert_eq!((of, counts.all()), ([3, 1, 1], 5));
    let visitors = ["Vic Visitor", "Una Guest"].map(str::to_owned);
    let codes = ["ann".to_owned()];
    let joined = roll_calls::join(&team, call.id, &visitors, &codes).await.unwrap();
    assert_eq!(joined, 1, "who is in it already stays as they are");
    let call = roll_calls::close(&team, call.id, call.version).await.unwrap();
    let late = roll_calls::mark(&team, call.id, &ids[4..], (Status::Safe, "")).await;
    assert!(matches!(late, Err(Error::Refused(_))));
    let stale = roll_calls::reopen(&team, call.id, 1).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    let expected = ["started", "marked", "marked", "joined", "closed"];
    assert_eq!(desk.actions(call.id.into()).await, expected.map(|it| format!("roll_call.{it}")));
    let nobody = Start { agencies: vec!["revenue".to_owned()], ..asked };
    let refused = roll_calls::start(&desk.ctx, desk.flood.id, &nobody).await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == "agencies"));
}

/// During a disruption only those count who were found safe.
#[tokio::test]
async fn req_s3_29_functions_are_short_of_people_who_were_not_found_safe() {
    let desk = desk().await;
    let people = ["ann", "ben"].map(str::to_owned);
    for code in &people {
        person(&desk.platform, "commerce", code).await;
    }
    let details =
        ProcessDetails { people_min: Some(2), people: people.into(), ..ProcessDetails::default() };
    let document = ItemDocument::new(Kind::Process, "commerce", "licenses", "Licenses");
    let details = ItemDetails::Process(details).to_map();
    put(&desk.platform, &ItemDocument { details, ..document }).await;
    assert_eq!(roll_calls::staffing(&desk.ctx, desk.flood.id).await.unwrap(), []);
    let asked = Start {
        site: "office".to_owned(),
        agencies: vec!["commerce".to_owned()],
        ..Start::default()
    };
    let call = roll_calls::start(&desk.ctx, desk.flood.id, &asked).await.unwrap();
    let page = roll_calls::people(&desk.ctx, call.id, &PeopleQuery::default()).await.unwrap();
    let ann = [page.items[0].id];
    roll_calls::mark(&desk.ctx, call.id, &ann, (Status::Safe, "")).await.unwrap();
    let it = roll_calls::staffing(&desk.ctx, desk.flood.id).await.unwrap().remove(0);
    assert_eq!((it.n_safe, it.n_unknown, it.short()), (1, 1, 1));
    assert_eq!(it.function.short(), 0, "before, both counted");
}

#[tokio::test]
async fn what_an_entry_names_must_be_there() {
    let desk = desk().await;
    let ids: (DisruptionId, EntryId) = (desk.flood.id, EntryId::new());
    let theirs = item(&desk.platform, Kind::Asset, "revenue", "theirs").await;
    assert!(inventory::show(&desk.ctx, theirs.id).await.is_err());
    let fine = entry("Boiler", damage(Severity::Minor, None));
    for (document, field) in [
        (EntryDocument { site: Some("nowhere".to_owned()), ..fine.clone() }, "site"),
        (EntryDocument { item: Some("asset:nothing".to_owned()), ..fine.clone() }, "item"),
        (EntryDocument { item: Some("boiler".to_owned()), ..fine.clone() }, "item"),
        (EntryDocument { vendor: Some("nobody".to_owned()), ..fine.clone() }, "vendor"),
        (EntryDocument { at: now() + chrono::Duration::seconds(1), ..fine.clone() }, "at"),
        (EntryDocument { what: " ".to_owned(), ..fine.clone() }, "what"),
    ] {
        let refused = entries::add(&desk.ctx, ids.0, &document).await;
        assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == field), "{field}");
    }
    assert!(matches!(entries::show(&desk.ctx, ids.1).await, Err(Error::NotFound(_))));
}

/// A disruption goes along when its agency is merged into another.
#[tokio::test]
async fn a_merger_takes_disruptions_along() {
    let desk = desk().await;
    let ctx = platform_ctx(&desk.platform);
    let seen = agencies::show(&ctx, desk.at.commerce).await.unwrap().version;
    agencies::merge(&ctx, desk.at.commerce, desk.at.revenue, seen).await.unwrap();
    let it = disruptions::show(&ctx, desk.flood.id).await.unwrap();
    assert_eq!((it.agency_id, it.version), (desk.at.revenue, 2));
}
