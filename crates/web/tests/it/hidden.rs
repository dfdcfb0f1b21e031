//! Nobody learns from an answer whether something is there that they may not see.

use app::actor::{Held, Reach, Role};
use app::assure::consultations::{self, AskDocument};
use app::assure::handovers::{self, HandoverDocument};
use app::ids::{AgencyId, ItemId, PersonId};
use app::people::access::{self, Extent};
use app::people::advisories::{self, AdvisoryDocument};
use app::people::managers::{self, ManagerDocument};
use app::people::meetings::{self, SeriesDocument};
use app::people::partners::{self, PartnerDocument, Tlp};
use app::people::persons;
use app::people::policies::{self, PolicyDocument};
use app::plans::plan::{self, PlanDocument};
use app::prepare::impact::{self, Money};
use app::prepare::inspections::{self, Check, InspectionDocument, Verdict};
use app::prepare::inventory::{self, Kind, NeedDocument};
use app::prepare::risks::{self, RiskDocument};
use app::prepare::strategies::{self, StrategyDocument};
use app::prove::investments::{self, InvestmentDocument};
use app::prove::scenarios::{self, ScenarioDocument};
use app::respond::disruptions::{self, DisruptionDocument};
use app::respond::entries::{self, Damage, Details, EntryDocument};
use app::respond::roll_calls::{self, Start};
use app::{Ctx, Platform};
use axum::Router;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use test_support::{ctx_with, fresh, item, person, platform_ctx, state, voice};

use crate::respond::{PNG, base64};
use crate::server::{Call, service_for};
use crate::site::{Site, read};

/// An id that no record has.
const NONE: &str = "01a20011-a55c-7264-8ce3-7c5cb826332d";

const ME: Option<&str> = Some("me");

/// Somebody who does in revenue whatever can be done there.
async fn outsider(platform: &Platform, revenue: AgencyId) -> Ctx {
    let me = person(platform, "revenue", "rita-revenue").await;
    let reach = Reach::Agencies([revenue].into());
    let mut ctx = ctx_with(platform, me, Role::Coordinator, reach.clone());
    let roles = [Role::AgencyHead, Role::Auditor, Role::Administrator, Role::ContinuityTeam];
    ctx.actor.held.extend(roles.map(|role| Held { role, reach: reach.clone() }));
    ctx
}

