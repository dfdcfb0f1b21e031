//! The queue: what is put in line is done once in effect, whoever fails half-way.

use app::actor::Role;
use app::ids::{JobId, PersonId};
use app::jobs::{self, Job, Query, State};
use app::people::{access, persons, sign_in};
use app::{Ctx, Error, Paging, Platform, Timestamp, events, runner};
use chrono::TimeDelta;
use test_support::{
    MailServer, ctx, ctx_in, fresh, fresh_in, now, person, platform_ctx, state, voice,
};

/// The Monday after the moment of the tests, at seven where the programme is.
const MONDAY: &str = "2026-11-23T12:00:00Z";

fn at(platform: &Platform, now: Timestamp) -> Ctx {
    let ctx = platform_ctx(platform);
    Ctx::new(ctx.platform, ctx.actor, now)
}

fn monday() -> Timestamp {
    MONDAY.parse().unwrap()
}

/// Makes so many people who can sign in, and to whom something is due: a contact that nobody tried.
pub(crate) async fn people(platform: &Platform, n: usize) -> Vec<PersonId> {
    let mut found = Vec::new();
    for n in 0..n {
        let id = person(platform, "commerce", &format!("p{n}")).await;
        let email = format!("p{n}@commerce.example");
        let ctx = platform_ctx(platform);
        persons::add_channel(&ctx, id, &voice(false)).await.unwrap();
        sign_in::enroll(&ctx, id, &email, "a window made of tin").await.unwrap();
        found.push(id);
    }
    found
}

/// Puts the reminders of a Monday in line.
async fn remind(platform: &Platform, monday: Timestamp) {
    runner::enqueue_due(&at(platform, monday - TimeDelta::days(1))).await.unwrap();
    runner::enqueue_due(&at(platform, monday)).await.unwrap();
}

/// Does all that is due at a moment.
async fn work(platform: &Platform, now: Timestamp) {
    while runner::step(platform, &|| now).await.unwrap() {}
}

async fn all(platform: &Platform, kind: &str) -> Vec<Job> {
    let query = Query { kind: Some(kind.to_owned()), ..Query::default() };
    let query = Query { paging: Paging { number: 1, size: 500 }, ..query };
    jobs::list(&platform_ctx(platform), &query).await.unwrap().items
}

fn in_state(jobs: &[Job], state: State) -> usize {
    jobs.iter().filter(|it| it.state == state).count()
}

fn code<T: std::fmt::Debug>(result: app::Result<T>) -> &'static str {
    match result.unwrap_err() {
        Error::Refused(it) => it.code,
        Error::Forbidden(_) => "forbidden",
        Error::NotFound(_) => "not found",
        Error::Invalid(_) => "invalid",
        Error::Stale(_) => "stale",
        Error::Internal(_) => "internal",
    }
}

#[tokio::test]
async fn a_routine_is_due_once_however_many_servers_look_and_however_long_none_ran() {
    let platform = fresh().await;
    state(&platform).await;
    // New: not due before its next time.
    runner::enqueue_due(&at(&platform, now())).await.unwrap();
    assert_eq!(all(&platform, "remind_everybody").await.len(), 0);
    let other = platform.clone();
    let (one, two) = (at(&platform, monday()), at(&other, monday()));
    let (one, two) = tokio::join!(runner::enqueue_due(&one), runner::enqueue_due(&two));
    one.and(two).unwrap();
    assert_eq!(all(&platform, "remind_everybody").await.len(), 1);
    // Five Mondays later, what was missed is done once.
    let late = at(&platform, monday() + TimeDelta::days(36));
    runner::enqueue_due(&late).await.unwrap();
    runner::enqueue_due(&late).await.unwrap();
    // Twice reminders, once a report.
    assert_eq!(all(&platform, "remind_everybody").await.len(), 3);
    let routines = jobs::routines(&late).await.unwrap();
    let reminders = routines.iter().find(|it| it.name == "reminders").unwrap();
    assert_eq!(reminders.next_at.to_rfc3339(), "2027-01-04T12:00:00+00:00");
}

#[tokio::test]
async fn everybody_is_reminded_once_of_what_waits_for_them() {
    let platform = fresh().await;
    state(&platform).await;
    people(&platform, 3).await;
    person(&platform, "commerce", "cannot-sign-in").await;
    remind(&platform, monday()).await;
    work(&platform, monday()).await;
    assert_eq!(in_state(&all(&platform, "remind_person").await, State::Done), 3);
    let mails = all(&platform, "send_mail").await;
    // There is no mail server, so they wait, and nobody counts that as a failure.
    assert_eq!((mails.len(), in_state(&mails, State::Waiting)), (3, 3));
    assert!(mails.iter().all(|it| it.about == "“One thing waits for you” to p…@commerce.example"));
    assert!(mails.iter().all(|it| it.attempts == 0));
}

