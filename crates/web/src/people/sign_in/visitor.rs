//! Where a request comes from whose sender nobody knows yet.

use std::convert::Infallible;
use std::net::SocketAddr;

use app::people::sign_in::Visit;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use crate::error::RequestId;
use crate::request::State;

/// A request by somebody who has not signed in.
pub(super) struct Visitor(pub(super) Visit);

impl FromRequestParts<State> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip());
        let sender = peer.map(|it| state.proxies.sender(it, &parts.headers));
        let text = |it: &axum::http::HeaderValue| it.to_str().unwrap_or_default().to_owned();
        Ok(Visitor(Visit {
            source: sender.map(|it| it.to_string()).unwrap_or_default(),
            browser: parts.headers.get(USER_AGENT).map(text).unwrap_or_default(),
            request_id: parts.extensions.get::<RequestId>().map(|it| it.0).unwrap_or_default(),
            now: (state.clock)(),
        }))
    }
}
