//! Responding, over HTTP.

pub(crate) mod activations;
pub(crate) mod disruptions;
mod entries;
mod roll_calls;
pub(crate) mod status;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(activations::routes())
        .merge(disruptions::routes())
        .merge(entries::routes())
        .merge(roll_calls::routes())
        .merge(status::routes())
}
