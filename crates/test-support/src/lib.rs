//! Ready-made data for tests: a fresh database, people with roles, and records.
//!
//! Records are made by use cases, so that a test never sees one that the product could not make.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod mail;

pub use mail::{MailServer, Received};

use app::actor::{Actor, Held, Reach, Role};
use app::ids::{AgencyId, PersonId};
use app::people::agencies::{self, AgencyDocument, AgencyKind};
use app::people::persons::{
    self, ChannelDocument, ChannelKind, PersonDocument, PersonKind, Reached,
};
use app::prepare::inventory::{self, Item, ItemDocument, Kind, NeedDocument};
use app::seal::SealKey;
use app::{Ctx, Db, Platform, Span, Timestamp};

/// A fresh, migrated installation on the engine that `TEST_DATABASE_URL` names: SQLite unless set.
pub async fn fresh() -> Platform {
    Platform::new(fresh_db().await, SealKey::new(&[7; 32]))
}

/// The same on a database that many can look at once: for SQLite, a file in `folder`.
pub async fn fresh_in(folder: &std::path::Path) -> Platform {
    let db = match database_url() {
        url if url.starts_with("sqlite:") => {
            let file = folder.join(format!("{}.db", uuid::Uuid::now_v7().simple()));
            Db::connect(&format!("sqlite:{}", file.display())).await.expect("a file can be made")
        }
        url => db::scratch(&url).await.expect("the test database can be reached"),
    };
    db.migrate().await.expect("the migrations run");
    Platform::new(db, SealKey::new(&[7; 32]))
}

/// A fresh, migrated database.
pub async fn fresh_db() -> Db {
    let db = db::scratch(&database_url()).await.expect("the test database can be reached");
    db.migrate().await.expect("the migrations run");
    db
}

fn database_url() -> String {
    #[expect(clippy::disallowed_methods, reason = "tests have no configuration file")]
    std::env::var("TEST_DATABASE_URL").unwrap_or("sqlite:".to_owned())
}

/// The moment at which every test takes place.
pub fn now() -> Timestamp {
    "2026-11-21T09:00:00Z".parse().expect("this is a time")
}

/// The platform itself asks.
pub fn platform_ctx(platform: &Platform) -> Ctx {
    Ctx::new(platform.clone(), Actor::platform(), now())
}

/// A person who holds `role` everywhere asks.
pub fn ctx(platform: &Platform, role: Role) -> Ctx {
    ctx_with(platform, PersonId::new(), role, Reach::State)
}

/// A person who holds `role` in `agency` asks.
pub fn ctx_in(platform: &Platform, role: Role, agency: AgencyId) -> Ctx {
    ctx_with(platform, PersonId::new(), role, Reach::Agencies([agency].into()))
}

/// The person called `person_id`, who holds `role` as far as `reach` goes, asks.
pub fn ctx_with(platform: &Platform, person_id: PersonId, role: Role, reach: Reach) -> Ctx {
    let actor = Actor {
        person_id,
        name: role.title().to_owned(),
        agency_id: AgencyId::FIRST,
        held: vec![Held { role, reach }],
        on_behalf_of: None,
        via: None,
        limited_to: None,
    };
    Ctx::new(platform.clone(), actor, now())
}

/// The state, and two agencies in it: commerce and revenue.
#[derive(Debug, Clone, Copy)]
pub struct State {
    /// The state itself.
    pub franklin: AgencyId,
    /// An agency.
    pub commerce: AgencyId,
    /// Another.
    pub revenue: AgencyId,
}

/// Makes the state and its agencies.
pub async fn state(platform: &Platform) -> State {
    let franklin = agency(platform, "franklin", None).await;
    let commerce = agency(platform, "commerce", Some("franklin")).await;
    let revenue = agency(platform, "revenue", Some("franklin")).await;
    State { franklin, commerce, revenue }
}

