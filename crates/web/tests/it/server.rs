//! The whole service on a fresh database, where the token is the name of a role.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::actor::{Actor, Held, Reach, Role};
use app::{Ctx, Platform, Timestamp};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, IF_MATCH};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use futures_util::future::BoxFuture;
use serde_json::Value;
use tower::ServiceExt as _;

/// Whom the bearer of a token is.
type Who = dyn Fn(&str) -> Option<Actor> + Send + Sync;

/// Believes every token.
struct Believing(Box<Who>);

impl web::Sessions for Believing {
    fn actor<'a>(
        &'a self,
        _: &'a Platform,
        headers: &'a HeaderMap,
        _: Timestamp,
    ) -> BoxFuture<'a, app::Result<Option<Actor>>> {
        let token = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok());
        let name = token.and_then(|it| it.strip_prefix("Bearer ")).unwrap_or_default();
        let actor = (self.0)(name);
        Box::pin(async move { Ok(actor) })
    }
}

/// Everybody is whom they say they are: `Bearer coordinator` holds that role everywhere, and
/// `Bearer all` holds every role.
fn anybody(name: &str) -> Option<Actor> {
    match name.parse::<Role>() {
        Ok(role) => {
            let held = vec![Held { role, reach: Reach::State }];
            Some(Actor { held, ..Actor::platform() })
        }
        Err(()) => (name == "all").then(Actor::platform),
    }
}

/// The service, where each token is the name of a role.
pub(crate) fn service(platform: &Platform) -> Router {
    known_by(platform, Arc::new(Believing(Box::new(anybody))))
}

/// The service, where each token is the name of one of these people.
pub(crate) fn service_for(platform: &Platform, people: &[(&'static str, &Ctx)]) -> Router {
    let actors = people.iter().map(|(name, ctx)| (*name, ctx.actor.clone()));
    let actors: BTreeMap<&str, Actor> = actors.collect();
    let known = move |name: &str| actors.get(name).cloned();
    known_by(platform, Arc::new(Believing(Box::new(known))))
}

/// The service as it is with these sessions.
pub(crate) fn known_by(platform: &Platform, sessions: Arc<dyn web::Sessions>) -> Router {
    let state = web::State {
        platform: platform.clone(),
        sessions,
        clock: test_support::now,
        secure: false,
        proxies: web::TrustedProxies::default(),
    };
    web::router(web::routes(), state)
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// What a header says.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }
}

/// One request by somebody who holds every role.
#[derive(Debug)]
pub(crate) struct Call {
    method: Method,
    path: String,
    token: Option<&'static str>,
    seen: Option<String>,
    zipped: bool,
    kind: &'static str,
    body: Vec<u8>,
}

impl Call {
    pub(crate) fn new(method: Method, path: &str) -> Call {
        Call {
            method,
            path: path.to_owned(),
            token: Some("all"),
            seen: None,
            zipped: false,
            kind: "application/json",
            body: Vec::new(),
        }
    }

    pub(crate) fn get(path: &str) -> Call {
        Call::new(Method::GET, path)
    }

    pub(crate) fn post(path: &str, body: &Value) -> Call {
        Call { body: body.to_string().into_bytes(), ..Call::new(Method::POST, path) }
    }

    pub(crate) fn put(path: &str, body: &Value) -> Call {
        Call { body: body.to_string().into_bytes(), ..Call::new(Method::PUT, path) }
    }

    pub(crate) fn delete(path: &str) -> Call {
        Call::new(Method::DELETE, path)
    }

    pub(crate) fn raw(self, kind: &'static str, body: &[u8]) -> Call {
        Call { kind, body: body.to_vec(), ..self }
    }

    pub(crate) fn by(self, token: Option<&'static str>) -> Call {
        Call { token, ..self }
    }

    /// As browsers ask: the answer may come compressed.
    pub(crate) fn zipped(self) -> Call {
        Call { zipped: true, ..self }
    }

    pub(crate) fn seen(self, tag: &str) -> Call {
        Call { seen: Some(tag.to_owned()), ..self }
    }

    pub(crate) async fn send(self, service: &Router) -> Answer {
        let mut request = Request::builder().method(self.method).uri(self.path);
        if let Some(token) = self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(seen) = self.seen {
            request = request.header(IF_MATCH, seen);
        }
        if self.zipped {
            request = request.header(ACCEPT_ENCODING, "gzip");
        }
        if !self.kind.is_empty() {
            request = request.header(CONTENT_TYPE, self.kind);
        }
        let request = request.body(Body::from(self.body)).unwrap();
        let response = service.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, headers, body }
    }
}
