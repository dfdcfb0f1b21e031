//! The audit log, for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use app::Timestamp;
use app::actor::Permission;
use app::events::{self, Action, Entry, Query, Verdict};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Asked, Caller, Cursor, List, list, stretch};
use crate::Routes;
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadAudit);
    let events = Operation::new("list_events", "Audit log", "List what happened");
    let events = events.asks(parameters()).answers(200, "A stretch of the log, the newest first.");
    let verify = Operation::new(
        "verify_audit_log",
        "Audit log",
        "Check that no entry was changed, removed or swapped",
    );
    let verify = verify.answers(200, "What was found.").of("AuditVerdict");
    Routes::new()
        .get("/api/v1/events", read, list_events)
        .described(events.of("EventList"))
        .get("/api/v1/audit/verification", read, verify_log)
        .described(verify)
}

fn parameters() -> Vec<Parameter> {
    let actions = Action::ALL.iter().map(|it| it.name()).collect();
    let mut parameters = vec![
        Parameter::new("action", Shape::OneOf(actions), "Only where this was done."),
        Parameter::new("who", Shape::Id, "Only what this person did."),
        Parameter::new("subject", Shape::Id, "Only what was done to this record."),
        Parameter::new("since", Shape::Moment, "Only from then on."),
        Parameter::new("until", Shape::Moment, "Only before."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// One entry of the audit log.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct EventForm {
    /// Its number. The first is 1, and none is left out.
    seq: i64,
    /// When it happened.
    at: Timestamp,
    /// Who did it.
    who: Uuid,
    /// For whom, if not for themselves.
    on_behalf_of: Option<Uuid>,
    /// Whose hand it was, where nobody had signed in: `root on the command line`.
    via: Option<String>,
    /// In which request.
    request_id: Uuid,
    /// What was done.
    action: String,
    /// To what kind of record.
    subject_kind: String,
    /// To which.
    subject_id: Uuid,
    /// In which agency, if in one.
    agency_id: Option<Uuid>,
    /// The record as it was. Null if it was not there.
    before: Value,
    /// The record as it is since. Null if it is gone.
    after: Value,
    /// SHA-256 over this entry and the hash before it, in hexadecimal.
    hash: String,
}

impl From<Entry> for EventForm {
    fn from(it: Entry) -> Self {
        EventForm {
            seq: it.seq,
            at: it.at,
            who: it.who,
            on_behalf_of: it.on_behalf_of,
            via: it.via,
            request_id: it.request_id,
            action: it.action,
            subject_kind: it.subject_kind,
            subject_id: it.subject_id,
            agency_id: it.agency_id,
            before: it.before,
            after: it.after,
            hash: hex(&it.hash),
        }
    }
}

/// Whether the log is what was written.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct VerdictForm {
    /// Whether it is.
    intact: bool,
    /// How many entries there are, if it is.
    n_events: Option<i64>,
    /// The hash of the last one, which stands for all of them: keep it elsewhere.
    hash: Option<String>,
    /// The number of the first entry that is wrong or missing, if it is not.
    broken_at: Option<i64>,
}

/// `GET /api/v1/events`
async fn list_events(Caller(ctx): Caller, address: Address) -> Answer<Json<List<EventForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        action: asked.text("action").unwrap_or_default().to_owned(),
        who: asked.value("who"),
        subject_id: asked.value("subject"),
        since: asked.value("since"),
        until: asked.value("until"),
        ..Query::default()
    };
    let before = asked.cursor().map(Cursor::to_number);
    let found = events::list_before(&ctx, &query, before, asked.n_max()).await?;
    let (found, next) = stretch(&asked, found, |it| Cursor::number(it.seq));
    Ok(list(found.into_iter().map(EventForm::from).collect(), next))
}

/// `GET /api/v1/audit/verification`
async fn verify_log(Caller(ctx): Caller) -> Answer<Json<VerdictForm>> {
    let form = match events::verify(&ctx).await? {
        Verdict::Intact { n_events, hash } => VerdictForm {
            intact: true,
            n_events: Some(n_events),
            hash: Some(hex(&hash)),
            broken_at: None,
        },
        Verdict::Broken { at_seq } => {
            VerdictForm { intact: false, n_events: None, hash: None, broken_at: Some(at_seq) }
        }
    };
    Ok(Json(form))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string never fails.
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    text
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "EventRecord", EventForm::json_schema(to).to_value());
    list_of(all, "EventList", "EventRecord");
    named(all, "AuditVerdict", VerdictForm::json_schema(to).to_value());
}
