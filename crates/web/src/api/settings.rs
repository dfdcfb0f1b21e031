//! What the state decides for all agencies, for programs.

use std::collections::BTreeMap;

use app::Timestamp;
use app::actor::Permission;
use app::plans::plan::PlanReviews;
use app::prepare::impact::ImpactCriteria;
use app::prepare::inspections::InspectionLimit;
use app::prepare::risks::RiskTolerance;
use app::settings::{self, General, Kept, Setting};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Caller, Document, Seen};
use crate::Routes;
use crate::error::Answer;
use crate::openapi::{Operation, named, refine, replace};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadSettings), Needs(Permission::WriteSettings));
    let show = |id: &str, summary: &str, schema: &str| {
        let show = Operation::new(id, "Settings", summary);
        show.answers(200, "The setting. Version 0: as it was set up.").of(schema).versioned()
    };
    let change = |id: &str, summary: &str, (document, record): (&str, &str)| {
        let change = Operation::new(id, "Settings", summary).takes(document).needs_version();
        change.answers(200, "The setting as it is now.").of(record).versioned()
    };
    let of_general = ("GeneralDocument", "GeneralRecord");
    let of_impact = ("ImpactCriteriaDocument", "ImpactCriteriaRecord");
    let of_risk = ("RiskToleranceDocument", "RiskToleranceRecord");
    let of_limit = ("InspectionLimitDocument", "InspectionLimitRecord");
    let of_plans = ("PlanReviewsDocument", "PlanReviewsRecord");
    Routes::new()
        .get("/api/v1/settings/general", read, show_one::<General>)
        .described(show("show_general", "Show what all have in common", of_general.1))
        .put("/api/v1/settings/general", write, change_one::<General>)
        .described(change("change_general", "Change what all have in common", of_general))
        .get("/api/v1/settings/impact", read, show_one::<ImpactCriteria>)
        .described(show("show_impact_criteria", "Show by what impacts are judged", of_impact.1))
        .put("/api/v1/settings/impact", write, change_one::<ImpactCriteria>)
        .described(change(
            "change_impact_criteria",
            "Change by what impacts are judged in analyses that are started from now on",
            of_impact,
        ))
        .get("/api/v1/settings/risk", read, show_one::<RiskTolerance>)
        .described(show("show_risk_tolerance", "Show how much risk is borne", of_risk.1))
        .put("/api/v1/settings/risk", write, change_one::<RiskTolerance>)
        .described(change("change_risk_tolerance", "Change how much risk is borne", of_risk))
        .get("/api/v1/settings/inspections", read, show_one::<InspectionLimit>)
        .described(show("show_inspection_limit", "Show how old an inspection may be", of_limit.1))
        .put("/api/v1/settings/inspections", write, change_one::<InspectionLimit>)
        .described(change("change_inspection_limit", "Change how old it may be", of_limit))
        .get("/api/v1/settings/plans", read, show_one::<PlanReviews>)
        .described(show(
            "show_plan_reviews",
            "Show how soon plans are looked at again after a change",
            of_plans.1,
        ))
        .put("/api/v1/settings/plans", write, change_one::<PlanReviews>)
        .described(change(
            "change_plan_reviews",
            "Change how soon plans are looked at again after a change",
            of_plans,
        ))
}

/// A setting.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SettingForm<T> {
    /// How often it was changed: what `If-Match` is compared with.
    version: i64,
    /// When it was last changed, if ever.
    updated_at: Option<Timestamp>,
    /// What it says. What a document leaves out is as it was set up.
    #[schemars(with = "Value")]
    document: T,
}

/// `GET /api/v1/settings/general` and its like.
async fn show_one<T: Kept>(Caller(ctx): Caller) -> Answer<Response> {
    Ok(record(settings::show::<T>(&ctx).await?))
}

/// `PUT /api/v1/settings/general` and its like.
async fn change_one<T: Kept + 'static>(
    Caller(ctx): Caller,
    Seen(version): Seen,
    Document(document): Document<T>,
) -> Answer<Response> {
    Ok(record(settings::change(&ctx, version, document).await?))
}

fn record<T: Kept>(it: Setting<T>) -> Response {
    let Setting { value, updated_at, version } = it;
    super::record(version, SettingForm { version, updated_at, document: value })
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    let mut general = General::json_schema(to).to_value();
    refine(&mut general, "state_name", json!({ "minLength": 1 }));
    refine(&mut general, "time_zone", json!({ "examples": ["America/New_York"] }));
    let general = named(all, "GeneralDocument", general);
    let mut record = SettingForm::<General>::json_schema(to).to_value();
    replace(&mut record, "document", general);
    named(all, "GeneralRecord", record);
    let mut criteria = ImpactCriteria::json_schema(to).to_value();
    refine(&mut criteria, "unacceptable_level", json!({ "minimum": 2, "maximum": 5 }));
    refine(&mut criteria, "review_months", json!({ "minimum": 1, "maximum": 60 }));
    refine(&mut criteria, "levels", json!({ "minItems": 5, "maxItems": 5 }));
    let criteria = named(all, "ImpactCriteriaDocument", criteria);
    let mut record = SettingForm::<ImpactCriteria>::json_schema(to).to_value();
    replace(&mut record, "document", criteria);
    named(all, "ImpactCriteriaRecord", record);
    let mut tolerance = RiskTolerance::json_schema(to).to_value();
    refine(&mut tolerance, "statement", json!({ "minLength": 1, "maxLength": 5_000 }));
    let tolerance = named(all, "RiskToleranceDocument", tolerance);
    let mut record = SettingForm::<RiskTolerance>::json_schema(to).to_value();
    replace(&mut record, "document", tolerance);
    named(all, "RiskToleranceRecord", record);
    let mut limit = InspectionLimit::json_schema(to).to_value();
    refine(&mut limit, "days_max", json!({ "minimum": 1, "maximum": 3_650 }));
    let limit = named(all, "InspectionLimitDocument", limit);
    let mut record = SettingForm::<InspectionLimit>::json_schema(to).to_value();
    replace(&mut record, "document", limit);
    named(all, "InspectionLimitRecord", record);
    let mut reviews = PlanReviews::json_schema(to).to_value();
    refine(&mut reviews, "change_days", json!({ "minimum": 1, "maximum": 365 }));
    refine(&mut reviews, "fix_days", json!({ "minimum": 0, "maximum": 365 }));
    let reviews = named(all, "PlanReviewsDocument", reviews);
    let mut record = SettingForm::<PlanReviews>::json_schema(to).to_value();
    replace(&mut record, "document", reviews);
    named(all, "PlanReviewsRecord", record);
}
