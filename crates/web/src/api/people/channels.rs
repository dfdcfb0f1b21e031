//! How to reach people, for programs that may know.

use std::collections::BTreeMap;

use app::ids::{ChannelId, PersonId};
use app::people::persons::{self, Channel, ChannelDocument};
use app::{Ctx, Error, Timestamp};
use axum::http::StatusCode;
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::{self, Caller, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, list_of, named};
use crate::request::{Json, Path};
use crate::routes::Access::SignedIn;

/// Everybody sees and changes how to reach themselves: the use case asks about others.
pub(super) fn routes() -> Routes {
    let operation = |id: &str, summary: &str| Operation::new(id, "People", summary);
    let list = operation("list_channels", "List how to reach a person");
    let list = list.answers(200, "All of them.").of("ChannelList");
    let add = operation("add_channel", "Add a way to reach a person").takes("ChannelDocument");
    let add = add.answers(201, "It was added.").of("ChannelRecord").versioned();
    let remove = operation("remove_channel", "Remove a way to reach a person").needs_version();
    let remove = remove.answers(204, "It is gone.");
    let verify = operation("verify_channel", "Note that a way to reach a person works");
    let verify = verify.answers(200, "Noted.").of("ChannelRecord").versioned();
    Routes::new()
        .get("/api/v1/people/{id}/channels", SignedIn, list_all)
        .described(list)
        .post("/api/v1/people/{id}/channels", SignedIn, add_one)
        .described(add)
        .delete("/api/v1/people/{id}/channels/{channel_id}", SignedIn, remove_one)
        .described(remove)
        .post("/api/v1/people/{id}/channels/{channel_id}/verify", SignedIn, verify_one)
        .described(verify)
}

/// A way to reach a person.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ChannelForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// What it is, open.
    document: ChannelDocument,
}

/// `GET /api/v1/people/{id}/channels`
async fn list_all(
    Caller(ctx): Caller,
    Path(id): Path<PersonId>,
) -> Answer<Json<List<ChannelForm>>> {
    let channels = persons::channels(&ctx, id).await?;
    Ok(Json(List::whole(channels.into_iter().map(|(it, value)| form(&it, value)).collect())))
}

/// `POST /api/v1/people/{id}/channels`
async fn add_one(
    Caller(ctx): Caller,
    Path(id): Path<PersonId>,
    Document(document): Document<ChannelDocument>,
) -> Answer<Response> {
    let channel = persons::add_channel(&ctx, id, &document).await?;
    let path = format!("/api/v1/people/{id}/channels/{}", channel.id);
    Ok(api::added(&path, channel.version, form(&channel, document.value.trim().to_owned())))
}

/// `DELETE /api/v1/people/{id}/channels/{channel_id}`
async fn remove_one(
    Caller(ctx): Caller,
    Path((id, channel_id)): Path<(PersonId, ChannelId)>,
    Seen(version): Seen,
) -> Answer<StatusCode> {
    find(&ctx, id, channel_id).await?;
    persons::remove_channel_seen(&ctx, channel_id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/people/{id}/channels/{channel_id}/verify`
async fn verify_one(
    Caller(ctx): Caller,
    Path((id, channel_id)): Path<(PersonId, ChannelId)>,
) -> Answer<Response> {
    let value = find(&ctx, id, channel_id).await?;
    let channel = persons::verify_channel(&ctx, channel_id).await?;
    Ok(api::record(channel.version, form(&channel, value)))
}

/// The value of a person's channel, if it is theirs and the caller may know.
async fn find(ctx: &Ctx, id: PersonId, channel_id: ChannelId) -> Answer<String> {
    let channels = persons::channels(ctx, id).await?;
    let found = channels.into_iter().find(|(it, _)| it.id == channel_id);
    Ok(found.map(|(_, value)| value).ok_or(Error::NotFound("contact"))?)
}

fn form(channel: &Channel, value: String) -> ChannelForm {
    ChannelForm {
        id: channel.id.into(),
        version: channel.version,
        updated_at: channel.updated_at,
        document: ChannelDocument {
            kind: channel.kind,
            value,
            priority: channel.priority,
            reached: channel.reached,
            verified_at: channel.verified_at,
        },
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ChannelRecord", ChannelForm::json_schema(to).to_value());
    list_of(all, "ChannelList", "ChannelRecord");
}