/// The ids of one record of each sort in commerce, by the start of the addresses where it stands.
async fn theirs(platform: &Platform, commerce: AgencyId) -> Vec<(String, String)> {
    let ctx = platform_ctx(platform);
    let mut ids = vec![("/agencies/".to_owned(), commerce.to_string())];
    let mut items: Vec<(Kind, ItemId)> = Vec::new();
    for &kind in Kind::ALL {
        let id = item(platform, kind, "commerce", "x").await.id;
        items.push((kind, id));
        ids.push((format!("/{}/", kind.plural()), id.to_string()));
    }
    let id_of = |kind| items.iter().find(|it| it.0 == kind).map(|it| it.1).unwrap();
    ids.push(("/service-status/".to_owned(), id_of(Kind::Service).to_string()));
    ids.push(("/analyses/of/".to_owned(), id_of(Kind::Process).to_string()));
    let analysis = impact::start(&ctx, id_of(Kind::Process)).await.unwrap();
    ids.push(("/analyses/".to_owned(), analysis.id.to_string()));
    let need = NeedDocument::hard(Kind::Asset, "x");
    let need = inventory::add_need(&ctx, id_of(Kind::Service), &need).await.unwrap();
    ids.push(("/needs/".to_owned(), need.id.to_string()));
    let wish = InvestmentDocument::new("commerce", "x", "X", Money::from_dollars(1));
    let wish = investments::add(&ctx, &wish).await.unwrap();
    ids.push(("/investments/".to_owned(), wish.id.to_string()));
    let risk = risks::add(&ctx, &RiskDocument::new("commerce", "x", "X")).await.unwrap();
    ids.push(("/risks/".to_owned(), risk.id.to_string()));
    let way = StrategyDocument::new("service:x", "x", "X");
    let way = strategies::add(&ctx, &way).await.unwrap();
    ids.push(("/strategies/".to_owned(), way.id.to_string()));
    let who: PersonId = person(platform, "commerce", "x").await;
    ids.push(("/people/".to_owned(), who.to_string()));
    let channel = persons::add_channel(&ctx, who, &voice(false)).await.unwrap();
    ids.push(("/channels/".to_owned(), channel.id.to_string()));
    let document = ScenarioDocument {
        lost: vec!["site:x".to_owned()],
        ..ScenarioDocument::new("commerce", "x", "X")
    };
    let scenario = scenarios::add(&ctx, &document).await.unwrap();
    ids.push(("/scenarios/".to_owned(), scenario.id.to_string()));
    let run = scenarios::run(&ctx, scenario.id).await.unwrap().id.to_string();
    ids.extend(["/runs/", "/compare/"].map(|it| (it.to_owned(), run.clone())));
    ids.extend(struck(&ctx, id_of(Kind::Site)).await);
    let planned = plan::start(&ctx, &PlanDocument::new("commerce", "drp", "x", "X")).await.unwrap();
    ids.push(("/plans/".to_owned(), planned.id.to_string()));
    let draft = access::Draft {
        person_id: who,
        role: Role::Coordinator,
        extent: Extent::Agency(commerce),
        starts_at: None,
        ends_at: None,
        reason: "Named.".to_owned(),
    };
    let grant = access::give(&ctx, draft).await.unwrap().id.to_string();
    ids.extend(["/access/", "/grants/"].map(|it| (it.to_owned(), grant.clone())));
    ids.extend(governing(&ctx).await);
    ids.extend(helped(&ctx, commerce).await);
    ids
}

/// A policy, a series of meetings, a meeting, a partner and an advisory of commerce.
async fn governing(ctx: &Ctx) -> [(String, String); 6] {
    let policy = PolicyDocument::new("commerce", "x", "X");
    let policy = policies::add(ctx, &policy).await.unwrap();
    let mut series = body("meetings");
    if let Some(agency) = series.get_mut("agency") {
        *agency = json!("commerce");
    }
    let series: SeriesDocument = serde_json::from_value(series).unwrap();
    let series = meetings::add(ctx, &series).await.unwrap();
    let meeting = meetings::hold(ctx, series.id, test_support::now()).await.unwrap();
    let partner = PartnerDocument::new("commerce", "x", "X");
    let partner = partners::add(ctx, &partner).await.unwrap();
    let advisory = AdvisoryDocument::new("commerce", "x", "X", Tlp::Clear);
    let advisory = advisories::add(ctx, &advisory).await.unwrap();
    [
        ("/policies/".to_owned(), policy.id.to_string()),
        ("/meetings/".to_owned(), series.id.to_string()),
        ("/meeting/".to_owned(), meeting.id.to_string()),
        ("/partners/".to_owned(), partner.id.to_string()),
        ("/advisories/".to_owned(), advisory.id.to_string()),
        ("/shared/".to_owned(), advisory.id.to_string()),
    ]
}

/// Who helps commerce, who hands over there, and what it asked.
async fn helped(ctx: &Ctx, commerce: AgencyId) -> [(String, String); 4] {
    let from = test_support::now().date_naive();
    let (agency, person) = ("commerce".to_owned(), "x".to_owned());
    let manager = ManagerDocument { agency: agency.clone(), person, from, until: None };
    let manager = managers::assign(ctx, &manager).await.unwrap();
    let goes = HandoverDocument {
        agency: agency.clone(),
        person: "x".to_owned(),
        successor: None,
        kind: handovers::Kind::Leaves,
        on: from,
        note: String::new(),
    };
    let goes = handovers::announce(ctx, &goes).await.unwrap();
    let question = AskDocument {
        agency,
        topic: "X".to_owned(),
        question: "X?".to_owned(),
        ..AskDocument::default()
    };
    let question = consultations::ask(ctx, &question).await.unwrap();
    [
        ("/managers/".to_owned(), manager.id.to_string()),
        ("/contacts/".to_owned(), commerce.to_string()),
        ("/handovers/".to_owned(), goes.id.to_string()),
        ("/consultations/".to_owned(), question.id.to_string()),
    ]
}