/// Two servers on one database: each job is claimed once, and each effect is there once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_on_one_database_never_do_the_same_twice() {
    let folder = tempfile::TempDir::new().unwrap();
    let platform = fresh_in(folder.path()).await;
    state(&platform).await;
    let n_people = 12;
    people(&platform, n_people).await;
    remind(&platform, monday()).await;
    let servers = (0..4).map(|_| {
        let other = Platform::new(platform.db.clone(), app::seal::SealKey::new(&[7; 32]));
        tokio::spawn(async move { work(&other, monday()).await })
    });
    for server in servers.collect::<Vec<_>>() {
        server.await.unwrap();
    }
    let jobs = all(&platform, "remind_person").await;
    assert_eq!((jobs.len(), in_state(&jobs, State::Done)), (n_people, n_people));
    assert!(jobs.iter().all(|it| it.attempts == 1), "{jobs:?}");
    assert_eq!(all(&platform, "send_mail").await.len(), n_people);
}

#[tokio::test]
async fn a_mail_server_that_does_not_answer_is_tried_again_later_and_later() {
    let server = MailServer::start();
    let port = server.port.to_string();
    let platform = server.serve(&fresh().await);
    state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    drop(server);
    sign_in::invite(&platform_ctx(&platform), id, "jane@commerce.example").await.unwrap();
    let mut at = now();
    for n in 1..=2 {
        work(&platform, at).await;
        let job = all(&platform, "send_mail").await.remove(0);
        assert_eq!((job.state, job.attempts), (State::Waiting, n), "{job:?}");
        assert_eq!(job.run_at, at + TimeDelta::seconds(30 * i64::from(n)));
        assert!(job.last_error.unwrap().contains("127.0.0.1"));
        // Not before its time.
        work(&platform, job.run_at - TimeDelta::seconds(1)).await;
        assert_eq!(all(&platform, "send_mail").await[0].attempts, n);
        at = job.run_at;
    }
    let server = MailServer::start_with(&["--port", &port]);
    work(&platform, at).await;
    let job = all(&platform, "send_mail").await.remove(0);
    assert_eq!((job.state, job.last_error), (State::Done, None));
    assert_eq!(server.mails().len(), 1);
}

/// Settings are put right, and then mails are welcome.
#[tokio::test]
async fn mails_wait_while_the_mail_server_does_not_let_us_in() {
    let strict = MailServer::start_with(&["--user", "u", "--password", "p"]);
    let platform = strict.serve(&fresh().await);
    state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    sign_in::invite(&platform_ctx(&platform), id, "jane@commerce.example").await.unwrap();
    work(&platform, now()).await;
    let job = all(&platform, "send_mail").await.remove(0);
    assert_eq!((job.state, job.attempts), (State::Waiting, 1), "{job:?}");
    assert!(job.last_error.unwrap().contains("530"));
    let kind = MailServer::start();
    work(&kind.serve(&platform), job.run_at).await;
    assert_eq!(kind.mails().len(), 1);
}

#[tokio::test]
async fn what_is_given_up_says_why_and_is_tried_again_by_those_who_may() {
    // Nobody has the address there, so it refuses the mail for good.
    let strict = MailServer::start_with(&["--refuses", "jane@commerce.example"]);
    let platform = strict.serve(&fresh().await);
    let places = state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    sign_in::invite(&platform_ctx(&platform), id, "jane@commerce.example").await.unwrap();
    work(&platform, now()).await;
    let job = all(&platform, "send_mail").await.remove(0);
    assert_eq!((job.state, job.attempts), (State::Failed, 1), "{job:?}");
    let reason = job.last_error.unwrap();
    assert!(reason.starts_with("The mail was refused:") && reason.contains("550"), "{reason}");
    assert_eq!(failures(&platform, job.id).await, ["job.failed"]);

    for (role, may) in [
        (Role::ContinuityTeam, true),
        (Role::Administrator, true),
        (Role::Auditor, false),
        (Role::StateCio, false),
        (Role::Employee, false),
    ] {
        let ctx = ctx(&platform, role);
        assert_eq!(
            jobs::show(&ctx, job.id).await.is_ok(),
            may || role == Role::Auditor,
            "{role:?}"
        );
        if !may {
            assert_eq!(code(jobs::retry(&ctx, job.id).await), "forbidden");
            assert_eq!(code(jobs::cancel(&ctx, job.id).await), "forbidden");
        }
    }
    // The queue is the state's: an agency's own administrator neither sees nor changes it.
    let own = ctx_in(&platform, Role::Administrator, places.commerce);
    assert_eq!(code(jobs::list(&own, &Query::default()).await), "forbidden");
    assert_eq!(code(jobs::retry(&own, job.id).await), "forbidden");

    let team = ctx(&platform, Role::ContinuityTeam);
    assert_eq!(code(jobs::cancel(&team, job.id).await), "job.over");
    assert_eq!(jobs::retry(&team, job.id).await.unwrap().state, State::Waiting);
    assert_eq!(code(jobs::retry(&team, job.id).await), "job.not_over");
    assert_eq!(code(jobs::retry(&team, JobId::new()).await), "not found");
    let kind = MailServer::start();
    work(&kind.serve(&platform), now()).await;
    assert_eq!(jobs::show(&team, job.id).await.unwrap().state, State::Done);
    assert_eq!(kind.mails().len(), 1);
    assert_eq!(failures(&platform, job.id).await, ["job.retried", "job.failed"]);
}

