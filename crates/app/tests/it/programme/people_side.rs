//! Policies, handovers and consultations as files, in the database, and out of it again.

use app::actor::Role;
use app::assure::handovers::{self, AgencyHandovers, HandoverFile, Kind};
use app::people::persons::PersonKind;
use app::people::policies::{self, PolicyFile, PolicyVersionFile, State};
use app::programme::check::check_folder;
use app::programme::transfer::{self, WriteOptions};
use app::programme::{Programme, Severity, folder};
use test_support::{ctx, fresh, now, platform_ctx};

use super::choices::Choices;
use super::registers::refused;
use super::{get, put, small};

/// A policy with what was in force before, what is, and what is being written.
pub(super) fn policy(
    it: &mut Choices,
    (agency, n): (&str, usize),
    people: &[String],
) -> PolicyFile {
    let is_retired = !it.often();
    let standing = match (is_retired, it.often()) {
        (true, _) => State::Retired,
        (false, true) => State::Published,
        (false, false) => State::ReviewDue,
    };
    let mut states = vec![State::Superseded, standing];
    let open = [State::Draft, State::Comment, State::Approval];
    states.extend(it.one(&open).copied());
    let versions = states.into_iter().zip(1..).map(|(state, number)| {
        let at = (!state.is_open()).then(now);
        PolicyVersionFile {
            number,
            state,
            summary: it.line(),
            body: it.text(),
            author: it.one(people).cloned(),
            edited_by: it.one(people).cloned(),
            comment_until: (state == State::Comment).then(|| "2026-12-05".parse().unwrap()),
            approved_by: at.and_then(|_| it.one(people).cloned()),
            approved_at: at,
            published_at: at,
            because: it.text(),
        }
    });
    let versions = versions.collect();
    let audience = [PersonKind::Employee, PersonKind::Vendor];
    PolicyFile {
        code: format!("policy-{n}"),
        agency: agency.to_owned(),
        name: it.line(),
        owner: it.one(people).cloned(),
        audience: audience.into_iter().filter(|_| it.often()).collect(),
        review_months: 6,
        review_due: Some("2027-05-21T09:00:00.000001Z".parse().unwrap()),
        because: it.text(),
        retired_at: is_retired.then(now),
        versions,
    }
}

/// What is to come in an agency: somebody goes, if anybody is there.
pub(super) fn handovers(
    it: &mut Choices,
    agency: &str,
    people: &[String],
) -> Option<AgencyHandovers> {
    let person = it.one(people).cloned()?;
    let confirmed = it.often();
    let handover = HandoverFile {
        on: "2026-12-01".parse().unwrap(),
        successor: it.one(people).cloned().filter(|it| *it != person),
        kind: Kind::ALL[it.below(Kind::ALL.len())],
        note: it.text(),
        asked_by: it.one(people).cloned(),
        confirmed,
        confirmed_by: it.one(people).cloned().filter(|_| confirmed),
        person,
    };
    Some(AgencyHandovers { agency: agency.to_owned(), handovers: vec![handover] })
}

/// A version of the state's policy that Jane wrote.
fn version(number: u32, state: State) -> PolicyVersionFile {
    let at = (!state.is_open()).then(now);
    PolicyVersionFile {
        number,
        state,
        summary: String::new(),
        body: format!("# Keep going\n\nVersion {number}."),
        author: Some("jane".to_owned()),
        edited_by: Some("jane".to_owned()),
        comment_until: None,
        approved_by: None,
        approved_at: at,
        published_at: at,
        because: String::new(),
    }
}

fn kept() -> Programme {
    let mut programme = small();
    programme.registers.policies = vec![PolicyFile {
        code: "continuity".to_owned(),
        agency: "it".to_owned(),
        name: "Continuity policy".to_owned(),
        owner: Some("jane".to_owned()),
        audience: vec![PersonKind::Employee],
        review_months: 12,
        review_due: Some(now()),
        because: String::new(),
        retired_at: None,
        versions: vec![version(1, State::Published)],
    }];
    let jane = HandoverFile {
        on: "2026-12-01".parse().unwrap(),
        person: "jane".to_owned(),
        successor: None,
        kind: Kind::ChangesRole,
        note: "Builds the new network.".to_owned(),
        asked_by: None,
        confirmed: false,
        confirmed_by: None,
    };
    let handovers = vec![jane];
    programme.registers.handovers = vec![AgencyHandovers { agency: "it".to_owned(), handovers }];
    programme
}

