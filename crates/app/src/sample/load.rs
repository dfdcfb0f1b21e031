//! Puts the State of Franklin into the database.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::sign_ins::{self, SignIn};
use super::{Size, analyses, governance, plans, strategies, written};
use crate::events::{self, Action, Event, Subject};
use crate::plans::plan;
use crate::prepare::inventory::Kind;
use crate::prepare::{impact, strategies as ways};
use crate::programme::transfer::{self, Summary, WriteOptions};
use crate::prove::recovery;
use crate::{Ctx, Error, Result};

/// How many analyses are written at a time.
const BATCH: usize = 500;

/// What was put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// How many of everything.
    pub summary: Summary,
    /// How many impact analyses.
    pub n_analyses: usize,
    /// How many plans.
    pub n_plans: usize,
    /// Who can sign in, one for each role.
    pub sign_ins: Vec<SignIn>,
}

/// Puts the State of Franklin into the database, wholly or not at all; then lets one person of
/// each role sign in with `password`, and computes recovery. Doing it again changes nothing.
pub async fn load(ctx: &Ctx, seed: u64, size: Size, password: &str) -> Result<Loaded> {
    let today = ctx.now.date_naive();
    // On a thread of its own: allocators keep apart what each thread asked for, and give all of it
    // back together when it is dropped.
    let write = move || {
        let mut draft = written(seed, size, today);
        let (cast, programme) = (sign_ins::cast(&draft), draft.take_programme());
        (draft, cast, programme)
    };
    let written = tokio::task::spawn_blocking(write).await.map_err(Error::internal)?;
    let (draft, cast, programme) = written;
    let tx = ctx.write().await?;
    let summary = transfer::write_in(&tx, ctx, &programme, WriteOptions::default()).await?;
    let (mut n_analyses, mut analyzed) = (0, BTreeSet::new());
    let mut analyses = analyses::of(&draft, &programme.items);
    loop {
        let some: Vec<_> = analyses.by_ref().take(BATCH).collect();
        if some.is_empty() {
            break;
        }
        let in_force = some.iter().filter(|it| it.state.is_in_force());
        let services = in_force.filter(|it| it.kind == Kind::Service);
        analyzed.extend(services.map(|it| it.item.clone()));
        let (n_added, n_changed) = impact::put_all(&tx, ctx, &some).await?;
        n_analyses += n_added + n_changed;
    }
    drop(analyses);
    // A strategy is approved upon an analysis, so it comes after those.
    let strategies = strategies::of(&draft, &programme.items, &analyzed);
    ways::put_all(&tx, ctx, &strategies).await?;
    let mut n_plans = 0;
    for some in plans::of(&draft, &programme.items).chunks(BATCH) {
        let (n_added, n_changed) = plan::put_all(&tx, ctx, some).await?;
        n_plans += n_added + n_changed;
    }
    governance::write(&tx, ctx, &draft).await?;
    // A whole state takes room, and recovery analysis is about to take as much again.
    drop((draft, programme));
    if !summary.is_same() {
        let event = Event::new(Action::SampleLoaded, Subject::new("sample", Uuid::nil()));
        events::record(&tx, ctx, event.to(&json!({ "seed": seed.to_string() }))).await?;
    }
    tx.commit().await?;
    let sign_ins = sign_ins::open(ctx, cast, password).await?;
    recovery::refresh(ctx).await?;
    Ok(Loaded { summary, n_analyses, n_plans, sign_ins })
}
