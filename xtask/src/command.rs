//! Running other programs, and saying how long each step took.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

/// The steps so far, with the time that each took.
#[derive(Debug)]
pub(crate) struct Steps {
    taken: Vec<(String, Duration)>,
}

impl Steps {
    pub(crate) fn new() -> Steps {
        Steps { taken: Vec::new() }
    }

    /// Says what comes, does it, and remembers how long it took, even when it failed.
    pub(crate) fn take<T>(&mut self, name: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n== {name}");
        let start = Instant::now();
        let done = step();
        self.taken.push((name.to_owned(), start.elapsed()));
        done.with_context(|| format!("`{name}` failed"))
    }

    /// One line with all steps. The test runner's own last line stays the last of its kind.
    pub(crate) fn report(&self) {
        let each = self.taken.iter().map(|(name, took)| format!("{name} {} s", took.as_secs()));
        println!("\n== took: {}", each.collect::<Vec<_>>().join(", "));
    }
}

/// Runs a command that shows what it prints. It must succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let words = words(command);
    let status = command.status().with_context(|| format!("cannot start `{words}`"))?;
    ensure!(status.success(), "`{words}` ended with {status}");
    Ok(())
}

/// Whether a command succeeds. What it prints is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|it| it.success())
}

/// What a command prints, without the line's end. It must succeed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let words = words(command);
    let output = command.output().with_context(|| format!("cannot start `{words}`"))?;
    if !output.status.success() {
        bail!(
            "`{words}` ended with {}:\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// The cargo that started this, as if from a shell.
///
/// `cargo run` tells a program about its package. Build scripts (that of `ring`) look at the same
/// variables, and would compile again, with half of the dependencies, whatever a shell compiled.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    for (name, _) in env::vars_os() {
        let of_package = ["CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_BIN_", "CARGO_CRATE_"];
        if name.to_str().is_some_and(|name| of_package.iter().any(|it| name.starts_with(it))) {
            command.env_remove(name);
        }
    }
    command
}

/// Where the program called `name` is, if `PATH` leads to it.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|it| it.join(name)).find(|it| is_program(it))
}

/// Whether there is a file at `path` that can be started.
pub(crate) fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

/// Whether this process may do everything.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|it| it == "0")
}

/// The top of the source tree.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder that cargo builds in.
pub(crate) fn target_folder() -> Result<PathBuf> {
    let facts =
        output(cargo().args(["metadata", "--no-deps", "--format-version=1"]).current_dir(root()))?;
    let facts: Value = serde_json::from_str(&facts)?;
    let target = facts.get("target_directory").and_then(Value::as_str);
    Ok(PathBuf::from(target.context("`cargo metadata` does not say where it builds")?))
}

/// Where the tools are that no Debian package has.
pub(crate) fn tools_folder() -> Result<PathBuf> {
    Ok(target_folder()?.join("tools"))
}

fn words(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let program = program.rsplit('/').next().unwrap_or_default().to_owned();
    let arguments = command.get_args().map(|it| it.to_string_lossy().into_owned());
    [program].into_iter().chain(arguments).collect::<Vec<_>>().join(" ")
}
