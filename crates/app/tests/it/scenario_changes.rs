//! What scenarios assume to be better: how it is kept, what a run makes of it, and fixes that are
//! opened as scenarios.

use std::sync::Arc;

use app::actor::Role;
use app::prepare::inventory::{self, Item, ItemDocument, Kind};
use app::programme::transfer::{self, WriteOptions};
use app::prove::investments::{Improvement, ImprovementKind};
use app::prove::recovery::{self, HelpKind};
use app::prove::scenarios::{self, Change, RowQuery, Run, Scenario, ScenarioDocument, Simulation};
use app::sample::{self, Size};
use app::{Ctx, Error, Paging, Platform, Span};
use serde_json::json;
use test_support::{ctx, ctx_in, fresh, item, need, platform_ctx, put, service, state};

const MANY: Paging = Paging { number: 1, size: 100 };

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

fn people(crew: &str, n: u32) -> Improvement {
    let change = Improvement::new(ImprovementKind::People, crew);
    Improvement { people: Some(n), ..change }
}

fn without(of: &str, need: &str) -> Improvement {
    let change = Improvement::new(ImprovementKind::Without, of);
    Improvement { need: Some(need.to_owned()), ..change }
}

/// A portal that must be back within 5 h, on a mainframe (3 h) and on storage (2 h), which a crew of
/// one restores one after the other.
async fn portal(platform: &Platform) -> Item {
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew");
    crew.details.insert("people".to_owned(), json!(1));
    put(platform, &crew).await;
    let portal = service(platform, "portal", 5, 1).await;
    for (code, restore) in [("mainframe", 3), ("storage", 2)] {
        let asset = ItemDocument {
            restore: Some(hours(restore)),
            crew: Some("mains".to_owned()),
            crew_size: Some(1),
            ..ItemDocument::new(Kind::Asset, "commerce", code, &format!("The {code}"))
        };
        let asset = put(platform, &asset).await;
        need(platform, &portal, &asset).await;
    }
    portal
}

/// A scenario in which the portal and what it needs are down, with these changes.
fn document(changes: &[Improvement]) -> ScenarioDocument {
    let lost = ["service:portal", "asset:mainframe", "asset:storage"];
    ScenarioDocument {
        lost: lost.map(str::to_owned).to_vec(),
        changes: changes.to_vec(),
        ..ScenarioDocument::new("commerce", "down", "Down")
    }
}

async fn back(ctx: &Ctx, run: &Run) -> Option<Span> {
    let rows = scenarios::services(ctx, run.id, &RowQuery::default()).await.unwrap().items;
    rows.iter().find(|it| it.item.code == "portal").unwrap().back
}

async fn fields(ctx: &Ctx, document: &ScenarioDocument) -> Vec<String> {
    match scenarios::add(ctx, document).await.unwrap_err() {
        Error::Invalid(problems) => problems.into_iter().map(|it| it.field.into_owned()).collect(),
        other => vec![other.to_string()],
    }
}

#[tokio::test]
async fn a_run_answers_with_what_is_assumed_and_the_inventory_stays_as_it_is() {
    let platform = fresh().await;
    state(&platform).await;
    portal(&platform).await;
    let ctx = platform_ctx(&platform);
    let cases = [
        (vec![], 6),
        (vec![people("crew:mains", 1)], 4),
        (vec![Improvement::faster("asset:mainframe", hours(1))], 4),
        (vec![without("service:portal", "asset:storage")], 4),
        (vec![without("service:portal", "asset:storage"), people("crew:mains", 2)], 4),
        (vec![Improvement::faster("service:portal", Span::ZERO), people("crew:mains", 1)], 3),
    ];
    let mut hashes = std::collections::BTreeSet::new();
    let scenario = scenarios::add(&ctx, &document(&[])).await.unwrap();
    let (mut version, n_cases) = (scenario.version, cases.len());
    for (changes, expected) in cases {
        let next = scenarios::change(&ctx, scenario.id, version, &document(&changes)).await;
        version = next.unwrap().version;
        let run = scenarios::run(&ctx, scenario.id).await.unwrap();
        assert_eq!(back(&ctx, &run).await, Some(hours(expected)), "{changes:?}");
        assert_eq!(run.scenario.changes.len(), changes.len());
        hashes.insert(run.inputs_hash);
    }
    assert_eq!(hashes.len(), n_cases, "each is computed from something else");
    // Everybody else goes on with what there is.
    let crew = inventory::by_code(&ctx, Kind::Crew, "mains").await.unwrap();
    let crew = inventory::documents(&ctx, std::slice::from_ref(&crew)).await.unwrap().remove(0);
    assert_eq!(crew.details["people"], 1);
    let portal = inventory::by_code(&ctx, Kind::Service, "portal").await.unwrap();
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!(why.with_crews.unwrap().finish, Some(hours(6)));
}

