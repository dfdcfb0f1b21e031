//! What is taken along where there is no network.

use app::Error;
use app::actor::Role;
use app::events::{self, Verdict};
use app::plans::kit::{self, Broken, Key, Lock, unpack};
use app::prepare::inventory::{Details, ItemDocument, Kind};
use app::signing::key;
use app::signing::manifest::{Fault, Files, MANIFEST};
use test_support::{ctx, ctx_in, platform_ctx, put};

use crate::impact_desk::as_person;
use crate::plan_desk::plan_desk;

const PASSPHRASE: &str = "four words in a row";

fn pages() -> Files {
    Files::from([("index.html".to_owned(), b"<p>Plans</p>".to_vec())])
}

#[tokio::test]
async fn a_kit_has_what_is_in_force_and_who_is_called_and_opens_with_its_passphrase() {
    let desk = plan_desk().await;
    desk.in_force("dr").await;
    desk.started("bcp", "unwritten").await;
    let mut team = Details::none(Kind::Team);
    if let Details::Team(it) = &mut team {
        it.members = vec!["ann-author".to_owned()];
        it.alternates = vec!["al-alternate".to_owned()];
    }
    let team = ItemDocument {
        details: team.to_map(),
        ..ItemDocument::new(Kind::Team, "commerce", "recovery", "Recovery team")
    };
    put(&desk.platform, &team).await;
    let commander = as_person(&desk.platform, &desk.at, "ivy", Role::IncidentCommander).await;
    assert!(kit::may_take(&commander, desk.at.commerce));
    let gathered = kit::of_agency(&commander, desk.at.commerce).await.unwrap();
    let codes: Vec<&str> = gathered.plans.iter().map(|it| it.opened.plan.code.as_str()).collect();
    assert_eq!(codes, ["dr"]);
    let lines: Vec<(&str, &str, String)> = gathered
        .calls
        .lines
        .iter()
        .map(|it| (it.duty.as_str(), it.first[0].as_str(), it.then.join(" then ")))
        .collect();
    assert_eq!(
        lines,
        [
            ("Agency of commerce", "Person pat-primary", "Person al-alternate".to_owned()),
            ("Recovery director", "Person ann-author", "Person hal-head".to_owned()),
            ("Recovery team", "Person ann-author", "Person al-alternate".to_owned()),
        ]
    );
    let pat = gathered.calls.contacts.iter().find(|it| it.name == "Person pat-primary").unwrap();
    assert_eq!(pat.channels[0].1, "+1 919 555 0142");
    assert_eq!(gathered.order.services[0].name, "The benefits");
    assert_eq!(gathered.order.steps.len(), 1);

    let lock = Lock::passphrase(PASSPHRASE).unwrap();
    let packed = kit::pack(&commander, &gathered, pages(), &lock).await.unwrap();
    assert_eq!(packed.file_name, "kit-commerce-2026-11-21.age");
    let signed_by = key::public(&commander).await.unwrap().unwrap();
    let opened = unpack(&packed.bytes, &Key::passphrase(PASSPHRASE), Some(&signed_by)).unwrap();
    assert!(opened.files["plan-dr.pdf"].starts_with(b"%PDF-"));
    let manifest = &opened.verified.manifest;
    assert_eq!((manifest.what.as_str(), manifest.of.as_str()), ("kit", "commerce"));
    let paths: Vec<&str> = manifest.files.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["index.html", "plan-dr.pdf"]);
    // As many are named where a kit is made as where it is checked.
    assert_eq!(manifest.files.len(), packed.n_files);

    let wrong = unpack(&packed.bytes, &Key::passphrase("four words in a bow"), None);
    assert_eq!(wrong.unwrap_err().to_string(), "the passphrase is wrong");
    let mut cut = packed.bytes.clone();
    cut.truncate(cut.len() - 40);
    let cut = unpack(&cut, &Key::passphrase(PASSPHRASE), None);
    assert_eq!(cut, Err(Broken::Damaged));

    let log = events::history(&platform_ctx(&desk.platform), desk.at.commerce.into(), 1).await;
    let log = log.unwrap();
    assert_eq!(log[0].action, "kit.taken");
    assert!(!log[0].after.to_string().contains("words"), "{:?}", log[0].after);
    let verdict = events::verify(&platform_ctx(&desk.platform)).await.unwrap();
    assert!(matches!(verdict, Verdict::Intact { .. }));
}

#[tokio::test]
async fn a_kit_is_signed_with_one_key_and_another_installation_has_another() {
    let (desk, other) = (plan_desk().await, plan_desk().await);
    let lock = Lock::passphrase(PASSPHRASE).unwrap();
    let mut prints = Vec::new();
    for desk in [&desk, &desk, &other] {
        assert_eq!(prints.is_empty() || prints.len() == 2, key_of(desk).await.is_none());
        let gathered = kit::of_agency(&desk.head, desk.at.commerce).await.unwrap();
        let packed = kit::pack(&desk.head, &gathered, pages(), &lock).await.unwrap();
        prints.push((packed.fingerprint, packed.bytes));
    }
    assert_eq!(prints[0].0, prints[1].0);
    assert_ne!(prints[0].0, prints[2].0);
    let expected = key_of(&other).await.unwrap();
    let opened = unpack(&prints[0].1, &Key::passphrase(PASSPHRASE), Some(&expected));
    let fault = Fault::OtherKey(prints[0].0.clone());
    assert_eq!(opened, Err(Broken::Tampered(vec![fault])));
}

async fn key_of(desk: &crate::plan_desk::PlanDesk) -> Option<key::PublicKey> {
    key::public(&desk.author).await.unwrap()
}

#[tokio::test]
async fn nobody_takes_along_what_they_may_not_see() {
    let desk = plan_desk().await;
    desk.in_force("dr").await;
    let outsider = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    let refused = kit::of_agency(&outsider, desk.at.commerce).await;
    assert!(matches!(refused, Err(Error::NotFound("agency"))), "{refused:?}");
    let employee = ctx_in(&desk.platform, Role::Employee, desk.at.commerce);
    let refused = kit::of_agency(&employee, desk.at.commerce).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    // What one gathered is packed by nobody else.
    let gathered = kit::of_agency(&desk.head, desk.at.commerce).await.unwrap();
    let lock = Lock::passphrase(PASSPHRASE).unwrap();
    let refused = kit::pack(&employee, &gathered, pages(), &lock).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let n_files = pages().into_keys().filter(|it| it == MANIFEST).count();
    assert_eq!(n_files, 0);
}

#[tokio::test]
async fn somebody_keeps_the_plans_of_their_agency_and_those_they_answer_for() {
    let desk = plan_desk().await;
    desk.in_force("dr").await;
    let mut colleague = desk.author.clone();
    colleague.actor.agency_id = desk.at.commerce;
    let kept = kit::keep(&colleague).await.unwrap();
    assert_eq!(kept.plans.len(), 1);
    assert_eq!(kept.code, "ann-author");
    let person = colleague.actor.person_id.into();
    let log = events::history(&platform_ctx(&desk.platform), person, 1).await.unwrap();
    assert_eq!(log[0].action, "kit.kept");
    // Of another agency, without a plan of their own, there is nothing to keep.
    let mut outsider = ctx(&desk.platform, Role::IncidentCommander);
    outsider.actor.agency_id = desk.at.revenue;
    assert_eq!(kit::of_person(&outsider).await.unwrap().plans, []);
    let employee = ctx(&desk.platform, Role::Employee);
    assert!(matches!(kit::keep(&employee).await, Err(Error::Forbidden(_))));
}
