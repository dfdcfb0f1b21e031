//! The table of routes. No route exists without saying who may use it.

use std::fmt;

use app::Ctx;
use app::actor::Permission;
use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};

use crate::error::Failure;
use crate::openapi::Operation;
use crate::request::State;

/// Who may use a route. The use case asks again, for the record at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, signed in or not.
    Public,
    /// Anyone who is signed in.
    SignedIn,
    /// Anyone who holds this permission somewhere.
    Needs(Permission),
}

/// One route.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its path, with the names of its parameters.
    pub path: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What the description of the API says of it.
    pub operation: Option<Operation>,
}

/// Routes, and the list of them that tests and reviewers read.
#[derive(Debug, Default)]
pub struct Routes {
    entries: Vec<Entry>,
    router: Router<State>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Routes {
        Routes::default()
    }

    /// Adds a route that shows something.
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.add(("GET", MethodFilter::GET), path, access, handler)
    }

    /// Adds a route that changes something.
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.add(("POST", MethodFilter::POST), path, access, handler)
    }

    /// Adds a route that puts a record in the place of another.
    pub fn put<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.add(("PUT", MethodFilter::PUT), path, access, handler)
    }

    /// Adds a route that removes something.
    pub fn delete<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.add(("DELETE", MethodFilter::DELETE), path, access, handler)
    }

    /// Says what the route that was added last does, for the description of the API.
    #[must_use]
    pub fn described(mut self, operation: Operation) -> Routes {
        if let Some(entry) = self.entries.last_mut() {
            entry.operation = Some(operation);
        }
        self
    }

    /// Adds another feature's routes.
    #[must_use]
    pub fn merge(mut self, other: Routes) -> Routes {
        self.entries.extend(other.entries);
        self.router = self.router.merge(other.router);
        self
    }

    /// Every route, in the order in which it was added.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn into_inner(self) -> Router<State> {
        self.router
    }

    fn add<H, T>(
        mut self,
        (name, method): (&'static str, MethodFilter),
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.entries.push(Entry { path, method: name, access, operation: None });
        let guard = from_fn(move |request: Request, next: Next| admit(access, request, next));
        self.router = self.router.route(path, on(method, handler).route_layer(guard));
        self
    }
}

/// Lets a request through if whoever sent it may use the route at all.
async fn admit(access: Access, request: Request, next: Next) -> Response {
    let ctx = request.extensions().get::<Ctx>();
    match (access, ctx) {
        (Access::Public, _) => next.run(request).await,
        // What everybody sees who is signed in is of the programme: that is nothing for those who
        // only use a service.
        (Access::SignedIn, Some(ctx))
            if ctx.actor.is_only_client() && !is_own(request.uri().path()) =>
        {
            Failure::from(app::Error::Forbidden(Permission::ReadAgencies)).into_response()
        }
        (Access::SignedIn, Some(_)) => next.run(request).await,
        (_, None) => Failure::SignInNeeded.into_response(),
        (Access::Needs(permission), Some(ctx)) => {
            if ctx.actor.may_somewhere(permission) {
                return next.run(request).await;
            }
            Failure::from(app::Error::Forbidden(permission)).into_response()
        }
    }
}

/// What is everybody's own: the account with which they sign in, where they start from, and what is
/// shared with the partners that they work for.
fn is_own(path: &str) -> bool {
    let is_under = |at: &str| path == at || path.starts_with(&format!("{at}/"));
    path == "/" || is_under("/account") || is_under("/shared") || path == "/shared.csv"
}

/// One line for each route, sorted: what `tests/it/routes.rs` compares with the list on file.
impl fmt::Display for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_unstable_by_key(|it| (it.path, it.method));
        for Entry { path, method, access, .. } in entries {
            let access = match access {
                Access::Public => "anyone".to_owned(),
                Access::SignedIn => "signed in".to_owned(),
                Access::Needs(permission) => permission.name().to_owned(),
            };
            writeln!(f, "{method:6} {path:48} {access}")?;
        }
        Ok(())
    }
}
