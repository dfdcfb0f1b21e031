//! Reading a programme folder. What cannot be understood becomes a finding, and the rest is read.

use std::io::{self, Read as _};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::{fs, panic, thread};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::parse::{Misread, parse};
use super::{
    ADVISORIES, AGENCIES, ANALYSES, CALENDARS, CONSULTATIONS, CONTACTS, FILE_BYTES_MAX, FILES_MAX,
    FORMAT, HANDOVERS, HEAD, INVESTMENTS, LESSONS, MANAGERS, MEETINGS, OBLIGATIONS, PARTNERS,
    PEOPLE, PLANS, POLICIES, RISKS, SCENARIOS, STRATEGIES, TEMPLATES, WAIVERS, folders,
    is_plain_folder, name_of, path_of,
};
use crate::assure::consultations::ConsultationFile;
use crate::assure::contacts::ContactsDocument;
use crate::assure::handovers::AgencyHandovers;
use crate::assure::lessons::LessonDocument;
use crate::assure::obligations::ObligationDocument;
use crate::assure::projects::ProjectDocument;
use crate::people::advisories::AdvisoryFile;
use crate::people::agencies::AgencyDocument;
use crate::people::calendars::CalendarDocument;
use crate::people::managers::AgencyManagers;
use crate::people::meetings::SeriesDocument;
use crate::people::partners::PartnerDocument;
use crate::people::persons::PersonDocument;
use crate::people::policies::PolicyFile;
use crate::plans::plan::PlanDocument;
use crate::plans::templates::TemplateDocument;
use crate::plans::waivers::PlanWaivers;
use crate::prepare::impact::AnalysisDocument;
use crate::prepare::inventory::Kind;
use crate::prepare::risks::RiskDocument;
use crate::prepare::strategies::StrategyDocument;
use crate::programme::findings::{MISNAMED, OTHER_FORMAT, UNREADABLE, UNSAFE_FILE};
use crate::programme::{Finding, ItemFile, Programme, Settings};
use crate::prove::investments::InvestmentDocument;
use crate::prove::scenarios::ScenarioDocument;

/// What `mainstay.yaml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    format: u32,
    #[serde(default)]
    settings: Settings,
}

/// Reads the programme that `dir` holds, and what is wrong with its files.
///
/// Fails only if there is no such folder.
pub fn read(dir: &Path) -> io::Result<(Programme, Vec<Finding>)> {
    let mut reader = Reader::of(dir);
    fs::read_dir(dir)?;
    if !reader.head() {
        return Ok((reader.programme, reader.found));
    }
    for folder in folders() {
        let stems = reader.stems(folder)?;
        for read in at_once(dir, folder, &stems) {
            reader.programme.append(read.programme);
            reader.found.extend(read.found);
        }
    }
    Ok((reader.programme.sorted(), reader.found))
}

/// Fewer files than these are not worth another thread.
const FILES_AT_ONCE_MIN: usize = 500;

/// The files of a folder, read by all threads there are, each some of them: in their order.
fn at_once(dir: &Path, folder: &str, stems: &[String]) -> Vec<Reader> {
    let n_threads = thread::available_parallelism().map_or(1, NonZero::get);
    let n_each = stems.len().div_ceil(n_threads).max(FILES_AT_ONCE_MIN);
    let read = |stems: &[String]| {
        let mut reader = Reader::of(dir);
        stems.iter().for_each(|it| reader.read(folder, it));
        reader
    };
    thread::scope(|scope| {
        let read = &read;
        let mut parts = stems.chunks(n_each);
        let own = parts.next();
        let others: Vec<_> = parts.map(|it| scope.spawn(move || read(it))).collect();
        let mut found: Vec<Reader> = own.into_iter().map(read).collect();
        for it in others {
            match it.join() {
                Ok(it) => found.push(it),
                Err(panic) => panic::resume_unwind(panic),
            }
        }
        found
    })
}

struct Reader {
    dir: PathBuf,
    programme: Programme,
    found: Vec<Finding>,
}

impl Reader {
    fn of(dir: &Path) -> Reader {
        Reader { dir: dir.to_owned(), programme: Programme::default(), found: Vec::new() }
    }

