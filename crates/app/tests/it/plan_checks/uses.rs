//! What becomes of findings: in a folder, in the database, while somebody types.

use std::collections::BTreeSet;

use app::people::{agencies, persons};
use app::plans::checks::{self, workable};
use app::plans::plan::{Standing, by_code};
use app::programme::check::{check, check_folder};
use app::programme::transfer::WriteOptions;
use app::programme::{Programme, Severity, folder, transfer};
use serde_json::json;
use test_support::{fresh, now, platform_ctx};

use super::sound::{content, sound};
use super::{found, of, recover, says, today, verified};

#[test]
fn req_s3_19_a_record_with_one_copy_only_is_found() {
    let mut programme = sound();
    says(&mut programme).records[0].copies.truncate(1);
    let findings = found(&programme);
    let finding = findings.iter().find(|it| it.code == "PLN-058").unwrap();
    assert_eq!(finding.message, "Of “Register of deeds” there is one copy only.");
    assert_eq!((finding.severity, finding.clause.as_deref()), (Severity::Gap, Some("FCD-1 F")));
}

#[test]
fn req_s3_27_a_circuit_without_another_way_is_found() {
    let mut programme = sound();
    of(&mut programme, "lines").document.details["suffice"] = json!(2);
    let findings = found(&programme);
    let of_circuits: Vec<_> = findings.iter().filter(|it| it.code == "PLN-055").collect();
    assert_eq!(of_circuits.len(), 2, "{findings:?}");
    assert_eq!(of_circuits[0].message, "“LINES” has no other way than “LINE-A”.");
    assert_eq!(of_circuits[0].clause.as_deref(), Some("NIST SP 800-53 CP-8"));
}

#[test]
fn what_nobody_follows_yet_is_a_warning_and_what_is_retired_is_left_alone() {
    let mut programme = sound();
    says(&mut programme).steps[0].by = String::new();
    let severity =
        |it: &Programme| found(it).iter().find(|it| it.code == "PLN-037").map(|it| it.severity);
    assert_eq!(severity(&programme), Some(Severity::Gap));
    recover(&mut programme).standing = Standing::New;
    assert_eq!(severity(&programme), Some(Severity::Warning));
    recover(&mut programme).retired_at = Some(now());
    assert_eq!(severity(&programme), None);
}

#[test]
fn nobody_is_judged_by_a_folder_without_contacts() {
    let mut programme = sound();
    for person in &mut programme.persons {
        person.channels.clear();
    }
    assert_eq!(found(&programme), []);
}

#[test]
fn a_setting_says_from_when_on_something_is_found() {
    let mut programme = sound();
    verified(&mut programme, "ann", Some("2026-07-01T09:00:00Z"));
    assert_eq!(found(&programme)[0].code, "PLN-019");
    let limits = checks::Limits { contact_days: 180, ..checks::Limits::default() };
    programme.settings.plan_checks = Some(limits);
    assert!(found(&programme).iter().all(|it| it.code != "PLN-019"));
}

#[test]
fn plans_that_cannot_be_are_errors() {
    let mut programme = sound();
    recover(&mut programme).plan_type = "novel".to_owned();
    programme.plans[0].parent = Some("recover".to_owned());
    says(&mut programme).duties[0].duty = String::new();
    recover(&mut programme).agency = "nowhere".to_owned();
    let findings = check(&programme, today());
    let errors = findings.iter().filter(|it| it.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|it| (it.code, it.subject.as_str())).collect();
    let invalid = ("INV-004", "plan:recover");
    assert_eq!(errors[0], ("INV-001", "plan:recover"));
    assert_eq!(errors.iter().filter(|it| **it == invalid).count(), 3, "{findings:?}");
    assert!(errors.contains(&("INV-004", "plan:top")), "{findings:?}");
}

