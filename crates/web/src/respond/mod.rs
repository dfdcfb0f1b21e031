//! Responding, over HTTP.

pub(crate) mod activations;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().merge(activations::routes())
}
