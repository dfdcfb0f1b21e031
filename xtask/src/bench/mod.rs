//! How fast the product is with a whole state in it: the release build, on SQLite, asked by one
//! client over HTTP, as a browser would ask.

pub(crate) mod engine;
mod figures;
mod scenario;
mod server;
mod typing;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use self::figures::Figures;
use self::server::{Client, Server};
use crate::command::{Steps, cargo, output, root, run, target_folder};

/// How often each thing is asked for before anything is timed: caches are warm then.
const N_WARM: usize = 20;

/// How often each thing is timed.
const N_TIMED: usize = 200;

/// How long a page may take, half of the times.
const PAGE_MAX: Duration = Duration::from_millis(10);

/// Until when an edit must show in the answers.
const EDIT_MAX: Duration = Duration::from_millis(50);

/// How long the analysis of everything may take.
const ANALYSIS_MAX: Duration = Duration::from_secs(1);

/// How long loading the sample state may take.
const LOAD_MAX: Duration = Duration::from_secs(120);

/// How long checking everything may take.
const CHECK_MAX: Duration = Duration::from_secs(5);

/// Where the product keeps the sample state.
const DATA: &str = "mainstay-demo.db";

/// How much memory the server may take, in bytes.
const MEMORY_MAX: u64 = 500 * 1024 * 1024;

/// Builds the product for release, loads the statewide sample state, measures, and prints a table.
/// The same figures are left as CSV in the target folder.
pub(crate) fn statewide(steps: &mut Steps) -> Result<()> {
    let target = target_folder()?;
    steps.take("release build", || {
        run(cargo().args(["build", "--release", "--bin", "mainstay"]).current_dir(root()))
    })?;
    let program = target.join("release/mainstay");
    let bench = target.join("bench");
    let folder = bench.join("statewide");
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut figures = Figures::new();
    let server =
        steps.take("load the statewide sample state", || Server::start(&program, &folder))?;
    figures.once("Load 500 agencies, 50,000 services, 200,000 needs", server.loaded_in, LOAD_MAX);
    figures.size("Memory after loading", server.memory()?, MEMORY_MAX);
    drop(server);
    steps.take("measure", || measured(&program, &folder, &mut figures))?;
    steps.take("check by all rules", || checked(&program, &folder, &mut figures))?;
    let csv = bench.join("statewide.csv");
    fs::write(&csv, figures.csv())
        .with_context(|| format!("{} cannot be written", csv.display()))?;
    println!("\n{}\n{}", machine(), figures.table());
    println!("As CSV: {}", csv.display());
    ensure!(figures.all_hold(), "a bar is missed");
    Ok(())
}

