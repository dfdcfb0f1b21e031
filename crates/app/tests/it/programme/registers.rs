//! Registers as files, in the database, and out of it again.

use std::collections::BTreeSet;

use app::Platform;
use app::Span;
use app::actor::Role;
use app::assure::contacts::{ContactsDocument, FurtherDocument};
use app::assure::lessons::{LessonDocument, Outcome};
use app::assure::obligations::{self, Clause, ObligationDocument};
use app::assure::projects::{Milestone, ProjectDocument, Status};
use app::people::advisories::{self, AdvisoryDocument, AdvisoryFile};
use app::people::agencies::{self, AgencyDocument, AgencyKind};
use app::people::managers::{AgencyManagers, AssignedDocument};
use app::people::meetings::{OnHoliday, SeriesDocument};
use app::people::partners::{self, PartnerDocument, Tlp};
use app::people::persons;
use app::plans::plan::PlanDocument;
use app::prepare::inventory::{ItemDocument, Kind};
use app::programme::check::check_folder;
use app::programme::transfer::{self, WriteOptions};
use app::programme::{Programme, Registers, folder};
use test_support::{ctx, fresh, now, platform_ctx};

use super::choices::Choices;
use super::people_side::{consultation, handovers, policy};
use super::{agency, get, person, put, small};

/// A few of each, of what is there.
pub(super) fn registers(
    it: &mut Choices,
    agencies: &[AgencyDocument],
    (people, plans): (&[String], &[PlanDocument]),
) -> Registers {
    let day = |text: &str| text.parse().unwrap();
    let mut all = Registers::default();
    for of in agencies {
        let agency = of.code.clone();
        let person = it.one(people).cloned();
        let until = it.often().then(|| day("2026-12-31"));
        if let Some(person) = person.clone() {
            let from = day("2026-01-01");
            let managers = vec![AssignedDocument { from, person, until }];
            all.managers.push(AgencyManagers { agency: agency.clone(), managers });
        }
        let first = [&of.primary_contact, &of.alternate_contact];
        if let Some(person) = person.filter(|it| !first.contains(&&Some(it.clone()))) {
            let further = vec![FurtherDocument { person, duty: it.line() }];
            all.contacts.push(ContactsDocument { agency, further });
        }
        all.handovers.extend(handovers(it, &of.code, people));
    }
    for n in 0..it.below(3) {
        record(it, (&mut all, n), agencies, (people, plans));
    }
    all
}

/// One more of each that has a code.
fn record(
    it: &mut Choices,
    (all, n): (&mut Registers, usize),
    agencies: &[AgencyDocument],
    (people, plans): (&[String], &[PlanDocument]),
) {
    let day = |text: &str| text.parse().unwrap();
    let agency = agencies[it.below(agencies.len())].code.clone();
    let (number, text) = ("1".to_owned(), it.line());
    let clause = Clause { number, text, ..Clause::default() };
    all.partners.push(PartnerDocument {
        purpose: it.line(),
        level: Tlp::ALL[it.below(Tlp::ALL.len())],
        people: people.iter().filter(|_| it.often()).cloned().collect(),
        ..PartnerDocument::new(&agency, &format!("partner-{n}"), &it.line())
    });
    all.obligations.push(ObligationDocument {
        code: format!("ours-{n}"),
        citation: it.line(),
        title: it.line(),
        about: it.text(),
        kinds: Vec::new(),
        agencies: vec![agency.clone()],
        due: it.often().then(|| day("2026-12-01")),
        renew_months: 12,
        clauses: vec![clause],
        retired_at: (!it.often()).then(now),
    });
    all.advisories.push(advisory(it, (&agency, n)));
    all.meetings.push(series(it, (&agency, n), agencies));
    all.policies.push(policy(it, (&agency, n), people));
    all.consultations.push(consultation(it, (&agency, n), (people, plans)));
    let is_closed = it.often();
    let rejected = Some("It was an exercise.".to_owned());
    all.lessons.push(LessonDocument {
        code: format!("lesson-{n}"),
        agency: agency.clone(),
        title: it.line(),
        about: it.text(),
        source: it.line(),
        on: day("2026-01-31"),
        plan: it.one(plans).map(|it| it.code.clone()),
        owner: it.one(people).cloned(),
        due: it.often().then(|| day("2026-03-01")),
        outcome: is_closed.then_some(Outcome { version: None, rejected }),
        closed_at: is_closed.then(now),
    });
    all.projects.push(ProjectDocument {
        code: format!("project-{n}"),
        agency,
        name: it.line(),
        scope: it.line(),
        owner: it.one(people).cloned(),
        status: Status::Requested,
        milestones: vec![Milestone {
            name: it.line(),
            due: day("2026-12-01"),
            done_on: it.often().then(|| day("2026-01-31")),
        }],
    });
}

