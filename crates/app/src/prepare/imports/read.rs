//! Looking at imports, and at the first rows of a file.

use db::Tx;
use tables::{Row, RowProblem};
use tokio::sync::watch;

use super::backstage;
use super::drafts::{self, Draft, open};
use super::files::{File, START_BYTES};
use super::import::{Format, Import};
use super::mapping::{Mapping, Target};
use super::propose::propose;
use super::store;
use super::upload::allowed;
use crate::ids::ImportId;
use crate::prepare::inventory::Kind;
use crate::progress::Progress;
use crate::{Ctx, Error, Page, Paging, Result};

/// How many rows a preview has.
const PREVIEW_ROWS: usize = 20;

/// The first rows of a file, and what they would say.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// How it is written down: encoding and delimiter, for people.
    pub dialect: String,
    /// The names of the columns.
    pub headers: Vec<String>,
    /// What is odd about them.
    pub notes: Vec<String>,
    /// The first rows, those that cannot be used among them.
    pub rows: Vec<PreviewRow>,
    /// What they would say.
    pub drafts: Vec<Draft>,
    /// Why the file cannot be read, if it cannot.
    pub problem: Option<String>,
    /// The mapping that this shows: the one that was chosen, or else the one that is proposed.
    pub mapping: Mapping,
}

/// One of the first rows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    /// The line of the file on which it starts.
    pub line: u64,
    /// What could be read of it, cell by cell: more or fewer than there are columns, if that is
    /// what is wrong with it.
    pub cells: Vec<String>,
    /// Why it cannot be read, if it cannot.
    pub problem: Option<String>,
}

/// One page of the actor's imports, the newest first.
pub async fn list(ctx: &Ctx, paging: Paging) -> Result<Page<Import>> {
    allowed(ctx)?;
    let tx = ctx.read().await?;
    store::list(&tx, ctx.actor.person_id, paging).await
}

/// At most `n_max` of the actor's imports, in the order of their ids, after `after`: for programs.
pub async fn list_after(ctx: &Ctx, after: Option<ImportId>, n_max: u64) -> Result<Vec<Import>> {
    allowed(ctx)?;
    let tx = ctx.read().await?;
    store::list_after(&tx, ctx.actor.person_id, (after, n_max)).await
}

/// One import of the actor's.
pub async fn show(ctx: &Ctx, id: ImportId) -> Result<Import> {
    let tx = ctx.read().await?;
    own(&tx, ctx, id).await
}

/// How far the work on an import is, as it goes on. None if none is under way.
pub fn watch(ctx: &Ctx, id: ImportId) -> Option<watch::Receiver<Progress>> {
    ctx.platform.progress.watch(id.into(), ctx.actor.person_id)
}

/// The first rows of an import's file by its mapping, or by one proposed for `target`.
pub async fn preview(ctx: &Ctx, id: ImportId, target: Option<Target>) -> Result<Preview> {
    let tx = ctx.read().await?;
    let import = own(&tx, ctx, id).await?;
    let file = File::stored(&import);
    let start = file.start(&tx).await?;
    let last = last_mappings(&tx, ctx, &import, target).await?;
    let chosen = import.mapping.filter(|it| target.is_none_or(|target| it.target == target));
    drop(tx);
    let is_chosen = chosen.is_some();
    let preview = start_apart(import.format, start.clone(), chosen, target).await?;
    let fits = |it: &(String, Mapping)| {
        let mut columns = it.1.fields.values().filter_map(|it| it.column.as_ref());
        columns.all(|it| preview.headers.contains(it))
    };
    let (false, Some((file_name, last))) = (is_chosen, last.into_iter().find(fits)) else {
        return Ok(preview);
    };
    let mut preview = start_apart(import.format, start, Some(last), target).await?;
    preview.notes.push(format!("What the columns mean is as you said of {file_name} last."));
    Ok(preview)
}

