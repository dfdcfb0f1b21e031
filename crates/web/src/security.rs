//! The service as a whole: every route, within what protects them all.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
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

/// The service that answers requests.
pub fn router(routes: crate::Routes, state: State) -> Router {
    keep_numbers();
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let strict = state.secure.then(|| HeaderValue::from_static("max-age=31536000"));
    routes
        .into_inner()
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Failure::from(app::Error::internal("a handler panicked")).into_response()
        }))
        .layer(from_fn(same_site))
        .layer(from_fn(in_time))
        .layer(from_fn(render))
        .layer(from_fn(count))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(from_fn_with_state(state.clone(), identify))
        .layer(CompressionLayer::new())
        .layer(header(CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(X_FRAME_OPTIONS, "DENY"))
        .layer(header(REFERRER_POLICY, "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(header(
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ))
        .layer(header(CACHE_CONTROL, "no-store"))
        .layer(SetResponseHeaderLayer::if_not_present(STRICT_TRANSPORT_SECURITY, strict))
        .with_state(state)
}

/// Gives up on an answer that does not begin in time. An upload is answered when it has arrived.
async fn in_time(request: axum::extract::Request, next: Next) -> Response {
    let is_upload = matches!(request.uri().path(), "/imports" | "/api/v1/imports");
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
    tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path())
}
