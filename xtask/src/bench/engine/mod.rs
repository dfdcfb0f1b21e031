//! How fast and how good the engine is, side by side with libraries that others use for the same work.
//!
//! The engine's part is `crates/engine/benches/bars`, the peers' are the Python programs beside it. Each
//! is a process of its own that prints one figure a line, so that nothing here knows how it is found.

mod bars;
mod table;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use self::table::{Found, Table};
use super::machine;
use crate::command::{Steps, cargo, output, root, run, target_folder};
use crate::tools::from_pypi;

/// Names the folder with the problems of PSPLIB, which nobody may pass on.
const DATA: &str = "MAINSTAY_DATA";

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// One problem in a few: within twenty minutes.
    Sample,
    /// Every problem that is not for training.
    Full,
}

impl Scope {
    /// Of how many problems one is measured, if the sample is one in `every`.
    fn every(self, every: u32) -> String {
        match self {
            Scope::Sample => every.to_string(),
            Scope::Full => "1".to_owned(),
        }
    }
}

/// Measures all parts, and prints a table that says which bars are missed. The same figures are left as
/// CSV in the target folder.
pub(crate) fn measured(steps: &mut Steps, scope: Scope) -> Result<()> {
    let folder = target_folder()?.join("bench");
    fs::create_dir_all(&folder)?;
    steps.take("build the bench of the engine", || {
        run(bench().arg("--no-run").current_dir(root()))
    })?;
    let peers = steps.take("peers", || Ok(Peers::ready(&folder.join("peers"))))?;
    let mut found = Found::default();
    inventory(steps, &folder, &peers, &mut found)?;
    steps.take("edits", || ours(&mut found, "soak", &["soak", "100000"]))?;
    trials(steps, &peers, &mut found)?;
    steps.take("statewide", || ours(&mut found, "statewide", &["statewide", "500"]))?;
    match problems() {
        Ok(data) => sequences(steps, scope, (&data, &peers), &mut found)?,
        Err(why) => {
            found.missing("library", &why.to_string());
            found.missing("cp_sat", &why.to_string());
        }
    }
    let table = Table::of(&bars::all(), &found);
    let csv = folder.join("engine.csv");
    fs::write(&csv, table.csv()).with_context(|| format!("{} cannot be written", csv.display()))?;
    println!("\n{}\n\n{}", machine(), table.markdown());
    println!("As CSV: {}", csv.display());
    match table.missed().as_slice() {
        [] => Ok(()),
        missed => bail!("bars are missed: {}", missed.join("; ")),
    }
}

/// Analysis of large inventories.
fn inventory(steps: &mut Steps, folder: &Path, peers: &Peers, found: &mut Found) -> Result<()> {
    for count in ["100000", "1000000"] {
        let name = format!("graph-{count}");
        let file = folder.join(&name);
        let path = file.to_string_lossy();
        steps.take(&name, || {
            ours(found, &name, &["graph", count, &path])?;
            ours(found, &name, &["memory", count])
        })?;
        if count == "100000" {
            steps.take(&format!("{name} with peers"), || {
                for (library, times) in [("rustworkx", "3"), ("scipy", "5")] {
                    peers.ask(found, library, "graph.py", &[&path, library, times]);
                    found.compare(&name, library, &bars::FACTS);
                }
                Ok(())
            })?;
        }
        fs::remove_file(&file)?;
    }
    Ok(())
}

fn trials(steps: &mut Steps, peers: &Peers, found: &mut Found) -> Result<()> {
    steps.take("trials", || {
        ours(found, "trials", &["trials", "400000"])?;
        peers.ask(found, "chance", "chance.py", &["200000"]);
        found.best_of("chance.free_speed", &["chance.free_f64_speed", "chance.free_f32_speed"]);
        found.deviate("trials.free_off", "trials.free_mean", "chance.free_f64_mean");
        found.deviate("trials.crews_off", "trials.crews_mean", "chance.crews_mean");
        Ok(())
    })
}

/// Orders of the library's problems, in the time that OR-Tools has as well.
fn sequences(
    steps: &mut Steps,
    scope: Scope,
    (data, peers): (&str, &Peers),
    found: &mut Found,
) -> Result<()> {
    for set in ["j30", "j60", "j90", "j120"] {
        steps.take(&format!("{set}, 1 s on 2 threads"), || {
            let every = scope.every(5);
            ours(found, &format!("library.{set}"), &["order", set, &every, "1"])?;
            let words = [data, set, "2", "8", &format!("every={every}")];
            peers.ask(found, &format!("cp_sat.{set}"), "cp_sat.py", &words);
            Ok(())
        })?;
    }
    for of in ["library", "cp_sat"] {
        let sets = ["j30", "j60", "j90", "j120"].map(|it| format!("{of}.{it}.proved"));
        found.sum(&format!("{of}.proved"), &sets);
    }
    for set in ["j60", "j120"] {
        steps.take(&format!("{set}, 5,000 schedules"), || {
            ours(found, &format!("library.{set}.tried"), &["schedules", set, "5000"])
        })?;
        steps.take(&format!("{set} with due dates"), || {
            let every = scope.every(14);
            ours(found, &format!("library.{set}.late"), &["late", set, &every, "0.5"])?;
            let words = [data, set, "10", "8", "tardiness", &format!("every={every}")];
            peers.ask(found, &format!("cp_sat.{set}.late"), "cp_sat.py", &words);
            Ok(())
        })?;
    }
    Ok(())
}

/// The engine's bench, built for release.
fn bench() -> Command {
    let mut command = cargo();
    command.args(["bench", "--quiet", "--package", "engine", "--bench", "bars"]);
    command
}

/// Measures one part of the engine. Its figures get the name of the part in front.
fn ours(found: &mut Found, name: &str, words: &[&str]) -> Result<()> {
    found.read(name, &output(bench().arg("--").args(words).current_dir(root()))?);
    Ok(())
}

/// Where the problems of the library are.
fn problems() -> Result<String> {
    let data = env::var_os(DATA).map(PathBuf::from).context("no data")?;
    let folders = [data.clone(), data.join("psplib")];
    let folder = folders.into_iter().find(|it| it.join("best_known.csv").is_file());
    Ok(folder.context("no data")?.to_string_lossy().into_owned())
}

/// The libraries that the engine is measured against.
#[derive(Debug)]
struct Peers {
    python: Result<PathBuf>,
}

impl Peers {
    /// Installs them into a Python of their own. Without them there is less to compare.
    fn ready(folder: &Path) -> Peers {
        let python = folder.join("bin/python");
        let is_there = from_pypi("peers.txt", folder, &folder.join("bin/f2py"));
        if let Err(why) = &is_there {
            println!("NOT COMPARED: the peers could not be installed. {why:#}");
        }
        Peers { python: is_there.map(|()| python) }
    }

    /// Asks one of them. What it prints gets `name` in front.
    fn ask(&self, found: &mut Found, name: &str, program: &str, words: &[&str]) {
        let Ok(python) = &self.python else {
            return found.missing(name, "not installed");
        };
        let program = root().join("crates/engine/benches/peers").join(program);
        match output(Command::new(python).arg(program).args(words)) {
            Ok(said) => found.read(name, &said),
            Err(why) => {
                println!("{why:#}");
                found.missing(name, "failed");
            }
        }
    }
}
