//! The settings: from a file, the environment and the command line, in that order.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::seal::SealKey;
use serde::{Deserialize, Serialize};

use crate::args::Settings;
use crate::{database, output};

/// What may differ from one installation to another.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Where the data is: `sqlite:FILE` or `postgres://…`.
    pub(crate) database: String,
    /// Where to answer requests.
    pub(crate) listen: SocketAddr,
    /// The file with the key that seals contact channels. Made at the first start. Unless one is
    /// named, the one beside the database is taken, if there is one.
    pub(crate) key_file: PathBuf,
    /// The certificate chain, in PEM. With it, requests are answered by https only.
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The private key of the certificate, in PEM.
    pub(crate) tls_key: Option<PathBuf>,
    /// Whether a proxy in front speaks https with browsers.
    pub(crate) behind_https: bool,
    /// The proxies that may say from where a request comes: addresses, or networks such as
    /// `10.0.0.0/8`. In the environment, separated by commas.
    pub(crate) trusted_proxies: Vec<String>,
    /// What the state is called, when the first start makes it.
    pub(crate) state: String,
    /// What the first administrator signs in with.
    pub(crate) administrator_email: String,
    /// The server that takes mails. Without one, mails wait.
    pub(crate) smtp_host: Option<String>,
    /// Where it listens. Unless somebody says, 587 with `starttls`, 465 with `tls`, 25 with `none`.
    pub(crate) smtp_port: Option<u16>,
    /// How the connection to it is secured: `starttls`, `tls` from the start, or `none`.
    pub(crate) smtp_tls: SmtpTls,
    /// Who signs in there, if it wants that.
    pub(crate) smtp_user: Option<String>,
    /// With which password, as `mainstay config seal` writes it.
    pub(crate) smtp_password: Option<String>,
    /// From whom mails are: `Mainstay <mainstay@franklin.example>`.
    pub(crate) mail_from: Option<String>,
    /// The address by which people reach the site, to which links in mails lead.
    pub(crate) site_url: Option<String>,
    /// What to log: `info`, or a filter such as `info,sqlx=debug`.
    pub(crate) log: String,
    /// How to log: `text` or `json`.
    pub(crate) log_format: LogFormat,
}

/// How to log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON document a line, for programs.
    Json,
}

/// How the connection to the mail server is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SmtpTls {
    /// It begins in the open, and is secured before anything is said.
    Starttls,
    /// From the start.
    Tls,
    /// Not at all.
    None,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            database: "sqlite:mainstay.db".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            key_file: "mainstay.key".into(),
            tls_certificate: None,
            tls_key: None,
            behind_https: false,
            trusted_proxies: vec!["127.0.0.0/8".to_owned(), "::1".to_owned()],
            state: app::STATE_NAME.to_owned(),
            administrator_email: "administrator@localhost.localdomain".to_owned(),
            smtp_host: None,
            smtp_port: None,
            smtp_tls: SmtpTls::Starttls,
            smtp_user: None,
            smtp_password: None,
            mail_from: None,
            site_url: None,
            log: "info,sea_orm_migration=warn,sqlx=warn,sea_orm=warn".to_owned(),
            log_format: LogFormat::Text,
        }
    }
}

/// The file that is read if none is named.
const FILE: &str = "mainstay.toml";

/// Reads the settings.
pub(crate) fn read(settings: &Settings) -> Result<Config> {
    let file = match &settings.config {
        Some(file) => config::File::from(file.as_path()).required(true),
        None => config::File::from(Path::new(FILE)).required(false),
    };
    let mut config = merged(file.format(config::FileFormat::Toml), environment_source())?;
    if let Some(database) = &settings.database {
        config.database.clone_from(database);
    }
    if let Some(listen) = &settings.listen {
        config.listen = listen.parse().with_context(|| {
            format!("--listen is `{listen}`, and should be an address such as 127.0.0.1:8080")
        })?;
    }
    config.find_key();
    if config.tls_certificate.is_some() != config.tls_key.is_some() {
        bail!("tls_certificate and tls_key go together: one of them is missing");
    }
    Ok(config)
}

fn environment_source() -> config::Environment {
    config::Environment::with_prefix("MAINSTAY")
        .prefix_separator("_")
        .try_parsing(true)
        .list_separator(",")
        .with_list_parse_key("trusted_proxies")
}