/// What the audit log says of a job, the newest first.
async fn failures(platform: &Platform, id: JobId) -> Vec<String> {
    let entries = events::history(&platform_ctx(platform), id.uuid(), 10).await.unwrap();
    entries.into_iter().map(|it| it.action).collect()
}

/// Whoever lost a job while they were at it changes nothing any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_job_that_was_lost_half_way_is_finished_by_its_new_holder_alone() {
    let server = MailServer::start();
    let folder = tempfile::TempDir::new().unwrap();
    let platform = server.serve(&fresh_in(folder.path()).await);
    state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    sign_in::invite(&platform_ctx(&platform), id, "jane@commerce.example").await.unwrap();
    server.pause();
    let slow = platform.clone();
    let first = tokio::spawn(async move { runner::step(&slow, &now).await });
    let running = async {
        loop {
            let job = all(&platform, "send_mail").await.remove(0);
            if job.state == State::Running {
                return job;
            }
            tokio::task::yield_now().await;
        }
    };
    let held = running.await;
    assert_eq!((held.attempts, held.fence), (1, 1));
    // Nobody else gets it before its lease is over.
    assert!(!runner::step(&platform, &now).await.unwrap());
    let later = now() + TimeDelta::seconds(31);
    let fast = platform.clone();
    let second = tokio::spawn(async move { runner::step(&fast, &|| later).await });
    loop {
        if all(&platform, "send_mail").await[0].fence == 2 {
            break;
        }
        tokio::task::yield_now().await;
    }
    server.go_on();
    assert!(first.await.unwrap().unwrap() && second.await.unwrap().unwrap());
    let job = all(&platform, "send_mail").await.remove(0);
    assert_eq!((job.state, job.attempts, job.fence), (State::Done, 2, 3));
    // The world outside may see it twice, and can tell: both are the same mail.
    let ids: Vec<String> =
        server.mails().iter().map(|it| it.header("Message-ID").to_owned()).collect();
    assert!(!ids.is_empty() && ids.iter().all(|it| *it == ids[0]), "{ids:?}");
    let sent = events::Query { action: "mail.sent".to_owned(), ..events::Query::default() };
    let sent = events::list(&platform_ctx(&platform), &sent).await.unwrap();
    assert_eq!(sent.n_items, 1);
}

#[tokio::test]
async fn a_job_that_is_canceled_is_not_done_and_old_ones_are_forgotten() {
    let platform = fresh().await;
    state(&platform).await;
    people(&platform, 2).await;
    remind(&platform, monday()).await;
    work(&platform, monday()).await;
    let team = at(&platform, monday());
    let mails = all(&platform, "send_mail").await;
    jobs::cancel(&team, mails[0].id).await.unwrap();
    let server = MailServer::start();
    work(&server.serve(&platform), monday()).await;
    assert_eq!(server.mails().len(), 1);
    let n_before = jobs::list(&team, &Query::default()).await.unwrap().n_items;
    assert!(4 < n_before);
    // At half past two in the night.
    let later = monday() + TimeDelta::days(31);
    runner::enqueue_due(&at(&platform, later)).await.unwrap();
    let forget = all(&platform, "forget_old").await;
    assert!(in_state(&forget, State::Waiting) == 1, "{forget:?}");
    work(&platform, later).await;
    // What is left are the reminders of that day, for which nobody has a mail server.
    let left = all(&platform, "send_mail").await;
    assert_eq!((left.len(), in_state(&left, State::Waiting)), (2, 2), "{left:?}");
}