/// The same of what was found at a site, and written down during a disruption.
async fn struck(ctx: &Ctx, site: ItemId) -> Vec<(String, String)> {
    let mut ids = Vec::new();
    let found = Check::ALL.iter().map(|it| (*it, Verdict::Fine)).collect();
    let seen = InspectionDocument {
        site: "x".to_owned(),
        inspected_on: test_support::now().date_naive(),
        inspector: None,
        found,
        note: String::new(),
    };
    let seen = inspections::add(ctx, site, &seen).await.unwrap();
    ids.push(("/inspections/".to_owned(), seen.id.to_string()));
    let struck = DisruptionDocument::new("commerce", "x", "X", test_support::now());
    let struck = disruptions::declare(ctx, &struck).await.unwrap();
    ids.push(("/disruptions/".to_owned(), struck.id.to_string()));
    let damage = EntryDocument {
        what: "X".to_owned(),
        at: test_support::now(),
        site: None,
        item: None,
        vendor: None,
        note: String::new(),
        details: Details::Damage(Damage::default()),
    };
    let damage = entries::add(ctx, struck.id, &damage).await.unwrap();
    ids.push(("/entries/".to_owned(), damage.id.to_string()));
    let photo = entries::add_photo(ctx, damage.id, base64(PNG)).await.unwrap();
    ids.push(("/photos/".to_owned(), photo.id.to_string()));
    let asked = Start { site: "x".to_owned(), visitors: vec!["X".to_owned()], ..Start::default() };
    let call = roll_calls::start(ctx, struck.id, &asked).await.unwrap();
    ids.push(("/roll-calls/".to_owned(), call.id.to_string()));
    ids
}

/// The address of one of their records, and of none, if the route has one of these.
fn addresses(route: &str, ids: &[(String, String)]) -> Option<(String, String)> {
    let (mut real, mut none) = (String::new(), String::new());
    for part in route.strip_prefix('/')?.split('/') {
        let id = match part.starts_with('{') {
            false => None,
            true => {
                let start = format!("{real}/");
                let start = start.strip_prefix("/api/v1").unwrap_or(&start);
                Some(&ids.iter().find(|it| start.ends_with(&it.0))?.1)
            }
        };
        real = format!("{real}/{}", id.map_or(part, String::as_str));
        none = format!("{none}/{}", id.map_or(part, |_| NONE));
    }
    (real != none).then_some((real, none))
}

