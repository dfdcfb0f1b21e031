//! How likely an item is back in time, for programs.

use std::collections::BTreeMap;

use app::ids::ItemId;
use app::prepare::inventory::Kind;
use app::prove::recovery::{
    self, LIKELY_TRIALS_MAX, Likely, LikelyAnswer, LikelyOdds, LikelyStep, LikelySwing, LikelyTime,
};
use app::{Span, Timestamp};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use super::explanation::TimeToGiveForm;
use crate::Routes;
use crate::api::Caller;
use crate::api::inventory::{NamedForm, find, paths};
use crate::error::Answer;
use crate::openapi::{Operation, named};
use crate::request::{Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let kinds = Kind::ALL.iter().filter(|it| it.is_restored());
    kinds.fold(Routes::new(), |routes, &kind| routes.merge(of(kind)))
}

fn of(kind: Kind) -> Routes {
    let one = kind.title().to_lowercase();
    let show = Operation::new(
        format!("likely_{}", kind.plural().replace('-', "_")),
        kind.titles(),
        format!("Say how likely a {one} is back in time, and what that hangs on"),
    );
    let show = show.may_refuse().answers(200, "What came out of all trials.").of("Likely");
    Routes::new()
        .get(paths(kind).likely, Needs(kind.read_permission()), move |caller, id| {
            likely(kind, caller, id)
        })
        .described(show)
}

/// What can be said.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "LikelyAnswer")]
enum AnswerForm {
    /// It was tried.
    Tried,
    /// Some times are missing, so nothing can be said.
    Missing,
    /// It never comes back: a crew that it takes has nobody.
    Never,
    /// It rests on too much: a scenario tells.
    TooMuch,
}

/// How likely an item is back in time, alone, with the crews there are.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LikelyForm {
    /// Which item.
    item: NamedForm,
    /// As of when.
    computed_at: Timestamp,
    /// How soon it must be back, if anybody said so.
    required: Option<Span>,
    /// What can be said.
    answer: AnswerForm,
    /// The times that are missing.
    missing: Vec<TimeToGiveForm>,
    /// What came out of all trials, if it was tried.
    odds: Option<OddsForm>,
}

/// What came out of all trials.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "LikelyOdds")]
struct OddsForm {
    /// When it is back if every step takes as long as planned.
    planned: Span,
    /// How likely it is back when it must be, with the interval that holds the true chance with 95 %
    /// confidence. Null: nobody has said when that is.
    in_time: Option<ChanceForm>,
    /// When it is back on average.
    mean: Span,
    /// When it is back in so many of 100 cases.
    times: Vec<TimeForm>,
    /// What came out, in plain words.
    sentences: Vec<String>,
    /// The steps that take time: those that decide most often come first.
    steps: Vec<StepForm>,
    /// The crews for whom a wait decided, most often first.
    crews: Vec<CrewForm>,
    /// The crews of which nobody has said how many people they have: taken to be large enough.
    crews_without_size: Vec<NamedForm>,
    /// How many trials there were.
    n_trials: u64,
    /// How many there are at most.
    n_trials_max: u64,
    /// By how much the chance may be wrong as was wanted: 0.01 is one percentage point.
    error_wanted: f64,
    /// Whether all intervals are as narrow as was wanted.
    is_precise: bool,
}

/// How likely something is: from 0 to 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "LikelyChance")]
struct ChanceForm {
    /// What came out.
    value: f64,
    /// The lower end of the interval.
    low: f64,
    /// The upper end of the interval.
    high: f64,
}

/// When it is back in so many of 100 cases.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "LikelyTime")]
struct TimeForm {
    /// In so many of 100 cases.
    of_100: u8,
    /// It is back within that.
    within: Span,
    /// The lower end of the interval that holds the true time with 95 % confidence.
    low: Span,
    /// The upper end of it.
    high: Span,
}

impl From<&LikelyTime> for TimeForm {
    fn from(it: &LikelyTime) -> Self {
        TimeForm { of_100: it.of_100, within: it.within, low: it.low, high: it.high }
    }
}

