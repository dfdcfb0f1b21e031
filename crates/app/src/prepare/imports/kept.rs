//! Verdicts as they are given, kept to be shown page by page: written a few hundred rows at a time
//! while the check goes on, so that no server has to hold all of them.

use db::Tx;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::import::State;
use super::read::own;
use super::verdict::{Verdict, What};
use super::verdict_store as store;
use crate::ids::ImportId;
use crate::{Ctx, Error, Page, Paging, Result};

/// How many parts may wait to be written.
const PARTS_MAX: usize = 4;

/// How often a place to write is asked for: others may be putting in a large file.
const ATTEMPTS_MAX: u32 = 20;

/// Verdicts of rows that follow each other.
#[derive(Debug)]
pub(super) enum Part {
    /// The next rows.
    Next(Vec<Verdict>),
    /// Rows of which something else was said before.
    Corrected(Vec<Verdict>),
}

/// Who writes verdicts down.
#[derive(Debug)]
pub(super) struct Keeper {
    pub(super) sender: mpsc::Sender<Part>,
    writing: JoinHandle<Result<()>>,
}

impl Keeper {
    /// Forgets what was said of the rows of an import, and writes down what is said from now on.
    pub(super) fn begin(ctx: &Ctx, id: ImportId) -> Keeper {
        // Who reads the file has the only connection until it is read. Then all of it waits, and a
        // database with one connection is in memory anyway.
        let is_single = ctx.platform.db.is_single();
        let n_parts = if is_single { Semaphore::MAX_PERMITS } else { PARTS_MAX };
        let (sender, receiver) = mpsc::channel(n_parts);
        let writing = tokio::spawn(write(ctx.platform.db.clone(), id, receiver));
        Keeper { sender, writing }
    }

    /// All has been said: waits until all of it is written. Hold no connection meanwhile.
    pub(super) async fn finish(self) -> Result<()> {
        drop(self.sender);
        self.writing.await.map_err(Error::internal)?
    }
}

async fn write(db: db::Db, id: ImportId, mut parts: mpsc::Receiver<Part>) -> Result<()> {
    let tx = begin(&db).await?;
    store::delete(&tx, id).await?;
    tx.commit().await?;
    let mut n = 0;
    while let Some(part) = parts.recv().await {
        let tx = begin(&db).await?;
        match part {
            Part::Next(verdicts) => {
                store::insert(&tx, (id, n), &verdicts).await?;
                n += 1;
            }
            Part::Corrected(verdicts) => store::correct(&tx, id, verdicts).await?,
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn begin(db: &db::Db) -> Result<Tx> {
    let mut n_attempts = 0;
    loop {
        n_attempts += 1;
        match db.write().await {
            Err(_) if n_attempts < ATTEMPTS_MAX => {}
            tx => return Ok(tx?),
        }
    }
}

/// One page of the verdicts that the last check gave, in the order of the file: of all rows, or of
/// those of which the same is said. None are left once the import is over.
pub async fn list_verdicts(
    ctx: &Ctx,
    id: ImportId,
    what: Option<What>,
    paging: Paging,
) -> Result<Page<Verdict>> {
    let tx = ctx.read().await?;
    if own(&tx, ctx, id).await?.state != State::Checked {
        return Ok(paging.of(Vec::new(), 0));
    }
    let blocks = store::blocks(&tx, id).await?;
    let counted = blocks.iter().map(|it| (it.n, it.count(what)));
    let n_items = counted.clone().map(|it| it.1).sum();
    let (first, last) = (paging.offset(), paging.offset() + paging.limit());
    // Only those blocks are read in which rows of the page are.
    let (mut n_before, mut n_skipped, mut wanted) = (0, None, Vec::new());
    for (n, n_rows) in counted {
        if first < n_before + n_rows && n_before < last {
            n_skipped.get_or_insert(first.saturating_sub(n_before));
            wanted.push(n);
        }
        n_before += n_rows;
    }
    let verdicts = store::by_blocks(&tx, id, &wanted).await?;
    let limit = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
    let n_skipped = usize::try_from(n_skipped.unwrap_or(0)).unwrap_or(usize::MAX);
    let shown = verdicts.into_iter().filter(|it| what.is_none_or(|what| it.what == what));
    Ok(paging.of(shown.skip(n_skipped).take(limit).collect(), n_items))
}
