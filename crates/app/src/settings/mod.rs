//! What the state decides about the programme: kept under a key, changed with a lock, and logged.
//!
//! A feature brings a type of its own and says under which key it is kept ([`Kept`]). Until
//! somebody changes it, its default holds.

mod entity;
mod general;
mod store;

pub use general::General;

use db::Tx;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::{Ctx, Error, FieldProblem, Result, Timestamp};

/// Something that is kept as a setting.
pub trait Kept:
    Clone + PartialEq + Default + Serialize + DeserializeOwned + JsonSchema + Send + Sync
{
    /// Under which key.
    const KEY: &'static str;

    /// What is wrong with it, field by field.
    fn problems(&self) -> Vec<FieldProblem>;
}

/// A setting as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting<T> {
    /// What it says.
    pub value: T,
    /// When it was last changed, if ever.
    pub updated_at: Option<Timestamp>,
    /// How often it was changed. Changing it checks that nobody else did so since.
    pub version: i64,
}

/// A setting, for those who may see settings.
pub async fn show<T: Kept>(ctx: &Ctx) -> Result<Setting<T>> {
    ctx.require_scope(Permission::ReadSettings)?;
    find(&*ctx.read().await?).await
}

/// What every page needs to know: whose programme this is, and its time zone.
pub async fn general(ctx: &Ctx) -> Result<General> {
    Ok(find::<General>(&*ctx.read().await?).await?.value)
}

/// Changes a setting, unless someone changed it since the asker saw version `seen`.
pub async fn change<T: Kept>(ctx: &Ctx, seen: i64, value: T) -> Result<Setting<T>> {
    ctx.require(Permission::WriteSettings, Place::State)?;
    let tx = ctx.write().await?;
    if find::<T>(&tx).await?.version != seen {
        return Err(Error::Stale("setting"));
    }
    put(&tx, ctx, value).await?;
    let setting = find(&tx).await?;
    tx.commit().await?;
    Ok(setting)
}

/// Sets a setting whatever it was: for files that are loaded. Says whether that changed anything.
pub async fn put<T: Kept>(tx: &Tx, ctx: &Ctx, value: T) -> Result<bool> {
    ctx.require(Permission::WriteSettings, Place::State)?;
    let problems = value.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let before = find::<T>(tx).await?;
    if before.value == value {
        return Ok(false);
    }
    let json = serde_json::to_value(&value).map_err(Error::internal)?;
    store::put(tx, T::KEY, (json, before.version), ctx.now).await?;
    let event = Event::new(Action::SettingChanged, Subject::new("setting", id::<T>()))
        .from(&json!({ "key": T::KEY, "value": before.value }))
        .to(&json!({ "key": T::KEY, "value": value }));
    events::record(tx, ctx, event).await?;
    Ok(true)
}

/// A setting, for use cases that follow it.
pub(crate) async fn find<T: Kept>(tx: &Tx) -> Result<Setting<T>> {
    let Some((value, updated_at, version)) = store::find(tx, T::KEY).await? else {
        return Ok(Setting { value: T::default(), updated_at: None, version: 0 });
    };
    let value = serde_json::from_value(value).map_err(Error::internal)?;
    Ok(Setting { value, updated_at: Some(updated_at), version })
}

/// What the audit log calls it: always the same for a key.
pub fn id<T: Kept>() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("setting:{}", T::KEY).as_bytes())
}
