//! What is taken along: making it, and opening it where there is neither server nor network.

use std::fs;
use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use app::plans::kit::{self, Broken, Key, Lock, unpack};
use app::signing::key::{self, PublicKey};
use app::signing::manifest::{Fault, Files, Verified, is_path, verify};
use clap::Subcommand;
use serde_json::json;

use crate::agency;
use crate::config::Config;
use crate::database::{self, Opened};
use crate::output;

/// What to do with a kit.
#[derive(Debug, Subcommand)]
pub(crate) enum KitCommand {
    /// Write the plans in force, the contacts and the order of recovery of an agency into one locked
    /// file. Without keys, the first line of standard input is the passphrase.
    Make {
        /// The agency, by its code or its name. All below it is in the kit, too.
        #[arg(long, value_name = "AGENCY")]
        agency: String,
        /// Lock it for the owner of this key of age (age1…). It may be given more than once.
        #[arg(long, value_name = "KEY")]
        recipient: Vec<String>,
        /// The file. It is replaced as a whole, so that a routine can renew it.
        file: PathBuf,
    },
    /// Open such a file, without server and database: write what is in it into a folder, if nothing
    /// was changed since it was signed. Without --identity, the first line of standard input is the
    /// passphrase. Exit code 1 if it does not open, or is not what was signed.
    Open {
        /// The file.
        file: PathBuf,
        /// The folder. It must not be there, or be empty.
        folder: PathBuf,
        /// A file with your secret keys of age.
        #[arg(long, value_name = "FILE")]
        identity: Option<PathBuf>,
        /// A file with the key that must have signed it, as `mainstay kit key` prints it.
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Check a folder that a kit was opened to. Exit code 1 if something in it was changed, added or
    /// removed.
    Check {
        /// The folder.
        folder: PathBuf,
        /// A file with the key that must have signed it.
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Print the key with which what this installation signs is checked.
    Key,
}

/// Does what needs no settings. None for what does.
pub(crate) fn without_settings(command: &KitCommand, json: bool) -> Option<Result<ExitCode>> {
    match command {
        KitCommand::Open { file, folder, identity, key } => {
            Some(open((file, folder), identity.as_deref(), key.as_deref(), json))
        }
        KitCommand::Check { folder, key } => Some(check(folder, key.as_deref(), json)),
        KitCommand::Make { .. } | KitCommand::Key => None,
    }
}

/// Does what needs the database.
pub(crate) async fn run(config: &Config, command: KitCommand, json: bool) -> Result<ExitCode> {
    match command {
        KitCommand::Make { agency, recipient, file } => {
            let lock = match recipient.is_empty() {
                true => Lock::passphrase(&passphrase()?)?,
                false => Lock::keys(recipient.iter().map(String::as_str))?,
            };
            make(config, (&agency, &file), &lock, json).await
        }
        KitCommand::Key => key_of(config, json).await,
        // Done before there were settings.
        KitCommand::Open { .. } | KitCommand::Check { .. } => Ok(ExitCode::SUCCESS),
    }
}

async fn make(
    config: &Config,
    (asked, file): (&str, &Path),
    lock: &Lock,
    json: bool,
) -> Result<ExitCode> {
    let pack = async |it: Opened| {
        let ctx = it.ctx();
        let agency = agency::named(&ctx, asked).await?;
        let gathered = kit::of_agency(&ctx, agency.id).await?;
        let packed = kit::pack(&ctx, &gathered, web::kit_pages(&gathered), lock).await?;
        Ok((gathered.plans.len(), packed))
    };
    let (n_plans, packed) = database::within(config, database::REFUSE, pack).await?;
    // A kit that is there already stays until the new one is whole.
    let beside = file.with_extension("part");
    fs::write(&beside, &packed.bytes)
        .and_then(|()| fs::rename(&beside, file))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    let (n_bytes, n_files) = (packed.bytes.len(), packed.n_files);
    match json {
        true => output::print_json(&json!({
            "file": file, "bytes": n_bytes, "files": n_files, "plans": n_plans,
            "signed_by": packed.fingerprint,
        }))?,
        false => output::print(&format!(
            "{}: {} and {} beside their signed list, in {} bytes, signed with the key {}.",
            file.display(),
            output::count(n_plans, "plan"),
            output::count(n_files, "file"),
            n_bytes,
            packed.fingerprint
        ))?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn key_of(config: &Config, json: bool) -> Result<ExitCode> {
    let public = async |it: Opened| Ok(key::public(&it.ctx()).await?);
    let found = database::within(config, database::REFUSE, public).await?;
    let Some(key) = found else {
        bail!("this installation has signed nothing yet: its key is made with the first kit");
    };
    match json {
        true => {
            output::print_json(&json!({ "fingerprint": key.fingerprint(), "pem": key.to_pem() }))?;
        }
        false => output::print(key.to_pem().trim_end())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn open(
    (file, folder): (&Path, &Path),
    identity: Option<&Path>,
    key: Option<&Path>,
    json: bool,
) -> Result<ExitCode> {
    let expected = key.map(expected).transpose()?;
    let bytes = read(file)?;
    if fs::read_dir(folder).is_ok_and(|mut it| it.next().is_some()) {
        bail!("the folder {} has something in it already: name another", folder.display());
    }
    let key = match identity {
        Some(file) => {
            let text = fs::read_to_string(file);
            let text = text.with_context(|| format!("{} cannot be read", file.display()))?;
            Key::identities(&text)
                .with_context(|| format!("there is no secret key of age in {}", file.display()))?
        }
        None => Key::passphrase(&passphrase()?),
    };
    let unpacked = match unpack(&bytes, &key, expected.as_ref()) {
        Ok(unpacked) => unpacked,
        Err(broken) => return refused(&broken, json),
    };
    for (path, bytes) in &unpacked.files {
        let to = folder.join(path);
        let parent = to.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&to, bytes))
            .with_context(|| format!("{} cannot be written", to.display()))?;
    }
    said(folder, &unpacked.verified, expected.is_some(), json)
}

fn check(folder: &Path, key: Option<&Path>, json: bool) -> Result<ExitCode> {
    let expected = key.map(expected).transpose()?;
    let files = read_folder(folder)?;
    match verify(&files, expected.as_ref()) {
        Ok(verified) => said(folder, &verified, expected.is_some(), json),
        Err(faults) => refused(&Broken::Tampered(faults), json),
    }
}

/// Says what a kit is and who signed it.
fn said(folder: &Path, it: &Verified, is_expected: bool, json: bool) -> Result<ExitCode> {
    let (manifest, fingerprint) = (&it.manifest, it.key.fingerprint());
    if json {
        output::print_json(&json!({
            "intact": true, "folder": folder, "of": manifest.of, "made_at": manifest.made_at,
            "files": manifest.files.len(), "signed_by": fingerprint, "key_expected": is_expected,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::print(&format!(
        "All {} are as they were when they were signed at {}.",
        output::count(manifest.files.len(), "file"),
        manifest.made_at.format("%Y-%m-%d %H:%M UTC")
    ))?;
    output::print(&match is_expected {
        true => format!("They were signed with the key that you expect, {fingerprint}."),
        false => format!(
            "They were signed with the key {fingerprint}: compare that with the number you keep, or \
             name the key (--key)."
        ),
    })?;
    output::print(&format!("Open {} with a browser.", folder.join("index.html").display()))?;
    Ok(ExitCode::SUCCESS)
}

fn refused(broken: &Broken, json: bool) -> Result<ExitCode> {
    let faults: Vec<String> = match broken {
        Broken::Tampered(faults) => faults.iter().map(Fault::to_string).collect(),
        other => vec![other.to_string()],
    };
    match json {
        true => output::print_json(&json!({ "intact": false, "faults": faults }))?,
        false => output::complain(&anyhow!("{broken}")),
    }
    Ok(ExitCode::FAILURE)
}

/// The key in a file.
fn expected(file: &Path) -> Result<PublicKey> {
    let text = fs::read_to_string(file);
    let text = text.with_context(|| format!("{} cannot be read", file.display()))?;
    PublicKey::from_pem(&text)
        .with_context(|| format!("{} is no key as `mainstay kit key` prints it", file.display()))
}

/// The first line of standard input, asked for if somebody sits there.
fn passphrase() -> Result<String> {
    use std::io::IsTerminal as _;
    let input = std::io::stdin();
    if input.is_terminal() {
        output::say("Passphrase (it is shown while you type):");
    }
    let mut line = String::new();
    input.lock().read_line(&mut line).context("no passphrase can be read")?;
    let line = line.trim_end_matches(['\r', '\n']).to_owned();
    if line.is_empty() {
        bail!("there is no passphrase on standard input");
    }
    Ok(line)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// Every file in a folder, by its path in it.
fn read_folder(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut waiting = vec![(folder.to_owned(), String::new())];
    while let Some((dir, before)) = waiting.pop() {
        let entries = fs::read_dir(&dir);
        for entry in entries.with_context(|| format!("{} cannot be read", dir.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{before}{name}");
            if entry.file_type()?.is_dir() {
                waiting.push((entry.path(), format!("{path}/")));
            } else {
                // What has no name of ours is in no list: it is found to be added.
                let bytes = if is_path(&path) { read(&entry.path())? } else { Vec::new() };
                files.insert(path, bytes);
            }
        }
    }
    Ok(files)
}