#[tokio::test]
async fn a_group_that_can_choose_waits_for_one_member_less() {
    let platform = fresh().await;
    state(&platform).await;
    let portal = service(&platform, "portal", 5, 1).await;
    let mut group = ItemDocument::new(Kind::Group, "commerce", "group", "Group");
    group.details.insert("suffice".to_owned(), json!(2));
    let group = put(&platform, &group).await;
    need(&platform, &portal, &group).await;
    for (code, restore) in [("a", 1), ("b", 2), ("c", 4)] {
        let asset = test_support::asset(&platform, code, restore).await;
        need(&platform, &group, &asset).await;
    }
    let ctx = platform_ctx(&platform);
    let lost = ["service:portal", "asset:a", "asset:b", "asset:c"].map(str::to_owned).to_vec();
    let base = ScenarioDocument { lost, ..ScenarioDocument::new("commerce", "down", "Down") };
    for (change, expected) in [(None, 3), (Some(without("group:group", "asset:b")), 2)] {
        let document = ScenarioDocument {
            code: format!("down-{expected}"),
            changes: change.into_iter().collect(),
            ..base.clone()
        };
        let scenario = scenarios::add(&ctx, &document).await.unwrap();
        let run = scenarios::run(&ctx, scenario.id).await.unwrap();
        assert_eq!(back(&ctx, &run).await, Some(hours(expected)));
    }
}

#[tokio::test]
async fn what_cannot_be_assumed_is_refused_with_its_field() {
    let platform = fresh().await;
    let at = state(&platform).await;
    portal(&platform).await;
    item(&platform, Kind::Asset, "revenue", "theirs").await;
    let ctx = ctx_in(&platform, Role::Coordinator, at.commerce);
    let refused = async |it: Improvement| fields(&ctx, &document(&[it])).await;
    assert_eq!(refused(Improvement::faster("asset:nowhere", hours(1))).await, ["changes.0.item"]);
    assert_eq!(refused(Improvement::faster("crew:mains", hours(1))).await, ["changes.0.item"]);
    assert_eq!(refused(people("asset:storage", 1)).await, ["changes.0.item"]);
    assert_eq!(refused(people("crew:mains", 0)).await, ["changes.0.people"]);
    assert_eq!(refused(without("service:portal", "asset:theirs")).await, ["changes.0.need"]);
    let member = Improvement { kind: ImprovementKind::Member, ..people("asset:storage", 1) };
    assert_eq!(refused(member).await, ["changes.0.kind"]);
    let copy = |site| Improvement::copy("asset:storage", site, hours(1));
    assert_eq!(refused(copy("nowhere")).await, ["changes.0.site"]);
    assert_eq!(refused(Improvement { site: None, ..copy("") }).await, ["changes.0.site"]);
    let twice = [people("crew:mains", 1), people("crew:mains", 2)];
    assert_eq!(fields(&ctx, &document(&twice)).await, ["changes.1.item"]);
    // What others have cannot be told from what is not there.
    let reason = async |item: &str| {
        let it = document(&[Improvement::faster(item, hours(1))]);
        match scenarios::add(&ctx, &it).await {
            Err(Error::Invalid(problems)) => problems[0].reason.replace(item, "asset:x"),
            other => panic!("{other:?}"),
        }
    };
    let theirs = reason("asset:theirs").await;
    assert_eq!(theirs.replace("theirs", "nowhere"), reason("asset:nowhere").await);
    let plain = scenarios::add(&ctx, &document(&[])).await.unwrap();
    let refused = scenarios::run_without_changes(&ctx, plain.id).await;
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "run.no_changes"));
}