    /// Whether the folder has a format that can be read.
    fn head(&mut self) -> bool {
        let text = match read_text(&self.dir.join(HEAD)) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("This is no programme folder: {HEAD}: {error}.");
                let fix = format!("Write “format: {FORMAT}” into {HEAD}.");
                self.found.push(OTHER_FORMAT.finds(of(HEAD), message).fixed_by(fix));
                return false;
            }
        };
        match parse::<Head>(&text, &[]) {
            Ok(head) if head.format == FORMAT => {
                self.programme.settings = head.settings;
                true
            }
            Ok(head) => {
                let message = format!(
                    "The folder has format {}, and this release reads format {FORMAT}.",
                    head.format
                );
                self.found.push(OTHER_FORMAT.finds(of(HEAD), message).at("format"));
                false
            }
            Err(misread) => {
                self.misunderstood(HEAD, misread);
                false
            }
        }
    }

    /// The names of the files in `folder`, in order.
    fn stems(&mut self, folder: &str) -> io::Result<Vec<String>> {
        let path = self.dir.join(folder);
        if path.symlink_metadata().is_err() {
            return Ok(Vec::new());
        }
        if !is_plain_folder(&path) {
            let message = "This is not a folder of its own, so nothing in it is read.";
            self.found.push(UNSAFE_FILE.finds(of(folder), message));
            return Ok(Vec::new());
        }
        let mut stems = Vec::new();
        for entry in fs::read_dir(&path)? {
            let name = entry?.file_name();
            let Some(stem) = name.to_str().and_then(|it| it.strip_suffix(".yaml")) else {
                continue;
            };
            if stems.len() == FILES_MAX {
                self.found.push(UNSAFE_FILE.finds(of(folder), "The folder has too many files."));
                break;
            }
            stems.push(stem.to_owned());
        }
        stems.sort();
        Ok(stems)
    }

    fn read(&mut self, folder: &str, stem: &str) {
        let path = path_of(folder, stem);
        match read_text(&self.dir.join(&path)) {
            Ok(text) => self.file(folder, stem, &text),
            Err(error) => self.found.push(UNSAFE_FILE.finds(of(&path), format!("{error}."))),
        }
    }

    fn file(&mut self, folder: &str, stem: &str, text: &str) {
        let path = path_of(folder, stem);
        let code = match folder {
            CALENDARS => {
                let document = self.parsed::<CalendarDocument>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.calendars.push(it)).0)
            }
            AGENCIES => {
                let document = self.parsed::<AgencyDocument>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.agencies.push(it)).0)
            }
            PEOPLE => {
                let document = self.parsed::<PersonDocument>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.persons.push(it)).0)
            }
            ANALYSES => {
                let document = self.parsed::<AnalysisDocument>(&path, text, &[]);
                document.map(|it| (name_of(&it), self.programme.analyses.push(it)).0)
            }
            RISKS => {
                let document = self.parsed::<RiskDocument>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.risks.push(it)).0)
            }
            STRATEGIES => {
                let document = self.parsed::<StrategyDocument>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.strategies.push(it)).0)
            }
            INVESTMENTS => {
                let document = self.parsed::<InvestmentDocument>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.investments.push(it)).0)
            }
            SCENARIOS => {
                let document = self.parsed::<ScenarioDocument>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.scenarios.push(it)).0)
            }
            TEMPLATES => {
                let document = self.parsed::<TemplateDocument>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.templates.push(it)).0)
            }
            WAIVERS => {
                let document = self.parsed::<PlanWaivers>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.waivers.push(it)).0)
            }
            PLANS => {
                let document = self.parsed::<PlanDocument>(&path, text, &[]);
                document.map(|it| (it.code.clone(), self.programme.plans.push(it)).0)
            }
            _ if Kind::from_plural(folder).is_none() => self.register(folder, &path, text),
            _ => match self.parsed::<ItemFile>(&path, text, &["needs"]) {
                Some(it) if Kind::from_plural(folder) != Some(it.document.kind) => {
                    let message =
                        format!("A {} does not belong into {folder}.", it.document.kind.code());
                    self.found.push(MISNAMED.finds((it.reference(), path), message).at("kind"));
                    return;
                }
                Some(it) => {
                    let code = it.document.code.clone();
                    self.programme.items.push(it);
                    Some(code)
                }
                None => None,
            },
        };
        if let Some(code) = code.filter(|it| it != stem) {
            let message = format!("The file says that its code is “{code}”.");
            let fix = format!("Name it {}.", path_of(folder, &code));
            let field =
                if matches!(folder, MANAGERS | CONTACTS | HANDOVERS) { "agency" } else { "code" };
            self.found.push(MISNAMED.finds(of(&path), message).at(field).fixed_by(fix));
        }
    }

    /// Reads a record of a register. Says by which name its file is to be called.
    fn register(&mut self, folder: &str, path: &str, text: &str) -> Option<String> {
        match folder {
            MANAGERS => {
                let it = self.parsed::<AgencyManagers>(path, text, &[])?;
                Some((it.agency.clone(), self.programme.registers.managers.push(it)).0)
            }
            CONTACTS => {
                let it = self.parsed::<ContactsDocument>(path, text, &[])?;
                Some((it.agency.clone(), self.programme.registers.contacts.push(it)).0)
            }
            PARTNERS => {
                let it = self.parsed::<PartnerDocument>(path, text, &[])?;
                Some((it.code.clone(), self.programme.registers.partners.push(it)).0)
            }
            ADVISORIES => {
                let it = self.parsed::<AdvisoryFile>(path, text, &[])?;
                Some((it.code.clone(), self.programme.registers.advisories.push(it)).0)
            }
            MEETINGS => {
                let it = self.parsed::<SeriesDocument>(path, text, &[])?;
                Some((it.code.clone(), self.programme.registers.meetings.push(it)).0)
            }
            POLICIES => {
                let it = self.parsed::<PolicyFile>(path, text, &[])?;
                Some((it.code.clone(), self.programme.registers.policies.push(it)).0)
            }
            HANDOVERS => {
                let it = self.parsed::<AgencyHandovers>(path, text, &[])?;
                Some((it.agency.clone(), self.programme.registers.handovers.push(it)).0)
            }
            CONSULTATIONS => {
                let it = self.parsed::<ConsultationFile>(path, text, &[])?;
                Some((it.code.clone(), self.programme.registers.consultations.push(it)).0)
            }
            OBLIGATIONS => {
                let it = self.parsed::<ObligationDocument>(path, text, &[])?;
                Some((it.code.clone(), self.programme.registers.obligations.push(it)).0)
            }
            LESSONS => {
                let it = self.parsed::<LessonDocument>(path, text, &[])?;
                Some((it.code.clone(), self.programme.registers.lessons.push(it)).0)
            }
            _ => {
                let it = self.parsed::<ProjectDocument>(path, text, &[])?;
                Some((it.code.clone(), self.programme.registers.projects.push(it)).0)
            }
        }
    }

    fn parsed<T: DeserializeOwned>(
        &mut self,
        path: &str,
        text: &str,
        beside: &[&str],
    ) -> Option<T> {
        match parse(text, beside) {
            Ok(it) => Some(it),
            Err(misread) => {
                self.misunderstood(path, misread);
                None
            }
        }
    }

    fn misunderstood(&mut self, path: &str, it: Misread) {
        let finding = UNREADABLE.finds(of(path), it.message).on(it.line, it.column);
        self.found.push(Finding { field: it.field, ..finding });
    }
}

/// A file that is its own subject.
fn of(path: &str) -> (String, String) {
    (path.to_owned(), path.to_owned())
}

/// The text of a file that is no link and not too large.
fn read_text(path: &Path) -> io::Result<String> {
    let refused = |reason: &str| Err(io::Error::new(io::ErrorKind::InvalidData, reason.to_owned()));
    let about = path.symlink_metadata()?;
    if !about.is_file() {
        return refused("this is a link or no file at all, and is not read");
    }
    if FILE_BYTES_MAX < about.len() {
        return refused("the file is larger than 1 MiB");
    }
    // With room for all of it and one byte more, it is read in one go, and its end is seen.
    let mut text = String::with_capacity(usize::try_from(about.len() + 1).unwrap_or_default());
    // The file may have grown since.
    fs::File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_string(&mut text)?;
    if FILE_BYTES_MAX < u64::try_from(text.len()).unwrap_or(u64::MAX) {
        return refused("the file is larger than 1 MiB");
    }
    Ok(text)
}
