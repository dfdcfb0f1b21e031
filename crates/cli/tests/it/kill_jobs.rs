//! The server is killed, over and over, in the middle of jobs: each is done once in effect, by
//! whoever comes after it.

use std::time::{Duration, Instant};

use app::actor::Actor;
use app::ids::PersonId;
use app::jobs::{self, Query, State};
use app::people::agencies::{self, AgencyDocument, AgencyKind};
use app::people::persons::{self, PersonDocument, PersonKind};
use app::people::sign_in;
use app::seal::SealKey;
use app::{Ctx, Db, Paging, Platform, Timestamp, events, runner};
use chrono::{TimeDelta, Utc};
use test_support::{MailServer, voice};

use crate::mainstay::Mainstay;

const N_PEOPLE: usize = 24;
const N_KILLS_MAX: usize = 40;

#[expect(clippy::disallowed_methods, reason = "the server reads the same clock")]
fn now() -> Timestamp {
    Utc::now()
}

/// The installation of a program, seen from beside it.
async fn beside(mainstay: &Mainstay) -> Platform {
    let url = format!("sqlite:{}", mainstay.at("mainstay.db").display());
    let db = Db::connect(&url).await.unwrap();
    db.migrate().await.unwrap();
    let key = std::fs::read_to_string(mainstay.at("mainstay.key")).unwrap();
    let digits: Vec<u32> = key.trim().chars().filter_map(|it| it.to_digit(16)).collect();
    let bytes: Vec<u8> =
        digits.chunks(2).map(|it| u8::try_from(it[0] << 4 | it[1]).unwrap()).collect();
    Platform::new(db, SealKey::new(&bytes.try_into().unwrap()))
}

fn at(platform: &Platform, now: Timestamp) -> Ctx {
    Ctx::new(platform.clone(), Actor::platform(), now)
}

/// People who can sign in, and to whom something is due.
async fn people(platform: &Platform) {
    let ctx = at(platform, now());
    let document = AgencyDocument {
        code: "it".to_owned(),
        parent: None,
        name: "Information Technology".to_owned(),
        aliases: Vec::new(),
        kind: AgencyKind::State,
        county_fips: None,
        mission: String::new(),
        headcount: None,
        primary_contact: None,
        alternate_contact: None,
        calendar: None,
    };
    agencies::add(&ctx, &document).await.unwrap();
    for n in 0..N_PEOPLE {
        let document = PersonDocument {
            code: format!("p{n}"),
            agency: "it".to_owned(),
            name: format!("Person {n}"),
            title: String::new(),
            kind: PersonKind::Employee,
            channels: vec![voice(false)],
        };
        let id: PersonId = persons::add(&ctx, &document).await.unwrap().id;
        let email = format!("p{n}@it.example");
        sign_in::enroll(&ctx, id, &email, "a window made of tin").await.unwrap();
    }
}

async fn counted(platform: &Platform, kind: &str, state: State) -> u64 {
    jobs::counts(&at(platform, now()), Some(kind)).await.unwrap().of(state)
}

