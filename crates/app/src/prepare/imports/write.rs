//! Mapping, checking, committing and canceling imports.

use db::Tx;
use tables::Encoding;
use tokio::sync::SemaphorePermit;

use super::files::File;
use super::import::{Format, Import, State, UNDER_WAY};
use super::kept::Keeper;
use super::mapping::Mapping;
use super::read::{own, start_apart};
use super::run::{Ended, Run};
use super::sink::Sink;
use super::store;
use super::text;
use super::upload::{allowed, event};
use super::verdict::Counts;
use crate::events::{self, Action};
use crate::ids::ImportId;
use crate::progress::Task;
use crate::{Ctx, Error, Refusal, Result};

const CANCELED: Refusal = Refusal::new("import.canceled", "The import was canceled.");

/// What is done with an import in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A dry run.
    Check,
    /// The real thing.
    Commit {
        /// Whether rows that cannot be put in are left out.
        leave_out: bool,
    },
}

/// Says what the columns of a file mean.
pub async fn map(ctx: &Ctx, id: ImportId, mapping: Mapping) -> Result<Import> {
    map_in(ctx, (id, None), mapping).await
}

/// The same, unless the import was saved since the asker saw version `seen`.
pub async fn map_seen(ctx: &Ctx, id: ImportId, seen: i64, mapping: Mapping) -> Result<Import> {
    map_in(ctx, (id, Some(seen)), mapping).await
}

async fn map_in(
    ctx: &Ctx,
    (id, seen): (ImportId, Option<i64>),
    mapping: Mapping,
) -> Result<Import> {
    let tx = ctx.write().await?;
    let import = own(&tx, ctx, id).await?;
    if seen.is_some_and(|it| it != import.version) {
        return Err(Error::Stale("import"));
    }
    import.open()?;
    let problems = problems(&tx, &File::stored(&import), &mapping).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let import = store::update(&tx, import.with_mapping(mapping)).await?;
    tx.commit().await?;
    Ok(import)
}

async fn problems(tx: &Tx, file: &File, mapping: &Mapping) -> Result<Vec<crate::FieldProblem>> {
    let start = file.start(tx).await?;
    let named = mapping.encoding.as_deref().and_then(Encoding::from_code);
    if let Some(reason) = text::problem(&start, named) {
        return Ok(vec![crate::FieldProblem::new("file", reason)]);
    }
    if file.format == Format::Backstage {
        return Ok(Vec::new());
    }
    let preview = start_apart(file.format, start, Some(mapping.clone()), None).await?;
    Ok(match preview.problem {
        Some(reason) => vec![crate::FieldProblem::new("file", reason)],
        None => mapping.problems(&preview.headers),
    })
}

/// Gives a verdict on every row, and changes nothing.
pub async fn check(ctx: &Ctx, id: ImportId) -> Result<Import> {
    let task = begin(ctx, id)?;
    check_as(ctx, id, &task).await
}

async fn check_as(ctx: &Ctx, id: ImportId, task: &Task) -> Result<Import> {
    let place = place(ctx).await?;
    let tx = ctx.read().await?;
    let import = own(&tx, ctx, id).await?;
    let run = Run {
        file: &File::stored(&import),
        mapping: import.mapped()?,
        writes: false,
        leaves_out: true,
        task: Some(task),
    };
    let keeper = Keeper::begin(ctx, id);
    let ended = run.run(&tx, ctx, &mut Sink::Keep(&keeper.sender)).await;
    drop(tx);
    keeper.finish().await?;
    drop(place);
    let (counts, problem) = match ended {
        Ok(Ended::Done(counts, _)) => (counts, String::new()),
        Ok(Ended::Canceled) => return cancel_now(ctx, id).await,
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            (Counts::default(), error.to_string())
        }
        Err(error) => return Err(error),
    };
    let state = if problem.is_empty() { State::Checked } else { State::Mapped };
    let tx = ctx.write().await?;
    let import = store::update(&tx, Import { counts, problem, state, ..import }).await?;
    tx.commit().await?;
    Ok(import)
}

/// Puts the whole file into the inventory, or nothing of it.
pub async fn commit(ctx: &Ctx, id: ImportId, leave_out: bool) -> Result<Import> {
    let task = begin(ctx, id)?;
    commit_as(ctx, id, leave_out, &task).await
}

async fn commit_as(ctx: &Ctx, id: ImportId, leave_out: bool, task: &Task) -> Result<Import> {
    let _place = place(ctx).await?;
    let tx = ctx.write().await?;
    let import = own(&tx, ctx, id).await?;
    import.committable(leave_out)?;
    let run = Run {
        file: &File::stored(&import),
        mapping: import.mapped()?,
        writes: true,
        leaves_out: leave_out,
        task: Some(task),
    };
    let (counts, mut events) = match run.run(&tx, ctx, &mut Sink::Nobody).await? {
        Ended::Done(counts, events) => (counts, events),
        Ended::Canceled => {
            tx.rollback().await?;
            return cancel_now(ctx, id).await;
        }
    };
    let (state, finished_at) = (State::Committed, Some(ctx.now));
    let import = Import { counts, state, finished_at, problem: String::new(), ..import };
    let import = store::update(&tx, import).await?;
    store::delete_pieces(&tx, id).await?;
    events.push(event(Action::ImportCommitted, &import));
    events::record_all(&tx, ctx, events).await?;
    tx.commit().await?;
    Ok(import)
}

