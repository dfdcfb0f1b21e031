//! Writing the programme as a folder of files.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use app::people::advisories;
use app::programme::folder::{self, Written};
use app::programme::transfer::{self, ReadOptions};
use serde::Serialize;

use crate::config::Config;
use crate::database::Opened;
use crate::{database, output};

/// What was done to the files, and what is not among them.
#[derive(Serialize)]
struct Exported {
    #[serde(flatten)]
    written: Written,
    /// How many advisories stay in the database.
    n_advisories_left_out: usize,
}

/// Makes `dir` hold what the database says.
pub(crate) async fn export(
    config: &Config,
    dir: &Path,
    with_contacts: bool,
    json: bool,
) -> Result<ExitCode> {
    let options = ReadOptions { channels: with_contacts };
    let read = async |it: Opened| {
        let ctx = it.ctx();
        Ok((transfer::read(&ctx, options).await?, advisories::n_left_out(&ctx).await?))
    };
    let (programme, n_advisories_left_out) =
        database::within(config, database::REFUSE, read).await?;
    let written = folder::write(&programme, dir)
        .with_context(|| format!("the folder {} cannot be written", dir.display()))?;
    match json {
        true => output::print_json(&Exported { written, n_advisories_left_out })?,
        false => output::print(&format!(
            "{}: {} added, {} changed, {} removed, {} as before.",
            dir.display(),
            output::count(written.n_added, "file"),
            written.n_changed,
            written.n_removed,
            written.n_same
        ))?,
    }
    if !json && 0 < n_advisories_left_out {
        output::print(&format!(
            "Advisories left out: {n_advisories_left_out}. They are marked TLP:RED, or name only \
             partners that are none any more."
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
