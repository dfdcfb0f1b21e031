//! What makes the page that opens with no server work as one: the worker that keeps its files, and
//! what a device needs to know to install it.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::assets;

/// The page, and all that it loads.
const PAGE: &str = "/offline/read";
const ASSETS: [&str; 7] = [
    "mainstay.css",
    "icons/mainstay.svg",
    "script/main.js",
    "script/offline_read.js",
    "script/offline_renew.js",
    "script/offline_show.js",
    "script/offline_store.js",
];

/// `GET /service-worker.js`: the worker with the addresses of what it keeps. They change with what
/// they hold, so a browser notices by itself when there is something new.
pub(super) async fn script() -> Response {
    let mut files = vec![PAGE.to_owned(), "/manifest.webmanifest".to_owned()];
    files.extend(ASSETS.map(assets::url));
    let head = format!(
        "const SHELF = {};\nconst PAGE = {};\nconst FILES = {};\n",
        json!(format!("mainstay-{}", assets::set())),
        json!(PAGE),
        json!(files)
    );
    let script = head + &assets::text("worker/service_worker.js");
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], script).into_response()
}

/// `GET /manifest.webmanifest`
pub(super) async fn manifest() -> Response {
    let manifest = json!({
        "name": "Mainstay: plans without a network",
        "short_name": "Mainstay",
        "description": "Plans, contacts and the order of recovery, kept on this device.",
        "id": PAGE,
        "start_url": PAGE,
        "scope": "/",
        "display": "standalone",
        "background_color": "#fafbfc",
        "theme_color": "#fafbfc",
        "icons": [
            { "src": assets::url("icons/mainstay.svg"), "sizes": "any", "type": "image/svg+xml" },
        ],
    });
    ([(CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}