/// An advisory that may name the partner of the same number.
fn advisory(it: &mut Choices, (agency, n): (&str, usize)) -> AdvisoryFile {
    let choices = advisories::State::CHOICES;
    let state = choices[it.below(choices.len())].2;
    AdvisoryFile {
        code: format!("advisory-{n}"),
        agency: agency.to_owned(),
        name: it.line(),
        tlp: [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict][it.below(4)],
        source: it.line(),
        body: it.line(),
        partners: it.often().then(|| format!("partner-{n}")).into_iter().collect(),
        state,
        shared_at: (state != advisories::State::Draft).then(now),
    }
}

/// A series to which some are invited.
fn series(
    it: &mut Choices,
    (agency, n): (&str, usize),
    agencies: &[AgencyDocument],
) -> SeriesDocument {
    SeriesDocument {
        code: format!("series-{n}"),
        agency: agency.to_owned(),
        name: it.line(),
        rule: "FREQ=MONTHLY;BYDAY=1WE".to_owned(),
        from: "2026-09-02".parse().unwrap(),
        at: "10:30".parse().unwrap(),
        time_zone: "America/New_York".to_owned(),
        lasts: Span::from_minutes(90),
        place: it.line(),
        on_holiday: OnHoliday::CHOICES[it.below(3)].2,
        agenda: vec![it.line(), it.line()],
        invited: agencies.iter().filter(|_| it.often()).map(|it| it.code.clone()).collect(),
    }
}

fn kept() -> Programme {
    let jane = || "jane".to_owned();
    let managed =
        AssignedDocument { from: "2026-01-01".parse().unwrap(), person: jane(), until: None };
    let registers = Registers {
        managers: vec![AgencyManagers { agency: "it".to_owned(), managers: vec![managed] }],
        partners: vec![PartnerDocument {
            people: vec![jane()],
            level: Tlp::Amber,
            ..PartnerDocument::new("it", "fema", "FEMA")
        }],
        advisories: vec![AdvisoryFile {
            code: "forged".to_owned(),
            agency: "it".to_owned(),
            name: "Forged invoices".to_owned(),
            tlp: Tlp::Green,
            source: String::new(),
            body: "Look at the sender.".to_owned(),
            partners: vec!["fema".to_owned()],
            state: advisories::State::Shared,
            shared_at: Some(now()),
        }],
        meetings: vec![SeriesDocument {
            code: "office".to_owned(),
            agency: "it".to_owned(),
            name: "Continuity meeting".to_owned(),
            rule: "FREQ=MONTHLY;BYDAY=1WE".to_owned(),
            from: "2026-09-02".parse().unwrap(),
            at: "10:00".parse().unwrap(),
            time_zone: "America/New_York".to_owned(),
            lasts: Span::from_hours(1),
            place: String::new(),
            on_holiday: OnHoliday::Skip,
            agenda: vec!["Plans that are due".to_owned()],
            invited: vec!["it".to_owned()],
        }],
        projects: vec![ProjectDocument {
            code: "move".to_owned(),
            agency: "it".to_owned(),
            name: "Move".to_owned(),
            scope: "Move the data center.".to_owned(),
            owner: Some(jane()),
            status: Status::Active,
            milestones: Vec::new(),
        }],
        ..Registers::default()
    };
    Programme { registers, ..small() }
}

#[tokio::test]
async fn what_files_say_of_registers_replaces_what_was_and_what_they_do_not_mention_stays() {
    let platform = fresh().await;
    put(&platform, &kept()).await;
    let mut other = kept();
    other.registers.managers[0].managers[0].until = Some("2026-12-31".parse().unwrap());
    other.registers.partners[0].level = Tlp::Green;
    other.registers.advisories[0].state = advisories::State::Withdrawn;
    other.registers.meetings[0].lasts = Span::from_hours(2);
    other.registers.projects[0].status = Status::Done;
    let summary = put(&platform, &other).await;
    for kind in ["manager", "partner", "advisory", "meeting", "project"] {
        assert_eq!(summary.registers[kind].n_changed, 1, "{kind}");
    }
    assert_eq!(get(&platform).await, other.clone().sorted());
    assert!(put(&platform, &other).await.is_same());
    assert!(put(&platform, &small()).await.is_same(), "nothing of it is mentioned");
    assert_eq!(get(&platform).await.registers, other.registers);

    // What a program came with is not taken along until somebody changed it.
    let team = ctx(&platform, Role::ContinuityTeam);
    let query = obligations::Query::default();
    let first = obligations::list(&team, &query).await.unwrap().items.remove(0);
    let said = ObligationDocument { title: "As we say it".to_owned(), ..first.document.clone() };
    obligations::change(&team, first.id, first.version, &said).await.unwrap();
    let taken = get(&platform).await.registers.obligations;
    assert_eq!(taken, [said]);
    let elsewhere = fresh().await;
    put(&elsewhere, &get(&platform).await).await;
    assert_eq!(get(&elsewhere).await, get(&platform).await);
}

