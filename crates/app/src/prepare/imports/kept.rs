//! Verdicts as they are given, kept to be shown page by page: written a few hundred rows at a time
//! while the check goes on, so that no server has to hold all of them.

use db::Tx;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use super::import::{Import, State};
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

/// Who writes verdicts down, until it is dropped: what a check that broke off has said must not
/// come between what the next one says.
#[derive(Debug)]
pub(super) struct Keeper {
    pub(super) sender: mpsc::Sender<Part>,
    writing: JoinSet<Result<()>>,
}

impl Keeper {
    /// Forgets what was said of the rows of an import, and writes down what is said from now on.
    pub(super) fn begin(ctx: &Ctx, id: ImportId) -> Keeper {
        // Who reads the file has the only connection until it is read. Then all of it waits, and a
        // database with one connection is in memory anyway.
        let is_single = ctx.platform.db.is_single();
        let n_parts = if is_single { Semaphore::MAX_PERMITS } else { PARTS_MAX };
        let (sender, receiver) = mpsc::channel(n_parts);
        let mut writing = JoinSet::new();
        writing.spawn(write(ctx.platform.db.clone(), id, receiver));
        Keeper { sender, writing }
    }

    /// All has been said: waits until all of it is written. Hold no connection meanwhile.
    pub(super) async fn finish(self) -> Result<()> {
        let Keeper { sender, mut writing } = self;
        drop(sender);
        while let Some(ended) = writing.join_next().await {
            ended.map_err(Error::internal)??;
        }
        Ok(())
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
    let counted: Vec<(i32, u64)> = blocks.iter().map(|it| (it.n, it.count(what))).collect();
    let n_items = counted.iter().map(|it| it.1).sum();
    let (wanted, n_skipped) = wanted(&counted, paging);
    let verdicts = store::by_blocks(&tx, id, &wanted).await?;
    let limit = usize::try_from(paging.limit()).unwrap_or(usize::MAX);
    let n_skipped = usize::try_from(n_skipped).unwrap_or(usize::MAX);
    let shown = verdicts.into_iter().filter(|it| what.is_none_or(|what| it.what == what));
    Ok(paging.of(shown.skip(n_skipped).take(limit).collect(), n_items))
}

/// The blocks in which rows of a page are, by how many rows each block has that count, and how many
/// of those rows come before the page. No other block is read.
fn wanted(counted: &[(i32, u64)], paging: Paging) -> (Vec<i32>, u64) {
    let (first, last) = (paging.offset(), paging.offset() + paging.limit());
    let (mut n_before, mut n_skipped, mut wanted) = (0, None, Vec::new());
    for (n, n_rows) in counted {
        if 0 < *n_rows && first < n_before + n_rows && n_before < last {
            n_skipped.get_or_insert(first.saturating_sub(n_before));
            wanted.push(*n);
        }
        n_before += n_rows;
    }
    (wanted, n_skipped.unwrap_or(0))
}

/// Whether the verdict on every row that a checked import counts is there to be listed. It is not if
/// the last check was before verdicts were kept, or if a later one ended early.
pub async fn has_verdicts(ctx: &Ctx, import: &Import) -> Result<bool> {
    let tx = ctx.read().await?;
    own(&tx, ctx, import.id).await?;
    let blocks = store::blocks(&tx, import.id).await?;
    let n_kept = |what| blocks.iter().map(|it| it.count(Some(what))).sum::<u64>();
    Ok(What::ALL.into_iter().all(|it| n_kept(it) == import.counts.of(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_with_rows_of_the_page_are_read() {
        let mut counted: Vec<(i32, u64)> = (0..100).map(|n| (n, 0)).collect();
        counted[0].1 = 3;
        counted[99].1 = 4;
        let page = |number, size| wanted(&counted, Paging { number, size });
        assert_eq!(page(1, 10), (vec![0, 99], 0));
        assert_eq!(page(1, 2), (vec![0], 0));
        assert_eq!(page(2, 2), (vec![0, 99], 2));
        assert_eq!(page(3, 2), (vec![99], 1));
        assert_eq!(page(5, 2), (vec![], 0));
    }
}