/// Something that a program may send there.
fn body(route: &str) -> Value {
    let what = route.strip_prefix("/api/v1/").unwrap_or(route);
    let (start, end) = (what.split('/').next().unwrap_or(""), what.rsplit('/').next().unwrap());
    if let Some(body) = of_register(start, end) {
        return body;
    }
    match (start, end) {
        (_, "needs") => json!({ "on": "service:x", "kind": "requires" }),
        (_, "what-if") => json!({ "edits": [] }),
        ("needs", _) => json!({ "on": "asset:x", "kind": "requires" }),
        (_, "channels") => json!({ "kind": "email", "value": "x@franklin.gov" }),
        ("people", _) => json!({ "code": "x", "agency": "revenue", "name": "X" }),
        (_, "merge") => json!({ "into": "revenue" }),
        ("agencies", _) => json!({ "code": "x", "parent": "revenue", "name": "X" }),
        (_, "fund") => json!({ "funded": true }),
        (_, "return") | ("risks", "close") => json!({ "because": "It is not done." }),
        ("policies", "invite") => json!({ "until": "2026-12-01" }),
        ("policies", "unsettle" | "retire") => json!({ "because": "It." }),
        ("policies", _) => json!({ "code": "x", "agency": "revenue", "name": "X" }),
        ("meetings", "hold") => json!({ "starts_at": "2026-12-01T10:00:00Z" }),
        ("meetings", _) => json!({
            "code": "x", "agency": "revenue", "name": "X", "rule": "FREQ=DAILY", "lasts": "PT1H",
            "from": "2026-12-01", "at": "10:00", "time_zone": "America/New_York",
        }),
        ("meeting", _) => json!({ "minutes": "It." }),
        ("partners", _) => json!({ "code": "x", "agency": "revenue", "name": "X" }),
        ("advisories", _) => {
            json!({ "code": "x", "agency": "revenue", "name": "X", "tlp": "clear" })
        }
        ("plans", "submit") => json!({ "summary": "It." }),
        ("plans", "test") => json!({ "on": "2026-10-01", "note": "It." }),
        ("plans", "retire" | "reject" | "waiver" | "activations") => json!({ "because": "It." }),
        ("plans", "readers") => json!({ "readers": [] }),
        ("plans", "take") => json!({ "template": 1, "section": "x" }),
        ("plans", "dismiss") => json!({ "template": 1 }),
        ("plans", "waivers") => json!({
            "rule": "PLN-001", "about": "x", "reason": "It.", "until": "2026-12-01",
        }),
        ("plans", "{id}" | "plans") => {
            json!({ "code": "x", "agency": "revenue", "type": "drp", "title": "X" })
        }
        ("analyses" | "plans", _) => json!({}),
        ("risks", _) => json!({ "code": "x", "agency": "revenue", "name": "X" }),
        ("strategies", _) => json!({ "code": "x", "target": "service:x", "name": "X" }),
        ("investments", _) => {
            json!({ "code": "x", "agency": "revenue", "name": "X", "cost": "1.00" })
        }
        ("scenarios", _) => {
            json!({ "code": "x", "agency": "revenue", "name": "X", "lost": ["site:x"] })
        }
        (plural, _) => {
            let kind = Kind::ALL.iter().find(|it| it.plural() == plural);
            let kind = kind.map(|it| it.code());
            json!({ "kind": kind, "code": "x", "agency": "revenue", "name": "X" })
        }
    }
}

/// The same for contacts, and for what is written down about advice, managers and disruptions.
fn of_register(start: &str, end: &str) -> Option<Value> {
    let damage = json!({
        "what": "X", "at": "2026-11-20T10:00:00Z", "details": { "kind": "damage", "severity": "minor" },
    });
    Some(match (start, end) {
        ("agencies", "kit") => json!({ "passphrase": "correct horse battery" }),
        ("contacts", "{id}") => json!({ "agency": "revenue" }),
        ("consultations", "resolve") => json!({ "number": 0, "resolution": "It." }),
        ("contacts" | "consultations" | "roll-calls", _) if end != "mark" => json!({}),
        ("managers", _) => json!({ "agency": "revenue", "person": "x", "from": "2026-01-01" }),
        ("disruptions", "entries") | ("entries", _) => damage,
        ("disruptions", "roll-calls") => json!({ "site": "x" }),
        ("disruptions", "end") => json!({}),
        ("disruptions", _) => json!({
            "code": "x", "agency": "revenue", "name": "X", "started_at": "2026-11-20T10:00:00Z",
        }),
        ("roll-calls", _) => json!({ "ids": [], "status": "safe" }),
        ("sites", "inspections") => {
            json!({ "site": "x", "inspected_on": "2026-11-20", "found": {} })
        }
        _ => return None,
    })
}

/// An answer without the ids in it, which are those that were asked for, and of the request.
fn without_ids(text: &str) -> String {
    // An address within an address.
    let text = &text.replace("%2F", "/");
    let is_id = |it: &str| it.len() == 36 && it.bytes().filter(|it| *it == b'-').count() == 4;
    let (mut kept, mut word) = (String::new(), String::new());
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_hexdigit() || letter == '-' {
            word.push(letter);
            continue;
        }
        kept.push_str(if is_id(&word) { "ID" } else { &word });
        kept.push(letter);
        word.clear();
    }
    kept
}

