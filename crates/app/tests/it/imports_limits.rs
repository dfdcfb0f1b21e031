//! What one person's files may take of everybody's time, memory and connections.

use app::actor::Role;
use app::prepare::imports::{self, File, Format, Mapping, Source, State, Target, Upload, What};
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
    let unchecked = imports::verdicts(&ctx, import.id).await.unwrap_err();
    assert!(matches!(unchecked, Error::Refused(it) if it.code == "import.unchecked"));
    imports::check(&ctx, import.id).await.unwrap();
    // More than there are connections.
    let mut downloads = Vec::new();
    for _ in 0..20 {
        downloads.push(imports::verdicts(&ctx, import.id).await.unwrap());
    }
    let first = downloads[0].recv().await.unwrap().unwrap();
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

/// On disk, so that verdicts are written while the file is read.
#[tokio::test]
async fn the_verdict_on_each_row_is_listed_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let disk = test_support::fresh_in(folder.path()).await;
    for platform in [fresh().await, disk] {
        state(&platform).await;
        test_support::service(&platform, "there", 4, 1).await;
        let ctx = platform_ctx(&platform);
        let mut csv = String::from("id,title,org,needs\n");
        for n in 0..1_200 {
            // Every 100th needs what is not there, and the one after it needs that one.
            let needs = match n % 100 {
                50 => "nothing".to_owned(),
                51 => (n - 1).to_string(),
                _ => String::new(),
            };
            csv.push_str(&format!("{n},Service {n},,{needs}\n"));
        }
        csv.push_str("there,The there,,\nthere,Again,,\n");
        let import = upload(&ctx, "s.csv", csv.as_bytes()).await;
        let mapping = services().with("needs", Source::column("needs"));
        imports::map(&ctx, import.id, mapping).await.unwrap();
        let list = async |what, number, size| {
            let paging = Paging { number, size };
            imports::list_verdicts(&ctx, import.id, what, paging).await.unwrap()
        };
        assert_eq!(list(None, 1, 10).await.n_items, 0);
        // Twice: what an earlier check said is forgotten.
        imports::check(&ctx, import.id).await.unwrap();
        let counts = imports::check(&ctx, import.id).await.unwrap().counts;
        for what in What::ALL {
            assert_eq!(list(Some(what), 1, 10).await.n_items, counts.of(what), "{what:?}");
        }
        let all = list(None, 13, 100).await;
        assert_eq!((all.n_items, all.items.len()), (1_202, 2));
        assert_eq!((all.items[0].code.as_str(), all.items[0].what), ("there", What::Same));
        let page = list(None, 6, 100).await.items;
        assert!(page.iter().map(|it| it.number).eq(501..=600), "{page:?}");

        let refused = list(Some(What::Refuse), 2, 10).await;
        assert_eq!(refused.n_items, 25);
        let codes: Vec<&str> = refused.items.iter().map(|it| it.code.as_str()).collect();
        let expected = ["550", "551", "650", "651", "750", "751", "850", "851", "950", "951"];
        assert_eq!(codes, expected);
        assert_eq!(refused.items[0].reasons[0].1, "There is nothing called “nothing”.");

        imports::commit(&ctx, import.id, true).await.unwrap();
        assert_eq!(list(None, 1, 10).await.n_items, 0);
        assert!(
            imports::list_verdicts(&other(&platform), import.id, None, Paging::default())
                .await
                .is_err()
        );
    }
}

fn other(platform: &Platform) -> Ctx {
    let person = app::ids::PersonId::new();
    let reach = app::actor::Reach::State;
    test_support::ctx_with(platform, person, Role::ContinuityTeam, reach)
}

