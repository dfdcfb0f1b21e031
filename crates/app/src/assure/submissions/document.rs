//! A submission as a document: what the API and the audit log write down.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use db::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use super::{State, Submission};
use crate::events::{Action, Event, Subject};
use crate::ids::{AgencyId, PersonId};
use crate::people::{agencies, persons};
use crate::{Result, Timestamp};

/// A submission as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SubmissionDocument {
    /// Whose plans: the code of the agency.
    pub agency: String,
    /// For which year.
    pub year: i32,
    /// Whether it is part of the campaign of that year.
    pub in_campaign: bool,
    /// The types of plans that must be in force, by code. None: any plan will do.
    pub plan_types: BTreeSet<String>,
    /// Why they were asked for outside of a campaign.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// From which day on they may be handed in.
    pub opens_on: NaiveDate,
    /// The last day to hand them in, as it was asked for.
    pub asked_due_on: NaiveDate,
    /// The last day to hand them in: the one that was asked for or, if the agency is closed then, the
    /// next on which it is open.
    pub due_on: NaiveDate,
    /// By which day what the last review asks for is put right, if the state sets one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixes_due_on: Option<NaiveDate>,
    /// When it was not put right by that day, until it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixes_late_at: Option<Timestamp>,
    /// How far it is.
    pub state: State,
    /// When it became late, if it ever did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_at: Option<Timestamp>,
    /// Who made it ready for the agency head, by code of person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prepared_by: Option<String>,
    /// How often plans were handed in.
    pub n_filings: u32,
    /// The receipt of the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// When they were last handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attested_at: Option<Timestamp>,
    /// What the last review came to, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
}

/// What submissions name, by code.
pub(super) struct Names {
    agencies: BTreeMap<AgencyId, String>,
    persons: BTreeMap<PersonId, String>,
}

impl Names {
    pub(super) async fn of(tx: &Tx, all: &[Submission]) -> Result<Names> {
        let agency_ids = all.iter().map(|it| it.agency_id).collect();
        let person_ids = all.iter().filter_map(|it| it.prepared_by).collect();
        Ok(Names {
            agencies: agencies::codes(tx, &agency_ids).await?,
            persons: persons::codes(tx, &person_ids).await?,
        })
    }

    /// The code of an agency.
    pub(super) fn agency(&self, id: AgencyId) -> &str {
        self.agencies.get(&id).map_or("", String::as_str)
    }

    /// A submission as a document.
    pub(super) fn document(&self, it: &Submission) -> SubmissionDocument {
        SubmissionDocument {
            agency: self.agency(it.agency_id).to_owned(),
            year: it.year,
            in_campaign: it.campaign_id.is_some(),
            plan_types: it.plan_types.clone(),
            reason: it.reason.clone(),
            opens_on: it.opens_on,
            asked_due_on: it.asked_due_on,
            due_on: it.due_on,
            fixes_due_on: it.fixes_due_on,
            fixes_late_at: it.fixes_late_at,
            state: it.state,
            late_at: it.late_at,
            prepared_by: it.prepared_by.and_then(|it| self.persons.get(&it).cloned()),
            n_filings: it.n_filings,
            receipt: it.receipt.clone(),
            attested_at: it.attested_at,
            score: it.score,
        }
    }
}

/// That something happened to a submission.
pub(super) fn event(action: Action, it: &Submission) -> Event {
    Event::new(action, Subject::new("submission", it.id)).in_agency(it.agency_id)
}

/// The same, with what it was and what it is since.
pub(super) async fn changed(
    tx: &Tx,
    action: Action,
    (before, after): (&Submission, &Submission),
) -> Result<Event> {
    let names = Names::of(tx, &[before.clone(), after.clone()]).await?;
    Ok(event(action, after).from(&names.document(before)).to(&names.document(after)))
}
