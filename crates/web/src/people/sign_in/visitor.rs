//! Where a request comes from whose sender nobody knows yet.

use std::convert::Infallible;
use std::net::SocketAddr;

use app::people::sign_in::Visit;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use crate::error::RequestId;
use crate::request::State;

/// A request by somebody who has not signed in.
pub(super) struct Visitor(pub(super) Visit);

impl FromRequestParts<State> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0);
        let text = |it: &axum::http::HeaderValue| it.to_str().unwrap_or_default().to_owned();
        Ok(Visitor(Visit {
            source: source(peer, &parts.headers),
            browser: parts.headers.get(USER_AGENT).map(text).unwrap_or_default(),
            request_id: parts.extensions.get::<RequestId>().map(|it| it.0).unwrap_or_default(),
            now: (state.clock)(),
        }))
    }
}

/// The address of whoever sent the request. Behind a proxy on the same machine, the proxy knows it
/// and names it last; from anywhere else, nobody's word on it counts.
fn source(peer: Option<SocketAddr>, headers: &HeaderMap) -> String {
    let Some(peer) = peer.map(|it| it.ip()) else { return String::new() };
    let named = headers.get_all("x-forwarded-for").iter().next_back();
    let named = named.and_then(|it| it.to_str().ok()).and_then(|it| it.rsplit(',').next());
    match named.map(str::trim).filter(|it| peer.is_loopback() && !it.is_empty()) {
        Some(named) => named.chars().take(64).collect(),
        None => peer.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "10.0.0.9, 198.51.100.7".parse().unwrap());
        let from = |peer: &str| source(Some(peer.parse().unwrap()), &headers);
        assert_eq!(from("127.0.0.1:4000"), "198.51.100.7");
        assert_eq!(from("192.0.2.1:4000"), "192.0.2.1");
        assert_eq!(source(Some("127.0.0.1:1".parse().unwrap()), &HeaderMap::new()), "127.0.0.1");
    }
}
