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

use app::Timestamp;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

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

/// A record with its document.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::api) struct Form<D> {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// When it was retired, if it was.
    retired_at: Option<Timestamp>,
    /// What it says: the only part that can be sent back.
    document: D,
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
