//! What is due from the caller, for programs.

use std::collections::BTreeMap;

use app::Span;
use app::prepare::impact::{State, Summary};
use app::prepare::inventory::Missing;
use app::prove::work::{self, Unfinished};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::Caller;
use crate::api::inventory::NamedForm;
use crate::error::Answer;
use crate::openapi::{Operation, named};
use crate::request::Json;
use crate::routes::Access::SignedIn;

pub(super) fn routes() -> Routes {
    let show = Operation::new("show_work", "Readiness", "List what is due from you");
    let show = show.answers(200, "The first ten of each sort, and how many there are.");
    Routes::new().get("/api/v1/work", SignedIn, show_own).described(show.of("Work"))
}

/// What is due from the caller.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct WorkForm {
    /// How many things are due.
    n_due: u64,
    /// How many impact analyses wait for their approval.
    n_to_approve: u64,
    /// The first of them.
    to_approve: Vec<LineForm>,
    /// How many impact analyses wait for what they know.
    n_to_write: u64,
    /// The first of them.
    to_write: Vec<LineForm>,
    /// What they own or look after, and something has not been said about.
    unfinished: Vec<UnfinishedForm>,
    /// The policies that they must acknowledge, by id.
    to_acknowledge: Vec<Uuid>,
    /// What they are to do after meetings.
    after_meetings: Vec<String>,
    /// Their own contacts that are not known to work, by id of the channel.
    unverified: Vec<Uuid>,
}

/// An impact analysis.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WorkAnalysis")]
struct LineForm {
    /// Its id.
    analysis: Uuid,
    /// What it is about.
    item: NamedForm,
    /// How far it is.
    state: State,
    /// How soon it must be back.
    rto: Option<Span>,
    /// Why it was sent back, or why it is out of date.
    because: String,
    /// How many things are missing.
    n_missing: u32,
}

/// Things that lack the same.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WorkUnfinished")]
struct UnfinishedForm {
    /// What they lack: the word by which lists are narrowed with `missing`.
    missing: &'static str,
    /// How many there are.
    n_items: u64,
    /// The first of them.
    items: Vec<NamedForm>,
}

impl From<Summary> for LineForm {
    fn from(it: Summary) -> Self {
        LineForm {
            analysis: it.id.into(),
            item: NamedForm::labeled(it.item_id.into(), &it.item),
            state: it.state,
            rto: it.rto,
            because: it.because,
            n_missing: it.n_missing,
        }
    }
}

impl From<Unfinished> for UnfinishedForm {
    fn from(it: Unfinished) -> Self {
        let word = Missing::ALL.iter().find(|(.., missing)| *missing == it.missing);
        UnfinishedForm {
            missing: word.map_or("", |it| it.0),
            n_items: it.items.n_items,
            items: it.items.items.iter().map(NamedForm::item).collect(),
        }
    }
}

/// `GET /api/v1/work`
async fn show_own(Caller(ctx): Caller) -> Answer<Json<WorkForm>> {
    let work = work::due(&ctx).await?;
    Ok(Json(WorkForm {
        n_due: work.n_due(),
        n_to_approve: work.to_approve.n_items,
        n_to_write: work.to_write.n_items,
        to_approve: work.to_approve.items.into_iter().map(Into::into).collect(),
        to_write: work.to_write.items.into_iter().map(Into::into).collect(),
        unfinished: work.unfinished.into_iter().map(Into::into).collect(),
        to_acknowledge: work.to_acknowledge.iter().map(|it| it.id.into()).collect(),
        after_meetings: work.after_meetings.into_iter().map(|it| it.what).collect(),
        unverified: work.unverified.iter().map(|it| it.id.into()).collect(),
    }))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "Work", WorkForm::json_schema(to).to_value());
}
