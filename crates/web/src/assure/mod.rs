//! Assuring, over HTTP.

pub(crate) mod audit;
pub(crate) mod compliance;
pub(crate) mod consultations;
pub(crate) mod contacts;
pub(crate) mod handovers;
pub(crate) mod jobs;
pub(crate) mod lessons;
pub(crate) mod objectives;
pub(crate) mod obligations;
pub(crate) mod projects;
pub(crate) mod settings;
pub(crate) mod stages;
pub(crate) mod submissions;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(obligations::routes())
        .merge(compliance::routes())
        .merge(objectives::routes())
        .merge(lessons::routes())
        .merge(audit::routes())
        .merge(settings::routes())
        .merge(jobs::routes())
        .merge(submissions::routes())
        .merge(stages::routes())
        .merge(projects::routes())
        .merge(contacts::routes())
        .merge(handovers::routes())
        .merge(consultations::routes())
}