#[tokio::test]
async fn what_is_assumed_is_kept_as_it_was_said_and_hidden_from_whom_it_is_about_others() {
    let platform = fresh().await;
    let at = state(&platform).await;
    portal(&platform).await;
    let theirs = item(&platform, Kind::Asset, "revenue", "theirs").await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let changes = [
        Improvement::faster("asset:storage", hours(1)),
        Improvement::faster("asset:theirs", hours(1)),
        without("service:portal", "asset:mainframe"),
    ];
    let scenario = scenarios::add(&team, &document(&changes)).await.unwrap();
    let shown = scenarios::document(&team, &scenario).await.unwrap();
    assert_eq!(shown.changes, changes);
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let seen = scenarios::document(&own, &scenario).await.unwrap();
    assert_eq!(seen.changes, [changes[0].clone(), changes[2].clone()]);
    assert_eq!(scenarios::losses(&own, &scenario).await.unwrap().changes.len(), 2);
    let run = scenarios::run(&own, scenario.id).await.unwrap();
    let (run, _) = scenarios::show_run(&own, run.id).await.unwrap();
    assert_eq!(run.scenario.changes.len(), 2);
    // Whoever changes what they see leaves the rest.
    let less = ScenarioDocument { changes: vec![changes[0].clone()], ..seen };
    let changed = scenarios::change(&own, scenario.id, 1, &less).await.unwrap();
    assert_eq!(changed.changes, changes[..2]);
    // What went out of use stays named, and does not count.
    inventory::retire(&team, theirs.id, theirs.version).await.unwrap();
    let now = scenarios::show(&team, scenario.id).await.unwrap();
    let document = scenarios::document(&team, &now).await.unwrap();
    assert_eq!(document.changes, changes[..2]);
    let again = scenarios::change(&team, scenario.id, 2, &document).await.unwrap();
    assert_eq!(again.version, 2, "it says what is there");
    assert_eq!(scenarios::losses(&team, &now).await.unwrap().changes[1].item, None);
    assert!(scenarios::run(&team, scenario.id).await.unwrap().scenario.changes[1].is_gone());
}

async fn fix(ctx: &Ctx, portal: &Item, fix: &Improvement) -> Scenario {
    scenarios::try_fix(ctx, portal.id, fix).await.unwrap()
}