/// A partner opens what is shared with it by a secret: that stays where it is.
#[tokio::test]
async fn the_link_of_a_partner_never_leaves() {
    let platform = fresh().await;
    put(&platform, &kept()).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let all = partners::list(&team, &partners::Query::default()).await.unwrap();
    let secret = partners::make_link(&team, all.items[0].id, 5).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    folder::write(&get(&platform).await, dir.path()).unwrap();
    let all = super::texts(dir.path());
    let said = |it: &[u8]| String::from_utf8_lossy(it).contains(secret.expose());
    assert!(all.iter().any(|it| it.0 == "partners/fema.yaml"));
    assert!(!all.iter().any(|it| said(&it.1)));
    assert_eq!(get(&platform).await, kept().sorted());
}

/// Whoever opens the files may not be one of those whom it names.
#[tokio::test]
async fn what_is_marked_red_is_left_out_and_nothing_in_a_file_changes_it() {
    let platform = fresh().await;
    put(&platform, &kept()).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let red = AdvisoryDocument {
        body: "The keys were stolen.".to_owned(),
        partners: vec!["fema".to_owned()],
        ..AdvisoryDocument::new("it", "keys", "Stolen keys", Tlp::Red)
    };
    // The partner is trusted with it before.
    let mut trusted = kept();
    trusted.registers.partners[0].level = Tlp::Red;
    put(&platform, &trusted).await;
    let it = advisories::add(&team, &red).await.unwrap();
    assert_eq!(get(&platform).await, trusted.clone().sorted());
    assert_eq!(advisories::n_left_out(&platform_ctx(&platform)).await.unwrap(), 1);

    let said = AdvisoryFile { code: it.code, ..trusted.registers.advisories[0].clone() };
    trusted.registers.advisories.push(said);
    let fields = refused(&platform, &trusted).await;
    assert_eq!(fields, ["advisory:keys tlp"]);
    trusted.registers.advisories[1].tlp = Tlp::Red;
    trusted.registers.advisories[1].code = "new".to_owned();
    assert_eq!(refused(&platform, &trusted).await, ["advisory:new tlp"]);
}

/// Without the names of its partners it would be for everybody.
#[tokio::test]
async fn what_is_for_a_partner_that_is_none_any_more_is_left_out_and_stays_theirs() {
    let platform = fresh().await;
    put(&platform, &kept()).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let fema = partners::list(&team, &partners::Query::default()).await.unwrap().items.remove(0);
    partners::retire(&team, fema.id, fema.version).await.unwrap();
    let left = get(&platform).await;
    assert_eq!(left.registers.advisories, []);
    assert_eq!(advisories::n_left_out(&team).await.unwrap(), 1);
    assert!(put(&platform, &left).await.is_same());
    let all = advisories::list(&team, &advisories::Query::default()).await.unwrap();
    assert_eq!(all.items[0].partners, BTreeSet::from([fema.id]));
}

/// The fields because of which a programme is refused.
pub(super) async fn refused(platform: &Platform, programme: &Programme) -> Vec<String> {
    let ctx = platform_ctx(platform);
    let error = transfer::write(&ctx, programme, WriteOptions::default()).await.unwrap_err();
    match error {
        app::Error::Invalid(problems) => {
            problems.into_iter().map(|it| it.field.into_owned()).collect()
        }
        other => vec![other.to_string()],
    }
}

#[tokio::test]
async fn a_name_that_is_not_there_is_told_with_its_register_and_nothing_is_changed() {
    let platform = fresh().await;
    let mut wrong = kept();
    wrong.registers.partners[0].people.push("nobody".to_owned());
    assert_eq!(refused(&platform, &wrong).await, ["partner:fema people"]);
    let mut wrong = kept();
    wrong.registers.advisories[0].partners.push("nobody".to_owned());
    assert_eq!(refused(&platform, &wrong).await, ["advisory:forged partners"]);
    let mut wrong = kept();
    wrong.registers.meetings[0].invited.push("nowhere".to_owned());
    wrong.registers.meetings[0].rule = "SOMETIMES".to_owned();
    let both = ["meeting:office rule", "meeting:office invited"];
    assert_eq!(refused(&platform, &wrong).await, both);
    assert_eq!(get(&platform).await, Programme::default());
}

