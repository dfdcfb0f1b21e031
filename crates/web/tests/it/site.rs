//! The product over HTTP, with one person signed in.

use std::sync::Arc;

use app::actor::Actor;
use app::{Ctx, Platform, Timestamp};
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use futures_util::future::{BoxFuture, FutureExt as _};
use tower::ServiceExt as _;
use web::{CookiesAndTokens, Sessions, State, TrustedProxies};

/// The product, with one person signed in or nobody.
pub(crate) struct Site {
    router: axum::Router,
}

/// Knows one person, whatever the request carries.
struct OnePerson(Option<Actor>);

impl Sessions for OnePerson {
    fn actor<'a>(
        &'a self,
        _: &'a Platform,
        _: &'a HeaderMap,
        _: Timestamp,
    ) -> BoxFuture<'a, app::Result<Option<Actor>>> {
        let actor = self.0.clone();
        async move { Ok(actor) }.boxed()
    }
}

impl Site {
    /// The product as whoever `ctx` is sees it.
    pub(crate) fn of(ctx: &Ctx) -> Site {
        Site::with(&ctx.platform, Some(ctx.actor.clone()))
    }

    /// The product as somebody sees it who is not signed in.
    pub(crate) fn anonymous(platform: &Platform) -> Site {
        Site::with(platform, None)
    }

    /// The product as it is in service: whoever sends a cookie or a token is known by it.
    pub(crate) fn in_service(platform: &Platform) -> Site {
        Site::known_by(platform, Arc::new(CookiesAndTokens { secure: false }))
    }

    fn with(platform: &Platform, actor: Option<Actor>) -> Site {
        Site::known_by(platform, Arc::new(OnePerson(actor)))
    }

    fn known_by(platform: &Platform, sessions: Arc<dyn Sessions>) -> Site {
        let platform = platform.clone();
        let proxies = TrustedProxies::default();
        let state = State { platform, sessions, clock: test_support::now, secure: false, proxies };
        Site { router: web::router(web::routes(), state) }
    }

    /// Status and body of a page.
    pub(crate) async fn get(&self, path: &str) -> (StatusCode, String) {
        read(self.send(Request::get(path), "").await).await
    }

    /// Status of a page, and the address that it leads to.
    pub(crate) async fn get_to(&self, path: &str) -> (StatusCode, String) {
        let response = self.send(Request::get(path), "").await;
        let to = response.headers().get("location").map(|it| it.to_str().unwrap().to_owned());
        (response.status(), to.unwrap_or_default())
    }

    /// Status and body, or the address that it leads to, after a form.
    pub(crate) async fn post(&self, path: &str, form: &str) -> (StatusCode, String) {
        let kind = "application/x-www-form-urlencoded";
        let response = self.send(Request::post(path).header("content-type", kind), form).await;
        let location = response.headers().get("location").cloned();
        let (status, body) = read(response).await;
        match location {
            Some(location) => (status, location.to_str().unwrap().to_owned()),
            None => (status, body),
        }
    }

    /// The whole response.
    pub(crate) async fn send(&self, request: Builder, body: &str) -> Response<Body> {
        self.send_bytes(request, body.as_bytes().to_vec()).await
    }

    /// The same for a body that is no text.
    pub(crate) async fn send_bytes(&self, request: Builder, body: Vec<u8>) -> Response<Body> {
        let request = request.body(Body::from(body)).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// Status and body of a response.
pub(crate) async fn read(response: Response<Body>) -> (StatusCode, String) {
    let status = response.status();
    let body = to_bytes(response.into_body(), 16 * 1024 * 1024).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}