#[tokio::test]
async fn req_issue_3_a_ranked_fix_is_opened_as_a_scenario_and_compared() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = portal(&platform).await;
    let ctx = ctx_in(&platform, Role::Coordinator, at.commerce);
    let why = recovery::explain(&ctx, portal.id).await.unwrap().with_crews.unwrap();
    let best = &why.helps[0];
    let HelpKind::MorePeople(crew, n) = &best.what else { panic!("{best:?}") };
    let change = people(&inventory::reference(crew.kind, &crew.code), *n);
    let scenario = fix(&ctx, &portal, &change).await;
    let alone = scenario.alone.as_ref().map(ToString::to_string);
    assert_eq!((alone.as_deref(), scenario.lost.len()), (Some("service:portal"), 0));
    assert_eq!(scenario.code, "portal-people-mains");
    assert_eq!(scenario.name, format!("{}: 1 more person in Mains crew", portal.name));
    assert_eq!(
        (scenario.agency_id, scenario.changes.as_slice()),
        (at.commerce, &[change.clone()][..])
    );
    let before = scenarios::run_without_changes(&ctx, scenario.id).await.unwrap();
    let after = scenarios::run(&ctx, scenario.id).await.unwrap();
    assert!(before.scenario.is_without_changes && !after.scenario.is_without_changes);
    // As the service's own page has it, without the fix and with it.
    assert_eq!(back(&ctx, &before).await, why.finish);
    assert_eq!(back(&ctx, &after).await, Some(best.finish));
    let compared = scenarios::compare(&ctx, before.id, after.id).await.unwrap();
    assert_eq!(compared.counts.iter().find(|it| it.0 == Change::Earlier).unwrap().1, 1);
    let alone = compared.alone.unwrap();
    assert_eq!((alone.before, alone.after), (why.finish, Some(best.finish)));
    let same = scenarios::compare(&ctx, before.id, before.id).await.unwrap().alone.unwrap();
    assert_eq!((same.service.id, same.before, same.after), (portal.id, why.finish, why.finish));
    let pair = scenarios::with_and_without(&ctx, &scenario).await.unwrap();
    let ids = (pair.0.map(|it| it.id), pair.1.map(|it| it.id));
    assert_eq!(ids, (Some(before.id), Some(after.id)));
    assert_eq!(scenarios::list_runs(&ctx, scenario.id, MANY).await.unwrap().n_items, 2);
    // The service says so, to whom the scenario may be shown.
    let runs = scenarios::in_runs(&ctx, &portal).await.unwrap();
    let told: Vec<_> = runs.iter().map(|it| (it.id, it.back, it.is_without_changes)).collect();
    let newest = [(after.id, Some(best.finish), false), (before.id, why.finish, true)];
    assert_eq!(told, newest);
    assert!(runs[1].verdict.is_late() && runs[1].chance < runs[0].chance);
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert!(matches!(scenarios::in_runs(&other, &portal).await, Err(Error::NotFound(_))));
    let reach = app::actor::Reach::Record(portal.id.into());
    let guest = app::ids::PersonId::new();
    let guest = test_support::ctx_with(&platform, guest, Role::IncidentCommander, reach);
    assert_eq!(scenarios::in_runs(&guest, &portal).await.unwrap(), []);

    // The same fix is the same scenario, until somebody makes something else of it.
    assert_eq!(fix(&ctx, &portal, &change).await.id, scenario.id);
    let mut document = scenarios::document(&ctx, &scenario).await.unwrap();
    document.strikes_at = Some(ctx.now);
    scenarios::change(&ctx, scenario.id, 1, &document).await.unwrap();
    assert_eq!(fix(&ctx, &portal, &change).await.code, "portal-people-mains-2");
    let log = app::events::history(&platform_ctx(&platform), scenario.id.into(), 9).await.unwrap();
    assert_eq!(log.last().unwrap().action.as_str(), "scenario.added");
    assert_eq!(log.last().unwrap().after["changes"][0]["people"], 1);
}

#[tokio::test]
async fn only_who_keeps_scenarios_of_a_service_opens_its_fixes() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = portal(&platform).await;
    let change = people("crew:mains", 1);
    for role in [Role::PlanOwner, Role::AgencyHead, Role::Auditor] {
        let reader = ctx_in(&platform, role, at.commerce);
        let refused = scenarios::try_fix(&reader, portal.id, &change).await;
        assert!(refused.is_err(), "{role:?}");
    }
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    let hidden = scenarios::try_fix(&other, portal.id, &change).await;
    assert!(matches!(hidden, Err(Error::NotFound(_))));
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let storage = inventory::by_code(&own, Kind::Asset, "storage").await.unwrap();
    let wrong = scenarios::try_fix(&own, storage.id, &change).await;
    assert!(matches!(wrong, Err(Error::NotFound(_))), "only services have fixes");
    let nowhere = scenarios::try_fix(&own, portal.id, &people("crew:nowhere", 1)).await;
    assert!(matches!(nowhere, Err(Error::Invalid(it)) if it[0].field == "item"));
    // What of it belongs to others is lost, too.
    let theirs = ItemDocument {
        restore: Some(hours(20)),
        ..ItemDocument::new(Kind::Asset, "revenue", "theirs", "Theirs")
    };
    need(&platform, &portal, &put(&platform, &theirs).await).await;
    let scenario = fix(&own, &portal, &change).await;
    let run = scenarios::run(&own, scenario.id).await.unwrap();
    assert_eq!(back(&own, &run).await, Some(hours(21)));
}

/// A scenario in which the portal alone is down.
fn alone(code: &str) -> ScenarioDocument {
    ScenarioDocument {
        alone: Some("service:portal".to_owned()),
        ..ScenarioDocument::new("commerce", code, "The portal alone")
    }
}