/// What the environment says, else the file, else what holds unless somebody says otherwise.
fn merged(
    file: impl config::Source + Send + Sync + 'static,
    environment: config::Environment,
) -> Result<Config> {
    let defaults = config::Config::try_from(&Config::default())?;
    config::Config::builder()
        .add_source(defaults)
        .add_source(file)
        .add_source(Known(environment))
        .build()
        .and_then(config::Config::try_deserialize)
        .context("the settings make no sense")
}

/// The environment, without variables that mean something else, such as `MAINSTAY_DATA`.
#[derive(Debug, Clone)]
struct Known(config::Environment);

impl config::Source for Known {
    fn clone_into_box(&self) -> Box<dyn config::Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<config::Map<String, config::Value>, config::ConfigError> {
        let known = config::Config::try_from(&Config::default())?;
        let known: serde_json::Value = known.try_deserialize()?;
        let optional = [
            "tls_certificate",
            "tls_key",
            "smtp_host",
            "smtp_port",
            "smtp_user",
            "smtp_password",
            "mail_from",
            "site_url",
        ];
        let mut found = self.0.collect()?;
        found.retain(|name, _| known.get(name).is_some() || optional.contains(&name.as_str()));
        Ok(found)
    }
}

impl Config {
    /// Whether browsers reach it by https.
    pub(crate) fn is_secure(&self) -> bool {
        self.behind_https || self.tls_certificate.is_some()
    }

    /// The proxies that may say from where a request comes.
    pub(crate) fn proxies(&self) -> Result<web::TrustedProxies> {
        let named = self.trusted_proxies.iter().filter(|it| !it.trim().is_empty());
        web::TrustedProxies::of(&named.collect::<Vec<_>>())
            .context("trusted_proxies makes no sense")
    }

    /// The file of a database in SQLite.
    pub(crate) fn database_file(&self) -> Option<&Path> {
        let named = self.database.strip_prefix("sqlite:")?;
        let named = named.strip_prefix("//").unwrap_or(named);
        Some(Path::new(named.split_once('?').map_or(named, |it| it.0)))
    }

    /// Unless somebody names another, the key of a file is the one beside it: `state.key` opens what
    /// `state.db` keeps, wherever the command is given.
    pub(crate) fn find_key(&mut self) {
        if self.key_file != Config::default().key_file {
            return;
        }
        if let Some(file) = self.database_file().filter(|it| *it != Path::new(":memory:")) {
            let is_taken = file.extension().is_some_and(|it| it == "key");
            self.key_file = file.with_extension(if is_taken { "key.key" } else { "key" });
        }
    }

    /// The key that seals contact channels. It is made if there is none.
    pub(crate) fn seal_key(&self) -> Result<SealKey> {
        let file = &self.key_file;
        if !file.exists() {
            write_secret(file, &hex(&SealKey::fresh_bytes()))
                .with_context(|| format!("the key cannot be kept in {}", file.display()))?;
        }
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("the key in {} cannot be read", file.display()))?;
        let bytes = unhex(text.trim()).with_context(|| {
            format!(
                "{} does not hold a key of 64 hex digits: key_file names another file",
                file.display()
            )
        })?;
        Ok(SealKey::new(&bytes))
    }

    /// The database: which file it is wherever one stands, and without a password that may be part
    /// of its address.
    pub(crate) fn database_shown(&self) -> String {
        if let Some(file) = self.database_file().filter(|it| *it != Path::new(":memory:"))
            && let Ok(file) = std::path::absolute(file)
        {
            return format!("sqlite:{}", file.display());
        }
        match (self.database.split_once("://"), self.database.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
            _ => self.database.clone(),
        }
    }
}

/// What the system calls whoever runs the program, as far as the environment says.
#[expect(
    clippy::disallowed_methods,
    reason = "this is no setting, and it is read here as they are"
)]
pub(crate) fn system_user() -> String {
    let names = ["USER", "LOGNAME", "USERNAME"];
    names.into_iter().find_map(|it| std::env::var(it).ok()).unwrap_or_default()
}

/// Writes a file that nobody else may read. It must not be there yet.
fn write_secret(file: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|it| it.to_digit(16).and_then(|it| u8::try_from(it).ok())).collect();
    let bytes: Vec<u8> =
        digits?.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit)).collect();
    if text.len() == 64 { bytes.try_into().ok() } else { None }
}

