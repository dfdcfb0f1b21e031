//! Reading a file from its first row to its last: to see what would become of it, or to put it in.

use std::collections::BTreeSet;

use db::Tx;

use super::agencies::merged;
use super::drafts::{BATCH, Draft, portions};
pub use super::files::File;
use super::import::{Format, REFUSED_ROWS};
use super::mapping::{Mapping, Target};
use super::plan::Planner;
use super::sink::Sink;
use super::verdict::{Counts, Verdict};
use crate::actor::Permission;
use crate::events::{self, Event};
use crate::people::agencies;
use crate::prepare::inventory;
use crate::progress::{Progress, Task};
use crate::{Ctx, Result};

/// How many events are held in memory before they are recorded.
const EVENTS_MAX: usize = 10_000;

/// What to do with a file.
pub(super) struct Run<'a> {
    pub(super) file: &'a File,
    pub(super) mapping: &'a Mapping,
    /// Whether it is put in. Otherwise this is a dry run.
    pub(super) writes: bool,
    /// Whether rows that cannot be put in are left out. Otherwise nothing is put in.
    pub(super) leaves_out: bool,
    /// Whom to tell how far it is, and who may want it to stop.
    pub(super) task: Option<&'a Task>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ended {
    /// At the last row. The caller records these events last of all before the commit: from then
    /// on everybody else who changes something waits.
    Done(Counts, Vec<Event>),
    /// Somebody asked it to stop, or nobody wants it any more. What it wrote must not be committed.
    Canceled,
}

impl Run<'_> {
    /// Reads the file in `tx`, which the caller commits or not.
    pub(super) async fn run(&self, tx: &Tx, ctx: &Ctx, sink: &mut Sink<'_>) -> Result<Ended> {
        if self.mapping.target == Target::Agency {
            return self.agencies(tx, ctx, sink).await;
        }
        let (mut counts, mut events) = (Counts::default(), Vec::new());
        let mut planner = Planner::default();
        if self.writes && self.leaves_out && self.may_have_needs() {
            // Which rows need what is not there is known only at the end. They are left out.
            let mut late = Vec::new();
            let dry = Run { writes: false, ..*self };
            if Box::pin(dry.run(tx, ctx, &mut Sink::Late(&mut late))).await? == Ended::Canceled {
                return Ok(Ended::Canceled);
            }
            planner = Planner::foreseeing(late);
        }
        let mut batches = self.file.open(tx, self.mapping).await?;
        let mut has_needs = false;
        while let Some(drafts) = batches.next(tx).await? {
            for drafts in portions(&drafts) {
                if self.is_canceled() || sink.is_closed() {
                    return Ok(Ended::Canceled);
                }
                has_needs |= drafts.iter().any(|it| it.needs.is_some());
                let (verdicts, plans) = planner.plan(tx, ctx, drafts).await?;
                verdicts.iter().for_each(|it| counts.add(it));
                if !sink.take(&verdicts).await? {
                    return Ok(Ended::Canceled);
                }
                self.refuse_bad(&counts)?;
                if self.writes {
                    inventory::write_noting(tx, plans, &mut events).await?;
                    record_many(tx, ctx, &mut events).await?;
                }
                self.tell(&counts, drafts, has_needs);
            }
        }
        counts.n_moved = planner.n_moved();
        if has_needs {
            let found = (&mut counts, &mut events);
            if !self.needs((tx, ctx), &mut planner, found, sink).await? {
                return Ok(Ended::Canceled);
            }
        }
        if self.writes && self.mapping.remember {
            remember_names(tx, ctx, self.mapping).await?;
        }
        Ok(Ended::Done(counts, events))
    }

    /// Needs come last, because a row may need what a later row describes. A row that cannot be put
    /// in takes those with it that need it, and so on, until nobody else is found. False: canceled.
    async fn needs(
        &self,
        (tx, ctx): (&Tx, &Ctx),
        planner: &mut Planner,
        (counts, events): (&mut Counts, &mut Vec<Event>),
        sink: &mut Sink<'_>,
    ) -> Result<bool> {
        loop {
            let n_refused = counts.n_refused;
            let mut batches = self.file.open(tx, self.mapping).await?;
            while let Some(drafts) = batches.next(tx).await? {
                for drafts in portions(&drafts) {
                    if self.is_canceled() || sink.is_closed() {
                        return Ok(false);
                    }
                    let noted = self.writes.then_some(&mut *events);
                    let late = planner.needs(tx, ctx, drafts, noted).await?;
                    record_many(tx, ctx, events).await?;
                    late.iter().for_each(|(was, verdict)| counts.correct(*was, verdict));
                    let late: Vec<Verdict> = late.into_iter().map(|(_, it)| it).collect();
                    if !sink.correct(late).await? {
                        return Ok(false);
                    }
                    if let Some(task) = self.task {
                        let percent = 50 + self.percent(drafts) / 2;
                        let n_done = counts.n_rows;
                        task.tell(Progress { n_done, percent, writes: self.writes });
                    }
                }
            }
            counts.n_losing_needs = planner.n_losing_needs();
            counts.n_moved = planner.n_moved();
            if counts.n_refused == n_refused {
                return Ok(true);
            }
            if self.writes {
                // The rows themselves are in by now, and cannot be left out any more.
                return Err(REFUSED_ROWS.into());
            }
        }
    }

    async fn agencies(&self, tx: &Tx, ctx: &Ctx, sink: &mut Sink<'_>) -> Result<Ended> {
        let mut drafts = Vec::new();
        let mut batches = self.file.open(tx, self.mapping).await?;
        while let Some(batch) = batches.next(tx).await? {
            drafts.extend(batch);
        }
        let mut counts = Counts::default();
        let merged = merged(tx, ctx, drafts, &self.mapping.ignore).await?;
        merged.verdicts.iter().for_each(|it| counts.add(it));
        for verdicts in merged.verdicts.chunks(BATCH) {
            if !sink.take(verdicts).await? {
                return Ok(Ended::Canceled);
            }
        }
        self.refuse_bad(&counts)?;
        if self.writes {
            agencies::put_all(tx, ctx, &merged.documents).await?;
        }
        Ok(if self.is_canceled() { Ended::Canceled } else { Ended::Done(counts, Vec::new()) })
    }

    fn refuse_bad(&self, counts: &Counts) -> Result<()> {
        let refuses = self.writes && !self.leaves_out && 0 < counts.n_refused;
        if refuses { Err(REFUSED_ROWS.into()) } else { Ok(()) }
    }

    fn may_have_needs(&self) -> bool {
        let column = self.mapping.fields.get("needs");
        self.file.format == Format::Backstage || column.is_some_and(|it| !it.is_empty())
    }

    fn is_canceled(&self) -> bool {
        self.task.is_some_and(Task::is_canceled)
    }

    fn percent(&self, drafts: &[Draft]) -> u8 {
        let n_bytes = drafts.last().map_or(0, |it| it.n_bytes);
        let percent = n_bytes.saturating_mul(100) / self.file.size_bytes.max(1);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }

    fn tell(&self, counts: &Counts, drafts: &[Draft], has_needs: bool) {
        let Some(task) = self.task else { return };
        let percent = self.percent(drafts) / if has_needs { 2 } else { 1 };
        task.tell(Progress { n_done: counts.n_rows, percent, writes: self.writes });
    }
}

