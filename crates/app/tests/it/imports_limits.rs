//! What one person's files may take of everybody's time, memory and connections.

use app::actor::Role;
use app::prepare::imports::{self, File, Format, Mapping, Source, State, Target, Upload};
use app::seal::SealKey;
use app::{Ctx, Db, Error, Paging, Platform};
use chrono::TimeDelta;
use test_support::{ctx, fresh, now, platform_ctx, state};

use crate::imports::{services, upload};

#[tokio::test]
async fn downloads_that_nobody_takes_leave_connections_for_others_and_end_with_their_reader() {
    // On disk: a database in memory has one connection for all.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mainstay.db");
    let db = Db::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    db.migrate().await.unwrap();
    let platform = Platform::new(db, SealKey::new(&[7; 32]));
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut csv = String::from("id,title,org\n");
    for n in 0..4_000 {
        csv.push_str(&format!("{n},Service {n},\n"));
    }
    let import = upload(&ctx, "s.csv", csv.as_bytes()).await;
    imports::map(&ctx, import.id, services()).await.unwrap();
    // More than there are connections.
    let mut downloads = Vec::new();
    for _ in 0..20 {
        downloads.push(imports::verdicts(&ctx, import.id).await.unwrap());
    }
    let first = downloads[0].recv().await.unwrap();
    assert!(first.starts_with("\u{FEFF}Line,Code,Verdict".as_bytes()));
    // Others still read.
    imports::show(&ctx, import.id).await.unwrap();
    // When nobody listens any more, the places are free again.
    drop(downloads);
    let checked = imports::check(&ctx, import.id).await.unwrap();
    assert_eq!((checked.state, checked.counts.n_added), (State::Checked, 4_000));
}

#[tokio::test]
async fn a_list_of_agencies_may_have_a_hundred_thousand_rows() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mapping = Mapping::new(Target::Agency).with("name", Source::column("name"));
    let list = |n: usize| {
        let names: String = (0..n).map(|it| format!("Agency {}\n", it % 3)).collect();
        File::of(Format::Csv, format!("name\n{names}").into_bytes())
    };
    let counts = imports::dry_run(&ctx, &list(100_000), &mapping).await.unwrap();
    assert_eq!((counts.n_rows, counts.n_added), (100_000, 3));
    let refused = imports::dry_run(&ctx, &list(100_001), &mapping).await.unwrap_err();
    let Error::Invalid(problems) = refused else { panic!("{refused:?}") };
    assert_eq!(problems[0].field, "file");
    assert_eq!(problems[0].reason, "A list of agencies may have 100,000 rows.");
}

#[tokio::test]
async fn a_record_may_need_a_thousand_others() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let needs: String = (0..=1_000).map(|it| format!("s{it};")).collect();
    let file = format!("id,title,org,needs\n1,One,,{needs}\n");
    let file = File::of(Format::Csv, file.into_bytes());
    let mapping = services().with("needs", Source::column("needs"));
    let counts = imports::dry_run(&ctx, &file, &mapping).await.unwrap();
    assert_eq!((counts.n_refused, counts.problems.len()), (1, 1), "{counts:?}");
    assert_eq!(counts.problems[0].reason, "A record may need at most 1,000 others.");
}

#[tokio::test]
async fn a_file_that_nobody_puts_in_is_removed_after_two_weeks() {
    let platform = fresh().await;
    state(&platform).await;
    let theirs = ctx(&platform, Role::ContinuityTeam);
    let import = upload(&theirs, "s.csv", b"id,title,org\n1,One,\n").await;
    let days_later = |ctx: &Ctx, days: i64| {
        Ctx::new(platform.clone(), ctx.actor.clone(), now() + TimeDelta::days(days))
    };
    // Whoever uploads something next.
    let other = ctx(&platform, Role::ContinuityTeam);
    let next = Upload::begin(&days_later(&other, 13), "t.csv").await.unwrap();
    assert_eq!(imports::show(&theirs, import.id).await.unwrap().state, State::Arrived);
    next.give_up().await.unwrap();
    Upload::begin(&days_later(&other, 15), "t.csv").await.unwrap();
    let gone = imports::show(&theirs, import.id).await.unwrap();
    assert_eq!(gone.state, State::Canceled);
    assert_eq!(gone.problem, "Nobody put it in within 14 days. The file was removed.");
    let preview = imports::preview(&theirs, import.id, None).await.unwrap();
    assert!(preview.rows.is_empty(), "{preview:?}");
    assert_eq!(imports::list(&other, Paging::default()).await.unwrap().n_items, 0);
}
