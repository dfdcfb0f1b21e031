//! What is worth buying, for programs.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::prepare::impact::Money;
use app::prove::investments::{self, Bought, Late, Standing, Step, WorthQuery};
use app::{Span, Timestamp};
use axum::http::StatusCode;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::{NamedForm, agency_asked};
use crate::api::{Asked, Caller};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, named};
use crate::request::{Address, Json};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadInvestments);
    let operation = |id: &str, summary: &str| Operation::new(id, "Investments", summary);
    let show = operation("show_worth_buying", "Find what is worth buying");
    let show = show.asks(parameters()).may_refuse().may_miss();
    let show = show.answers(200, "The least cost for so many services to be in time.");
    let cancel = operation("cancel_worth_buying", "Stop finding what is worth buying");
    let cancel = cancel.asks(parameters()).may_refuse().answers(204, "It does not go on.");
    Routes::new()
        .get("/api/v1/worth-buying", read, show_worth)
        .described(show.of("WorthBuying"))
        .post("/api/v1/worth-buying/cancel", read, cancel_worth)
        .described(cancel)
}

fn parameters() -> Vec<Parameter> {
    vec![
        Parameter::new(
            "agency",
            Shape::Text,
            "Only services of the agency with this code, and of those below it.",
        ),
        Parameter::new("tier", Shape::Whole(1, 4), "Only services of this tier."),
        Parameter::new(
            "together",
            Shape::Flag,
            "Whether all that they stand on is lost at once, so that they share crews.",
        ),
    ]
}

/// How far the answer is, and the answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct WorthForm {
    /// How much of it is computed, in percent: ask again until it is 100.
    percent: u8,
    /// The answer. Null until it is there.
    answer: Option<AnswerForm>,
}

/// What is worth buying.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WorthBuyingAnswer")]
struct AnswerForm {
    /// As of when.
    computed_at: Timestamp,
    /// How many services count: those that must be back within some time.
    n_services: u64,
    /// How many more must be, of which nobody can say whether they are.
    n_unknown: u64,
    /// How many investments were weighed.
    n_offers: u64,
    /// Whether the caller sees all investments there are. Otherwise only those that they may see were
    /// weighed, and nothing is proved of others.
    sees_all: bool,
    /// How many of those make nothing better that is in use.
    n_idle: u64,
    /// Whether there are more, which were left out because they cost less than these.
    is_cut: bool,
    /// From buying nothing on, each step with more services in time than the one before.
    steps: Vec<StepForm>,
    /// Services that are late whatever is bought of what was weighed: at most 50.
    late: Vec<LateForm>,
    /// How many that are.
    n_late: u64,
    /// Whether it is proved that no step can be bettered.
    is_exact: bool,
    /// How many services might be in time at most if all is bought: it is proved that the others are
    /// late, whatever the order of the work.
    n_most: u64,
    /// How many services wait for crews that may be short of people: an order of the work tells when
    /// these are back.
    n_crewed: u64,
    /// How many more do for which no order was looked for, because there was too much to look at: they
    /// do not count as in time.
    n_unseen: u64,
    /// Crews and equipment that services rest on and of which nobody has said how many there are: at
    /// most 50. They are taken to be large enough.
    uncounted: Vec<NamedForm>,
    /// How many services rest on these. Who of them is in time may not be.
    n_uncounted: u64,
}

/// For so much money, so many services are in time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WorthBuyingStep")]
struct StepForm {
    /// What it costs together, in US dollars.
    cost: Money,
    /// How much more that is than the step before.
    cost_more: Money,
    /// What is bought: a set by itself, which need not hold that of the step before.
    investments: Vec<BoughtForm>,
    /// What of it the step before did not buy.
    added: Vec<BoughtForm>,
    /// What the step before bought and this one does not.
    dropped: Vec<BoughtForm>,
    /// How many services are in time then.
    n_in_time: u64,
    /// How many might be at most, with just that: of the others it is proved that they are late.
    n_most: u64,
    /// Those that were not a step before: at most 50.
    gained: Vec<NamedForm>,
    /// How many that are.
    n_gained: u64,
    /// How many were in time a step before, and are not now.
    n_lost: u64,
}

