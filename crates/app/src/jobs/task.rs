//! What can be put in line: a kind of work is a type, and what it needs to know are its fields.

use db::Tx;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::job::Job;
use super::store;
use crate::{Ctx, Error, Result, Timestamp};

/// A kind of work. It is written down as JSON, so fields may be added with a default, and none may
/// change their meaning.
pub trait Task: Serialize + DeserializeOwned + Send + Sync {
    /// Its name for programs and in the database. It never changes.
    const KIND: &'static str;
    /// What kind of work it is, for people.
    const TITLE: &'static str;

    /// What [`Task::work`] brings to [`Task::write`].
    type Found: Send;

    /// What it is about, for people who look at the queue. It must give nothing away.
    fn about(&self) -> String;

    /// By what it is recognized, if the same may be asked for twice and is to be done once.
    fn unique_key(&self) -> Option<String> {
        None
    }

    /// The long part, outside of any transaction that changes something: it looks, computes, or
    /// reaches the world outside. It may happen more than once.
    fn work(&self, ctx: &Ctx) -> impl Future<Output = Result<Self::Found>> + Send;

    /// The short part: what is different in the database afterwards. It is there exactly once.
    fn write(
        &self,
        tx: &Tx,
        ctx: &Ctx,
        found: Self::Found,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// Puts a task in line, in the transaction of what causes it, to be done at `run_at` or soon after.
/// Says whether it is new: one with the same key is there once.
pub(crate) async fn enqueue<T: Task>(
    tx: &Tx,
    ctx: &Ctx,
    task: &T,
    run_at: Timestamp,
) -> Result<bool> {
    let payload = serde_json::to_value(task).map_err(Error::internal)?;
    let job = Job::waiting((T::KIND, task.about()), payload, ctx.now, run_at);
    let is_new = store::insert(tx, &job, task.unique_key()).await?;
    ctx.platform.wake.ring();
    Ok(is_new)
}
