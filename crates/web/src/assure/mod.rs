//! Assuring, over HTTP.

pub(crate) mod settings;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().merge(settings::routes())
}
