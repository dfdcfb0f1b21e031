//! A file as it arrives: kept in pieces, so that no server has to hold it whole.

use chrono::TimeDelta;
use db::Tx;

use super::files::START_BYTES;
use super::import::{Format, Import, State};
use super::mapping::Mapping;
use super::store;
use super::text;
use super::verdict::Counts;
use crate::actor::{Actor, Permission};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{ImportId, PersonId};
use crate::progress::Task;
use crate::{Ctx, Error, FieldProblem, Result};

/// How large a file may be.
pub const SIZE_BYTES_MAX: u64 = 512 << 20;

/// How large a piece of it is.
const PIECE_BYTES: usize = START_BYTES;

/// How many days a file is kept that nobody puts in or gives up.
const DAYS_KEPT: i64 = 14;

/// How many files are removed at a time.
const PURGED_MAX: u64 = 10;

/// A file as it arrives.
#[derive(Debug)]
pub struct Upload {
    ctx: Ctx,
    import: Import,
    piece: Vec<u8>,
    n_pieces: i32,
}

/// Whether the actor may import anything at all.
pub(super) fn allowed(ctx: &Ctx) -> Result<()> {
    let wanted = [Permission::WriteInventory, Permission::WriteAnalyses, Permission::WriteAgencies];
    match wanted.iter().any(|it| ctx.actor.may_somewhere(*it)) {
        true => Ok(()),
        false => Err(Error::Forbidden(Permission::WriteInventory)),
    }
}

/// Removes files that never came whole, and those that nobody did anything with for two weeks,
/// whoever brought them. Until the change is written, nothing can be done with them.
async fn purge(tx: &Tx, ctx: &Ctx) -> Result<Vec<Task>> {
    let yesterday = ctx.now - TimeDelta::days(1);
    for import in store::abandoned(tx, &[State::Arriving], yesterday, PURGED_MAX).await? {
        store::delete(tx, import.id).await?;
    }
    let platform = Ctx::new(ctx.platform.clone(), Actor::platform(), ctx.now);
    let platform = platform.with_request_id(ctx.request_id);
    let before = ctx.now - TimeDelta::days(DAYS_KEPT);
    let mut tasks = Vec::new();
    for import in store::abandoned(tx, &State::OPEN, before, PURGED_MAX).await? {
        // Somebody may be putting it in at last.
        let Some(task) = ctx.platform.progress.begin(import.id.into(), PersonId::FIRST) else {
            continue;
        };
        tasks.push(task);
        let problem = format!("Nobody put it in within {DAYS_KEPT} days. The file was removed.");
        let (state, finished_at) = (State::Canceled, Some(ctx.now));
        let import = store::update(tx, Import { state, problem, finished_at, ..import }).await?;
        store::delete_pieces(tx, import.id).await?;
        events::record(tx, &platform, event(Action::ImportCanceled, &import)).await?;
    }
    Ok(tasks)
}

impl Upload {
    /// A file called `file_name` begins to arrive.
    pub async fn begin(ctx: &Ctx, file_name: &str) -> Result<Upload> {
        allowed(ctx)?;
        let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        let name: String = name.chars().filter(|it| !it.is_control()).take(200).collect();
        let import = Import {
            id: ImportId::new(),
            person_id: ctx.actor.person_id,
            format: Format::of_name(&name),
            file_name: if name.is_empty() { "File".to_owned() } else { name },
            size_bytes: 0,
            state: State::Arriving,
            mapping: None,
            counts: Counts::default(),
            problem: String::new(),
            created_at: ctx.now,
            finished_at: None,
            version: 1,
        };
        let tx = ctx.write().await?;
        let _under_way = purge(&tx, ctx).await?;
        store::insert(&tx, &import).await?;
        tx.commit().await?;
        Ok(Upload { ctx: ctx.clone(), import, piece: Vec::new(), n_pieces: 0 })
    }

    /// More of it arrives. After an error, nothing is left to do but to give it up.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.import.size_bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if SIZE_BYTES_MAX < self.import.size_bytes {
            let reason = "A file may have 512 MiB. Split it, and import one part after the other.";
            return Err(FieldProblem::new("file", reason).into());
        }
        self.piece.extend_from_slice(bytes);
        while PIECE_BYTES <= self.piece.len() {
            let rest = self.piece.split_off(PIECE_BYTES);
            let piece = std::mem::replace(&mut self.piece, rest);
            self.save(piece).await?;
        }
        Ok(())
    }

    async fn save(&mut self, piece: Vec<u8>) -> Result<()> {
        if self.n_pieces == 0
            && let Some(reason) = text::problem(&piece, None)
        {
            return Err(FieldProblem::new("file", reason).into());
        }
        let tx = self.ctx.write().await?;
        store::insert_piece(&tx, self.import.id, self.n_pieces, piece).await?;
        tx.commit().await?;
        self.n_pieces += 1;
        Ok(())
    }

    /// It has arrived whole.
    pub async fn finish(mut self) -> Result<Import> {
        if self.import.size_bytes == 0 {
            self.give_up().await?;
            return Err(FieldProblem::new("file", "Choose a file that is not empty.").into());
        }
        if !self.piece.is_empty() {
            let piece = std::mem::take(&mut self.piece);
            if let Err(error) = self.save(piece).await {
                self.give_up().await?;
                return Err(error);
            }
        }
        let ctx = &self.ctx;
        let tx = ctx.write().await?;
        let import = Import { state: State::Arrived, ..self.import };
        let import = store::update(&tx, import).await?;
        events::record(&tx, ctx, event(Action::ImportUploaded, &import)).await?;
        tx.commit().await?;
        Ok(import)
    }

    /// It does not arrive: nothing of it is kept.
    pub async fn give_up(&self) -> Result<()> {
        let tx = self.ctx.write().await?;
        store::delete(&tx, self.import.id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What the log says of an import: never what is in the file.
pub(super) fn event(action: Action, import: &Import) -> Event {
    let target = import.mapping.as_ref().map(|it: &Mapping| it.target.code());
    Event::new(action, Subject::new("import", import.id)).to(&serde_json::json!({
        "file_name": import.file_name,
        "size_bytes": import.size_bytes,
        "target": target,
        "n_rows": import.counts.n_rows,
        "n_added": import.counts.n_added,
        "n_changed": import.counts.n_changed,
        "n_same": import.counts.n_same,
        "n_refused": import.counts.n_refused,
    }))
}
