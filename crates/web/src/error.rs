//! From a failed request to an HTTP response. This is the only place that chooses a status.
//!
//! A handler fails with a [`Failure`]. It becomes a page for people and problem details (RFC 9457)
//! for programs; which, [`render`] decides by the address.

use app::{Ctx, Error, FieldProblem};
use axum::extract::Request;
use axum::http::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use uuid::Uuid;

use crate::forbidden;
use crate::layout::error::ErrorPage;
use crate::layout::parts::capital;
use crate::shell::Shell;

/// Why a request was not answered as asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The use case failed.
    Failed(Error),
    /// Nobody is signed in.
    SignInNeeded,
    /// The request itself makes no sense.
    Malformed(StatusCode, String),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Failed(error.into())
    }
}

/// The result of a handler.
pub(crate) type Answer<T> = Result<T, Failure>;

/// A failure in words, left in the response for [`render`].
#[derive(Debug, Clone)]
struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    /// The same for people, where programs are told it otherwise.
    advice: Option<String>,
    fields: Vec<FieldProblem>,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = problem(self);
        let mut response = problem.status.into_response();
        response.extensions_mut().insert(problem);
        response
    }
}

fn problem(failure: Failure) -> Problem {
    let (status, code, title) = match &failure {
        Failure::SignInNeeded => (StatusCode::UNAUTHORIZED, "sign_in_needed", "Sign in first"),
        Failure::Malformed(StatusCode::PRECONDITION_REQUIRED, _) => {
            (StatusCode::PRECONDITION_REQUIRED, "version_needed", "Say which version you saw")
        }
        Failure::Malformed(status, _) => (*status, "malformed", "This request makes no sense"),
        Failure::Failed(error) => match error {
            Error::NotFound(_) => (StatusCode::NOT_FOUND, "not_found", "There is nothing here"),
            Error::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden", "You may not do this"),
            Error::Invalid(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Some fields need correcting")
            }
            Error::Refused(it) => (StatusCode::UNPROCESSABLE_ENTITY, it.code, "A rule says no"),
            Error::Stale(_) => (StatusCode::CONFLICT, "stale", "Somebody else changed this first"),
            Error::Internal(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side")
            }
        },
    };
    let advice = match &failure {
        Failure::Failed(Error::Forbidden(permission)) => Some(forbidden::in_words(*permission)),
        _ => None,
    };
    let (detail, fields) = match failure {
        Failure::SignInNeeded => (
            "This needs a session, or a token that is neither over nor revoked.".to_owned(),
            Vec::new(),
        ),
        Failure::Malformed(_, detail) => (detail, Vec::new()),
        Failure::Failed(Error::Internal(error)) => {
            tracing::error!(%error, "A use case failed");
            ("It was written down. Try again later.".to_owned(), Vec::new())
        }
        Failure::Failed(Error::Invalid(fields)) => {
            (Error::Invalid(fields.clone()).to_string(), fields)
        }
        Failure::Failed(error) => (error.to_string(), Vec::new()),
    };
    Problem { status, code, title, detail: sentence(&detail), advice, fields }
}

/// `text` as a sentence: a capital first, a full stop last.
fn sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{stop}", capital(text))
}

/// Turns what went wrong into a page or into problem details.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let ctx = request.extensions().get::<Ctx>().cloned();
    let request_id = request.extensions().get::<RequestId>().map(|it| it.0).unwrap_or_default();
    let (uri, method) = (request.uri().clone(), request.method().clone());
    let response = next.run(request).await;
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        None => match bare(response.status()) {
            Some(problem) if response.headers().get(CONTENT_TYPE).is_none() => problem,
            _ => return response,
        },
    };
    if uri.path().starts_with("/api/") || uri.path().ends_with(".json") {
        let allow = response.headers().get(ALLOW).cloned();
        let mut answer = problem.for_programs().as_json(request_id);
        if let Some(allow) = allow {
            answer.headers_mut().insert(ALLOW, allow);
        }
        return answer;
    }
    if problem.status == StatusCode::UNAUTHORIZED {
        return to_sign_in(&uri, &method);
    }
    let shell = match ctx {
        Some(ctx) => {
            // What failed may have broken the snapshot, or go on in it.
            ctx.see_anew();
            Some(Shell::new(ctx, uri.path()).await)
        }
        None => None,
    };
    problem.as_page(shell.as_ref(), request_id)
}

/// What the router itself refused, without words.
fn bare(status: StatusCode) -> Option<Problem> {
    let detail = match status {
        StatusCode::NOT_FOUND => "There is no such page.",
        StatusCode::METHOD_NOT_ALLOWED => "This address does not answer this method.",
        StatusCode::PAYLOAD_TOO_LARGE => "This is larger than is accepted here.",
        StatusCode::REQUEST_TIMEOUT => "This took too long and was given up.",
        _ => return None,
    };
    let failure = Failure::Malformed(status, detail.to_owned());
    let title = if status == StatusCode::NOT_FOUND {
        "There is nothing here"
    } else {
        "This cannot be answered"
    };
    Some(Problem { title, code: "not_answered", ..problem(failure) })
}

fn to_sign_in(uri: &Uri, method: &Method) -> Response {
    // After a form, the page that it stood on; its own address would answer nothing.
    let next = match uri.path_and_query() {
        Some(next) if method == Method::GET => next.as_str(),
        _ => "/",
    };
    let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    Redirect::to(&format!("/sign-in?{query}")).into_response()
}

/// Which request it is: on error pages, in the log and in the audit log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestId(pub(crate) Uuid);

/// Problem details (RFC 9457), with the fields that need correcting.
#[derive(Serialize)]
struct Details<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    request_id: Uuid,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldDetails<'a>>,
}

#[derive(Serialize)]
struct FieldDetails<'a> {
    field: &'a str,
    reason: &'a str,
}

impl Problem {
    /// A program says which version it saw in `If-Match`, so that its condition does not hold.
    fn for_programs(self) -> Problem {
        match self.status {
            StatusCode::CONFLICT => Problem { status: StatusCode::PRECONDITION_FAILED, ..self },
            _ => self,
        }
    }

    fn as_json(&self, request_id: Uuid) -> Response {
        let fields = self.fields.iter();
        let details = Details {
            r#type: "about:blank",
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            request_id,
            fields: fields
                .map(|it| FieldDetails { field: &it.field, reason: &it.reason })
                .collect(),
        };
        let body = serde_json::to_vec(&details).unwrap_or_default();
        let kind = [(CONTENT_TYPE, "application/problem+json")];
        if self.status == StatusCode::UNAUTHORIZED {
            return (self.status, kind, [(WWW_AUTHENTICATE, "Bearer")], body).into_response();
        }
        (self.status, kind, body).into_response()
    }

    fn as_page(&self, shell: Option<&Shell>, request_id: Uuid) -> Response {
        let id = request_id.to_string();
        let links = match shell {
            Some(shell) => vec![shell.home()],
            None => vec![("Sign in", "/sign-in")],
        };
        let advice = self.advice.as_ref().unwrap_or(&self.detail);
        let page = ErrorPage { title: self.title, advice, request_id: Some(&id), links };
        let page = match shell {
            Some(shell) => shell.page(self.title, page.shown()),
            None => crate::shell::alone(self.title, page.shown()),
        };
        (self.status, page).into_response()
    }
}
