//! The product, running, and somebody who asks it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

/// The program, serving the statewide sample state, until it is dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    origin: String,
    password: String,
    /// By the title of their role.
    emails: BTreeMap<String, String>,
    /// How long the sample state took to load; zero if it was there.
    pub(super) loaded_in: Duration,
}

impl Server {
    /// Starts it with its data in `folder`.
    pub(super) fn start(program: &Path, folder: &Path) -> Result<Server> {
        let mut child = Command::new(program)
            .current_dir(folder)
            .args(["demo", "--size", "statewide", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.join("log"))?)
            .spawn()
            .context("the product cannot be started")?;
        let said = child.stdout.take().context("what it says cannot be read")?;
        let mut server = Server {
            child,
            origin: String::new(),
            password: String::new(),
            emails: BTreeMap::new(),
            loaded_in: Duration::ZERO,
        };
        for line in BufReader::new(said).lines() {
            let line = line?;
            if let Some((_, found)) = line.split_once("analyzed in ") {
                let seconds: f64 = found.trim_end_matches(" s.").parse()?;
                server.loaded_in = Duration::from_secs_f64(seconds);
            } else if let Some((_, found)) = line.split_once("answers at ") {
                found.trim().clone_into(&mut server.origin);
            } else if let Some((_, found)) = line.split_once("the password is always ") {
                found.trim().clone_into(&mut server.password);
            } else if let Some((title, email)) = line.trim().rsplit_once("  ") {
                server.emails.insert(title.trim().to_owned(), email.trim().to_owned());
            } else if line.starts_with("The data is in") {
                return Ok(server);
            }
        }
        bail!("the product did not start:\n{}", fs::read_to_string(folder.join("log"))?)
    }

    /// Signs in who holds the role of this title.
    pub(super) fn sign_in(&self, role: &str) -> Result<Client> {
        let email = self.emails.get(role).with_context(|| format!("there is no {role}"))?;
        let config = Agent::config_builder().max_redirects(0).max_redirects_will_error(false);
        let agent: Agent = config.http_status_as_error(false).build().into();
        let form = [("email", email.as_str()), ("password", &self.password)];
        let answer = agent.post(format!("{}/sign-in", self.origin)).send_form(form)?;
        let cookie = answer.headers().get("set-cookie").context("nobody was signed in")?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        Ok(Client { agent, origin: self.origin.clone(), cookie })
    }

    /// How many bytes of memory it takes now.
    pub(super) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
        let kib = line.and_then(|it| it.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        Ok(kib.context("the system does not say how much memory it takes")? * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Somebody who is signed in.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    origin: String,
    cookie: String,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer(Vec<u8>);

impl Answer {
    /// As long as it came over the wire.
    pub(super) fn n_bytes(&self) -> usize {
        self.0.len()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

impl Client {
    /// Asks for a page, which must be there.
    pub(super) fn get(&self, path: &str) -> Result<Answer> {
        let asked = self.agent.get(format!("{}{path}", self.origin)).header("cookie", &self.cookie);
        read(path, asked.call()?).map(|(_, bytes)| Answer(bytes))
    }

    pub(super) fn json(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.get(path)?.0)?)
    }

    /// A record, and the tag of its version.
    pub(super) fn record(&self, path: &str) -> Result<(String, Value)> {
        let asked = self.agent.get(format!("{}{path}", self.origin)).header("cookie", &self.cookie);
        let (tag, bytes) = read(path, asked.call()?)?;
        Ok((tag, serde_json::from_slice(&bytes)?))
    }

    /// Replaces a record of which the version `tag` was seen.
    pub(super) fn put(&self, path: &str, tag: &str, document: &Value) -> Result<()> {
        let asked = self.agent.put(format!("{}{path}", self.origin));
        let asked = asked.header("cookie", &self.cookie).header("if-match", tag);
        let answer = asked.content_type("application/json").send(document.to_string())?;
        read(path, answer).map(drop)
    }

    /// Asks about a document that is not saved.
    pub(super) fn ask(&self, path: &str, document: &Value) -> Result<Value> {
        let asked = self.agent.post(format!("{}{path}", self.origin));
        let asked = asked.header("cookie", &self.cookie).content_type("application/json");
        let (_, bytes) = read(path, asked.send(document.to_string())?)?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// The lines of an answer, as they come.
    pub(super) fn lines(&self, path: &str) -> Result<impl Iterator<Item = io::Result<String>>> {
        let asked = self.agent.get(format!("{}{path}", self.origin)).header("cookie", &self.cookie);
        let answer = asked.call()?;
        ensure!(answer.status().is_success(), "{path} answered {}", answer.status());
        Ok(BufReader::new(answer.into_body().into_reader()).lines())
    }

    /// Makes something happen that takes no more saying. Answers with what came of it.
    pub(super) fn post(&self, path: &str) -> Result<Value> {
        let asked = self.agent.post(format!("{}{path}", self.origin));
        let (_, bytes) = read(path, asked.header("cookie", &self.cookie).send_empty()?)?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}

/// The tag and the body of an answer that says that all went well.
fn read(path: &str, mut answer: Response<Body>) -> Result<(String, Vec<u8>)> {
    let tag = answer.headers().get("etag").and_then(|it| it.to_str().ok()).map(str::to_owned);
    let body = answer.body_mut().read_to_vec()?;
    ensure!(
        answer.status().is_success(),
        "{path} answered {}: {}",
        answer.status(),
        String::from_utf8_lossy(&body)
    );
    Ok((tag.unwrap_or_default(), body))
}
