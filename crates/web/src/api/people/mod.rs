//! Agencies, people, how to reach them and which roles they hold, for programs; and what is one's
//! own: tokens and saved views.

mod advisories;
mod agencies;
mod calendars;
mod channels;
mod grants;
mod managers;
mod meetings;
mod partners;
mod persons;
mod policies;
mod tokens;
mod views;

pub(crate) use calendars::WhyDueForm;

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde_json::Value;

use crate::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(agencies::routes())
        .merge(persons::routes())
        .merge(channels::routes())
        .merge(grants::routes())
        .merge(tokens::routes())
        .merge(views::routes())
        .merge(calendars::routes())
        .merge(policies::routes())
        .merge(meetings::routes())
        .merge(managers::routes())
        .merge(partners::routes())
        .merge(advisories::routes())
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    agencies::schemas(to, all);
    persons::schemas(to, all);
    channels::schemas(to, all);
    grants::schemas(to, all);
    tokens::schemas(to, all);
    views::schemas(to, all);
    calendars::schemas(to, all);
    policies::schemas(to, all);
    meetings::schemas(to, all);
    managers::schemas(to, all);
    partners::schemas(to, all);
    advisories::schemas(to, all);
}
