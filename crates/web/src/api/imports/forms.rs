//! What imports look like outside.

use std::collections::BTreeMap;

use app::Timestamp;
use app::prepare::imports::{Counts, Import, Mapping, Preview, Problem, State, Target};
use app::progress::Progress;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::openapi::{list_of, named, refine};

/// A file on its way in.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ImportForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    pub(super) version: i64,
    /// When it was uploaded.
    created_at: Timestamp,
    /// When it was put in or given up.
    finished_at: Option<Timestamp>,
    /// What it was called.
    file_name: String,
    /// How large it is.
    size_bytes: u64,
    /// What it is.
    format: &'static str,
    /// How far it is.
    state: &'static str,
    /// What its columns mean, once somebody has said.
    mapping: Option<Mapping>,
    /// What the check or the commit found.
    counts: CountsForm,
    /// Names of agencies in it that nobody is known by, as far as they were noted.
    unknown_agencies: Vec<String>,
    /// Why it failed, if it did.
    problem: String,
    /// How far the work on it is. Null if none is under way.
    progress: Option<ProgressForm>,
}

/// How many rows there are of each verdict.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ImportCounts")]
struct CountsForm {
    /// How many rows there are.
    n_rows: u64,
    /// How many become new records.
    n_added: u64,
    /// How many change one.
    n_changed: u64,
    /// How many say what is there already.
    n_same: u64,
    /// How many cannot be put in.
    n_refused: u64,
    /// How many take away some of what their record needed until now.
    n_losing_needs: u64,
    /// How many give their record to another agency.
    n_moved: u64,
}

/// How far work on a file is.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ImportProgress")]
struct ProgressForm {
    /// How many rows are done.
    n_done: u64,
    /// How much of the whole that is.
    percent: u8,
    /// Whether the rows are put in. Otherwise they are only looked at.
    writes: bool,
}

impl From<&Counts> for CountsForm {
    fn from(it: &Counts) -> Self {
        CountsForm {
            n_rows: it.n_rows,
            n_added: it.n_added,
            n_changed: it.n_changed,
            n_same: it.n_same,
            n_refused: it.n_refused,
            n_losing_needs: it.n_losing_needs,
            n_moved: it.n_moved,
        }
    }
}

impl ImportForm {
    /// The import, and how far the work on it is.
    pub(super) fn of(it: Import, progress: Option<Progress>) -> ImportForm {
        let progress = progress.map(|it| {
            let Progress { n_done, percent, writes } = it;
            ProgressForm { n_done, percent, writes }
        });
        ImportForm {
            id: it.id.into(),
            version: it.version,
            created_at: it.created_at,
            finished_at: it.finished_at,
            size_bytes: it.size_bytes,
            format: it.format.code(),
            state: it.state.code(),
            counts: (&it.counts).into(),
            unknown_agencies: it.unknown_agencies().into_iter().collect(),
            file_name: it.file_name,
            mapping: it.mapping,
            problem: it.problem,
            progress,
        }
    }
}

/// The first rows of a file, and what they would say by a mapping.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct PreviewForm {
    /// How it is written down, in words.
    dialect: String,
    /// The names of the columns.
    headers: Vec<String>,
    /// What is odd about them.
    notes: Vec<String>,
    /// The first rows, cell by cell: of one that cannot be used, what could be read of it.
    rows: Vec<Vec<String>>,
    /// What these would say.
    drafts: Vec<DraftForm>,
    /// Why the file cannot be read. Null if it can.
    problem: Option<String>,
    /// The mapping that this shows: the one that was chosen, or else one that is proposed.
    mapping: Mapping,
    /// The fields that a column can become.
    fields: Vec<FieldForm>,
}

/// What a row would say.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ImportDraft")]
struct DraftForm {
    /// The line of the file on which it starts.
    line: u64,
    /// The code of the record that it is about.
    code: String,
    /// What it says, by field.
    says: BTreeMap<String, String>,
    /// Why it cannot be used at all. Null if it can.
    problem: Option<String>,
}

/// A field that a column can become.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ImportField")]
struct FieldForm {
    /// Its name in a mapping.
    key: &'static str,
    /// Its name for people.
    label: &'static str,
    /// What it can be, if only one of a few.
    choices: Vec<&'static str>,
}

impl PreviewForm {
    pub(super) fn of(it: Preview) -> PreviewForm {
        let drafts = it.drafts.into_iter().map(|it| DraftForm {
            line: it.line,
            code: it.code,
            says: it.typed,
            problem: it.problem,
        });
        PreviewForm {
            dialect: it.dialect,
            headers: it.headers,
            notes: it.notes,
            rows: it.rows.into_iter().map(|it| it.cells).collect(),
            drafts: drafts.collect(),
            problem: it.problem,
            fields: fields(it.mapping.target),
            mapping: it.mapping,
        }
    }
}

fn fields(target: Target) -> Vec<FieldForm> {
    let fields = target.fields().into_iter().map(|it| FieldForm {
        key: it.key,
        label: it.label,
        choices: it.choices.iter().map(|(code, _)| *code).collect(),
    });
    fields.collect()
}

/// How a file is to be put in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CommitForm {
    /// Whether rows that cannot be put in are left out. Otherwise nothing is put in if there are
    /// any.
    #[serde(default)]
    pub(super) leave_out: bool,
}

/// What is wrong with a row that cannot be put in.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ProblemForm {
    /// The line of the file on which the row starts.
    line: u64,
    /// Which record it is about.
    code: String,
    /// Which field.
    field: String,
    /// What is wrong with it, in a sentence for people.
    reason: String,
}

impl From<Problem> for ProblemForm {
    fn from(it: Problem) -> Self {
        let Problem { line, code, field, reason } = it;
        ProblemForm { line, code, field, reason }
    }
}

/// The schemas of all of them.
pub(in crate::api) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    let mut record = ImportForm::json_schema(to).to_value();
    let states: Vec<&str> = State::ALL.iter().map(|it| it.code()).collect();
    refine(&mut record, "state", json!({ "enum": states }));
    refine(&mut record, "format", json!({ "enum": ["csv", "backstage"] }));
    named(all, "ImportRecord", record);
    list_of(all, "ImportList", "ImportRecord");
    named(all, "ImportPreview", PreviewForm::json_schema(to).to_value());
    named(all, "ImportCommit", CommitForm::json_schema(to).to_value());
    named(all, "ImportProblem", ProblemForm::json_schema(to).to_value());
    list_of(all, "ImportProblemList", "ImportProblem");
}
