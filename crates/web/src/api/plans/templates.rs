//! Templates of plans, for programs: their versions, and what a plan has not taken over yet.

use std::collections::BTreeMap;

use app::Ctx;
use app::actor::Permission;
use app::ids::PlanId;
use app::plans::templates::{self, SectionTemplate, SectionUpdate, TemplateDocument};
use app::plans::updates::{self, Update};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{operation, versions};
use crate::Routes;
use crate::api::{self, Caller, Document, Seen};
use crate::error::Answer;
use crate::openapi::{named, refine};
use crate::request::{Json, Path};
use crate::routes::Access::Needs;

/// Every version of a template.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TemplatesForm {
    /// The versions, the newest first. Version 1 came with the program.
    versions: Vec<TemplateDocument>,
}

/// What is to be published.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PublishForm {
    /// What is new, and why.
    note: String,
    /// What belongs in a plan of this type, in this order.
    sections: Vec<SectionTemplate>,
}

/// What the template of a plan has that the plan does not have yet.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct UpdateForm {
    /// Which version the template is at.
    template: u32,
    /// What is new in that version.
    note: String,
    /// Whether it was set aside.
    is_dismissed: bool,
    /// Whether there is something to look at that nobody set aside.
    is_available: bool,
    /// The sections that are not as in the template.
    sections: Vec<SectionForm>,
}

/// A section that is not as in the template.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SectionForm {
    /// Its key.
    key: String,
    /// Whether it was `added`, `removed` or `changed`.
    kind: String,
    /// As the plan has it.
    before: Option<SectionTemplate>,
    /// As the template has it.
    after: Option<SectionTemplate>,
}

/// Which section is taken over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TakeForm {
    /// The version of the template that was seen.
    template: u32,
    /// The key of the section.
    section: String,
}

/// Which version of the template is set aside.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DismissForm {
    /// The version of the template that was seen.
    template: u32,
}

impl From<SectionUpdate> for SectionForm {
    fn from(it: SectionUpdate) -> Self {
        SectionForm {
            key: it.key().to_owned(),
            kind: it.kind().code().to_owned(),
            before: it.before,
            after: it.after,
        }
    }
}

impl From<Update> for UpdateForm {
    fn from(it: Update) -> Self {
        UpdateForm {
            template: it.current.number,
            note: it.current.note.clone(),
            is_dismissed: it.is_dismissed(),
            is_available: it.is_available(),
            sections: it.sections.into_iter().map(Into::into).collect(),
        }
    }
}

/// The schemas of all of them.
pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "PlanTemplate", TemplateDocument::json_schema(to).to_value());
    named(all, "PlanTemplates", TemplatesForm::json_schema(to).to_value());
    let mut publish = PublishForm::json_schema(to).to_value();
    refine(&mut publish, "note", json!({ "minLength": 1, "maxLength": 1_000 }));
    named(all, "PlanTemplateToPublish", publish);
    named(all, "PlanTemplateUpdate", UpdateForm::json_schema(to).to_value());
    named(all, "PlanTemplateTake", TakeForm::json_schema(to).to_value());
    named(all, "PlanTemplateDismissal", DismissForm::json_schema(to).to_value());
}

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPlans), Needs(Permission::WritePlans));
    let all = operation("list_plan_templates", "List the versions of a template");
    let all = all.answers(200, "Every version, the newest first.").of("PlanTemplates").versioned();
    let publish = operation("publish_plan_template", "Publish a new version of a template");
    let publish = publish.takes("PlanTemplateToPublish").needs_version().may_refuse();
    let publish = publish.answers(200, "It is published. No plan is changed by that.");
    let show = operation("show_template_update", "Show what a plan has not taken over yet");
    let show = show.answers(200, "Section by section.").of("PlanTemplateUpdate");
    let take = operation("take_template_section", "Take a section of the template over");
    let take = take.takes("PlanTemplateTake").needs_version().may_refuse();
    let take = take.answers(200, "The draft as it is now.").of("PlanVersionRecord");
    let dismiss = operation("dismiss_template", "Leave a plan as it is until the template changes");
    let dismiss = dismiss.takes("PlanTemplateDismissal").may_refuse();
    let dismiss = dismiss.answers(200, "It is set aside.").of("PlanTemplateUpdate");
    Routes::new()
        .get("/api/v1/plan-types/{code}/templates", read, list_all)
        .described(all)
        .put("/api/v1/plan-types/{code}/templates", Needs(Permission::WriteSettings), publish_one)
        .described(publish.of("PlanTemplate").versioned())
        .get("/api/v1/plans/{id}/template", read, show_one)
        .described(show)
        .post("/api/v1/plans/{id}/template/take", write, take_one)
        .described(take.versioned())
        .post("/api/v1/plans/{id}/template/dismiss", write, dismiss_one)
        .described(dismiss)
}

/// `GET /api/v1/plan-types/{code}/templates`
async fn list_all(Caller(ctx): Caller, Path(code): Path<String>) -> Answer<Response> {
    let found = templates::versions(&ctx, &code).await?;
    let number = found.first().map_or(0, |it| it.number);
    let versions = found.iter().map(TemplateDocument::of).collect();
    Ok(api::record(number.into(), TemplatesForm { versions }))
}

/// `PUT /api/v1/plan-types/{code}/templates`
async fn publish_one(
    Caller(ctx): Caller,
    Path(code): Path<String>,
    Seen(version): Seen,
    Document(form): Document<PublishForm>,
) -> Answer<Response> {
    let seen = u32::try_from(version).unwrap_or_default();
    let it = templates::publish(&ctx, &code, seen, form.sections, &form.note).await?;
    Ok(api::record(it.number.into(), TemplateDocument::of(&it)))
}

/// `GET /api/v1/plans/{id}/template`
async fn show_one(Caller(ctx): Caller, Path(id): Path<PlanId>) -> Answer<Json<UpdateForm>> {
    update(&ctx, id).await
}

async fn update(ctx: &Ctx, id: PlanId) -> Answer<Json<UpdateForm>> {
    Ok(Json(updates::of(ctx, id).await?.into()))
}

/// `POST /api/v1/plans/{id}/template/take`
async fn take_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(form): Document<TakeForm>,
) -> Answer<Response> {
    let taken = updates::take(&ctx, id, (version, form.template), &form.section).await?;
    Ok(versions::answer(taken.into()))
}

/// `POST /api/v1/plans/{id}/template/dismiss`
async fn dismiss_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Document(form): Document<DismissForm>,
) -> Answer<Json<UpdateForm>> {
    updates::dismiss(&ctx, id, form.template).await?;
    update(&ctx, id).await
}
