//! What those who run the installation look at: whether it lives, whether it is ready, and numbers.

use std::sync::LazyLock;
use std::time::Instant;

use app::actor::Permission;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::Routes;
use crate::routes::Access::{Needs, Public};

/// Upper ends of the buckets in which everything timed is counted by how long it took, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// The numbers of this process. None if another recorder was installed first.
static NUMBERS: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
    let matcher = Matcher::Suffix("_seconds".to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(matcher, &BUCKETS);
    match builder.map(PrometheusBuilder::install_recorder) {
        Ok(Ok(handle)) => Some(handle),
        Ok(Err(error)) => {
            tracing::warn!(%error, "No numbers are kept");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "No numbers are kept");
            None
        }
    }
});

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/healthz", Public, healthz)
        .get("/readyz", Public, readyz)
        // Numbers say how much is going on, so a program that reads them needs a token.
        .get("/metrics", Needs(Permission::ReadSettings), numbers)
}

/// `GET /healthz`: the process answers.
async fn healthz() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers too.
async fn readyz(State(state): State<crate::State>) -> Response {
    match state.platform.is_ready().await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "Not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

/// `GET /metrics`, in the text format of Prometheus.
async fn numbers() -> Response {
    let Some(handle) = &*NUMBERS else {
        return (StatusCode::SERVICE_UNAVAILABLE, "no numbers are kept").into_response();
    };
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response()
}

/// Starts keeping numbers. What happened before is not in them.
pub(crate) fn keep_numbers() {
    LazyLock::force(&NUMBERS);
}

/// Counts a request, and notes how long its answer took to begin.
pub(crate) async fn count(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|it| it.as_str().to_owned());
    let labels = [
        ("method", request.method().to_string()),
        ("path", path.unwrap_or_else(|| "none".to_owned())),
    ];
    let start = Instant::now();
    let response = next.run(request).await;
    let seconds = start.elapsed().as_secs_f64();
    metrics::histogram!("http_request_seconds", &labels).record(seconds);
    let [method, path] = labels;
    let status = ("status", response.status().as_str().to_owned());
    metrics::counter!("http_requests_total", &[method, path, status]).increment(1);
    response
}
