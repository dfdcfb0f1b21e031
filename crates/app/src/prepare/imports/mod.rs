//! Files on their way into the inventory: CSV in any dialect, and Backstage catalogs.
//!
//! A file is uploaded, its columns are mapped to fields, a dry run gives a verdict on every row, and
//! a commit puts all of it in with one transaction, or nothing. [`Mapping`] says what a column
//! means; [`Draft`] is what a row says. Rows stream: no file is ever held whole in memory, but for
//! lists of agencies and catalogs, which are small.

mod agencies;
mod backstage;
mod changes;
mod download;
mod drafts;
mod entity;
mod files;
mod import;
mod kept;
mod mapping;
mod plan;
mod propose;
mod read;
mod run;
mod sink;
mod store;
mod text;
mod units;
mod upload;
mod verdict;
mod verdict_store;
mod write;

pub use backstage::{Reading, catalog};
pub use download::verdicts;
pub use drafts::Draft;
pub use import::{Format, Import, State};
pub use kept::{has_verdicts, list_verdicts};
pub use mapping::{Mapping, Source, Target, TargetField, slug};
pub use propose::propose;
pub use read::{Preview, PreviewRow, guess, list, list_after, preview, show, watch};
pub use run::File;
pub use upload::{SIZE_BYTES_MAX, Upload};
pub use verdict::{Counts, Problem, Verdict, What};
pub use write::{Step, cancel, check, commit, dry_run, map, map_seen, put, start};