#[tokio::test]
async fn a_policy_gets_the_versions_that_files_say_and_loses_none() {
    let platform = fresh().await;
    assert_eq!(put(&platform, &kept()).await.registers["policy"].n_added, 1);
    assert!(put(&platform, &kept()).await.is_same());
    let mut next = kept();
    let policy = &mut next.registers.policies[0];
    policy.versions[0].state = State::Superseded;
    policy.versions.extend([version(2, State::ReviewDue), version(3, State::Draft)]);
    assert_eq!(put(&platform, &next).await.registers["policy"].n_changed, 1);
    assert_eq!(get(&platform).await, next.clone().sorted());
    assert!(put(&platform, &next).await.is_same());
    let team = ctx(&platform, Role::ContinuityTeam);
    let it = policies::by_code(&team, "continuity").await.unwrap();
    assert_eq!((it.state, it.in_force, it.open), (State::ReviewDue, Some(2), Some(3)));

    // What came since is not lost by an older file.
    assert_eq!(refused(&platform, &kept()).await, ["policy:continuity versions"]);
    assert_eq!(get(&platform).await, next.sorted());
}

#[tokio::test]
async fn a_handover_that_a_file_says_otherwise_is_announced_anew_and_what_is_over_stays_so() {
    let platform = fresh().await;
    let all = platform_ctx(&platform);
    assert_eq!(put(&platform, &kept()).await.registers["handover"].n_added, 1);
    assert!(put(&platform, &kept()).await.is_same());
    let mut next = kept();
    let said = &mut next.registers.handovers[0].handovers[0];
    said.on = "2026-12-08".parse().unwrap();
    said.confirmed = true;
    assert_eq!(put(&platform, &next).await.registers["handover"].n_changed, 1);
    assert_eq!(get(&platform).await, next.clone().sorted());
    assert!(put(&platform, &next).await.is_same());
    let query = handovers::Query::default();
    let found = handovers::list(&all, &query).await.unwrap().items;
    let states: Vec<_> = found.iter().map(|it| it.state).collect();
    assert_eq!(states, [handovers::State::Canceled, handovers::State::Confirmed]);

    handovers::cancel(&all, found[1].id, found[1].version).await.unwrap();
    assert_eq!(get(&platform).await.registers.handovers, []);
    assert!(put(&platform, &next).await.is_same());
    assert_eq!(get(&platform).await.registers.handovers, []);
}

/// Whoever may write a policy still approves none by a file.
#[tokio::test]
async fn only_the_command_line_puts_in_what_somebody_approved() {
    let platform = fresh().await;
    put(&platform, &small()).await;
    let mut programme = Programme::default();
    programme.registers = kept().registers;
    let team = ctx(&platform, Role::ContinuityTeam);
    let summary = transfer::write(&team, &programme, WriteOptions::default()).await.unwrap();
    assert!(summary.is_same());
    assert_eq!(get(&platform).await, small().sorted());
}

#[tokio::test]
async fn what_is_named_and_not_there_is_told_with_its_field() {
    let platform = fresh().await;
    let mut wrong = kept();
    wrong.registers.policies[0].owner = Some("nobody".to_owned());
    wrong.registers.policies[0].versions[0].author = Some("nobody".to_owned());
    let both = ["policy:continuity owner", "policy:continuity versions[0].author"];
    assert_eq!(refused(&platform, &wrong).await, both);
    let mut wrong = kept();
    wrong.registers.handovers[0].handovers[0].successor = Some("nobody".to_owned());
    let fields = refused(&platform, &wrong).await;
    assert_eq!(fields, ["handovers:it handovers[0].successor"]);
}

#[test]
fn a_line_that_cannot_be_is_found_with_its_file_and_field() {
    let mut wrong = kept();
    wrong.registers.policies[0].versions[0].published_at = None;
    wrong.registers.handovers[0].handovers[0].confirmed_by = Some("jane".to_owned());
    let wanted = [
        ("handovers/it.yaml", "handovers[0].confirmed_by"),
        ("policies/continuity.yaml", "versions[0].published_at"),
    ];
    assert_eq!(found(&wrong), wanted.map(|(file, field)| (file.to_owned(), field.to_owned())));
}

/// What a check of these files finds wrong: file and field.
fn found(programme: &Programme) -> Vec<(String, String)> {
    let dir = tempfile::tempdir().unwrap();
    folder::write(programme, dir.path()).unwrap();
    let found = check_folder(dir.path(), now().date_naive()).unwrap();
    let found = found.into_iter().filter(|it| it.severity == Severity::Error);
    let text = |it: Option<String>| it.unwrap_or_default();
    let mut found: Vec<_> = found.map(|it| (text(it.file), text(it.field))).collect();
    found.sort();
    found
}