#[tokio::test]
async fn a_file_that_is_no_text_is_not_kept() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let large = [b"PK\x03\x04 xl/workbook.xml".to_vec(), vec![0; 2 << 20]].concat();
    for bytes in [b"%PDF-1.7\n1 0 obj".to_vec(), large] {
        let mut upload = Upload::begin(&ctx, "services.csv").await.unwrap();
        let refused = match upload.push(&bytes).await {
            Ok(()) => upload.finish().await.unwrap_err(),
            Err(error) => {
                upload.give_up().await.unwrap();
                error
            }
        };
        let Error::Invalid(problems) = refused else { panic!("{refused}") };
        assert!(problems[0].reason.contains("not a table. What can be read: CSV"), "{problems:?}");
        let kept = imports::list(&ctx, Paging::default()).await.unwrap();
        assert_eq!(kept.n_items, 0);
    }
    // The same on the command line, where no file arrives in pieces.
    let file = File::of(Format::Csv, b"\x89PNG\r\n\x1A\n".to_vec());
    let refused = imports::dry_run(&ctx, &file, &services()).await.unwrap_err();
    assert!(refused.to_string().contains("a picture (PNG), not a table"), "{refused}");
}

/// A document without a name stands after all those that become something.
#[tokio::test]
async fn a_catalog_of_many_entities_with_a_bad_one_at_its_end_is_checked() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut catalog = String::new();
    for n in 1..=600 {
        let on = if n == 550 { "dependsOn: [resource:nothing]" } else { "" };
        catalog.push_str(&format!(
            "kind: System\nmetadata: {{name: s{n}}}\nspec: {{owner: commerce, {on}}}\n---\n"
        ));
    }
    catalog.push_str("kind: System\nmetadata: {}\n");
    let import = upload(&ctx, "catalog.yaml", catalog.as_bytes()).await;
    let mapping = Mapping::new(services().target).with("agency", Source::constant("commerce"));
    imports::map(&ctx, import.id, mapping).await.unwrap();
    let checked = imports::check(&ctx, import.id).await.unwrap();
    assert_eq!((checked.counts.n_added, checked.counts.n_refused), (599, 2), "{checked:?}");
    assert!(imports::has_verdicts(&ctx, &checked).await.unwrap());
    let refused = imports::list_verdicts(&ctx, import.id, Some(What::Refuse), Paging::default());
    let numbers: Vec<u64> = refused.await.unwrap().items.iter().map(|it| it.number).collect();
    assert_eq!(numbers, [550, 601]);
}

#[tokio::test]
async fn a_stray_zero_byte_refuses_its_row_and_no_other() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let rows: String = (0..20).map(|n| format!("{n},Service {n},\n")).collect();
    let csv = format!("id,title,org\n{rows}a\0b,O\0dd,\n");
    let lists = Mapping::new(Target::Agency).with("name", Source::column("id"));
    for mapping in [services(), lists] {
        let import = upload(&ctx, "s.csv", csv.as_bytes()).await;
        imports::map(&ctx, import.id, mapping).await.unwrap();
        let counts = imports::check(&ctx, import.id).await.unwrap().counts;
        assert_eq!((counts.n_added, counts.n_refused), (20, 1), "{counts:?}");
        assert_eq!(counts.problems[0].code, "ab");
        let refused =
            imports::list_verdicts(&ctx, import.id, Some(What::Refuse), Paging::default());
        let refused = refused.await.unwrap().items;
        assert_eq!((refused[0].code.as_str(), refused[0].line), ("ab", 22));
    }
}

/// Its zero halves are on both sides, so that nothing but its name tells what it is.
#[tokio::test]
async fn utf_16_without_a_mark_is_read_by_whoever_names_it() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let rows: String = (0..20).map(|n| format!("{n},一一丁丁七七,\n")).collect();
    let text = format!("id,title,org\n{rows}");
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let named = Mapping { encoding: Some("utf-16le".to_owned()), ..services() };
    let file = File::of(Format::Csv, bytes.clone());
    let counts = imports::dry_run(&ctx, &file, &named).await.unwrap();
    assert_eq!((counts.n_added, counts.n_refused), (20, 0), "{counts:?}");
    let import = upload(&ctx, "s.csv", &bytes).await;
    imports::preview(&ctx, import.id, None).await.unwrap();
    imports::map(&ctx, import.id, named).await.unwrap();
    let counts = imports::check(&ctx, import.id).await.unwrap().counts;
    assert_eq!((counts.n_added, counts.n_refused), (20, 0), "{counts:?}");
}