/// Makes an agency called `code`.
pub async fn agency(platform: &Platform, code: &str, parent: Option<&str>) -> AgencyId {
    let document = AgencyDocument {
        code: code.to_owned(),
        parent: parent.map(str::to_owned),
        name: format!("Agency of {code}"),
        aliases: Vec::new(),
        kind: if parent.is_none() { AgencyKind::State } else { AgencyKind::StateAgency },
        county_fips: None,
        mission: String::new(),
        headcount: None,
        primary_contact: None,
        alternate_contact: None,
        calendar: None,
    };
    agencies::add(&platform_ctx(platform), &document).await.expect("the agency is valid").id
}

/// Makes a person called `code` who works for the agency called `agency`.
pub async fn person(platform: &Platform, agency: &str, code: &str) -> PersonId {
    let document = PersonDocument {
        code: code.to_owned(),
        agency: agency.to_owned(),
        name: format!("Person {code}"),
        title: String::new(),
        kind: PersonKind::Employee,
        channels: Vec::new(),
    };
    persons::add(&platform_ctx(platform), &document).await.expect("the person is valid").id
}

/// A number where somebody answers, if `verified` it is known to work.
pub fn voice(verified: bool) -> ChannelDocument {
    ChannelDocument {
        kind: ChannelKind::Voice,
        value: "+1 919 555 0142".to_owned(),
        priority: 1,
        reached: Reached::Always,
        verified_at: verified.then(now),
    }
}

/// Makes an item of `kind` called `code` in the agency called `agency`.
pub async fn item(platform: &Platform, kind: Kind, agency: &str, code: &str) -> Item {
    put(platform, &ItemDocument::new(kind, agency, code, &format!("The {code}"))).await
}

/// Makes the item that `document` describes.
pub async fn put(platform: &Platform, document: &ItemDocument) -> Item {
    inventory::add(&platform_ctx(platform), document).await.expect("the item is valid")
}

/// Makes a service that must be back within `target` hours, and takes `restore` hours itself.
pub async fn service(platform: &Platform, code: &str, target: i64, restore: i64) -> Item {
    timed(platform, Kind::Service, code, (Some(target), restore)).await
}

/// Makes an asset that takes `restore` hours itself.
pub async fn asset(platform: &Platform, code: &str, restore: i64) -> Item {
    timed(platform, Kind::Asset, code, (None, restore)).await
}

async fn timed(
    platform: &Platform,
    kind: Kind,
    code: &str,
    (target, restore): (Option<i64>, i64),
) -> Item {
    let document = ItemDocument::new(kind, "commerce", code, &format!("The {code}"));
    let document = ItemDocument {
        target_rto: target.map(Span::from_hours),
        restore: Some(Span::from_hours(restore)),
        ..document
    };
    put(platform, &document).await
}

/// Makes a crew of so many, and a portal that must be back within 4 h, on two assets which that crew
/// restores: 3 h and 2 h. With one of them it is back after 6 h, with two after 4 h.
pub async fn portal_of_one_crew(platform: &Platform, people: u32) -> Item {
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew");
    crew.details.insert("people".to_owned(), people.into());
    put(platform, &crew).await;
    let portal = service(platform, "portal", 4, 1).await;
    for (code, restore) in [("mainframe", 3), ("storage", 2)] {
        let mut asset = ItemDocument::new(Kind::Asset, "commerce", code, &format!("The {code}"));
        asset.restore = Some(Span::from_hours(restore));
        asset.crew = Some("mains".to_owned());
        asset.crew_size = Some(1);
        need(platform, &portal, &put(platform, &asset).await).await;
    }
    portal
}

/// Makes `from` need `to`, hard.
pub async fn need(platform: &Platform, from: &Item, to: &Item) {
    let document = NeedDocument::hard(to.kind(), &to.code);
    let ctx = platform_ctx(platform);
    inventory::add_need(&ctx, from.id, &document).await.expect("the need is valid");
}
