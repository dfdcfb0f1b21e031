//! Policies, handovers and consultations as files, in the database, and out of it again.

use app::Span;
use app::actor::Role;
use app::assure::consultations::{self, Area, ConsultationFile, Recommendation};
use app::assure::handovers::{self, AgencyHandovers, HandoverFile, Kind};
use app::people::access;
use app::people::persons::{self, PersonKind};
use app::people::policies::{self, PolicyFile, PolicyVersionFile, State};
use app::plans::plan::{Content, PlanDocument, VersionDocument};
use app::prepare::{impact, inventory};
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

/// A consultation, about a plan if there is one, that is as far as it may be.
pub(super) fn consultation(
    it: &mut Choices,
    (agency, n): (&str, usize),
    (people, plans): (&[String], &[PlanDocument]),
) -> ConsultationFile {
    let states = consultations::State::ALL;
    let state = states[it.below(states.len())];
    let adviser = it.one(people).cloned();
    let (state, adviser) = match (state, adviser) {
        (consultations::State::Asked | consultations::State::Withdrawn, _) => (state, None),
        (_, Some(adviser)) => (state, Some(adviser)),
        (_, None) => (consultations::State::Asked, None),
    };
    let is_over = matches!(state, consultations::State::Closed | consultations::State::Withdrawn);
    let is_resolved = is_over && it.often();
    ConsultationFile {
        code: format!("01920f4c-0000-7000-8000-{n:012}"),
        agency: agency.to_owned(),
        area: Area::ALL[it.below(Area::ALL.len())],
        topic: it.line(),
        question: it.line(),
        plan: it.one(plans).map(|it| it.code.clone()),
        risk: None,
        analysis: None,
        asked_by: it.one(people).cloned(),
        asked_at: now(),
        state,
        advisers: adviser.into_iter().collect(),
        meets_at: it.often().then(now),
        spent: it.often().then(|| Span::from_minutes(150)),
        outcome: it.line(),
        recommendations: vec![Recommendation {
            text: it.line(),
            due: it.often().then(|| "2026-12-31".parse().unwrap()),
            resolved_on: is_resolved.then(|| "2027-01-31".parse().unwrap()),
            resolution: if is_resolved { it.line() } else { String::new() },
        }],
        closed_at: is_over.then(now),
    }
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

const ID: &str = "01920f4c-0000-7000-8000-000000000001";

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
    programme.registers.consultations = vec![ConsultationFile {
        code: ID.to_owned(),
        agency: "it".to_owned(),
        area: Area::Dr,
        topic: "Tapes".to_owned(),
        question: "How often do others test this?".to_owned(),
        plan: None,
        risk: None,
        analysis: None,
        asked_by: None,
        asked_at: now(),
        state: consultations::State::Taken,
        advisers: vec!["jane".to_owned()],
        meets_at: None,
        spent: None,
        outcome: String::new(),
        recommendations: Vec::new(),
        closed_at: None,
    }];
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

/// Also who advises about a plan: they may see its draft until it is over.
#[tokio::test]
async fn a_consultation_is_as_far_as_files_say_and_what_was_lent_ends_with_it() {
    let platform = fresh().await;
    let all = platform_ctx(&platform);
    let mut taken = kept();
    let versions = vec![VersionDocument::draft(Content::default())];
    let plan = PlanDocument { versions, ..PlanDocument::new("it", "drp", "recovery", "Recovery") };
    taken.plans.push(plan);
    taken.registers.consultations[0].plan = Some("recovery".to_owned());
    assert_eq!(put(&platform, &taken).await.registers["consultation"].n_added, 1);
    assert!(put(&platform, &taken).await.is_same());
    let jane = persons::by_code(&all, "jane").await.unwrap().id;
    let n_lent = async || {
        let grants = access::of_person(&all, jane).await.unwrap();
        grants.iter().filter(|it| it.in_force(now())).count()
    };
    assert_eq!(n_lent().await, 1);

    let mut closed = taken.clone();
    let said = &mut closed.registers.consultations[0];
    said.state = consultations::State::Closed;
    said.outcome = "Weekly.".to_owned();
    said.closed_at = Some(now());
    let text = "Test each week.".to_owned();
    said.recommendations = vec![Recommendation { text, ..Recommendation::default() }];
    assert_eq!(put(&platform, &closed).await.registers["consultation"].n_changed, 1);
    assert_eq!(get(&platform).await.registers, closed.registers);
    assert!(put(&platform, &closed).await.is_same());
    assert_eq!(n_lent().await, 0);
}

/// It is named by the record that it is about, which has no code of its own.
#[tokio::test]
async fn a_consultation_about_an_impact_analysis_finds_it_elsewhere() {
    let platform = fresh().await;
    let mut programme = kept();
    let analysis = impact::AnalysisDocument::new(
        inventory::Kind::Service,
        "portal",
        impact::Content::default(),
    );
    programme
        .analyses
        .push(impact::AnalysisDocument { author: Some("jane".to_owned()), ..analysis });
    programme.registers.consultations[0].analysis = Some("service.portal.1".to_owned());
    put(&platform, &programme).await;
    let exported = get(&platform).await.registers.consultations;
    assert_eq!(exported, programme.registers.consultations);
    assert!(put(&platform, &programme).await.is_same());
    programme.registers.consultations[0].analysis = Some("service.portal.2".to_owned());
    let fields = refused(&platform, &programme).await;
    assert_eq!(fields, [format!("consultation:{ID} analysis")]);
}

/// Whoever may write a policy still approves none by a file.
#[tokio::test]
async fn only_the_command_line_puts_in_what_somebody_approved() {
    let platform = fresh().await;
    put(&platform, &small()).await;
    let programme = Programme { registers: kept().registers, ..Programme::default() };
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
    wrong.registers.consultations[0].advisers.clear();
    wrong.registers.consultations[0].plan = Some("gone".to_owned());
    let wanted = [
        ("consultations/01920f4c-0000-7000-8000-000000000001.yaml", "advisers"),
        ("consultations/01920f4c-0000-7000-8000-000000000001.yaml", "plan"),
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
