//! A real mail server: aiosmtpd, on a free port, with a folder for what it takes.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use app::Platform;
use app::mail::{MailSettings, Paragraph, Tls};

/// A mail server, until it is dropped.
#[derive(Debug)]
pub struct MailServer {
    child: Child,
    folder: tempfile::TempDir,
    /// Where it listens.
    pub port: u16,
}

/// A mail that it took, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received(pub String);

impl MailServer {
    /// Starts one that takes everything.
    pub fn start() -> MailServer {
        MailServer::start_with(&[])
    }

    /// Starts one with these options of `mail_server.py`.
    pub fn start_with(options: &[&str]) -> MailServer {
        #[expect(clippy::disallowed_methods, reason = "tests have no configuration file")]
        let python = std::env::var("MAINSTAY_TEST_MAIL");
        let python =
            python.expect("MAINSTAY_TEST_MAIL is set: `cargo xtask test` installs it, and sets it");
        let folder = tempfile::TempDir::new().expect("a folder can be made");
        let mut child = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/src/mail_server.py"))
            .arg(folder.path().join("mails"))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mail server starts");
        let mut said = String::new();
        let out = child.stdout.take().expect("it has an output");
        BufReader::new(out).read_line(&mut said).expect("it says where it listens");
        let port = said.trim().parse().expect("it says its port");
        MailServer { child, folder, port }
    }

    /// The same installation, which sends its mails here.
    pub fn serve(&self, platform: &Platform) -> Platform {
        let settings = MailSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            tls: Tls::None,
            credentials: None,
            from: "Mainstay <mainstay@franklin.example>".to_owned(),
            site: "https://mainstay.franklin.example".to_owned(),
            dress: |letter, _| {
                let n = letter.paragraphs.iter().filter(|it| matches!(it, Paragraph::Link { .. }));
                format!("<p>{} links</p>", n.count())
            },
        };
        let server = app::mail::MailServer::new(settings).expect("the settings make sense");
        platform.clone().with_mail(server)
    }

    /// The mails that it took, in no order.
    pub fn mails(&self) -> Vec<Received> {
        let files = fs::read_dir(self.folder.path().join("mails/new")).into_iter().flatten();
        let files = files.filter_map(|it| fs::read_to_string(it.ok()?.path()).ok());
        files.map(|it| Received(it.replace("\r\n", "\n"))).collect()
    }

    /// Lets it neither answer nor go away, as a server that hangs.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let told = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(told.is_ok_and(|it| it.success()), "it can be told");
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Received {
    /// What stands in a header.
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.0.lines().find_map(|it| it.strip_prefix(start.as_str())).unwrap_or_default()
    }

    /// The part in plain text, with lines that were broken for the way put together.
    pub fn text(&self) -> String {
        let part = self.0.split("Content-Type: text/plain").nth(1).unwrap_or_default();
        let body = part.split_once("\n\n").map_or("", |it| it.1);
        let body = body.split("\n--").next().unwrap_or_default();
        body.replace("=\n", "").replace("=3D", "=").replace("=E2=80=99", "’")
    }

    /// The path of the link of ours that begins so.
    pub fn link(&self, start: &str) -> String {
        let text = self.text();
        let found = text.split_whitespace().find_map(|it| {
            it.strip_prefix("https://mainstay.franklin.example").filter(|it| it.starts_with(start))
        });
        found.unwrap_or_default().to_owned()
    }
}
