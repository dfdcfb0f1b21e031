//! The description of the API (`OpenAPI` 3.1): what each route says of itself, put together from the
//! table of routes that the server itself runs on, and from the schemas of what it answers with.

mod document;
mod operation;
mod page;
mod parameter;
mod schemas;

pub use document::document;
pub use operation::{Operation, Sent, Success};
pub use parameter::{Parameter, Shape};

pub(crate) use schemas::{leave_out, list_of, named, refine, replace};

use std::sync::OnceLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::Routes;
use crate::routes::Access::Public;

/// Where the description is served, and the page that says the same to people.
pub(crate) fn routes() -> Routes {
    let described = Operation::new("describe_api", "API", "This description")
        .answers(200, "The description, as OpenAPI 3.1.")
        .of("Anything");
    Routes::new().get("/api/v1/openapi.json", Public, serve).described(described).get(
        "/api",
        Public,
        page::show,
    )
}

/// The description as it is served and kept in `docs/openapi.json`.
pub fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let document = document(crate::routes().entries());
        let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
        text.push('\n');
        text
    })
}

/// `GET /api/v1/openapi.json`
async fn serve() -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
    (headers, text()).into_response()
}
