//! The governance board: which policies are past their review, and how well they are known.

use super::acknowledge::{Rate, asked_in, rates};
use super::{Policy, Query, Sort, State, list};
use crate::{Ctx, Paging, Result};

/// So many policies are looked at.
const POLICIES_MAX: u32 = Paging::SIZE_MAX;

/// How the policies stand that somebody may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    /// Those that were not reviewed in time, the one that waits longest first.
    pub overdue: Vec<Policy>,
    /// Those whose review is due, and not past its day.
    pub due: Vec<Policy>,
    /// Those that are being written, and none of them in force.
    pub open: Vec<Policy>,
    /// How many are in force and need no review.
    pub n_settled: usize,
    /// Those that ask somebody to acknowledge them, with how many did by kind: only where the actor
    /// writes or approves.
    pub known: Vec<(Policy, Vec<Rate>)>,
}

/// How the policies stand that the actor may see.
pub async fn board(ctx: &Ctx) -> Result<Board> {
    let paging = Paging { number: 1, size: POLICIES_MAX };
    let query = Query { sort: Sort::Review, paging, ..Query::default() };
    let mut board = Board::default();
    for it in list(ctx, &query).await?.items {
        if it.in_force.is_some() && !it.audience.is_empty() && super::may_write_at(ctx, &it) {
            let asked = asked_in(&*ctx.read().await?, &it).await?;
            board.known.push((it.clone(), rates(&asked)));
        }
        match it.state {
            _ if it.is_overdue(ctx.now) => board.overdue.push(it),
            State::ReviewDue => board.due.push(it),
            state if state.is_open() => board.open.push(it),
            _ => board.n_settled += 1,
        }
    }
    Ok(board)
}