/// Records events once there are more than memory should hold.
async fn record_many(tx: &Tx, ctx: &Ctx, events: &mut Vec<Event>) -> Result<()> {
    if events.len() < EVENTS_MAX {
        return Ok(());
    }
    events::record_all(tx, ctx, std::mem::take(events)).await
}

/// Lets agencies be known by the names that somebody said they mean.
async fn remember_names(tx: &Tx, ctx: &Ctx, mapping: &Mapping) -> Result<()> {
    let names: BTreeSet<&str> = mapping.agencies.values().map(String::as_str).collect();
    let mut meant = agencies::ids_by_name(tx, &names).await?;
    meant.retain(|_, id| ctx.actor.may(Permission::ReadAgencies, *id));
    let all = agencies::all_in(tx).await?;
    let documents = agencies::documents_in(tx, &all).await?;
    let mut changed = Vec::new();
    for (agency, mut document) in all.iter().zip(documents) {
        let known: BTreeSet<String> = document
            .aliases
            .iter()
            .chain([&document.name])
            .map(|it| agencies::comparable(it))
            .collect();
        let names = mapping.agencies.iter().filter(|(_, it)| meant.get(*it) == Some(&agency.id));
        let new: Vec<String> = names
            .map(|(name, _)| name.trim().to_owned())
            .filter(|it| !known.contains(&agencies::comparable(it)))
            .collect();
        if !new.is_empty() {
            ctx.require(Permission::WriteAgencies, agency.id)?;
            document.aliases.extend(new);
            changed.push(document);
        }
    }
    agencies::put_all(tx, ctx, &changed).await?;
    Ok(())
}