/// One step of the recovery.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "LikelyStep")]
struct StepForm {
    /// What is restored.
    item: NamedForm,
    /// How long that takes by plan.
    takes: Span,
    /// When it starts by plan.
    start: Span,
    /// How much later it may be done by plan and delay nothing. Null: it cannot delay the item.
    slack: Option<Span>,
    /// From what it is known how long it takes, in words. Null: the caller may not open it.
    known_from: Option<String>,
    /// How many of 100 tries fail, and are followed by another. Null: none does, as far as anybody
    /// said, or the caller may not open it.
    fails_percent: Option<u8>,
    /// In what part of all cases it decides when the item is back: the criticality index.
    criticality: f64,
    /// How far the time that it takes and when the item is back go along, from -1 to 1: the cruciality
    /// index.
    cruciality: f64,
    /// What its short and its long time do. Null: it is none of the ten steps that matter most.
    swing: Option<SwingForm>,
}

impl From<&LikelyStep> for StepForm {
    fn from(it: &LikelyStep) -> Self {
        StepForm {
            item: (&it.item).into(),
            takes: it.takes,
            start: it.start,
            slack: it.slack,
            known_from: it.known_from.map(|it| it.to_string()),
            fails_percent: it.fails_percent,
            criticality: it.criticality,
            cruciality: it.cruciality,
            swing: it.swing.as_ref().map(Into::into),
        }
    }
}

/// What a step's short and long time do to when an item is back: a bar of a tornado diagram.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "LikelySwing")]
struct SwingForm {
    /// What it takes at most in one case of ten, tries that fail included.
    short: Span,
    /// What it takes at least in one case of ten, tries that fail included.
    long: Span,
    /// When the item is back on average if it takes the short time.
    back_if_short: Span,
    /// When the item is back on average if it takes the long time.
    back_if_long: Span,
}

impl From<&LikelySwing> for SwingForm {
    fn from(it: &LikelySwing) -> Self {
        let LikelySwing { short, long, back_if_short, back_if_long } = *it;
        SwingForm { short, long, back_if_short, back_if_long }
    }
}

/// A crew for whom a wait decided.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "LikelyCrew")]
struct CrewForm {
    /// Which.
    crew: NamedForm,
    /// In what part of all cases.
    binds: f64,
}

impl From<&LikelyOdds> for OddsForm {
    fn from(it: &LikelyOdds) -> Self {
        let chance = it.met.map(|it| ChanceForm { value: it.value, low: it.low, high: it.high });
        let crews = it.crews.iter();
        OddsForm {
            planned: it.planned,
            in_time: chance,
            mean: it.mean,
            times: it.times.iter().map(Into::into).collect(),
            sentences: it.sentences.clone(),
            steps: it.steps.iter().map(Into::into).collect(),
            crews: crews.map(|it| CrewForm { crew: (&it.crew).into(), binds: it.binds }).collect(),
            crews_without_size: it.unsized_crews.iter().map(Into::into).collect(),
            n_trials: it.trials,
            n_trials_max: LIKELY_TRIALS_MAX,
            error_wanted: it.error_wanted,
            is_precise: it.is_precise,
        }
    }
}

impl From<&Likely> for LikelyForm {
    fn from(it: &Likely) -> Self {
        let (answer, missing, odds) = match &it.answer {
            LikelyAnswer::Odds(odds) => (AnswerForm::Tried, Vec::new(), Some((&**odds).into())),
            LikelyAnswer::Missing(missing) => {
                (AnswerForm::Missing, missing.iter().map(Into::into).collect(), None)
            }
            LikelyAnswer::Never => (AnswerForm::Never, Vec::new(), None),
            LikelyAnswer::TooMuch => (AnswerForm::TooMuch, Vec::new(), None),
        };
        let item = (&it.item).into();
        LikelyForm {
            item,
            computed_at: it.computed_at,
            required: it.required,
            answer,
            missing,
            odds,
        }
    }
}

/// `GET /api/v1/services/{id}/likely` and its like.
async fn likely(
    kind: Kind,
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
) -> Answer<Json<LikelyForm>> {
    find(&ctx, kind, id).await?;
    Ok(Json((&recovery::likely(&ctx, id).await?).into()))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "Likely", LikelyForm::json_schema(to).to_value());
}