#[tokio::test]
async fn a_scenario_of_one_service_alone_takes_nothing_else_down_and_is_kept_as_it_was_said() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = portal(&platform).await;
    // It is due sooner, counts more, and stands on the same; its crew would work for it first.
    let other = service(&platform, "other", 1, 1).await;
    let storage = inventory::by_code(&platform_ctx(&platform), Kind::Asset, "storage").await;
    need(&platform, &other, &storage.unwrap()).await;
    // The site behind the portal is restored like a part of it; what else stands there stays up.
    let site = ItemDocument {
        restore: Some(hours(7)),
        ..ItemDocument::new(Kind::Site, "commerce", "house", "The house")
    };
    let site = put(&platform, &site).await;
    need(&platform, &portal, &site).await;
    let ctx = ctx_in(&platform, Role::Coordinator, at.commerce);
    let said = alone("alone");
    let scenario = scenarios::add(&ctx, &said).await.unwrap();
    assert_eq!(scenarios::document(&ctx, &scenario).await.unwrap(), said);
    assert_eq!(scenarios::losses(&ctx, &scenario).await.unwrap().lost[0].id, portal.id);
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
    let codes: Vec<&str> = rows.iter().map(|it| it.item.code.as_str()).collect();
    assert_eq!(codes, ["portal"]);
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    let finish = why.with_crews.and_then(|it| it.finish);
    assert_eq!((rows[0].back, finish), (Some(hours(8)), Some(hours(8))));
    assert_eq!(rows[0].due, Some(hours(5)));
    let seen = scenarios::show_run(&ctx, run.id).await.unwrap().0.scenario;
    assert_eq!(seen.alone.and_then(|it| it.id), Some(portal.id));

    // Nothing else is lost with it, it is a service, and one that its reader may know.
    let more = ScenarioDocument { lost: vec!["asset:storage".to_owned()], ..alone("more") };
    assert_eq!(fields(&ctx, &more).await, ["alone"]);
    let people = ScenarioDocument { people_back: Some(hours(9)), ..alone("people") };
    assert_eq!(fields(&ctx, &people).await, ["alone"]);
    for wrong in ["asset:storage", "service:nowhere", "service:"] {
        let wrong = ScenarioDocument { alone: Some(wrong.to_owned()), ..alone("wrong") };
        assert_eq!(fields(&ctx, &wrong).await, ["alone"]);
    }
    let stranger = ctx_in(&platform, Role::Coordinator, at.revenue);
    let theirs = ScenarioDocument { agency: "revenue".to_owned(), ..alone("theirs") };
    assert_eq!(fields(&stranger, &theirs).await, ["alone"]);
    // It may be named as people know it.
    let named = ScenarioDocument { alone: Some(portal.name.clone()), ..alone("named") };
    assert_eq!(scenarios::add(&ctx, &named).await.unwrap().alone, scenario.alone);
    // Who may not see it leaves it as it is.
    let team = platform_ctx(&platform);
    let shared = ScenarioDocument { agency: "revenue".to_owned(), ..alone("shared") };
    let shared = scenarios::add(&team, &shared).await.unwrap();
    let mut seen = scenarios::document(&stranger, &shared).await.unwrap();
    assert_eq!(seen.alone, None);
    seen.name = "Renamed".to_owned();
    let changed = scenarios::change(&stranger, shared.id, 1, &seen).await.unwrap();
    assert_eq!((changed.alone, changed.name.as_str()), (shared.alone, "Renamed"));
}

/// What the scenario of a ranked fix assumes.
fn assumed(what: &HelpKind) -> Improvement {
    let named = |it: &recovery::Named| inventory::reference(it.kind, &it.code);
    match what {
        HelpKind::MorePeople(crew, n) => people(&named(crew), *n),
        HelpKind::Faster(of, restore) => Improvement::faster(&named(of), *restore),
        HelpKind::Copy(of, site, within) => Improvement::copy(&named(of), &site.code, *within),
        HelpKind::WithoutNeed(of, need) => without(&named(of), &named(need)),
    }
}

