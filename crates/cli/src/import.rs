//! Putting files into the database: a programme folder, a table, or a catalog.

use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use app::prepare::imports::{self, Counts, File, Mapping, Source, Target};
use app::programme::transfer::{self, Summary, WriteOptions};
use app::programme::{findings, folder};
use app::{Ctx, Error};
use serde::Serialize;

use crate::args::ImportArgs;
use crate::config::Config;
use crate::database::{Missing, Opened};
use crate::output::count;
use crate::{database, output};

/// Puts in what stands at the path, or says what would become of it.
pub(crate) async fn import(config: &Config, args: &ImportArgs, json: bool) -> Result<ExitCode> {
    // What is not there is said before a database is made for it.
    args.path
        .symlink_metadata()
        .with_context(|| format!("{} cannot be read", args.path.display()))?;
    let missing = match args.create {
        true => Missing::Make,
        false => {
            Missing::Refuse("`mainstay migrate` makes one, as does `mainstay import --create`")
        }
    };
    let put = async |it: Opened| {
        let into = Into { database: config.database_shown(), database_is_new: it.is_new };
        if !json && !args.dry_run {
            output::say(&into.line());
        }
        match args.path.is_dir() {
            true => import_folder(&it.ctx(), args, into, json).await,
            false => import_file(&it.ctx(), args, into, json).await,
        }
    };
    database::within(config, missing, put).await
}

/// Which database it was put into.
#[derive(Serialize)]
struct Into {
    database: String,
    database_is_new: bool,
}

impl Into {
    fn line(&self) -> String {
        let what = if self.database_is_new { "New database" } else { "Database" };
        format!("{what}: {}", self.database)
    }
}

/// What became of it, and where.
#[derive(Serialize)]
struct Done<'a, T> {
    #[serde(flatten)]
    into: Into,
    #[serde(flatten)]
    counts: &'a T,
}