/// Says what the settings are, and whether they work.
pub(crate) async fn check(config: &Config, json: bool) -> Result<ExitCode> {
    let mut problems = Vec::new();
    let mut note = |result: Result<()>| {
        if let Err(error) = result {
            problems.push(format!("{error:#}"));
        }
    };
    let key = config.seal_key();
    note(key.as_ref().map_or(Ok(()), |it| crate::mail::server(config, it).map(|_| ())));
    note(key.map(|_| ()));
    note(config.proxies().map(|_| ()));
    // To look whether a file can be opened would make one.
    let file = config.database_file().filter(|it| *it != Path::new(":memory:"));
    let is_missing = file.is_some_and(|it| !it.exists());
    if !is_missing {
        match database::connect(config).await {
            Ok(db) => database::close(&db).await,
            Err(error) => note(Err(error)),
        }
    }
    note(crate::serve::tls(config).await.map(|_| ()));
    if json {
        let smtp_password = config.smtp_password.as_ref().map(|_| "…".to_owned());
        let shown = Config { database: config.database_shown(), smtp_password, ..config.clone() };
        let document = serde_json::json!({
            "settings": shown, "problems": problems, "database_is_missing": is_missing,
        });
        output::print_json(&document)?;
    } else {
        let missing = if is_missing { " (not there yet: `mainstay migrate` makes it)" } else { "" };
        output::print(&format!("database    {}{missing}", config.database_shown()))?;
        output::print(&format!("listen      {}", config.listen))?;
        output::print(&format!("key file    {}", config.key_file.display()))?;
        output::print(&format!("https       {}", if config.is_secure() { "yes" } else { "no" }))?;
        let mail = config.smtp_host.as_deref().unwrap_or("no server: mails wait");
        output::print(&format!("mail        {mail}"))?;
        for problem in &problems {
            output::print(&format!("problem     {problem}"))?;
        }
        if problems.is_empty() {
            output::print("All settings work.")?;
        }
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_and_read_as_hex_digits() {
        let bytes = [0, 1, 15, 16, 255].repeat(7);
        let bytes: [u8; 32] = bytes[..32].try_into().unwrap();
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        assert_eq!(unhex("xyz"), None);
        assert_eq!(unhex(&"ä".repeat(32)), None);
    }

    #[test]
    fn proxies_are_listed_in_the_file_and_in_the_environment() {
        let listed = |file: &str, environment: &[(&str, &str)]| {
            let source = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
            let environment = environment_source().source(Some(source.collect()));
            let file = config::File::from_str(file, config::FileFormat::Toml);
            let config: Config = merged(file, environment).unwrap();
            config
        };
        let config = listed("", &[]);
        assert_eq!(config.trusted_proxies, ["127.0.0.0/8", "::1"]);
        let file = "trusted_proxies = ['10.0.0.1']\nlog = 'info,sqlx=warn'";
        let config = listed(file, &[]);
        assert_eq!(config.trusted_proxies, ["10.0.0.1"]);
        let config = listed(
            file,
            &[
                ("MAINSTAY_TRUSTED_PROXIES", "10.0.0.0/8,2001:db8::1"),
                ("MAINSTAY_LOG", "info,app=debug"),
            ],
        );
        assert_eq!(config.trusted_proxies, ["10.0.0.0/8", "2001:db8::1"]);
        assert_eq!(config.log, "info,app=debug");
        assert!(config.proxies().is_ok());
        let config = listed(file, &[("MAINSTAY_TRUSTED_PROXIES", "")]);
        assert!(config.proxies().is_ok());
        let config = listed("trusted_proxies = ['proxy']", &[]);
        assert!(config.proxies().is_err());
    }

    #[test]
    fn a_password_is_not_shown() {
        let database = "postgres://user:secret@db/mainstay".to_owned();
        let config = Config { database, ..Config::default() };
        assert_eq!(config.database_shown(), "postgres://…@db/mainstay");
    }

    #[test]
    fn a_file_is_shown_with_its_folder() {
        let shown = |database: &str| {
            let config = Config { database: database.to_owned(), ..Config::default() };
            config.database_shown()
        };
        assert_eq!(shown("sqlite:///data/state.db?mode=rwc"), "sqlite:/data/state.db");
        let here = std::env::current_dir().unwrap();
        assert_eq!(shown("sqlite:state.db"), format!("sqlite:{}/state.db", here.display()));
        assert_eq!(shown("sqlite::memory:"), "sqlite::memory:");
    }
}
