//! What a database is like after the program was killed in the middle of an import: each change is
//! wholly there or not at all, and the audit log says so.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use app::actor::Actor;
use app::events::{self, Verdict};
use app::people::agencies::{AgencyDocument, AgencyKind};
use app::prepare::inventory::{ItemDocument, Kind, NeedDocument};
use app::programme::transfer::{self, ReadOptions};
use app::programme::{ItemFile, Programme, folder};
use app::seal::SealKey;
use app::{Ctx, Db, Platform, Span};

const N_KILLS: usize = 200;

/// Two states of one programme: every item of the one differs from that of the other, each has an
/// item and needs that the other has not.
fn programme(word: &str, target: i64) -> Programme {
    let agency = |code: &str, parent: Option<&str>| AgencyDocument {
        code: code.to_owned(),
        parent: parent.map(str::to_owned),
        name: format!("Agency of {code}"),
        aliases: Vec::new(),
        kind: if parent.is_none() { AgencyKind::State } else { AgencyKind::StateAgency },
        county_fips: None,
        mission: format!("Mission {word}."),
        headcount: None,
        primary_contact: None,
        alternate_contact: None,
    };
    let item = |kind: Kind, code: &str| ItemDocument {
        description: word.to_owned(),
        target_rto: (kind == Kind::Service).then(|| Span::from_hours(target)),
        restore: Some(Span::from_minutes(30)),
        ..ItemDocument::new(kind, "commerce", code, &format!("The {code}"))
    };
    let mut items: Vec<ItemFile> =
        (0..20).map(|n| item(Kind::Asset, &format!("asset-{n}")).into()).collect();
    items.push(item(Kind::Asset, &format!("only-{word}")).into());
    for n in 0..30 {
        let needs = [n % 20, (n + 7) % 20].map(|it| NeedDocument {
            note: word.to_owned(),
            ..NeedDocument::hard(Kind::Asset, &format!("asset-{it}"))
        });
        let mut needs = needs.to_vec();
        needs.push(NeedDocument::hard(Kind::Asset, &format!("only-{word}")));
        items.push(ItemFile::new(item(Kind::Service, &format!("service-{n}")), needs));
    }
    let agencies = vec![agency("franklin", None), agency("commerce", Some("franklin"))];
    Programme { agencies, items, ..Programme::default() }.sorted()
}

fn import(dir: &Path, word: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_mainstay"))
        .current_dir(dir)
        .args(["import", word, "--prune", "--database", "sqlite:state.db"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The programme that the database holds, after a look at its audit log.
async fn intact(dir: &Path) -> Programme {
    let db = Db::connect(&format!("sqlite:{}", dir.join("state.db").display())).await.unwrap();
    let platform = Platform::new(db, SealKey::new(&[7; 32]));
    let now = "2026-11-21T09:00:00Z".parse().unwrap();
    let ctx = Ctx::new(platform, Actor::platform(), now);
    let verdict = events::verify(&ctx).await.unwrap();
    assert!(matches!(verdict, Verdict::Intact { .. }), "{verdict:?}");
    transfer::read(&ctx, ReadOptions::default()).await.unwrap()
}

/// Numbers that look random, the same on every run.
struct Moments(u64);

impl Moments {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

#[tokio::test]
async fn a_killed_import_is_there_wholly_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let states = [("one", programme("one", 4)), ("two", programme("two", 8))];
    for (word, programme) in &states {
        folder::write(programme, &dir.join(word)).unwrap();
    }
    assert!(import(dir, "one").wait().unwrap().success());
    // The second import changes everything, and so takes as long as those that are killed.
    let started = Instant::now();
    assert!(import(dir, "two").wait().unwrap().success());
    let usual = u64::try_from(started.elapsed().as_micros()).unwrap();

    let (mut moments, mut is_two, mut n_done) = (Moments(7), true, 0);
    // Nothing is ever sent: to wait for it is to wait for that long.
    let (_kept, nothing) = mpsc::channel::<()>();
    for n in 0..N_KILLS {
        let (word, wanted) = &states[usize::from(!is_two)];
        let mut child = import(dir, word);
        let moment = Duration::from_micros(moments.below(usual * 5 / 4));
        assert!(nothing.recv_timeout(moment).is_err());
        child.kill().unwrap();
        child.wait().unwrap();
        let found = intact(dir).await;
        let is_done = found == *wanted;
        let (_, other) = &states[usize::from(is_two)];
        assert!(is_done || found == *other, "half an import, in round {n} after {moment:?}");
        if is_done {
            is_two = !is_two;
            n_done += 1;
        }
    }
    // Some came too late and some did not, or nothing was tested.
    assert!(
        0 < n_done && n_done < N_KILLS,
        "{n_done} of {N_KILLS} were done before they were killed"
    );
}
