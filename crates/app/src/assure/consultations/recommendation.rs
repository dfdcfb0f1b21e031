//! What a consultation recommended, and what became of it.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::read::find_readable;
use super::write::event;
use super::{Consultation, State, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::ConsultationId;
use crate::people::managers;
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

/// What was recommended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    /// What is to be done.
    pub text: String,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// On which day somebody said what became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_on: Option<NaiveDate>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub resolution: String,
}

impl Recommendation {
    /// Whether nobody has said yet what became of it.
    pub const fn is_open(&self) -> bool {
        self.resolved_on.is_none()
    }
}

const NOT_CLOSED: Refusal = Refusal::new(
    "consultation.open",
    "What is recommended holds once the consultation is closed. Until then it may change.",
);
const RESOLVED: Refusal = Refusal::new(
    "consultation.resolved",
    "Somebody has said already what became of this recommendation.",
);

/// Says what became of a recommendation, the first being 0: what was done, or why nothing is.
pub async fn resolve(
    ctx: &Ctx,
    id: ConsultationId,
    seen: i64,
    (number, resolution): (usize, &str),
) -> Result<Consultation> {
    let tx = ctx.write().await?;
    let mut it = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::AskConsultations, it.agency_id)?;
    if it.version != seen {
        return Err(Error::Stale("consultation"));
    }
    if it.state != State::Closed {
        return Err(NOT_CLOSED.into());
    }
    let resolution = resolution.trim();
    let is_text = (1..=1_000).contains(&resolution.chars().count()) && !resolution.contains('\0');
    let today = managers::today_in(&tx, ctx).await?;
    let found = it.recommendations.get_mut(number).ok_or(Error::NotFound("recommendation"))?;
    if !found.is_open() {
        return Err(RESOLVED.into());
    }
    if !is_text {
        let reason = "Say what was done, or why nothing is, in at most 1,000 characters.";
        return Err(FieldProblem::new("resolution", reason).into());
    }
    found.resolved_on = Some(today);
    found.resolution = resolution.to_owned();
    let said = json!({ "number": number, "recommendation": found });
    let saved = store::update(&tx, Consultation { updated_at: ctx.now, ..it }).await?;
    let event = event(Action::RecommendationResolved, &saved).to(&said);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(saved)
}
