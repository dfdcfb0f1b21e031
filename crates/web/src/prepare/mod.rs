//! Preparing, over HTTP.

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
}
