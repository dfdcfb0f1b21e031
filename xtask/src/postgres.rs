//! A PostgreSQL for one test run: made in a temporary folder, gone with the run.
//!
//! It sorts by the rules of American English, as a server in service may, so that a query that
//! forgot to say how it sorts does not pass here and fail there.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

use crate::command::{find, is_root, output, run, succeeds};

/// Debian keeps the server's programs here, out of `PATH`.
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";

/// PostgreSQL refuses to run as root. Debian's package makes this user for it.
const SERVER_USER: &str = "postgres";

const START_TIMEOUT: Duration = Duration::from_secs(60);

/// What it need not survive, it need not wait for: a crash loses a test database.
const SETTINGS: [&str; 8] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "lc_messages=C",
    "logging_collector=off",
];

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    pg_ctl: PathBuf,
    folder: TempDir,
    /// Where its database is.
    pub(crate) url: String,
}

impl Server {
    /// Makes an empty server with the programs in `programs`, and waits until it answers.
    pub(crate) fn start(programs: &Path) -> Result<Server> {
        let folder = tempfile::Builder::new().prefix("mainstay-postgres-").tempdir()?;
        if is_root() {
            run(Command::new("chown").arg(SERVER_USER).arg(folder.path()))?;
        }
        let data = folder.path().join("data");
        output(
            as_server_user(&programs.join("initdb"), folder.path())
                .args(["--username=mainstay", "--auth=trust", "--encoding=UTF8", "--no-sync"])
                .args(["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"])
                .arg("--pgdata")
                .arg(&data),
        )?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut start = as_server_user(&programs.join("postgres"), folder.path());
        start.arg("-D").arg(&data).arg("-p").arg(port.to_string());
        for setting in SETTINGS {
            start.args(["-c", setting]);
        }
        let mut process = start.stderr(Stdio::piped()).spawn()?;
        let log = process.stderr.take().context("the server has no log")?;
        let url = format!("postgres://mainstay@127.0.0.1:{port}/postgres");
        let server = Server { process, pg_ctl: programs.join("pg_ctl"), folder, url };
        wait_until_ready(BufReader::new(log))?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = as_server_user(&self.pg_ctl, self.folder.path());
        stop.args(["stop", "--silent", "--mode=fast", "--pgdata"]);
        if !succeeds(stop.arg(self.folder.path().join("data"))) {
            // It has ended by itself, or can only be ended so.
            self.process.kill().ok();
        }
        self.process.wait().ok();
    }
}

/// Where the programs of the newest PostgreSQL here are.
pub(crate) fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN_FOLDER).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|it| Some((it.file_name().to_str()?.parse::<u32>().ok()?, it.path())))
        .map(|(version, path)| (version, path.join("bin")))
        .filter(|(_, path)| path.join("initdb").is_file())
        .max();
    let elsewhere = || Some(find("initdb")?.parent()?.to_owned());
    newest.map(|(_, path)| path).or_else(elsewhere)
}

/// A command of the server. It gets a signal when this process ends, however that happens.
fn as_server_user(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]).current_dir(folder);
    if is_root() {
        command.args(["--reuid", SERVER_USER, "--regid", SERVER_USER, "--clear-groups"]);
    }
    command.arg("--").arg(program);
    command
}

/// Reads the log until it says that the server answers, and goes on reading in the background, so
/// that the server never waits for a reader.
fn wait_until_ready(log: impl BufRead + Send + 'static) -> Result<()> {
    let (tell, hear) = mpsc::channel();
    thread::spawn(move || {
        let mut start = String::new();
        let mut tell = Some(tell);
        for line in log.lines().map_while(Result::ok) {
            if line.contains("database system is ready to accept connections") {
                tell.take().map(|it| it.send(Ok(())));
            } else if tell.is_some() {
                start.push_str(&line);
                start.push('\n');
            }
        }
        tell.map(|it| it.send(Err(start)));
    });
    match hear.recv_timeout(START_TIMEOUT) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(log)) => bail!("PostgreSQL did not start:\n{log}"),
        Err(_) => bail!("PostgreSQL did not start within {} s", START_TIMEOUT.as_secs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn a_server_answers_until_it_is_dropped_and_leaves_nothing() {
        let server = Server::start(&programs().expect("PostgreSQL is installed")).unwrap();
        let address = server.url.split('@').nth(1).unwrap().split('/').next().unwrap().to_owned();
        let folder = server.folder.path().to_owned();
        assert!(TcpStream::connect(&address).is_ok());
        drop(server);
        assert!(TcpStream::connect(&address).is_err());
        assert!(!folder.exists());
    }

    #[test]
    fn a_server_that_cannot_start_says_why() {
        let log = "starting\nFATAL: no space left\n";
        let error = wait_until_ready(log.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("no space left"), "{error}");
    }
}