/// Whether anything runs, and whether anything waits, of reminders.
async fn left(platform: &Platform) -> (u64, u64) {
    let (mut running, mut waiting) = (0, 0);
    for kind in ["remind_everybody", "remind_person"] {
        running += counted(platform, kind, State::Running).await;
        waiting += counted(platform, kind, State::Waiting).await;
    }
    (running, waiting)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_point_each_job_is_done_once_in_effect() {
    let mainstay = Mainstay::new();
    mainstay.ok(&["migrate"]);
    let platform = beside(&mainstay).await;
    people(&platform).await;
    // A week ago the routine was first seen; it is due now.
    let week_ago = now() - TimeDelta::days(8);
    runner::enqueue_due(&at(&platform, week_ago)).await.unwrap();
    runner::enqueue_due(&at(&platform, now())).await.unwrap();
    let mut n_cut = 0;
    for n in 0..N_KILLS_MAX {
        let mut server = mainstay.serve();
        let start = Instant::now();
        // Killed in the middle of a job, if one is seen there; each time a little later.
        let enough = Duration::from_secs(20);
        let mut seen = 0;
        while start.elapsed() < enough {
            let (running, waiting) = left(&platform).await;
            seen += running;
            if n as u64 % 5 < seen || running + waiting == 0 {
                break;
            }
        }
        server.kill().unwrap();
        server.wait().unwrap();
        let (running, waiting) = left(&platform).await;
        n_cut += running;
        // What was cut off is taken over when its lease is over: by a server of a minute later.
        let later = move || now() + TimeDelta::seconds(60);
        for _ in 0..running {
            assert!(runner::step(&platform, &later).await.unwrap());
        }
        if waiting == 0 {
            break;
        }
    }
    while runner::step(&platform, &|| now() + TimeDelta::seconds(60)).await.unwrap() {}
    assert!(0 < n_cut, "no job was ever cut off");
    let n_people = N_PEOPLE as u64;
    assert_eq!(counted(&platform, "remind_everybody", State::Done).await, 1);
    assert_eq!(counted(&platform, "remind_person", State::Done).await, n_people);
    let query = Query {
        kind: Some("send_mail".to_owned()),
        paging: Paging { number: 1, size: 500 },
        ..Query::default()
    };
    let mails = jobs::list(&at(&platform, now()), &query).await.unwrap();
    assert_eq!(mails.n_items, n_people, "each was reminded once: {mails:?}");
    platform.db.close().await.unwrap();
    mainstay.ok(&["audit", "verify"]);
}

/// Secured by STARTTLS, with a password that is sealed in the settings; killed while the mail server
/// hangs, and taken over by another server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_whose_server_was_killed_is_sent_by_the_next_one() {
    let mainstay = Mainstay::new();
    let certificate = certificate(&mainstay);
    let (pem, key) = (certificate.0.as_str(), certificate.1.as_str());
    let mail = MailServer::start_with(&[
        "--user",
        "mainstay",
        "--password",
        "s3cret",
        "--certificate",
        pem,
        "--key",
        key,
    ]);
    mainstay.ok(&["migrate"]);
    let sealed = mainstay.ok_with(&["config", "seal"], "s3cret\n");
    assert!(sealed.starts_with("sealed:") && !sealed.contains("s3cret"));
    mainstay.write(
        "mainstay.toml",
        &format!(
            "smtp_host = 'localhost'\nsmtp_port = {}\nsmtp_user = 'mainstay'\n\
             smtp_password = '{}'\nmail_from = 'mainstay@it.example'\n\
             site_url = 'https://mainstay.franklin.example'\n",
            mail.port,
            sealed.trim()
        ),
    );
    let checked = mainstay.ok(&["config", "check", "--json"]);
    assert!(!checked.contains("sealed:") && checked.contains("localhost"), "{checked}");
    let platform = beside(&mainstay).await;
    people(&platform).await;
    let said = mainstay.ok(&["user", "invite", "p1", "p1@it.example"]);
    assert!(said.contains("by mail to p1@it.example"), "{said}");

    mail.pause();
    let mut first = mainstay.serve_trusting(pem);
    until(&platform, State::Running).await;
    first.kill().unwrap();
    first.wait().unwrap();
    mail.go_on();
    assert_eq!(counted(&platform, "send_mail", State::Running).await, 1);
    // Its lease is over at once: somebody cancels it, and somebody tries it again.
    let ctx = at(&platform, now());
    let query = Query { state: Some(State::Running), ..Query::default() };
    let job = jobs::list(&ctx, &query).await.unwrap().items.remove(0);
    jobs::cancel(&ctx, job.id).await.unwrap();
    jobs::retry(&ctx, job.id).await.unwrap();
    let mut second = mainstay.serve_trusting(pem);
    until(&platform, State::Done).await;
    second.kill().unwrap();
    second.wait().unwrap();
    let mails = mail.mails();
    assert!(mails.iter().all(|it| it.header("Message-ID") == mails[0].header("Message-ID")));
    assert!(mails[0].link("/choose-password?link=").len() > 40, "{mails:?}");
    let sent = events::Query { action: "mail.sent".to_owned(), ..events::Query::default() };
    assert_eq!(events::list(&ctx, &sent).await.unwrap().n_items, 1);
}

/// Waits until the one mail is so far.
async fn until(platform: &Platform, state: State) {
    let start = Instant::now();
    while counted(platform, "send_mail", state).await == 0 {
        assert!(start.elapsed() < Duration::from_secs(120), "the mail is not {state:?}");
        tokio::task::yield_now().await;
    }
}

/// A certificate for this machine, and its key.
fn certificate(mainstay: &Mainstay) -> (String, String) {
    let (pem, key) = (mainstay.at("mail.pem"), mainstay.at("mail.key"));
    let made = std::process::Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&pem)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    (pem.display().to_string(), key.display().to_string())
}
