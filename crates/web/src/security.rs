//! The service as a whole: every route, within what protects them all.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

use crate::error::{Failure, RequestId, render};
use crate::operations::{count, keep_numbers};
use crate::request::{State, identify, same_site};

/// How much a form or document may carry. Imports have a limit of their own.
const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// How long an answer may take to begin.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);

/// Nothing but what we serve ourselves: no inline script or style, no frames, no plug-ins.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
    manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What every answer says, unless it says otherwise itself.
const HEADERS: [(HeaderName, HeaderValue); 8] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_POLICY)),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
    ),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// The service that answers requests.
pub fn router(routes: crate::Routes, state: State) -> Router {
    keep_numbers();
    let secure = state.secure;
    // One stack: the router would put each route into a box for each layer that it is given.
    let layers = ServiceBuilder::new()
        .map_response(move |answer| protected(answer, secure))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(state.clone(), identify))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(from_fn(count))
        .layer(from_fn(render))
        .layer(from_fn(in_time))
        .layer(from_fn(same_site))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Failure::from(app::Error::internal("a handler panicked")).into_response()
        }))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    routes.into_inner().fallback(|| async { StatusCode::NOT_FOUND }).layer(layers).with_state(state)
}

fn protected<B>(mut answer: Response<B>, secure: bool) -> Response<B> {
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    if secure {
        let strict = HeaderValue::from_static("max-age=31536000");
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(strict);
    }
    answer
}

/// Gives up on an answer that does not begin in time. An upload is answered when it has arrived.
async fn in_time(request: axum::extract::Request, next: Next) -> Response {
    let is_upload =
        matches!(request.uri().path(), "/imports" | "/api/v1/imports" | "/plans/import");
    if request.method() == Method::POST && is_upload {
        return next.run(request).await;
    }
    match tokio::time::timeout(ANSWER_TIME_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

fn span(request: &Request<Body>) -> tracing::Span {
    let id = request.extensions().get::<RequestId>().map(|it| it.0).unwrap_or_default();
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let path = logged(route, request.uri().path());
    tracing::info_span!("request", %id, method = %request.method(), path)
}

/// What the log says of an address: its route, or how it begins where there is none. The rest of it may
/// be a secret link, mistyped or not, and more people read the log than may open that.
fn logged<'a>(route: Option<&'a str>, path: &'a str) -> &'a str {
    route.unwrap_or_else(|| path.split('/').nth(1).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_holds_no_secret_link() {
        assert_eq!(logged(Some("/partner/{secret}"), "/partner/s3cret"), "/partner/{secret}");
        assert_eq!(logged(None, "/partner/s3cret/"), "partner");
    }
}
