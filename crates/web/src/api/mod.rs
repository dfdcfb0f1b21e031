//! The product for programs: the same use cases as behind the pages, as JSON under `/api/v1`.
//!
//! One module per feature. What each operation takes and answers is said beside it, and published
//! by [`openapi`](crate::openapi). How records, versions and lists work is in `docs/api.md`.

mod activations;
mod answer;
mod audit;
mod compliance;
mod consultations;
mod contacts;
mod handovers;
mod impact;
mod imports;
mod inspections;
mod inventory;
mod investments;
mod jobs;
mod lessons;
mod objectives;
mod obligations;
mod people;
mod plans;
mod programme;
mod projects;
mod prove;
mod record;
mod request;
mod respond;
mod risks;
mod scenarios;
mod search;
mod seats;
mod settings;
mod stages;
mod status;
mod strategies;
mod submissions;

pub(crate) use answer::{Cursor, List, added, list, page, record, stretch};
pub(crate) use request::{Asked, Caller, Document, Seen};

use record::{Form, Noun, Record, answer_found, answer_new, answer_page, answer_with, filters};

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde_json::Value;

use crate::Routes;

/// Every operation.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(inventory::routes())
        .merge(impact::routes())
        .merge(risks::routes())
        .merge(strategies::routes())
        .merge(inspections::routes())
        .merge(seats::routes())
        .merge(imports::routes())
        .merge(prove::routes())
        .merge(investments::routes())
        .merge(scenarios::routes())
        .merge(plans::routes())
        .merge(activations::routes())
        .merge(respond::routes())
        .merge(status::routes())
        .merge(obligations::routes())
        .merge(compliance::routes())
        .merge(objectives::routes())
        .merge(lessons::routes())
        .merge(submissions::routes())
        .merge(stages::routes())
        .merge(projects::routes())
        .merge(people::routes())
        .merge(contacts::routes())
        .merge(handovers::routes())
        .merge(consultations::routes())
        .merge(audit::routes())
        .merge(search::routes())
        .merge(settings::routes())
        .merge(jobs::routes())
        .merge(programme::routes())
}

/// The schemas of everything that is taken and answered, by name.
pub(crate) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    inventory::schemas(to, all);
    impact::schemas(to, all);
    risks::schemas(to, all);
    strategies::schemas(to, all);
    inspections::schemas(to, all);
    seats::schemas(to, all);
    imports::schemas(to, all);
    prove::schemas(to, all);
    investments::schemas(to, all);
    scenarios::schemas(to, all);
    plans::schemas(to, all);
    activations::schemas(to, all);
    respond::schemas(to, all);
    status::schemas(to, all);
    obligations::schemas(to, all);
    compliance::schemas(to, all);
    objectives::schemas(to, all);
    lessons::schemas(to, all);
    submissions::schemas(to, all);
    stages::schemas(to, all);
    projects::schemas(to, all);
    people::schemas(to, all);
    contacts::schemas(to, all);
    handovers::schemas(to, all);
    consultations::schemas(to, all);
    audit::schemas(to, all);
    search::schemas(to, all);
    settings::schemas(to, all);
    jobs::schemas(to, all);
    programme::schemas(all);
}