#[test]
fn a_finding_names_the_line_of_its_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut programme = sound();
    says(&mut programme).steps[1].by = "The wizard".to_owned();
    says(&mut programme).steps[0].takes = None;
    folder::write(&programme, dir.path()).unwrap();
    let findings = check_folder(dir.path(), today()).unwrap();
    let line = |code: &str| {
        let it = findings.iter().find(|it| it.code == code).unwrap();
        let text = std::fs::read_to_string(dir.path().join(it.file.as_ref().unwrap())).unwrap();
        text.lines().nth(it.line.unwrap() - 1).unwrap().trim().to_owned()
    };
    assert_eq!(line("PLN-038"), "by: The wizard");
    // What is not there is told where it would stand.
    assert_eq!(line("PLN-040"), "- text: Restore the database");
}

/// Delete a contact: the plan is not workable, and the broken step is named.
#[tokio::test]
async fn req_s3_14_when_a_contact_is_deleted_a_plan_is_not_workable() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    let mut programme = sound();
    says(&mut programme).duties[0].alternates.clear();
    transfer::write(&ctx, &programme, WriteOptions::default()).await.unwrap();
    let plan = by_code(&ctx, "recover").await.unwrap();
    let before = checks::of(&ctx, plan.id).await.unwrap();
    assert!(workable(&before), "{before:?}");

    let jane = persons::by_code(&ctx, "jane").await.unwrap();
    persons::retire(&ctx, jane.id, jane.version).await.unwrap();

    let findings = checks::of(&ctx, plan.id).await.unwrap();
    assert!(!workable(&findings));
    let at = |code: &str| {
        findings.iter().find(|it| it.code == code).map(|it| (it.place.as_str(), it.breaks()))
    };
    assert_eq!(at("PLN-017"), Some(("duties.0.person", true)));
    assert_eq!(at("PLN-039"), Some(("steps.0.by", true)));
    let step = findings.iter().find(|it| it.code == "PLN-039").unwrap();
    assert!(step.sentence.contains("Restore the database"), "{}", step.sentence);
}

#[tokio::test]
async fn the_database_and_the_folder_are_judged_alike() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    let mut programme = sound();
    says(&mut programme).steps.reverse();
    of(&mut programme, "lines").needs.truncate(1);
    of(&mut programme, "acme").document.details["agreement_ends"] = json!("2026-01-01");
    verified(&mut programme, "ann", None);
    of(&mut programme, "dr").document.details["members_min"] = json!(5);
    transfer::write(&ctx, &programme, WriteOptions::default()).await.unwrap();
    app::prove::recovery::refresh(&ctx).await.unwrap();
    for code in ["recover", "top"] {
        let plan = by_code(&ctx, code).await.unwrap();
        let here = checks::of(&ctx, plan.id).await.unwrap();
        let here: BTreeSet<(&str, String)> =
            here.iter().map(|it| (it.code, it.sentence.clone())).collect();
        let there = check(&programme, ctx.now.date_naive());
        let subject = format!("plan:{code}");
        let there: BTreeSet<(&str, String)> = there
            .iter()
            .filter(|it| it.subject == subject)
            .map(|it| (it.code, it.message.clone()))
            .collect();
        assert_eq!(here, there);
    }
}

#[tokio::test]
async fn what_is_typed_is_judged_before_it_is_saved() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    transfer::write(&ctx, &sound(), WriteOptions::default()).await.unwrap();
    let plan = by_code(&ctx, "recover").await.unwrap();
    let mut typed = content("drp");
    typed.steps[0].by = "The wizard".to_owned();
    let findings = checks::of_content(&ctx, plan.id, &typed).await.unwrap();
    assert_eq!(findings[0].code, "PLN-038");
    assert!(!workable(&findings));
    assert!(workable(&checks::of(&ctx, plan.id).await.unwrap()));
}

#[tokio::test]
async fn plans_go_with_their_agency_when_it_is_merged() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    transfer::write(&ctx, &sound(), WriteOptions::default()).await.unwrap();
    let old = agencies::by_code(&ctx, "it").await.unwrap();
    let new = agencies::by_code(&ctx, "away").await.unwrap();
    agencies::merge(&ctx, old.id, new.id, old.version).await.unwrap();
    for code in ["recover", "top"] {
        assert_eq!(by_code(&ctx, code).await.unwrap().agency_id, new.id);
    }
}
