//! One's own tokens. A program that acts with one of them is refused: it can neither make itself
//! others nor end those that people made.

use std::collections::BTreeMap;

use app::Timestamp;
use app::actor::Permission;
use app::ids::TokenId;
use app::people::sign_in::{self, Token, TokenDraft};
use axum::http::StatusCode;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::{Caller, Document, List};
use crate::error::Answer;
use crate::openapi::{Operation, list_of, named};
use crate::request::{Json, Path};
use crate::routes::Access::SignedIn;

pub(super) fn routes() -> Routes {
    let operation = |id: &str, summary: &str| {
        let summary = format!("{summary}. Only in a session: a token is refused");
        Operation::new(id, "Tokens", summary).may_refuse()
    };
    let list = operation("list_tokens", "List your tokens");
    let list = list.answers(200, "All of them, the newest first.").of("TokenList");
    let issue = operation("issue_token", "Issue a token for a program that acts for you");
    let issue = issue.takes("TokenDocument");
    let issue = issue.answers(201, "It was issued. Its secret is said this once.");
    let revoke = operation("revoke_token", "Revoke a token").answers(204, "It no longer works.");
    Routes::new()
        .get("/api/v1/tokens", SignedIn, list_own)
        .described(list)
        .post("/api/v1/tokens", SignedIn, issue_one)
        .described(issue.of("TokenIssued"))
        .post("/api/v1/tokens/{id}/revoke", SignedIn, revoke_one)
        .described(revoke)
}

/// A token that somebody wants.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TokenDocument {
    /// What it is for.
    #[schemars(length(min = 1, max = 100))]
    name: String,
    /// What it allows at most. It never allows more than you may do.
    permissions: Vec<Permission>,
    /// When it ends: within a year.
    expires_at: Timestamp,
}

/// A token, without its secret, which is not kept.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TokenForm {
    /// Its id.
    id: Uuid,
    /// When it was issued.
    created_at: Timestamp,
    /// When it was last used, to the minute.
    used_at: Option<Timestamp>,
    /// When it was revoked, if it was.
    revoked_at: Option<Timestamp>,
    /// Whether it works now.
    works: bool,
    /// What it says.
    document: TokenDocument,
}

/// A token that was just issued.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct IssuedForm {
    /// The token.
    token: TokenForm,
    /// What a program sends as `Authorization: Bearer`. It is not kept, and never said again.
    secret: String,
}

/// `GET /api/v1/tokens`
async fn list_own(Caller(ctx): Caller) -> Answer<Json<List<TokenForm>>> {
    let tokens = sign_in::tokens(&ctx, ctx.actor.person_id).await?;
    Ok(Json(List::whole(tokens.into_iter().map(|it| form(it, ctx.now)).collect())))
}

/// `POST /api/v1/tokens`
async fn issue_one(
    Caller(ctx): Caller,
    Document(document): Document<TokenDocument>,
) -> Answer<(StatusCode, Json<IssuedForm>)> {
    let TokenDocument { name, permissions, expires_at } = document;
    let permissions = permissions.into_iter().collect();
    let draft = TokenDraft { name, permissions, expires_at };
    let (token, secret) = sign_in::issue_token(&ctx, draft).await?;
    let issued = IssuedForm { token: form(token, ctx.now), secret: secret.expose().to_owned() };
    Ok((StatusCode::CREATED, Json(issued)))
}

/// `POST /api/v1/tokens/{id}/revoke`
async fn revoke_one(Caller(ctx): Caller, Path(id): Path<TokenId>) -> Answer<StatusCode> {
    sign_in::revoke_token(&ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn form(it: Token, now: Timestamp) -> TokenForm {
    TokenForm {
        id: it.id.into(),
        created_at: it.created_at,
        used_at: it.used_at,
        revoked_at: it.revoked_at,
        works: it.works(now),
        document: TokenDocument {
            name: it.name,
            permissions: it.permissions.into_iter().collect(),
            expires_at: it.expires_at,
        },
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "TokenRecord", TokenForm::json_schema(to).to_value());
    named(all, "TokenIssued", IssuedForm::json_schema(to).to_value());
    list_of(all, "TokenList", "TokenRecord");
}
