//! The programme as a folder of YAML files: one for each thing, in an order that never changes, so
//! that two versions can be compared line by line.
//!
//! `mainstay.yaml` names the format. `calendars/`, `agencies/`, `people/` and a folder for each kind of
//! item hold the files, each named after the code of what it describes. Nothing else in the folder is
//! touched, and no link is followed out of it.

mod locate;
mod parse;
mod read;
mod write;

use std::path::Path;

pub use read::read;
pub use write::{Written, write};

pub(crate) use locate::locate;

use crate::prepare::impact::AnalysisDocument;
use crate::prepare::inventory::Kind;

/// Which format this program writes, and the only one that it reads.
pub const FORMAT: u32 = 1;

/// The file that names the format.
pub const HEAD: &str = "mainstay.yaml";

/// Where the business calendars are.
pub(crate) const CALENDARS: &str = "calendars";

/// Where the agencies are.
pub(crate) const AGENCIES: &str = "agencies";

/// Where the people are.
pub(crate) const PEOPLE: &str = "people";

/// Where the impact analyses are.
pub(crate) const ANALYSES: &str = "analyses";

/// Where the risks are.
pub(crate) const RISKS: &str = "risks";

/// Where the strategies are.
pub(crate) const STRATEGIES: &str = "strategies";

/// Where the investments are.
pub(crate) const INVESTMENTS: &str = "investments";

/// Where the scenarios are.
pub(crate) const SCENARIOS: &str = "scenarios";

/// Where the templates of plans are that the central team published.
pub(crate) const TEMPLATES: &str = "templates";

/// Where the plans are.
pub(crate) const PLANS: &str = "plans";

/// Where the waivers of findings are, a file for each plan.
pub(crate) const WAIVERS: &str = "waivers";

/// Where the relationship managers are, a file for each agency.
pub(crate) const MANAGERS: &str = "managers";

/// Where is whom to call beside the first two, a file for each agency.
pub(crate) const CONTACTS: &str = "contacts";

/// Where the partners are.
pub(crate) const PARTNERS: &str = "partners";

/// Where the advisories are, but for what is marked TLP:RED.
pub(crate) const ADVISORIES: &str = "advisories";

/// Where the series of meetings are.
pub(crate) const MEETINGS: &str = "meetings";

/// Where the policies are.
pub(crate) const POLICIES: &str = "policies";

/// Where the obligations are that are not as they came with the program.
pub(crate) const OBLIGATIONS: &str = "obligations";

/// Where the lessons are.
pub(crate) const LESSONS: &str = "lessons";

/// Where the special projects are.
pub(crate) const PROJECTS: &str = "projects";

/// Where the handovers to come are, a file for each agency.
pub(crate) const HANDOVERS: &str = "handovers";

/// Where the consultations are.
pub(crate) const CONSULTATIONS: &str = "consultations";

/// How large one file may be.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// How many files a folder may hold.
const FILES_MAX: usize = 2_000_000;

/// The folders that hold what the programme says. Nothing outside them is read or removed.
pub fn folders() -> Vec<&'static str> {
    let kinds = Kind::ALL.iter().map(|it| it.plural());
    let last = [ANALYSES, RISKS, STRATEGIES, INVESTMENTS, SCENARIOS, TEMPLATES, PLANS, WAIVERS];
    let registers = [
        MANAGERS,
        CONTACTS,
        PARTNERS,
        ADVISORIES,
        MEETINGS,
        POLICIES,
        OBLIGATIONS,
        LESSONS,
        PROJECTS,
        HANDOVERS,
        CONSULTATIONS,
    ];
    let first = [CALENDARS, AGENCIES, PEOPLE].into_iter();
    first.chain(kinds).chain(last).chain(registers).collect()
}

/// The file of what is called `code` in `folder`.
pub(crate) fn path_of(folder: &str, code: &str) -> String {
    format!("{folder}/{code}.yaml")
}

/// The name of the file of an analysis: what it is about, and the how many-th about that it is.
pub(crate) fn name_of(it: &AnalysisDocument) -> String {
    let (kind, item, number) = it.key();
    format!("{kind}.{item}.{number}")
}

/// Whether `code` can be the name of a file in every file system.
fn is_file_name(code: &str) -> bool {
    let in_code =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    !code.is_empty() && code.len() <= 130 && code.chars().all(in_code)
}

/// Whether something is there that is no link.
fn is_plain_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|it| it.is_dir())
}