/// An investment by name.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WorthBuyingInvestment")]
struct BoughtForm {
    /// Its id.
    id: Uuid,
    /// Its short name.
    code: String,
    /// What it is called.
    name: String,
    /// What it costs, in US dollars.
    cost: Money,
}

/// A service that is late whatever is bought of what was weighed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WorthBuyingLate")]
struct LateForm {
    /// Which.
    service: NamedForm,
    /// By how much, if everything is bought. Null: it never comes back, because a crew has nobody.
    gap: Option<Span>,
    /// What holds it back then, which may be a crew. Null: its own restoration, or something that you
    /// may not see.
    held_by: Option<NamedForm>,
    /// Whether it is proved that no order of the work has it in time.
    is_proved: bool,
}

impl From<Step> for StepForm {
    fn from(it: Step) -> Self {
        let bought = |all: Vec<Bought>| {
            let form = |it: Bought| BoughtForm {
                id: it.id.into(),
                code: it.code,
                name: it.name,
                cost: it.cost,
            };
            all.into_iter().map(form).collect()
        };
        StepForm {
            cost: it.cost,
            cost_more: it.cost_more,
            investments: bought(it.investments),
            added: bought(it.added),
            dropped: bought(it.dropped),
            n_in_time: it.n_in_time,
            n_most: it.n_most,
            gained: it.gained.iter().map(Into::into).collect(),
            n_gained: it.n_gained,
            n_lost: it.n_lost,
        }
    }
}

impl From<Late> for LateForm {
    fn from(it: Late) -> Self {
        // What may not be known has no code.
        let held_by = it.held_by.filter(|it| !it.code.is_empty());
        let held_by = held_by.as_ref().map(Into::into);
        LateForm { service: (&it.service).into(), gap: it.gap, held_by, is_proved: it.is_proved }
    }
}

async fn asked(ctx: &app::Ctx, address: &Address) -> Answer<WorthQuery> {
    let asked = Asked::read(address, &parameters())?;
    let (tier, together) = (asked.value("tier"), asked.flag("together"));
    Ok(WorthQuery { agency: agency_asked(ctx, &asked).await?, tier, together })
}

/// `GET /api/v1/worth-buying`
async fn show_worth(Caller(ctx): Caller, address: Address) -> Answer<Json<WorthForm>> {
    let query = asked(&ctx, &address).await?;
    let found = match investments::worth(&ctx, query).await? {
        Standing::UnderWay(progress) => {
            return Ok(Json(WorthForm { percent: progress.percent.min(99), answer: None }));
        }
        Standing::Ready(found) => found,
    };
    let answer = AnswerForm {
        computed_at: found.computed_at,
        n_services: found.n_services,
        n_unknown: found.n_unknown,
        n_offers: found.n_offers,
        sees_all: found.sees_all,
        n_idle: found.n_idle,
        is_cut: found.is_cut,
        steps: found.steps.into_iter().map(Into::into).collect(),
        late: found.late.into_iter().map(Into::into).collect(),
        n_late: found.n_late,
        is_exact: found.is_exact,
        n_most: found.n_most,
        n_crewed: found.n_crewed,
        n_unseen: found.n_unseen,
        // What may not be known has no code.
        uncounted: found
            .uncounted
            .iter()
            .filter(|it| !it.code.is_empty())
            .map(Into::into)
            .collect(),
        n_uncounted: found.n_uncounted,
    };
    Ok(Json(WorthForm { percent: 100, answer: Some(answer) }))
}

/// `POST /api/v1/worth-buying/cancel`
async fn cancel_worth(Caller(ctx): Caller, address: Address) -> Answer<StatusCode> {
    let query = asked(&ctx, &address).await?;
    investments::cancel_worth(&ctx, query);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "WorthBuying", WorthForm::json_schema(to).to_value());
}
