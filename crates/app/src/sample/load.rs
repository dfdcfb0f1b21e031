//! Puts the State of Franklin into the database.

use serde_json::json;
use uuid::Uuid;

use super::{Size, franklin};
use crate::events::{self, Action, Event, Subject};
use crate::programme::transfer::{self, Summary, WriteOptions};
use crate::{Ctx, Result};

/// What was put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// How many of everything.
    pub summary: Summary,
    /// Who can sign in, one for each role.
    pub sign_ins: Vec<SignIn>,
}

/// Someone who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// What they are for the programme.
    pub role: &'static str,
    /// The address with which they sign in.
    pub email: String,
}

/// Puts the State of Franklin into the database: wholly, or not at all.
pub async fn load(ctx: &Ctx, seed: u64, size: Size) -> Result<Loaded> {
    let programme = franklin(seed, size, ctx.now.date_naive());
    let tx = ctx.write().await?;
    let summary = transfer::write_in(&tx, ctx, &programme, WriteOptions::default()).await?;
    let event = Event::new(Action::SampleLoaded, Subject::new("sample", Uuid::nil()));
    events::record(&tx, ctx, event.to(&json!({ "seed": seed.to_string() }))).await?;
    tx.commit().await?;
    Ok(Loaded { summary, sign_ins: Vec::new() })
}
