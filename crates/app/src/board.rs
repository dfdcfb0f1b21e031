//! The recovery model in memory: what the engine analyzed, and which record each node is.

use std::collections::BTreeMap;

use crate::Timestamp;
use crate::ids::{AgencyId, ItemId};

/// The whole inventory as the engine sees it, after the event numbered `seq`.
#[derive(Debug)]
pub struct Board {
    /// The number of the last event that it knows of.
    pub seq: i64,
    /// When it was computed.
    pub computed_at: Timestamp,
    /// The record behind each node, and its agency.
    pub items: Vec<(ItemId, AgencyId)>,
    /// The node of each record.
    pub nodes: BTreeMap<ItemId, u32>,
}
