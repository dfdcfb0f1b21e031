//! The agency that a command is about, as the command line names it.

use anyhow::{Result, anyhow};
use app::people::agencies::{self, Agency};
use app::{Ctx, Error};

/// The agency of `--agency`: its code or its name, in upper or lower case. What none is called is
/// refused with the nearest names.
pub(crate) async fn named(ctx: &Ctx, text: &str) -> Result<Agency> {
    agencies::named(ctx, text).await.map_err(refused)
}

/// Why there is none, in the words for whoever wrote the command.
pub(crate) fn refused(error: Error) -> anyhow::Error {
    let Error::Invalid(problems) = error else { return error.into() };
    let told: Vec<String> =
        problems.iter().map(|it| format!("--{}: {}", it.field, it.reason)).collect();
    anyhow!(told.join("; "))
}
