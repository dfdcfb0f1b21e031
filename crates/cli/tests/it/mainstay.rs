//! The program, in a folder of its own.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The program, in a folder of its own with its database and its key.
pub(crate) struct Mainstay {
    dir: TempDir,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Mainstay {
    pub(crate) fn new() -> Mainstay {
        Mainstay { dir: TempDir::new().unwrap() }
    }

    /// A path in its folder.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Writes a file into its folder.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mainstay"));
        command.current_dir(self.dir.path()).env("MAINSTAY_LOG", "warn").args(arguments);
        command
    }

    /// Does something, and waits for it.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        Done { code: output.status.code().unwrap_or(-1), out, err }
    }

    /// Does something that must work, and says what it printed.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, 0, "{arguments:?}: {done:?}");
        done.out
    }

    /// The same, told something on its standard input.
    pub(crate) fn ok_with(&self, arguments: &[&str], input: &str) -> String {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Does something, told something on its standard input, and waits for it.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        Done { code: output.status.code().unwrap_or(-1), out, err }
    }

    /// Begins to serve, on a free port, and trusts a certificate of ours.
    pub(crate) fn serve_trusting(&self, certificate: &str) -> Child {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.env("SSL_CERT_FILE", certificate).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Begins to serve, on a free port, and logs what it does.
    pub(crate) fn serve(&self) -> Child {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.env("MAINSTAY_LOG", "info").stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Begins something.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }
}

/// An agency that everything belongs to.
pub(crate) const AGENCY: &str = "code: it\nname: Information Technology\nkind: state\n";
