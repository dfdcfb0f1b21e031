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
use serde_json::Value;

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
    let program = steps.take("build the bench of the engine", built)?;
    let peers = steps.take("peers", || Ok(Peers::ready(&folder.join("peers"))))?;
    let mut found = Found::default();
    let both = Both { engine: Engine { program }, peers };
    both.inventory(steps, &folder, &mut found)?;
    steps.take("edits", || both.engine.ask(&mut found, "soak", &["soak", "100000"]))?;
    both.trials(steps, &mut found)?;
    steps.take("statewide", || both.engine.ask(&mut found, "statewide", &["statewide", "500"]))?;
    match problems() {
        Ok(data) => both.sequences(steps, scope, &data, &mut found)?,
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

/// The engine and its peers, side by side.
#[derive(Debug)]
struct Both {
    engine: Engine,
    peers: Peers,
}

impl Both {
    /// Analysis of large inventories.
    fn inventory(&self, steps: &mut Steps, folder: &Path, found: &mut Found) -> Result<()> {
        for count in ["100000", "1000000"] {
            let name = format!("graph-{count}");
            let file = folder.join(&name);
            let path = file.to_string_lossy();
            steps.take(&name, || {
                self.engine.ask(found, &name, &["graph", count, &path])?;
                self.engine.ask(found, &name, &["memory", count])
            })?;
            if count == "100000" {
                steps.take(&format!("{name} with peers"), || {
                    for (library, times) in [("rustworkx", "3"), ("scipy", "5")] {
                        self.peers.ask(found, library, "graph.py", &[&path, library, times]);
                        found.compare(&name, library, &bars::FACTS);
                    }
                    Ok(())
                })?;
            }
            fs::remove_file(&file)?;
        }
        Ok(())
    }

    fn trials(&self, steps: &mut Steps, found: &mut Found) -> Result<()> {
        steps.take("trials", || {
            self.engine.ask(found, "trials", &["trials", "400000"])?;
            self.peers.ask(found, "chance", "chance.py", &["200000"]);
            found.best_of("chance.free_speed", &["chance.free_f64_speed", "chance.free_f32_speed"]);
            found.deviate("trials.free_off", "trials.free_mean", "chance.free_f64_mean");
            found.deviate("trials.crews_off", "trials.crews_mean", "chance.crews_mean");
            Ok(())
        })
    }

    /// Orders of the library's problems, in the time that OR-Tools has as well.
    fn sequences(
        &self,
        steps: &mut Steps,
        scope: Scope,
        data: &str,
        found: &mut Found,
    ) -> Result<()> {
        for set in ["j30", "j60", "j90", "j120"] {
            steps.take(&format!("{set}, 1 s on 2 threads"), || {
                let every = scope.every(5);
                self.engine.ask(found, &format!("library.{set}"), &["order", set, &every, "1"])?;
                let words = [data, set, "2", "8", &format!("every={every}")];
                self.peers.ask(found, &format!("cp_sat.{set}"), "cp_sat.py", &words);
                Ok(())
            })?;
        }
        for of in ["library", "cp_sat"] {
            let sets = ["j30", "j60", "j90", "j120"].map(|it| format!("{of}.{it}.proved"));
            found.sum(&format!("{of}.proved"), &sets);
        }
        for set in ["j60", "j120"] {
            steps.take(&format!("{set}, 5,000 schedules"), || {
                let words = ["schedules", set, "5000"];
                self.engine.ask(found, &format!("library.{set}.tried"), &words)
            })?;
            steps.take(&format!("{set} with due dates"), || {
                let every = scope.every(14);
                let name = format!("library.{set}.late");
                self.engine.ask(found, &name, &["late", set, &every, "0.5"])?;
                let words = [data, set, "10", "8", "tardiness", &format!("every={every}")];
                self.peers.ask(found, &format!("cp_sat.{set}.late"), "cp_sat.py", &words);
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// The program that measures the engine.
#[derive(Debug)]
struct Engine {
    program: PathBuf,
}

impl Engine {
    /// Measures one part. Its figures get `name` in front.
    fn ask(&self, found: &mut Found, name: &str, words: &[&str]) -> Result<()> {
        found.read(name, &output(Command::new(&self.program).args(words).current_dir(root()))?);
        Ok(())
    }
}

/// Builds it for release, and says where it is: every part is measured with the same.
fn built() -> Result<PathBuf> {
    let words = ["bench", "--package", "engine", "--bench", "bars", "--no-run"];
    run(cargo().args(words).current_dir(root()))?;
    let told = output(cargo().args(words).arg("--message-format=json").current_dir(root()))?;
    let messages = told.lines().filter_map(|it| serde_json::from_str::<Value>(it).ok());
    let mut programs = messages.filter_map(|it| {
        let is_bench = it.pointer("/target/name")?.as_str()? == "bars";
        let program = it.get("executable")?.as_str()?;
        is_bench.then(|| PathBuf::from(program))
    });
    programs.next().context("cargo does not say where the bench is")
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