/// Each fix of the late services of the sample state: the runs without it and with it say the two
/// times that the page of the service says.
#[tokio::test]
async fn req_issue_3_the_runs_of_a_fix_say_what_the_page_of_its_service_says() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    let programme = sample::franklin(1, Size::Demo, ctx.now.date_naive());
    transfer::write(&ctx, &programme, WriteOptions::default()).await.unwrap();
    let how = Simulation { seed: scenarios::SEED, tell: Arc::new(|_, _| ()) };
    let services = programme.items.iter().filter(|it| it.document.kind == Kind::Service);
    let (mut n_services, mut n_fixes) = (0, 0);
    for document in services.map(|it| &it.document) {
        let service = inventory::by_code(&ctx, Kind::Service, &document.code).await.unwrap();
        let why = recovery::explain(&ctx, service.id).await.unwrap();
        let Some(with) = why.with_crews.filter(|it| it.gap.is_some()) else { continue };
        n_services += 1;
        let simulated = async |changes: Vec<Improvement>| {
            let document = ScenarioDocument {
                alone: Some(inventory::reference(Kind::Service, &service.code)),
                changes,
                ..ScenarioDocument::new(&document.agency, "alone", "Alone")
            };
            let found = scenarios::simulate_document(&ctx, &document, &how).await.unwrap();
            found.services.iter().find(|it| it.item.id == service.id).unwrap().back
        };
        assert_eq!(simulated(Vec::new()).await, with.finish, "{}", service.code);
        for help in &with.helps {
            let told = format!("{}: {:?}", service.code, help.what);
            assert_eq!(simulated(vec![assumed(&help.what)]).await, Some(help.finish), "{told}");
            n_fixes += 1;
        }
        if N_LATE == n_services {
            break;
        }
    }
    assert!(0 < n_services && n_services < n_fixes, "{n_services} services, {n_fixes} fixes");
}

/// Of how many late services at most each fix is run: each run looks at the whole state.
const N_LATE: usize = 6;

/// Who makes room for the service of another agency is told that it does, not for which.
#[tokio::test]
async fn who_is_later_for_the_sake_of_others_does_not_learn_their_names() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew");
    crew.details.insert("people".to_owned(), json!(1));
    put(&platform, &crew).await;
    for (agency, restore, target) in [("commerce", 3, 3), ("revenue", 10, 2)] {
        let asset = ItemDocument {
            restore: Some(hours(restore)),
            crew: Some("mains".to_owned()),
            crew_size: Some(1),
            ..ItemDocument::new(Kind::Asset, agency, &format!("{agency}-asset"), agency)
        };
        let asset = put(&platform, &asset).await;
        let desk = ItemDocument {
            target_rto: Some(hours(target)),
            restore: Some(Span::ZERO),
            ..ItemDocument::new(Kind::Service, agency, &format!("{agency}-desk"), agency)
        };
        let desk = put(&platform, &desk).await;
        need(&platform, &desk, &asset).await;
    }
    let team = ctx(&platform, Role::ContinuityTeam);
    let lost = ["asset:commerce-asset", "asset:revenue-asset"].map(str::to_owned).to_vec();
    let document = ScenarioDocument {
        lost,
        changes: vec![Improvement::faster("asset:revenue-asset", hours(2))],
        ..ScenarioDocument::new("commerce", "both", "Both")
    };
    let scenario = scenarios::add(&team, &document).await.unwrap();
    let before = scenarios::run_without_changes(&team, scenario.id).await.unwrap();
    let after = scenarios::run(&team, scenario.id).await.unwrap();
    let runs = (before.id, after.id);
    let keeper = ctx_in(&platform, Role::Coordinator, at.commerce);
    for (ctx, first, for_whom) in [(&team, "revenue-asset", "revenue-desk"), (&keeper, "", "")] {
        let rows = scenarios::changed(ctx, runs, Change::Later, MANY).await.unwrap().items;
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(row.row.item.code, "commerce-desk");
        let why = row.overtaken.clone().unwrap();
        assert_eq!((why.crew.unwrap().code.as_str(), why.first.code.as_str()), ("mains", first));
        assert_eq!(why.for_whom.unwrap().code, for_whom);
    }
}
