//! The product over HTTP: pages for people, JSON for programs.
//!
//! One folder per phase and one module per feature, named as in `app`. A handler reads the
//! request, calls one use case, and shows what came back. It decides nothing.
//!
//! **Never here:** SQL, business rules, permission checks beyond the [`Access`] of a route.

mod api;
mod assets;
mod download;
mod error;
mod forbidden;
mod help;
mod layout;
mod mail;
pub mod openapi;
mod operations;
mod proxies;
mod request;
mod routes;
mod search;
mod security;
mod sent;
mod shell;

mod assure;
mod people;
mod prepare;
mod prove;
mod respond;
mod work;

pub use mail::dressed;
pub use people::sign_in::{CookiesAndTokens, link_path};
pub use prepare::kit::folder::pages as kit_pages;
pub use proxies::{NotANetwork, TrustedProxies};
pub use request::{Sessions, State};
pub use routes::{Access, Entry, Routes};
pub use security::router;
pub use shell::menu;

/// Every route of the product.
pub fn routes() -> Routes {
    Routes::new()
        .get("/static/{hash}/{*path}", Access::Public, assets::serve)
        .merge(operations::routes())
        .merge(search::routes())
        .merge(people::routes())
        .merge(prepare::routes())
        .merge(prove::routes())
        .merge(respond::routes())
        .merge(work::routes())
        .merge(help::routes())
        .merge(api::routes())
        .merge(assure::routes())
        .merge(openapi::routes())
}
