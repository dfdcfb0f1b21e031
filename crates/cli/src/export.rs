//! Writing the programme as a folder of files.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use app::programme::folder;
use app::programme::transfer::{self, ReadOptions};

use crate::config::Config;
use crate::database::Opened;
use crate::{database, output};

/// Makes `dir` hold what the database says.
pub(crate) async fn export(
    config: &Config,
    dir: &Path,
    with_contacts: bool,
    json: bool,
) -> Result<ExitCode> {
    let options = ReadOptions { channels: with_contacts };
    let read = async |it: Opened| Ok(transfer::read(&it.ctx(), options).await?);
    let programme = database::within(config, database::REFUSE, read).await?;
    let written = folder::write(&programme, dir)
        .with_context(|| format!("the folder {} cannot be written", dir.display()))?;
    match json {
        true => output::print_json(&written)?,
        false => output::print(&format!(
            "{}: {} added, {} changed, {} removed, {} as before.",
            dir.display(),
            output::count(written.n_added, "file"),
            written.n_changed,
            written.n_removed,
            written.n_same
        ))?,
    }
    Ok(ExitCode::SUCCESS)
}
