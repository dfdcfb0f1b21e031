//! A dossier on the command line: checked without a server, and wrong files are named.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use app::actor::Role;
use app::assure::submissions::{self, Query, Request};
use app::people::{agencies, persons};
use app::plans::live;
use app::plans::plan::{self, Content, PlanDocument, VersionDocument};
use app::plans::templates;
use app::runner;
use test_support::{ctx, fresh, person, platform_ctx, state, voice};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::mainstay::Mainstay;

/// A dossier as an agency hands it in, and by what its key is recognized.
#[tokio::main(flavor = "current_thread")]
async fn handed_in() -> (Vec<u8>, String) {
    let platform = fresh().await;
    state(&platform).await;
    let server = platform_ctx(&platform);
    for code in ["jane", "joe"] {
        let id = person(&platform, "commerce", code).await;
        persons::add_channel(&server, id, &voice(true)).await.unwrap();
    }
    let commerce = agencies::by_code(&server, "commerce").await.unwrap();
    let mut document = agencies::document(&server, commerce.id).await.unwrap();
    document.primary_contact = Some("jane".to_owned());
    document.alternate_contact = Some("joe".to_owned());
    agencies::change(&server, commerce.id, commerce.version, &document).await.unwrap();
    let author = ctx(&platform, Role::Coordinator);
    let [team, head] = [Role::ContinuityTeam, Role::AgencyHead].map(|it| ctx(&platform, it));
    let mut content = Content::blank(templates::find("drp").unwrap());
    for it in &mut content.sections {
        it.text = format!("What {} says.", it.key);
    }
    let document = PlanDocument {
        versions: vec![VersionDocument::draft(content)],
        ..PlanDocument::new("commerce", "drp", "recovery", "Recovery of commerce")
    };
    let it = plan::start(&author, &document).await.unwrap();
    let version = plan::submit(&author, it.id, 1, "All of it.").await.unwrap();
    let version = plan::review(&team, it.id, version.version).await.unwrap();
    let version = plan::approve(&head, it.id, version.version).await.unwrap();
    let seen = plan::show(&head, it.id).await.unwrap().version;
    plan::waive_test(&head, it.id, seen, "It is new.").await.unwrap();
    live::publish(&author, it.id, version.version).await.unwrap();

    let asked = Request {
        agency: "commerce".to_owned(),
        reason: "A flood is likely.".to_owned(),
        plan_types: [].into(),
        due_on: "2026-12-01".parse().unwrap(),
    };
    submissions::request(&team, &asked).await.unwrap();
    let it = submissions::list(&head, &Query::default()).await.unwrap().items.remove(0);
    submissions::attest(&head, it.id, it.version, "They hold.").await.unwrap();
    while runner::step(&platform, &test_support::now).await.unwrap() {}
    let (_, bytes) = submissions::dossier(&head, it.id, 1).await.unwrap();
    (bytes, submissions::fingerprint(&head).await.unwrap().unwrap())
}

/// The same archive with one file changed.
fn with(bytes: &[u8], path: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut inside = Vec::new();
        file.read_to_end(&mut inside).unwrap();
        files.insert(name, inside);
    }
    let file = files.get_mut(path).unwrap();
    *file = change(std::str::from_utf8(file).unwrap()).into_bytes();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, inside) in files {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&inside).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_dossier_is_checked_without_a_server_and_wrong_files_are_named() {
    let (bytes, key) = handed_in();
    let mainstay = Mainstay::new();
    std::fs::write(mainstay.at("d.zip"), &bytes).unwrap();
    let said = mainstay.ok(&["dossier", "verify", "d.zip", "--key", &key]);
    assert!(said.contains("receipt 2026-commerce-1"), "{said}");
    assert!(said.contains("The dossier is whole: 5 files"), "{said}");
    assert!(!mainstay.at("mainstay.db").exists());

    let path = "plans/recovery-v1.json";
    let changed = with(&bytes, path, |it| it.replace("What ", "That "));
    std::fs::write(mainstay.at("changed.zip"), changed).unwrap();
    let done = mainstay.run(&["dossier", "verify", "changed.zip"]);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(done.out.contains("WRONG  plans/recovery-v1.json was changed"), "{}", done.out);
    assert!(!done.out.contains("recovery-v1.pdf was changed"), "{}", done.out);

    let forged = with(&bytes, "manifest.json", |it| it.replace("They hold.", "They do not."));
    std::fs::write(mainstay.at("forged.zip"), forged).unwrap();
    let done = mainstay.run(&["dossier", "verify", "forged.zip", "--json"]);
    assert_eq!(done.code, 1, "{done:?}");
    let verdict: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(verdict["verdict"]["problems"][0]["file"], "signature.json", "{verdict}");

    let other = "0".repeat(64);
    let done = mainstay.run(&["dossier", "verify", "d.zip", "--key", &other]);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(done.out.contains("signed with another key"), "{}", done.out);

    mainstay.write("no.zip", "no archive");
    let done = mainstay.run(&["dossier", "verify", "no.zip"]);
    assert_eq!(done.code, 2, "{done:?}");
    assert!(done.err.contains("is no dossier"), "{}", done.err);
}
