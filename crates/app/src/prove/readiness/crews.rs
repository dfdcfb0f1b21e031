//! Which services are late with the crews there are, though in time if each part had people of its own.
//!
//! Finding that out takes longer than a page may, so it is found out beside them: a server goes through
//! the services whenever the inventory changed, a moment at a time, and keeps on the board what it knows.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::figures::Basis;
use crate::actor::Actor;
use crate::ids::ItemId;
use crate::prepare::inventory::Standing;
use crate::prove::recovery::{Board, Came, Case, SoFar, current};
use crate::{Ctx, Error, Platform, Result, Timestamp, events};

/// For how long services are tried at a time: then whoever waits for the processor has it for as long.
const MOMENT: Duration = Duration::from_millis(50);

/// How often it is told how far it is.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// For how long nothing happens before services are tried again: the log is looked at every two seconds.
const QUIET: Duration = Duration::from_secs(3);

/// How often that is waited for, so that somebody who never rests is followed all the same.
const QUIET_WAITS_MAX: u32 = 10;

/// What orders were looked for in before, told by a number, and what came of it: most changes leave most
/// of it as it was.
type Searched = BTreeMap<ItemId, (u64, Came)>;

/// Tries services with the crews there are for as long as a server runs, until `stopped`: at once, and
/// again when something happened. `clock` tells the time.
pub async fn keep_trying<T>(
    platform: Platform,
    clock: fn() -> Timestamp,
    stopped: impl Future<Output = T>,
) {
    tokio::select! {
        _ = stopped => {}
        () = follow(&platform, clock) => {}
    }
}

/// Tries all services that are counted with the crews there are, and returns when everything is known of
/// the inventory as it is: for tests, and wherever no server does it.
pub async fn try_crews(ctx: &Ctx) -> Result<()> {
    let mut searched = Searched::new();
    while !try_on_board(ctx, Duration::ZERO, &mut searched).await? {}
    Ok(())
}

/// Tells when more is known of who is late with the crews there are.
pub fn watch_crews(ctx: &Ctx) -> watch::Receiver<()> {
    ctx.platform.tried.subscribe()
}

/// Whether it is to be tried when a service is back with the crews there are: if it must be back by some
/// time, and is not late anyhow.
pub(super) fn is_to_try(board: &Board, node: u32) -> bool {
    !matches!(board.standing(node), Standing::Missed | Standing::NoTarget)
}

async fn follow(platform: &Platform, clock: fn() -> Timestamp) {
    let ctx = || Ctx::new(platform.clone(), Actor::platform(), clock());
    let mut log = events::watch(&ctx());
    let mut searched = Searched::new();
    let mut seen = Some(0);
    while let Some(seq) = seen {
        loop {
            match try_on_board(&ctx(), MOMENT, &mut searched).await {
                Ok(true) => break,
                // Something changed meanwhile: it goes on with what is there now.
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(%error, "services cannot be tried with the crews there are");
                    // It may go again later, also if nothing happens until then.
                    tokio::time::sleep(QUIET * 10).await;
                }
            }
        }
        seen = match log.other_than(seq).await {
            Some(seq) => Some(when_quiet(&mut log, seq).await),
            None => None,
        };
    }
}

/// Waits until nothing happens for a moment, and says which event is the last then.
async fn when_quiet(log: &mut events::Watch, mut seq: i64) -> i64 {
    for _ in 0..QUIET_WAITS_MAX {
        match tokio::time::timeout(QUIET, log.other_than(seq)).await {
            Ok(Some(next)) => seq = next,
            _ => break,
        }
    }
    seq
}

/// Tries what is not known yet, and rests after each `moment` for as long as it worked; a moment of
/// nought lasts to the end. Says whether it came to the end: otherwise another board took the place of
/// the one that it was at.
async fn try_on_board(ctx: &Ctx, moment: Duration, searched: &mut Searched) -> Result<bool> {
    let (mut step, tries) = {
        let board = current(ctx).await?;
        searched.retain(|id, _| board.node(*id).is_some());
        (Step::on(&board, moment), board.tries.clone())
    };
    let mut told = Instant::now();
    while !step.so_far.is_all() {
        let start = Instant::now();
        step.searched = std::mem::take(searched);
        let done = tokio::task::spawn_blocking(move || step.taken()).await;
        let (taken, is_there) = done.map_err(Error::internal)?;
        step = taken;
        *searched = std::mem::take(&mut step.searched);
        if !is_there {
            return Ok(false);
        }
        if step.so_far.is_all() || TELL_EVERY <= told.elapsed() {
            tries.tell(step.so_far.clone());
            ctx.platform.tried.send_replace(());
            told = Instant::now();
        }
        if !step.so_far.is_all() {
            tokio::time::sleep(start.elapsed()).await;
        }
    }
    Ok(true)
}

/// What is done at a time.
struct Step {
    /// Whoever follows a change takes the board over: it is not held while orders are looked for.
    board: Weak<Board>,
    basis: Basis,
    moment: Duration,
    so_far: SoFar,
    searched: Searched,
}

impl Step {
    /// Where it is to go on.
    fn on(board: &Arc<Board>, moment: Duration) -> Step {
        let so_far = SoFar::clone(&board.with_crews());
        let (basis, searched) = (Basis::of(board), Searched::new());
        Step { board: Arc::downgrade(board), basis, moment, so_far, searched }
    }

    /// Tries a few more, or all. Says whether the board is still there.
    fn taken(mut self) -> (Step, bool) {
        let start = Instant::now();
        while !self.so_far.is_all() {
            let Some(board) = self.board.upgrade() else { return (self, false) };
            let Some((node, id, target)) = self.next(&board) else {
                self.so_far.note_all();
                break;
            };
            let case = Case::on(&board, node, target);
            drop(board);
            let came = case.map_or(Came::TooLarge, |it| self.came(id, &it));
            self.so_far.note(node, came);
            if !self.moment.is_zero() && self.moment <= start.elapsed() {
                break;
            }
        }
        (self, true)
    }

    /// The next service that is to be tried, and by when it must be back.
    fn next(&self, board: &Board) -> Option<(u32, ItemId, u32)> {
        let first = self.so_far.before;
        let left = (first..).zip(board.entries.get(first as usize..)?);
        let mut counted = left.filter(|(_, it)| self.basis.counts(it));
        counted.find_map(|(node, entry)| {
            let target = board.engine.analysis().required_rto(node)?;
            is_to_try(board, node).then_some((node, entry.id, target))
        })
    }

    fn came(&mut self, id: ItemId, case: &Case) -> Came {
        let digest = case.digest();
        if let Some((_, came)) = self.searched.get(&id).filter(|it| it.0 == digest) {
            return *came;
        }
        self.searched.remove(&id);
        // Nobody waits for it, so orders are looked for in as many nodes as there are.
        let mut n_left = usize::MAX;
        let came = Came::from(case.tried(&mut n_left));
        if n_left < usize::MAX {
            self.searched.insert(id, (digest, came));
        }
        came
    }
}
