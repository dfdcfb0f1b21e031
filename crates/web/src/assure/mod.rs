//! Assuring, over HTTP.

pub(crate) mod audit;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().merge(audit::routes())
}
