//! The database, opened for a command and closed behind it.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use app::actor::Actor;
use app::people::persons;
use app::seal::SealKey;
use app::{Ctx, Db, Platform, Timestamp};

use crate::config::{Config, system_user};
use crate::{mail, output};

/// How long what is under way may hold the database when a command ends.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a command does where there is no database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Make one.
    Make,
    /// Say so, and what else makes one.
    Refuse(&'static str),
}

/// For a command that needs what is there already.
pub(crate) const REFUSE: Missing = Missing::Refuse("`mainstay migrate` makes one");

/// The installation, its schema up to date.
pub(crate) struct Opened {
    /// The installation.
    pub(crate) platform: Platform,
    /// Whether it was made just now.
    pub(crate) is_new: bool,
}

impl Opened {
    /// For a command given by whoever runs the program, who may do everything. The log says who that
    /// was, by the name that the system knows them by.
    pub(crate) fn ctx(&self) -> Ctx {
        let actor = Actor::at_command_of(&system_user());
        Ctx::new(self.platform.clone(), actor, now())
    }
}

/// Connects to the database.
pub(crate) async fn connect(config: &Config) -> Result<Db> {
    let shown = config.database_shown();
    if !["sqlite:", "postgres:", "postgresql:"].iter().any(|it| config.database.starts_with(it)) {
        bail!(
            "the database is called {shown}, which is no address: write `sqlite:FILE` or \
             `postgres://USER@HOST/NAME`"
        );
    }
    Db::connect(&config.database)
        .await
        .with_context(|| format!("the database {shown} cannot be reached"))
}

/// Does `work` with the installation, and closes its database whatever came of it: only then is
/// all that was written in the one file that people copy.
pub(crate) async fn within<T>(
    config: &Config,
    missing: Missing,
    work: impl AsyncFnOnce(Opened) -> Result<T>,
) -> Result<T> {
    if let (Missing::Refuse(maker), Some(file)) = (missing, config.database_file())
        && !file.exists()
    {
        bail!(is_missing(config, maker));
    }
    let db = connect(config).await?;
    let done = async { work(open(config, missing, db.clone()).await?).await }.await;
    close(&db).await;
    done
}

async fn open(config: &Config, missing: Missing, db: Db) -> Result<Opened> {
    let is_new = db.is_new().await.context("the database cannot be read")?;
    if let (Missing::Refuse(maker), true) = (missing, is_new) {
        bail!(is_missing(config, maker));
    }
    db.migrate().await.context("the schema cannot be brought up to date")?;
    let key = key(config, db.clone()).await?;
    let mail = mail::server(config, &key)?;
    let platform = Platform::new(db, key);
    let platform = match mail {
        Some(server) => platform.with_mail(server),
        None => platform,
    };
    Ok(Opened { platform, is_new })
}

/// The key of the installation, if it opens what is sealed in the database. Another one must not be
/// made: what it sealed would not open with the right one, and nobody would notice until they have
/// to call somebody.
async fn key(config: &Config, db: Db) -> Result<SealKey> {
    let file = config.key_file.display();
    let is_there = config.key_file.exists();
    let key = match is_there {
        true => config.seal_key()?,
        false => SealKey::new(&SealKey::fresh_bytes()),
    };
    let (n_opened, n_sealed) = persons::key_opens(&ctx(&Platform::new(db, key.clone()))).await?;
    if 0 < n_opened && n_opened < n_sealed {
        tracing::warn!(
            "The key in {file} does not open {} of the {n_sealed} contacts entered last: another \
             key sealed those",
            n_sealed - n_opened
        );
    }
    match 0 < n_sealed && n_opened == 0 {
        true if is_there => bail!(
            "the key in {file} does not open what is sealed in {}, which has another: put that one \
             there, or name it as key_file (MAINSTAY_KEY_FILE)",
            config.database_shown()
        ),
        true => bail!(
            "there is no key in {file}, and {} holds contacts that another key sealed: put that one \
             there, or name it as key_file (MAINSTAY_KEY_FILE)",
            config.database_shown()
        ),
        false if is_there => Ok(key),
        false => config.seal_key(),
    }
}

/// What to do about a database that is not there.
fn is_missing(config: &Config, maker: &str) -> String {
    let demo = crate::demo::FILE;
    let hint = match config.database_file().is_some() && Path::new(demo).exists() {
        true => format!("--database names another (the demo's is sqlite:{demo})"),
        false => "--database names another".to_owned(),
    };
    format!("there is no database of Mainstay at {}: {hint}, and {maker}", config.database_shown())
}

/// Closes the database, unless something holds it for too long: what is not written down by then
/// is as if it had never begun.
pub(crate) async fn close(db: &Db) {
    match tokio::time::timeout(PATIENCE, db.close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "The database could not be closed"),
        Err(_) => tracing::warn!("The database was left while something was still under way"),
    }
}

/// What the program does of itself, which may do everything.
pub(crate) fn ctx(platform: &Platform) -> Ctx {
    Ctx::new(platform.clone(), Actor::platform(), now())
}

/// What time it is.
#[expect(clippy::disallowed_methods, reason = "the clock is read here, for every request")]
pub(crate) fn now() -> Timestamp {
    chrono::Utc::now()
}

/// Brings the schema up to date.
pub(crate) async fn migrate(config: &Config, json: bool) -> Result<ExitCode> {
    let is_new = within(config, Missing::Make, async |it| Ok(it.is_new)).await?;
    let database = config.database_shown();
    let document = serde_json::json!({
        "database": database,
        "database_is_new": is_new,
        "up_to_date": true,
    });
    match (json, is_new) {
        (true, _) => output::print_json(&document)?,
        (false, true) => output::print(&format!("{database} is new, and ready for use."))?,
        (false, false) => output::print(&format!("The schema of {database} is up to date."))?,
    }
    Ok(ExitCode::SUCCESS)
}