#[tokio::test]
async fn who_wants_no_reminders_gets_none_and_nobody_gets_one_in_quiet_hours() {
    use app::people::notices::{self, Hour, NoticeKind, Preferences, QuietHours};
    let platform = fresh().await;
    state(&platform).await;
    let people = people(&platform, 2).await;
    let own = |id| test_support::ctx_with(&platform, id, Role::Employee, app::actor::Reach::State);
    let none = Preferences { unwanted: [NoticeKind::Reminders].into(), quiet: None };
    notices::change(&own(people[0]), 0, &none).await.unwrap();
    let quiet = QuietHours { from: Hour(5), to: Hour(9) };
    let late = Preferences { quiet: Some(quiet), ..Preferences::default() };
    notices::change(&own(people[1]), 0, &late).await.unwrap();
    assert!(matches!(notices::change(&own(people[1]), 0, &none).await, Err(Error::Stale(_))));
    let wrong = QuietHours { from: Hour(5), to: Hour(5) };
    let wrong = Preferences { quiet: Some(wrong), ..Preferences::default() };
    assert!(matches!(notices::change(&own(people[1]), 1, &wrong).await, Err(Error::Invalid(_))));
    assert_eq!(notices::show(&own(people[1])).await.unwrap().version, 1);
    remind(&platform, monday()).await;
    work(&platform, monday()).await;
    let mails = all(&platform, "send_mail").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].run_at, monday() + TimeDelta::hours(2));
}

#[tokio::test]
async fn contradictions_are_counted_each_night_for_those_who_see_the_whole_state() {
    use app::prove::nights::nights;
    let platform = fresh().await;
    let places = state(&platform).await;
    // What it needs may take longer to come back than it may itself.
    let portal = test_support::service(&platform, "portal", 4, 1).await;
    let database = test_support::service(&platform, "database", 24, 2).await;
    let tuesday = monday() + TimeDelta::hours(20);
    runner::enqueue_due(&at(&platform, monday())).await.unwrap();
    runner::enqueue_due(&at(&platform, tuesday)).await.unwrap();
    work(&platform, tuesday).await;
    test_support::need(&platform, &portal, &database).await;
    let wednesday = tuesday + TimeDelta::days(1);
    runner::enqueue_due(&at(&platform, wednesday)).await.unwrap();
    work(&platform, wednesday).await;
    let all = nights(&ctx(&platform, Role::Auditor), 14).await.unwrap();
    let counted: Vec<u64> = all.iter().map(|it| it.n_findings(None)).collect();
    assert_eq!(counted, [1, 0]);
    assert_eq!((all[0].n_findings(Some("target")), all[0].n_findings(Some("circle"))), (1, 0));
    let own = ctx_in(&platform, Role::Coordinator, places.commerce);
    assert_eq!(nights(&own, 14).await.unwrap(), []);
}

#[tokio::test]
async fn req_s4_44_a_monthly_report_arrives_with_the_figures_of_the_dashboard() {
    use app::prove::readiness::readiness;
    let platform = fresh().await;
    state(&platform).await;
    let people = people(&platform, 2).await;
    let team = platform_ctx(&platform);
    let grant = access::Draft {
        person_id: people[0],
        role: Role::ContinuityTeam,
        extent: access::Extent::State,
        starts_at: None,
        ends_at: None,
        reason: "Runs the programme.".to_owned(),
    };
    access::give(&team, grant).await.unwrap();
    test_support::service(&platform, "portal", 4, 1).await;
    test_support::service(&platform, "database", 2, 24).await;
    let december: Timestamp = "2026-12-01T13:00:00Z".parse().unwrap();
    runner::enqueue_due(&at(&platform, december - TimeDelta::days(2))).await.unwrap();
    work(&platform, december - TimeDelta::days(2)).await;
    runner::enqueue_due(&at(&platform, december)).await.unwrap();
    let server = MailServer::start();
    work(&server.serve(&platform), december).await;
    // Who may see no figures gets none.
    let reports: Vec<_> = server
        .mails()
        .into_iter()
        .filter(|it| it.header("Subject").contains("Readiness"))
        .collect();
    assert_eq!(reports.len(), 1, "{reports:?}");
    assert_eq!(reports[0].header("Subject"), "Readiness on December 1, 2026");
    let found = readiness(&team, None, 5).await.unwrap();
    let it = found.total;
    assert!(0 < it.n_missed);
    for line in [
        format!("{}.", found.title()),
        format!("Back in time: {} of {}", it.n_in_time(), it.n_services),
        format!("Too late: {} of {}", it.n_missed, it.n_services),
        format!("Proven: {} of {}", it.n_proven, it.n_services),
        "/readiness.pdf".to_owned(),
    ] {
        assert!(reports[0].text().contains(&line), "{line} is not in {}", reports[0].text());
    }
    // Never twice for one month.
    runner::enqueue_due(&at(&platform, december + TimeDelta::days(3))).await.unwrap();
    let told = all(&platform, "remind_everybody").await;
    let reports = told.iter().filter(|it| it.about.contains("ready")).count();
    assert_eq!(reports, 1, "{told:?}");
}
