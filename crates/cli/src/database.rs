//! The database, opened for a command.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::actor::Actor;
use app::{Ctx, Db, Platform, Timestamp};

use crate::config::Config;
use crate::output;

/// Connects to the database.
pub(crate) async fn connect(config: &Config) -> Result<Db> {
    let shown = config.database_shown();
    Db::connect(&config.database)
        .await
        .with_context(|| format!("the database {shown} cannot be reached"))
}

/// The installation, its schema up to date.
pub(crate) async fn open(config: &Config) -> Result<Platform> {
    let db = connect(config).await?;
    db.migrate().await.context("the schema cannot be brought up to date")?;
    Ok(Platform::new(db, config.seal_key()?))
}

/// The same for a command that needs what is there already: it makes no database.
pub(crate) async fn open_existing(config: &Config) -> Result<Platform> {
    if config.database_file().is_some_and(|it| !it.exists()) {
        let shown = config.database_shown();
        bail!(
            "there is no database at {shown}: --database names another, and `mainstay migrate` \
             makes one"
        );
    }
    open(config).await
}

/// A command given by whoever runs the program, who may do everything.
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
    open(config).await?;
    match json {
        true => output::print_json(&serde_json::json!({ "up_to_date": true }))?,
        false => output::print("The schema is up to date.")?,
    }
    Ok(ExitCode::SUCCESS)
}