/// Begins a step and lets it go on by itself. [`super::watch`] tells how far it is; an error is
/// kept with the import.
pub async fn start(ctx: &Ctx, id: ImportId, step: Step) -> Result<()> {
    let tx = ctx.read().await?;
    let import = own(&tx, ctx, id).await?;
    drop(tx);
    match step {
        Step::Check => drop(import.mapped()?),
        Step::Commit { leave_out } => import.committable(leave_out)?,
    }
    let task = begin(ctx, id)?;
    let ctx = ctx.clone();
    tokio::spawn(async move {
        let done = match step {
            Step::Check => check_as(&ctx, id, &task).await,
            Step::Commit { leave_out } => commit_as(&ctx, id, leave_out, &task).await,
        };
        if let Err(error) = done {
            tracing::warn!(%error, import = %id, "an import failed");
            if let Err(error) = note_problem(&ctx, id, &error).await {
                tracing::error!(%error, import = %id, "the failure could not be noted");
            }
        }
        drop(task);
    });
    Ok(())
}

async fn note_problem(ctx: &Ctx, id: ImportId, error: &Error) -> Result<()> {
    let problem = match error {
        Error::Internal(_) => format!("Something went wrong here (request {}).", ctx.request_id),
        other => other.to_string(),
    };
    let tx = ctx.write().await?;
    let import = own(&tx, ctx, id).await?;
    store::update(&tx, Import { problem, ..import }).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives an import up. One that is under way stops at the next batch, and nothing of it stays.
pub async fn cancel(ctx: &Ctx, id: ImportId) -> Result<()> {
    if ctx.platform.progress.cancel(id.into(), ctx.actor.person_id) {
        return Ok(());
    }
    cancel_now(ctx, id).await?;
    Ok(())
}

async fn cancel_now(ctx: &Ctx, id: ImportId) -> Result<Import> {
    let tx = ctx.write().await?;
    let import = own(&tx, ctx, id).await?;
    import.open()?;
    let import = Import { state: State::Canceled, finished_at: Some(ctx.now), ..import };
    let import = store::update(&tx, import).await?;
    store::delete_pieces(&tx, id).await?;
    events::record(&tx, ctx, event(Action::ImportCanceled, &import)).await?;
    tx.commit().await?;
    Ok(import)
}

fn begin(ctx: &Ctx, id: ImportId) -> Result<Task> {
    ctx.platform.progress.begin(id.into(), ctx.actor.person_id).ok_or_else(|| UNDER_WAY.into())
}

/// A place to read a whole file, as soon as there is one. Each takes a connection for as long as it
/// lasts, and without connections nobody gets any page.
pub(super) async fn place(ctx: &Ctx) -> Result<SemaphorePermit<'_>> {
    ctx.platform.importing.acquire().await.map_err(Error::internal)
}

/// What would become of a file, from the command line: nothing is kept and nothing changed.
pub async fn dry_run(ctx: &Ctx, file: &File, mapping: &Mapping) -> Result<Counts> {
    allowed(ctx)?;
    let tx = ctx.read().await?;
    let problems = problems(&tx, file, mapping).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let run = Run { file, mapping, writes: false, leaves_out: true, task: None };
    match run.run(&tx, ctx, &mut Sink::Nobody).await? {
        Ended::Done(counts, _) => Ok(counts),
        Ended::Canceled => Err(CANCELED.into()),
    }
}

/// Puts a file in, from the command line: wholly or not at all.
pub async fn put(ctx: &Ctx, file: &File, mapping: &Mapping, leave_out: bool) -> Result<Counts> {
    allowed(ctx)?;
    let tx = ctx.write().await?;
    let problems = problems(&tx, file, mapping).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let run = Run { file, mapping, writes: true, leaves_out: leave_out, task: None };
    match run.run(&tx, ctx, &mut Sink::Nobody).await? {
        Ended::Done(counts, mut events) => {
            let said = serde_json::json!({
                "target": mapping.target.code(),
                "n_rows": counts.n_rows,
                "n_added": counts.n_added,
                "n_changed": counts.n_changed,
                "n_same": counts.n_same,
                "n_refused": counts.n_refused,
            });
            let subject = events::Subject::new("import", ImportId::new());
            events.push(events::Event::new(Action::ImportCommitted, subject).to(&said));
            events::record_all(&tx, ctx, events).await?;
            tx.commit().await?;
            Ok(counts)
        }
        Ended::Canceled => Err(CANCELED.into()),
    }
}
