//! Writing a programme folder. Each file is there in its old form or in its new one, never in half.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{
    ADVISORIES, AGENCIES, ANALYSES, CALENDARS, CONSULTATIONS, CONTACTS, FORMAT, HANDOVERS, HEAD,
    INVESTMENTS, LESSONS, MANAGERS, MEETINGS, OBLIGATIONS, PARTNERS, PEOPLE, PLANS, POLICIES,
    PROJECTS, RISKS, SCENARIOS, STRATEGIES, TEMPLATES, WAIVERS, folders, is_file_name,
    is_plain_folder, name_of, path_of,
};
use crate::programme::{Programme, Registers, Settings};

/// What was done to the files of a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// How many files are new.
    pub n_added: usize,
    /// How many have another text than before.
    pub n_changed: usize,
    /// How many are as they were.
    pub n_same: usize,
    /// How many are gone, because what they described is.
    pub n_removed: usize,
}

/// Makes `dir` hold exactly this programme: files of what is gone are removed, in the folders that
/// belong to the programme and nowhere else.
pub fn write(programme: &Programme, dir: &Path) -> io::Result<Written> {
    fs::create_dir_all(dir)?;
    let mut texts = texts(&programme.clone().sorted())?;
    let mut written = Written::default();
    for folder in folders() {
        let files = texts.remove(folder).unwrap_or_default();
        let path = dir.join(folder);
        if files.is_empty() && path.symlink_metadata().is_err() {
            continue;
        }
        if path.symlink_metadata().is_err() {
            fs::create_dir(&path)?;
        }
        if !is_plain_folder(&path) {
            let reason = format!("{} is a link or no folder", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        for (name, text) in &files {
            put(&path.join(name), text, &mut written)?;
        }
        for gone in yaml_files(&path)? {
            if !files.contains_key(&gone) {
                fs::remove_file(path.join(gone))?;
                written.n_removed += 1;
            }
        }
    }
    let settings = Some(&programme.settings).filter(|it| **it != Settings::default());
    let head = yaml(&Head { format: FORMAT, settings })?;
    put(&dir.join(HEAD), &head, &mut Written::default())?;
    Ok(written)
}

/// What `mainstay.yaml` says.
#[derive(Serialize)]
struct Head<'a> {
    format: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<&'a Settings>,
}

/// The files of each folder, with their texts.
fn texts(programme: &Programme) -> io::Result<BTreeMap<&'static str, BTreeMap<String, String>>> {
    let mut texts: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    let mut add = |folder: &'static str, code: &str, text: io::Result<String>| {
        if !is_file_name(code) {
            let reason = format!("“{code}” in {folder} cannot be the name of a file");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        match texts.entry(folder).or_default().insert(format!("{code}.yaml"), text?) {
            None => Ok(()),
            Some(_) => {
                let reason = format!("two things are called {}", path_of(folder, code));
                Err(io::Error::new(io::ErrorKind::InvalidInput, reason))
            }
        }
    };
    for it in &programme.calendars {
        add(CALENDARS, &it.code, yaml(it))?;
    }
    for it in &programme.agencies {
        add(AGENCIES, &it.code, yaml(it))?;
    }
    for it in &programme.persons {
        add(PEOPLE, &it.code, yaml(it))?;
    }
    for it in &programme.items {
        add(it.document.kind.plural(), &it.document.code, yaml(it))?;
    }
    for it in &programme.analyses {
        add(ANALYSES, &name_of(it), yaml(it))?;
    }
    for it in &programme.risks {
        add(RISKS, &it.code, yaml(it))?;
    }
    for it in &programme.strategies {
        add(STRATEGIES, &it.code, yaml(it))?;
    }
    for it in &programme.investments {
        add(INVESTMENTS, &it.code, yaml(it))?;
    }
    for it in &programme.scenarios {
        add(SCENARIOS, &it.code, yaml(it))?;
    }
    for it in &programme.templates {
        add(TEMPLATES, &it.code, yaml(it))?;
    }
    for it in &programme.plans {
        add(PLANS, &it.code, yaml(it))?;
    }
    for it in &programme.waivers {
        add(WAIVERS, &it.code, yaml(it))?;
    }
    for (folder, name, text) in of_registers(&programme.registers) {
        add(folder, name, text)?;
    }
    Ok(texts)
}

/// The files of registers: each with its folder, its name and its text.
fn of_registers(all: &Registers) -> Vec<(&'static str, &str, io::Result<String>)> {
    let mut found: Vec<(&'static str, &str, io::Result<String>)> = Vec::new();
    found.extend(all.managers.iter().map(|it| (MANAGERS, it.agency.as_str(), yaml(it))));
    found.extend(all.contacts.iter().map(|it| (CONTACTS, it.agency.as_str(), yaml(it))));
    found.extend(all.partners.iter().map(|it| (PARTNERS, it.code.as_str(), yaml(it))));
    found.extend(all.advisories.iter().map(|it| (ADVISORIES, it.code.as_str(), yaml(it))));
    found.extend(all.meetings.iter().map(|it| (MEETINGS, it.code.as_str(), yaml(it))));
    found.extend(all.policies.iter().map(|it| (POLICIES, it.code.as_str(), yaml(it))));
    found.extend(all.obligations.iter().map(|it| (OBLIGATIONS, it.code.as_str(), yaml(it))));
    found.extend(all.lessons.iter().map(|it| (LESSONS, it.code.as_str(), yaml(it))));
    found.extend(all.handovers.iter().map(|it| (HANDOVERS, it.agency.as_str(), yaml(it))));
    let consultations = all.consultations.iter();
    found.extend(consultations.map(|it| (CONSULTATIONS, it.code.as_str(), yaml(it))));
    found.extend(all.projects.iter().map(|it| (PROJECTS, it.code.as_str(), yaml(it))));
    found
}

fn yaml(it: &impl Serialize) -> io::Result<String> {
    serde_yaml_ng::to_string(it).map_err(io::Error::other)
}

/// Gives a file a text, all at once. One that has it already is left alone.
fn put(path: &Path, text: &str, written: &mut Written) -> io::Result<()> {
    let about = path.symlink_metadata();
    let was = match &about {
        Ok(it) if it.is_file() => fs::read(path).ok(),
        _ => None,
    };
    if was.as_deref() == Some(text.as_bytes()) {
        written.n_same += 1;
        return Ok(());
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let temporary = PathBuf::from(name);
    // What an interrupted run left behind. A link here would lead the text elsewhere.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = fs::File::create_new(&temporary)?;
    file.write_all(text.as_bytes())?;
    drop(file);
    fs::rename(&temporary, path)?;
    match about {
        Ok(_) => written.n_changed += 1,
        Err(_) => written.n_added += 1,
    }
    Ok(())
}

/// The names of the YAML files in a folder. Links count: removing one leaves what it leads to.
fn yaml_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_folder = entry.file_type()?.is_dir();
        let name = entry.file_name().into_string();
        names.extend(name.ok().filter(|it| it.ends_with(".yaml") && !is_folder));
    }
    Ok(names)
}
