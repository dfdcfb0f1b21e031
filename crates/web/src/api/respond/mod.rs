//! What is written down while something is lost, for programs: disruptions, damage, costs and access for
//! a time, and roll calls.

mod disruptions;
mod entries;
mod photos;
mod roll_calls;

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde_json::Value;

use crate::Routes;

/// The heading of all of it in the description.
const TAG: &str = "Disruptions";

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(disruptions::routes())
        .merge(entries::routes())
        .merge(photos::routes())
        .merge(roll_calls::routes())
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    disruptions::schemas(to, all);
    entries::schemas(to, all);
    photos::schemas(to, all);
    roll_calls::schemas(to, all);
}
