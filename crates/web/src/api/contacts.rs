//! Whom of an agency to call in a major incident, for programs.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::contacts::{self, Contact, ContactsDocument, Line, ListStanding, Query};
use app::ids::{AgencyId, PersonId};
use app::{Ctx, FieldProblem, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

const CONTACTS: Noun = Noun { tag: "Agencies", name: "Contacts" };

pub(super) fn routes() -> Routes {
    // A relationship manager confirms without writing the records of the agency: the use case asks.
    let read = Needs(Permission::ReadAgencies);
    let list = CONTACTS.lists(
        ("list_contacts", "List whom of each agency to call in a major incident"),
        "A stretch of the list, by what agencies are called.",
        parameters(),
    );
    let show = CONTACTS.shows(("show_contacts", "Show whom of an agency to call"), "The contacts.");
    let change = CONTACTS.changes(
        ("change_contacts", "Say whom else of an agency to call"),
        "The contacts as they are now.",
    );
    let confirm =
        CONTACTS.operation("confirm_contacts", "Confirm one contact of an agency, or all");
    let confirm = confirm.takes("ContactConfirmation").answers(200, "They are confirmed.");
    Routes::new()
        .get("/api/v1/contacts", read, list_all)
        .described(list)
        .get("/api/v1/contacts/{id}", read, show_one)
        .described(show)
        .put("/api/v1/contacts/{id}", read, change_one)
        .described(change)
        .post("/api/v1/contacts/{id}/confirm", read, confirm_one)
        .described(CONTACTS.answered(confirm))
}

fn parameters() -> Vec<Parameter> {
    let standings = ListStanding::ALL.iter().map(|it| it.code()).collect();
    let text = "Only those that have this in the name of the agency, or of a contact.";
    api::filters(
        text,
        vec![
            Parameter::new("standing", Shape::OneOf(standings), "Only those that stand so."),
            Parameter::new(
                "mine",
                Shape::Flag,
                "Only those of agencies whose relationship manager you are.",
            ),
            Parameter::new(
                "uncallable",
                Shape::Flag,
                "Only those of agencies that lack a primary or an alternate contact who is known to \
                 be reachable.",
            ),
        ],
    )
}

/// Whom of an agency to call in a major incident.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ContactsForm {
    /// The id of the agency.
    id: Uuid,
    /// How often it was said whom else to call: what `If-Match` is compared with. 0: never.
    version: i64,
    /// When that was said last.
    updated_at: Option<Timestamp>,
    /// How all contacts stand together: `incomplete`, `unconfirmed` or `confirmed`.
    standing: &'static str,
    /// Everybody, in the order in which they are called.
    contacts: Vec<ContactForm>,
    /// Who the relationship managers of the agency are, by name.
    managers: Vec<String>,
    /// Whom beside the first two: the only part that can be sent back. Who these are says the agency.
    document: ContactsDocument,
}

/// Somebody who is called.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Contact")]
struct ContactForm {
    /// Which they are: `primary`, `alternate` or `further`.
    which: &'static str,
    /// For what, if that is said.
    duty: String,
    /// Who, by code of the person. Null: nobody is named.
    person: Option<String>,
    /// What they are called.
    name: Option<String>,
    /// How they stand: `missing`, `left`, `never`, `lapsed` or `confirmed`.
    standing: &'static str,
    /// When a way to reach them was last seen to work.
    confirmed_at: Option<Timestamp>,
}

impl From<&Contact> for ContactForm {
    fn from(it: &Contact) -> Self {
        ContactForm {
            which: it.which.code(),
            duty: it.duty.clone(),
            person: it.who.as_ref().map(|it| it.1.clone()),
            name: it.who.as_ref().map(|it| it.2.clone()),
            standing: it.standing.code(),
            confirmed_at: it.confirmed_at,
        }
    }
}

impl Record for Line {
    type Form = ContactsForm;

    const PATH: &'static str = "/api/v1/contacts";

    fn key(&self) -> (Uuid, i64) {
        (self.agency.id.into(), self.list.version)
    }

    async fn forms(_: &Ctx, all: &[Line]) -> Answer<Vec<ContactsForm>> {
        let form = |it: &Line| ContactsForm {
            id: it.agency.id.into(),
            version: it.list.version,
            updated_at: (0 < it.list.version).then_some(it.list.updated_at),
            standing: it.standing().code(),
            contacts: it.contacts.iter().map(Into::into).collect(),
            managers: it.managers.clone(),
            document: it.document(),
        };
        Ok(all.iter().map(form).collect())
    }
}

/// `GET /api/v1/contacts`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ContactsForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        standing: asked.text("standing").and_then(ListStanding::from_code),
        mine: asked.flag("mine"),
        uncallable: asked.flag("uncallable"),
        paging: asked.paging(),
        ..Query::default()
    };
    api::answer_page(&ctx, contacts::list(&ctx, &query).await?).await
}

/// `GET /api/v1/contacts/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<AgencyId>) -> Answer<Response> {
    api::answer_with(&ctx, &contacts::show(&ctx, id).await?).await
}

/// `PUT /api/v1/contacts/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<AgencyId>,
    Seen(version): Seen,
    Document(document): Document<ContactsDocument>,
) -> Answer<Response> {
    contacts::change(&ctx, id, version, &document).await?;
    api::answer_with(&ctx, &contacts::show(&ctx, id).await?).await
}

/// Who is confirmed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    /// By code of the person. Null: everybody who is named.
    #[serde(default)]
    person: Option<String>,
}

/// `POST /api/v1/contacts/{id}/confirm`
async fn confirm_one(
    Caller(ctx): Caller,
    Path(id): Path<AgencyId>,
    Document(sent): Document<Confirmation>,
) -> Answer<Response> {
    let line = contacts::show(&ctx, id).await?;
    let only = match sent.person {
        None => None,
        Some(code) => Some(named_as(&line, code.trim())?),
    };
    contacts::confirm(&ctx, id, only).await?;
    api::answer_with(&ctx, &contacts::show(&ctx, id).await?).await
}

fn named_as(line: &Line, code: &str) -> Answer<PersonId> {
    let who = line.contacts.iter().filter_map(|it| it.who.as_ref()).find(|it| it.1 == code);
    let reason = "This agency does not name them as a contact.";
    Ok(who.map(|it| it.0).ok_or_else(|| FieldProblem::new("person", reason))?)
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    CONTACTS.schemas::<ContactsForm>(to, all);
    named(all, "ContactConfirmation", Confirmation::json_schema(to).to_value());
}
