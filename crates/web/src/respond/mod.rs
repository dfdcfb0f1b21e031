//! Responding, over HTTP.

pub(crate) mod activations;
pub(crate) mod disruptions;
mod entries;
mod roll_calls;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(activations::routes())
        .merge(disruptions::routes())
        .merge(entries::routes())
        .merge(roll_calls::routes())
}