/// What the actor said that the columns of a file with this name mean, the last first.
async fn last_mappings(
    tx: &Tx,
    ctx: &Ctx,
    import: &Import,
    target: Option<Target>,
) -> Result<Vec<(String, Mapping)>> {
    if import.mapping.is_some() || import.format != Format::Csv {
        return Ok(Vec::new());
    }
    let of_such = store::mappings_of(tx, ctx.actor.person_id, &import.file_name).await?;
    let of_such = of_such.into_iter().filter(|it| target.is_none_or(|target| it.target == target));
    Ok(of_such.map(|it| (import.file_name.clone(), it)).collect())
}

/// The same as [`of_start`], where it keeps nobody else waiting.
pub(super) async fn start_apart(
    format: Format,
    start: Vec<u8>,
    chosen: Option<Mapping>,
    target: Option<Target>,
) -> Result<Preview> {
    let read = move || of_start(format, &start, chosen, target);
    tokio::task::spawn_blocking(read).await.map_err(Error::internal)
}

/// The mapping that is proposed for a file on disk, where `said` leaves its fields open.
pub fn guess(file: &File, said: Mapping) -> Result<Mapping> {
    if file.format == Format::Backstage {
        return Ok(said);
    }
    let preview = of_start(file.format, &file.start_of_disk()?, Some(said.clone()), None);
    let proposed = propose(said.target, &preview.headers);
    Ok(Mapping { fields: proposed.fields, ..said })
}

/// The import called `id`, if it is the actor's.
pub(super) async fn own(tx: &Tx, ctx: &Ctx, id: ImportId) -> Result<Import> {
    let found = store::find(tx, id).await?;
    found.filter(|it| it.person_id == ctx.actor.person_id).ok_or(Error::NotFound("import"))
}

impl PreviewRow {
    fn of(read: std::result::Result<Row, RowProblem>) -> PreviewRow {
        match read {
            Ok(Row { line, cells, .. }) => PreviewRow { line, cells, problem: None },
            Err(RowProblem { line, cells, reason, .. }) => {
                PreviewRow { line, cells, problem: Some(reason.to_string()) }
            }
        }
    }
}

/// What the start of a file says.
fn of_start(
    format: Format,
    start: &[u8],
    chosen: Option<Mapping>,
    target: Option<Target>,
) -> Preview {
    let target = target.unwrap_or(Target::Item(Kind::Service));
    let empty = Preview {
        dialect: String::new(),
        headers: Vec::new(),
        notes: Vec::new(),
        rows: Vec::new(),
        drafts: Vec::new(),
        problem: None,
        mapping: chosen.clone().unwrap_or_else(|| Mapping::new(target)),
    };
    if format == Format::Backstage {
        let reading = backstage::catalog(&String::from_utf8_lossy(start), &empty.mapping);
        let drafts = reading.drafts.into_iter().take(PREVIEW_ROWS).collect();
        return Preview { dialect: "Backstage catalog".to_owned(), drafts, ..empty };
    }
    let reader = open(start, &empty.mapping);
    let mut reader = match reader {
        Ok(reader) => reader,
        Err(problem) => return Preview { problem: Some(problem.reason.to_string()), ..empty },
    };
    let headers = reader.headers().to_vec();
    let mapping = chosen.unwrap_or_else(|| propose(target, &headers));
    let read = reader.by_ref().filter(|it| !it.as_ref().is_ok_and(Row::is_blank));
    let mut found: Vec<_> = read.take(PREVIEW_ROWS + 1).collect();
    // A start ends in the middle of a row, and only of that nothing can be said.
    if found.len() <= PREVIEW_ROWS && START_BYTES <= start.len() {
        found.pop_if(|it| it.is_err());
    }
    found.truncate(PREVIEW_ROWS);
    let drafts = found.iter().map(|it| match it {
        Ok(row) => drafts::draft(&mapping, &headers, row),
        Err(problem) => drafts::unusable(&mapping, problem, 0),
    });
    let drafts = drafts.collect();
    let dialect = reader.dialect();
    Preview {
        dialect: format!("{}, separated by {}", dialect.encoding, dialect.delimiter),
        notes: reader.header_notes().iter().map(ToString::to_string).collect(),
        drafts,
        rows: found.into_iter().map(PreviewRow::of).collect(),
        headers,
        problem: None,
        mapping,
    }
}