/// What the figures of a server say that was started on data which is there already.
fn measured(program: &Path, folder: &Path, figures: &mut Figures) -> Result<()> {
    let start = Instant::now();
    let server = Server::start(program, folder)?;
    let client = server.sign_in("Continuity team")?;
    client.get("/")?;
    figures.once("From start to the first Readiness page", start.elapsed(), LOAD_MAX);
    pages(&client, figures)?;
    edits(&client, figures)?;
    typing::findings(&client, figures)?;
    scenario::loss(&client, figures)?;
    let administrator = server.sign_in("Administrator")?;
    let numbers = administrator.get("/metrics")?.text();
    let analysis = figures::mean(&numbers, r#"recovery_analysis_seconds{of="everything"}"#);
    let analysis = analysis.context("the server does not say how long its analysis took")?;
    figures.once("Analyze everything", analysis, ANALYSIS_MAX);
    figures.size("Memory after measuring", server.memory()?, MEMORY_MAX);
    Ok(())
}

/// How long it takes to read the whole state from its folder, and to check it by all rules.
fn checked(program: &Path, folder: &Path, figures: &mut Figures) -> Result<()> {
    let database = format!("sqlite:{DATA}");
    let mut export = Command::new(program);
    run(export.current_dir(folder).args(["--database", &database, "export", "programme"]))?;
    let start = Instant::now();
    let mut check = Command::new(program);
    let quiet = check.current_dir(folder).args(["check", "programme", "--fail-on", "never"]);
    output(quiet)?;
    figures.once("Check 50,000 services and 4,000 plans by all rules", start.elapsed(), CHECK_MAX);
    Ok(())
}

fn pages(client: &Client, figures: &mut Figures) -> Result<()> {
    let late = client.json("/api/v1/readiness/late?limit=1")?;
    let late = late.pointer("/items/0/service/id");
    let late = late.and_then(Value::as_str).context("no service is late")?.to_owned();
    let pages = [
        ("Readiness", "/".to_owned()),
        ("My work", "/work".to_owned()),
        ("Services", "/services".to_owned()),
        ("Services of a tier, page 300", "/services?tier=4&page=300".to_owned()),
        (
            "… in order of their recovery time",
            "/services?tier=4&sort=achievable&page=300".to_owned(),
        ),
        ("Services with a word that a third has", "/services?text=record".to_owned()),
        ("… of one agency", "/services?text=record&agency=health".to_owned()),
        ("A service that misses its target", format!("/services/{late}")),
        ("Its map", format!("/services/{late}/map")),
        ("Search, as it is typed", "/search.json?q=lic".to_owned()),
        ("Search, two words", "/search.json?q=license+ver".to_owned()),
        ("Impact analyses", "/analyses".to_owned()),
        ("Agencies", "/agencies".to_owned()),
        ("People", "/people".to_owned()),
        ("Access", "/access".to_owned()),
        ("Audit log", "/audit".to_owned()),
        ("API: a page of services", "/api/v1/services?limit=50".to_owned()),
    ];
    for (name, path) in pages {
        for _ in 0..N_WARM {
            client.get(&path)?;
        }
        // A list that is empty is answered at once.
        ensure!(SIZE_MIN < client.get(&path)?.n_bytes(), "{path} finds next to nothing");
        let mut taken = Vec::with_capacity(N_TIMED);
        let mut size = 0;
        for _ in 0..N_TIMED {
            let start = Instant::now();
            let answer = client.get(&path)?;
            taken.push(start.elapsed());
            size = answer.n_bytes();
        }
        figures.many(&format!("{name} ({size} B)"), taken, Some(PAGE_MAX));
    }
    Ok(())
}

/// How many bytes an answer has that says something.
const SIZE_MIN: usize = 800;

/// How long it takes from the edit of a need until the next answer knows it: the save, and the
/// explanation of the service after it.
fn edits(client: &Client, figures: &mut Figures) -> Result<()> {
    let services = client.json("/api/v1/services?limit=50")?;
    let ids = services.get("items").and_then(Value::as_array).into_iter().flatten();
    let ids: Vec<&str> = ids.filter_map(|it| it.get("id")?.as_str()).collect();
    let (mut saves, mut wholes) = (Vec::new(), Vec::new());
    for (n, id) in ids.iter().enumerate() {
        let needs = client.json(&format!("/api/v1/services/{id}/needs"))?;
        let Some(need) = needs.pointer("/items/0") else { continue };
        let id_of = |it: &Value| it.get("id").and_then(Value::as_str).map(str::to_owned);
        let path = format!("/api/v1/needs/{}", id_of(need).context("a need has no id")?);
        let (tag, need) = client.record(&path)?;
        let mut document = need.get("document").cloned().context("a need says nothing")?;
        if let Some(document) = document.as_object_mut() {
            document.insert("max_gap".to_owned(), json!(format!("PT{}H", n + 1)));
        }
        let start = Instant::now();
        client.put(&path, &tag, &document)?;
        saves.push(start.elapsed());
        client.get(&format!("/api/v1/services/{id}/explanation"))?;
        wholes.push(start.elapsed());
    }
    ensure!(!saves.is_empty(), "no need could be edited");
    figures.many("Save an edited need", saves, None);
    figures.many("… until the answer knows it", wholes, Some(EDIT_MAX));
    Ok(())
}

/// What was measured on.
fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|it| it.strip_prefix("model name")?.split_once(": "));
    let n = cpus.lines().filter(|it| it.starts_with("processor")).count();
    let rust = output(cargo().arg("--version")).unwrap_or_default();
    format!("{n} × {}, {rust}", model.map_or("an unknown processor", |it| it.1))
}
