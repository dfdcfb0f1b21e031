//! Puts the State of Franklin into the database.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::disruptions::Struck;
use super::sign_ins::{self, SignIn};
use super::{
    Size, analyses, assurance, disruptions, follow, governance, guidance, inspections, partners,
    plans, stages, strategies, submissions, written,
};
use crate::assure::{compliance, lessons, objectives, projects, stages as programmes};
use crate::events::{self, Action, Event, Subject};
use crate::plans::{plan, templates};
use crate::prepare::inventory::Kind;
use crate::prepare::{impact, inspections as looks, strategies as ways};
use crate::programme::transfer::{self, Summary, WriteOptions};
use crate::prove::recovery;
use crate::respond::disruptions::{self as struck, Disruption};
use crate::respond::entries;
use crate::respond::roll_calls::{self, PeopleQuery, Status};
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
    looks::put_all(&tx, ctx, &inspections::of(&draft)).await?;
    let template = plans::template(&draft);
    templates::put_all(&tx, ctx, &Vec::from_iter(template)).await?;
    let mut n_plans = 0;
    let plans = plans::of(&draft, &programme.items);
    for some in plans.chunks(BATCH) {
        let (n_added, n_changed) = plan::put_all(&tx, ctx, some).await?;
        n_plans += n_added + n_changed;
    }
    let people = follow::people(&draft);
    let guidance = guidance::of(&draft, ctx.now);
    let happened = disruptions::of(&draft);
    let declared = declare(&tx, ctx, &happened).await?;
    // What is attested is attested upon plans.
    compliance::put_all(&tx, ctx, &assurance::of(&draft, &plans)).await?;
    lessons::put_all(&tx, ctx, &assurance::lessons(&draft, &plans)).await?;
    drop(plans);
    objectives::put_all(&tx, ctx, &assurance::objectives(&draft, &programme.items)).await?;
    submissions::open(&tx, ctx).await?;
    governance::write(&tx, ctx, &draft).await?;
    programmes::put_all(&tx, ctx, &stages::parts(&draft)).await?;
    projects::put_all(&tx, ctx, &stages::projects(&draft)).await?;
    partners::write(&tx, ctx, &draft).await?;
    // A whole state takes room, and recovery analysis is about to take as much again.
    drop((draft, programme));
    if !summary.is_same() {
        let event = Event::new(Action::SampleLoaded, Subject::new("sample", Uuid::nil()));
        events::record(&tx, ctx, event.to(&json!({ "seed": seed.to_string() }))).await?;
    }
    tx.commit().await?;
    call_roll(ctx, &happened, &declared).await?;
    let sign_ins = sign_ins::open(ctx, cast, password).await?;
    recovery::refresh(ctx).await?;
    follow::write(ctx, &people).await?;
    guidance.write(ctx).await?;
    Ok(Loaded { summary, n_analyses, n_plans, sign_ins })
}

/// Puts in what struck, with what was written down. Gives what was not there before.
async fn declare(tx: &db::Tx, ctx: &Ctx, all: &[Struck]) -> Result<Vec<Disruption>> {
    let documents: Vec<_> = all.iter().map(|it| it.document.clone()).collect();
    let declared = struck::put_all(tx, ctx, &documents).await?;
    for it in &declared {
        for struck in all.iter().filter(|struck| struck.document.code == it.code) {
            entries::put_all(tx, ctx, it, &struck.entries).await?;
        }
    }
    Ok(declared)
}

/// Asks in each disruption who is safe. Most are, one needs help, and of some nobody knows yet.
async fn call_roll(ctx: &Ctx, all: &[Struck], declared: &[Disruption]) -> Result<()> {
    for it in declared {
        for struck in all.iter().filter(|struck| struck.document.code == it.code) {
            let call = roll_calls::start(ctx, it.id, &struck.roll_call).await?;
            let page = roll_calls::people(ctx, call.id, &PeopleQuery::default()).await?;
            let ids: Vec<_> = page.items.iter().map(|it| it.id).collect();
            let n_safe = ids.len() * 3 / 4;
            let (safe, rest) = ids.split_at(n_safe);
            if !safe.is_empty() {
                let note = (Status::Safe, "Seen at the meeting point");
                roll_calls::mark(ctx, call.id, safe, note).await?;
            }
            if let Some(first) = rest.first() {
                let note = (Status::NeedsHelp, "Hurt a foot on the stairs");
                roll_calls::mark(ctx, call.id, std::slice::from_ref(first), note).await?;
            }
        }
    }
    Ok(())
}
