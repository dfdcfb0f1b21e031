//! Who holds which role, for programs.

use std::collections::BTreeMap;

use app::actor::{Permission, Role};
use app::ids::{GrantId, ItemId};
use app::people::access::{self, Codes, Draft, Extent, Grant, Query};
use app::people::{agencies, persons};
use app::prepare::inventory::{self, Kind, Label, reference};
use app::{Ctx, Error, FieldProblem, Timestamp};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agency_asked;
use crate::api::{self, Asked, Caller, Cursor, Document, List};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadGrants), Needs(Permission::WriteGrants));
    let operation = |id: &str, summary: &str| Operation::new(id, "Roles", summary);
    let list = operation("list_grants", "List who holds which role where").asks(parameters());
    let list = list.may_refuse().answers(200, "A stretch of the list, in the order of ids.");
    let give = operation("give_role", "Give a role").takes("GrantDocument");
    let give = give.answers(201, "It was given.").of("GrantRecord");
    let show = operation("show_grant", "Show who holds a role where");
    let show = show.answers(200, "The grant.").of("GrantRecord");
    let end = operation("end_grant", "End a role, or withdraw one that has not begun").may_refuse();
    let end = end.answers(200, "It is over.").of("GrantRecord");
    Routes::new()
        .get("/api/v1/grants", read, list_all)
        .described(list.of("GrantList"))
        .post("/api/v1/grants", write, give_one)
        .described(give.located("/api/v1/grants/{id}"))
        .get("/api/v1/grants/{id}", read, show_one)
        .described(show)
        .post("/api/v1/grants/{id}/end", write, end_one)
        .described(end)
}

fn parameters() -> Vec<Parameter> {
    let roles = Role::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those of people whose name contains this."),
        Parameter::new("person", Shape::Id, "Only those of this person."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those about the agency with this code, or one below it.",
        ),
        Parameter::new("role", Shape::OneOf(roles), "Only those of this role."),
        Parameter::new("ever", Shape::Flag, "Whether to list those too that are not held now."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// How far a role extends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "GrantReach")]
enum Reach {
    /// Everywhere in the state.
    State,
    /// To an agency and all below it.
    Agency,
    /// To one record.
    Record,
}

/// A role that somebody is to hold, or holds.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GrantDocument {
    /// Who holds it, by code of the person.
    #[schemars(extend("examples" = ["jane-doe"]))]
    person: String,
    /// Which role.
    role: Role,
    /// How far it extends.
    reach: Reach,
    /// To which agency, by its code, if it extends to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("examples" = ["franklin"]))]
    agency: Option<String>,
    /// To which record, by kind and code such as `service:benefits`, if it extends to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("examples" = ["service:benefits"]))]
    record: Option<String>,
    /// From when on. Now, if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starts_at: Option<Timestamp>,
    /// Until when. Until somebody ends it, if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends_at: Option<Timestamp>,
    /// Why: kept in the audit log.
    #[schemars(length(min = 1, max = 500))]
    reason: String,
}

/// A role that somebody holds somewhere for some time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct GrantForm {
    /// Its id.
    id: Uuid,
    /// The person who holds it.
    person_id: Uuid,
    /// Who gave it, by code of the person. Null if the platform itself did.
    granted_by: Option<String>,
    /// Whether it is held now.
    in_force: bool,
    /// Whether somebody ended it early.
    ended: bool,
    /// What it says.
    document: GrantDocument,
}

/// `GET /api/v1/grants`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<GrantForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        person_id: asked.value("person"),
        agency_id: agency_asked(&ctx, &asked).await?,
        role: asked.value("role"),
        at: (!asked.flag("ever")).then_some(ctx.now),
        ..Query::default()
    };
    let found = access::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(api::list(forms(&ctx, &found).await?, next))
}

/// `POST /api/v1/grants`
async fn give_one(
    Caller(ctx): Caller,
    Document(document): Document<GrantDocument>,
) -> Answer<Response> {
    let grant = access::give(&ctx, draft(&ctx, document).await?).await?;
    let place = [(axum::http::header::LOCATION, format!("/api/v1/grants/{}", grant.id))];
    let form = form(&ctx, grant).await?;
    Ok((StatusCode::CREATED, place, form).into_response())
}

/// `GET /api/v1/grants/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<GrantId>) -> Answer<Json<GrantForm>> {
    form(&ctx, access::show(&ctx, id).await?).await
}

