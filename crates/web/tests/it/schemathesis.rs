//! The API against its own description: schemathesis sends what the description allows, what it
//! forbids, and what nobody thought of.

use std::path::PathBuf;
use std::process::Command;

use app::Ctx;
use app::actor::Actor;
use app::prepare::inventory::{ItemDocument, Kind};
use test_support::{fresh, item, need, person, put, state};

use crate::server::service_for;

/// So many examples are tried of each operation: few enough to end within two minutes.
const EXAMPLES_MAX: &str = "4";

/// What is done with single items is the same for all kinds: services, processes and assets stand for
/// the others. Lists and documents are tried of every kind.
const ALIKE: &str = "^/api/v1/(data-sets|sites|vendors|teams|crews|groups)/";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schemathesis_finds_no_failure_and_nothing_undocumented() {
    let program = program();
    let platform = fresh().await;
    state(&platform).await;
    let ann = person(&platform, "commerce", "ann-author").await;
    let who = Actor { person_id: ann, ..Actor::platform() };
    let who = Ctx::new(platform.clone(), who, test_support::now());
    // What the examples of the description name.
    person(&platform, "commerce", "jane-doe").await;
    item(&platform, Kind::Process, "commerce", "pay-claims").await;
    item(&platform, Kind::Service, "commerce", "benefits").await;
    let mut items = Vec::new();
    for &kind in Kind::ALL {
        items
            .push(put(&platform, &ItemDocument::new(kind, "commerce", "first", "The first")).await);
    }
    for pair in items.windows(2) {
        need(&platform, &pair[0], &pair[1]).await;
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server =
        tokio::spawn(axum::serve(listener, service_for(&platform, &[("all", &who)])).into_future());

    let run = tokio::task::spawn_blocking(move || {
        let config = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/schemathesis.toml");
        let folder = std::env::temp_dir().join(format!("schemathesis-{}", address.port()));
        std::fs::create_dir_all(&folder).unwrap();
        let output = Command::new(program)
            .current_dir(&folder)
            .args(["--config-file", config, "run"])
            .arg(format!("http://{address}/api/v1/openapi.json"))
            .args(["--header", "Authorization: Bearer all", "--checks", "all"])
            .args(["--exclude-path-regex", ALIKE, "--warnings", "off"])
            .args(["--max-examples", EXAMPLES_MAX, "--seed", "20261121", "--workers", "2"])
            .args(["--request-timeout", "20", "--no-color"])
            .output()
            .expect("schemathesis starts");
        std::fs::remove_dir_all(&folder).unwrap();
        output
    });
    let output = run.await.unwrap();
    server.abort();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{errors}");
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration file")]
fn program() -> PathBuf {
    let name = "MAINSTAY_TEST_SCHEMATHESIS";
    let path = std::env::var(name);
    assert!(path.is_ok(), "{name} is not set: `cargo xtask test` installs it, and sets it");
    let path = PathBuf::from(path.unwrap());
    assert!(path.is_file(), "{name}: there is no file {}", path.display());
    path
}