async fn import_folder(ctx: &Ctx, args: &ImportArgs, into: Into, json: bool) -> Result<ExitCode> {
    let (programme, found) = folder::read(&args.path)?;
    if !found.is_empty() {
        match json {
            true => output::print_json(&findings::json(&found))?,
            false => output::print(findings::text(&found).trim_end())?,
        }
        return Ok(ExitCode::FAILURE);
    }
    let options = WriteOptions { prune: args.prune, dry_run: args.dry_run };
    let summary = transfer::write(ctx, &programme, options).await?;
    match json {
        true => output::print_json(&Done { into, counts: &summary })?,
        false => print_summary(&summary, args.dry_run)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn print_summary(summary: &Summary, dry_run: bool) -> Result<()> {
    let kinds = summary.items.iter().map(|(kind, it)| (kind.as_str(), it));
    let all = [
        ("calendar", &summary.calendars),
        ("agency", &summary.agencies),
        ("person", &summary.persons),
    ];
    let all = all.into_iter().chain(kinds).chain([
        ("analysis", &summary.analyses),
        ("risk", &summary.risks),
        ("strategy", &summary.strategies),
        ("investment", &summary.investments),
        ("template", &summary.templates),
        ("plan", &summary.plans),
        ("waivers", &summary.waivers),
        ("scenario", &summary.scenarios),
    ]);
    let all = all.chain(summary.registers.iter().map(|(kind, it)| (*kind, it)));
    for (kind, it) in all {
        output::print(&format!(
            "{kind:10} {:>7} added {:>7} changed {:>7} retired {:>7} as before",
            it.n_added, it.n_changed, it.n_retired, it.n_same
        ))?;
    }
    if 0 < summary.n_settings_changed {
        output::print(&format!("{} changed", count(summary.n_settings_changed, "setting")))?;
    }
    if dry_run { output::print("Nothing was changed.") } else { Ok(()) }
}

async fn import_file(ctx: &Ctx, args: &ImportArgs, into: Into, json: bool) -> Result<ExitCode> {
    let file = File::at(args.path.clone())
        .with_context(|| format!("{} cannot be read", args.path.display()))?;
    let mapping = mapping(&file, args)?;
    let counts =
        imports::dry_run(ctx, &file, &mapping).await.map_err(|it| advised(it, mapping.target))?;
    let is_good = counts.n_refused == 0 || args.leave_out;
    let counts = match args.dry_run || !is_good {
        true => counts,
        false => imports::put(ctx, &file, &mapping, args.leave_out).await?,
    };
    match json {
        true => output::print_json(&Done { into, counts: &counts })?,
        false => print_counts(&counts, args.dry_run || !is_good, args.dry_run)?,
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// An error with what can be said on the command line about it.
fn advised(error: Error, target: Target) -> anyhow::Error {
    let is_advisable = matches!(error, Error::Invalid(_));
    let error = anyhow::Error::from(error);
    if !is_advisable {
        return error;
    }
    let fields: Vec<&str> = target.fields().iter().map(|it| it.key).collect();
    error.context(format!(
        "the file cannot be understood like this; --map COLUMN=FIELD says which column a field \
         comes from, and --set FIELD=TEXT what it is in every row, with the fields {}",
        fields.join(", ")
    ))
}

fn print_counts(counts: &Counts, unchanged: bool, is_dry_run: bool) -> Result<()> {
    for it in &counts.problems {
        output::print(&format!("line {}: {}: {} ({})", it.line, it.field, it.reason, it.code))?;
    }
    for it in &counts.changes {
        let field = if it.field.is_empty() { "…" } else { it.field.as_str() };
        output::print(&format!("line {}: changes {}: {field}: {}", it.line, it.code, it.reason))?;
    }
    output::print(&format!(
        "{}: {} added, {} changed, {} as before, {} refused.",
        count(counts.n_rows, "row"),
        counts.n_added,
        counts.n_changed,
        counts.n_same,
        counts.n_refused
    ))?;
    if unchanged && !is_dry_run {
        output::print("With --leave-out, the rows that are not refused are put in.")?;
    }
    if 0 < counts.n_moved {
        let rows = count(counts.n_moved, "row");
        output::print(&format!("{rows} among them: the record goes to another agency."))?;
    }
    if 0 < counts.n_losing_needs {
        let rows = count(counts.n_losing_needs, "row");
        output::print(&format!("{rows} among them: needs are taken away from the record."))?;
    }
    if unchanged { output::print("Nothing was changed.") } else { Ok(()) }
}

/// What the columns mean: as they were guessed, unless somebody said otherwise.
fn mapping(file: &File, args: &ImportArgs) -> Result<Mapping> {
    let target: Target = args.kind.parse().map_err(|()| {
        let kinds: Vec<&str> = Target::all().into_iter().map(Target::code).collect();
        anyhow!("--kind is “{}”, and should be one of: {}", args.kind, kinds.join(", "))
    })?;
    let said = Mapping {
        encoding: args.encoding.clone(),
        delimiter: args.delimiter.clone(),
        remember: args.remember_names,
        ignore: args.ignore.clone(),
        ..Mapping::new(target)
    };
    let mut mapping = imports::guess(file, said)?;
    for (column, field) in pairs("--map", &args.map)? {
        let source = mapping.fields.entry(field).or_default();
        *source = Source { column: Some(column), ..source.clone() };
    }
    for (field, text) in pairs("--set", &args.set)? {
        mapping.fields.entry(field).or_default().otherwise = text;
    }
    mapping.agencies = pairs("--agency-name", &args.agency_name)?.into_iter().collect();
    Ok(mapping)
}

/// `a=b`.
fn pairs(flag: &str, texts: &[String]) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for text in texts {
        match text.split_once('=') {
            Some((a, b)) => pairs.push((a.trim().to_owned(), b.trim().to_owned())),
            None => bail!("{flag} is “{text}”, and should be two things with = between them"),
        }
    }
    Ok(pairs)
}
