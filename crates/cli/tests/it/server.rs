//! The program, serving the small sample state on a free port.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use app::actor::Role;
use tempfile::TempDir;

/// The program, until it is dropped.
pub(crate) struct Server {
    child: Child,
    /// Such as `http://127.0.0.1:40123`.
    pub(crate) origin: String,
    /// What everybody signs in with.
    pub(crate) password: String,
    /// By the title of their role.
    emails: BTreeMap<String, String>,
    /// Its folder, if nobody else looks at it.
    _dir: Option<TempDir>,
}

impl Server {
    /// Starts the program on a database of its own.
    pub(crate) fn start() -> Server {
        let dir = TempDir::new().unwrap();
        let mut server = Server::start_in(dir.path());
        server._dir = Some(dir);
        server
    }

    /// Starts the program on the database in a folder. If there is none, it makes one.
    pub(crate) fn start_in(dir: &Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mainstay"))
            .current_dir(dir)
            .args(["demo", "--size", "small", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut origin = String::new();
        let mut password = String::new();
        let mut emails = BTreeMap::new();
        for line in lines(child.stdout.take().unwrap()) {
            if let Some((_, found)) = line.split_once("answers at ") {
                found.trim().clone_into(&mut origin);
            } else if let Some((_, found)) = line.split_once("the password is always ") {
                found.trim().clone_into(&mut password);
            } else if let Some((title, email)) = line.trim().rsplit_once("  ") {
                emails.insert(title.trim().to_owned(), email.trim().to_owned());
            } else if line.starts_with("The data is in") {
                break;
            }
        }
        let log = lines(child.stderr.take().unwrap());
        if origin.is_empty() {
            panic!("{}", log.collect::<Vec<_>>().join("\n"));
        }
        // A full pipe would stop the program.
        std::thread::spawn(move || log.for_each(drop));
        Server { child, origin, password, emails, _dir: None }
    }

    /// Ends it at once, whatever it is doing.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Its folder, with its database and its key.
    pub(crate) fn folder(&self) -> &Path {
        self._dir.as_ref().expect("it has a folder of its own").path()
    }

    /// The address with which someone of this role signs in.
    pub(crate) fn email(&self, role: Role) -> &str {
        self.emails.get(role.title()).expect("each role has somebody in the sample")
    }
}

/// Lines, until the other end closes.
fn lines(from: impl Read) -> impl Iterator<Item = String> {
    BufReader::new(from).lines().map_while(Result::ok)
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