#[tokio::test]
async fn the_id_of_what_is_not_theirs_is_answered_like_one_that_is_not_there() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ids = theirs(&platform, at.commerce).await;
    let site = Site::of(&outsider(&platform, at.revenue).await);
    let mut n_asked = 0;
    for route in web::routes().entries() {
        let Some((real, none)) = addresses(route.path, &ids) else { continue };
        let mut answers = Vec::new();
        for address in [&real, &none] {
            let request = Request::builder().method(route.method).uri(address);
            let request = request.header("if-match", "\"1\"");
            let (kind, body) = match route.path.starts_with("/api/") {
                true => ("application/json", body(route.path).to_string()),
                false => ("application/x-www-form-urlencoded", "version=1".to_owned()),
            };
            let response = site.send(request.header("content-type", kind), &body).await;
            let (status, text) = read(response).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{} {address}: {text}", route.method);
            answers.push(without_ids(&text));
        }
        assert_eq!(answers[0], answers[1], "{} {}", route.method, route.path);
        n_asked += 1;
    }
    assert!(150 < n_asked, "{n_asked}");
}

/// The answer to a call, without ids and codes.
async fn told(service: &Router, call: Call) -> (StatusCode, String) {
    let answer = call.by(ME).send(service).await;
    let codes = ["commerce", "nowhere", "theirs", "nothing"];
    let text = without_ids(&answer.body.to_string());
    (answer.status, codes.iter().fold(text, |text, code| text.replace(code, "CODE")))
}

#[tokio::test]
async fn the_code_of_what_is_not_theirs_is_answered_like_one_that_is_not_there() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Service, "commerce", "theirs").await;
    item(&platform, Kind::Process, "commerce", "theirs").await;
    person(&platform, "commerce", "theirs").await;
    person(&platform, "revenue", "colleague").await;
    let own = item(&platform, Kind::Service, "revenue", "own").await;
    let service = service_for(&platform, &[("me", &outsider(&platform, at.revenue).await)]);
    let in_agency = |it: &str| json!({ "code": "new", "agency": it, "name": "New" });
    let grant = |with: Value| {
        let mut grant = json!({
            "person": "colleague", "role": "plan_owner", "reach": "agency", "agency": "revenue",
            "reason": "Named.",
        });
        grant.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        Call::post("/api/v1/grants", &grant)
    };
    let of_agency = |it: &str| {
        let new = in_agency(it);
        let mut item = new.clone();
        item["kind"] = json!("service");
        let part = json!({ "code": "new", "parent": it, "name": "New" });
        let mut calls = vec![
            Call::post("/api/v1/people", &new),
            Call::post("/api/v1/services", &item),
            Call::post("/api/v1/agencies", &part),
            grant(json!({ "agency": it })),
        ];
        let merge = format!("/api/v1/agencies/{}/merge", at.revenue);
        calls.push(Call::post(&merge, &json!({ "into": it })).seen("\"1\""));
        let lists = ["services", "people", "analyses", "grants", "events", "readiness", "findings"];
        let asked = |list: &str| Call::get(&format!("/api/v1/{list}?agency={it}"));
        calls.extend(lists.map(asked));
        calls
    };
    let of_record = |it: &str| {
        let needs = format!("/api/v1/services/{}/needs", own.id);
        let on = json!({ "on": format!("service:{it}"), "kind": "requires" });
        let record = format!("service:{it}");
        vec![
            Call::post(&needs, &on),
            Call::post("/api/v1/analyses", &json!({ "kind": "process", "item": it })),
            grant(json!({ "person": it })),
            grant(json!({ "reach": "record", "agency": null, "record": record })),
        ]
    };
    let calls = of_agency("commerce").into_iter().chain(of_record("theirs"));
    let others = of_agency("nowhere").into_iter().chain(of_record("nothing"));
    for (real, none) in calls.zip(others) {
        let asked = format!("{real:?}");
        let (real, none) = (told(&service, real).await, told(&service, none).await);
        assert_eq!(real, none, "{asked}");
        assert!(real.0.is_client_error(), "{asked}: {real:?}");
    }
}
