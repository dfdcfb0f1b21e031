//! Keeping the board up to date with what happened.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use engine::ModelError;

use super::board::Board;
use super::change::Changes;
use super::load;
use crate::kept::Turn;
use crate::prepare::inventory::{self, Outcome};
use crate::{Ctx, Error, Result, Timestamp, events};

/// How long to wait for whoever else writes, such as an import, before outcomes are saved later.
const PATIENCE: Duration = Duration::from_millis(250);

/// How long after a save that had to wait it is tried again.
const AGAIN_AFTER: TimeDelta = TimeDelta::seconds(5);

/// How many outcomes are saved at once: others who write wait for so long.
const OUTCOMES_MAX: usize = 5_000;

/// Brings what analysis found out up to date, in memory and in the database, and says which event
/// is the last that it knows of.
pub async fn refresh(ctx: &Ctx) -> Result<i64> {
    Ok(current(ctx).await?.seq)
}

/// The board as of now.
///
/// Never ask while holding a transaction that writes: the board writes, too.
pub(crate) async fn current(ctx: &Ctx) -> Result<Arc<Board>> {
    if let Some(known) = known(ctx).await? {
        return Ok(known);
    }
    // Who waits for the analysis does not hold a connection meanwhile.
    ctx.see_anew();
    let own = ctx.clone();
    // On its own, so that it is finished even if nobody waits for the answer any more.
    let board = tokio::spawn(async move { up_to_date(&own).await });
    let board = board.await.map_err(Error::internal)??;
    // What was found out and saved is seen by those who look from now on.
    ctx.see_anew();
    Ok(board)
}

/// The board that is there, if it is of the moment at which the request looks, and the request sees
/// what it found out. Waits for nobody.
async fn known(ctx: &Ctx) -> Result<Option<Arc<Board>>> {
    let moment = events::moment(&*ctx.read().await?).await?;
    let known = ctx.platform.board.peek::<Board>();
    Ok(known.filter(|it| it.holds(moment.seq, ctx.now) && it.n_derived <= moment.n_derived))
}

async fn up_to_date(ctx: &Ctx) -> Result<Arc<Board>> {
    let mut turn = ctx.platform.board.turn().await;
    // Others hold a connection while they wait for this.
    let tx = ctx.platform.db.read_apart().await?;
    let seq = events::last_seq(&tx).await?;
    let known = turn.get::<Board>();
    if let Some(known) = known.as_ref().filter(|it| it.holds(seq, ctx.now)) {
        return Ok(known.clone());
    }
    let changes = match &known {
        // A log that got shorter is another database's.
        Some(known) if known.seq <= seq => load::since(&tx, known).await?,
        _ => None,
    };
    drop(known);
    let start = Instant::now();
    let of = if changes.is_some() { "changes" } else { "everything" };
    let board = match changes {
        Some(changes) => followed(&mut turn, changes, (seq, ctx.now)).await?,
        None => {
            let parts = load::everything(&tx, seq, ctx.now).await?;
            computed(of, move || Board::of(parts)).await?
        }
    };
    drop(tx);
    let board = Arc::new(saved(ctx, board).await);
    metrics::histogram!("recovery_refresh_seconds", "of" => of).record(start.elapsed());
    turn.put(board.clone());
    Ok(board)
}

/// The board that is there, after `changes`.
async fn followed(turn: &mut Turn<'_>, changes: Changes, at: (i64, Timestamp)) -> Result<Board> {
    let board = turn.take::<Board>().ok_or_else(|| Error::internal("the board is gone"))?;
    computed("changes", move || Arc::unwrap_or_clone(board).after(changes, at)).await
}

/// What `compute` gives. Others are served meanwhile.
async fn computed(
    of: &'static str,
    compute: impl FnOnce() -> std::result::Result<Board, ModelError> + Send + 'static,
) -> Result<Board> {
    let start = Instant::now();
    let done = tokio::task::spawn_blocking(compute).await.map_err(Error::internal)?;
    metrics::histogram!("recovery_analysis_seconds", "of" => of).record(start.elapsed());
    done.map_err(Error::internal)
}

/// The board, with what it found out written to the items. What could not be written now is next
/// time: nobody has to wait for it to read the answer.
async fn saved(ctx: &Ctx, mut board: Board) -> Board {
    board.tried_at = ctx.now;
    board.is_saved = match save(ctx, &mut board).await {
        Ok(is_saved) => is_saved,
        Err(error) => {
            tracing::warn!(%error, "what recovery analysis found out was not saved");
            false
        }
    };
    board
}

/// Writes what the board found out to the items, unless something happened since, or somebody else
/// writes for long.
async fn save(ctx: &Ctx, board: &mut Board) -> Result<bool> {
    for outcomes in board.unsaved().chunks(OUTCOMES_MAX) {
        let locked = async {
            let tx = ctx.write().await?;
            let seq = events::lock_last_seq(&tx).await?;
            Ok::<_, Error>((tx, seq))
        };
        let Ok(locked) = tokio::time::timeout(PATIENCE, locked).await else { return Ok(false) };
        let (tx, seq) = locked?;
        if seq != board.seq {
            return Ok(false);
        }
        let ids = outcomes.iter().filter_map(|(node, it)| Some((board.entry(*node)?.id, *it)));
        inventory::save_outcomes(&tx, &ids.collect::<Vec<_>>()).await?;
        events::note_derived(&tx).await?;
        let n_derived = events::moment(&tx).await?.n_derived;
        tx.commit().await?;
        board.n_derived = n_derived;
        for (node, outcome) in outcomes {
            board.note_saved(*node, *outcome);
        }
    }
    Ok(true)
}

impl Board {
    /// Whether it is as of the event `seq`, and what it found out need not be saved just now.
    fn holds(&self, seq: i64, now: Timestamp) -> bool {
        let is_due = !self.is_saved && AGAIN_AFTER <= now - self.tried_at;
        self.seq == seq && !is_due
    }

    fn note_saved(&mut self, node: u32, outcome: Outcome) {
        if let Some(place) = self.saved.get_mut(node as usize) {
            *place = outcome;
        }
    }
}