#[test]
fn what_a_register_names_and_is_not_there_is_found_with_its_file_and_line() {
    let dir = tempfile::tempdir().unwrap();
    let mut wrong = kept();
    wrong.registers.partners[0].people.push("nobody".to_owned());
    wrong.registers.projects[0].owner = Some("nowhere".to_owned());
    wrong.registers.managers[0].agency = "gone".to_owned();
    folder::write(&wrong, dir.path()).unwrap();
    let found = check_folder(dir.path(), now().date_naive()).unwrap();
    let found = found.iter().filter(|it| it.severity == app::programme::Severity::Error);
    let mut found: Vec<(&str, Option<usize>)> =
        found.map(|it| (it.file.as_deref().unwrap(), it.line)).collect();
    found.sort_unstable();
    let text = std::fs::read_to_string(dir.path().join("partners/fema.yaml")).unwrap();
    let line = 1 + text.lines().position(|it| it.contains("nobody")).unwrap();
    let wanted = [
        ("managers/gone.yaml", Some(1)),
        ("partners/fema.yaml", Some(line)),
        ("projects/move.yaml", Some(5)),
    ];
    assert_eq!(found, wanted);
}

/// One register after the other, each with a line that names `who`.
fn naming(who: &str) -> Vec<(&'static str, Registers)> {
    let (who, none) = (|| who.to_owned(), Registers::default);
    let it = || "it".to_owned();
    let day = |text: &str| text.parse().unwrap();
    let managed = AssignedDocument { from: day("2026-01-01"), person: who(), until: None };
    let managers = vec![AgencyManagers { agency: it(), managers: vec![managed] }];
    let further = vec![FurtherDocument { person: who(), duty: "Deputy".to_owned() }];
    let contacts = vec![ContactsDocument { agency: it(), further }];
    let partner = PartnerDocument::new("it", "fema", "FEMA");
    let partners = vec![PartnerDocument { people: vec![who()], ..partner }];
    let lessons = vec![LessonDocument {
        code: "lesson".to_owned(),
        agency: it(),
        title: "Call earlier".to_owned(),
        about: "Nobody was called.".to_owned(),
        source: "An exercise".to_owned(),
        on: day("2026-01-31"),
        plan: None,
        owner: Some(who()),
        due: None,
        outcome: None,
        closed_at: None,
    }];
    let projects =
        vec![ProjectDocument { owner: Some(who()), ..kept().registers.projects.remove(0) }];
    vec![
        ("managers", Registers { managers, ..none() }),
        ("contacts", Registers { contacts, ..none() }),
        ("partners", Registers { partners, ..none() }),
        ("lessons", Registers { lessons, ..none() }),
        ("projects", Registers { projects, ..none() }),
    ]
}

/// Registers go on naming people of an agency that is no more.
#[tokio::test]
async fn whoever_is_named_comes_along_with_their_agency_even_if_that_was_retired() {
    let part = |code: &str| AgencyDocument {
        parent: Some("it".to_owned()),
        kind: AgencyKind::Division,
        ..agency(code)
    };
    for (register, registers) in naming("sue") {
        let platform = fresh().await;
        // What is said of an agency that comes along brings further ones; some are named by nobody.
        let from = "2026-01-01".parse().unwrap();
        let managed = AssignedDocument { from, person: "max".to_owned(), until: None };
        let of_gone = AgencyManagers { agency: "gone".to_owned(), managers: vec![managed] };
        let mut all = Programme { registers, ..small() };
        all.registers.managers.push(of_gone);
        all.agencies.extend([part("gone"), part("earlier"), part("unnamed")]);
        all.persons.extend([person("sue", "gone"), person("max", "earlier")]);
        all.persons.push(person("una", "unnamed"));
        put(&platform, &all).await;
        for code in ["gone", "earlier", "unnamed"] {
            let ctx = platform_ctx(&platform);
            let it = agencies::by_code(&ctx, code).await.unwrap();
            agencies::retire(&ctx, it.id, it.version).await.unwrap();
        }
        let taken = get(&platform).await;
        all.agencies.retain(|it| it.code != "unnamed");
        all.persons.retain(|it| it.code != "una");
        assert_eq!(taken, all.sorted(), "{register}");
        let elsewhere = fresh().await;
        put(&elsewhere, &taken).await;
        assert_eq!(get(&elsewhere).await, taken, "{register}");
    }
}

/// A process names the people without whom it stops, some of whom have left.
#[tokio::test]
async fn whom_a_process_names_comes_along_even_if_they_left() {
    let platform = fresh().await;
    let mut process = ItemDocument::new(Kind::Process, "it", "pay", "Pay benefits");
    process.details.insert("people".to_owned(), serde_json::json!(["sue"]));
    let mut all = small();
    all.items.push(process.into());
    all.persons.push(person("sue", "it"));
    put(&platform, &all).await;
    let ctx = platform_ctx(&platform);
    let sue = persons::by_code(&ctx, "sue").await.unwrap();
    persons::retire(&ctx, sue.id, sue.version).await.unwrap();
    let taken = get(&platform).await;
    assert_eq!(taken, all.sorted());
    put(&fresh().await, &taken).await;
}
