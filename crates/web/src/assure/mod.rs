//! Assuring, over HTTP.

pub(crate) mod audit;
pub(crate) mod jobs;
pub(crate) mod settings;
pub(crate) mod submissions;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(audit::routes())
        .merge(settings::routes())
        .merge(jobs::routes())
        .merge(submissions::routes())
}
