//! From an HTTP request to a [`Ctx`], and from what it carries to what a handler takes.

use std::sync::Arc;

use app::actor::Actor;
use app::{Ctx, Platform, Timestamp};
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::TrustedProxies;
use crate::error::{Failure, RequestId};

/// Finds the person behind a request.
pub trait Sessions: Send + Sync {
    /// The person who sent a request with these headers, if they are signed in.
    fn actor<'a>(
        &'a self,
        platform: &'a Platform,
        headers: &'a HeaderMap,
        now: Timestamp,
    ) -> BoxFuture<'a, app::Result<Option<Actor>>>;
}

/// What the web server holds while it runs.
#[derive(Clone)]
pub struct State {
    /// The installation.
    pub platform: Platform,
    /// Who is signed in.
    pub sessions: Arc<dyn Sessions>,
    /// Tells the time.
    pub clock: fn() -> Timestamp,
    /// Whether people reach it by https, so that cookies are sent only that way.
    pub secure: bool,
    /// Who may say from where a request comes.
    pub proxies: TrustedProxies,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("secure", &self.secure).finish_non_exhaustive()
    }
}

/// Gives a request its id, and its [`Ctx`] if somebody is signed in.
pub(crate) async fn identify(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let request_id = Uuid::now_v7();
    request.extensions_mut().insert(RequestId(request_id));
    let now = (state.clock)();
    let is_asset = request.uri().path().starts_with("/static/");
    let mut sharing = None;
    if !is_asset {
        match state.sessions.actor(&state.platform, request.headers(), now).await {
            Ok(Some(actor)) => {
                let ctx = Ctx::new(state.platform.clone(), actor, now).with_request_id(request_id);
                // Who changes something looks again and again, to see what became of it.
                if matches!(*request.method(), Method::GET | Method::HEAD) {
                    sharing = ctx.share_snapshot();
                }
                request.extensions_mut().insert(ctx);
            }
            Ok(None) => {}
            Err(error) => return Failure::from(error).into_response(),
        }
    }
    let mut response = next.run(request).await;
    drop(sharing);
    if let Ok(value) = request_id.to_string().parse() {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Refuses a change that another site asks a browser to make.
///
/// Browsers say where a request comes from (`Sec-Fetch-Site`, or `Origin` in older ones), and a page
/// cannot make them lie. A program says neither, but has no cookies that it did not put there.
pub(crate) async fn same_site(request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    let reason = "Another site asked your browser for this. Nothing was done.".to_owned();
    Failure::Malformed(StatusCode::FORBIDDEN, reason).into_response()
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (headers.get(ORIGIN), headers.get(HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            let host_of = origin.to_str().ok().and_then(|it| it.split_once("://")).map(|it| it.1);
            host_of == host.to_str().ok()
        }
        (Some(_), None) => false,
    }
}

/// A part of the path. What cannot be one is not found.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(it)) => Ok(Path(it)),
            Err(_) => Err(app::Error::NotFound("page").into()),
        }
    }
}

/// What a form sent. Names that stand there more than once become lists.
#[derive(Debug)]
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match axum_extra::extract::Form::<T>::from_request(request, state).await {
            Ok(axum_extra::extract::Form(it)) => Ok(Form(it)),
            Err(error) => {
                let response = error.into_response();
                let status = match response.status() {
                    it if it.is_client_error() => it,
                    _ => StatusCode::BAD_REQUEST,
                };
                Err(Failure::Malformed(status, "The form did not arrive whole.".to_owned()))
            }
        }
    }
}

/// What the address asks for.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        refuse_nul(parts)?;
        match axum_extra::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum_extra::extract::Query(it)) => Ok(Query(it)),
            Err(error) => Err(Failure::Malformed(StatusCode::BAD_REQUEST, error.to_string())),
        }
    }
}

/// A document that a program sent.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(it)) => Ok(Json(it)),
            Err(error) => Err(Failure::Malformed(error.status(), error.body_text())),
        }
    }
}

impl<T: serde::Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response<Body> {
        axum::Json(self.0).into_response()
    }
}

/// The query of the address as it stands there, for lists.
#[derive(Debug, Clone, Default)]
pub(crate) struct Address(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        refuse_nul(parts)?;
        Ok(Address(parts.uri.query().unwrap_or_default().to_owned()))
    }
}

/// No database keeps the character that ends a text in C, so nothing can be found by it.
fn refuse_nul(parts: &Parts) -> Result<(), Failure> {
    match parts.uri.query().is_some_and(|it| it.contains("%00")) {
        true => {
            let reason = "The address contains a character that no text has.".to_owned();
            Err(Failure::Malformed(StatusCode::BAD_REQUEST, reason))
        }
        false => Ok(()),
    }
}

/// Who is asking, on a page that anyone may see.
#[derive(Debug)]
pub(crate) struct MaybeCtx(pub(crate) Option<Ctx>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeCtx {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(MaybeCtx(parts.extensions.get::<Ctx>().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, it)| (name.parse().unwrap(), it.parse().unwrap())).collect()
    }

    #[test]
    fn a_change_is_made_only_from_our_own_pages() {
        let here: [&[(&str, &str)]; 4] = [
            &[],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
            &[("origin", "http://localhost:8080"), ("host", "localhost:8080")],
        ];
        for pairs in here {
            assert!(comes_from_here(&headers(pairs)), "{pairs:?}");
        }
        let elsewhere: [&[(&str, &str)]; 5] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example"), ("host", "localhost:8080")],
            &[("origin", "null"), ("host", "localhost:8080")],
            &[("origin", "http://localhost:8080")],
        ];
        for pairs in elsewhere {
            assert!(!comes_from_here(&headers(pairs)), "{pairs:?}");
        }
    }
}