/// `POST /api/v1/grants/{id}/end`
async fn end_one(Caller(ctx): Caller, Path(id): Path<GrantId>) -> Answer<Json<GrantForm>> {
    form(&ctx, access::end(&ctx, id).await?).await
}

async fn draft(ctx: &Ctx, document: GrantDocument) -> Answer<Draft> {
    let person = persons::by_code(ctx, document.person.trim()).await;
    let person =
        known(person, "person", || format!("There is no person called “{}”.", document.person))?;
    Ok(Draft {
        person_id: person.id,
        role: document.role,
        extent: extent(ctx, &document).await?,
        starts_at: document.starts_at,
        ends_at: document.ends_at,
        reason: document.reason,
    })
}

/// How far a role is to extend. What it says beside that must not say something else.
async fn extent(ctx: &Ctx, document: &GrantDocument) -> Answer<Extent> {
    let GrantDocument { agency, record, .. } = document;
    let problem = |field, reason: &'static str| Err(FieldProblem::new(field, reason).into());
    match (document.reach, agency, record) {
        (Reach::State, None, None) => Ok(Extent::State),
        (Reach::Agency, Some(code), None) => {
            let found = agencies::by_code(ctx, code.trim()).await;
            let reason = || format!("There is no agency called “{code}”.");
            Ok(Extent::Agency(known(found, "agency", reason)?.id))
        }
        (Reach::Record, None, Some(named)) => {
            let reason = || format!("There is no record called “{named}”. Write `service:code`.");
            let (kind, code) = named.trim().split_once(':').unwrap_or_default();
            let Ok(kind) = kind.parse::<Kind>() else {
                return Err(FieldProblem::new("record", reason()).into());
            };
            let found = inventory::by_code(ctx, kind, code).await;
            Ok(Extent::Record(known(found, "record", reason)?.id.into()))
        }
        (Reach::Agency, None, _) => problem("agency", "Say in which agency."),
        (Reach::Record, _, None) => problem("record", "Say for which record."),
        (Reach::State | Reach::Record, Some(_), _) => {
            problem("agency", "Leave it out: the role does not reach an agency.")
        }
        (Reach::State | Reach::Agency, _, Some(_)) => {
            problem("record", "Leave it out: the role does not reach a record.")
        }
    }
}

/// What was found, or what is wrong with the field that named it.
fn known<T>(
    found: app::Result<T>,
    field: &'static str,
    reason: impl FnOnce() -> String,
) -> app::Result<T> {
    found.map_err(|error| match error {
        Error::NotFound(_) => FieldProblem::new(field, reason()).into(),
        other => other,
    })
}

async fn form(ctx: &Ctx, grant: Grant) -> Answer<Json<GrantForm>> {
    let form = forms(ctx, &[grant]).await?.pop();
    Ok(Json(form.ok_or(Error::NotFound("grant"))?))
}

async fn forms(ctx: &Ctx, grants: &[Grant]) -> Answer<Vec<GrantForm>> {
    let codes = access::codes(ctx, grants).await?;
    let record_ids = grants.iter().filter_map(|it| match it.extent {
        Extent::Record(id) => Some(ItemId::from(id)),
        Extent::State | Extent::Agency(_) => None,
    });
    let labels = inventory::labels(ctx, &record_ids.collect::<Vec<_>>()).await?;
    Ok(grants.iter().map(|it| written(it, (&codes, &labels), ctx.now)).collect())
}

fn written(
    it: &Grant,
    (codes, labels): (&Codes, &BTreeMap<ItemId, Label>),
    now: Timestamp,
) -> GrantForm {
    let (reach, agency, record) = match it.extent {
        Extent::State => (Reach::State, None, None),
        Extent::Agency(id) => (Reach::Agency, codes.agencies.get(&id).cloned(), None),
        Extent::Record(id) => {
            let label = labels.get(&ItemId::from(id));
            (Reach::Record, None, label.map(|it| reference(it.kind, &it.code)))
        }
    };
    GrantForm {
        id: it.id.into(),
        person_id: it.person_id.into(),
        granted_by: codes.people.get(&it.granted_by).cloned(),
        in_force: it.in_force(now),
        ended: it.ended,
        document: GrantDocument {
            person: codes.people.get(&it.person_id).cloned().unwrap_or_default(),
            role: it.role,
            reach,
            agency,
            record,
            starts_at: Some(it.starts_at),
            ends_at: it.ends_at,
            reason: it.reason.clone(),
        },
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "GrantRecord", GrantForm::json_schema(to).to_value());
    list_of(all, "GrantList", "GrantRecord");
}
