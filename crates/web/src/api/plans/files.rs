//! Plans as files, for programs: each version as PDF and Word, and what is taken along of an agency.

use std::collections::BTreeMap;

use app::FieldProblem;
use app::actor::Permission;
use app::ids::{AgencyId, PlanId};
use app::plans::kit::Lock;
use app::plans::print::{Print, print};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value;

use super::operation;
use crate::Routes;
use crate::api::{Caller, Document};
use crate::error::Answer;
use crate::openapi::named;
use crate::prepare::kit::page::{found, packed};
use crate::prove::files::file;
use crate::request::Path;
use crate::routes::Access::Needs;

const PDF: &str = "application/pdf";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadPlans);
    let one =
        |id: &str, summary: &str| operation(id, summary).may_refuse().answers(200, "The file.");
    let pdf = one("print_plan_version", "Show a version of a plan as PDF").of_file(PDF);
    let word = one("export_plan_version", "Show a version of a plan as Word").of_file(WORD);
    let public = one("print_public_edition", "Show the edition of a version for everybody");
    let kit = one("pack_kit", "Pack the plans and contacts of an agency, to be taken along");
    let kit = kit.takes("KitLock").of_file("application/age");
    Routes::new()
        .get("/api/v1/plans/{id}/versions/{number}/pdf", read, |caller, of| {
            printed(Print::Pdf, caller, of)
        })
        .described(pdf)
        .get("/api/v1/plans/{id}/versions/{number}/docx", read, |caller, of| {
            printed(Print::Docx, caller, of)
        })
        .described(word)
        .get("/api/v1/plans/{id}/versions/{number}/public", read, |caller, of| {
            printed(Print::Public, caller, of)
        })
        .described(public.of_file(PDF))
        .post("/api/v1/agencies/{id}/kit", read, pack_one)
        .described(kit)
}

/// `GET /api/v1/plans/{id}/versions/{number}/pdf` and its like
async fn printed(
    how: Print,
    Caller(ctx): Caller,
    Path((id, number)): Path<(PlanId, u32)>,
) -> Answer<Response> {
    let it = print(&ctx, id, number, how).await?;
    Ok(file(&it.file_name, it.media_type, it.bytes))
}

/// What opens a kit: a passphrase, or keys.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KitLock {
    /// At least 12 characters. Whoever has the file and this can read all of it.
    #[serde(default)]
    passphrase: Option<String>,
    /// Instead: keys of age, each of which opens it with its other half.
    #[serde(default)]
    keys: Vec<String>,
}

/// `POST /api/v1/agencies/{id}/kit`
async fn pack_one(
    Caller(ctx): Caller,
    Path(id): Path<AgencyId>,
    Document(sent): Document<KitLock>,
) -> Answer<Response> {
    found(&ctx, id).await?;
    let lock = match (&sent.passphrase, sent.keys.as_slice()) {
        (Some(passphrase), []) => Lock::passphrase(passphrase)?,
        (None, [_, ..]) => Lock::keys(sent.keys.iter().map(String::as_str))?,
        _ => {
            let reason = "Give a passphrase, or the keys of those who are to open it: one of them.";
            return Err(FieldProblem::new("passphrase", reason).into());
        }
    };
    Ok(packed(&ctx, id, &lock).await?)
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "KitLock", KitLock::json_schema(to).to_value());
}
