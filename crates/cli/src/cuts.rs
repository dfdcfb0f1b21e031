//! What takes a service down: by the database, or by a programme folder without one.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::Error;
use app::prepare::inventory::{Kind, reference};
use app::programme::answers::{CutLine, CutMember, CutReport, cuts_in, cuts_of};
use app::programme::{Programme, folder};
use app::prove::cuts::Asked;

use crate::config::Config;
use crate::database::Opened;
use crate::{database, output};

/// By the database.
pub(crate) async fn of_database(
    config: &Config,
    code: &str,
    (asked, kind): (Asked, Option<Kind>),
    json: bool,
) -> Result<ExitCode> {
    let find = async |it: Opened| Ok(cuts_of(&it.ctx(), code, asked).await);
    tell((code, kind), database::within(config, database::REFUSE, find).await?, json)
}

/// By a programme folder.
pub(crate) fn of_folder(
    dir: &Path,
    code: &str,
    (asked, kind): (Asked, Option<Kind>),
    json: bool,
) -> Result<ExitCode> {
    tell((code, kind), cuts_in(&programme(dir)?, code, asked), json)
}

/// The programme in a folder, unless something in it cannot be understood.
pub(crate) fn programme(dir: &Path) -> Result<Programme> {
    let (programme, found) = folder::read(dir)
        .with_context(|| format!("{} cannot be read as a folder", dir.display()))?;
    match found.len() {
        0 => Ok(programme),
        n => bail!(
            "{} of the folder cannot be understood: see `mainstay check`",
            output::count(n, "file")
        ),
    }
}

/// `kind`: only combinations with a member of it.
fn tell(
    (code, kind): (&str, Option<Kind>),
    found: app::Result<CutReport>,
    json: bool,
) -> Result<ExitCode> {
    let mut found = match found {
        Err(Error::NotFound(_)) => bail!("there is no service called “{code}” in use"),
        found => found?,
    };
    if let Some(kind) = kind {
        let is_of = |it: &CutMember| it.item.starts_with(&reference(kind, ""));
        found.cut_sets.retain(|it| it.members.iter().any(is_of));
    }
    if json {
        output::print_json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    output::print(&format!("What takes {} down", found.name))?;
    for size in found.cut_sets.chunk_by(|a, b| a.members.len() == b.members.len()) {
        let n = size.first().map_or(0, |it| it.members.len());
        let title = match n {
            1 => "Single points of failure:".to_owned(),
            n => format!("Combinations of {n}:"),
        };
        output::print(&format!("\n{title}"))?;
        for it in size {
            output::print(&line(it))?;
        }
    }
    output::print(&format!("\n{}", bound(&found)))?;
    Ok(ExitCode::SUCCESS)
}

fn line(it: &CutLine) -> String {
    let names: Vec<String> =
        it.members.iter().map(|it| format!("{} ({})", it.name, it.item)).collect();
    let others = match it.n_others {
        0 => String::new(),
        n => format!(", and {} with it", output::count(n, "other")),
    };
    let why = match it.members.as_slice() {
        [only] => format!(": {}", only.why),
        _ => String::new(),
    };
    format!("  {}{others}{why}", names.join(" + "))
}

fn bound(found: &CutReport) -> String {
    let n_all: u64 = found.counts.iter().sum();
    let listed = found.cut_sets.len();
    let more = match n_all.saturating_sub(u64::try_from(listed).unwrap_or(u64::MAX)) {
        0 => String::new(),
        n => format!(" {n} of them are not listed."),
    };
    let larger = if found.is_complete { "there are no" } else { "there may be" };
    format!("All combinations of up to {}; {larger} larger ones.{more}", found.order_complete)
}
